//! I6: the action plan.

use domain::{
    access::Right,
    indicator::{
        action_plan::{self, PlanEvidence},
        definition::{Definition, MetWhen},
        outcome::Details,
    },
};

use super::{Asked, Computed};
use crate::{Db, Result, action_plans};

/// The plan is the region's own: no library and no organiser has a part of it.
pub(super) async fn compute(db: &Db, asked: &Asked<'_>, definition: &Definition) -> Result<Computed> {
    if !asked.scope.role.may(Right::to_read(definition.code)) {
        return Ok(Computed::outside_scope(definition));
    }
    let plans = action_plans::all(db).await?.into_iter().map(|plan| PlanEvidence {
        plan_id: plan.id,
        title: plan.title.into_string(),
        steps: plan.steps.into_iter().map(|logged| logged.step).collect(),
    });
    let plans: Vec<_> = plans.collect();
    let met_when = definition.rules.met_when.unwrap_or(MetWhen::Adopted);
    let (result, evidence) = action_plan::standing(&plans, asked.period, met_when);
    Ok(Computed::by(definition, result.outcome(), Details::ActionPlans(Box::new(result)), evidence))
}
