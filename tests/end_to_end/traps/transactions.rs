//! Transactions that are not what the driver takes them for (L1, L3), and that fail for no reason (K5).

use domain::Refusal;
use futures_util::future::join_all;
use kursplats_tests::{
    postgres,
    world::{Engine, fresh_database},
};
use persistence::{Db, DbOptions, Error, installation};
use sea_orm::{
    ConnectOptions, ConnectionTrait, Database, DatabaseConnection, DbErr, TransactionTrait,
    sqlx::sqlite::SqliteJournalMode,
};

use super::{add_person, immediate, new_address, now, number, proxy::Proxy};

/// How often each way is tried.
const ROUNDS: usize = 5;
/// Transactions at the same time.
const CROWD: usize = 200;

/// Sessions in a transaction in which nothing goes on.
const LEFT_OPEN: &str = "SELECT COUNT(*) FROM pg_stat_activity WHERE datname = current_database() \
                         AND state LIKE 'idle in transaction%'";

/// L1. The driver notes that a transaction has begun only when the answer to BEGIN is there, so a connection whose
/// user is gone by then goes back to the pool in a transaction that nobody ends.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_request_dropped_while_its_transaction_begins_takes_no_later_write_with_it() {
    let Some(cluster) = postgres::cluster() else { return };
    let proxy = Proxy::before(cluster.socket_dir());
    let url = database_of_our_own(&cluster.database_url()).await;
    let (socket, held) = (cluster.socket_dir().display().to_string(), proxy.folder().display().to_string());
    let through_proxy = url.replace(&socket, &held);
    let witness = Database::connect(&url).await.expect("a connection");

    let lost = writes_lost_by_the_library(&proxy, &through_proxy, &witness).await;
    assert_eq!(lost, ROUNDS, "writes that the library acknowledged and lost");

    let one = DbOptions { connections_max: 1, ..DbOptions::new(through_proxy) };
    let db = Db::connect(&one).await.expect("a connection");
    installation::migrate(&db).await.expect("a schema");
    for round in 0..ROUNDS {
        if round % 2 == 0 {
            proxy.drop_in_begin(installation::probe(&db, now())).await;
        } else {
            proxy.drop_in_begin(add_person(&db, &new_address())).await;
        }
        // Through the same connection, of which there is only one.
        installation::has_people(&db).await.expect("an answer");
        assert_eq!(number(&witness, LEFT_OPEN).await, 0, "transactions that nobody will end");
        add_person(&db, &new_address()).await.expect("written");
        let seen = number(&witness, "SELECT COUNT(*) FROM person").await;
        assert_eq!(seen, round as i64 + 1, "what was acknowledged is there for others to see");
    }
}

/// Makes a database in which nobody else is, whose sessions can be counted.
async fn database_of_our_own(url: &str) -> String {
    let plain = Database::connect(url).await.expect("a connection");
    plain.execute_unprepared("CREATE DATABASE dropped_begin").await.expect("a database");
    let (server, options) = url.split_once("/kursplats?").expect("the name of the database");
    let (socket, _) = options.split_once("&options").expect("the name of the schema");
    format!("{server}/dropped_begin?{socket}")
}

/// How many of the writes that follow a dropped request are acknowledged and seen by nobody else.
async fn writes_lost_by_the_library(proxy: &Proxy, url: &str, witness: &DatabaseConnection) -> usize {
    let mut options = ConnectOptions::new(url);
    let plain = Database::connect(options.max_connections(1).to_owned()).await.expect("a connection");
    plain.execute_unprepared("CREATE TABLE kept (n INTEGER)").await.expect("a table");
    let mut lost = 0;
    for n in 0..ROUNDS {
        proxy.drop_in_begin(plain.begin_with_options(immediate())).await;
        let written = plain.execute_unprepared(&format!("INSERT INTO kept VALUES ({n})")).await.expect("an answer");
        assert_eq!(written.rows_affected(), 1, "the library says that it is written");
        assert_eq!(number(witness, LEFT_OPEN).await, 1, "the library leaves the transaction open");
        if number(witness, &format!("SELECT COUNT(*) FROM kept WHERE n = {n}")).await == 0 {
            lost += 1;
        }
        plain.execute_unprepared("ROLLBACK").await.expect("a clean connection for the next round");
    }
    lost
}

