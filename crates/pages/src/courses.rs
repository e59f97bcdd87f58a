//! Coming courses, for everybody.

use std::collections::HashMap;

use askama::Template;
use chrono::{Datelike, Months, NaiveDate};
use domain::{
    CourseId,
    course::Course,
    session::{Session, SessionStatus},
    wall_time,
};
use http_api::{App, look};
use persistence::{
    courses, libraries,
    page::PageRequest,
    sessions::{self, SessionFilter, SessionView},
};
use poem::{
    handler,
    http::StatusCode,
    web::{Data, Query},
};

use crate::{Answer, Failure, Page};

mod choices;
mod one;
mod structured;
mod swapping;

pub(crate) use one::{book, show as show_one};
pub(crate) use swapping::swap;

use choices::{Choices, Without};

/// Sessions a page.
const LIMIT: u64 = 20;
/// Months that can be chosen.
const MONTHS: u32 = 12;
/// More municipalities than a county has.
const MUNICIPALITIES: PageRequest = PageRequest { limit: 100, page: 1 };

#[derive(Template)]
#[template(path = "courses.html")]
struct CoursesPage<'a> {
    page: &'a Page,
    choices: Choices,
    months: Vec<(String, String)>,
    areas: Vec<(String, String)>,
    municipalities: Vec<(String, String)>,
    formats: Vec<(String, String)>,
    total: u64,
    cards: Vec<Card>,
    /// Links that each take one choice away.
    without: Vec<Without>,
    number: u64,
    count: u64,
}

/// A session in the list.
struct Card {
    way: String,
    title: String,
    when: String,
    more_meetings: usize,
    place: Option<String>,
    format: &'static str,
    areas: Vec<&'static str>,
    seats: String,
}

/// Shows coming courses.
#[handler]
pub(crate) async fn show(
    Data(app): Data<&App>,
    Data(page): Data<&Page>,
    Query(asked): Query<Vec<(String, String)>>,
) -> Answer {
    let today = wall_time::local_date(app.clock.now());
    let choices = Choices::of(&asked);
    let municipalities: Vec<(String, String)> = libraries::list_municipalities(&app.db, MUNICIPALITIES)
        .await?
        .items
        .into_iter()
        .map(|one| (one.code.to_string(), one.name.into_string()))
        .collect();
    let filter = filter(&choices, today);
    let caller = page.who.as_ref().map(|who| &who.caller.0);
    let asked = PageRequest { limit: LIMIT, page: choices.number };
    let found = sessions::list(&app.db, caller, &filter, asked, app.clock.now()).await?;
    let of = courses::of_ids(&app.db, found.items.iter().map(|view| view.session.course_id)).await?;
    let without = choices.without(page, &municipalities);
    let shown = CoursesPage {
        page,
        months: months(page, today),
        areas: options(page, &AREAS.map(|(area, key)| (area.to_string(), key))),
        formats: formats(page),
        municipalities,
        total: found.total,
        cards: found.items.iter().map(|view| Card::of(page, view, &of)).collect(),
        without,
        number: choices.number,
        count: found.total.div_ceil(LIMIT).max(1),
        choices,
    };
    if shown.number > shown.count {
        return Err(Failure::NotFound);
    }
    Ok(look::page(StatusCode::OK, &shown))
}

fn filter(choices: &Choices, today: NaiveDate) -> SessionFilter {
    let month = choices.month;
    let last = month.and_then(|first| first.checked_add_months(Months::new(1))?.pred_opt());
    SessionFilter {
        from: Some(month.map_or(today, |first| first.max(today))),
        to: last,
        area: choices.area,
        municipality_code: choices.municipality.clone(),
        format: choices.format,
        status: Some(SessionStatus::Published),
        available: choices.available,
        course_id: None,
    }
}

fn months(page: &Page, today: NaiveDate) -> Vec<(String, String)> {
    let first = today.with_day(1).unwrap_or(today);
    let months = (0..MONTHS).filter_map(|ahead| first.checked_add_months(Months::new(ahead)));
    months.map(|month| (month.format("%Y-%m").to_string(), page.month(month))).collect()
}

fn options<const N: usize>(page: &Page, options: &[(String, &'static str); N]) -> Vec<(String, String)> {
    options.iter().map(|(value, key)| (value.clone(), page.say(key))).collect()
}

/// The areas of DigComp.
pub(crate) const AREAS: [(u8, &str); 5] = [(1, "area-1"), (2, "area-2"), (3, "area-3"), (4, "area-4"), (5, "area-5")];
const FORMATS: [(&str, &str); 3] =
    [("onSite", "format-on-site"), ("remote", "format-remote"), ("hybrid", "format-hybrid")];

/// All formats, to choose among.
pub(crate) fn formats(page: &Page) -> Vec<(String, String)> {
    options(page, &FORMATS.map(|(word, key)| (word.to_owned(), key)))
}

/// Keys of the areas that a course trains.
pub(crate) fn areas_of(course: Option<&Course>) -> Vec<&'static str> {
    let trains = |area: u8| course.is_some_and(|course| course.dig_comp.iter().any(|one| one.area == area));
    AREAS.iter().filter(|(area, _)| trains(*area)).map(|(_, key)| *key).collect()
}

/// Key of a format's name.
pub(crate) fn format_key(session: &Session) -> &'static str {
    let word = session.format.word();
    FORMATS.iter().find(|(known, _)| *known == word).map_or("format-on-site", |(_, key)| *key)
}

/// How many seats are left, in words.
pub(crate) fn seats(page: &Page, session: &Session) -> String {
    let left = session.capacity.saturating_sub(session.seats_taken);
    if left == 0 || session.waiting > 0 {
        return page.count("seats-full", session.waiting);
    }
    let (left, all) = (i64::from(left), i64::from(session.capacity));
    page.say_of("seats-left", &[("left", left.into()), ("all", all.into())])
}

impl Card {
    fn of(page: &Page, view: &SessionView, courses: &HashMap<CourseId, Course>) -> Self {
        let session = &view.session;
        let coming: Vec<_> = session.meetings.iter().filter(|meeting| meeting.still_to_come().is_ok()).collect();
        let first = coming.first().copied().or(session.meetings.first());
        Self {
            way: format!("/kurser/{}", session.id),
            title: session.title.to_string(),
            when: first.map(|meeting| page.span(meeting.span)).unwrap_or_default(),
            more_meetings: coming.len().saturating_sub(1),
            place: first.and_then(|meeting| meeting.place.as_ref()).map(ToString::to_string),
            format: format_key(session),
            areas: areas_of(courses.get(&session.course_id)),
            seats: seats(page, session),
        }
    }
}
