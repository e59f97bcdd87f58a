//! Those who are not in the register, and those who want to know who is (F28, G22).

use chrono::Duration;
use reqwest::Method;
use serde_json::json;

use super::*;

const NOBODY: &str = "nobody@kumla.example";

/// Everything of an answer but what is random in it, by construction of one length.
fn told(page: &Page) -> (u16, String, Vec<(String, String)>) {
    let plain = |name: &str, value: &str| match (name, value.split_once('=')) {
        ("set-cookie", Some((cookie, rest))) => {
            format!("{cookie}={} {}", rest.len(), rest.split_once(';').expect("flags").1)
        }
        ("date", _) => String::new(),
        _ => value.to_owned(),
    };
    let headers = page.headers.iter().map(|(name, value)| {
        let value = value.to_str().expect("text");
        (name.as_str().to_owned(), plain(name.as_str(), value))
    });
    (page.status, page.text.clone(), headers.collect())
}

async fn by_the_api(browser: &Browser, email: &str) -> Page {
    let body = json!({ "email": email }).to_string();
    let headers = [("Content-Type", "application/json")];
    browser.send(Method::POST, "/kursplats/v1/sign-in-requests", &headers, Some(body)).await
}

/// Every answer is the same for those who are in the register and those who are not, on every step that can be taken
/// without the mail, and when somebody has asked too often.
async fn nobody_learns_who_is_in_the_register(engine: Engine) {
    let Some(world) = world(engine).await else { return };
    amira(&world).await;
    let (hers, other) = (Browser::new(&world), Browser::new(&world));
    assert_eq!(told(&by_the_api(&hers, AMIRA).await.expect(202)), told(&by_the_api(&other, NOBODY).await));
    let [first_hers, first_other] = [&hers, &other].map(|browser| browser.cookie("login").expect("a cookie"));
    assert_eq!(told(&ask(&hers, AMIRA).await.expect(200)), told(&ask(&other, NOBODY).await));
    assert!(mailed(&world).await.is_some());
    let (older, stranger) = (Browser::new(&world), Browser::new(&world));
    older.plant("login", &first_hers);
    stranger.plant("login", &first_other);
    assert_eq!(
        told(&older.submit("/inloggningskod", &[("code", "0000-0000")]).await.expect(410)),
        told(&stranger.submit("/inloggningskod", &[("code", "0000-0000")]).await)
    );
    for _ in 0..7 {
        let wrong = [("code", "0000-0000")];
        let (known, unknown) =
            (hers.submit("/inloggningskod", &wrong).await, other.submit("/inloggningskod", &wrong).await);
        assert_eq!(told(&known), told(&unknown));
    }
    for _ in 0..3 {
        assert_eq!(told(&ask(&hers, AMIRA).await), told(&ask(&other, NOBODY).await));
        assert_eq!(told(&by_the_api(&hers, AMIRA).await), told(&by_the_api(&other, NOBODY).await));
    }
    world.close().await;
}
on_each!(nobody_learns_who_is_in_the_register);

/// Three at once and then one an hour, whoever asks and from wherever; it is counted in the database.
async fn nobody_is_flooded_with_mail(engine: Engine) {
    let Some(mut world) = world(engine).await else { return };
    amira(&world).await;
    for number in 0..3 {
        let browser = Browser::new(&world);
        assert_eq!(ask(&browser, AMIRA).await.status, 200, "{number}");
        assert!(mailed(&world).await.is_some());
    }
    let refused = ask(&Browser::new(&world), &AMIRA.to_uppercase()).await.expect(429);
    assert_eq!(refused.header("retry-after"), "3601");
    world.restart(reachable).await;
    by_the_api(&Browser::new(&world), AMIRA).await.expect(429);
    assert!(mailed(&world).await.is_none());
    ask(&Browser::new(&world), "jonas@medborgarskolan.example").await.expect(200);
    world.later(Duration::hours(1));
    ask(&Browser::new(&world), AMIRA).await.expect(200);
    assert!(mailed(&world).await.is_some());
    ask(&Browser::new(&world), AMIRA).await.expect(429);
    world.close().await;
}
on_each!(nobody_is_flooded_with_mail);

/// A whole municipality shares an address of the network; a machine that asks without end is told to wait, whatever
/// it writes into the header that only our own proxy may write.
async fn an_address_of_the_network_may_ask_thirty_times(engine: Engine) {
    let Some(world) = World::with(engine, |settings| settings.http.trusted_proxies = 0).await else { return };
    let mut refused = 0;
    for number in 0..40 {
        let (email, forged) = (format!("p{number}@kumla.example"), format!("203.0.113.{number}"));
        let headers = [kursplats_tests::browser::OWN, ("X-Forwarded-For", forged.as_str())];
        let page = Browser::new(&world).submit_from("/logga-in", &[("email", &email)], &headers).await;
        refused += usize::from(page.status == 429);
    }
    assert_eq!(refused, 10);
    world.later(Duration::seconds(10));
    assert_eq!(ask(&Browser::new(&world), AMIRA).await.status, 200);
    assert_eq!(ask(&Browser::new(&world), AMIRA).await.status, 429);
    world.close().await;
}
on_each!(an_address_of_the_network_may_ask_thirty_times);
