//! A disk that is full for a while (L2).

use std::{
    collections::BTreeSet,
    fs::{self, File},
    io::Write,
    path::Path,
};

use persistence::{Db, DbOptions, Error, installation};
use sea_orm::{ConnectOptions, ConnectionTrait, Database, DbErr, TransactionTrait, sqlx::sqlite::SqliteJournalMode};

use super::{add_person, addresses, immediate, mounted::Mounted, new_address, number};

/// Writes that are tried while the disk is full, and again when it is not.
const TRIES: usize = 50;

/// L2. SQLite ends a transaction by itself when the disk is full; the driver takes it for open, and from then on
/// begins every other one inside it and never ends it.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_disk_once_full_costs_nothing_that_was_acknowledged() {
    let Some(disk) = Mounted::in_memory("6m") else { return };
    let (acknowledged, kept) = with_the_library(&disk).await;
    assert!(kept < acknowledged, "the library kept {kept} of {acknowledged} that it acknowledged");
    drop(disk);

    let Some(disk) = Mounted::in_memory("6m") else { return };
    let options = DbOptions::new(format!("sqlite:{}", disk.path("kursplats.db").display()));
    let db = Db::connect(&options).await.expect("a connection");
    installation::migrate(&db).await.expect("a schema");
    let mut acknowledged = BTreeSet::new();
    assert_eq!(add_people(&db, &mut acknowledged).await, 0, "failures while there is room");
    fill_up(&disk.path("ballast"));
    assert_ne!(add_people(&db, &mut acknowledged).await, 0, "failures while there is none");
    fs::remove_file(disk.path("ballast")).expect("the ballast goes");
    assert_eq!(add_people(&db, &mut acknowledged).await, 0, "failures when there is room again");
    assert_eq!(register(&options.url).await, acknowledged, "what others see");
    db.close().await.expect("closed");
    assert_eq!(register(&options.url).await, acknowledged, "what is there at the next start");
}

/// The addresses in the database, for whoever opens it now.
async fn register(url: &str) -> BTreeSet<String> {
    let witness = Database::connect(url).await.expect("a connection");
    addresses(&witness).await.into_iter().collect()
}

/// Tries to write, and notes what is acknowledged. Gives the number of failures, all of them of the passing kind.
async fn add_people(db: &Db, acknowledged: &mut BTreeSet<String>) -> usize {
    let mut failures = 0;
    for _ in 0..TRIES {
        let address = new_address();
        match add_person(db, &address).await {
            Ok(()) => {
                acknowledged.insert(address);
            }
            Err(Error::Unavailable(_)) => failures += 1,
            Err(other) => panic!("not an answer to a full disk: {other:?}"),
        }
    }
    failures
}

/// How many writes the library acknowledges, and how many are there afterwards.
async fn with_the_library(disk: &Mounted) -> (i64, i64) {
    let url = format!("sqlite:{}?mode=rwc", disk.path("plain.db").display());
    let mut options = ConnectOptions::new(&url);
    options.max_connections(1).map_sqlx_sqlite_opts(|sqlite| sqlite.journal_mode(SqliteJournalMode::Wal));
    let plain = Database::connect(options).await.expect("a connection");
    plain.execute_unprepared("CREATE TABLE kept (text TEXT)").await.expect("a table");
    fill_up(&disk.path("ballast"));
    let mut acknowledged = 0;
    for n in 0..2 * TRIES {
        if n == TRIES {
            fs::remove_file(disk.path("ballast")).expect("the ballast goes");
        }
        acknowledged += i64::from(write(&plain).await.is_ok());
    }
    plain.close().await.expect("closed");
    let reopened = Database::connect(&url).await.expect("a connection");
    (acknowledged, number(&reopened, "SELECT COUNT(*) FROM kept").await)
}

async fn write(plain: &sea_orm::DatabaseConnection) -> Result<(), DbErr> {
    let tx = plain.begin_with_options(immediate()).await?;
    tx.execute_unprepared("INSERT INTO kept VALUES (hex(zeroblob(3000)))").await?;
    tx.commit().await
}

/// Writes a file until nothing more fits.
fn fill_up(path: &Path) {
    let mut ballast = File::create(path).expect("a file");
    for size in [65_536, 4096, 1] {
        let piece = vec![0; size];
        while ballast.write_all(&piece).is_ok() {}
    }
}
