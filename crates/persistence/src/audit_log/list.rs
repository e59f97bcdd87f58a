//! The log as a list of what happened: each event with the changes of its transaction.

use std::collections::{BTreeSet, HashMap, HashSet};

use chrono::{DateTime, Utc};
use domain::{BookingId, EventId, PersonId, SessionId, event::EventKind};
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, EntityTrait, FromQueryResult, PaginatorTrait, QueryFilter, QueryOrder,
    QuerySelect, Value,
};
use uuid::Uuid;

use super::{
    ENTRY, Entry, key, parsed,
    shown::{self, Change, Names},
    statement,
};
use crate::{
    Db, Result,
    entity::event,
    page::{Page, PageRequest},
};

/// The most changes shown of one event.
const CHANGES_MAX: usize = 200;
/// Events whose changes are looked up at once.
const AT_ONCE: usize = 200;

/// Which entries are wanted.
#[derive(Debug, Clone, Default)]
pub struct EntryFilter {
    /// At that time or later.
    pub from: Option<DateTime<Utc>>,
    /// Before that time.
    pub to: Option<DateTime<Utc>>,
    /// Of one kind.
    pub kind: Option<EventKind>,
    /// Done by somebody.
    pub actor: Option<PersonId>,
    /// About a person.
    pub person: Option<PersonId>,
    /// About a session.
    pub session: Option<SessionId>,
    /// About a booking.
    pub booking: Option<BookingId>,
}

/// What happened once.
#[derive(Debug, Clone)]
pub struct LogEntry {
    /// The event.
    pub id: EventId,
    /// Its number in the chain; none before it is sealed.
    pub number: Option<i64>,
    /// When.
    pub at: DateTime<Utc>,
    /// What.
    pub kind: EventKind,
    /// Who did it; nobody when the program did it by itself.
    pub actor: Option<PersonId>,
    /// Her name, where it may be told.
    pub actor_name: Option<String>,
    /// The person it is about.
    pub person: Option<PersonId>,
    /// Her name, where it may be told.
    pub person_name: Option<String>,
    /// The session it is about.
    pub session: Option<SessionId>,
    /// The booking it is about.
    pub booking: Option<BookingId>,
    /// Why, if somebody said so.
    pub reason: Option<String>,
    /// What it changed, at most two hundred rows.
    pub changes: Vec<Change>,
    /// How many rows more it changed.
    pub further_changes: usize,
}

/// Entries, the latest first. The caller must be allowed to see everybody's.
pub async fn list(db: &Db, filter: &EntryFilter, page: PageRequest) -> Result<Page<LogEntry>> {
    use event::Column;
    let wanted = Condition::all()
        .add_option(filter.from.map(|from| Column::At.gte(from)))
        .add_option(filter.to.map(|to| Column::At.lt(to)))
        .add_option(filter.kind.map(|kind| Column::Kind.eq(kind)))
        .add_option(filter.actor.map(|actor| Column::ActorId.eq(actor)))
        .add_option(filter.person.map(|person| Column::PersonId.eq(person)))
        .add_option(filter.session.map(|session| Column::SessionId.eq(session)))
        .add_option(filter.booking.map(|booking| Column::BookingId.eq(booking)));
    let all = event::Entity::find().filter(wanted);
    let total = all.clone().count(db.read()).await?;
    let all = all.order_by_desc(Column::At).order_by_desc(Column::Id).limit(page.limit).offset(page.offset());
    let events = all.all(db.read()).await?;
    Ok(Page { items: entries(db.read(), events, |_| true).await?, total })
}

/// Events with their changes. What is kept apart is shown of the tables that `words` says, and never of somebody whose
/// identity is protected.
pub(crate) async fn entries(
    db: &impl ConnectionTrait,
    events: Vec<event::Model>,
    words: fn(&str) -> bool,
) -> Result<Vec<LogEntry>> {
    let people = events.iter().flat_map(|event| [event.actor_id, event.person_id]).flatten().collect();
    let names = Names::of(db, people).await?;
    let mut entries = Vec::with_capacity(events.len());
    for some in events.chunks(AT_ONCE) {
        let log = Log::of(db, some).await?;
        let hidden = Names::of(db, log.people()).await?;
        for event in some {
            let told = |entry: &Entry| words(&entry.table_name) && !hides(&hidden, entry);
            let mut changes: Vec<Change> = log.changes(event).map(|entry| shown::change(entry, told(entry))).collect();
            let further_changes = changes.len().saturating_sub(CHANGES_MAX);
            changes.truncate(CHANGES_MAX);
            entries.push(LogEntry {
                id: event.id,
                number: log.number(event),
                at: event.at,
                kind: event.kind,
                actor: event.actor_id,
                actor_name: event.actor_id.and_then(|id| names.shown(id)),
                person: event.person_id,
                person_name: event.person_id.and_then(|id| names.shown(id)),
                session: event.session_id,
                booking: event.booking_id,
                reason: reason(event),
                changes,
                further_changes,
            });
        }
    }
    Ok(entries)
}

