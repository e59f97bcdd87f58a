use sea_orm::{ConnectionTrait, DbBackend, QueryTrait, Statement};

use super::*;
use crate::{DbOptions, installation};

/// How SQLite goes about a query.
async fn way(db: &Db, query: impl QueryTrait) -> String {
    let mut query = query.build(DbBackend::Sqlite);
    query.sql.insert_str(0, "EXPLAIN QUERY PLAN ");
    let statement = Statement { db_backend: DbBackend::Sqlite, ..query };
    let rows = db.read().query_all_raw(statement).await.expect("a plan");
    let steps = rows.iter().map(|row| row.try_get_by_index::<String>(3).expect("a step"));
    steps.collect::<Vec<_>>().join("; ")
}

#[tokio::test]
async fn what_is_due_is_found_along_its_time() {
    let folder = std::env::temp_dir().join(format!("kursplats-due-{}", std::process::id()));
    let file = folder.join("kursplats.db");
    let db = Db::connect(&DbOptions::new(format!("sqlite:{}", file.display()))).await.expect("a database");
    installation::migrate(&db).await.expect("a schema");
    let now = "2026-11-24T08:00:00Z".parse().expect("an instant");
    for unmarked in [session::Column::SummonedAt.is_null(), meeting::Column::RemindedAt.is_null()] {
        let way = way(&db, coming(now, SUMMONS_HORIZON, unmarked)).await;
        assert!(way.starts_with("SEARCH meeting USING INDEX meeting_start (starts_at>? AND starts_at<?)"), "{way}");
    }
    let way = way(&db, reports::over(now)).await;
    assert!(way.starts_with("SEARCH meeting USING INDEX meeting_end (ends_at>? AND ends_at<?)"), "{way}");
    db.close().await.expect("closed");
    std::fs::remove_dir_all(folder).expect("removed");
}
