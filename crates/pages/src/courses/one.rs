//! One course: when and where it is, and what whoever looks at it can do.

use askama::Template;
use domain::{
    EmploymentId, Refusal, SessionId,
    access::Right,
    booking::BookingStatus,
    course::Course,
    meeting::MeetingStatus,
    person::{Chosen, choose_employment},
    session::{Session, SessionStatus},
};
use http_api::{
    App,
    bookings::{self as api, BookingInput},
    look,
    problem::Problem,
};
use persistence::{
    Error,
    bookings::{self, Outcome, Prospect},
    courses,
    sessions::{self, SessionView},
};
use poem::{
    handler,
    web::{Data, Path},
};

use super::{
    areas_of, format_key, seats, structured,
    swapping::{self, GivenUp},
};
use crate::{
    Answer, Failure, Page,
    form::{Fields, Form, Sent},
    see_other,
};

/// What is asked for together with a seat.
pub(super) const FIELDS: Fields = &[("employmentId", "book-library")];

/// A course, as its page shows it.
#[derive(Template)]
#[template(path = "course.html")]
struct CoursePage<'a> {
    page: &'a Page,
    form: Form,
    way: String,
    title: String,
    description: String,
    target_group: Option<String>,
    areas: Vec<&'static str>,
    format: &'static str,
    meetings: Vec<Meeting>,
    hours: u32,
    seats: String,
    bring: Option<String>,
    cancel_until: Option<String>,
    closes_at: Option<String>,
    offer: Offer,
    structured: Option<String>,
}

/// One of its meetings.
struct Meeting {
    when: String,
    cancelled: bool,
    place: Option<String>,
    travel_note: Option<String>,
    trainer: Option<String>,
    link: Option<String>,
}

