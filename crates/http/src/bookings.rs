//! Anmälningar. / Bookings.

use domain::{BookingId, EmploymentId, PersonId, SessionId, booking::BookingStatus, values::Line, wall_time::Instant};
use persistence::{
    bookings::{self, BookingFilter, BookingView, Outcome},
    sessions,
};
use poem::web::Data;
use poem_openapi::{
    ApiResponse, Object, OpenApi,
    param::{Header, Path, Query},
    payload::Json,
};
use serde::Deserialize;

use crate::{
    App,
    caller::Caller,
    etag,
    input::Input,
    list::{self, list_of},
    needs::NeedsInput,
    problem::Problem,
    spec::Tag,
};

mod acts;

pub use acts::{book, cancel, swap};

/// En anmälan. / A booking.
#[derive(Debug, Clone, Object)]
#[oai(rename_all = "camelCase")]
pub struct BookingJson {
    /// Id.
    pub id: BookingId,
    /// Kursomgångens id. / The session's id.
    pub session_id: SessionId,
    /// Personens id. / The person's id.
    pub person_id: PersonId,
    /// Anställningen den gäller för. / The employment it is made for.
    pub employment_id: EmploymentId,
    /// Läge. / Status.
    pub status: BookingStatus,
    /// Plats i kön, från 1. / Place in line, from 1.
    pub waiting_position: Option<u32>,
    /// När den gjordes. / When it was made.
    pub booked_at: Instant,
    /// När den avslutades. / When it ended.
    pub cancelled_at: Option<Instant>,
}

/// En ny anmälan; båda väljs åt dig när det bara finns en möjlighet. / A new booking; both are chosen for you when
/// there is only one possibility.
#[derive(Debug, Clone, Default, Object, Deserialize)]
#[oai(rename_all = "camelCase", deny_unknown_fields)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct BookingInput {
    /// Vem den gäller; du själv om inget sägs. / Whom it is for; yourself unless said otherwise.
    pub person_id: Option<PersonId>,
    /// Anställningen den gäller för. / The employment it is made for.
    pub employment_id: Option<EmploymentId>,
    /// Vad du behöver, när du anmäler dig själv. / What you need, when you book for yourself.
    pub needs: Option<NeedsInput>,
}

/// Varför en anmälan avslutas. / Why a booking ends.
#[derive(Debug, Clone, Default, Object, Deserialize)]
#[oai(rename_all = "camelCase", deny_unknown_fields)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct BookingCancellationInput {
    /// Orsak, frivillig. / Reason, optional.
    pub reason: Option<Line<500>>,
}

list_of!(
    /// Anmälningar. / Bookings.
    BookingList,
    BookingJson
);

