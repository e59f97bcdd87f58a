//! Action plans, and the states they go through: planned, draft, referred, adopted, superseded.

use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};

use crate::{
    ActionPlanId, Invalid, PersonId,
    refusal::{No, Refusal},
    values::Line,
};

crate::words! {
    /// How far an action plan has come, in this order.
    pub enum PlanState {
        /// Nothing is written yet.
        Planned = "planned",
        /// There is a draft.
        Draft = "draft",
        /// På remiss.
        Referred = "referred",
        /// Fastställd.
        Adopted = "adopted",
        /// Another plan has taken its place.
        Superseded = "superseded",
    }
}

/// That a plan came into a state.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct PlanStep {
    /// Which; never planned, which every plan is from the start.
    pub state: PlanState,
    /// The local date it did.
    pub on: NaiveDate,
    /// Where the document is: a registry number (dnr) or an address.
    pub reference: Option<Line<500>>,
}

/// A step, and who recorded it when.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LoggedStep {
    /// The step.
    pub step: PlanStep,
    /// When it was recorded.
    pub recorded_at: DateTime<Utc>,
    /// By whom.
    pub recorded_by: PersonId,
}

/// An action plan and its log.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ActionPlan {
    /// Identifier.
    pub id: ActionPlanId,
    /// Title.
    pub title: Line<200>,
    /// When it came into the register.
    pub added_at: DateTime<Utc>,
    /// Its steps, in order.
    pub steps: Vec<LoggedStep>,
    /// Grows with every change.
    pub version: i32,
}

impl ActionPlan {
    /// The state it is in.
    pub fn state(&self) -> PlanState {
        self.steps.last().map_or(PlanState::Planned, |last| last.step.state)
    }

    /// Takes a step. States may be passed over, but only an adopted plan can be superseded.
    ///
    /// # Errors
    /// When it goes back, stands still, or its day is before that of the step before.
    pub fn advance(&mut self, step: LoggedStep) -> Result<(), Refusal> {
        let state = self.state();
        let forward = step.step.state > state;
        let replaces = step.step.state != PlanState::Superseded || state == PlanState::Adopted;
        let in_time = self.steps.last().is_none_or(|last| last.step.on <= step.step.on);
        if forward && replaces && in_time {
            self.steps.push(step);
            Ok(())
        } else {
            Err(Refusal::PlanGoesForward)
        }
    }

    /// Names the document afterwards: that of the adopted plan, or else of the state it is in.
    ///
    /// # Errors
    /// When nothing is written yet.
    pub fn refer(&mut self, reference: Option<Line<500>>) -> Result<(), No> {
        let adopted = self.steps.iter().position(|step| step.step.state == PlanState::Adopted);
        let at = adopted.or(self.steps.len().checked_sub(1));
        let step = at.and_then(|at| self.steps.get_mut(at));
        step.ok_or_else(|| No::invalid("reference", Invalid::Needed))?.step.reference = reference;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn plan() -> ActionPlan {
        let now = DateTime::default();
        let title = "Handlingsplan".parse().expect("a title");
        ActionPlan { id: ActionPlanId::new(now), title, added_at: now, steps: Vec::new(), version: 1 }
    }

    fn step(state: PlanState, day: u32) -> LoggedStep {
        let on = NaiveDate::from_ymd_opt(2026, 11, day).expect("a date");
        let recorded_at = DateTime::default();
        let recorded_by = PersonId::new(recorded_at);
        LoggedStep { step: PlanStep { state, on, reference: None }, recorded_at, recorded_by }
    }

    #[test]
    fn a_plan_only_goes_forward() {
        let mut plan = plan();
        assert_eq!(plan.advance(step(PlanState::Planned, 1)), Err(Refusal::PlanGoesForward));
        assert_eq!(plan.advance(step(PlanState::Superseded, 1)), Err(Refusal::PlanGoesForward));
        assert_eq!(plan.advance(step(PlanState::Draft, 10)), Ok(()));
        assert_eq!(plan.advance(step(PlanState::Draft, 11)), Err(Refusal::PlanGoesForward));
        assert_eq!(plan.advance(step(PlanState::Adopted, 9)), Err(Refusal::PlanGoesForward));
        assert_eq!(plan.advance(step(PlanState::Adopted, 10)), Ok(()), "the same day, and referral passed over");
        assert_eq!(plan.advance(step(PlanState::Referred, 12)), Err(Refusal::PlanGoesForward));
        assert_eq!(plan.advance(step(PlanState::Superseded, 12)), Ok(()));
        assert_eq!(plan.state(), PlanState::Superseded);
    }

    #[test]
    fn a_reference_given_afterwards_is_that_of_the_adopted_plan() {
        let mut plan = plan();
        let reference: Option<Line<500>> = "26RS1234".parse().ok();
        assert!(plan.refer(reference.clone()).is_err());
        for (state, day) in [(PlanState::Draft, 1), (PlanState::Adopted, 2), (PlanState::Superseded, 3)] {
            plan.advance(step(state, day)).expect("forward");
        }
        plan.refer(reference.clone()).expect("adopted");
        assert_eq!(plan.steps[1].step.reference, reference);
    }
}
