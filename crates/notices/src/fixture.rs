//! Invented people and courses for tests.

use chrono::{DateTime, NaiveDate, NaiveDateTime, Utc};
use domain::{
    BookingId, MeetingId, NoticeId, SessionId,
    notice::{CalendarMethod, Invitation, Notice, NoticeKind, NoticeMeeting, Recipient},
    session::Format,
};
use uuid::Uuid;

use crate::{RenderedMail, Sender, render};

pub(crate) fn time(day: u32, hour: u32) -> NaiveDateTime {
    NaiveDate::from_ymd_opt(2026, 10, day).and_then(|date| date.and_hms_opt(hour, 0, 0)).expect("a time")
}

pub(crate) fn written_at() -> DateTime<Utc> {
    "2026-09-01T07:00:00Z".parse().expect("an instant")
}

pub(crate) fn notice_id() -> NoticeId {
    NoticeId(Uuid::from_u128(0x0190_0000_0000_7000_8000_0000_0000_0001))
}

pub(crate) fn sender() -> Sender {
    Sender {
        name: "Länsbiblioteket, kurser".to_owned(),
        address: "kurs@bibliotek.example".parse().expect("an address"),
        reply_to: Some("fortbildning@bibliotek.example".parse().expect("an address")),
        message_domain: "bibliotek.example".to_owned(),
    }
}

pub(crate) fn meeting(number: u8, day: u32) -> NoticeMeeting {
    NoticeMeeting {
        id: MeetingId(Uuid::from_u128(0x2000 + u128::from(number))),
        starts: time(day, 9),
        ends: time(day, 12),
        place: Some("Kumla bibliotek; stora salen, plan 2".parse().expect("a line")),
        join_url: None,
        trainer: Some("Amira Holm".parse().expect("a line")),
        cancelled: false,
        concerned: false,
        moved_from: None,
    }
}

/// `meetings` meetings a week apart, with an invitation each where the kind carries them.
pub(crate) fn notice(kind: NoticeKind, meetings: u8) -> Notice {
    let mut meetings: Vec<_> = (0..meetings).map(|number| meeting(number, 6 + 7 * u32::from(number))).collect();
    meetings.iter_mut().for_each(|meeting| meeting.cancelled = kind == NoticeKind::SessionCancelled);
    let method = match kind {
        NoticeKind::Confirmation | NoticeKind::SeatGiven | NoticeKind::MeetingChanged => Some(CalendarMethod::Request),
        NoticeKind::WaitingListed => None,
        _ => Some(CalendarMethod::Cancel),
    };
    let invitations = method.iter().flat_map(|method| meetings.iter().map(|meeting| invitation(meeting, *method)));
    Notice {
        kind,
        recipient: recipient("Åsa Öberg", "asa.oberg@kumla.example"),
        booking_id: BookingId(Uuid::from_u128(0xb001)),
        session_id: SessionId(Uuid::from_u128(0x5e55)),
        title: "Källkritik; steg 1, \"på nätet\" \\ i biblioteket".parse().expect("a line"),
        format: Format::OnSite,
        time_zone: "Europe/Stockholm".to_owned(),
        invitations: invitations.collect(),
        meetings,
        waiting_position: (kind == NoticeKind::WaitingListed).then_some(3),
        reason: None,
    }
}

pub(crate) fn recipient(name: &str, email: &str) -> Recipient {
    Recipient { name: name.parse().expect("a line"), email: email.parse().expect("an address") }
}

fn invitation(meeting: &NoticeMeeting, method: CalendarMethod) -> Invitation {
    Invitation {
        meeting_id: meeting.id,
        uid: Uuid::from_u128(0x7f3a_9c1e_0000_4000_8000_0000_0000_0000 + meeting.id.0.as_u128()),
        sequence: u32::from(method == CalendarMethod::Cancel),
        stamp: written_at(),
        method,
    }
}

pub(crate) fn rendered(notice: &Notice) -> Vec<RenderedMail> {
    render(notice, notice_id(), &sender(), written_at()).expect("mail")
}

/// The only message of a notice.
pub(crate) fn only(notice: &Notice) -> RenderedMail {
    let mut mails = rendered(notice);
    assert_eq!(mails.len(), 1);
    mails.remove(0)
}
