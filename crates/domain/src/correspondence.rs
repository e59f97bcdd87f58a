//! When people are written to although nobody has just done anything: the summons, the reminder, and the question
//! for a report of attendance that is missing.
//!
//! Everything is said in local wall time, so that nine o'clock stays nine o'clock when the clocks change.

use chrono::{DateTime, Days, Duration, NaiveDate, NaiveDateTime, NaiveTime, Timelike, Utc};

use crate::{
    holiday::day_off,
    meeting::{Meeting, MeetingStatus},
    session::{Session, SessionStatus},
    wall_time::local,
};

/// Days between the summons and the first meeting.
const SUMMONS_DAYS: u64 = 10;
/// Closer to the first meeting than this, a summons says nothing that the confirmation and the reminder do not.
const SUMMONS_TOO_LATE: Duration = Duration::days(2);
/// The hour at which summonses and reminders go out.
const MORNING: u32 = 9;
/// Hours of the day, from the first to before the second, in which people may be disturbed.
const WAKING: std::ops::Range<u32> = 7..20;
/// Days after a meeting on which its report is asked for.
const ASKED_AFTER: [u64; 2] = [2, 7];

/// How long before a meeting its session is looked at for a summons: ten days, and what is left of the day.
pub const SUMMONS_HORIZON: Duration = Duration::days(11);
/// How long before a meeting it is looked at for a reminder: the longest run of days off lasts five days.
pub const REMINDER_HORIZON: Duration = Duration::days(8);
/// The shortest time after a meeting in which nobody is asked for its report: two days, one of them an hour short.
pub const ATTENDANCE_NOT_BEFORE: Duration = Duration::hours(47);
/// How long after a meeting its report is still asked for. What is older than that is found in the evidence of the
/// count, and a start after a long rest does not write to everybody about the past.
pub const ATTENDANCE_NOT_AFTER: Duration = Duration::days(30);

/// What is to be done about the summons of a session.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Summons {
    /// Nothing yet.
    Wait,
    /// It is too late for one, and stays so unless the session is moved.
    Forgo,
    /// It goes to everybody who had a seat before this wall time; who came later has the same in the confirmation.
    Send(NaiveDateTime),
}

/// Whether a session's summons is due: ten days before its first meeting, from nine o'clock on.
///
/// Never to a session that has begun or begins within two days: that is one published late, or a worker that was
/// away.
pub fn summons(session: &Session, now: DateTime<Utc>) -> Summons {
    let Some(first) = session.starts_at().filter(|_| session.status == SessionStatus::Published) else {
        return Summons::Wait;
    };
    let moment = summons_moment(first);
    if local(now) < moment {
        Summons::Wait
    } else if first - now < SUMMONS_TOO_LATE {
        Summons::Forgo
    } else if summons_hours(now) {
        Summons::Send(moment)
    } else {
        Summons::Wait
    }
}

/// Whether the hour is one for summonses: from the morning to the quiet hours, on any day of the week.
pub fn summons_hours(now: DateTime<Utc>) -> bool {
    (MORNING..WAKING.end).contains(&local(now).hour())
}

/// Whether a session that was summoned once is so far off again that it shall be summoned anew.
pub fn summons_anew(session: &Session, now: DateTime<Utc>) -> bool {
    session.starts_at().is_some_and(|first| local(now) < summons_moment(first))
}

/// The moment from which a summons to a first meeting may go out, in wall time.
pub fn summons_moment(first: DateTime<Utc>) -> NaiveDateTime {
    morning(local(first).date() - Days::new(SUMMONS_DAYS))
}

/// The moment from which people may be reminded of a meeting: nine o'clock of the working day before it.
pub fn reminder_moment(starts_at: DateTime<Utc>) -> NaiveDateTime {
    let date = local(starts_at).date();
    let mut days_before = (1..).map(|days| date - Days::new(days));
    morning(days_before.find(|day| day_off(*day).is_none()).unwrap_or(date))
}

/// Whether people shall be reminded of a meeting now. Outside the waking hours of a working day the reminder waits;
/// once the meeting has begun it is too late.
pub fn reminder_due(starts_at: DateTime<Utc>, now: DateTime<Utc>) -> bool {
    reminder_moment(starts_at) <= local(now) && now < starts_at && !is_quiet(now)
}

/// Whether a meeting that was just moved to this start is to be reminded of: not when the morning before has passed,
/// since the news of the move is fresher than any reminder.
pub fn reminds_after_move(starts_at: DateTime<Utc>, now: DateTime<Utc>) -> bool {
    local(now) < reminder_moment(starts_at)
}

/// Quiet hours, from 20 to 07, and days off: no time to disturb people with what can wait.
pub fn is_quiet(now: DateTime<Utc>) -> bool {
    let now = local(now);
    !WAKING.contains(&now.hour()) || day_off(now.date()).is_some()
}

/// How many times the report of a meeting should have been asked for by now: once after two days, again after seven.
///
/// `registered_at` is when the meeting came into the plan: whoever registers what has been gets the same days. Asked
/// also when nobody is booked: people come without booking, sessions registered afterwards have no bookings at all,
/// and the count stays open until somebody says that the meeting was held or that it was not.
pub fn reports_asked(meeting: &Meeting, registered_at: DateTime<Utc>, now: DateTime<Utc>) -> u32 {
    if meeting.status != MeetingStatus::Planned || is_quiet(now) {
        return 0;
    }
    let over = local(meeting.span.ends_at.max(registered_at));
    ASKED_AFTER
        .iter()
        .zip(1..)
        .filter(|(days, _)| over + Days::new(**days) <= local(now))
        .map(|(_, n)| n)
        .max()
        .unwrap_or(0)
}

fn morning(date: NaiveDate) -> NaiveDateTime {
    date.and_time(NaiveTime::from_hms_opt(MORNING, 0, 0).unwrap_or_default())
}

#[cfg(test)]
mod tests;
