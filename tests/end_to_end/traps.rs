//! The traps of the libraries underneath, one by one.
//!
//! Each test shows two things: that the library, used as it comes, loses what it has acknowledged or can be brought
//! down (the negative control, without which the test would prove nothing), and that this system does not. When a
//! control fails, the library has been mended, and the guard may go.

use std::{
    io::Write,
    os::unix::fs::MetadataExt,
    sync::atomic::{AtomicU32, Ordering},
};

use chrono::{DateTime, Utc};
use kursplats_tests::world::{BEGINNING, instant};
use persistence::{Db, Once, people};
use sea_orm::{ConnectionTrait, DatabaseConnection, Statement, TransactionOptions};

mod child;
mod full_disk;
mod mail;
mod mounted;
mod power_cut;
mod proxy;
mod serving;
mod transactions;

/// When everything in these tests happens.
fn now() -> DateTime<Utc> {
    instant(BEGINNING)
}

/// An invented person's address, a new one each time.
fn new_address() -> String {
    static LAST: AtomicU32 = AtomicU32::new(0);
    format!("person{}@bibliotek.example", LAST.fetch_add(1, Ordering::Relaxed))
}

/// Writes down a person in a transaction that reads before it writes.
async fn add_person(db: &Db, address: &str) -> persistence::Result<()> {
    let caller = domain::PersonId::new(now());
    let once = Once { caller, key: address.to_owned(), fingerprint: [0; 32], now: now() };
    let (name, email) = ("Amira Haddad".parse().expect("a name"), address.parse().expect("an address"));
    let draft = people::PersonDraft { name, email, language: domain::notice::Language::usual() };
    people::add(db, draft, None, now(), Some(once)).await.map(drop)
}

/// Transactions begun as ours are, for controls in which another thing is the trap.
fn immediate() -> TransactionOptions {
    TransactionOptions {
        sqlite_transaction_mode: Some(sea_orm::SqliteTransactionMode::Immediate),
        ..TransactionOptions::default()
    }
}

/// The only number that a query gives.
async fn number(connection: &DatabaseConnection, sql: &str) -> i64 {
    let statement = Statement::from_string(connection.get_database_backend(), sql);
    let row = connection.query_one_raw(statement).await.expect("an answer").expect("a row");
    row.try_get_by_index(0).expect("a number")
}

/// The addresses of everybody in the register.
async fn addresses(connection: &DatabaseConnection) -> Vec<String> {
    let statement = Statement::from_string(connection.get_database_backend(), "SELECT email FROM person");
    let rows = connection.query_all_raw(statement).await.expect("an answer");
    rows.iter().map(|row| row.try_get_by_index(0).expect("a text")).collect()
}

/// Whether the tests run as root, which alone can mount file systems.
fn is_root() -> bool {
    std::fs::metadata("/proc/self").is_ok_and(|process| process.uid() == 0)
}

/// Says that a test could not be carried out; with `CI=true` that is a failure for root, who could have.
fn stand_aside(what: &str) {
    let must = is_root() && std::env::var_os("CI").is_some_and(|value| value == "true");
    assert!(!must, "{what} (CI=true: this is a failure)");
    // Written to the stream itself: what `eprintln!` prints is kept back from the output of a passing test.
    let _ = writeln!(std::io::stderr(), "\n*** {what} ***");
}
