//! The self-assessment: anonymous answers, by file and by link, and what is shown of them.

use std::collections::BTreeMap;

use kursplats_tests::{
    fixture::text,
    world::{Answer, Caller, World},
};
use reqwest::StatusCode;
use sea_orm::{ConnectionTrait, Database, DbBackend, Statement};
use serde_json::{Value, json};

mod ending;
mod secrecy;

const PERIOD: &str = "?from=2026-01-01&to=2027-12-31";

fn vectors() -> Value {
    serde_json::from_str(include_str!("vectors.json")).expect("the vectors are JSON")
}

/// Sends a file to a wave.
async fn sends(world: &World, wave: &str, file: Vec<u8>, dry_run: bool, key: Option<&str>) -> Answer {
    let path = format!("{}/kursplats/v1/self-assessment-waves/{wave}/imports?dryRun={dry_run}", world.base);
    let mut request = reqwest::Client::new().post(path).bearer_auth(&world.coordinator.token);
    request = request.header("content-type", "text/csv").body(file);
    if let Some(key) = key {
        request = request.header("Idempotency-Key", key);
    }
    let response = request.send().await.expect("an answer");
    let status = response.status();
    let content_type = response.headers().get("content-type").and_then(|kind| kind.to_str().ok());
    let content_type = content_type.unwrap_or_default().to_owned();
    let body = response.text().await.expect("a body");
    Answer { status, body: serde_json::from_str(&body).unwrap_or_default(), etag: None, content_type }
}

/// Opens a page; with fields it sends the form.
async fn page(world: &World, path: &str, fields: Option<&[(&str, &str)]>) -> (StatusCode, String) {
    let (client, url) = (reqwest::Client::new(), format!("{}{path}", world.base));
    let request = match fields {
        Some(fields) => {
            let body: Vec<String> = fields.iter().map(|(name, value)| format!("{name}={value}")).collect();
            client.post(url).header("content-type", "application/x-www-form-urlencoded").body(body.join("&"))
        }
        None => client.get(url),
    };
    let response = request.send().await.expect("an answer");
    (response.status(), response.text().await.expect("a page"))
}

/// A wave of four statements, open in November and December.
pub(crate) async fn wave(world: &World, name: &str) -> String {
    let statement = |number: u32| json!({ "key": format!("q{number}"), "area": number, "text": "Jag kan." });
    let statements: Vec<Value> = (1..=4).map(statement).collect();
    let body = json!({ "name": name, "from": "2026-11-01", "to": "2026-12-31", "statements": statements });
    world.post(&world.coordinator, "/self-assessment-waves", &body).await.expect(201).id()
}

async fn close(world: &World, wave: &str) {
    let path = format!("/self-assessment-waves/{wave}/closings");
    world.post(&world.coordinator, &path, &json!({})).await.expect(201);
}

pub(crate) async fn links(world: &World, wave: &str, count: u32) -> Vec<String> {
    let path = format!("/self-assessment-waves/{wave}/links");
    let body = json!({ "municipalityCode": "1881", "count": count });
    let made = world.post(&world.coordinator, &path, &body).await.expect(201).body;
    made["links"].as_array().expect("links").iter().map(|link| text(link).to_owned()).collect()
}

/// A programme that compares two waves.
async fn programme(world: &World, waves: [&str; 2]) -> String {
    let body = json!({ "name": "Digitalt först", "from": "2026-01-01", "to": "2027-12-31" });
    let id = world.post(&world.coordinator, "/programmes", &body).await.expect(201).id();
    let body = json!({ "baselineWaveId": waves[0], "finalWaveId": waves[1] });
    world.patch(&world.coordinator, &format!("/programmes/{id}"), &body).await.expect(200);
    id
}

async fn indicator(world: &World, caller: &Caller) -> Value {
    world.get(caller, &format!("/indicators/I1{PERIOD}")).await.expect(200).body
}

fn codes(remarks: &Value) -> Vec<&str> {
    remarks.as_array().expect("remarks").iter().map(|remark| text(&remark["code"])).collect()
}

/// A file of answers: municipality and answers of each row, where zero is none.
fn file(rows: &[(&str, Vec<u64>)]) -> Vec<u8> {
    let row = |(code, answers): &(&str, Vec<u64>)| {
        let cells = answers.iter().map(|answer| if *answer == 0 { String::new() } else { answer.to_string() });
        format!("{code};{}\r\n", cells.collect::<Vec<_>>().join(";"))
    };
    let rows: String = rows.iter().map(row).collect();
    format!("municipalityCode;q1;q2;q3;q4\r\n{rows}").into_bytes()
}

