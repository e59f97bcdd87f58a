//! Meetings put together into occasions, and which of those count.

use std::{collections::HashMap, ops::Range};

use super::{
    duplicates::Duplicates,
    input::{Evidence, MeetingEvidence, MeetingStanding, SessionEvidence},
};
use crate::{
    SessionId,
    indicator::{definition::Rules, evidence::LeftOut},
};

/// One session on one local date, with at least one meeting held.
pub(super) struct Occasion<'a> {
    pub(super) session: &'a SessionEvidence,
    /// Why it does not count; none when it does.
    pub(super) left_out: Option<LeftOut>,
    meetings: Range<usize>,
}

/// The evidence in order.
pub(super) struct Sorted<'a> {
    /// In order of session and date.
    pub(super) occasions: Vec<Occasion<'a>>,
    /// Meetings that were not held, with their sessions and why they do not count.
    pub(super) others: Vec<(&'a MeetingEvidence, &'a SessionEvidence, LeftOut)>,
    pub(super) duplicates: Duplicates,
    held: Vec<&'a MeetingEvidence>,
}

impl<'a> Sorted<'a> {
    pub(super) fn new(evidence: &'a Evidence, rules: &Rules) -> Self {
        let sessions: HashMap<SessionId, _> = evidence.sessions.iter().map(|session| (session.id, session)).collect();
        let mut held = Vec::with_capacity(evidence.meetings.len());
        let mut others = Vec::new();
        for meeting in &evidence.meetings {
            let reason = match meeting.standing {
                MeetingStanding::Held => {
                    held.push(meeting);
                    continue;
                }
                MeetingStanding::Pending => LeftOut::Pending,
                MeetingStanding::Cancelled => LeftOut::Cancelled,
                MeetingStanding::Planned => LeftOut::Planned,
                MeetingStanding::Draft => LeftOut::Draft,
            };
            others.extend(sessions.get(&meeting.session_id).map(|session| (meeting, *session, reason)));
        }
        held.sort_unstable_by_key(|meeting| (meeting.session_id, meeting.date, meeting.starts_at, meeting.meeting_id));
        let mut occasions = Vec::with_capacity(held.len());
        let mut start = 0;
        for same in held.chunk_by(|one, next| (one.session_id, one.date) == (next.session_id, next.date)) {
            let meetings = start..start + same.len();
            start = meetings.end;
            if let Some(session) = sessions.get(&same[0].session_id) {
                occasions.push(Occasion { session, left_out: left_out(session, same, rules), meetings });
            }
        }
        Self { occasions, others, duplicates: Duplicates::find(evidence, &sessions), held }
    }

    /// The occasions that count, in order of session and date.
    pub(super) fn counted(&self) -> impl Iterator<Item = &Occasion<'a>> {
        self.occasions.iter().filter(|occasion| occasion.left_out.is_none())
    }

    /// The meetings held of an occasion, in order of start; never empty.
    pub(super) fn meetings(&self, occasion: &Occasion<'a>) -> &[&'a MeetingEvidence] {
        &self.held[occasion.meetings.clone()]
    }
}

fn left_out(session: &SessionEvidence, held: &[&MeetingEvidence], rules: &Rules) -> Option<LeftOut> {
    let flags = session.affiliation;
    if !held.iter().any(|meeting| meeting.attended) {
        Some(LeftOut::ZeroAttendance)
    } else if !flags.relates_to_goal {
        Some(LeftOut::NotRelatedToGoal)
    } else if !(flags.by_staff || flags.for_staff || flags.with_staff) {
        Some(LeftOut::NoAffiliation)
    } else if rules.for_staff_only == Some(true) && !flags.for_staff {
        Some(LeftOut::NotForStaff)
    } else {
        None
    }
}
