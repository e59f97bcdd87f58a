//! Invented notices, to look at what mail says without a database.

use chrono::{DateTime, Days, NaiveDate, Utc};
use domain::{
    BookingId, MeetingId, NoticeId, PersonId, SessionId, SignInRequestId,
    notice::{
        CalendarMethod, Contact, Invitation, Language, Notice, NoticeKind, NoticeMeeting, NoticeSurvey, Participation,
        Recipient,
    },
    seal::Seal,
    session::Format,
    sign_in::{Code, MailedSecrets, MailedWay},
};
use uuid::Uuid;

use crate::Sender;

/// The id of every invented notice.
pub fn notice_id() -> NoticeId {
    NoticeId(id(0x0001))
}

/// When an invented notice of a kind was written: in good time before its meetings, except those with a time of
/// their own.
pub fn written_at(kind: NoticeKind) -> DateTime<Utc> {
    let written_on = match kind {
        // The working day before the first meeting, and two days after it.
        NoticeKind::Reminder => day(12),
        NoticeKind::AttendanceMissing => day(15),
        _ => day(1),
    };
    written_on.and_hms_opt(7, 0, 0).unwrap_or_default().and_utc()
}

/// Who invented mail comes from. Its references are sealed with a key that everybody knows.
pub fn sender() -> Sender {
    Sender {
        name: "Länsbiblioteket, kurser".to_owned(),
        address: given("kurser@bibliotek.example"),
        reply_to: Some(given("fortbildning@bibliotek.example")),
        message_domain: "bibliotek.example".to_owned(),
        inbound: Some(given("svar@in.bibliotek.example")),
        public_url: Some("https://kurser.bibliotek.example".to_owned()),
        seal: Seal::new([0; 32]),
    }
}

/// An invented notice of a kind: of most kinds with two meetings and all that a notice can hold.
pub fn notice(kind: NoticeKind, language: Language) -> Notice {
    if matches!(kind, NoticeKind::SurveyInvitation | NoticeKind::SurveyReminder) {
        return about_survey(kind, language);
    }
    let mut meetings = vec![meeting(0, day(13)), meeting(1, day(20))];
    let about_one = matches!(
        kind,
        NoticeKind::MeetingChanged
            | NoticeKind::MeetingCancelled
            | NoticeKind::Reminder
            | NoticeKind::AttendanceMissing
            | NoticeKind::CancellationAsked
            | NoticeKind::CounterDeclined
    );
    meetings[0].concerned = about_one;
    meetings[0].cancelled = kind == NoticeKind::MeetingCancelled;
    meetings[0].moved_from = day(6).and_hms_opt(13, 0, 0).filter(|_| kind == NoticeKind::MeetingChanged);
    if kind == NoticeKind::SessionCancelled {
        meetings.iter_mut().for_each(|meeting| meeting.cancelled = true);
    }
    let to_organiser = matches!(kind, NoticeKind::AttendanceMissing | NoticeKind::AddressFailed);
    let organiser = Contact { name: given("Jonas Lind"), email: given("jonas.lind@medborgarskolan.example") };
    let participant = Contact { name: given("Åsa Öberg"), email: given("asa.oberg@kumla.example") };
    let recipient = if to_organiser { &organiser } else { &participant };
    let recipient = Recipient {
        person_id: Some(PersonId(id(0x0007))),
        name: recipient.name.clone(),
        email: recipient.email.clone(),
        language,
    };
    if kind == NoticeKind::SignIn {
        return to_sign_in(recipient);
    }
    if kind == NoticeKind::SignInElsewhere {
        return Notice::about_signing_in_elsewhere(recipient, given("Kursplats"), given("Kumla kommun"));
    }
    Notice {
        kind,
        recipient,
        booking_id: (!to_organiser).then(|| BookingId(id(0x0002))),
        session_id: Some(SessionId(id(0x0003))),
        title: given("Källkritik – källgranskning och kritiskt förhållningssätt"),
        format: Format::Hybrid,
        time_zone: "Europe/Stockholm".to_owned(),
        invitations: invitations(kind, &meetings),
        meetings,
        waiting_position: (kind == NoticeKind::WaitingListed).then_some(3),
        reason: reason(kind).map(given),
        bring: Some(given("En egen dator eller läsplatta, och ett exempel på en källa du har tvekat om.")),
        cancel_until: day(13).checked_sub_days(Days::new(7)),
        contact: Some(organiser),
        concerns: (kind == NoticeKind::AddressFailed).then_some(participant),
        survey: None,
        sign_in: None,
        sign_in_at: None,
    }
}

