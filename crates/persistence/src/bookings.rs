//! Booking and cancelling seats.
//!
//! Requests for one session stand at its desk. While one transaction runs, those that arrive gather; the next
//! transaction takes them all, in order, through the same rules, with one commit for the lot. That is what
//! makes a hot session fast on both databases without weakening anything.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, PoisonError},
};

use chrono::{DateTime, Utc};
use domain::{
    BookingId, EmploymentId, LibraryId, PersonId, SessionId,
    access::Scope,
    booking::{Booking, BookingStatus},
    values::Line,
};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};
use serde::{Deserialize, Serialize};
use tokio::sync::oneshot;

use crate::{Db, Error, Once, Result, db, entity::booking, rows, scope};

mod away;
mod batch;
mod desk;
mod invitations;
mod link;
mod list;
mod load;
mod own;
mod participants;
mod prospect;
mod save;
mod swap;

pub use away::{Away, away};
pub(crate) use invitations::{Invitations, next_stamp, revise, to_invitation, withdraw};
pub use link::{LinkedBooking, LinkedState, cancel_linked, linked};
pub use list::{BookingFilter, find, list};
pub(crate) use load::{commitments, people_with_commitments};
pub use own::{OwnBooking, own};
pub(crate) use participants::mails as last_mails;
pub use participants::{LastMail, Participant, participants};
pub use prospect::{InTheWay, Prospect, prospect};
pub use swap::{SwapSeat, swap_seat};

/// The most requests one transaction takes.
const BATCH_MAX: usize = 64;

/// A wish for a seat.
#[derive(Debug, Clone)]
pub struct BookSeat {
    /// What to book.
    pub session_id: SessionId,
    /// For whom.
    pub person_id: PersonId,
    /// For which employment; the only one on the day when absent.
    pub employment_id: Option<EmploymentId>,
    /// Only for an employment at one of these libraries: those a manager answers for.
    pub only_at: Option<Vec<LibraryId>>,
    /// Who asks.
    pub caller: PersonId,
    /// When.
    pub now: DateTime<Utc>,
    /// The idempotency key, if any.
    pub once: Option<Once>,
}

/// A wish to give a booking up.
#[derive(Debug, Clone)]
pub struct CancelSeat {
    /// Which booking.
    pub booking_id: BookingId,
    /// Why, in own words.
    pub reason: Option<Line<500>>,
    /// Who asks.
    pub caller: PersonId,
    /// When.
    pub now: DateTime<Utc>,
    /// The idempotency key, if any.
    pub once: Option<Once>,
}

/// A booking and its place in line.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct BookingView {
    /// The booking.
    pub booking: Booking,
    /// Place in line, counted from 1, while it waits.
    pub waiting_position: Option<u32>,
}

/// What came of a wish. Asking again for what one has is no error.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Outcome {
    /// The booking was made, or ended, now.
    Done(BookingView),
    /// It was like that already.
    Already(BookingView),
}

/// One request at a desk.
#[derive(Debug, Clone)]
pub(crate) enum Wish {
    Book(BookSeat),
    Cancel(CancelSeat),
}

impl Wish {
    fn once(&self) -> Option<&Once> {
        match self {
            Self::Book(wish) => wish.once.as_ref(),
            Self::Cancel(wish) => wish.once.as_ref(),
        }
    }

    fn now(&self) -> DateTime<Utc> {
        match self {
            Self::Book(wish) => wish.now,
            Self::Cancel(wish) => wish.now,
        }
    }
}

struct Pending {
    wish: Wish,
    answer: oneshot::Sender<Result<Outcome>>,
}

/// The desks that are open now: sessions with a transaction running, and who waits at them.
#[derive(Clone, Default)]
pub(crate) struct Desks {
    open: Arc<Mutex<HashMap<SessionId, Vec<Pending>>>>,
}

impl Desks {
    /// Joins those at a desk. True when the desk was closed until now, and somebody must serve it.
    fn join(&self, session: SessionId, pending: Pending) -> bool {
        let mut open = self.open.lock().unwrap_or_else(PoisonError::into_inner);
        let closed = !open.contains_key(&session);
        open.entry(session).or_default().push(pending);
        closed
    }
}

/// Books a seat or a place in line. One transaction, shared with others who ask at the same time.
pub async fn book_seat(db: &Db, wish: BookSeat) -> Result<Outcome> {
    let session = wish.session_id;
    submit(db, session, Wish::Book(wish)).await
}

