//! The triggers on SQLite, which must name every column.

use super::{Audited, Column};

/// A value as the log writes it; bytes, and identifiers with them, in hexadecimal digits.
fn value(of: &str, column: &Column) -> String {
    let Column { name, bytes } = column;
    if *bytes { format!("nullif(lower(hex({of}.\"{name}\")), '')") } else { format!("{of}.\"{name}\"") }
}

/// The key of a row, its parts with a slash between.
fn key(audited: &Audited, of: &str, columns: &[Column]) -> String {
    let part = |name: &&str| {
        let bytes = columns.iter().any(|column| column.name == **name && column.bytes);
        value(of, &Column { name: (*name).to_owned(), bytes })
    };
    let parts: Vec<String> = audited.key.iter().map(part).collect();
    format!("({} || '')", parts.join(" || '/' || "))
}

fn object(of: &str, columns: &[Column]) -> String {
    let members: Vec<String> =
        columns.iter().map(|column| format!("'{}', {}", column.name, value(of, column))).collect();
    format!("json_object({})", members.join(", "))
}

/// A row a column: its name, what stood there and what stands there.
fn both(columns: &[Column]) -> String {
    let row = |column: &Column| {
        let Column { name, .. } = column;
        format!("SELECT '{name}' AS name, {} AS was, {} AS becomes", value("OLD", column), value("NEW", column))
    };
    format!("({})", columns.iter().map(row).collect::<Vec<_>>().join(" UNION ALL "))
}

fn anything(of: &str, columns: &[Column]) -> String {
    let some: Vec<String> = columns.iter().map(|column| format!("{of}.\"{}\" IS NOT NULL", column.name)).collect();
    some.join(" OR ")
}

/// What makes and remakes the triggers of a table.
pub(super) fn triggers(audited: &Audited, plain: &[Column], personal: &[Column]) -> Vec<String> {
    let table = audited.table;
    let entry = "INSERT INTO audit_entry (transaction_number, table_name, row_key, before_row, after_row)";
    let apart = "INSERT INTO audit_personal (entry_id, salt, before_row, after_row)";
    let number = "(SELECT number FROM audit_transaction)";
    // One row as it came or went; "NULL" on the side where there is none.
    let whole = |of: &str, place: fn(String) -> String| {
        let row = place(object(of, plain));
        let mut body = format!("{entry} VALUES ({number}, '{table}', {}, {row});", key(audited, of, plain));
        if !personal.is_empty() {
            let (row, some) = (place(object(of, personal)), anything(of, personal));
            body.push_str(&format!(" {apart} SELECT last_insert_rowid(), randomblob(16), {row} WHERE {some};"));
        }
        body
    };
    let added = whole("NEW", |row| format!("NULL, {row}"));
    let removed = whole("OLD", |row| format!("{row}, NULL"));
    let pair = "json_group_object(name, was), json_group_object(name, becomes)";
    let differ = "WHERE was IS NOT becomes";
    let mut changed = format!(
        "{entry} SELECT {number}, '{table}', {}, {pair} FROM {} {differ};",
        key(audited, "OLD", plain),
        both(plain)
    );
    if !personal.is_empty() {
        let both = both(personal);
        changed.push_str(&format!(
            " {apart} SELECT last_insert_rowid(), randomblob(16), {pair} FROM {both} {differ} HAVING count(*) > 0;"
        ));
    }
    let unlike = |column: &Column| format!("OLD.\"{0}\" IS NOT NEW.\"{0}\"", column.name);
    let unlike: Vec<String> = plain.iter().chain(personal).map(unlike).collect();
    let trigger = |name: &str, when: &str, condition: &str, body: &str| {
        [
            format!("DROP TRIGGER IF EXISTS audit_{table}_{name}"),
            format!("CREATE TRIGGER audit_{table}_{name} AFTER {when} ON \"{table}\" {condition} BEGIN {body} END"),
        ]
    };
    [
        trigger("added", "INSERT", "", &added),
        trigger("changed", "UPDATE", &format!("WHEN {}", unlike.join(" OR ")), &changed),
        trigger("removed", "DELETE", "", &removed),
    ]
    .concat()
}

/// All rows as the log would keep them.
pub(super) fn rows(audited: &Audited, plain: &[Column], personal: &[Column]) -> String {
    let apart = if personal.is_empty() { "NULL".to_owned() } else { object("t", personal) };
    let (key, row) = (key(audited, "t", plain), object("t", plain));
    format!("SELECT {key} AS row_key, {row} AS plain, {apart} AS personal FROM \"{}\" t", audited.table)
}
