//! The second factor after the mail: who must show it, and what is one (F27, F32).

use chrono::Duration;
use futures_util::future::join_all;
use kursplats_tests::{browser::OWN, telephone::codes};
use reqwest::Method;
use serde_json::{Value, json};

use super::*;

const GUNILLA: &str = "gunilla@region.example";
const PROVING: &str = "/bekrafta";
const FACTORS: &str = "/konto/tvasteg";

/// Whoever sees what is others' sees one page and no other before she has a second factor, whatever she asks for.
async fn without_a_second_factor_one_sees_nothing_of_others(engine: Engine) {
    let Some(world) = world(engine).await else { return };
    let (browser, inside) = by_mail(&world, GUNILLA).await;
    assert_eq!(inside.header("location"), FACTORS);
    for path in ["/me", "/people", "/sign-ins", "/second-factors", "/access-tokens"] {
        let page = browser.get(&format!("/kursplats/v1{path}")).await.expect(403);
        assert!(page.text.contains("\"factorNeeded\""), "{path}: {}", page.text);
    }
    let headers = [OWN, ("Content-Type", "application/json")];
    let token = Some(json!({ "name": "Prov" }).to_string());
    browser.send(Method::POST, "/kursplats/v1/access-tokens", &headers, token).await.expect(403);
    for (path, to) in [("/konto", FACTORS), (PROVING, FACTORS), ("/bekrafta?next=/konto", "/konto/tvasteg?next=/konto")]
    {
        assert_eq!(browser.get(path).await.expect(303).header("location"), to);
    }
    let id = [("id", "0198c0de-0000-7000-8000-000000000001")];
    assert_eq!(browser.submit("/konto/avslut", &id).await.expect(303).header("location"), FACTORS);
    let page = browser.get(FACTORS).await.expect(200);
    assert!(page.text.contains("räcker det inte med mejlet") && page.text.contains("<svg"), "{}", page.text);
    assert!(!page.text.contains("Fortsätt som personal"), "she is no staff");
    assert_eq!(browser.get(FACTORS).await.text, page.text, "looked at again it is the same");
    browser.submit("/logga-ut", &[]).await.expect(303);
    browser.get(FACTORS).await.expect(303);
    world.close().await;
}
on_each!(without_a_second_factor_one_sees_nothing_of_others);

/// Getting one: the right code of the app, and ten recovery codes that are shown once.
async fn the_first_factor_is_set_up_once(engine: Engine) {
    let Some(world) = world(engine).await else { return };
    let (browser, _) = by_mail(&world, GUNILLA).await;
    let telephone = Telephone::reads(&browser.get("/konto/tvasteg?next=/kurser").await.expect(200).text);
    let now = world.clock.now();
    for wrong in ["", "123", "abcdef", &telephone.code(now - Duration::seconds(60))] {
        let page = browser.submit(FACTORS, &[("code", wrong)]).await.expect(422);
        assert!(page.text.contains("inte koden som appen ska visa"), "{}", page.text);
    }
    let before = browser.copy();
    let right = telephone.code(now);
    let fields = [("code", right.as_str()), ("next", "/kurser")];
    before.submit_from(FACTORS, &fields, &[]).await.expect(403);
    let kept = browser.submit(FACTORS, &fields).await.expect(200);
    assert_eq!(kept.header("cache-control"), "no-store");
    assert!(kept.text.contains("href=\"/kurser\""), "{}", kept.text);
    let given = codes(&kept.text);
    assert_eq!((given.len(), given.iter().all(|code| code.len() == 19)), (10, true), "{given:?}");
    assert_eq!((me(&before).await.0, me(&browser).await), (401, (200, Some("coordinator".to_owned()))));
    let page = browser.get(FACTORS).await.expect(200);
    assert!(page.text.contains("Reservkoder kvar: 10") && !page.text.contains(&given[0]), "{}", page.text);
    assert!(!page.text.contains(&telephone.key) && !page.text.contains("<svg"), "one app a person");
    let list = browser.get("/kursplats/v1/sign-ins").await.expect(200).text;
    let list: Value = serde_json::from_str(&list).expect("JSON");
    assert_eq!((&list["total"], &list["items"][0]["provenBy"]), (&json!(1), &json!("app")));
    world.mail().await;
    let kept = everything_kept(&world).await;
    assert!(kept.contains("app") && !kept.contains(&telephone.key));
    assert!(given.iter().all(|code| !kept.contains(code) && !kept.contains(&code.replace('-', ""))));
    world.close().await;
}
on_each!(the_first_factor_is_set_up_once);

