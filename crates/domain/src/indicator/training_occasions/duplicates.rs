//! Meetings that may have been entered twice (`I4-10`): the same course, start and place, in two sessions.

use std::collections::{HashMap, HashSet};

use super::input::{Evidence, MeetingEvidence, MeetingStanding, SessionEvidence};
use crate::{MeetingId, SessionId};

/// What was found.
pub(super) struct Duplicates {
    /// Meetings beyond the first of each that look the same.
    pub(super) extra: u32,
    marked: HashSet<MeetingId>,
}

impl Duplicates {
    /// Looks at all that took place, or should have: two groups in one room at one hour cannot both be right.
    pub(super) fn find(evidence: &Evidence, sessions: &HashMap<SessionId, &SessionEvidence>) -> Self {
        let looked_at = |standing| matches!(standing, MeetingStanding::Held | MeetingStanding::Pending);
        let mut meetings: Vec<_> = evidence
            .meetings
            .iter()
            .filter(|meeting| looked_at(meeting.standing))
            .filter_map(|meeting| Some((sessions.get(&meeting.session_id)?.course_id, meeting.starts_at, meeting)))
            .collect();
        meetings.sort_unstable_by_key(|(course, starts_at, meeting)| (*course, *starts_at, meeting.session_id));
        let mut found = Self { extra: 0, marked: HashSet::new() };
        for same in meetings.chunk_by(|one, next| (one.0, one.1) == (next.0, next.1)).filter(|same| same.len() > 1) {
            let mut places: HashMap<Option<String>, Vec<&MeetingEvidence>> = HashMap::new();
            for (_, _, meeting) in same {
                places.entry(meeting.place.as_ref().map(|place| place.to_lowercase())).or_default().push(meeting);
            }
            places.into_values().for_each(|alike| found.add(&alike));
        }
        found
    }

    fn add(&mut self, alike: &[&MeetingEvidence]) {
        let sessions: HashSet<SessionId> = alike.iter().map(|meeting| meeting.session_id).collect();
        if sessions.len() > 1 {
            self.extra += super::size(sessions.len() - 1);
            self.marked.extend(alike.iter().map(|meeting| meeting.meeting_id));
        }
    }

    /// Whether a meeting looks like one of another session.
    pub(super) fn has(&self, meeting: MeetingId) -> bool {
        self.marked.contains(&meeting)
    }
}
