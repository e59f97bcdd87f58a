//! Who is away when: bookings of meetings still to come, of everybody whose bookings the caller may see.

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use domain::{
    PersonId, SessionId, access::Scope, booking::BookingStatus, meeting::MeetingStatus, protection::SeenPerson,
};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect, QueryTrait};

use super::{BookingView, list::views};
use crate::{
    Db, Result,
    entity::{booking, meeting, session},
    people, scope,
    sessions::{self, SessionView},
};

/// The most bookings that are shown; the latest ones.
const BOOKINGS_MAX: u64 = 500;

/// A booking of somebody who will be away for it.
#[derive(Debug, Clone)]
pub struct Away {
    /// The booking.
    pub view: BookingView,
    /// Whose it is, as the caller sees her.
    pub person: SeenPerson,
    /// The session it is for.
    pub session: SessionView,
}

/// Bookings that are live and have a meeting to come, in order of it; of one person, or of all that the caller may see.
/// A fixed number of statements.
pub async fn away(db: &Db, scope: &Scope, person: Option<PersonId>, now: DateTime<Utc>) -> Result<Vec<Away>> {
    let to_come = meeting::Entity::find()
        .select_only()
        .column(meeting::Column::SessionId)
        .filter(meeting::Column::Status.eq(MeetingStatus::Planned))
        .filter(meeting::Column::EndsAt.gt(now))
        .into_query();
    let mut query = booking::Entity::find()
        .filter(scope::bookings(scope))
        .filter(booking::Column::Status.ne(BookingStatus::Cancelled))
        .filter(booking::Column::SessionId.in_subquery(to_come));
    if let Some(person) = person {
        query = query.filter(booking::Column::PersonId.eq(person));
    }
    let rows = query.order_by_desc(booking::Column::BookedAt).limit(BOOKINGS_MAX).all(db.read()).await?;
    let found = views(db.read(), rows).await?;
    let ids = found.iter().map(|view| view.booking.session_id);
    let rows = session::Entity::find().filter(session::Column::Id.is_in(ids)).all(db.read()).await?;
    let sessions = sessions::views(db.read(), rows, Some(scope)).await?;
    let sessions: HashMap<SessionId, SessionView> = sessions.into_iter().map(|view| (view.session.id, view)).collect();
    let people = people::seen_by_ids(db, scope, found.iter().map(|view| view.booking.person_id), now).await?;
    let people: HashMap<PersonId, SeenPerson> = people.into_iter().map(|person| (person.id, person)).collect();
    let mut away: Vec<Away> = found
        .into_iter()
        .filter_map(|view| {
            let session = sessions.get(&view.booking.session_id)?.clone();
            let person = people.get(&view.booking.person_id)?.clone();
            Some(Away { view, person, session })
        })
        .collect();
    away.sort_by_key(|one| (one.session.session.first_date(), one.view.booking.id));
    Ok(away)
}
