//! What the public sees of an indicator: its figures, without those that would tell of a few people.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::{Figure, Guard, all, occasions, profiles, tables};
use crate::indicator::{
    IndicatorCode, IndicatorStatus,
    disclosure::{Earlier, PublicRow, protect},
    outcome::{Indicator, Outcome, Remark, RemarkCode, Value},
    period::Period,
};

/// The tables of people of one report, and what of them is shown: by indicator and measure.
pub type PublicTables = BTreeMap<IndicatorCode, BTreeMap<String, Vec<PublicRow>>>;

/// What a locked report has shown to the public.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Shown {
    /// Its tables.
    pub tables: PublicTables,
    /// Whether a revision has replaced it.
    pub replaced: bool,
}

/// A figure as the public sees it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PublicFigure {
    /// The figure. Its amount must not be shown when it is suppressed.
    pub figure: Figure,
    /// Hidden.
    pub suppressed: bool,
}

/// Decides what to show of some indicators, given everything that earlier reports have shown. `places` says which
/// municipality a library is in.
pub fn decide<'a>(
    indicators: impl Iterator<Item = &'a Indicator>,
    period: Period,
    places: &BTreeMap<String, String>,
    earlier: &[Shown],
) -> PublicTables {
    let mut decided = PublicTables::new();
    for indicator in indicators {
        let small = indicator.definition.rules.small_number();
        for (name, rows) in tables(indicator, period, places) {
            let before = earlier.iter().filter_map(|shown| {
                let rows = shown.tables.get(&indicator.code)?.get(&name)?;
                Some(Earlier { rows, replaced: shown.replaced })
            });
            let rows = protect(&before.collect::<Vec<_>>(), rows, small);
            decided.entry(indicator.code).or_default().insert(name, rows);
        }
    }
    decided.get_mut(&IndicatorCode::I2).into_iter().for_each(profiles::hide_alike);
    decided.get_mut(&IndicatorCode::I4).into_iter().for_each(occasions::hide_seats);
    decided
}

/// The figures of an indicator that the public may know of, each shown or suppressed.
pub fn figures(indicator: &Indicator, period: Period, tables: &PublicTables) -> Vec<PublicFigure> {
    let shown = |figure: Figure| match figure.guard {
        Guard::Open => Some(PublicFigure { figure, suppressed: false }),
        Guard::Closed => None,
        Guard::People(table, span) => {
            let suppressed = !is_shown(&figure, table, span, tables);
            Some(PublicFigure { figure, suppressed })
        }
    };
    all(indicator, period).into_iter().filter_map(shown).collect()
}

fn is_shown(figure: &Figure, table: &str, span: Period, tables: &PublicTables) -> bool {
    let rows = tables.get(&figure.code).and_then(|tables| tables.get(table)).map_or(&[][..], Vec::as_slice);
    let part = figure.place.as_ref().filter(|place| !is_calendar(&place.breakdown));
    let same = |shown: &&PublicRow| {
        let last = shown.row.path.last().map(|step| (step.breakdown.as_str(), step.key.as_str()));
        shown.row.span == span && last == part.map(|place| (place.breakdown.as_str(), place.key.as_str()))
    };
    let mut found = rows.iter().filter(same).peekable();
    found.peek().is_some() && found.all(|shown| !shown.hidden)
}

/// Quarters are the total of other days, not parts with a path of their own.
fn is_calendar(breakdown: &str) -> bool {
    ["quarter", "halfYear", "year"].contains(&breakdown)
}

/// The value and status of an indicator as the public sees them.
pub fn outcome(indicator: &Indicator, figures: &[PublicFigure]) -> Outcome {
    let mut outcome = indicator.outcome.clone();
    let value = figures.iter().find(|shown| shown.figure.measure == "value" && shown.figure.place.is_none());
    let hidden = value.is_none_or(|shown| shown.suppressed) && outcome.value != Value::None;
    if hidden {
        (outcome.status, outcome.value) = (IndicatorStatus::Suppressed, Value::None);
    }
    let tellable = |remark: &Remark| !counts_people(remark.code);
    outcome.completeness.retain(tellable);
    outcome.warnings.retain(tellable);
    outcome
}

/// Remarks whose number is one of people: the public does not get them.
fn counts_people(code: RemarkCode) -> bool {
    matches!(
        code,
        RemarkCode::ProfilesUnknown | RemarkCode::NotAnswered | RemarkCode::InvalidAnswers | RemarkCode::FewerAnswers
    )
}
