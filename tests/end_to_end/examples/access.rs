//! Signing in, tokens and roles, in a world of its own, where people reach the service at an address.

use kursplats_tests::{
    browser::{Browser, OWN},
    telephone::Telephone,
};
use serde_json::{Value, json};

use super::*;

const JSON: (&str, &str) = ("Content-Type", "application/json");

pub(super) async fn record(recorder: &mut Recorder) {
    let reachable = |settings: &mut Settings| settings.http.public_url = Some("http://kurser.example".to_owned());
    let world = World::with(Engine::Sqlite, reachable).await.expect("SQLite is always there");
    let browser = signed_in(&world, recorder).await;
    tokens(&world, recorder, &browser).await;
    factors(&world, recorder, &browser).await;
    let caller = Some(&world.coordinator);
    let list = recorder.call(&world, caller, "listSignIns", Method::GET, "/sign-ins", None).await.expect(200);
    let endings = format!("/sign-ins/{}/endings", text(&list.body["items"][0]["id"]));
    recorder.call(&world, caller, "endSignIn", Method::POST, &endings, None).await.expect(201);
    let roles = format!("/people/{}/roles", world.organiser.person);
    recorder.call(&world, caller, "getRoles", Method::GET, &roles, None).await.expect(200);
    let body = json!({ "roles": ["trainer", "organiser"], "disabled": false });
    recorder.call(&world, caller, "setRoles", Method::PUT, &roles, Some(body)).await.expect(200);
    world.close().await;
}

/// The coordinator in a browser; and what she hears who asks too often.
async fn signed_in(world: &World, recorder: &mut Recorder) -> Browser {
    let path = "/sign-in-requests";
    let body = Some(json!({ "email": "amira.haddad@kumla.example", "sharedComputer": false }));
    for _ in 0..3 {
        recorder.call(world, None, "askToSignIn", Method::POST, path, body.clone()).await.expect(202);
    }
    recorder.call(world, None, "askToSignIn", Method::POST, path, body).await.expect(429);
    let browser = Browser::new(world);
    browser.submit("/logga-in", &[("email", "gunilla@region.example")]).await.expect(200);
    let files = world.mail().await;
    let mail = std::fs::read(files.last().expect("a mail")).expect("a mail");
    let mail =
        mail_parser::MessageParser::default().parse(&mail).expect("a mail").body_text(0).expect("text").into_owned();
    let link = mail.lines().find_map(|line| line.strip_prefix("http://kurser.example")).expect("a link");
    browser.submit(link, &[]).await.expect(303);
    Telephone::enrol(&browser, world.clock.now()).await;
    let foreign = browser.send(Method::PATCH, "/kursplats/v1/me", &[JSON], Some("{}".to_owned())).await.expect(403);
    recorder.problems.insert("403".to_owned(), serde_json::from_str(&foreign.text).expect("a problem"));
    browser
}

async fn tokens(world: &World, recorder: &mut Recorder, browser: &Browser) {
    // Lists put the latest first.
    world.later(chrono::Duration::seconds(1));
    let (path, body) = ("/kursplats/v1/access-tokens", json!({ "name": "Statistik till Power BI" }));
    let made = browser.send(Method::POST, path, &[JSON, OWN], Some(body.to_string())).await.expect(201);
    let mut made: Value = serde_json::from_str(&made.text).expect("a token");
    made["token"] = json!(format!("kursplats_{}_{}", "0".repeat(32), "0".repeat(72)));
    let id = text(&made["id"]).to_owned();
    recorder.operations.insert("addAccessToken".to_owned(), json!({ "request": body, "responses": { "201": made } }));
    let caller = Some(&world.coordinator);
    recorder.call(world, caller, "listAccessTokens", Method::GET, "/access-tokens", None).await.expect(200);
    let revocations = format!("/access-tokens/{id}/revocations");
    recorder.call(world, caller, "revokeAccessToken", Method::POST, &revocations, None).await.expect(201);
}

/// The coordinator's own factor, and letting the organiser begin anew.
async fn factors(world: &World, recorder: &mut Recorder, browser: &Browser) {
    let caller = Some(&world.coordinator);
    let list =
        recorder.call(world, caller, "listSecondFactors", Method::GET, "/second-factors", None).await.expect(200);
    let resets = format!("/people/{}/second-factor-resets", world.organiser.person);
    recorder.call(world, caller, "resetSecondFactors", Method::POST, &resets, None).await.expect(201);
    let removals = format!("/kursplats/v1/second-factors/{}/removals", text(&list.body["items"][0]["id"]));
    let removed = browser.send(Method::POST, &removals, &[OWN], None).await.expect(201);
    let removed: Value = serde_json::from_str(&removed.text).expect("a factor");
    recorder.operations.insert("removeSecondFactor".to_owned(), json!({ "responses": { "201": removed } }));
}
