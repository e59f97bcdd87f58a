//! What would be otherwise in a locked report if it were made today, and why.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value as Json;

use super::snapshot::Computed;
use crate::indicator::{
    IndicatorCode,
    evidence::{EvidenceKind, EvidenceRow, LeftOut},
    outcome::{Indicator, Remark},
};

crate::words! {
    /// Why a figure is another now.
    pub enum DeviationReason {
        /// Attendance was reported after the report was locked.
        AttendanceReportedLate = "attendanceReportedLate",
        /// Attendance was corrected.
        AttendanceCorrected = "attendanceCorrected",
        /// A flag was corrected: by, for, with, or whether it relates to the goal.
        FlagCorrected = "flagCorrected",
        /// It took place on another day than the report says.
        Moved = "moved",
        /// It was registered afterwards.
        RegisteredLate = "registeredLate",
        /// It is gone from the registers.
        Removed = "removed",
        /// The grant was revoked.
        GrantRevoked = "grantRevoked",
        /// Something else about a row was corrected.
        EvidenceCorrected = "evidenceCorrected",
        /// No row is another, but what they are counted by is: employments, libraries, staff numbers.
        RegisterChanged = "registerChanged",
    }
}

/// One figure that is another now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Deviation {
    /// The indicator.
    pub code: IndicatorCode,
    /// Which figure: `value`, `breakdowns.municipality.1881.participations`.
    pub path: String,
    /// What the report says; none when it says nothing of it.
    pub locked: Option<String>,
    /// What it would say now.
    pub now: Option<String>,
    /// Why, from the rows that differ.
    pub reasons: Vec<DeviationReason>,
}

/// One row of the evidence that is another now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RowChange {
    /// The indicator.
    pub code: IndicatorCode,
    /// The row of the report; none when it has come since.
    pub locked: Option<EvidenceRow>,
    /// The row now; none when it is gone.
    pub now: Option<EvidenceRow>,
    /// What this is.
    pub reason: DeviationReason,
}

/// Compares one indicator of a locked report with the same computed now, by the same definition.
pub fn compare(locked: &Computed, now: &Computed) -> (Vec<Deviation>, Vec<RowChange>) {
    let code = locked.indicator.code;
    let rows = changed_rows(code, &locked.evidence, &now.evidence);
    let mut reasons: Vec<_> = rows.iter().map(|row| row.reason).collect::<BTreeSet<_>>().into_iter().collect();
    if reasons.is_empty() {
        reasons.push(DeviationReason::RegisterChanged);
    }
    let (before, after) = (figures(&locked.indicator), figures(&now.indicator));
    let paths: BTreeSet<&String> = before.keys().chain(after.keys()).collect();
    let differ = paths.into_iter().filter(|path| before.get(*path) != after.get(*path));
    let deviations = differ.map(|path| Deviation {
        code,
        path: path.clone(),
        locked: before.get(path).cloned(),
        now: after.get(path).cloned(),
        reasons: reasons.clone(),
    });
    (deviations.collect(), rows)
}

/// Every figure of an indicator under its path, as text.
fn figures(indicator: &Indicator) -> BTreeMap<String, String> {
    let mut found = BTreeMap::new();
    // What an indicator consists of stands under the name of its kind, which says nothing to readers.
    if let Ok(Json::Object(kinds)) = serde_json::to_value(&indicator.details) {
        kinds.values().for_each(|details| leaves("", details, &mut found));
    }
    let outcome = &indicator.outcome;
    found.insert("status".to_owned(), outcome.status.to_string());
    if let Some(shown) = outcome.value.shown() {
        found.insert("value".to_owned(), shown);
    }
    let mut remarks = |kind: &str, remarks: &[Remark]| {
        for remark in remarks {
            found.insert(format!("{kind}.{}", remark.code), remark.count.to_string());
        }
    };
    remarks("completeness", &outcome.completeness);
    remarks("warnings", &outcome.warnings);
    found
}

