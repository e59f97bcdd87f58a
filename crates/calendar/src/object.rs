//! The calendar object of one invitation: one meeting, one person (RFC 5545, RFC 5546, RFC 7986).

use domain::{
    Invalid, MeetingId,
    notice::{CalendarMethod, Invitation, Notice, NoticeMeeting, Participation},
    values::EmailAddress,
};
use icalendar::{Component, Event, EventStatus, Property};

use crate::{clean, content_line, words, zone};

/// Who wrote the object (RFC 5545 §3.7.3).
pub const PRODUCT: &str = "-//Kursplats//Kursplats//SV";

/// Why a calendar object cannot be written.
#[derive(Debug, thiserror::Error)]
pub enum CalendarError {
    /// Calendars are written for one zone only.
    #[error("cannot write times of the zone {0:?}")]
    TimeZone(String),
    /// The clocks skip or repeat the time, or it ends before it starts: calendars would disagree on it.
    #[error("meeting {0} has a time that calendars read differently: {1}")]
    WallTime(MeetingId, Invalid),
    /// The calendar library failed to write.
    #[error("the calendar object could not be written")]
    Write(#[from] std::fmt::Error),
}

/// Who stands as organizer: where calendars send their answers. The same for the whole life of a UID.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Organizer<'a> {
    /// Name shown.
    pub name: &'a str,
    /// Address that answers go to.
    pub address: &'a EmailAddress,
    /// Address to show in its place (EMAIL, RFC 7986 §6.2), when that one is for programs only.
    pub shown: Option<&'a EmailAddress>,
    /// Somebody reads what comes to it, so calendars may ask for an answer.
    pub reads_answers: bool,
}

/// Writes the object: CRLF only, no line over 75 octets.
///
/// # Errors
/// [`CalendarError::TimeZone`] for another zone than `Europe/Stockholm`; [`CalendarError::WallTime`] for a time that
/// the clocks skip or repeat, or an end that is not after the start (RFC 5545 §3.8.2.2).
pub fn object(
    notice: &Notice,
    organizer: &Organizer<'_>,
    invitation: &Invitation,
    meeting: &NoticeMeeting,
) -> Result<String, CalendarError> {
    if notice.time_zone != zone::ZONE {
        return Err(CalendarError::TimeZone(notice.time_zone.clone()));
    }
    zone::check(meeting.starts, meeting.ends).map_err(|reason| CalendarError::WallTime(meeting.id, reason))?;
    let head =
        format!("BEGIN:VCALENDAR\nVERSION:2.0\nPRODID:{PRODUCT}\nCALSCALE:GREGORIAN\nMETHOD:{}\n", invitation.method);
    let event = content_line::unfold(&event(notice, organizer, invitation, meeting).try_into_string()?);
    Ok([head.as_str(), zone::TIME_ZONE, &event, "END:VCALENDAR\n"].concat().lines().map(content_line::fold).collect())
}

/// The event itself. The library escapes TEXT values rightly, once their line ends are all `\n`; addresses,
/// times and parameters it writes as they are, so those are made safe here.
fn event(notice: &Notice, organizer: &Organizer<'_>, invitation: &Invitation, meeting: &NoticeMeeting) -> Event {
    let mut event = Event::new();
    event
        .uid(&invitation.uid.to_string())
        // Always written, also 0 (RFC 5546 §3.2.2).
        .sequence(invitation.sequence)
        .timestamp(invitation.stamp)
        .summary(&clean::one_line(notice.title.as_str()))
        .description(&words::description(notice, invitation, meeting))
        .append_property(zone::starts(meeting.starts, meeting.ends))
        .append_property(zone::ends(meeting.starts, meeting.ends))
        .append_property(organizer_property(organizer))
        .append_multi_property(attendee(notice, organizer, invitation))
        .add_property("TRANSP", "OPAQUE")
        .add_property("X-MICROSOFT-CDO-BUSYSTATUS", "BUSY")
        // A course does not move for one participant (MS-OXCICAL 2.1.3.1.1.20.38).
        .add_property("X-MICROSOFT-DISALLOW-COUNTER", "TRUE");
    if let Some(location) = words::location(notice, meeting) {
        event.add_property("LOCATION", location);
    }
    if let Some(url) = link(invitation, meeting) {
        event.append_property(conference(url));
    }
    // One UID per booking and meeting: to cancel it is to cancel the whole event (RFC 5546 §3.2.5).
    event.status(match invitation.method {
        CalendarMethod::Request | CalendarMethod::DeclineCounter => EventStatus::Confirmed,
        CalendarMethod::Cancel => EventStatus::Cancelled,
    });
    event
}

/// The link as programs that know of video meetings take it.
pub(crate) fn conference(url: &str) -> Property {
    // RFC 7986 §5.11: VALUE must be given.
    Property::new("CONFERENCE", url).add_parameter("VALUE", "URI").add_parameter("FEATURE", "VIDEO").done()
}

/// The video link, in what is to be put into the calendar; a cancellation does not spread it again.
pub(crate) fn link<'a>(invitation: &Invitation, meeting: &'a NoticeMeeting) -> Option<&'a str> {
    meeting.join_url.as_ref().filter(|_| invitation.method != CalendarMethod::Cancel).map(|url| url.as_str())
}

fn organizer_property(organizer: &Organizer<'_>) -> Property {
    let mut property = Property::new("ORGANIZER", mail_address(organizer.address));
    property.add_parameter("CN", &content_line::parameter(organizer.name));
    if let Some(shown) = organizer.shown {
        property.add_parameter("EMAIL", &content_line::parameter(shown.as_str()));
    }
    property.done()
}

/// The only attendee (RFC 5546 §6.3). Where answers are read, she is asked for one, or the one she gave is echoed.
/// Where nobody reads them it is already known: she has booked. Buttons would then promise what does not happen.
fn attendee(notice: &Notice, organizer: &Organizer<'_>, invitation: &Invitation) -> Property {
    let asks = organizer.reads_answers && invitation.method == CalendarMethod::Request;
    let answer = match invitation.answer {
        Some(answer) => answer.word(),
        None if organizer.reads_answers => "NEEDS-ACTION",
        None => Participation::Accepted.word(),
    };
    Property::new("ATTENDEE", mail_address(&notice.recipient.email))
        .add_parameter("CN", &content_line::parameter(notice.recipient.name.as_str()))
        .add_parameter("CUTYPE", "INDIVIDUAL")
        .add_parameter("PARTSTAT", answer)
        .add_parameter("ROLE", "REQ-PARTICIPANT")
        .add_parameter("RSVP", if asks { "TRUE" } else { "FALSE" })
        .done()
}

fn mail_address(address: &EmailAddress) -> String {
    format!("mailto:{}", address_part(address))
}

/// The address as it stands in a `mailto:` URI (RFC 6068 §2): what has a meaning there is percent-encoded.
pub fn address_part(address: &EmailAddress) -> String {
    let plain = |c: char| c.is_ascii_alphanumeric() || "@.-_+!$'*~".contains(c);
    let one = |c: char| if plain(c) { c.to_string() } else { format!("%{:02X}", u32::from(c)) };
    address.as_str().chars().map(one).collect()
}

#[cfg(test)]
mod tests;
