//! Those who want in without a mail of their own (F25–F27, F32, G23).

use futures_util::future::join_all;
use kursplats_tests::browser::OWN;
use reqwest::Method;
use serde_json::json;

use super::*;

/// Guards before mailboxes look at every link and press every button; without the browser's cookie they use nothing up.
async fn a_guard_before_the_mailbox_uses_nothing_up(engine: Engine) {
    let Some(world) = world(engine).await else { return };
    amira(&world).await;
    let own = Browser::new(&world);
    let way = asked(&world, &own, AMIRA).await;
    let guard = Browser::new(&world);
    for round in 0..330 {
        for method in [Method::GET, Method::HEAD, Method::OPTIONS] {
            let page = guard.send(method, &way.link, &[], None).await;
            assert!([200, 405].contains(&page.status), "{}", page.status);
        }
        if round % 33 == 0 {
            guard.submit(&way.link, &[]).await.expect(410);
            guard.submit_from(&way.link, &[], &[]).await.expect(403);
        }
    }
    assert_eq!(guard.cookie("s"), None);
    own.submit(&way.link, &[]).await.expect(303);
    assert_eq!(me(&own).await.0, 200);
    world.close().await;
}
on_each!(a_guard_before_the_mailbox_uses_nothing_up);

/// V27: one token, a hundred hands with the cookie, one sign-in.
async fn a_hundred_hands_make_one_sign_in(engine: Engine) {
    let Some(world) = world(engine).await else { return };
    amira(&world).await;
    let own = Browser::new(&world);
    let way = asked(&world, &own, AMIRA).await;
    let hands: Vec<Browser> = (0..100).map(|_| own.copy()).collect();
    let pressed = join_all(hands.iter().enumerate().map(|(number, hand)| {
        let (home, link) = (format!("10.0.{number}.1"), way.link.clone());
        async move { hand.submit_from(&link, &[], &[OWN, ("X-Forwarded-For", &home)]).await.status }
    }))
    .await;
    assert_eq!(pressed.iter().filter(|status| **status == 303).count(), 1, "{pressed:?}");
    assert!(pressed.iter().all(|status| [303, 410].contains(status)), "{pressed:?}");
    let inside = hands.iter().find(|hand| hand.cookie("s").is_some()).expect("one is in");
    let list = inside.get("/kursplats/v1/sign-ins").await.expect(200);
    assert_eq!(serde_json::from_str::<serde_json::Value>(&list.text).expect("JSON")["total"], 1);
    world.close().await;
}
on_each!(a_hundred_hands_make_one_sign_in);

/// Five tries, at once or one after another, and then not even the right code opens anything.
async fn a_code_can_be_tried_five_times(engine: Engine) {
    let Some(world) = world(engine).await else { return };
    amira(&world).await;
    for at_once in [false, true] {
        let own = Browser::new(&world);
        let way = asked(&world, &own, AMIRA).await;
        let wrong: Vec<String> = (0..24).map(|number| format!("0000-00{number:02}")).collect();
        let tries = wrong.iter().enumerate().map(|(number, code)| {
            let (own, home) = (own.copy(), format!("10.1.{number}.1"));
            async move {
                let headers = [OWN, ("X-Forwarded-For", home.as_str())];
                own.submit_from("/inloggningskod", &[("code", code)], &headers).await.status
            }
        });
        let mut counted = Vec::new();
        if at_once {
            counted = join_all(tries).await;
        } else {
            for tried in tries {
                counted.push(tried.await);
            }
        }
        assert_eq!(counted.iter().filter(|status| **status == 422).count(), 5, "{counted:?}");
        own.submit("/inloggningskod", &[("code", &way.code)]).await.expect(410);
        own.submit(&way.link, &[]).await.expect(410);
    }
    world.close().await;
}
on_each!(a_code_can_be_tried_five_times);

/// F26: another site can make a browser send requests with its cookies, and gets nothing done by it.
async fn another_site_gets_nothing_done(engine: Engine) {
    let Some(world) = world(engine).await else { return };
    amira(&world).await;
    let own = signed_in(&world, AMIRA).await;
    let json_body = || Some(json!({ "reminders": false }).to_string());
    let (json_type, text) = (("Content-Type", "application/json"), ("Content-Type", "text/plain"));
    let foreign: [&[(&str, &str)]; 6] = [
        &[json_type],
        &[json_type, ("Sec-Fetch-Site", "cross-site")],
        &[json_type, ("Sec-Fetch-Site", "same-site")],
        &[json_type, ("Sec-Fetch-Site", "none")],
        &[json_type, ("Origin", "https://evil.example")],
        &[json_type, ("Origin", "null")],
    ];
    for headers in foreign {
        let page = own.send(Method::PATCH, "/kursplats/v1/me", headers, json_body()).await.expect(403);
        assert!(page.text.contains("\"crossSite\"") && page.header("content-type") == "application/problem+json");
        let page = own.send(Method::POST, "/logga-ut", headers, None).await.expect(403);
        assert!(page.text.contains("Inget har gjorts"), "{}", page.text);
        own.send(Method::POST, "/logga-in", headers, Some("email=eve%40evil.example".to_owned())).await.expect(403);
    }
    let page = own.send(Method::PATCH, "/kursplats/v1/me", &[text, OWN], json_body()).await;
    assert_eq!(page.status, 415);
    let overriding = [("X-HTTP-Method-Override", "PATCH"), OWN];
    own.send(Method::GET, "/kursplats/v1/me?_method=PATCH", &overriding, None).await.expect(200);
    let mine = |page: Page| serde_json::from_str::<serde_json::Value>(&page.text).expect("JSON")["reminders"].clone();
    assert_eq!(mine(own.get("/kursplats/v1/me").await), json!(true), "nothing has been changed");
    for headers in [[json_type, OWN], [json_type, ("Origin", "http://kurser.example")]] {
        own.send(Method::PATCH, "/kursplats/v1/me", &headers, json_body()).await.expect(200);
    }
    assert_eq!(mine(own.get("/kursplats/v1/me").await), json!(false));
    world.close().await;
}
on_each!(another_site_gets_nothing_done);

/// F25: wherever one was going, it is a page of ours.
async fn nobody_is_sent_to_another_site(engine: Engine) {
    let Some(world) = world(engine).await else { return };
    amira(&world).await;
    let evil = ["//evil.example", "/\\evil.example", "\\evil.example", "https:evil.example", "https://evil.example"];
    for (number, next) in evil.into_iter().enumerate() {
        let own = Browser::new(&world);
        let form = own.send(Method::GET, &format!("/logga-in?next={next}"), &[], None).await.expect(200);
        assert!(!form.text.contains("evil"), "{}", form.text);
        world.later(chrono::Duration::hours(1));
        let asked = own.submit("/logga-in", &[("email", AMIRA), ("next", next)]).await.expect(200);
        assert!(!asked.text.contains("evil"), "{number}: {}", asked.text);
        let code = mailed(&world).await.expect("a mail").code;
        let inside = own.submit("/inloggningskod", &[("code", &code), ("next", next)]).await.expect(303);
        assert_eq!(inside.header("location"), "/");
    }
    world.close().await;
}
on_each!(nobody_is_sent_to_another_site);
