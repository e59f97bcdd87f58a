//! Disposal: what is past its time goes when there is a decision, and what is counted stays as it is.

use std::{
    io::{BufRead, BufReader},
    path::Path,
    process::{Command, Stdio},
};

use chrono::{DateTime, Utc};
use domain::{access::Role, disposal::DisposalClass, ids::new_uuid};
use kursplats_tests::{
    crowd,
    fixture::text,
    world::{Caller, Engine, World, instant},
};
use sea_orm::ConnectionTrait;
use serde_json::{Value, json};

use super::standing::{Standing, rows_with};

/// The periods that are proposed, decided on.
fn decided() -> Value {
    let rule = |class: &DisposalClass| {
        let kept = class.proposed();
        json!({ "class": class, "amount": kept.amount, "unit": kept.unit, "decisionReference": "26RS4711" })
    };
    json!({ "items": DisposalClass::ALL.iter().map(rule).collect::<Vec<_>>() })
}

/// A session planned and published by somebody whose token still works.
async fn published_by(world: &World, planner: &Caller, plan: &Value) -> Value {
    let session = world.post(planner, "/sessions", plan).await.expect(201).id();
    world.post(planner, &format!("/sessions/{session}/publications"), &json!({})).await.expect(201).body
}

fn count(protocol: &Value, class: &str) -> (u64, String) {
    let entries = protocol["entries"].as_array().expect("entries");
    let entry = entries.iter().find(|entry| entry["class"] == class).unwrap_or_else(|| panic!("{class}"));
    (entry["disposed"].as_u64().expect("a number"), text(&entry["state"]).to_owned())
}

/// A county with a past, three years later. Bo has left; Amira works on, and has just said what she needs.
async fn years_later(world: &World) -> (Standing, Caller) {
    let standing = Standing::new(world).await;
    let (amira, bo) = (&standing.amira, &standing.bo);
    let (session, meeting) = crate::reporting::past_session(world, &standing.county, 5).await;
    let there = json!({ "held": true, "participants": [{ "personId": amira.person, "presence": "late" },
        { "personId": bo.person, "presence": "absent" }] });
    world.put(&world.organiser, &format!("/meetings/{meeting}/attendance-reports"), &there).await.expect(200);
    let _ = session;
    let session = world.published(&world.plan(&standing.county.course, 12, 20)).await;
    let booking = world.books(bo, &session).await.expect(201).body;
    let needs = json!({ "choices": ["hearingLoop"], "note": "Zebrafink", "consent": true });
    world.put(bo, &format!("/bookings/{}/needs", text(&booking["id"])), &needs).await.expect(200);
    world.get(&world.organiser, &format!("/bookings/{}/needs", text(&booking["id"]))).await.expect(200);
    let reason = json!({ "reason": "Zebrafink är sjuk" });
    world.post(bo, &format!("/bookings/{}/cancellations", text(&booking["id"])), &reason).await.expect(201);
    world.mail().await;
    let corrected = json!({ "name": "Bo Zebrafink-Ek" });
    world.patch(&world.coordinator, &format!("/people/{}", bo.person), &corrected).await.expect(200);
    let employments =
        world.get(&world.coordinator, &format!("/people/{}/employments", bo.person)).await.expect(200).body;
    let path = format!("/employments/{}", text(&employments["items"][0]["id"]));
    world.patch(&world.coordinator, &path, &json!({ "to": "2026-12-31" })).await.expect(200);
    world.at("2029-12-04T09:00:00Z");
    world.mail().await;
    let coordinator = world.caller(Role::Coordinator, "Gunilla Berg", "gunilla@region.example").await;
    (standing, coordinator)
}

on_both! {
    async fn without_a_decision_nothing_goes(world: World) {
        let (standing, coordinator) = years_later(&world).await;
        let rules = world.get(&coordinator, "/disposal-rules").await.expect(200).body;
        assert_eq!(rules["total"], DisposalClass::ALL.len());
        assert!(rules["items"].as_array().expect("rules").iter().all(|rule| rule["decisionReference"].is_null()));
        let before = rows_with(&world, "zebrafink").await;
        let would = world.post(&coordinator, "/disposals", &json!({ "dryRun": true })).await.expect(200).body;
        assert_eq!((&would["id"], &would["dryRun"]), (&json!(null), &json!(true)));
        for class in ["mailLog", "bookings", "attendance", "accounts", "accesses", "readings", "corrections"] {
            let (due, state) = count(&would, class);
            assert!(due > 0 && state == "undecided", "{class}: {would}");
        }
        assert_eq!(world.get(&coordinator, "/disposals").await.expect(200).body["total"], 0);
        let done = world.post(&coordinator, "/disposals", &json!({})).await.expect(201).body;
        assert!(done["entries"].as_array().expect("entries").iter().all(|entry| entry["disposed"] == 0), "{done}");
        assert_eq!(rows_with(&world, "zebrafink").await, before);
        for caller in [&world.organiser, &standing.amira] {
            assert!(world.get(caller, "/disposal-rules").await.status.as_u16() >= 400);
        }
        let rut = world.caller(Role::Organiser, "Rut Rask", "rut@medborgarskolan.example").await;
        for path in ["/disposal-rules", "/disposals"] {
            world.get(&rut, path).await.expect_code(404, "notFound");
        }
        world.post(&rut, "/disposals", &json!({})).await.expect_code(404, "notFound");
        world.put(&rut, "/disposal-rules", &decided()).await.expect_code(404, "notFound");
    }
}

