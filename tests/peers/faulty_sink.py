"""A mail server that fails at random, for workers that are killed at random.

    python faulty_sink.py DIR SEED

The first line on standard output is the port. The server ends when its standard input ends. DIR/arrivals.jsonl gets
one JSON object for each body that came whole, before it is answered: `message_id`, `hash` and `calendar` (uid and
sequence, or null). Of a hundred mails five are deferred at RCPT, five lose their connection at DATA, five after the
dot, five are answered late, and eighty are taken.
"""

import asyncio
import email
import hashlib
import json
import os
import pathlib
import random
import re
import sys
import threading


def describe(body):
    mail = email.message_from_bytes(body)
    calendar = None
    for part in mail.walk():
        if part.get_content_type() == "text/calendar":
            text = part.get_payload(decode=True).decode().replace("\r\n ", "")
            uid = re.search(r"^UID:(\S+)", text, re.MULTILINE).group(1)
            sequence = re.search(r"^SEQUENCE:(\d+)", text, re.MULTILINE).group(1)
            calendar = {"uid": uid, "sequence": int(sequence)}
    return {"message_id": mail["Message-ID"], "hash": hashlib.sha256(body).hexdigest(), "calendar": calendar}


class Sink:
    def __init__(self, folder, seed):
        self.chance = random.Random(seed)
        self.arrivals = open(folder / "arrivals.jsonl", "a", encoding="utf-8", buffering=1)

    async def serve(self, reader, writer):
        try:
            await self.talk(reader, writer)
        except (ConnectionError, asyncio.IncompleteReadError):
            pass
        finally:
            writer.close()

    async def talk(self, reader, writer):
        writer.write(b"220 sink.example\r\n")
        fault = self.chance.randrange(100)
        while line := await reader.readline():
            verb = line[:4].upper()
            if verb in (b"EHLO", b"HELO"):
                writer.write(b"250-sink.example\r\n250-8BITMIME\r\n250 ENHANCEDSTATUSCODES\r\n")
            elif verb == b"MAIL":
                fault = self.chance.randrange(100)
                writer.write(b"250 2.1.0 ok\r\n")
            elif verb == b"RCPT":
                writer.write(b"450 4.2.1 busy\r\n" if fault < 5 else b"250 2.1.5 ok\r\n")
            elif verb == b"DATA":
                if 5 <= fault < 10:
                    return
                writer.write(b"354 go\r\n")
                body = (await reader.readuntil(b"\r\n.\r\n"))[:-3]
                self.arrivals.write(json.dumps(describe(body)) + "\n")
                if 10 <= fault < 15:
                    return
                if 15 <= fault < 20:
                    await asyncio.sleep(self.chance.random() / 5)
                writer.write(b"250 2.0.0 taken\r\n")
            elif verb == b"QUIT":
                writer.write(b"221 bye\r\n")
                return
            else:
                writer.write(b"250 ok\r\n")


def end_with_standard_input():
    sys.stdin.buffer.read()
    os._exit(0)


async def main():
    sink = Sink(pathlib.Path(sys.argv[1]), int(sys.argv[2]))
    listener = await asyncio.start_server(sink.serve, "127.0.0.1", 0, limit=1 << 20)
    threading.Thread(target=end_with_standard_input, daemon=True).start()
    print(listener.sockets[0].getsockname()[1], flush=True)
    await listener.serve_forever()


asyncio.run(main())
