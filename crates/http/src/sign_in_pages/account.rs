//! Who one is here: the role, the places where one is signed in, and the way out.

use askama::Template;
use calendar::dates;
use domain::{SignInId, access::Role, notice::Language, wall_time};
use persistence::{
    Error,
    page::PageRequest,
    people,
    sign_ins::{self, Presence, SignIn, SignedIn},
};
use poem::{
    Request, Response, Result, handler,
    http::StatusCode,
    web::{Data, Form},
};
use serde::Deserialize;

use super::{HOME, OtherSite, see_other, with_cookies};
use crate::{
    App,
    cookies::{self, Cookie},
    one_click::{failed, page},
    origin,
};

/// More places than anybody is signed in at.
const PLACES: PageRequest = PageRequest { limit: 50, page: 1 };

#[derive(Template)]
#[template(path = "account.html")]
struct AccountPage {
    english: bool,
    name: String,
    role: &'static str,
    others: Vec<(Role, &'static str)>,
    places: Vec<Place>,
    too_old: bool,
}

/// Somewhere one is signed in.
struct Place {
    id: SignInId,
    browser: String,
    since: String,
    seen: String,
    role: &'static str,
    here: bool,
}

/// Another role to act in.
#[derive(Debug, Deserialize)]
pub(crate) struct RoleForm {
    role: Role,
}

/// A sign-in to end.
#[derive(Debug, Deserialize)]
pub(crate) struct EndForm {
    id: SignInId,
}

/// Whoever is signed in, or the way to the page where one signs in or does what one owes.
pub(crate) async fn signed_in(app: &App, request: &Request) -> Result<SignedIn, Response> {
    match present(app, request, HOME).await? {
        Presence::In(signed_in) => Ok(signed_in),
        Presence::Owes(_, owed) => Err(see_other(&super::way_to(owed, None))),
    }
}

/// Whoever is signed in, also if she owes something, or the way to the page where one signs in and from there to where
/// one was going.
pub(super) async fn present(app: &App, request: &Request, going: &str) -> Result<Presence, Response> {
    let sign_in_first = || see_other(&origin::with_way_back("/logga-in", Some(going).filter(|way| *way != HOME)));
    let secret = Cookie::SignedIn.of(request, app).ok_or_else(sign_in_first)?;
    let found = sign_ins::caller(&app.db, &secret, app.clock.now()).await.map_err(|error| failed(&error))?;
    found.ok_or_else(sign_in_first)
}

pub(super) fn foreign(app: &App, request: &Request) -> Option<Response> {
    let english = crate::one_click::browser_is_english();
    (!origin::is_own(request, app)).then(|| page(StatusCode::FORBIDDEN, &OtherSite { english }))
}

/// Shows who one is. Changes nothing.
#[handler]
pub(crate) async fn show_account(Data(app): Data<&App>, request: &Request) -> Response {
    match signed_in(app, request).await {
        Ok(caller) => shown(app, &caller, false).await,
        Err(answer) => answer,
    }
}

async fn shown(app: &App, caller: &SignedIn, too_old: bool) -> Response {
    match gathered(app, caller, too_old).await {
        Ok(account) => page(if too_old { StatusCode::CONFLICT } else { StatusCode::OK }, &account),
        Err(error) => failed(&error),
    }
}

async fn gathered(app: &App, caller: &SignedIn, too_old: bool) -> Result<AccountPage, Error> {
    let (own, now) = (&caller.scope, app.clock.now());
    let person = people::chosen(&app.db, own.person).await?;
    let english = person.language == Language::English;
    let roles = people::roles::own(&app.db, own.person, now).await?;
    let others = roles.into_iter().filter(|role| *role != own.role).map(|role| (role, word(role, english)));
    let places = sign_ins::list(&app.db, own, None, PLACES, now).await?.items;
    Ok(AccountPage {
        english,
        name: person.name.into_string(),
        role: word(own.role, english),
        others: others.collect(),
        places: places.into_iter().map(|place| Place::of(place, caller.standing.id, person.language)).collect(),
        too_old,
    })
}

impl Place {
    fn of(sign_in: SignIn, here: SignInId, language: Language) -> Self {
        let moment = |instant| dates::moment(wall_time::local(instant), language);
        Self {
            id: sign_in.id,
            browser: sign_in.browser.unwrap_or_default(),
            since: moment(sign_in.signed_in_at),
            seen: moment(sign_in.seen_at),
            role: word(sign_in.role, language == Language::English),
            here: sign_in.id == here,
        }
    }
}

/// A role as people call it.
pub(super) fn word(role: Role, english: bool) -> &'static str {
    let (swedish, in_english) = match role {
        Role::Staff => ("personal", "staff"),
        Role::Manager => ("chef", "manager"),
        Role::Trainer => ("kursledare", "trainer"),
        Role::Organiser => ("arrangör", "organiser"),
        Role::Coordinator => ("samordnare", "coordinator"),
    };
    if english { in_english } else { swedish }
}

/// Acts in another role from now on, under a new secret.
#[handler]
pub(crate) async fn act_as(Data(app): Data<&App>, request: &Request, form: Result<Form<RoleForm>>) -> Response {
    if let Some(refused) = foreign(app, request) {
        return refused;
    }
    // Whoever owes a factor in one role may go back to another in which she owes none.
    let caller = match present(app, request, HOME).await {
        Ok(Presence::In(caller) | Presence::Owes(caller, _)) => caller,
        Err(answer) => return answer,
    };
    let Ok(Form(form)) = form else { return see_other(HOME) };
    let (db, now, id) = (app.db.clone(), app.clock.now(), caller.standing.id);
    match app.carry_out(async move { sign_ins::act_as(&db, id, form.role, now).await }).await {
        Ok(changed) => {
            let onwards = changed.owed.map_or(HOME.to_owned(), |owed| super::way_to(owed, None));
            with_cookies(see_other(&onwards), &[&cookies::signed_in(app, &changed)])
        }
        Err(Error::Refused(_)) => match signed_in(app, request).await {
            Ok(caller) => shown(app, &caller, true).await,
            Err(answer) => answer,
        },
        Err(error) => failed(&error),
    }
}

/// Ends one of one's own sign-ins.
#[handler]
pub(crate) async fn end(Data(app): Data<&App>, request: &Request, form: Result<Form<EndForm>>) -> Response {
    if let Some(refused) = foreign(app, request) {
        return refused;
    }
    let caller = match signed_in(app, request).await {
        Ok(caller) => caller,
        Err(answer) => return answer,
    };
    let Ok(Form(form)) = form else { return shown(app, &caller, false).await };
    let (db, now, scope) = (app.db.clone(), app.clock.now(), caller.scope);
    match app.carry_out(async move { sign_ins::end(&db, &scope, form.id, now, None).await }).await {
        Ok(_) => see_other("/konto"),
        Err(error) => failed(&error),
    }
}

/// Signs out.
#[handler]
pub(crate) async fn sign_out(Data(app): Data<&App>, request: &Request) -> Response {
    if let Some(refused) = foreign(app, request) {
        return refused;
    }
    if let Some(secret) = Cookie::SignedIn.of(request, app) {
        let (db, now) = (app.db.clone(), app.clock.now());
        if let Err(error) = app.carry_out(async move { sign_ins::end_own(&db, &secret, now).await }).await {
            return failed(&error);
        }
    }
    with_cookies(see_other("/logga-in"), &[&Cookie::SignedIn.forgotten(app)])
}
