//! I2: the share of public-library staff with a profile in Digiteket, on a day.
//!
//! Two methods that are never mixed: the register of staff, person by person, or numbers by municipality. Heads, not
//! full-time equivalents. A share above 100 per cent stays what it is.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::{
    definition::ProfileMethod,
    evidence::{EvidenceKind, EvidenceRow, LeftOut},
    outcome::{Outcome, Remark, RemarkCode},
};
use crate::{
    LibraryId, PersonId,
    digiteket::{Profile, ProfileAnswer},
    values::MunicipalityCode,
};

/// One employment at a public library. Employments elsewhere are not evidence.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StaffEmployment {
    /// The library.
    pub library_id: LibraryId,
    /// Its name.
    pub library: String,
    /// Its municipality.
    pub municipality_code: MunicipalityCode,
    /// First day.
    pub from: NaiveDate,
    /// Last day, included; open when absent.
    pub to: Option<NaiveDate>,
}

impl StaffEmployment {
    fn valid_on(&self, day: NaiveDate) -> bool {
        self.from <= day && self.to.is_none_or(|to| day <= to)
    }
}

/// One person with employments at public libraries, on the day or not. Each person is given once.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StaffEvidence {
    /// Who.
    pub person_id: PersonId,
    /// Her employments, in any order; several at one library are one.
    pub employments: Vec<StaffEmployment>,
    /// What is known of her profile.
    pub profile: Profile,
}

/// A municipality that ought to report.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MunicipalityEvidence {
    /// Its code. Each is given once.
    pub code: MunicipalityCode,
    /// Its name.
    pub name: String,
}

/// What a municipality reported for a day. There is at most one a municipality and day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CountEvidence {
    /// Which.
    pub municipality_code: MunicipalityCode,
    /// The day.
    pub on: NaiveDate,
    /// Profiles.
    pub profiles: u32,
    /// Staff, in heads.
    pub staff: u32,
    /// Where the numbers come from.
    pub source: String,
}

/// Figures of one municipality. Somebody who works in two is counted in both, so they do not add up to the region's.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct MunicipalityProfiles {
    /// Its code.
    pub municipality_code: MunicipalityCode,
    /// Staff with a profile; none when it has not reported.
    pub profiles: Option<u32>,
    /// Staff; none when it has not reported.
    pub staff: Option<u32>,
    /// The day its numbers are of (by number only).
    pub counted_on: Option<NaiveDate>,
    /// Where its numbers come from (by number only).
    pub source: Option<String>,
    /// How many more profiles it needs to reach the target by itself.
    pub missing_for_target: Option<u32>,
}

/// Figures of one library (by register only).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct LibraryProfiles {
    /// Which.
    pub library_id: LibraryId,
    /// Its name.
    pub library: String,
    /// Its municipality.
    pub municipality_code: MunicipalityCode,
    /// Staff with a profile.
    pub profiles: u32,
    /// Staff.
    pub staff: u32,
    /// Staff of whom nobody knows.
    pub unknown: u32,
    /// How many more profiles it needs to reach the target by itself.
    pub missing_for_target: u32,
}

/// The result of I2. All figures are exact.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct DigiteketProfiles {
    /// Where the figures are from.
    pub method: ProfileMethod,
    /// The day.
    pub on: NaiveDate,
    /// Per cent to reach; none when there is no target.
    pub target_percent: Option<u32>,
    /// Numerator: staff with a profile, each once.
    pub profiles: u32,
    /// Denominator: staff, each once.
    pub staff: u32,
    /// Of the staff: those of whom nobody knows. They are never in the numerator.
    pub unknown: u32,
    /// Municipalities whose figures are in the value.
    pub municipalities_reported: u32,
    /// Municipalities that could be.
    pub municipalities: u32,
    /// Figures by municipality, in order of code.
    pub by_municipality: Vec<MunicipalityProfiles>,
    /// Figures by library, in order of municipality and name.
    pub by_library: Vec<LibraryProfiles>,
}

