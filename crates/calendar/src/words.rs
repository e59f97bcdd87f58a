//! The few words that stand in calendars, in the language of whoever owns the calendar.
//!
//! They say nothing about the person and hold no reference of ours: people show their calendars to others.

use domain::{
    notice::{CalendarMethod, Invitation, Language, Notice, NoticeKind, NoticeMeeting},
    session::Format,
};

use crate::{clean, object};

/// The text of an event. The video link stands here too, since most programs ignore CONFERENCE from others than
/// themselves.
pub(crate) fn description(notice: &Notice, invitation: &Invitation, meeting: &NoticeMeeting) -> String {
    let language = notice.recipient.language;
    let mut lines = Vec::new();
    if notice.meetings.len() > 1 {
        let number = notice.meetings.iter().position(|other| other.id == meeting.id).map_or(1, |index| index + 1);
        let count = notice.meetings.len();
        lines.push(match language {
            Language::Swedish => format!("Träff {number} av {count}."),
            Language::English => format!("Meeting {number} of {count}."),
        });
    }
    if let Some(trainer) = &meeting.trainer {
        lines.push(format!("{} {trainer}", pick(language, "Leds av:", "Led by:")));
    }
    match invitation.method {
        CalendarMethod::Cancel => lines.push(cancelled(notice.kind, language).to_owned()),
        CalendarMethod::Request | CalendarMethod::DeclineCounter => {
            lines.extend(what_to_know(notice, invitation, meeting))
        }
    }
    clean::several_lines(&lines.join("\n"))
}

/// Why the event goes out of the calendar.
fn cancelled(kind: NoticeKind, language: Language) -> &'static str {
    match kind {
        NoticeKind::SessionCancelled => pick(language, "Kursen är inställd.", "The course is cancelled."),
        NoticeKind::MeetingCancelled => pick(language, "Träffen är inställd.", "The meeting is cancelled."),
        _ => pick(language, "Din anmälan är avbokad.", "Your booking is cancelled."),
    }
}

fn what_to_know(notice: &Notice, invitation: &Invitation, meeting: &NoticeMeeting) -> Vec<String> {
    let language = notice.recipient.language;
    let line = |swedish, english, text: &str| format!("{} {text}", pick(language, swedish, english));
    let goes = notice.format != Format::Remote;
    let travel = meeting.travel_note.as_ref().filter(|_| goes);
    let mut lines = Vec::new();
    lines.extend(travel.map(|note| line("Hitta dit:", "Getting there:", note.as_str())));
    lines.extend(notice.bring.as_ref().map(|bring| line("Ta med:", "Bring:", bring.as_str())));
    let link = object::link(invitation, meeting);
    lines.extend(link.map(|url| line("Länk till videomötet:", "Link to the video meeting:", url)));
    let last = pick(language, "Får du förhinder? Avboka i Kursplats.", "Cannot come? Cancel in Kursplats.");
    lines.push(last.to_owned());
    lines
}

/// Place and form in one line, if there is anything to say.
pub(crate) fn location(notice: &Notice, meeting: &NoticeMeeting) -> Option<String> {
    let language = notice.recipient.language;
    let place = meeting.place.as_ref().map(|place| clean::one_line(place.as_str()));
    match (notice.format, place) {
        (Format::OnSite, place) => place,
        (Format::Hybrid, Some(place)) => Some(format!("{place} {}", pick(language, "eller på distans", "or by video"))),
        (Format::Remote | Format::Hybrid, _) => Some(pick(language, "På distans", "By video").to_owned()),
    }
}

fn pick(language: Language, swedish: &'static str, english: &'static str) -> &'static str {
    match language {
        Language::Swedish => swedish,
        Language::English => english,
    }
}
