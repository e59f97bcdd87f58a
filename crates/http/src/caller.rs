//! Who is calling, and what they may do: programs by a token, people by being signed in.

use domain::{
    PersonId, Refusal,
    access::{Right, Scope},
};
use persistence::{
    Error,
    sign_ins::{self, Presence, SignedIn, Standing},
    tokens,
};
use poem::{Request, RequestBody, http::StatusCode};
use poem_openapi::{
    ApiExtractor, ApiExtractorType, ExtractParamOptions, SecurityScheme, auth::Bearer, registry::Registry,
};

use crate::{App, cookies::Cookie, origin, problem::Problem};

/// A caller with a valid token.
#[derive(SecurityScheme)]
#[oai(ty = "bearer", rename = "Caller", bearer_format = "kursplats_…", key_name = "token", checker = "check")]
struct Token(Scope);

/// What a caller has shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Means {
    /// A token.
    Token,
    /// The cookie of a sign-in: which, how, and since when.
    SignIn(Standing),
}

/// A caller, and what she has shown. In the API's description she has a token: browsers need no description of cookies.
#[derive(Debug, Clone)]
pub struct Caller(pub Scope, pub Means);

/// A caller, or anybody.
#[derive(SecurityScheme)]
pub enum Visitor {
    /// Somebody in particular.
    Caller(Caller),
    /// Anybody.
    #[oai(fallback)]
    Anybody,
}

async fn check(request: &Request, bearer: Bearer) -> poem::Result<Scope> {
    let app = app(request)?;
    let found = tokens::caller(&app.db, &bearer.token, app.clock.now()).await.map_err(Problem::from)?;
    found.ok_or_else(|| poem::Error::from_status(StatusCode::UNAUTHORIZED))
}

fn app(request: &Request) -> poem::Result<&App> {
    request.data::<App>().ok_or_else(|| poem::Error::from_status(StatusCode::INTERNAL_SERVER_ERROR))
}

impl<'a> ApiExtractor<'a> for Caller {
    const TYPES: &'static [ApiExtractorType] = &[ApiExtractorType::SecurityScheme];

    type ParamType = ();
    type ParamRawType = ();

    fn register(registry: &mut Registry) {
        <Token as ApiExtractor>::register(registry);
    }

    fn security_schemes() -> Vec<&'static str> {
        <Token as ApiExtractor>::security_schemes()
    }

    async fn from_request(
        request: &'a Request,
        body: &mut RequestBody,
        options: ExtractParamOptions<()>,
    ) -> poem::Result<Self> {
        // Whoever shows a token means it, whatever else her program sends along.
        if request.header("authorization").is_none()
            && let Some(secret) = Cookie::SignedIn.of(request, app(request)?)
        {
            return Self::signed_in(request, &secret).await;
        }
        let Token(scope) = Token::from_request(request, body, options).await?;
        Ok(Self(scope, Means::Token))
    }
}

impl From<SignedIn> for Caller {
    fn from(signed_in: SignedIn) -> Self {
        Self(signed_in.scope, Means::SignIn(signed_in.standing))
    }
}

impl Caller {
    /// A browser sends the cookie with whatever any site makes it send: so what changes something must come from our
    /// own pages.
    async fn signed_in(request: &Request, secret: &str) -> poem::Result<Self> {
        let app = app(request)?;
        if !origin::is_safe(request.method()) && !origin::is_own(request, app) {
            return Err(Problem::cross_site().into());
        }
        let found = sign_ins::caller(&app.db, secret, app.clock.now()).await.map_err(Problem::from)?;
        match found.ok_or_else(|| poem::Error::from_status(StatusCode::UNAUTHORIZED))? {
            Presence::In(found) => Ok(found.into()),
            Presence::Owes(..) => Err(Problem::factor_needed().into()),
        }
    }

    /// The scope, if the role has the right. Without it the answer is as if there were nothing.
    pub fn with(&self, right: Right) -> Result<&Scope, Problem> {
        if self.0.role.may(right) { Ok(&self.0) } else { Err(self.denied(right)) }
    }

    /// Whether the caller may act on what is this person's: on her own always, on others' by the right.
    pub fn acting_for(&self, person: PersonId, right: Right) -> Result<(), Problem> {
        if self.0.acts_for(person, right) { Ok(()) } else { Err(self.denied(right)) }
    }

    /// To the caller it looks as if there were nothing; to those who watch over the log it does not.
    fn denied(&self, right: Right) -> Problem {
        tracing::info!(role = %self.0.role, right = ?right, "denied");
        Problem::not_found()
    }

    /// The scope, if somebody is signed in: a token that leaks must not make others that outlive it.
    pub fn in_person(&self) -> Result<&Scope, Problem> {
        match self.1 {
            Means::SignIn(_) => Ok(&self.0),
            Means::Token => Err(Error::from(Refusal::SignInNeeded).into()),
        }
    }

    /// The scope, if the caller has just proven who she is: for exports, changes of roles and disposal, which must not be
    /// done by whoever finds a browser open.
    ///
    /// A token is let through. It was made in person and after such a proof, in one role, for a year at most; it makes no
    /// other token, ends with the next change of its person's roles, and she can revoke it at any time. Programs have no
    /// second factor to show, and a token that could not export would be of no use for what tokens are made for.
    ///
    /// # Errors
    /// When she has not.
    pub fn stepped_up(&self, app: &App) -> Result<&Scope, Problem> {
        let fresh = match self.1 {
            Means::Token => true,
            Means::SignIn(standing) => standing.proof.is_some_and(|proof| proof.is_fresh(app.clock.now())),
        };
        if fresh { Ok(&self.0) } else { Err(Problem::step_up_needed()) }
    }
}

impl Visitor {
    /// The scope, if anybody in particular is calling. A token that is not valid is an error, not anonymity; a cookie
    /// that is too old is nobody's doing.
    pub(crate) fn scope(&self, request: &Request) -> Result<Option<&Scope>, Problem> {
        match self {
            Self::Caller(caller) => Ok(Some(&caller.0)),
            Self::Anybody if request.header("authorization").is_some() => Err(Problem::unauthorized()),
            Self::Anybody => Ok(None),
        }
    }
}
