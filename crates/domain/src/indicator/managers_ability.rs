//! I3: the share of library managers who say that their ability to lead digital change has been strengthened.
//!
//! Twelve to fifteen people in all, so the figure is the region's only, and none at all of too few.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::{
    IndicatorStatus,
    evidence::{EvidenceKind, EvidenceRow, LeftOut},
    outcome::{Outcome, Remark, RemarkCode, Value},
};
use crate::{
    SurveyId,
    survey::{Survey, SurveyState},
};

/// A closed survey as the result shows it. How the other answers divide is told nobody.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct SurveyFigures {
    /// The survey.
    pub survey_id: SurveyId,
    /// Its title.
    pub title: String,
    /// Its last day.
    pub closes_on: NaiveDate,
    /// Who was asked.
    pub invited: u32,
    /// Who answered: the denominator of the share.
    pub answered: u32,
    /// Who said that it has been strengthened; none when too few answered.
    pub strengthened: Option<u32>,
}

/// The parts of I3.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ManagersAbility {
    /// The survey that the value comes from.
    pub survey: SurveyFigures,
    /// Earlier ones of the same programme, the latest first.
    pub earlier: Vec<SurveyFigures>,
}

impl SurveyFigures {
    fn of(survey: &Survey, small_number: u32) -> Option<Self> {
        let counts = survey.counts?;
        let answered = counts.answered();
        Some(Self {
            survey_id: survey.id,
            title: survey.title.as_str().to_owned(),
            closes_on: survey.closes_on,
            invited: counts.invited,
            answered,
            strengthened: (answered >= small_number).then_some(counts.strengthened),
        })
    }
}

/// Takes the latest survey of a programme that was closed by a day, and those before it. There is no target.
pub fn assess(
    surveys: &[Survey],
    to: NaiveDate,
    small_number: u32,
) -> (Outcome, Option<ManagersAbility>, Vec<EvidenceRow>) {
    let mut latest_first: Vec<&Survey> = surveys.iter().collect();
    latest_first.sort_by_key(|survey| std::cmp::Reverse((survey.closes_on, survey.id)));
    let mut closed = latest_first.iter().filter(|survey| survey.closes_on <= to);
    let mut figures = closed.by_ref().filter_map(|survey| SurveyFigures::of(survey, small_number));
    let first = figures.next();
    let earlier: Vec<_> = figures.collect();
    let mut evidence: Vec<EvidenceRow> = latest_first.iter().rev().map(|survey| row(survey, to)).collect();
    let chosen = first.as_ref().map(|figures| figures.survey_id.0);
    for row in evidence.iter_mut().filter(|row| row.left_out.is_none()) {
        row.left_out = (row.id != chosen).then_some(LeftOut::NotChosen);
    }
    let open = latest_first.iter().filter(|survey| survey.state() == SurveyState::Open).count();
    let mut outcome = match &first {
        None => Outcome::no_data(),
        Some(figures) => shared(figures, &mut evidence),
    };
    outcome.completeness.extend(Remark::of(RemarkCode::StillOpen, u32::try_from(open).unwrap_or(u32::MAX)));
    (outcome, first.map(|survey| ManagersAbility { survey, earlier }), evidence)
}

fn shared(figures: &SurveyFigures, evidence: &mut [EvidenceRow]) -> Outcome {
    let mut outcome = match figures.strengthened {
        Some(numerator) if figures.answered > 0 => {
            Outcome::new(IndicatorStatus::NoTarget, Value::Share { numerator, denominator: figures.answered })
        }
        _ if figures.answered == 0 => Outcome::no_data(),
        _ => {
            for row in evidence.iter_mut().filter(|row| row.left_out.is_none()) {
                row.left_out = Some(LeftOut::TooFew);
            }
            Outcome::new(IndicatorStatus::Suppressed, Value::None)
        }
    };
    let silent = figures.invited.saturating_sub(figures.answered);
    outcome.completeness.extend(Remark::of(RemarkCode::NotAnswered, silent));
    outcome
}