/// An invented mail to sign in by: about no session, and with a link and a code that open nothing.
fn to_sign_in(recipient: Recipient) -> Notice {
    let secrets = MailedSecrets { token: "0123456789abcdef".repeat(4), code: Code::from_bits(0x9a_7b3d_5e21) };
    let way = MailedWay { request_id: SignInRequestId(id(0x0004)), connects: None, secrets: Some(secrets) };
    Notice::about_signing_in(recipient, given("Kursplats"), way)
}

fn about_survey(kind: NoticeKind, language: Language) -> Notice {
    let recipient = Recipient {
        person_id: Some(PersonId(id(0x0007))),
        name: given("Karin Falk"),
        email: given("karin.falk@ljusnarsberg.example"),
        language,
    };
    let survey = NoticeSurvey { invitation: id(0x0008), closes_on: day(30) };
    Notice::about_survey(kind, recipient, given("Att leda digital förändring"), survey)
}

fn reason(kind: NoticeKind) -> Option<&'static str> {
    match kind {
        NoticeKind::MeetingCancelled | NoticeKind::SessionCancelled => Some("Kursledaren är sjuk."),
        NoticeKind::AddressFailed => Some("Adressen finns inte."),
        _ => None,
    }
}

fn meeting(number: u128, date: NaiveDate) -> NoticeMeeting {
    NoticeMeeting {
        id: MeetingId(id(0x0010 + number)),
        starts: date.and_hms_opt(9, 0, 0).unwrap_or_default(),
        ends: date.and_hms_opt(12, 0, 0).unwrap_or_default(),
        place: Some(given("Kumla bibliotek, stora salen, Skolvägen 1")),
        join_url: Some(given("https://mote.example/rum/1")),
        travel_note: Some(given("Tio minuters gångväg från järnvägsstationen. Gå in från gården.")),
        trainer: Some(given("Elin Ek")),
        cancelled: false,
        concerned: false,
        moved_from: None,
    }
}

/// As the kind carries them: for all meetings, for the one concerned, or none.
fn invitations(kind: NoticeKind, meetings: &[NoticeMeeting]) -> Vec<Invitation> {
    let (method, sequence, only_one) = match kind {
        NoticeKind::Confirmation | NoticeKind::SeatGiven => (CalendarMethod::Request, 0, false),
        NoticeKind::Summons | NoticeKind::InvitationsResent => (CalendarMethod::Request, 0, false),
        NoticeKind::MeetingChanged => (CalendarMethod::Request, 1, true),
        NoticeKind::CounterDeclined => (CalendarMethod::DeclineCounter, 0, true),
        NoticeKind::MeetingCancelled => (CalendarMethod::Cancel, 1, true),
        NoticeKind::SessionCancelled | NoticeKind::BookingCancelled => (CalendarMethod::Cancel, 1, false),
        NoticeKind::WaitingListed
        | NoticeKind::Reminder
        | NoticeKind::AttendanceMissing
        | NoticeKind::CancellationAsked
        | NoticeKind::SurveyInvitation
        | NoticeKind::SurveyReminder
        | NoticeKind::AddressFailed
        | NoticeKind::SignIn
        | NoticeKind::SignInElsewhere => return Vec::new(),
    };
    // A summons is one mail, with the invitation to the first meeting.
    let count = if kind == NoticeKind::Summons { 1 } else { meetings.len() };
    let invited = meetings.iter().filter(|meeting| meeting.concerned || !only_one).take(count);
    let invitation = |meeting: &NoticeMeeting| {
        let uid = Uuid::from_u128(0x7f3a_9c1e_0000_4000_8000_0000_0000_0000 + meeting.id.0.as_u128() % 0x1_0000);
        Invitation {
            meeting_id: meeting.id,
            uid,
            sequence,
            stamp: written_at(kind),
            method,
            organizer: Some(sender().organizers().of(uid)),
            answer: (kind == NoticeKind::InvitationsResent).then_some(Participation::Accepted),
        }
    };
    invited.map(invitation).collect()
}

fn day(day: u32) -> NaiveDate {
    NaiveDate::from_ymd_opt(2026, 10, day).unwrap_or_default()
}

fn id(number: u128) -> Uuid {
    Uuid::from_u128(0x0190_0000_0000_7000_8000_0000_0000_0000 + number)
}

/// The texts above are right; a test renders every kind of them.
fn given<T: std::str::FromStr<Err: std::fmt::Debug>>(text: &str) -> T {
    text.parse().expect("an invented text is well-formed")
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Whoever looks at a preview sees what people get.
    #[test]
    fn a_notice_has_as_many_invitations_as_the_system_sends() {
        for (kind, count) in [(NoticeKind::Confirmation, 2), (NoticeKind::Summons, 1), (NoticeKind::MeetingChanged, 1)]
        {
            assert_eq!(notice(kind, Language::Swedish).invitations.len(), count, "{kind}");
        }
    }
}
