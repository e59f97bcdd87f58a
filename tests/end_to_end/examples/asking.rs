//! The self-assessment and the survey of managers.

use chrono::Days;
use kursplats_tests::world::World;
use reqwest::Method;
use serde_json::{Value, json};

use super::Recorder;

pub(super) async fn record(world: &World, recorder: &mut Recorder) {
    waves(world, recorder).await;
    surveys(world, recorder).await;
}

async fn waves(world: &World, recorder: &mut Recorder) {
    let caller = Some(&world.coordinator);
    let statements = json!([
        { "key": "q1", "area": 1, "text": "Jag kan avgöra om en källa på nätet går att lita på." },
        { "key": "q2", "area": 4, "text": "Jag vet hur personuppgifter ska hanteras i mitt arbete." }
    ]);
    let today = domain::wall_time::local_date(world.clock.now());
    let body = json!({ "name": "Våren", "from": today, "to": today, "statements": statements });
    let path = "/self-assessment-waves";
    let wave = recorder.call(world, caller, "addWave", Method::POST, path, Some(body)).await.expect(201).id();
    recorder.call(world, caller, "listWaves", Method::GET, path, None).await.expect(200);
    let path = format!("/self-assessment-waves/{wave}");
    let body = json!({ "name": "Våren, första omgången" });
    recorder.call(world, caller, "changeWave", Method::PATCH, &path, Some(body)).await.expect(200);
    recorder.call(world, caller, "getWave", Method::GET, &path, None).await.expect(200);
    let body = json!({ "municipalityCode": "1881", "count": 2 });
    let links = format!("{path}/links");
    recorder.call(world, caller, "addWaveLinks", Method::POST, &links, Some(body)).await.expect(201);
    for (dry_run, status) in [("true", "200"), ("false", "201")] {
        let answer = import(world, &format!("{path}/imports?dryRun={dry_run}")).await;
        let entry = recorder.operations.entry("importWaveAnswers".to_owned());
        entry.or_insert_with(|| json!({ "responses": {} }))["responses"][status] = answer;
    }
    let body = Some(json!({}));
    recorder.call(world, caller, "closeWave", Method::POST, &format!("{path}/closings"), body).await.expect(201);
}

async fn import(world: &World, path: &str) -> Value {
    let request = reqwest::Client::new().post(format!("{}/kursplats/v1{path}", world.base));
    let request = request.bearer_auth(&world.coordinator.token).header("content-type", "text/csv");
    let file = "wave;municipalityCode;q1;q2\nVåren, första omgången;1881;4;5\n";
    request.body(file).send().await.expect("an answer").json().await.expect("JSON")
}

async fn surveys(world: &World, recorder: &mut Recorder) {
    let caller = Some(&world.coordinator);
    let programmes = world.get(&world.coordinator, "/programmes").await.expect(200).body;
    let today = domain::wall_time::local_date(world.clock.now());
    let body = json!({ "programmeId": programmes["items"][0]["id"], "title": "Att leda digital förändring",
        "opensOn": today, "closesOn": today });
    let first = recorder.call(world, caller, "addSurvey", Method::POST, "/surveys", Some(body.clone())).await;
    let path = format!("/surveys/{}/sendings", first.expect(201).id());
    recorder.call(world, caller, "sendSurvey", Method::POST, &path, Some(json!({}))).await.expect(201);
    // Of another day, so that the list has an order.
    let mut body = body;
    body["closesOn"] = json!(today + Days::new(1));
    let paper = world.post(&world.coordinator, "/surveys", &body).await.expect(201).id();
    let counts = json!({ "invited": 12, "strengthened": 7, "notStrengthened": 2, "dontKnow": 1 });
    let path = format!("/surveys/{paper}/counts");
    recorder.call(world, caller, "enterSurveyCounts", Method::POST, &path, Some(counts)).await.expect(201);
    recorder.call(world, caller, "getSurvey", Method::GET, &format!("/surveys/{paper}"), None).await.expect(200);
    recorder.call(world, caller, "listSurveys", Method::GET, "/surveys", None).await.expect(200);
}
