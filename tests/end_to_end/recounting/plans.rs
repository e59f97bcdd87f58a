//! I6: the action plan.

use chrono::NaiveDate;
use domain::{
    ActionPlanId,
    action_plan::{PlanState, PlanStep},
    indicator::{
        IndicatorStatus,
        action_plan::{self, PlanEvidence},
        definition::MetWhen,
        period::Period,
    },
};
use kursplats_tests::dice::Dice;

use super::{DATA_SETS, id, some_day, some_period};

#[test]
fn plans_read_step_by_step_stand_alike() {
    for seed in 0..DATA_SETS {
        let mut dice = Dice(seed);
        let mut plans: Vec<_> = (0..dice.roll(4)).map(|number| plan(&mut dice, number)).collect();
        let period = some_period(&mut dice);
        let met_when = *dice.pick(MetWhen::ALL);
        let (standing, rows) = action_plan::standing(&plans, period, met_when);
        assert_eq!(standing.outcome().status, naive(&plans, period, met_when), "seed {seed}: {plans:?} {period:?}");
        dice.shuffle(&mut plans);
        let again = action_plan::standing(&plans, period, met_when);
        assert_eq!(again, (standing, rows), "seed {seed}: another order");
    }
}

fn naive(plans: &[PlanEvidence], period: Period, met_when: MetWhen) -> IndicatorStatus {
    if plans.is_empty() {
        return IndicatorStatus::NoData;
    }
    let mut without_reference = false;
    for plan in plans {
        // The day that decides: when it was adopted, or the last day of the period.
        let day = match met_when {
            MetWhen::Adopted => adopted_on(plan).filter(|day| period.contains(*day)),
            MetWhen::Draft => Some(period.to).filter(|day| is_drawn_up(plan, *day)),
        };
        let Some(day) = day else { continue };
        if plan.steps.iter().any(|step| step.on <= day && step.state <= PlanState::Adopted && step.reference.is_some())
        {
            return IndicatorStatus::Met;
        }
        without_reference = true;
    }
    if without_reference { IndicatorStatus::InsufficientEvidence } else { IndicatorStatus::NotMet }
}

fn adopted_on(plan: &PlanEvidence) -> Option<NaiveDate> {
    plan.steps.iter().find(|step| step.state == PlanState::Adopted).map(|step| step.on)
}

fn is_drawn_up(plan: &PlanEvidence, day: NaiveDate) -> bool {
    let mut state = PlanState::Planned;
    for step in plan.steps.iter().filter(|step| step.on <= day) {
        state = step.state;
    }
    state != PlanState::Planned && state != PlanState::Superseded
}

/// Forward only, with growing dates; some states are passed over.
fn plan(dice: &mut Dice, number: usize) -> PlanEvidence {
    let states = [PlanState::Draft, PlanState::Referred, PlanState::Adopted, PlanState::Superseded];
    let until = dice.roll(states.len() + 1);
    let mut states: Vec<_> = states.into_iter().take(until).filter(|_| !dice.once_in(4)).collect();
    let adopted = states.contains(&PlanState::Adopted);
    states.retain(|state| *state != PlanState::Superseded || adopted);
    let mut days: Vec<_> = states.iter().map(|_| some_day(dice)).collect();
    days.sort_unstable();
    let step = |(state, on)| PlanStep {
        state,
        on,
        reference: dice.once_in(3).then(|| "26RS1234".parse().expect("a reference")),
    };
    let steps = states.into_iter().zip(days).map(step).collect();
    PlanEvidence { plan_id: ActionPlanId(id(9, number)), title: format!("Plan {number}"), steps }
}
