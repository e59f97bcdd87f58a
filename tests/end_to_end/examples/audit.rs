//! The audit log and an extract, in a world of its own: what happens elsewhere would change their numbers.

use persistence::audit_log::{self, Reach};

use super::*;

pub(super) async fn record(recorder: &mut Recorder) {
    let world = World::new(Engine::Sqlite).await.expect("SQLite is always there");
    let county = world.county().await;
    let amira = world.librarian("Amira Haddad", &county.kumla).await;
    let session = world.published(&world.plan(&county.course, 12, 30)).await;
    world.books(&amira, &session).await.expect(201);
    world.mail().await;
    world.later(chrono::Duration::minutes(1));
    let meeting = format!("/meetings/{}", text(&session["meetings"][0]["id"]));
    world.patch(&world.organiser, &meeting, &json!({ "place": "Kumla kulturhus" })).await.expect(200);
    world.mail().await;
    audit_log::seal(world.db(), Reach::All).await.expect("sealed");
    let id = text(&session["id"]);
    let path = format!("/audit-entries?sessionId={id}&kind=meetingChanged");
    recorder.call(&world, Some(&world.coordinator), "listAuditEntries", Method::GET, &path, None).await.expect(200);
    let path = format!("/sessions/{id}/record-extract");
    recorder.call(&world, Some(&world.organiser), "getRecordExtract", Method::GET, &path, None).await.expect(200);
    world.close().await;
}
