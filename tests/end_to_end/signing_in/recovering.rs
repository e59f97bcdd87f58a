//! Having lost what one proves oneself by, and changing it.

use chrono::Duration;
use kursplats_tests::{browser::OWN, telephone::codes};
use reqwest::Method;
use serde_json::{Value, json};

use super::*;

const JONAS: &str = "jonas@medborgarskolan.example";
const PROVING: &str = "/bekrafta";
const FACTORS: &str = "/konto/tvasteg";

async fn own_factors(browser: &Browser) -> Value {
    serde_json::from_str(&browser.get("/kursplats/v1/second-factors").await.expect(200).text).expect("JSON")
}

/// Each recovery code is good once; new ones end the old ones.
async fn a_recovery_code_is_good_once(engine: Engine) {
    let Some(world) = world(engine).await else { return };
    let (_, mut telephone) = with_telephone(&world, JONAS).await;
    let (used, typed) = (telephone.recovery_code(), telephone.recovery_code());
    let (browser, _) = by_mail(&world, JONAS).await;
    browser.submit(PROVING, &[("code", &used)]).await.expect(303);
    assert!(browser.get(FACTORS).await.text.contains("Reservkoder kvar: 9"));
    let (other, _) = by_mail(&world, JONAS).await;
    other.submit(PROVING, &[("code", &used)]).await.expect(422);
    other.submit(PROVING, &[("code", &typed.to_lowercase().replace('-', " "))]).await.expect(303);

    let page = browser.submit("/konto/tvasteg/koder", &[]).await.expect(200);
    let renewed = codes(&page.text);
    assert_eq!(renewed.len(), 10);
    world.later(Duration::hours(1));
    let (third, _) = by_mail(&world, JONAS).await;
    third.submit(PROVING, &[("code", &telephone.recovery_code())]).await.expect(422);
    third.submit(PROVING, &[("code", &renewed[0])]).await.expect(303);
    world.later(Duration::minutes(10));
    let stale = third.submit("/konto/tvasteg/koder", &[]).await.expect(303);
    assert_eq!(stale.header("location"), "/bekrafta?next=/konto/tvasteg");
    world.close().await;
}
on_each!(a_recovery_code_is_good_once);

/// One's own codes only: those of somebody else open nothing.
async fn codes_of_others_are_of_no_use(engine: Engine) {
    let Some(world) = world(engine).await else { return };
    let (_, mut hers) = with_telephone(&world, "gunilla@region.example").await;
    let (_, _) = with_telephone(&world, JONAS).await;
    world.later(Duration::minutes(1));
    let (browser, _) = by_mail(&world, JONAS).await;
    browser.submit(PROVING, &[("code", &hers.recovery_code())]).await.expect(422);
    browser.submit(PROVING, &[("code", &hers.code(world.clock.now()))]).await.expect(422);
    assert_eq!(me(&browser).await.0, 403);
    world.close().await;
}
on_each!(codes_of_others_are_of_no_use);

/// A coordinator lets somebody begin anew: whatever she had counts no more, nor does whoever sits where she signed in.
async fn a_coordinator_lets_somebody_begin_anew(engine: Engine) {
    let Some(world) = world(engine).await else { return };
    let (lost, mut telephone) = with_telephone(&world, JONAS).await;
    let resets = format!("/people/{}/second-factor-resets", world.organiser.person);
    world.post(&world.organiser, &resets, &json!({})).await.expect_code(404, "notFound");
    let reset = world.post_once(&world.coordinator, &resets, "anew", &json!({})).await.expect(201);
    assert_eq!(reset.body, json!({ "personId": world.organiser.person, "removed": 1 }));
    assert_eq!(world.post_once(&world.coordinator, &resets, "anew", &json!({})).await.expect(201).body, reset.body);
    let nobody = "/people/0198c0de-0000-7000-8000-000000000001/second-factor-resets";
    world.post(&world.coordinator, nobody, &json!({})).await.expect(404);
    assert_eq!(me(&lost).await.0, 401);
    let told = world.rows("SELECT data FROM event WHERE kind = 'factorsReset'").await;
    assert_eq!(told, [["{\"removed\":1}"]]);
    world.later(Duration::minutes(1));
    let (browser, inside) = by_mail(&world, JONAS).await;
    assert_eq!(inside.header("location"), FACTORS);
    for code in [telephone.code(world.clock.now()), telephone.recovery_code()] {
        assert_eq!(browser.submit(PROVING, &[("code", &code)]).await.expect(303).header("location"), FACTORS);
    }
    Telephone::enrol(&browser, world.clock.now()).await;
    assert_eq!(me(&browser).await, (200, Some("organiser".to_owned())));
    world.get(&world.organiser, "/me").await.expect(200);
    world.close().await;
}
on_each!(a_coordinator_lets_somebody_begin_anew);

/// A new telephone: the old app goes and the new one comes, with a fresh proof; nobody else can do it.
async fn one_changes_telephones_with_a_fresh_proof(engine: Engine) {
    let Some(world) = world(engine).await else { return };
    let (browser, old) = with_telephone(&world, JONAS).await;
    let own = own_factors(&browser).await;
    assert_eq!((&own["total"], &own["items"][0]["kind"]), (&json!(1), &json!("app")));
    let removals = format!("/kursplats/v1/second-factors/{}/removals", own["items"][0]["id"].as_str().expect("an id"));
    let (gunilla, _) = with_telephone(&world, "gunilla@region.example").await;
    gunilla.send(Method::POST, &removals, &[OWN], None).await.expect(404);
    let seen = gunilla.get(&format!("/kursplats/v1/second-factors?personId={}", world.organiser.person)).await;
    assert!(seen.expect(200).text.contains("\"total\":1"));
    let hidden = browser.get(&format!("/kursplats/v1/second-factors?personId={}", world.coordinator.person)).await;
    assert!(hidden.expect(200).text.contains("\"total\":0"));

    world.later(Duration::minutes(10));
    browser.send(Method::POST, &removals, &[OWN], None).await.expect(403);
    browser.submit(PROVING, &[("code", &old.code(world.clock.now()))]).await.expect(303);
    let removed = browser.send(Method::POST, &removals, &[OWN], None).await.expect(201);
    assert!(removed.text.contains("\"removedAt\":\"20"), "{}", removed.text);
    assert_eq!(me(&browser).await.0, 200);
    let page = browser.get(FACTORS).await.expect(200).text;
    let new = Telephone::reads(&page);
    assert_ne!(new.key, old.key);
    let kept = browser.submit(FACTORS, &[("code", &new.code(world.clock.now()))]).await.expect(200);
    assert_eq!(codes(&kept.text).len(), 10, "the old ones went with the old app");
    world.later(Duration::minutes(1));
    let (other, _) = by_mail(&world, JONAS).await;
    other.submit(PROVING, &[("code", &old.code(world.clock.now()))]).await.expect(422);
    other.submit(PROVING, &[("code", &new.code(world.clock.now()))]).await.expect(303);
    assert_eq!(me(&other).await.0, 200);
    world.close().await;
}
on_each!(one_changes_telephones_with_a_fresh_proof);
