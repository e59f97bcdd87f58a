//! What is done to meetings, for the API and for pages alike.

use domain::{MeetingId, meeting::MeetingChange};
use persistence::{
    planning::{self, Consequences},
    sessions::SessionView,
};

use crate::{
    App,
    caller::Caller,
    problem::Problem,
    sessions::{CancellationInput, planner},
};

/// What a change would mean to those who are booked. Nothing is changed.
///
/// # Errors
/// When the rules would not allow it, or the caller may not.
pub async fn consequences(
    app: &App,
    caller: &Caller,
    id: MeetingId,
    change: MeetingChange,
) -> Result<Consequences, Problem> {
    let planner = planner(app, caller, None, None)?;
    Ok(planning::consequences(&app.db, &planner, id, change).await?)
}

/// Moves or changes a meeting, unless it has changed since the caller saw it.
///
/// # Errors
/// When the rules do not allow it, or the caller may not.
pub async fn change(
    app: &App,
    caller: &Caller,
    seen: Option<i32>,
    id: MeetingId,
    change: MeetingChange,
    accept_clashes: bool,
) -> Result<SessionView, Problem> {
    let planner = planner(app, caller, seen, None)?;
    let db = app.db.clone();
    app.write(async move { planning::change_meeting(&db, &planner, id, change, accept_clashes).await }).await
}

/// Cancels a meeting.
///
/// # Errors
/// When the rules do not allow it, or the caller may not.
pub async fn cancel(
    app: &App,
    caller: &Caller,
    key: Option<String>,
    id: MeetingId,
    body: &CancellationInput,
) -> Result<SessionView, Problem> {
    let ticket = app.ticket(caller, key, &format!("cancelMeeting {id}"), body)?;
    let planner = planner(app, caller, None, Some(&ticket))?;
    let (db, reason) = (app.db.clone(), body.reason.clone());
    app.write(async move {
        let _ticket = ticket;
        planning::cancel_meeting(&db, &planner, id, &reason).await
    })
    .await
}
