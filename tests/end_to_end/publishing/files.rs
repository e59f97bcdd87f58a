//! Reports as files, read by programs of other people.

use kursplats_tests::{files::File, peers, world::World};
use serde_json::{Value, json};

use super::{crowds, held, period};
use crate::reporting::{begun, locked};

const HOSTILE: &str = "=HYPERLINK(\"http://ond.example\";\"Klicka\") åäö";

async fn saved(world: &World, path: &str, format: &str, view: &str) -> (File, std::path::PathBuf) {
    let file = world.download(&world.coordinator, &format!("{path}/exports?format={format}&view={view}")).await;
    assert_eq!(file.status.as_u16(), 200);
    let place = world.folder().join(format!("{view}.{format}"));
    std::fs::write(&place, &file.bytes).expect("saved");
    (file, place)
}

/// A report with a hostile title and comment.
async fn report(world: &World) -> String {
    let crowds = crowds(world).await;
    held(world, &crowds.course, 30, &[&crowds.kumla[..3], &crowds.hallsberg[..6], &crowds.orebro[..20]]).await;
    held(world, &crowds.course, 150, &[&crowds.orebro[..12]]).await;
    let mut body = period("2026-01-01", "2026-12-31");
    body["title"] = json!(HOSTILE);
    let path = begun(world, &body).await;
    let comment = json!({ "code": "I4", "text": "+46 är ett \"landsnummer\";\ninte en summa" });
    world.put(&world.coordinator, &format!("{path}/comments"), &comment).await.expect(200);
    locked(world, &path).await;
    path
}

/// The value in the row of a measure and a part.
fn value<'a>(rows: &'a [Value], measure: &str, key: &str) -> &'a Value {
    let wanted = |row: &&Value| row[0] == "I4" && row[1] == measure && row[3] == key;
    &rows.iter().find(wanted).unwrap_or_else(|| panic!("{measure} of {key}"))[5]
}

on_both! {
    async fn csv_opens_in_excel_and_holds_nothing_that_runs(world: World) {
        let path = report(&world).await;
        let (file, place) = saved(&world, &path, "csv", "public").await;
        assert_eq!(file.content_type, "text/csv; charset=utf-8");
        assert_eq!(file.disposition, "attachment; filename=\"rapport-2026-01-01-2026-12-31-r1-publik.csv\"");
        let raw = String::from_utf8(file.bytes.clone()).expect("UTF-8");
        assert!(raw.starts_with("\u{feff}Indikator;Mått;Fördelning;Nyckel;Namn;Värde;Dold;Kommentar\r\n"), "{raw}");
        if peers::python().is_none() { return world.close().await }
        let read = peers::read_table(&place);
        let rows = read.as_array().expect("rows");
        assert!(rows.iter().all(|row| row.as_array().is_some_and(|row| row.len() == 8)), "{read}");
        assert_eq!(value(rows, "Deltagartillfällen", "1880"), "32");
        assert_eq!(value(rows, "Deltagartillfällen", "1881"), "<5 eller dold");
        assert_eq!(value(rows, "Deltagartillfällen", ""), "41");
        assert_eq!(value(rows, "Nådda kommuner (procent)", ""), "100,0");
        let named = |key: &str| &rows.iter().find(|row| row[3] == key).unwrap_or_else(|| panic!("{key}"))[4];
        assert_eq!((named("1881"), named("onSite")), (&json!("Kumla"), &json!("På plats")));
        let comments: Vec<&str> = rows.iter().filter_map(|row| row[7].as_str()).filter(|text| !text.is_empty()).collect();
        assert_eq!(comments, ["Kommentar", "'+46 är ett \"landsnummer\";\ninte en summa"]);
        let formula = |cell: &Value| cell.as_str().is_some_and(|text| text.starts_with(['=', '+', '@', '\t']));
        assert!(!rows.iter().flat_map(|row| row.as_array().expect("cells")).any(formula));
        for code in ["I1", "I2", "I3", "I5", "I6", "I7"] {
            assert!(rows.iter().any(|row| row[0] == code), "{code} is missing");
        }
        let (_, internal) = saved(&world, &path, "csv", "internal").await;
        assert_eq!(value(peers::read_table(&internal).as_array().expect("rows"), "Deltagartillfällen", "1881"), "3");
    }
}

/// The row of a measure and a part in the sheet of I4.
fn row(read: &Value, measure: &str, key: &str) -> Value {
    let rows = read["sheets"][4]["rows"].as_array().expect("rows");
    let wanted = |row: &&Value| row[0] == measure && row[2] == key;
    rows.iter().find(wanted).unwrap_or_else(|| panic!("{measure}: {rows:?}")).clone()
}

