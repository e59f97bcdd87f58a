//! I4: training occasions by, for and with public-library staff that relate to the goal.
//!
//! An occasion is one session on one local date with at least one held meeting and somebody present.

use std::collections::{BTreeMap, BTreeSet, HashSet};

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::{
    evidence::{EvidenceKind, EvidenceRow, LeftOut, OccasionEvidence},
    outcome::{Outcome, Remark, RemarkCode},
    period::quarter,
};
use crate::{MeetingId, PersonId, SessionId, session::Affiliation, values::MunicipalityCode};

crate::words! {
    /// What became of a meeting in the period.
    pub enum MeetingStanding {
        /// Attendance says it took place.
        Held = "held",
        /// It did not take place.
        Cancelled = "cancelled",
        /// It is over and nobody has reported (`I4-4`).
        Pending = "pending",
        /// It is still to come.
        Planned = "planned",
        /// Its session was never published.
        Draft = "draft",
    }
}

/// Somebody of the register who was present.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Participant {
    /// Who.
    pub person_id: PersonId,
    /// Municipality of the public library the person took part for; none for anybody else, who is external (`I4-8`).
    pub municipality: Option<MunicipalityCode>,
}

/// One meeting of the period, with everything the count looks at.
#[derive(Debug, Clone)]
pub struct MeetingEvidence {
    /// Its session.
    pub session_id: SessionId,
    /// The meeting.
    pub meeting_id: MeetingId,
    /// Title of the session.
    pub title: String,
    /// Local date (`I4-7`).
    pub date: NaiveDate,
    /// What became of it.
    pub standing: MeetingStanding,
    /// Flags of the session.
    pub affiliation: Affiliation,
    /// Minutes without breaks.
    pub net_minutes: i64,
    /// Study hours (`I4-11`).
    pub study_hours: u32,
    /// People of the register who were present.
    pub participants: Vec<Participant>,
    /// People outside the register, by number.
    pub external_participants: u32,
}

/// Figures of one municipality. Uniques of municipalities do not add up to those of the region.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct MunicipalityFigures {
    /// Distinct persons who took part for it.
    pub unique_participants: u32,
    /// Persons present, summed over occasions.
    pub participations: u32,
}

/// The result of I4. All figures are exact.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct TrainingOccasions {
    /// Occasions counted (`I4-1`).
    pub value: u32,
    /// Sessions with at least one counted occasion.
    pub sessions: u32,
    /// Of the occasions: by staff. The three overlap and must not be added.
    pub by_staff: u32,
    /// Of the occasions: for staff.
    pub for_staff: u32,
    /// Of the occasions: with staff.
    pub with_staff: u32,
    /// Distinct library staff present.
    pub unique_participants: u32,
    /// Library staff present, summed over occasions (`I4-8`).
    pub participations: u32,
    /// Others present, summed over occasions.
    pub external_participations: u32,
    /// Minutes without breaks, of held meetings of counted occasions.
    pub delivered_minutes: i64,
    /// Study hours of the same meetings.
    pub study_hours: u32,
    /// Minutes without breaks times library staff present.
    pub participant_minutes: i64,
    /// Past meetings without a report.
    pub pending_meetings: u32,
    /// Cancelled meetings.
    pub cancelled_meetings: u32,
    /// Held occasions not counted, by reason.
    pub left_out: BTreeMap<LeftOut, u32>,
    /// Figures by municipality.
    pub by_municipality: BTreeMap<MunicipalityCode, MunicipalityFigures>,
    /// Occasions by quarter, `2026-Q3`.
    pub by_quarter: BTreeMap<String, u32>,
}

/// Counts, and lists every row looked at in order of date. The order of the meetings changes nothing.
pub fn count(meetings: &[MeetingEvidence]) -> (TrainingOccasions, Vec<EvidenceRow>) {
    let mut result = TrainingOccasions::default();
    let mut evidence = Vec::new();
    let mut occasions: BTreeMap<(NaiveDate, SessionId), Vec<&MeetingEvidence>> = BTreeMap::new();
    for meeting in meetings {
        let reason = match meeting.standing {
            MeetingStanding::Held => {
                occasions.entry((meeting.date, meeting.session_id)).or_default().push(meeting);
                continue;
            }
            MeetingStanding::Pending => LeftOut::Pending,
            MeetingStanding::Cancelled => LeftOut::Cancelled,
            MeetingStanding::Planned => LeftOut::Planned,
            MeetingStanding::Draft => LeftOut::Draft,
        };
        result.pending_meetings += u32::from(reason == LeftOut::Pending);
        result.cancelled_meetings += u32::from(reason == LeftOut::Cancelled);
        evidence.push(row(&[meeting], Some(reason)));
    }
    let mut tally = Tally::default();
    for held in occasions.values_mut() {
        held.sort_by_key(|meeting| meeting.meeting_id);
        let reason = left_out(held);
        if let Some(reason) = reason {
            *result.left_out.entry(reason).or_default() += 1;
        } else {
            tally.add(&mut result, held);
        }
        evidence.push(row(held, reason));
    }
    tally.finish(&mut result);
    evidence.sort_by_key(|row| (row.date, row.id, row.occasion.as_ref().and_then(|o| o.meeting_ids.first().copied())));
    (result, evidence)
}

