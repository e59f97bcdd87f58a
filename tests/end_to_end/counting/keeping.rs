//! Evidence is kept in memory between requests: nothing old may ever be shown, whichever process made the change.

use kursplats_tests::{
    crowd::plainly,
    fixture::text,
    world::{Caller, Engine, World},
};
use persistence::sabotage::Guard;
use sea_orm::ConnectionTrait;
use serde_json::{Value, json};

use super::{TWO_YEARS, held, occasions, past};

/// A world that has counted before, with a session of the past and one to come.
struct Counted {
    world: World,
    amira: Caller,
    session: Value,
    coming: Value,
}

async fn counted(engine: Engine) -> Option<Counted> {
    let world = World::new(engine).await?;
    let county = world.county().await;
    let amira = world.librarian("Amira Haddad", &county.kumla).await;
    let session = past(&world, &county.course, &["2026-09-15T06:00:00Z", "2026-10-15T06:00:00Z"]).await;
    held(&world, &session, 0, &[(&amira, None)]).await;
    let coming = world.published(&world.plan(&county.course, 4, 10)).await;
    Some(Counted { world, amira, session, coming })
}

/// Every kind of change that a figure may rest on, each seen at once by a process that had counted before, as a process
/// sees it that had not.
async fn changes_are_seen(engine: Engine, without: Option<Guard>) -> Option<bool> {
    let Counted { world, amira, session, coming } = counted(engine).await?;
    let reader = if engine == Engine::Postgres { Some(world.twin().await) } else { None };
    let reader = reader.as_ref().unwrap_or(&world);
    if let Some(guard) = without {
        reader.db().take_out(guard);
    }
    let mut seen = true;
    let mut last = occasions(reader, &world.coordinator, TWO_YEARS).await;
    let mut look = async |what: &str, changes: bool| {
        let now = occasions(reader, &world.coordinator, TWO_YEARS).await;
        assert!(without.is_some() || !changes || now != last, "{what} changed nothing: {now}");
        seen &= now == afresh(&world, reader).await && (!changes || now != last);
        last = now;
    };
    let path = format!("/sessions/{}", text(&session["id"]));
    held(&world, &session, 1, &[(&amira, None)]).await;
    look("a report", true).await;
    held(&world, &session, 1, &[]).await;
    look("a report put right", true).await;
    let change = json!({ "byStaff": true, "reason": "Kursledaren är anställd." });
    world.patch(&world.coordinator, &path, &change).await.expect(200);
    look("a flag", true).await;
    world.patch(&world.coordinator, &path, &json!({ "capacity": 30 })).await.expect(200);
    look("seats", true).await;
    let meeting = format!("/meetings/{}", text(&session["meetings"][0]["id"]));
    world.patch(&world.organiser, &meeting, &json!({ "studyHours": 7 })).await.expect(200);
    look("study hours", true).await;
    world.patch(&world.organiser, &meeting, &json!({ "breakMinutes": 30 })).await.expect(200);
    look("breaks", true).await;
    let moved = json!({ "startsAt": "2027-03-02T08:00:00Z", "endsAt": "2027-03-02T11:00:00Z" });
    let coming_meeting = format!("/meetings/{}", text(&coming["meetings"][0]["id"]));
    world.patch(&world.organiser, &coming_meeting, &moved).await.expect(200);
    look("a move", false).await;
    world.books(&amira, &coming).await.expect(201);
    world.at("2027-03-03T08:00:00Z");
    look("time", true).await;
    held(&world, &coming, 0, &[(&amira, None)]).await;
    look("a report in the month it was moved to", true).await;
    past(&world, text(&session["courseId"]), &["2026-05-15T06:00:00Z"]).await;
    look("a session registered afterwards", true).await;
    let course = format!("/courses/{}", text(&session["courseId"]));
    world.patch(&world.organiser, &course, &json!({ "digComp": ["4.1"] })).await.expect(200);
    look("what a course is about", true).await;
    let second = text(&session["meetings"][1]["id"]);
    world
        .put(&world.organiser, &format!("/meetings/{second}/attendance-reports"), &json!({ "held": false }))
        .await
        .expect(200);
    look("a meeting that was not held after all", true).await;
    by_hand(&world).await;
    look("a row changed by hand", true).await;
    let seen = seen;
    if let Some(running) = world.running {
        running.stop().await.expect("the system stops");
    }
    Some(seen)
}

/// The figures as a process gives them that has kept nothing.
async fn afresh(world: &World, reader: &World) -> Value {
    if world.database_url.starts_with("postgres") {
        let mut fresh = world.twin().await;
        let answer = occasions(&fresh, &world.coordinator, TWO_YEARS).await;
        // Each has connections of its own, and the database has not enough for as many as there are changes.
        if let Some(running) = fresh.running.take() {
            running.stop().await.expect("the system stops");
        }
        return answer;
    }
    // One process only may use the file; another period is kept apart by nothing, so the reader's own answer stands.
    occasions(reader, &world.coordinator, TWO_YEARS).await
}

/// Takes everybody out of the lists, past all of our code.
async fn by_hand(world: &World) {
    let connection = plainly(&world.database_url).await;
    connection.execute_unprepared("UPDATE attendance SET presence = 'absent'").await.expect("a change by hand");
    connection.close().await.expect("closed");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_change_is_seen_at_once() {
    assert_eq!(changes_are_seen(Engine::Sqlite, None).await, Some(true));
    assert_ne!(changes_are_seen(Engine::Postgres, None).await, Some(false));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn without_the_generations_old_figures_would_be_shown() {
    assert_eq!(changes_are_seen(Engine::Sqlite, Some(Guard::Generations)).await, Some(false));
    assert_ne!(changes_are_seen(Engine::Postgres, Some(Guard::Generations)).await, Some(true));
}
