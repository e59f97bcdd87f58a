//! What whoever arranges sessions has to decide, each with why, until when, and where it is done.

use askama::Template;
use chrono::{DateTime, Utc};
use domain::{access::Right, session::Session};
use http_api::{App, look};
use persistence::{
    attendance::TitledMeeting,
    attention::{self, Concerned},
    sessions::SessionView,
};
use poem::{handler, http::StatusCode, web::Data};

use crate::{Answer, Page};

#[derive(Template)]
#[template(path = "inbox.html")]
struct InboxPage<'a> {
    page: &'a Page,
    count: usize,
    kinds: Vec<Kind>,
}

/// Things of one kind.
struct Kind {
    /// Keys of the heading and of what is to be done.
    keys: (&'static str, &'static str),
    rows: Vec<Row>,
}

/// One thing to decide.
struct Row {
    way: String,
    title: String,
    why: String,
    /// Until when.
    until: Option<String>,
    /// Key of what the link says.
    act: &'static str,
}

/// Shows what there is to decide.
#[handler]
pub(crate) async fn show(Data(app): Data<&App>, Data(page): Data<&Page>) -> Answer {
    let who = page.with(Right::PlanSessions)?;
    let found = attention::attention(&app.db, &who.caller.0, app.clock.now()).await?;
    let count = found.count();
    let kinds = [
        Kind::of(("inbox-few", "inbox-few-words"), &found.few, |view| few(page, view)),
        Kind::of(("inbox-unreported", "inbox-unreported-words"), &found.unreported, |one| unreported(page, one)),
        Kind::of(("inbox-drafts", "inbox-drafts-words"), &found.drafts, |view| draft(page, view)),
        Kind::of(("inbox-unreached", "inbox-unreached-words"), &found.unreached, |one| concerned(one, "inbox-see")),
        Kind::of(("inbox-declined", "inbox-declined-words"), &found.declined, |one| concerned(one, "inbox-see")),
    ];
    let kinds = kinds.into_iter().filter(|kind| !kind.rows.is_empty()).collect();
    Ok(look::page(StatusCode::OK, &InboxPage { page, count, kinds }))
}

impl Kind {
    fn of<T>(keys: (&'static str, &'static str), all: &[T], row: impl Fn(&T) -> Row) -> Self {
        Self { keys, rows: all.iter().map(row).collect() }
    }
}

fn starts(session: &Session) -> DateTime<Utc> {
    session.starts_at().unwrap_or_default()
}

fn few(page: &Page, view: &SessionView) -> Row {
    let session = &view.session;
    let numbers =
        [("taken", i64::from(session.seats_taken).into()), ("fewest", i64::from(session.min_participants).into())];
    Row {
        way: format!("/planering/{}", session.id),
        title: session.title.to_string(),
        why: page.say_of("inbox-few-why", &numbers),
        until: Some(page.moment(starts(session))),
        act: "inbox-decide",
    }
}

fn draft(page: &Page, view: &SessionView) -> Row {
    let session = &view.session;
    Row {
        way: format!("/planering/{}", session.id),
        title: session.title.to_string(),
        why: page.say("inbox-draft-why"),
        until: Some(page.moment(starts(session))),
        act: "inbox-publish",
    }
}

fn unreported(page: &Page, one: &TitledMeeting) -> Row {
    Row {
        way: format!("/narvaro/{}", one.meeting.id),
        title: one.title.clone(),
        why: page.say_with("inbox-unreported-why", "when", page.span(one.meeting.span)),
        until: None,
        act: "inbox-report",
    }
}

fn concerned(one: &Concerned, act: &'static str) -> Row {
    Row {
        way: format!("/planering/{}", one.session_id),
        title: one.title.clone(),
        why: one.person.name.to_string(),
        until: None,
        act,
    }
}
