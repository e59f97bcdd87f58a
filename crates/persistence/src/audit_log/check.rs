//! Checking the chain: every entry there, unchanged, in its place, and what it tells true of the tables.

use std::collections::{HashMap, HashSet};

use chrono::{DateTime, TimeDelta, Utc};
use sea_orm::{ConnectionTrait, DatabaseTransaction, FromQueryResult};

use super::{ENTRY, Entry, Hash, Head, hash, moment, parsed, replay, statement};
use crate::{Db, Result, audit::Finding};

/// Seals read at once.
const PORTION: i64 = 2_000;
/// How long an entry may be without a seal.
const SEALED_WITHIN: TimeDelta = TimeDelta::minutes(1);

/// What was found out about the log.
#[derive(Debug, Clone)]
pub struct Checked {
    /// Where the chain ends. Kept elsewhere, it proves later that nothing up to it was rewritten; none when the log is
    /// empty, or its end cannot be told.
    pub head: Option<Head>,
    /// Entries that wait for their seal.
    pub unsealed: usize,
    /// What must never be: rows of the log that were tampered with, and rows of the tables that are not what the log
    /// makes them.
    pub findings: Vec<Finding>,
    /// Changes that no event accounts for: made past the program, with the log looking on.
    pub unaccounted: Vec<Finding>,
}

fn finding(fault: &'static str, row: impl ToString) -> Finding {
    Finding { invariant: "V22", fault, id: row.to_string() }
}

/// A seal with its entry, as far as they are there.
#[derive(FromQueryResult)]
struct Sealed {
    number: i64,
    entry_id: i64,
    personal_hash: Option<Vec<u8>>,
    hash: Vec<u8>,
    transaction_number: Option<i64>,
}

/// Checks everything, at one moment of the database. `kept` is a head that was printed before and kept elsewhere.
pub async fn check(db: &Db, now: DateTime<Utc>, kept: Option<Head>) -> Result<Checked> {
    let at = moment(db).await?;
    let mut findings = Vec::new();
    let head = chain(&at, kept, &mut findings).await?;
    let unsealed = unsealed(&at, now, &mut findings).await?;
    strangers(&at, &mut findings).await?;
    replay::compare(&at, &mut findings).await?;
    let unaccounted = unaccounted(&at).await?;
    at.commit().await?;
    Ok(Checked { head, unsealed, findings, unaccounted })
}

/// Goes along the chain. After a break it goes on with the hash that stands there, so that each break is told once.
async fn chain(at: &DatabaseTransaction, kept: Option<Head>, findings: &mut Vec<Finding>) -> Result<Option<Head>> {
    let (mut number, mut before) = (0, Hash([0; 32]));
    let mut poorer = HashMap::new();
    let mut known = kept.is_none();
    loop {
        let portion = portion(at, number).await?;
        let Some((last, _)) = portion.last() else { break };
        let last = last.number;
        for (seal, entry) in &portion {
            if seal.number != number + 1 {
                findings.push(finding("numbers are missing in the chain before this one", seal.number));
            }
            number = seal.number;
            let stands = Hash::from_bytes(&seal.hash);
            match entry {
                None => findings.push(finding("an entry is gone, and only its seal is left", number)),
                Some(entry) => {
                    let made = hash::link(number, before, entry, seal.personal_hash.as_deref());
                    if Some(made) != stands {
                        findings.push(finding("an entry, or its seal, is not what was sealed", number));
                    }
                    apart(seal, entry, &mut poorer, findings);
                }
            }
            before = stands.unwrap_or(before);
            known |= kept.is_some_and(|kept| kept == Head { number, hash: before });
        }
        number = last;
    }
    forgotten(at, &poorer, findings).await?;
    if !known {
        findings
            .push(finding("the head that was kept elsewhere is not in the chain", kept.map_or(0, |kept| kept.number)));
    }
    ends(at, Head { number, hash: before }, findings).await
}

async fn portion(at: &DatabaseTransaction, after: i64) -> Result<Vec<(Sealed, Option<Entry>)>> {
    let sql = format!(
        "SELECT s.number, s.entry_id, s.personal_hash, s.hash, {ENTRY} FROM audit_seal s \
         LEFT JOIN audit_entry e ON e.id = s.entry_id LEFT JOIN audit_personal p ON p.entry_id = s.entry_id \
         WHERE s.number > $1 ORDER BY s.number LIMIT $2"
    );
    let rows = at.query_all_raw(statement(at.get_database_backend(), &sql, [after.into(), PORTION.into()])).await?;
    let read = |row: &sea_orm::QueryResult| {
        let seal = Sealed::from_query_result(row, "")?;
        let entry = seal.transaction_number.map(|_| Entry::from_query_result(row, "")).transpose()?;
        Ok((seal, entry))
    };
    rows.iter().map(read).collect()
}

