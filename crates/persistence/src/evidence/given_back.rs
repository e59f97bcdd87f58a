//! Seats that were given back late.

use std::collections::HashMap;

use chrono::NaiveDate;
use domain::{SessionId, booking::BookingStatus, indicator::period::Period, session::cancelled_late};
use sea_orm::{ColumnTrait, EntityTrait, JoinType, QueryFilter, QuerySelect, Select};

use super::meetings::sessions_of;
use crate::{
    Db, Result,
    entity::{Instant, booking, session},
};

/// A seat that was given back: of which session, when, when that begins, and the last day set for it.
type GivenBack = (SessionId, Instant, Instant, Option<NaiveDate>);

/// How many, of each session that has a meeting in the period and any at all.
pub(super) async fn late(db: &Db, period: Period) -> Result<HashMap<SessionId, u32>> {
    let rows: Vec<GivenBack> = given_back_query(period).into_tuple().all(db.read()).await?;
    let mut late = HashMap::new();
    for (session, ended_at, starts_at, cancel_until) in rows {
        if cancelled_late(ended_at, starts_at, cancel_until) {
            *late.entry(session).or_default() += 1;
        }
    }
    Ok(late)
}

/// Bookings that had a seat and ended; those that ended in line took nobody's.
pub(super) fn given_back_query(period: Period) -> Select<booking::Entity> {
    let of_booking =
        booking::Entity::belongs_to(session::Entity).from(booking::Column::SessionId).to(session::Column::Id).into();
    booking::Entity::find()
        .select_only()
        .columns([booking::Column::SessionId, booking::Column::EndedAt])
        .columns([session::Column::FirstStartsAt, session::Column::CancelUntil])
        .join(JoinType::InnerJoin, of_booking)
        .filter(booking::Column::SessionId.in_subquery(sessions_of(period)))
        .filter(booking::Column::Status.eq(BookingStatus::Cancelled))
        .filter(booking::Column::SeatedAt.is_not_null())
}
