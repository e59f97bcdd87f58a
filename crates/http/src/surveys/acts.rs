//! What is done to surveys, for the API and for pages alike. Reading them closes those whose time is over.

use domain::{
    Invalid, Refusal, SurveyId,
    access::Right,
    survey::{SurveyCounts, SurveyScale},
};
use persistence::{
    Error,
    page::{Page, PageRequest},
    surveys::{self, SurveyDraft, SurveyView},
};

use super::{SendingInput, SurveyCountsInput, SurveyInput};
use crate::{App, caller::Caller, problem::Problem};

/// The most people a survey on paper can have asked.
const INVITED_MAX: u32 = 100_000;

/// All surveys, the latest first.
///
/// # Errors
/// When the caller may not.
pub async fn all(app: &App, caller: &Caller, asked: PageRequest) -> Result<Page<SurveyView>, Problem> {
    caller.with(Right::ManageFollowUp)?;
    let (db, now) = (app.db.clone(), app.clock.now());
    app.write(async move { surveys::list(&db, asked, now).await }).await
}

/// One survey.
///
/// # Errors
/// When it is not there, or the caller may not.
pub async fn find(app: &App, caller: &Caller, id: SurveyId) -> Result<SurveyView, Problem> {
    caller.with(Right::ManageFollowUp)?;
    let (db, now) = (app.db.clone(), app.clock.now());
    app.write(async move { surveys::find(&db, id, now).await }).await
}

/// Adds a survey.
///
/// # Errors
/// When it contradicts itself, or the caller may not.
pub async fn add(app: &App, caller: &Caller, key: Option<String>, body: SurveyInput) -> Result<SurveyView, Problem> {
    let actor = caller.with(Right::ManageFollowUp)?.person;
    let ticket = app.ticket(caller, key, "addSurvey", &body)?;
    let draft = SurveyDraft {
        programme_id: body.programme_id,
        title: body.title,
        scale: body.scale.unwrap_or(SurveyScale::YesNo),
        opens_on: body.opens_on.0,
        closes_on: body.closes_on.0,
    };
    let (db, now) = (app.db.clone(), app.clock.now());
    app.write(async move { surveys::add(&db, draft, actor, now, ticket.once()).await }).await
}

/// Sends a survey to everyone who manages a public library today.
///
/// # Errors
/// When it is sent already, nobody could reach its answers, or the caller may not.
pub async fn send(app: &App, caller: &Caller, key: Option<String>, id: SurveyId) -> Result<SurveyView, Problem> {
    let actor = caller.with(Right::ManageFollowUp)?.person;
    if app.public_url.is_none() {
        return Err(Error::Refused(Refusal::PublicAddressMissing).into());
    }
    let ticket = app.ticket(caller, key, &format!("sendSurvey {id}"), &SendingInput {})?;
    let (db, now) = (app.db.clone(), app.clock.now());
    app.write(async move { surveys::send(&db, id, actor, now, ticket.once()).await }).await
}

/// Enters the numbers of a survey held on paper.
///
/// # Errors
/// When it was sent from here, the numbers contradict each other, or the caller may not.
pub async fn count(
    app: &App,
    caller: &Caller,
    key: Option<String>,
    id: SurveyId,
    body: SurveyCountsInput,
) -> Result<SurveyView, Problem> {
    let actor = caller.with(Right::ManageFollowUp)?.person;
    if body.invited > INVITED_MAX {
        return Err(Problem::invalid_member("invited", Invalid::OutOfRange(0, INVITED_MAX.into())));
    }
    let ticket = app.ticket(caller, key, &format!("enterSurveyCounts {id}"), &body)?;
    let counts = SurveyCounts {
        invited: body.invited,
        strengthened: body.strengthened,
        not_strengthened: body.not_strengthened,
        dont_know: body.dont_know,
    };
    let (db, now) = (app.db.clone(), app.clock.now());
    app.write(async move { surveys::enter_counts(&db, id, counts, actor, now, ticket.once()).await }).await
}
