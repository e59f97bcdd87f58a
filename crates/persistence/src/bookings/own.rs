//! A person's own bookings with all that belongs to them: what she sees first when she has signed in.

use std::collections::HashMap;

use domain::{SessionId, access::Scope};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};

use super::{BookingView, list::views};
use crate::{
    Db, Result,
    entity::{booking, session},
    sessions::{self, SessionView},
};

/// The most bookings that are shown; the latest ones.
const BOOKINGS_MAX: u64 = 500;

/// One of a person's own bookings.
#[derive(Debug, Clone)]
pub struct OwnBooking {
    /// The booking.
    pub view: BookingView,
    /// The session it is for, as she may see it.
    pub session: SessionView,
}

/// The caller's own bookings, in order of their first meeting. A fixed number of statements.
pub async fn own(db: &Db, scope: &Scope) -> Result<Vec<OwnBooking>> {
    let rows = booking::Entity::find()
        .filter(booking::Column::PersonId.eq(scope.person))
        .order_by_desc(booking::Column::BookedAt)
        .limit(BOOKINGS_MAX)
        .all(db.read())
        .await?;
    let found = views(db.read(), rows).await?;
    let ids = found.iter().map(|view| view.booking.session_id);
    let rows = session::Entity::find().filter(session::Column::Id.is_in(ids)).all(db.read()).await?;
    let sessions = sessions::views(db.read(), rows, Some(scope)).await?;
    let sessions: HashMap<SessionId, SessionView> = sessions.into_iter().map(|view| (view.session.id, view)).collect();
    let mut own: Vec<OwnBooking> = found
        .into_iter()
        .filter_map(|view| {
            let session = sessions.get(&view.booking.session_id)?.clone();
            Some(OwnBooking { view, session })
        })
        .collect();
    own.sort_by_key(|own| own.session.session.first_date());
    Ok(own)
}
