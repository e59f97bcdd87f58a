//! What people need to take part. Only the person herself and the organiser of the session see it, every reading is
//! written down, and it is deleted when its purpose is over.
//!
//! Nothing of it goes into the history, a notice or an outcome that is kept: those are read by others and stay longer.

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use domain::{
    BookingId, PersonId, Refusal, SessionId,
    access::Scope,
    booking::BookingStatus,
    needs::{KEPT_AFTER, NeedChoice, Needs},
    values::Prose,
};
use sea_orm::{
    ActiveValue::Set,
    ColumnTrait, Condition, EntityTrait, QueryFilter, QueryOrder, QuerySelect, QueryTrait,
    sea_query::{Expr, ExprTrait, Query},
};

use crate::{
    Db, Error, Result,
    db::{Tx, retrying},
    entity::{booking, need, need_reading, session},
    scope,
};

/// What is said of needs.
#[derive(Debug, Clone)]
pub struct NeedsDraft {
    /// Practical choices.
    pub choices: Vec<NeedChoice>,
    /// In the person's own words.
    pub note: Option<Prose<500>>,
    /// Whether she consents to that those are kept.
    pub consent: bool,
}

impl NeedsDraft {
    /// What is kept of it; none when nothing is needed.
    ///
    /// # Errors
    /// As [`Needs::given`] says.
    pub fn checked(&self, now: DateTime<Utc>) -> Result<Option<Needs>> {
        Ok(Needs::given(self.choices.clone(), self.note.clone(), self.consent, now)?)
    }
}

/// The needs of one booking.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NeedsView {
    /// The booking.
    pub booking_id: BookingId,
    /// Whose it is.
    pub person_id: PersonId,
    /// What she needs; none when she has said nothing, or has taken it back.
    pub needs: Option<Needs>,
}

/// Keeps what a person says that she needs, in place of what she said before. Only for her own bookings that stand, and
/// until the session is over. One transaction.
pub async fn give(
    db: &Db,
    scope: &Scope,
    booking_id: BookingId,
    draft: &NeedsDraft,
    now: DateTime<Utc>,
) -> Result<NeedsView> {
    let needs = draft.checked(now)?;
    retrying(|| async {
        let tx = db.begin_write().await?;
        let own = booking::Entity::find_by_id(booking_id).filter(booking::Column::PersonId.eq(scope.person));
        let row = own.lock_exclusive().one(&tx).await?.ok_or(Error::NotFound)?;
        let session = session::Entity::find_by_id(row.session_id).one(&tx).await?.ok_or(Error::NotFound)?;
        if !row.status.is_live() || session.last_ends_at <= now {
            return Err(Refusal::BookingEnded.into());
        }
        need::Entity::delete_by_id(booking_id).exec(&tx).await?;
        if let Some(needs) = &needs {
            need::Entity::insert(to_row(booking_id, needs)).exec_without_returning(&tx).await?;
        }
        tx.commit().await?;
        Ok(NeedsView { booking_id, person_id: row.person_id, needs: needs.clone() })
    })
    .await
}

/// The needs of one booking: for herself, and for the organiser of the session. Writes down that they were read. One
/// transaction.
pub async fn of_booking(db: &Db, scope: &Scope, id: BookingId, now: DateTime<Utc>) -> Result<NeedsView> {
    let tx = db.begin_write().await?;
    let seen = booking::Entity::find_by_id(id).filter(scope::bookings_with_needs(scope));
    let row = seen.one(&tx).await?.ok_or(Error::NotFound)?;
    let found = need::Entity::find_by_id(id).one(&tx).await?.filter(|_| row.status.is_live());
    let needs = found.map(to_needs).transpose()?;
    if needs.is_some() {
        write_down(&tx, scope, &[&row], now).await?;
        tx.commit().await?;
    }
    Ok(NeedsView { booking_id: id, person_id: row.person_id, needs })
}

