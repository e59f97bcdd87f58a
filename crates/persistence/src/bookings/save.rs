//! Writing down what was decided at a desk: bookings, seats, invitations, history, notices and answers.

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use domain::{
    BookingId,
    booking::{Booking, BookingStatus},
    event::EventKind,
    notice::NoticeKind,
    session::Session,
};
use sea_orm::{ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter, sea_query::Expr};

use super::{
    Outcome, Wish,
    desk::{Decision, Desk, Held},
    invitations::{invite, withdraw},
};
use crate::{
    Error, Result,
    db::Tx,
    entity::{booking, idempotency, session},
    error::is_unique_violation,
    idempotency as kept,
    record::{Deed, Record, Telling, chunks, contact, notice},
    rows,
};

pub(super) async fn desk(tx: &Tx, desk: Desk, wishes: &[Wish], now: DateTime<Utc>) -> Result<Vec<Result<Outcome>>> {
    let changed: Vec<&Held> = desk.bookings.values().filter(|held| held.change.is_some()).collect();
    let mut shown: Vec<BookingId> = desk.decisions.iter().filter_map(Decision::booking).collect();
    shown.extend(changed.iter().map(|held| held.booking.id));
    if !changed.is_empty() {
        bookings(tx, &changed).await?;
        seats(tx, &desk.session).await?;
    }
    let positions = positions(tx, &desk, &shown).await?;
    if !changed.is_empty() {
        tell(tx, &desk, &changed, &positions, wishes, now).await?;
    }
    let outcomes = desk.decisions.iter().map(|decision| match decision {
        Decision::Booking { id, already: false } => desk.view(*id, &positions).map(Outcome::Done),
        Decision::Booking { id, already: true } => desk.view(*id, &positions).map(Outcome::Already),
        Decision::Earlier(Ok(outcome)) => Ok(outcome.clone()),
        Decision::Earlier(Err(error)) | Decision::No(error) => Err(error.clone()),
    });
    let outcomes: Vec<Result<Outcome>> = outcomes.collect();
    answers(tx, &desk.decisions, wishes, &outcomes).await?;
    Ok(outcomes)
}

impl Decision {
    fn booking(&self) -> Option<BookingId> {
        match self {
            Self::Booking { id, .. } => Some(*id),
            Self::Earlier(_) | Self::No(_) => None,
        }
    }
}

async fn bookings(tx: &Tx, changed: &[&Held]) -> Result<()> {
    // Old ones first: somebody may have cancelled and booked again within one batch.
    for held in changed {
        let Some(before) = held.before else { continue };
        // The status it was read with is part of the condition: a change happens once (V13, V14).
        let updated = booking::Entity::update_many()
            .set(rows::from_booking(&held.booking))
            .filter(booking::Column::Id.eq(held.booking.id))
            .filter(booking::Column::Status.eq(before))
            .exec(tx)
            .await?;
        if updated.rows_affected != 1 {
            return Err(Error::Conflict("booking changed meanwhile".into()));
        }
    }
    let new = changed.iter().filter(|held| held.before.is_none()).map(|held| rows::from_booking(&held.booking));
    for portion in chunks(new.collect::<Vec<_>>()) {
        booking::Entity::insert_many(portion).exec_without_returning(tx).await?;
    }
    Ok(())
}

async fn seats(tx: &Tx, session: &Session) -> Result<()> {
    session::Entity::update_many()
        .col_expr(session::Column::SeatsTaken, Expr::value(rows::int(session.seats_taken)))
        .col_expr(session::Column::Waiting, Expr::value(rows::int(session.waiting)))
        .col_expr(session::Column::NextQueueNumber, Expr::value(session.next_queue_number))
        .filter(session::Column::Id.eq(session.id))
        .exec(tx)
        .await?;
    Ok(())
}

