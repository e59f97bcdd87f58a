//! What a person has taken part in, booked or not: what her hours and her certificates are made of.

use domain::{
    MeetingId, PersonId, SessionId,
    attendance::Presence,
    meeting::{Meeting, MeetingStatus},
    session::Session,
};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};

use crate::{
    Db, Result,
    entity::{attendance, meeting, session},
    sessions,
};

/// A session that somebody has taken part in.
#[derive(Debug, Clone)]
pub struct Attended {
    /// The session.
    pub session: Session,
    /// Those of its meetings that were held and that she was at.
    pub meetings: Vec<Meeting>,
}

impl Attended {
    /// Study hours of the meetings she was at.
    pub fn hours(&self) -> u32 {
        self.meetings.iter().map(Meeting::study_hours).sum()
    }
}

/// What a person has taken part in, in order of the first meeting. A fixed number of statements.
pub async fn attended(db: &Db, person: PersonId) -> Result<Vec<Attended>> {
    let rows = attendance::Entity::find()
        .filter(attendance::Column::PersonId.eq(person))
        .filter(attendance::Column::Presence.ne(Presence::Absent))
        .all(db.read())
        .await?;
    let there: Vec<MeetingId> = rows.into_iter().map(|row| row.meeting_id).collect();
    if there.is_empty() {
        return Ok(Vec::new());
    }
    let meetings = meeting::Entity::find().filter(meeting::Column::Id.is_in(there.iter().copied()));
    let ids: Vec<SessionId> = meetings.all(db.read()).await?.into_iter().map(|row| row.session_id).collect();
    let rows = session::Entity::find().filter(session::Column::Id.is_in(ids)).all(db.read()).await?;
    let counts = |meeting: &&Meeting| meeting.status == MeetingStatus::Held && there.contains(&meeting.id);
    let views = sessions::views(db.read(), rows, None).await?;
    let mut attended: Vec<Attended> = views
        .into_iter()
        .map(|view| {
            let meetings = view.session.meetings.iter().filter(counts).cloned().collect();
            Attended { meetings, session: view.session }
        })
        .filter(|attended| !attended.meetings.is_empty())
        .collect();
    attended.sort_by_key(|attended| attended.session.first_date());
    Ok(attended)
}
