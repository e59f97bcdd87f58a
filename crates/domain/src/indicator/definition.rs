//! Definitions of the indicators: versioned data, so that an old report keeps the rules it was made by.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::IndicatorCode;
use crate::Invalid;

crate::words! {
    /// What one training occasion is (`I4-1`).
    pub enum CountingUnit {
        /// One session on one local date.
        OccasionDay = "occasionDay",
        /// One session in the period.
        Session = "session",
    }
}

crate::words! {
    /// From which state an action plan counts as drawn up.
    pub enum MetWhen {
        /// A draft is enough.
        Draft = "draft",
        /// It has to be adopted.
        Adopted = "adopted",
    }
}

crate::words! {
    /// Where the share with a Digiteket profile is taken from; the two are never mixed.
    pub enum ProfileMethod {
        /// The register of staff, with the profile of each.
        Register = "register",
        /// Numbers by municipality, from Digiteket and the national library statistics.
        Aggregate = "aggregate",
    }
}

crate::words! {
    /// When a library counts as co-operating.
    pub enum CollaborationReading {
        /// At some time in the period.
        Overlap = "overlap",
        /// On the period's last day.
        LastDay = "lastDay",
    }
}

/// The least threshold below which a number of people is not shown.
const SMALL_NUMBER_MIN: u32 = 3;

/// What may be decided about an indicator. A rule that does not concern the indicator is absent.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Rules {
    /// Per cent that the share must reach (I2).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub target_percent: Option<u32>,
    /// Per cent of the statements that an answered questionnaire must answer (I1).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub answered_percent_min: Option<u32>,
    /// Where profiles are counted (I2).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub profile_method: Option<ProfileMethod>,
    /// What an occasion is (I4).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub counting_unit: Option<CountingUnit>,
    /// Whether only what is *for* library staff counts (I4).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub for_staff_only: Option<bool>,
    /// From which state a plan counts (I6).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub met_when: Option<MetWhen>,
    /// When a library counts as co-operating (I7).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reading: Option<CollaborationReading>,
    /// Fewer people than this are not shown (`domain.md` 2.0): to the public, and in surveys to anybody.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub small_number: Option<u32>,
}

impl Rules {
    /// The rules of an indicator's first version.
    pub fn first(code: IndicatorCode) -> Self {
        let small_number = Some(5);
        let none = Self { small_number, ..Self::default() };
        match code {
            IndicatorCode::I1 => Self { answered_percent_min: Some(75), ..none },
            IndicatorCode::I2 => {
                Self { target_percent: Some(80), profile_method: Some(ProfileMethod::Register), ..none }
            }
            IndicatorCode::I4 => {
                Self { counting_unit: Some(CountingUnit::OccasionDay), for_staff_only: Some(false), ..none }
            }
            IndicatorCode::I6 => Self { met_when: Some(MetWhen::Adopted), ..none },
            IndicatorCode::I7 => Self { reading: Some(CollaborationReading::Overlap), ..none },
            IndicatorCode::I3 | IndicatorCode::I5 => none,
        }
    }

    /// These rules laid over earlier ones, where every member concerns the indicator.
    ///
    /// # Errors
    /// The name of a member that does not, or whose value is out of bounds.
    pub fn over(self, code: IndicatorCode, earlier: Self) -> Result<Self, (&'static str, Invalid)> {
        let concerns = Self::first(code);
        let foreign = [
            ("targetPercent", self.target_percent.is_some() && concerns.target_percent.is_none()),
            ("answeredPercentMin", self.answered_percent_min.is_some() && concerns.answered_percent_min.is_none()),
            ("profileMethod", self.profile_method.is_some() && concerns.profile_method.is_none()),
            ("countingUnit", self.counting_unit.is_some() && concerns.counting_unit.is_none()),
            ("forStaffOnly", self.for_staff_only.is_some() && concerns.for_staff_only.is_none()),
            ("metWhen", self.met_when.is_some() && concerns.met_when.is_none()),
            ("reading", self.reading.is_some() && concerns.reading.is_none()),
        ];
        if let Some((name, _)) = foreign.iter().find(|(_, foreign)| *foreign) {
            return Err((name, Invalid::Unknown));
        }
        let within = |name, value: Option<u32>, low: u32, high: u32| match value {
            Some(value) if !(low..=high).contains(&value) => Err((name, Invalid::OutOfRange(low.into(), high.into()))),
            _ => Ok(()),
        };
        within("targetPercent", self.target_percent, 1, 100)?;
        within("answeredPercentMin", self.answered_percent_min, 1, 100)?;
        within("smallNumber", self.small_number, SMALL_NUMBER_MIN, 100)?;
        Ok(Self {
            target_percent: self.target_percent.or(earlier.target_percent),
            answered_percent_min: self.answered_percent_min.or(earlier.answered_percent_min),
            profile_method: self.profile_method.or(earlier.profile_method),
            counting_unit: self.counting_unit.or(earlier.counting_unit),
            for_staff_only: self.for_staff_only.or(earlier.for_staff_only),
            met_when: self.met_when.or(earlier.met_when),
            reading: self.reading.or(earlier.reading),
            small_number: self.small_number.or(earlier.small_number),
        })
    }

