//! The way to a provider and back: who may come back, and how often (F25, F26, F32).

use chrono::Duration;
use futures_util::future::join_all;
use kursplats_tests::{
    browser::OWN,
    identity_provider::{IdentityProvider, TENANT, options, providers},
};

use super::{
    accounts::{connected, way_back, way_out, world_of},
    *,
};

async fn only_the_browser_that_left_comes_back_and_once(engine: Engine) {
    let Some(provider) = IdentityProvider::start() else { return };
    let Some(world) = world_of(engine, &provider).await else { return };
    amira(&world).await;
    connected(&world, &provider, "amira", AMIRA).await;
    let (own, other, stranger) = (Browser::new(&world), Browser::new(&world), Browser::new(&world));
    way_out(&other).await;
    let back = way_back(&world, &provider, &own, "amira").await;
    for thief in [&other, &stranger] {
        thief.get(&back).await.expect(410);
        assert_eq!(me(thief).await.0, 401, "a victim is not signed in as somebody else, nor a thief as her");
    }
    let (before, state) = back.split_once("state=").expect("a state");
    let rest = state.split_once('&').map_or("", |(_, rest)| rest);
    for wrong in ["", "0", &"0".repeat(64)] {
        own.get(&format!("{before}state={wrong}&{rest}")).await.expect(410);
    }
    own.get(&back.replace("iss=http", "iss=https")).await.expect(401);
    let hands: Vec<Browser> = (0..20).map(|_| own.copy()).collect();
    let came = join_all(hands.iter().map(|hand| async { hand.get(&back).await.status })).await;
    assert_eq!(came.iter().filter(|status| **status == 303).count(), 1, "{came:?}");
    assert!(came.iter().all(|status| [303, 410].contains(status)), "{came:?}");
    own.get(&back).await.expect(410);

    let late = way_back(&world, &provider, &own, "amira").await;
    world.later(Duration::minutes(10));
    own.get(&late).await.expect(410);
    world.close().await;
}
on_each!(only_the_browser_that_left_comes_back_and_once);

/// A code is of use with this browser's verifier and nonce only: another's code does not get in through an own state.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn anothers_code_is_of_no_use() {
    let Some(provider) = IdentityProvider::start() else { return };
    let world = world_of(Engine::Sqlite, &provider).await.expect("SQLite is always there");
    amira(&world).await;
    connected(&world, &provider, "amira", AMIRA).await;
    let (own, eve) = (Browser::new(&world), Browser::new(&world));
    let (stolen, hers) =
        (way_back(&world, &provider, &own, "amira").await, way_back(&world, &provider, &eve, "eve").await);
    let part = |way: &str, name: &str| {
        let found = way.split(['?', '&']).find_map(|pair| pair.strip_prefix(name)).expect("a part");
        found.to_owned()
    };
    let spliced = hers.replace(&part(&hers, "code="), &part(&stolen, "code="));
    eve.get(&spliced).await.expect(410);
    assert_eq!(me(&eve).await.0, 401);
    world.close().await;
}

async fn whoever_cancels_there_is_told_so(engine: Engine) {
    let Some(provider) = IdentityProvider::start() else { return };
    let Some(world) = world_of(engine, &provider).await else { return };
    amira(&world).await;
    let own = Browser::new(&world);
    let way = way_out(&own).await;
    let back = provider.visit(&Browser::at(&provider.issuer), &way, &[("cancel", "on")]).await;
    let page = own.get(&back).await.expect(200);
    assert!(page.text.contains("Det blev inget av inloggningen hos Kumla kommun"), "{}", page.text);
    assert!(!page.text.contains("pressed"), "what the provider says is shown to nobody: {}", page.text);
    own.get(&back).await.expect(410);
    assert_eq!(me(&own).await.0, 401);
    own.get("/inloggning/kumla?error=access_denied").await.expect(410);
    own.get("/inloggning/nora?code=1&state=1").await.expect(404);
    own.submit("/inloggning", &[("provider", "nora")]).await.expect(404);
    own.submit_from("/inloggning", &[("provider", "kumla")], &[("Sec-Fetch-Site", "cross-site")]).await.expect(403);
    world.close().await;
}
on_each!(whoever_cancels_there_is_told_so);

