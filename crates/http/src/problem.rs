//! Errors as `application/problem+json` (RFC 9457): one table from what went wrong to what is answered.

use chrono::TimeDelta;
use domain::{Invalid, invalid::InvalidMember};
use persistence::Error;
use poem::http::StatusCode;
use poem_openapi::{ApiResponse, Object, payload::Json};

use crate::request::{Context, Language};

mod foreign;
mod words;

pub(crate) use foreign::{from_poem, plain};
pub use words::invalid_words;

/// A problem, in the members of RFC 9457 and two of our own.
#[derive(Debug, Clone, Object)]
#[oai(rename_all = "camelCase", skip_serializing_if_is_none, skip_serializing_if_is_empty)]
pub struct ProblemDetails {
    /// Address of the kind of problem, with its explanation.
    #[oai(rename = "type")]
    pub kind: String,
    /// Short name of the kind of problem.
    pub title: String,
    /// The HTTP status.
    pub status: u16,
    /// What went wrong this time, for people.
    pub detail: String,
    /// Path of the request.
    pub instance: String,
    /// Stable code of the problem, for programs.
    pub code: String,
    /// Members of the request that were not acceptable.
    #[oai(default)]
    pub invalid_params: Vec<InvalidParam>,
}

/// A member of a request that was not acceptable.
#[derive(Debug, Clone, Object)]
#[oai(rename_all = "camelCase")]
pub struct InvalidParam {
    /// Path of the member: `meetings[0].startsAt`.
    pub name: String,
    /// What is wrong with it, for people.
    pub reason: String,
}

/// Every answer that is not the one asked for.
#[derive(Debug, Clone, ApiResponse)]
pub enum Problem {
    /// Något i anropet har fel form. / Something in the request is malformed.
    #[oai(status = 400, content_type = "application/problem+json")]
    BadRequest(Json<Box<ProblemDetails>>),
    /// En giltig token saknas. / A valid token is missing.
    #[oai(status = 401, content_type = "application/problem+json")]
    Unauthorized(Json<Box<ProblemDetails>>),
    /// Anropet kommer från en annan webbplats, eller så behöver du först bekräfta att det är du. / The request comes from
    /// another site, or you need to confirm that it is you first.
    #[oai(status = 403, content_type = "application/problem+json")]
    Forbidden(Json<Box<ProblemDetails>>),
    /// Finns inte, eller visas inte för dig. / Does not exist, or is not shown to you.
    #[oai(status = 404, content_type = "application/problem+json")]
    NotFound(Json<Box<ProblemDetails>>),
    /// Reglerna tillåter det inte nu. / The rules do not allow it now.
    #[oai(status = 409, content_type = "application/problem+json")]
    Conflict(Json<Box<ProblemDetails>>),
    /// Någon annan har ändrat sedan du läste. / Somebody else has changed it since you read it.
    #[oai(status = 412, content_type = "application/problem+json")]
    Stale(Json<Box<ProblemDetails>>),
    /// Anropet är för stort. / The request is too large.
    #[oai(status = 413, content_type = "application/problem+json")]
    TooLarge(Json<Box<ProblemDetails>>),
    /// Formatet stöds inte. / The format is not supported.
    #[oai(status = 415, content_type = "application/problem+json")]
    UnsupportedMediaType(Json<Box<ProblemDetails>>),
    /// Nyckeln är använd för ett annat anrop. / The key was used for another request.
    #[oai(status = 422, content_type = "application/problem+json")]
    KeyReused(Json<Box<ProblemDetails>>),
    /// För ofta; vänta en stund. / Too often; wait a while.
    #[oai(status = 429, content_type = "application/problem+json")]
    TooOften(Json<Box<ProblemDetails>>, #[oai(header = "Retry-After")] u64),
    /// Ett fel hos oss. / A fault of ours.
    #[oai(status = 500, content_type = "application/problem+json")]
    Fault(Json<Box<ProblemDetails>>),
    /// Tillfälligt upptaget; försök igen. / Busy for the moment; try again.
    #[oai(status = 503, content_type = "application/problem+json")]
    Unavailable(Json<Box<ProblemDetails>>),
}

/// The details of a problem with a code of our own.
pub(crate) fn details(status: StatusCode, code: &str, invalid_params: Vec<InvalidParam>) -> Box<ProblemDetails> {
    detailed(status, code, words::general(code, Context::current().language).to_owned(), invalid_params)
}

fn detailed(status: StatusCode, code: &str, detail: String, invalid_params: Vec<InvalidParam>) -> Box<ProblemDetails> {
    let context = Context::current();
    Box::new(ProblemDetails {
        kind: format!("https://kursplats.example/problem/{}", words::kebab(code)),
        title: words::title(status, context.language).to_owned(),
        status: status.as_u16(),
        detail,
        instance: context.path,
        code: code.to_owned(),
        invalid_params,
    })
}

/// The most members that are told of: a file can be wrong in every row, and nobody reads on.
const MEMBERS_MAX: usize = 100;

impl Problem {
    /// What it says.
    pub fn into_details(self) -> Box<ProblemDetails> {
        match self {
            Self::BadRequest(Json(details))
            | Self::Unauthorized(Json(details))
            | Self::Forbidden(Json(details))
            | Self::NotFound(Json(details))
            | Self::Conflict(Json(details))
            | Self::Stale(Json(details))
            | Self::TooLarge(Json(details))
            | Self::UnsupportedMediaType(Json(details))
            | Self::KeyReused(Json(details))
            | Self::TooOften(Json(details), _)
            | Self::Fault(Json(details))
            | Self::Unavailable(Json(details)) => details,
        }
    }

