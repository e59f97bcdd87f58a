//! Enrolling several of the staff in a course at once.

use std::collections::HashMap;

use askama::Template;
use domain::{PersonId, SessionId, access::Right, booking::BookingStatus, protection::SeenPerson};
use http_api::{
    App,
    bookings::{self as api, BookingInput},
    look,
};
use persistence::{
    bookings::{self, BookingFilter, BookingView},
    page::PageRequest,
    people::{self, PersonFilter},
    sessions,
};
use poem::{
    handler,
    web::{Data, Path},
};

use crate::{
    Answer, Failure, Page, courses,
    form::{Fields, Form, Sent},
    see_other,
};

const FIELDS: Fields = &[("personId", "enrol-whom")];
/// More staff than anybody enrols at a time.
const PEOPLE: PageRequest = PageRequest { limit: 100, page: 1 };

#[derive(Template)]
#[template(path = "enrol.html")]
struct EnrolPage<'a> {
    page: &'a Page,
    form: Form,
    way: String,
    title: String,
    when: Vec<String>,
    seats: String,
    /// Who is on it, each with a note.
    booked: Vec<(String, String, String)>,
    /// Who could be.
    others: Vec<(String, String)>,
}

/// Asks whom to enrol.
#[handler]
pub(crate) async fn ask(Data(app): Data<&App>, Data(page): Data<&Page>, Path(id): Path<String>) -> Answer {
    shown(app, page, &id, Form::new(page, FIELDS)).await
}

/// The staff of whoever enrols, and their bookings on the session.
async fn staff(
    app: &App,
    page: &Page,
    session: SessionId,
) -> Result<(Vec<SeenPerson>, HashMap<PersonId, BookingView>), Failure> {
    let scope = &page.with(Right::ManagePeople)?.caller.0;
    let all = people::list(&app.db, scope, &PersonFilter::default(), PEOPLE, app.clock.now()).await?.items;
    let filter = BookingFilter { session_id: Some(session), ..BookingFilter::default() };
    let found = bookings::list(&app.db, scope, &filter, PEOPLE).await?.items;
    let live = found.into_iter().filter(|view| view.booking.status.is_live());
    Ok((all, live.map(|view| (view.booking.person_id, view)).collect()))
}

async fn shown(app: &App, page: &Page, id: &str, form: Form) -> Answer {
    let who = page.with(Right::ManagePeople)?;
    let id: SessionId = id.parse().map_err(|_| Failure::NotFound)?;
    let session = sessions::find(&app.db, &who.caller.0, id).await?.session;
    let (all, bookings) = staff(app, page, id).await?;
    let note = |view: &BookingView| match view.booking.status {
        BookingStatus::Waiting => page.count("staff-waiting", view.waiting_position.unwrap_or(1)),
        _ => page.say("enrol-booked"),
    };
    let booked = all.iter().filter_map(|person| Some((person, bookings.get(&person.id)?)));
    let booked = booked
        .map(|(person, view)| (format!("/personal/{}", person.id), person.name.to_string(), note(view)))
        .collect();
    let others = all.iter().filter(|person| !bookings.contains_key(&person.id));
    let shown = EnrolPage {
        page,
        form,
        way: format!("/kurser/{id}"),
        title: session.title.to_string(),
        when: session.meetings.iter().map(|meeting| page.span(meeting.span)).collect(),
        seats: courses::seats(page, &session),
        booked,
        others: others.map(|person| (person.id.to_string(), person.name.to_string())).collect(),
    };
    Ok(look::page(shown.form.status(), &shown))
}

/// Enrols those who are ticked. Whoever cannot be is named with the reason, and stays ticked; the others are enrolled.
#[handler]
pub(crate) async fn enrol(
    Data(app): Data<&App>,
    Data(page): Data<&Page>,
    Path(id): Path<String>,
    sent: Sent,
) -> Answer {
    let who = page.with(Right::BookOthers)?;
    let session: SessionId = id.parse().map_err(|_| Failure::NotFound)?;
    let mut form = Form::sent(page, FIELDS, sent);
    let wanted: Vec<PersonId> = form.all("personId").filter_map(|typed| typed.parse().ok()).collect();
    if wanted.is_empty() {
        form.fault("personId", &domain::Invalid::Empty);
    }
    let (all, _) = staff(app, page, session).await?;
    for person_id in wanted {
        let key = form.sent_key().map(|key| format!("{key}-{person_id}"));
        let wish = BookingInput { person_id: Some(person_id), ..BookingInput::default() };
        if let Err(problem) = api::book(app, &who.caller, key, session, &wish).await {
            let name = all.iter().find(|person| person.id == person_id).map(|person| person.name.to_string());
            form.refuse_for(&name.ok_or(Failure::NotFound)?, problem)?;
        }
    }
    if form.is_faulty() {
        return shown(app, page, &id, form).await;
    }
    Ok(see_other(&format!("/kurser/{session}/personal")))
}
