//! What a person is told about one change: a snapshot, taken in the transaction that made the change.
//!
//! A notice holds all that a message needs, so that it can be rendered and sent later without
//! reading a register that may have moved on.

use chrono::{DateTime, NaiveDateTime, Utc};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::{
    BookingId, MeetingId, SessionId,
    session::Format,
    values::{EmailAddress, Line, WebAddress},
};

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
    }
}

crate::words! {
    /// What an invitation asks of a calendar (RFC 5546 §1.4).
    pub enum CalendarMethod {
        /// Put it in, or update it.
        Request = "REQUEST",
        /// Take it out.
        Cancel = "CANCEL",
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
        /// It will not be sent; somebody must look.
        Dead = "dead",
    }
}

/// Who the notice is for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Recipient {
    /// Name as the person writes it.
    pub name: Line<120>,
    /// Where the mail goes.
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
}

/// One person told of one change.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Notice {
    /// Which text.
    pub kind: NoticeKind,
    /// To whom.
    pub recipient: Recipient,
    /// The booking concerned.
    pub booking_id: BookingId,
    /// The session concerned.
    pub session_id: SessionId,
    /// Title of the session, as in the catalogue.
    pub title: Line<200>,
    /// On site, remote or both.
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
}
