//! Attendance: the evidence every figure rests on.

use std::collections::HashSet;

use chrono::{DateTime, Utc};

use crate::{
    EmploymentId, Invalid, PersonId, Refusal,
    invalid::InvalidMember,
    meeting::{Meeting, MeetingStatus},
    person::{Chosen, Employment, choose_employment},
    refusal::No,
};

/// The most people from outside the register that one report can name.
pub const EXTERNAL_PARTICIPANTS_MAX: u32 = 10_000;

crate::words! {
    /// Whether a participant was there.
    pub enum Presence {
        /// Was there.
        Present = "present",
        /// Came late, which counts as there.
        Late = "late",
        /// Was not there.
        Absent = "absent",
    }
}

impl Presence {
    /// Whether it counts as having taken part.
    pub fn attended(self) -> bool {
        self != Self::Absent
    }
}

/// One person's row in a report.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AttendanceRow {
    /// Who.
    pub person_id: PersonId,
    /// For which employment; none for somebody without one that day, who then counts as external.
    pub employment_id: Option<EmploymentId>,
    /// There or not.
    pub presence: Presence,
}

/// A report of one meeting. A later report replaces an earlier one whole.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AttendanceReport {
    /// Whether the meeting took place at all.
    pub held: bool,
    /// People of the register, booked or walk-ins.
    pub rows: Vec<AttendanceRow>,
    /// People outside the register, by number only.
    pub external_participants: u32,
    /// When it was reported.
    pub reported_at: DateTime<Utc>,
    /// By whom.
    pub reported_by: PersonId,
}

/// What is known of a person named in a report.
#[derive(Debug, Clone, Copy)]
pub struct Attendee<'a> {
    /// All employments, past and coming.
    pub employments: &'a [Employment],
    /// The employment the person's booking was made for, if booked.
    pub booked_for: Option<EmploymentId>,
}

/// Finds the employment a row belongs to: the named one, the booking's, or the only one that day.
pub fn employment_of_row(
    meeting: &Meeting,
    attendee: Attendee<'_>,
    named: Option<EmploymentId>,
    index: usize,
) -> Result<Option<EmploymentId>, InvalidMember> {
    let date = meeting.local_start().date();
    let member = || format!("participants[{index}].employmentId");
    let booked =
        || attendee.booked_for.filter(|id| attendee.employments.iter().any(|e| e.id == *id && e.valid_on(date)));
    match choose_employment(attendee.employments, named.or_else(booked), date) {
        Ok(Chosen::One(employment)) => Ok(Some(employment.id)),
        Ok(Chosen::Several) => Err(InvalidMember::new(member(), Invalid::Needed)),
        Err(Refusal::NoEmployment) => Ok(None),
        Err(_) => Err(InvalidMember::new(member(), Invalid::Unknown)),
    }
}

/// Somebody who holds a seat on the session when its attendance is reported.
#[derive(Debug, Clone, Copy)]
pub struct Seated {
    /// Who.
    pub person_id: PersonId,
    /// When she got the seat.
    pub since: Option<DateTime<Utc>>,
}

impl AttendanceReport {
    /// How many had a seat when a meeting began and did not come: named as absent, or not named. Said at the report,
    /// so that bookings made or cancelled after it change nothing.
    pub fn no_shows(&self, meeting: &Meeting, seated: &[Seated]) -> u32 {
        if !self.held {
            return 0;
        }
        let present: HashSet<PersonId> =
            self.rows.iter().filter(|row| row.presence.attended()).map(|row| row.person_id).collect();
        let in_time = |seated: &&Seated| seated.since.is_none_or(|since| since <= meeting.span.starts_at);
        let missing = seated.iter().filter(in_time).filter(|seated| !present.contains(&seated.person_id)).count();
        u32::try_from(missing).unwrap_or(u32::MAX)
    }

    /// Whether a meeting is reported as held before it has begun: probably the wrong one.
    pub fn is_ahead_of(&self, meeting: &Meeting) -> bool {
        self.held && self.reported_at < meeting.span.starts_at
    }

    /// Checks the report as a whole, apart from its rows' employments.
    pub fn check(&self) -> Result<(), No> {
        if self.external_participants > EXTERNAL_PARTICIPANTS_MAX {
            let reason = Invalid::OutOfRange(0, i64::from(EXTERNAL_PARTICIPANTS_MAX));
            return Err(No::invalid("externalParticipants", reason));
        }
        if !self.held && (self.external_participants > 0 || self.rows.iter().any(|row| row.presence.attended())) {
            return Err(No::invalid("held", Invalid::Needed));
        }
        let mut seen = HashSet::new();
        for (index, row) in self.rows.iter().enumerate() {
            if !seen.insert(row.person_id) {
                return Err(No::invalid(format!("participants[{index}].personId"), Invalid::Repeated));
            }
        }
        Ok(())
    }
}

impl Meeting {
    /// Takes a report in. A meeting the organiser cancelled stays cancelled; one reported as not held can be corrected.
    ///
    /// That a meeting with participants will not take place is for its organiser to say beforehand, because they
    /// must be told; a report is about what has been.
    pub fn report(&mut self, report: &AttendanceReport, reported_before: bool, booked: bool) -> Result<(), No> {
        report.check()?;
        if self.status == MeetingStatus::Cancelled && !reported_before {
            return Err(Refusal::MeetingCancelled.into());
        }
        if !report.held && booked && report.reported_at < self.span.starts_at {
            return Err(Refusal::MeetingNotStarted.into());
        }
        self.status = if report.held { MeetingStatus::Held } else { MeetingStatus::Cancelled };
        self.version += 1;
        Ok(())
    }
}
