//! What training occasions are counted from: narrow rows of many meetings, put together as far as the caller's figures
//! reach.

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use domain::{
    EmploymentId, PersonId, SessionId,
    access::Scope,
    indicator::{
        period::Period,
        training_occasions::{Evidence, MeetingStanding},
    },
    meeting::MeetingStatus,
    session::SessionStatus,
};

use crate::{Db, Result};

mod given_back;
mod kept;
mod meetings;
mod months;
mod reach;
mod register;

pub(crate) use kept::Kept;
use meetings::{KeptMeeting, KeptSession};
use reach::Reach;

/// How much is needed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Depth {
    /// Meetings without their participants.
    Meetings,
    /// Everything.
    People,
}

/// Numbers for people and employments, which are quicker to compare than their ids.
#[derive(Debug, Default)]
struct Numbers {
    persons: HashMap<PersonId, u32>,
    employments: HashMap<EmploymentId, u32>,
}

impl Numbers {
    fn person(&mut self, id: PersonId) -> u32 {
        let next = number(self.persons.len());
        *self.persons.entry(id).or_insert(next)
    }

    fn employment(&mut self, id: EmploymentId) -> u32 {
        let next = number(self.employments.len());
        *self.employments.entry(id).or_insert(next)
    }
}

fn number(length: usize) -> u32 {
    u32::try_from(length).unwrap_or(u32::MAX)
}

/// Everything about the meetings whose local date lies in the period, both days included.
///
/// A manager's figures are those of her own libraries' staff; an organiser's those of her own sessions.
pub(crate) async fn gather(
    db: &Db,
    caller: &Scope,
    period: Period,
    now: DateTime<Utc>,
    depth: Depth,
) -> Result<Evidence> {
    let months = months::load(db, period).await?;
    let register = register::load(db).await?;
    let reach = Reach::new(caller, &register);
    let sessions = months.iter().flat_map(|rows| &rows.sessions).filter(|session| reach.session(session));
    let sessions: HashMap<SessionId, &KeptSession> = sessions.map(|session| (session.id, session)).collect();
    let mut meetings = Vec::new();
    for meeting in months.iter().flat_map(|rows| &rows.meetings).filter(|meeting| period.contains(meeting.date)) {
        if let Some(session) = sessions.get(&meeting.session_id) {
            meetings.extend(reach.meeting(meeting, standing(meeting, session, now), depth));
        }
    }
    Ok(Evidence {
        period,
        meetings,
        sessions: sessions.values().map(|session| reach.shown(session)).collect(),
        courses: register.courses,
        municipalities: reach.municipalities(register.municipalities),
        libraries: reach.libraries(register.libraries),
        employments: register.employments,
        programmes: register.programmes,
    })
}

/// What became of a meeting, as things stand.
fn standing(meeting: &KeptMeeting, session: &KeptSession, now: DateTime<Utc>) -> MeetingStanding {
    match (meeting.status, session.status) {
        (MeetingStatus::Held, _) => MeetingStanding::Held,
        (MeetingStatus::Cancelled, _) => MeetingStanding::Cancelled,
        (MeetingStatus::Planned, SessionStatus::Draft) => MeetingStanding::Draft,
        (MeetingStatus::Planned, _) if meeting.ends_at <= now => MeetingStanding::Pending,
        (MeetingStatus::Planned, _) => MeetingStanding::Planned,
    }
}

#[cfg(test)]
mod tests;