/// F25: wherever one was going, it is a page of ours; and it is remembered on the way.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_way_back_leads_to_a_page_of_ours() {
    let Some(provider) = IdentityProvider::start() else { return };
    let world = world_of(Engine::Sqlite, &provider).await.expect("SQLite is always there");
    amira(&world).await;
    connected(&world, &provider, "amira", AMIRA).await;
    let evil = ["//evil.example", "/\\evil.example", "\\evil.example", "https:evil.example", "https://evil.example"];
    for (next, expected) in evil.into_iter().map(|next| (next, HOME)).chain([("/konto?flik=2", "/konto?flik=2")]) {
        let own = Browser::new(&world);
        let form = [("provider", "kumla"), ("next", next), ("shared", "on")];
        let page = own.submit("/inloggning", &form).await.expect(200);
        let way = page.header("refresh").strip_prefix("0; url=").expect("a way");
        assert!(way.starts_with(&format!("{}/auth?", provider.issuer)) && !page.text.contains("evil"), "{}", page.text);
        let back = provider.visit(&Browser::at(&provider.issuer), way, &[("account", "amira")]).await;
        let inside = own.get(&format!("{back}&next=//evil.example")).await.expect(303);
        assert_eq!(inside.header("location"), expected, "{next}");
        let cookie = inside.headers.get_all("set-cookie").iter().find_map(|value| value.to_str().ok());
        assert!(
            cookie.is_some_and(|cookie| !cookie.contains("Max-Age")),
            "a shared computer keeps nothing: {cookie:?}"
        );
    }
    world.close().await;
}

/// Where a provider does not answer, its people are told so, and nobody else notices.
async fn a_provider_that_is_down_keeps_nobody_else_out(engine: Engine) {
    let Some(provider) = IdentityProvider::start() else { return };
    let Some(world) = world_of(engine, &provider).await else { return };
    world.caller(Role::Staff, "Erik Holm", "erik@nora.example").await;
    let own = Browser::new(&world);
    let back = way_back(&world, &provider, &own, "amira").await;
    drop(provider);
    let page = own.get(&back).await.expect(503);
    assert!(page.text.contains("Kumla kommun svarar inte"), "{}", page.text);
    world.later(Duration::hours(1));
    for _ in 0..2 {
        own.submit_from("/inloggning", &[("provider", "kumla")], &[OWN]).await.expect(503);
    }
    own.get("/logga-in").await.expect(200);
    assert_eq!(me(&signed_in(&world, "erik@nora.example").await).await.0, 200);
    world.close().await;
}
on_each!(a_provider_that_is_down_keeps_nobody_else_out);

/// Behind TLS the cookie of the way there is bound to the host, and comes back from another site with a link only.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_cookie_of_the_way_there_is_bound_to_the_host() {
    let Some(provider) = IdentityProvider::start() else { return };
    let options = options(&provider.issuer, TENANT);
    let https = |settings: &mut Settings| {
        settings.http.public_url = Some("https://kurser.example".to_owned());
        settings.providers = providers(options);
    };
    let world = World::with(Engine::Sqlite, https).await.expect("SQLite is always there");
    let page = Browser::new(&world).submit("/inloggning", &[("provider", "kumla")]).await.expect(200);
    let cookie = page.header("set-cookie");
    assert!(cookie.starts_with("__Host-provider=") && !cookie.contains("Domain"), "{cookie}");
    for flag in ["; Path=/", "; HttpOnly", "; SameSite=Lax", "; Secure", "; Max-Age=1200"] {
        assert!(cookie.contains(flag), "{flag} in {cookie}");
    }
    let secret = cookie.split(['=', ';']).nth(1).expect("a secret");
    let way = page.header("refresh");
    assert!(!way.contains(secret) && !page.text.contains(secret), "the secret goes nowhere");
    for part in ["response_type=code", "code_challenge_method=S256", "code_challenge=", "nonce=", "state="] {
        assert!(way.contains(part), "{part} in {way}");
    }
    world.close().await;
}
