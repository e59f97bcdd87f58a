//! `kill -9` in the middle of sending, against a mail server that fails at random: case 41.
//!
//! None is lost; one arrives twice only where it was known to be in doubt, and then it is the same to the last byte;
//! no calendar object arrives after a newer one. The small version runs with the suite; the whole one, with 200 kills
//! and 10,000 mails, by name: `cargo test --release -p kursplats-tests --test end_to_end -- --ignored two_hundred`.

use std::{
    collections::HashMap,
    io::{BufRead, BufReader, Write},
    path::{Path, PathBuf},
    process::{Child, ChildStdin, Command, Stdio},
    time::{Duration, Instant},
};

use http_api::Clock;
use kursplats_tests::{
    crowd,
    fixture::text,
    peers,
    world::{Caller, Engine, World},
};
use persistence::bookings::{self, BookSeat};
use sea_orm::{ConnectionTrait, Database, DatabaseConnection, Statement};
use serde_json::{Value, json};

/// Rows that may still go out.
const UNFINISHED: &str = "SELECT (SELECT COUNT(*) FROM mail_message WHERE state IN ('queued', 'transmitting', 'ambiguous')) \
                          + (SELECT COUNT(*) FROM notice WHERE state = 'pending')";

/// How much of it.
#[derive(Clone, Copy)]
struct Size {
    people: usize,
    kills: usize,
}

/// The mail server, which ends when its input does.
struct FaultySink {
    child: Child,
    _lifeline: ChildStdin,
    port: String,
    arrivals: PathBuf,
}

impl FaultySink {
    fn start(folder: &Path) -> Option<Self> {
        let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("peers/faulty_sink.py");
        let mut command = Command::new(peers::python()?);
        command.arg(script).arg(folder).arg("41").stdin(Stdio::piped()).stdout(Stdio::piped());
        let mut child = command.spawn().expect("the sink can be run");
        let lifeline = child.stdin.take().expect("its input is a pipe");
        let mut port = String::new();
        BufReader::new(child.stdout.take().expect("a pipe")).read_line(&mut port).expect("its port");
        let arrivals = folder.join("arrivals.jsonl");
        Some(Self { child, _lifeline: lifeline, port: port.trim().to_owned(), arrivals })
    }

    /// What came, in order; a line without its end is still being written.
    fn arrivals(&self) -> Vec<Value> {
        let text = std::fs::read_to_string(&self.arrivals).expect("its log");
        text.lines().map(|line| serde_json::from_str(line).expect("a line is one JSON value")).collect()
    }
}

impl Drop for FaultySink {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// The program, in a process that can be killed.
struct Program {
    child: Child,
    base: String,
}

impl Program {
    fn start(url: &str, port: &str) -> Self {
        let mut command = Command::new(env!("CARGO_BIN_EXE_kursplats-under-test"));
        let settings = [
            ("DATABASE__URL", url),
            ("HTTP__ADDRESS", "127.0.0.1:0"),
            ("MAIL__TRANSPORT", "smtp"),
            ("MAIL__SMTP__HOST", "127.0.0.1"),
            ("MAIL__SMTP__PORT", port),
            ("MAIL__SMTP__SECURITY", "none"),
            ("WORKER__LEASE_SECONDS", "1"),
            ("WORKER__POLL_MILLISECONDS", "50"),
            ("WORKER__BREAKER_AFTER", "1000"),
        ];
        for (key, value) in settings {
            command.env(format!("KURSPLATS__{key}"), value);
        }
        command.env("NO_COLOR", "1").arg("serve").stdout(Stdio::null()).stderr(Stdio::piped());
        let mut child = command.spawn().expect("it starts");
        let mut lines = BufReader::new(child.stderr.take().expect("its log")).lines();
        let address = lines.by_ref().map_while(Result::ok).find_map(|line| {
            let (_, address) = line.split_once("listening address=")?;
            Some(address.split_whitespace().next().unwrap_or_default().to_owned())
        });
        std::thread::spawn(move || lines.for_each(drop));
        Self { child, base: format!("http://{}", address.expect("it says where it listens")) }
    }

