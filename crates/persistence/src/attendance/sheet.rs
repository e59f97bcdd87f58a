//! The list to tick off at a meeting: who holds a seat, who else may come, and what has been reported.

use std::collections::{BTreeSet, HashMap};

use chrono::{DateTime, Utc};
use domain::{
    EmploymentId, Invalid, LibraryId, MeetingId, PersonId,
    access::Scope,
    attendance::{AttendanceReport, Attendee, Presence, employment_of_row},
    booking::BookingStatus,
    meeting::Meeting,
    person::Employment,
    protection::SeenPerson,
    session::Session,
};
use sea_orm::{ColumnTrait, Condition, EntityTrait, QueryFilter};

use super::{find, visible_meeting};
use crate::{
    Db, Error, Result,
    entity::{booking, library, person},
    people, scope, sessions,
};

/// Why somebody stands on the list.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Listed {
    /// She holds a seat.
    Seated,
    /// She waits for one.
    Waiting,
    /// She has given it up.
    Left,
    /// She was not booked: she came all the same, or is about to be added.
    Other,
}

/// Somebody on the list.
#[derive(Debug, Clone)]
pub struct SheetRow {
    /// Who, as the caller sees her.
    pub person: SeenPerson,
    /// Why she is on it.
    pub listed: Listed,
    /// The library that she is booked for; none when it is hidden.
    pub library: Option<String>,
    /// Employments to choose among, each with the name of its library; empty when the rules find the only one.
    pub employments: Vec<(EmploymentId, String)>,
    /// What the report says of her.
    pub presence: Option<Presence>,
    /// The employment that the report has for her.
    pub reported_for: Option<EmploymentId>,
}

/// The list of one meeting.
#[derive(Debug, Clone)]
pub struct Sheet {
    /// The session.
    pub session: Session,
    /// The meeting.
    pub meeting: Meeting,
    /// People, those with a seat first, each group in order of name.
    pub rows: Vec<SheetRow>,
    /// What was reported last.
    pub report: Option<AttendanceReport>,
    /// Who reported it; none when her name is hidden.
    pub reporter: Option<String>,
}

/// The list of a meeting whose attendance the caller may report; with `others`, who are added if she may see them.
pub async fn sheet(db: &Db, scope: &Scope, id: MeetingId, others: &[PersonId], now: DateTime<Utc>) -> Result<Sheet> {
    let session_id = visible_meeting(db, scope, id).await?.session_id;
    let session = sessions::of_id(db.read(), session_id).await?;
    let meeting = session.meetings.iter().find(|meeting| meeting.id == id).cloned().ok_or(Error::NotFound)?;
    let report = match find(db, scope, id).await {
        Ok(view) => Some(view.report),
        Err(Error::NotFound) => None,
        Err(error) => return Err(error),
    };
    let booked = booking::Entity::find().filter(booking::Column::SessionId.eq(session_id)).all(db.read()).await?;
    let mut listed: HashMap<PersonId, (Listed, Option<EmploymentId>)> = HashMap::new();
    for row in &booked {
        let (why, employment) = match row.status {
            BookingStatus::Confirmed => (Listed::Seated, Some(row.employment_id)),
            BookingStatus::Waiting | BookingStatus::Offered => (Listed::Waiting, None),
            BookingStatus::Cancelled => (Listed::Left, None),
        };
        let known = listed.entry(row.person_id).or_insert((why, employment));
        if why < known.0 {
            *known = (why, employment);
        }
    }
    let reported = report.iter().flat_map(|report| report.rows.iter().map(|row| row.person_id));
    let named: BTreeSet<PersonId> = reported.chain(listed.keys().copied()).collect();
    let people = people_of(db, scope, named, others, now).await?;
    let mut rows = rows(db, &meeting, people, &listed, report.as_ref()).await?;
    rows.sort_by_key(|row| row.listed);
    let reporter = match &report {
        Some(report) => people_of(db, scope, [report.reported_by].into(), &[], now).await?.pop(),
        None => None,
    };
    let reporter = reporter.filter(|person| person.shown).map(|person| person.name.into_string());
    Ok(Sheet { session, meeting, rows, report, reporter })
}

/// People by their ids, in order of name: those who are named for certain, and others whom the caller may see.
async fn people_of(
    db: &Db,
    scope: &Scope,
    named: BTreeSet<PersonId>,
    others: &[PersonId],
    now: DateTime<Utc>,
) -> Result<Vec<SeenPerson>> {
    let mut wanted = Condition::any().add(person::Column::Id.is_in(named));
    if !others.is_empty() {
        let others = person::Column::Id.is_in(others.iter().copied());
        wanted = wanted.add(Condition::all().add(others).add(scope::people(scope)));
    }
    people::seen_by_name(db, scope, wanted, now).await
}

async fn rows(
    db: &Db,
    meeting: &Meeting,
    people: Vec<SeenPerson>,
    listed: &HashMap<PersonId, (Listed, Option<EmploymentId>)>,
    report: Option<&AttendanceReport>,
) -> Result<Vec<SheetRow>> {
    let ids: Vec<PersonId> = people.iter().map(|person| person.id).collect();
    let mut employments: HashMap<PersonId, Vec<Employment>> = HashMap::new();
    for employment in people::employments_of(db.read(), &ids).await? {
        employments.entry(employment.person_id).or_default().push(employment);
    }
    let libraries: BTreeSet<LibraryId> = employments.values().flatten().map(|one| one.library_id).collect();
    let libraries = library::Entity::find().filter(library::Column::Id.is_in(libraries)).all(db.read()).await?;
    let names: HashMap<LibraryId, String> = libraries.into_iter().map(|row| (row.id, row.name)).collect();
    let date = meeting.local_start().date();
    let row = |person: SeenPerson| {
        let own = employments.remove(&person.id).unwrap_or_default();
        let (why, booked_for) = listed.get(&person.id).copied().unwrap_or((Listed::Other, None));
        let reported = report.and_then(|report| report.rows.iter().find(|row| row.person_id == person.id));
        let name = |employment: &Employment| names.get(&employment.library_id).cloned().unwrap_or_default();
        let attendee = Attendee { employments: &own, booked_for };
        let choose =
            matches!(employment_of_row(meeting, attendee, None, 0), Err(member) if member.reason == Invalid::Needed);
        let valid = own.iter().filter(|employment| choose && person.shown && employment.valid_on(date));
        let employments = valid.map(|employment| (employment.id, name(employment))).collect();
        let library =
            own.iter().find(|employment| Some(employment.id) == booked_for).filter(|_| person.shown).map(name);
        SheetRow {
            listed: why,
            library,
            employments,
            presence: reported.map(|row| row.presence),
            reported_for: reported.and_then(|row| row.employment_id),
            person,
        }
    };
    Ok(people.into_iter().map(row).collect())
}
