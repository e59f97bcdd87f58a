"""A mail server on the loopback address that keeps every mail, and misbehaves when told to.

    python smtp_sink.py DIR

The first line on standard output is the port. The server ends when its standard input ends. It writes

* DIR/00001.eml, 00002.eml, ... every mail whose body came, in the order of arrival, byte for byte;
* DIR/log.jsonl one JSON object a line: `event` (connect, mail, rcpt, data, body, disconnect), `connection` (a
  number), `from`, `to`, `answer` (a text, or null when the connection was closed without one), and of a body also
  `file`, `message_id` and `calendar` (a list of uid, sequence, method).

DIR/rules.json, when it exists, is read again at every command:

* "first_rcpt_451": true             the first try of every pair of sender and recipient is answered 451 (greylist)
* "reject_550": ["a@x.example"]      these recipients are refused for good
* "defer_rcpt_450": ["a@x.example"]  these recipients are deferred
* "close_at_rcpt": n                 the connection is closed at RCPT, the first n times
* "close_at_data": n                 the connection is closed at DATA, the first n times
* "close_after_dot": n               ... after the body was taken, without an answer, the first n times

* "hold_rcpt": ["a@x.example"]       the answer to RCPT is held back as long as the rule stands
* "hold_dot": ["a@x.example"]        the body is taken, and its answer held back as long as the rule stands

DIR/cert.pem and DIR/key.pem, when they exist at the start, let it offer STARTTLS.

The counts start anew when the file's content changes.
"""

import asyncio
import email
import email.policy
import json
import os
import pathlib
import ssl
import sys
import threading

import icalendar
from aiosmtpd.smtp import SMTP


class Sink:
    """The handler of all connections: decides answers, keeps mails and the log."""

    def __init__(self, folder):
        self.folder = folder
        self.rules_text = None
        self.rules = {}
        self.closed = {}
        self.seen_pairs = set()
        self.mails = 0
        self.connections = 0
        self.log_file = open(folder / "log.jsonl", "a", encoding="utf-8", buffering=1)

    def log(self, event, server, **fields):
        line = json.dumps({"event": event, "connection": server.connection_number, **fields})
        self.log_file.write(line + "\n")

    def read_rules(self):
        try:
            text = (self.folder / "rules.json").read_text(encoding="utf-8")
        except FileNotFoundError:
            text = "{}"
        if text != self.rules_text:
            self.rules_text, self.rules, self.closed = text, json.loads(text), {}
        return self.rules

    def must_close(self, rule):
        if self.closed.get(rule, 0) >= self.read_rules().get(rule, 0):
            return False
        self.closed[rule] = self.closed.get(rule, 0) + 1
        return True

    def answer_to_recipient(self, sender, recipient):
        rules = self.read_rules()

        def listed(rule):
            return recipient.lower() in (one.lower() for one in rules.get(rule, []))

        if listed("reject_550"):
            return "550 5.1.1 no such mailbox"
        if listed("defer_rcpt_450"):
            return "450 4.2.1 mailbox is busy, try again later"
        pair = (sender, recipient.lower())
        if rules.get("first_rcpt_451") and pair not in self.seen_pairs:
            self.seen_pairs.add(pair)
            return "451 4.7.1 greylisted, try again later"
        return "250 2.1.5 OK"

    async def handle_MAIL(self, server, session, envelope, address, options):
        envelope.mail_from = address
        envelope.mail_options.extend(options)
        answer = "250 2.1.0 OK"
        self.log("mail", server, **{"from": address, "answer": answer})
        return answer

    async def handle_RCPT(self, server, session, envelope, address, options):
        if self.must_close("close_at_rcpt"):
            self.log("rcpt", server, **{"from": envelope.mail_from, "to": address, "answer": None})
            await server.close_without_answer()
        await self.hold_back("hold_rcpt", server, [address])
        answer = self.answer_to_recipient(envelope.mail_from, address)
        if answer.startswith("250"):
            envelope.rcpt_tos.append(address)
        self.log("rcpt", server, **{"from": envelope.mail_from, "to": address, "answer": answer})
        return answer

    async def handle_DATA(self, server, session, envelope):
        name = self.keep(envelope.original_content)
        closes = self.must_close("close_after_dot")
        await self.hold_back("hold_dot", server, envelope.rcpt_tos)
        answer = None if closes else f"250 2.0.0 OK kept as {name}"
        self.log("body", server, **{"from": envelope.mail_from, "to": list(envelope.rcpt_tos), "answer": answer,
                                    "file": name, **describe(envelope.original_content)})
        if closes:
            await server.close_without_answer()
        return answer

    async def hold_back(self, rule, server, recipients):
        def stands():
            return any(one.lower() in self.read_rules().get(rule, []) for one in recipients)

        if stands():
            self.log("held", server, to=list(recipients))
            while stands():
                await asyncio.sleep(0.01)

    def keep(self, content):
        self.mails += 1
        name = f"{self.mails:05}.eml"
        # Written beside and renamed, so that a reader never meets half a mail.
        unfinished = self.folder / (name + ".part")
        unfinished.write_bytes(content)
        os.replace(unfinished, self.folder / name)
        return name


def describe(content):
    """What a log line tells of a body. A body that cannot be read is kept and logged all the same."""
    mail = email.message_from_bytes(content, policy=email.policy.default)
    calendars = []
    for part in mail.walk():
        if part.get_content_type() == "text/calendar":
            try:
                calendar = icalendar.Calendar.from_ical(part.get_payload(decode=True))
                calendars.extend({"uid": str(event.get("UID")), "sequence": int(event.get("SEQUENCE", 0)),
                                  "method": str(calendar.get("METHOD"))} for event in calendar.walk("VEVENT"))
            except ValueError as problem:
                calendars.append({"error": str(problem)})
    return {"message_id": mail.get("Message-ID"), "calendar": calendars}


class Server(SMTP):
    """One connection."""

    def __init__(self, sink, tls):
        super().__init__(sink, hostname="sink.example", ident="sink", tls_context=tls)
        self.connection_number = 0

    def connection_made(self, transport):
        self.event_handler.connections += 1
        self.connection_number = self.event_handler.connections
        self.event_handler.log("connect", self)
        super().connection_made(transport)

    def connection_lost(self, error):
        self.event_handler.log("disconnect", self)
        super().connection_lost(error)

    async def close_without_answer(self):
        self.transport.close()
        # The handler task ends here: nothing may be answered on a closed connection.
        raise asyncio.CancelledError

    async def smtp_DATA(self, arg):
        # Only a DATA that would be accepted counts: after a refused recipient there is nothing to close over.
        if self.envelope.rcpt_tos:
            closes = self.event_handler.must_close("close_at_data")
            self.event_handler.log("data", self, **{
                "from": self.envelope.mail_from, "to": list(self.envelope.rcpt_tos),
                "answer": None if closes else "354"})
            if closes:
                await self.close_without_answer()
        await super().smtp_DATA(arg)


def end_with_standard_input():
    sys.stdin.buffer.read()
    os._exit(0)


async def main():
    folder = pathlib.Path(sys.argv[1])
    sink = Sink(folder)
    tls = None
    if (folder / "cert.pem").exists():
        tls = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
        tls.load_cert_chain(folder / "cert.pem", folder / "key.pem")
    loop = asyncio.get_running_loop()
    listener = await loop.create_server(lambda: Server(sink, tls), "127.0.0.1", 0)
    threading.Thread(target=end_with_standard_input, daemon=True).start()
    print(listener.sockets[0].getsockname()[1], flush=True)
    await listener.serve_forever()


asyncio.run(main())
