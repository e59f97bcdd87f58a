//! Reading bookings, and where those that wait stand in line.

use std::collections::HashMap;

use domain::{BookingId, PersonId, SessionId, access::Scope, booking::BookingStatus};
use sea_orm::{
    ColumnTrait, ConnectionTrait, EntityTrait, ExprTrait, FromQueryResult, PaginatorTrait, QueryFilter, QueryOrder,
    QuerySelect,
    sea_query::{Alias, Expr, Query},
};

use super::BookingView;
use crate::{
    Db, Error, Result,
    entity::booking,
    page::{Page, PageRequest},
    rows, scope,
};

/// Which bookings are wanted.
#[derive(Debug, Clone, Default)]
pub struct BookingFilter {
    /// Of one person.
    pub person_id: Option<PersonId>,
    /// Of one session.
    pub session_id: Option<SessionId>,
    /// In one status.
    pub status: Option<BookingStatus>,
}

/// Bookings the caller may see, newest first.
pub async fn list(db: &Db, scope: &Scope, filter: &BookingFilter, page: PageRequest) -> Result<Page<BookingView>> {
    let mut query = booking::Entity::find().filter(scope::bookings(scope));
    if let Some(person) = filter.person_id {
        query = query.filter(booking::Column::PersonId.eq(person));
    }
    if let Some(session) = filter.session_id {
        query = query.filter(booking::Column::SessionId.eq(session));
    }
    if let Some(status) = filter.status {
        query = query.filter(booking::Column::Status.eq(status));
    }
    let total = query.clone().count(db.read()).await?;
    let found = query
        .order_by_desc(booking::Column::BookedAt)
        .order_by_desc(booking::Column::Id)
        .limit(page.limit)
        .offset(page.offset())
        .all(db.read())
        .await?;
    let items = views(db.read(), found).await?;
    Ok(Page { items, total })
}

/// One booking, if the caller may see it.
pub async fn find(db: &Db, scope: &Scope, id: BookingId) -> Result<BookingView> {
    let row = booking::Entity::find_by_id(id).filter(scope::bookings(scope)).one(db.read()).await?;
    views(db.read(), vec![row.ok_or(Error::NotFound)?]).await?.pop().ok_or(Error::NotFound)
}

pub(super) async fn views(db: &impl ConnectionTrait, found: Vec<booking::Model>) -> Result<Vec<BookingView>> {
    let waiting = found.iter().filter(|row| row.status == BookingStatus::Waiting);
    let positions = positions(db, &waiting.map(|row| row.id).collect::<Vec<_>>()).await?;
    let view = |row: booking::Model| {
        let waiting_position = positions.get(&row.id).copied();
        Ok(BookingView { booking: rows::to_booking(row)?, waiting_position })
    };
    found.into_iter().map(view).collect()
}

#[derive(FromQueryResult)]
struct PositionRow {
    id: BookingId,
    position: i64,
}

/// Places in line: how many wait with a lower or the same number.
pub(super) async fn positions(db: &impl ConnectionTrait, waiting: &[BookingId]) -> Result<HashMap<BookingId, u32>> {
    if waiting.is_empty() {
        return Ok(HashMap::new());
    }
    let before = Alias::new("before");
    let ahead = Query::select()
        .expr(Expr::col((before.clone(), booking::Column::Id)).count())
        .from_as(booking::Entity, before.clone())
        .and_where(Expr::col((before.clone(), booking::Column::Status)).eq(BookingStatus::Waiting))
        .and_where(
            Expr::col((before.clone(), booking::Column::SessionId))
                .equals((booking::Entity, booking::Column::SessionId)),
        )
        .and_where(
            Expr::col((before.clone(), booking::Column::QueueNumber))
                .lte(Expr::col((booking::Entity, booking::Column::QueueNumber))),
        )
        .to_owned();
    let rows = booking::Entity::find()
        .select_only()
        .column(booking::Column::Id)
        .expr_as(Expr::from(ahead), "position")
        .filter(booking::Column::Id.is_in(waiting.iter().copied()))
        .into_model::<PositionRow>()
        .all(db)
        .await?;
    Ok(rows.into_iter().map(|row| (row.id, u32::try_from(row.position).unwrap_or(u32::MAX))).collect())
}
