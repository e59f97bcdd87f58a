//! What a person is told about one change: a snapshot, taken in the transaction that made the change.
//!
//! A notice holds all that a message needs, so that it can be rendered and sent later without
//! reading a register that may have moved on.

use chrono::{DateTime, NaiveDate, NaiveDateTime, Utc};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::{
    BookingId, MeetingId, PersonId, SessionId,
    session::Format,
    sign_in::MailedWay,
    values::{EmailAddress, Line, WebAddress},
    wall_time,
};

mod about;

crate::words! {
    /// The kinds of notice, each with a template of its own.
    pub enum NoticeKind {
        /// The booking holds a seat. Carries invitations.
        Confirmation = "confirmation",
        /// The session is full; the person stands in line. Carries no invitation.
        WaitingListed = "waitingListed",
        /// A seat came free and is now the person's. Carries invitations.
        SeatGiven = "seatGiven",
        /// A meeting has another time or place. Carries updated invitations to those who hold a seat.
        MeetingChanged = "meetingChanged",
        /// One meeting of several is cancelled. Carries a cancellation to those who hold a seat.
        MeetingCancelled = "meetingCancelled",
        /// The organiser cancelled the whole session.
        SessionCancelled = "sessionCancelled",
        /// The booking was cancelled, by its owner or on her behalf.
        BookingCancelled = "bookingCancelled",
        /// Ten days before the first meeting: it takes place, and this is all there is to know.
        Summons = "summons",
        /// One working day before a meeting.
        Reminder = "reminder",
        /// A meeting is over and nobody has reported who was there; to its trainer and to the organiser.
        AttendanceMissing = "attendanceMissing",
        /// The person's calendar said no: asks whether the booking shall be cancelled.
        CancellationAsked = "cancellationAsked",
        /// The person's calendar wished for another time: the meeting stays where it is. Carries the same for the calendar.
        CounterDeclined = "counterDeclined",
        /// The invitations as they stand, sent again because somebody asked.
        InvitationsResent = "invitationsResent",
        /// A manager is asked to answer a survey.
        SurveyInvitation = "surveyInvitation",
        /// She has not answered yet.
        SurveyReminder = "surveyReminder",
        /// Mail to a participant came back; to the organiser.
        AddressFailed = "addressFailed",
        /// A link and a code to sign in by, to whoever wished for them.
        SignIn = "signIn",
        /// Where the person signs in instead of by mail, since she wished for that.
        SignInElsewhere = "signInElsewhere",
    }
}

crate::words! {
    /// The languages that mail is written in.
    pub enum Language {
        /// Swedish, unless the person has chosen otherwise.
        Swedish = "sv",
        /// English.
        English = "en",
    }
}

crate::words! {
    /// What a calendar answered to an invitation (PARTSTAT, RFC 5545 §3.2.12).
    pub enum Participation {
        /// Yes.
        Accepted = "ACCEPTED",
        /// No.
        Declined = "DECLINED",
        /// Perhaps.
        Tentative = "TENTATIVE",
    }
}

crate::words! {
    /// What an invitation asks of a calendar (RFC 5546 §1.4).
    pub enum CalendarMethod {
        /// Put it in, or update it.
        Request = "REQUEST",
        /// Take it out.
        Cancel = "CANCEL",
        /// It stays where it is, although another time was wished for. Nobody's revision of anything.
        DeclineCounter = "DECLINECOUNTER",
    }
}

crate::words! {
    /// Where a notice stands.
    pub enum NoticeState {
        /// Not yet put into words.
        Pending = "pending",
        /// Its mail is stored.
        Rendered = "rendered",
        /// Cannot be put into words; somebody must look.
        Dead = "dead",
    }
}

crate::words! {
    /// Where a mail stands.
    pub enum MessageState {
        /// To be sent when due.
        Queued = "queued",
        /// Its text is on the wire.
        Transmitting = "transmitting",
        /// Its text was on the wire and no answer came: it may have arrived.
        Ambiguous = "ambiguous",
        /// The server has taken it.
        Sent = "sent",
        /// A newer revision of the same calendar object goes out in its place.
        Superseded = "superseded",
        /// It will not be sent; somebody must look.
        Dead = "dead",
        /// Somebody has looked, and decided that it shall not be sent.
        Abandoned = "abandoned",
    }
}

impl MessageState {
    /// Where mail stands that has not come through, and that nothing more comes of unless somebody looks.
    pub const STUCK: [Self; 3] = [Self::Ambiguous, Self::Dead, Self::Abandoned];
}

crate::words! {
    /// What came of one try to send a mail.
    pub enum TryOutcome {
        /// The server took it.
        Sent = "sent",
        /// It was not sent, and may be sent again.
        Deferred = "deferred",
        /// It may have been sent: nobody knows.
        Doubtful = "doubtful",
        /// The server will never take it.
        Refused = "refused",
    }
}

impl NoticeKind {
    /// Whether a mail that may have arrived is sent again. A calendar takes the second for the first, and a receipt
    /// must arrive; a reminder sent twice is a nuisance, and one that is missing costs little.
    pub fn is_repeated_in_doubt(self) -> bool {
        !matches!(self, Self::Reminder | Self::AttendanceMissing | Self::SurveyReminder)
    }
}

/// Who the notice is for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Recipient {
    /// Who it is in the register; none in notices written before this was kept.
    #[serde(default)]
    pub person_id: Option<PersonId>,
    /// Name as the person writes it.
    pub name: Line<120>,
    /// Where the mail goes.
    pub email: EmailAddress,
    /// The language to write in.
    #[serde(default = "Language::usual")]
    pub language: Language,
}

impl Language {
    /// Swedish: the main language of public activity (språklagen 2009:600, 10 §).
    pub fn usual() -> Self {
        Self::Swedish
    }
}

