//! I1: the self-assessment.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;
use domain::{
    WaveId,
    indicator::{
        IndicatorStatus,
        fraction::Fraction,
        outcome::{Outcome, Remark, RemarkCode, Value},
        self_assessment::{self, Means, SelfAssessment},
    },
    values::MunicipalityCode,
    wave::{AnswerSheet, Statement, Wave, WaveState},
};
use kursplats_tests::dice::Dice;

use super::{DATA_SETS, id};

const CODES: [&str; 4] = ["1861", "1880", "1881", "1885"];
/// Whatever the number of statements up to six, a mean of whole numbers is so many of these parts.
const PARTS: i128 = 60;

/// A wave with everything that was sent in, valid or not.
#[derive(Debug, Clone)]
struct Gathered {
    wave: Wave,
    sheets: Vec<AnswerSheet>,
}

#[test]
fn waves_read_sheet_by_sheet_differ_as_much() {
    for seed in 0..DATA_SETS {
        let mut dice = Dice(seed);
        let small = 3 + dice.roll(4) as u32;
        let mut both = [gathered(&mut dice, 1), gathered(&mut dice, 2)];
        let (outcome, parts) = compared(&both, small);
        Naive { both: &both, small: small as usize }.agrees_with(&outcome, &parts, seed);
        for gathered in &mut both {
            dice.shuffle(&mut gathered.sheets);
            reorder(&mut dice, gathered);
        }
        assert_eq!(compared(&both, small), (outcome, parts), "seed {seed}: another order");
    }
}

fn compared(both: &[Gathered; 2], small: u32) -> (Outcome, SelfAssessment) {
    let valid = both.each_ref().map(|gathered| {
        let sheets = gathered.sheets.iter().filter(|sheet| sheet.is_valid(75));
        sheets.cloned().collect::<Vec<_>>()
    });
    let first = self_assessment::tally(&both[0].wave, &valid[0], &both[1].wave, small);
    let last = self_assessment::tally(&both[1].wave, &valid[1], &both[0].wave, small);
    self_assessment::compare(&first, &last, small)
}

/// The same test with its statements in another order, and every sheet with them.
fn reorder(dice: &mut Dice, gathered: &mut Gathered) {
    let mut places: Vec<usize> = (0..gathered.wave.statements.len()).collect();
    dice.shuffle(&mut places);
    gathered.wave.statements = places.iter().map(|place| gathered.wave.statements[*place].clone()).collect();
    for sheet in &mut gathered.sheets {
        sheet.answers = places.iter().map(|place| sheet.answers[*place]).collect();
    }
}

struct Naive<'a> {
    both: &'a [Gathered; 2],
    small: usize,
}

