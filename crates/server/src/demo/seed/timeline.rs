//! When the deeds of a session were done: in the order they are done by people, and all before now.

use chrono::{DateTime, NaiveTime, SubsecRound, TimeDelta, Utc};
use domain::wall_time;
use persistence::{Error, Result};

use crate::demo::plan::{PlannedMeeting, PlannedSession};

/// The times of one session.
pub(super) struct Timeline {
    /// The organiser planned it.
    pub planned_at: DateTime<Utc>,
    /// It was published.
    pub published_at: DateTime<Utc>,
    /// The first who later took it back booked.
    first_withdrawn_at: DateTime<Utc>,
    /// The first who kept it booked.
    first_booked_at: DateTime<Utc>,
    /// Nobody booked later.
    booked_until: DateTime<Utc>,
    /// It was called off, if it was.
    pub cancelled_at: DateTime<Utc>,
}

impl Timeline {
    /// Planned six weeks ahead, or three weeks ago when that is yet to come.
    pub fn of(session: &PlannedSession, now: DateTime<Utc>) -> Result<Self> {
        let first = session.meetings.first().ok_or_else(|| Error::Fault("a session without meetings".into()))?;
        let starts_at = starts_at(first)?;
        let planned_at = (starts_at - TimeDelta::days(42)).min(now - TimeDelta::days(21)).trunc_subsecs(0);
        let published_at = planned_at + TimeDelta::hours(20);
        Ok(Self {
            planned_at,
            published_at,
            first_withdrawn_at: published_at + TimeDelta::hours(1),
            first_booked_at: published_at + TimeDelta::days(2),
            booked_until: (starts_at - TimeDelta::days(10)).min(now - TimeDelta::hours(3)),
            cancelled_at: (starts_at - TimeDelta::days(6)).min(now - TimeDelta::hours(1)),
        })
    }

    /// When the booking of this number was made, of so many that were taken back.
    pub fn withdrawn_booking(&self, number: usize) -> DateTime<Utc> {
        self.first_withdrawn_at + TimeDelta::minutes(17) * number as i32
    }

    /// When it was taken back: after all of them were made, before anybody else booked.
    pub fn withdrawal(&self, number: usize) -> DateTime<Utc> {
        self.withdrawn_booking(number) + TimeDelta::days(1)
    }

    /// When the booking of this number was made, of `count` that were kept.
    pub fn booking(&self, number: usize, count: usize) -> DateTime<Utc> {
        let step = (self.booked_until - self.first_booked_at) / i32::try_from(count.max(1)).unwrap_or(i32::MAX);
        (self.first_booked_at + step * number as i32).trunc_subsecs(0)
    }
}

/// Start of a meeting.
pub(super) fn starts_at(meeting: &PlannedMeeting) -> Result<DateTime<Utc>> {
    instant(meeting, meeting.starts)
}

/// End of a meeting.
pub(super) fn ends_at(meeting: &PlannedMeeting) -> Result<DateTime<Utc>> {
    instant(meeting, meeting.ends)
}

fn instant(meeting: &PlannedMeeting, time: NaiveTime) -> Result<DateTime<Utc>> {
    let wall = meeting.date.and_time(time);
    wall_time::instant(wall).map_err(|reason| Error::Fault(format!("{wall}: {reason}")))
}
