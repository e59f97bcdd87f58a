//! Planning sessions: drafting, publishing, changing, moving, cancelling.

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use domain::{
    Invalid, MeetingId, PersonId, Refusal, SessionId,
    access::{Scope, Standing},
    booking::{Booking, BookingStatus},
    event::EventKind,
    meeting::{Meeting, MeetingChange, MeetingStatus},
    notice::NoticeKind,
    refusal::No,
    session::{Session, SessionChange, SessionDraft},
    values::Line,
};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};
use serde_json::{Value, json};

use crate::{
    Db, Error, Once, Result, bookings,
    db::{Tx, retrying},
    entity::{course, meeting, session},
    idempotency,
    record::{Deed, Record, Subject, Telling, chunks, contact, notice},
    rows, scope,
    sessions::{self, SessionView},
};

mod change;
mod consequences;
mod plan;

pub use change::{cancel_meeting, cancel_session, change_meeting, change_session, publish};
pub use consequences::{Busy, Consequences, ParticipantClash, busy, consequences};
pub use plan::{Planned, Preview, plan, preview};

/// A change of a session by somebody who plans it.
#[derive(Debug, Clone)]
pub struct Planner {
    /// Who, and on which sessions.
    pub scope: Scope,
    /// When.
    pub now: DateTime<Utc>,
    /// The version the caller has seen, when the request says so (`V28`).
    pub seen: Option<i32>,
    /// The idempotency key, if any.
    pub once: Option<Once>,
}

impl Planner {
    fn deed(&self) -> Deed {
        Deed { actor: Some(self.scope.person), at: self.now }
    }

    /// Locks a session that the caller plans.
    async fn lock(&self, tx: &Tx, id: SessionId) -> Result<Session> {
        let session = sessions::lock(tx, id).await?;
        let may = session::Entity::find_by_id(id).filter(scope::sessions_planned(&self.scope)).one(tx).await?;
        may.map(|_| session).ok_or(Error::NotFound)
    }

    fn check_seen(&self, version: i32) -> Result<()> {
        if self.seen.is_some_and(|seen| seen != version) { Err(Error::Stale) } else { Ok(()) }
    }

    fn view(&self, session: Session) -> SessionView {
        let standing = Standing::of(&session, &self.scope, false);
        SessionView { session, standing }
    }
}

async fn save_session(tx: &Tx, session: &Session) -> Result<()> {
    session::Entity::update(rows::from_session(session)).exec(tx).await?;
    Ok(())
}

async fn save_meetings(tx: &Tx, session: &Session, ids: &[MeetingId]) -> Result<()> {
    for meeting in session.meetings.iter().filter(|meeting| ids.contains(&meeting.id)) {
        meeting::Entity::update(rows::from_meeting(session, meeting)).exec(tx).await?;
    }
    Ok(())
}

/// Whose change tells whom what.
struct News<'a> {
    event: EventKind,
    seated: NoticeKind,
    reason: Option<&'a Line<500>>,
    concerned: Option<(MeetingId, Option<DateTime<Utc>>)>,
}

/// Writes one event and one notice for each booking, with the revised invitations of those who hold a seat.
async fn tell_bookings(
    tx: &Tx,
    record: &mut Record,
    deed: Deed,
    session: &Session,
    told: &[Booking],
    mut invitations: HashMap<domain::BookingId, Vec<domain::notice::Invitation>>,
    news: &News<'_>,
) -> Result<()> {
    let persons = told.iter().map(|booking| booking.person_id).collect();
    let people = bookings::people_with_commitments(tx, session, persons).await?;
    let contact = contact(tx, session).await?;
    let mut line: Vec<&Booking> = told.iter().filter(|booking| booking.status == BookingStatus::Waiting).collect();
    line.sort_by_key(|booking| booking.queue_number);
    let places: HashMap<_, u32> = line.iter().zip(1..).map(|(booking, place)| (booking.id, place)).collect();
    for booking in told {
        let known =
            people.get(&booking.person_id).ok_or_else(|| Error::Fault("a booking without its person".into()))?;
        let invitations = invitations.remove(&booking.id).unwrap_or_default();
        let seated = booking.status == BookingStatus::Confirmed || !invitations.is_empty();
        let telling = Telling {
            invitations,
            waiting_position: places.get(&booking.id).copied(),
            reason: news.reason,
            concerned: news.concerned,
            seated,
            contact: contact.clone(),
        };
        let notice = notice(news.seated, session, booking, &known.person, telling);
        record.booking_event(deed, news.event, booking, &notice)?;
    }
    Ok(())
}

/// Writes the bookings' new states, in the order of their ids.
async fn save_bookings(tx: &Tx, told: &[Booking]) -> Result<()> {
    for booking in told {
        crate::entity::booking::Entity::update(rows::from_booking(booking)).exec(tx).await?;
    }
    Ok(())
}

fn session_event(record: &mut Record, deed: Deed, kind: EventKind, session: &Session, data: &Value) {
    let subject = Subject { session: Some(session.id), ..Subject::default() };
    record.event(deed, kind, subject, data);
}