on_both! {
    async fn what_is_due_goes_what_is_not_stays_and_the_figures_are_the_same(world: World) {
        let (standing, coordinator) = years_later(&world).await;
        let amira = world.caller(Role::Staff, "Amira Zebrafink", "amira.zebrafink@bibliotek.example").await;
        let session = published_by(&world, &coordinator, &world.plan(&standing.county.course, 12, 20)).await;
        let fresh = world.books(&amira, &session).await.expect(201).body;
        let needs = json!({ "choices": ["captions"] });
        world.put(&amira, &format!("/bookings/{}/needs", text(&fresh["id"])), &needs).await.expect(200);
        world.mail().await;
        let before = standing.counted(&world, &coordinator).await;
        let set = world.put(&coordinator, "/disposal-rules", &decided()).await.expect(200).body;
        assert!(set["items"].as_array().expect("rules").iter().all(|rule| rule["decisionReference"] == "26RS4711"));
        let would = world.post(&coordinator, "/disposals", &json!({ "dryRun": true })).await.expect(200).body;
        let done = world.post(&coordinator, "/disposals", &json!({})).await.expect(201).body;
        for class in DisposalClass::ALL {
            let (due, gone) = (count(&would, class.word()), count(&done, class.word()));
            assert_eq!(due.0, gone.0, "{class}: {would} {done}");
            assert_eq!(gone.1, "done", "{class}");
        }
        for class in ["mailLog", "bookings", "attendance", "accounts", "accesses", "readings", "corrections"] {
            assert!(count(&done, class).0 > 0, "{class}: {done}");
        }
        // Bo's name is nowhere any more, in no table; Amira's still is, and so is what she has booked.
        let left = rows_with(&world, "bo zebrafink").await.into_iter().chain(rows_with(&world, "är sjuk").await);
        let left: Vec<String> = left.chain(rows_with(&world, "bo.zebrafink").await).collect();
        assert!(left.is_empty(), "{left:#?}");
        let person = world.get(&coordinator, &format!("/people/{}", standing.bo.person)).await.expect(200).body;
        assert!(text(&person["name"]).starts_with("Pseudonym "), "{person}");
        assert_eq!(world.get(&amira, "/me").await.expect(200).body["name"], "Amira Zebrafink");
        let kept = world.get(&amira, &format!("/bookings/{}/needs", text(&fresh["id"]))).await.expect(200).body;
        assert_eq!(kept["choices"], json!(["captions"]));
        assert!(!world.rows("SELECT id FROM mail_message").await.is_empty(), "mail of today");
        assert!(world.rows("SELECT presence FROM attendance WHERE presence <> 'present'").await.is_empty());
        assert_eq!(standing.counted(&world, &coordinator).await, before);
        // The protocol is kept, and says nothing of anybody but whoever ran it.
        let shown = world.get(&coordinator, &format!("/disposals/{}", text(&done["id"]))).await.expect(200).body;
        assert_eq!(shown, done);
        assert_eq!((&shown["startedBy"], shown["finishedAt"].is_string()), (&json!(coordinator.person), true));
        assert!(!shown.to_string().to_lowercase().contains("zebrafink"));
        let again = world.post(&coordinator, "/disposals", &json!({})).await.expect(201).body;
        assert!(again["entries"].as_array().expect("entries").iter().all(|entry| entry["disposed"] == 0), "{again}");
        assert_eq!(world.get(&coordinator, "/disposals").await.expect(200).body["total"], 2);
    }
}

