//! Periods: closed intervals of local dates (Europe/Stockholm).

use chrono::{Datelike, Months, NaiveDate};
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

    /// Whether it may be called this: a quarter, half-year or year is one of the calendar, from its first day to its
    /// last. Of a programme's days the programme itself tells.
    pub fn may_be_called(self, kind: PeriodKind) -> bool {
        let months = match kind {
            PeriodKind::Quarter => 3,
            PeriodKind::HalfYear => 6,
            PeriodKind::Year => 12,
            PeriodKind::Programme | PeriodKind::Free => return true,
        };
        let begins = self.from.day() == 1 && self.from.month0().is_multiple_of(months);
        let next = self.from.checked_add_months(Months::new(months));
        begins && next.and_then(|next| next.pred_opt()) == Some(self.to)
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quarters_half_years_and_years_are_those_of_the_calendar() {
        let period = |from: &str, to: &str| {
            let day = |text: &str| text.parse().expect("a date");
            Period::new(day(from), day(to)).expect("in order")
        };
        for (from, to, kind, may) in [
            ("2026-01-01", "2026-03-31", PeriodKind::Quarter, true),
            ("2026-02-01", "2026-04-30", PeriodKind::Quarter, false),
            ("2026-01-01", "2026-12-31", PeriodKind::Quarter, false),
            ("2026-07-01", "2026-12-31", PeriodKind::HalfYear, true),
            ("2026-04-01", "2026-09-30", PeriodKind::HalfYear, false),
            ("2028-01-01", "2028-12-31", PeriodKind::Year, true),
            ("2028-01-01", "2028-12-30", PeriodKind::Year, false),
            ("2028-01-02", "2028-12-31", PeriodKind::Free, true),
            ("2028-01-02", "2028-12-31", PeriodKind::Programme, true),
        ] {
            assert_eq!(period(from, to).may_be_called(kind), may, "{from} – {to}: {kind}");
        }
    }
}
