//! The page where one gets a second factor, and sees and removes those one has.
//!
//! Whoever acts in a role that needs one and has none sees this page and no other.

use askama::Template;
use calendar::dates;
use domain::{
    SecondFactorId,
    access::{Role, Scope},
    notice::Language,
    second_factor::{AppSecret, FactorKind, Owed, RecoveryCode, may_enrol},
    wall_time,
};
use fast_qr::{ECL, QRBuilder, convert::svg::SvgBuilder};
use persistence::{
    Error, people,
    second_factors::{self, Enrolled},
    sign_ins::{Presence, SignedIn},
};
use poem::{
    Request, Response, Result, handler,
    http::StatusCode,
    web::{Data, Form, Query},
};
use serde::Deserialize;

use super::{
    FACTORS, Going, HOME, PROVING,
    account::{foreign, present},
    guard,
    proving::factors,
    see_other, with_cookies,
};
use crate::{
    App, cookies,
    one_click::{browser_is_english, failed, page},
    origin,
};

#[derive(Template)]
#[template(path = "factors.html")]
struct FactorsPage {
    english: bool,
    /// She is let in nowhere else before she has one.
    needed: bool,
    /// She may go on as staff instead.
    staff: bool,
    owned: Vec<Owned>,
    codes_left: u64,
    /// She has proven who she is lately enough to change anything here.
    fresh: bool,
    app: Option<NewApp>,
    slip: bool,
    next: String,
}

/// A factor she has.
struct Owned {
    id: SecondFactorId,
    kind: FactorKind,
    added: String,
    used: String,
}

/// What an app is given.
struct NewApp {
    picture: String,
    address: String,
    secret: String,
}

/// Recovery codes, the only time they are seen.
#[derive(Template)]
#[template(path = "recovery_codes.html")]
struct CodesPage {
    english: bool,
    codes: Vec<String>,
    next: String,
}

/// The code that a new app shows.
#[derive(Debug, Deserialize)]
pub(crate) struct AppForm {
    code: String,
    next: Option<String>,
}

/// A factor to remove.
#[derive(Debug, Deserialize)]
pub(crate) struct FactorForm {
    id: SecondFactorId,
}

/// Shows the factors one has, and what to give to an app. Changes nothing.
#[handler]
pub(crate) async fn show_factors(Data(app): Data<&App>, request: &Request, Query(going): Query<Going>) -> Response {
    match present(app, request, FACTORS).await {
        Ok(presence) => shown(app, &presence, StatusCode::OK, going.next.as_deref()).await,
        Err(answer) => answer,
    }
}

/// The page; with a status other than 200 it says that the code was wrong.
async fn shown(app: &App, presence: &Presence, status: StatusCode, next: Option<&str>) -> Response {
    let (caller, needed) = match presence {
        Presence::In(caller) => (caller, false),
        Presence::Owes(caller, Owed::Enrolment) => (caller, true),
        Presence::Owes(_, Owed::Factor) => return see_other(&origin::with_way_back(PROVING, Some(FACTORS))),
    };
    match gathered(app, caller, next).await {
        Ok(found) => page(status, &FactorsPage { needed, slip: status != StatusCode::OK, ..found }),
        Err(error) => failed(&error),
    }
}

async fn gathered(app: &App, caller: &SignedIn, next: Option<&str>) -> Result<FactorsPage, Error> {
    let (own, now) = (&caller.scope, app.clock.now());
    let person = people::chosen(&app.db, own.person).await?;
    let owned = factors(app, caller).await?;
    let fresh = may_enrol(caller.standing.proof, !owned.is_empty(), now);
    let has_app = owned.iter().any(|factor| factor.kind == FactorKind::App);
    let secret = AppSecret::of(&app.seal, second_factors::app_of(caller.standing.id));
    let moment = |instant| dates::moment(wall_time::local(instant), person.language);
    Ok(FactorsPage {
        english: person.language == Language::English,
        needed: false,
        staff: own.role != Role::Staff && people::roles::own(&app.db, own.person, now).await?.contains(&Role::Staff),
        codes_left: second_factors::codes_left(&app.db, own.person).await?,
        fresh,
        app: (fresh && !has_app).then(|| NewApp::new(&secret, &secret.address(&person.email))).transpose()?,
        slip: false,
        next: origin::own_way(next).unwrap_or_default().to_owned(),
        owned: owned
            .into_iter()
            .map(|one| Owned { id: one.id, kind: one.kind, added: moment(one.added_at), used: moment(one.used_at) })
            .collect(),
    })
}