fn of_vector(answers: &Value) -> Vec<(&'static str, Vec<u64>)> {
    let row = |row: &Value| row.as_array().expect("a row").iter().map(|cell| cell.as_u64().unwrap_or(0)).collect();
    answers.as_array().expect("rows").iter().map(|answers| ("1881", row(answers))).collect()
}

async fn number(world: &World, query: &str) -> i64 {
    let db = Database::connect(&world.database_url).await.expect("a connection");
    let row = db.query_one_raw(Statement::from_string(db.get_database_backend(), query)).await.expect("an answer");
    db.close().await.expect("closed");
    row.expect("a row").try_get_by_index(0).expect("a number")
}

on_both! {
    async fn the_vector_holds_by_file_and_by_link_and_after_the_answers_are_gone(world: World) {
        world.county().await;
        let vector = vectors()["I1"].clone();
        let [first, last] = [wave(&world, "Våren").await, wave(&world, "Hösten").await];
        assert_eq!(codes(&indicator(&world, &world.coordinator).await["completeness"]), ["wavesNotChosen"]);
        let programme = programme(&world, [&first, &last]).await;
        sends(&world, &first, file(&of_vector(&vector["input"]["before"])), false, None).await.expect(201);
        // Two of the last wave answer by link; the one that is not valid could not.
        let after = of_vector(&vector["input"]["after"]);
        sends(&world, &last, file(&after[2..]), false, None).await.expect(201);
        for (link, (_, answers)) in links(&world, &last, 2).await.iter().zip(&after) {
            let answers: Vec<String> = answers.iter().map(u64::to_string).collect();
            let fields: Vec<(String, &String)> = (1..).map(|number| format!("q{number}")).zip(&answers).collect();
            let fields: Vec<(&str, &str)> = fields.iter().map(|(key, value)| (key.as_str(), value.as_str())).collect();
            assert_eq!(page(&world, link, Some(&fields)).await.0, 200);
        }
        close(&world, &first).await;
        let open = indicator(&world, &world.coordinator).await;
        assert_eq!((text(&open["status"]), codes(&open["completeness"])), ("noData", vec!["stillOpen"]));
        assert_eq!((&open["difference"], &open["selfAssessment"]), (&Value::Null, &Value::Null));
        close(&world, &last).await;
        let result = indicator(&world, &world.coordinator).await;
        let (parts, expect) = (&result["selfAssessment"], &vector["expect"]);
        assert_eq!(result["difference"], expect["shown"]["difference"]);
        assert_eq!(parts["means"]["exactDifference"], expect["difference"]);
        assert_eq!(parts["means"]["baselineMean"], expect["shown"]["before"]);
        assert_eq!(parts["means"]["finalMean"], expect["shown"]["after"]);
        assert_eq!(parts["baseline"]["validResponses"], expect["beforeValid"]);
        assert_eq!(parts["last"]["validResponses"], expect["afterValid"]);
        assert_eq!(parts["last"]["responses"], expect["afterResponses"]);
        assert_eq!((result["status"] == "met", &expect["met"]), (true, &json!(true)));
        assert_eq!((codes(&result["warnings"]), codes(&result["completeness"])),
            (vec!["unpairedAnswers"], vec!["invalidAnswers"]));
        assert_eq!(parts["byArea"].as_array().map(Vec::len), Some(4));
        assert_eq!(number(&world, "SELECT COUNT(*) FROM self_assessment_answer").await, 11, "the invalid one is deleted");
        let by_organiser = indicator(&world, &world.organiser).await;
        assert_eq!((codes(&by_organiser["warnings"]), &by_organiser["selfAssessment"]), (vec!["outsideScope"], &Value::Null));
        let id = programme.parse().expect("an id");
        persistence::waves::forget(world.db(), id, world.coordinator.person, world.clock.now()).await.expect("forgotten");
        assert_eq!(number(&world, "SELECT COUNT(*) FROM self_assessment_answer").await, 0);
        assert_eq!(indicator(&world, &world.coordinator).await, result, "the same without the answers");
    }
}

