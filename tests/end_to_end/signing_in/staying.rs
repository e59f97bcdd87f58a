//! Being signed in, and what ends it (V26, F32).

use chrono::Duration;
use reqwest::Method;
use serde_json::{Value, json};

use super::*;

fn body(page: &Page) -> Value {
    serde_json::from_str(&page.text).unwrap_or_default()
}

async fn own_sign_ins(browser: &Browser) -> Vec<Value> {
    let page = browser.get("/kursplats/v1/sign-ins").await.expect(200);
    body(&page)["items"].as_array().expect("a list").clone()
}

const JSON: (&str, &str) = ("Content-Type", "application/json");

async fn staff_stay_for_a_week_and_others_for_an_hour(engine: Engine) {
    let Some(world) = world(engine).await else { return };
    amira(&world).await;
    let staff = signed_in(&world, AMIRA).await;
    let others = signed_in(&world, "gunilla@region.example").await;
    assert_eq!(me(&others).await, (200, Some("coordinator".to_owned())));
    world.later(Duration::minutes(59));
    assert_eq!((me(&staff).await.0, me(&others).await.0), (200, 200));
    world.later(Duration::minutes(60));
    assert_eq!((me(&staff).await.0, me(&others).await.0), (200, 401));
    world.later(Duration::minutes(-60));
    assert_eq!(me(&others).await.0, 401, "a clock that goes back brings nothing to life");
    world.later(Duration::days(6));
    assert_eq!(me(&staff).await.0, 200);
    for _ in 0..4 {
        world.later(Duration::days(6));
        let _ = me(&staff).await;
    }
    assert_eq!(me(&staff).await.0, 401, "thirty days, however often she comes");
    world.close().await;
}
on_each!(staff_stay_for_a_week_and_others_for_an_hour);

async fn on_a_shared_computer_an_hour_is_all(engine: Engine) {
    let Some(world) = world(engine).await else { return };
    amira(&world).await;
    let browser = Browser::new(&world);
    browser.submit("/logga-in", &[("email", AMIRA), ("shared", "on")]).await.expect(200);
    let way = mailed(&world).await.expect("a mail");
    let inside = browser.submit(&way.link, &[]).await.expect(303);
    let set: Vec<_> = inside.headers.get_all("set-cookie").iter().filter_map(|value| value.to_str().ok()).collect();
    let own = set.iter().find(|cookie| cookie.starts_with("s=")).expect("a cookie");
    assert!(!own.contains("Max-Age"), "the browser forgets it when it is closed: {own}");
    world.later(Duration::minutes(59));
    assert_eq!(me(&browser).await.0, 200);
    world.later(Duration::minutes(1));
    assert_eq!(me(&browser).await.0, 401);
    world.close().await;
}
on_each!(on_a_shared_computer_an_hour_is_all);

/// One sees where one is signed in, and ends it from anywhere; what has ended cannot be used again.
async fn one_sees_where_one_is_signed_in_and_ends_it(engine: Engine) {
    let Some(world) = world(engine).await else { return };
    amira(&world).await;
    let (home, work) = (signed_in(&world, AMIRA).await, signed_in(&world, AMIRA).await);
    let stranger = signed_in(&world, "jonas@medborgarskolan.example").await;
    let found = own_sign_ins(&home).await;
    assert_eq!(found.len(), 2);
    let other = found.iter().find(|one| one["current"] == json!(false)).expect("the one at work");
    let path = format!("/kursplats/v1/sign-ins/{}/endings", other["id"].as_str().expect("an id"));
    stranger.send(Method::POST, &path, &[OWN], None).await.expect(404);
    let thief = work.copy();
    let ended = home.send(Method::POST, &path, &[OWN, JSON], Some("{}".to_owned())).await.expect(201);
    assert!(body(&ended)["endedAt"].is_string());
    assert_eq!((me(&home).await.0, me(&work).await.0, me(&thief).await.0), (200, 401, 401));
    assert_eq!(own_sign_ins(&home).await.len(), 1);

    let theft = home.copy();
    home.submit("/logga-ut", &[]).await.expect(303);
    assert_eq!((home.cookie("s"), me(&theft).await.0), (None, 401));
    home.get("/konto").await.expect(303);

    let third = signed_in(&world, AMIRA).await;
    let list = world.get(&world.coordinator, &format!("/sign-ins?personId={}", person(&world).await)).await.expect(200);
    let path = format!("/sign-ins/{}/endings", list.body["items"][0]["id"].as_str().expect("an id"));
    world.post(&world.coordinator, &path, &json!({})).await.expect(201);
    assert_eq!(me(&third).await.0, 401);
    world.close().await;
}
on_each!(one_sees_where_one_is_signed_in_and_ends_it);

async fn person(world: &World) -> String {
    let found = world.get(&world.coordinator, &format!("/people?email={AMIRA}")).await.expect(200);
    found.body["items"][0]["id"].as_str().expect("an id").to_owned()
}

use kursplats_tests::browser::OWN;