/// The members that tell an item of a list from the others, and so stand in its path.
const NAMES: [&str; 5] = ["key", "municipalityCode", "libraryId", "planId", "surveyId"];

fn leaves(path: &str, value: &Json, found: &mut BTreeMap<String, String>) {
    let below = |name: &str| if path.is_empty() { name.to_owned() } else { format!("{path}.{name}") };
    match value {
        Json::Null => {}
        Json::Object(members) => members.iter().for_each(|(name, value)| leaves(&below(name), value, found)),
        Json::Array(items) => {
            for (place, item) in items.iter().enumerate() {
                let name = NAMES.into_iter().find(|name| item[*name].is_string()).unwrap_or_default();
                let path = item[name].as_str().map_or_else(|| below(&place.to_string()), below);
                let mut item = item.clone();
                drop(item.as_object_mut().and_then(|members| members.remove(name)));
                leaves(&path, &item, found);
            }
        }
        Json::String(text) => drop(found.insert(path.to_owned(), text.clone())),
        single => drop(found.insert(path.to_owned(), single.to_string())),
    }
}

/// What makes two rows the same row: what it is about, its day, and the first of its meetings.
type RowKey<'a> = (EvidenceKind, Option<uuid::Uuid>, &'a str, Option<chrono::NaiveDate>, Option<crate::MeetingId>);

fn key(row: &EvidenceRow) -> RowKey<'_> {
    let meeting = row.occasion.as_ref().and_then(|occasion| occasion.meeting_ids.first().copied());
    // A title can be corrected; it tells rows apart only where nothing else does.
    let title = if row.id.is_none() { row.title.as_str() } else { "" };
    // An occasion on another day is another occasion; of all else the day is one more thing that can be corrected.
    let date = row.date.filter(|_| row.kind == EvidenceKind::Occasion || row.id.is_none());
    (row.kind, row.id, title, date, meeting)
}

fn changed_rows(code: IndicatorCode, locked: &[EvidenceRow], now: &[EvidenceRow]) -> Vec<RowChange> {
    let mut pairs: BTreeMap<RowKey<'_>, (Vec<&EvidenceRow>, Vec<&EvidenceRow>)> = BTreeMap::new();
    locked.iter().for_each(|row| pairs.entry(key(row)).or_default().0.push(row));
    now.iter().for_each(|row| pairs.entry(key(row)).or_default().1.push(row));
    let mut changes = Vec::new();
    for (before, after) in pairs.values() {
        for place in 0..before.len().max(after.len()) {
            let (before, after) = (before.get(place).copied(), after.get(place).copied());
            if before != after {
                changes.push((before, after));
            }
        }
    }
    let change = |(before, after): &(Option<&EvidenceRow>, Option<&EvidenceRow>)| RowChange {
        code,
        locked: before.cloned(),
        now: after.cloned(),
        reason: reason(*before, *after, &changes),
    };
    changes.iter().map(change).collect()
}

fn reason(
    before: Option<&EvidenceRow>,
    after: Option<&EvidenceRow>,
    all: &[(Option<&EvidenceRow>, Option<&EvidenceRow>)],
) -> DeviationReason {
    let was_pending = before.is_some_and(|row| row.left_out == Some(LeftOut::Pending));
    let same = |one: &EvidenceRow, other: &EvidenceRow| one.id.is_some() && one.id == other.id;
    match (before, after) {
        (Some(_), _) if was_pending => DeviationReason::AttendanceReportedLate,
        (Some(before), Some(after)) => corrected(before, after),
        (Some(before), None)
            if all.iter().any(|(gone, come)| gone.is_none() && come.is_some_and(|row| same(row, before))) =>
        {
            DeviationReason::Moved
        }
        (None, Some(after))
            if all.iter().any(|(gone, come)| come.is_none() && gone.is_some_and(|row| same(row, after))) =>
        {
            DeviationReason::Moved
        }
        (Some(_), None) => DeviationReason::Removed,
        (None, _) => DeviationReason::RegisteredLate,
    }
}

