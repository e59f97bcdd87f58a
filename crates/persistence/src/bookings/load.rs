//! What a desk needs to know, in a fixed number of statements however many stand at it.
//!
//! Locks are taken in the same order: the one session first, then people by their ids. Those further down the
//! line are locked later; should two transactions meet there crosswise, the database ends one and it is tried again.

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use domain::{
    BookingId, PersonId, SessionId,
    booking::{Booking, BookingStatus, Commitment},
    meeting::MeetingStatus,
    session::{Session, SessionStatus},
    values::Timespan,
};
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, EntityTrait, ExprTrait, FromQueryResult, JoinType, QueryFilter,
    QueryOrder, QuerySelect,
    sea_query::{Expr, LockType},
};

use super::{
    Wish,
    desk::{Desk, Known, Loaded},
};
use crate::{
    Db, Result,
    db::Tx,
    entity::{booking, idempotency, meeting, person, session},
    people, rows, sessions,
};

/// How many in line are asked at a time.
const LINE_PORTION: u64 = 32;

pub(super) async fn desk(db: &Db, tx: &Tx, session_id: SessionId, wishes: &[Wish]) -> Result<Loaded> {
    let session = session(db, tx, session_id).await?;
    let bookings = bookings_at(tx, session_id, wishes).await?;
    let mut persons: Vec<PersonId> = bookings.iter().map(|booking| booking.person_id).collect();
    persons.extend(wishes.iter().filter_map(|wish| match wish {
        Wish::Book(wish) => Some(wish.person_id),
        Wish::Cancel(_) => None,
    }));
    let people = people_with_commitments(tx, &session, persons).await?;
    Ok(Loaded { people, bookings, answers: answers(tx, wishes).await?, session })
}

#[cfg(not(feature = "sabotage"))]
async fn session(_db: &Db, tx: &Tx, id: SessionId) -> Result<Session> {
    sessions::lock(tx, id).await
}

/// The same for tests, with the guards that are still in.
#[cfg(feature = "sabotage")]
async fn session(db: &Db, tx: &Tx, id: SessionId) -> Result<Session> {
    use crate::sabotage::Guard;
    let out = |guard| db.sabotage.is_out(guard);
    let mut session =
        if out(Guard::SessionLock) { sessions::load(tx, id).await? } else { sessions::lock(tx, id).await? };
    if out(Guard::Capacity) {
        session.capacity = u32::MAX;
    }
    if out(Guard::Line) {
        session.waiting = 0;
    }
    Ok(session)
}

/// The bookings named by cancellations, and the live ones of those who want a seat.
async fn bookings_at(tx: &Tx, session_id: SessionId, wishes: &[Wish]) -> Result<Vec<Booking>> {
    if wishes.is_empty() {
        return Ok(Vec::new());
    }
    let mut named: Vec<BookingId> = Vec::new();
    let mut persons: Vec<PersonId> = Vec::new();
    for wish in wishes {
        match wish {
            Wish::Book(wish) => persons.push(wish.person_id),
            Wish::Cancel(wish) => named.push(wish.booking_id),
        }
    }
    let live = booking::Column::PersonId.is_in(persons).and(booking::Column::Status.ne(BookingStatus::Cancelled));
    // Two questions, each with an index of its own: together they would read every booking of the session.
    let mut bookings = Vec::new();
    for wanted in [live, booking::Column::Id.is_in(named)] {
        let at_desk = booking::Entity::find().filter(booking::Column::SessionId.eq(session_id));
        bookings.extend(at_desk.filter(wanted).all(tx).await?);
    }
    bookings.into_iter().map(rows::to_booking).collect()
}

async fn answers(tx: &Tx, wishes: &[Wish]) -> Result<Vec<idempotency::Model>> {
    let mut keys = Condition::any();
    for once in wishes.iter().filter_map(Wish::once) {
        let mine = idempotency::Column::PersonId.eq(once.caller).and(idempotency::Column::Key.eq(once.key.as_str()));
        keys = keys.add(mine);
    }
    if keys.is_empty() {
        return Ok(Vec::new());
    }
    Ok(idempotency::Entity::find().filter(keys).all(tx).await?)
}

