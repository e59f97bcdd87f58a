//! I4: training occasions by, for and with public-library staff that relate to the goal.
//!
//! An occasion is one session on one local date with at least one held meeting and somebody present. What is counted
//! (`domain.md` 2.4) is decided in `occasion`, what is summed in `tally`; the order of the evidence changes nothing.

use super::{
    definition::{CountingUnit, Rules},
    evidence::{EvidenceRow, LeftOut},
    outcome::{Outcome, Remark, RemarkCode},
};
use crate::session::Affiliation;

mod duplicates;
mod input;
mod occasion;
mod result;
mod rows;
mod tally;
mod workplaces;

pub use input::{
    CourseEvidence, EmploymentEvidence, Evidence, LibraryEvidence, MeetingEvidence, MeetingStanding,
    MunicipalityEvidence, Participant, ProgrammeEvidence, Seats, SessionEvidence,
};
pub use result::{Dimension, Figures, Part, Share, TrainingOccasions};

use occasion::Sorted;

/// Counts, with every breakdown.
pub fn count(evidence: &Evidence, rules: &Rules) -> TrainingOccasions {
    let sorted = Sorted::new(evidence, rules);
    let mut result = summary_of(&sorted, rules);
    tally::fill(&mut result, evidence, &sorted);
    result
}

/// Counts without looking at who took part: the value, what was left out, and what is missing. Everything else is
/// nought.
pub fn summary(evidence: &Evidence, rules: &Rules) -> TrainingOccasions {
    summary_of(&Sorted::new(evidence, rules), rules)
}

/// Every row looked at, in order of date.
pub fn rows(evidence: &Evidence, rules: &Rules) -> Vec<EvidenceRow> {
    rows::all(evidence, &Sorted::new(evidence, rules))
}

fn summary_of(sorted: &Sorted<'_>, rules: &Rules) -> TrainingOccasions {
    let counting_unit = rules.counting_unit.unwrap_or(CountingUnit::OccasionDay);
    let mut result = TrainingOccasions { counting_unit, ..TrainingOccasions::default() };
    for reason in sorted.occasions.iter().filter_map(|occasion| occasion.left_out) {
        *result.left_out.entry(reason).or_default() += 1;
    }
    let others = |wanted| size(sorted.others.iter().filter(|(_, _, reason)| *reason == wanted).count());
    result.pending_meetings = others(LeftOut::Pending);
    result.cancelled_meetings = others(LeftOut::Cancelled);
    result.possible_duplicates = sorted.duplicates.extra;
    (result.occasion_days, result.sessions) = counted(sorted, |_| true);
    let value = |(occasion_days, sessions)| match counting_unit {
        CountingUnit::OccasionDay => occasion_days,
        CountingUnit::Session => sessions,
    };
    result.value = value((result.occasion_days, result.sessions));
    result.by_staff = value(counted(sorted, |flags| flags.by_staff));
    result.for_staff = value(counted(sorted, |flags| flags.for_staff));
    result.with_staff = value(counted(sorted, |flags| flags.with_staff));
    result
}

/// Both figures of the counted occasions with some flags: the occasions, and their sessions (`I4-1`).
fn counted(sorted: &Sorted<'_>, wanted: fn(&Affiliation) -> bool) -> (u32, u32) {
    let occasions = sorted.counted().filter(|occasion| wanted(&occasion.session.affiliation));
    let mut sessions: Vec<_> = occasions.map(|occasion| occasion.session.id).collect();
    let occasion_days = size(sessions.len());
    sessions.dedup();
    (occasion_days, size(sessions.len()))
}

fn size(number: usize) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}

impl TrainingOccasions {
    /// The value, and how complete it is. There is no target.
    pub fn outcome(&self) -> Outcome {
        let mut outcome = Outcome::counted(self.value);
        outcome.completeness.extend(Remark::of(RemarkCode::PendingMeetings, self.pending_meetings));
        outcome.warnings.extend(Remark::of(RemarkCode::PossibleDuplicates, self.possible_duplicates));
        outcome
    }
}

#[cfg(test)]
mod tests;