    /// Moves the meeting by so many hours.
    async fn moves(&self, organiser: &Caller, meeting: &Value, hours: i64) -> bool {
        let shifted = |member: &str| {
            let at = kursplats_tests::world::instant(text(&meeting[member])) + chrono::Duration::hours(hours);
            at.to_rfc3339()
        };
        let url = format!("{}/kursplats/v1/meetings/{}", self.base, text(&meeting["id"]));
        let body = json!({ "startsAt": shifted("startsAt"), "endsAt": shifted("endsAt") });
        let sent = reqwest::Client::new().patch(url).bearer_auth(&organiser.token).json(&body).send().await;
        sent.is_ok_and(|answer| answer.status() == 200)
    }
}

impl Drop for Program {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

async fn number(db: &DatabaseConnection, sql: &str) -> i64 {
    let row = db.query_one_raw(Statement::from_string(db.get_database_backend(), sql)).await;
    row.expect("an answer").expect("a row").try_get_by_index(0).expect("a number")
}

/// Makes due at once what would wait for minutes, and says whether anything is left to do.
async fn hurry(url: &str) -> bool {
    let db = Database::connect(url).await.expect("a connection");
    let later = "UPDATE mail_message SET due_at = written_at \
                 WHERE state IN ('queued', 'ambiguous') AND attempts > 0 AND lease_until IS NULL";
    let hurried = db.execute_unprepared(later).await;
    // Beside a server another transaction may come between; the next time will do.
    drop(hurried);
    let left = number(&db, UNFINISHED).await > 0;
    db.close().await.expect("closed");
    left
}

/// Books everybody, without a worker that would send anything yet. Gives the organiser and the meeting.
async fn prepared(world: &World, size: Size) -> (Caller, Value) {
    world.clock.set(Clock::system().now());
    let county = world.county().await;
    let capacity = u32::try_from(size.people).expect("a number of seats");
    let session = world.published(&world.plan(&county.course, capacity, 40)).await;
    for member in crowd::gather(&world.database_url, &county.kumla, size.people).await {
        let wish = BookSeat {
            session_id: text(&session["id"]).parse().expect("an id"),
            person_id: member.person,
            employment_id: None,
            only_at: None,
            caller: world.organiser.person,
            now: world.clock.now(),
            once: None,
        };
        bookings::book_seat(world.db(), wish).await.expect("a booking");
    }
    (world.organiser.clone(), session["meetings"][0].clone())
}

async fn soak(engine: Engine, size: Size) {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let Some(sink) = FaultySink::start(folder.path()) else { return };
    let asleep = |settings: &mut kursplats::Settings| settings.worker.poll = Duration::from_secs(86_400);
    let Some(world) = World::with(engine, asleep).await else { return };
    let (organiser, meeting) = prepared(&world, size).await;
    let url = world.database_url.clone();
    let kept = world.into_folder().await;
    let begun = Instant::now();

    // One process may write to SQLite; on PostgreSQL there are always two, of which one is killed.
    let beside = match engine {
        Engine::Sqlite => 0,
        Engine::Postgres => 1,
    };
    let mut running: Vec<Program> = (0..beside).map(|_| Program::start(&url, &sink.port)).collect();
    let mut moved = 0;
    for kill in 0..size.kills {
        running.push(Program::start(&url, &sink.port));
        let newest = running.last().expect("one that runs");
        if kill >= (moved + 1) * size.kills / 3 && newest.moves(&organiser, &meeting, moved as i64 + 1).await {
            moved += 1;
        }
        // The moment of death is the fault itself, spread over the first third of a second.
        tokio::time::sleep(Duration::from_millis(30 + (kill as u64 * 37) % 290)).await;
        drop(running.remove(0));
        hurry(&url).await;
    }
    running.push(Program::start(&url, &sink.port));
    while hurry(&url).await {
        tokio::time::sleep(Duration::from_millis(300)).await;
    }
    running.clear();
    let took = begun.elapsed().as_secs();
    let figures = judge(size, &url, &sink.arrivals()).await;
    // Written to the stream itself: what `eprintln!` prints is kept back from the output of a passing test.
    let line = format!("{engine:?}: {} kills in {took} s, {figures}\n", size.kills);
    let _ = std::io::stderr().write_all(line.as_bytes());
    drop(kept);
}

/// Compares what is written down with what arrived. Gives the figures.
async fn judge(size: Size, url: &str, arrivals: &[Value]) -> String {
    let mut came: HashMap<&str, Vec<&Value>> = HashMap::new();
    let mut newest: HashMap<&str, u64> = HashMap::new();
    for arrival in arrivals {
        came.entry(text(&arrival["message_id"])).or_default().push(arrival);
        if let Some(sequence) = arrival["calendar"]["sequence"].as_u64() {
            let before = newest.insert(text(&arrival["calendar"]["uid"]), sequence);
            assert!(before.is_none_or(|before| before <= sequence), "SEQUENCE falls: {arrival}");
        }
    }
    let db = Database::connect(url).await.expect("a connection");
    let sql = "SELECT message_id, state, CASE WHEN doubted_at IS NULL THEN 0 ELSE 1 END FROM mail_message";
    let rows = db.query_all_raw(Statement::from_string(db.get_database_backend(), sql)).await.expect("rows");
    let (mut sent, mut superseded, mut doubted, mut twice) = (0, 0, 0, 0);
    for row in &rows {
        let message: String = row.try_get_by_index(0).expect("a Message-ID");
        let state: String = row.try_get_by_index(1).expect("a state");
        let in_doubt =
            row.try_get_by_index::<i32>(2).map_or_else(|_| row.try_get_by_index(2).expect("a flag"), i64::from) == 1;
        let copies = came.remove(message.as_str()).unwrap_or_default();
        match state.as_str() {
            "sent" => sent += 1,
            "superseded" => superseded += 1,
            other => panic!("{message} ended as {other}"),
        }
        assert_eq!(copies.is_empty(), state != "sent", "{message} is {state} and came {} times", copies.len());
        assert!(copies.len() < 2 || in_doubt, "{message} came {} times and was never in doubt", copies.len());
        assert!(copies.iter().all(|copy| copy["hash"] == copies[0]["hash"]), "{message} changed");
        doubted += usize::from(in_doubt);
        twice += usize::from(copies.len() > 1);
    }
    assert!(came.is_empty(), "mail arrived that nobody wrote");
    assert_eq!(newest.len(), size.people, "somebody was told nothing");
    db.close().await.expect("closed");
    format!(
        "{} mails: {sent} sent, {superseded} superseded, 0 lost, {doubted} in doubt, {twice} of them came more than \
         once, {} bodies in all",
        rows.len(),
        arrivals.len()
    )
}

const SMALL: Size = Size { people: 100, kills: 20 };
const WHOLE: Size = Size { people: 3_400, kills: 200 };

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn mail_survives_twenty_kills_on_sqlite() {
    soak(Engine::Sqlite, SMALL).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn mail_survives_twenty_kills_on_postgresql() {
    soak(Engine::Postgres, SMALL).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "takes minutes"]
async fn mail_survives_two_hundred_kills_on_sqlite() {
    soak(Engine::Sqlite, WHOLE).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "takes minutes"]
async fn mail_survives_two_hundred_kills_on_postgresql() {
    soak(Engine::Postgres, WHOLE).await;
}
