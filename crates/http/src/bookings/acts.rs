//! What is done to bookings, for the API and for pages alike.

use domain::{BookingId, Invalid, PersonId, SessionId, access::Right};
use persistence::{
    Once,
    bookings::{self, BookSeat, CancelSeat, Outcome, SwapSeat},
    needs::{self, NeedsDraft},
    people, sessions,
};

use super::{BookingCancellationInput, BookingInput};
use crate::{App, caller::Caller, needs::NeedsInput, problem::Problem};

/// Whom the caller may book for: herself, or somebody within her scope.
async fn person_to_book(
    app: &App,
    caller: &Caller,
    wanted: Option<PersonId>,
    session: SessionId,
) -> Result<PersonId, Problem> {
    let scope = &caller.0;
    let person = wanted.unwrap_or(scope.person);
    let view = sessions::find(&app.db, scope, session).await?;
    if !scope.may_book(person, view.standing) {
        return Err(Problem::not_found());
    }
    if person == scope.person {
        return Ok(person);
    }
    Ok(people::measures::to_enrol(&app.db, scope, person, app.clock.now()).await?)
}

/// What the caller says that she needs. Nobody says it for another.
fn own_needs(
    app: &App,
    caller: &Caller,
    person: PersonId,
    given: Option<&NeedsInput>,
) -> Result<Option<NeedsDraft>, Problem> {
    let Some(given) = given else { return Ok(None) };
    if person != caller.0.person {
        return Err(Problem::invalid_member("needs", Invalid::NotForAnother));
    }
    let draft = given.clone().draft();
    draft.checked(app.clock.now())?;
    Ok(Some(draft))
}

fn seat(
    app: &App,
    caller: &Caller,
    (session_id, person_id): (SessionId, PersonId),
    body: &BookingInput,
    once: Option<Once>,
) -> BookSeat {
    BookSeat {
        session_id,
        person_id,
        employment_id: body.employment_id,
        only_at: caller.0.books_only_at(person_id).map(<[_]>::to_vec),
        caller: caller.0.person,
        now: app.clock.now(),
        once,
    }
}

/// Books a seat, or a place in line, for the caller or for somebody she may book for.
///
/// # Errors
/// When the rules do not allow it, or the caller may not.
pub async fn book(
    app: &App,
    caller: &Caller,
    key: Option<String>,
    session_id: SessionId,
    body: &BookingInput,
) -> Result<Outcome, Problem> {
    let person_id = person_to_book(app, caller, body.person_id, session_id).await?;
    let needs = own_needs(app, caller, person_id, body.needs.as_ref())?;
    let ticket = app.ticket(caller, key, &format!("bookSeat {session_id}"), body)?;
    let wish = seat(app, caller, (session_id, person_id), body, ticket.once());
    let (db, now, scope) = (app.db.clone(), wish.now, caller.0.clone());
    app.write(async move {
        let _ticket = ticket;
        let outcome = bookings::book_seat(&db, wish).await?;
        if let (Some(needs), Outcome::Done(view) | Outcome::Already(view)) = (needs, &outcome) {
            // The same request again says the same again, so nothing is lost between the two.
            needs::give(&db, &scope, view.booking.id, &needs, now).await?;
        }
        Ok(outcome)
    })
    .await
}

/// Books a seat for the caller in place of others of hers: all of it, or nothing.
///
/// # Errors
/// When the rules do not allow it, no seat is free, or the caller may not.
pub async fn swap(
    app: &App,
    caller: &Caller,
    key: Option<String>,
    session_id: SessionId,
    body: &BookingInput,
    gives_up: &[BookingId],
) -> Result<Outcome, Problem> {
    let person_id = person_to_book(app, caller, None, session_id).await?;
    let given_up: Vec<String> = gives_up.iter().map(ToString::to_string).collect();
    let ticket = app.ticket(caller, key, &format!("swapSeat {session_id} {}", given_up.join(" ")), body)?;
    let book = seat(app, caller, (session_id, person_id), body, ticket.once());
    let wish = SwapSeat { book, gives_up: gives_up.to_vec() };
    let (db, scope) = (app.db.clone(), caller.0.clone());
    app.write(async move {
        let _ticket = ticket;
        bookings::swap_seat(&db, &scope, wish).await
    })
    .await
}

/// Ends a booking that the caller may see: her own, or one of somebody she may book for.
///
/// # Errors
/// When the rules do not allow it, or the caller may not.
pub async fn cancel(
    app: &App,
    caller: &Caller,
    key: Option<String>,
    booking_id: BookingId,
    body: &BookingCancellationInput,
) -> Result<Outcome, Problem> {
    let scope = caller.0.clone();
    let found = bookings::find(&app.db, &scope, booking_id).await?;
    caller.acting_for(found.booking.person_id, Right::BookOthers)?;
    let ticket = app.ticket(caller, key, &format!("cancelBooking {booking_id}"), body)?;
    let (caller, now, once) = (scope.person, app.clock.now(), ticket.once());
    let wish = CancelSeat { booking_id, reason: body.reason.clone(), caller, now, once };
    let db = app.db.clone();
    app.write(async move {
        let _ticket = ticket;
        bookings::cancel_booking(&db, &scope, wish).await
    })
    .await
}
