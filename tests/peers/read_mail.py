"""Takes one mail apart with Python's `email` package and tells what it saw.

    python read_mail.py FILE.eml

Prints one JSON object: the tree of parts, the decoded headers, the addresses, and the measures that a mail with an
invitation has to meet on its way through old relays and strict clients.
"""

import email
import email.policy
import email.utils
import html.parser
import json
import sys


def tree(part):
    node = {
        "content_type": part.get_content_type(),
        "parameters": {name: str(value) for name, value in (part["Content-Type"].params.items()
                                                            if part["Content-Type"] else [])},
        "transfer_encoding": (part.get("Content-Transfer-Encoding") or "7bit").lower(),
        "disposition": part.get_content_disposition(),
        "file_name": part.get_filename(),
        "defects": [type(defect).__name__ for defect in part.defects],
    }
    if part.is_multipart():
        node["parts"] = [tree(inner) for inner in part.iter_parts()]
    elif part.get_content_maintype() == "text":
        # The bytes decoded by the declared charset, line ends as they are: get_content() would change them.
        charset = part.get_content_charset("us-ascii")
        node["text"] = part.get_payload(decode=True).decode(charset, errors="replace")
    return node


def shape(node):
    """The tree in short: mixed{alternative{plain,html,calendar},ics}."""
    name = node["content_type"].split("/")[1]
    return name + "{" + ",".join(shape(part) for part in node["parts"]) + "}" if "parts" in node else name


def people(mail, header):
    found = []
    for line in mail.get_all(header, []):
        found.extend({"name": one.display_name, "email": one.addr_spec} for one in line.addresses)
    return found


def has_line_break(text):
    return "\r" in text or "\n" in text


class Page(html.parser.HTMLParser):
    """What a page holds, and what is wrong with it: elements left open, closed out of turn, or empty."""

    VOID = {"meta", "br", "link"}

    def __init__(self):
        super().__init__()
        self.open, self.faults, self.headings, self.links, self.language = [], [], [], [], None

    def handle_starttag(self, tag, attributes):
        attributes = dict(attributes)
        if tag == "html":
            self.language = attributes.get("lang")
        if tag not in self.VOID:
            self.open.append([tag, attributes, ""])

    def handle_data(self, data):
        for element in self.open:
            element[2] += data

    def handle_endtag(self, tag):
        if not self.open or self.open[-1][0] != tag:
            self.faults.append(f"</{tag}> closes nothing")
            return
        _, attributes, text = self.open.pop()
        text = text.strip()
        if not text:
            self.faults.append(f"<{tag}> is empty")
        if tag in ("h1", "h2", "h3"):
            self.headings.append([tag, text])
        if tag == "a":
            self.links.append([attributes.get("href"), text])


def page(mail):
    body = mail.get_body(("html",))
    if body is None:
        return None
    read = Page()
    read.feed(body.get_content())
    read.close()
    read.faults.extend(f"<{element[0]}> is left open" for element in read.open)
    return {"language": read.language, "headings": read.headings, "links": read.links, "faults": read.faults}


def main():
    with open(sys.argv[1], "rb") as file:
        content = file.read()
    mail = email.message_from_bytes(content, policy=email.policy.default)
    leaves = [part for part in mail.walk() if not part.is_multipart()]
    inline = [part.get_payload(decode=True) for part in leaves if part.get_content_type() == "text/calendar"]
    attached = [part.get_payload(decode=True) for part in leaves if part.get_content_disposition() == "attachment"]
    persons = {header.lower(): people(mail, header) for header in ("From", "To", "Cc", "Reply-To", "Sender")}
    names = [one["name"] for group in persons.values() for one in group]
    structure = tree(mail)
    print(json.dumps({
        "structure": structure,
        "shape": shape(structure),
        "headers": [[name, str(value)] for name, value in mail.items()],
        "people": persons,
        "defects": [type(defect).__name__ for part in mail.walk() for defect in part.defects],
        "header_defects": [f"{name}: {type(defect).__name__}" for name, value in mail.items()
                           for defect in getattr(value, "defects", [])],
        "page": page(mail),
        "calendar_parts": len(inline),
        "attachments": len(attached),
        "calendar_equals_attachment": len(inline) == 1 and inline == attached,
        "is_seven_bit": all(byte < 128 for byte in content),
        "bare_cr": content.count(b"\r") - content.count(b"\r\n"),
        "bare_lf": content.count(b"\n") - content.count(b"\r\n"),
        "longest_line": max(len(line) for line in content.split(b"\r\n")),
        "line_break_in_subject": has_line_break(str(mail.get("Subject", ""))),
        "line_break_in_names": any(has_line_break(name) for name in names),
    }, ensure_ascii=True))


main()
