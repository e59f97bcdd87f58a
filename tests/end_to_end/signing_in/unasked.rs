//! The first coordinator, the demo, and what the log of a whole program says of it all (V35).

use std::{
    io::{BufRead, BufReader, Read},
    process::{Child, Command, Stdio},
};

use chrono::Duration;
use http_api::Clock;
use kursplats::{demo, settings::DatabaseUrl};
use kursplats_tests::world::{BEGINNING, fresh_database, instant};

use super::*;

/// A system with nobody in it.
async fn empty(engine: Engine, folder: &tempfile::TempDir, clock: &Clock) -> Option<kursplats::Running> {
    let mut settings = Settings::built_in();
    settings.http.address = "127.0.0.1:0".parse().expect("an address");
    settings.database.url = DatabaseUrl::new(fresh_database(engine, folder)?);
    settings.inbound.folder = folder.path().join("inbound");
    settings.mail.transport = notices::Transport::Files(folder.path().join("mail"));
    Some(kursplats::start(settings, clock.clone()).await.expect("the system starts"))
}

async fn the_first_coordinator_lets_herself_in_once(engine: Engine) {
    let (folder, clock) = (tempfile::tempdir().expect("a folder"), Clock::held_at(instant(BEGINNING)));
    let Some(running) = empty(engine, &folder, &clock).await else { return };
    let base = format!("http://{}", running.address);
    let path = async || {
        let link = running.first_link().await.expect("an answer").expect("nobody is registered");
        link.strip_prefix(&base).expect("our address").to_owned()
    };
    let (replaced, late) = (path().await, path().await);
    let gunilla = Browser::at(&base);
    let fields = [("name", "Gunilla Berg"), ("email", "gunilla@region.example")];
    gunilla.submit(&replaced, &fields).await.expect(410);
    clock.set(clock.now() + Duration::hours(24));
    gunilla.submit(&late, &fields).await.expect(410);
    let open = path().await;
    assert!(gunilla.get(&open).await.expect(200).text.contains("första samordnaren"));
    gunilla.submit(&open, &[("name", ""), ("email", "gunilla@region.example")]).await.expect(400);
    gunilla.submit_from(&open, &fields, &[]).await.expect(403);
    let tries = (0..20).map(|_| {
        let (browser, open) = (Browser::at(&base), open.clone());
        async move { (browser.submit(&open, &fields).await.status, browser) }
    });
    let done = futures_util::future::join_all(tries).await;
    assert_eq!(done.iter().filter(|(status, _)| *status == 303).count(), 1);
    let inside = done.into_iter().find(|(status, _)| *status == 303).expect("one is in").1;
    assert_eq!(me(&inside).await.0, 403, "not before she has a second factor");
    Telephone::enrol(&inside, clock.now()).await;
    assert_eq!(me(&inside).await, (200, Some("coordinator".to_owned())));
    assert_eq!(running.first_link().await.expect("an answer"), None);
    running.stop().await.expect("it stops");
}
on_each!(the_first_coordinator_lets_herself_in_once);

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_demo_is_visited_as_anybody_and_nothing_else_is() {
    let folder = tempfile::tempdir().expect("a folder");
    let clock = Clock::held_at(instant(BEGINNING));
    let started = demo::start(folder.path(), 0, clock.clone()).await.expect("the demo starts");
    let base = format!("http://{}", started.running.address);
    assert!(started.tour.contains(&format!("{base}/demo")), "{}", started.tour);
    let visitor = Browser::at(&base);
    let buttons = visitor.get("/demo").await.expect(200).text;
    for role in Role::ALL {
        assert!(buttons.contains(&format!("value=\"{role}\"")), "{buttons}");
        visitor.submit_from("/demo", &[("role", role.word())], &[]).await.expect(403);
        visitor.submit("/demo", &[("role", role.word())]).await.expect(303);
        assert_eq!(me(&visitor).await, (200, Some(role.word().to_owned())));
        visitor.get("/konto").await.expect(200);
    }
    // Nobody is asked for a second factor in the demo, at the door or later.
    visitor.submit("/demo", &[("role", "coordinator")]).await.expect(303);
    clock.set(clock.now() + Duration::minutes(11));
    let headers = [kursplats_tests::browser::OWN, ("Content-Type", "application/json")];
    let (path, body) = ("/kursplats/v1/access-tokens", r#"{"name":"Prov"}"#.to_owned());
    visitor.send(reqwest::Method::POST, path, &headers, Some(body)).await.expect(201);
    started.running.stop().await.expect("the demo stops");

    let world = world(Engine::Sqlite).await.expect("SQLite is always there");
    let stranger = Browser::new(&world);
    stranger.get("/demo").await.expect(404);
    stranger.submit("/demo", &[("role", "coordinator")]).await.expect(404);
    assert_eq!(stranger.cookie("s"), None);
    world.close().await;
}

/// The program in a process of its own, with the most talkative log there is.
struct Program {
    child: Child,
    output: BufReader<std::process::ChildStdout>,
}

impl Drop for Program {
    fn drop(&mut self) {
        self.child.kill().unwrap_or_default();
    }
}

/// V35: a whole sign-in of a whole program; neither its log nor its errors name anybody or open anything.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_log_names_nobody_and_opens_nothing() {
    let folder = tempfile::tempdir().expect("a folder");
    let mut command = Command::new(env!("CARGO_BIN_EXE_kursplats-under-test"));
    command.arg("serve").current_dir(folder.path()).env_remove("KURSPLATS_CONFIG");
    command.env("KURSPLATS__HTTP__ADDRESS", "127.0.0.1:0").env("KURSPLATS__LOG__LEVEL", "trace");
    command.env("KURSPLATS__HTTP__PUBLIC_URL", "http://localhost:1");
    let log = folder.path().join("log");
    command.stderr(std::fs::File::create(&log).expect("a file")).stdout(Stdio::piped());
    let mut child = command.spawn().expect("the program starts");
    let output = BufReader::new(child.stdout.take().expect("a pipe"));
    let mut program = Program { child, output };
    let mut line = String::new();
    while !line.starts_with("http") {
        line.clear();
        assert!(program.output.read_line(&mut line).expect("output") > 0, "it prints the link");
    }
    let said = || std::fs::read_to_string(&log).expect("a log");
    let base = said().lines().find_map(|line| Some(line.split_once("address=")?.1.trim().to_owned())).expect("a port");
    let base = format!("http://{}", base.split_whitespace().next().expect("an address"));
    let first = line.trim().strip_prefix("http://localhost:1").expect("our address").to_owned();
    let own = Browser::at(&base);
    own.submit(&first, &[("name", "Kanarie Fågel"), ("email", "kanarie@region.example")]).await.expect(303);
    let mut secrets = vec![first, own.cookie("s").expect("a cookie")];
    let mut telephone = Telephone::enrol(&own, Clock::system().now()).await;
    secrets.extend(telephone.secrets());
    let other = Browser::at(&base);
    other.submit("/logga-in", &[("email", "kanarie@region.example")]).await.expect(200);
    secrets.push(other.cookie("login").expect("a cookie"));
    let way = delivered(&folder.path().join("data/mail")).await;
    other.submit("/inloggningskod", &[("code", "0000-1111")]).await.expect(422);
    other.get(&format!("{}x", way.link)).await.expect(200);
    other.submit(&way.link, &[]).await.expect(303);
    other.submit("/bekrafta", &[("code", "000000")]).await.expect(422);
    other.submit("/bekrafta", &[("code", &telephone.recovery_code())]).await.expect(303);
    secrets.extend([way.link, way.code, other.cookie("s").expect("a cookie")]);
    let token = [kursplats_tests::browser::OWN, ("Content-Type", "application/json")];
    let made = other
        .send(
            reqwest::Method::POST,
            "/kursplats/v1/access-tokens",
            &token,
            Some(r#"{"name":"Kanarie Fågel"}"#.to_owned()),
        )
        .await
        .expect(201);
    let made: serde_json::Value = serde_json::from_str(&made.text).expect("a token");
    secrets.push(made["token"].as_str().expect("a token").to_owned());
    program.child.kill().expect("killed");
    let mut rest = String::new();
    program.output.read_to_string(&mut rest).expect("output");
    let said = said() + &rest;
    assert!(said.lines().count() > 5, "{said}");
    for canary in secrets.iter().map(|secret| secret.rsplit('/').next().expect("a part")).chain(["anarie", "0000-1111"])
    {
        assert!(!said.contains(canary), "{canary} in {said}");
    }
}

/// The mail that the program writes into a folder, as soon as it is there whole.
async fn delivered(folder: &std::path::Path) -> Way {
    for _ in 0..600 {
        let files = std::fs::read_dir(folder).into_iter().flatten().flatten().map(|entry| entry.path());
        let mail = files
            .filter(|file| file.extension().is_some_and(|it| it == "eml"))
            .find_map(|file| way_from(&std::fs::read(file).ok()?, "http://localhost:1"));
        if let Some(way) = mail {
            return way;
        }
        tokio::time::sleep(std::time::Duration::from_millis(50)).await;
    }
    panic!("no mail came");
}
