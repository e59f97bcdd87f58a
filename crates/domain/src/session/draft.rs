//! A session in the organiser's words: planned, or changed.

use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};

use super::{Format, MEETINGS_MAX};
use crate::{
    CourseId, Invalid, MeetingId, PersonId,
    invalid::InvalidMember,
    meeting::{Meeting, MeetingDraft},
    refusal::No,
    values::Line,
};

/// What makes an occasion of the session count (`I4-5`, `I4-6`).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Affiliation {
    /// By library staff: a trainer is employed at a public library.
    pub by_staff: bool,
    /// For library staff.
    pub for_staff: bool,
    /// With library staff: a public library is co-organiser.
    pub with_staff: bool,
    /// Relates to the programme's goal.
    pub relates_to_goal: bool,
}

/// A session as the organiser describes it.
#[derive(Debug, Clone)]
pub struct SessionDraft {
    /// The course it is a run of.
    pub course_id: CourseId,
    /// The course's title.
    pub title: Line<200>,
    /// How participants take part.
    pub format: Format,
    /// Seats.
    pub capacity: u32,
    /// Fewest participants it is worth holding for.
    pub min_participants: u32,
    /// When booking opens; at publication when absent.
    pub booking_opens_at: Option<DateTime<Utc>>,
    /// When booking closes; at the first start when absent.
    pub booking_closes_at: Option<DateTime<Utc>>,
    /// Flags for the count.
    pub affiliation: Affiliation,
    /// Its meetings, in any order.
    pub meetings: Vec<MeetingDraft>,
    /// The organiser who answers for it; none when a coordinator planned it for all organisers.
    pub organiser_id: Option<PersonId>,
    /// What participants bring.
    pub bring: Option<Line<500>>,
    /// The last local date to cancel without it counting as late; a week before the first meeting when absent.
    pub cancel_until: Option<NaiveDate>,
}

/// What an organiser wants changed; `None` leaves a member as it is.
#[derive(Debug, Clone, Default)]
pub struct SessionChange {
    /// How participants take part.
    pub format: Option<Format>,
    /// Seats.
    pub capacity: Option<u32>,
    /// Fewest participants it is worth holding for.
    pub min_participants: Option<u32>,
    /// When booking opens.
    pub booking_opens_at: Option<Option<DateTime<Utc>>>,
    /// When booking closes.
    pub booking_closes_at: Option<Option<DateTime<Utc>>>,
    /// By library staff.
    pub by_staff: Option<bool>,
    /// For library staff.
    pub for_staff: Option<bool>,
    /// With library staff.
    pub with_staff: Option<bool>,
    /// Relates to the goal.
    pub relates_to_goal: Option<bool>,
    /// Another organiser.
    pub organiser_id: Option<PersonId>,
    /// What participants bring.
    pub bring: Option<Option<Line<500>>>,
    /// The last local date to cancel without it counting as late.
    pub cancel_until: Option<Option<NaiveDate>>,
    /// Why; needed when it changes what an occasion that was held counts as.
    pub reason: Option<Line<500>>,
}

impl SessionChange {
    /// The flags after the change.
    pub(super) fn flags_after(&self, before: Affiliation) -> Affiliation {
        Affiliation {
            by_staff: self.by_staff.unwrap_or(before.by_staff),
            for_staff: self.for_staff.unwrap_or(before.for_staff),
            with_staff: self.with_staff.unwrap_or(before.with_staff),
            relates_to_goal: self.relates_to_goal.unwrap_or(before.relates_to_goal),
        }
    }

    /// Whether anything but flags is to be changed.
    pub(super) fn is_of_plan(&self) -> bool {
        self.format.is_some()
            || self.capacity.is_some()
            || self.min_participants.is_some()
            || self.booking_opens_at.is_some()
            || self.booking_closes_at.is_some()
            || self.organiser_id.is_some()
            || self.bring.is_some()
            || self.cancel_until.is_some()
    }
}

/// The meetings of a new session; every fault is named with the place of its meeting.
pub(super) fn plan_meetings(drafts: Vec<MeetingDraft>, now: DateTime<Utc>) -> Result<Vec<Meeting>, No> {
    if drafts.is_empty() {
        return Err(No::invalid("meetings", Invalid::NoneGiven));
    }
    if drafts.len() > MEETINGS_MAX {
        return Err(No::invalid("meetings", Invalid::TooLong(MEETINGS_MAX)));
    }
    let mut meetings = Vec::with_capacity(drafts.len());
    let mut wrong = Vec::new();
    for (index, draft) in drafts.into_iter().enumerate() {
        match Meeting::plan(MeetingId::new(now), draft) {
            Ok(meeting) => meetings.push(meeting),
            Err(member) => wrong.push(InvalidMember::new(format!("meetings[{index}].{}", member.name), member.reason)),
        }
    }
    if wrong.is_empty() { Ok(meetings) } else { Err(No::Invalid(wrong)) }
}
