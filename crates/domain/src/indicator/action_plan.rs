//! I6: whether an action plan was drawn up in the period.
//!
//! Read as *adopted*: the plan was adopted on a day of the period. Read as *drafted*: on the period's last day it
//! stood as a draft, on referral or adopted. Either way something must refer to the document.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::{
    IndicatorStatus,
    definition::MetWhen,
    evidence::{EvidenceKind, EvidenceRow, LeftOut},
    outcome::{Outcome, Remark, RemarkCode, Value},
    period::Period,
};
use crate::{
    ActionPlanId,
    action_plan::{PlanState, PlanStep},
};

/// One plan with its history.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PlanEvidence {
    /// Which. Each is given once.
    pub plan_id: ActionPlanId,
    /// Its title.
    pub title: String,
    /// The states it came into, forward and in order of date. A plan without steps is planned.
    pub steps: Vec<PlanStep>,
}

/// How one plan stands for the period.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct PlanStanding {
    /// Which.
    pub plan_id: ActionPlanId,
    /// Its title.
    pub title: String,
    /// The state on the period's last day.
    pub state: PlanState,
    /// The day it was adopted, whenever that was.
    pub adopted_on: Option<NaiveDate>,
    /// Where the document is: as last named at or before what is looked at.
    pub reference: Option<String>,
    /// Days from the period's last day until it was adopted; only when that was after it, and it had to be adopted.
    pub days_late: Option<u32>,
    /// Why it does not count; none when it does.
    pub left_out: Option<LeftOut>,
}

/// The result of I6.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ActionPlans {
    /// What counts as drawn up.
    pub met_when: MetWhen,
    /// The plans, in order of title.
    pub plans: Vec<PlanStanding>,
}

/// Looks at every plan. One that counts is enough. The order of the plans changes nothing.
pub fn standing(plans: &[PlanEvidence], period: Period, met_when: MetWhen) -> (ActionPlans, Vec<EvidenceRow>) {
    let mut plans: Vec<_> = plans.iter().map(|plan| look_at(plan, period, met_when)).collect();
    plans.sort_by(|a, b| (&a.title, a.plan_id).cmp(&(&b.title, b.plan_id)));
    let evidence = plans.iter().map(row).collect();
    (ActionPlans { met_when, plans }, evidence)
}

impl ActionPlans {
    /// Met by one plan that counts. Otherwise a plan that only lacks its reference is worth more than a late one.
    pub fn outcome(&self) -> Outcome {
        let lacking = self.plans.iter().filter(|plan| plan.left_out == Some(LeftOut::ReferenceMissing)).count();
        let late = self.plans.iter().filter_map(|plan| plan.days_late).min();
        if self.plans.is_empty() {
            Outcome::no_data()
        } else if self.plans.iter().any(|plan| plan.left_out.is_none()) {
            Outcome::new(IndicatorStatus::Met, Value::Milestone(true))
        } else if lacking > 0 {
            let mut outcome = Outcome::new(IndicatorStatus::InsufficientEvidence, Value::Milestone(false));
            let lacking = u32::try_from(lacking).unwrap_or(u32::MAX);
            outcome.completeness.extend(Remark::of(RemarkCode::ReferenceMissing, lacking));
            outcome
        } else {
            let mut outcome = Outcome::new(IndicatorStatus::NotMet, Value::Milestone(false));
            outcome.warnings.extend(late.and_then(|days| Remark::of(RemarkCode::DaysLate, days)));
            outcome
        }
    }
}

