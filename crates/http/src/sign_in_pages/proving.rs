//! The page that asks for the second factor: after the mail, and again before exports, changes of roles and disposal.

use askama::Template;
use domain::second_factor::{FactorKind, Owed, ProvenBy, Typed};
use persistence::{
    Error,
    page::PageRequest,
    second_factors::{self, FactorView, Proven},
    sign_ins::{Presence, SignedIn},
};
use poem::{
    Request, Response, Result, handler,
    http::{StatusCode, header},
    web::{Data, Form, Query},
};
use serde::Deserialize;

use super::{Going, HOME, PROVING, account::present, guard, see_other, way_to, with_cookies};
use crate::{
    App,
    cookies::{self, Cookie},
    one_click::{browser_is_english, failed, page, page_with_script},
    origin,
    passkeys::Passkeys,
    problem::seconds,
};

/// More factors than anybody has.
const FACTORS_MAX: PageRequest = PageRequest { limit: 50, page: 1 };

/// What is wrong with what was typed.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Slip {
    None,
    /// How many tries are left.
    Wrong(i32),
    /// The same of a passkey.
    Unsigned(i32),
    /// The passkey was asked nothing, or so long ago that it counts no more.
    Late,
    TooOften,
}

#[derive(Template)]
#[template(path = "proving.html")]
struct ProvingPage<'a> {
    english: bool,
    slip: Slip,
    has_app: bool,
    /// She has a passkey, and may use it here.
    has_passkey: bool,
    next: &'a str,
}

impl ProvingPage<'_> {
    /// What is wrong is said of the field for codes, and not of the passkey.
    fn code_is_wrong(&self) -> bool {
        matches!(self.slip, Slip::Wrong(_) | Slip::TooOften)
    }
}

/// What is typed to prove who one is.
#[derive(Debug, Deserialize)]
pub(crate) struct ProvingForm {
    code: String,
    next: Option<String>,
}

pub(super) fn proving_page(
    app: &App,
    status: StatusCode,
    slip: Slip,
    kinds: &[FactorKind],
    next: Option<&str>,
) -> Response {
    let next = origin::own_way(next).unwrap_or_default();
    let has_app = kinds.contains(&FactorKind::App);
    let has_passkey = kinds.contains(&FactorKind::Passkey) && Passkeys::of(app).is_some();
    let shown = ProvingPage { english: browser_is_english(), slip, has_app, has_passkey, next };
    if has_passkey { page_with_script(status, &shown) } else { page(status, &shown) }
}

/// Whoever can show a factor, and of what kinds, or the way to where she signs in or gets one.
pub(super) async fn prover(
    app: &App,
    request: &Request,
    next: Option<&str>,
) -> Result<(SignedIn, Vec<FactorKind>), Response> {
    let going = origin::with_way_back(PROVING, next);
    let (Presence::In(caller) | Presence::Owes(caller, _)) = present(app, request, &going).await?;
    let kinds = factors(app, &caller).await.map_err(|error| failed(&error))?.into_iter().map(|factor| factor.kind);
    let kinds: Vec<FactorKind> = kinds.collect();
    // Whoever is vouched for by a provider, or is staff, may have none of her own. The former proves herself there, anew.
    if kinds.is_empty() && caller.standing.proof.is_some_and(|proof| proof.by == ProvenBy::Provider) {
        return Err(see_other(&origin::with_way_back("/logga-in", next)));
    }
    if kinds.is_empty() { Err(see_other(&way_to(Owed::Enrolment, next))) } else { Ok((caller, kinds)) }
}

/// The factors of somebody who is signed in.
pub(super) async fn factors(app: &App, caller: &SignedIn) -> Result<Vec<FactorView>, Error> {
    Ok(second_factors::list(&app.db, &caller.scope, None, FACTORS_MAX).await?.items)
}

/// Asks for the second factor. Changes nothing.
#[handler]
pub(crate) async fn ask_code(Data(app): Data<&App>, request: &Request, Query(going): Query<Going>) -> Response {
    let next = going.next.as_deref();
    match prover(app, request, next).await {
        Ok((_, kinds)) => proving_page(app, StatusCode::OK, Slip::None, &kinds, next),
        Err(answer) => answer,
    }
}

/// Takes a code of an app, or a recovery code.
#[handler]
pub(crate) async fn take_factor_code(
    Data(app): Data<&App>,
    request: &Request,
    form: Result<Form<ProvingForm>>,
) -> Response {
    if let Some(refused) = guard(app, request) {
        return refused;
    }
    let Ok(Form(form)) = form else { return see_other(PROVING) };
    let next = form.next.as_deref();
    let (caller, kinds) = match prover(app, request, next).await {
        Ok(found) => found,
        Err(answer) => return answer,
    };
    let (db, seal, now, id) = (app.db.clone(), app.seal.clone(), app.clock.now(), caller.standing.id);
    let typed = form.code.parse::<Typed>().ok();
    let done = app.carry_out(async move { second_factors::by_code(&db, &seal, id, typed.as_ref(), now).await }).await;
    proven(app, done, Slip::Wrong, &kinds, next)
}

/// What came of showing a factor, and what is said when it was wrong.
pub(super) fn proven(
    app: &App,
    done: Result<Proven, Error>,
    wrong: fn(i32) -> Slip,
    kinds: &[FactorKind],
    next: Option<&str>,
) -> Response {
    match done {
        Ok(Proven::In(signed_in)) => {
            let onwards = see_other(origin::own_way(next).unwrap_or(HOME));
            with_cookies(onwards, &[&cookies::signed_in(app, &signed_in)])
        }
        Ok(Proven::Wrong(left)) => {
            let answer = proving_page(app, StatusCode::UNPROCESSABLE_ENTITY, wrong(left), kinds, next);
            if left > 0 { answer } else { with_cookies(answer, &[&Cookie::SignedIn.forgotten(app)]) }
        }
        Ok(Proven::TooOften(wait)) => {
            let mut answer = proving_page(app, StatusCode::TOO_MANY_REQUESTS, Slip::TooOften, kinds, next);
            answer.headers_mut().insert(header::RETRY_AFTER, seconds(wait).into());
            answer
        }
        Ok(Proven::Over) => see_other(&origin::with_way_back("/logga-in", next)),
        Err(error) => failed(&error),
    }
}
