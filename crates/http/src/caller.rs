//! Who is calling, and what they may do.

use domain::access::{Right, Scope};
use poem::{Request, http::StatusCode};
use poem_openapi::{SecurityScheme, auth::Bearer};

use crate::{App, problem::Problem};

/// A caller with a valid token.
#[derive(SecurityScheme)]
#[oai(ty = "bearer", bearer_format = "kursplats_…", key_name = "token", checker = "check")]
pub struct Caller(pub Scope);

/// A caller, or anybody.
#[derive(SecurityScheme)]
pub enum Visitor {
    /// With a valid token.
    Caller(Caller),
    /// Without one.
    #[oai(fallback)]
    Anybody,
}

async fn check(request: &Request, bearer: Bearer) -> poem::Result<Scope> {
    let app = request.data::<App>().ok_or_else(|| poem::Error::from_status(StatusCode::INTERNAL_SERVER_ERROR))?;
    let found = persistence::tokens::caller(&app.db, &bearer.token, app.clock.now()).await.map_err(Problem::from)?;
    found.ok_or_else(|| poem::Error::from_status(StatusCode::UNAUTHORIZED))
}

impl Caller {
    /// The scope, if the role has the right. Without it the answer is as if there were nothing.
    pub(crate) fn with(&self, right: Right) -> Result<&Scope, Problem> {
        if self.0.role.may(right) { Ok(&self.0) } else { Err(Problem::not_found()) }
    }
}

impl Visitor {
    /// The scope, if anybody in particular is calling. A token that is not valid is an error, not anonymity.
    pub(crate) fn scope(&self, request: &Request) -> Result<Option<&Scope>, Problem> {
        match self {
            Self::Caller(caller) => Ok(Some(&caller.0)),
            Self::Anybody if request.header("authorization").is_some() => Err(Problem::unauthorized()),
            Self::Anybody => Ok(None),
        }
    }
}
