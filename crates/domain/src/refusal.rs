//! Every "no" the rules can say, with a stable code. The words for people stand with the surfaces.

use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};

use crate::SessionId;

/// A well-formed request that the rules do not allow now.
///
/// Serializable, because an idempotent repetition must get the same "no" again (`V8`).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
#[serde(tag = "code", rename_all = "camelCase", rename_all_fields = "camelCase")]
pub enum Refusal {
    /// The session is still a draft.
    #[error("the session is not published")]
    SessionNotPublished,
    /// The organiser has cancelled the session.
    #[error("the session is cancelled")]
    SessionCancelled,
    /// The session has begun, or is over.
    #[error("the session has started")]
    SessionStarted,
    /// Booking has not opened yet.
    #[error("booking opens at {opens_at}")]
    BookingNotOpen {
        /// When it opens.
        opens_at: DateTime<Utc>,
    },
    /// Booking has closed.
    #[error("booking closed at {closed_at}")]
    BookingClosed {
        /// When it closed.
        closed_at: DateTime<Utc>,
    },
    /// The person holds a seat elsewhere at the same time (`V10`).
    #[error("clashes with session {session_id}")]
    ClashingBooking {
        /// The other session.
        session_id: SessionId,
        /// Its title.
        title: String,
        /// When the overlapping meeting starts.
        starts_at: DateTime<Utc>,
    },
    /// No seat is free for somebody who would give up another one for it.
    #[error("the session is full")]
    SessionFull,
    /// Moving the meeting would put participants in two places at once.
    #[error("{count} participants are booked elsewhere at that time")]
    ClashingParticipants {
        /// How many of them.
        count: u32,
    },
    /// More seats are taken than the wanted capacity (`V2`).
    #[error("{taken} seats are taken")]
    CapacityBelowTaken {
        /// Seats taken now.
        taken: u32,
    },
    /// The booking has ended and stays ended (`V14`).
    #[error("the booking has ended")]
    BookingEnded,
    /// The meeting is cancelled.
    #[error("the meeting is cancelled")]
    MeetingCancelled,
    /// The meeting has not begun, and people are booked on it.
    #[error("the meeting has not started")]
    MeetingNotStarted,
    /// People are booked for the session as it is.
    #[error("people are booked")]
    ParticipantsBooked,
    /// The attendance of the meeting is reported, so it has been held.
    #[error("the meeting is held")]
    MeetingHeld,
    /// The person has no employment on the day of the session.
    #[error("no employment on the day")]
    NoEmployment,
    /// The named employment is not the person's, or not valid on the day.
    #[error("the employment is not valid on the day")]
    EmploymentNotValid,
    /// Whoever acts as that role must have signed in more lately.
    #[error("signed in too long ago")]
    SignInTooOld,
    /// A token opens no further doors: whoever wants that must sign in.
    #[error("a token cannot do that")]
    SignInNeeded,
    /// Nobody would be left who could let anybody in.
    #[error("the last coordinator")]
    LastCoordinator,
    /// Only the coordinator changes the address of somebody who may act as more than staff: it is what she signs in by.
    #[error("only the coordinator may do that")]
    CoordinatorNeeded,
    /// The person's data are restricted.
    #[error("the person's data are restricted")]
    PersonRestricted,
    /// The person's data are not restricted.
    #[error("the person's data are not restricted")]
    PersonNotRestricted,
    /// The person's name and address have been replaced, for good.
    #[error("the person's name is replaced")]
    PersonPseudonymised,
    /// No invitation to a meeting still to come has gone out for the booking.
    #[error("there is no invitation to send again")]
    NothingToResend,
    /// The mail server has taken the mail.
    #[error("the mail is sent")]
    MailSent,
    /// The mail is under way at this moment.
    #[error("the mail is under way")]
    MailUnderWay,
    /// Something newer has taken the mail's place.
    #[error("something newer has taken its place")]
    MailSuperseded,
    /// What the mail is about has begun or is over.
    #[error("the mail has expired")]
    MailExpired,
    /// The text of the mail is not kept any more.
    #[error("the text of the mail is not kept")]
    MailTextRemoved,
    /// The wave is closed.
    #[error("the wave is closed")]
    WaveClosed,
    /// Somebody has answered the wave, so its test stays as it is.
    #[error("somebody has answered")]
    WaveAnswered,
    /// The survey has been sent.
    #[error("the survey is sent")]
    SurveySent,
    /// The survey is closed.
    #[error("the survey is closed")]
    SurveyClosed,
    /// The survey may not be sent yet.
    #[error("the survey opens on {opens_on}")]
    SurveyNotOpen {
        /// The first day.
        opens_on: chrono::NaiveDate,
    },
    /// Nobody manages a public library on the day.
    #[error("there is no manager to ask")]
    NobodyToAsk,
    /// Links cannot be made, because nobody has said where the service is reached.
    #[error("the public address is not set")]
    PublicAddressMissing,
    /// Something already has that name.
    #[error("the name is taken")]
    NameTaken,
    /// Meetings of the report's period lack their attendance report (`I4-4`).
    #[error("{count} meetings lack their attendance report")]
    PendingMeetings {
        /// How many of them.
        count: u32,
    },
    /// The report is locked and stays as it is.
    #[error("the report is locked")]
    ReportLocked,
    /// The report is still a draft.
    #[error("the report is not locked")]
    ReportNotLocked,
    /// A revision replaces the report already.
    #[error("the report is replaced")]
    ReportReplaced,
    /// A locked report has been made by the definition in force until then.
    #[error("reports are locked until {to}")]
    PeriodLocked {
        /// The last day that a locked report covers.
        to: NaiveDate,
    },
    /// Somebody already has that e-mail address.
    #[error("the address is taken")]
    EmailTaken,
    /// Something already has that code.
    #[error("the code is taken")]
    CodeTaken,
    /// The same thing is in the register already.
    #[error("already registered")]
    AlreadyRegistered,
    /// Only a grant that was granted can be revoked.
    #[error("the grant was not granted")]
    GrantNotGranted,
    /// The grant is revoked, and stays so.
    #[error("the grant is revoked")]
    GrantRevoked,
    /// An action plan goes from state to state in one direction, and its days do not go back.
    #[error("an action plan only goes forward")]
    PlanGoesForward,
}

