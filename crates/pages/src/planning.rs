//! The sessions that somebody plans; below it, one of them, changing it, and planning a new one.

use askama::Template;
use domain::{access::Right, session::SessionStatus, wall_time};
use http_api::{App, look};
use persistence::{
    page::PageRequest,
    sessions::{self, SessionFilter, SessionView},
};
use poem::{
    handler,
    http::StatusCode,
    web::{Data, Query},
};

use crate::{Answer, Failure, Page};

mod calling_off;
mod changing;
mod list;
mod meeting;
mod new;
mod one;
mod participant;
mod when;

pub(crate) use calling_off::{cancel, cancel_meeting, show as show_cancel, show_meeting as show_cancel_meeting};
pub(crate) use changing::{save as change, show as show_change};
pub(crate) use list::{basis, show as show_list, show_needs};
pub(crate) use meeting::{save as change_meeting, show as show_meeting};
pub(crate) use new::{plan, show as show_new};
pub(crate) use one::{mail_words, planned, publish, show as show_one};
pub(crate) use participant::{cancel as cancel_booking, resend, show as show_participant};

/// Sessions a page.
const LIMIT: u64 = 30;

#[derive(Template)]
#[template(path = "planning.html")]
struct PlanningPage<'a> {
    page: &'a Page,
    chosen: Kind,
    kinds: Vec<Choice>,
    rows: Vec<Row>,
    total: u64,
    number: u64,
    count: u64,
}

/// Which sessions are shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Coming,
    Drafts,
    Past,
    CalledOff,
}

impl Kind {
    const ALL: [Self; 4] = [Self::Coming, Self::Drafts, Self::Past, Self::CalledOff];

    /// As it stands in the address.
    fn word(self) -> &'static str {
        match self {
            Self::Coming => "kommande",
            Self::Drafts => "utkast",
            Self::Past => "tidigare",
            Self::CalledOff => "installda",
        }
    }

    /// Keys of its name, and of what is said when there is none.
    fn keys(self) -> (&'static str, &'static str) {
        match self {
            Self::Coming => ("planning-coming", "planning-none-coming"),
            Self::Drafts => ("planning-drafts", "planning-none-drafts"),
            Self::Past => ("planning-past", "planning-none-past"),
            Self::CalledOff => ("planning-called-off", "planning-none-called-off"),
        }
    }

    fn status(self) -> SessionStatus {
        match self {
            Self::Coming => SessionStatus::Published,
            Self::Drafts => SessionStatus::Draft,
            Self::Past => SessionStatus::Closed,
            Self::CalledOff => SessionStatus::Cancelled,
        }
    }
}

/// A link to sessions of a kind.
struct Choice {
    way: String,
    text: &'static str,
    here: bool,
}

/// A session in the list.
struct Row {
    way: String,
    title: String,
    when: String,
    place: Option<String>,
    seats: String,
    status: &'static str,
    /// It has fewer participants than it is worth holding for.
    few: bool,
}

/// Key of the name of where a session stands.
fn status_key(status: SessionStatus) -> &'static str {
    match status {
        SessionStatus::Draft => "planning-draft",
        SessionStatus::Published => "planning-published",
        SessionStatus::Closed => "planning-closed",
        SessionStatus::Cancelled => "planning-cancelled",
    }
}

/// How many seats are taken, and how many wait, in words.
fn taken(page: &Page, view: &SessionView) -> String {
    let session = &view.session;
    let values = [
        ("taken", i64::from(session.seats_taken).into()),
        ("all", i64::from(session.capacity).into()),
        ("waiting", i64::from(session.waiting).into()),
    ];
    page.say_of("planning-taken", &values)
}

impl Row {
    fn of(page: &Page, view: &SessionView, now: chrono::DateTime<chrono::Utc>) -> Self {
        let session = &view.session;
        let next = session.meetings.iter().find(|meeting| meeting.still_to_come().is_ok());
        let shown = next.or(session.meetings.first());
        let status = session.status_at(now);
        Self {
            way: format!("/planering/{}", session.id),
            title: session.title.to_string(),
            when: shown.map(|meeting| page.span(meeting.span)).unwrap_or_default(),
            place: shown.and_then(|meeting| meeting.place.as_ref()).map(ToString::to_string),
            seats: taken(page, view),
            status: status_key(status),
            few: status == SessionStatus::Published && session.seats_taken < session.min_participants,
        }
    }
}

/// Shows the sessions that somebody plans.
#[handler]
pub(crate) async fn show(
    Data(app): Data<&App>,
    Data(page): Data<&Page>,
    Query(asked): Query<Vec<(String, String)>>,
) -> Answer {
    let who = page.with(Right::PlanSessions)?;
    let text = |name: &str| asked.iter().find(|(given, _)| given == name).map(|(_, value)| value.as_str());
    let chosen = Kind::ALL.into_iter().find(|kind| Some(kind.word()) == text("visa")).unwrap_or(Kind::Coming);
    let number = text("sida").and_then(|number| number.parse().ok()).unwrap_or(1).max(1);
    let now = app.clock.now();
    let from = (chosen == Kind::Coming).then(|| wall_time::local_date(now));
    let filter = SessionFilter { status: Some(chosen.status()), from, ..SessionFilter::default() };
    let latest_first = matches!(chosen, Kind::Past | Kind::CalledOff);
    let part = PageRequest { limit: LIMIT, page: number };
    let found = sessions::planned(&app.db, &who.caller.0, &filter, latest_first, part, now).await?;
    let count = found.total.div_ceil(LIMIT).max(1);
    if number > count {
        return Err(Failure::NotFound);
    }
    let kind = |kind: Kind| Choice {
        way: format!("/planering?visa={}", kind.word()),
        text: kind.keys().0,
        here: kind == chosen,
    };
    let rows = found.items.iter().map(|view| Row::of(page, view, now)).collect();
    let kinds = Kind::ALL.map(kind).into();
    Ok(look::page(StatusCode::OK, &PlanningPage { page, chosen, kinds, rows, total: found.total, number, count }))
}
