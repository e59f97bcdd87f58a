//! The page that the link in a mail leads to, and the code that is typed instead.

use askama::Template;
use domain::sign_in::Code;
use persistence::sign_ins::{self, LinkState};
use poem::{
    Request, Response, Result, handler,
    http::StatusCode,
    web::{Data, Form, Path},
};
use serde::Deserialize;

use super::{entered, entry, guard};
use crate::{
    App,
    cookies::Cookie,
    one_click::{browser_is_english, failed, page},
};

#[derive(Template)]
#[template(path = "sign_in_link.html")]
struct LinkPage {
    english: bool,
    state: LinkState,
}

/// What is typed instead of following the link.
#[derive(Debug, Deserialize)]
pub(crate) struct CodeForm {
    code: String,
    next: Option<String>,
}

/// Shows what the link is good for in this browser. Changes nothing.
#[handler]
pub(crate) async fn show_link(Data(app): Data<&App>, request: &Request, Path(token): Path<String>) -> Response {
    let asked = Cookie::Asked.of(request, app);
    match sign_ins::look_at(&app.db, &token, asked.as_deref(), app.clock.now()).await {
        Ok(state) => page(StatusCode::OK, &LinkPage { english: browser_is_english(), state }),
        Err(error) => failed(&error),
    }
}

/// Lets in whoever presses the button in the browser that asked.
#[handler]
pub(crate) async fn follow_link(Data(app): Data<&App>, request: &Request, Path(token): Path<String>) -> Response {
    if let Some(refused) = guard(app, request) {
        return refused;
    }
    let (db, now, entry) = (app.db.clone(), app.clock.now(), entry(app, request));
    let done = app.carry_out(async move { sign_ins::by_link(&db, &token, &entry, now).await }).await;
    entered(app, done, None)
}

/// Lets in whoever types the code in the browser that asked.
#[handler]
pub(crate) async fn take_code(Data(app): Data<&App>, request: &Request, form: Result<Form<CodeForm>>) -> Response {
    if let Some(refused) = guard(app, request) {
        return refused;
    }
    let Ok(Form(form)) = form else { return over() };
    let (db, seal, now, entry) = (app.db.clone(), app.seal.clone(), app.clock.now(), entry(app, request));
    let code = form.code.parse::<Code>().ok();
    let done = app.carry_out(async move { sign_ins::by_code(&db, &seal, code.as_ref(), &entry, now).await }).await;
    entered(app, done, form.next.as_deref())
}

/// What is held out is good for nothing.
pub(super) fn over() -> Response {
    page(StatusCode::GONE, &LinkPage { english: browser_is_english(), state: LinkState::Over })
}
