//! Files of grants and collaborations, as spreadsheets save them: all rows of one are taken, or none.

use domain::access::Role;
use kursplats_tests::world::{Answer, Caller, World};
use serde_json::{Value, json};

/// Sends a file.
async fn sends(world: &World, caller: &Caller, path: &str, file: &[u8], key: Option<&str>) -> Answer {
    let address = format!("{}/kursplats/v1{path}", world.base);
    let mut request = reqwest::Client::new().post(address).bearer_auth(&caller.token);
    request = request.header("content-type", "text/csv").body(file.to_vec());
    if let Some(key) = key {
        request = request.header("Idempotency-Key", key);
    }
    let response = request.send().await.expect("an answer");
    let header = |name: &str| response.headers().get(name).and_then(|value| value.to_str().ok()).map(str::to_owned);
    let (status, content_type) = (response.status(), header("content-type").unwrap_or_default());
    let body = response.text().await.expect("a body");
    Answer { status, body: serde_json::from_str(&body).unwrap_or_default(), etag: None, content_type }
}

async fn total(world: &World, path: &str) -> Value {
    world.get(&world.coordinator, path).await.expect(200).body["total"].clone()
}

async fn call(world: &World, title: &str) {
    let body = json!({ "title": title, "year": 2026, "registryNumber": "26RS0100", "criterion": true });
    world.post(&world.coordinator, "/grant-calls", &body).await.expect(201);
}

/// Names of the members that are wrong.
fn wrong(answer: &Answer) -> Vec<&str> {
    let members = answer.body["invalidParams"].as_array().expect("members").iter();
    members.map(|member| member["name"].as_str().expect("a name")).collect()
}

/// Lines and columns of a preview's errors.
fn told(answer: &Answer) -> Value {
    let errors = answer.body["errors"].as_array().expect("errors").iter();
    errors.map(|error| json!([error["line"], error["column"]])).collect()
}

on_both! {
    async fn grants_come_out_of_a_file_saved_by_a_swedish_spreadsheet(world: World) {
        world.county().await;
        call(&world, "Digital delaktighet 2026").await;
        let file = "Diarienummer;Utlysning;Bibliotek;Kommunkod;Beslut;Beslutsdatum;Belopp;Kriteriet;Skäl\r\n\
            26RS0101;digital delaktighet 2026;Kumla bibliotek | Hallsbergs bibliotek;;beviljat;2026-02-10;45 000;;\r\n\
            26RS0102;26RS0100;;1881;Beviljat;2026-03-05;30000;nej;Bara inköp av böcker\r\n\
            26RS0103;;Kumla bibliotek;1861;avslaget;2026-03-05;0;ja;\r\n";
        // Windows-1252 writes these letters as their numbers.
        let file: Vec<u8> = file.chars().map(|letter| u8::try_from(u32::from(letter)).expect("a letter of ours")).collect();
        let dry = sends(&world, &world.coordinator, "/grants/imports?dryRun=true", &file, None).await.expect(200).body;
        assert_eq!((&dry["rows"], &dry["accepted"], &dry["separator"]), (&json!(3), &json!(3), &json!("semicolon")));
        assert_eq!((&dry["errors"], &dry["preview"][0]["cells"]["amountKronor"]), (&json!([]), &json!("45 000")));
        assert_eq!(dry["preview"][1]["cells"]["criterionReason"], json!(null), "free text is not shown");
        assert_eq!(total(&world, "/grants").await, 0, "a preview imports nothing");

        for _ in 0..2 {
            let done = sends(&world, &world.coordinator, "/grants/imports", &file, Some("fil-1")).await.expect(201).body;
            assert_eq!((&done["rows"], &done["accepted"]), (&json!(3), &json!(3)));
        }
        let grants = world.get(&world.coordinator, "/grants").await.expect(200).body;
        assert_eq!(grants["total"], 3);
        let first = grants["items"].as_array().expect("grants").last().expect("a grant");
        assert_eq!((&first["registryNumber"], &first["amountKronor"]), (&json!("26RS0101"), &json!(45_000)));
        assert_eq!((first["libraryIds"].as_array().map(Vec::len), &first["criterion"]), (Some(2), &json!(true)));
        let period = "from=2026-01-01&to=2026-12-31";
        let figures = world.get(&world.coordinator, &format!("/indicators/I5?{period}")).await.expect(200).body;
        assert_eq!((&figures["value"], &figures["projectGrants"]["ofGrants"]), (&json!(1), &json!(2)));

        let twice = sends(&world, &world.coordinator, "/grants/imports", &file, None).await.expect(400);
        let numbers = ["line 2, registryNumber", "line 3, registryNumber", "line 4, registryNumber"];
        assert_eq!(wrong(&twice), numbers);
        assert_eq!(total(&world, "/grants").await, 3);
    }
}

