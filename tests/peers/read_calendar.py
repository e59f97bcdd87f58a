"""Reads one iCalendar file with two independent parsers and tells what each of them saw.

    python read_calendar.py FILE [--extract]

FILE ends with .ics, or with .eml: then its first text/calendar part is read. With --extract the calendar's bytes are
copied to standard output, for parsers that do not read mails. Otherwise it prints one JSON object a line, first of
`icalendar`, then of `vobject`. Times in UTC end with Z; a date stands alone (all-day); a time without Z was read as
floating.
`vobject` converts through the VTIMEZONE of the file, `icalendar` through its own time zone data when it knows the
name of the zone, and through the VTIMEZONE otherwise.
"""

import datetime
import email
import email.policy
import json
import sys

import icalendar
import vobject


def calendar_bytes(path):
    with open(path, "rb") as file:
        content = file.read()
    if not path.endswith(".eml"):
        return content
    mail = email.message_from_bytes(content, policy=email.policy.default)
    for part in mail.walk():
        if part.get_content_type() == "text/calendar":
            return part.get_payload(decode=True)
    raise SystemExit(f"{path}: no text/calendar part")


def moment(value):
    if value is None:
        return None
    if isinstance(value, datetime.datetime):
        if value.tzinfo is None:
            return value.isoformat()
        return value.astimezone(datetime.timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ")
    return value.isoformat()


def address(value):
    text = str(value)
    return text[len("mailto:"):] if text.lower().startswith("mailto:") else text


def text(value):
    return None if value is None else str(value)


def all_errors(component):
    found = [f"{component.name}: {name}: {reason}" for name, reason in component.errors]
    for inner in component.subcomponents:
        found.extend(all_errors(inner))
    return found


def icalendar_person(value):
    return {"email": address(value), "cn": text(value.params.get("CN")),
            "partstat": text(value.params.get("PARTSTAT"))}


def icalendar_event(event):
    def time_of(name):
        value = event.get(name)
        return moment(getattr(value, "dt", None))

    attendees = event.get("ATTENDEE", [])
    if not isinstance(attendees, list):
        attendees = [attendees]
    inner = [component.name for component in event.subcomponents]
    return {
        "uid": text(event.get("UID")),
        "sequence": None if event.get("SEQUENCE") is None else int(event["SEQUENCE"]),
        "dtstamp": time_of("DTSTAMP"), "start_utc": time_of("DTSTART"), "end_utc": time_of("DTEND"),
        "summary": text(event.get("SUMMARY")), "location": text(event.get("LOCATION")),
        "description": text(event.get("DESCRIPTION")), "status": text(event.get("STATUS")),
        "url": text(event.get("URL")),
        "attendees": [icalendar_person(attendee) for attendee in attendees],
        "organizer": icalendar_person(event["ORGANIZER"]) if "ORGANIZER" in event else None,
        "components": inner, "has_alarm": "VALARM" in inner,
    }


def read_with_icalendar(content):
    calendar = icalendar.Calendar.from_ical(content)
    return {
        "errors": all_errors(calendar), "missing_tzids": sorted(calendar.get_missing_tzids()),
        "method": text(calendar.get("METHOD")),
        "components": [component.name for component in calendar.subcomponents],
        "events": [icalendar_event(event) for event in calendar.walk("VEVENT")],
    }


def vobject_person(line):
    return {"email": address(line.value), "cn": line.params.get("CN", [None])[0],
            "partstat": line.params.get("PARTSTAT", [None])[0]}


def vobject_event(event):
    def value(name):
        return getattr(event, name).value if hasattr(event, name) else None

    inner = [component.name for component in event.components()]
    return {
        "uid": value("uid"), "sequence": None if value("sequence") is None else int(value("sequence")),
        "dtstamp": moment(value("dtstamp")), "start_utc": moment(value("dtstart")),
        "end_utc": moment(value("dtend")), "summary": value("summary"), "location": value("location"),
        "description": value("description"), "status": value("status"), "url": value("url"),
        "attendees": [vobject_person(line) for line in event.contents.get("attendee", [])],
        "organizer": vobject_person(event.organizer) if hasattr(event, "organizer") else None,
        "components": inner, "has_alarm": "VALARM" in inner,
    }


def vobject_missing(content):
    # vobject resolves names of zones by itself; so the names are taken from the raw lines.
    lines = content.decode("utf-8").replace("\r\n ", "").replace("\r\n\t", "").split("\r\n")
    defined = {line[5:] for line in lines if line.startswith("TZID:")}
    used = {part[5:].strip('"') for line in lines for part in line.split(":")[0].split(";")
            if part.startswith("TZID=")}
    return sorted(used - defined)


def read_with_vobject(content):
    calendar = vobject.readOne(content.decode("utf-8"))
    errors = []
    try:
        calendar.validate(raiseException=True)
    except vobject.base.ValidateError as problem:
        errors.append(str(problem))
    return {
        "errors": errors, "missing_tzids": vobject_missing(content),
        "method": calendar.method.value if hasattr(calendar, "method") else None,
        "components": [component.name for component in calendar.components()],
        "events": [vobject_event(event) for event in calendar.contents.get("vevent", [])],
    }


def main():
    content = calendar_bytes(sys.argv[1])
    if "--extract" in sys.argv[2:]:
        sys.stdout.buffer.write(content)
        return
    for name, read in (("icalendar", read_with_icalendar), ("vobject", read_with_vobject)):
        try:
            seen = read(content)
        except Exception as problem:  # whatever a parser throws is its verdict on the file
            seen = {"errors": [f"{type(problem).__name__}: {problem}"], "missing_tzids": [], "method": None,
                    "components": [], "events": []}
        print(json.dumps({"parser": name, "line_count": content.count(b"\n"), **seen}, ensure_ascii=True))


main()
