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
    http::{HeaderName, StatusCode, header},
    web::{Data, Path},
};

use crate::{
    App,
    request::{self, Context},
};

mod cancellation;
mod questionnaire;
mod survey;

pub(crate) use cancellation::{ask_cancellation, cancel};
pub(crate) use questionnaire::{answer_questionnaire, ask_questionnaire};
pub(crate) use survey::{answer_survey, ask_survey};

/// Nothing but the page's own style and its own form, and nobody may frame it.
const POLICY: &str =
    "default-src 'none'; style-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";
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

/// A page as an answer.
pub(crate) fn page(status: StatusCode, template: &impl Template) -> Response {
    match template.render() {
        Ok(text) => Response::builder()
            .status(status)
            .content_type("text/html; charset=utf-8")
            .header(header::CONTENT_SECURITY_POLICY, POLICY)
            .header(ROBOTS, "noindex")
            .body(text),
        Err(error) => {
            tracing::error!(error = %error, "page could not be written");
            StatusCode::INTERNAL_SERVER_ERROR.into()
        }
    }
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

/// The style of all pages.
#[handler]
pub(crate) fn style() -> Response {
    Response::builder().content_type("text/css; charset=utf-8").body(include_str!("../templates/page.css"))
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
