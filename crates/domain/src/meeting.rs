//! A meeting: one coming-together of a session, at a local wall time.

use chrono::{DateTime, FixedOffset, NaiveDateTime, Utc};
use serde::{Deserialize, Serialize};

use crate::{
    Invalid, MeetingId, PersonId, Refusal,
    holiday::{DayOff, day_off},
    invalid::InvalidMember,
    notice::Revision,
    values::{Line, Timespan, WebAddress},
    wall_time,
};

/// Minutes of a study hour (studietimme).
pub const STUDY_HOUR_MINUTES: i64 = 45;
/// The most study hours of a meeting: as many as fit in a day.
pub const STUDY_HOURS_MAX: u32 = 32;

crate::words! {
    /// Where a meeting stands.
    pub enum MeetingStatus {
        /// It is to come, or nobody has reported yet.
        Planned = "planned",
        /// Attendance is reported: it took place.
        Held = "held",
        /// It did not, or will not, take place.
        Cancelled = "cancelled",
    }
}

/// A meeting as the organiser describes it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MeetingDraft {
    /// Start, with the offset it was written in.
    pub starts_at: DateTime<FixedOffset>,
    /// End, with the offset it was written in.
    pub ends_at: DateTime<FixedOffset>,
    /// Breaks, in minutes.
    pub break_minutes: u32,
    /// Where, unless only remote.
    pub place: Option<Line<200>>,
    /// Link to the video meeting.
    pub join_url: Option<WebAddress>,
    /// Who leads it, as text.
    pub trainer: Option<Line<120>>,
    /// Who leads it, as a person in the register.
    pub trainer_id: Option<PersonId>,
    /// How to get there.
    pub travel_note: Option<Line<500>>,
}

/// A meeting of a session.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Meeting {
    /// Identifier.
    pub id: MeetingId,
    /// When, as instants; derived from the local wall time.
    pub span: Timespan,
    /// Breaks, in minutes.
    pub break_minutes: u32,
    /// Where, unless only remote.
    pub place: Option<Line<200>>,
    /// Link to the video meeting.
    pub join_url: Option<WebAddress>,
    /// Who leads it, as text.
    pub trainer: Option<Line<120>>,
    /// Who leads it, as a person in the register.
    pub trainer_id: Option<PersonId>,
    /// How to get there.
    #[serde(default)]
    pub travel_note: Option<Line<500>>,
    /// Where it stands.
    pub status: MeetingStatus,
    /// Study hours set by the organiser instead of the rule (`I4-11`).
    pub study_hours_set: Option<u32>,
    /// When it last got another time.
    pub moved_at: Option<DateTime<Utc>>,
    /// Grows with every change.
    pub version: i32,
}

/// What an organiser wants changed; `None` leaves a member as it is, `Some(None)` empties it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct MeetingChange {
    /// New start.
    pub starts_at: Option<DateTime<FixedOffset>>,
    /// New end.
    pub ends_at: Option<DateTime<FixedOffset>>,
    /// New length of the breaks, in minutes.
    pub break_minutes: Option<u32>,
    /// New place.
    pub place: Option<Option<Line<200>>>,
    /// New link.
    pub join_url: Option<Option<WebAddress>>,
    /// New trainer, as text.
    pub trainer: Option<Option<Line<120>>>,
    /// New trainer, as a person.
    pub trainer_id: Option<Option<PersonId>>,
    /// New words on how to get there.
    pub travel_note: Option<Option<Line<500>>>,
    /// Study hours instead of the rule's.
    pub study_hours: Option<Option<u32>>,
}

/// What a change of a meeting means to those who are booked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct MeetingEffect {
    /// It is at another time.
    pub moved: bool,
    /// People must be told, and this is what it means to their invitations: another time or place, or only another
    /// link or trainer.
    pub tell: Option<Revision>,
}

fn span_of(starts_at: DateTime<FixedOffset>, ends_at: DateTime<FixedOffset>) -> Result<Timespan, InvalidMember> {
    let starts = wall_time::instant_as_written(starts_at).map_err(|reason| InvalidMember::new("startsAt", reason))?;
    let ends = wall_time::instant_as_written(ends_at).map_err(|reason| InvalidMember::new("endsAt", reason))?;
    Timespan::new(starts, ends).map_err(|reason| InvalidMember::new("endsAt", reason))
}

fn breaks_fit(span: &Timespan, break_minutes: u32) -> Result<(), InvalidMember> {
    if i64::from(break_minutes) < span.minutes() {
        Ok(())
    } else {
        Err(InvalidMember::new("breakMinutes", Invalid::BreaksTooLong))
    }
}

/// Minutes without the breaks.
pub fn net_minutes(span: Timespan, break_minutes: u32) -> i64 {
    span.minutes() - i64::from(break_minutes)
}