fn row(survey: &Survey, to: NaiveDate) -> EvidenceRow {
    let left_out = if survey.closes_on > to {
        Some(LeftOut::OutsidePeriod)
    } else {
        (survey.state() != SurveyState::Closed).then_some(LeftOut::StillOpen)
    };
    EvidenceRow {
        kind: EvidenceKind::Survey,
        id: Some(survey.id.0),
        title: survey.title.as_str().to_owned(),
        date: Some(survey.closes_on),
        left_out,
        occasion: None,
    }
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;
    use crate::{
        ProgrammeId,
        survey::{SurveyCounts, SurveyScale},
    };

    fn survey(month: u32, counts: Option<[u32; 4]>) -> Survey {
        let day = |day| NaiveDate::from_ymd_opt(2027, month, day).expect("a date");
        Survey {
            id: SurveyId(Uuid::from_u128(month.into())),
            programme_id: ProgrammeId(Uuid::from_u128(1)),
            title: format!("Enkät {month}").parse().expect("a title"),
            scale: SurveyScale::YesNo,
            opens_on: day(1),
            closes_on: day(28),
            sent_at: None,
            counts: counts.map(|[invited, strengthened, not_strengthened, dont_know]| SurveyCounts {
                invited,
                strengthened,
                not_strengthened,
                dont_know,
            }),
            version: 1,
        }
    }

    fn end_of_year() -> NaiveDate {
        NaiveDate::from_ymd_opt(2027, 12, 31).expect("a date")
    }

    #[test]
    fn the_vectors() {
        let (outcome, parts, _) = assess(&[survey(2, Some([12, 7, 2, 1]))], end_of_year(), 5);
        assert_eq!(outcome.value, Value::Share { numerator: 7, denominator: 10 });
        assert_eq!((outcome.value.shown().as_deref(), outcome.status), (Some("70.0"), IndicatorStatus::NoTarget));
        assert_eq!(parts.map(|parts| (parts.survey.answered, parts.survey.invited)), Some((10, 12)));
        let (outcome, parts, evidence) = assess(&[survey(2, Some([12, 3, 1, 0]))], end_of_year(), 5);
        assert_eq!((outcome.status, outcome.value), (IndicatorStatus::Suppressed, Value::None));
        assert_eq!(parts.map(|parts| (parts.survey.answered, parts.survey.strengthened)), Some((4, None)));
        assert_eq!(evidence[0].left_out, Some(LeftOut::TooFew));
    }

    #[test]
    fn the_latest_closed_one_counts_and_the_others_show_the_trend() {
        let surveys = [survey(3, Some([12, 7, 2, 1])), survey(2, Some([12, 3, 0, 0])), survey(6, Some([9, 9, 0, 0]))];
        let to = NaiveDate::from_ymd_opt(2027, 4, 30).expect("a date");
        let (outcome, parts, evidence) = assess(&surveys, to, 5);
        let parts = parts.expect("figures");
        assert_eq!(outcome.value, Value::Share { numerator: 7, denominator: 10 });
        assert_eq!(parts.earlier.len(), 1);
        assert_eq!(parts.earlier[0].strengthened, None, "three answers");
        let reasons: Vec<_> = evidence.iter().map(|row| row.left_out).collect();
        assert_eq!(reasons, [Some(LeftOut::NotChosen), None, Some(LeftOut::OutsidePeriod)]);
    }

    #[test]
    fn an_open_survey_says_nothing_but_that_it_is_open() {
        let open = Survey { sent_at: Some(chrono::DateTime::UNIX_EPOCH), ..survey(2, None) };
        let (outcome, parts, _) = assess(&[open], end_of_year(), 5);
        assert_eq!((outcome.status, parts), (IndicatorStatus::NoData, None));
        assert_eq!(outcome.completeness, [Remark { code: RemarkCode::StillOpen, count: 1 }]);
    }
}
