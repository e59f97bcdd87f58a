//! Profiles, grants, action plans and collaborations.

use kursplats_tests::world::{Caller, World};
use reqwest::Method;
use serde_json::json;

use super::Recorder;

pub(super) async fn record(world: &World, recorder: &mut Recorder, amira: &Caller, library: &str) {
    profiles(world, recorder, amira).await;
    grants(world, recorder, library).await;
    plans(world, recorder).await;
    collaborations(world, recorder, library).await;
}

async fn profiles(world: &World, recorder: &mut Recorder, amira: &Caller) {
    let path = format!("/people/{}/digiteket-profile", amira.person);
    let body = json!({ "profile": "yes", "since": "2021-03-01" });
    recorder.call(world, Some(amira), "stateDigiteketProfile", Method::PUT, &path, Some(body)).await.expect(200);
    recorder.call(world, Some(amira), "getDigiteketProfile", Method::GET, &path, None).await.expect(200);
    let (caller, path) = (Some(&world.coordinator), "/digiteket-counts");
    let body = json!({ "municipalityCode": "1881", "onDate": "2026-03-31", "profiles": 7, "staff": 9,
        "source": "KB:s biblioteksstatistik, Personer99" });
    let count =
        recorder.call(world, caller, "addDigiteketCount", Method::POST, path, Some(body)).await.expect(201).id();
    let body = json!({ "profiles": 8 });
    let one = format!("{path}/{count}");
    recorder.call(world, caller, "changeDigiteketCount", Method::PATCH, &one, Some(body)).await.expect(200);
    recorder.call(world, caller, "listDigiteketCounts", Method::GET, path, None).await.expect(200);
}

async fn grants(world: &World, recorder: &mut Recorder, library: &str) {
    let caller = Some(&world.coordinator);
    let body = json!({ "title": "Digital delaktighet", "year": 2026, "registryNumber": "26RS0100", "criterion": true });
    let call = recorder.call(world, caller, "addGrantCall", Method::POST, "/grant-calls", Some(body)).await.expect(201);
    let path = format!("/grant-calls/{}", call.id());
    let body = json!({ "title": "Digital delaktighet 2026", "reason": "Året saknades i titeln." });
    recorder.call(world, caller, "changeGrantCall", Method::PATCH, &path, Some(body)).await.expect(200);
    recorder.call(world, caller, "listGrantCalls", Method::GET, "/grant-calls", None).await.expect(200);
    let body = json!({ "registryNumber": "26RS0123", "callId": call.id(), "libraryIds": [library],
        "decision": "granted", "decisionDate": "2026-05-20", "amountKronor": 75_000 });
    let grant = recorder.call(world, caller, "addGrant", Method::POST, "/grants", Some(body)).await.expect(201).id();
    let path = format!("/grants/{grant}");
    let body = json!({ "amountKronor": 80_000, "reason": "Beloppet var fel avskrivet." });
    recorder.call(world, caller, "changeGrant", Method::PATCH, &path, Some(body)).await.expect(200);
    recorder.call(world, caller, "getGrant", Method::GET, &path, None).await.expect(200);
    recorder.call(world, caller, "listGrants", Method::GET, "/grants", None).await.expect(200);
    let body = json!({ "revokedOn": "2026-08-01", "reason": "Projektet blev inte av." });
    let path = format!("{path}/revocations");
    recorder.call(world, caller, "revokeGrant", Method::POST, &path, Some(body)).await.expect(201);
}

async fn plans(world: &World, recorder: &mut Recorder) {
    let (caller, path) = (Some(&world.coordinator), "/action-plans");
    let body = json!({ "title": "Handlingsplan för fortsatt digitalisering" });
    let plan = recorder.call(world, caller, "addActionPlan", Method::POST, path, Some(body)).await.expect(201).id();
    let one = format!("{path}/{plan}");
    let states = format!("{one}/states");
    let body = json!({ "state": "adopted", "on": "2026-11-30" });
    recorder.call(world, caller, "advanceActionPlan", Method::POST, &states, Some(body)).await.expect(201);
    let body = json!({ "reference": "26RS1234" });
    recorder.call(world, caller, "changeActionPlan", Method::PATCH, &one, Some(body)).await.expect(200);
    recorder.call(world, caller, "getActionPlan", Method::GET, &one, None).await.expect(200);
    recorder.call(world, caller, "listActionPlans", Method::GET, path, None).await.expect(200);
}

async fn collaborations(world: &World, recorder: &mut Recorder, library: &str) {
    let (caller, path) = (Some(&world.coordinator), "/collaborations");
    let body = json!({ "libraryId": library, "theme": "1177", "from": "2026-02-01",
        "contact": "biblioteket@kumla.example", "activities": ["signage", "dropIn"] });
    let added = recorder.call(world, caller, "addCollaboration", Method::POST, path, Some(body)).await.expect(201).id();
    let one = format!("{path}/{added}");
    let confirmations = format!("{one}/confirmations");
    let body = json!({ "active": true });
    recorder.call(world, caller, "confirmCollaboration", Method::POST, &confirmations, Some(body)).await.expect(201);
    let body = json!({ "activities": ["signage", "dropIn", "training"] });
    recorder.call(world, caller, "changeCollaboration", Method::PATCH, &one, Some(body)).await.expect(200);
    recorder.call(world, caller, "listCollaborations", Method::GET, path, None).await.expect(200);
}
