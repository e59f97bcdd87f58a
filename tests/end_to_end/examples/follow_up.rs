//! Programmes and definitions.

use kursplats_tests::world::World;
use reqwest::Method;
use serde_json::json;

use super::Recorder;

pub(super) async fn record(world: &World, recorder: &mut Recorder) {
    let caller = Some(&world.coordinator);
    let body = json!({ "name": "Digitalt först med användaren i fokus",
        "goal": "Personalen ska känna större trygghet när biblioteken möter det digitala samhällets utmaningar.",
        "from": "2026-01-01", "to": "2027-12-31" });
    let programme = recorder.call(world, caller, "addProgramme", Method::POST, "/programmes", Some(body)).await;
    let path = format!("/programmes/{}", programme.expect(201).id());
    let body = json!({ "to": "2028-06-30" });
    recorder.call(world, caller, "changeProgramme", Method::PATCH, &path, Some(body)).await.expect(200);
    recorder.call(world, caller, "getProgramme", Method::GET, &path, None).await.expect(200);
    recorder.call(world, caller, "listProgrammes", Method::GET, "/programmes", None).await.expect(200);
    let path = "/indicator-definitions";
    let body = json!({ "code": "I4", "validFrom": "2028-01-01", "rules": { "countingUnit": "session" },
        "reason": "Styrgruppen vill följa kursomgångar." });
    recorder.call(world, caller, "addIndicatorDefinition", Method::POST, path, Some(body)).await.expect(201);
    let path = "/indicator-definitions?code=I4";
    recorder.call(world, caller, "listIndicatorDefinitions", Method::GET, path, None).await.expect(200);
}
