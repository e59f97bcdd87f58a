//! No single answer anywhere: an answer like no other is given, and then looked for in every table, every file and every
//! operation that can be read.

use std::{
    io::{BufRead, BufReader, Read},
    process::{Command, Stdio},
};

use kursplats_tests::world::Engine;

use super::*;

/// Nobody else answers like this.
const CANARY: [u64; 4] = [7, 1, 7, 2];
/// The ways it could be written down.
const WRITTEN: [&str; 3] = ["7,1,7,2", "7;1;7;2", "7, 1, 7, 2"];

/// Every row of every table as text, by table.
async fn tables(world: &World) -> Vec<(String, String)> {
    let db = Database::connect(&world.database_url).await.expect("a connection");
    let backend = db.get_database_backend();
    let names = match backend {
        DbBackend::Postgres => "SELECT table_name FROM information_schema.tables WHERE table_schema = current_schema()",
        _ => "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'",
    };
    let names = db.query_all_raw(Statement::from_string(backend, names)).await.expect("names");
    let mut found = Vec::new();
    for name in names.iter().map(|row| row.try_get_by_index::<String>(0).expect("a name")) {
        let rows = match backend {
            DbBackend::Postgres => format!("SELECT t::text FROM \"{name}\" t"),
            _ => {
                let columns = format!(
                    "SELECT group_concat('quote(\"' || name || '\")', ' || '' '' || ') FROM pragma_table_info('{name}')"
                );
                let row =
                    db.query_one_raw(Statement::from_string(backend, columns)).await.expect("columns").expect("a row");
                format!("SELECT {} FROM \"{name}\"", row.try_get_by_index::<String>(0).expect("columns"))
            }
        };
        for row in db.query_all_raw(Statement::from_string(backend, rows)).await.expect("rows") {
            found.push((name.clone(), row.try_get_by_index::<Option<String>>(0).expect("text").unwrap_or_default()));
        }
    }
    db.close().await.expect("closed");
    found
}

/// Every operation that reads, with what is known in place of its parameter.
async fn everything_readable(world: &World, wave: &str, programme: &str) -> String {
    let document: Value = serde_json::from_str(&http_api::document()).expect("the document is JSON");
    let mut read = String::new();
    for (path, methods) in document["paths"].as_object().expect("paths") {
        if methods["get"].is_null() {
            continue;
        }
        let path = path.replace("{waveId}", wave).replace("{programmeId}", programme);
        let paths: Vec<String> = if path.contains("{code}") {
            (1..=7).map(|number| path.replace("{code}", &format!("I{number}"))).collect()
        } else {
            vec![path.replace(['{', '}'], "")]
        };
        for path in paths {
            for query in [PERIOD, "", "?limit=100"] {
                read += &world.get(&world.coordinator, &format!("{path}{query}")).await.body.to_string();
            }
        }
    }
    read
}