/// A cookie that was there before is never carried over, and a new sign-in ends the one it replaces.
async fn every_sign_in_has_a_secret_of_its_own(engine: Engine) {
    let Some(world) = world(engine).await else { return };
    amira(&world).await;
    let browser = Browser::new(&world);
    browser.plant("s", &"a".repeat(64));
    let way = asked(&world, &browser, AMIRA).await;
    browser.submit(&way.link, &[]).await.expect(303);
    assert_ne!(browser.cookie("s"), Some("a".repeat(64)));
    let before = browser.copy();
    let way = asked(&world, &browser, AMIRA).await;
    browser.submit(&way.link, &[]).await.expect(303);
    assert_ne!(browser.cookie("s"), before.cookie("s"));
    assert_eq!((me(&browser).await.0, me(&before).await.0), (200, 401));
    world.close().await;
}
on_each!(every_sign_in_has_a_secret_of_its_own);

/// Whoever has several roles begins with the smallest, and changes under a new secret, but not for ever.
async fn one_acts_in_one_role_at_a_time(engine: Engine) {
    let Some(world) = world(engine).await else { return };
    let caller = amira(&world).await;
    world.caller(Role::Manager, "Amira Haddad", AMIRA).await;
    let browser = signed_in(&world, AMIRA).await;
    assert_eq!(me(&browser).await, (200, Some("staff".to_owned())));
    let old = signed_in(&world, AMIRA).await;
    let before = browser.copy();
    browser.submit_from("/konto/roll", &[("role", "manager")], &[]).await.expect(403);
    let changed = browser.submit("/konto/roll", &[("role", "manager")]).await.expect(303);
    assert_eq!(me(&before).await.0, 401);
    assert_eq!((changed.header("location"), me(&browser).await.0), ("/konto/tvasteg", 403));
    let mut telephone = Telephone::enrol(&browser, world.clock.now()).await;
    assert_eq!(me(&browser).await, (200, Some("manager".to_owned())));
    browser.submit("/konto/roll", &[("role", "coordinator")]).await;
    assert_eq!(me(&browser).await.1, Some("manager".to_owned()), "not a role of hers");

    assert_eq!(me(&old).await.0, 403, "now that she has a factor, it is asked for wherever she is signed in");
    old.submit("/bekrafta", &[("code", &telephone.recovery_code())]).await.expect(303);
    assert_eq!(me(&old).await, (200, Some("staff".to_owned())));
    world.later(Duration::hours(12));
    let refused = old.submit("/konto/roll", &[("role", "manager")]).await.expect(409);
    assert!(refused.text.contains("Du loggade in för länge sedan"), "{}", refused.text);
    assert_eq!(me(&old).await, (200, Some("staff".to_owned())));
    assert!(!caller.token.is_empty());
    world.close().await;
}
on_each!(one_acts_in_one_role_at_a_time);

/// V26: from the answer to the coordinator on, nothing of what the person had open counts, in the middle of whatever
/// she is doing; neither sign-ins nor tokens.
async fn another_role_or_none_ends_all_that_was_open(engine: Engine) {
    let Some(world) = world(engine).await else { return };
    let caller = amira(&world).await;
    let roles = format!("/people/{}/roles", caller.person);
    let mut telephone = None;
    for access in
        [json!({ "roles": ["trainer"], "disabled": false }), json!({ "roles": ["trainer"], "disabled": true })]
    {
        let token = world.caller(Role::Trainer, "Amira Haddad", AMIRA).await;
        world.later(Duration::hours(2));
        let (browser, inside) = by_mail(&world, AMIRA).await;
        if inside.header("location") == "/konto/tvasteg" {
            telephone = Some(Telephone::enrol(&browser, world.clock.now()).await);
        }
        let during = futures_util::future::join_all((0..50).map(|_| me(&browser)));
        let set = world.put(&world.coordinator, &roles, &access);
        let (during, set) = futures_util::future::join(during, set).await;
        assert_eq!(set.expect(200).body, access);
        assert!(during.iter().all(|(status, _)| [200, 401].contains(status)), "{during:?}");
        assert_eq!(me(&browser).await.0, 401);
        world.get(&token, "/me").await.expect(401);
        world.get(&caller, "/me").await.expect(401);
    }
    world.later(Duration::hours(2));
    ask(&Browser::new(&world), AMIRA).await.expect(200);
    assert!(mailed(&world).await.is_none(), "whoever is shut out gets no mail");
    world.put(&world.coordinator, &roles, &json!({ "roles": [], "disabled": false })).await.expect(200);
    world.later(Duration::hours(2));
    let (browser, inside) = by_mail(&world, AMIRA).await;
    assert_eq!(inside.header("location"), "/bekrafta", "whoever has a factor shows it, whatever she is now");
    browser.submit("/bekrafta", &[("code", &telephone.expect("one").recovery_code())]).await.expect(303);
    assert_eq!(me(&browser).await, (200, Some("staff".to_owned())));
    let own = format!("/people/{}/roles", world.coordinator.person);
    let none = json!({ "roles": [], "disabled": false });
    world.put(&world.coordinator, &own, &none).await.expect_code(409, "lastCoordinator");
    world.put(&world.organiser, &roles, &json!({ "roles": ["coordinator"], "disabled": false })).await.expect(404);
    world.close().await;
}
on_each!(another_role_or_none_ends_all_that_was_open);
