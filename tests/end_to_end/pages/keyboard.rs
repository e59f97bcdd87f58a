//! The keyboard alone: keys go to what has the focus, nothing is clicked, and where the focus is can always be seen.

use chrono::Duration;
use kursplats_tests::{fixture::text, visitor::Key};
use serde_json::json;

use super::{
    attendance::{presence, reported},
    follow_up::GUNILLA,
    *,
};

const ELIN: &str = "elin@medborgarskolan.example";
const TITLE: &str = "Källkritik – källgranskning och kritiskt förhållningssätt";

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn she_books_a_seat_for_one_of_her_libraries() {
    let Some((world, mut visitor)) = open(Screen::DESKTOP).await else { return };
    let county = world.county().await;
    world.published(&world.plan(&county.course, 4, 30)).await;
    let amira = somebody(&world, &mut visitor, Role::Staff, "Amira Haddad", &county.kumla).await;
    world.employ(&amira, &county.hallsberg).await;
    visitor.opens("/").await.sees("Mina bokningar").await;
    visitor.tabs_to("Kurser").await.enters().await.sees("Kommande kurser").await;
    // Past the menu in one step: what comes next is the first of the page's own.
    visitor.tabs_to("Hoppa till innehållet").await.strikes(Key::Enter).await.strikes(Key::Tab).await;
    assert_eq!(visitor.focus_words().await, "Månad");
    visitor.tabs_to(TITLE).await.enters().await.sees("Sista dag att avboka").await;
    visitor.tabs_to("Anmäl dig").await.tabs_back_to("Anmäl dig för").await;
    let first = visitor.focus_words().await;
    visitor.strikes(Key::Down).await;
    assert_ne!(visitor.focus_words().await, first, "an arrow chooses the next library");
    let chosen = visitor.run("return document.activeElement.value").await;
    visitor.tabs_to("Anmäl dig").await.enters().await.sees("Du är anmäld").await;
    let bookings = world.get(&amira, "/bookings").await.expect(200).body;
    assert_eq!((&bookings["total"], &bookings["items"][0]["employmentId"]), (&json!(1), &chosen));
    visitor.tabs_to("Avboka").await.tabs_back_to("Mina bokningar").await.enters().await.sees("Kommande").await;
    assert_eq!((visitor.clicks, visitor.typed), (0, 0));
    world.close().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_trainer_takes_attendance_and_signs_it() {
    let Some((world, mut visitor)) = open(Screen::DESKTOP).await else { return };
    let county = world.county().await;
    world.caller(Role::Trainer, "Elin Ek", ELIN).await;
    let session = world.published(&world.plan(&county.course, 4, 1)).await;
    let amira = world.librarian("Amira Haddad", &county.kumla).await;
    let bo = world.librarian("Bo Ek", &county.hallsberg).await;
    for caller in [&amira, &bo] {
        world.books(caller, &session).await.expect(201);
    }
    world.at("2026-11-25T08:10:00Z");
    visitor.comes_as(&proven(&world, ELIN, Role::Trainer).await.0).await;
    visitor.opens("/").await.sees("I dag").await;
    visitor.tabs_to(TITLE).await.enters().await.sees("Kryssa för dem som var där").await;
    visitor.tabs_to("Alla var där").await.enters().await;
    visitor.tabs_to("Bo Ek Hallsbergs bibliotek").await.strikes(Key::Space).await;
    visitor.tabs_to("Antal som kom utan att finnas i registret (frivilligt)").await.writes("2").await;
    visitor.tabs_to("Blev träffen av?").await.strikes(Key::Down).await;
    assert_eq!(visitor.focus_words().await, "Blev träffen av?: Nej, den hölls inte");
    visitor.strikes(Key::Up).await;
    visitor.tabs_to("Signera och skicka in").await.enters().await.sees("Närvaron skickades in").await;
    let report = reported(&world, &session).await;
    assert_eq!((&report["held"], &report["externalParticipants"]), (&json!(true), &json!(2)));
    assert_eq!((presence(&report, &amira), presence(&report, &bo)), (json!("present"), json!("absent")));
    assert_eq!((visitor.clicks, visitor.typed), (0, 0));
    world.close().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_coordinator_begins_a_report_and_locks_it() {
    let Some((world, mut visitor)) = open(Screen::DESKTOP).await else { return };
    let county = world.county().await;
    world.published(&world.plan(&county.course, 12, 2)).await;
    world.later(Duration::days(5));
    visitor.comes_as(&proven(&world, GUNILLA, Role::Coordinator).await.0).await;
    visitor.opens("/").await.sees("Uppföljning").await;
    visitor.tabs_to("Rapporter").await.enters().await.sees("Det finns inga rapporter än.").await;
    // Letters choose in a list.
    visitor.tabs_to("Period").await.writes("he").await;
    let chosen = visitor.run("return document.activeElement.selectedOptions[0].text").await;
    assert_eq!(text(&chosen), "Helår 2026");
    visitor.tabs_to("Skapa utkastet").await.enters().await.sees("Utkast").await;
    visitor.tabs_to("Lås rapporten").await.enters().await.sees("1 träff saknar närvarorapport").await;
    // First without saying why: the summary has the focus then, and the form comes after it.
    visitor.tabs_to("Lås rapporten").await.enters().await.sees("Det finns ett problem").await;
    visitor.tabs_to("Lås ändå").await.strikes(Key::Space).await;
    visitor.tabs_to("Varför (bara om du låser ändå)").await.writes("Kursledaren har slutat.").await;
    visitor.tabs_to("Lås rapporten").await.enters().await.sees("Låst fast närvaro saknades").await;
    visitor.sees("Kursledaren har slutat.").await;
    assert_eq!((visitor.clicks, visitor.typed), (0, 0));
    world.close().await;
}
