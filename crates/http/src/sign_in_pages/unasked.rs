//! Getting in without a mail: the first coordinator of an installation, and the visitors of a demo.

use askama::Template;
use domain::{
    access::Role,
    values::{EmailAddress, Line},
};
use persistence::sign_ins;
use poem::{
    Request, Response, Result, handler,
    http::StatusCode,
    web::{Data, Form, Path},
};
use serde::Deserialize;

use super::{account::word, entry, guard, link, welcome};
use crate::{
    App,
    one_click::{browser_is_english, failed, no_page, page},
};

/// Asks the first coordinator who she is.
#[derive(Template)]
#[template(path = "first.html")]
struct FirstPage {
    english: bool,
    slip: bool,
}

/// One button a role.
#[derive(Template)]
#[template(path = "demo.html")]
struct DemoPage {
    english: bool,
    roles: Vec<(Role, &'static str)>,
}

/// Who the first coordinator is.
#[derive(Debug, Deserialize)]
pub(crate) struct FirstForm {
    name: String,
    email: String,
}

/// As whom a demo is visited.
#[derive(Debug, Deserialize)]
pub(crate) struct DemoForm {
    role: Role,
}

/// Asks the first coordinator who she is. Changes nothing.
#[handler]
pub(crate) async fn ask_first(Data(app): Data<&App>, Path(token): Path<String>) -> Response {
    match sign_ins::is_offered(&app.db, &token, app.clock.now()).await {
        Ok(true) => first_page(StatusCode::OK, false),
        Ok(false) => link::over(),
        Err(error) => failed(&error),
    }
}

fn first_page(status: StatusCode, slip: bool) -> Response {
    page(status, &FirstPage { english: browser_is_english(), slip })
}

/// Registers the first coordinator and lets her in.
#[handler]
pub(crate) async fn take_first(
    Data(app): Data<&App>,
    request: &Request,
    Path(token): Path<String>,
    form: Result<Form<FirstForm>>,
) -> Response {
    if let Some(refused) = guard(app, request) {
        return refused;
    }
    let typed = form
        .ok()
        .and_then(|Form(form)| Some((form.name.parse::<Line<120>>().ok()?, form.email.parse::<EmailAddress>().ok()?)));
    let Some(draft) = typed else { return first_page(StatusCode::BAD_REQUEST, true) };
    let (db, now, entry) = (app.db.clone(), app.clock.now(), entry(app, request));
    match app.carry_out(async move { sign_ins::admit_first(&db, &token, draft, &entry, now).await }).await {
        Ok(Some(signed_in)) => welcome(app, &signed_in, None),
        Ok(None) => link::over(),
        Err(error) => failed(&error),
    }
}

/// Shows as whom a demo can be visited; where there is no demo there is no such page.
#[handler]
pub(crate) async fn show_demo(Data(app): Data<&App>) -> Response {
    let english = browser_is_english();
    match sign_ins::is_demo(&app.db).await {
        Ok(true) => {
            let roles = Role::ALL.iter().map(|role| (*role, word(*role, english))).collect();
            page(StatusCode::OK, &DemoPage { english, roles })
        }
        Ok(false) => no_page(),
        Err(error) => failed(&error),
    }
}

/// Lets a visitor of a demo in.
#[handler]
pub(crate) async fn visit_demo(Data(app): Data<&App>, request: &Request, form: Result<Form<DemoForm>>) -> Response {
    if let Some(refused) = guard(app, request) {
        return refused;
    }
    let Ok(Form(form)) = form else { return no_page() };
    let (db, now, entry) = (app.db.clone(), app.clock.now(), entry(app, request));
    match app.carry_out(async move { sign_ins::admit_to_demo(&db, form.role, &entry, now).await }).await {
        Ok(Some(signed_in)) => welcome(app, &signed_in, None),
        Ok(None) => no_page(),
        Err(error) => failed(&error),
    }
}
