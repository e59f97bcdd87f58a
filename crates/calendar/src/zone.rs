//! Times as calendars show them: in the one zone of all meetings, or as whole days.

use chrono::{NaiveDateTime, NaiveTime};
use domain::{Invalid, wall_time};
use icalendar::Property;

/// The zone that all meetings are in.
pub(crate) const ZONE: &str = "Europe/Stockholm";

/// The rules of the zone since 1996. By rules alone: programs misread lists of dates in a VTIMEZONE.
pub(crate) const TIME_ZONE: &str = "\
BEGIN:VTIMEZONE
TZID:Europe/Stockholm
BEGIN:DAYLIGHT
TZOFFSETFROM:+0100
TZOFFSETTO:+0200
TZNAME:CEST
DTSTART:19810329T020000
RRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU
END:DAYLIGHT
BEGIN:STANDARD
TZOFFSETFROM:+0200
TZOFFSETTO:+0100
TZNAME:CET
DTSTART:19961027T030000
RRULE:FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU
END:STANDARD
END:VTIMEZONE
";

/// Refuses times that calendars would read differently, and an end that is not after the start (RFC 5545 §3.8.2.2).
pub(crate) fn check(starts: NaiveDateTime, ends: NaiveDateTime) -> Result<(), Invalid> {
    let (starts, ends) = (wall_time::instant(starts)?, wall_time::instant(ends)?);
    if ends <= starts { Err(Invalid::EndsBeforeStart) } else { Ok(()) }
}

/// The start of an event.
pub(crate) fn starts(starts: NaiveDateTime, ends: NaiveDateTime) -> Property {
    time("DTSTART", starts, is_all_day(starts, ends))
}

/// The end of an event: of whole days the day after the last (RFC 5545 §3.6.1).
pub(crate) fn ends(starts: NaiveDateTime, ends: NaiveDateTime) -> Property {
    time("DTEND", ends, is_all_day(starts, ends))
}

/// From midnight to midnight a day or more later: calendars draw that as days, not as hours.
fn is_all_day(starts: NaiveDateTime, ends: NaiveDateTime) -> bool {
    starts.time() == NaiveTime::MIN && ends.time() == NaiveTime::MIN && starts.date() < ends.date()
}

/// A time as the clocks show it, with its zone: what stays true when the rules of summer time change.
fn time(name: &str, time: NaiveDateTime, all_day: bool) -> Property {
    if all_day {
        return Property::new(name, time.format("%Y%m%d").to_string()).add_parameter("VALUE", "DATE").done();
    }
    Property::new(name, time.format("%Y%m%dT%H%M%S").to_string()).add_parameter("TZID", ZONE).done()
}
