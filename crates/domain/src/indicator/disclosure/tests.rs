//! An attacker who knows everything that was shown, and linear algebra: he must not find a single small number.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;

use super::*;

mod attacker;

use attacker::Attacker;

const SMALL: u32 = 5;
const MONTHS: u32 = 8;
const COURSES: u32 = 3;

/// Numbers that look random and are the same every time (SplitMix64).
struct Dice(u64);

impl Dice {
    fn below(&mut self, end: u32) -> u32 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut number = self.0;
        number = (number ^ (number >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        number = (number ^ (number >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        u32::try_from((number ^ (number >> 31)) % u64::from(end)).unwrap_or(0)
    }
}

pub(super) fn month(number: u32) -> Period {
    let first = |number: u32| {
        NaiveDate::from_ymd_opt(2026 + i32::try_from(number / 12).unwrap_or(0), number % 12 + 1, 1).expect("a date")
    };
    Period { from: first(number), to: first(number + 1).pred_opt().expect("a day") }
}

fn step(breakdown: &str, key: impl ToString) -> Step {
    Step { breakdown: breakdown.into(), key: key.to_string(), overlapping: breakdown == "flag" }
}

/// Where, when and on what: the library (a path of two steps), the month and the course.
type Cell = (Vec<Step>, u32, u32);

/// What happened: who was there.
struct World {
    present: BTreeMap<Cell, Vec<u32>>,
    libraries: Vec<Vec<Step>>,
}

fn world(dice: &mut Dice) -> World {
    let mut libraries = Vec::new();
    for municipality in 0..2 + dice.below(3) {
        for library in 0..1 + dice.below(3) {
            libraries
                .push(vec![step("municipality", municipality), step("library", format!("{municipality}.{library}"))]);
        }
    }
    let mut present = BTreeMap::new();
    for library in &libraries {
        let (staff, eagerness) = (1 + dice.below(9), 1 + dice.below(4));
        for (month, course) in (0..MONTHS).flat_map(|month| (0..COURSES).map(move |course| (month, course))) {
            // The last course is for few.
            let most = if course + 1 < COURSES { eagerness } else { 2 };
            let some = (0..dice.below(most)).map(|_| dice.below(staff)).collect();
            present.insert((library.clone(), month, course), some);
        }
    }
    World { present, libraries }
}

/// Whether what was held for a library, on a course, is in a row.
fn belongs(library: &[Step], course: u32, path: &[Step]) -> bool {
    library.starts_with(path) || path == [step("course", course)]
}

impl World {
    fn row(&self, path: &[Step], first: u32, last: u32) -> Row {
        let inside =
            |(library, month, course): &Cell| belongs(library, *course, path) && (first..=last).contains(month);
        let found: Vec<_> = self.present.iter().filter(|(place, _)| inside(place)).collect();
        let persons: BTreeSet<_> =
            found.iter().flat_map(|((library, ..), who)| who.iter().map(move |one| (library, one))).collect();
        let count = |number: usize| u32::try_from(number).expect("a small world");
        Row {
            path: path.to_vec(),
            span: Period { from: month(first).from, to: month(last).to },
            persons: count(persons.len()),
            participations: count(found.iter().map(|(_, who)| who.len()).sum()),
        }
    }

    /// A report of some months: the total, each municipality, perhaps each library and each course, and the total of
    /// each month.
    fn report(&self, first: u32, last: u32, dice: &mut Dice) -> Vec<Row> {
        let mut paths: BTreeSet<Vec<Step>> = self.libraries.iter().map(|path| path[..1].to_vec()).collect();
        if dice.below(2) == 0 {
            paths.extend(self.libraries.iter().cloned());
        }
        if dice.below(2) == 0 {
            paths.extend((0..COURSES).map(|course| vec![step("course", course)]));
        }
        paths.insert(Vec::new());
        let mut rows: Vec<Row> = paths.iter().map(|path| self.row(path, first, last)).collect();
        // A table leaves out rows of nobody as often as it shows them.
        let nobody_shown = dice.below(2) == 0;
        rows.retain(|row| nobody_shown || row.participations > 0 || row.path.is_empty());
        if first < last && dice.below(2) == 0 {
            rows.extend((first..=last).map(|month| self.row(&[], month, month)));
        }
        rows
    }
}

/// How a report is made public.
type Publish = fn(&[Earlier<'_>], Vec<Row>, u32) -> Vec<PublicRow>;

/// Small numbers are hidden and nothing else.
fn only_small(_: &[Earlier<'_>], rows: Vec<Row>, small: u32) -> Vec<PublicRow> {
    rows.into_iter().map(|row| PublicRow { hidden: is_small(&row, small), row }).collect()
}

/// Every report is protected as if it were the only one.
fn each_alone(_: &[Earlier<'_>], rows: Vec<Row>, small: u32) -> Vec<PublicRow> {
    protect(&[], rows, small)
}

/// Publishes some reports of a world, and gives the small numbers that the attacker finds, and how much was hidden.
fn attack(seed: u64, publish: Publish) -> (Vec<String>, usize, usize) {
    let mut dice = Dice(seed);
    let world = world(&mut dice);
    let mut shown: Vec<Vec<PublicRow>> = Vec::new();
    for _ in 0..1 + dice.below(5) {
        let (one, other) = (dice.below(MONTHS), dice.below(MONTHS));
        let rows = world.report(one.min(other), one.max(other), &mut dice);
        let earlier: Vec<_> = shown.iter().map(|rows| Earlier { rows, replaced: false }).collect();
        let public = publish(&earlier, rows, SMALL);
        shown.push(public);
    }
    let hidden = shown.iter().flatten().filter(|row| row.hidden).count();
    let all = shown.iter().flatten().count();
    (Attacker::new(&world.libraries, &shown).finds(SMALL, shown.len() == 1), hidden, all)
}

fn worlds() -> u64 {
    std::env::var("KURSPLATS_WORLDS").ok().and_then(|text| text.parse().ok()).unwrap_or(100)
}

#[test]
fn no_small_number_can_be_worked_out() {
    let (mut hidden, mut all) = (0, 0);
    for seed in 0..worlds() {
        let (found, hid, of) = attack(seed, protect);
        assert!(found.is_empty(), "seed {seed}: {found:?}");
        hidden += hid;
        all += of;
    }
    assert!(hidden > 0 && hidden < all, "{hidden} of {all} rows hidden");
}

#[test]
fn the_attacker_finds_much_when_only_small_numbers_are_hidden() {
    let found = (0..40).filter(|seed| !attack(*seed, only_small).0.is_empty()).count();
    assert!(found > 10, "complementary suppression is what keeps him out: {found} of 40");
}

#[test]
fn the_attacker_finds_something_when_reports_do_not_know_of_each_other() {
    let found = (0..100).filter(|seed| !attack(*seed, each_alone).0.is_empty()).count();
    assert!(found > 5, "looking back at earlier reports is what keeps him out: {found} of 100");
}

fn row(path: &[Step], months: (u32, u32), persons: u32, participations: u32) -> Row {
    Row {
        path: path.to_vec(),
        span: Period { from: month(months.0).from, to: month(months.1).to },
        persons,
        participations,
    }
}

fn hidden(rows: &[PublicRow]) -> Vec<bool> {
    rows.iter().map(|row| row.hidden).collect()
}

#[test]
fn one_small_row_takes_the_next_smallest_with_it() {
    let of = |key: &str| vec![step("municipality", key)];
    let rows = vec![
        row(&[], (0, 2), 30, 33),
        row(&of("a"), (0, 2), 3, 3),
        row(&of("b"), (0, 2), 9, 10),
        row(&of("c"), (0, 2), 18, 20),
        row(&of("d"), (0, 2), 0, 0),
    ];
    assert_eq!(hidden(&protect(&[], rows, SMALL)), [false, true, true, false, false]);
}

#[test]
fn rows_that_hold_one_each_take_their_total_with_them() {
    let mut rows = vec![row(&[], (0, 2), 6, 6)];
    rows.extend((0..6).map(|key| row(&[step("municipality", key)], (0, 2), 1, 1)));
    assert_eq!(hidden(&protect(&[], rows, SMALL)), [true; 7]);
}

#[test]
fn a_small_total_hides_everything_but_nobody() {
    let of = |key: &str| vec![step("municipality", key)];
    let rows = vec![row(&[], (0, 2), 4, 9), row(&of("a"), (0, 2), 4, 9), row(&of("b"), (0, 2), 0, 0)];
    assert_eq!(hidden(&protect(&[], rows, SMALL)), [true, true, false]);
}

#[test]
fn a_flag_that_nearly_everything_has_is_hidden() {
    let rows = vec![
        row(&[], (0, 2), 30, 33),
        row(&[step("flag", "for")], (0, 2), 29, 31),
        row(&[step("flag", "by")], (0, 2), 12, 14),
    ];
    assert_eq!(hidden(&protect(&[], rows, SMALL)), [false, true, false], "33 − 31 = 2 were at something else");
}

#[test]
fn two_reports_of_overlapping_periods_do_not_tell_what_lies_between() {
    let first = protect(&[], vec![row(&[], (0, 2), 20, 20)], SMALL);
    let earlier = [Earlier { rows: &first, replaced: false }];
    let close = protect(&earlier, vec![row(&[], (0, 3), 21, 23)], SMALL);
    assert_eq!(hidden(&close), [true], "23 − 20 = 3 in April");
    let far = protect(&earlier, vec![row(&[], (0, 3), 21, 25)], SMALL);
    assert_eq!(hidden(&far), [false]);
    let revised = protect(&[Earlier { rows: &first, replaced: true }], vec![row(&[], (0, 2), 21, 21)], SMALL);
    assert_eq!(hidden(&revised), [true], "one more than before");
    let revised = protect(&[Earlier { rows: &first, replaced: true }], vec![row(&[], (0, 2), 26, 27)], SMALL);
    assert_eq!(hidden(&revised), [false]);
}
