//! Who is away when, and giving a seat up for somebody.

use std::collections::BTreeMap;

use askama::Template;
use chrono::NaiveDate;
use domain::{BookingId, PersonId, access::Right, booking::BookingStatus, meeting::MeetingStatus, wall_time};
use http_api::{App, bookings as api, look};
use persistence::bookings::{self, Away};
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
#[template(path = "away.html")]
struct AwayPage<'a> {
    page: &'a Page,
    days: Vec<Day>,
}

/// A day that somebody is away.
struct Day {
    date: String,
    /// How many are.
    count: usize,
    rows: Vec<Row>,
}

/// Somebody who is away.
struct Row {
    name: String,
    person: String,
    when: String,
    title: String,
    course: String,
    waiting: bool,
}

/// Shows who is away when.
#[handler]
pub(crate) async fn show(Data(app): Data<&App>, Data(page): Data<&Page>) -> Answer {
    let who = page.with(Right::ManagePeople)?;
    let now = app.clock.now();
    let mut days: BTreeMap<NaiveDate, Vec<(PersonId, Row)>> = BTreeMap::new();
    for away in bookings::away(&app.db, &who.caller.0, None, now).await? {
        for (date, row) in rows(page, &away, now) {
            days.entry(date).or_default().push((away.person.id, row));
        }
    }
    let day = |(date, rows): (NaiveDate, Vec<(PersonId, Row)>)| {
        let mut seated: Vec<PersonId> = rows.iter().filter(|(_, row)| !row.waiting).map(|(id, _)| *id).collect();
        seated.sort();
        seated.dedup();
        Day { date: page.date(date), count: seated.len(), rows: rows.into_iter().map(|(_, row)| row).collect() }
    };
    let days = days.into_iter().map(day).collect();
    Ok(look::page(StatusCode::OK, &AwayPage { page, days }))
}

/// A row for each meeting of a booking that is still to come.
fn rows(page: &Page, away: &Away, now: chrono::DateTime<chrono::Utc>) -> Vec<(NaiveDate, Row)> {
    let session = &away.session.session;
    let coming = session.meetings.iter().filter(|meeting| meeting.status == MeetingStatus::Planned);
    let coming = coming.filter(|meeting| meeting.span.ends_at > now);
    coming
        .map(|meeting| {
            let row = Row {
                name: away.person.name.to_string(),
                person: format!("/personal/{}", away.person.id),
                when: page.span(meeting.span),
                title: session.title.to_string(),
                course: format!("/kurser/{}", session.id),
                waiting: away.view.booking.status == BookingStatus::Waiting,
            };
            (wall_time::local_date(meeting.span.starts_at), row)
        })
        .collect()
}

/// Gives a seat up for somebody.
#[handler]
pub(crate) async fn cancel(
    Data(app): Data<&App>,
    Data(page): Data<&Page>,
    Path(id): Path<String>,
    sent: Sent,
) -> Answer {
    let who = page.with(Right::BookOthers)?;
    let booking: BookingId = id.parse().map_err(|_| Failure::NotFound)?;
    let form = Form::sent(page, &[], sent);
    let person = bookings::find(&app.db, &who.caller.0, booking).await?.booking.person_id;
    let reason = api::BookingCancellationInput::default();
    api::cancel(app, &who.caller, form.sent_key(), booking, &reason).await?;
    Ok(see_other(&format!("/personal/{person}")))
}