on_both! {
    async fn a_file_is_imported_whole_or_not_at_all(world: World) {
        world.county().await;
        let wave = wave(&world, "Våren 2026").await;
        let mut rows = vec![("1881", vec![4, 4, 4, 4]); 9_999];
        rows.insert(7_776, ("1881", vec![4, 4, 9, 4]));
        for dry_run in [true, false] {
            let answer = sends(&world, &wave, file(&rows), dry_run, None).await;
            let named = if dry_run {
                let answer = answer.expect(200).body;
                assert_eq!((&answer["rows"], &answer["accepted"]), (&json!(10_000), &json!(0)));
                let error = answer["errors"][0].clone();
                format!("line {}, {}: {}", error["line"], text(&error["column"]), text(&error["reason"]))
            } else {
                let problem = answer.expect(400).body;
                assert_eq!(problem["invalidParams"].as_array().map(Vec::len), Some(1));
                let param = problem["invalidParams"][0].clone();
                format!("{}: {}", text(&param["name"]), text(&param["reason"]))
            };
            assert_eq!(named, "line 7778, q3: ska vara mellan 1 och 7");
        }
        let bytes = windows_1252("Wave,Kommunkod,q1,q2,q3,q4\r\nVåren 2026,1881,1,2,3,–\r\n");
        let preview = sends(&world, &wave, bytes.clone(), true, None).await.expect(200).body;
        assert_eq!((&preview["encoding"], &preview["separator"]), (&json!("windows-1252"), &json!("comma")));
        assert_eq!(preview["preview"][0]["cells"], json!({ "wave": "Våren 2026", "municipalityCode": "1881" }), "no answers");
        assert_eq!((&preview["accepted"], &preview["errors"]), (&json!(1), &json!([])));
        for (file, named) in [
            ("municipalityCode;q1;q2;q3\n1881;1;1;1\n", "line 1, q4"),
            ("municipalityCode;q1;q2;q3;q4;namn\n1881;1;1;1;1;Eva\n", "line 1, namn"),
            ("municipalityCode;q1;q2;q3;q4\n9999;1;1;1;1\n", "line 2, municipalityCode"),
            ("wave;municipalityCode;q1;q2;q3;q4\nHösten;1881;1;1;1;1\n", "line 2, wave"),
            ("\0\u{1}", "line 1"),
        ] {
            let problem = sends(&world, &wave, file.into(), false, None).await.expect(400).body;
            assert_eq!(text(&problem["invalidParams"][0]["name"]), named);
        }
        let nowhere = file(&vec![("9999", vec![1, 1, 1, 1]); 500]);
        let preview = sends(&world, &wave, nowhere.clone(), true, None).await.expect(200).body;
        let refused = sends(&world, &wave, nowhere, false, None).await.expect(400).body;
        let told = [&preview["errors"], &refused["invalidParams"]].map(|list| list.as_array().map(Vec::len));
        assert_eq!(told, [Some(100); 2], "nobody reads on");
        assert_eq!(number(&world, "SELECT COUNT(*) FROM self_assessment_answer").await, 0);
        let titled = "MÄTOMGÅNG;Kommunkod;Yrkesroll;q1;q2;q3;q4\nvåren 2026;1881;Bibliotekarie;1;1;1;1\n";
        assert_eq!(sends(&world, &wave, titled.into(), true, None).await.expect(200).body["accepted"], 1);
        for _ in 0..2 {
            sends(&world, &wave, bytes.clone(), false, Some("en-gang")).await.expect(201);
        }
        assert_eq!(number(&world, "SELECT COUNT(*) FROM self_assessment_answer").await, 1, "twice is once");
        close(&world, &wave).await;
        for dry_run in [true, false] {
            sends(&world, &wave, bytes.clone(), dry_run, None).await.expect_code(409, "waveClosed");
        }
        let path = format!("/self-assessment-waves/{wave}/imports");
        world.post(&world.coordinator, &path, &json!({})).await.expect(415);
        world.post(&world.organiser, "/self-assessment-waves", &json!({ "name": "x", "from": "2026-01-01", "to": "2026-01-02" })).await.expect(404);
    }
}

/// Windows-1252, which has the letters of this text where Unicode has them, but the dash.
fn windows_1252(text: &str) -> Vec<u8> {
    let octet =
        |letter: char| if letter == '–' { 0x96 } else { u8::try_from(u32::from(letter)).expect("a letter of it") };
    text.chars().map(octet).collect()
}

