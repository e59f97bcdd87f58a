//! I1: the result of the self-assessment at the end against that at the beginning.
//!
//! A questionnaire's score is the mean of its answered statements; a wave's is the mean of its scores. Different people
//! answer in the two waves, so the value is a difference of means of independent groups. Everything is computed from
//! sums by wave (`Tally`), which are all that is left once the answers themselves are deleted.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::{
    IndicatorStatus,
    fraction::Fraction,
    outcome::{Outcome, Remark, RemarkCode, Value},
};
use crate::{
    WaveId,
    values::MunicipalityCode,
    wave::{AnswerSheet, StatementKey, Wave},
};

mod suppression;
#[cfg(test)]
mod tests;

/// Scores summed up.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Scores {
    /// Questionnaires that have one.
    pub count: u32,
    /// Their sum.
    pub sum: Fraction,
}

impl Scores {
    fn add(&mut self, score: Option<Fraction>) {
        if let Some(score) = score {
            self.count += 1;
            self.sum = self.sum + score;
        }
    }

    /// The mean; none of fewer than may be shown.
    fn mean(&self, small_number: u32) -> Option<Fraction> {
        self.sum.mean(self.count).filter(|_| self.count >= small_number)
    }
}

/// One wave in sums, over the statements that it shares with the wave it is compared with.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Tally {
    /// The wave.
    pub wave_id: WaveId,
    /// Its name.
    pub name: String,
    /// Its first day.
    pub from: NaiveDate,
    /// Its last day.
    pub to: NaiveDate,
    /// Questionnaires answered, valid or not.
    pub responses: u32,
    /// Valid ones.
    pub valid: u32,
    /// Statements of its test.
    pub statements: u32,
    /// Of those: asked by the other wave as well.
    pub common_statements: u32,
    /// Over all areas.
    pub scores: Scores,
    /// By area of DigComp.
    pub by_area: BTreeMap<u8, Scores>,
    /// Of the municipalities that this wave may show, whatever it is compared with.
    pub by_municipality: BTreeMap<MunicipalityCode, Scores>,
    /// Municipalities with answers too few to show, or hidden so that those cannot be worked out.
    pub hidden: Vec<MunicipalityCode>,
}

/// Sums up a closed wave over the statements it shares with another. `sheets` are its valid questionnaires.
///
/// A municipality is kept only if the wave on its own may show it: which ones those are does not depend on the other
/// wave, so no choice of waves brings out what another hides.
pub fn tally(wave: &Wave, sheets: &[AnswerSheet], other: &Wave, small_number: u32) -> Tally {
    let areas: Vec<Option<u8>> =
        wave.statements.iter().map(|statement| has(other, &statement.key).then_some(statement.area)).collect();
    let mut scores = Scores::default();
    let mut by_area: BTreeMap<u8, Scores> = areas.iter().flatten().map(|area| (*area, Scores::default())).collect();
    let mut by_municipality: BTreeMap<MunicipalityCode, Scores> = BTreeMap::new();
    let mut counts: BTreeMap<MunicipalityCode, u32> = BTreeMap::new();
    for sheet in sheets {
        let score = mean(&areas, sheet, None);
        scores.add(score);
        by_municipality.entry(sheet.municipality.clone()).or_default().add(score);
        *counts.entry(sheet.municipality.clone()).or_default() += 1;
        for (area, scores) in &mut by_area {
            scores.add(mean(&areas, sheet, Some(*area)));
        }
    }
    let hidden = suppression::hidden(&counts, small_number);
    by_municipality.retain(|code, _| !hidden.contains(code));
    Tally {
        wave_id: wave.id,
        name: wave.name.as_str().to_owned(),
        from: wave.from,
        to: wave.to,
        responses: wave.responses.unwrap_or_else(|| size(sheets.len())),
        valid: size(sheets.len()),
        statements: size(wave.statements.len()),
        common_statements: size(areas.iter().flatten().count()),
        scores,
        by_area,
        by_municipality,
        hidden,
    }
}

fn has(wave: &Wave, key: &StatementKey) -> bool {
    wave.statements.iter().any(|statement| statement.key == *key)
}

