//! A county that has something in each of the seven indicators, and a report that is locked: what must be the same
//! whatever is done to people's names.

use domain::access::Role;
use kursplats_tests::{
    fixture::{County, text},
    world::{Caller, World},
};
use serde_json::{Value, json};

use crate::reporting::{attended, begun, indicator, locked, past_session};

/// The county, its people, and the path of the locked report.
pub(super) struct Standing {
    pub county: County,
    pub amira: Caller,
    pub bo: Caller,
    pub report: String,
}

impl Standing {
    pub(super) async fn new(world: &World) -> Self {
        let county = world.county().await;
        let amira = world.employed(Role::Manager, "Amira Zebrafink", &county.kumla).await;
        let bo = world.librarian("Bo Zebrafink", &county.hallsberg).await;
        let karin = world.librarian("Karin Holm", &county.kumla).await;
        for (days, present) in [(60, vec![&amira, &bo]), (30, vec![&amira, &karin]), (10, vec![&bo])] {
            let (_, meeting) = past_session(world, &county, days).await;
            attended(world, &meeting, &present).await;
        }
        for one in [&amira, &bo] {
            let path = format!("/people/{}/digiteket-profile", one.person);
            world.put(one, &path, &json!({ "profile": "yes", "since": "2026-02-01" })).await.expect(200);
        }
        registers(world, &county).await;
        let body = json!({ "name": "Digitalt först", "from": "2026-01-01", "to": "2026-12-31" });
        let programme = world.post(&world.coordinator, "/programmes", &body).await.expect(201).id();
        let body = json!({ "kind": "programme", "from": "2026-01-01", "to": "2026-12-31", "programmeId": programme });
        let report = begun(world, &body).await;
        locked(world, &report).await;
        Self { county, amira, bo, report }
    }

    /// Everything that is counted, and the locked report as it is shown and as it would be today.
    pub(super) async fn counted(&self, world: &World, coordinator: &Caller) -> Vec<Value> {
        let period = "from=2026-01-01&to=2026-12-31";
        let mut all = vec![world.get(coordinator, &format!("/indicators?{period}")).await.expect(200).body];
        for code in ["I1", "I2", "I3", "I4", "I5", "I6", "I7"] {
            all.push(world.get(coordinator, &format!("/indicators/{code}?{period}")).await.expect(200).body);
        }
        let report = world.get(coordinator, &self.report).await.expect(200).body;
        assert_eq!(indicator(&report, "I4")["indicator"]["value"], 3, "{report}");
        all.push(report);
        all.push(world.get(coordinator, &format!("{}/deviations", self.report)).await.expect(200).body);
        all
    }
}

async fn registers(world: &World, county: &County) {
    let body = json!({ "libraryId": county.kumla, "from": "2026-02-01", "contact": "Amira Zebrafink" });
    world.post(&world.coordinator, "/collaborations", &body).await.expect(201);
    let body = json!({ "title": "Utlysning", "year": 2026, "criterion": true });
    let call = world.post(&world.coordinator, "/grant-calls", &body).await.expect(201).id();
    let body = json!({ "registryNumber": "26RS1", "callId": call, "libraryIds": [county.kumla], "municipalityCodes": [],
        "decision": "granted", "decisionDate": "2026-03-01", "amountKronor": 1000 });
    world.post(&world.coordinator, "/grants", &body).await.expect(201);
    let plan = world.post(&world.coordinator, "/action-plans", &json!({ "title": "Plan" })).await.expect(201).id();
    let body = json!({ "state": "adopted", "on": "2026-11-01", "reference": "26RS1234" });
    world.post(&world.coordinator, &format!("/action-plans/{plan}/states"), &body).await.expect(201);
}

/// Every row of every table that has a word in it, as text.
pub(super) async fn rows_with(world: &World, word: &str) -> Vec<String> {
    let tables = if world.database_url.starts_with("postgres") {
        "SELECT table_name FROM information_schema.tables WHERE table_schema = current_schema() AND table_type = 'BASE TABLE'"
    } else {
        "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'"
    };
    let mut found = Vec::new();
    for table in world.rows(tables).await {
        let table = text(&Value::from(table[0].clone())).to_owned();
        for row in world.rows(&format!("SELECT * FROM \"{table}\"")).await {
            let row = row.join(" | ");
            if row.to_lowercase().contains(word) {
                found.push(format!("{table}: {row}"));
            }
        }
    }
    found
}
