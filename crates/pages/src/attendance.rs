//! Attendance: the meetings that somebody reports, and the list of one.

use askama::Template;
use domain::{access::Right, meeting::MeetingStatus};
use http_api::{App, look};
use persistence::attendance::{self, TitledMeeting};
use poem::{handler, http::StatusCode, web::Data};

use crate::{Answer, Page};

mod one;

pub(crate) use one::{script, send_in, show as show_one};

#[derive(Template)]
#[template(path = "attendance.html")]
struct AttendancePage<'a> {
    page: &'a Page,
    today: Vec<Row>,
    missing: Vec<Row>,
    reported: Vec<Row>,
    /// The next meeting after today.
    next: Option<Row>,
}

/// A meeting in the list.
struct Row {
    way: String,
    title: String,
    when: String,
    place: Option<String>,
    /// Whether it is reported.
    done: bool,
}

impl Row {
    fn of(page: &Page, one: &TitledMeeting) -> Self {
        Self {
            way: format!("/narvaro/{}", one.meeting.id),
            title: one.title.clone(),
            when: page.span(one.meeting.span),
            place: one.meeting.place.as_ref().map(ToString::to_string),
            done: one.meeting.status == MeetingStatus::Held,
        }
    }
}

/// Shows the meetings that somebody reports: those of today first, then those that nobody has reported.
#[handler]
pub(crate) async fn show(Data(app): Data<&App>, Data(page): Data<&Page>) -> Answer {
    let who = page.with(Right::ReportAttendance)?;
    let found = attendance::reporting(&app.db, &who.caller.0, app.clock.now()).await?;
    let rows = |all: &[TitledMeeting]| all.iter().map(|one| Row::of(page, one)).collect();
    let shown = AttendancePage {
        page,
        today: rows(&found.today),
        missing: rows(&found.missing),
        reported: rows(&found.reported),
        next: found.next.as_ref().map(|one| Row::of(page, one)),
    };
    Ok(look::page(StatusCode::OK, &shown))
}