/// L3. PostgreSQL answers COMMIT of a transaction in which a statement has failed with ROLLBACK, and no error; and
/// the driver does not read the answer. (That ours refuses such a commit is tested beside `Tx` itself.)
#[tokio::test]
async fn the_library_commits_nothing_without_a_word_after_a_failed_statement() {
    let Some(cluster) = postgres::cluster() else { return };
    let plain = Database::connect(cluster.database_url()).await.expect("a connection");
    plain.execute_unprepared("CREATE TABLE kept (n INTEGER PRIMARY KEY)").await.expect("a table");
    let tx = plain.begin_with_options(immediate()).await.expect("a transaction");
    tx.execute_unprepared("INSERT INTO kept VALUES (1)").await.expect("written");
    tx.execute_unprepared("INSERT INTO kept VALUES (1)").await.expect_err("it is there already");
    tx.commit().await.expect("the library says that it is committed");
    assert_eq!(number(&plain, "SELECT COUNT(*) FROM kept").await, 0);
}

/// L3, seen from outside: the failed statement is answered for what it is, and leaves no trace.
async fn a_failed_statement_is_refused_and_nothing_around_it_is_kept(engine: Engine) {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let Some(url) = fresh_database(engine, &folder) else { return };
    let db = Db::connect(&DbOptions::new(&url)).await.expect("a connection");
    installation::migrate(&db).await.expect("a schema");
    let taken = new_address();
    add_person(&db, &taken).await.expect("written");
    let before = rows(&url).await;
    let again = add_person(&db, &taken).await;
    assert!(matches!(again, Err(Error::Refused(Refusal::EmailTaken))), "{again:?}");
    // The refusal itself is remembered, in a transaction of its own; nothing else is.
    let [people, events, answers] = before;
    assert_eq!(rows(&url).await, [people, events, answers + 1]);
    add_person(&db, &new_address()).await.expect("written");
    assert_eq!(rows(&url).await, [people + 1, events + 1, answers + 2]);
}

/// People, events and remembered answers.
async fn rows(url: &str) -> [i64; 3] {
    let witness = Database::connect(url).await.expect("a connection");
    let people = number(&witness, "SELECT COUNT(*) FROM person").await;
    let events = number(&witness, "SELECT COUNT(*) FROM event").await;
    [people, events, number(&witness, "SELECT COUNT(*) FROM idempotency").await]
}

#[tokio::test]
async fn a_failed_statement_is_refused_and_nothing_around_it_is_kept_in_sqlite() {
    a_failed_statement_is_refused_and_nothing_around_it_is_kept(Engine::Sqlite).await;
}

#[tokio::test]
async fn a_failed_statement_is_refused_and_nothing_around_it_is_kept_in_postgresql() {
    a_failed_statement_is_refused_and_nothing_around_it_is_kept(Engine::Postgres).await;
}

/// K5. A transaction of SQLite that reads first cannot become one that writes once another has written, and does not
/// wait for its turn either.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn two_hundred_at_once_all_write_where_most_fail_with_the_library() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let failed =
        failures_of_the_library(&format!("sqlite:{}?mode=rwc", folder.path().join("plain.db").display())).await;
    assert!(failed > CROWD / 2, "{failed} of {CROWD} failed with the library");

    let url = format!("sqlite:{}", folder.path().join("kursplats.db").display());
    // However slow the disk: what is at stake is that everybody's turn comes.
    let patient = DbOptions { acquire_timeout: std::time::Duration::from_secs(60), ..DbOptions::new(url) };
    let db = Db::connect(&patient).await.expect("a connection");
    installation::migrate(&db).await.expect("a schema");
    let crowd = (0..CROWD).map(|_| {
        let db = db.clone();
        tokio::spawn(async move { add_person(&db, &new_address()).await })
    });
    for done in join_all(crowd).await {
        done.expect("no panic").expect("written");
    }
}

/// How many of the crowd fail when each reads and then writes.
async fn failures_of_the_library(url: &str) -> usize {
    let mut options = ConnectOptions::new(url);
    options.max_connections(8).map_sqlx_sqlite_opts(|sqlite| sqlite.journal_mode(SqliteJournalMode::Wal));
    let plain = Database::connect(options).await.expect("a connection");
    plain.execute_unprepared("CREATE TABLE kept (n INTEGER)").await.expect("a table");
    let crowd = (0..CROWD).map(|n| {
        let plain = plain.clone();
        tokio::spawn(async move { read_then_write(&plain, n).await })
    });
    join_all(crowd).await.into_iter().filter(|done| matches!(done, Ok(Err(_)))).count()
}

#[expect(clippy::disallowed_methods, reason = "the trap itself")]
async fn read_then_write(plain: &DatabaseConnection, n: usize) -> Result<(), DbErr> {
    let tx = plain.begin().await?;
    tx.query_one_raw(sea_orm::Statement::from_string(sea_orm::DbBackend::Sqlite, "SELECT MAX(n) FROM kept")).await?;
    tx.execute_unprepared(&format!("INSERT INTO kept VALUES ({n})")).await?;
    tx.commit().await
}
