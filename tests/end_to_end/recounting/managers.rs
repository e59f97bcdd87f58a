//! I3: the survey of managers.

use chrono::{DateTime, NaiveDate};
use domain::{
    ProgrammeId, SurveyId,
    indicator::{
        IndicatorStatus,
        evidence::LeftOut,
        managers_ability,
        outcome::{Remark, RemarkCode, Value},
    },
    survey::{Survey, SurveyAnswer, SurveyCounts, SurveyScale},
};
use kursplats_tests::dice::Dice;

use super::{DATA_SETS, id, some_day};

/// A survey, and what each of those asked has said; none who has not answered.
#[derive(Debug, Clone)]
struct Asked {
    survey: Survey,
    answers: Vec<Option<SurveyAnswer>>,
}

#[test]
fn surveys_asked_of_each_manager_say_the_same() {
    let mut statuses = Vec::new();
    for seed in 0..DATA_SETS {
        let mut dice = Dice(seed);
        let mut all: Vec<Asked> = (0..dice.roll(6)).map(|number| asked(&mut dice, number)).collect();
        let (to, small) = (some_day(&mut dice), 3 + dice.roll(4) as u32);
        let surveys = |all: &[Asked]| all.iter().map(|asked| asked.survey.clone()).collect::<Vec<_>>();
        let found = managers_ability::assess(&surveys(&all), to, small);
        let (outcome, parts, rows) = &found;
        let chosen = chosen(&all, to);
        assert_eq!(parts.as_ref().map(|parts| parts.survey.survey_id), chosen.map(|one| one.survey.id), "seed {seed}");
        let (status, value) = chosen.map_or((IndicatorStatus::NoData, Value::None), |one| shared(one, small));
        assert_eq!((outcome.status, &outcome.value), (status, &value), "seed {seed}: {all:?}");
        let silent = chosen.map_or(0, |one| one.answers.iter().filter(|answer| answer.is_none()).count());
        assert_eq!(remark(&outcome.completeness, RemarkCode::NotAnswered), silent, "seed {seed}: silent");
        let open = all.iter().filter(|one| one.survey.counts.is_none() && one.survey.sent_at.is_some()).count();
        assert_eq!(remark(&outcome.completeness, RemarkCode::StillOpen), open, "seed {seed}: open");
        for one in parts.iter().flat_map(|parts| parts.earlier.iter().chain([&parts.survey])) {
            let asked = all.iter().find(|asked| asked.survey.id == one.survey_id).expect("one of them");
            assert_eq!((one.invited as usize, one.answered as usize), (asked.answers.len(), said(asked, None)));
            let told = one.answered >= small;
            let strengthened = told.then(|| said(asked, Some(SurveyAnswer::Strengthened)) as u32);
            assert_eq!(one.strengthened, strengthened, "seed {seed}: {asked:?}");
        }
        for asked in &all {
            let row = rows.iter().find(|row| row.id == Some(asked.survey.id.0)).expect("a row each");
            assert_eq!(row.left_out, why_not(asked, chosen, to, small), "seed {seed}: {asked:?}");
        }
        assert_eq!(rows.len(), all.len(), "seed {seed}");
        statuses.push(status);
        dice.shuffle(&mut all);
        assert_eq!(managers_ability::assess(&surveys(&all), to, small), found, "seed {seed}: another order");
    }
    for status in [IndicatorStatus::NoData, IndicatorStatus::Suppressed, IndicatorStatus::NoTarget] {
        assert!(statuses.iter().filter(|one| **one == status).count() > 100, "{status} is among the data sets");
    }
}

/// The closed one that no other closed one comes after.
fn chosen(all: &[Asked], to: NaiveDate) -> Option<&Asked> {
    let closed: Vec<_> = all.iter().filter(|one| one.survey.counts.is_some() && one.survey.closes_on <= to).collect();
    let after = |one: &Asked, other: &Asked| {
        (one.survey.closes_on, one.survey.id.0) > (other.survey.closes_on, other.survey.id.0)
    };
    closed.iter().copied().find(|one| !closed.iter().any(|other| after(other, one)))
}

/// How many said this, or anything.
fn said(asked: &Asked, answer: Option<SurveyAnswer>) -> usize {
    asked.answers.iter().flatten().filter(|said| answer.is_none_or(|answer| **said == answer)).count()
}

fn shared(asked: &Asked, small: u32) -> (IndicatorStatus, Value) {
    let denominator = said(asked, None) as u32;
    let numerator = said(asked, Some(SurveyAnswer::Strengthened)) as u32;
    match denominator {
        0 => (IndicatorStatus::NoData, Value::None),
        few if few < small => (IndicatorStatus::Suppressed, Value::None),
        _ => (IndicatorStatus::NoTarget, Value::Share { numerator, denominator }),
    }
}

fn why_not(asked: &Asked, chosen: Option<&Asked>, to: NaiveDate, small: u32) -> Option<LeftOut> {
    let few = (1..small as usize).contains(&said(asked, None));
    if asked.survey.closes_on > to {
        Some(LeftOut::OutsidePeriod)
    } else if asked.survey.counts.is_none() {
        Some(LeftOut::StillOpen)
    } else if chosen.is_none_or(|chosen| chosen.survey.id != asked.survey.id) {
        Some(LeftOut::NotChosen)
    } else {
        few.then_some(LeftOut::TooFew)
    }
}

fn remark(remarks: &[Remark], code: RemarkCode) -> usize {
    remarks.iter().find(|one| one.code == code).map_or(0, |one| one.count as usize)
}

fn asked(dice: &mut Dice, number: usize) -> Asked {
    let opens_on = some_day(dice);
    let silent = 1 + dice.roll(4);
    let answer = |dice: &mut Dice| (!dice.once_in(silent)).then(|| *dice.pick(SurveyAnswer::ALL));
    let answers: Vec<_> = (0..dice.roll(16)).map(|_| answer(dice)).collect();
    let sent = !dice.once_in(4);
    let closed = sent && !dice.once_in(4);
    let counts = closed.then(|| {
        let mut counts = SurveyCounts { invited: answers.len() as u32, ..SurveyCounts::default() };
        answers.iter().flatten().for_each(|answer| counts.add(*answer));
        counts
    });
    let survey = Survey {
        id: SurveyId(id(10, number)),
        programme_id: ProgrammeId(id(5, 0)),
        title: format!("Enkät {number}").parse().expect("a title"),
        scale: SurveyScale::YesNo,
        opens_on,
        closes_on: some_day(dice).max(opens_on),
        sent_at: sent.then_some(DateTime::UNIX_EPOCH),
        counts,
        version: 1,
    };
    Asked { survey, answers }
}
