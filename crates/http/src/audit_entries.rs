//! Granskningsloggen. / The audit log.

use domain::{BookingId, EventId, PersonId, SessionId, access::Right, event::EventKind, wall_time::Instant};
use persistence::audit_log::{self, Change, EntryFilter, LogEntry, Member};
use poem::web::Data;
use poem_openapi::{Object, OpenApi, param::Query, payload::Json};

use crate::{
    App,
    caller::Caller,
    list::{self, list_of},
    problem::Problem,
    spec::Tag,
};

/// En uppgift som ändrades. / A member that was changed.
#[derive(Debug, Clone, Object)]
#[oai(rename_all = "camelCase")]
pub struct AuditMemberJson {
    /// Vilken uppgift. / Which member.
    pub name: String,
    /// Vad som stod där före. / What was there before.
    pub before: Option<String>,
    /// Vad som stod där efter. / What was there after.
    pub after: Option<String>,
}

/// En rad som kom till, ändrades eller togs bort. / A row that came, was changed or went.
#[derive(Debug, Clone, Object)]
#[oai(rename_all = "camelCase")]
pub struct AuditChangeJson {
    /// Vad det är, till exempel `booking`. / What it is, `booking` for example.
    pub what: String,
    /// Vilken; flera delar har snedstreck emellan. / Which; several parts have a slash between.
    pub id: String,
    /// Vad som skiljer. / What differs.
    pub members: Vec<AuditMemberJson>,
}

/// En händelse med vad den ändrade. / An event with what it changed.
#[derive(Debug, Clone, Object)]
#[oai(rename_all = "camelCase")]
pub struct AuditEntryJson {
    /// Id.
    pub id: EventId,
    /// Nummer i kedjan; saknas innan raden är förseglad, någon sekund. / Number in the chain; none until the row is
    /// sealed, a second or so.
    pub number: Option<i64>,
    /// När. / When.
    pub at: Instant,
    /// Vad som hände. / What happened.
    pub kind: EventKind,
    /// Vem som gjorde det; saknas när programmet gjorde det självt. / Who did it; none when the program did it by
    /// itself.
    pub actor_id: Option<PersonId>,
    /// Namnet, om det får visas. / The name, where it may be shown.
    pub actor_name: Option<String>,
    /// Personen som det gäller. / The person it is about.
    pub person_id: Option<PersonId>,
    /// Kursomgången som det gäller. / The session it is about.
    pub session_id: Option<SessionId>,
    /// Anmälan som det gäller. / The booking it is about.
    pub booking_id: Option<BookingId>,
    /// Varför, om någon sade det. / Why, if somebody said so.
    pub reason: Option<String>,
    /// Vad som ändrades, högst 200 rader. / What was changed, at most 200 rows.
    pub changes: Vec<AuditChangeJson>,
    /// Hur många rader till som ändrades. / How many rows more were changed.
    pub further_changes: u64,
}

list_of!(
    /// Händelser. / Events.
    AuditEntryList,
    AuditEntryJson
);

impl From<Member> for AuditMemberJson {
    fn from(member: Member) -> Self {
        Self { name: member.name, before: member.before, after: member.after }
    }
}

impl From<Change> for AuditChangeJson {
    fn from(change: Change) -> Self {
        Self { what: change.what, id: change.id, members: change.members.into_iter().map(Into::into).collect() }
    }
}

impl From<LogEntry> for AuditEntryJson {
    fn from(entry: LogEntry) -> Self {
        Self {
            id: entry.id,
            number: entry.number,
            at: entry.at.into(),
            kind: entry.kind,
            actor_id: entry.actor,
            actor_name: entry.actor_name,
            person_id: entry.person,
            session_id: entry.session,
            booking_id: entry.booking,
            reason: entry.reason,
            changes: entry.changes.into_iter().map(Into::into).collect(),
            further_changes: entry.further_changes as u64,
        }
    }
}

pub(crate) struct AuditEntriesApi;

#[OpenApi]
impl AuditEntriesApi {
    /// Läs granskningsloggen / Read the audit log
    ///
    /// Vem som gjorde vad och när, med före och efter; det senaste först. Bara samordnaren. / Who did what and when,
    /// with before and after; the latest first. Coordinators only.
    #[oai(path = "/audit-entries", method = "get", operation_id = "listAuditEntries", tag = "Tag::Audit")]
    #[expect(clippy::too_many_arguments, reason = "one for each filter")]
    async fn list_audit_entries(
        &self,
        Data(app): Data<&App>,
        caller: Caller,
        /// Från och med. / Then or later.
        #[oai(name = "from")]
        Query(from): Query<Option<Instant>>,
        /// Före. / Before.
        #[oai(name = "to")]
        Query(to): Query<Option<Instant>>,
        /// Vad som hände. / What happened.
        #[oai(name = "kind")]
        Query(kind): Query<Option<EventKind>>,
        /// Vem som gjorde det. / Who did it.
        #[oai(name = "actorId")]
        Query(actor): Query<Option<PersonId>>,
        /// Om en person. / About a person.
        #[oai(name = "personId")]
        Query(person): Query<Option<PersonId>>,
        /// Om en kursomgång. / About a session.
        #[oai(name = "sessionId")]
        Query(session): Query<Option<SessionId>>,
        /// Om en anmälan. / About a booking.
        #[oai(name = "bookingId")]
        Query(booking): Query<Option<BookingId>>,
        /// Rader per sida, 1–100; förval 20. / Rows a page, 1–100; 20 by default.
        #[oai(name = "limit")]
        Query(limit): Query<Option<u64>>,
        /// Sidans nummer, från 1. / Number of the page, from 1.
        #[oai(name = "page")]
        Query(page): Query<Option<u64>>,
    ) -> Result<Json<AuditEntryList>, Problem> {
        caller.with(Right::ReadAuditLog)?;
        let asked = list::page(limit, page)?;
        let (from, to) = (from.map(Instant::utc), to.map(Instant::utc));
        let filter = EntryFilter { from, to, kind, actor, person, session, booking };
        let found = audit_log::list(&app.db, &filter, asked).await?;
        Ok(Json(AuditEntryList::new(found.map(Into::into), asked)))
    }
}
