"""Tells how files are built, without their texts: what a text could change only by breaking out of its place.

    python outline.py FOLDER

Reads every file below FOLDER and prints one JSON object a line: its path, and its outline. Mails are read by Python's
`email`, calendars by `icalendar`, pages by html5lib, tables by `csv` and openpyxl, JSON by `json`. What a reader objects
to is part of the outline.
"""

import csv
import email
import email.policy
import io
import json
import sys
import zipfile
from pathlib import Path
from xml.etree import ElementTree

import html5lib
import icalendar
from openpyxl import load_workbook

FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")
LINKS = ("href", "src", "action", "formaction", "data", "poster", "background", "content")


def scheme(address):
    start = address.strip().lower().split(":", 1)
    return start[0] if len(start) == 2 and "/" not in start[0] else "own"


def page(text):
    """Every element with its attributes, in order; comments; and where links lead."""
    tree = html5lib.parse(text, treebuilder="etree", namespaceHTMLElements=False)
    found = []
    for element in tree.iter():
        if not isinstance(element.tag, str):
            found.append("comment")
            continue
        links = [f"{name}:{scheme(value)}" for name, value in element.attrib.items() if name in LINKS]
        found.append([element.tag, sorted(element.attrib), links])
    return found


def calendar(content):
    read = icalendar.Calendar.from_ical(content)
    lines = [name if name in ("BEGIN", "END") else [name, sorted(getattr(value, "params", {}))]
             for name, value in read.property_items(sorted=False)]
    errors = [str(error) for part in read.walk() for error in part.errors]
    people = [str(value) for part in read.walk("VEVENT") for name in ("ATTENDEE", "ORGANIZER")
              for value in (part.get(name) if isinstance(part.get(name), list) else [part.get(name)])]
    components = [part.name for part in read.walk()]
    return {"lines": lines, "components": components, "errors": errors, "people": len(people)}


def part(node):
    inner = {"type": node.get_content_type(), "headers": [name.lower() for name in node.keys()],
             "file": node.get_filename(), "defects": [type(defect).__name__ for defect in node.defects]}
    if node.is_multipart():
        inner["parts"] = [part(one) for one in node.iter_parts()]
    elif inner["type"] == "text/html":
        inner["page"] = page(node.get_content())
    elif inner["type"] in ("text/calendar", "application/ics"):
        inner["calendar"] = calendar(node.get_payload(decode=True))
    return inner


def mail(content):
    read = email.message_from_bytes(content, policy=email.policy.default)
    people = {name: [len(header.addresses) for header in read.get_all(name, [])]
              for name in ("From", "To", "Cc", "Bcc", "Sender", "Reply-To")}
    broken = [name for name, value in read.items() if "\r" in str(value) or "\n" in str(value)]
    bare = content.count(b"\r") + content.count(b"\n") - 2 * content.count(b"\r\n")
    return {"part": part(read), "people": people, "broken": broken, "bare": bare}


def table(content):
    text = io.StringIO(content.decode("utf-8-sig"), newline="")
    rows = list(csv.reader(text, delimiter=";", strict=True))
    runs = [cell for row in rows for cell in row if cell.startswith(FORMULA) and not number(cell)]
    return {"cells": [len(row) for row in rows], "runs": runs}


def number(cell):
    return cell[1:].replace(",", "").replace("\u00a0", "").isdigit()


def workbook(path):
    read = load_workbook(path)
    with zipfile.ZipFile(path) as parts:
        names = sorted(parts.namelist())
        for name in names:
            if name.endswith((".xml", ".rels")):
                ElementTree.fromstring(parts.read(name))
    sheets = [[sheet.dimensions, [cell.coordinate for row in sheet.iter_rows() for cell in row
                                  if cell.data_type == "f" or cell.hyperlink]] for sheet in read.worksheets]
    return {"parts": names, "sheets": sheets, "names": sorted(read.defined_names)}


def skeleton(value):
    if isinstance(value, dict):
        return {name: skeleton(inner) for name, inner in value.items()}
    return [skeleton(inner) for inner in value] if isinstance(value, list) else type(value).__name__


READERS = {
    ".eml": lambda path: mail(path.read_bytes()),
    ".ics": lambda path: calendar(path.read_bytes()),
    ".html": lambda path: page(path.read_text(encoding="utf-8")),
    ".csv": lambda path: table(path.read_bytes()),
    ".xlsx": workbook,
    ".json": lambda path: skeleton(json.loads(path.read_text(encoding="utf-8"))),
}


def main():
    folder = Path(sys.argv[1])
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            try:
                outline = READERS[path.suffix](path)
            except Exception as problem:  # whatever a reader throws is its verdict on the file
                outline = f"{type(problem).__name__}: {problem}"
            print(json.dumps({"path": str(path.relative_to(folder)), "outline": outline}, default=str))


main()
