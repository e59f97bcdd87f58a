use super::*;
use crate::wave::{Statement, WaveState};

fn wave(number: u128, areas: &[(&str, u8)]) -> Wave {
    let day = |day| NaiveDate::from_ymd_opt(2020, 1, day).expect("a date");
    let statements = areas.iter().map(|(key, area)| Statement {
        key: key.parse().expect("a key"),
        area: *area,
        text: "Jag kan.".parse().expect("a text"),
    });
    Wave {
        id: WaveId(uuid::Uuid::from_u128(number)),
        name: format!("Omgång {number}").parse().expect("a name"),
        from: day(1),
        to: day(31),
        state: WaveState::Closed,
        statements: statements.collect(),
        answered_percent_min: Some(75),
        responses: None,
        valid_responses: None,
        version: 1,
    }
}

fn four(number: u128) -> Wave {
    wave(number, &[("q1", 1), ("q2", 2), ("q3", 3), ("q4", 4)])
}

fn sheet(municipality: &str, answers: &[u8]) -> AnswerSheet {
    let answers = answers.iter().map(|answer| (*answer > 0).then_some(*answer)).collect();
    AnswerSheet { municipality: municipality.parse().expect("a code"), answers }
}

fn fraction(text: &str) -> Fraction {
    text.parse().expect("a fraction")
}

fn before() -> Vec<AnswerSheet> {
    [[3, 4, 2, 3], [4, 4, 5, 3], [2, 3, 3, 2], [5, 5, 4, 6], [3, 3, 4, 4]].map(|answers| sheet("1880", &answers)).into()
}

fn after() -> Vec<AnswerSheet> {
    let all = [[4, 4, 3, 4], [5, 4, 5, 4], [3, 4, 3, 3], [5, 6, 5, 6], [4, 3, 4, 5], [6, 5, 6, 5], [7, 7, 0, 0]];
    all.map(|answers| sheet("1880", &answers)).into_iter().filter(|sheet| sheet.is_valid(75)).collect()
}

#[test]
fn the_vector() {
    let (first, last) = (four(1), Wave { responses: Some(7), ..four(2) });
    let (outcome, parts) = compare(&tally(&first, &before(), &last, 5), &tally(&last, &after(), &first, 5), 5);
    let means = parts.means.expect("shown");
    assert_eq!((means.baseline, means.last), (fraction("18/5"), fraction("53/12")));
    assert_eq!(outcome.value, Value::Difference(fraction("49/60")));
    assert_eq!(outcome.value.shown().as_deref(), Some("+0.82"));
    assert_eq!((parts.baseline.valid, parts.last.responses, parts.last.valid), (5, 7, 6));
    assert_eq!(outcome.status, IndicatorStatus::Met);
    assert_eq!(outcome.completeness, [Remark { code: RemarkCode::InvalidAnswers, count: 1 }]);
    assert_eq!(parts.by_area[&1].map(|means| means.difference()), Some(fraction("27/6") - fraction("17/5")));
}

#[test]
fn the_same_result_is_not_higher() {
    let (first, last) = (four(1), four(2));
    let (outcome, _) = compare(&tally(&first, &before(), &last, 5), &tally(&last, &before(), &first, 5), 5);
    assert_eq!((outcome.status, outcome.value), (IndicatorStatus::NotMet, Value::Difference(Fraction::default())));
}

#[test]
fn too_few_answers_are_not_shown_in_any_part() {
    let (first, last) = (four(1), four(2));
    let few = &before()[..4];
    let (outcome, parts) = compare(&tally(&first, few, &last, 5), &tally(&last, &after(), &first, 5), 5);
    assert_eq!((outcome.status, outcome.value), (IndicatorStatus::Suppressed, Value::None));
    assert_eq!(parts.means, None);
    assert!(parts.by_area.values().chain(parts.by_municipality.values()).all(Option::is_none));
    let (outcome, _) = compare(&tally(&first, &[], &last, 5), &tally(&last, &after(), &first, 5), 5);
    assert_eq!(outcome.status, IndicatorStatus::NoData);
}

#[test]
fn a_revised_test_is_compared_on_what_both_ask() {
    let (first, last) = (wave(1, &[("q1", 1), ("q2", 2)]), wave(2, &[("q9", 5), ("q2", 2), ("q8", 1)]));
    let old: Vec<_> = (0..5).map(|_| sheet("1880", &[7, 3])).collect();
    let new: Vec<_> = (0..5).map(|_| sheet("1880", &[1, 4, 1])).collect();
    let (outcome, parts) = compare(&tally(&first, &old, &last, 5), &tally(&last, &new, &first, 5), 5);
    assert_eq!(outcome.value, Value::Difference(Fraction::whole(1)));
    assert_eq!(parts.common_statements, 1);
    assert_eq!(parts.by_area.keys().collect::<Vec<_>>(), [&2]);
    assert!(outcome.warnings.contains(&Remark { code: RemarkCode::StatementsDiffer, count: 3 }));
}

#[test]
fn three_quarters_are_enough_exactly() {
    let of = |answered: usize| AnswerSheet {
        municipality: "1880".parse().expect("a code"),
        answers: (0..24).map(|number| (number < answered).then_some(4)).collect(),
    };
    assert!(of(18).is_valid(75) && !of(17).is_valid(75) && !of(0).is_valid(1));
    assert_eq!(crate::wave::answers_needed(24, 75), 18);
    assert_eq!(crate::wave::answers_needed(5, 75), 4);
}

#[test]
fn no_municipality_can_be_told_by_subtraction_whatever_wave_and_threshold() {
    let mut state = 7_u64;
    let mut next = |below: u64| {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (state >> 33) % below
    };
    for _ in 0..5_000 {
        let counts: BTreeMap<MunicipalityCode, u32> = (0..1 + next(8))
            .map(|code| (format!("18{code:02}").parse().expect("a code"), u32::try_from(next(9)).expect("small")))
            .collect();
        let hidden: Vec<Vec<MunicipalityCode>> = [3, 4, 5, 9].map(|small| suppression::hidden(&counts, small)).into();
        for (small, hidden) in [3, 4, 5, 9].into_iter().zip(&hidden) {
            let answers: u32 = hidden.iter().map(|code| counts[code]).sum();
            assert!(counts.iter().all(|(code, count)| *count == 0 || *count >= small || hidden.contains(code)));
            let everything = counts.values().filter(|count| **count > 0).count() == hidden.len();
            assert!(hidden.is_empty() || everything || (hidden.len() > 1 && answers >= small), "{counts:?} {hidden:?}");
        }
        assert!(hidden.windows(2).all(|pair| pair[0].iter().all(|code| pair[1].contains(code))), "{counts:?}");
    }
}
