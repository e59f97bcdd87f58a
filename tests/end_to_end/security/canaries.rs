//! Nothing personal stands in logs, figures and errors (V35, G33).
//!
//! `the_log_knows_nobody` runs `everything_is_said` in a process of its own, at the level where everything is logged:
//! every text, address and name of every body is a canary, and none may be found afterwards. With `KURSPLATS_TEST_LOG`
//! naming a file, every process of any run of the suite logs into it, and `the_log_of_the_run_knows_nobody` searches it.

use std::{path::Path, process::Command};

use kursplats_tests::world::World;
use reqwest::Method;
use serde_json::Value;
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
};

use super::{
    Engine, Sending,
    county::Seeded,
    document::{Operation, operations},
    matrix::{body_of, path_of},
    send,
    table::lines,
};

/// In every text of every body.
const CANARY: &str = "Kanariefågel";
/// In every address of every body.
const CANARY_ADDRESS: &str = "kanarie@canary.example";

/// People of the seeded county, and what their addresses end with.
const PEOPLE: [&str; 12] = [
    "Amira Haddad",
    "Karin Holm",
    "Elin Ek",
    "Per Ny",
    "Bo Zander",
    "Nora Zetterlund",
    "Nils Zakrisson",
    "Pia Zorn",
    "Gunilla Berg",
    "Jonas Lind",
    "Rut Zackrisson",
    "stol zzz",
];

/// Puts canaries wherever somebody could write something of herself.
fn with_canaries(value: Value, name: &str) -> Value {
    match value {
        Value::String(text) => match name {
            "email" => CANARY_ADDRESS.into(),
            _ if text.contains('-') || text.len() <= 4 || text.chars().all(|letter| letter.is_ascii_alphanumeric()) => {
                // A date, an id or a word of ours: what is personal in it is tried by itself, below.
                text.into()
            }
            _ => format!("{CANARY} {text}").into(),
        },
        Value::Array(items) => items.into_iter().map(|item| with_canaries(item, name)).collect(),
        Value::Object(members) => {
            members.into_iter().map(|(name, value)| (name.clone(), with_canaries(value, &name))).collect()
        }
        other => other,
    }
}

/// A body in which every single text is a canary: most are refused, and the refusal must not repeat it.
fn nothing_but_canaries(value: Value) -> Value {
    match value {
        Value::String(_) => CANARY.into(),
        Value::Array(items) => items.into_iter().map(nothing_but_canaries).collect(),
        Value::Object(members) => {
            members.into_iter().map(|(name, value)| (name, nothing_but_canaries(value))).collect()
        }
        other => other,
    }
}

fn bodies(seeded: &Seeded, operation: &Operation, line: &super::table::Line) -> Vec<Option<String>> {
    if let Some(file) = line.file {
        return vec![Some(format!("{file}{CANARY};{CANARY}\n")), Some(CANARY.to_owned())];
    }
    let Some(body) = body_of(seeded, operation, line) else { return vec![None] };
    let broken = format!("{{\"{CANARY}\": \"{CANARY}\"");
    let unknown = format!("{{\"{CANARY}\": 1}}");
    let two = [with_canaries(body.clone(), ""), nothing_but_canaries(body)].map(|body| body.to_string());
    two.into_iter().chain([broken, unknown]).map(Some).collect()
}

/// An answer without the names of members and columns that nobody knows, which are told again to whoever sent them, and
/// without the names of things to choose among.
fn without_names(text: &str) -> String {
    let named = [
        format!("\"name\":\"{CANARY}\""),
        format!("line 1, {CANARY}"),
        format!("{CANARY}: "),
        format!("något av: {CANARY}"),
    ];
    named.iter().fold(text.to_owned(), |text, name| text.replace(name.as_str(), ""))
}