on_both! {
    async fn one_bad_line_in_ten_thousand_is_named_and_nothing_is_imported(world: World) {
        world.county().await;
        let file = |bad: Option<usize>| {
            let amount = |number: usize| if bad == Some(number) { "trettio tusen" } else { "30000" };
            let row = |number: usize| format!("26RS{number:05},1881,granted,2026-03-05,{},yes\n", amount(number));
            let header = "registryNumber,municipalityCodes,decision,decisionDate,amountKronor,criterion\n";
            header.to_owned() + &(1..=10_000).map(row).collect::<String>()
        };
        let bad = file(Some(7_000));
        let refused = sends(&world, &world.coordinator, "/grants/imports", bad.as_bytes(), None).await.expect(400);
        assert_eq!(wrong(&refused), ["line 7001, amountKronor"]);
        // What only the register can tell, in the last line.
        let unknown = file(None).replace("26RS10000,1881", "26RS10000,0199");
        let refused = sends(&world, &world.coordinator, "/grants/imports", unknown.as_bytes(), None).await.expect(400);
        assert_eq!(wrong(&refused), ["line 10001, municipalityCodes"]);
        let twice = file(None).replace("26RS10000", "26RS00001");
        let refused = sends(&world, &world.coordinator, "/grants/imports", twice.as_bytes(), None).await.expect(400);
        assert_eq!(wrong(&refused), ["line 10001, registryNumber"]);
        assert_eq!(total(&world, "/grants").await, 0);
        let done = sends(&world, &world.coordinator, "/grants/imports", file(None).as_bytes(), None).await;
        assert_eq!(done.expect(201).body["accepted"], 10_000);
        assert_eq!(total(&world, "/grants").await, 10_000);
    }
}

on_both! {
    async fn every_wrong_cell_of_a_file_of_grants_is_named(world: World) {
        world.county().await;
        call(&world, "Digital delaktighet 2026").await;
        let file = "dnr;utlysning;bibliotek;kommunkod;beslut;beslutsdatum;belopp;kriteriet\n\
            ;;;1881;beviljat;2026-02-10;1;ja\n\
            A1;;;18;beviljat;2026-02-10;1;ja\n\
            A2;;;1881;kanske;2026-02-10;1;ja\n\
            A3;;;1881;beviljat;10/2 2026;1;ja\n\
            A4;;;1881;beviljat;2026-02-10;1,50;ja\n\
            A5;;;1881;beviljat;2026-02-10;1;kanske\n\
            A6;Okänd utlysning;;1881;beviljat;2026-02-10;1;\n\
            A7;;Okänt bibliotek;;beviljat;2026-02-10;1;ja\n\
            A8;;;;beviljat;2026-02-10;1;ja\n\
            A9;;;1881;beviljat;2026-02-10;1;\n\
            B1;26RS0100;;1881;beviljat;2026-02-10;1;nej\n";
        let dry = sends(&world, &world.coordinator, "/grants/imports?dryRun=true", file.as_bytes(), None).await.expect(200);
        assert_eq!(told(&dry), json!([[2, "registryNumber"], [3, "municipalityCodes"], [4, "decision"],
            [5, "decisionDate"], [6, "amountKronor"], [7, "criterion"], [8, "call"], [9, "libraries"],
            [10, "libraries"], [11, "criterion"], [12, "criterionReason"]]));
        assert_eq!(dry.body["accepted"], 0);
        let surplus = "dnr;beslut;beslutsdatum;belopp;handläggare\nA1;beviljat;2026-02-10;1;Gunilla Berg\n";
        let refused = sends(&world, &world.coordinator, "/grants/imports", surplus.as_bytes(), None).await.expect(400);
        assert!(!refused.body.to_string().contains("Gunilla"), "{}", refused.body);
    }
}