/// Ends a booking the caller may see; its seat goes to the first in line. One transaction, shared like a booking's.
pub async fn cancel_booking(db: &Db, scope: &Scope, wish: CancelSeat) -> Result<Outcome> {
    let visible = booking::Entity::find_by_id(wish.booking_id).filter(scope::bookings(scope)).one(db.read()).await?;
    let found = visible.ok_or(Error::NotFound)?;
    let held_seat = found.status == BookingStatus::Confirmed;
    let (person, now) = (found.person_id, wish.now);
    let outcome = submit(db, found.session_id, Wish::Cancel(wish)).await?;
    if held_seat {
        free_the_person(db, person, now).await;
    }
    Ok(outcome)
}

/// A seat given up may have been what kept the person from another one: lets the lines she stands in move.
/// The cancellation is done already, so a failure here is left to the sweep of [`serve_lines`].
async fn free_the_person(db: &Db, person: PersonId, now: DateTime<Utc>) {
    let waiting = booking::Entity::find()
        .filter(booking::Column::PersonId.eq(person))
        .filter(booking::Column::Status.eq(BookingStatus::Waiting))
        .all(db.read())
        .await;
    for row in waiting.unwrap_or_default() {
        if let Err(error) = serve_line(db, row.session_id, now).await {
            tracing::warn!(session.id = %row.session_id, error = %error, "line not served");
        }
    }
}

/// Gives free seats of one session to those in line. One transaction.
pub async fn serve_line(db: &Db, session_id: SessionId, now: DateTime<Utc>) -> Result<()> {
    db::retrying(|| batch::run(db, session_id, &[], now)).await.map(|_| ())
}

/// Serves every line that stands before a free seat. Returns how many sessions had one.
pub async fn serve_lines(db: &Db, now: DateTime<Utc>) -> Result<usize> {
    let sessions = load::lines_before_free_seats(db.read(), now).await?;
    for session in &sessions {
        // One that cannot be served must not keep the others waiting.
        if let Err(error) = serve_line(db, *session, now).await {
            tracing::warn!(session.id = %session, error = %error, "line not served");
        }
    }
    Ok(sessions.len())
}

async fn submit(db: &Db, session: SessionId, wish: Wish) -> Result<Outcome> {
    let (answer, answered) = oneshot::channel();
    if db.desks.join(session, Pending { wish, answer }) {
        // A task of its own: a caller that hangs up must not cancel a transaction half-way (trap L1).
        tokio::spawn(serve_desk(db.clone(), session));
    }
    answered.await.unwrap_or_else(|_| Err(Error::Fault("the desk closed without an answer".into())))
}

/// Serves a desk until nobody is left at it.
async fn serve_desk(db: Db, session: SessionId) {
    while let Some(pending) = next_batch(&db.desks, session) {
        let (wishes, answers): (Vec<_>, Vec<_>) = pending.into_iter().map(|p| (p.wish, p.answer)).unzip();
        let now = wishes.iter().map(Wish::now).max().unwrap_or_default();
        let task_db = db.clone();
        // Its own task again, so that a panic in it cannot leave the desk open and unattended.
        let run = tokio::spawn(async move { db::retrying(|| batch::run(&task_db, session, &wishes, now)).await });
        match run.await.unwrap_or_else(|panic| Err(Error::Fault(format!("desk: {panic}")))) {
            Ok(outcomes) => answers.into_iter().zip(outcomes).for_each(|(answer, outcome)| drop(answer.send(outcome))),
            Err(error) => answers.into_iter().for_each(|answer| drop(answer.send(Err(error.clone())))),
        }
    }
}

fn next_batch(desks: &Desks, session: SessionId) -> Option<Vec<Pending>> {
    let mut open = desks.open.lock().unwrap_or_else(PoisonError::into_inner);
    let queue = open.get_mut(&session)?;
    if queue.is_empty() {
        open.remove(&session);
        return None;
    }
    let size = queue.len().min(BATCH_MAX);
    Some(queue.drain(..size).collect())
}

/// The bookings of a session that are live.
pub(crate) async fn live_bookings(tx: &db::Tx, session: SessionId) -> Result<Vec<Booking>> {
    let rows = booking::Entity::find()
        .filter(booking::Column::SessionId.eq(session))
        .filter(booking::Column::Status.ne(BookingStatus::Cancelled))
        .all(tx)
        .await?;
    rows.into_iter().map(rows::to_booking).collect()
}
