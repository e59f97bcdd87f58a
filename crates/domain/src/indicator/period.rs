//! Periods: closed intervals of local dates (Europe/Stockholm).

use chrono::{Datelike, NaiveDate};
use serde::{Deserialize, Serialize};

use crate::Invalid;

crate::words! {
    /// What a period is called by those who report.
    pub enum PeriodKind {
        /// A quarter of a year.
        Quarter = "quarter",
        /// January to June, or July to December.
        HalfYear = "halfYear",
        /// A calendar year.
        Year = "year",
        /// The whole programme.
        Programme = "programme",
        /// Any other.
        Free = "free",
    }
}

/// From one local date to another, both included.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Period {
    /// First day.
    pub from: NaiveDate,
    /// Last day.
    pub to: NaiveDate,
}

impl Period {
    /// A period.
    ///
    /// # Errors
    /// When it ends before it starts.
    pub fn new(from: NaiveDate, to: NaiveDate) -> Result<Self, Invalid> {
        if to < from { Err(Invalid::EndsBeforeStart) } else { Ok(Self { from, to }) }
    }

    /// Whether a day lies in it.
    pub fn contains(self, day: NaiveDate) -> bool {
        (self.from..=self.to).contains(&day)
    }

    /// Whether something that lasts from one day to another, or goes on, has a day in common with it.
    pub fn overlaps(self, from: NaiveDate, to: Option<NaiveDate>) -> bool {
        from <= self.to && to.is_none_or(|to| to >= self.from)
    }
}

/// The quarter of a day, `2026-Q3`.
pub fn quarter(day: NaiveDate) -> String {
    format!("{}-Q{}", day.year(), day.month0() / 3 + 1)
}

/// The half-year of a day, `2026-H2`.
pub fn half_year(day: NaiveDate) -> String {
    format!("{}-H{}", day.year(), day.month0() / 6 + 1)
}