    /// Fewer people than this are not shown.
    pub fn small_number(&self) -> u32 {
        self.small_number.unwrap_or(5).max(SMALL_NUMBER_MIN)
    }
}

/// One version of an indicator's definition.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Definition {
    /// The indicator.
    pub code: IndicatorCode,
    /// Counted from one.
    pub version: u32,
    /// The first day it is in force.
    pub valid_from: NaiveDate,
    /// What was decided.
    pub rules: Rules,
}

/// The version in force on a day: the last that began by then, or else the first.
pub fn in_force(versions: &[Definition], code: IndicatorCode, day: NaiveDate) -> Option<&Definition> {
    let of_code = || versions.iter().filter(move |definition| definition.code == code);
    let begun = of_code().filter(|definition| definition.valid_from <= day).max_by_key(|definition| definition.version);
    begun.or_else(|| of_code().min_by_key(|definition| definition.version))
}

/// Every version that is in force on some day of a period, in order.
pub fn of_period(versions: &[Definition], code: IndicatorCode, from: NaiveDate, to: NaiveDate) -> Vec<&Definition> {
    let mut found: Vec<_> = in_force(versions, code, from).into_iter().collect();
    let begun_later = |definition: &&Definition| {
        definition.code == code && definition.valid_from > from && definition.valid_from <= to
    };
    found.extend(
        versions
            .iter()
            .filter(begun_later)
            .filter(|later| found.iter().all(|first| first != later))
            .collect::<Vec<_>>(),
    );
    found.sort_by_key(|definition| definition.version);
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(month: u32) -> NaiveDate {
        NaiveDate::from_ymd_opt(2026, month, 1).expect("a date")
    }

    fn version(version: u32, month: u32) -> Definition {
        let code = IndicatorCode::I4;
        Definition { code, version, valid_from: day(month), rules: Rules::first(code) }
    }

    #[test]
    fn a_new_version_leaves_older_periods_alone() {
        let versions = [version(2, 7), version(1, 3)];
        let found = |month| in_force(&versions, IndicatorCode::I4, day(month)).map(|found| found.version);
        assert_eq!([found(1), found(3), found(6), found(7)], [Some(1), Some(1), Some(1), Some(2)]);
        assert_eq!(in_force(&versions, IndicatorCode::I1, day(1)), None);
        let both = |from, to| of_period(&versions, IndicatorCode::I4, day(from), day(to)).len();
        assert_eq!([both(1, 2), both(1, 6), both(5, 7), both(8, 9)], [1, 1, 2, 1]);
    }

    #[test]
    fn rules_that_do_not_concern_the_indicator_are_refused() {
        let unit = Rules { counting_unit: Some(CountingUnit::Session), ..Rules::default() };
        let first = Rules::first(IndicatorCode::I4);
        let changed = unit.clone().over(IndicatorCode::I4, first).expect("a rule of I4");
        assert_eq!((changed.counting_unit, changed.for_staff_only), (Some(CountingUnit::Session), Some(false)));
        let refused = unit.over(IndicatorCode::I2, Rules::first(IndicatorCode::I2));
        assert_eq!(refused, Err(("countingUnit", Invalid::Unknown)));
        let tiny = Rules { small_number: Some(2), ..Rules::default() };
        let refused = tiny.over(IndicatorCode::I1, Rules::first(IndicatorCode::I1));
        assert_eq!(refused, Err(("smallNumber", Invalid::OutOfRange(3, 100))));
    }
}