/// A person whom the notice names.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Contact {
    /// Name.
    pub name: Line<120>,
    /// Address.
    pub email: EmailAddress,
}

/// A meeting as it stands after the change.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct NoticeMeeting {
    /// Which meeting.
    pub id: MeetingId,
    /// Local wall time of the start, in `Notice::time_zone`.
    pub starts: NaiveDateTime,
    /// Local wall time of the end.
    pub ends: NaiveDateTime,
    /// Where it takes place, if anywhere.
    pub place: Option<Line<200>>,
    /// Link to the video meeting; only ever set for those who hold a seat.
    pub join_url: Option<WebAddress>,
    /// How to get there.
    #[serde(default)]
    pub travel_note: Option<Line<500>>,
    /// Who leads it.
    pub trainer: Option<Line<120>>,
    /// It will not take place.
    pub cancelled: bool,
    /// This is the meeting that the notice is about, when it is about one of several.
    pub concerned: bool,
    /// Wall time of the start before a move.
    pub moved_from: Option<NaiveDateTime>,
}

/// A calendar object for one meeting and one person (RFC 5546). Its UID lives as long as the booking.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Invitation {
    /// The meeting it stands for.
    pub meeting_id: MeetingId,
    /// Random, stable, and says nothing about anybody (RFC 7986 §5.3).
    pub uid: Uuid,
    /// Grows with every change that matters (RFC 5546 §2.1.4).
    pub sequence: u32,
    /// DTSTAMP: whole seconds, strictly growing per UID.
    pub stamp: DateTime<Utc>,
    /// What the calendar shall do.
    pub method: CalendarMethod,
    /// Where its calendar answers to, the same as long as the UID lives; none for those made before it was kept.
    #[serde(default)]
    pub organizer: Option<EmailAddress>,
    /// What the calendar has answered to the time it now says; none before an answer and after a move.
    #[serde(default)]
    pub answer: Option<Participation>,
}

/// Why an invitation goes out anew, and what that means to whoever has answered (RFC 5546 §2.1.4, §3.2.2).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Revision {
    /// Another time or place: there is reason to answer anew.
    Rescheduled,
    /// Another link, trainer or way there: whoever has answered comes all the same.
    Details,
    /// The person shall not come any more.
    Cancelled,
    /// Nothing has changed; somebody asked for it.
    Resent,
}

impl Revision {
    /// Whether SEQUENCE grows; DTSTAMP always does.
    pub fn raises_sequence(self) -> bool {
        matches!(self, Self::Rescheduled | Self::Cancelled)
    }

    /// Whether an answer to the last revision still stands.
    pub fn keeps_answer(self) -> bool {
        self != Self::Rescheduled
    }

    /// What it asks of the calendar; none when that stays as it was.
    pub fn method(self) -> Option<CalendarMethod> {
        match self {
            Self::Rescheduled | Self::Details => Some(CalendarMethod::Request),
            Self::Cancelled => Some(CalendarMethod::Cancel),
            Self::Resent => None,
        }
    }
}

/// An invitation to answer a survey.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct NoticeSurvey {
    /// The invitation, which the link leads to.
    pub invitation: Uuid,
    /// The last day to answer.
    pub closes_on: NaiveDate,
}

/// The most meetings that get an invitation each: beyond that a person gets one mail and her calendar feed.
pub const INVITATIONS_MAX: usize = 8;

/// One person told of one change.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Notice {
    /// Which text.
    pub kind: NoticeKind,
    /// To whom.
    pub recipient: Recipient,
    /// The booking concerned; none when the notice is to somebody who arranges or leads the session.
    pub booking_id: Option<BookingId>,
    /// The session concerned; none when the notice is about a survey, or signing in.
    pub session_id: Option<SessionId>,
    /// Title of the session, as in the catalogue; otherwise what the notice is about.
    pub title: Line<200>,
    /// On site, remote or both: where its meetings are, if there are any.
    pub format: Format,
    /// Zone of all wall times, `Europe/Stockholm`.
    pub time_zone: String,
    /// Every meeting of the session, in order of time.
    pub meetings: Vec<NoticeMeeting>,
    /// One per message to send; none when the calendar has nothing to learn.
    pub invitations: Vec<Invitation>,
    /// Place in line, counted from 1.
    pub waiting_position: Option<u32>,
    /// Why, in the organiser's or the person's own words.
    pub reason: Option<Line<500>>,
    /// What to bring.
    #[serde(default)]
    pub bring: Option<Line<500>>,
    /// The last day to cancel without it counting as late.
    #[serde(default)]
    pub cancel_until: Option<NaiveDate>,
    /// Whom to ask: the organiser of the session, if one answers for it.
    #[serde(default)]
    pub contact: Option<Contact>,
    /// The participant that a notice to an organiser is about.
    #[serde(default)]
    pub concerns: Option<Contact>,
    /// The survey that it asks to answer.
    #[serde(default)]
    pub survey: Option<NoticeSurvey>,
    /// How the person signs in, when that is what the notice is about.
    #[serde(default)]
    pub sign_in: Option<MailedWay>,
    /// Where she signs in instead.
    #[serde(default)]
    pub sign_in_at: Option<Line<120>>,
}

impl Notice {
    /// When the meeting is over that a calendar object stands for; none for an object of another notice.
    pub fn meeting_ends(&self, uid: Uuid) -> Option<DateTime<Utc>> {
        let invitation = self.invitations.iter().find(|invitation| invitation.uid == uid)?;
        let meeting = self.meetings.iter().find(|meeting| meeting.id == invitation.meeting_id)?;
        wall_time::instant(meeting.ends).ok()
    }
}
