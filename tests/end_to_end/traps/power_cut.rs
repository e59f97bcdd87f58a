//! Power cuts (L4).
//!
//! The database lies on a file system in an image file. A copy of the image is what a disk holds when the power
//! goes: all that was flushed, and nothing of what the system only meant to write.

use std::{
    collections::BTreeSet,
    fs,
    path::{Path, PathBuf},
    sync::{Arc, Mutex},
};

use domain::access::Role;
use persistence::{Db, DbOptions, audit, installation, tokens};
use sea_orm::{
    ConnectOptions, ConnectionTrait, Database,
    sqlx::sqlite::{SqliteJournalMode, SqliteSynchronous},
};
use serde_json::json;
use tempfile::TempDir;
use tokio::{sync::Notify, task::JoinSet};

use super::{addresses, child::Server, mounted::Mounted, mounted::empty_image, new_address, now, number};

/// How often the power is cut.
const CUTS: usize = 3;
/// Rows acknowledged before each cut.
const ROWS: usize = 60;
/// Requests at the same time.
const CALLERS: usize = 4;

/// A disk in an image file.
struct Disk {
    mounted: Mounted,
    image: PathBuf,
    folder: TempDir,
}

impl Disk {
    fn new() -> Option<Self> {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let image = folder.path().join("disk");
        empty_image(&image);
        Some(Self { mounted: Mounted::image(&image)?, image, folder })
    }

    /// What is left of it after a power cut, as it is found at the next start.
    fn after_a_power_cut(&self) -> Mounted {
        let copy = self.folder.path().join("copy");
        fs::copy(&self.image, &copy).expect("a copy");
        Mounted::image(&copy).expect("what could be mounted once can be again")
    }
}

/// L4. `synchronous = NORMAL`, which many guides recommend for a write-ahead log, does not flush at commit.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn power_cuts_take_nothing_that_was_acknowledged() {
    let Some(disk) = Disk::new() else { return };
    let lost = lost_with_what_guides_recommend(&disk).await;
    assert!(lost > 0, "none of {} acknowledged rows was lost", CUTS * ROWS);
    drop(disk);

    let Some(disk) = Disk::new() else { return };
    let token = token(&disk.mounted.path("kursplats.db")).await;
    let mut acknowledged = BTreeSet::new();
    for _ in 0..CUTS {
        let server = Server::ours(&disk.mounted.path(""), 1024, &[]);
        acknowledged.extend(acknowledged_until_the_cut(&server, &token).await);
        let rest = disk.after_a_power_cut();
        drop(server);
        let url = format!("sqlite:{}", rest.path("kursplats.db").display());
        let reopened = Database::connect(&url).await.expect("a connection");
        let kept: BTreeSet<String> = addresses(&reopened).await.into_iter().collect();
        assert_eq!(acknowledged.difference(&kept).collect::<Vec<_>>(), Vec::<&String>::new(), "lost");
        assert_eq!(
            number(&reopened, "SELECT COUNT(*) FROM pragma_integrity_check WHERE integrity_check <> 'ok'").await,
            0
        );
        let db = Db::connect(&DbOptions::new(url)).await.expect("a connection");
        assert_eq!(audit::audit(&db).await.expect("an audit"), []);
    }
}

/// How many acknowledged rows are gone after the worst of the cuts.
async fn lost_with_what_guides_recommend(disk: &Disk) -> usize {
    let path = disk.mounted.path("plain.db");
    let mut options = ConnectOptions::new(format!("sqlite:{}?mode=rwc", path.display()));
    options.map_sqlx_sqlite_opts(|sqlite| {
        sqlite.journal_mode(SqliteJournalMode::Wal).synchronous(SqliteSynchronous::Normal)
    });
    let plain = Database::connect(options).await.expect("a connection");
    plain.execute_unprepared("CREATE TABLE kept (n INTEGER)").await.expect("a table");
    plain.execute_unprepared("PRAGMA wal_checkpoint(TRUNCATE)").await.expect("the table is on the disk");
    let mut lost = 0;
    for cut in 1..=CUTS {
        for n in 0..ROWS {
            plain.execute_unprepared(&format!("INSERT INTO kept VALUES ({n})")).await.expect("acknowledged");
        }
        let rest = disk.after_a_power_cut();
        let reopened = Database::connect(format!("sqlite:{}", rest.path("plain.db").display())).await;
        let kept = number(&reopened.expect("a connection"), "SELECT COUNT(*) FROM kept").await;
        lost = lost.max(cut * ROWS - usize::try_from(kept).expect("a count"));
    }
    lost
}

/// Makes the database, and gives a token for somebody who may add people.
async fn token(path: &Path) -> String {
    let db = Db::connect(&DbOptions::new(format!("sqlite:{}", path.display()))).await.expect("a connection");
    installation::migrate(&db).await.expect("a schema");
    let (name, email) =
        ("Gunilla Berg".parse().expect("a name"), "gunilla@region.example".parse().expect("an address"));
    let (_, token) = tokens::issue(&db, Role::Coordinator, name, email, now()).await.expect("a token");
    db.close().await.expect("closed");
    token
}

/// Lets several callers add people, freezes the server in the middle of it, and gives what it had acknowledged.
async fn acknowledged_until_the_cut(server: &Server, token: &str) -> Vec<String> {
    let acknowledged = Arc::<Mutex<Vec<String>>>::default();
    let enough = Arc::new(Notify::new());
    let client = reqwest::Client::new();
    let mut callers = JoinSet::new();
    for _ in 0..CALLERS {
        let (acknowledged, enough) = (Arc::clone(&acknowledged), Arc::clone(&enough));
        let request = client.post(format!("http://{}/kursplats/v1/people", server.address)).bearer_auth(token);
        callers.spawn(async move {
            loop {
                let address = new_address();
                let body = json!({ "name": "Amira Haddad", "email": address });
                let request = request.try_clone().expect("a request without a body");
                let answer = request.json(&body).send().await.expect("an answer");
                assert_eq!(answer.status(), 201);
                let mut acknowledged = acknowledged.lock().expect("nobody panicked");
                acknowledged.push(address);
                if acknowledged.len() >= ROWS {
                    enough.notify_one();
                }
            }
        });
    }
    tokio::select! {
        () = enough.notified() => {}
        Some(ended) = callers.join_next() => panic!("a caller was not answered: {ended:?}"),
    }
    server.freeze();
    callers.shutdown().await;
    let acknowledged = acknowledged.lock().expect("nobody panicked");
    acknowledged.clone()
}
