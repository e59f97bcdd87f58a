//! What is done to action plans, for the API and for pages alike.

use domain::{
    ActionPlanId, Invalid,
    access::Right,
    action_plan::{ActionPlan, PlanState, PlanStep},
};
use persistence::action_plans;

use super::{ActionPlanInput, PlanStateInput};
use crate::{App, caller::Caller, problem::Problem};

/// Adds a plan.
///
/// # Errors
/// When the caller may not.
pub async fn add(
    app: &App,
    caller: &Caller,
    key: Option<String>,
    body: ActionPlanInput,
) -> Result<ActionPlan, Problem> {
    let actor = caller.with(Right::ManageFollowUp)?.person;
    let ticket = app.ticket(caller, key, "addActionPlan", &body)?;
    let (db, now) = (app.db.clone(), app.clock.now());
    app.write(async move { action_plans::add(&db, body.title, actor, now, ticket.once()).await }).await
}

/// Brings a plan forward.
///
/// # Errors
/// When it would go back, or the caller may not.
pub async fn advance(
    app: &App,
    caller: &Caller,
    key: Option<String>,
    id: ActionPlanId,
    body: PlanStateInput,
) -> Result<ActionPlan, Problem> {
    let actor = caller.with(Right::ManageFollowUp)?.person;
    if body.state == PlanState::Planned {
        let forward = PlanState::WORDS[1..].join(" ");
        return Err(Problem::invalid_member("state", Invalid::Choice(forward)));
    }
    let ticket = app.ticket(caller, key, &format!("advanceActionPlan {id}"), &body)?;
    let step = PlanStep { state: body.state, on: body.on.0, reference: body.reference };
    let (db, now) = (app.db.clone(), app.clock.now());
    app.write(async move { action_plans::advance(&db, id, step, actor, now, ticket.once()).await }).await
}
