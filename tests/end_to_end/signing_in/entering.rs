//! The ways in as they are meant (V27).

use chrono::Duration;
use serde_json::{Value, json};

use super::*;

async fn the_link_opens_the_browser_that_asked_and_no_other(engine: Engine) {
    let Some(world) = world(engine).await else { return };
    amira(&world).await;
    let (own, other) = (Browser::new(&world), Browser::new(&world));
    let page = own.get("/logga-in").await.expect(200);
    assert!(page.text.contains("<html lang=\"sv\">") && page.text.contains("E-postadress"), "{}", page.text);
    let way = asked(&world, &own, AMIRA).await;

    let elsewhere = other.get(&way.link).await.expect(200);
    assert!(elsewhere.text.contains("Skriv koden där du började"), "{}", elsewhere.text);
    assert_eq!((elsewhere.header("cache-control"), elsewhere.header("referrer-policy")), ("no-store", "no-referrer"));
    other.submit(&way.link, &[]).await.expect(410);
    assert_eq!(me(&other).await.0, 401);

    assert!(own.get(&way.link).await.expect(200).text.contains("<button type=\"submit\">Logga in</button>"));
    let inside = own.submit(&way.link, &[]).await.expect(303);
    assert_eq!(inside.header("location"), "/");
    assert_eq!(own.cookie("login"), None, "what was asked for is used");
    assert_eq!(me(&own).await, (200, Some("staff".to_owned())));
    let account = own.get("/konto").await.expect(200).text;
    assert!(account.contains("Amira Haddad, inloggad som personal."), "{account}");

    own.submit(&way.link, &[]).await.expect(410);
    assert!(other.get(&way.link).await.text.contains("gäller inte längre"));
    world.close().await;
}
on_each!(the_link_opens_the_browser_that_asked_and_no_other);

async fn the_code_is_typed_where_one_began(engine: Engine) {
    let Some(world) = world(engine).await else { return };
    amira(&world).await;
    let own = Browser::new(&world);
    let way = asked(&world, &own, AMIRA).await;
    let typed = way.code.to_lowercase().replace('-', " ");
    let inside = own.submit("/inloggningskod", &[("code", &typed), ("next", "/konto?flik=2")]).await.expect(303);
    assert_eq!(inside.header("location"), "/konto?flik=2");
    assert_eq!(me(&own).await.0, 200);
    own.submit("/inloggningskod", &[("code", &way.code)]).await.expect(410);
    world.close().await;
}
on_each!(the_code_is_typed_where_one_began);

async fn ten_minutes_and_the_newest_mail_only(engine: Engine) {
    let Some(world) = world(engine).await else { return };
    amira(&world).await;
    let own = Browser::new(&world);
    let first = asked(&world, &own, AMIRA).await;
    world.later(Duration::seconds(1));
    let second = asked(&world, &own, AMIRA).await;
    own.submit(&first.link, &[]).await.expect(410);
    world.later(Duration::minutes(10) - Duration::seconds(1));
    assert!(own.get(&second.link).await.text.contains(">Logga in</button>"), "a moment before");
    world.later(Duration::seconds(1));
    own.submit(&second.link, &[]).await.expect(410);
    own.submit("/inloggningskod", &[("code", &second.code)]).await.expect(410);
    assert_eq!(me(&own).await.0, 401);
    // A request that nobody could look at in time is over as well, and no mail is written for it.
    ask(&own, AMIRA).await.expect(200);
    world.later(Duration::minutes(11));
    assert!(mailed(&world).await.is_none());
    world.close().await;
}
on_each!(ten_minutes_and_the_newest_mail_only);

/// Nothing that opens anything is left in the database: not in the mail, once it is sent.
async fn what_opens_a_door_is_forgotten_at_once(engine: Engine) {
    let Some(world) = world(engine).await else { return };
    amira(&world).await;
    let own = Browser::new(&world);
    let way = asked(&world, &own, AMIRA).await;
    world.mail().await;
    let token = way.link.rsplit('/').next().expect("a token");
    let kept = everything_kept(&world).await;
    assert!(kept.contains(AMIRA), "the search finds what is there");
    for secret in [token, &way.code, &way.code.replace('-', ""), &own.cookie("login").expect("a cookie")] {
        assert!(!kept.contains(secret), "a secret is kept");
    }
    own.submit(&way.link, &[]).await.expect(303);
    let kept = everything_kept(&world).await;
    assert!(!kept.contains(&own.cookie("s").expect("a cookie")), "a secret is kept");
    world.close().await;
}
on_each!(what_opens_a_door_is_forgotten_at_once);

/// Behind TLS the cookies are bound to the host, and scripts never see them.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn behind_tls_the_cookies_are_bound_to_the_host() {
    let https = |settings: &mut Settings| settings.http.public_url = Some("https://kurser.example".to_owned());
    let world = World::with(Engine::Sqlite, https).await.expect("SQLite is always there");
    amira(&world).await;
    let browser = Browser::new(&world);
    let body = json!({ "email": AMIRA }).to_string();
    let asked = browser
        .send(
            reqwest::Method::POST,
            "/kursplats/v1/sign-in-requests",
            &[("Content-Type", "application/json"), ("Origin", "https://kurser.example")],
            Some(body),
        )
        .await
        .expect(202);
    assert_eq!(serde_json::from_str::<Value>(&asked.text).expect("JSON"), json!({ "validMinutes": 10 }));
    let cookie = asked.header("set-cookie");
    assert!(cookie.starts_with("__Host-login="), "{cookie}");
    for flag in ["; Path=/", "; HttpOnly", "; SameSite=Lax", "; Secure", "; Max-Age=600"] {
        assert!(cookie.contains(flag), "{flag} in {cookie}");
    }
    assert!(!cookie.contains("Domain"), "{cookie}");
    let mail = std::fs::read(world.mail().await.last().expect("a mail")).expect("a mail");
    let way = way_from(&mail, "https://kurser.example").expect("a link and a code");
    let inside = browser.submit(&way.link, &[]).await.expect(303);
    let set: Vec<_> = inside.headers.get_all("set-cookie").iter().filter_map(|value| value.to_str().ok()).collect();
    let cookie = set.iter().find(|cookie| cookie.starts_with("__Host-s=")).expect("a cookie");
    for flag in ["; Path=/", "; HttpOnly", "; SameSite=Lax", "; Secure", "; Max-Age=2592000"] {
        assert!(cookie.contains(flag), "{flag} in {cookie}");
    }
    assert!(!cookie.contains("Domain"), "{cookie}");
    let plain = Browser::new(&world);
    plain.plant("s", &browser.cookie("__Host-s").expect("a cookie"));
    assert_eq!((me(&browser).await.0, me(&plain).await.0), (200, 401), "only under the name that binds it");
    world.close().await;
}