fn look_at(plan: &PlanEvidence, period: Period, met_when: MetWhen) -> PlanStanding {
    let by_then = plan.steps.iter().filter(|step| step.on <= period.to);
    let state = by_then.map(|step| step.state).max().unwrap_or(PlanState::Planned);
    let adopted = plan.steps.iter().find(|step| step.state == PlanState::Adopted);
    let adopted_on = adopted.map(|step| step.on);
    let looked_at = match met_when {
        MetWhen::Adopted => adopted,
        MetWhen::Draft => plan.steps.iter().rfind(|step| step.on <= period.to),
    };
    let up_to = plan.steps.iter().filter(|step| looked_at.is_some_and(|last| step.state <= last.state));
    let reference = up_to.filter_map(|step| step.reference.as_ref()).next_back().map(ToString::to_string);
    let drawn_up = match met_when {
        MetWhen::Adopted => adopted_on.is_some_and(|on| period.contains(on)),
        MetWhen::Draft => matches!(state, PlanState::Draft | PlanState::Referred | PlanState::Adopted),
    };
    let late = adopted_on.filter(|on| met_when == MetWhen::Adopted && *on > period.to);
    let left_out = match (drawn_up, &reference) {
        (false, _) => Some(LeftOut::NotDrawnUp),
        (true, None) => Some(LeftOut::ReferenceMissing),
        (true, Some(_)) => None,
    };
    PlanStanding {
        plan_id: plan.plan_id,
        title: plan.title.clone(),
        state,
        adopted_on,
        reference,
        days_late: late.map(|on| u32::try_from((on - period.to).num_days()).unwrap_or(u32::MAX)),
        left_out,
    }
}

fn row(plan: &PlanStanding) -> EvidenceRow {
    EvidenceRow {
        kind: EvidenceKind::ActionPlan,
        id: Some(plan.plan_id.0),
        title: plan.reference.as_ref().map_or_else(|| plan.title.clone(), |at| format!("{} ({at})", plan.title)),
        date: plan.adopted_on,
        left_out: plan.left_out,
        occasion: None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn plan(steps: &[(PlanState, &str, Option<&str>)]) -> PlanEvidence {
        let step = |(state, on, reference): &(PlanState, &str, Option<&str>)| PlanStep {
            state: *state,
            on: on.parse().expect("a date"),
            reference: reference.map(|reference| reference.parse().expect("a reference")),
        };
        let steps = steps.iter().map(step).collect();
        PlanEvidence { plan_id: ActionPlanId::new(chrono::DateTime::default()), title: "Plan".into(), steps }
    }

    fn year(plan: PlanEvidence, year: i32, met_when: MetWhen) -> Outcome {
        let day = |month, day| NaiveDate::from_ymd_opt(year, month, day).expect("a date");
        let period = Period::new(day(1, 1), day(12, 31)).expect("a period");
        standing(&[plan], period, met_when).0.outcome()
    }

    #[test]
    fn history_decides_and_not_what_became_of_the_plan_later() {
        let superseded = plan(&[
            (PlanState::Draft, "2025-10-01", Some("25RS0001")),
            (PlanState::Adopted, "2026-03-01", None),
            (PlanState::Superseded, "2027-02-01", Some("27RS0100")),
        ]);
        let status = |at, met_when| year(superseded.clone(), at, met_when).status;
        assert_eq!(status(2026, MetWhen::Adopted), IndicatorStatus::Met, "the reference of its draft holds");
        assert_eq!(status(2027, MetWhen::Adopted), IndicatorStatus::NotMet);
        assert_eq!(status(2024, MetWhen::Draft), IndicatorStatus::NotMet);
        assert_eq!(status(2025, MetWhen::Draft), IndicatorStatus::Met);
        assert_eq!(status(2027, MetWhen::Draft), IndicatorStatus::NotMet, "another plan has taken its place");
        let late = year(superseded, 2025, MetWhen::Adopted);
        assert_eq!((late.status, late.warnings[0].count), (IndicatorStatus::NotMet, 60));
    }

    #[test]
    fn a_plan_without_reference_is_not_enough_in_either_reading() {
        let bare = plan(&[(PlanState::Draft, "2026-02-01", None), (PlanState::Adopted, "2026-03-01", None)]);
        assert_eq!(year(bare.clone(), 2026, MetWhen::Adopted).status, IndicatorStatus::InsufficientEvidence);
        assert_eq!(year(bare, 2026, MetWhen::Draft).status, IndicatorStatus::InsufficientEvidence);
        assert_eq!(year(plan(&[]), 2026, MetWhen::Draft).status, IndicatorStatus::NotMet);
    }
}
