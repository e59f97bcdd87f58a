//! The pages that people sign in by, and see where they are signed in.
//!
//! To look at a page changes nothing: mail programs and their guards follow links by themselves, and press buttons too.
//! What a button does needs the cookie of the browser that asked, and a request from a page of ours.

use askama::Template;
use domain::{second_factor::Owed, values::EmailAddress};
use persistence::{
    Error,
    sign_ins::{self, Asked, Asking, Entered, Entry, NewSignIn},
};
use poem::{
    Request, Response, Result, handler,
    http::{StatusCode, header},
    web::{Data, Form, Query},
};
use serde::Deserialize;

use crate::{
    App, browser,
    cookies::{self, Cookie},
    one_click::{browser_is_english, failed, page},
    origin,
    problem::seconds,
};

mod account;
mod factors;
mod link;
mod provider;
mod proving;
mod unasked;

pub(crate) use account::{act_as, end, show_account, sign_out, signed_in};
pub(crate) use factors::{add_app, remove_factor, renew_codes, show_factors};
pub(crate) use link::{follow_link, show_link, take_code};
pub(crate) use provider::{come_back, leave};
pub(crate) use proving::{ask_code, take_factor_code};
pub(crate) use unasked::{ask_first, show_demo, take_first, visit_demo};

/// Where somebody goes who is signed in and was not going anywhere else.
const HOME: &str = "/";
/// Where a second factor is shown.
const PROVING: &str = "/bekrafta";
/// Where one gets a second factor, and sees those one has.
const FACTORS: &str = "/konto/tvasteg";

/// What is wrong with what was typed.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Slip {
    None,
    Address,
    TooOften,
}

/// Asks for an address.
#[derive(Template)]
#[template(path = "sign_in.html")]
struct AddressPage<'a> {
    english: bool,
    slip: Slip,
    next: &'a str,
    /// The providers, each by its name in addresses and as people call it.
    providers: Vec<(&'a str, &'a str)>,
}

/// Asks for the code in the mail. The same for every address.
#[derive(Template)]
#[template(path = "sign_in_code.html")]
struct CodePage<'a> {
    english: bool,
    /// How many tries are left, after a wrong code.
    tries_left: Option<i32>,
    next: &'a str,
}

/// A request that no page of ours made.
#[derive(Template)]
#[template(path = "other_site.html")]
struct OtherSite {
    english: bool,
}

/// Where somebody was going.
#[derive(Debug, Default, Deserialize)]
pub(crate) struct Going {
    next: Option<String>,
}

/// What is typed to get a mail.
#[derive(Debug, Deserialize)]
pub(crate) struct AddressForm {
    email: String,
    shared: Option<String>,
    next: Option<String>,
}

/// Asks for an address. Changes nothing.
#[handler]
pub(crate) fn ask_address(Data(app): Data<&App>, Query(going): Query<Going>) -> Response {
    address_page(app, StatusCode::OK, Slip::None, going.next.as_deref())
}

fn address_page(app: &App, status: StatusCode, slip: Slip, next: Option<&str>) -> Response {
    let next = origin::own_way(next).unwrap_or_default();
    let providers = app.providers.iter().map(|provider| provider.known());
    let providers = providers.map(|known| (known.name.as_str(), known.organisation.as_str())).collect();
    page(status, &AddressPage { english: browser_is_english(), slip, next, providers })
}

fn code_page(status: StatusCode, tries_left: Option<i32>, next: Option<&str>) -> Response {
    let next = origin::own_way(next).unwrap_or_default();
    page(status, &CodePage { english: browser_is_english(), tries_left, next })
}

/// Takes down who wishes to sign in, and asks for the code.
#[handler]
pub(crate) async fn take_address(
    Data(app): Data<&App>,
    request: &Request,
    form: Result<Form<AddressForm>>,
) -> Response {
    if let Some(refused) = guard(app, request) {
        return refused;
    }
    let Ok(Form(form)) = form else { return address_page(app, StatusCode::BAD_REQUEST, Slip::Address, None) };
    let next = form.next.as_deref();
    let Ok(email) = form.email.parse::<EmailAddress>() else {
        return address_page(app, StatusCode::BAD_REQUEST, Slip::Address, next);
    };
    let left = Cookie::Left.of(request, app);
    let asking = Asking { email, shared_computer: form.shared.is_some(), left };
    let (db, now) = (app.db.clone(), app.clock.now());
    match app.carry_out(async move { sign_ins::ask(&db, asking, now).await }).await {
        Ok(Asked::TakenDown(secret)) => {
            let cookie = cookies::asked(app, secret.reveal());
            with_cookies(code_page(StatusCode::OK, None, next), &[&cookie])
        }
        Ok(Asked::TooOften(wait)) => {
            let mut answer = address_page(app, StatusCode::TOO_MANY_REQUESTS, Slip::TooOften, next);
            answer.headers_mut().insert(header::RETRY_AFTER, seconds(wait).into());
            answer
        }
        Err(error) => failed(&error),
    }
}

/// What every form must pass: it is ours, and its address has not tried too often.
fn guard(app: &App, request: &Request) -> Option<Response> {
    if !origin::is_own(request, app) {
        return Some(page(StatusCode::FORBIDDEN, &OtherSite { english: browser_is_english() }));
    }
    let wait = app.admit(request).err()?;
    let mut answer = address_page(app, StatusCode::TOO_MANY_REQUESTS, Slip::TooOften, None);
    answer.headers_mut().insert(header::RETRY_AFTER, seconds(wait).into());
    Some(answer)
}

/// What the browser brings along.
fn entry(app: &App, request: &Request) -> Entry {
    Entry {
        asked: Cookie::Asked.of(request, app),
        signed_in: Cookie::SignedIn.of(request, app),
        browser: browser::kind(request.header(header::USER_AGENT)),
    }
}

/// What came of trying to get in.
fn entered(app: &App, done: Result<Entered, Error>, next: Option<&str>) -> Response {
    match done {
        Ok(Entered::In(signed_in)) => welcome(app, &signed_in, next),
        Ok(Entered::WrongCode(left)) => code_page(StatusCode::UNPROCESSABLE_ENTITY, Some(left), next),
        Ok(Entered::Over) => link::over(),
        Err(error) => failed(&error),
    }
}

/// The page where somebody does what she owes before she is let in anywhere, and from which she goes on.
pub fn way_to(owed: Owed, next: Option<&str>) -> String {
    let page = match owed {
        Owed::Enrolment => FACTORS,
        Owed::Factor => PROVING,
    };
    origin::with_way_back(page, next)
}

/// Sends somebody on who is signed in, by way of what she owes.
fn welcome(app: &App, signed_in: &NewSignIn, next: Option<&str>) -> Response {
    let (cookie, over) = (cookies::signed_in(app, signed_in), [Cookie::Asked, Cookie::Left]);
    let [asked, left] = over.map(|cookie| cookie.forgotten(app));
    let onwards = match signed_in.owed {
        Some(owed) => see_other(&way_to(owed, next)),
        None => see_other(origin::own_way(next).unwrap_or(HOME)),
    };
    with_cookies(onwards, &[&cookie, &asked, &left])
}

fn see_other(way: &str) -> Response {
    Response::builder().status(StatusCode::SEE_OTHER).header(header::LOCATION, way).finish()
}

fn with_cookies(mut answer: Response, cookies: &[&str]) -> Response {
    for value in cookies.iter().filter_map(|cookie| cookies::header_value(cookie)) {
        answer.headers_mut().append(header::SET_COOKIE, value);
    }
    answer
}
