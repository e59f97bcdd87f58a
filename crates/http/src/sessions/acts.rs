//! What is done to sessions, for the API and for pages alike.

use domain::{
    SessionId,
    access::Right,
    session::{SessionChange, SessionDraft},
};
use persistence::{
    courses,
    planning::{self, Planned, Planner, Preview},
    sessions::SessionView,
};

use super::{CancellationInput, SessionInput};
use crate::{App, caller::Caller, once::Ticket, problem::Problem};

/// Somebody who plans.
pub(crate) fn planner(
    app: &App,
    caller: &Caller,
    seen: Option<i32>,
    ticket: Option<&Ticket>,
) -> Result<Planner, Problem> {
    let scope = caller.with(Right::PlanSessions)?.clone();
    Ok(Planner { scope, now: app.clock.now(), seen, once: ticket.and_then(Ticket::once) })
}

/// Plans a session, or registers one that is over.
///
/// # Errors
/// When the rules do not allow it, or the caller may not.
pub async fn plan(app: &App, caller: &Caller, key: Option<String>, body: SessionInput) -> Result<Planned, Problem> {
    caller.with(Right::PlanSessions)?;
    let ticket = app.ticket(caller, key, "planSession", &body)?;
    let planner = planner(app, caller, None, Some(&ticket))?;
    let relates_to_goal = body.relates_to_goal;
    let draft = draft(app, caller, body).await?;
    let db = app.db.clone();
    app.write(async move {
        let _ticket = ticket;
        planning::plan(&db, &planner, draft, relates_to_goal).await
    })
    .await
}

/// A session as it would be planned, and what to look at twice. Nothing is written.
///
/// # Errors
/// Those that planning it would be refused with.
pub async fn preview(app: &App, caller: &Caller, body: SessionInput) -> Result<Preview, Problem> {
    let planner = planner(app, caller, None, None)?;
    let draft = draft(app, caller, body).await?;
    Ok(planning::preview(&app.db, &planner, draft).await?)
}

async fn draft(app: &App, caller: &Caller, body: SessionInput) -> Result<SessionDraft, Problem> {
    let unknown_course = || Problem::invalid_member("courseId", domain::Invalid::Unknown);
    let title = courses::find(&app.db, body.course_id).await.map_err(|_| unknown_course())?.title;
    Ok(body.into_draft(title, caller.0.organiser_of_new()))
}

/// Changes a session, unless it has changed since the caller saw it.
///
/// # Errors
/// When the rules do not allow it, or the caller may not.
pub async fn change(
    app: &App,
    caller: &Caller,
    seen: Option<i32>,
    id: SessionId,
    change: SessionChange,
) -> Result<SessionView, Problem> {
    let planner = planner(app, caller, seen, None)?;
    let db = app.db.clone();
    app.write(async move { planning::change_session(&db, &planner, id, change).await }).await
}

/// Makes a draft public.
///
/// # Errors
/// When the rules do not allow it, or the caller may not.
pub async fn publish(app: &App, caller: &Caller, key: Option<String>, id: SessionId) -> Result<SessionView, Problem> {
    let ticket = app.ticket(caller, key, &format!("publishSession {id}"), &String::new())?;
    let planner = planner(app, caller, None, Some(&ticket))?;
    let db = app.db.clone();
    app.write(async move {
        let _ticket = ticket;
        planning::publish(&db, &planner, id).await
    })
    .await
}

/// Calls a session off.
///
/// # Errors
/// When the rules do not allow it, or the caller may not.
pub async fn cancel(
    app: &App,
    caller: &Caller,
    key: Option<String>,
    id: SessionId,
    body: &CancellationInput,
) -> Result<SessionView, Problem> {
    let ticket = app.ticket(caller, key, &format!("cancelSession {id}"), body)?;
    let planner = planner(app, caller, None, Some(&ticket))?;
    let (db, reason) = (app.db.clone(), body.reason.clone());
    app.write(async move {
        let _ticket = ticket;
        planning::cancel_session(&db, &planner, id, &reason).await
    })
    .await
}
