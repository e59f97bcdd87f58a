//! Giving up seats for another one at the same time. All of it is one transaction: nobody loses a seat because the
//! other one could not be had.

use domain::{BookingId, SessionId, access::Scope, booking::BookingStatus};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};

use super::{BookSeat, CancelSeat, Outcome, Wish, batch, free_the_person};
use crate::{Db, Error, Result, db::retrying, entity::booking, scope, sessions};

/// A wish for a seat in place of others.
#[derive(Debug, Clone)]
pub struct SwapSeat {
    /// The seat.
    pub book: BookSeat,
    /// The same person's bookings that are given up for it.
    pub gives_up: Vec<BookingId>,
}

/// Books a seat and gives up others for it, or changes nothing. One transaction.
///
/// # Errors
/// As booking and cancelling say, and [`domain::Refusal::SessionFull`] when it would only be a place in line.
pub async fn swap_seat(db: &Db, scope: &Scope, wish: SwapSeat) -> Result<Outcome> {
    let given_up = booking::Entity::find()
        .filter(booking::Column::Id.is_in(wish.gives_up.iter().copied()))
        .filter(booking::Column::PersonId.eq(wish.book.person_id))
        .filter(booking::Column::SessionId.ne(wish.book.session_id))
        .filter(scope::bookings(scope))
        .all(db.read())
        .await?;
    if wish.gives_up.iter().any(|id| given_up.iter().all(|row| row.id != *id)) {
        return Err(Error::NotFound);
    }
    let outcome = retrying(|| swap(db, &wish.book, &given_up)).await?;
    if given_up.iter().any(|row| row.status == BookingStatus::Confirmed) {
        free_the_person(db, wish.book.person_id, wish.book.now).await;
    }
    Ok(outcome)
}

async fn swap(db: &Db, wish: &BookSeat, given_up: &[booking::Model]) -> Result<Outcome> {
    let tx = db.begin_write().await?;
    // In the order of their ids, so that two who swap crosswise wait for each other instead of both.
    let mut sessions: Vec<SessionId> = given_up.iter().map(|row| row.session_id).collect();
    sessions.push(wish.session_id);
    sessions.sort_unstable();
    for session in sessions {
        sessions::lock(&tx, session).await?;
    }
    for row in given_up {
        let (booking_id, caller, now) = (row.id, wish.caller, wish.now);
        let cancel = Wish::Cancel(CancelSeat { booking_id, reason: None, caller, now, once: None });
        only(batch::carry_out(db, &tx, row.session_id, &[cancel], now).await?)?;
    }
    let book = Wish::Book(wish.clone());
    let outcome = only(batch::carry_out(db, &tx, wish.session_id, &[book], wish.now).await?)?;
    let (Outcome::Done(view) | Outcome::Already(view)) = &outcome;
    view.booking.worth_a_seat()?;
    tx.commit().await?;
    Ok(outcome)
}

/// What came of the only wish.
fn only(mut outcomes: Vec<Result<Outcome>>) -> Result<Outcome> {
    outcomes.pop().unwrap_or_else(|| Err(Error::Fault("a desk without an answer".into())))
}
