//! A reader who puts the published CSV files of several reports side by side, and solves for what is hidden.
//!
//! (The thorough attacker, with bounds and thousands of worlds, stands beside the rule in `domain`. This one sees only
//! the files.)

use std::collections::{BTreeMap, BTreeSet};

use kursplats_tests::{dice::Dice, world::World};

use super::{Crowds, crowds, held, period};
use crate::reporting::{begun, locked};

/// First and last day, and how many days before the world begins its one session is.
const MONTHS: [(&str, &str, i64); 5] = [
    ("2026-06-01", "2026-06-30", 160),
    ("2026-07-01", "2026-07-31", 130),
    ("2026-08-01", "2026-08-31", 100),
    ("2026-09-01", "2026-09-30", 70),
    ("2026-10-01", "2026-10-31", 40),
];
const MUNICIPALITIES: [&str; 3] = ["1861", "1880", "1881"];
/// Reports, by their first and last month.
const REPORTS: [(usize, usize); 6] = [(0, 1), (2, 3), (0, 3), (1, 4), (0, 4), (3, 4)];
const SMALL: i64 = 5;

/// A line of a file: which months, which municipality (none for the total), and what it says.
struct Cell {
    months: (usize, usize),
    municipality: Option<usize>,
    text: String,
}

/// The lines of participations in a file. Municipalities that do not stand in it had nobody.
fn cells(csv: &str, months: (usize, usize)) -> Vec<Cell> {
    let mut found: BTreeMap<Option<usize>, String> =
        MUNICIPALITIES.iter().enumerate().map(|(place, _)| (Some(place), "0".to_owned())).collect();
    for line in csv.lines() {
        let columns: Vec<&str> = line.split(';').collect();
        if let ["I4", "Deltagartillfällen", breakdown, key, _, value, ..] = columns[..] {
            let municipality = MUNICIPALITIES.iter().position(|code| *code == key);
            if (breakdown == "Kommun" && municipality.is_some()) || breakdown.is_empty() {
                found.insert(municipality, value.to_owned());
            }
        }
    }
    found.into_iter().map(|(municipality, text)| Cell { months, municipality, text }).collect()
}

impl Cell {
    /// What it is the sum of: one for each municipality and month.
    fn terms(&self) -> Vec<i128> {
        let inside = |municipality: usize, month: usize| {
            self.municipality.is_none_or(|own| own == municipality) && (self.months.0..=self.months.1).contains(&month)
        };
        let all = (0..MUNICIPALITIES.len()).flat_map(|one| (0..MONTHS.len()).map(move |month| (one, month)));
        all.map(|(one, month)| i128::from(inside(one, month))).collect()
    }
}

/// Whether a sum follows from others: elimination without fractions.
fn follows(known: &[Vec<i128>], wanted: &[i128]) -> bool {
    let rank = |mut rows: Vec<Vec<i128>>| {
        let mut rank = 0;
        for column in 0..wanted.len() {
            let Some(pivot) = (rank..rows.len()).find(|row| rows[*row][column] != 0) else { continue };
            rows.swap(rank, pivot);
            let (above, below) = rows.split_at_mut(rank + 1);
            for row in below {
                let (times, by) = (above[rank][column], row[column]);
                row.iter_mut().zip(&above[rank]).for_each(|(own, other)| *own = *own * times - other * by);
                let divisor = row.iter().fold(0_i128, |divisor, number| gcd(divisor, number.abs()));
                row.iter_mut().filter(|_| divisor > 1).for_each(|number| *number /= divisor);
            }
            rank += 1;
        }
        rank
    };
    let with: Vec<Vec<i128>> = known.iter().cloned().chain([wanted.to_vec()]).collect();
    rank(known.to_vec()) == rank(with)
}

fn gcd(one: i128, other: i128) -> i128 {
    if other == 0 { one } else { gcd(other, one % other) }
}

async fn months_pass(world: &World, crowds: &Crowds, dice: &mut Dice) {
    for (.., days) in MONTHS {
        // Never more than two of Hallsberg a month.
        let people = [&crowds.hallsberg[..3], &crowds.orebro, &crowds.kumla].map(|all| &all[..dice.roll(all.len())]);
        held(world, &crowds.course, days, &people).await;
    }
}

async fn file(world: &World, path: &str, view: &str) -> String {
    let file = world.download(&world.coordinator, &format!("{path}/exports?format=csv&view={view}")).await;
    String::from_utf8(file.bytes).expect("UTF-8")
}

on_both! {
    async fn no_small_number_follows_from_the_files_of_six_reports(world: World) {
        let mut dice = Dice(7);
        let crowds = crowds(&world).await;
        months_pass(&world, &crowds, &mut dice).await;
        let (mut known, mut secret, mut hidden) = (Vec::new(), Vec::new(), BTreeSet::new());
        for months in REPORTS {
            let path = begun(&world, &period(MONTHS[months.0].0, MONTHS[months.1].1)).await;
            locked(&world, &path).await;
            let truth = cells(&file(&world, &path, "internal").await, months);
            for (shown, truth) in cells(&file(&world, &path, "public").await, months).iter().zip(&truth) {
                let number: i64 = truth.text.parse().expect("the coordinator sees a number");
                match shown.text.parse::<i64>() {
                    Ok(seen) => {
                        assert_eq!(seen, number);
                        assert!(number == 0 || number >= SMALL, "{number} is shown");
                        known.push(shown.terms());
                    }
                    Err(_) => {
                        hidden.insert((months, shown.municipality));
                        if number < SMALL { secret.push((shown.terms(), number)) }
                    }
                }
            }
        }
        assert!(!secret.is_empty() && known.len() > hidden.len() / 2, "{} shown, {} hidden", known.len(), hidden.len());
        for (terms, number) in secret {
            assert!(!follows(&known, &terms), "{number} follows: {terms:?}");
        }
    }
}
