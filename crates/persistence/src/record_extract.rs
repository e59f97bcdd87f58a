//! The record of one session, as a public authority hands it out.
//!
//! Names and workplaces go by `domain::record_extract`. What is not in it at all: needs, the texts of mail, reasons that
//! people gave for cancelling, addresses, and the links to video meetings.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use chrono::{DateTime, Utc};
use domain::{
    EmploymentId, MeetingId, PersonId, SessionId, access::Scope, attendance::Presence, booking::BookingStatus,
    notice::MessageState, session::Session,
};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};

use crate::{
    Db, Error, Result,
    audit_log::{self, LogEntry, Names},
    entity::{
        attendance, attendance_report, booking, course, employment, event, library, mail_message, municipality, session,
    },
    scope, sessions,
};

/// Rows that are looked up at once.
const AT_ONCE: usize = 500;
/// Members of the history that would name somebody by another way, or let a stranger in.
const LEFT_OUT: &[&str] = &["personId", "employmentId", "joinUrl", "organiserId", "trainerId", "reportedBy"];

/// Everything that is handed out about a session.
#[derive(Debug, Clone)]
pub struct RecordExtract {
    /// The session as it stands, with its meetings.
    pub session: Session,
    /// The code of its course.
    pub course_code: String,
    /// Who answers for it, where that may be told.
    pub organiser: Option<String>,
    /// What was reported of each meeting.
    pub reports: BTreeMap<MeetingId, Reported>,
    /// Everybody who was booked or there.
    pub participants: Vec<Participant>,
    /// How many of them have a protected identity.
    pub protected: usize,
    /// Mail about it, without its texts.
    pub messages: Vec<Message>,
    /// What happened, in order of time.
    pub history: Vec<LogEntry>,
}

/// A report of attendance, as it stands.
#[derive(Debug, Clone)]
pub struct Reported {
    /// Whether the meeting took place.
    pub held: bool,
    /// Participants outside the register.
    pub external_participants: i32,
    /// People with a seat who did not come.
    pub no_shows: i32,
    /// When it was reported.
    pub reported_at: DateTime<Utc>,
    /// By whom, where that may be told.
    pub reported_by: Option<String>,
}

/// Somebody who was booked or there.
#[derive(Debug, Clone)]
pub struct Participant {
    /// Name; none of a protected identity.
    pub name: Option<String>,
    /// The library of the employment, if any; none of a protected identity.
    pub library: Option<String>,
    /// The municipality of that library; none of a protected identity.
    pub municipality: Option<String>,
    /// Status of the booking; none of somebody who came without one.
    pub status: Option<BookingStatus>,
    /// When it was made.
    pub booked_at: Option<DateTime<Utc>>,
    /// When it ended.
    pub ended_at: Option<DateTime<Utc>>,
    /// What was reported of each meeting.
    pub presences: Vec<(MeetingId, Presence)>,
}

/// A mail.
#[derive(Debug, Clone)]
pub struct Message {
    /// What it tells, in the word for its kind.
    pub kind: String,
    /// When what it tells of happened.
    pub written_at: DateTime<Utc>,
    /// When it was sent.
    pub sent_at: Option<DateTime<Utc>>,
    /// Where it stands.
    pub state: MessageState,
}

/// The extract of a session that the caller plans.
pub async fn extract(db: &Db, caller: &Scope, id: SessionId) -> Result<RecordExtract> {
    let own = session::Entity::find_by_id(id).filter(scope::sessions_planned(caller));
    let organiser = own.one(db.read()).await?.ok_or(Error::NotFound)?.organiser_id;
    let session = sessions::of_id(db.read(), id).await?;
    let course = course::Entity::find_by_id(session.course_id).one(db.read()).await?.ok_or(Error::NotFound)?;
    let meetings: Vec<MeetingId> = session.meetings.iter().map(|meeting| meeting.id).collect();
    let reports = attendance_report::Entity::find()
        .filter(attendance_report::Column::MeetingId.is_in(meetings.iter().copied()))
        .all(db.read())
        .await?;
    let people = People::of(db, id, &meetings).await?;
    let others = reports.iter().map(|report| report.reported_by).chain(organiser);
    let named: BTreeSet<PersonId> = people.ids().into_iter().chain(others).collect();
    let names = Names::of(db.read(), named).await?;
    let reported = |report: attendance_report::Model| Reported {
        held: report.held,
        external_participants: report.external_participants,
        no_shows: report.no_shows,
        reported_at: report.reported_at,
        reported_by: names.shown(report.reported_by),
    };
    Ok(RecordExtract {
        course_code: course.code,
        organiser: organiser.and_then(|organiser| names.shown(organiser)),
        reports: reports.into_iter().map(|report| (report.meeting_id, reported(report))).collect(),
        protected: people.ids().into_iter().filter(|person| names.is_hidden(*person)).count(),
        participants: people.shown(db, &names).await?,
        messages: messages(db, id).await?,
        history: history(db, id).await?,
        session,
    })
}

/// Bookings and attendance, person by person, in the order in which they came.
struct People {
    rows: Vec<(PersonId, Option<booking::Model>, Option<EmploymentId>)>,
    presences: HashMap<PersonId, Vec<(MeetingId, Presence)>>,
}

