//! The figures of I1 and I3. What they may show to anybody is decided where they are computed.

use super::{Amount, Figure, Guard, Place};
use crate::indicator::{
    IndicatorCode,
    managers_ability::{ManagersAbility, SurveyFigures},
    self_assessment::{Means, SelfAssessment},
};

/// How many answered is a number of people: a small one is the coordinator's to know.
fn count(code: IndicatorCode, measure: &str, place: Option<&Place>, number: u32, small: u32) -> Figure {
    let guard = if (1..small).contains(&number) { Guard::Closed } else { Guard::Open };
    figure(code, measure, place, Amount::Number(number.into()), guard)
}

fn figure(code: IndicatorCode, measure: &str, place: Option<&Place>, amount: Amount, guard: Guard) -> Figure {
    Figure { code, measure: measure.to_owned(), place: place.cloned(), amount, guard }
}

/// I1, after its value.
pub(super) fn self_assessment(found: &SelfAssessment, small: u32, figures: &mut Vec<Figure>) {
    let code = IndicatorCode::I1;
    for (measure, wave) in [("answersBefore", &found.baseline), ("answersAfter", &found.last)] {
        figures.push(count(code, measure, None, wave.valid, small));
    }
    figures.push(figure(code, "statements", None, Amount::Number(found.common_statements.into()), Guard::Open));
    let mut means = |place: Option<Place>, means: Option<Means>| {
        if let Some(means) = means {
            for (measure, mean) in
                [("meanBefore", means.baseline), ("meanAfter", means.last), ("difference", means.difference())]
            {
                figures.push(figure(code, measure, place.as_ref(), Amount::Fraction(mean), Guard::Open));
            }
        }
    };
    means(None, found.means);
    let place = |breakdown: &str, key: String| Place { breakdown: breakdown.to_owned(), key, name: None };
    found.by_area.iter().for_each(|(area, both)| means(Some(place("digCompArea", area.to_string())), *both));
    found.by_municipality.iter().for_each(|(key, both)| means(Some(place("municipality", key.to_string())), *both));
}

/// I3, after its value.
pub(super) fn managers_ability(found: &ManagersAbility, small: u32, figures: &mut Vec<Figure>) {
    survey(&found.survey, None, small, figures);
    for earlier in &found.earlier {
        let place = Place {
            breakdown: "survey".to_owned(),
            key: earlier.survey_id.to_string(),
            name: Some(earlier.title.clone()),
        };
        survey(earlier, Some(&place), small, figures);
    }
}

fn survey(found: &SurveyFigures, place: Option<&Place>, small: u32, figures: &mut Vec<Figure>) {
    let code = IndicatorCode::I3;
    figures.push(count(code, "invited", place, found.invited, small));
    figures.push(count(code, "answered", place, found.answered, small));
    if let Some(strengthened) = found.strengthened {
        let share = Amount::Share(strengthened, found.answered);
        figures.push(figure(code, "strengthened", place, share, Guard::Open));
        let rate = Amount::Share(found.answered, found.invited);
        figures.push(figure(code, "responseRate", place, rate, Guard::Open));
    }
}
