//! What an attendance list (e-lista) is made from: everybody of a session, and what each report says of her. It leaves
//! the system as a file, so whoever is protected stands there without name and workplace, whoever takes it out.

use std::collections::{BTreeSet, HashMap};

use chrono::{DateTime, Utc};
use domain::{
    EmploymentId, LibraryId, MeetingId, PersonId, SessionId,
    access::Scope,
    attendance::Presence,
    booking::BookingStatus,
    person::Employment,
    protection::{Beholder, HIDDEN, SeenPerson},
    session::Session,
    values::MunicipalityCode,
};
use sea_orm::{ColumnTrait, Condition, EntityTrait, QueryFilter};

use crate::{
    Db, Error, Result,
    entity::{attendance, attendance_report, booking, library, person, session},
    people, rows, scope, sessions,
};

/// Somebody on the list.
#[derive(Debug, Clone)]
pub struct ListedPerson {
    /// Her name, or what stands in its place.
    pub name: String,
    /// The library that she is booked or reported for; none when it is hidden.
    pub library: Option<String>,
    /// The library's municipality.
    pub municipality_code: Option<MunicipalityCode>,
    /// What the report of each meeting says of her.
    pub presence: Vec<Option<Presence>>,
}

/// Who answers for the report of a meeting.
#[derive(Debug, Clone)]
pub struct Signed {
    /// Her name, or what stands in its place.
    pub by: String,
    /// When.
    pub at: DateTime<Utc>,
    /// How many came from outside the register.
    pub external_participants: u32,
}

/// The list of a session.
#[derive(Debug, Clone)]
pub struct AttendanceList {
    /// The session, with its meetings in order.
    pub session: Session,
    /// Who has a seat or was named in a report, in order of name.
    pub people: Vec<ListedPerson>,
    /// Who has reported each meeting.
    pub signed: Vec<Option<Signed>>,
}

/// The list of a session that the caller plans. A fixed number of statements.
pub async fn list(db: &Db, scope: &Scope, id: SessionId, now: DateTime<Utc>) -> Result<AttendanceList> {
    let planned = session::Entity::find_by_id(id).filter(scope::sessions_planned(scope));
    planned.one(db.read()).await?.ok_or(Error::NotFound)?;
    let session = sessions::of_id(db.read(), id).await?;
    let meetings: Vec<MeetingId> = session.meetings.iter().map(|meeting| meeting.id).collect();
    let of_meetings = attendance_report::Column::MeetingId.is_in(meetings.iter().copied());
    let reports = attendance_report::Entity::find().filter(of_meetings).all(db.read()).await?;
    let of_meetings = attendance::Column::MeetingId.is_in(meetings.iter().copied());
    let named = attendance::Entity::find().filter(of_meetings).all(db.read()).await?;
    let seated = booking::Entity::find()
        .filter(booking::Column::SessionId.eq(id))
        .filter(booking::Column::Status.eq(BookingStatus::Confirmed))
        .all(db.read())
        .await?;
    // What was reported goes before what was booked.
    let booked_for = seated.iter().map(|row| (row.person_id, Some(row.employment_id)));
    let mut listed: HashMap<PersonId, Option<EmploymentId>> = booked_for.collect();
    for row in &named {
        let known = listed.entry(row.person_id).or_default();
        *known = row.employment_id.or(*known);
    }
    let reporters = reports.iter().map(|row| row.reported_by);
    let wanted: BTreeSet<PersonId> = listed.keys().copied().chain(reporters).collect();
    let wanted = Condition::all().add(person::Column::Id.is_in(wanted));
    let seen = people::seen_by_name(db, scope, wanted, now).await?;
    let presence = |person: PersonId| -> Vec<Option<Presence>> {
        let of = |meeting: &MeetingId| named.iter().find(|row| row.person_id == person && row.meeting_id == *meeting);
        meetings.iter().map(|meeting| of(meeting).map(|row| row.presence)).collect()
    };
    let people = listed_people(db, &seen, &listed, presence).await?;
    let signed = meetings.iter().map(|meeting| {
        let report = reports.iter().find(|row| row.meeting_id == *meeting);
        report.map(|row| signature(row, &seen)).transpose()
    });
    let signed = signed.collect::<Result<_>>()?;
    Ok(AttendanceList { session, people, signed })
}

async fn listed_people(
    db: &Db,
    seen: &[SeenPerson],
    listed: &HashMap<PersonId, Option<EmploymentId>>,
    presence: impl Fn(PersonId) -> Vec<Option<Presence>>,
) -> Result<Vec<ListedPerson>> {
    let ids: Vec<PersonId> = listed.keys().copied().collect();
    let employments = people::employments_of(db.read(), &ids).await?;
    let libraries: BTreeSet<LibraryId> = employments.iter().map(|one| one.library_id).collect();
    let libraries = library::Entity::find().filter(library::Column::Id.is_in(libraries)).all(db.read()).await?;
    let names: HashMap<LibraryId, String> = libraries.into_iter().map(|row| (row.id, row.name)).collect();
    let employment = |person: &SeenPerson| -> Option<&Employment> {
        let id = listed.get(&person.id).copied().flatten().filter(|_| is_named(person))?;
        employments.iter().find(|one| one.id == id)
    };
    let row = |person: &SeenPerson| ListedPerson {
        name: name(person),
        library: employment(person).and_then(|one| names.get(&one.library_id).cloned()),
        municipality_code: employment(person).map(|one| one.municipality_code.clone()),
        presence: presence(person.id),
    };
    Ok(seen.iter().filter(|person| listed.contains_key(&person.id)).map(row).collect())
}

/// Whether a file may name her.
fn is_named(person: &SeenPerson) -> bool {
    person.shield.shows(Beholder::Other)
}

fn name(person: &SeenPerson) -> String {
    if is_named(person) { person.name.to_string() } else { HIDDEN.to_owned() }
}

fn signature(row: &attendance_report::Model, seen: &[SeenPerson]) -> Result<Signed> {
    let reporter = seen.iter().find(|person| person.id == row.reported_by);
    Ok(Signed {
        by: reporter.map(name).unwrap_or_default(),
        at: row.reported_at,
        external_participants: rows::count(row.external_participants, "attendance_report.external_participants")?,
    })
}
