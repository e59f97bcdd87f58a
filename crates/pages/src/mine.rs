//! One's own bookings: coming, waiting and past.

use askama::Template;
use domain::{
    BookingId,
    booking::BookingStatus,
    meeting::MeetingStatus,
    session::{Session, SessionStatus},
};
use http_api::{App, bookings as api, look};
use persistence::{
    attendance::{self, Attended},
    bookings::{self, OwnBooking},
};
use poem::{
    handler,
    http::StatusCode,
    web::{Data, Path},
};

use crate::{
    Answer, Failure, Page,
    form::{Form, Sent},
    see_other,
};

#[derive(Template)]
#[template(path = "mine.html")]
struct MinePage<'a> {
    page: &'a Page,
    coming: Vec<Row>,
    waiting: Vec<Row>,
    past: Vec<Row>,
    /// Study hours of everything she has taken part in, booked or not.
    hours: u32,
    has_certificate: bool,
}

/// A booking in the list.
struct Row {
    way: String,
    title: String,
    when: String,
    place: Option<String>,
    /// What there is to say of it.
    note: Option<String>,
    /// The way to a certificate, of what she has taken part in.
    certificate: Option<String>,
}

/// A booking, and what can be done about it.
#[derive(Template)]
#[template(path = "booking.html")]
struct BookingPage<'a> {
    page: &'a Page,
    form: Form,
    state: State,
    way: String,
    course: String,
    title: String,
    meetings: Vec<(String, Option<String>)>,
    cancel_until: Option<String>,
    late: bool,
}

/// Where a booking stands, as its owner sees it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum State {
    /// She has a seat.
    Seat,
    /// She stands in line, at this place.
    Waiting(u32),
    /// She has given it up.
    Cancelled,
    /// The organiser has called it off.
    CalledOff,
    /// It has begun.
    Begun,
}

impl State {
    fn of(own: &OwnBooking, now: chrono::DateTime<chrono::Utc>) -> Self {
        let session = &own.session.session;
        let live = own.view.booking.status.is_live();
        if session.status == SessionStatus::Cancelled {
            Self::CalledOff
        } else if !live {
            Self::Cancelled
        } else if session.starts_at().is_some_and(|starts| starts <= now) {
            Self::Begun
        } else if own.view.booking.status == BookingStatus::Waiting {
            Self::Waiting(own.view.waiting_position.unwrap_or(1))
        } else {
            Self::Seat
        }
    }

    /// Whether it can still be given up.
    fn can_end(self) -> bool {
        matches!(self, Self::Seat | Self::Waiting(_))
    }
}

/// Shows one's own bookings.
#[handler]
pub(crate) async fn show(Data(app): Data<&App>, Data(page): Data<&Page>) -> Answer {
    let who = page.who()?;
    let now = app.clock.now();
    let attended = attendance::attended(&app.db, who.caller.0.person).await?;
    let mut shown = MinePage {
        page,
        coming: Vec::new(),
        waiting: Vec::new(),
        past: Vec::new(),
        hours: attended.iter().map(Attended::hours).sum(),
        has_certificate: !attended.is_empty(),
    };
    for own in bookings::own(&app.db, &who.caller.0).await? {
        let state = State::of(&own, now);
        let over = own.session.session.is_over(now);
        let there = attended.iter().find(|attended| attended.session.id == own.session.session.id);
        let row = Row::of(page, &own, state, there);
        match state {
            State::Waiting(_) => shown.waiting.push(row),
            State::Seat => shown.coming.push(row),
            State::Begun if !over => shown.coming.push(row),
            State::Begun | State::Cancelled | State::CalledOff => shown.past.push(row),
        }
    }
    // What was last comes first.
    shown.past.reverse();
    Ok(look::page(StatusCode::OK, &shown))
}

impl Row {
    fn of(page: &Page, own: &OwnBooking, state: State, there: Option<&Attended>) -> Self {
        let session = &own.session.session;
        let coming = session.meetings.iter().find(|meeting| meeting.status == MeetingStatus::Planned);
        let next = coming.or(session.meetings.first());
        let note = match state {
            State::Waiting(place) => Some(page.count("mine-place", place)),
            State::Cancelled => Some(page.say("mine-cancelled")),
            State::CalledOff => Some(page.say("mine-called-off")),
            State::Begun => there.map(|attended| page.count("hours", attended.hours())),
            State::Seat => None,
        };
        let certificate = there.filter(|_| own.view.booking.status.is_live());
        Self {
            way: format!("/mina-bokningar/{}", own.view.booking.id),
            title: session.title.to_string(),
            when: next.map(|meeting| page.span(meeting.span)).unwrap_or_default(),
            place: next.and_then(|meeting| meeting.place.as_ref()).map(ToString::to_string),
            note,
            certificate: certificate.map(|attended| format!("/intyg/{}", attended.session.id)),
        }
    }
}

/// Shows one of one's own bookings.
#[handler]
pub(crate) async fn show_one(Data(app): Data<&App>, Data(page): Data<&Page>, Path(id): Path<String>) -> Answer {
    shown(app, page, &id, Form::new(page, &[])).await
}

/// Gives a booking up.
#[handler]
pub(crate) async fn cancel(
    Data(app): Data<&App>,
    Data(page): Data<&Page>,
    Path(id): Path<String>,
    sent: Sent,
) -> Answer {
    let who = page.who()?;
    let booking = id.parse::<BookingId>().map_err(|_| Failure::NotFound)?;
    let mut form = Form::sent(page, &[], sent);
    match api::cancel(app, &who.caller, form.sent_key(), booking, &api::BookingCancellationInput::default()).await {
        Ok(_) => Ok(see_other(&format!("/mina-bokningar/{booking}"))),
        Err(problem) => {
            form.refuse(problem)?;
            shown(app, page, &id, form).await
        }
    }
}

async fn shown(app: &App, page: &Page, id: &str, form: Form) -> Answer {
    let who = page.who()?;
    let id = id.parse::<BookingId>().map_err(|_| Failure::NotFound)?;
    let all = bookings::own(&app.db, &who.caller.0).await?;
    let own = all.into_iter().find(|own| own.view.booking.id == id).ok_or(Failure::NotFound)?;
    let now = app.clock.now();
    let state = State::of(&own, now);
    let session: &Session = &own.session.session;
    let last_day = session.last_day_to_cancel();
    let seated = state == State::Seat;
    Ok(look::page(
        form.status(),
        &BookingPage {
            page,
            form,
            state,
            way: format!("/mina-bokningar/{id}"),
            course: format!("/kurser/{}", session.id),
            title: session.title.to_string(),
            meetings: session
                .meetings
                .iter()
                .filter(|meeting| meeting.status != MeetingStatus::Cancelled)
                .map(|meeting| (page.span(meeting.span), meeting.place.as_ref().map(ToString::to_string)))
                .collect(),
            cancel_until: last_day.map(|day| page.date(day)).filter(|_| seated),
            late: seated && last_day.is_some_and(|day| domain::wall_time::local_date(now) > day),
        },
    ))
}