/// The needs of all who are booked on a session, for its organiser alone, in order of booking. Writes down whose were
/// read. One transaction.
pub async fn of_session(db: &Db, scope: &Scope, id: SessionId, now: DateTime<Utc>) -> Result<Vec<NeedsView>> {
    let tx = db.begin_write().await?;
    let arranged = session::Entity::find_by_id(id).filter(scope::sessions_with_needs(scope));
    arranged.one(&tx).await?.ok_or(Error::NotFound)?;
    let found = booking::Entity::find()
        .filter(booking::Column::SessionId.eq(id))
        .filter(booking::Column::Status.ne(BookingStatus::Cancelled))
        .filter(
            booking::Column::Id
                .in_subquery(need::Entity::find().select_only().column(need::Column::BookingId).into_query()),
        )
        .order_by_asc(booking::Column::BookedAt)
        .order_by_asc(booking::Column::Id)
        .all(&tx)
        .await?;
    let rows = need::Entity::find().filter(need::Column::BookingId.is_in(found.iter().map(|row| row.id))).all(&tx);
    let mut rows: HashMap<BookingId, need::Model> = rows.await?.into_iter().map(|row| (row.booking_id, row)).collect();
    let mut views = Vec::with_capacity(found.len());
    for row in &found {
        let needs = rows.remove(&row.id).map(to_needs).transpose()?;
        views.push(NeedsView { booking_id: row.id, person_id: row.person_id, needs });
    }
    if !found.is_empty() {
        write_down(&tx, scope, &found.iter().collect::<Vec<_>>(), now).await?;
        tx.commit().await?;
    }
    Ok(views)
}

/// Deletes needs whose purpose is over: some days after the session's last meeting, and of bookings and sessions that
/// are cancelled. Gives how many. One transaction.
pub async fn forget_due(db: &Db, now: DateTime<Utc>) -> Result<u64> {
    let tx = db.begin_write().await?;
    // Begins with the needs, which are few: bookings and sessions of many years are not.
    let over = Query::select()
        .expr(Expr::value(1))
        .from(booking::Entity)
        .inner_join(
            session::Entity,
            Expr::col((session::Entity, session::Column::Id)).equals((booking::Entity, booking::Column::SessionId)),
        )
        .and_where(Expr::col((booking::Entity, booking::Column::Id)).equals((need::Entity, need::Column::BookingId)))
        .cond_where(
            Condition::any()
                .add(session::Column::LastEndsAt.lte(now - KEPT_AFTER))
                .add(booking::Column::Status.eq(BookingStatus::Cancelled)),
        )
        .to_owned();
    let forgotten = need::Entity::delete_many().filter(Expr::exists(over)).exec(&tx).await?;
    tx.commit().await?;
    Ok(forgotten.rows_affected)
}

async fn write_down(tx: &Tx, scope: &Scope, read: &[&booking::Model], now: DateTime<Utc>) -> Result<()> {
    let readings = read.iter().map(|row| need_reading::ActiveModel {
        id: Set(domain::ids::new_uuid(now)),
        at: Set(now),
        reader_id: Set(scope.person),
        person_id: Set(row.person_id),
        session_id: Set(row.session_id),
    });
    for readings in crate::record::chunks(readings.collect()) {
        need_reading::Entity::insert_many(readings).exec_without_returning(tx).await?;
    }
    Ok(())
}

fn to_row(booking_id: BookingId, needs: &Needs) -> need::ActiveModel {
    let choices: Vec<&str> = needs.choices.iter().map(|choice| choice.word()).collect();
    need::ActiveModel {
        booking_id: Set(booking_id),
        choices: Set(choices.join(" ")),
        note: Set(needs.note.as_ref().map(|note| note.as_str().to_owned())),
        consented_at: Set(needs.consented_at),
        given_at: Set(needs.given_at),
    }
}

/// No error repeats what stands in the row.
fn to_needs(row: need::Model) -> Result<Needs> {
    let fault = |_| Error::Fault("a need that cannot be read".into());
    let choices = row.choices.split_whitespace().map(str::parse).collect::<std::result::Result<_, _>>();
    Ok(Needs {
        choices: choices.map_err(fault)?,
        note: row.note.map(|note| note.parse()).transpose().map_err(fault)?,
        consented_at: row.consented_at,
        given_at: row.given_at,
    })
}
