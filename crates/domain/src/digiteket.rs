//! Profiles in Digiteket, the national service for library staff's digital training.

use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};

use crate::{
    DigiteketCountId, Invalid,
    access::Role,
    invalid::InvalidMember,
    refusal::No,
    values::{Line, MunicipalityCode},
};

crate::words! {
    /// Whether somebody has a profile. What nobody knows stays unknown.
    pub enum ProfileAnswer {
        /// Has one, or had one until a known day.
        Yes = "yes",
        /// Has none.
        No = "no",
        /// Nobody knows.
        Unknown = "unknown",
    }
}

crate::words! {
    /// Who stated it.
    pub enum ProfileSource {
        /// The person herself.
        Own = "self",
        /// Her manager, who attests it.
        Manager = "manager",
        /// The coordinator.
        Coordinator = "coordinator",
    }
}

/// What is known of somebody's profile.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Profile {
    /// Whether there is one.
    pub answer: ProfileAnswer,
    /// Its first day; always known of a profile that is there.
    pub since: Option<NaiveDate>,
    /// Its last day; open when absent.
    pub until: Option<NaiveDate>,
}

impl Profile {
    /// Nobody knows.
    pub const UNKNOWN: Self = Self { answer: ProfileAnswer::Unknown, since: None, until: None };

    /// As somebody states it on a day. A profile whose first day is not named is there from that day on.
    ///
    /// # Errors
    /// When there are days without a profile, or it ends before it begins.
    pub fn stated(
        answer: ProfileAnswer,
        since: Option<NaiveDate>,
        until: Option<NaiveDate>,
        today: NaiveDate,
    ) -> Result<Self, No> {
        if answer != ProfileAnswer::Yes {
            let named = [("since", since), ("until", until)].into_iter().filter(|(_, day)| day.is_some());
            let wrong: Vec<_> = named.map(|(name, _)| InvalidMember::new(name, Invalid::Needed)).collect();
            return if wrong.is_empty() { Ok(Self { answer, since, until }) } else { Err(No::Invalid(wrong)) };
        }
        let since = since.or(until.filter(|until| *until < today)).unwrap_or(today);
        if until.is_some_and(|until| until < since) {
            return Err(No::invalid("until", Invalid::EndsBeforeStart));
        }
        Ok(Self { answer, since: Some(since), until })
    }

    /// Whether there is a profile on a day, both its first and its last day included.
    pub fn exists_on(self, day: NaiveDate) -> bool {
        self.answer == ProfileAnswer::Yes
            && self.since.is_some_and(|since| since <= day)
            && self.until.is_none_or(|until| day <= until)
    }
}

/// What is known of somebody's profile, by whom, and since when it is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct ProfileStatement {
    /// What was stated last.
    pub profile: Profile,
    /// By whom; none when nobody has.
    pub source: Option<ProfileSource>,
    /// When; none when nobody has.
    pub stated_at: Option<DateTime<Utc>>,
    /// Grows with every statement; 0 when there is none.
    pub version: i32,
}

impl ProfileStatement {
    /// Nobody has said anything.
    pub const NONE: Self = Self { profile: Profile::UNKNOWN, source: None, stated_at: None, version: 0 };
}

/// As whom somebody of this role states the profile of somebody else.
pub fn source_of(role: Role) -> ProfileSource {
    if role == Role::Manager { ProfileSource::Manager } else { ProfileSource::Coordinator }
}

/// The most profiles or staff that a municipality may report.
pub const COUNT_MAX: u32 = 100_000;

/// How many profiles and how many staff a municipality had on a day.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DigiteketCount {
    /// Identifier.
    pub id: DigiteketCountId,
    /// The municipality.
    pub municipality_code: MunicipalityCode,
    /// The day.
    pub on: NaiveDate,
    /// Registered in Digiteket; may be more than the staff.
    pub profiles: u32,
    /// Staff, in heads.
    pub staff: u32,
    /// Where the numbers come from.
    pub source: Line<200>,
    /// Grows with every change.
    pub version: i32,
}

impl DigiteketCount {
    /// Checks what no column type says.
    ///
    /// # Errors
    /// When a number is beyond what any municipality has.
    pub fn checked(self) -> Result<Self, No> {
        let reason = || Invalid::OutOfRange(0, COUNT_MAX.into());
        let members = [("profiles", self.profiles), ("staff", self.staff)];
        let wrong: Vec<_> = members
            .into_iter()
            .filter(|(_, number)| *number > COUNT_MAX)
            .map(|(name, _)| InvalidMember::new(name, reason()))
            .collect();
        if wrong.is_empty() { Ok(self) } else { Err(No::Invalid(wrong)) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().expect("a date")
    }

    #[test]
    fn a_profile_is_there_from_its_first_day_to_its_last() {
        let today = day("2026-11-24");
        let open = Profile::stated(ProfileAnswer::Yes, None, None, today).expect("a profile");
        assert_eq!(open.since, Some(today), "known from the day it is stated");
        assert!(open.exists_on(today) && !open.exists_on(day("2026-11-23")));
        let ended = Profile::stated(ProfileAnswer::Yes, Some(day("2021-03-01")), Some(day("2026-06-30")), today);
        let ended = ended.expect("a profile");
        assert!(ended.exists_on(day("2021-03-01")) && ended.exists_on(day("2026-06-30")));
        assert!(!ended.exists_on(day("2021-02-28")) && !ended.exists_on(day("2026-07-01")));
    }

    #[test]
    fn days_that_contradict_the_answer_are_refused() {
        let today = day("2026-11-24");
        assert!(Profile::stated(ProfileAnswer::No, Some(today), None, today).is_err());
        assert!(Profile::stated(ProfileAnswer::Unknown, None, Some(today), today).is_err());
        assert!(Profile::stated(ProfileAnswer::Yes, Some(today), Some(day("2026-11-23")), today).is_err());
        let past = Profile::stated(ProfileAnswer::Yes, None, Some(day("2026-01-31")), today).expect("a profile");
        assert_eq!(past.since, Some(day("2026-01-31")), "it was there on its last day at least");
    }
}