/// The mean of what a questionnaire answers of the common statements, or of one area of them; none of nothing.
fn mean(areas: &[Option<u8>], sheet: &AnswerSheet, only: Option<u8>) -> Option<Fraction> {
    let wanted = |area: &Option<u8>| area.is_some_and(|area| only.is_none_or(|only| only == area));
    let answers = areas.iter().zip(&sheet.answers).filter(|(area, _)| wanted(area));
    let (mut count, mut sum) = (0, 0);
    for answer in answers.filter_map(|(_, answer)| *answer) {
        count += 1;
        sum += i128::from(answer);
    }
    Fraction::new(sum, count)
}

fn size(number: usize) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}

/// Two means and their difference; none of them where either wave has too few answers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Means {
    /// Of the first wave.
    pub baseline: Fraction,
    /// Of the last wave.
    pub last: Fraction,
}

impl Means {
    fn of(baseline: Option<&Scores>, last: Option<&Scores>, small_number: u32) -> Option<Self> {
        Some(Self { baseline: baseline?.mean(small_number)?, last: last?.mean(small_number)? })
    }

    /// How much higher the last one is.
    pub fn difference(&self) -> Fraction {
        self.last - self.baseline
    }
}

/// A wave as the result shows it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct WaveFigures {
    /// The wave.
    pub wave_id: WaveId,
    /// Its name.
    pub name: String,
    /// Its first day.
    pub from: NaiveDate,
    /// Its last day.
    pub to: NaiveDate,
    /// Questionnaires answered, valid or not.
    pub responses: u32,
    /// Valid ones.
    pub valid: u32,
}

impl From<&Tally> for WaveFigures {
    fn from(tally: &Tally) -> Self {
        Self {
            wave_id: tally.wave_id,
            name: tally.name.clone(),
            from: tally.from,
            to: tally.to,
            responses: tally.responses,
            valid: tally.valid,
        }
    }
}

/// The parts of I1.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct SelfAssessment {
    /// The first wave.
    pub baseline: WaveFigures,
    /// The last wave.
    pub last: WaveFigures,
    /// Statements that both asked.
    pub common_statements: u32,
    /// Over all areas; none when suppressed.
    pub means: Option<Means>,
    /// By area of DigComp.
    pub by_area: BTreeMap<u8, Option<Means>>,
    /// By municipality; none when suppressed. A municipality that answered in neither wave is not listed.
    pub by_municipality: BTreeMap<MunicipalityCode, Option<Means>>,
}

/// Compares the last wave with the first. The target is strictly more than zero.
pub fn compare(baseline: &Tally, last: &Tally, small_number: u32) -> (Outcome, SelfAssessment) {
    let means = Means::of(Some(&baseline.scores), Some(&last.scores), small_number);
    let areas = baseline.by_area.keys().chain(last.by_area.keys());
    let pair = |area: &u8| Means::of(baseline.by_area.get(area), last.by_area.get(area), small_number);
    let by_area = areas.map(|area| (*area, means.and(pair(area)))).collect();
    let codes = [baseline, last].into_iter().flat_map(|tally| tally.by_municipality.keys().chain(&tally.hidden));
    let pair = |code: &MunicipalityCode| {
        Means::of(baseline.by_municipality.get(code), last.by_municipality.get(code), small_number)
    };
    let by_municipality = codes.map(|code| (code.clone(), means.and(pair(code)))).collect();
    let mut outcome = match &means {
        None if baseline.valid == 0 || last.valid == 0 => Outcome::no_data(),
        None => Outcome::new(IndicatorStatus::Suppressed, Value::None),
        Some(means) => {
            let difference = means.difference();
            let status = if difference.is_positive() { IndicatorStatus::Met } else { IndicatorStatus::NotMet };
            Outcome::new(status, Value::Difference(difference))
        }
    };
    outcome.warnings.extend(Remark::of(RemarkCode::UnpairedAnswers, 1));
    outcome.warnings.extend(Remark::of(RemarkCode::FewerAnswers, baseline.valid.saturating_sub(last.valid)));
    let differing = [baseline, last].map(|tally| tally.statements - tally.common_statements);
    outcome.warnings.extend(Remark::of(RemarkCode::StatementsDiffer, differing.iter().sum()));
    let invalid = [baseline, last].map(|tally| tally.responses.saturating_sub(tally.valid));
    outcome.completeness.extend(Remark::of(RemarkCode::InvalidAnswers, invalid.iter().sum()));
    let parts = SelfAssessment {
        baseline: baseline.into(),
        last: last.into(),
        common_statements: baseline.common_statements,
        means,
        by_area,
        by_municipality,
    };
    (outcome, parts)
}