on_both! {
    async fn an_answer_is_found_nowhere_but_in_its_own_table_and_then_nowhere(world: World) {
        world.county().await;
        let waves = [wave(&world, "Våren").await, wave(&world, "Hösten").await];
        let programme = programme(&world, [&waves[0], &waves[1]]).await;
        let link = links(&world, &waves[0], 1).await.remove(0);
        let token = link.rsplit('/').next().expect("a token").to_owned();
        let fields: Vec<(String, String)> =
            (1..).zip(CANARY).map(|(number, answer)| (format!("q{number}"), answer.to_string())).collect();
        let fields: Vec<(&str, &str)> = fields.iter().map(|(key, value)| (key.as_str(), value.as_str())).collect();
        assert_eq!(page(&world, &link, Some(&fields)).await.0, 200);
        let mut rows = vec![("1881", vec![3, 3, 3, 3]); 6];
        rows.push(("1861", CANARY.to_vec()));
        for wave in &waves {
            sends(&world, wave, file(&rows), true, None).await.expect(200);
            sends(&world, wave, file(&rows), false, Some(&format!("fil-{wave}"))).await.expect(201);
        }
        let events = number(&world, "SELECT COUNT(*) FROM event WHERE kind LIKE 'wave%'").await;
        assert_eq!(events, 5, "two added, one with links, two files: none for the answer by link");
        for closed in [false, true] {
            if closed {
                for wave in &waves {
                    close(&world, wave).await;
                }
            }
            let read = everything_readable(&world, &waves[0], &programme).await;
            assert!(read.contains("Våren") && WRITTEN.iter().all(|written| !read.contains(written)));
            for (table, row) in tables(&world).await {
                let own = table == "self_assessment_answer";
                assert!(own || WRITTEN.iter().all(|written| !row.contains(written)), "{table}: {row}");
                assert!(!row.contains(&token), "{table} holds the token");
            }
        }
        let id = programme.parse().expect("an id");
        persistence::waves::forget(world.db(), id, world.coordinator.person, world.clock.now()).await.expect("forgotten");
        let left: Vec<_> = tables(&world).await.into_iter().filter(|(_, row)| WRITTEN.iter().any(|it| row.contains(it))).collect();
        assert!(left.is_empty(), "{left:?}");
        // One answer of Hallsberg a wave: neither it nor its sum is kept.
        let tallies: Vec<String> = tables(&world).await.into_iter().filter(|(table, _)| table == "self_assessment_tally").map(|(_, row)| row).collect();
        assert_eq!(tallies.len(), 2);
        assert!(tallies.iter().all(|row| !row.contains("\"1861\":") && row.contains("1861")), "{tallies:?}");
    }
}

/// The program itself says everything it can say, and neither the token nor the answer is in it.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn no_log_tells_of_a_link_or_an_answer() {
    let world = World::new(Engine::Sqlite).await.expect("SQLite is always there");
    world.county().await;
    let wave = wave(&world, "Våren").await;
    let today = json!({ "from": "2020-01-01", "to": "2999-12-31" });
    world.patch(&world.coordinator, &format!("/self-assessment-waves/{wave}"), &today).await.expect(200);
    let link = links(&world, &wave, 1).await.remove(0);
    let url = world.database_url.clone();
    let folder = world.into_folder().await;
    let mut child = Command::new(env!("CARGO_BIN_EXE_kursplats-under-test"))
        .env("KURSPLATS__DATABASE__URL", url)
        .env("KURSPLATS__HTTP__ADDRESS", "127.0.0.1:0")
        .env("KURSPLATS__MAIL__FOLDER", folder.path().join("mail"))
        .env("KURSPLATS__LOG__LEVEL", "trace")
        .env("NO_COLOR", "1")
        .arg("serve")
        .stdout(Stdio::null())
        .stderr(Stdio::piped())
        .spawn()
        .expect("it starts");
    let mut log = BufReader::new(child.stderr.take().expect("its log"));
    let (mut said, mut address) = (String::new(), None);
    while address.is_none() && log.read_line(&mut said).expect("a line") > 0 {
        let found = said.split_once("address=").and_then(|(_, rest)| rest.split_whitespace().next());
        address = found.map(str::to_owned);
    }
    let url = format!("http://{}{link}", address.expect("it says where it listens"));
    let client = reqwest::Client::new();
    assert_eq!(client.get(&url).send().await.expect("an answer").status(), 200);
    let form = client.post(&url).header("content-type", "application/x-www-form-urlencoded");
    assert_eq!(form.body("q1=7&q2=1&q3=7&q4=2").send().await.expect("an answer").status(), 200);
    child.kill().expect("killed");
    child.wait().expect("gone");
    log.read_to_string(&mut said).expect("the rest");
    assert_eq!(said.matches("answered").count(), 2, "{said}");
    let token = link.rsplit('/').next().expect("a token");
    assert!(!said.contains(token) && !said.contains("q1=7") && !said.contains("7,1,7,2"), "{said}");
}