on_both! {
    async fn collaborations_come_out_of_a_file_by_the_names_of_libraries(world: World) {
        let county = world.county().await;
        let namesake = world.library("Kumla bibliotek", "1861").await;
        let file = format!("Bibliotek;Från;Till;Kontakt;Vad\n\
            Hallsbergs bibliotek;2026-02-01;;verksamhetschef Ann Ek;skyltning, drop-in\n\
            {namesake};2026-03-01;2026-05-31;;utbildning\n");
        let path = "/collaborations/imports";
        let dry = sends(&world, &world.coordinator, &format!("{path}?dryRun=true"), file.as_bytes(), None).await.expect(200);
        assert_eq!((&dry.body["accepted"], told(&dry)), (&json!(2), json!([])));
        assert!(!dry.body.to_string().contains("Ann Ek"), "a contact could be somebody's name: {}", dry.body);
        sends(&world, &world.coordinator, path, file.as_bytes(), None).await.expect(201);
        let found = world.get(&world.coordinator, &format!("/collaborations?libraryId={}", county.hallsberg)).await;
        let found = &found.expect(200).body["items"][0];
        assert_eq!((&found["theme"], &found["activities"]), (&json!("1177"), &json!(["signage", "dropIn"])));
        let period = "from=2026-01-01&to=2026-12-31";
        let figures = world.get(&world.coordinator, &format!("/indicators/I7?{period}")).await.expect(200).body;
        assert_eq!(figures["value"], 2);

        let wrong_rows = "library,from,to,activities,theme\n\
            Kumla bibliotek,2026-01-01,,,\n\
            Okänt,2026-01-01,,,\n\
            Hallsbergs bibliotek,2026-02-01,,,\n\
            Hallsbergs bibliotek,2026-06-30,2026-01-01,,\n\
            Hallsbergs bibliotek,2026-07-01,,signage dans,\n\
            Hallsbergs bibliotek,2026-08-01,,,1178\n\
            Hallsbergs bibliotek,2026-09-01,,signage signage,1177\n\
            Hallsbergs bibliotek,,,,\n";
        let dry = sends(&world, &world.coordinator, &format!("{path}?dryRun=true"), wrong_rows.as_bytes(), None).await.expect(200);
        assert_eq!(told(&dry), json!([[2, "library"], [3, "library"], [4, "library"], [5, "to"], [6, "activities"],
            [7, "theme"], [8, "activities"], [9, "from"]]));
        sends(&world, &world.coordinator, path, wrong_rows.as_bytes(), None).await.expect(400);
        assert_eq!(total(&world, "/collaborations").await, 2);
    }
}

on_both! {
    async fn files_are_the_coordinators(world: World) {
        let county = world.county().await;
        let manager = world.employed(Role::Manager, "Karin Holm", &county.kumla).await;
        for path in ["/grants/imports", "/collaborations/imports", "/grants/imports?dryRun=true"] {
            for caller in [&manager, &world.organiser] {
                sends(&world, caller, path, b"x\n", None).await.expect_code(404, "notFound");
            }
            let none = world.post(&world.coordinator, path, &json!({})).await;
            none.expect(415);
        }
    }
}
