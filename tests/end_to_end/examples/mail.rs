//! Mail, in a world of its own.

use super::*;

/// Mail that finds its server closed, in a world of its own: where nobody answers, the words are always the same.
pub(super) async fn record(recorder: &mut Recorder) {
    let port = free_port();
    let away = |settings: &mut Settings| {
        settings.mail.transport = Transport::Smtp(Box::new(SmtpRelay::new("127.0.0.1", port, Security::None)));
        settings.worker.retry_after = vec![chrono::Duration::zero()];
    };
    let world = World::with(Engine::Sqlite, away).await.expect("SQLite is always there");
    let county = world.county().await;
    let amira = world.librarian("Amira Haddad", &county.kumla).await;
    let session = world.published(&world.plan(&county.course, 12, 30)).await;
    world.books(&amira, &session).await.expect(201);
    world.mail().await;
    let caller = Some(&world.coordinator);
    let list = recorder.call(&world, caller, "listMailMessages", Method::GET, "/mail-messages", None).await;
    let path = format!("/mail-messages/{}", text(&list.expect(200).body["items"][0]["id"]));
    recorder.call(&world, caller, "getMailMessage", Method::GET, &path, None).await.expect(200);
    let retries = format!("{path}/retries");
    recorder.call(&world, caller, "retryMailMessage", Method::POST, &retries, None).await.expect(201);
    world.mail().await;
    let abandonments = format!("{path}/abandonments");
    recorder.call(&world, caller, "abandonMailMessage", Method::POST, &abandonments, None).await.expect(201);
    world.close().await;
}