impl Refusal {
    /// The stable code callers can rely on.
    pub fn code(&self) -> &'static str {
        match self {
            Self::SessionNotPublished => "sessionNotPublished",
            Self::SessionCancelled => "sessionCancelled",
            Self::SessionStarted => "sessionStarted",
            Self::BookingNotOpen { .. } => "bookingNotOpen",
            Self::BookingClosed { .. } => "bookingClosed",
            Self::ClashingBooking { .. } => "clashingBooking",
            Self::SessionFull => "sessionFull",
            Self::ClashingParticipants { .. } => "clashingParticipants",
            Self::CapacityBelowTaken { .. } => "capacityBelowTaken",
            Self::BookingEnded => "bookingEnded",
            Self::MeetingCancelled => "meetingCancelled",
            Self::MeetingNotStarted => "meetingNotStarted",
            Self::ParticipantsBooked => "participantsBooked",
            Self::MeetingHeld => "meetingHeld",
            Self::NoEmployment => "noEmployment",
            Self::EmploymentNotValid => "employmentNotValid",
            Self::SignInTooOld => "signInTooOld",
            Self::SignInNeeded => "signInNeeded",
            Self::LastCoordinator => "lastCoordinator",
            Self::CoordinatorNeeded => "coordinatorNeeded",
            Self::PersonRestricted => "personRestricted",
            Self::PersonNotRestricted => "personNotRestricted",
            Self::PersonPseudonymised => "personPseudonymised",
            Self::NothingToResend => "nothingToResend",
            Self::MailSent => "mailSent",
            Self::MailUnderWay => "mailUnderWay",
            Self::MailSuperseded => "mailSuperseded",
            Self::MailExpired => "mailExpired",
            Self::MailTextRemoved => "mailTextRemoved",
            Self::WaveClosed => "waveClosed",
            Self::WaveAnswered => "waveAnswered",
            Self::SurveySent => "surveySent",
            Self::SurveyClosed => "surveyClosed",
            Self::SurveyNotOpen { .. } => "surveyNotOpen",
            Self::NobodyToAsk => "nobodyToAsk",
            Self::PublicAddressMissing => "publicAddressMissing",
            Self::NameTaken => "nameTaken",
            Self::PendingMeetings { .. } => "pendingMeetings",
            Self::ReportLocked => "reportLocked",
            Self::ReportNotLocked => "reportNotLocked",
            Self::ReportReplaced => "reportReplaced",
            Self::PeriodLocked { .. } => "periodLocked",
            Self::EmailTaken => "emailTaken",
            Self::CodeTaken => "codeTaken",
            Self::AlreadyRegistered => "alreadyRegistered",
            Self::GrantNotGranted => "grantNotGranted",
            Self::GrantRevoked => "grantRevoked",
            Self::PlanGoesForward => "planGoesForward",
        }
    }
}

/// Why a request was not carried out: a value in it, or the rules.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum No {
    /// A member of the request is not acceptable.
    Invalid(Vec<crate::invalid::InvalidMember>),
    /// The rules say no.
    Refused(Refusal),
}

impl From<Refusal> for No {
    fn from(refusal: Refusal) -> Self {
        Self::Refused(refusal)
    }
}

impl No {
    /// A single unacceptable member.
    pub fn invalid(name: impl Into<String>, reason: crate::Invalid) -> Self {
        Self::Invalid(vec![crate::invalid::InvalidMember::new(name, reason)])
    }
}
