//! Needs, and what is kept of a person.

use kursplats_tests::{
    fixture::text,
    world::{Caller, World},
};
use reqwest::Method;
use serde_json::{Value, json};

use super::Recorder;

pub(super) async fn needs(world: &World, recorder: &mut Recorder, session: &Value, booking: &Value, amira: &Caller) {
    let path = format!("/bookings/{}/needs", text(&booking["id"]));
    let body = json!({ "choices": ["hearingLoop", "contactAboutFood"], "note": "Jag behöver sitta långt fram.",
        "consent": true });
    recorder.call(world, Some(amira), "listNeedChoices", Method::GET, "/need-choices", None).await.expect(200);
    recorder.call(world, Some(amira), "giveNeeds", Method::PUT, &path, Some(body)).await.expect(200);
    recorder.call(world, Some(amira), "getNeeds", Method::GET, &path, None).await.expect(200);
    let path = format!("/sessions/{}/needs", text(&session["id"]));
    recorder.call(world, Some(&world.organiser), "getSessionNeeds", Method::GET, &path, None).await.expect(200);
}

/// Somebody's own data, decisions about them, and disposal.
pub(super) async fn record(world: &World, recorder: &mut Recorder, library: &str) {
    let maja = world.librarian("Maja Lund", library).await;
    recorder.call(world, Some(&maja), "getMyData", Method::GET, "/me/data", None).await.expect(200);
    let (caller, person) = (Some(&world.coordinator), format!("/people/{}", maja.person));
    let measures = [
        ("restrictPerson", "restrictions"),
        ("releasePerson", "releases"),
        ("pseudonymisePerson", "pseudonymisations"),
    ];
    for (operation, path) in measures {
        let (path, body) = (format!("{person}/{path}"), json!({ "reason": "Begäran 26RS0456" }));
        recorder.call(world, caller, operation, Method::POST, &path, Some(body)).await.expect(201);
        // So that the list has an order: what happens in one instant has none.
        world.later(chrono::Duration::minutes(1));
    }
    recorder.call(world, caller, "listMeasures", Method::GET, &format!("{person}/measures"), None).await.expect(200);
    disposal(world, recorder).await;
}

async fn disposal(world: &World, recorder: &mut Recorder) {
    let caller = Some(&world.coordinator);
    let rule = json!({ "class": "mailLog", "amount": 12, "unit": "months", "decisionReference": "26RS0789" });
    let rules = json!({ "items": [rule] });
    recorder.call(world, caller, "setDisposalRules", Method::PUT, "/disposal-rules", Some(rules)).await.expect(200);
    recorder.call(world, caller, "listDisposalRules", Method::GET, "/disposal-rules", None).await.expect(200);
    let (path, dry) = ("/disposals", json!({ "dryRun": true }));
    recorder.call(world, caller, "dispose", Method::POST, path, Some(dry)).await.expect(200);
    let run = recorder.call(world, caller, "dispose", Method::POST, path, Some(json!({}))).await.expect(201).id();
    recorder.call(world, caller, "listDisposals", Method::GET, path, None).await.expect(200);
    recorder.call(world, caller, "getDisposal", Method::GET, &format!("{path}/{run}"), None).await.expect(200);
}
