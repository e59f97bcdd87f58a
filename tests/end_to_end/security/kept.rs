//! Everything that is kept, table by table: to see that nothing was written.

use std::collections::BTreeMap;

use kursplats_tests::world::World;
use sea_orm::{ConnectionTrait, Database, DatabaseConnection, DbBackend, Statement};

/// Where the audit log is sealed, some time after what it tells of: not written by whoever calls. What it tells of is in
/// `audit_entry`, which is looked at.
const SEALED_LATER: [&str; 3] = ["audit_head", "audit_seal", "audit_transaction"];

/// The contents of every table.
pub(super) type Kept = BTreeMap<String, String>;

/// The database of a world, seen from beside it.
pub(super) struct Ledger {
    db: DatabaseConnection,
    /// For each table, what gives its contents as one text.
    questions: Vec<(String, String)>,
}

impl Ledger {
    pub(super) async fn of(world: &World) -> Self {
        let db = Database::connect(&world.database_url).await.expect("a connection");
        let mut questions = Vec::new();
        for table in texts(&db, tables(&db)).await.into_iter().filter(|table| !SEALED_LATER.contains(&table.as_str())) {
            let question = match db.get_database_backend() {
                DbBackend::Sqlite => {
                    let columns = format!("SELECT 'quote(\"' || name || '\")' FROM pragma_table_info('{table}')");
                    let row = texts(&db, &columns).await.join(" || ',' || ");
                    format!(
                        "SELECT COALESCE(group_concat(line, char(10)), '') FROM (SELECT {row} AS line FROM \"{table}\" ORDER BY 1)"
                    )
                }
                _ => format!("SELECT COALESCE(string_agg(t::text, E'\\n' ORDER BY t::text), '') FROM \"{table}\" t"),
            };
            questions.push((table, question));
        }
        Self { db, questions }
    }

    /// Everything, once the mail that is due has gone.
    pub(super) async fn kept(&self, world: &World) -> Kept {
        world.mail().await;
        let mut kept = Kept::new();
        for (table, question) in &self.questions {
            kept.insert(table.clone(), texts(&self.db, question).await.concat());
        }
        kept
    }

    pub(super) async fn close(self) {
        self.db.close().await.expect("closed");
    }
}

/// The tables that are not as they were.
pub(super) fn changed(before: &Kept, after: &Kept) -> Vec<String> {
    before.iter().filter(|(table, rows)| after.get(*table) != Some(rows)).map(|(table, _)| table.clone()).collect()
}

fn tables(db: &DatabaseConnection) -> &'static str {
    match db.get_database_backend() {
        DbBackend::Sqlite => {
            "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY 1"
        }
        _ => "SELECT tablename::text FROM pg_tables WHERE schemaname = current_schema() ORDER BY 1",
    }
}

async fn texts(db: &DatabaseConnection, question: &str) -> Vec<String> {
    let statement = Statement::from_string(db.get_database_backend(), question);
    let rows = db.query_all_raw(statement).await.unwrap_or_else(|error| panic!("{question}: {error}"));
    rows.iter().map(|row| row.try_get_by_index::<String>(0).expect("text")).collect()
}
