//! Calling off a session, or one of its meetings: who is told, and why.

use askama::Template;
use domain::{access::Right, values::Line};
use http_api::{
    App, look, meetings as meetings_api,
    sessions::{self as api, CancellationInput},
};
use persistence::sessions::SessionView;
use poem::{
    handler,
    web::{Data, Path},
};

use super::one::{planned, planned_meeting};
use crate::{
    Answer, Page,
    form::{Fields, Form, Sent},
    see_other,
};

const FIELDS: Fields = &[("reason", "planning-reason")];

#[derive(Template)]
#[template(path = "calling_off.html")]
struct CallingOffPage<'a> {
    page: &'a Page,
    form: Form,
    /// Where the form goes.
    to: String,
    back: String,
    title: String,
    /// The meetings that are called off.
    meetings: Vec<String>,
    /// It is one meeting, and the others stand.
    only_one: bool,
    told: u32,
}

fn shown(page: &Page, form: Form, view: &SessionView, meeting: Option<&domain::meeting::Meeting>) -> Answer {
    let session = &view.session;
    let back = format!("/planering/{}", session.id);
    let to = match meeting {
        Some(meeting) => format!("/planering/traffar/{}/installning", meeting.id),
        None => format!("{back}/installning"),
    };
    let concerned = |one: &&domain::meeting::Meeting| match meeting {
        Some(meeting) => one.id == meeting.id,
        None => one.still_to_come().is_ok(),
    };
    let meetings = session.meetings.iter().filter(concerned).map(|one| page.span(one.span)).collect();
    let shown = CallingOffPage {
        page,
        to,
        back,
        title: session.title.to_string(),
        meetings,
        only_one: meeting.is_some(),
        told: session.seats_taken + session.waiting,
        form,
    };
    Ok(look::page(shown.form.status(), &shown))
}

/// Asks why a session is called off, and says who is told.
#[handler]
pub(crate) async fn show(Data(app): Data<&App>, Data(page): Data<&Page>, Path(id): Path<String>) -> Answer {
    let view = planned(app, page.with(Right::PlanSessions)?, &id).await?;
    shown(page, Form::new(page, FIELDS), &view, None)
}

/// Calls a session off.
#[handler]
pub(crate) async fn cancel(
    Data(app): Data<&App>,
    Data(page): Data<&Page>,
    Path(id): Path<String>,
    sent: Sent,
) -> Answer {
    let who = page.with(Right::PlanSessions)?;
    let view = planned(app, who, &id).await?;
    let mut form = Form::sent(page, FIELDS, sent);
    let reason: Option<Line<500>> = form.read("reason");
    let Some(reason) = reason else { return shown(page, form, &view, None) };
    let body = CancellationInput { reason };
    match api::cancel(app, &who.caller, form.sent_key(), view.session.id, &body).await {
        Ok(_) => Ok(see_other(&format!("/planering/{}", view.session.id))),
        Err(problem) => {
            form.refuse(problem)?;
            shown(page, form, &view, None)
        }
    }
}

/// Asks why a meeting is called off, and says who is told.
#[handler]
pub(crate) async fn show_meeting(Data(app): Data<&App>, Data(page): Data<&Page>, Path(id): Path<String>) -> Answer {
    let (view, meeting) = planned_meeting(app, page.with(Right::PlanSessions)?, &id).await?;
    shown(page, Form::new(page, FIELDS), &view, Some(&meeting))
}

/// Calls one meeting off; the others stand.
#[handler]
pub(crate) async fn cancel_meeting(
    Data(app): Data<&App>,
    Data(page): Data<&Page>,
    Path(id): Path<String>,
    sent: Sent,
) -> Answer {
    let who = page.with(Right::PlanSessions)?;
    let (view, meeting) = planned_meeting(app, who, &id).await?;
    let mut form = Form::sent(page, FIELDS, sent);
    let reason: Option<Line<500>> = form.read("reason");
    let Some(reason) = reason else { return shown(page, form, &view, Some(&meeting)) };
    let body = CancellationInput { reason };
    match meetings_api::cancel(app, &who.caller, form.sent_key(), meeting.id, &body).await {
        Ok(_) => Ok(see_other(&format!("/planering/{}", view.session.id))),
        Err(problem) => {
            form.refuse(problem)?;
            shown(page, form, &view, Some(&meeting))
        }
    }
}
