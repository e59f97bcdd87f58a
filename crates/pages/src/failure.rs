//! What is shown instead of a page.

use askama::Template;
use domain::second_factor::Owed;
use http_api::{look, problem::Problem};
use persistence::Error;
use poem::{
    Request, Response, Result,
    error::ResponseError,
    http::{StatusCode, header},
};

use crate::{Page, see_other};

/// Why a page is not shown.
#[derive(Debug, thiserror::Error)]
pub enum Failure {
    /// Nothing is there, or not for whoever asks.
    #[error("nothing is there")]
    NotFound,
    /// Only for somebody who is signed in.
    #[error("nobody is signed in")]
    SignIn,
    /// Only for somebody who has shown, or has got, a second factor.
    #[error("a second factor is needed")]
    Owes(Owed),
    /// Only for somebody who has just proven again who she is.
    #[error("a fresh proof is needed")]
    StepUp,
    /// A form that no page of ours has sent.
    #[error("sent by another site")]
    CrossSite,
    /// The rules do not allow it, or it cannot be done now: the status, and why in words.
    #[error("{1}")]
    Refused(StatusCode, String),
}

impl From<Problem> for Failure {
    fn from(problem: Problem) -> Self {
        let details = problem.into_details();
        if details.code == "stepUpNeeded" {
            return Self::StepUp;
        }
        match StatusCode::from_u16(details.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR) {
            StatusCode::NOT_FOUND => Self::NotFound,
            StatusCode::UNAUTHORIZED => Self::SignIn,
            status => Self::Refused(status, details.detail),
        }
    }
}

impl From<Error> for Failure {
    fn from(error: Error) -> Self {
        Problem::from(error).into()
    }
}

impl ResponseError for Failure {
    fn status(&self) -> StatusCode {
        match self {
            Self::NotFound => StatusCode::NOT_FOUND,
            Self::SignIn | Self::Owes(_) => StatusCode::UNAUTHORIZED,
            Self::CrossSite | Self::StepUp => StatusCode::FORBIDDEN,
            Self::Refused(status, _) => *status,
        }
    }
}

#[derive(Template)]
#[template(path = "failure.html")]
struct FailurePage<'a> {
    page: &'a Page,
    heading: &'static str,
    words: String,
}

/// Whether a request comes from somebody who reads pages, and not from a program.
pub(crate) fn for_people(request: &Request) -> bool {
    request.header(header::ACCEPT).is_some_and(|accepted| accepted.contains("text/html"))
}

/// An error as a page. Programs that have come to a wrong address get the problem that the API would have given.
pub(crate) fn answer(page: &Page, error: poem::Error, for_people: bool) -> Result<Response> {
    if let Some(failure) = error.downcast_ref::<Failure>() {
        return Ok(shown(page, failure));
    }
    match error.status() {
        StatusCode::NOT_FOUND if for_people => Ok(shown(page, &Failure::NotFound)),
        _ => Err(error),
    }
}

/// A failure as a page.
pub(crate) fn shown(page: &Page, failure: &Failure) -> Response {
    let (heading, words) = match failure {
        Failure::SignIn => return see_other(&page.sign_in_way()),
        Failure::Owes(owed) => return see_other(&http_api::way_to(*owed, Some(&page.way))),
        Failure::StepUp => return see_other(&http_api::way_to(Owed::Factor, Some(&page.way))),
        Failure::NotFound => ("failure-not-found", page.say("failure-not-found-words")),
        Failure::CrossSite => ("failure-cross-site", page.say("failure-cross-site-words")),
        Failure::Refused(status, words) if status.is_server_error() => ("failure-ours", words.clone()),
        Failure::Refused(_, words) => ("failure-refused", words.clone()),
    };
    look::page(failure.status(), &FailurePage { page, heading, words })
}