/// What the entry keeps apart: as it was sealed, or forgotten; that is looked up afterwards.
fn apart(seal: &Sealed, entry: &Entry, poorer: &mut HashMap<String, i64>, findings: &mut Vec<Finding>) {
    let sealed = seal.personal_hash.as_deref();
    if entry.is_forgotten() {
        poorer.insert(seal.entry_id.to_string(), seal.number);
    } else if hash::personal(entry).as_ref().map(|hash| hash.0.as_slice()) != sealed {
        findings.push(finding("what an entry keeps apart is not what was sealed", seal.number));
    }
}

/// Whatever has been forgotten, the log itself must tell that it was.
async fn forgotten(at: &DatabaseTransaction, poorer: &HashMap<String, i64>, findings: &mut Vec<Finding>) -> Result<()> {
    if poorer.is_empty() {
        return Ok(());
    }
    let sql = "SELECT row_key FROM audit_entry WHERE table_name = 'audit_personal'";
    let told = at.query_all_raw(statement(at.get_database_backend(), sql, [])).await?;
    let told: HashSet<String> =
        told.iter().map(|row| row.try_get_by_index(0)).collect::<Result<_, sea_orm::DbErr>>()?;
    let untold = poorer.iter().filter(|(entry, _)| !told.contains(*entry));
    findings.extend(untold.map(|(_, number)| finding("what an entry keeps apart was emptied past the log", number)));
    Ok(())
}

/// The chain must end where its head says.
async fn ends(at: &DatabaseTransaction, end: Head, findings: &mut Vec<Finding>) -> Result<Option<Head>> {
    let sql = "SELECT number, hash FROM audit_head WHERE id = 1";
    let row = at.query_one_raw(statement(at.get_database_backend(), sql, [])).await?;
    let (number, hash): (i64, Vec<u8>) = match &row {
        Some(row) => (row.try_get_by_index(0)?, row.try_get_by_index(1)?),
        None => (-1, Vec::new()),
    };
    if number != end.number || Hash::from_bytes(&hash) != Some(end.hash) {
        findings.push(finding("the chain does not end where its head says", end.number));
        return Ok(None);
    }
    Ok(Some(end).filter(|end| end.number > 0))
}

/// Entries without a seal, which may be so for a moment only.
async fn unsealed(at: &DatabaseTransaction, now: DateTime<Utc>, findings: &mut Vec<Finding>) -> Result<usize> {
    let sql = format!(
        "SELECT {ENTRY} FROM audit_entry e LEFT JOIN audit_personal p ON p.entry_id = e.id \
         WHERE NOT EXISTS (SELECT 1 FROM audit_seal s WHERE s.entry_id = e.id) ORDER BY e.id"
    );
    let entries = Entry::find_by_statement(statement(at.get_database_backend(), &sql, [])).all(at).await?;
    let mut young = HashSet::new();
    for event in entries.iter().filter(|entry| entry.table_name == "event") {
        let row = event.after_row.as_deref().and_then(parsed).unwrap_or_default();
        let written = row.get("at").and_then(|at| DateTime::parse_from_rfc3339(at.as_str()?).ok());
        if written.is_some_and(|at| at + SEALED_WITHIN > now) {
            young.insert(event.transaction_number);
        }
    }
    let old = entries.iter().filter(|entry| !young.contains(&entry.transaction_number));
    findings.extend(old.map(|entry| finding("an entry older than a minute without a seal", entry.id)));
    Ok(entries.len())
}

/// What is kept apart of entries that are not there.
async fn strangers(at: &DatabaseTransaction, findings: &mut Vec<Finding>) -> Result<()> {
    let sql = "SELECT p.entry_id FROM audit_personal p \
               WHERE NOT EXISTS (SELECT 1 FROM audit_entry e WHERE e.id = p.entry_id)";
    for row in at.query_all_raw(statement(at.get_database_backend(), sql, [])).await? {
        let id: i64 = row.try_get_by_index(0)?;
        findings.push(finding("what was kept apart of an entry that is gone", id));
    }
    Ok(())
}

/// Transactions that changed rows and tell nothing of it. Number 0 is what stood there when the log began.
async fn unaccounted(at: &DatabaseTransaction) -> Result<Vec<Finding>> {
    let sql = "SELECT min(id) FROM audit_entry WHERE transaction_number <> 0 GROUP BY transaction_number \
               HAVING sum(CASE WHEN table_name = 'event' THEN 1 ELSE 0 END) = 0 ORDER BY 1";
    let mut found = Vec::new();
    for row in at.query_all_raw(statement(at.get_database_backend(), sql, [])).await? {
        let id: i64 = row.try_get_by_index(0)?;
        found.push(finding("rows were changed, from this entry on, and no event tells by whom", id));
    }
    Ok(found)
}
