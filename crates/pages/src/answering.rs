//! Forms that links in mail lead to. Whoever holds the link may answer; nobody signs in, and the page names nobody, not
//! even who happens to be signed in: links are forwarded, and answers are not tied to a person.
//!
//! To look at a form changes nothing, since mail programs and their guards follow links by themselves.

use askama::Template;
use http_api::look;
use poem::{
    Response,
    http::{HeaderName, HeaderValue, StatusCode},
};

use crate::Page;

mod self_assessment;
mod survey;

pub(crate) use self_assessment::{answer as answer_self_assessment, ask as ask_self_assessment};
pub(crate) use survey::{answer as answer_survey, ask as ask_survey};

const ROBOTS: HeaderName = HeaderName::from_static("x-robots-tag");

/// The page says one thing, and has nothing to press.
#[derive(Template)]
#[template(path = "answer_said.html")]
struct SaidPage<'a> {
    page: &'a Page,
    heading: &'static str,
    words: &'static str,
}

/// The page as anybody sees it.
fn anybodys(page: &Page) -> Page {
    Page { who: None, owed: None, ..page.clone() }
}

/// A page as an answer, which nobody shall find by searching.
fn shown(status: StatusCode, template: &impl Template) -> Response {
    let mut answer = look::page(status, template);
    answer.headers_mut().insert(ROBOTS, HeaderValue::from_static("noindex"));
    answer
}

/// Says one thing, by the keys of its heading and its words.
fn said(page: &Page, heading: &'static str, words: &'static str) -> Response {
    shown(StatusCode::OK, &SaidPage { page, heading, words })
}

/// The link leads to nothing.
fn no_link(page: &Page) -> Response {
    let (heading, words) = ("answer-no-link", "answer-no-link-words");
    shown(StatusCode::NOT_FOUND, &SaidPage { page, heading, words })
}
