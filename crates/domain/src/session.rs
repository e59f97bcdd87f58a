//! A session: a bookable run of a course, with its meetings and its booking window.

use chrono::{DateTime, Days, NaiveDate, Utc};
use serde::{Deserialize, Serialize};

use crate::{
    CourseId, Invalid, MeetingId, PersonId, Refusal, SessionId,
    invalid::InvalidMember,
    meeting::{Meeting, MeetingChange, MeetingEffect, MeetingStatus},
    refusal::No,
    values::Line,
    wall_time,
};

mod draft;

pub use draft::{Affiliation, SessionChange, SessionDraft};

/// The most seats a session can have.
pub const CAPACITY_MAX: u32 = 10_000;
/// The most meetings a session can have.
pub const MEETINGS_MAX: usize = 100;
/// Days before the first meeting that a cancellation counts as late from, unless the organiser says otherwise.
pub const CANCEL_DAYS: u64 = 7;

crate::words! {
    /// How participants take part.
    pub enum Format {
        /// In a room.
        OnSite = "onSite",
        /// By video.
        Remote = "remote",
        /// In a room or by video.
        Hybrid = "hybrid",
    }
}

crate::words! {
    /// Where a session stands.
    pub enum SessionStatus {
        /// Only planners see it.
        Draft = "draft",
        /// Everyone sees it; booking follows the window.
        Published = "published",
        /// Over, or held without booking.
        Closed = "closed",
        /// Called off by the organiser.
        Cancelled = "cancelled",
    }
}

/// A bookable run of a course.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Session {
    /// Identifier.
    pub id: SessionId,
    /// The course it is a run of.
    pub course_id: CourseId,
    /// The course's title.
    pub title: Line<200>,
    /// How participants take part.
    pub format: Format,
    /// Where it stands, apart from the passing of time.
    pub status: SessionStatus,
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
    /// Its meetings, in order of time.
    pub meetings: Vec<Meeting>,
    /// The organiser who answers for it.
    pub organiser_id: Option<PersonId>,
    /// What participants bring.
    #[serde(default)]
    pub bring: Option<Line<500>>,
    /// The last local date to cancel without it counting as late, when the organiser has set it.
    #[serde(default)]
    pub cancel_until: Option<NaiveDate>,
    /// Seats that are taken (`V1`: never more than `capacity`).
    pub seats_taken: u32,
    /// Live bookings in line.
    pub waiting: u32,
    /// The number the next one in line gets; never reused (`V11`).
    pub next_queue_number: i64,
    /// Grows with every change of the plan, not with bookings.
    pub version: i32,
}

impl Session {
    /// A new session. One whose meetings are all over is registered afterwards and never bookable.
    pub fn plan(id: SessionId, draft: SessionDraft, now: DateTime<Utc>) -> Result<Self, No> {
        let mut meetings = draft::plan_meetings(draft.meetings, now)?;
        meetings.sort_by_key(|meeting| meeting.span.starts_at);
        let over = meetings.iter().all(|meeting| meeting.span.ends_at <= now);
        let session = Self {
            id,
            course_id: draft.course_id,
            title: draft.title,
            format: draft.format,
            status: if over { SessionStatus::Closed } else { SessionStatus::Draft },
            capacity: draft.capacity,
            min_participants: draft.min_participants,
            booking_opens_at: draft.booking_opens_at,
            booking_closes_at: draft.booking_closes_at,
            affiliation: draft.affiliation,
            meetings,
            organiser_id: draft.organiser_id,
            bring: draft.bring,
            cancel_until: draft.cancel_until,
            seats_taken: 0,
            waiting: 0,
            next_queue_number: 1,
            version: 1,
        };
        session.check()?;
        session.check_cancel_until()?;
        Ok(session)
    }

