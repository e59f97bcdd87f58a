//! What is taken along to a session, or from it: the list to sign on paper, what participants need, and the basis of the
//! study association's own list.

use std::collections::BTreeMap;

use askama::Template;
use domain::{
    SessionId, access::Right, booking::BookingStatus, meeting::MeetingStatus, needs::NeedChoice, notice::Language,
};
use http_api::{App, attendance as attendance_api, look, needs as needs_api};
use persistence::{
    bookings::{self, Participant},
    needs::NeedsView,
};
use poem::{
    Response, handler,
    http::{StatusCode, header},
    web::{Data, Path},
};

use super::one::planned;
use crate::{Answer, Failure, Page};

/// Empty rows for those who come without being booked.
const EMPTY_ROWS: usize = 4;

#[derive(Template)]
#[template(path = "planned_list.html")]
struct ListPage<'a> {
    page: &'a Page,
    way: String,
    title: String,
    /// When each meeting is, and where.
    meetings: Vec<(String, Option<String>)>,
    /// Name and library.
    names: Vec<(String, Option<String>)>,
    empty_rows: usize,
}

#[derive(Template)]
#[template(path = "planned_needs.html")]
struct NeedsPage<'a> {
    page: &'a Page,
    way: String,
    title: String,
    /// Each choice, and how many have made it.
    totals: Vec<(&'static str, usize)>,
    people: Vec<Need>,
}

/// What somebody needs.
struct Need {
    name: String,
    choices: Vec<&'static str>,
    note: Option<String>,
}

/// Shows the list to print and sign.
#[handler]
pub(crate) async fn show(Data(app): Data<&App>, Data(page): Data<&Page>, Path(id): Path<String>) -> Answer {
    let who = page.with(Right::PlanSessions)?;
    let session = planned(app, who, &id).await?.session;
    let participants = bookings::participants(&app.db, &who.caller.0, session.id, app.clock.now()).await?;
    let seated = |one: &Participant| one.view.booking.status == BookingStatus::Confirmed;
    let standing = session.meetings.iter().filter(|meeting| meeting.status != MeetingStatus::Cancelled);
    let shown = ListPage {
        page,
        way: format!("/planering/{}", session.id),
        title: session.title.to_string(),
        meetings: standing
            .map(|meeting| (page.span(meeting.span), meeting.place.as_ref().map(ToString::to_string)))
            .collect(),
        names: participants
            .into_iter()
            .filter(seated)
            .map(|one| (one.person.name.into_string(), one.library))
            .collect(),
        empty_rows: EMPTY_ROWS,
    };
    Ok(look::page(StatusCode::OK, &shown))
}

/// Shows what participants need. That it was read is written down, so it has a page of its own.
#[handler]
pub(crate) async fn show_needs(Data(app): Data<&App>, Data(page): Data<&Page>, Path(id): Path<String>) -> Answer {
    let who = page.with(Right::ReadNeeds)?;
    let session = planned(app, who, &id).await?.session;
    let needs = needs_api::of_session(app, &who.caller, session.id).await?;
    let participants = bookings::participants(&app.db, &who.caller.0, session.id, app.clock.now()).await?;
    let mut totals: BTreeMap<NeedChoice, usize> = BTreeMap::new();
    for choice in needs.iter().filter_map(|view| view.needs.as_ref()).flat_map(|needs| &needs.choices) {
        *totals.entry(*choice).or_default() += 1;
    }
    let shown = NeedsPage {
        page,
        way: format!("/planering/{}", session.id),
        title: session.title.to_string(),
        totals: totals.into_iter().map(|(choice, count)| (words(page, choice), count)).collect(),
        people: needs.into_iter().filter_map(|view| Need::of(page, view, &participants)).collect(),
    };
    Ok(look::page(StatusCode::OK, &shown))
}

/// Hands out the basis of the attendance list, by way of a fresh proof where that is needed: names leave the system.
#[handler]
pub(crate) async fn basis(Data(app): Data<&App>, Data(page): Data<&Page>, Path(id): Path<String>) -> Answer {
    let who = page.with(Right::PlanSessions)?;
    let id = id.parse::<SessionId>().map_err(|_| Failure::NotFound)?;
    let file = attendance_api::basis(app, &who.caller, id).await?;
    Ok(Response::builder()
        .content_type("text/csv; charset=utf-8")
        .header(header::CONTENT_DISPOSITION, format!("attachment; filename=\"{}\"", file.name))
        .body(file.csv))
}

fn words(page: &Page, choice: NeedChoice) -> &'static str {
    let (swedish, english) = choice.words();
    match page.language {
        Language::Swedish => swedish,
        Language::English => english,
    }
}

impl Need {
    fn of(page: &Page, view: NeedsView, participants: &[Participant]) -> Option<Self> {
        let needs = view.needs?;
        let one = participants.iter().find(|one| one.view.booking.id == view.booking_id)?;
        Some(Self {
            name: one.person.name.to_string(),
            choices: needs.choices.into_iter().map(|choice| words(page, choice)).collect(),
            note: needs.note.map(domain::values::Prose::into_string),
        })
    }
}