/// Every operation with canaries, by somebody who may, by somebody who may not, and by nobody.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "run by the_log_knows_nobody, in a process of its own"]
async fn everything_is_said() {
    let seeded = Seeded::new(Engine::Sqlite).await.expect("SQLite is always there");
    let operations = operations();
    let (mut said, mut wrong) = (0, Vec::new());
    for line in lines() {
        let operation = operations.iter().find(|one| one.id == line.operation).expect("told by another test");
        for body in bodies(&seeded, operation, &line) {
            for caller in seeded.roles().into_iter().map(|(_, caller)| Some(caller)).chain([None]) {
                let path = path_of(&seeded, operation, &line) + line.query;
                let (method, media) = (operation.method.clone(), operation.media.clone());
                let reply = send(&seeded.world, caller, &Sending { method, path, media, body: body.clone() }).await;
                said += 1;
                let repeated = without_names(&reply.text);
                if reply.status >= 400 && (repeated.contains(CANARY) || repeated.contains(CANARY_ADDRESS)) {
                    wrong.push(format!("{} repeats it: {body:?} → {reply:?}", operation.id));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{} of {said}:\n{}", wrong.len(), wrong.join("\n"));
    addresses_with_canaries(&seeded.world).await;
    seeded.world.mail().await;
    println!("said {said} requests with canaries");
}

/// What stands in an address is somebody's as well: pages, queries, and addresses that lead nowhere.
async fn addresses_with_canaries(world: &World) {
    for path in [
        format!("/people?email={CANARY_ADDRESS}"),
        format!("/people/{CANARY}"),
        format!("/sessions?from={CANARY}"),
        format!("/{CANARY}?{CANARY}={CANARY}"),
    ] {
        let sending = Sending { method: Method::GET, path, media: None, body: None };
        send(world, Some(&world.coordinator), &sending).await;
    }
    let browser = kursplats_tests::browser::Browser::new(world);
    browser.get(&format!("/logga-in?next=/{CANARY}")).await;
    browser.get(&format!("/logga-in/{CANARY}")).await;
    browser.get(&format!("/kalender/{CANARY}")).await;
    browser.submit("/logga-in", &[("email", CANARY_ADDRESS), ("next", &format!("/{CANARY}"))]).await;
    browser.submit("/logga-in", &[("email", CANARY)]).await;
    browser.submit("/inloggningskod", &[("code", CANARY)]).await;
    let headers = [("User-Agent", CANARY), ("traceparent", CANARY), ("Accept-Language", CANARY)];
    browser.send(Method::GET, "/kursplats/v1/me", &headers, None).await;
}

/// What looks like an address of somebody in these tests, or like a token. The service itself writes from some.
fn telling<'a>(log: &'a str, names: &[&str]) -> Vec<&'a str> {
    const OWN: [&str; 2] = ["kursplats.example", "kurser.example"];
    let telling = |line: &&str| {
        let mut hosts = line.split('@').skip(1).filter_map(|rest| {
            rest.split(|letter: char| !letter.is_alphanumeric() && letter != '.' && letter != '-').next()
        });
        let addressed = hosts.any(|host| host.ends_with(".example") && !OWN.contains(&host));
        let token = line
            .split("kursplats_")
            .skip(1)
            .any(|rest| rest.len() > 32 && rest.bytes().take(32).all(|letter| letter.is_ascii_hexdigit()));
        addressed || token || names.iter().any(|name| line.contains(name))
    };
    log.lines().filter(telling).collect()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_log_knows_nobody() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("log");
    let itself = std::env::current_exe().expect("this program");
    let mut said = Command::new(itself);
    said.args(["--ignored", "--exact", "--nocapture", "security::canaries::everything_is_said"]);
    said.env("KURSPLATS_TEST_LOG", &path).env("KURSPLATS_TEST_LOG_LEVEL", "trace");
    let said = tokio::task::spawn_blocking(move || said.output().expect("it runs")).await.expect("it ends");
    let told = String::from_utf8_lossy(&said.stdout).into_owned() + &String::from_utf8_lossy(&said.stderr);
    assert!(said.status.success() && told.contains("requests with canaries"), "{told}");
    let log = std::fs::read_to_string(&path).expect("a log");
    assert!(log.lines().count() > 1000, "{} lines were logged", log.lines().count());
    let names: Vec<&str> = PEOPLE.iter().copied().chain([CANARY, "anarie", "canary.example"]).collect();
    let found = telling(&log, &names);
    assert!(found.is_empty(), "{} of {} lines, such as: {}", found.len(), log.lines().count(), found[0]);
    println!("0 of {} lines", log.lines().count());
}

/// The figures for those who watch over it are numbers, and words of ours.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_figures_know_nobody() {
    let mut port = None;
    let world = World::with(Engine::Sqlite, |settings| {
        let free = kursplats_tests::postfix_sink::free_port();
        port = Some(free);
        settings.metrics.address = Some(([127, 0, 0, 1], free).into());
    });
    let world = world.await.expect("SQLite is always there");
    let county = world.county().await;
    let amira = world.librarian("Amira Haddad", &county.kumla).await;
    let session = world.published(&world.plan(&county.course, 12, 30)).await;
    world.books(&amira, &session).await.expect(201);
    world.mail().await;
    let mut stream = TcpStream::connect(("127.0.0.1", port.expect("a port"))).await.expect("a connection");
    stream.write_all(b"GET /metrics HTTP/1.1\r\nHost: x\r\n\r\n").await.expect("sent");
    let mut figures = String::new();
    stream.read_to_string(&mut figures).await.expect("figures");
    assert!(figures.contains("kursplats_mail_messages{state=\"sent\"}"), "{figures}");
    let ids = [amira.person.to_string(), kursplats_tests::fixture::text(&session["id"]).to_owned()];
    let names: Vec<&str> =
        ["Amira", "Haddad", "Källkritik", "Kumla", "@"].into_iter().chain(ids.iter().map(String::as_str)).collect();
    assert!(names.iter().all(|name| !figures.contains(name)), "{figures}");
    world.close().await;
}

/// Who was refused something is not told, but that somebody was, and what (ASVS 16.3).
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_refused_is_logged() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("log");
    let itself = std::env::current_exe().expect("this program");
    let mut said = Command::new(itself);
    said.args(["--ignored", "--exact", "--nocapture", "security::canaries::somebody_is_refused"]);
    said.env("KURSPLATS_TEST_LOG", &path)
        .env("KURSPLATS_TEST_LOG_LEVEL", "info")
        .env("KURSPLATS_TEST_LOG_FORMAT", "json");
    let said = tokio::task::spawn_blocking(move || said.output().expect("it runs")).await.expect("it ends");
    assert!(said.status.success(), "{}", String::from_utf8_lossy(&said.stdout));
    let log = std::fs::read_to_string(&path).expect("a log");
    let lines: Vec<Value> = log.lines().map(|line| serde_json::from_str(line).expect("a line is JSON")).collect();
    assert!(lines.iter().all(|line| line["timestamp"].as_str().is_some_and(|time| time.ends_with('Z'))), "{log}");
    let told = |fields: &[(&str, Value)]| {
        let has = |line: &&Value| fields.iter().all(|(name, value)| line["fields"][*name] == *value);
        assert!(lines.iter().any(|line| has(&line)), "{fields:?} in {log}");
    };
    let refused = |status: u16, route: &str| {
        told(&[("message", "refused".into()), ("http.status", status.into()), ("http.route", route.into())]);
    };
    refused(401, "/me");
    refused(404, "/bookings/{bookingId}");
    told(&[("message", "denied".into()), ("role", "staff".into()), ("right", "ReadPeople".into())]);
    refused(429, "/sign-in-requests");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "run by what_is_refused_is_logged, in a process of its own"]
