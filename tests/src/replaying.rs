//! The audit log, looked through when a world ends, and a second, naive replay of it: that knows nothing of how the log
//! is written, takes the entries one after the other, and what comes out must be what stands in the tables.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, NaiveDate, NaiveDateTime, SecondsFormat, Utc};
use persistence::audit_log::{self, Reach};
use sea_orm::{ConnectionTrait, DatabaseConnection, QueryResult, Statement};
use serde_json::Value;
use uuid::Uuid;

use crate::{crowd, world::World};

/// What is covered, each table with the columns of its key and those that the log leaves out.
const COVERED: &[(&str, &str, &str)] = &[
    ("session", "id", "summoned_at"),
    ("meeting", "id", "reminded_at attendance_asked"),
    ("booking", "id", ""),
    ("attendance_report", "meeting_id", ""),
    ("attendance", "meeting_id person_id", ""),
    ("person", "id", ""),
    ("person_role", "person_id role", ""),
    ("employment", "id", ""),
    ("municipality", "code", ""),
    ("library", "id", ""),
    ("course", "id", ""),
    ("digiteket_profile", "person_id", ""),
    ("digiteket_count", "id", ""),
    ("grant_call", "id", ""),
    ("project_grant", "id", ""),
    ("grant_recipient", "grant_id ordinal", ""),
    ("action_plan", "id", ""),
    ("action_plan_step", "plan_id state", ""),
    ("collaboration", "id", ""),
    ("collaboration_confirmation", "collaboration_id confirmed_at", ""),
    ("programme", "id", ""),
    ("survey", "id", ""),
    ("event", "id", ""),
];

/// A row, every value in the same words whatever it was read from.
type Row = BTreeMap<String, String>;

impl World {
    /// The audit log: sealed, unbroken, and what it tells is what stands in the tables. Whatever a test has done by
    /// hand nobody accounts for; everything else somebody does.
    ///
    /// # Panics
    /// When it is not so.
    pub async fn log_is_whole(&self) {
        audit_log::seal(self.db(), Reach::All).await.expect("sealed");
        let checked = audit_log::check(self.db(), self.clock.now(), None).await.expect("the log can be read");
        assert_eq!(checked.findings, [], "the audit log is broken");
        if !crowd::is_handled(&self.database_url) {
            assert_eq!(checked.unaccounted, [], "rows were changed without an event");
        }
    }

    /// Replays the log from zero and compares it with the tables. Returns how many entries there were.
    ///
    /// # Panics
    /// When they differ.
    pub async fn replays(&self) -> usize {
        let connection = crowd::open(&self.database_url).await;
        let sql = "SELECT e.table_name, e.row_key, e.before_row, e.after_row, p.before_row, p.after_row \
                   FROM audit_entry e LEFT JOIN audit_personal p ON p.entry_id = e.id ORDER BY e.id";
        let entries = query(&connection, sql).await;
        let mut told: BTreeMap<(String, String), Row> = BTreeMap::new();
        for entry in &entries {
            let text = |column: usize| entry.try_get_by_index::<Option<String>>(column).expect("a text");
            let key = (text(0).expect("a table"), text(1).expect("a key"));
            let (before, after) = (object([text(2), text(4)]), object([text(3), text(5)]));
            match (before, after) {
                (None, Some(after)) => {
                    let earlier = told.insert(key.clone(), after);
                    assert_eq!(earlier, None, "{key:?} was there already");
                }
                (Some(before), Some(after)) => {
                    let row = told.get_mut(&key).unwrap_or_else(|| panic!("{key:?} is changed before it is there"));
                    for (column, value) in before {
                        let had = row.get(&column).cloned().unwrap_or_default();
                        assert_eq!(had, value, "{key:?}: what was in {column}");
                    }
                    row.extend(after);
                }
                (Some(before), None) => {
                    let row = told.remove(&key).unwrap_or_else(|| panic!("{key:?} goes before it is there"));
                    assert_eq!(without_nothing(row), without_nothing(before), "{key:?}: what went");
                }
                (None, None) => panic!("an entry of nothing: {key:?}"),
            }
        }
        for (table, key, left_out) in COVERED {
            let left_out: BTreeSet<&str> = left_out.split(' ').collect();
            let stands: BTreeSet<Row> = query(&connection, &format!("SELECT * FROM \"{table}\""))
                .await
                .iter()
                .map(|row| without_nothing(columns(row, &left_out)))
                .collect();
            let ours = told.iter().filter(|((of, _), _)| of == table);
            let replayed: BTreeSet<Row> = ours.map(|(_, row)| without_nothing(row.clone())).collect();
            assert_eq!(replayed, stands, "{table} ({key})");
        }
        connection.close().await.expect("closed");
        entries.len()
    }
}

