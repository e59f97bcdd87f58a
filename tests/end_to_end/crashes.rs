//! `kill -9` under load: what was answered is there, what was not answered tells the truth when asked again.

use std::{
    collections::HashMap,
    io::{BufRead, BufReader},
    path::Path,
    process::{Child, Command, Stdio},
    sync::{
        Arc, Mutex,
        atomic::{AtomicBool, AtomicUsize, Ordering},
    },
};

use kursplats_tests::{
    crowd::{self, Member},
    fixture::text,
    world::{Caller, Engine, World},
};
use serde_json::{Value, json};
use tokio::sync::Semaphore;

/// Kills in the usual run: every number of answers before death, twice.
const KILLS: usize = 20;
/// Kills when there is time.
const KILLS_WITH_TIME: usize = 100;
const CLIENTS: usize = 8;

/// How many bookings are answered before the program of this round dies: none in every tenth, at most twenty-seven. Counted
/// and not clocked, so that a slow machine proves as much as a fast one; where in their work the other seven requests are
/// when it happens is chance.
fn answers_before_death(round: usize) -> usize {
    (round % 10) * 3
}

/// The program itself, on a database, in a process that can be killed.
struct Program {
    child: Child,
    base: String,
}

fn program(url: &str, folder: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_kursplats-under-test"));
    command
        .env("KURSPLATS__DATABASE__URL", url)
        .env("KURSPLATS__HTTP__ADDRESS", "127.0.0.1:0")
        .env("KURSPLATS__MAIL__FOLDER", folder.join("mail"))
        .env("KURSPLATS__LOG__LEVEL", "info")
        .env("NO_COLOR", "1");
    command
}

impl Program {
    /// Starts it and waits until it says where it listens.
    fn start(url: &str, folder: &Path) -> Self {
        let mut command = program(url, folder);
        let mut child = command.arg("serve").stdout(Stdio::null()).stderr(Stdio::piped()).spawn().expect("it starts");
        let mut lines = BufReader::new(child.stderr.take().expect("its log")).lines();
        let address = lines.by_ref().map_while(Result::ok).find_map(|line| {
            let (_, address) = line.split_once("address=")?;
            Some(address.split_whitespace().next().unwrap_or_default().to_owned())
        });
        // The rest of the log is read away, so that the program never waits for a reader.
        std::thread::spawn(move || lines.for_each(drop));
        Self { child, base: format!("http://{}", address.expect("it says where it listens")) }
    }

    fn kill(&mut self) {
        self.child.kill().expect("killed");
        self.child.wait().expect("gone");
    }
}

impl Drop for Program {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// What the clients know: requests sent, and the answers that came.
#[derive(Default)]
struct Ledger {
    sent: Mutex<HashMap<String, (String, Member)>>,
    answered: Mutex<HashMap<String, Value>>,
    next: AtomicUsize,
}

struct Load {
    organiser: Caller,
    sessions: Vec<String>,
    crowd: Vec<Member>,
    ledger: Ledger,
    /// A permit for each booking answered in this round.
    round: Semaphore,
}

impl Load {
    async fn send(
        &self,
        client: &reqwest::Client,
        base: &str,
        key: &str,
        session: &str,
        member: Member,
    ) -> Option<(u16, Value)> {
        let request = client
            .post(format!("{base}/kursplats/v1/sessions/{session}/bookings"))
            .bearer_auth(&self.organiser.token)
            .header("Idempotency-Key", key)
            .json(&json!({ "personId": member.person }));
        let response = request.send().await.ok()?;
        Some((response.status().as_u16(), response.json().await.ok()?))
    }

