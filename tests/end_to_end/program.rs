//! The program's commands, as an operator meets them.

use std::{
    path::Path,
    process::{Command, Output},
};

use domain::{
    access::Role,
    notice::{Language, NoticeKind},
};
use kursplats_tests::{
    crowd,
    world::{Caller, Engine, World},
};
use persistence::audit_log::{self, Reach};
use sea_orm::ConnectionTrait;

/// Runs a command of the program on a database.
fn run(url: &str, folder: &Path, arguments: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_kursplats-under-test"));
    command.env("KURSPLATS__DATABASE__URL", url).current_dir(folder).args(arguments).output().expect("it runs")
}

fn said(output: &Output) -> String {
    format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr))
}

on_both! {
    async fn the_audit_runs_beside_the_server_and_says_what_it_finds(world: World) {
        let county = world.county().await;
        let amira = world.librarian("Amira Haddad", &county.kumla).await;
        let session = world.published(&world.plan(&county.course, 12, 30)).await;
        world.books(&amira, &session).await.expect(201);
        // The program's clock is far ahead of this world's.
        audit_log::seal(world.db(), Reach::All).await.expect("sealed");
        let clean = run(&world.database_url, &world.folder(), &["audit"]);
        assert!(clean.status.success(), "{}", said(&clean));
        let head = said(&clean).lines().find_map(|line| line.strip_prefix("Loggens huvud: ").map(str::to_owned));
        let kept = run(&world.database_url, &world.folder(), &["audit", "--head", &head.expect("a head")]);
        assert!(kept.status.success(), "{}", said(&kept));
        let other = format!("1:{}", "0".repeat(64));
        let other = run(&world.database_url, &world.folder(), &["audit", "--head", &other]);
        assert!(!other.status.success() && said(&other).contains("V22"), "{}", said(&other));

        // One row changed by hand; the audit must see each of these.
        let plain = crowd::plainly(&world.database_url).await;
        for (invariant, break_it, mend_it) in [
            ("V1", "UPDATE session SET seats_taken = 2", "UPDATE session SET seats_taken = 1"),
            ("V11", "UPDATE session SET waiting = 3", "UPDATE session SET waiting = 0"),
            ("V18", "UPDATE booking SET version = 2", "UPDATE booking SET version = 1"),
            ("V23", "UPDATE meeting SET status = 'held'", "UPDATE meeting SET status = 'planned'"),
            ("V17", "UPDATE session SET status = 'cancelled'", "UPDATE session SET status = 'published'"),
        ] {
            plain.execute_unprepared(break_it).await.expect("broken");
            let found = run(&world.database_url, &world.folder(), &["audit"]);
            assert_eq!(found.status.code(), Some(1), "{}", said(&found));
            assert!(said(&found).contains(invariant), "{}", said(&found));
            plain.execute_unprepared(mend_it).await.expect("mended");
        }
        plain.close().await.expect("closed");
    }
}