    fn check(&self) -> Result<(), No> {
        let mut wrong = Vec::new();
        if !(1..=CAPACITY_MAX).contains(&self.capacity) {
            wrong.push(InvalidMember::new("capacity", Invalid::OutOfRange(1, i64::from(CAPACITY_MAX))));
        } else if !(1..=self.capacity).contains(&self.min_participants) {
            wrong.push(InvalidMember::new("minParticipants", Invalid::OutOfRange(1, i64::from(self.capacity))));
        }
        if let (Some(opens), Some(closes)) = (self.booking_opens_at, self.booking_closes_at)
            && closes <= opens
        {
            wrong.push(InvalidMember::new("bookingClosesAt", Invalid::EndsBeforeStart));
        }
        if let Some(index) = self.overlapping_meeting() {
            wrong.push(InvalidMember::new(format!("meetings[{index}].startsAt"), Invalid::OverlapsSibling));
        }
        if wrong.is_empty() { Ok(()) } else { Err(No::Invalid(wrong)) }
    }

    /// Refused only when it is set: a meeting that is moved later on takes the day with it.
    fn check_cancel_until(&self) -> Result<(), No> {
        let after = self.cancel_until.zip(self.first_date()).is_some_and(|(until, first)| until > first);
        if after { Err(No::invalid("cancelUntil", Invalid::Needed)) } else { Ok(()) }
    }

    fn overlapping_meeting(&self) -> Option<usize> {
        let planned: Vec<_> = self
            .meetings
            .iter()
            .enumerate()
            .filter(|(_, meeting)| meeting.status != MeetingStatus::Cancelled)
            .collect();
        planned.windows(2).find(|pair| pair[0].1.span.overlaps(&pair[1].1.span)).map(|pair| pair[1].0)
    }

    /// Draft becomes published. Publishing what is already public, or over, changes nothing.
    pub fn publish(&mut self, now: DateTime<Utc>) -> Result<bool, Refusal> {
        match self.status {
            SessionStatus::Cancelled => Err(Refusal::SessionCancelled),
            SessionStatus::Published => Ok(false),
            SessionStatus::Closed if self.is_over(now) => Ok(false),
            SessionStatus::Draft | SessionStatus::Closed => {
                self.status = SessionStatus::Published;
                self.version += 1;
                Ok(true)
            }
        }
    }

    /// Applies a change of the plan. Capacity never goes below the seats taken (`V2`). Flags can be corrected for as
    /// long as they are counted by: also when the session is over, or called off after a meeting was held.
    pub fn change(&mut self, change: SessionChange) -> Result<(), No> {
        let held = self.meetings.iter().any(|meeting| meeting.status == MeetingStatus::Held);
        if self.status == SessionStatus::Cancelled && (!held || change.is_of_plan()) {
            return Err(Refusal::SessionCancelled.into());
        }
        let flags = change.flags_after(self.affiliation);
        if held && flags != self.affiliation && change.reason.is_none() {
            return Err(No::invalid("reason", Invalid::Needed));
        }
        self.affiliation = flags;
        let booked = self.seats_taken + self.waiting > 0;
        if booked && change.format.is_some_and(|format| format != self.format) {
            return Err(Refusal::ParticipantsBooked.into());
        }
        self.format = change.format.unwrap_or(self.format);
        self.capacity = change.capacity.unwrap_or(self.capacity);
        self.min_participants = change.min_participants.unwrap_or(self.min_participants);
        self.booking_opens_at = change.booking_opens_at.unwrap_or(self.booking_opens_at);
        self.booking_closes_at = change.booking_closes_at.unwrap_or(self.booking_closes_at);
        self.organiser_id = change.organiser_id.or(self.organiser_id);
        self.bring = change.bring.unwrap_or(self.bring.take());
        if let Some(until) = change.cancel_until {
            self.cancel_until = until;
            self.check_cancel_until()?;
        }
        self.check()?;
        if self.capacity < self.seats_taken {
            return Err(Refusal::CapacityBelowTaken { taken: self.seats_taken }.into());
        }
        self.version += 1;
        Ok(())
    }

    /// Calls the session off, with every meeting that is still to come.
    pub fn cancel(&mut self) -> Result<Vec<MeetingId>, Refusal> {
        if self.status == SessionStatus::Cancelled {
            return Err(Refusal::SessionCancelled);
        }
        self.status = SessionStatus::Cancelled;
        self.version += 1;
        let planned = self.meetings.iter_mut().filter(|meeting| meeting.status == MeetingStatus::Planned);
        Ok(planned
            .map(|meeting| {
                meeting.status = MeetingStatus::Cancelled;
                meeting.id
            })
            .collect())
    }

