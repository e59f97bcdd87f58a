//! Many people at once, put straight into the tables: what is tested is what they do, not how they got there.

use std::{
    collections::BTreeSet,
    sync::{Mutex, PoisonError},
};

use domain::{LibraryId, PersonId, ids::new_uuid};
use sea_orm::{ConnectOptions, ConnectionTrait, Database, DatabaseConnection};

use crate::world::instant;

/// Somebody of the crowd.
#[derive(Debug, Clone, Copy)]
pub struct Member {
    /// Who.
    pub person: PersonId,
}

/// Databases in which a test has done things by hand, so that nobody accounts for them.
static HANDLED: Mutex<BTreeSet<String>> = Mutex::new(BTreeSet::new());

/// Whether a test has done things by hand there.
pub fn is_handled(url: &str) -> bool {
    HANDLED.lock().unwrap_or_else(PoisonError::into_inner).contains(url)
}

/// Opens a database without anything of ours between, to do something by hand.
///
/// # Panics
/// When it cannot be opened.
pub async fn plainly(url: &str) -> DatabaseConnection {
    HANDLED.lock().unwrap_or_else(PoisonError::into_inner).insert(url.to_owned());
    open(url).await
}

/// An identifier in SQL.
pub(crate) fn literal(url: &str, id: uuid::Uuid) -> String {
    if url.starts_with("postgres") { format!("'{id}'") } else { format!("x'{}'", id.simple()) }
}

/// One transaction, with an event that accounts for what it does.
pub(crate) fn told(url: &str, statements: &str) -> String {
    let event = literal(url, new_uuid(instant("2020-01-01T00:00:00Z")));
    format!(
        "BEGIN; {statements}; INSERT INTO event (id, at, kind, data) \
         VALUES ({event}, '2020-01-01T00:00:00+00:00', 'personAdded', '{{}}'); COMMIT"
    )
}

/// Opens a database without anything of ours between.
///
/// # Panics
/// When it cannot be opened.
pub(crate) async fn open(url: &str) -> DatabaseConnection {
    let mut options = ConnectOptions::new(url.to_owned());
    // One connection, so that what is set on it holds for the next statement.
    options.sqlx_logging(false).max_connections(1);
    Database::connect(options).await.expect("a plain connection")
}

/// Adds people with an employment each at a library.
///
/// # Panics
/// When the database refuses.
pub async fn gather(url: &str, library: &str, count: usize) -> Vec<Member> {
    gather_from(url, library, 0, count).await
}

/// The same beside those who are there already: the first gets this number.
///
/// # Panics
/// When the database refuses.
pub async fn gather_from(url: &str, library: &str, first: usize, count: usize) -> Vec<Member> {
    let connection = open(url).await;
    let library: LibraryId = library.parse().expect("a library's id");
    let literal = |id: uuid::Uuid| literal(url, id);
    let now = instant("2020-01-01T00:00:00Z");
    let members: Vec<Member> = (0..count).map(|_| Member { person: PersonId::new(now) }).collect();
    for (portion, some) in members.chunks(500).enumerate() {
        let person = |(index, member): (usize, &Member)| {
            let number = first + portion * 500 + index;
            format!("({}, 'Person {number}', 'person.{number}@mangd.example', 1)", literal(member.person.0))
        };
        let people: Vec<String> = some.iter().enumerate().map(person).collect();
        let people = format!("INSERT INTO person (id, name, email, version) VALUES {}", people.join(", "));
        let employment = |member: &Member| {
            let (id, library) = (literal(new_uuid(now)), literal(library.0));
            format!("({id}, {}, {library}, '2020-01-01', NULL, 'librarian', 1)", literal(member.person.0))
        };
        let employments: Vec<String> = some.iter().map(employment).collect();
        let columns = "id, person_id, library_id, from_date, to_date, category, version";
        let employments = format!("INSERT INTO employment ({columns}) VALUES {}", employments.join(", "));
        let sql = told(url, &format!("{people}; {employments}"));
        connection.execute_unprepared(&sql).await.expect("people with their employments");
    }
    // What autovacuum does by itself within a minute: without it PostgreSQL plans for empty tables.
    connection.execute_unprepared("ANALYZE").await.expect("the tables are counted");
    connection.close().await.expect("closed");
    members
}
