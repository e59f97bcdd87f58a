//! The way to an identity provider and back.

use askama::Template;
use domain::identity::Vouched;
use oidc::{Binding, Failure, Provider};
use persistence::sign_ins::{self, Begun, Leaving};
use poem::{
    Request, Response, Result, handler,
    http::{HeaderValue, StatusCode},
    web::{Data, Form, Path, Query},
};
use serde::Deserialize;

use super::{entry, guard, welcome, with_cookies};
use crate::{
    App,
    cookies::{self, Cookie},
    one_click::{browser_is_english, failed, no_page, page},
    origin,
};

/// Leads a browser on. A form of ours may lead to pages of ours only, so it is this page that leads elsewhere.
#[derive(Template)]
#[template(path = "sign_in_leaving.html")]
struct LeavingPage<'a> {
    english: bool,
    organisation: &'a str,
    way: &'a str,
}

/// What there is to say to somebody who has come back and is not in.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Back {
    Unknown,
    Unreachable,
    Cancelled,
    Over,
    Untrusted,
}

#[derive(Template)]
#[template(path = "sign_in_back.html")]
struct BackPage<'a> {
    english: bool,
    back: Back,
    organisation: &'a str,
    shared: bool,
    next: &'a str,
}

/// Where somebody wishes to sign in.
#[derive(Debug, Deserialize)]
pub(crate) struct LeavingForm {
    provider: String,
    shared: Option<String>,
    next: Option<String>,
}

/// What a provider sends a browser back with (RFC 6749 §4.1.2, RFC 9207). What it says of errors is shown to nobody:
/// anybody can make it up.
#[derive(Debug, Default, Deserialize)]
pub(crate) struct Returned {
    code: Option<String>,
    state: Option<String>,
    iss: Option<String>,
    error: Option<String>,
}

/// Sends somebody to the provider that she has chosen.
#[handler]
pub(crate) async fn leave(Data(app): Data<&App>, request: &Request, form: Result<Form<LeavingForm>>) -> Response {
    if let Some(refused) = guard(app, request) {
        return refused;
    }
    let Ok(Form(form)) = form else { return no_page() };
    let Some(provider) = app.providers.find(&form.provider) else { return no_page() };
    // Whoever proves anew who she is, or shares her computer, must not be let through because somebody is signed in there.
    let anew = form.shared.is_some() || Cookie::SignedIn.of(request, app).is_some();
    let way_back = origin::own_way(form.next.as_deref()).map(str::to_owned);
    let leaving = Leaving { provider: form.provider, shared_computer: form.shared.is_some(), way_back };
    let (db, now) = (app.db.clone(), app.clock.now());
    let secret = match app.carry_out(async move { sign_ins::leave(&db, leaving, now).await }).await {
        Ok(secret) => secret,
        Err(error) => return failed(&error),
    };
    match provider.way_out(&Binding::new(secret.reveal()), anew, now).await {
        Ok(way) => with_cookies(leading_to(&provider, way.as_str()), &[&cookies::left(app, secret.reveal())]),
        Err(failure) => doubted(app, &provider, failure).await,
    }
}

fn leading_to(provider: &Provider, way: &str) -> Response {
    let organisation = provider.known().organisation.as_str();
    let mut answer = page(StatusCode::OK, &LeavingPage { english: browser_is_english(), organisation, way });
    if let Ok(refresh) = HeaderValue::from_str(&format!("0; url={way}")) {
        answer.headers_mut().insert("refresh", refresh);
    }
    answer
}

/// Lets somebody in who comes back from a provider, in the browser that left for it.
#[handler]
pub(crate) async fn come_back(
    Data(app): Data<&App>,
    request: &Request,
    Path(name): Path<String>,
    returned: Result<Query<Returned>>,
) -> Response {
    let Some(provider) = app.providers.find(&name) else { return no_page() };
    let Query(returned) = returned.unwrap_or_else(|_| Query(Returned::default()));
    let Some(secret) = Cookie::Left.of(request, app) else { return told(&provider, Back::Over, None) };
    let binding = Binding::new(&secret);
    // Looked at before anything is used up: another site can send a browser here, but does not know its state.
    if !returned.state.is_some_and(|state| binding.is_state(&state)) {
        return told(&provider, Back::Over, None);
    }
    if returned.iss.is_some_and(|issuer| issuer != provider.known().issuer) {
        return doubted(app, &provider, Failure::Untrusted("the issuer in the way back")).await;
    }
    let (db, now) = (app.db.clone(), app.clock.now());
    let begun = match app.carry_out(async move { sign_ins::take(&db, &name, &secret, now).await }).await {
        Ok(Some(begun)) => begun,
        Ok(None) => return told(&provider, Back::Over, None),
        Err(error) => return failed(&error),
    };
    let Some(code) = returned.code.filter(|_| returned.error.is_none()) else {
        return told(&provider, Back::Cancelled, None);
    };
    match provider.identify(&code, &binding, now).await {
        Ok(vouched) => admitted(app, request, &provider, begun, vouched).await,
        Err(failure) => doubted(app, &provider, failure).await,
    }
}

async fn admitted(app: &App, request: &Request, provider: &Provider, begun: Begun, vouched: Vouched) -> Response {
    let (db, now, entry, came) = (app.db.clone(), app.clock.now(), entry(app, request), begun.clone());
    match app.carry_out(async move { sign_ins::by_account(&db, &came, &vouched, &entry, now).await }).await {
        Ok(Some(signed_in)) => welcome(app, &signed_in, begun.way_back.as_deref()),
        Ok(None) => told(provider, Back::Unknown, Some(&begun)),
        Err(error) => failed(&error),
    }
}

/// Says what came of it, and notes what those who run the service should know.
async fn doubted(app: &App, provider: &Provider, failure: Failure) -> Response {
    let name = provider.known().name.clone();
    tracing::warn!(provider = %name, error = %failure, "nobody let in");
    let reason = match failure {
        Failure::Unreachable(_) => return told(provider, Back::Unreachable, None),
        Failure::Refused => return told(provider, Back::Over, None),
        Failure::Untrusted(reason) => reason,
    };
    let (db, now) = (app.db.clone(), app.clock.now());
    match app.carry_out(async move { sign_ins::doubt(&db, &name, reason, now).await }).await {
        Ok(()) => told(provider, Back::Untrusted, None),
        Err(error) => failed(&error),
    }
}

fn told(provider: &Provider, back: Back, begun: Option<&Begun>) -> Response {
    let status = match back {
        Back::Unknown | Back::Cancelled => StatusCode::OK,
        Back::Unreachable => StatusCode::SERVICE_UNAVAILABLE,
        Back::Over => StatusCode::GONE,
        Back::Untrusted => StatusCode::UNAUTHORIZED,
    };
    let next = origin::own_way(begun.and_then(|begun| begun.way_back.as_deref())).unwrap_or_default();
    let (english, organisation) = (browser_is_english(), provider.known().organisation.as_str());
    let shared = begun.is_some_and(|begun| begun.shared_computer);
    page(status, &BackPage { english, back, organisation, shared, next })
}
