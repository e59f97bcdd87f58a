//! Invented people and courses for tests.

use chrono::{DateTime, NaiveDate, NaiveDateTime, Utc};
use domain::{
    BookingId, MeetingId, NoticeId, SessionId,
    notice::{CalendarMethod, Invitation, Language, Notice, NoticeKind, NoticeMeeting, Recipient},
    session::Format,
};
use uuid::Uuid;

use crate::Organizer;

/// A time in October 2026.
pub fn time(day: u32, hour: u32) -> NaiveDateTime {
    NaiveDate::from_ymd_opt(2026, 10, day).and_then(|date| date.and_hms_opt(hour, 0, 0)).expect("a time")
}

/// When all notices were written.
pub fn written_at() -> DateTime<Utc> {
    "2026-09-01T07:00:00Z".parse().expect("an instant")
}

/// The id of all notices.
pub fn notice_id() -> NoticeId {
    NoticeId(Uuid::from_u128(0x0190_0000_0000_7000_8000_0000_0000_0001))
}

/// An organizer.
pub fn organizer() -> Organizer<'static> {
    static ADDRESS: std::sync::OnceLock<domain::values::EmailAddress> = std::sync::OnceLock::new();
    let address = ADDRESS.get_or_init(|| "kurs@bibliotek.example".parse().expect("an address"));
    Organizer { name: "Länsbiblioteket, kurser", address, shown: None, reads_answers: false }
}

/// A meeting on a day of October 2026.
pub fn meeting(number: u8, day: u32) -> NoticeMeeting {
    NoticeMeeting {
        id: MeetingId(Uuid::from_u128(0x2000 + u128::from(number))),
        starts: time(day, 9),
        ends: time(day, 12),
        travel_note: None,
        place: Some("Kumla bibliotek; stora salen, plan 2".parse().expect("a line")),
        join_url: None,
        trainer: Some("Amira Holm".parse().expect("a line")),
        cancelled: false,
        concerned: false,
        moved_from: None,
    }
}

/// `meetings` meetings a week apart, with an invitation each where the kind carries them.
pub fn notice(kind: NoticeKind, meetings: u8) -> Notice {
    let mut meetings: Vec<_> = (0..meetings).map(|number| meeting(number, 6 + 7 * u32::from(number))).collect();
    meetings.iter_mut().for_each(|meeting| meeting.cancelled = kind == NoticeKind::SessionCancelled);
    let method = match kind {
        NoticeKind::Confirmation
        | NoticeKind::SeatGiven
        | NoticeKind::MeetingChanged
        | NoticeKind::InvitationsResent => Some(CalendarMethod::Request),
        NoticeKind::MeetingCancelled | NoticeKind::SessionCancelled | NoticeKind::BookingCancelled => {
            Some(CalendarMethod::Cancel)
        }
        NoticeKind::CounterDeclined => Some(CalendarMethod::DeclineCounter),
        _ => None,
    };
    let invitations = method.iter().flat_map(|method| meetings.iter().map(|meeting| invitation(meeting, *method)));
    Notice {
        kind,
        recipient: recipient("Åsa Öberg", "asa.oberg@kumla.example"),
        booking_id: Some(BookingId(Uuid::from_u128(0xb001))),
        session_id: Some(SessionId(Uuid::from_u128(0x5e55))),
        title: "Källkritik; steg 1, \"på nätet\" \\ i biblioteket".parse().expect("a line"),
        format: Format::OnSite,
        time_zone: "Europe/Stockholm".to_owned(),
        invitations: invitations.collect(),
        meetings,
        waiting_position: (kind == NoticeKind::WaitingListed).then_some(3),
        reason: None,
        bring: None,
        cancel_until: None,
        contact: None,
        concerns: None,
        survey: None,
        sign_in: None,
        sign_in_at: None,
    }
}

/// Somebody to write to.
pub fn recipient(name: &str, email: &str) -> Recipient {
    Recipient {
        person_id: None,
        name: name.parse().expect("a line"),
        email: email.parse().expect("an address"),
        language: Language::Swedish,
    }
}

fn invitation(meeting: &NoticeMeeting, method: CalendarMethod) -> Invitation {
    Invitation {
        meeting_id: meeting.id,
        uid: Uuid::from_u128(0x7f3a_9c1e_0000_4000_8000_0000_0000_0000 + meeting.id.0.as_u128()),
        sequence: u32::from(method == CalendarMethod::Cancel),
        stamp: written_at(),
        method,
        organizer: None,
        answer: None,
    }
}
