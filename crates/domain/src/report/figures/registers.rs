//! The figures of I5, I6 and I7. None of them counts people.

use super::{Amount, Figure, Guard, Place};
use crate::indicator::{
    IndicatorCode,
    action_plan::{ActionPlans, PlanStanding},
    collaborations::Collaborations,
    project_grants::ProjectGrants,
};

fn figure(code: IndicatorCode, measure: &str, place: Option<Place>, amount: Amount) -> Figure {
    Figure { code, measure: measure.to_owned(), place, amount, guard: Guard::Open }
}

/// I5, after its value.
pub(super) fn grants(found: &ProjectGrants, figures: &mut Vec<Figure>) {
    let kronor = |kronor: u64| i64::try_from(kronor).unwrap_or(i64::MAX);
    let numbers = [
        ("ofGrants", found.of_grants.into()),
        ("amountKronor", kronor(found.amount_kronor)),
        ("ofAmountKronor", kronor(found.of_amount_kronor)),
        ("recipients", found.recipients.into()),
        ("ofRecipients", found.of_recipients.into()),
        ("revoked", found.revoked.into()),
    ];
    figures.extend(numbers.map(|(measure, number)| figure(IndicatorCode::I5, measure, None, Amount::Number(number))));
}

/// I6, after its value: each plan by itself.
pub(super) fn plans(found: &ActionPlans, figures: &mut Vec<Figure>) {
    figures.extend(found.plans.iter().flat_map(plan));
}

fn plan(plan: &PlanStanding) -> Vec<Figure> {
    let place = || {
        let (breakdown, key) = ("actionPlan".to_owned(), plan.plan_id.to_string());
        Some(Place { breakdown, key, name: Some(plan.title.clone()) })
    };
    let text = |measure: &str, text: String| figure(IndicatorCode::I6, measure, place(), Amount::Text(text));
    let mut figures = vec![text("state", plan.state.to_string())];
    figures.extend(plan.adopted_on.map(|day| text("adoptedOn", day.to_string())));
    figures.extend(plan.reference.clone().map(|reference| text("reference", reference)));
    let late = plan.days_late.map(|days| figure(IndicatorCode::I6, "daysLate", place(), Amount::Number(days.into())));
    figures.extend(late);
    figures
}

/// I7, after its value: both readings.
pub(super) fn collaborations(found: &Collaborations, figures: &mut Vec<Figure>) {
    let numbers = [
        ("inPeriod.libraries", found.in_period.libraries),
        ("inPeriod.municipalities", found.in_period.municipalities),
        ("onLastDay.libraries", found.on_last_day.libraries),
        ("onLastDay.municipalities", found.on_last_day.municipalities),
        ("unconfirmed", found.unconfirmed),
    ];
    let number =
        |(measure, number): (&str, u32)| figure(IndicatorCode::I7, measure, None, Amount::Number(number.into()));
    figures.extend(numbers.map(number));
}
