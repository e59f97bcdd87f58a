//! The demo in a browser: each role is one click away.

use http_api::Clock;
use kursplats::demo;
use kursplats_tests::world::instant;

use super::*;

async fn each_role_is_one_click_away(screen: Screen) {
    let folder = tempfile::tempdir().expect("a folder");
    let now = instant("2026-11-24T08:00:00Z");
    let started = demo::start(folder.path(), 0, Clock::held_at(now)).await.expect("the demo starts");
    let base = format!("http://{}", started.running.address);
    assert!(started.tour.contains(&format!("{base}/demo")), "{}", started.tour);
    let Some(mut visitor) = Visitor::speaking(&base, screen, "sv").await else { return };
    for (role, name) in [
        ("samordnare", "(samordnare)"),
        ("arrangör", "(arrangör)"),
        ("kursledare", "(kursledare)"),
        ("chef", "(chef)"),
        ("personal", "(personal)"),
    ] {
        visitor.opens("/demo").await.looks_around().await;
        visitor.clicks(&format!("Logga in som {role}")).await.sees(name).await;
    }
    visitor.opens("/kurser").await.sees("Kommande kurser").await;
    visitor.opens("/mina-bokningar").await.sees("Mina bokningar").await;
    drop(visitor);
    started.running.stop().await.expect("the demo stops");
}
on_every_screen!(each_role_is_one_click_away);