/// Each later sign-in asks. A code is good once, and so is any that is older than one that was taken.
async fn every_later_sign_in_asks_and_no_code_is_good_twice(engine: Engine) {
    let Some(world) = world(engine).await else { return };
    let (_, telephone) = with_telephone(&world, GUNILLA).await;
    let enrolled = world.clock.now();
    world.later(Duration::hours(3));
    let now = world.clock.now();
    let step = Duration::seconds(30);
    let (browser, inside) = by_mail(&world, GUNILLA).await;
    assert_eq!(inside.header("location"), PROVING);
    assert_eq!(me(&browser).await.0, 403);
    assert_eq!(browser.get("/konto").await.expect(303).header("location"), PROVING);
    assert_eq!(browser.get(FACTORS).await.expect(303).header("location"), "/bekrafta?next=/konto/tvasteg");
    assert_eq!(
        browser.submit(FACTORS, &[("code", "123456")]).await.expect(303).header("location"),
        "/bekrafta?next=/konto/tvasteg"
    );
    assert!(browser.get(PROVING).await.expect(200).text.contains("sex siffror"));
    for wrong in [telephone.code(enrolled), telephone.code(now - step * 2), telephone.code(now + step * 2)] {
        browser.submit(PROVING, &[("code", &wrong)]).await.expect(422);
    }
    let before = browser.copy();
    let shown =
        browser.submit(PROVING, &[("code", &telephone.code(now - step)), ("next", "/kurser")]).await.expect(303);
    assert_eq!((shown.header("location"), me(&browser).await.0, me(&before).await.0), ("/kurser", 200, 401));

    let (other, _) = by_mail(&world, GUNILLA).await;
    let replayed = other.submit(PROVING, &[("code", &telephone.code(now - step))]).await.expect(422);
    assert!(replayed.text.contains("Försök kvar: 4"), "{}", replayed.text);
    other.submit(PROVING, &[("code", &telephone.code(now))]).await.expect(303);
    assert_eq!(me(&other).await.0, 200);
    let (third, _) = by_mail(&world, GUNILLA).await;
    third.submit(PROVING, &[("code", &telephone.code(now))]).await.expect(422);
    third.submit(PROVING, &[("code", &telephone.code(now - step))]).await.expect(422);
    third.submit(PROVING, &[("code", &telephone.code(now + step))]).await.expect(303);
    world.close().await;
}
on_each!(every_later_sign_in_asks_and_no_code_is_good_twice);

/// One code, twenty hands with the cookie or with sign-ins of their own: one of them is in.
async fn one_code_in_many_hands_lets_one_in(engine: Engine) {
    let Some(world) = world(engine).await else { return };
    let (_, mut telephone) = with_telephone(&world, GUNILLA).await;
    for recovery in [false, true] {
        world.later(Duration::hours(2));
        let (one, _) = by_mail(&world, GUNILLA).await;
        let (other, _) = by_mail(&world, GUNILLA).await;
        let code = if recovery { telephone.recovery_code() } else { telephone.code(world.clock.now()) };
        let hands: Vec<Browser> =
            (0..20).map(|number| if number % 2 == 0 { one.copy() } else { other.copy() }).collect();
        let pressed =
            join_all(
                hands.iter().enumerate().map(|(number, hand)| {
                    let (home, code) = (format!("10.2.{number}.1"), code.clone());
                    async move {
                        hand.submit_from(PROVING, &[("code", &code)], &[OWN, ("X-Forwarded-For", &home)]).await.status
                    }
                }),
            )
            .await;
        let mut inside = 0;
        for hand in &hands {
            inside += usize::from(me(hand).await.0 == 200);
        }
        assert_eq!(inside, 1, "{pressed:?}");
    }
    world.close().await;
}
on_each!(one_code_in_many_hands_lets_one_in);