/// Whole study hours: the organiser's figure, or the net minutes divided by 45, rounded down (`I4-11`).
pub fn study_hours(net_minutes: i64, set: Option<u32>) -> u32 {
    set.unwrap_or_else(|| u32::try_from(net_minutes / STUDY_HOUR_MINUTES).unwrap_or_default())
}

impl Meeting {
    /// A new meeting from the organiser's words.
    pub fn plan(id: MeetingId, draft: MeetingDraft) -> Result<Self, InvalidMember> {
        let span = span_of(draft.starts_at, draft.ends_at)?;
        breaks_fit(&span, draft.break_minutes)?;
        Ok(Self {
            id,
            span,
            break_minutes: draft.break_minutes,
            place: draft.place,
            join_url: draft.join_url,
            trainer: draft.trainer,
            trainer_id: draft.trainer_id,
            travel_note: draft.travel_note,
            status: MeetingStatus::Planned,
            study_hours_set: None,
            moved_at: None,
            version: 1,
        })
    }

    /// Local wall time of the start.
    pub fn local_start(&self) -> NaiveDateTime {
        wall_time::local(self.span.starts_at)
    }

    /// Local wall time of the end.
    pub fn local_end(&self) -> NaiveDateTime {
        wall_time::local(self.span.ends_at)
    }

    /// Minutes without the breaks.
    pub fn net_minutes(&self) -> i64 {
        net_minutes(self.span, self.break_minutes)
    }

    /// Whole study hours: the organiser's figure, or the net minutes divided by 45, rounded down (`I4-11`).
    pub fn study_hours(&self) -> u32 {
        study_hours(self.net_minutes(), self.study_hours_set)
    }

    /// The holiday or week-end day it falls on, if any.
    pub fn day_off(&self) -> Option<DayOff> {
        day_off(self.local_start().date())
    }

    /// Applies a change. A held or cancelled meeting keeps its time and place.
    pub fn change(&mut self, change: MeetingChange, now: DateTime<Utc>) -> Result<MeetingEffect, crate::refusal::No> {
        if change.study_hours.flatten().is_some_and(|hours| hours > STUDY_HOURS_MAX) {
            let reason = Invalid::OutOfRange(0, i64::from(STUDY_HOURS_MAX));
            return Err(crate::refusal::No::invalid("studyHours", reason));
        }
        let before = self.clone();
        self.change_time(&change).map_err(|member| crate::refusal::No::Invalid(vec![member]))?;
        self.break_minutes = change.break_minutes.unwrap_or(self.break_minutes);
        breaks_fit(&self.span, self.break_minutes).map_err(|member| crate::refusal::No::Invalid(vec![member]))?;
        set(&mut self.place, change.place);
        set(&mut self.join_url, change.join_url);
        set(&mut self.trainer, change.trainer);
        set(&mut self.trainer_id, change.trainer_id);
        set(&mut self.travel_note, change.travel_note);
        set(&mut self.study_hours_set, change.study_hours);
        let moved = self.span != before.span;
        let tell = self.news_since(&before);
        if tell.is_some() {
            self.still_to_come()?;
        }
        if moved {
            self.moved_at = Some(now);
        }
        self.version += 1;
        Ok(MeetingEffect { moved, tell })
    }

    /// What people must be told of a change.
    fn news_since(&self, before: &Self) -> Option<Revision> {
        // Who led a meeting that is over, or how one got there, may be put right; nobody needs to hear of it.
        let coming = self.still_to_come().is_ok();
        let small = self.trainer != before.trainer || self.travel_note != before.travel_note;
        if self.span != before.span || self.place != before.place {
            Some(Revision::Rescheduled)
        } else if self.join_url != before.join_url || (small && coming) {
            Some(Revision::Details)
        } else {
            None
        }
    }

    fn change_time(&mut self, change: &MeetingChange) -> Result<(), InvalidMember> {
        if change.starts_at.is_none() && change.ends_at.is_none() {
            return Ok(());
        }
        let starts = change.starts_at.unwrap_or_else(|| self.span.starts_at.fixed_offset());
        let ends = change.ends_at.unwrap_or_else(|| self.span.ends_at.fixed_offset());
        self.span = span_of(starts, ends)?;
        Ok(())
    }

    /// Refuses what cannot be done to a meeting that is over or cancelled.
    pub fn still_to_come(&self) -> Result<(), Refusal> {
        match self.status {
            MeetingStatus::Planned => Ok(()),
            MeetingStatus::Held => Err(Refusal::MeetingHeld),
            MeetingStatus::Cancelled => Err(Refusal::MeetingCancelled),
        }
    }
}

fn set<T>(member: &mut T, wanted: Option<T>) {
    if let Some(value) = wanted {
        *member = value;
    }
}
