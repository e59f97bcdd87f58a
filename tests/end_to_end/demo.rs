//! The demo, as a newcomer meets it.

use std::{path::Path, process::Command};

use chrono::{DateTime, Utc};
use domain::notice::MessageState;
use http_api::Clock;
use kursplats::{Settings, demo, settings::DatabaseUrl};
use kursplats_tests::{fixture::text, world::instant};
use persistence::{audit, outbox};
use serde_json::Value;

/// A day with coming sessions on either side, far from the holidays.
fn today() -> DateTime<Utc> {
    instant("2026-11-24T08:00:00Z")
}

fn read(folder: &Path) -> Value {
    serde_json::from_slice(&std::fs::read(folder.join("demo.json")).expect("demo.json")).expect("JSON")
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_tour_can_be_pasted_as_it_is_and_the_demo_is_found_again() {
    let folder = tempfile::tempdir().expect("a folder");
    let started = demo::start(folder.path(), 0, Clock::held_at(today())).await.expect("the demo starts");
    let commands: Vec<String> =
        started.tour.lines().filter(|line| line.starts_with("curl ")).map(str::to_owned).collect();
    assert_eq!(commands.len(), 5, "{}", started.tour);
    for command in commands {
        let shell = format!("{command} -f");
        let ran =
            tokio::task::spawn_blocking(move || Command::new("sh").args(["-c", &shell]).output().expect("a shell"));
        let output = ran.await.expect("it ends");
        assert!(output.status.success(), "{command}: {}", String::from_utf8_lossy(&output.stderr));
        let answer: Value = serde_json::from_slice(&output.stdout).expect("a JSON answer");
        assert!(answer.is_object(), "{answer}");
    }
    let first = read(folder.path());
    for role in ["staff", "manager", "trainer", "organiser", "coordinator"] {
        assert!(text(&first["tokens"][role]).starts_with("kursplats_"), "{role}");
        assert!(uuid::Uuid::try_parse(text(&first["people"][role])).is_ok(), "{role}");
    }
    books_without_choosing(&started.running, text(&first["tokens"]["staff"])).await;
    started.running.worker.run_once().await.expect("mail is sent");
    let mail = outbox::figures(&started.running.app.db).await.expect("figures");
    let failed = (mail.pending_notices, mail.dead_notices, mail.messages_in(MessageState::Dead));
    assert_eq!(failed, (0, 0, 0), "no mail of the demo has failed, not even about its past");
    assert!(mail.messages_in(MessageState::Sent) > 0);
    assert_eq!(audit::audit(&started.running.app.db).await.expect("an audit"), []);
    started.running.stop().await.expect("the demo stops");

    let again = demo::start(folder.path(), 0, Clock::held_at(today())).await.expect("the demo starts again");
    assert_eq!(read(folder.path())["tokens"], first["tokens"]);
    again.running.stop().await.expect("the demo stops");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn demo_data_and_real_data_never_share_a_database() {
    let folder = tempfile::tempdir().expect("a folder");
    let mut settings = Settings::built_in();
    settings.http.address = "127.0.0.1:0".parse().expect("an address");
    settings.database.url = DatabaseUrl::new(format!("sqlite:{}", folder.path().join("kursplats.db").display()));
    let live = kursplats::start(settings.clone(), Clock::held_at(today())).await.expect("a real system");
    live.stop().await.expect("it stops");
    assert!(demo::start(folder.path(), 0, Clock::held_at(today())).await.is_err());

    let other = tempfile::tempdir().expect("a folder");
    let demo = demo::start(other.path(), 0, Clock::held_at(today())).await.expect("a demo");
    demo.running.stop().await.expect("it stops");
    settings.database.url = DatabaseUrl::new(format!("sqlite:{}", other.path().join("kursplats.db").display()));
    assert!(kursplats::start(settings, Clock::held_at(today())).await.is_err());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_coordinator_sees_all_seven_whenever_the_demo_is_loaded() {
    for day in ["2026-11-24", "2027-01-04", "2027-07-05"] {
        let folder = tempfile::tempdir().expect("a folder");
        let now = instant(&format!("{day}T08:00:00Z"));
        let started = demo::start(folder.path(), 0, Clock::held_at(now)).await.expect("the demo starts");
        let token = read(folder.path())["tokens"]["coordinator"].clone();
        let from = now.date_naive() - chrono::Months::new(12);
        let address = started.running.address;
        let list = format!("http://{address}/kursplats/v1/indicators?from={from}&to={day}");
        let list = reqwest::Client::new().get(list).bearer_auth(text(&token)).send().await.expect("an answer");
        let list: Value = list.json().await.expect("JSON");
        let stands = |code: &str| {
            let items = list["items"].as_array().expect("indicators").iter();
            let found: Vec<_> = items.filter(|item| item["code"] == code).collect();
            text(&found[0]["status"]).to_owned()
        };
        let statuses = ["I1", "I2", "I3", "I4", "I5", "I6", "I7"].map(stands);
        let expected = ["met", "notMet", "noTarget", "noTarget", "noTarget", "met", "noTarget"];
        assert_eq!(statuses, expected, "{day}: {list:#}");
        assert_eq!(audit::audit(&started.running.app.db).await.expect("an audit"), []);
        started.running.stop().await.expect("the demo stops");
    }
}

/// Whoever is on the staff books with an empty body: there is one employment, so there is nothing to choose.
async fn books_without_choosing(running: &kursplats::Running, token: &str) {
    let base = format!("http://{}/kursplats/v1", running.address);
    let client = reqwest::Client::new();
    let me: Value =
        client.get(format!("{base}/me")).bearer_auth(token).send().await.expect("me").json().await.expect("JSON");
    assert_eq!(me["employments"].as_array().map(Vec::len), Some(1), "{me}");
    let open = client.get(format!("{base}/sessions?available=true")).send().await.expect("a list");
    let open: Value = open.json().await.expect("JSON");
    let mut statuses = Vec::new();
    for session in open["items"].as_array().expect("items") {
        let book = client.post(format!("{base}/sessions/{}/bookings", text(&session["id"]))).bearer_auth(token);
        statuses.push(book.send().await.expect("an answer").status().as_u16());
    }
    assert!(statuses.contains(&201), "{statuses:?}");
    assert!(statuses.iter().all(|status| [200, 201, 409].contains(status)), "{statuses:?}");
}
