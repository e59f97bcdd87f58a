//! Many events in one calendar: what a feed answers, and the file of a session (RFC 5545, RFC 7986).
//!
//! Published, not sent: there is nobody to answer to, so there is neither organizer nor attendee (RFC 5546 §3.2.1).

use domain::{feed::FeedEvent, session::Format};
use icalendar::{Component, Event, EventStatus};

use crate::{CalendarError, PRODUCT, clean, content_line, object::conference, zone};

/// How often calendars shall read it again, for those that listen: RFC 7986 §5.7 and what came before it.
const REFRESH: &str = "REFRESH-INTERVAL;VALUE=DURATION:PT4H\nX-PUBLISHED-TTL:PT4H\n";

/// Writes a calendar of this name: CRLF only, no line over 75 octets, and the same bytes for the same events.
///
/// # Errors
/// [`CalendarError::Write`] when the library fails. An event at a time that calendars read differently is left out,
/// so that one bad row cannot take all the others out of somebody's calendar.
pub fn feed(name: &str, events: &[FeedEvent]) -> Result<String, CalendarError> {
    let name = escaped(&clean::one_line(name));
    let head = format!("BEGIN:VCALENDAR\nVERSION:2.0\nPRODID:{PRODUCT}\nCALSCALE:GREGORIAN\nMETHOD:PUBLISH\n");
    let mut text = format!("{head}NAME:{name}\nX-WR-CALNAME:{name}\n{REFRESH}{}", zone::TIME_ZONE);
    for item in events.iter().filter(|item| zone::check(item.starts, item.ends).is_ok()) {
        text.push_str(&content_line::unfold(&event(item).try_into_string()?));
    }
    text.push_str("END:VCALENDAR\n");
    Ok(text.lines().map(content_line::fold).collect())
}

/// A TEXT value (RFC 5545 §3.3.11) of one line. The library escapes those of events only.
fn escaped(text: &str) -> String {
    text.replace('\\', "\\\\").replace(';', "\\;").replace(',', "\\,")
}

fn event(item: &FeedEvent) -> Event {
    let mut event = Event::new();
    event
        .uid(&item.uid.to_string())
        .sequence(item.sequence)
        // Without a request, the stamp is when the event was last revised (RFC 5545 §3.8.7.2).
        .timestamp(item.stamp)
        .summary(&summary(item))
        .description(&description(item))
        .append_property(zone::starts(item.starts, item.ends))
        .append_property(zone::ends(item.starts, item.ends))
        .add_property("LAST-MODIFIED", item.stamp.format("%Y%m%dT%H%M%SZ").to_string())
        // Others' courses do not take up the manager's own time.
        .add_property("TRANSP", if item.participants.is_some() { "TRANSPARENT" } else { "OPAQUE" });
    if let Some(location) = location(item) {
        event.add_property("LOCATION", location);
    }
    if let Some(url) = link(item) {
        event.append_property(conference(url));
    }
    event.status(if item.cancelled { EventStatus::Cancelled } else { EventStatus::Confirmed });
    event
}

fn summary(item: &FeedEvent) -> String {
    let title = clean::one_line(item.title.as_str());
    match &item.participants {
        Some(who) => {
            let library = clean::one_line(who.library.as_str());
            format!("{title}: {} deltagare från {library}", who.names.len())
        }
        None => title,
    }
}

/// Place and form in one line, if there is anything to say.
fn location(item: &FeedEvent) -> Option<String> {
    let place = item.place.as_ref().map(|place| clean::one_line(place.as_str()));
    match (item.format, place) {
        (Format::OnSite, place) => place,
        (Format::Hybrid, Some(place)) => Some(format!("{place} eller på distans")),
        (Format::Remote | Format::Hybrid, _) => Some("På distans".to_owned()),
    }
}

fn link(item: &FeedEvent) -> Option<&str> {
    item.join_url.as_ref().filter(|_| !item.cancelled).map(|url| url.as_str())
}

/// Nothing in it opens a door: people show their calendars to others.
fn description(item: &FeedEvent) -> String {
    let mut lines = Vec::new();
    if let (number, count @ 2..) = item.number {
        lines.push(format!("Träff {number} av {count}."));
    }
    if item.cancelled {
        lines.push("Inställd eller avbokad.".to_owned());
    }
    lines.extend(item.trainer.as_ref().map(|trainer| format!("Leds av: {trainer}")));
    lines.extend(item.travel_note.as_ref().map(|note| format!("Hitta dit: {note}")));
    lines.extend(item.bring.as_ref().map(|bring| format!("Ta med: {bring}")));
    lines.extend(link(item).map(|url| format!("Länk till videomötet: {url}")));
    if let Some(who) = item.participants.as_ref().filter(|who| !who.names.is_empty()) {
        lines.push("Deltagare:".to_owned());
        lines.extend(who.names.iter().map(|name| format!("- {name}")));
    }
    clean::several_lines(&lines.join("\n"))
}

#[cfg(test)]
mod tests;
