//! Meetings of a period, and their sessions: only the columns that are counted from, because every other column of
//! thousands of rows would cost time.

use std::collections::HashMap;

use chrono::{DateTime, NaiveDate, Utc};
use domain::{
    CourseId, EmploymentId, MeetingId, PersonId, SessionId,
    attendance::Presence,
    indicator::{
        period::Period,
        training_occasions::{Participant, Seats},
    },
    meeting::{self as rule, MeetingStatus},
    session::{Affiliation, Format, SessionStatus},
    values::Timespan,
};
use sea_orm::{
    ColumnTrait, EntityTrait, JoinType, QueryFilter, QuerySelect, QueryTrait, RelationDef, Select,
    sea_query::SelectStatement,
};

use super::given_back;
use crate::{
    Db, Result,
    entity::{Instant, attendance, attendance_report, meeting, session},
    rows,
};

/// A meeting, before it is known whose figures it is for.
#[derive(Debug)]
pub(super) struct KeptMeeting {
    pub(super) session_id: SessionId,
    pub(super) meeting_id: MeetingId,
    pub(super) date: NaiveDate,
    pub(super) starts_at: DateTime<Utc>,
    pub(super) ends_at: DateTime<Utc>,
    pub(super) place: Option<String>,
    pub(super) status: MeetingStatus,
    pub(super) net_minutes: i64,
    pub(super) study_hours: u32,
    pub(super) participants: Vec<Participant>,
    pub(super) external_participants: u32,
    pub(super) no_shows: u32,
}

/// A session, likewise.
#[derive(Debug, Clone)]
pub(super) struct KeptSession {
    pub(super) id: SessionId,
    pub(super) course_id: CourseId,
    pub(super) title: String,
    pub(super) format: Format,
    pub(super) status: SessionStatus,
    pub(super) organiser_id: Option<PersonId>,
    pub(super) affiliation: Affiliation,
    pub(super) seats: Seats,
}

/// The meetings of a period, with those who were present, and their sessions.
pub(super) async fn load(db: &Db, period: Period) -> Result<(Vec<KeptMeeting>, Vec<KeptSession>)> {
    let rows = meeting_query(period).into_tuple().all(db.read()).await?;
    let mut meetings = rows.into_iter().map(to_meeting).collect::<Result<Vec<_>>>()?;
    let rows = session_query(period).into_tuple().all(db.read()).await?;
    let mut sessions = rows.into_iter().map(to_session).collect::<Result<Vec<_>>>()?;
    let late = given_back::late(db, period).await?;
    for session in &mut sessions {
        session.seats.given_back_late = late.get(&session.id).copied().unwrap_or(0);
    }
    let places: HashMap<MeetingId, usize> =
        meetings.iter().enumerate().map(|(place, meeting)| (meeting.meeting_id, place)).collect();
    let present: Vec<(MeetingId, PersonId, Option<EmploymentId>)> =
        attendance_query(period).into_tuple().all(db.read()).await?;
    let numbers = &mut db.evidence.lock().numbers;
    for (meeting_id, person_id, employment_id) in present {
        if let Some(place) = places.get(&meeting_id) {
            let person = numbers.person(person_id);
            let employment = employment_id.map(|id| numbers.employment(id));
            meetings[*place].participants.push(Participant { person, employment });
        }
    }
    Ok((meetings, sessions))
}

fn report_of_meeting() -> RelationDef {
    meeting::Entity::belongs_to(attendance_report::Entity)
        .from(meeting::Column::Id)
        .to(attendance_report::Column::MeetingId)
        .into()
}

pub(super) fn meeting_query(period: Period) -> Select<meeting::Entity> {
    use meeting::Column;
    meeting::Entity::find()
        .select_only()
        .columns([Column::Id, Column::SessionId, Column::LocalDate, Column::StartsAt, Column::EndsAt])
        .columns([Column::BreakMinutes, Column::StudyHoursSet, Column::Place, Column::Status])
        .columns([attendance_report::Column::ExternalParticipants, attendance_report::Column::NoShows])
        .join(JoinType::LeftJoin, report_of_meeting())
        .filter(Column::LocalDate.between(period.from, period.to))
}

type MeetingRow = (
    MeetingId,
    SessionId,
    NaiveDate,
    Instant,
    Instant,
    i32,
    Option<i32>,
    Option<String>,
    MeetingStatus,
    Option<i32>,
    Option<i32>,
);

fn to_meeting(row: MeetingRow) -> Result<KeptMeeting> {
    let (meeting_id, session_id, date, starts_at, ends_at, breaks, hours, place, status, external, no_shows) = row;
    let breaks = rows::count(breaks, "meeting.break_minutes")?;
    let hours = hours.map(|hours| rows::count(hours, "meeting.study_hours_set")).transpose()?;
    let net_minutes = rule::net_minutes(Timespan { starts_at, ends_at }, breaks);
    Ok(KeptMeeting {
        session_id,
        meeting_id,
        date,
        starts_at,
        ends_at,
        place,
        status,
        net_minutes,
        study_hours: rule::study_hours(net_minutes, hours),
        participants: Vec::new(),
        external_participants: rows::count(external.unwrap_or(0), "attendance_report.external_participants")?,
        no_shows: rows::count(no_shows.unwrap_or(0), "attendance_report.no_shows")?,
    })
}

/// The sessions with a meeting in a period.
pub(super) fn sessions_of(period: Period) -> SelectStatement {
    meeting::Entity::find()
        .select_only()
        .column(meeting::Column::SessionId)
        .filter(meeting::Column::LocalDate.between(period.from, period.to))
        .into_query()
}

pub(super) fn session_query(period: Period) -> Select<session::Entity> {
    use session::Column;
    session::Entity::find()
        .select_only()
        .columns([Column::Id, Column::CourseId, Column::Title, Column::Format, Column::Status, Column::OrganiserId])
        .columns([Column::ByStaff, Column::ForStaff, Column::WithStaff, Column::RelatesToGoal])
        .columns([Column::Capacity, Column::SeatsTaken])
        .filter(Column::Id.in_subquery(sessions_of(period)))
}

type SessionRow =
    (SessionId, CourseId, String, Format, SessionStatus, Option<PersonId>, bool, bool, bool, bool, i32, i32);

fn to_session(row: SessionRow) -> Result<KeptSession> {
    let (id, course_id, title, format, status, organiser_id, by_staff, for_staff, with_staff, goal, offered, taken) =
        row;
    Ok(KeptSession {
        id,
        course_id,
        title,
        format,
        status,
        organiser_id,
        affiliation: Affiliation { by_staff, for_staff, with_staff, relates_to_goal: goal },
        seats: Seats {
            offered: rows::count(offered, "session.capacity")?,
            taken: rows::count(taken, "session.seats_taken")?,
            given_back_late: 0,
        },
    })
}

/// Everybody who was present.
pub(super) fn attendance_query(period: Period) -> Select<attendance::Entity> {
    let of_meeting = attendance::Entity::belongs_to(meeting::Entity)
        .from(attendance::Column::MeetingId)
        .to(meeting::Column::Id)
        .into();
    attendance::Entity::find()
        .select_only()
        .columns([attendance::Column::MeetingId, attendance::Column::PersonId, attendance::Column::EmploymentId])
        .join(JoinType::InnerJoin, of_meeting)
        .filter(meeting::Column::LocalDate.between(period.from, period.to))
        .filter(attendance::Column::Presence.ne(Presence::Absent))
}
