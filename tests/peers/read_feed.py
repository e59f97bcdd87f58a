"""Draws a calendar as recurring-ical-events does: what a person sees between two dates.

    python read_feed.py FILE.ics FROM TO

Prints one JSON object a line for each event that is shown: uid, start, end, status, summary; times in UTC end with Z,
a date stands alone.
"""

import datetime
import json
import sys

import icalendar
import recurring_ical_events


def moment(value):
    if isinstance(value, datetime.datetime):
        return value.astimezone(datetime.timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ")
    return value.isoformat()


def main():
    path, start, end = sys.argv[1:]
    with open(path, "rb") as file:
        calendar = icalendar.Calendar.from_ical(file.read())
    days = [datetime.date.fromisoformat(day) for day in (start, end)]
    events = recurring_ical_events.of(calendar).between(*days)
    for event in sorted(events, key=lambda event: (moment(event["DTSTART"].dt), str(event["UID"]))):
        print(json.dumps({"uid": str(event["UID"]), "start": moment(event["DTSTART"].dt),
                          "end": moment(event["DTEND"].dt), "status": str(event["STATUS"]),
                          "summary": str(event["SUMMARY"])}))


if __name__ == "__main__":
    main()
