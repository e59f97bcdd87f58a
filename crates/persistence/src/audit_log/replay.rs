//! Replaying the log from zero: it must give the tables as they stand.

use std::collections::HashMap;

use migrations::audited::{AUDITED, Audited};
use sea_orm::{ConnectionTrait, DatabaseTransaction, FromQueryResult};
use serde_json::{Map, Value};

use super::{ENTRY, Entry, parsed, statement};
use crate::{Result, audit::Finding};

/// Entries read at once.
const PORTION: i64 = 2_000;

/// A row as the log has made it so far.
#[derive(Debug, Default)]
struct Row {
    columns: Map<String, Value>,
    /// Whether words of it have been forgotten: what is not known of them may be anything.
    forgotten: bool,
}

type Rows = HashMap<(String, String), Row>;

/// Replays, and compares. Each row at fault is told once, by its table and key.
pub(super) async fn compare(at: &DatabaseTransaction, findings: &mut Vec<Finding>) -> Result<()> {
    let mut rows = Rows::new();
    let mut tell = |fault, table: &str, key: &str| {
        findings.push(Finding { invariant: "V22", fault, id: format!("{table} {key}") });
    };
    let mut after = 0;
    loop {
        let portion = portion(at, after).await?;
        let Some(last) = portion.last() else { break };
        after = last.id;
        for entry in portion.iter().filter(|entry| entry.table_name != "audit_personal") {
            if !apply(&mut rows, entry) {
                tell("an entry does not follow from those before it", &entry.table_name, &entry.row_key);
            }
        }
    }
    for audited in AUDITED {
        let sql = audited.rows(at).await?;
        for standing in at.query_all_raw(statement(at.get_database_backend(), &sql, [])).await? {
            let part = |index| standing.try_get_by_index::<Option<String>>(index).map(Option::unwrap_or_default);
            let (key, plain, personal) = (part(0)?, part(1)?, part(2)?);
            let columns = joined(parsed(&plain).unwrap_or_default(), parsed(&personal));
            match rows.remove(&(audited.table.to_owned(), key.clone())) {
                None => tell("a row that the log does not know", audited.table, &key),
                Some(row) if !row.gives(&columns, audited) => {
                    tell("a row that is not what the log makes it", audited.table, &key);
                }
                Some(_) => {}
            }
        }
    }
    let mut gone: Vec<_> = rows.into_keys().collect();
    gone.sort_unstable();
    gone.iter().for_each(|(table, key)| tell("a row that is gone, and the log does not tell that it went", table, key));
    Ok(())
}

async fn portion(at: &DatabaseTransaction, after: i64) -> Result<Vec<Entry>> {
    let sql = format!(
        "SELECT {ENTRY} FROM audit_entry e LEFT JOIN audit_personal p ON p.entry_id = e.id \
         WHERE e.id > $1 ORDER BY e.id LIMIT $2"
    );
    let portion = statement(at.get_database_backend(), &sql, [after.into(), PORTION.into()]);
    Ok(Entry::find_by_statement(portion).all(at).await?)
}

fn joined(mut plain: Map<String, Value>, personal: Option<Map<String, Value>>) -> Map<String, Value> {
    plain.extend(personal.unwrap_or_default());
    plain
}

/// One side of an entry; none when there was nothing.
fn side(plain: Option<&String>, personal: Option<&String>) -> Option<Option<Map<String, Value>>> {
    let Some(plain) = plain else { return Some(None) };
    let personal = personal.map(|text| parsed(text)).map_or(Some(None), |parsed| parsed.map(Some))?;
    Some(Some(joined(parsed(plain)?, personal)))
}

/// Lets a row come, change or go. Whether it could: what the entry says was there must have been.
fn apply(rows: &mut Rows, entry: &Entry) -> bool {
    let before = side(entry.before_row.as_ref(), entry.personal_before.as_ref());
    let after = side(entry.after_row.as_ref(), entry.personal_after.as_ref());
    let (Some(before), Some(after)) = (before, after) else { return false };
    let key = (entry.table_name.clone(), entry.row_key.clone());
    let known = rows.remove(&key);
    let fits = match (&before, &known) {
        (None, None) => true,
        (Some(before), Some(row)) => row.had(before),
        _ => false,
    };
    let Some(after) = after else { return fits };
    let mut row = known.unwrap_or_default();
    row.columns.extend(after);
    if entry.is_forgotten() {
        row.forgotten = true;
        forget(&mut row, &entry.table_name);
    }
    rows.insert(key, row);
    fits
}

/// Nobody knows any more which of them the entry changed.
fn forget(row: &mut Row, table: &str) {
    let personal = AUDITED.iter().filter(|audited| audited.table == table).flat_map(|audited| audited.personal);
    personal.for_each(|column| drop(row.columns.remove(*column)));
}

impl Row {
    fn had(&self, before: &Map<String, Value>) -> bool {
        before.iter().all(|(column, value)| match self.columns.get(column) {
            Some(known) => known == value,
            // Of a column younger than the row, or of words that were never there or are forgotten.
            None => true,
        })
    }

    /// Whether the row stands as the log makes it. A column is not compared that is younger than the row's last entry.
    fn gives(&self, standing: &Map<String, Value>, audited: &Audited) -> bool {
        standing.iter().all(|(column, value)| match self.columns.get(column) {
            Some(known) => known == value,
            None if audited.personal.contains(&column.as_str()) => self.forgotten || value.is_null(),
            None => true,
        })
    }
}