impl TrainingOccasions {
    /// The value, and how complete it is. There is no target.
    pub fn outcome(&self) -> Outcome {
        let mut outcome = Outcome::counted(self.value);
        outcome.completeness.extend(Remark::of(RemarkCode::PendingMeetings, self.pending_meetings));
        outcome
    }
}

fn left_out(held: &[&MeetingEvidence]) -> Option<LeftOut> {
    let flags = held[0].affiliation;
    let nobody = held.iter().all(|meeting| meeting.participants.is_empty() && meeting.external_participants == 0);
    if nobody {
        Some(LeftOut::ZeroAttendance)
    } else if !flags.relates_to_goal {
        Some(LeftOut::NotRelatedToGoal)
    } else if !(flags.by_staff || flags.for_staff || flags.with_staff) {
        Some(LeftOut::NoAffiliation)
    } else {
        None
    }
}

/// Library staff present on an occasion, each once, with the municipality of the first meeting that day.
fn staff_present<'a>(held: &[&'a MeetingEvidence]) -> BTreeMap<PersonId, &'a MunicipalityCode> {
    let mut present = BTreeMap::new();
    for participant in held.iter().flat_map(|meeting| &meeting.participants) {
        if let Some(municipality) = &participant.municipality {
            present.entry(participant.person_id).or_insert(municipality);
        }
    }
    present
}

/// Others present. People outside the register are known by number only, so the fullest meeting of the
/// day speaks for the occasion; those of the register are told apart.
fn external_present(held: &[&MeetingEvidence]) -> u32 {
    let numbered = held.iter().map(|meeting| meeting.external_participants).max().unwrap_or(0);
    let everyone = held.iter().flat_map(|meeting| &meeting.participants);
    let named: HashSet<_> = everyone.filter(|p| p.municipality.is_none()).map(|p| p.person_id).collect();
    numbered + u32::try_from(named.len()).unwrap_or(u32::MAX)
}

fn row(meetings: &[&MeetingEvidence], left_out: Option<LeftOut>) -> EvidenceRow {
    let first = meetings[0];
    EvidenceRow {
        kind: EvidenceKind::Occasion,
        id: Some(first.session_id.0),
        title: first.title.clone(),
        date: Some(first.date),
        left_out,
        occasion: Some(OccasionEvidence {
            meeting_ids: meetings.iter().map(|meeting| meeting.meeting_id).collect(),
            participants: u32::try_from(staff_present(meetings).len()).unwrap_or(u32::MAX),
            external_participants: external_present(meetings),
            affiliation: first.affiliation,
        }),
    }
}

/// What has to be seen as sets before it can be a number.
#[derive(Default)]
struct Tally {
    sessions: BTreeSet<SessionId>,
    persons: BTreeSet<PersonId>,
    persons_by_municipality: BTreeMap<MunicipalityCode, BTreeSet<PersonId>>,
}

impl Tally {
    fn add(&mut self, result: &mut TrainingOccasions, held: &[&MeetingEvidence]) {
        let first = held[0];
        result.value += 1;
        result.by_staff += u32::from(first.affiliation.by_staff);
        result.for_staff += u32::from(first.affiliation.for_staff);
        result.with_staff += u32::from(first.affiliation.with_staff);
        *result.by_quarter.entry(quarter(first.date)).or_default() += 1;
        self.sessions.insert(first.session_id);
        for (person, municipality) in staff_present(held) {
            self.persons.insert(person);
            self.persons_by_municipality.entry(municipality.clone()).or_default().insert(person);
            result.by_municipality.entry(municipality.clone()).or_default().participations += 1;
            result.participations += 1;
        }
        result.external_participations += external_present(held);
        for meeting in held {
            let staff = meeting.participants.iter().filter(|participant| participant.municipality.is_some()).count();
            result.delivered_minutes += meeting.net_minutes;
            result.study_hours += meeting.study_hours;
            result.participant_minutes += meeting.net_minutes * i64::try_from(staff).unwrap_or(i64::MAX);
        }
    }

    fn finish(self, result: &mut TrainingOccasions) {
        let size = |set: usize| u32::try_from(set).unwrap_or(u32::MAX);
        result.sessions = size(self.sessions.len());
        result.unique_participants = size(self.persons.len());
        for (municipality, persons) in self.persons_by_municipality {
            result.by_municipality.entry(municipality).or_default().unique_participants = size(persons.len());
        }
    }
}
