//! Takes the pictures of the README: pages of each role in the demo, on a telephone and on a computer.
//!
//! Run with `cargo run -p kursplats-benches --bin screenshots`; it writes into `docs/screenshots`. In the pictures it
//! is always the same day, so that only what has changed in the pages changes in them.

use std::path::Path;

use http_api::Clock;
use kursplats::demo;
use kursplats_tests::{
    fixture::text,
    visitor::{Screen, Visitor},
    world::{BEGINNING, instant},
};

/// What a picture may weigh.
const BYTES_MAX: usize = 150_000;
/// A window of a computer, as wide as the pages are.
const WINDOW: Screen = Screen { size: (1100, 760), script: true };
/// Links of a list.
const LINKS: &str = "main .card a";

/// Keeps a picture of what is seen.
async fn keep(visitor: &Visitor, name: &str) {
    let picture = visitor.picture().await;
    assert!(picture.len() < BYTES_MAX, "{name} weighs {} bytes", picture.len());
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs/screenshots");
    std::fs::create_dir_all(&folder).expect("a folder");
    std::fs::write(folder.join(name), &picture).expect("a picture is kept");
    println!("{name}\t{} bytes", picture.len());
}

/// Lets a visitor of the demo in.
async fn come_as(visitor: &mut Visitor, role: &str) {
    visitor.opens("/demo").await;
    visitor.clicks(&format!("Logga in som {role}")).await.sees(&format!("({role})")).await;
}

/// Where the links of a page lead.
async fn ways(visitor: &Visitor, page: &str, links: &str) -> Vec<String> {
    visitor.opens(page).await;
    let found =
        visitor.run(&format!("return [...document.querySelectorAll({links:?})].map(link => link.pathname)")).await;
    found.as_array().expect("links").iter().map(|way| text(way).to_owned()).collect()
}

async fn shows(visitor: &Visitor, what: &str) -> bool {
    visitor.run(&format!("return document.querySelector({what:?}) !== null")).await == true
}

async fn scroll_to(visitor: &Visitor, what: &str) {
    visitor.run(&format!("document.querySelector({what:?}).scrollIntoView()")).await;
}

/// Opens the first page of a list that shows something.
async fn open_one(visitor: &Visitor, list: &str, what: &str) {
    for way in ways(visitor, list, LINKS).await {
        visitor.opens(&way).await;
        if shows(visitor, what).await {
            return;
        }
    }
    panic!("no page of {list} shows {what}")
}

/// What a trainer and somebody of the staff see on a telephone.
async fn on_a_telephone(visitor: &mut Visitor) {
    come_as(visitor, "personal").await;
    visitor.opens("/kurser").await.sees("Kommande kurser").await;
    scroll_to(visitor, "main h2").await;
    keep(visitor, "kurser-telefon.png").await;
    come_as(visitor, "kursledare").await;
    open_one(visitor, "/narvaro", "[name='present']").await;
    visitor.clicks("Alla var där").await.sees("Kryssa för dem som var där").await;
    scroll_to(visitor, "fieldset").await;
    keep(visitor, "narvaro-telefon.png").await;
}

/// What somebody of the staff sees on a computer.
async fn booking(visitor: &mut Visitor) {
    come_as(visitor, "personal").await;
    open_one(visitor, "/kurser?lediga=ja", "form[action$='/anmalan']").await;
    keep(visitor, "kurs.png").await;
    visitor.opens("/mina-bokningar").await.sees("Mina bokningar").await;
    keep(visitor, "mina-bokningar.png").await;
}

/// A course of three meetings, past the holidays, as the organiser checks it.
async fn planning(visitor: &mut Visitor) {
    come_as(visitor, "arrangör").await;
    visitor.opens("/planering/ny").await;
    let first = "return [...document.querySelectorAll('[name=courseId] option')].find(one => one.value).value";
    let course = visitor.run(first).await;
    visitor.chooses("courseId", text(&course)).await;
    for (field, value) in [
        ("minParticipants", "4"),
        ("meetings", "3"),
        ("date", "2026-12-17"),
        ("startsAt", "09.00"),
        ("endsAt", "12.00"),
        ("place", "Kumla bibliotek"),
        ("trainer", "Elin Ek"),
    ] {
        visitor.types(field, value).await;
    }
    visitor.clicks("Fortsätt").await.sees("Kontrollera kursen").await;
    keep(visitor, "planera.png").await;
}

/// The meetings that can be moved, of the sessions that come first.
async fn meetings(visitor: &Visitor) -> Vec<String> {
    let mut meetings = Vec::new();
    for session in ways(visitor, "/planering", LINKS).await {
        let acts = ways(visitor, &session, "main .card .acts a:first-child").await;
        meetings.extend(acts.into_iter().next());
    }
    meetings
}

/// A meeting that would be moved to when another one is, so that some are booked on both, before that is saved.
async fn moving(visitor: &mut Visitor) {
    let meetings = meetings(visitor).await;
    let (first, others) = meetings.split_first().expect("meetings to move");
    visitor.opens(first).await;
    let mut when = Vec::new();
    for field in ["date", "startsAt", "endsAt"] {
        let value = visitor.run(&format!("return document.getElementById('{field}').value")).await;
        when.push((field, text(&value).to_owned()));
    }
    for way in others {
        visitor.opens(way).await;
        for (field, value) in &when {
            visitor.types(field, value).await;
        }
        visitor.clicks("Fortsätt").await;
        if shows(visitor, ".notice li").await {
            break;
        }
    }
    visitor.sees("Kontrollera ändringen").await;
    keep(visitor, "vilka-berors.png").await;
}

/// The indicators, and the report of the year just before it is locked.
async fn following_up(visitor: &mut Visitor) {
    come_as(visitor, "samordnare").await;
    visitor.opens("/uppfoljning").await.sees("Uppföljning").await;
    scroll_to(visitor, "main h2").await;
    keep(visitor, "indikatorer.png").await;
    visitor.opens("/rapporter").await;
    visitor.chooses("kind", "year/2026-01-01/2026-12-31").await;
    visitor.clicks("Skapa utkastet").await.sees("Utkast").await;
    visitor.clicks("Lås rapporten").await.sees("saknar närvarorapport").await;
    keep(visitor, "lasa-rapport.png").await;
}

#[tokio::main(flavor = "multi_thread", worker_threads = 2)]
async fn main() {
    let folder = tempfile::tempdir().expect("a folder");
    let started = demo::start(folder.path(), 0, Clock::held_at(instant(BEGINNING))).await.expect("the demo starts");
    let base = format!("http://{}", started.running.address);
    // Where no browser is installed, that has been said.
    if let Some(mut visitor) = Visitor::speaking(&base, Screen::PHONE, "sv").await {
        on_a_telephone(&mut visitor).await;
    }
    if let Some(mut visitor) = Visitor::speaking(&base, WINDOW, "sv").await {
        booking(&mut visitor).await;
        planning(&mut visitor).await;
        moving(&mut visitor).await;
        following_up(&mut visitor).await;
    }
    started.running.stop().await.expect("the demo stops");
}
