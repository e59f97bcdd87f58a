//! Passkeys on the pages: a question for the browser, and its answer. They need a script; apps with codes do not.

use persistence::{
    Error, people,
    second_factors::{self, Enrolled},
    sign_ins::{Presence, SignedIn},
};
use poem::{
    Request, Response, Result, handler,
    http::StatusCode,
    web::{Data, Form},
};
use serde::Deserialize;

use super::{
    FACTORS, PROVING,
    account::present,
    factors::{self, enrolled},
    guard,
    proving::{Slip, proven, prover, proving_page},
    see_other,
};
use crate::{
    App,
    one_click::{failed, no_page},
    passkeys::{Passkeys, Question},
};

/// What the script puts into the form.
#[derive(Debug, Deserialize)]
pub(crate) struct AnswerForm {
    answer: String,
    next: Option<String>,
}

/// The service as devices know it, for a form of ours.
async fn service(app: &App, request: &Request) -> Result<Passkeys, Response> {
    match guard(app, request) {
        Some(refused) => Err(refused),
        None => Passkeys::of(app).ok_or_else(no_page),
    }
}

/// Keeps a question, and asks it.
async fn ask(app: &App, caller: &SignedIn, question: Question) -> Result<Response, Error> {
    let (db, now, id) = (app.db.clone(), app.clock.now(), caller.standing.id);
    app.carry_out(async move { second_factors::keep_question(&db, id, &question.kept, now).await }).await?;
    Ok(Response::builder().content_type("application/json").body(question.asked))
}

/// Asks the browser for a new passkey.
#[handler]
pub(crate) async fn ask_to_add_passkey(Data(app): Data<&App>, request: &Request) -> Response {
    let passkeys = match service(app, request).await {
        Ok(passkeys) => passkeys,
        Err(answer) => return answer,
    };
    let (Presence::In(caller) | Presence::Owes(caller, _)) = match present(app, request, FACTORS).await {
        Ok(presence) => presence,
        Err(answer) => return answer,
    };
    let asked = async {
        let person = people::chosen(&app.db, caller.scope.person).await?;
        let known = second_factors::passkeys_of(&app.db, caller.scope.person).await?;
        ask(app, &caller, passkeys.ask_to_add(&person, &known)?).await
    };
    asked.await.unwrap_or_else(|error| failed(&error))
}

/// Takes the new passkey.
#[handler]
pub(crate) async fn add_passkey(Data(app): Data<&App>, request: &Request, form: Result<Form<AnswerForm>>) -> Response {
    let passkeys = match service(app, request).await {
        Ok(passkeys) => passkeys,
        Err(answer) => return answer,
    };
    let presence = match present(app, request, FACTORS).await {
        Ok(presence) => presence,
        Err(answer) => return answer,
    };
    let Ok(Form(AnswerForm { answer, next })) = form else { return see_other(FACTORS) };
    let (Presence::In(caller) | Presence::Owes(caller, _)) = &presence;
    let (db, seal, now, id) = (app.db.clone(), app.seal.clone(), app.clock.now(), caller.standing.id);
    let done = app.carry_out(async move {
        let asked = second_factors::take_question(&db, id, now).await?;
        let Some(made) = asked.and_then(|asked| passkeys.added(&asked, &answer)) else { return Ok(Enrolled::Wrong) };
        second_factors::add_passkey(&db, &seal, id, &made, now).await
    });
    match done.await {
        Ok(Enrolled::Wrong) => factors::shown(app, &presence, factors::Slip::Passkey, next.as_deref()).await,
        done => enrolled(app, done, next.as_deref()),
    }
}

/// Asks the browser for a signature.
#[handler]
pub(crate) async fn ask_passkey(Data(app): Data<&App>, request: &Request) -> Response {
    let passkeys = match service(app, request).await {
        Ok(passkeys) => passkeys,
        Err(answer) => return answer,
    };
    let (caller, _) = match prover(app, request, None).await {
        Ok(found) => found,
        Err(answer) => return answer,
    };
    let asked = async {
        let known = second_factors::passkeys_of(&app.db, caller.scope.person).await?;
        if known.is_empty() { Err(Error::NotFound) } else { ask(app, &caller, passkeys.ask(known)?).await }
    };
    asked.await.unwrap_or_else(|error| failed(&error))
}

/// Takes the signature.
#[handler]
pub(crate) async fn take_passkey(Data(app): Data<&App>, request: &Request, form: Result<Form<AnswerForm>>) -> Response {
    let passkeys = match service(app, request).await {
        Ok(passkeys) => passkeys,
        Err(answer) => return answer,
    };
    let Ok(Form(AnswerForm { answer, next })) = form else { return see_other(PROVING) };
    let (caller, kinds) = match prover(app, request, next.as_deref()).await {
        Ok(found) => found,
        Err(answer) => return answer,
    };
    let (db, now, id) = (app.db.clone(), app.clock.now(), caller.standing.id);
    let done = app.carry_out(async move {
        let Some(asked) = second_factors::take_question(&db, id, now).await? else { return Ok(None) };
        let used = passkeys.shown(&asked, &answer);
        second_factors::by_passkey(&db, id, used.as_ref(), now).await.map(Some)
    });
    let next = next.as_deref();
    match done.await.transpose() {
        Some(done) => proven(app, done, Slip::Unsigned, &kinds, next),
        None => proving_page(app, StatusCode::UNPROCESSABLE_ENTITY, Slip::Late, &kinds, next),
    }
}
