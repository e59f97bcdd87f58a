//! What somebody who looks at a session should know before she asks for a seat. Nothing is decided here: the booking
//! decides, by the same rules.

use domain::{
    LibraryId, PersonId, Refusal,
    booking::{BookingStatus, Commitment},
    person::Employment,
    session::Session,
};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};

use super::{BookingView, commitments, list::views};
use crate::{
    Db, Result,
    entity::{booking, library},
    people,
};

/// What stands between a person and a seat.
#[derive(Debug, Clone)]
pub struct Prospect {
    /// The booking she has here already.
    pub booking: Option<BookingView>,
    /// Her employments, past and coming, each with the name of its library.
    pub employments: Vec<(Employment, String)>,
    /// What she holds a seat for at the same time.
    pub clash: Option<Refusal>,
}

/// What stands between a person and a seat on a session.
pub async fn prospect(db: &Db, person: PersonId, session: &Session) -> Result<Prospect> {
    let live = booking::Entity::find()
        .filter(booking::Column::SessionId.eq(session.id))
        .filter(booking::Column::PersonId.eq(person))
        .filter(booking::Column::Status.ne(BookingStatus::Cancelled));
    let booking = views(db.read(), live.all(db.read()).await?).await?.pop();
    let employments = people::employments_of(db.read(), &[person]).await?;
    let libraries: Vec<LibraryId> = employments.iter().map(|employment| employment.library_id).collect();
    let libraries = library::Entity::find().filter(library::Column::Id.is_in(libraries)).all(db.read()).await?;
    let named = |employment: Employment| {
        let library = libraries.iter().find(|library| library.id == employment.library_id);
        (employment, library.map(|library| library.name.clone()).unwrap_or_default())
    };
    let held = commitments(db.read(), session, &[person]).await?;
    let held: Vec<Commitment> = held.into_iter().map(|(_, commitment)| commitment).collect();
    let clash = session.clash(&held);
    Ok(Prospect { booking, employments: employments.into_iter().map(named).collect(), clash })
}