/// What whoever looks at it can do about a seat.
enum Offer {
    /// Sign in first.
    SignIn,
    /// Nothing, in this role.
    OtherRole,
    /// She is booked, or stands in line: the way to the booking, and key of the words.
    Booked(String, &'static str),
    /// She can ask for a seat.
    Book {
        /// She comes to stand in line.
        waiting: bool,
        /// For which library, if there is more than one.
        libraries: Vec<(String, String)>,
        /// What she should know before she stands in line.
        clash: Option<String>,
    },
    /// She holds a seat at the same time: why she cannot have both, and what she can give up for this one.
    Swap {
        /// Why.
        words: String,
        /// What she would give up.
        given_up: Vec<GivenUp>,
        /// For which library, if there is more than one.
        libraries: Vec<(String, String)>,
    },
    /// She cannot: why.
    Refused(String),
}

/// Shows a course.
#[handler]
pub(crate) async fn show(Data(app): Data<&App>, Data(page): Data<&Page>, Path(id): Path<String>) -> Answer {
    let id = id.parse::<SessionId>().map_err(|_| Failure::NotFound)?;
    shown(app, page, id, Form::new(page, FIELDS)).await
}

/// Books a seat, or a place in line.
#[handler]
pub(crate) async fn book(Data(app): Data<&App>, Data(page): Data<&Page>, Path(id): Path<String>, sent: Sent) -> Answer {
    let id = id.parse::<SessionId>().map_err(|_| Failure::NotFound)?;
    let who = page.who()?;
    let mut form = Form::sent(page, FIELDS, sent);
    let employment_id: Option<EmploymentId> = form.read_optional("employmentId");
    if form.is_faulty() {
        return shown(app, page, id, form).await;
    }
    let wish = BookingInput { employment_id, ..BookingInput::default() };
    match api::book(app, &who.caller, form.sent_key(), id, &wish).await {
        Ok(Outcome::Done(view) | Outcome::Already(view)) => {
            Ok(see_other(&format!("/mina-bokningar/{}", view.booking.id)))
        }
        Err(problem) => {
            form.refuse(problem)?;
            shown(app, page, id, form).await
        }
    }
}

/// The page of a course, with what was typed and why it was refused.
pub(super) async fn shown(app: &App, page: &Page, id: SessionId, form: Form) -> Answer {
    let caller = page.who.as_ref().map(|who| &who.caller.0);
    let view = sessions::find_for(&app.db, caller, id).await?;
    let course = courses::find(&app.db, view.session.course_id).await?;
    let offer = offer(app, page, &view.session).await?;
    Ok(look::page(form.status(), &CoursePage::of(app, page, view, course, offer, form)))
}

async fn offer(app: &App, page: &Page, session: &Session) -> Result<Offer, Failure> {
    let Some(who) = &page.who else { return Ok(Offer::SignIn) };
    let person = who.caller.0.person;
    let prospect = bookings::prospect(&app.db, person, session).await?;
    if let Some(view) = &prospect.booking {
        let key = match view.booking.status {
            BookingStatus::Waiting => "book-waiting-already",
            _ => "book-already",
        };
        return Ok(Offer::Booked(format!("/mina-bokningar/{}", view.booking.id), key));
    }
    if !who.role().may(Right::BookSelf) {
        return Ok(Offer::OtherRole);
    }
    Ok(asked(app, page, session, prospect).unwrap_or_else(|refusal| Offer::Refused(words(refusal))))
}

/// What would come of asking. The rules are the booking's own; they are asked here so that a button that would not work
/// is not shown.
fn asked(app: &App, page: &Page, session: &Session, prospect: Prospect) -> Result<Offer, Refusal> {
    let now = app.clock.now();
    session.open_for_booking(now)?;
    let date = session.first_date().unwrap_or_default();
    let (employments, names): (Vec<_>, Vec<_>) = prospect.employments.into_iter().unzip();
    let libraries = match choose_employment(&employments, None, date)? {
        Chosen::One(_) => Vec::new(),
        Chosen::Several => {
            let valid = employments.iter().zip(names).filter(|(employment, _)| employment.valid_on(date));
            valid.map(|(employment, library)| (employment.id.to_string(), library)).collect()
        }
    };
    let waiting = !session.has_free_seat() || session.waiting > 0;
    match prospect.clash {
        Some(clash) if !waiting => {
            let Some(given_up) = swapping::given_up(page, &prospect.in_the_way, now) else { return Err(clash) };
            Ok(Offer::Swap { words: words(clash), given_up, libraries })
        }
        clash => Ok(Offer::Book { waiting, libraries, clash: clash.map(words) }),
    }
}

/// Why the rules do not allow something, in the words of the API.
fn words(refusal: Refusal) -> String {
    Problem::from(Error::Refused(refusal)).into_details().detail
}

impl<'a> CoursePage<'a> {
    fn of(app: &App, page: &'a Page, view: SessionView, course: Course, offer: Offer, form: Form) -> Self {
        let structured = (view.session.status == SessionStatus::Published)
            .then(|| structured::data(&view.session, &course, app.public_url.as_deref()));
        let SessionView { session, standing } = view;
        let mut form = form;
        if let Offer::Book { libraries, .. } | Offer::Swap { libraries, .. } = &offer
            && form.text("employmentId").is_empty()
            && let Some((first, _)) = libraries.first()
        {
            form = form.with("employmentId", first);
        }
        let meeting = |meeting: &domain::meeting::Meeting| Meeting {
            when: page.span(meeting.span),
            cancelled: meeting.status == MeetingStatus::Cancelled,
            place: meeting.place.as_ref().map(ToString::to_string),
            travel_note: meeting.travel_note.as_ref().map(ToString::to_string),
            trainer: meeting.trainer.as_ref().map(ToString::to_string),
            link: meeting.join_url.as_ref().filter(|_| standing.sees_links()).map(ToString::to_string),
        };
        Self {
            page,
            form,
            way: format!("/kurser/{}", session.id),
            title: session.title.to_string(),
            description: course.description.to_string(),
            target_group: course.target_group.as_ref().map(ToString::to_string),
            areas: areas_of(Some(&course)),
            format: format_key(&session),
            meetings: session.meetings.iter().map(meeting).collect(),
            hours: session.meetings.iter().map(domain::meeting::Meeting::study_hours).sum(),
            seats: seats(page, &session),
            bring: session.bring.as_ref().map(ToString::to_string),
            cancel_until: session.last_day_to_cancel().map(|day| page.date(day)),
            closes_at: session.booking_closes_at.map(|closes| page.moment(closes)),
            offer,
            structured,
        }
    }
}