on_both! {
    async fn a_workbook_has_a_sheet_an_indicator_the_evidence_and_a_chart(world: World) {
        let path = report(&world).await;
        let (file, place) = saved(&world, &path, "xlsx", "public").await;
        assert_eq!(file.content_type, "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet");
        if peers::python().is_none() { return world.close().await }
        let read = peers::read_table(&place);
        let sheets = read["sheets"].as_array().expect("sheets");
        let names: Vec<&str> = sheets.iter().filter_map(|sheet| sheet["name"].as_str()).collect();
        assert_eq!(names, ["Rapport", "I1", "I2", "I3", "I4", "I5", "I6", "I7", "Underlag"]);
        assert!(sheets.iter().all(|sheet| sheet["formulas"] == json!([])), "{read}");
        assert_eq!(sheets[0]["rows"][1], json!(["Rubrik", HOSTILE]), "text, as it was typed");
        let charts: Vec<_> = sheets.iter().flat_map(|sheet| sheet["charts"].as_array().expect("charts")).collect();
        assert_eq!(charts, [&json!({ "values": [1.0, 1.0], "names": ["2026-Q2", "2026-Q4"] })], "occasions, not people");
        assert_eq!(row(&read, "Deltagartillfällen", "1880")[4], 32, "a number, not text");
        assert_eq!(row(&read, "Deltagartillfällen", "1881")[4], "<5 eller dold");
        let evidence = sheets[8]["rows"].as_array().expect("rows");
        assert_eq!(evidence.len(), 3);
        assert_eq!(evidence[0].as_array().map(Vec::len), Some(6), "the public's rows do not say how many came: {evidence:?}");
        let (_, internal) = saved(&world, &path, "xlsx", "internal").await;
        let read = peers::read_table(&internal);
        let mut rows = read["sheets"][8]["rows"].as_array().expect("rows").iter();
        assert_eq!(rows.find(|row| row[0] == "I4").map(|row| &row[6]), Some(&json!(12)));
    }
}

on_both! {
    /// Whoever unpacks the public's file finds no more than whoever looks at it.
    async fn what_is_hidden_stands_nowhere_in_the_file(world: World) {
        let crowds = crowds(&world).await;
        // 8 of 9 and 8 of 9 again: nothing else is 16, and Kumla's 3 hide it.
        held(&world, &crowds.course, 30, &[&crowds.kumla[..3], &crowds.hallsberg[..8], &crowds.orebro[..30]]).await;
        held(&world, &crowds.course, 31, &[&crowds.hallsberg[..8], &crowds.orebro[..30]]).await;
        let path = begun(&world, &period("2026-10-01", "2026-10-31")).await;
        locked(&world, &path).await;
        let (mut found, mut rows) = (Vec::new(), Vec::new());
        for view in ["public", "internal"] {
            let (csv, _) = saved(&world, &path, "csv", view).await;
            let text = String::from_utf8(csv.bytes).expect("UTF-8");
            let numbers = text.split([';', '\r', '\n']).filter(|cell| *cell == "16").count();
            let (_, place) = saved(&world, &path, "xlsx", view).await;
            if peers::python().is_none() { return world.close().await }
            let read = peers::read_table(&place);
            assert_eq!(read["names"], json!([]), "no defined names");
            found.push((numbers, read["texts"].as_array().expect("texts").contains(&json!("16"))));
            rows.push(row(&read, "Deltagartillfällen", "1861")[4].clone());
        }
        assert_eq!(rows, [json!("<5 eller dold"), json!(16)]);
        assert_eq!(found[0], (0, false), "in no cell of any sheet, in no memory of a chart");
        assert!(found[1].0 > 0 && found[1].1, "the coordinator's has it, so it would have been found");
    }
}

on_both! {
    async fn json_is_the_answer_itself(world: World) {
        let path = report(&world).await;
        for view in ["public", "internal"] {
            let answer = world.get(&world.coordinator, &format!("{path}?view={view}")).await.expect(200).body;
            let file = world.get(&world.coordinator, &format!("{path}/exports?view={view}")).await.expect(200).body;
            assert_eq!(answer, file);
        }
        let english = [("Accept-Language", "en")];
        let path = format!("{path}/exports?format=pdf");
        world.send(reqwest::Method::GET, &path, Some(&world.coordinator), &english, None).await.expect(400);
    }
}
