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
