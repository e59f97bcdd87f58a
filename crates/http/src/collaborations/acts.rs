//! What is done to collaborations, for the API and for pages alike.

use domain::{
    CollaborationId, Invalid,
    access::Right,
    collaboration::{Collaboration, CollaborationTheme},
    wall_time,
};
use persistence::collaborations::{self, CollaborationChange, CollaborationDraft, Confirmation};

use super::{CollaborationInput, ConfirmationInput};
use crate::{App, caller::Caller, problem::Problem};

/// Registers a collaboration.
///
/// # Errors
/// When it contradicts itself, or the caller may not.
pub async fn register(
    app: &App,
    caller: &Caller,
    key: Option<String>,
    body: CollaborationInput,
) -> Result<Collaboration, Problem> {
    let actor = caller.with(Right::ManageFollowUp)?.person;
    let ticket = app.ticket(caller, key, "addCollaboration", &body)?;
    let draft = CollaborationDraft {
        library_id: body.library_id,
        theme: body.theme.unwrap_or(CollaborationTheme::HealthGuide),
        from: body.from.0,
        to: body.to.map(|date| date.0),
        contact: body.contact,
        activities: body.activities,
    };
    let (db, now) = (app.db.clone(), app.clock.now());
    app.write(async move { collaborations::add(&db, draft, actor, now, ticket.once()).await }).await
}

/// Changes a collaboration, or ends it.
///
/// # Errors
/// When it has been changed since, would contradict itself, or the caller may not.
pub async fn change(
    app: &App,
    caller: &Caller,
    id: CollaborationId,
    seen: Option<i32>,
    change: CollaborationChange,
) -> Result<Collaboration, Problem> {
    let actor = caller.with(Right::ManageFollowUp)?.person;
    let (db, now) = (app.db.clone(), app.clock.now());
    app.write(async move { collaborations::change(&db, id, change, seen, actor, now).await }).await
}

/// Says that a collaboration goes on, or that it has ended.
///
/// # Errors
/// When it ends before it begins, or the caller may not.
pub async fn confirm(
    app: &App,
    caller: &Caller,
    key: Option<String>,
    id: CollaborationId,
    body: ConfirmationInput,
) -> Result<Collaboration, Problem> {
    let scope = caller.with(Right::ConfirmCollaborations)?.clone();
    let (db, now) = (app.db.clone(), app.clock.now());
    let said = match (body.active, body.to) {
        (true, None) => Confirmation::Active,
        (true, Some(_)) => return Err(Problem::invalid_member("to", Invalid::Needed)),
        (false, to) => Confirmation::Ended(to.map_or_else(|| wall_time::local_date(now), |date| date.0)),
    };
    let ticket = app.ticket(caller, key, &format!("confirmCollaboration {id}"), &body)?;
    app.write(async move { collaborations::confirm(&db, &scope, id, said, now, ticket.once()).await }).await
}
