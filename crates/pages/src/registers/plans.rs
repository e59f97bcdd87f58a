//! Action plans (I6): each from planned to adopted.

use askama::Template;
use domain::{
    ActionPlanId,
    access::Right,
    action_plan::{ActionPlan, PlanState},
    values::Line,
    wall_time::{self, LocalDate},
};
use http_api::{
    App,
    action_plans::{self as api, ActionPlanInput, PlanStateInput},
    look,
};
use persistence::{action_plans, page::PageRequest};
use poem::{
    handler,
    web::{Data, Path},
};

use crate::{
    Answer, Failure, Page,
    form::{Fields, Form, Sent},
    see_other,
};

const NEW: Fields = &[("title", "plan-title")];
const STEP: Fields = &[("state", "plan-state"), ("on", "plan-day"), ("reference", "plan-reference")];
/// More plans than a region has.
const PLANS: PageRequest = PageRequest { limit: 100, page: 1 };

#[derive(Template)]
#[template(path = "plans.html")]
struct PlansPage<'a> {
    page: &'a Page,
    form: Form,
    /// The way to each, its title and its state.
    rows: Vec<(String, String, &'static str)>,
}

#[derive(Template)]
#[template(path = "plan.html")]
struct PlanPage<'a> {
    page: &'a Page,
    form: Form,
    way: String,
    title: String,
    state: &'static str,
    steps: Vec<(&'static str, String, Option<String>)>,
    states: Vec<(String, String)>,
}

fn state_key(state: PlanState) -> &'static str {
    match state {
        PlanState::Planned => "plan-planned",
        PlanState::Draft => "plan-draft",
        PlanState::Referred => "plan-referred",
        PlanState::Adopted => "plan-adopted",
        PlanState::Superseded => "plan-superseded",
    }
}

/// Lists the plans.
#[handler]
pub(crate) async fn show(Data(app): Data<&App>, Data(page): Data<&Page>) -> Answer {
    shown(app, page, Form::new(page, NEW)).await
}

async fn shown(app: &App, page: &Page, form: Form) -> Answer {
    page.with(Right::ManageFollowUp)?;
    let found = action_plans::list(&app.db, PLANS).await?.items;
    let row = |plan: &ActionPlan| (way(plan.id), plan.title.to_string(), state_key(plan.state()));
    let rows = found.iter().map(row).collect();
    Ok(look::page(form.status(), &PlansPage { page, form, rows }))
}

fn way(id: ActionPlanId) -> String {
    format!("/handlingsplaner/{id}")
}

/// Adds a plan.
#[handler]
pub(crate) async fn add(Data(app): Data<&App>, Data(page): Data<&Page>, sent: Sent) -> Answer {
    let who = page.with(Right::ManageFollowUp)?;
    let mut form = Form::sent(page, NEW, sent);
    let title: Option<Line<200>> = form.read("title");
    let Some(title) = title else { return shown(app, page, form).await };
    match api::add(app, &who.caller, form.sent_key(), ActionPlanInput { title }).await {
        Ok(plan) => Ok(see_other(&way(plan.id))),
        Err(problem) => {
            form.refuse(problem)?;
            shown(app, page, form).await
        }
    }
}

/// Shows a plan and the states it has been in.
#[handler]
pub(crate) async fn show_one(Data(app): Data<&App>, Data(page): Data<&Page>, Path(id): Path<String>) -> Answer {
    let today = wall_time::local_date(app.clock.now());
    one_shown(app, page, &id, Form::new(page, STEP).with("on", today)).await
}

async fn one_shown(app: &App, page: &Page, id: &str, form: Form) -> Answer {
    page.with(Right::ManageFollowUp)?;
    let plan = action_plans::find(&app.db, id.parse().map_err(|_| Failure::NotFound)?).await?;
    let later = PlanState::ALL.iter().filter(|state| **state > plan.state());
    let steps = plan.steps.iter().map(|logged| {
        let reference = logged.step.reference.as_ref().map(ToString::to_string);
        (state_key(logged.step.state), page.date(logged.step.on), reference)
    });
    let shown = PlanPage {
        page,
        form,
        way: way(plan.id),
        title: plan.title.to_string(),
        state: state_key(plan.state()),
        steps: steps.collect(),
        states: later.map(|state| (state.to_string(), page.say(state_key(*state)))).collect(),
    };
    Ok(look::page(shown.form.status(), &shown))
}

/// Brings a plan forward.
#[handler]
pub(crate) async fn advance(
    Data(app): Data<&App>,
    Data(page): Data<&Page>,
    Path(id): Path<String>,
    sent: Sent,
) -> Answer {
    let who = page.with(Right::ManageFollowUp)?;
    let plan: ActionPlanId = id.parse().map_err(|_| Failure::NotFound)?;
    let mut form = Form::sent(page, STEP, sent);
    let state: Option<PlanState> = form.read("state");
    let on: Option<LocalDate> = form.read("on");
    let reference: Option<Line<500>> = form.read_optional("reference");
    let Some((state, on)) = state.zip(on).filter(|_| !form.is_faulty()) else {
        return one_shown(app, page, &id, form).await;
    };
    match api::advance(app, &who.caller, form.sent_key(), plan, PlanStateInput { state, on, reference }).await {
        Ok(_) => Ok(see_other(&way(plan))),
        Err(problem) => {
            form.refuse(problem)?;
            one_shown(app, page, &id, form).await
        }
    }
}
