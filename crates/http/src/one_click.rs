//! Pages that links in mail lead to: one question and one button, for whoever holds the link. No login, no cookie.
//!
//! To look at a page changes nothing, since mail programs and their guards follow links by themselves. What the button
//! does can be done again without harm. A page names nobody: links are forwarded.

use askama::Template;
use domain::{PersonId, notice::Language, seal::Purpose};
use persistence::{
    Error,
    people::{self, Choices},
};
use poem::{
    Body, Response, handler,
    http::{HeaderName, HeaderValue, StatusCode},
    web::{Data, Path},
};

use crate::{
    App, look,
    request::{self, Context},
};

mod cancellation;

pub(crate) use cancellation::{ask_cancellation, cancel};

const ROBOTS: HeaderName = HeaderName::from_static("x-robots-tag");

/// The link leads to nothing.
#[derive(Template)]
#[template(path = "no_page.html")]
struct NoPage {
    english: bool,
}

/// Nothing could be looked up or done.
#[derive(Template)]
#[template(path = "no_answer.html")]
struct NoAnswer {
    english: bool,
}

#[derive(Template)]
#[template(path = "unsubscription.html")]
struct Unsubscription {
    english: bool,
    wanted: bool,
}

/// A page as an answer, which nobody shall find by searching.
pub(crate) fn page(status: StatusCode, template: &impl Template) -> Response {
    let mut answer = look::page(status, template);
    answer.headers_mut().insert(ROBOTS, HeaderValue::from_static("noindex"));
    answer
}

/// The page for a link that leads to nothing, in the language that the browser asks for.
pub(crate) fn no_page() -> Response {
    page(StatusCode::NOT_FOUND, &NoPage { english: browser_is_english() })
}

/// The page for what went wrong: nothing is there, or nothing can be done now.
pub(crate) fn failed(error: &Error) -> Response {
    if matches!(error, Error::NotFound) {
        return no_page();
    }
    tracing::warn!(error = %error, "page not answered");
    page(StatusCode::SERVICE_UNAVAILABLE, &NoAnswer { english: browser_is_english() })
}

pub(crate) fn browser_is_english() -> bool {
    Context::current().language == request::Language::English
}

/// Asks whether reminders shall end. Changes nothing.
#[handler]
pub(crate) async fn ask_unsubscription(Data(app): Data<&App>, Path(reference): Path<String>) -> Response {
    let Some(person) = app.seal.open(Purpose::Unsubscription, &reference) else { return no_page() };
    match people::chosen(&app.db, PersonId(person)).await {
        Ok(person) => unsubscription(person.language, person.reminders),
        Err(error) => failed(&error),
    }
}

/// Ends reminders, whatever the form says (RFC 8058 §3.2), unless its button was the one that wishes them back.
#[handler]
pub(crate) async fn unsubscribe(Data(app): Data<&App>, Path(reference): Path<String>, body: Body) -> Response {
    let Some(person) = app.seal.open(Purpose::Unsubscription, &reference) else { return no_page() };
    let wished_back = body.into_bytes().await.is_ok_and(|form| form == "reminders=on");
    let choices = Choices { reminders: Some(wished_back), ..Choices::default() };
    let (db, now) = (app.db.clone(), app.clock.now());
    let chosen = tokio::spawn(async move { people::choose(&db, PersonId(person), choices, None, now).await }).await;
    match chosen.unwrap_or_else(|panic| Err(Error::Fault(panic.to_string()))) {
        Ok(person) => unsubscription(person.language, person.reminders),
        Err(error) => failed(&error),
    }
}

fn unsubscription(language: Language, wanted: bool) -> Response {
    page(StatusCode::OK, &Unsubscription { english: language == Language::English, wanted })
}
