//! What is done to the register of people, for the API and for pages alike.

use domain::{
    EmploymentId, PersonId,
    access::Right,
    notice::Language,
    person::{Employment, Person},
};
use persistence::people::{self, Choices, EmploymentChange, EmploymentDraft, PersonDraft};

use super::{EmploymentInput, PersonInput};
use crate::{App, caller::Caller, problem::Problem};

/// Keeps what the caller has chosen for herself.
///
/// # Errors
/// When it cannot be kept now.
pub async fn choose(app: &App, caller: &Caller, choices: Choices) -> Result<Person, Problem> {
    let (db, own, now) = (app.db.clone(), caller.0.person, app.clock.now());
    app.write(async move { people::choose(&db, own, choices, Some(own), now).await }).await
}

/// Adds a person to the register.
///
/// # Errors
/// When somebody has the address already, or the caller may not.
pub async fn add(app: &App, caller: &Caller, key: Option<String>, body: PersonInput) -> Result<Person, Problem> {
    let actor = caller.with(Right::ManagePeople)?.person;
    let ticket = app.ticket(caller, key, "addPerson", &body)?;
    let (db, now) = (app.db.clone(), app.clock.now());
    app.write(async move {
        let language = body.language.unwrap_or_else(Language::usual);
        let draft = PersonDraft { name: body.name, email: body.email, language };
        people::add(&db, draft, Some(actor), now, ticket.once()).await
    })
    .await
}

/// Employs somebody at a library.
///
/// # Errors
/// When the library is not the caller's, the person not hers to employ, or the days contradict each other.
pub async fn employ(
    app: &App,
    caller: &Caller,
    key: Option<String>,
    person_id: PersonId,
    body: EmploymentInput,
) -> Result<Employment, Problem> {
    let scope = caller.with(Right::ManagePeople)?.clone();
    let ticket = app.ticket(caller, key, &format!("addEmployment {person_id}"), &body)?;
    let draft = EmploymentDraft {
        person_id,
        library_id: body.library_id,
        from: body.from.0,
        to: body.to.map(|date| date.0),
        category: body.category,
    };
    let (db, now) = (app.db.clone(), app.clock.now());
    app.write(async move { people::add_employment(&db, &scope, draft, now, ticket.once()).await }).await
}

/// Changes an employment, or ends it. Bookings made for it that begin after its last day are cancelled.
///
/// # Errors
/// When it has been changed since, the days contradict each other, or the caller may not.
pub async fn change_employment(
    app: &App,
    caller: &Caller,
    id: EmploymentId,
    seen: Option<i32>,
    change: EmploymentChange,
) -> Result<Employment, Problem> {
    let scope = caller.with(Right::ManagePeople)?.clone();
    let (db, now) = (app.db.clone(), app.clock.now());
    app.write(async move { people::change_employment(&db, &scope, id, change, seen, now).await }).await
}