fn corrected(before: &EvidenceRow, after: &EvidenceRow) -> DeviationReason {
    let (was, is) = (before.occasion.as_ref(), after.occasion.as_ref());
    if after.left_out == Some(LeftOut::Revoked) {
        DeviationReason::GrantRevoked
    } else if was.map(|occasion| occasion.affiliation) != is.map(|occasion| occasion.affiliation) {
        DeviationReason::FlagCorrected
    } else if was != is {
        DeviationReason::AttendanceCorrected
    } else {
        DeviationReason::EvidenceCorrected
    }
}

#[cfg(test)]
mod tests {
    use chrono::NaiveDate;
    use uuid::Uuid;

    use super::*;
    use crate::{
        GrantId,
        digiteket::{Profile, ProfileAnswer},
        grant::{GrantDecision, Recipient},
        indicator::{
            definition::{Definition, Rules},
            digiteket_profiles::{self, StaffEmployment, StaffEvidence},
            outcome::Details,
            period::Period,
            project_grants::{self, GrantEvidence},
        },
    };

    fn day(month: u32) -> NaiveDate {
        NaiveDate::from_ymd_opt(2026, month, 1).expect("a date")
    }

    fn definition(code: IndicatorCode) -> Definition {
        Definition { code, version: 1, valid_from: NaiveDate::MIN, rules: Rules::first(code) }
    }

    fn profiles(municipalities: &[&str]) -> Computed {
        let member = |code: &&str| StaffEvidence {
            person_id: crate::PersonId(Uuid::from_u128(code.parse().expect("a number"))),
            employments: vec![StaffEmployment {
                library_id: crate::LibraryId(Uuid::from_u128(1)),
                library: "Biblioteket".to_owned(),
                municipality_code: code.parse().expect("a code"),
                from: day(1),
                to: None,
            }],
            profile: Profile { answer: ProfileAnswer::Yes, since: Some(day(1)), until: None },
        };
        let staff: Vec<_> = municipalities.iter().map(member).collect();
        let (result, evidence) = digiteket_profiles::by_register(&staff, day(6), Some(80));
        let outcome = result.outcome();
        Computed::by(&definition(IndicatorCode::I2), outcome, Details::DigiteketProfiles(Box::new(result)), evidence)
    }

    #[test]
    fn a_municipality_that_has_come_is_no_change_of_the_others() {
        let (figures, _) = compare(&profiles(&["1880", "1881"]), &profiles(&["1861", "1880", "1881"]));
        let paths: Vec<&str> = figures.iter().map(|one| one.path.as_str()).collect();
        assert!(paths.contains(&"byMunicipality.1861.staff"), "{paths:?}");
        assert!(paths.iter().all(|path| !path.contains("1880") && !path.contains("1881")), "{paths:?}");
    }

    fn grant(decided_on: NaiveDate) -> Computed {
        let grant = GrantEvidence {
            grant_id: GrantId(Uuid::from_u128(7)),
            title: "26RS1".to_owned(),
            decision: GrantDecision::Granted,
            decided_on,
            criterion: true,
            revoked_on: None,
            amount_kronor: 1000,
            recipients: vec![Recipient::Municipality("1880".parse().expect("a code"))],
        };
        let (result, evidence) = project_grants::count(&[grant], Period { from: day(1), to: day(12) });
        let outcome = result.outcome();
        Computed::by(&definition(IndicatorCode::I5), outcome, Details::ProjectGrants(Box::new(result)), evidence)
    }

    #[test]
    fn a_date_that_was_wrong_is_corrected_and_moves_nothing() {
        let (_, rows) = compare(&grant(day(2)), &grant(day(3)));
        let found: Vec<_> = rows.iter().map(|row| (row.reason, row.locked.is_some(), row.now.is_some())).collect();
        assert_eq!(found, [(DeviationReason::EvidenceCorrected, true, true)]);
    }
}
