//! What somebody who looks at a session should know before she asks for a seat. Nothing is decided here: the booking
//! decides, by the same rules.

use domain::{
    BookingId, LibraryId, PersonId, Refusal, SessionId,
    booking::{BookingStatus, Commitment},
    person::Employment,
    session::Session,
};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};

use super::{BookingView, commitments, list::views};
use crate::{
    Db, Result,
    entity::{booking, library},
    people, sessions,
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
    /// All of that, in order of the session's first meeting.
    pub in_the_way: Vec<InTheWay>,
}

/// A seat that somebody would give up for another one at the same time.
#[derive(Debug, Clone)]
pub struct InTheWay {
    /// The booking.
    pub booking_id: BookingId,
    /// The session it is for.
    pub session: Session,
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
    let others: Vec<SessionId> = session.in_the_way(&held).map(|commitment| commitment.session_id).collect();
    let in_the_way = in_the_way(db, person, &others).await?;
    Ok(Prospect { booking, employments: employments.into_iter().map(named).collect(), clash, in_the_way })
}

async fn in_the_way(db: &Db, person: PersonId, others: &[SessionId]) -> Result<Vec<InTheWay>> {
    if others.is_empty() {
        return Ok(Vec::new());
    }
    let seats = booking::Entity::find()
        .filter(booking::Column::PersonId.eq(person))
        .filter(booking::Column::SessionId.is_in(others.iter().copied()))
        .filter(booking::Column::Status.is_in([BookingStatus::Confirmed, BookingStatus::Offered]));
    let mut found = Vec::new();
    for row in seats.all(db.read()).await? {
        found.push(InTheWay { booking_id: row.id, session: sessions::of_id(db.read(), row.session_id).await? });
    }
    found.sort_by_key(|one| one.session.first_date());
    Ok(found)
}
