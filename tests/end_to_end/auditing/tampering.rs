//! Edits of single rows at random, with every guard taken away: each must be found (G31).

use std::collections::BTreeMap;

use kursplats_tests::dice::Dice;
use sea_orm::QueryResult;

use super::*;

/// Edits of the log, and of the tables that it covers.
type Edits = (usize, usize);

/// In the usual run.
const SOME: Edits = (200, 50);
/// When there is time.
const MANY: Edits = (1_000, 250);
const SEED: u64 = 20_261_130;
const LOG: &[&str] = &["audit_entry", "audit_seal", "audit_personal", "audit_head"];
const STATE: &[&str] = &[
    "event",
    "municipality",
    "library",
    "person",
    "person_role",
    "employment",
    "course",
    "session",
    "meeting",
    "booking",
    "attendance_report",
    "attendance",
    "indicator_definition",
];
/// What the log leaves out on purpose.
const LEFT_OUT: &[&str] = &["summoned_at", "reminded_at", "attendance_asked"];

struct Column {
    name: String,
    kind: String,
}

/// A stopped system whose rows are changed one at a time, and put back.
struct Forger {
    still: Still,
    columns: BTreeMap<&'static str, Vec<Column>>,
    dice: Dice,
}

impl Forger {
    async fn of(still: Still) -> Self {
        let mut columns = BTreeMap::new();
        for table in LOG.iter().chain(STATE) {
            let sql = match still.plain.get_database_backend() {
                DbBackend::Postgres => format!(
                    "SELECT column_name::text, data_type::text FROM information_schema.columns \
                     WHERE table_name = '{table}' AND table_schema = current_schema() ORDER BY ordinal_position"
                ),
                _ => format!("SELECT name, type FROM pragma_table_info('{table}') ORDER BY cid"),
            };
            let text = |row: &QueryResult, index| row.try_get_by_index(index).expect("a text");
            let found = still.rows(&sql).await;
            let found = found.iter().map(|row| Column { name: text(row, 0), kind: text(row, 1) });
            // As it was, to put it back after each edit.
            still.does(&format!("CREATE TABLE before_{table} AS SELECT * FROM \"{table}\"")).await;
            columns.insert(*table, found.filter(|column| !LEFT_OUT.contains(&column.name.as_str())).collect());
        }
        Self { still, columns, dice: Dice(SEED) }
    }

    fn row_of(&self, table: &str, row: usize) -> String {
        let place = if self.still.plain.get_database_backend() == DbBackend::Postgres { "ctid" } else { "rowid" };
        format!("{place} = (SELECT {place} FROM \"{table}\" ORDER BY {place} LIMIT 1 OFFSET {row})")
    }

    /// One edit of one row of one of these tables, as SQL: another value in a column, or the row gone.
    async fn edit(&mut self, tables: &[&'static str]) -> (&'static str, String) {
        let table = *self.dice.pick(tables);
        let counted = self.still.rows(&format!("SELECT count(*) FROM \"{table}\"")).await;
        let count: i64 = counted[0].try_get_by_index(0).expect("a number");
        let row = self.dice.roll(usize::try_from(count).expect("rows").max(1));
        let row = self.row_of(table, row);
        if self.dice.once_in(8) {
            return (table, format!("DELETE FROM \"{table}\" WHERE {row}"));
        }
        let columns = &self.columns[table];
        let column = &columns[self.dice.roll(columns.len())];
        let name = &column.name;
        let value = if self.dice.once_in(6) { "NULL".to_owned() } else { other(column, self.dice.roll(1_000)) };
        let sql = format!(
            "UPDATE \"{table}\" SET \"{name}\" = {value} WHERE {row} AND (\"{name}\" IS NOT NULL OR {value} IS NOT NULL)"
        );
        (table, sql)
    }

    /// Makes an edit, looks whether it is found, and takes it back. None when the table itself refuses it.
    async fn is_found(&mut self, tables: &[&'static str]) -> Option<(bool, String)> {
        let (table, sql) = self.edit(tables).await;
        let done = self.still.plain.execute_unprepared(&sql).await;
        let changed = done.as_ref().is_ok_and(|done| done.rows_affected() == 1);
        let found = changed && !self.still.faults(None).await.is_empty();
        if changed {
            self.still.does(&format!("DELETE FROM \"{table}\"")).await;
            self.still.does(&format!("INSERT INTO \"{table}\" SELECT * FROM before_{table}")).await;
        }
        changed.then_some((found, sql))
    }

    /// Counts the edits that are found.
    async fn count(&mut self, tables: &[&'static str], edits: usize) -> (usize, Vec<String>) {
        let (mut found, mut missed) = (0, Vec::new());
        while found + missed.len() < edits {
            match self.is_found(tables).await {
                Some((true, _)) => found += 1,
                Some((false, sql)) => missed.push(sql),
                None => {}
            }
        }
        (found, missed)
    }
}

/// Another value of a column's kind.
fn other(column: &Column, number: usize) -> String {
    let Column { name, kind } = column;
    match kind.as_str() {
        "TEXT" | "text" => match number % 3 {
            0 => format!("coalesce(\"{name}\", '') || '{number}'"),
            1 => format!("'{{\"number\":{number}}}'"),
            _ => format!("substr(coalesce(\"{name}\", ''), 2) || 'ä'"),
        },
        "INTEGER" | "integer" | "bigint" => format!("coalesce(\"{name}\", 0) + {}", number + 1),
        "BLOB" => format!("randomblob(coalesce(length(\"{name}\"), 16))"),
        "bytea" => format!(
            "set_byte(coalesce(\"{name}\", decode('00', 'hex')), 0, (get_byte(coalesce(\"{name}\", decode('00', 'hex')), 0) + 1) % 256)"
        ),
        "uuid" => "gen_random_uuid()".to_owned(),
        "boolean" => format!("NOT coalesce(\"{name}\", false)"),
        "date" => format!("coalesce(\"{name}\", '2026-01-01') + 1"),
        kind if kind.starts_with("timestamp") => format!("coalesce(\"{name}\", '2026-01-01') + interval '1 second'"),
        kind => panic!("nobody knows how to forge {kind}"),
    }
}

async fn every_edit_is_found(world: World, (of_the_log, of_the_tables): Edits) {
    busy(&world).await;
    head(&world).await;
    let mut forger = Forger::of(Still::of(world).await).await;
    assert_eq!(forger.still.faults(None).await, [""; 0]);
    for (what, tables, edits) in [("the log", LOG, of_the_log), ("the tables it covers", STATE, of_the_tables)] {
        let (found, missed) = forger.count(tables, edits).await;
        eprintln!("{what}: {found} of {edits} edits found on {:?}", forger.still.plain.get_database_backend());
        assert_eq!(found, edits, "seed {SEED}: missed {missed:#?}");
    }
    assert_eq!(forger.still.faults(None).await, [""; 0], "everything was put back");
}

on_both_stopped! {
    async fn edits_of_the_log_and_of_its_tables_are_found(world: World) {
        every_edit_is_found(world, SOME).await;
    }
}

on_both_stopped! {
    #[ignore = "takes a minute: with `--ignored a_thousand_edits`"]
    async fn a_thousand_edits_of_the_log_and_of_its_tables_are_found(world: World) {
        every_edit_is_found(world, MANY).await;
    }
}
