//! Errors that the framework raises before a handler is reached.

use domain::Invalid;
use poem::{
    IntoResponse, Response,
    http::{StatusCode, header},
};
use poem_openapi::{
    error::{ContentTypeError, ParseParamError, ParsePathError},
    payload::Json,
    types::ToJSON,
};

use super::{InvalidParam, Problem, details, invalid_words};
use crate::{
    request::{Context, Language},
    routes,
};

/// Any error as a problem; an error that already is an answer stays as it is.
pub(crate) fn from_poem(error: poem::Error) -> Response {
    if error.is_from_response() {
        return error.into_response();
    }
    if let Some(error) = error.downcast_ref::<ParseParamError>() {
        let param = InvalidParam { name: error.name.to_owned(), reason: param_reason(&error.reason) };
        return Problem::invalid_params(vec![param]).into_response();
    }
    if let Some(error) = error.downcast_ref::<ParsePathError>() {
        // The framework's own name for it is `param0`.
        let name = routes::parameter(&Context::current().path).unwrap_or(error.name).to_owned();
        let param = InvalidParam { name, reason: param_reason(&error.reason) };
        return Problem::invalid_params(vec![param]).into_response();
    }
    if error.downcast_ref::<ContentTypeError>().is_some() {
        return plain(StatusCode::UNSUPPORTED_MEDIA_TYPE, "unsupportedMediaType");
    }
    match error.status() {
        StatusCode::UNAUTHORIZED => plain(StatusCode::UNAUTHORIZED, "unauthorized"),
        StatusCode::NOT_FOUND => plain(StatusCode::NOT_FOUND, "notFound"),
        StatusCode::METHOD_NOT_ALLOWED => plain(StatusCode::METHOD_NOT_ALLOWED, "methodNotAllowed"),
        StatusCode::PAYLOAD_TOO_LARGE => plain(StatusCode::PAYLOAD_TOO_LARGE, "bodyTooLarge"),
        StatusCode::REQUEST_TIMEOUT => plain(StatusCode::REQUEST_TIMEOUT, "bodyTimeout"),
        status if status.is_client_error() => plain(status, "invalidInput"),
        status => {
            tracing::error!(error = %error, "request failed");
            plain(status, "internalError")
        }
    }
}

/// A problem that needs no more than its status and code.
pub(crate) fn plain(status: StatusCode, code: &str) -> Response {
    let body = Json(details(status, code, Vec::new())).0.to_json_string();
    Response::builder().status(status).header(header::CONTENT_TYPE, "application/problem+json").body(body)
}

/// The framework's reason ends in ours, when the value has a parser of ours; its own words are English only.
fn param_reason(reason: &str) -> String {
    let language = Context::current().language;
    if let Ok(reason) = reason.parse::<Invalid>() {
        return invalid_words(&reason, language);
    }
    let tail = reason.split_once("\": ").map(|(_, tail)| tail.split(" (occurred").next().unwrap_or_default());
    let ours = tail.and_then(|tail| tail.parse::<Invalid>().ok());
    match (ours, language) {
        (Some(reason), _) => invalid_words(&reason, language),
        (None, Language::Swedish) => "har fel form eller ligger utanför gränserna".to_owned(),
        (None, Language::English) => "is malformed or out of bounds".to_owned(),
    }
}
