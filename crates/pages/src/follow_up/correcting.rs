//! Correcting what a training occasion counts as: by, for and with staff, and whether it relates to the goal.

use askama::Template;
use domain::{
    access::Right,
    indicator::{IndicatorCode, period::Period},
    session::SessionChange,
    values::Line,
};
use http_api::{App, indicators, look, sessions as api};
use persistence::sessions::SessionView;
use poem::{
    handler,
    web::{Data, Path, Query},
};

use crate::{
    Answer, Failure, Page,
    form::{Fields, Form, Sent},
    planning::planned,
    see_other,
};

const FIELDS: Fields = &[("flags", "correct-flags"), ("reason", "correct-reason")];
const BY: &str = "byStaff";
const FOR: &str = "forStaff";
const WITH: &str = "withStaff";
const GOAL: &str = "relatesToGoal";

#[derive(Template)]
#[template(path = "correcting.html")]
struct CorrectingPage<'a> {
    page: &'a Page,
    form: Form,
    way: String,
    /// The evidence that she comes from.
    back: String,
    title: String,
    when: Option<String>,
    flags: Vec<(String, String)>,
}

/// The session that an address names, of the only indicator that counts such.
async fn found(app: &App, page: &Page, ids: &(String, String)) -> Result<SessionView, Failure> {
    let who = page.with(Right::ReadIndicators)?;
    page.with(Right::PlanSessions)?;
    if ids.0.parse::<IndicatorCode>() != Ok(IndicatorCode::I4) {
        return Err(Failure::NotFound);
    }
    planned(app, who, &ids.1).await
}

/// The evidence of the period that somebody was looking at; of this year if that is lost.
fn back(app: &App, form: &Form) -> Result<String, Failure> {
    let read = |field| form.text(field).parse().ok();
    let named = indicators::period(app, read("from"), read("to")).or_else(|_| indicators::period(app, None, None));
    let Period { from, to } = named?;
    Ok(format!("/uppfoljning/{}?from={from}&to={to}", IndicatorCode::I4))
}

/// Shows what a session counts as.
#[handler]
pub(crate) async fn show(
    Data(app): Data<&App>,
    Data(page): Data<&Page>,
    Path(ids): Path<(String, String)>,
    Query(asked): Query<Vec<(String, String)>>,
) -> Answer {
    let view = found(app, page, &ids).await?;
    let flags = view.session.affiliation;
    let set = [(BY, flags.by_staff), (FOR, flags.for_staff), (WITH, flags.with_staff), (GOAL, flags.relates_to_goal)];
    let mut form = Form::new(page, FIELDS).with("version", view.session.version);
    for (name, value) in asked.into_iter().filter(|(name, _)| name == "from" || name == "to") {
        form = form.with(&name, value);
    }
    let ticked = set.into_iter().filter(|(_, set)| *set);
    shown(app, page, ticked.fold(form, |form, (flag, _)| form.with("flags", flag)), &view)
}

fn shown(app: &App, page: &Page, form: Form, view: &SessionView) -> Answer {
    let session = &view.session;
    let option = |flag: &str, key: &str| (flag.to_owned(), page.say(key));
    let shown = CorrectingPage {
        page,
        way: format!("/uppfoljning/{}/{}", IndicatorCode::I4, session.id),
        back: back(app, &form)?,
        title: session.title.to_string(),
        when: session.first_date().map(|day| page.date(day)),
        flags: vec![
            option(BY, "correct-by"),
            option(FOR, "correct-for"),
            option(WITH, "correct-with"),
            option(GOAL, "correct-goal"),
        ],
        form,
    };
    Ok(look::page(shown.form.status(), &shown))
}

/// Corrects it, unless somebody else has in the meantime.
#[handler]
pub(crate) async fn save(
    Data(app): Data<&App>,
    Data(page): Data<&Page>,
    Path(ids): Path<(String, String)>,
    sent: Sent,
) -> Answer {
    let who = page.with(Right::PlanSessions)?;
    let view = found(app, page, &ids).await?;
    let mut form = Form::sent(page, FIELDS, sent);
    let reason: Option<Line<500>> = form.read("reason");
    if form.is_faulty() {
        return shown(app, page, form, &view);
    }
    let seen = form.text("version").parse().ok();
    match api::change(app, &who.caller, seen, view.session.id, change(&form, reason)).await {
        Ok(_) => Ok(see_other(&back(app, &form)?)),
        Err(problem) => {
            form.refuse(problem)?;
            // Whoever sends it once more has been told, and means it.
            let form = form.without("version").with("version", view.session.version);
            shown(app, page, form, &view)
        }
    }
}

/// All four are said, since a box that is not ticked is not sent.
fn change(form: &Form, reason: Option<Line<500>>) -> SessionChange {
    let ticked = |flag: &str| Some(form.has("flags", flag));
    SessionChange {
        by_staff: ticked(BY),
        for_staff: ticked(FOR),
        with_staff: ticked(WITH),
        relates_to_goal: ticked(GOAL),
        reason,
        ..SessionChange::default()
    }
}