/// The next bookings in line after `asked`, and those that joined it in this transaction once the kept ones are through.
pub(super) async fn next_in_line(tx: &Tx, session: SessionId, asked: Option<i64>, desk: &Desk) -> Result<Vec<Booking>> {
    let rows = booking::Entity::find()
        .filter(booking::Column::SessionId.eq(session))
        .filter(booking::Column::Status.eq(BookingStatus::Waiting))
        .filter(booking::Column::QueueNumber.gt(asked.unwrap_or(0)))
        .order_by_asc(booking::Column::QueueNumber)
        .limit(LINE_PORTION)
        .all(tx)
        .await?;
    if rows.is_empty() {
        let later = |booking: &&Booking| booking.queue_number > asked;
        return Ok(desk.new_in_line().filter(later).cloned().collect());
    }
    rows.into_iter().map(rows::to_booking).collect()
}

/// People, locked in the order of their ids, with employments and the seats they hold elsewhere (`V10`).
pub(crate) async fn people_with_commitments(
    tx: &Tx,
    session: &Session,
    mut persons: Vec<PersonId>,
) -> Result<HashMap<PersonId, Known>> {
    persons.sort_unstable();
    persons.dedup();
    if persons.is_empty() {
        return Ok(HashMap::new());
    }
    let locked = person::Entity::find()
        .filter(person::Column::Id.is_in(persons.iter().copied()))
        .order_by_asc(person::Column::Id)
        // Not against those who only refer to the person, such as attendance.
        .lock(LockType::NoKeyUpdate)
        .all(tx)
        .await?;
    let mut known = HashMap::new();
    for row in locked {
        let person = rows::to_person(row)?;
        known.insert(person.id, Known { person, employments: Vec::new(), commitments: Vec::new() });
    }
    for employment in people::employments_of(tx, &persons).await? {
        if let Some(known) = known.get_mut(&employment.person_id) {
            known.employments.push(employment);
        }
    }
    for (person, commitment) in commitments(tx, session, &persons).await? {
        if let Some(known) = known.get_mut(&person) {
            known.commitments.push(commitment);
        }
    }
    Ok(known)
}

#[derive(FromQueryResult)]
struct CommitmentRow {
    person_id: PersonId,
    session_id: SessionId,
    title: String,
    starts_at: DateTime<Utc>,
    ends_at: DateTime<Utc>,
}

/// Seats held in other sessions whose meetings come near this session's.
pub(crate) async fn commitments(
    tx: &impl ConnectionTrait,
    session: &Session,
    persons: &[PersonId],
) -> Result<Vec<(PersonId, Commitment)>> {
    let first = session.meetings.iter().map(|meeting| meeting.span.starts_at).min().unwrap_or_default();
    let last = session.meetings.iter().map(|meeting| meeting.span.ends_at).max().unwrap_or_default();
    let of_session =
        booking::Entity::belongs_to(session::Entity).from(booking::Column::SessionId).to(session::Column::Id).into();
    let of_meetings = booking::Entity::belongs_to(meeting::Entity)
        .from(booking::Column::SessionId)
        .to(meeting::Column::SessionId)
        .into();
    let rows = booking::Entity::find()
        .select_only()
        .columns([booking::Column::PersonId, booking::Column::SessionId])
        .column(session::Column::Title)
        .columns([meeting::Column::StartsAt, meeting::Column::EndsAt])
        .join(JoinType::InnerJoin, of_session)
        .join(JoinType::InnerJoin, of_meetings)
        .filter(booking::Column::PersonId.is_in(persons.iter().copied()))
        .filter(booking::Column::Status.is_in([BookingStatus::Confirmed, BookingStatus::Offered]))
        .filter(booking::Column::SessionId.ne(session.id))
        .filter(meeting::Column::Status.eq(MeetingStatus::Planned))
        .filter(meeting::Column::EndsAt.gt(first))
        .filter(meeting::Column::StartsAt.lt(last))
        .order_by_asc(meeting::Column::StartsAt)
        .into_model::<CommitmentRow>()
        .all(tx)
        .await?;
    let commitment = |row: CommitmentRow| {
        let span = Timespan { starts_at: row.starts_at, ends_at: row.ends_at };
        (row.person_id, Commitment { session_id: row.session_id, title: row.title, span })
    };
    Ok(rows.into_iter().map(commitment).collect())
}

/// Sessions still to come where somebody waits although a seat is free.
pub(super) async fn lines_before_free_seats(db: &impl ConnectionTrait, now: DateTime<Utc>) -> Result<Vec<SessionId>> {
    let rows = session::Entity::find()
        .filter(session::Column::Waiting.gt(0))
        .filter(Expr::col(session::Column::SeatsTaken).lt(Expr::col(session::Column::Capacity)))
        .filter(session::Column::Status.eq(SessionStatus::Published))
        .filter(session::Column::FirstStartsAt.gt(now))
        .all(db)
        .await?;
    Ok(rows.into_iter().map(|row| row.id).collect())
}