async fn somebody_is_refused() {
    let world = World::new(Engine::Sqlite).await.expect("SQLite is always there");
    let county = world.county().await;
    let amira = world.librarian("Amira Haddad", &county.kumla).await;
    world.send(Method::GET, "/me", None, &[], None).await.expect(401);
    world.get(&amira, "/people").await.expect(404);
    world.get(&amira, &format!("/bookings/{}", uuid::Uuid::now_v7())).await.expect(404);
    for _ in 0..3 {
        let asked = serde_json::json!({ "email": "nobody@kumla.example" });
        world.send(Method::POST, "/sign-in-requests", None, &[], Some(&asked)).await.expect(202);
    }
    let asked = serde_json::json!({ "email": "nobody@kumla.example" });
    world.send(Method::POST, "/sign-in-requests", None, &[], Some(&asked)).await.expect(429);
    world.close().await;
}

/// After a run of the whole suite with `KURSPLATS_TEST_LOG`: nobody whom any test invented stands in what was logged.
#[test]
#[ignore = "after a run with KURSPLATS_TEST_LOG"]
fn the_log_of_the_run_knows_nobody() {
    let path = std::env::var_os("KURSPLATS_TEST_LOG").expect("KURSPLATS_TEST_LOG names the log of a run");
    let bytes = std::fs::read(Path::new(&path)).expect("a log");
    let log = String::from_utf8_lossy(&bytes);
    let found = telling(&log, &PEOPLE);
    assert!(found.is_empty(), "{} of {} lines, such as: {}", found.len(), log.lines().count(), found[0]);
    println!("0 of {} lines", log.lines().count());
}