impl NewApp {
    fn new(secret: &AppSecret, address: &str) -> Result<Self, Error> {
        let code = QRBuilder::new(address).ecl(ECL::M).build();
        let code = code.map_err(|error| Error::Fault(format!("a picture of an address: {error:?}")))?;
        let picture = SvgBuilder::default().to_str(&code);
        Ok(Self { picture, address: address.to_owned(), secret: secret.shown() })
    }
}

/// Who may change something here, or where she goes instead.
async fn changer(app: &App, request: &Request) -> Result<Scope, Response> {
    if let Some(refused) = foreign(app, request) {
        return Err(refused);
    }
    match present(app, request, FACTORS).await? {
        Presence::In(caller) if caller.standing.proof.is_some_and(|proof| proof.is_fresh(app.clock.now())) => {
            Ok(caller.scope)
        }
        _ => Err(see_other(&origin::with_way_back(PROVING, Some(FACTORS)))),
    }
}

/// Takes the first code of a new app.
#[handler]
pub(crate) async fn add_app(Data(app): Data<&App>, request: &Request, form: Result<Form<AppForm>>) -> Response {
    if let Some(refused) = guard(app, request) {
        return refused;
    }
    let presence = match present(app, request, FACTORS).await {
        Ok(presence) => presence,
        Err(answer) => return answer,
    };
    let Ok(Form(form)) = form else { return see_other(FACTORS) };
    let (Presence::In(caller) | Presence::Owes(caller, _)) = &presence;
    let (db, seal, now, id) = (app.db.clone(), app.seal.clone(), app.clock.now(), caller.standing.id);
    let code: String = form.code.chars().filter(|letter| !letter.is_whitespace()).collect();
    let done = app.carry_out(async move { second_factors::add_app(&db, &seal, id, &code, now).await }).await;
    let next = form.next.as_deref();
    match done {
        Ok(Enrolled::Wrong) => shown(app, &presence, StatusCode::UNPROCESSABLE_ENTITY, next).await,
        done => enrolled(app, done, next),
    }
}

/// What came of getting a factor: codes to keep with the first one.
fn enrolled(app: &App, done: Result<Enrolled, Error>, next: Option<&str>) -> Response {
    match done {
        Ok(Enrolled::In(signed_in, codes)) => {
            let answer = if codes.is_empty() { see_other(FACTORS) } else { codes_page(&codes, next) };
            with_cookies(answer, &[&cookies::signed_in(app, &signed_in)])
        }
        Ok(Enrolled::ProofNeeded) => see_other(&origin::with_way_back(PROVING, Some(FACTORS))),
        Ok(Enrolled::Over | Enrolled::Wrong) => see_other(FACTORS),
        Err(error) => failed(&error),
    }
}

fn codes_page(codes: &[RecoveryCode], next: Option<&str>) -> Response {
    let next = origin::own_way(next).unwrap_or(HOME).to_owned();
    let codes = codes.iter().map(RecoveryCode::shown).collect();
    page(StatusCode::OK, &CodesPage { english: browser_is_english(), codes, next })
}

/// Gives new recovery codes for the old ones.
#[handler]
pub(crate) async fn renew_codes(Data(app): Data<&App>, request: &Request) -> Response {
    let scope = match changer(app, request).await {
        Ok(scope) => scope,
        Err(answer) => return answer,
    };
    let (db, seal, now) = (app.db.clone(), app.seal.clone(), app.clock.now());
    match app.carry_out(async move { second_factors::renew_codes(&db, &seal, &scope, now).await }).await {
        Ok(codes) if codes.is_empty() => see_other(FACTORS),
        Ok(codes) => codes_page(&codes, Some(FACTORS)),
        Err(error) => failed(&error),
    }
}

/// Removes one of one's own factors.
#[handler]
pub(crate) async fn remove_factor(
    Data(app): Data<&App>,
    request: &Request,
    form: Result<Form<FactorForm>>,
) -> Response {
    let scope = match changer(app, request).await {
        Ok(scope) => scope,
        Err(answer) => return answer,
    };
    let Ok(Form(form)) = form else { return see_other(FACTORS) };
    let (db, now) = (app.db.clone(), app.clock.now());
    match app.carry_out(async move { second_factors::remove(&db, &scope, form.id, now, None).await }).await {
        Ok(_) => see_other(FACTORS),
        Err(error) => failed(&error),
    }
}