async fn tell(
    tx: &Tx,
    desk: &Desk,
    changed: &[&Held],
    positions: &HashMap<BookingId, u32>,
    wishes: &[Wish],
    now: DateTime<Utc>,
) -> Result<()> {
    let seated: Vec<&Booking> = with_change(changed, &[EventKind::BookingConfirmed, EventKind::SeatGiven]);
    let ended: Vec<&Booking> = with_change(changed, &[EventKind::BookingCancelled]);
    let mut invitations = invite(tx, &desk.session, &seated, now).await?;
    invitations.extend(withdraw(tx, &ended, None, now).await?);
    let contact = contact(tx, &desk.session).await?;
    let mut record = Record::default();
    for held in changed {
        let (Some(change), Some(known)) = (held.change, desk.people.get(&held.booking.person_id)) else {
            return Err(Error::Fault("a changed booking without its person".into()));
        };
        let telling = Telling {
            invitations: invitations.remove(&held.booking.id).unwrap_or_default(),
            waiting_position: positions.get(&held.booking.id).copied(),
            reason: held.booking.end_reason.as_ref(),
            concerned: None,
            seated: held.booking.status == BookingStatus::Confirmed,
            contact: contact.clone(),
        };
        let notice = notice(notice_kind(change), &desk.session, &held.booking, &known.person, telling);
        let deed = Deed { actor: actor(wishes, &held.booking, change), at: now };
        record.booking_event(deed, change, &held.booking, &notice)?;
    }
    record.write(tx).await
}

fn with_change<'a>(changed: &[&'a Held], kinds: &[EventKind]) -> Vec<&'a Booking> {
    changed.iter().filter(|held| held.change.is_some_and(|c| kinds.contains(&c))).map(|held| &held.booking).collect()
}

fn notice_kind(change: EventKind) -> NoticeKind {
    match change {
        EventKind::BookingWaiting => NoticeKind::WaitingListed,
        EventKind::SeatGiven => NoticeKind::SeatGiven,
        EventKind::BookingCancelled => NoticeKind::BookingCancelled,
        _ => NoticeKind::Confirmation,
    }
}

/// Who asked for the change; nobody did when a free seat came to the first in line.
fn actor(wishes: &[Wish], booking: &Booking, change: EventKind) -> Option<domain::PersonId> {
    let made = matches!(change, EventKind::BookingConfirmed | EventKind::BookingWaiting);
    wishes.iter().find_map(|wish| match wish {
        Wish::Book(wish) if made && wish.person_id == booking.person_id => Some(wish.caller),
        Wish::Cancel(wish) if wish.booking_id == booking.id => Some(wish.caller),
        _ => None,
    })
}

/// Places in line. Those who joined in this transaction stand last, so theirs follow from the length of the
/// line; only the places of older bookings are counted in the table.
async fn positions(tx: &Tx, desk: &Desk, shown: &[BookingId]) -> Result<HashMap<BookingId, u32>> {
    let mut new: Vec<&Booking> = desk.new_in_line().collect();
    new.sort_by_key(|booking| std::cmp::Reverse(booking.queue_number));
    let places = new.iter().zip((1..=desk.session.waiting).rev()).map(|(booking, place)| (booking.id, place));
    let mut positions: HashMap<BookingId, u32> = places.collect();
    let older = |id: &&BookingId| {
        let held = desk.bookings.get(*id);
        !positions.contains_key(*id) && held.is_some_and(|held| held.booking.status == BookingStatus::Waiting)
    };
    let older: Vec<BookingId> = shown.iter().filter(older).copied().collect();
    positions.extend(super::list::positions(tx, &older).await?);
    Ok(positions)
}

async fn answers(tx: &Tx, decisions: &[Decision], wishes: &[Wish], outcomes: &[Result<Outcome>]) -> Result<()> {
    let mut rows: Vec<idempotency::ActiveModel> = Vec::new();
    for ((decision, wish), outcome) in decisions.iter().zip(wishes).zip(outcomes) {
        let (Some(once), false) = (wish.once(), matches!(decision, Decision::Earlier(_))) else { continue };
        let twin = rows.iter().any(|row| row.person_id == Set(once.caller) && row.key == Set(once.key.clone()));
        match outcome {
            _ if twin => {}
            Ok(done) => rows.push(kept::row(once, &Ok(done.clone()))?),
            Err(Error::Refused(refusal)) => rows.push(kept::row::<Outcome>(once, &Err(refusal.clone()))?),
            Err(_) => {}
        }
    }
    for portion in chunks(rows) {
        let kept = idempotency::Entity::insert_many(portion).exec_without_returning(tx).await;
        kept.map_err(|error| if is_unique_violation(&error) { kept::twin() } else { error.into() })?;
    }
    Ok(())
}
