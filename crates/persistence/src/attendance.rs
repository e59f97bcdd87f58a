//! Reporting attendance.

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use domain::{
    EmploymentId, Invalid, MeetingId, PersonId, SessionId,
    access::Scope,
    attendance::{AttendanceReport, AttendanceRow, Attendee, Presence, Seated, employment_of_row},
    booking::BookingStatus,
    event::EventKind,
    invalid::InvalidMember,
    meeting::Meeting,
    person::Employment,
    refusal::No,
    session::{Session, SessionStatus},
};
use sea_orm::{ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter, QuerySelect};
use serde_json::json;

use crate::{
    Db, Error, Result,
    db::{Tx, retrying},
    entity::{attendance, attendance_report, booking, meeting, person, session},
    people,
    record::{Deed, Record, Subject, chunks},
    rows, scope, sessions,
};

mod attended;
mod list;
mod reporting;
mod sheet;

pub use attended::{Attended, attended};
pub use list::{AttendanceList, ListedPerson, Signed, list};
pub(crate) use reporting::missing;
pub use reporting::{Reporting, TitledMeeting, reporting};
pub use sheet::{Listed, Sheet, SheetRow, sheet};

/// One person's row as it was given.
#[derive(Debug, Clone)]
pub struct GivenRow {
    /// Who.
    pub person_id: PersonId,
    /// For which employment, when it must be said.
    pub employment_id: Option<EmploymentId>,
    /// There or not.
    pub presence: Presence,
}

/// A report as it was given.
#[derive(Debug, Clone)]
pub struct GivenReport {
    /// Whether the meeting took place.
    pub held: bool,
    /// People of the register.
    pub rows: Vec<GivenRow>,
    /// People outside it, by number.
    pub external_participants: u32,
}

/// A report as it is kept, with the meeting it is about.
#[derive(Debug, Clone)]
pub struct ReportView {
    /// The meeting.
    pub meeting: Meeting,
    /// The report.
    pub report: AttendanceReport,
}

/// Takes a report in, in place of any earlier one. One transaction.
pub async fn report(
    db: &Db,
    scope: &Scope,
    id: MeetingId,
    given: GivenReport,
    now: DateTime<Utc>,
) -> Result<ReportView> {
    retrying(|| try_report(db, scope, id, &given, now)).await
}

async fn try_report(
    db: &Db,
    scope: &Scope,
    id: MeetingId,
    given: &GivenReport,
    now: DateTime<Utc>,
) -> Result<ReportView> {
    let session_id = visible_meeting(db, scope, id).await?.session_id;
    let tx = db.begin_write().await?;
    let mut session = sessions::lock(&tx, session_id).await?;
    let before = attendance_report::Entity::find_by_id(id).one(&tx).await?.is_some();
    let index = session.meetings.iter().position(|meeting| meeting.id == id).ok_or(Error::NotFound)?;
    let rows = rows_of(&tx, &session, index, given).await?;
    let report = AttendanceReport {
        held: given.held,
        rows,
        external_participants: given.external_participants,
        reported_at: now,
        reported_by: scope.person,
    };
    let booked = session.seats_taken + session.waiting > 0;
    session.meetings[index].report(&report, before, booked)?;
    let no_shows = report.no_shows(&session.meetings[index], &seated(&tx, session_id).await?);
    save(&tx, &mut session, index, &report, no_shows).await?;
    let mut record = Record::default();
    let subject = Subject { session: Some(session_id), ..Subject::default() };
    let attended = report.rows.iter().filter(|row| row.presence.attended()).count();
    let data = json!({ "meetingId": id, "held": report.held, "present": attended, "external": report.external_participants, "corrected": before });
    record.event(Deed { actor: Some(scope.person), at: now }, EventKind::AttendanceReported, subject, &data);
    record.write(&tx).await?;
    tx.commit().await?;
    Ok(ReportView { meeting: session.meetings.swap_remove(index), report })
}

/// The meeting, if the caller may see and report its attendance.
async fn visible_meeting(db: &Db, scope: &Scope, id: MeetingId) -> Result<meeting::Model> {
    let row = meeting::Entity::find_by_id(id).one(db.read()).await?.ok_or(Error::NotFound)?;
    let session = session::Entity::find_by_id(row.session_id).filter(scope::sessions_reported(scope));
    session.one(db.read()).await?.map(|_| row).ok_or(Error::NotFound)
}

