//! How the database goes about reading evidence.

use sea_orm::{ConnectionTrait, DbBackend, QueryTrait, Statement};

use super::*;
use crate::{DbOptions, installation};

/// The steps of SQLite's way.
async fn way(db: &Db, query: impl QueryTrait) -> Vec<String> {
    let mut query = query.build(DbBackend::Sqlite);
    query.sql.insert_str(0, "EXPLAIN QUERY PLAN ");
    let statement = Statement { db_backend: DbBackend::Sqlite, ..query };
    let rows = db.read().query_all_raw(statement).await.expect("a plan");
    rows.iter().map(|row| row.try_get_by_index::<String>(3).expect("a step")).collect()
}

#[tokio::test]
async fn no_query_reads_more_than_its_months() {
    let folder = std::env::temp_dir().join(format!("kursplats-evidence-{}", std::process::id()));
    let file = folder.join("kursplats.db");
    let db = Db::connect(&DbOptions::new(format!("sqlite:{}", file.display()))).await.expect("a database");
    installation::migrate(&db).await.expect("a schema");
    let day = |month| chrono::NaiveDate::from_ymd_opt(2026, month, 1).expect("a date");
    let period = Period { from: day(1), to: day(12) };
    let ways = [
        way(&db, meetings::meeting_query(period)).await,
        way(&db, meetings::session_query(period)).await,
        way(&db, meetings::attendance_query(period)).await,
        way(&db, given_back::given_back_query(period)).await,
        way(&db, months::generation_query(period)).await,
    ];
    for way in ways {
        assert!(way.iter().any(|step| step.starts_with("SEARCH")), "{way:?}");
        assert!(way.iter().all(|step| !step.starts_with("SCAN")), "{way:?}");
    }
    db.close().await.expect("closed");
    std::fs::remove_dir_all(folder).expect("removed");
}
