//! Passkeys, in a real browser with a device of its own.

use std::net::TcpListener;

use super::*;

const GUNILLA: &str = "gunilla@region.example";

/// A world at the one address without TLS at which browsers have passkeys, and somebody signed in there by mail.
async fn at_localhost(screen: Screen) -> Option<(World, Visitor)> {
    let free = TcpListener::bind("127.0.0.1:0").and_then(|listener| listener.local_addr()).expect("a free port");
    let base = format!("http://localhost:{}", free.port());
    let there = |settings: &mut kursplats::Settings| {
        settings.http.address = free;
        settings.http.public_url = Some(base.clone());
    };
    let world = World::with(Engine::Sqlite, there).await?;
    let mut visitor = Visitor::speaking(&base, screen, "sv").await?;
    visitor.signs_in(&world, GUNILLA).await;
    Some((world, visitor))
}

/// The script asks the device, and sends what it answers: to add a passkey, and to show it.
async fn a_device_answers_for_its_holder(screen: Screen) {
    let Some((world, mut visitor)) = at_localhost(screen).await else { return };
    visitor.holds_a_device().await;
    visitor.opens("/konto/tvasteg").await.sees("Nyckel (passkey)").await;
    visitor.sees_no("JavaScript").await.sees_no("kan inte använda nycklar").await;
    visitor.clicks("Lägg till en nyckel").await.comes_to("Spara dina reservkoder").await;
    visitor.opens("/konto/tvasteg").await.sees("Reservkoder kvar: 10").await;
    visitor.opens("/bekrafta?next=/konto/tvasteg").await.sees("Använd nyckeln som du har lagt till").await;
    visitor.clicks("Använd min nyckel (passkey)").await.comes_to("Tvåstegsinloggning").await;
    world.close().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_device_answers_for_its_holder_on_a_phone() {
    a_device_answers_for_its_holder(Screen::PHONE).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_device_answers_for_its_holder_on_a_desktop() {
    a_device_answers_for_its_holder(Screen::DESKTOP).await;
}

/// Without JavaScript the page says so, and an app with codes can be added.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn without_javascript_the_page_says_so() {
    let Some((world, mut visitor)) = at_localhost(Screen::PHONE.without_javascript()).await else { return };
    visitor.opens("/konto/tvasteg").await.sees("Nycklar (passkeys) behöver JavaScript").await;
    visitor.sees_no("Lägg till en nyckel").await;
    visitor.types("code", "000000").await.clicks("Lägg till appen").await;
    visitor.sees("inte koden som appen ska visa").await;
    world.close().await;
}
