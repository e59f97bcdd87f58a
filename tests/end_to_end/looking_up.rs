//! Looking things up: whatever grows with the years is found along an index, in all that people and the worker do.

use std::collections::BTreeSet;

use chrono::Duration;
use domain::access::Role;
use kursplats_tests::{
    fixture::text,
    world::{Engine, World},
};
use serde_json::json;

/// Tables of some hundred rows at most, however long an installation is used: surveys are a few a programme, roles
/// are read when a session is planned, for those who may lead it, and needs are deleted two weeks after.
const SMALL: [&str; 7] = ["course", "installation", "library", "municipality", "need", "person_role", "survey"];
/// An index of those rows only that wait for something, which is read whole.
const WAITING: &str = "USING INDEX sign_in_request_waiting";
/// Asked by whoever may see everything; and a search for one of none, which ends before it begins.
const MEANT: [&str; 2] = ["1 = 1", "WHERE ? = ?"];
/// Beside anything else that would do, it keeps SQLite from finding a row by its key: that is never meant.
const NEVER_MEANT: [&str; 4] = ["OR 1 = 1", "OR (1 = 1", "1 = 1 OR ", "1 = 1) OR "];

/// Whether a statement may go through everything.
fn is_meant(sql: &str) -> bool {
    MEANT.iter().any(|meant| sql.contains(meant)) && !NEVER_MEANT.iter().any(|never| sql.contains(never))
}

/// Whether a step goes through every row of a table that grows.
fn is_scan(step: &str) -> bool {
    let scanned = step.strip_prefix("SCAN ");
    let scanned = scanned.filter(|rest| !rest.ends_with("VALUES CLAUSE") && !rest.ends_with(WAITING));
    scanned.and_then(|rest| rest.split_whitespace().next()).is_some_and(|name| !SMALL.contains(&name))
}

/// The steps by which a statement finds rows. To add a row of a table that has triggers, SQLite plans to look whether it
/// mends a reference that is broken, and takes none of these steps as long as no reference is (`FkIfZero`).
fn looks_for_rows(sql: &str) -> bool {
    !sql.starts_with("INSERT INTO") || sql.contains("SELECT ")
}

/// SQLite plans without knowing how many rows there are, so an empty table tells as much as a full one.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nothing_that_grows_is_searched_from_end_to_end() {
    let Some(world) = World::new(Engine::Sqlite).await else { return };
    let county = world.county().await;
    let hallsberg = world.library("Hallsbergs bibliotek", "1861").await;
    world.db().overhear();

    // Booking, waiting, cancelling, moving: and all the mail of it.
    let amira = world.librarian("Amira Haddad", &county.kumla).await;
    let bo = world.librarian("Bo Ek", &hallsberg).await;
    let manager = world.employed(Role::Manager, "Cecilia Dahl", &county.kumla).await;
    let session = world.published(&world.plan(&county.course, 1, 30)).await;
    let booking = world.books(&amira, &session).await.expect(201).body;
    world.books(&bo, &session).await.expect(201);
    world.mail().await;
    let path = format!("/meetings/{}", text(&session["meetings"][0]["id"]));
    let moved = json!({ "startsAt": "2026-12-22T12:00:00Z", "endsAt": "2026-12-22T15:00:00Z" });
    world.patch(&world.organiser, &path, &moved).await.expect(200);
    world.mail().await;
    world.cancels(&amira, &booking).await.expect(201);
    world.mail().await;

    // Lists, as each of them sees them.
    let of_session = format!("/bookings?sessionId={}", text(&session["id"]));
    for caller in [&amira, &manager, &world.organiser, &world.coordinator] {
        for path in ["/bookings", &of_session, "/bookings?status=confirmed", "/access-tokens", "/sign-ins"] {
            world.get(caller, path).await.expect(200);
        }
        let feed = world.post(caller, "/calendar-feeds", &json!({})).await.expect(201).body;
        let address = format!("{}{}", world.base, text(&feed["address"]));
        assert_eq!(reqwest::get(address).await.expect("an answer").status(), 200);
    }
    for caller in [&manager, &world.coordinator] {
        world.get(caller, "/people").await.expect(200);
        world.get(caller, &format!("/people/{}", amira.person)).await.expect(200);
    }
    let of_library = world.post(&manager, "/calendar-feeds", &json!({ "libraryId": county.kumla })).await.expect(201);
    let address = format!("{}{}", world.base, text(&of_library.body["address"]));
    assert_eq!(reqwest::get(address).await.expect("an answer").status(), 200);
    for path in ["/mail-messages?state=dead", &format!("/mail-messages?bookingId={}", text(&booking["id"]))] {
        world.get(&world.coordinator, path).await.expect(200);
    }
    let invitations = format!("/bookings/{}/invitations", text(&booking["id"]));
    world.get(&amira, &invitations).await.expect(200);

    // What is due with time: the summons, the reminder, the question for a report; and forgetting.
    for days in [18, 9, 3, 7, 400] {
        world.later(Duration::days(days));
        world.mail().await;
    }
    let ways = world.db().ways().await.expect("plans");
    assert!(ways.len() > 100, "{} statements were heard", ways.len());
    let scans: BTreeSet<String> = ways
        .iter()
        .filter(|(sql, steps)| looks_for_rows(sql) && steps.iter().any(|step| is_scan(step)) && !is_meant(sql))
        .map(|(sql, steps)| format!("{}\n  {sql}", steps.join("; ")))
        .collect();
    assert!(scans.is_empty(), "{}", scans.into_iter().collect::<Vec<_>>().join("\n\n"));
    world.close().await;
}
