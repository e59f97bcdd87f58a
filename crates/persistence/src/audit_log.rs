//! The audit log: every change of every audited table, chained entry to entry.
//!
//! Triggers write the entries (`migrations::audited`), so that no statement can change a row without one. The entries
//! of a transaction share a number, and the event among them says who did it and when. A while later they are sealed:
//! numbered without a gap and chained by their hashes, in portions and in a transaction of its own. A chain that is
//! written with the change would make everybody who writes wait for everybody else.

use std::fmt;

use chrono::{DateTime, Utc};
use domain::{PersonId, event::EventKind};
use sea_orm::{ConnectionTrait, DatabaseTransaction, DbBackend, FromQueryResult, Statement, TransactionTrait, Value};
use serde_json::json;
use uuid::Uuid;

use crate::{
    Db, Result,
    db::{Tx, retrying},
    record::{Deed, Record, Subject},
};

mod check;
mod hash;
mod list;
mod replay;
mod seal;
mod shown;

pub use check::{Checked, check};
pub use hash::Hash;
pub(crate) use list::entries;
pub use list::{EntryFilter, LogEntry, list};
pub use seal::{Reach, seal};
pub(crate) use shown::Names;
pub use shown::{Change, Member};

/// Makes the number of transactions odd as one begins to write, and even again before it commits. SQLite only.
pub(crate) const NEXT_TRANSACTION: &str = "UPDATE audit_transaction SET number = number + 1 WHERE id = 1";

/// The place of an entry in the chain, and the hash that covers everything up to it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Head {
    /// How many entries there are up to this one.
    pub number: i64,
    /// The hash.
    pub hash: Hash,
}

impl fmt::Display for Head {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}:{}", self.number, self.hash)
    }
}

impl std::str::FromStr for Head {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let parts =
            text.trim().split_once(':').and_then(|(number, hash)| Some((number.parse().ok()?, hash.parse().ok()?)));
        let (number, hash) = parts.filter(|(number, _)| *number > 0).ok_or("not a number, a colon and a hash")?;
        Ok(Self { number, hash })
    }
}

/// An entry, with what is kept apart of it.
#[derive(Debug, Clone, FromQueryResult)]
pub(crate) struct Entry {
    pub id: i64,
    pub transaction_number: i64,
    pub table_name: String,
    pub row_key: String,
    pub before_row: Option<String>,
    pub after_row: Option<String>,
    /// The entry, if anything of it is kept apart.
    pub personal_id: Option<i64>,
    /// Gone when it was forgotten.
    pub personal_salt: Option<Vec<u8>>,
    pub personal_before: Option<String>,
    pub personal_after: Option<String>,
}

/// The columns of [`Entry`], of `audit_entry e` and `audit_personal p`.
pub(crate) const ENTRY: &str = "e.id, e.transaction_number, e.table_name, e.row_key, e.before_row, e.after_row, \
     p.entry_id AS personal_id, p.salt AS personal_salt, p.before_row AS personal_before, p.after_row AS personal_after";

impl Entry {
    /// Whether something of it was kept apart and has been forgotten.
    pub fn is_forgotten(&self) -> bool {
        self.personal_id.is_some() && self.personal_salt.is_none()
    }
}

pub(crate) fn statement(backend: DbBackend, sql: &str, values: impl IntoIterator<Item = Value>) -> Statement {
    Statement::from_sql_and_values(backend, sql, values)
}

/// One moment of the database, however much is written meanwhile.
#[expect(clippy::disallowed_methods, reason = "nothing is written, so there is no lock to take before reading")]
async fn moment(db: &Db) -> Result<DatabaseTransaction> {
    use sea_orm::{AccessMode::ReadOnly, IsolationLevel::RepeatableRead};
    Ok(match db.backend() {
        DbBackend::Postgres => db.read().begin_with_config(Some(RepeatableRead), Some(ReadOnly)).await?,
        // A reader of SQLite sees one moment as long as its transaction lasts.
        _ => db.read().begin().await?,
    })
}

/// Forgets what the log says in words of the rows with these keys; what happened, and when, stays. Returns how many
/// entries have been made poorer. One transaction.
pub async fn forget(
    db: &Db,
    actor: Option<PersonId>,
    (table, ids): (&str, &[Uuid]),
    now: DateTime<Utc>,
) -> Result<u64> {
    retrying(|| async {
        let tx = db.begin_write().await?;
        let forgotten = forget_words(&tx, table, ids.to_vec()).await?;
        let mut record = Record::default();
        let data = json!({ "table": table, "rows": ids.len(), "entries": forgotten });
        record.event(Deed { actor, at: now }, EventKind::LogMadePoorer, Subject::default(), &data);
        record.write(&tx).await?;
        tx.commit().await?;
        Ok(forgotten)
    })
    .await
}

/// The same, for a transaction that tells by an event of its own why. What the transaction itself has changed in these
/// rows is in the log as well, so this comes after it.
pub(crate) async fn forget_words(tx: &Tx, table: &str, ids: Vec<Uuid>) -> Result<u64> {
    let mut forgotten = 0;
    for id in ids {
        let key = key(tx.backend(), id);
        let sql = "UPDATE audit_personal SET salt = NULL, before_row = NULL, after_row = NULL \
                   WHERE salt IS NOT NULL AND entry_id IN \
                   (SELECT id FROM audit_entry WHERE row_key = $1 AND table_name = $2)";
        let done = tx.execute_raw(statement(tx.backend(), sql, [key.into(), table.into()])).await?;
        forgotten += done.rows_affected();
    }
    Ok(forgotten)
}

/// An identifier as the log writes it.
fn key(backend: DbBackend, id: Uuid) -> String {
    if backend == DbBackend::Postgres { id.to_string() } else { id.simple().to_string() }
}

/// What the log says in words of one row, the oldest first: before and after each change.
pub(crate) async fn words_of(db: &impl ConnectionTrait, table: &str, id: Uuid) -> Result<Vec<(String, String)>> {
    let backend = db.get_database_backend();
    let sql = "SELECT p.before_row, p.after_row FROM audit_personal p JOIN audit_entry e ON e.id = p.entry_id \
               WHERE e.row_key = $1 AND e.table_name = $2 AND p.salt IS NOT NULL ORDER BY e.id";
    let rows = db.query_all_raw(statement(backend, sql, [key(backend, id).into(), table.into()])).await?;
    let text = |row: &sea_orm::QueryResult, place| -> Result<String> {
        Ok(row.try_get_by_index::<Option<String>>(place)?.unwrap_or_default())
    };
    rows.iter().map(|row| Ok((text(row, 0)?, text(row, 1)?))).collect()
}

/// A row out of the log; none when the text is no row.
fn parsed(text: &str) -> Option<serde_json::Map<String, serde_json::Value>> {
    serde_json::from_str(text).ok()
}
