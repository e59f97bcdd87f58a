//! A second, naive computation of each indicator, straight from the words of its definition: no sorting, no running
//! sums, every figure asked for on its own. It must agree with the domain on thousands of random data sets, and the
//! order of the rows must change nothing. The data follow from a seed, which a failure prints.

use chrono::{Days, NaiveDate};
use domain::indicator::period::Period;
use kursplats_tests::dice::Dice;

mod assessments;
mod collaborations;
mod grants;
mod managers;
mod occasions;
mod plans;
mod profiles;

/// Data sets for each indicator.
const DATA_SETS: u64 = 10_000;

/// A day in the middle of winter, so that periods cross a New Year.
fn some_day(dice: &mut Dice) -> NaiveDate {
    let first = NaiveDate::from_ymd_opt(2026, 12, 20).expect("a date");
    first + Days::new(dice.roll(24) as u64)
}

/// A period of some days.
fn some_period(dice: &mut Dice) -> Period {
    let (one, other) = (some_day(dice), some_day(dice));
    Period::new(one.min(other), one.max(other)).expect("in order")
}

/// A last day, or none.
fn some_end(dice: &mut Dice, from: NaiveDate) -> Option<NaiveDate> {
    (!dice.once_in(3)).then(|| from + Days::new(dice.roll(15) as u64))
}

/// An identifier that is the same for the same number.
fn id(kind: u128, number: usize) -> uuid::Uuid {
    uuid::Uuid::from_u128((kind << 64) + number as u128)
}
