//! A booking behind a sealed link: whoever holds the link may look at it and end it, and learns no name from it.

use chrono::NaiveDateTime;
use domain::{access::Role, notice::Language};

use super::*;
use crate::{entity::person, sessions};

/// What stands behind a link to cancel.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LinkedBooking {
    /// Title of the session.
    pub title: Line<200>,
    /// Local start and end of its meetings that are not cancelled, in order.
    pub meetings: Vec<(NaiveDateTime, NaiveDateTime)>,
    /// The language that the person is written to in.
    pub language: Language,
    /// Whether there is anything left to cancel.
    pub state: LinkedState,
}

/// Whether there is anything left to cancel.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LinkedState {
    /// The booking stands.
    Live,
    /// It has ended.
    Ended,
    /// The session has begun, and with it the time to cancel is over.
    Begun,
}

/// The booking behind a link. The caller has opened the link's seal.
pub async fn linked(db: &Db, id: BookingId, now: DateTime<Utc>) -> Result<LinkedBooking> {
    let row = booking::Entity::find_by_id(id).one(db.read()).await?.ok_or(Error::NotFound)?;
    let person = person::Entity::find_by_id(row.person_id).one(db.read()).await?.ok_or(Error::NotFound)?;
    let session = sessions::of_id(db.read(), row.session_id).await?;
    let standing =
        session.meetings.iter().filter(|meeting| meeting.status != domain::meeting::MeetingStatus::Cancelled);
    let state = if !row.status.is_live() {
        LinkedState::Ended
    } else if session.starts_at().is_some_and(|starts_at| starts_at <= now) {
        LinkedState::Begun
    } else {
        LinkedState::Live
    };
    Ok(LinkedBooking {
        meetings: standing.map(|meeting| (meeting.local_start(), meeting.local_end())).collect(),
        title: session.title,
        language: person.language,
        state,
    })
}

/// Ends the booking behind a link, as its person would. Ending what has ended is no error.
///
/// # Errors
/// [`domain::Refusal::SessionStarted`] once the session has begun.
pub async fn cancel_linked(db: &Db, id: BookingId, now: DateTime<Utc>) -> Result<()> {
    let row = booking::Entity::find_by_id(id).one(db.read()).await?.ok_or(Error::NotFound)?;
    let scope = Scope { person: row.person_id, role: Role::Staff, libraries: Vec::new() };
    let wish = CancelSeat { booking_id: id, reason: None, caller: row.person_id, now, once: None };
    cancel_booking(db, &scope, wish).await.map(|_| ())
}
