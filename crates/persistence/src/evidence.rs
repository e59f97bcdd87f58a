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

mod meetings;
mod reach;
mod register;

use meetings::{KeptMeeting, KeptSession};
use reach::Reach;

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
pub(crate) async fn gather(db: &Db, caller: &Scope, period: Period, now: DateTime<Utc>) -> Result<Evidence> {
    let mut numbers = Numbers::default();
    let (meetings, sessions) = meetings::load(db, period, &mut numbers).await?;
    let register = register::load(db, &mut numbers).await?;
    let reach = Reach::new(caller, &register);
    let sessions: HashMap<SessionId, &KeptSession> =
        sessions.iter().filter(|session| reach.session(session)).map(|session| (session.id, session)).collect();
    let mut kept = Vec::with_capacity(meetings.len());
    for meeting in &meetings {
        if let Some(session) = sessions.get(&meeting.session_id) {
            kept.extend(reach.meeting(meeting, standing(meeting, session, now)));
        }
    }
    Ok(Evidence {
        period,
        meetings: kept,
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
