//! What every answer tells browsers, and what is not there to be asked for.

use kursplats::Settings;
use kursplats_tests::{
    browser::{Browser, Page},
    world::World,
};
use reqwest::Method;

use super::Engine;

/// Answers of every kind: JSON, problems, pages, the style, calendars that are not there, the documentation.
const ADDRESSES: [&str; 12] = [
    "/kursplats/v1/api-info",
    "/kursplats/v1/sessions",
    "/kursplats/v1/me",
    "/kursplats/v1/nothing",
    "/openapi",
    "/health",
    "/ready",
    "/logga-in",
    "/page.css",
    "/kalender/x",
    "/docs",
    "/nothing/at/all",
];

async fn world(public_url: &'static str) -> World {
    let there = move |settings: &mut Settings| settings.http.public_url = Some(public_url.to_owned());
    World::with(Engine::Sqlite, there).await.expect("SQLite is always there")
}

/// The directives of an answer's policy.
fn policy(page: &Page) -> Vec<&str> {
    page.header("content-security-policy").split(';').map(str::trim).collect()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_answer_tells_browsers_what_they_may_not_do() {
    let world = world("https://kurser.example").await;
    let browser = Browser::new(&world);
    for address in ADDRESSES {
        let page = browser.send(Method::GET, address, &[("Origin", "https://evil.example")], None).await;
        let has = |name: &str, value: &str| assert_eq!(page.header(name), value, "{name} of {address}");
        has("x-content-type-options", "nosniff");
        has("referrer-policy", "no-referrer");
        has("x-frame-options", "DENY");
        has("strict-transport-security", "max-age=63072000; includeSubDomains");
        has("access-control-allow-origin", "");
        for directive in ["default-src 'none'", "base-uri 'none'", "frame-ancestors 'none'"] {
            assert!(policy(&page).contains(&directive), "{directive} of {address}: {:?}", policy(&page));
        }
        if address != "/docs" {
            // The style holds nothing of anybody, and may be kept.
            if address != "/page.css" {
                has("cache-control", "no-store");
            }
            assert!(!page.header("content-security-policy").contains("unsafe"), "{address}");
        }
        let kind = page.header("content-type");
        let known = [
            "application/json",
            "application/json; charset=utf-8",
            "application/problem+json",
            "text/html; charset=utf-8",
            "text/css; charset=utf-8",
            "text/plain; charset=utf-8",
        ];
        assert!(known.contains(&kind) || page.text.is_empty(), "{kind} of {address}");
    }
    world.close().await;
}

/// Where the service is tried without TLS, nobody is told that there is any.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn without_tls_nobody_is_told_of_it() {
    let world = world("http://localhost:1").await;
    let page = Browser::new(&world).get("/logga-in").await;
    assert_eq!(page.header("strict-transport-security"), "");
    world.close().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_not_served_is_not_there() {
    let world = world("https://kurser.example").await;
    let browser = Browser::new(&world);
    for address in [
        "/.git/config",
        "/.env",
        "/Cargo.toml",
        "/metrics",
        "/data/kursplats.db",
        "/../Cargo.toml",
        "/docs/../.git/config",
        "/%2e%2e/Cargo.toml",
    ] {
        let page = browser.get(address).await;
        assert_eq!(page.status, 404, "{address}: {}", page.text);
    }
    for address in ADDRESSES {
        let page = browser.send(Method::TRACE, address, &[("X-Secret", "sesam")], None).await;
        // The documentation is the same page however it is asked for.
        let refused = [404, 405].contains(&page.status) || address == "/docs";
        assert!(refused && !page.text.contains("sesam"), "{address}: {}", page.status);
    }
    world.close().await;
}