on_both! {
    async fn the_database_itself_refuses_what_must_never_be(world: World) {
        let county = world.county().await;
        let amira = world.librarian("Amira Haddad", &county.kumla).await;
        let session = world.published(&world.plan(&county.course, 1, 30)).await;
        let booking = world.books(&amira, &session).await.expect(201).body;
        world.cancels(&amira, &booking).await.expect(201);
        world.books(&amira, &session).await.expect(201);
        let plain = crowd::plainly(&world.database_url).await;
        let copy = "INSERT INTO booking (id, session_id, person_id, employment_id, status, queue_number, booked_at, version) \
                    SELECT session_id, session_id, person_id, employment_id, 'waiting', 99, booked_at, 1 FROM booking \
                    WHERE status = 'confirmed'";
        for (invariant, sql) in [
            ("V1", "UPDATE session SET seats_taken = 2"),
            ("V2", "UPDATE session SET capacity = 0"),
            ("V9", copy),
            ("V14", "UPDATE booking SET status = 'confirmed', ended_at = NULL WHERE status = 'cancelled'"),
            ("V22", "UPDATE event SET kind = 'courseAdded'"),
            ("V22", "DELETE FROM event"),
        ] {
            assert!(plain.execute_unprepared(sql).await.is_err(), "{invariant}: {sql}");
        }
        plain.close().await.expect("closed");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_token_is_printed_once_and_works() {
    let world = World::new(Engine::Sqlite).await.expect("SQLite is always there");
    let (url, folder) = (world.database_url.clone(), world.folder());
    let name = ["token", "--role", "coordinator", "--name", "Britt Sand", "--email", "britt@region.example"];
    let refused = run(&url, &folder, &name);
    assert!(!refused.status.success(), "the file is in use");
    let kept = world.into_folder().await;
    let given = run(&url, &folder, &name);
    assert!(given.status.success(), "{}", said(&given));
    let token = String::from_utf8_lossy(&given.stdout).trim().to_owned();
    let db = persistence::Db::connect(&persistence::DbOptions::new(&url)).await.expect("a connection");
    let scope = persistence::tokens::caller(&db, &token, kursplats_tests::world::instant("2026-11-24T08:00:00Z"));
    assert_eq!(scope.await.expect("an answer").map(|scope| scope.role), Some(Role::Coordinator));
    let wrong = run(&url, &folder, &["token", "--role", "king", "--name", "B", "--email", "b@region.example"]);
    assert_eq!(wrong.status.code(), Some(2), "{}", said(&wrong));
    drop(kept);
}

#[test]
fn the_document_is_printed() {
    let folder = tempfile::tempdir().expect("a folder");
    let printed = run("sqlite:none.db", folder.path(), &["openapi"]);
    assert_eq!(String::from_utf8_lossy(&printed.stdout).trim(), http_api::document().trim());
    assert!(std::fs::read_dir(folder.path()).expect("a folder").next().is_none(), "nothing is written");
}

#[test]
fn a_mail_can_be_looked_at_without_database_or_settings() {
    let folder = tempfile::tempdir().expect("a folder");
    let look = |arguments: &[&str]| {
        let shown = run("nothing that could be opened", folder.path(), &[&["mail", "preview"], arguments].concat());
        assert!(shown.status.success(), "{arguments:?}: {}", said(&shown));
        String::from_utf8(shown.stdout).expect("UTF-8")
    };
    for kind in NoticeKind::ALL {
        for language in Language::WORDS {
            let lang = ["--lang", language];
            let about = match kind {
                NoticeKind::SurveyInvitation | NoticeKind::SurveyReminder => "/enkat/",
                NoticeKind::SignIn | NoticeKind::SignInElsewhere => "Kursplats",
                _ => "Källkritik",
            };
            assert!(look(&[&[kind.word()], lang.as_slice()].concat()).contains(about), "{kind}");
            let page = look(&[&[kind.word(), "--format", "html"], lang.as_slice()].concat());
            assert!(page.starts_with("<!DOCTYPE html>"), "{kind}: {page}");
            let mail = look(&[kind.word(), "--format", "eml"]);
            assert!(mail.contains("\r\nMIME-Version: 1.0\r\n") && mail.ends_with("--\r\n"), "{kind}: {mail}");
        }
    }
    let help = run("", folder.path(), &["mail", "preview", "--help"]);
    for kind in NoticeKind::ALL {
        assert!(said(&help).contains(kind.word()), "{kind} in {}", said(&help));
    }
    assert!(look(&["confirmation", "--format", "ics"]).starts_with("BEGIN:VCALENDAR\r\n"));
    let none = run("", folder.path(), &["mail", "preview", "reminder", "--format", "ics"]);
    assert_eq!(none.status.code(), Some(1), "{}", said(&none));
    let wrong = run("", folder.path(), &["mail", "preview", "postcard"]);
    assert_eq!(wrong.status.code(), Some(2), "{}", said(&wrong));
    assert!(std::fs::read_dir(folder.path()).expect("a folder").next().is_none(), "nothing is written");
}

#[test]
fn every_fault_of_the_settings_is_told_at_once() {
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("fel.toml");
    std::fs::write(&file, "[http]\naddress = \"här\"\nfarg = 1\n[mail]\ntransport = \"duva\"\n").expect("written");
    let refused = run("sqlite:none.db", folder.path(), &["serve", "--config", &file.to_string_lossy()]);
    assert!(!refused.status.success());
    let words = said(&refused);
    for key in ["http.address", "http.farg", "mail.transport"] {
        assert!(words.contains(key), "{words}");
    }
}

on_both! {
    async fn expired_tokens_end_at_once(world: World) {
        let county = world.county().await;
        let amira = world.librarian("Amira Haddad", &county.kumla).await;
        world.get(&amira, "/me").await.expect(200);
        world.later(chrono::Duration::days(366));
        world.get(&amira, "/me").await.expect(401);
        let nobody = Caller { token: String::new(), ..amira };
        world.get(&nobody, "/me").await.expect(401);
    }
}
