//! A fresh proof before what must not be done by whoever finds a browser open.

use chrono::Duration;
use kursplats_tests::browser::OWN;
use reqwest::Method;
use serde_json::json;

use super::*;

const GUNILLA: &str = "gunilla@region.example";
const JSON: (&str, &str) = ("Content-Type", "application/json");

/// What needs a fresh proof: each with the status it has when it is done.
async fn guarded(world: &World) -> Vec<(Method, String, Option<String>, u16)> {
    let roles = json!({ "roles": ["organiser", "trainer"], "disabled": false });
    let person = world.organiser.person;
    let year = json!({ "kind": "year", "from": "2025-01-01", "to": "2025-12-31" });
    let report = world.post(&world.coordinator, "/reports", &year).await.expect(201).id();
    vec![
        (Method::PUT, format!("/people/{person}/roles"), Some(roles.to_string()), 200),
        (Method::POST, format!("/people/{person}/second-factor-resets"), Some("{}".to_owned()), 201),
        (Method::POST, "/access-tokens".to_owned(), Some(json!({ "name": "Statistik" }).to_string()), 201),
        (Method::GET, format!("/reports/{report}/exports?format=csv"), None, 200),
        (Method::GET, format!("/reports/{report}/exports?format=xlsx"), None, 200),
    ]
}

async fn send(browser: &Browser, guarded: &(Method, String, Option<String>, u16)) -> Page {
    let (method, path, body, _) = guarded;
    browser.send(method.clone(), &format!("/kursplats/v1{path}"), &[OWN, JSON], body.clone()).await
}

/// Ten minutes after the last proof exports, changes of roles and the like are refused until it is given again; all else
/// goes on.
async fn what_is_grave_needs_a_fresh_proof(engine: Engine) {
    let Some(world) = world(engine).await else { return };
    let all = guarded(&world).await;
    let (browser, telephone) = with_telephone(&world, GUNILLA).await;
    for one in &all {
        let page = send(&browser, one).await;
        assert_eq!(page.status, one.3, "fresh, {}: {}", one.1, page.text);
    }
    world.later(Duration::minutes(10));
    for one in &all {
        let page = send(&browser, one).await.expect(403);
        assert!(page.text.contains("\"stepUpNeeded\""), "{}: {}", one.1, page.text);
        assert_eq!(page.header("content-type"), "application/problem+json");
    }
    assert_eq!(me(&browser).await.0, 200, "all else goes on");
    let public = all[3].1.clone() + "&view=public";
    browser.get(&format!("/kursplats/v1{public}")).await.expect(200);

    let before = browser.copy();
    assert!(browser.get("/bekrafta?next=/konto").await.expect(200).text.contains("value=\"/konto\""));
    browser.submit("/bekrafta", &[("code", "000000")]).await.expect(422);
    send(&browser, &all[0]).await.expect(403);
    let code = telephone.code(world.clock.now());
    let shown = browser.submit("/bekrafta", &[("code", &code), ("next", "/konto")]).await.expect(303);
    assert_eq!(shown.header("location"), "/konto");
    for one in &all {
        let page = send(&browser, one).await;
        assert_eq!(page.status, one.3, "again, {}: {}", one.1, page.text);
    }
    assert_ne!(browser.cookie("s"), before.cookie("s"));
    assert_eq!(send(&before, &all[0]).await.status, 401, "whoever had the old secret has nothing of it (F32)");
    world.later(Duration::minutes(10));
    send(&browser, &all[0]).await.expect(403);
    world.close().await;
}
on_each!(what_is_grave_needs_a_fresh_proof);

/// A proof does not make a sign-in last longer than it would have.
async fn a_proof_makes_nothing_last_longer(engine: Engine) {
    let Some(world) = world(engine).await else { return };
    let (browser, telephone) = with_telephone(&world, GUNILLA).await;
    for _ in 0..13 {
        world.later(Duration::minutes(55));
        browser.submit("/bekrafta", &[("code", &telephone.code(world.clock.now()))]).await.expect(303);
        assert_eq!(me(&browser).await.0, 200);
    }
    world.later(Duration::minutes(5));
    assert_eq!(me(&browser).await.0, 401, "twelve hours");
    let over = browser.submit("/bekrafta", &[("code", &telephone.code(world.clock.now()))]).await.expect(303);
    assert_eq!(over.header("location"), "/logga-in?next=/bekrafta");
    world.close().await;
}
on_each!(a_proof_makes_nothing_last_longer);

/// Tokens were made after a proof, and pass; but what guards their person they do not touch.
async fn a_token_needs_no_proof(engine: Engine) {
    let Some(world) = world(engine).await else { return };
    for (method, path, body, status) in guarded(&world).await {
        let body = body.map(|body| serde_json::from_str(&body).expect("JSON"));
        let answer = world.send(method, &path, Some(&world.coordinator), &[], body.as_ref()).await;
        let expected = if path == "/access-tokens" { 409 } else { status };
        assert_eq!(answer.status.as_u16(), expected, "{path}: {}", answer.body);
    }
    let (browser, _) = with_telephone(&world, GUNILLA).await;
    let own = browser.get("/kursplats/v1/second-factors").await.expect(200).text;
    let own: serde_json::Value = serde_json::from_str(&own).expect("JSON");
    let removals = format!("/second-factors/{}/removals", own["items"][0]["id"].as_str().expect("an id"));
    world.post(&world.coordinator, &removals, &json!({})).await.expect_code(409, "signInNeeded");
    world.close().await;
}
on_each!(a_token_needs_no_proof);

/// F25 and F26: the pages lead to no other site, and no other site presses their buttons.
async fn another_site_proves_nothing(engine: Engine) {
    let Some(world) = world(engine).await else { return };
    let (browser, telephone) = with_telephone(&world, GUNILLA).await;
    world.later(Duration::minutes(1));
    let code = telephone.code(world.clock.now());
    for path in ["/bekrafta", "/konto/tvasteg", "/konto/tvasteg/koder", "/konto/tvasteg/avslut"] {
        for headers in [&[][..], &[("Sec-Fetch-Site", "cross-site")], &[("Origin", "https://evil.example")]] {
            browser.submit_from(path, &[("code", &code)], headers).await.expect(403);
        }
    }
    for evil in ["//evil.example", "/\\evil.example", "https://evil.example"] {
        let page = browser.get(&format!("/bekrafta?next={evil}")).await.expect(200);
        assert!(!page.text.contains("evil"), "{}", page.text);
    }
    let shown = browser.submit("/bekrafta", &[("code", &code), ("next", "//evil.example")]).await.expect(303);
    assert_eq!(shown.header("location"), "/");
    world.close().await;
}
on_each!(another_site_proves_nothing);