    /// Changes one meeting; its siblings must still fit.
    pub fn change_meeting(
        &mut self,
        id: MeetingId,
        change: MeetingChange,
        now: DateTime<Utc>,
    ) -> Result<MeetingEffect, No> {
        if self.status == SessionStatus::Cancelled {
            return Err(Refusal::SessionCancelled.into());
        }
        let Some(meeting) = self.meetings.iter_mut().find(|meeting| meeting.id == id) else {
            return Err(No::invalid("meetingId", Invalid::Unknown));
        };
        let effect = meeting.change(change, now)?;
        self.meetings.sort_by_key(|meeting| meeting.span.starts_at);
        if self.overlapping_meeting().is_some() {
            return Err(No::invalid("startsAt", Invalid::OverlapsSibling));
        }
        Ok(effect)
    }

    /// Start of the first meeting that is not cancelled.
    pub fn starts_at(&self) -> Option<DateTime<Utc>> {
        let standing = self.meetings.iter().filter(|meeting| meeting.status != MeetingStatus::Cancelled);
        standing.map(|meeting| meeting.span.starts_at).min()
    }

    /// Local date of the first meeting; what the employment of a booking is checked against.
    pub fn first_date(&self) -> Option<NaiveDate> {
        self.starts_at().or_else(|| self.meetings.first().map(|m| m.span.starts_at)).map(wall_time::local_date)
    }

    /// The last local date to cancel without it counting as late: the organiser's, else a week before the first
    /// meeting. Never after the day of that meeting.
    pub fn last_day_to_cancel(&self) -> Option<NaiveDate> {
        last_day_to_cancel(self.first_date()?, self.cancel_until)
    }

    /// Whether the last meeting has ended.
    pub fn is_over(&self, now: DateTime<Utc>) -> bool {
        self.meetings.iter().all(|meeting| meeting.span.ends_at <= now)
    }

    /// Where the session stands at `now`: a published one is closed once its last meeting has ended.
    pub fn status_at(&self, now: DateTime<Utc>) -> SessionStatus {
        match self.status {
            SessionStatus::Published if self.is_over(now) => SessionStatus::Closed,
            status => status,
        }
    }

    /// Whether a seat is free.
    pub fn has_free_seat(&self) -> bool {
        self.seats_taken < self.capacity
    }

    /// Whether booking is possible at `now`, full or not.
    pub fn open_for_booking(&self, now: DateTime<Utc>) -> Result<(), Refusal> {
        let starts_at = self.starts_at().unwrap_or(now);
        match self.status {
            SessionStatus::Draft => return Err(Refusal::SessionNotPublished),
            SessionStatus::Cancelled => return Err(Refusal::SessionCancelled),
            SessionStatus::Closed => return Err(Refusal::BookingClosed { closed_at: starts_at }),
            SessionStatus::Published => {}
        }
        if let Some(opens_at) = self.booking_opens_at.filter(|opens_at| now < *opens_at) {
            return Err(Refusal::BookingNotOpen { opens_at });
        }
        let closed_at = self.booking_closes_at.unwrap_or(starts_at);
        let nothing_left = self.starts_at().is_none() || self.is_over(now);
        if closed_at <= now || nothing_left { Err(Refusal::BookingClosed { closed_at }) } else { Ok(()) }
    }
}

/// The last local date to cancel without it counting as late, for a session whose first meeting is on a local date.
pub fn last_day_to_cancel(first: NaiveDate, cancel_until: Option<NaiveDate>) -> Option<NaiveDate> {
    let usual = first.checked_sub_days(Days::new(CANCEL_DAYS));
    cancel_until.or(usual).map(|until| until.min(first))
}

/// Whether a seat was given back late: after the last day for it, and before the session began.
pub fn cancelled_late(ended_at: DateTime<Utc>, starts_at: DateTime<Utc>, cancel_until: Option<NaiveDate>) -> bool {
    let last_day = last_day_to_cancel(wall_time::local_date(starts_at), cancel_until);
    ended_at < starts_at && last_day.is_none_or(|last_day| wall_time::local_date(ended_at) > last_day)
}

#[cfg(test)]
mod tests;
