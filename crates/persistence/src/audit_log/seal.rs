//! Sealing: entries get their numbers and hashes.

use sea_orm::{ActiveValue::Set, ColumnTrait, EntityTrait, FromQueryResult, QueryFilter, sea_query::Expr};

use super::{ENTRY, Entry, Hash, hash, statement};
use crate::{
    Db, Error, Result,
    entity::{audit_head, audit_seal},
    error::is_unique_violation,
    record::chunks,
};

/// Entries sealed by one transaction.
const PORTION: i64 = 1_000;
/// How far back of the newest seal entries are looked for that were committed late. A transaction takes seconds at most.
const LATE: i64 = 20_000;

/// Which entries are looked through.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reach {
    /// Those that have come of late.
    New,
    /// All of them.
    All,
}

/// Seals what is not sealed yet, in the order in which it was written. Returns how many entries that were. Several
/// processes may try at once: one of them does it, and the others find nothing left.
///
/// What changed one row is in its order: whoever changes a row waits for the one who changed it before, and is numbered
/// by the database after that.
pub async fn seal(db: &Db, reach: Reach) -> Result<usize> {
    let (mut sealed, mut last) = (0, None);
    loop {
        let entries = unsealed(db, reach, last).await?;
        if entries.is_empty() || !seal_portion(db, &entries).await? {
            return Ok(sealed);
        }
        sealed += entries.len();
        last = entries.last().map(|entry| entry.id);
    }
}

/// The next portion, behind the last entry of the one before.
async fn unsealed(db: &Db, reach: Reach, last: Option<i64>) -> Result<Vec<Entry>> {
    let from = match (last, reach) {
        (Some(last), _) => last.to_string(),
        (None, Reach::All) => "0".to_owned(),
        (None, Reach::New) => format!("(SELECT coalesce(max(entry_id), 0) - {LATE} FROM audit_seal)"),
    };
    let sql = format!(
        "SELECT {ENTRY} FROM audit_entry e LEFT JOIN audit_personal p ON p.entry_id = e.id \
         WHERE e.id > {from} AND NOT EXISTS (SELECT 1 FROM audit_seal s WHERE s.entry_id = e.id) \
         ORDER BY e.id LIMIT {PORTION}"
    );
    Ok(Entry::find_by_statement(statement(db.backend(), &sql, [])).all(db.read()).await?)
}

/// Whether they were sealed; not when somebody else was faster.
async fn seal_portion(db: &Db, entries: &[Entry]) -> Result<bool> {
    let head = audit_head::Entity::find_by_id(1).one(db.read()).await?;
    let head = head.ok_or_else(|| Error::Fault("the audit log has no head".into()))?;
    let broken = || Error::Fault("the head of the audit log is no hash".into());
    let mut hash = Hash::from_bytes(&head.hash).ok_or_else(broken)?;
    let mut seals = Vec::with_capacity(entries.len());
    for (number, entry) in (head.number + 1..).zip(entries) {
        let personal = hash::personal(entry).map(|hash| hash.0.to_vec());
        hash = hash::link(number, hash, entry, personal.as_deref());
        seals.push(audit_seal::ActiveModel {
            number: Set(number),
            entry_id: Set(entry.id),
            personal_hash: Set(personal),
            hash: Set(hash.0.to_vec()),
        });
    }
    let tx = db.begin_write().await?;
    let moved = audit_head::Entity::update_many()
        .col_expr(audit_head::Column::Number, Expr::value(head.number + seals.len() as i64))
        .col_expr(audit_head::Column::Hash, Expr::value(hash.0.to_vec()))
        .filter(audit_head::Column::Id.eq(1))
        .filter(audit_head::Column::Number.eq(head.number))
        .exec(&tx)
        .await?;
    if moved.rows_affected != 1 {
        return Ok(false);
    }
    for portion in chunks(seals) {
        match audit_seal::Entity::insert_many(portion).exec_without_returning(&tx).await {
            // What was unsealed when it was read has been sealed by somebody else.
            Err(error) if is_unique_violation(&error) => return Ok(false),
            done => done?,
        };
    }
    tx.commit().await?;
    Ok(true)
}
