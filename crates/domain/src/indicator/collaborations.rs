//! I7: public libraries that co-operate with the region on public information about 1177.
//!
//! Two readings, both always computed: at some time in the period, and on its last day.

use std::collections::BTreeSet;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::{
    definition::CollaborationReading,
    evidence::{EvidenceKind, EvidenceRow, LeftOut},
    outcome::{Outcome, Remark, RemarkCode},
    period::Period,
};
use crate::{CollaborationId, LibraryId, collaboration::unconfirmed, person::LibraryType, values::MunicipalityCode};

/// One collaboration of one library.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CollaborationEvidence {
    /// Which. Each is given once.
    pub collaboration_id: CollaborationId,
    /// The library; one library may have several.
    pub library_id: LibraryId,
    /// The library's name.
    pub library: String,
    /// The library's municipality.
    pub municipality_code: MunicipalityCode,
    /// What the library is by law.
    pub library_type: LibraryType,
    /// First day.
    pub from: NaiveDate,
    /// Last day, included; open when absent.
    pub to: Option<NaiveDate>,
    /// The days somebody said that it goes on, in any order.
    pub confirmed_on: Vec<NaiveDate>,
}

impl CollaborationEvidence {
    fn stands_in(&self, reading: CollaborationReading, period: Period) -> bool {
        match reading {
            CollaborationReading::Overlap => period.overlaps(self.from, self.to),
            CollaborationReading::LastDay => self.from <= period.to && self.to.is_none_or(|to| period.to <= to),
        }
    }
}

/// How far the collaboration reaches.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Reach {
    /// Distinct public libraries.
    pub libraries: u32,
    /// Their distinct municipalities.
    pub municipalities: u32,
}

/// The result of I7.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Collaborations {
    /// Which reading the value is of.
    pub reading: CollaborationReading,
    /// At some time in the period.
    pub in_period: Reach,
    /// On its last day.
    pub on_last_day: Reach,
    /// Collaborations of public libraries that stand on the last day and that nobody has confirmed for a year.
    pub unconfirmed: u32,
    /// Collaborations looked at, of any period: none means that nothing is registered.
    pub registered: u32,
}

impl Collaborations {
    /// The number of libraries by the chosen reading; there is no target.
    pub fn outcome(&self) -> Outcome {
        let reach = match self.reading {
            CollaborationReading::Overlap => self.in_period,
            CollaborationReading::LastDay => self.on_last_day,
        };
        let mut outcome = if self.registered == 0 { Outcome::no_data() } else { Outcome::counted(reach.libraries) };
        outcome.completeness.extend(Remark::of(RemarkCode::Unconfirmed, self.unconfirmed));
        outcome
    }
}

/// Counts, and lists every collaboration in order of its first day. The order of the rows changes nothing.
pub fn count(
    rows: &[CollaborationEvidence],
    period: Period,
    reading: CollaborationReading,
) -> (Collaborations, Vec<EvidenceRow>) {
    let public = |row: &&CollaborationEvidence| row.library_type == LibraryType::Public;
    let reach = |reading| {
        let standing: Vec<_> = rows.iter().filter(public).filter(|row| row.stands_in(reading, period)).collect();
        let size = |length: usize| u32::try_from(length).unwrap_or(u32::MAX);
        Reach {
            libraries: size(standing.iter().map(|row| row.library_id).collect::<BTreeSet<_>>().len()),
            municipalities: size(standing.iter().map(|row| &row.municipality_code).collect::<BTreeSet<_>>().len()),
        }
    };
    let on_last_day = rows.iter().filter(public).filter(|row| row.stands_in(CollaborationReading::LastDay, period));
    let in_doubt = on_last_day.filter(|row| unconfirmed(row.from, &row.confirmed_on, period.to)).count();
    let result = Collaborations {
        reading,
        in_period: reach(CollaborationReading::Overlap),
        on_last_day: reach(CollaborationReading::LastDay),
        unconfirmed: u32::try_from(in_doubt).unwrap_or(u32::MAX),
        registered: u32::try_from(rows.len()).unwrap_or(u32::MAX),
    };
    (result, evidence(rows, period, reading))
}

/// Of several collaborations of one library the first is counted, and the others say so: rows counted are libraries.
fn evidence(rows: &[CollaborationEvidence], period: Period, reading: CollaborationReading) -> Vec<EvidenceRow> {
    let mut rows: Vec<_> = rows.iter().collect();
    rows.sort_by_key(|row| (row.from, row.collaboration_id));
    let mut counted = BTreeSet::new();
    let mut row = |row: &CollaborationEvidence| EvidenceRow {
        kind: EvidenceKind::Collaboration,
        id: Some(row.collaboration_id.0),
        title: row.library.clone(),
        date: Some(row.from),
        left_out: if row.library_type != LibraryType::Public {
            Some(LeftOut::NotPublicLibrary)
        } else if !row.stands_in(reading, period) {
            Some(LeftOut::OutsidePeriod)
        } else {
            (!counted.insert(row.library_id)).then_some(LeftOut::AlreadyCounted)
        },
        occasion: None,
    };
    rows.into_iter().map(&mut row).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().expect("a date")
    }

    #[test]
    fn a_confirmation_lasts_for_365_days() {
        assert!(!unconfirmed(day("2025-12-31"), &[], day("2026-12-31")));
        assert!(unconfirmed(day("2025-12-30"), &[], day("2026-12-31")));
        assert!(!unconfirmed(day("2020-01-01"), &[day("2026-01-15")], day("2026-12-31")));
        assert!(unconfirmed(day("2020-01-01"), &[day("2027-01-15")], day("2026-12-31")), "said after the day");
    }
}