async fn query(connection: &DatabaseConnection, sql: &str) -> Vec<QueryResult> {
    let statement = Statement::from_string(connection.get_database_backend(), sql);
    connection.query_all_raw(statement).await.unwrap_or_else(|error| panic!("{sql}: {error}"))
}

/// Both parts of one side of an entry.
fn object(parts: [Option<String>; 2]) -> Option<Row> {
    let [Some(plain), apart] = parts else { return None };
    let mut row = Row::new();
    for part in [Some(plain), apart].into_iter().flatten() {
        let members: BTreeMap<String, Value> = serde_json::from_str(&part).expect("JSON");
        row.extend(members.into_iter().map(|(column, value)| (column, words(value))));
    }
    Some(row)
}

fn words(value: Value) -> String {
    match value {
        Value::Null => String::new(),
        Value::Bool(flag) => u8::from(flag).to_string(),
        Value::String(text) => same(text),
        other => other.to_string(),
    }
}

/// The same thing is written in different ways: identifiers with hyphens or without, times with a T or a space.
fn same(text: String) -> String {
    if let Ok(id) = text.parse::<Uuid>() {
        return id.simple().to_string();
    }
    if let Ok(at) = DateTime::parse_from_rfc3339(&text) {
        return at.with_timezone(&Utc).to_rfc3339_opts(SecondsFormat::Micros, true);
    }
    match NaiveDateTime::parse_from_str(&text.replacen('T', " ", 1), "%Y-%m-%d %H:%M:%S%.f") {
        Ok(at) => at.to_string(),
        Err(_) => text,
    }
}

fn without_nothing(mut row: Row) -> Row {
    row.retain(|_, value| !value.is_empty());
    row
}

fn columns(row: &QueryResult, left_out: &BTreeSet<&str>) -> Row {
    let names = row.column_names();
    let kept = names.iter().enumerate().filter(|(_, name)| !left_out.contains(name.as_str()));
    kept.map(|(index, name)| (name.clone(), value(row, index))).collect()
}

fn value(row: &QueryResult, column: usize) -> String {
    // Text first: sixteen letters would be taken for the bytes of an identifier.
    if let Ok(text) = row.try_get_by_index::<Option<String>>(column) {
        return text.map(same).unwrap_or_default();
    }
    if let Ok(id) = row.try_get_by_index::<Option<Uuid>>(column) {
        return id.map(|id| id.simple().to_string()).unwrap_or_default();
    }
    if let Ok(number) = row.try_get_by_index::<Option<i64>>(column) {
        return number.map(|number| number.to_string()).unwrap_or_default();
    }
    if let Ok(number) = row.try_get_by_index::<Option<i32>>(column) {
        return number.map(|number| number.to_string()).unwrap_or_default();
    }
    if let Ok(flag) = row.try_get_by_index::<Option<bool>>(column) {
        return flag.map(|flag| u8::from(flag).to_string()).unwrap_or_default();
    }
    if let Ok(at) = row.try_get_by_index::<Option<DateTime<Utc>>>(column) {
        return at.map(|at| at.to_rfc3339_opts(SecondsFormat::Micros, true)).unwrap_or_default();
    }
    if let Ok(at) = row.try_get_by_index::<Option<NaiveDateTime>>(column) {
        return at.map(|at| at.to_string()).unwrap_or_default();
    }
    if let Ok(day) = row.try_get_by_index::<Option<NaiveDate>>(column) {
        return day.map(|day| day.to_string()).unwrap_or_default();
    }
    panic!("column {column} of a kind that nobody reads: {:?}", row.column_names())
}
