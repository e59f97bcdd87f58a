//! The page that confirms a cancellation.

use askama::Template;
use calendar::dates;
use domain::{BookingId, Refusal, notice::Language, seal::Purpose};
use persistence::{
    Error,
    bookings::{self, LinkedBooking, LinkedState},
};
use poem::{
    Response, handler,
    http::StatusCode,
    web::{Data, Path},
};

use super::{failed, no_page, page};
use crate::App;

#[derive(Template)]
#[template(path = "cancellation.html")]
struct Cancellation {
    english: bool,
    title: String,
    dates: Vec<String>,
    state: LinkedState,
}

/// Shows what would be cancelled. Changes nothing.
#[handler]
pub(crate) async fn ask_cancellation(Data(app): Data<&App>, Path(reference): Path<String>) -> Response {
    let Some(booking) = app.seal.open(Purpose::Cancellation, &reference) else { return no_page() };
    shown(app, BookingId(booking)).await
}

/// Cancels, once; again it says that it is done.
#[handler]
pub(crate) async fn cancel(Data(app): Data<&App>, Path(reference): Path<String>) -> Response {
    let Some(booking) = app.seal.open(Purpose::Cancellation, &reference) else { return no_page() };
    let (db, wake, now, id) = (app.db.clone(), app.wake.clone(), app.clock.now(), BookingId(booking));
    // A task of its own: somebody who leaves the page must not stop a transaction half-way.
    let done = tokio::spawn(async move {
        let done = bookings::cancel_linked(&db, id, now).await;
        wake.notify_one();
        done
    });
    match done.await.unwrap_or_else(|panic| Err(Error::Fault(panic.to_string()))) {
        Ok(()) | Err(Error::Refused(Refusal::SessionStarted | Refusal::BookingEnded)) => shown(app, id).await,
        Err(error) => failed(&error),
    }
}

async fn shown(app: &App, id: BookingId) -> Response {
    match bookings::linked(&app.db, id, app.clock.now()).await {
        Ok(booking) => page(StatusCode::OK, &Cancellation::of(booking)),
        Err(error) => failed(&error),
    }
}

impl Cancellation {
    fn of(booking: LinkedBooking) -> Self {
        let LinkedBooking { title, meetings, language, state } = booking;
        Self {
            english: language == Language::English,
            title: title.into_string(),
            dates: meetings.into_iter().map(|(starts, ends)| dates::span(starts, ends, language)).collect(),
            state,
        }
    }
}
