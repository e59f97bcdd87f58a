//! What is done to reports, for the API and for pages alike.

use domain::{
    Invalid, ReportId,
    access::Right,
    indicator::period::{Period, PeriodKind},
    report::{Report, View, figures::public::PublicTables},
};
use persistence::reports::{self, Contents, Deviations, Locked, Locking, ReportDraft};

use super::json::{self, CommentInput, LockInput, ReportInput, ReportPatch, RevisionInput};
use crate::{App, caller::Caller, problem::Problem};

/// A report with its figures, and with what the public sees of it when that is asked for.
///
/// # Errors
/// When it is not there, or the caller may not.
pub async fn read(
    app: &App,
    caller: &Caller,
    id: ReportId,
    view: Option<View>,
) -> Result<(Contents, Option<PublicTables>), Problem> {
    let scope = caller.with(Right::ManageFollowUp)?;
    let contents = reports::contents(&app.db, scope, id, app.clock.now()).await?;
    let public = match view {
        Some(View::Public) => Some(reports::public(&app.db, &contents).await?),
        _ => None,
    };
    Ok((contents, public))
}

/// Begins a report.
///
/// # Errors
/// When its period is not what it is called, or the caller may not.
pub async fn begin(app: &App, caller: &Caller, key: Option<String>, body: ReportInput) -> Result<Report, Problem> {
    let actor = caller.with(Right::ManageFollowUp)?.person;
    let ticket = app.ticket(caller, key, "addReport", &body)?;
    let period = Period::new(body.from.0, body.to.0).map_err(|reason| Problem::invalid_member("to", reason))?;
    if !period.may_be_called(body.kind) {
        return Err(Problem::invalid_member("kind", Invalid::OtherPeriod));
    }
    if body.kind == PeriodKind::Programme && body.programme_id.is_none() {
        return Err(Problem::invalid_member("programmeId", Invalid::Needed));
    }
    let title = body.title.map_or_else(|| json::title(body.kind, period), Ok)?;
    let draft = ReportDraft { programme_id: body.programme_id, kind: body.kind, period, title };
    let (db, now) = (app.db.clone(), app.clock.now());
    app.write(async move { reports::add(&db, draft, actor, now, ticket.once()).await }).await
}

/// Gives a draft another title.
///
/// # Errors
/// When it is locked, has been changed since, or the caller may not.
pub async fn rename(
    app: &App,
    caller: &Caller,
    id: ReportId,
    seen: Option<i32>,
    body: ReportPatch,
) -> Result<Report, Problem> {
    let actor = caller.with(Right::ManageFollowUp)?.person;
    let (db, now) = (app.db.clone(), app.clock.now());
    app.write(async move { reports::rename(&db, id, body.title, seen, actor, now).await }).await
}

/// Says something of an indicator in a draft, or takes it back.
///
/// # Errors
/// When it is locked, has been changed since, or the caller may not.
pub async fn comment(
    app: &App,
    caller: &Caller,
    id: ReportId,
    seen: Option<i32>,
    body: CommentInput,
) -> Result<Report, Problem> {
    let actor = caller.with(Right::ManageFollowUp)?.person;
    let (db, now) = (app.db.clone(), app.clock.now());
    app.write(async move { reports::comment(&db, id, body.code, body.text, seen, actor, now).await }).await
}

/// Locks a report.
///
/// # Errors
/// When attendance is missing and nobody says why it is locked all the same, or the caller may not.
pub async fn lock(
    app: &App,
    caller: &Caller,
    id: ReportId,
    seen: Option<i32>,
    body: LockInput,
) -> Result<Locked, Problem> {
    let scope = caller.with(Right::ManageFollowUp)?.clone();
    let anyway = body.reason()?;
    let (db, now) = (app.db.clone(), app.clock.now());
    let locking = Locking { anyway, seen, actor: scope.person, now };
    app.write(async move { reports::lock(&db, &scope, id, locking).await }).await
}

/// What would be otherwise in a locked report if it were made now.
///
/// # Errors
/// When it is not locked, or the caller may not.
pub async fn deviations(app: &App, caller: &Caller, id: ReportId) -> Result<Deviations, Problem> {
    let scope = caller.with(Right::ManageFollowUp)?;
    Ok(reports::deviations(&app.db, scope, id, app.clock.now()).await?)
}

/// Begins a revision of a locked report.
///
/// # Errors
/// When it is not locked, is replaced already, or the caller may not.
pub async fn revise(
    app: &App,
    caller: &Caller,
    key: Option<String>,
    id: ReportId,
    body: RevisionInput,
) -> Result<Report, Problem> {
    let actor = caller.with(Right::ManageFollowUp)?.person;
    let ticket = app.ticket(caller, key, &format!("reviseReport {id}"), &body)?;
    let (db, now, reason) = (app.db.clone(), app.clock.now(), body.reason);
    app.write(async move { reports::revise(&db, id, reason, actor, now, ticket.once()).await }).await
}
