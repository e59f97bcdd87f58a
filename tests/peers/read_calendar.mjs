/**
 * Reads one iCalendar file with ical.js, the parser of Thunderbird, and tells what it saw.
 *
 *     node read_calendar.mjs PEERS_FOLDER < FILE.ics
 *
 * Prints one JSON object with the same names as read_calendar.py. Times are converted through the VTIMEZONEs of
 * the file and nothing else; a time whose zone the file does not define is floating and has no Z.
 */
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { resolve } from "node:path";

const [peersFolder] = process.argv.slice(2);
const loaded = createRequire(resolve(peersFolder, "package.json"))("ical.js");
const ICAL = loaded.default ?? loaded;

const standardInput = 0;
const content = readFileSync(standardInput);

/** A moment as the Python readers write it. */
function moment(time) {
  if (!time) return null;
  if (time.isDate) return time.toString();
  if (time.zone === ICAL.Timezone.localTimezone) return time.toString();
  const utc = time.convertToZone(ICAL.Timezone.utcTimezone);
  return utc.toString();
}

/** The address, the name and the answer of an attendee or organizer. */
function person(property) {
  return {
    email: String(property.getFirstValue()).replace(/^mailto:/i, ""),
    cn: property.getParameter("cn") ?? null,
    partstat: property.getParameter("partstat") ?? null,
  };
}

/** One VEVENT. */
function read(event) {
  const value = (name) => event.getFirstPropertyValue(name);
  const organizer = event.getFirstProperty("organizer");
  const components = event.getAllSubcomponents().map((component) => component.name.toUpperCase());
  return {
    uid: value("uid"), sequence: value("sequence"),
    dtstamp: moment(value("dtstamp")), start_utc: moment(value("dtstart")), end_utc: moment(value("dtend")),
    summary: value("summary"), location: value("location"), description: value("description"),
    status: value("status"), url: value("url"),
    attendees: event.getAllProperties("attendee").map(person),
    organizer: organizer ? person(organizer) : null,
    components, has_alarm: components.includes("VALARM"),
  };
}

/** The names of zones that are used and not defined. */
function missingZones(calendar, defined) {
  const missing = new Set();
  for (const component of calendar.getAllSubcomponents()) {
    for (const property of component.getAllProperties()) {
      const name = property.getParameter("tzid");
      if (name && !defined.includes(name)) missing.add(name);
    }
  }
  return [...missing].sort();
}

const seen = {
  parser: "ical.js", line_count: content.filter((byte) => byte === 10).length,
  errors: [], missing_tzids: [], method: null, components: [], events: [],
};
try {
  const calendar = new ICAL.Component(ICAL.parse(content.toString("utf8")));
  const zones = calendar.getAllSubcomponents("vtimezone").map((component) => new ICAL.Timezone(component));
  // The events find their zones in this register. It starts with UTC only, so nothing can be known by its name.
  for (const zone of zones) ICAL.TimezoneService.register(zone);
  seen.missing_tzids = missingZones(calendar, zones.map((zone) => zone.tzid));
  seen.method = calendar.getFirstPropertyValue("method");
  seen.components = calendar.getAllSubcomponents().map((component) => component.name.toUpperCase());
  seen.events = calendar.getAllSubcomponents("vevent").map(read);
} catch (problem) {
  seen.errors.push(String(problem));
}
console.log(JSON.stringify(seen));
