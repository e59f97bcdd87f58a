//! Files of grants and of collaborations.

use kursplats_tests::world::World;
use serde_json::{Value, json};

use super::Recorder;

const GRANTS: &str = "Diarienummer;Utlysning;Kommunkod;Beslut;Beslutsdatum;Belopp\n\
    26RS0124;Digital delaktighet 2026;1881;beviljat;2026-05-20;45 000\n";
const COLLABORATIONS: &str = "Bibliotek;Från;Till;Kontakt;Vad\n\
    Kumla bibliotek;2025-02-01;2025-05-31;biblioteket@kumla.example;skyltning, drop-in\n";

pub(super) async fn record(world: &World, recorder: &mut Recorder) {
    for (operation, path, file) in
        [("importGrants", "/grants", GRANTS), ("importCollaborations", "/collaborations", COLLABORATIONS)]
    {
        for (dry_run, status) in [("true", "200"), ("false", "201")] {
            let answer = send(world, &format!("{path}/imports?dryRun={dry_run}"), file).await;
            let entry = recorder.operations.entry(operation.to_owned());
            entry.or_insert_with(|| json!({ "responses": {} }))["responses"][status] = answer;
        }
    }
}

async fn send(world: &World, path: &str, file: &str) -> Value {
    let request = reqwest::Client::new().post(format!("{}/kursplats/v1{path}", world.base));
    let request = request.bearer_auth(&world.coordinator.token).header("content-type", "text/csv");
    request.body(file.to_owned()).send().await.expect("an answer").json().await.expect("JSON")
}