impl DigiteketProfiles {
    /// The share against its target, compared exactly.
    pub fn outcome(&self) -> Outcome {
        let mut outcome = Outcome::share(self.profiles, self.staff, self.target_percent);
        let missing = self.municipalities - self.municipalities_reported;
        outcome.completeness.extend(Remark::of(RemarkCode::ProfilesUnknown, self.unknown));
        outcome.completeness.extend(Remark::of(RemarkCode::MunicipalitiesMissing, missing));
        let over = self.staff > 0 && self.profiles > self.staff;
        outcome.warnings.extend(Remark::of(RemarkCode::ShareOver100, u32::from(over)));
        outcome
    }
}

/// How many more profiles make the share reach the target: the least number with 100 · (profiles + more) at least
/// target · staff.
pub fn missing_for_target(profiles: u32, staff: u32, target_percent: Option<u32>) -> u32 {
    let wanted = (u64::from(target_percent.unwrap_or(0)) * u64::from(staff)).div_ceil(100);
    u32::try_from(wanted.saturating_sub(u64::from(profiles))).unwrap_or(u32::MAX)
}

/// Heads, and those of them with a profile.
#[derive(Default)]
struct Tally {
    profiles: u32,
    staff: u32,
    unknown: u32,
}

impl Tally {
    fn add(&mut self, person: &StaffEvidence, day: NaiveDate) {
        self.staff += 1;
        self.profiles += u32::from(person.profile.exists_on(day));
        self.unknown += u32::from(person.profile.answer == ProfileAnswer::Unknown);
    }
}

/// Counts the staff of a day, person by person, and lists everyone looked at. The order of the people changes nothing.
pub fn by_register(
    staff: &[StaffEvidence],
    on: NaiveDate,
    target_percent: Option<u32>,
) -> (DigiteketProfiles, Vec<EvidenceRow>) {
    let mut region = Tally::default();
    let mut municipalities: BTreeMap<&MunicipalityCode, Tally> = BTreeMap::new();
    let mut libraries: BTreeMap<(&MunicipalityCode, &str, LibraryId), Tally> = BTreeMap::new();
    for person in staff {
        let active: Vec<_> = person.employments.iter().filter(|employment| employment.valid_on(on)).collect();
        if active.is_empty() {
            continue;
        }
        region.add(person, on);
        for code in active.iter().map(|employment| &employment.municipality_code).collect::<BTreeSet<_>>() {
            municipalities.entry(code).or_default().add(person, on);
        }
        let places = active.iter().map(|at| (&at.municipality_code, at.library.as_str(), at.library_id));
        for place in places.collect::<BTreeSet<_>>() {
            libraries.entry(place).or_default().add(person, on);
        }
    }
    let reported = u32::try_from(municipalities.len()).unwrap_or(u32::MAX);
    let result = DigiteketProfiles {
        method: ProfileMethod::Register,
        on,
        target_percent,
        profiles: region.profiles,
        staff: region.staff,
        unknown: region.unknown,
        municipalities_reported: reported,
        municipalities: reported,
        by_municipality: municipalities
            .into_iter()
            .map(|(code, tally)| municipality(code, &tally, target_percent))
            .collect(),
        by_library: libraries.into_iter().map(|(place, tally)| library(place, &tally, target_percent)).collect(),
    };
    let mut evidence: Vec<_> = staff.iter().map(|person| person_row(person, on)).collect();
    evidence.sort_by(|a, b| (&a.title, a.id).cmp(&(&b.title, b.id)));
    (result, evidence)
}

fn municipality(code: &MunicipalityCode, tally: &Tally, target_percent: Option<u32>) -> MunicipalityProfiles {
    MunicipalityProfiles {
        municipality_code: code.clone(),
        profiles: Some(tally.profiles),
        staff: Some(tally.staff),
        counted_on: None,
        source: None,
        missing_for_target: Some(missing_for_target(tally.profiles, tally.staff, target_percent)),
    }
}

fn library(
    (code, name, library_id): (&MunicipalityCode, &str, LibraryId),
    tally: &Tally,
    target_percent: Option<u32>,
) -> LibraryProfiles {
    LibraryProfiles {
        library_id,
        library: name.to_owned(),
        municipality_code: code.clone(),
        profiles: tally.profiles,
        staff: tally.staff,
        unknown: tally.unknown,
        missing_for_target: missing_for_target(tally.profiles, tally.staff, target_percent),
    }
}

