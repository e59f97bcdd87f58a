//! Every figure of an indicator, one a row: what files are made of, and the public's view.
//!
//! A figure that counts people says which row of which table guards it. Without such a row it is hidden: what nobody
//! has thought of is never published.

use std::collections::BTreeMap;

use crate::indicator::{
    IndicatorCode,
    disclosure::Row,
    fraction::{self, Fraction},
    outcome::{Details, Indicator, Value},
    period::Period,
};

mod occasions;
mod profiles;
pub mod public;
mod registers;
mod surveys;
#[cfg(test)]
mod tests;

/// How much.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Amount {
    /// A whole number.
    Number(i64),
    /// So many of so many, shown in per cent.
    Share(u32, u32),
    /// A fraction, shown with two decimals.
    Fraction(Fraction),
    /// A word or a text.
    Text(String),
}

impl Amount {
    /// As people read it, with a decimal point; none where nothing can be shared.
    pub fn shown(&self) -> Option<String> {
        match self {
            Self::Number(number) => Some(number.to_string()),
            Self::Share(numerator, denominator) => fraction::percent(*numerator, *denominator),
            Self::Fraction(fraction) => Some(fraction.shown(2)),
            Self::Text(text) => Some(text.clone()),
        }
    }
}

/// What a figure is a part of.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Place {
    /// The breakdown: `municipality`.
    pub breakdown: String,
    /// Which part of it: `1881`.
    pub key: String,
    /// What people call the part. Never somebody's name.
    pub name: Option<String>,
}

/// Who may see a figure.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Guard {
    /// Everybody: it counts no people.
    Open,
    /// Everybody, if the table shows the row of this part and these days.
    People(&'static str, Period),
    /// Nobody but the coordinator.
    Closed,
}

/// One figure.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Figure {
    /// The indicator.
    pub code: IndicatorCode,
    /// What is measured: `uniqueParticipants`.
    pub measure: String,
    /// What it is a part of; none for the whole.
    pub place: Option<Place>,
    /// How much.
    pub amount: Amount,
    /// Who may see it.
    pub guard: Guard,
}

/// Every figure of an indicator. The first, if it has one, is its value.
pub fn all(indicator: &Indicator, period: Period) -> Vec<Figure> {
    let mut found: Vec<Figure> = value(indicator).into_iter().collect();
    let small = indicator.definition.rules.small_number();
    match &indicator.details {
        Details::SelfAssessment(result) => surveys::self_assessment(result, small, &mut found),
        Details::ManagersAbility(result) => surveys::managers_ability(result, small, &mut found),
        Details::TrainingOccasions(counted) => occasions::figures(counted, period, &mut found),
        Details::DigiteketProfiles(result) => profiles::figures(result, &mut found),
        Details::ProjectGrants(counted) => registers::grants(counted, &mut found),
        Details::ActionPlans(standing) => registers::plans(standing, &mut found),
        Details::Collaborations(counted) => registers::collaborations(counted, &mut found),
        Details::Nothing => {}
    }
    found
}

fn value(indicator: &Indicator) -> Option<Figure> {
    let (amount, guard) = match &indicator.outcome.value {
        Value::None => return None,
        Value::Count(number) => (Amount::Number((*number).into()), Guard::Open),
        Value::Share { numerator, denominator } => (Amount::Share(*numerator, *denominator), share_guard(indicator)),
        Value::Difference(difference) => (Amount::Fraction(*difference), Guard::Open),
        Value::Milestone(done) => (Amount::Text(done.to_string()), Guard::Open),
    };
    Some(Figure { code: indicator.code, measure: "value".to_owned(), place: None, amount, guard })
}

/// The share of managers is suppressed by its own rule, in every view; that of profiles counts people.
fn share_guard(indicator: &Indicator) -> Guard {
    match &indicator.details {
        Details::ManagersAbility(_) => Guard::Open,
        Details::DigiteketProfiles(result) => profiles::guard(result),
        _ => Guard::Closed,
    }
}

/// The tables of people of an indicator: all that is shown to the public must stand in one. `places` says which
/// municipality a library is in, by their keys.
pub fn tables(indicator: &Indicator, period: Period, places: &BTreeMap<String, String>) -> BTreeMap<String, Vec<Row>> {
    match &indicator.details {
        Details::TrainingOccasions(counted) => occasions::tables(counted, period, places),
        Details::DigiteketProfiles(result) => profiles::tables(result),
        _ => BTreeMap::new(),
    }
}