impl Naive<'_> {
    fn agrees_with(&self, outcome: &Outcome, parts: &SelfAssessment, seed: u64) {
        let means = self.means(&|_, _| true, &|_| true);
        assert_eq!(parts.means, means, "seed {seed}: means");
        let valid = [0, 1].map(|wave| self.valid(wave).len());
        let (status, value) = match means {
            _ if valid.contains(&0) => (IndicatorStatus::NoData, Value::None),
            None => (IndicatorStatus::Suppressed, Value::None),
            Some(means) if means.last > means.baseline => {
                (IndicatorStatus::Met, Value::Difference(means.last - means.baseline))
            }
            Some(means) => (IndicatorStatus::NotMet, Value::Difference(means.last - means.baseline)),
        };
        assert_eq!((outcome.status, &outcome.value), (status, &value), "seed {seed}");
        let shown = |part: Option<Means>| means.and(part);
        for area in 1..=3 {
            let ours = shown(self.means(&|_, statement| statement.area == area, &|_| true));
            assert_eq!(parts.by_area.get(&area).copied().flatten(), ours, "seed {seed}: area {area}");
        }
        let hidden = [0, 1].map(|wave| self.hidden(wave));
        for code in CODES {
            let told = !hidden.iter().any(|hidden| hidden.contains(code));
            let ours = self.means(&|_, _| true, &|sheet| sheet.municipality.as_str() == code).filter(|_| told);
            let key: MunicipalityCode = code.parse().expect("a code");
            assert_eq!(parts.by_municipality.get(&key).copied().flatten(), shown(ours), "seed {seed}: {code}");
            let answered = [0, 1].iter().any(|wave| self.valid(*wave).iter().any(|sheet| sheet.municipality == key));
            assert_eq!(parts.by_municipality.contains_key(&key), answered, "seed {seed}: {code} is listed");
        }
        self.remarks_agree(outcome, parts, valid, seed);
    }

    fn remarks_agree(&self, outcome: &Outcome, parts: &SelfAssessment, valid: [usize; 2], seed: u64) {
        let of = |remarks: &[Remark], code| remarks.iter().find(|one| one.code == code).map_or(0, |one| one.count);
        let sent: usize = self.both.iter().map(|gathered| gathered.sheets.len()).sum();
        let invalid = of(&outcome.completeness, RemarkCode::InvalidAnswers) as usize;
        assert_eq!(invalid, sent - valid[0] - valid[1], "seed {seed}: invalid");
        let fewer = of(&outcome.warnings, RemarkCode::FewerAnswers) as usize;
        assert_eq!(fewer, valid[0].saturating_sub(valid[1]), "seed {seed}: fewer");
        let common = self.both[0].wave.statements.iter().filter(|one| self.common(1, one)).count();
        assert_eq!(parts.common_statements as usize, common, "seed {seed}: common statements");
        let all: usize = self.both.iter().map(|gathered| gathered.wave.statements.len()).sum();
        let differing = of(&outcome.warnings, RemarkCode::StatementsDiffer) as usize;
        assert_eq!(differing, all - 2 * common, "seed {seed}: statements that differ");
        assert_eq!(of(&outcome.warnings, RemarkCode::UnpairedAnswers), 1, "seed {seed}");
    }

    /// Three answers of four statements, and never none at all.
    fn valid(&self, wave: usize) -> Vec<&AnswerSheet> {
        let answered = |sheet: &AnswerSheet| sheet.answers.iter().filter(|answer| answer.is_some()).count();
        let enough = |sheet: &&AnswerSheet| answered(sheet) > 0 && answered(sheet) * 4 >= sheet.answers.len() * 3;
        self.both[wave].sheets.iter().filter(enough).collect()
    }

    fn common(&self, other: usize, statement: &Statement) -> bool {
        self.both[other].wave.statements.iter().any(|one| one.key == statement.key)
    }

    fn means(
        &self,
        statements: &dyn Fn(usize, &Statement) -> bool,
        sheets: &dyn Fn(&AnswerSheet) -> bool,
    ) -> Option<Means> {
        let [baseline, last] = [0, 1].map(|wave| self.mean(wave, statements, sheets));
        Some(Means { baseline: baseline?, last: last? })
    }

    /// The mean of the sheets' means, over the statements that both waves ask; none of few.
    fn mean(
        &self,
        wave: usize,
        statements: &dyn Fn(usize, &Statement) -> bool,
        sheets: &dyn Fn(&AnswerSheet) -> bool,
    ) -> Option<Fraction> {
        let (mut scores, mut sum) = (0, 0);
        for sheet in self.valid(wave).into_iter().filter(|sheet| sheets(sheet)) {
            let (mut answered, mut total) = (0, 0);
            for (statement, answer) in self.both[wave].wave.statements.iter().zip(&sheet.answers) {
                if let Some(answer) = answer.filter(|_| self.common(1 - wave, statement) && statements(wave, statement))
                {
                    answered += 1;
                    total += i128::from(answer);
                }
            }
            if answered > 0 {
                scores += 1;
                sum += total * PARTS / answered;
            }
        }
        if scores < self.small { None } else { Fraction::new(sum, scores as i128 * PARTS) }
    }

    /// The fewest of the smallest municipalities such that the others are large enough, and those hidden are not one
    /// alone and not too few together.
    fn hidden(&self, wave: usize) -> BTreeSet<&'static str> {
        let count = |code: &str| self.valid(wave).iter().filter(|sheet| sheet.municipality.as_str() == code).count();
        let mut smallest: Vec<(usize, &str)> = CODES.iter().map(|code| (count(code), *code)).collect();
        smallest.retain(|(count, _)| *count > 0);
        smallest.sort_unstable();
        let safe = |hidden: usize| {
            let together: usize = smallest[..hidden].iter().map(|(count, _)| count).sum();
            let others = smallest[hidden..].iter().all(|(count, _)| *count >= self.small);
            others && (hidden == 0 || hidden > 1 && together >= self.small)
        };
        let hidden = (0..smallest.len()).find(|hidden| safe(*hidden)).unwrap_or(smallest.len());
        smallest[..hidden].iter().map(|(_, code)| *code).collect()
    }
}

/// A test of up to six statements, most of which other waves ask too, and up to thirty sheets.
fn gathered(dice: &mut Dice, number: usize) -> Gathered {
    let mut keys: Vec<usize> = (1..=7).collect();
    dice.shuffle(&mut keys);
    keys.truncate(1 + dice.roll(6));
    let statement = |dice: &mut Dice, key: &usize| Statement {
        key: format!("q{key}").parse().expect("a key"),
        area: 1 + dice.roll(3) as u8,
        text: "Jag kan.".parse().expect("a text"),
    };
    let statements: Vec<_> = keys.iter().map(|key| statement(dice, key)).collect();
    let (count, places) = (dice.roll(30), 1 + dice.roll(CODES.len()));
    let sheets: Vec<_> = (0..count).map(|_| sheet(dice, statements.len(), places)).collect();
    let day = |month| NaiveDate::from_ymd_opt(2026, month, 1).expect("a date");
    let wave = Wave {
        id: WaveId(id(9, number)),
        name: format!("Omgång {number}").parse().expect("a name"),
        from: day(number as u32),
        to: day(number as u32 + 6),
        state: WaveState::Closed,
        statements,
        answered_percent_min: Some(75),
        responses: Some(count as u32),
        valid_responses: None,
        version: 1,
    };
    Gathered { wave, sheets }
}

fn sheet(dice: &mut Dice, statements: usize, places: usize) -> AnswerSheet {
    let forgetful = 2 + dice.roll(8);
    let answer = |dice: &mut Dice| (!dice.once_in(forgetful)).then(|| 1 + dice.roll(7) as u8);
    AnswerSheet {
        municipality: CODES[dice.roll(places)].parse().expect("a code"),
        answers: (0..statements).map(|_| answer(dice)).collect(),
    }
}

#[test]
fn the_data_sets_are_of_every_kind() {
    let mut found: BTreeMap<String, u32> = BTreeMap::new();
    for seed in 0..500 {
        let mut dice = Dice(seed);
        let small = 3 + dice.roll(4) as u32;
        let both = [gathered(&mut dice, 1), gathered(&mut dice, 2)];
        let (outcome, parts) = compared(&both, small);
        *found.entry(outcome.status.to_string()).or_default() += 1;
        *found.entry(format!("municipality {}", parts.by_municipality.values().any(Option::is_some))).or_default() += 1;
    }
    assert!(found.len() == 6 && found.values().all(|count| *count > 10), "{found:?}");
}
