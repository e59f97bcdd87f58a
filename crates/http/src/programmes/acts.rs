//! What is done to programmes, for the API and for pages alike.

use domain::{ProgrammeId, access::Right, programme::Programme};
use persistence::programmes::{self, ProgrammeChange, ProgrammeDraft};

use super::ProgrammeInput;
use crate::{App, caller::Caller, problem::Problem};

/// Adds a programme.
///
/// # Errors
/// When it ends before it begins, or the caller may not.
pub async fn add(app: &App, caller: &Caller, key: Option<String>, body: ProgrammeInput) -> Result<Programme, Problem> {
    let actor = caller.with(Right::ManageFollowUp)?.person;
    let ticket = app.ticket(caller, key, "addProgramme", &body)?;
    let draft = ProgrammeDraft { name: body.name, goal: body.goal, from: body.from.0, to: body.to.0 };
    let (db, now) = (app.db.clone(), app.clock.now());
    app.write(async move { programmes::add(&db, draft, actor, now, ticket.once()).await }).await
}

/// Changes a programme, unless it has changed since the caller saw it.
///
/// # Errors
/// When it would contradict itself, or the caller may not.
pub async fn change(
    app: &App,
    caller: &Caller,
    seen: Option<i32>,
    id: ProgrammeId,
    change: ProgrammeChange,
) -> Result<Programme, Problem> {
    let actor = caller.with(Right::ManageFollowUp)?.person;
    let (db, now) = (app.db.clone(), app.clock.now());
    app.write(async move { programmes::change(&db, id, change, seen, actor, now).await }).await
}