fn reason(event: &event::Model) -> Option<String> {
    parsed(&event.data)?.get("reason")?.as_str().map(str::to_owned)
}

/// The person whose row it is.
fn person_of(entry: &Entry) -> Option<PersonId> {
    (entry.table_name == "person").then(|| shown::uuid(&entry.row_key)).flatten().map(PersonId)
}

fn hides(names: &Names, entry: &Entry) -> bool {
    person_of(entry).is_some_and(|person| names.is_hidden(person))
}

/// A transaction's entries.
#[derive(Default)]
struct Transaction {
    rows: Vec<Entry>,
    /// Bookings that have an event of their own in it.
    bookings: HashSet<Uuid>,
    /// Whether an event in it is about anything else.
    about_more: bool,
}

/// The transactions of some events.
struct Log {
    /// Transaction and number of each event.
    places: HashMap<Uuid, (i64, Option<i64>)>,
    transactions: HashMap<i64, Transaction>,
}

impl Log {
    async fn of(db: &impl ConnectionTrait, events: &[event::Model]) -> Result<Self> {
        let backend = db.get_database_backend();
        let keys = events.iter().map(|event| Value::from(key(backend, event.id.0)));
        let sql = format!(
            "SELECT e.row_key, e.transaction_number, s.number FROM audit_entry e \
             LEFT JOIN audit_seal s ON s.entry_id = e.id WHERE e.table_name = 'event' AND e.row_key IN ({})",
            marks(events.len())
        );
        let mut places = HashMap::new();
        for row in db.query_all_raw(statement(backend, &sql, keys)).await? {
            let event: String = row.try_get_by_index(0)?;
            let place = (row.try_get_by_index(1)?, row.try_get_by_index(2)?);
            places.extend(shown::uuid(&event).map(|event| (event, place)));
        }
        // What stood there when the log began was not done by anybody.
        let numbers: BTreeSet<i64> = places.values().map(|(number, _)| *number).filter(|number| *number != 0).collect();
        let mut transactions: HashMap<i64, Transaction> = HashMap::new();
        if !numbers.is_empty() {
            let sql = format!(
                "SELECT {ENTRY} FROM audit_entry e LEFT JOIN audit_personal p ON p.entry_id = e.id \
                 WHERE e.transaction_number IN ({}) AND e.table_name <> 'audit_personal' ORDER BY e.id",
                marks(numbers.len())
            );
            let numbers = numbers.into_iter().map(Value::from);
            for entry in Entry::find_by_statement(statement(backend, &sql, numbers)).all(db).await? {
                transactions.entry(entry.transaction_number).or_default().add(entry);
            }
        }
        Ok(Self { places, transactions })
    }

    fn number(&self, event: &event::Model) -> Option<i64> {
        self.places.get(&event.id.0).and_then(|(_, number)| *number)
    }

    /// What an event changed: of a booking its own row, and of the others what no booking's event tells of.
    fn changes(&self, event: &event::Model) -> impl Iterator<Item = &Entry> {
        let transaction = self.places.get(&event.id.0).and_then(|(number, _)| self.transactions.get(number));
        let own = event.booking_id.map(|booking| booking.0);
        transaction.into_iter().flat_map(move |transaction| {
            transaction.rows.iter().filter(move |entry| {
                let booking = (entry.table_name == "booking").then(|| shown::uuid(&entry.row_key)).flatten();
                match (own, booking) {
                    (Some(own), Some(booking)) => own == booking,
                    (None, Some(booking)) => !transaction.bookings.contains(&booking),
                    (Some(_), None) => !transaction.about_more,
                    (None, None) => true,
                }
            })
        })
    }

    fn people(&self) -> BTreeSet<PersonId> {
        self.transactions.values().flat_map(|transaction| &transaction.rows).filter_map(person_of).collect()
    }
}

impl Transaction {
    fn add(&mut self, entry: Entry) {
        if entry.table_name != "event" {
            self.rows.push(entry);
            return;
        }
        let event = entry.after_row.as_deref().and_then(parsed).unwrap_or_default();
        match event.get("booking_id").and_then(|id| shown::uuid(id.as_str()?)) {
            Some(booking) => drop(self.bookings.insert(booking)),
            None => self.about_more = true,
        }
    }
}

/// `$1, $2, $3`.
fn marks(count: usize) -> String {
    (1..=count).map(|number| format!("${number}")).collect::<Vec<_>>().join(", ")
}