/// A person is known by the libraries where she works, or worked.
fn person_row(person: &StaffEvidence, on: NaiveDate) -> EvidenceRow {
    let active = person.employments.iter().any(|employment| employment.valid_on(on));
    let there = person.employments.iter().filter(|employment| !active || employment.valid_on(on));
    let libraries: BTreeSet<&str> = there.map(|employment| employment.library.as_str()).collect();
    let left_out = match person.profile.answer {
        _ if !active => Some(LeftOut::NotEmployed),
        ProfileAnswer::Unknown => Some(LeftOut::ProfileUnknown),
        ProfileAnswer::No => Some(LeftOut::NoProfile),
        ProfileAnswer::Yes if !person.profile.exists_on(on) => Some(LeftOut::ProfileNotOnDay),
        ProfileAnswer::Yes => None,
    };
    EvidenceRow {
        kind: EvidenceKind::Person,
        id: Some(person.person_id.0),
        title: libraries.into_iter().collect::<Vec<_>>().join(", "),
        date: person.profile.since,
        left_out,
        occasion: None,
    }
}

/// Adds up the latest numbers of each municipality on or before a day. Those that have none are named as missing.
pub fn by_number(
    municipalities: &[MunicipalityEvidence],
    counts: &[CountEvidence],
    on: NaiveDate,
    target_percent: Option<u32>,
) -> (DigiteketProfiles, Vec<EvidenceRow>) {
    let latest = |code: &MunicipalityCode| {
        let of_it = counts.iter().filter(|count| count.municipality_code == *code && count.on <= on);
        of_it.max_by_key(|count| count.on)
    };
    let mut found: Vec<_> = municipalities.iter().map(|one| (one, latest(&one.code))).collect();
    found.sort_by(|a, b| a.0.code.cmp(&b.0.code));
    let reported: Vec<_> = found.iter().filter_map(|(_, count)| *count).collect();
    let size = |length: usize| u32::try_from(length).unwrap_or(u32::MAX);
    let result = DigiteketProfiles {
        method: ProfileMethod::Aggregate,
        on,
        target_percent,
        profiles: reported.iter().map(|count| count.profiles).sum(),
        staff: reported.iter().map(|count| count.staff).sum(),
        unknown: 0,
        municipalities_reported: size(reported.len()),
        municipalities: size(found.len()),
        by_municipality: found.iter().map(|(one, count)| numbers(&one.code, *count, target_percent)).collect(),
        by_library: Vec::new(),
    };
    let row = |(one, count): &(&MunicipalityEvidence, Option<&CountEvidence>)| EvidenceRow {
        kind: EvidenceKind::Municipality,
        id: None,
        title: one.name.clone(),
        date: count.map(|count| count.on),
        left_out: count.is_none().then_some(LeftOut::NotReported),
        occasion: None,
    };
    let evidence = found.iter().map(row).collect();
    (result, evidence)
}

fn numbers(
    code: &MunicipalityCode,
    count: Option<&CountEvidence>,
    target_percent: Option<u32>,
) -> MunicipalityProfiles {
    MunicipalityProfiles {
        municipality_code: code.clone(),
        profiles: count.map(|count| count.profiles),
        staff: count.map(|count| count.staff),
        counted_on: count.map(|count| count.on),
        source: count.map(|count| count.source.clone()),
        missing_for_target: count.map(|count| missing_for_target(count.profiles, count.staff, target_percent)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_nudge_is_exactly_as_many_as_are_missing() {
        let needed = [(12, 15, 0), (11, 14, 1), (799, 1000, 1), (1, 4, 3), (41, 28, 0), (0, 0, 0), (0, 1, 1)];
        for (profiles, staff, more) in needed {
            assert_eq!(missing_for_target(profiles, staff, Some(80)), more, "{profiles} of {staff}");
        }
        assert_eq!(missing_for_target(0, 10, None), 0);
    }
}
