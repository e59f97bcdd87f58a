use super::*;

/// A database in a file of its own, with one table.
async fn database(name: &str) -> (Db, PathBuf) {
    let folder = std::env::temp_dir().join(format!("kursplats-{name}-{}", std::process::id()));
    let db = Db::connect(&DbOptions::new(format!("sqlite:{}", folder.join("kursplats.db").display()))).await;
    let db = db.expect("a connection");
    for table in [
        "CREATE TABLE kept (n INTEGER PRIMARY KEY)",
        "CREATE TABLE audit_transaction (id INTEGER PRIMARY KEY, number INTEGER NOT NULL)",
        "INSERT INTO audit_transaction VALUES (1, 2)",
    ] {
        db.writer.execute_unprepared(table).await.expect("a table");
    }
    (db, folder)
}

async fn count(db: &Db) -> i64 {
    let counted = Statement::from_string(DbBackend::Sqlite, "SELECT COUNT(*) FROM kept");
    let row = db.read().query_one_raw(counted).await.expect("an answer").expect("a row");
    row.try_get_by_index(0).expect("a number")
}

async fn end(db: Db, folder: PathBuf) {
    db.close().await.expect("closed");
    std::fs::remove_dir_all(folder).expect("removed");
}

/// L3. SQLite itself would commit what came before the failure, PostgreSQL nothing; ours is the same on both.
#[tokio::test]
async fn a_transaction_in_which_a_statement_failed_refuses_to_commit() {
    let (db, folder) = database("failed").await;
    let tx = db.begin_write().await.expect("a transaction");
    tx.execute_unprepared("INSERT INTO kept VALUES (1)").await.expect("written");
    tx.execute_unprepared("INSERT INTO kept VALUES (1)").await.expect_err("it is there already");
    assert!(matches!(tx.commit().await, Err(Error::Fault(_))));
    assert_eq!(count(&db).await, 0);
    end(db, folder).await;
}

#[tokio::test]
async fn every_way_to_run_a_statement_is_watched() {
    let (db, folder) = database("watched").await;
    let wrong = || Statement::from_string(DbBackend::Sqlite, "SELECT n FROM missing");
    for way in 0..4 {
        let tx = db.begin_write().await.expect("a transaction");
        let failed = match way {
            0 => tx.execute_raw(wrong()).await.is_err(),
            1 => tx.execute_unprepared("SELECT n FROM missing").await.is_err(),
            2 => tx.query_one_raw(wrong()).await.is_err(),
            _ => tx.query_all_raw(wrong()).await.is_err(),
        };
        assert!(failed);
        assert!(matches!(tx.commit().await, Err(Error::Fault(_))), "way {way}");
    }
    let tx = db.begin_write().await.expect("the connection is as good as new");
    tx.execute_unprepared("INSERT INTO kept VALUES (1)").await.expect("written");
    tx.commit().await.expect("committed");
    assert_eq!(count(&db).await, 1);
    end(db, folder).await;
}

/// L4. What is asserted at every start is what is asked for; see the power cuts in the end-to-end tests.
#[tokio::test]
async fn the_writer_flushes_at_every_commit_and_readers_cannot_write() {
    let (db, folder) = database("pragmas").await;
    check::sqlite(&db.writer).await.expect("all pragmas as they should be");
    db.writer.execute_unprepared("PRAGMA synchronous = NORMAL").await.expect("set by hand");
    let refused = check::sqlite(&db.writer).await;
    assert!(matches!(refused, Err(Error::Unavailable(ref reason)) if reason.contains("synchronous")), "{refused:?}");
    assert!(db.read().execute_unprepared("INSERT INTO kept VALUES (1)").await.is_err());
    end(db, folder).await;
}
