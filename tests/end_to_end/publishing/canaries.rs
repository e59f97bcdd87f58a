//! Nobody's name and nobody's address comes out of a report, whichever way it is taken out: a name that nobody else has
//! is written wherever people are named, and then looked for.

use domain::access::Role;
use kursplats_tests::{fixture::text, peers, world::World};
use serde_json::{Value, json};

use crate::reporting::{begun, locked, year};

const CANARY: &str = "Zebrafink";

/// People, and everything that they and others write of people.
async fn busy_year(world: &World) {
    let county = world.county().await;
    let named = |given: &str| format!("{given} {CANARY}");
    let staff = [
        world.librarian(&named("Amira"), &county.kumla).await,
        world.employed(Role::Manager, &named("Karin"), &county.kumla).await,
        world.librarian(&named("Bo"), &county.hallsberg).await,
    ];
    let mut plan = world.plan(&county.course, 12, -30);
    plan["meetings"][0]["trainer"] = json!(named("Elin"));
    let session = world.post(&world.organiser, "/sessions", &plan).await.expect(201).body;
    let there: Vec<Value> = staff.iter().map(|one| json!({ "personId": one.person, "presence": "present" })).collect();
    let path = format!("/meetings/{}/attendance-reports", text(&session["meetings"][0]["id"]));
    let body = json!({ "held": true, "participants": there });
    world.put(&world.organiser, &path, &body).await.expect(200);
    let body = json!({ "byStaff": true, "reason": format!("{CANARY} höll i det.") });
    world.patch(&world.organiser, &format!("/sessions/{}", text(&session["id"])), &body).await.expect(200);
    let pending = world.published(&world.plan(&county.course, 12, 3)).await;
    world.books(&staff[0], &pending).await.expect(201);
    let body = json!({ "reason": format!("{CANARY} är sjuk.") });
    world.post(&world.organiser, &format!("/sessions/{}/cancellations", text(&pending["id"])), &body).await.expect(201);
    registers(world, &county.kumla).await;
}

async fn registers(world: &World, library: &str) {
    let body = json!({ "libraryId": library, "from": "2026-02-01", "contact": "zebrafink@kumla.example" });
    world.post(&world.coordinator, "/collaborations", &body).await.expect(201);
    let body = json!({ "title": "Utlysning", "year": 2026, "criterion": false });
    let call = world.post(&world.coordinator, "/grant-calls", &body).await.expect(201).id();
    let body = json!({ "registryNumber": "26RS1", "callId": call, "libraryIds": [library], "municipalityCodes": [],
        "decision": "granted", "decisionDate": "2026-03-01", "amountKronor": 1000, "criterion": true,
        "criterionReason": format!("{CANARY} bedömde det.") });
    let grant = world.post(&world.coordinator, "/grants", &body).await.expect(201).id();
    let body = json!({ "revokedOn": "2026-08-01", "reason": format!("{CANARY} bad om det.") });
    world.post(&world.coordinator, &format!("/grants/{grant}/revocations"), &body).await.expect(201);
    let plan = world.post(&world.coordinator, "/action-plans", &json!({ "title": "Plan" })).await.expect(201).id();
    let body = json!({ "state": "adopted", "on": "2026-11-01", "reference": "26RS1234" });
    world.post(&world.coordinator, &format!("/action-plans/{plan}/states"), &body).await.expect(201);
}

/// A report by every way that leads out of it.
async fn everything(world: &World, path: &str) -> Vec<(String, String)> {
    let mut found = Vec::new();
    for view in ["internal", "public"] {
        for format in ["json", "csv", "xlsx"] {
            let what = format!("{path}/exports?format={format}&view={view}");
            let file = world.download(&world.coordinator, &what).await;
            assert_eq!(file.status.as_u16(), 200);
            let place = world.folder().join(format!("canary.{format}"));
            std::fs::write(&place, &file.bytes).expect("saved");
            let text = match (format, peers::python()) {
                ("xlsx", Some(_)) => peers::read_table(&place).to_string(),
                // Packed, it tells nothing.
                ("xlsx", None) => String::new(),
                _ => String::from_utf8(file.bytes).expect("text"),
            };
            found.push((what, text));
        }
    }
    let mut paths = vec![format!("{path}?view=public"), path.to_owned(), format!("{path}/deviations")];
    for view in ["internal", "public"] {
        paths.push(format!("/indicators?view={view}"));
        paths.extend((1..=7).map(|number| format!("/indicators/I{number}?view={view}")));
    }
    paths.extend((1..=7).map(|number| format!("/indicators/I{number}/evidence?limit=100")));
    for path in paths {
        found.push((path.clone(), world.get(&world.coordinator, &path).await.body.to_string()));
    }
    found
}

on_both! {
    async fn no_name_and_no_address_comes_out_of_a_report(world: World) {
        busy_year(&world).await;
        let people = world.get(&world.coordinator, "/people?limit=100").await.expect(200).body.to_string();
        assert!(people.contains(CANARY) && people.contains('@'), "they are in the register: {people}");
        let path = begun(&world, &year()).await;
        for lock in [false, true] {
            if lock {
                locked(&world, &path).await;
            }
            for (what, text) in everything(&world, &path).await {
                assert!(!text.to_lowercase().contains("zebrafink"), "{what}: {text}");
                assert!(!text.contains('@'), "{what} has an address: {text}");
            }
        }
    }
}