/// Five tries, at once or one after another, then the sign-in ends; and ten in two hours, however often one signs in.
async fn a_factor_can_be_tried_five_times(engine: Engine) {
    let Some(world) = world(engine).await else { return };
    world.caller(Role::Trainer, "Gunilla Berg", GUNILLA).await;
    let (_, telephone) = with_telephone(&world, GUNILLA).await;
    world.later(Duration::hours(3));
    let right = telephone.code(world.clock.now());
    let (browser, _) = by_mail(&world, GUNILLA).await;
    let mut last = String::new();
    for number in 0..5 {
        if number == 3 {
            // To and fro between roles gives no more tries.
            browser.submit("/konto/roll", &[("role", "coordinator")]).await.expect(303);
            browser.submit("/konto/roll", &[("role", "trainer")]).await.expect(303);
        }
        last = browser.submit(PROVING, &[("code", "000000")]).await.expect(422).text;
    }
    assert!(last.contains("du är utloggad") && browser.cookie("s").is_none(), "{last}");

    let (other, _) = by_mail(&world, GUNILLA).await;
    let pressed =
        join_all(
            (0..12).map(|number| {
                let (hand, home) = (other.copy(), format!("10.3.{number}.1"));
                async move {
                    hand.submit_from(PROVING, &[("code", "000000")], &[OWN, ("X-Forwarded-For", &home)]).await.status
                }
            }),
        )
        .await;
    assert_eq!(pressed.iter().filter(|status| **status == 422).count(), 5, "{pressed:?}");
    let over = other.submit(PROVING, &[("code", &right)]).await.expect(303);
    assert_eq!((over.header("location"), me(&other).await.0), ("/logga-in?next=/bekrafta", 401));

    let (third, _) = by_mail(&world, GUNILLA).await;
    let refused = third.submit(PROVING, &[("code", &right)]).await.expect(429);
    assert_eq!((refused.header("retry-after"), me(&third).await.0), ("7201", 403));
    world.later(Duration::hours(2));
    let (fourth, _) = by_mail(&world, GUNILLA).await;
    fourth.submit(PROVING, &[("code", &telephone.code(world.clock.now()))]).await.expect(303);
    assert_eq!(me(&fourth).await.0, 200);
    world.close().await;
}
on_each!(a_factor_can_be_tried_five_times);

/// Whoever is staff as well works on as staff, and needs a factor for her other role only.
async fn staff_work_on_without_a_factor(engine: Engine) {
    let Some(world) = world(engine).await else { return };
    amira(&world).await;
    world.caller(Role::Manager, "Amira Haddad", AMIRA).await;
    let (browser, inside) = by_mail(&world, AMIRA).await;
    assert_eq!((inside.header("location"), me(&browser).await), ("/", (200, Some("staff".to_owned()))));
    let changed = browser.submit("/konto/roll", &[("role", "manager")]).await.expect(303);
    assert_eq!((changed.header("location"), me(&browser).await.0), (FACTORS, 403));
    assert!(browser.get(FACTORS).await.text.contains("Fortsätt som personal"));
    browser.submit("/konto/roll", &[("role", "staff")]).await.expect(303);
    assert_eq!(me(&browser).await, (200, Some("staff".to_owned())));
    world.close().await;
}
on_each!(staff_work_on_without_a_factor);

/// Staff may have one too, and then it is asked for.
async fn staff_may_have_a_factor(engine: Engine) {
    let Some(world) = world(engine).await else { return };
    amira(&world).await;
    let (browser, _) = by_mail(&world, AMIRA).await;
    assert!(browser.get("/konto").await.text.contains(FACTORS));
    let mut telephone = Telephone::enrol(&browser, world.clock.now()).await;
    let (other, inside) = by_mail(&world, AMIRA).await;
    assert_eq!((inside.header("location"), me(&other).await.0), (PROVING, 403));
    other.submit(PROVING, &[("code", &telephone.recovery_code())]).await.expect(303);
    assert_eq!(me(&other).await.0, 200);
    world.close().await;
}
on_each!(staff_may_have_a_factor);