/// Finds every row's employment; all that cannot be found are named at once.
async fn rows_of(tx: &Tx, session: &Session, index: usize, given: &GivenReport) -> Result<Vec<AttendanceRow>> {
    let persons: Vec<PersonId> = given.rows.iter().map(|row| row.person_id).collect();
    let known = person::Entity::find().filter(person::Column::Id.is_in(persons.iter().copied())).all(tx).await?;
    let mut employments: HashMap<PersonId, Vec<Employment>> = HashMap::new();
    for row in &known {
        employments.insert(row.id, Vec::new());
    }
    for employment in people::employments_of(tx, &persons).await? {
        employments.entry(employment.person_id).or_default().push(employment);
    }
    let booked = booked_for(tx, session, &persons).await?;
    let mut rows = Vec::with_capacity(given.rows.len());
    let mut wrong = Vec::new();
    for (position, row) in given.rows.iter().enumerate() {
        let Some(employments) = employments.get(&row.person_id) else {
            wrong.push(InvalidMember::new(format!("participants[{position}].personId"), Invalid::Unknown));
            continue;
        };
        let attendee = Attendee { employments, booked_for: booked.get(&row.person_id).copied() };
        match employment_of_row(&session.meetings[index], attendee, row.employment_id, position) {
            Ok(employment_id) => {
                rows.push(AttendanceRow { person_id: row.person_id, employment_id, presence: row.presence });
            }
            Err(member) => wrong.push(member),
        }
    }
    if wrong.is_empty() { Ok(rows) } else { Err(No::Invalid(wrong).into()) }
}

async fn booked_for(tx: &Tx, session: &Session, persons: &[PersonId]) -> Result<HashMap<PersonId, EmploymentId>> {
    let found = booking::Entity::find()
        .filter(booking::Column::SessionId.eq(session.id))
        .filter(booking::Column::PersonId.is_in(persons.iter().copied()))
        .filter(booking::Column::Status.eq(BookingStatus::Confirmed))
        .all(tx)
        .await?;
    Ok(found.into_iter().map(|row| (row.person_id, row.employment_id)).collect())
}

/// Everybody who holds a seat.
async fn seated(tx: &Tx, session: SessionId) -> Result<Vec<Seated>> {
    let rows: Vec<(PersonId, Option<DateTime<Utc>>)> = booking::Entity::find()
        .select_only()
        .columns([booking::Column::PersonId, booking::Column::SeatedAt])
        .filter(booking::Column::SessionId.eq(session))
        .filter(booking::Column::Status.eq(BookingStatus::Confirmed))
        .into_tuple()
        .all(tx)
        .await?;
    Ok(rows.into_iter().map(|(person_id, since)| Seated { person_id, since }).collect())
}

async fn save(tx: &Tx, session: &mut Session, index: usize, report: &AttendanceReport, no_shows: u32) -> Result<()> {
    let id = session.meetings[index].id;
    attendance::Entity::delete_many().filter(attendance::Column::MeetingId.eq(id)).exec(tx).await?;
    attendance_report::Entity::delete_by_id(id).exec(tx).await?;
    let kept = attendance_report::ActiveModel {
        meeting_id: Set(id),
        held: Set(report.held),
        external_participants: Set(rows::int(report.external_participants)),
        no_shows: Set(rows::int(no_shows)),
        reported_at: Set(report.reported_at),
        reported_by: Set(report.reported_by),
    };
    attendance_report::Entity::insert(kept).exec_without_returning(tx).await?;
    let rows = report.rows.iter().map(|row| attendance::ActiveModel {
        meeting_id: Set(id),
        person_id: Set(row.person_id),
        employment_id: Set(row.employment_id),
        presence: Set(row.presence),
    });
    for portion in chunks(rows.collect::<Vec<_>>()) {
        attendance::Entity::insert_many(portion).exec_without_returning(tx).await?;
    }
    meeting::Entity::update(rows::from_meeting(session, &session.meetings[index])).exec(tx).await?;
    if session.status == SessionStatus::Draft && report.held {
        // Held without booking: it can no longer be a mere plan.
        session.status = SessionStatus::Closed;
        session.version += 1;
        session::Entity::update(rows::from_session(session)).exec(tx).await?;
    }
    Ok(())
}

/// The report of a meeting, if there is one and the caller may see it.
pub async fn find(db: &Db, scope: &Scope, id: MeetingId) -> Result<ReportView> {
    let meeting = rows::to_meeting(visible_meeting(db, scope, id).await?)?;
    let report = attendance_report::Entity::find_by_id(id).one(db.read()).await?.ok_or(Error::NotFound)?;
    let rows = attendance::Entity::find().filter(attendance::Column::MeetingId.eq(id)).all(db.read()).await?;
    let rows = rows.into_iter().map(|row| AttendanceRow {
        person_id: row.person_id,
        employment_id: row.employment_id,
        presence: row.presence,
    });
    let report = AttendanceReport {
        held: report.held,
        rows: rows.collect(),
        external_participants: rows::count(report.external_participants, "attendance_report.external_participants")?,
        reported_at: report.reported_at,
        reported_by: report.reported_by,
    };
    Ok(ReportView { meeting, report })
}