    /// Absent and forbidden look alike.
    pub fn not_found() -> Self {
        Self::NotFound(Json(details(StatusCode::NOT_FOUND, "notFound", Vec::new())))
    }

    /// No valid token.
    pub(crate) fn unauthorized() -> Self {
        Self::Unauthorized(Json(details(StatusCode::UNAUTHORIZED, "unauthorized", Vec::new())))
    }

    /// Somebody is signed in, and another site made her browser ask.
    pub(crate) fn cross_site() -> Self {
        Self::Forbidden(Json(details(StatusCode::FORBIDDEN, "crossSite", Vec::new())))
    }

    /// Somebody is signed in, and owes the second factor.
    pub(crate) fn factor_needed() -> Self {
        Self::Forbidden(Json(details(StatusCode::FORBIDDEN, "factorNeeded", Vec::new())))
    }

    /// Somebody is signed in, and showed her second factor too long ago for this.
    pub(crate) fn step_up_needed() -> Self {
        Self::Forbidden(Json(details(StatusCode::FORBIDDEN, "stepUpNeeded", Vec::new())))
    }

    /// Too often, and how long to wait.
    pub(crate) fn too_often(wait: TimeDelta) -> Self {
        let details = details(StatusCode::TOO_MANY_REQUESTS, "tooOften", Vec::new());
        Self::TooOften(Json(details), seconds(wait))
    }

    /// Members that were not acceptable, each with its reason.
    pub(crate) fn invalid(members: &[InvalidMember]) -> Self {
        let language = Context::current().language;
        let param = |member: &InvalidMember| InvalidParam {
            name: member.name.clone(),
            reason: words::invalid_words(&member.reason, language),
        };
        Self::invalid_params(members.iter().take(MEMBERS_MAX).map(param).collect())
    }

    /// A single member that was not acceptable.
    pub fn invalid_member(name: &str, reason: Invalid) -> Self {
        Self::invalid(&[InvalidMember::new(name, reason)])
    }

    pub(crate) fn invalid_params(params: Vec<InvalidParam>) -> Self {
        let first = params.first().map(|param| format!("{}: {}", param.name, param.reason)).unwrap_or_default();
        let lead = words::general("invalidInput", Context::current().language);
        let detail = format!("{lead} {first}");
        Self::BadRequest(Json(detailed(StatusCode::BAD_REQUEST, "invalidInput", detail.trim().to_owned(), params)))
    }

    /// Not a file of the kind that is wanted.
    pub(crate) fn no_table() -> Self {
        let status = StatusCode::UNSUPPORTED_MEDIA_TYPE;
        let detail = words::general("unsupportedTable", Context::current().language).to_owned();
        Self::UnsupportedMediaType(Json(detailed(status, "unsupportedMediaType", detail, Vec::new())))
    }

    /// The same request is being carried out already.
    pub(crate) fn twin() -> Self {
        Self::Conflict(Json(details(StatusCode::CONFLICT, "requestInProgress", Vec::new())))
    }
}

/// Whole seconds, never too few.
pub(crate) fn seconds(wait: TimeDelta) -> u64 {
    u64::try_from(wait.num_seconds() + 1).unwrap_or(1)
}

impl From<Error> for Problem {
    fn from(error: Error) -> Self {
        let language = Context::current().language;
        match error {
            Error::Refused(refusal) => {
                let detail = words::refusal(&refusal, language);
                Self::Conflict(Json(detailed(StatusCode::CONFLICT, refusal.code(), detail, Vec::new())))
            }
            Error::Invalid(members) => Self::invalid(&members),
            Error::NotFound => Self::not_found(),
            Error::Stale => Self::Stale(Json(details(StatusCode::PRECONDITION_FAILED, "staleVersion", Vec::new()))),
            Error::KeyReused => {
                let status = StatusCode::UNPROCESSABLE_ENTITY;
                Self::KeyReused(Json(details(status, "idempotencyKeyReused", Vec::new())))
            }
            Error::Unavailable(reason) | Error::Conflict(reason) => {
                tracing::warn!(error = %reason, "database unavailable");
                Self::Unavailable(Json(details(StatusCode::SERVICE_UNAVAILABLE, "unavailable", Vec::new())))
            }
            Error::Fault(reason) => {
                tracing::error!(error = %reason, "internal fault");
                Self::Fault(Json(details(StatusCode::INTERNAL_SERVER_ERROR, "internalError", Vec::new())))
            }
        }
    }
}

impl Language {
    pub(crate) fn pick<'a>(self, swedish: &'a str, english: &'a str) -> &'a str {
        match self {
            Self::Swedish => swedish,
            Self::English => english,
        }
    }
}