on_both! {
    async fn rules_stay_within_what_can_be(world: World) {
        let put = async |class: &str, amount: u32, unit: &str| {
            let rule = json!({ "class": class, "amount": amount, "unit": unit, "decisionReference": "26RS1" });
            world.put(&world.coordinator, "/disposal-rules", &json!({ "items": [rule] })).await
        };
        let refused = put("needs", 15, "days").await.expect(400).body;
        assert_eq!(refused["invalidParams"][0]["name"], "items[0].amount");
        put("bookings", 2, "months").await.expect(400);
        put("everything", 2, "months").await.expect(400);
        let set = put("mailLog", 6, "months").await.expect(200).body;
        let rule = set["items"].as_array().expect("rules").iter().find(|rule| rule["class"] == "mailLog").expect("a rule");
        assert_eq!((&rule["amount"], &rule["decisionReference"]), (&json!(6), &json!("26RS1")));
        let amira = world.get(&world.coordinator, "/me/data").await.expect(200).body;
        let mail = amira["kinds"].as_array().expect("kinds").iter().find(|kind| kind["kind"] == "mail").expect("mail");
        assert_eq!(mail["howLong"], "6 månader efter att mejlet skrevs.");
    }
}

const OLD: usize = 20_000;

/// Readings of six years ago, put straight into the table.
async fn old_readings(world: &World, standing: &Standing, at: DateTime<Utc>) {
    let plain = crowd::plainly(&world.database_url).await;
    let literal = |id: uuid::Uuid| match world.database_url.starts_with("postgres") {
        true => format!("'{id}'"),
        false => format!("x'{}'", id.simple()),
    };
    let session = world.rows("SELECT id FROM session LIMIT 1").await[0][0].parse().expect("an id");
    let (reader, person) = (literal(world.organiser.person.0), literal(standing.amira.person.0));
    for _ in 0..OLD / 500 {
        let row =
            |_| format!("({}, '{}', {reader}, {person}, {})", literal(new_uuid(at)), at.to_rfc3339(), literal(session));
        let rows: Vec<String> = (0..500).map(row).collect();
        let sql =
            format!("INSERT INTO need_reading (id, at, reader_id, person_id, session_id) VALUES {}", rows.join(", "));
        plain.execute_unprepared(&sql).await.expect("readings");
    }
    plain.close().await.expect("closed");
}

fn program(url: &str, folder: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_kursplats-under-test"));
    command.env("KURSPLATS__DATABASE__URL", url).current_dir(folder).arg("disposal");
    command
}

/// `V33`: the real program, killed in the middle, and run again.
async fn killed_half_way(engine: Engine) {
    let Some(mut world) = World::new(engine).await else { return };
    let standing = Standing::new(&world).await;
    world.put(&world.coordinator, "/disposal-rules", &decided()).await.expect(200);
    old_readings(&world, &standing, instant("2020-11-24T08:00:00Z")).await;
    let before = standing.counted(&world, &world.coordinator).await;
    let (url, folder) = (world.database_url.clone(), world.folder());
    world.running.take().expect("a running system").stop().await.expect("the system stops");

    let would = program(&url, &folder).arg("--dry-run").output().expect("it runs");
    let said = String::from_utf8_lossy(&would.stdout).into_owned();
    assert!(
        said.contains(&format!("Vem som läst behov: {OLD} att gallra")),
        "{said}{}",
        String::from_utf8_lossy(&would.stderr)
    );
    let left = async |world: &World| -> usize {
        world.rows("SELECT count(*) FROM need_reading").await[0][0].parse().expect("a number")
    };
    assert_eq!(left(&world).await, OLD);

    let mut child = program(&url, &folder).stdout(Stdio::null()).stderr(Stdio::piped()).spawn().expect("it starts");
    let mut lines = BufReader::new(child.stderr.take().expect("its words")).lines().map_while(Result::ok);
    lines.find(|line| line.starts_with("readings: ")).expect("it goes on");
    child.kill().expect("killed");
    child.wait().expect("gone");
    let half = left(&world).await;
    assert!(half > 0 && half < OLD, "killed in the middle: {half} left");
    let open = world.rows("SELECT disposed FROM disposal_entry WHERE class = 'readings' AND state = 'begun'").await;
    assert_eq!(open, [[(OLD - half).to_string()]], "what is written down is what is gone");

    let ended = program(&url, &folder).output().expect("it runs");
    let said = String::from_utf8_lossy(&ended.stdout).into_owned();
    assert!(ended.status.success() && said.contains(&format!("Vem som läst behov: {OLD} gallrade")), "{said}");
    assert_eq!(left(&world).await, 0);
    world.restart(|_| {}).await;
    let runs = world.get(&world.coordinator, "/disposals").await.expect(200).body;
    assert_eq!(
        (&runs["total"], &runs["items"][0]["startedBy"]),
        (&json!(1), &json!(null)),
        "one run, finished by the next"
    );
    assert_eq!(count(&runs["items"][0], "readings"), (OLD as u64, "done".to_owned()));
    assert_eq!(standing.counted(&world, &world.coordinator).await, before);
    world.close().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_run_that_is_killed_half_way_is_finished_by_the_next_on_sqlite() {
    killed_half_way(Engine::Sqlite).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_run_that_is_killed_half_way_is_finished_by_the_next_on_postgresql() {
    killed_half_way(Engine::Postgres).await;
}
