//! What feeds are made of: seats, in a fixed number of statements.

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use domain::{
    BookingId, LibraryId, PersonId, SessionId,
    feed::{PAST_KEPT, Seat},
    notice::Invitation,
    protection::Beholder,
    session::Session,
    values::Line,
};
use sea_orm::{
    ColumnTrait, Condition, EntityTrait, ExprTrait, QueryFilter, QueryOrder, QuerySelect, QueryTrait,
    sea_query::{Expr, SelectStatement},
};

use crate::{
    Db, Error, Result,
    bookings::to_invitation,
    entity::{booking, employment, invitation, person, session},
    rows, sessions,
};

/// The most bookings in one feed; the latest ones.
const SEATS_MAX: u64 = 1000;

/// The seats a person holds or held, as far back as feeds show them.
pub async fn of_person(db: &Db, person: PersonId, now: DateTime<Utc>) -> Result<Vec<Seat>> {
    seats(db, Condition::all().add(booking::Column::PersonId.eq(person)), now).await
}

/// The seats that the staff of a library hold or held, as far back as feeds show them.
pub async fn of_library(db: &Db, library: LibraryId, now: DateTime<Utc>) -> Result<Vec<Seat>> {
    let there = employment::Entity::find()
        .select_only()
        .column(employment::Column::Id)
        .filter(employment::Column::LibraryId.eq(library))
        .into_query();
    seats(db, Condition::all().add(booking::Column::EmploymentId.in_subquery(there)), now).await
}

async fn seats(db: &Db, whose: Condition, now: DateTime<Utc>) -> Result<Vec<Seat>> {
    let bookings = booking::Entity::find()
        .filter(whose)
        .filter(booking::Column::SeatedAt.is_not_null())
        .filter(Expr::exists(recent_session(now)))
        .order_by_desc(booking::Column::BookedAt)
        .order_by_desc(booking::Column::Id)
        .limit(SEATS_MAX)
        .all(db.read())
        .await?;
    let sessions = sessions_of(db, &bookings).await?;
    let names = names_of(db, &bookings).await?;
    let mut invitations = invitations_of(db, &bookings).await?;
    let mut seats = Vec::with_capacity(bookings.len());
    for row in bookings {
        let missing = || Error::Fault("a booking without its session or person".into());
        seats.push(Seat {
            name: names.get(&row.person_id).cloned().ok_or_else(missing)?,
            session: sessions.get(&row.session_id).cloned().ok_or_else(missing)?,
            invitations: invitations.remove(&row.id).unwrap_or_default(),
            booking: rows::to_booking(row)?,
        });
    }
    Ok(seats)
}

/// The session of a booking, if feeds still show it: asked of each booking, since those of one person are few and
/// sessions many.
fn recent_session(now: DateTime<Utc>) -> SelectStatement {
    session::Entity::find()
        .select_only()
        .column(session::Column::Id)
        .filter(Expr::col((session::Entity, session::Column::Id)).equals((booking::Entity, booking::Column::SessionId)))
        .filter(session::Column::LastEndsAt.gt(now - PAST_KEPT))
        .into_query()
}

async fn sessions_of(db: &Db, bookings: &[booking::Model]) -> Result<HashMap<SessionId, Session>> {
    let ids = bookings.iter().map(|row| row.session_id);
    let found = session::Entity::find().filter(session::Column::Id.is_in(ids)).all(db.read()).await?;
    let views = sessions::views(db.read(), found, None).await?;
    Ok(views.into_iter().map(|view| (view.session.id, view.session)).collect())
}

/// Names as anybody sees them: only the feed of a library shows any, and whoever has its address reads it.
async fn names_of(db: &Db, bookings: &[booking::Model]) -> Result<HashMap<PersonId, Line<120>>> {
    let ids = bookings.iter().map(|row| row.person_id);
    let found = person::Entity::find().filter(person::Column::Id.is_in(ids)).all(db.read()).await?;
    found.into_iter().map(|row| Ok((row.id, rows::to_person(row)?.seen_by(Beholder::Other).name))).collect()
}

async fn invitations_of(db: &Db, bookings: &[booking::Model]) -> Result<HashMap<BookingId, Vec<Invitation>>> {
    let ids = bookings.iter().map(|row| row.id);
    let found = invitation::Entity::find().filter(invitation::Column::BookingId.is_in(ids)).all(db.read()).await?;
    let mut invitations: HashMap<BookingId, Vec<Invitation>> = HashMap::new();
    for row in found {
        invitations.entry(row.booking_id).or_default().push(to_invitation(&row)?);
    }
    Ok(invitations)
}