on_both! {
    async fn a_link_is_used_once_and_looking_uses_nothing(world: World) {
        world.county().await;
        let wave = wave(&world, "Våren").await;
        let links = links(&world, &wave, 3).await;
        for _ in 0..2 {
            let (status, form) = page(&world, &links[0], None).await;
            assert_eq!(status, 200);
            assert!(form.contains("<html lang=\"sv\">") && form.contains("<legend>Jag kan.</legend>"), "{form}");
            assert!(!form.contains("checked"));
        }
        let too_few = [("q1", "7"), ("q2", "2"), ("q3", "8"), ("yrkesroll", "assistant")];
        let (status, form) = page(&world, &links[0], Some(&too_few)).await;
        assert_eq!(status, 400);
        assert!(form.contains("Du har svarat på 2 av 4 påståenden") && form.matches(" checked").count() == 3, "{form}");
        let enough = [("q1", "7"), ("q2", "2"), ("q4", "1")];
        assert!(page(&world, &links[0], Some(&enough)).await.1.contains("Tack för dina svar"));
        for fields in [None, Some(enough.as_slice())] {
            assert!(page(&world, &links[0], fields).await.1.contains("Länken är redan använd"));
        }
        world.at("2027-01-01T00:30:00Z");
        assert!(page(&world, &links[1], Some(&enough)).await.1.contains("inte öppen"), "its last day is over");
        world.at("2026-12-31T22:30:00Z");
        assert!(page(&world, &links[1], Some(&enough)).await.1.contains("Tack"), "23.30 on its last day");
        close(&world, &wave).await;
        assert!(page(&world, &links[2], Some(&enough)).await.1.contains("inte öppen"));
        assert_eq!(page(&world, "/sjalvskattning/0000000000000000000000000", None).await.0, 404);
        let found = world.get(&world.coordinator, &format!("/self-assessment-waves/{wave}")).await.expect(200).body;
        assert_eq!((&found["responses"], &found["links"], &found["linksUsed"]), (&json!(2), &json!(3), &json!(2)));
        let change = world.patch(&world.coordinator, &format!("/self-assessment-waves/{wave}"), &json!({ "name": "x" })).await;
        change.expect_code(409, "waveClosed");
        let path = format!("/self-assessment-waves/{wave}/links");
        let body = json!({ "municipalityCode": "1881", "count": 1 });
        world.post(&world.coordinator, &path, &body).await.expect_code(409, "waveClosed");
    }
}

on_both! {
    /// Somebody who takes the shown municipalities from the region must be left with several of them, and enough people.
    async fn the_region_less_what_is_shown_leaves_nobody_alone(world: World) {
        for code in ["1801", "1802", "1803", "1804"] {
            let body = json!({ "code": code, "name": format!("Kommun {code}") });
            world.post(&world.coordinator, "/municipalities", &body).await.expect(201);
        }
        let counts = [[("1801", 9), ("1802", 8), ("1803", 6), ("1804", 1)], [("1801", 7), ("1802", 6), ("1803", 9), ("1804", 8)]];
        let waves = [wave(&world, "Våren").await, wave(&world, "Hösten").await];
        for (wave, counts) in waves.iter().zip(&counts) {
            let rows: Vec<_> = counts.iter().flat_map(|(code, count)| vec![(*code, vec![3, 4, 5, 6]); *count]).collect();
            sends(&world, wave, file(&rows), false, None).await.expect(201);
            close(&world, wave).await;
        }
        programme(&world, [&waves[0], &waves[1]]).await;
        let shown = |result: &Value| -> Vec<String> {
            let rows = result["selfAssessment"]["byMunicipality"].as_array().expect("rows").clone();
            let shown = rows.iter().filter(|row| row["means"]["suppressed"] == false);
            shown.map(|row| text(&row["municipalityCode"]).to_owned()).collect()
        };
        let result = indicator(&world, &world.coordinator).await;
        let seen = shown(&result);
        assert_eq!(seen, ["1801", "1802"], "1804 has one answer, and 1803 hides it");
        for counts in &counts {
            let rest: BTreeMap<_, _> = counts.iter().filter(|(code, _)| !seen.contains(&(*code).to_owned())).copied().collect();
            assert!(rest.len() > 1 && rest.values().sum::<usize>() >= 5, "{rest:?}");
        }
    }
}
