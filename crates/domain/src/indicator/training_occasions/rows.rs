//! The evidence of I4 as rows to read.

use super::{
    input::{Evidence, MeetingEvidence, SessionEvidence},
    occasion::Sorted,
    workplaces::Workplaces,
};
use crate::indicator::evidence::{EvidenceKind, EvidenceRow, LeftOut, OccasionEvidence};

/// Every occasion, and every meeting that did not become one, in order of date.
pub(super) fn all(evidence: &Evidence, sorted: &Sorted<'_>) -> Vec<EvidenceRow> {
    let workplaces = Workplaces::of(evidence);
    let row = |session: &SessionEvidence, meetings: &[&MeetingEvidence], left_out: Option<LeftOut>| EvidenceRow {
        kind: EvidenceKind::Occasion,
        id: Some(session.id.0),
        title: session.title.clone(),
        date: meetings.first().map(|meeting| meeting.date),
        left_out,
        occasion: Some(OccasionEvidence {
            meeting_ids: meetings.iter().map(|meeting| meeting.meeting_id).collect(),
            participants: workplaces.staff_present(meetings),
            external_participants: workplaces.external_present(meetings),
            affiliation: session.affiliation,
            possible_duplicate: meetings.iter().any(|meeting| sorted.duplicates.has(meeting.meeting_id)),
        }),
    };
    let occasions = sorted.occasions.iter().map(|o| row(o.session, sorted.meetings(o), o.left_out));
    let others = sorted.others.iter().map(|(meeting, session, reason)| row(session, &[meeting], Some(*reason)));
    let mut rows: Vec<_> = occasions.chain(others).collect();
    rows.sort_by_key(|row| (row.date, row.id, row.occasion.as_ref().and_then(|o| o.meeting_ids.first().copied())));
    rows
}