/// What came of a wish for a seat.
#[derive(ApiResponse)]
pub enum Booked {
    /// Anmälan fanns redan. / The booking existed already.
    #[oai(status = 200)]
    Already(Json<BookingJson>, #[oai(header = "ETag")] String),
    /// Anmälan är gjord: en plats, eller en plats i kön. / The booking is made: a seat, or a place in line.
    #[oai(status = 201)]
    Created(Json<BookingJson>, #[oai(header = "ETag")] String),
}

/// What came of a cancellation.
#[derive(ApiResponse)]
pub enum Cancelled {
    /// Anmälan var redan avslutad. / The booking had ended already.
    #[oai(status = 200)]
    Already(Json<BookingJson>, #[oai(header = "ETag")] String),
    /// Anmälan är avslutad. / The booking has ended.
    #[oai(status = 201)]
    Created(Json<BookingJson>, #[oai(header = "ETag")] String),
}

/// A booking.
#[derive(ApiResponse)]
pub enum BookingFound {
    /// Anmälan. / The booking.
    #[oai(status = 200)]
    Ok(Json<BookingJson>, #[oai(header = "ETag")] String),
}

impl From<BookingView> for BookingJson {
    fn from(view: BookingView) -> Self {
        Self {
            id: view.booking.id,
            session_id: view.booking.session_id,
            person_id: view.booking.person_id,
            employment_id: view.booking.employment_id,
            status: view.booking.status,
            waiting_position: view.waiting_position,
            booked_at: view.booking.booked_at.into(),
            cancelled_at: view.booking.ended_at.map(Into::into),
        }
    }
}

fn parts(view: BookingView) -> (Json<BookingJson>, String) {
    let tag = etag::of(view.booking.version);
    (Json(view.into()), tag)
}

pub(crate) struct BookingsApi;

#[OpenApi]
impl BookingsApi {
    /// Anmäl / Book
    ///
    /// Ger en plats, eller en plats i kön när det är fullt. Samma person får samma anmälan igen. / Gives a seat, or a
    /// place in line when it is full. The same person gets the same booking again.
    #[oai(path = "/sessions/:sessionId/bookings", method = "post", operation_id = "bookSeat", tag = "Tag::Bookings")]
    async fn book_seat(
        &self,
        Data(app): Data<&App>,
        caller: Caller,
        #[oai(name = "sessionId")] Path(session_id): Path<SessionId>,
        #[oai(name = "Idempotency-Key")] Header(key): Header<Option<String>>,
        Input(body): Input<BookingInput>,
    ) -> Result<Booked, Problem> {
        Ok(match book(app, &caller, key, session_id, &body).await? {
            Outcome::Done(view) => {
                let (body, tag) = parts(view);
                Booked::Created(body, tag)
            }
            Outcome::Already(view) => {
                let (body, tag) = parts(view);
                Booked::Already(body, tag)
            }
        })
    }

    /// Lista en kursomgångs anmälningar / List a session's bookings
    ///
    /// De du får se: dina egna, ditt biblioteks eller dina kursomgångars. / Those you may see: your own, your
    /// library's or your sessions'.
    #[oai(
        path = "/sessions/:sessionId/bookings",
        method = "get",
        operation_id = "listSessionBookings",
        tag = "Tag::Bookings"
    )]
    #[expect(clippy::too_many_arguments, reason = "one a parameter of the contract")]
    async fn list_session_bookings(
        &self,
        Data(app): Data<&App>,
        caller: Caller,
        #[oai(name = "sessionId")] Path(session_id): Path<SessionId>,
        #[oai(name = "personId")] Query(person_id): Query<Option<PersonId>>,
        #[oai(name = "status")] Query(status): Query<Option<BookingStatus>>,
        #[oai(name = "limit")] Query(limit): Query<Option<u64>>,
        #[oai(name = "page")] Query(page): Query<Option<u64>>,
    ) -> Result<Json<BookingList>, Problem> {
        sessions::find(&app.db, &caller.0, session_id).await?;
        listed(app, &caller, BookingFilter { person_id, session_id: Some(session_id), status }, limit, page).await
    }

    /// Lista anmälningar / List bookings
    ///
    /// De du får se, senaste först. / Those you may see, latest first.
    #[oai(path = "/bookings", method = "get", operation_id = "listBookings", tag = "Tag::Bookings")]
    #[expect(clippy::too_many_arguments, reason = "one a parameter of the contract")]
    async fn list_bookings(
        &self,
        Data(app): Data<&App>,
        caller: Caller,
        #[oai(name = "personId")] Query(person_id): Query<Option<PersonId>>,
        #[oai(name = "sessionId")] Query(session_id): Query<Option<SessionId>>,
        #[oai(name = "status")] Query(status): Query<Option<BookingStatus>>,
        #[oai(name = "limit")] Query(limit): Query<Option<u64>>,
        #[oai(name = "page")] Query(page): Query<Option<u64>>,
    ) -> Result<Json<BookingList>, Problem> {
        listed(app, &caller, BookingFilter { person_id, session_id, status }, limit, page).await
    }

    /// Visa en anmälan / Show a booking
    ///
    /// Med plats i kön. / With the place in line.
    #[oai(path = "/bookings/:bookingId", method = "get", operation_id = "getBooking", tag = "Tag::Bookings")]
    async fn get_booking(
        &self,
        Data(app): Data<&App>,
        caller: Caller,
        #[oai(name = "bookingId")] Path(id): Path<BookingId>,
    ) -> Result<BookingFound, Problem> {
        let (body, tag) = parts(bookings::find(&app.db, &caller.0, id).await?);
        Ok(BookingFound::Ok(body, tag))
    }

    /// Avboka / Cancel a booking
    ///
    /// Platsen går genast till den som står först i kön. / The seat goes to the first in line at once.
    #[oai(
        path = "/bookings/:bookingId/cancellations",
        method = "post",
        operation_id = "cancelBooking",
        tag = "Tag::Bookings"
    )]
    async fn cancel_booking(
        &self,
        Data(app): Data<&App>,
        caller: Caller,
        #[oai(name = "bookingId")] Path(booking_id): Path<BookingId>,
        #[oai(name = "Idempotency-Key")] Header(key): Header<Option<String>>,
        Input(body): Input<BookingCancellationInput>,
    ) -> Result<Cancelled, Problem> {
        Ok(match cancel(app, &caller, key, booking_id, &body).await? {
            Outcome::Done(view) => {
                let (body, tag) = parts(view);
                Cancelled::Created(body, tag)
            }
            Outcome::Already(view) => {
                let (body, tag) = parts(view);
                Cancelled::Already(body, tag)
            }
        })
    }
}

async fn listed(
    app: &App,
    caller: &Caller,
    filter: BookingFilter,
    limit: Option<u64>,
    page: Option<u64>,
) -> Result<Json<BookingList>, Problem> {
    let asked = list::page(limit, page)?;
    let found = bookings::list(&app.db, &caller.0, &filter, asked).await?;
    Ok(Json(BookingList::new(found.map(Into::into), asked)))
}