impl People {
    async fn of(db: &Db, id: SessionId, meetings: &[MeetingId]) -> Result<Self> {
        let bookings = booking::Entity::find()
            .filter(booking::Column::SessionId.eq(id))
            .order_by_asc(booking::Column::BookedAt)
            .order_by_asc(booking::Column::Id)
            .all(db.read())
            .await?;
        let there = attendance::Entity::find()
            .filter(attendance::Column::MeetingId.is_in(meetings.iter().copied()))
            .order_by_asc(attendance::Column::PersonId)
            .all(db.read())
            .await?;
        let mut rows: Vec<_> = bookings
            .into_iter()
            .map(|booking| (booking.person_id, Some(booking.employment_id), booking))
            .map(|(person, employment, booking)| (person, Some(booking), employment))
            .collect();
        let mut presences: HashMap<PersonId, Vec<(MeetingId, Presence)>> = HashMap::new();
        for row in there {
            if !rows.iter().any(|(person, ..)| *person == row.person_id) {
                rows.push((row.person_id, None, row.employment_id));
            }
            presences.entry(row.person_id).or_default().push((row.meeting_id, row.presence));
        }
        for of_one in presences.values_mut() {
            of_one.sort_by_key(|(id, _)| meetings.iter().position(|meeting| meeting == id));
        }
        Ok(Self { rows, presences })
    }

    /// Each of them once.
    fn ids(&self) -> BTreeSet<PersonId> {
        self.rows.iter().map(|(person, ..)| *person).collect()
    }

    async fn shown(mut self, db: &Db, names: &Names) -> Result<Vec<Participant>> {
        let workplaces = workplaces(db, self.rows.iter().filter_map(|(.., employment)| *employment).collect()).await?;
        let mut participants = Vec::with_capacity(self.rows.len());
        // What was reported stands with the last booking, if somebody came and went.
        for (person, booking, employment) in self.rows.into_iter().rev() {
            let workplace = employment.and_then(|id| workplaces.get(&id)).cloned();
            let workplace = workplace.filter(|_| !names.is_hidden(person));
            let (library, municipality) = workplace.unzip();
            participants.push(Participant {
                name: names.shown(person),
                library,
                municipality,
                status: booking.as_ref().map(|booking| booking.status),
                booked_at: booking.as_ref().map(|booking| booking.booked_at),
                ended_at: booking.as_ref().and_then(|booking| booking.ended_at),
                presences: self.presences.remove(&person).unwrap_or_default(),
            });
        }
        participants.reverse();
        Ok(participants)
    }
}

/// Library and municipality of each employment.
async fn workplaces(db: &Db, ids: Vec<EmploymentId>) -> Result<HashMap<EmploymentId, (String, String)>> {
    let libraries = library::Entity::find().all(db.read()).await?;
    let libraries: HashMap<_, _> = libraries.into_iter().map(|library| (library.id, library)).collect();
    let towns = municipality::Entity::find().all(db.read()).await?;
    let towns: HashMap<_, _> = towns.into_iter().map(|town| (town.code, town.name)).collect();
    let mut found = HashMap::new();
    for some in ids.chunks(AT_ONCE) {
        let rows = employment::Entity::find().filter(employment::Column::Id.is_in(some.iter().copied()));
        for row in rows.all(db.read()).await? {
            let Some(library) = libraries.get(&row.library_id) else { continue };
            let town = towns.get(&library.municipality_code).cloned().unwrap_or_default();
            found.insert(row.id, (library.name.clone(), town));
        }
    }
    Ok(found)
}

/// Kind, when it was written and sent, and where it stands.
type MessageRow = (String, DateTime<Utc>, Option<DateTime<Utc>>, MessageState);

async fn messages(db: &Db, id: SessionId) -> Result<Vec<Message>> {
    use mail_message::Column;
    let rows: Vec<MessageRow> = mail_message::Entity::find()
        .select_only()
        .columns([Column::Kind, Column::WrittenAt, Column::SentAt, Column::State])
        .filter(Column::SessionId.eq(id))
        .order_by_asc(Column::WrittenAt)
        .order_by_asc(Column::Id)
        .into_tuple()
        .all(db.read())
        .await?;
    let message = |(kind, written_at, sent_at, state)| Message { kind, written_at, sent_at, state };
    Ok(rows.into_iter().map(message).collect())
}

/// Every event of the session. Of what is kept apart only the trainers of meetings are told.
async fn history(db: &Db, id: SessionId) -> Result<Vec<LogEntry>> {
    let events = event::Entity::find()
        .filter(event::Column::SessionId.eq(id))
        .order_by_asc(event::Column::At)
        .order_by_asc(event::Column::Id)
        .all(db.read())
        .await?;
    let mut history = audit_log::entries(db.read(), events, |table| table == "meeting").await?;
    // Those of one moment in the order in which they were written.
    history.sort_by_key(|entry| (entry.at, entry.number.unwrap_or(i64::MAX)));
    let people = history.iter().flat_map(|entry| &entry.changes).filter_map(person_of).collect();
    let names = Names::of(db.read(), people).await?;
    for change in history.iter_mut().flat_map(|entry| &mut entry.changes) {
        // Of attendance the key is the meeting and the person: her name, or nothing.
        if let Some(person) = person_of(change) {
            change.id = names.shown(person).unwrap_or_default();
        }
        change.members.retain(|member| !LEFT_OUT.contains(&member.name.as_str()));
    }
    Ok(history)
}

fn person_of(change: &audit_log::Change) -> Option<PersonId> {
    let (_, person) = change.id.split_once('/').filter(|_| change.what == "attendance")?;
    person.parse().ok()
}
