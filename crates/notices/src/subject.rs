//! Subject lines and headings.

use calendar::clean;
use domain::notice::{Notice, NoticeKind};

use crate::{dates, letter::Message};

/// The subject of one message of a notice: what happened first, then the title and the date.
///
/// With several invitations each message names the date of its own meeting, so that no mail program takes
/// them for copies of each other.
pub(crate) fn subject(notice: &Notice, message: &Message<'_>) -> String {
    let title = clean::header_text(notice.title.as_str());
    let day = day(notice, message);
    match notice.kind {
        NoticeKind::Confirmation => format!("Bekräftelse: du är anmäld till {title}{day}"),
        NoticeKind::WaitingListed => match notice.waiting_position {
            Some(place) => format!("Du står på väntelistan, plats {place}: {title}"),
            None => format!("Du står på väntelistan: {title}"),
        },
        NoticeKind::SeatGiven => format!("Du har fått en plats: {title}{day}"),
        NoticeKind::MeetingChanged => format!("Ändrad tid eller plats: {title}{day}"),
        NoticeKind::MeetingCancelled => format!("Inställd träff: {title}{day}"),
        NoticeKind::SessionCancelled => format!("Inställt: {title}{day}"),
        NoticeKind::BookingCancelled => format!("Avbokad: {title}{day}"),
        NoticeKind::Summons => format!("Kallelse: {title}{day}"),
        NoticeKind::Reminder => format!("Påminnelse: {title}{day}"),
        NoticeKind::AttendanceMissing => format!("Närvarorapport saknas: {title}{day}"),
        NoticeKind::CancellationAsked => format!("Vill du avboka {title}?"),
        NoticeKind::InvitationsResent => format!("Din inbjudan på nytt: {title}{day}"),
        NoticeKind::AddressFailed => format!("Ett mejl kom tillbaka: {title}"),
    }
}

/// The heading inside the mail.
pub(crate) fn heading(kind: NoticeKind) -> &'static str {
    match kind {
        NoticeKind::Confirmation => "Du är anmäld",
        NoticeKind::WaitingListed => "Du står på väntelistan",
        NoticeKind::SeatGiven => "Du har fått en plats",
        NoticeKind::MeetingChanged => "Ändrad tid eller plats",
        NoticeKind::MeetingCancelled => "En träff är inställd",
        NoticeKind::SessionCancelled => "Inställt",
        NoticeKind::BookingCancelled => "Din anmälan är avbokad",
        NoticeKind::Summons => "Kallelse",
        NoticeKind::Reminder => "Påminnelse",
        NoticeKind::AttendanceMissing => "Närvarorapport saknas",
        NoticeKind::CancellationAsked => "Vill du avboka?",
        NoticeKind::InvitationsResent => "Din inbjudan på nytt",
        NoticeKind::AddressFailed => "Ett mejl kom tillbaka",
    }
}

/// The date to name, with a blank before it: of the meeting that the message is about, else of the first to come.
fn day(notice: &Notice, message: &Message<'_>) -> String {
    let meetings = &notice.meetings;
    let called_off = notice.kind == NoticeKind::SessionCancelled;
    let first = || meetings.iter().find(|meeting| meeting.cancelled == called_off).or(meetings.first());
    let chosen = message.topic(notice).or_else(first);
    chosen.map(|meeting| format!(" {}", dates::date(meeting.starts.date()))).unwrap_or_default()
}