    /// One client: books and books until told to stop.
    async fn client(&self, base: &str, stop: &AtomicBool) {
        let client = reqwest::Client::new();
        while !stop.load(Ordering::Relaxed) {
            let number = self.ledger.next.fetch_add(1, Ordering::Relaxed);
            let Some(member) = self.crowd.get(number).copied() else { return };
            let session = &self.sessions[number % self.sessions.len()];
            let key = format!("key-{number}");
            self.ledger.sent.lock().expect("the ledger").insert(key.clone(), (session.clone(), member));
            match self.send(&client, base, &key, session, member).await {
                Some((201, body)) => {
                    self.ledger.answered.lock().expect("the ledger").insert(key, body);
                    self.round.add_permits(1);
                }
                Some((status, body)) => {
                    self.round.close();
                    panic!("{key}: {status} {body}");
                }
                // The program is dead; what became of this one shows later.
                None => return,
            }
        }
    }
}

async fn killed_again_and_again(engine: Engine, kills: usize) {
    let Some(world) = World::new(engine).await else { return };
    let county = world.county().await;
    let mut sessions = Vec::new();
    for (capacity, days) in [(40, 20), (400, 22), (4000, 24), (7000, 26)] {
        let session = world.published(&world.plan(&county.course, capacity, days * 40)).await;
        sessions.push(text(&session["id"]).to_owned());
    }
    let crowd = crowd::gather(&world.database_url, &county.kumla, 6_000).await;
    let organiser = world.organiser.clone();
    let load = Arc::new(Load { organiser, sessions, crowd, ledger: Ledger::default(), round: Semaphore::new(0) });
    let (url, folder) = (world.database_url.clone(), world.folder());
    let kept = world.into_folder().await;
    for round in 0..kills {
        let mut program = Program::start(&url, &folder);
        let stop = Arc::new(AtomicBool::new(false));
        let clients = (0..CLIENTS).map(|_| {
            let (load, base, stop) = (load.clone(), program.base.clone(), stop.clone());
            tokio::spawn(async move { load.client(&base, &stop).await })
        });
        let clients: Vec<_> = clients.collect();
        let answers = u32::try_from(answers_before_death(round)).expect("few");
        load.round.acquire_many(answers).await.expect("every booking is accepted").forget();
        program.kill();
        stop.store(true, Ordering::Relaxed);
        for client in clients {
            client.await.expect("a client");
        }
        load.round.forget_permits(usize::MAX);
    }
    settle(&load, &url, &folder, kills).await;
    drop(kept);
}

/// Compares the ledger with what is there, and asks every unanswered request again.
async fn settle(load: &Load, url: &str, folder: &Path, kills: usize) {
    let mut program = Program::start(url, folder);
    let client = reqwest::Client::new();
    let answered = load.ledger.answered.lock().expect("the ledger").clone();
    let sent = load.ledger.sent.lock().expect("the ledger").clone();
    assert!(answered.len() > kills, "too little was answered to prove anything: {}", answered.len());
    let mut unanswered = 0;
    for (key, (session, member)) in &sent {
        let (status, body) = load.send(&client, &program.base, key, session, *member).await.expect("an answer");
        assert_eq!(status, 201, "{key}: {body}");
        match answered.get(key) {
            Some(first) => assert_eq!(first, &body, "an acknowledged booking is not what it was: {key}"),
            None => unanswered += 1,
        }
    }
    let _ = std::io::Write::write_all(
        &mut std::io::stderr(),
        format!("{kills} kills: {} answered, {unanswered} unanswered, none lost\n", answered.len()).as_bytes(),
    );
    program.kill();
    let audit = self::program(url, folder).arg("audit").output().expect("the audit runs");
    assert!(audit.status.success(), "{}", String::from_utf8_lossy(&audit.stdout));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn no_acknowledged_booking_is_lost_by_kills_on_sqlite() {
    killed_again_and_again(Engine::Sqlite, KILLS).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn no_acknowledged_booking_is_lost_by_kills_on_postgresql() {
    killed_again_and_again(Engine::Postgres, KILLS).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "a hundred starts of the program take minutes: with `--ignored a_hundred_kills`"]
async fn no_acknowledged_booking_is_lost_by_a_hundred_kills_on_sqlite() {
    killed_again_and_again(Engine::Sqlite, KILLS_WITH_TIME).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "a hundred starts of the program take minutes: with `--ignored a_hundred_kills`"]
async fn no_acknowledged_booking_is_lost_by_a_hundred_kills_on_postgresql() {
    killed_again_and_again(Engine::Postgres, KILLS_WITH_TIME).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_second_process_on_the_same_sqlite_file_refuses_to_start() {
    let world = World::new(Engine::Sqlite).await.expect("SQLite is always there");
    let second = program(&world.database_url, &world.folder()).arg("serve").output().expect("it runs");
    assert!(!second.status.success());
    let words = String::from_utf8_lossy(&second.stderr).into_owned();
    assert!(words.contains("kursplats.db"), "{words}");
    world.close().await;
}
