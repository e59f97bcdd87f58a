//! What the indicators are computed from.

use std::collections::HashMap;

use chrono::{DateTime, NaiveDate, Utc};
use domain::{
    MeetingId, PersonId,
    access::{Role, Scope},
    attendance::Presence,
    indicator::training_occasions::{MeetingEvidence, MeetingStanding, Participant},
    meeting::{Meeting, MeetingStatus},
    person::LibraryType,
    session::{Affiliation, SessionStatus},
    values::MunicipalityCode,
};
use sea_orm::{ColumnTrait, EntityTrait, FromQueryResult, JoinType, QueryFilter, QuerySelect};

use crate::{
    Db, Error, Result,
    entity::{attendance, attendance_report, employment, library, meeting, session},
    rows, scope,
};

/// Every meeting whose local date lies in the period, both days included, as far as the caller's figures reach.
///
/// A manager's figures are those of her own libraries' staff; an organiser's those of her own sessions.
pub(crate) async fn meetings(
    db: &Db,
    caller: &Scope,
    from: NaiveDate,
    to: NaiveDate,
    now: DateTime<Utc>,
) -> Result<Vec<MeetingEvidence>> {
    let sessions_of =
        meeting::Entity::belongs_to(session::Entity).from(meeting::Column::SessionId).to(session::Column::Id).into();
    let mut query = meeting::Entity::find()
        .join(JoinType::InnerJoin, sessions_of)
        .select_also(session::Entity)
        .filter(meeting::Column::LocalDate.between(from, to));
    if caller.role == Role::Organiser {
        query = query.filter(scope::sessions_planned(caller));
    }
    let found = query.all(db.read()).await?;
    let mut present = participants(db, caller, from, to).await?;
    let external = externals(db, from, to).await?;
    let mut evidence = Vec::with_capacity(found.len());
    for (row, session) in found {
        let session = session.ok_or_else(|| Error::Fault("a meeting without its session".into()))?;
        let meeting = rows::to_meeting(row)?;
        let participants = present.remove(&meeting.id).unwrap_or_default();
        let external = external.get(&meeting.id).copied().unwrap_or(0);
        evidence.push(of_meeting(&meeting, &session, participants, external, now));
    }
    if caller.role == Role::Manager {
        evidence.retain(|meeting| !meeting.participants.is_empty());
        evidence.iter_mut().for_each(|meeting| meeting.external_participants = 0);
    }
    Ok(evidence)
}

fn of_meeting(
    meeting: &Meeting,
    session: &session::Model,
    participants: Vec<Participant>,
    external_participants: u32,
    now: DateTime<Utc>,
) -> MeetingEvidence {
    let standing = match (meeting.status, session.status) {
        (MeetingStatus::Held, _) => MeetingStanding::Held,
        (MeetingStatus::Cancelled, _) => MeetingStanding::Cancelled,
        (MeetingStatus::Planned, SessionStatus::Draft) => MeetingStanding::Draft,
        (MeetingStatus::Planned, _) if meeting.span.ends_at <= now => MeetingStanding::Pending,
        (MeetingStatus::Planned, _) => MeetingStanding::Planned,
    };
    MeetingEvidence {
        session_id: session.id,
        meeting_id: meeting.id,
        title: session.title.clone(),
        date: meeting.local_start().date(),
        standing,
        affiliation: Affiliation {
            by_staff: session.by_staff,
            for_staff: session.for_staff,
            with_staff: session.with_staff,
            relates_to_goal: session.relates_to_goal,
        },
        net_minutes: meeting.net_minutes(),
        study_hours: meeting.study_hours(),
        participants,
        external_participants,
    }
}

#[derive(FromQueryResult)]
struct PresentRow {
    meeting_id: MeetingId,
    person_id: PersonId,
    municipality_code: Option<MunicipalityCode>,
    library_type: Option<LibraryType>,
}

/// Who was present, and for which municipality: only staff of public libraries have one.
async fn participants(
    db: &Db,
    caller: &Scope,
    from: NaiveDate,
    to: NaiveDate,
) -> Result<HashMap<MeetingId, Vec<Participant>>> {
    let of_meeting = attendance::Entity::belongs_to(meeting::Entity)
        .from(attendance::Column::MeetingId)
        .to(meeting::Column::Id)
        .into();
    let of_employment = attendance::Entity::belongs_to(employment::Entity)
        .from(attendance::Column::EmploymentId)
        .to(employment::Column::Id)
        .into();
    let of_library = employment::Entity::belongs_to(library::Entity)
        .from(employment::Column::LibraryId)
        .to(library::Column::Id)
        .into();
    let mut query = attendance::Entity::find()
        .select_only()
        .columns([attendance::Column::MeetingId, attendance::Column::PersonId])
        .columns([library::Column::MunicipalityCode, library::Column::LibraryType])
        .join(JoinType::InnerJoin, of_meeting)
        .join(JoinType::LeftJoin, of_employment)
        .join(JoinType::LeftJoin, of_library)
        .filter(meeting::Column::LocalDate.between(from, to))
        .filter(attendance::Column::Presence.ne(Presence::Absent));
    if caller.role == Role::Manager {
        query = query.filter(employment::Column::LibraryId.is_in(caller.libraries.iter().copied()));
    }
    let mut present: HashMap<MeetingId, Vec<Participant>> = HashMap::new();
    for row in query.into_model::<PresentRow>().all(db.read()).await? {
        let municipality = row.municipality_code.filter(|_| row.library_type == Some(LibraryType::Public));
        present.entry(row.meeting_id).or_default().push(Participant { person_id: row.person_id, municipality });
    }
    Ok(present)
}

async fn externals(db: &Db, from: NaiveDate, to: NaiveDate) -> Result<HashMap<MeetingId, u32>> {
    let of_meeting = attendance_report::Entity::belongs_to(meeting::Entity)
        .from(attendance_report::Column::MeetingId)
        .to(meeting::Column::Id)
        .into();
    let reports = attendance_report::Entity::find()
        .join(JoinType::InnerJoin, of_meeting)
        .filter(meeting::Column::LocalDate.between(from, to))
        .filter(attendance_report::Column::ExternalParticipants.gt(0))
        .all(db.read())
        .await?;
    let number = |row: attendance_report::Model| {
        Ok((row.meeting_id, rows::count(row.external_participants, "attendance_report.external_participants")?))
    };
    reports.into_iter().map(number).collect()
}
