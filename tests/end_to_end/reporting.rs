//! Reports: drafts that follow the evidence, locked ones that stay, what deviates from them, and revisions.

use chrono::Duration;
use kursplats_tests::{
    crowd,
    fixture::{County, text},
    world::{Caller, World},
};
use reqwest::Method;
use sea_orm::{ConnectionTrait, Statement};
use serde_json::{Value, json};

mod records;

/// The year that the worlds are in.
pub(crate) fn year() -> Value {
    json!({ "kind": "year", "from": "2026-01-01", "to": "2026-12-31" })
}

/// A session of one meeting so many days ago, registered afterwards. Gives session and meeting.
pub(crate) async fn past_session(world: &World, county: &County, days: i64) -> (String, String) {
    let plan = world.plan(&county.course, 20, -days);
    let session = world.post(&world.organiser, "/sessions", &plan).await.expect(201).body;
    // A plan of the past counts as given once it is published or reported.
    (text(&session["id"]).to_owned(), text(&session["meetings"][0]["id"]).to_owned())
}

/// Reports that these were present.
pub(crate) async fn attended(world: &World, meeting: &str, people: &[&Caller]) {
    let rows: Vec<Value> = people.iter().map(|one| json!({ "personId": one.person, "presence": "present" })).collect();
    let body = json!({ "held": true, "participants": rows });
    world.put(&world.organiser, &format!("/meetings/{meeting}/attendance-reports"), &body).await.expect(200);
}

/// Begins a report and gives its path.
pub(crate) async fn begun(world: &World, body: &Value) -> String {
    let report = world.post(&world.coordinator, "/reports", body).await.expect(201);
    format!("/reports/{}", report.id())
}

/// Locks a report.
pub(crate) async fn locked(world: &World, path: &str) -> Value {
    world.post(&world.coordinator, &format!("{path}/locks"), &json!({})).await.expect(201).body
}

/// An indicator of a report.
pub(crate) fn indicator<'a>(report: &'a Value, code: &str) -> &'a Value {
    let all = report["indicators"].as_array().expect("indicators");
    all.iter().find(|one| one["code"] == code).unwrap_or_else(|| panic!("{code} in {report}"))
}

on_both! {
    async fn a_draft_follows_the_evidence_and_a_locked_report_stays(world: World) {
        let county = world.county().await;
        let amira = world.librarian("Amira Haddad", &county.kumla).await;
        let (_, meeting) = past_session(&world, &county, 30).await;
        let path = begun(&world, &year()).await;
        let draft = world.get(&world.coordinator, &path).await.expect(200).body;
        assert_eq!((&draft["status"], &draft["title"], &draft["revision"]), (&json!("draft"), &json!("Helår 2026"), &json!(1)));
        assert_eq!(draft["indicators"].as_array().expect("indicators").len(), 7);
        assert_eq!(indicator(&draft, "I4")["indicator"]["value"], 0);
        attended(&world, &meeting, &[&amira]).await;
        let body = json!({ "code": "I4", "text": "Bra år.\nMånga kom." });
        let commented = world.put(&world.coordinator, &format!("{path}/comments"), &body).await.expect(200);
        let stale = [("If-Match", "\"1\"")];
        world.send(Method::PUT, &format!("{path}/comments"), Some(&world.coordinator), &stale, Some(&body)).await.expect_code(412, "staleVersion");
        world.send(Method::PATCH, &path, Some(&world.coordinator), &stale, Some(&json!({ "title": "X" }))).await.expect_code(412, "staleVersion");
        world.send(Method::POST, &format!("{path}/locks"), Some(&world.coordinator), &stale, Some(&json!({}))).await.expect_code(412, "staleVersion");
        let seen = [("If-Match", commented.etag.as_deref().expect("a tag"))];
        world.send(Method::PATCH, &path, Some(&world.coordinator), &seen, Some(&json!({ "title": "År 2026 – Örebro län" }))).await.expect(200);
        let draft = world.get(&world.coordinator, &path).await.expect(200).body;
        assert_eq!(indicator(&draft, "I4")["indicator"]["value"], 1);
        assert_eq!(indicator(&draft, "I4")["comment"], "Bra år.\nMånga kom.");

        let first = locked(&world, &path).await;
        world.later(Duration::hours(1));
        let again = world.post(&world.coordinator, &format!("{path}/locks"), &json!({})).await.expect(200).body;
        assert_eq!((&first["status"], &first["lockedAt"]), (&json!("locked"), &again["lockedAt"]));
        let before = world.get(&world.coordinator, &path).await.expect(200).body;
        assert_eq!(before["indicators"], draft["indicators"], "locked as it was seen");
        assert_eq!(before["sha256"].as_str().map(str::len), Some(64));
        world.patch(&world.coordinator, &path, &json!({ "title": "Y" })).await.expect_code(409, "reportLocked");
        world.put(&world.coordinator, &format!("{path}/comments"), &body).await.expect_code(409, "reportLocked");
        let (_, another) = past_session(&world, &county, 20).await;
        attended(&world, &another, &[&amira]).await;
        assert_eq!(world.get(&world.coordinator, &path).await.expect(200).body, before, "locked, so it stays");
        let listed = world.get(&world.coordinator, "/reports").await.expect(200).body;
        assert_eq!((&listed["total"], &listed["items"][0]["title"]), (&json!(1), &json!("År 2026 – Örebro län")));
    }
}

on_both! {
    async fn meetings_without_attendance_stand_in_the_way_of_locking(world: World) {
        let county = world.county().await;
        let session = world.published(&world.plan(&county.course, 12, 2)).await;
        world.later(Duration::days(5));
        let path = begun(&world, &year()).await;
        let locks = format!("{path}/locks");
        let refused = world.post(&world.coordinator, &locks, &json!({})).await.expect_code(409, "pendingMeetings").body;
        assert_eq!(refused["detail"], "Träffar som saknar närvarorapport: 1. Sätt anyway, med en kommentar, för att låsa ändå.");
        let without = world.post(&world.coordinator, &locks, &json!({ "anyway": true })).await.expect(400).body;
        assert_eq!(without["invalidParams"][0]["name"], "comment");
        for blank in ["", " \n "] {
            let body = json!({ "anyway": true, "comment": blank });
            world.post(&world.coordinator, &locks, &body).await.expect(400);
        }
        world.post(&world.coordinator, &locks, &json!({ "comment": "Ja" })).await.expect(400);
        let amira = world.librarian("Amira Haddad", &county.kumla).await;
        let body = json!({ "anyway": true, "comment": "Kursledaren har slutat." });
        let done = world.post(&world.coordinator, &locks, &body).await.expect(201).body;
        assert_eq!(done["lockComment"], "Kursledaren har slutat.");
        let report = world.get(&world.coordinator, &path).await.expect(200).body;
        assert_eq!(indicator(&report, "I4")["indicator"]["completeness"][0]["code"], "pendingMeetings");
        assert_eq!(world.get(&world.coordinator, &format!("{path}/deviations")).await.expect(200).body["figures"], json!([]));

        // 14 → 15: what is reported late is a deviation, and a revision takes it in.
        attended(&world, text(&session["meetings"][0]["id"]), &[&amira]).await;
        let found = world.get(&world.coordinator, &format!("{path}/deviations")).await.expect(200).body;
        let value = found["figures"].as_array().expect("items").iter().find(|item| item["path"] == "value").expect("the value");
        assert_eq!(value, &json!({ "code": "I4", "path": "value", "locked": "0", "now": "1", "reasons": ["attendanceReportedLate"] }));
        let row = &found["rows"][0];
        assert_eq!((&row["reason"], &row["locked"]["reason"], &row["now"]["counted"]), (&json!("attendanceReportedLate"), &json!("pending"), &json!(true)));
        assert_eq!(found["rows"].as_array().map(Vec::len), Some(1));
    }
}

on_both! {
    async fn a_revision_replaces_a_locked_report_and_leaves_it_alone(world: World) {
        let county = world.county().await;
        let amira = world.librarian("Amira Haddad", &county.kumla).await;
        let mut last = String::new();
        for day in 1..=15 {
            let (session, meeting) = past_session(&world, &county, day).await;
            world.post(&world.organiser, &format!("/sessions/{session}/publications"), &json!({})).await;
            if day < 15 { attended(&world, &meeting, &[&amira]).await } else { last = meeting }
        }
        let path = begun(&world, &year()).await;
        world.put(&world.coordinator, &format!("{path}/comments"), &json!({ "code": "I4", "text": "Som väntat." })).await.expect(200);
        let revisions = format!("{path}/revisions");
        let reason = json!({ "reason": "Närvaro rapporterades sent." });
        world.post(&world.coordinator, &revisions, &reason).await.expect_code(409, "reportNotLocked");
        world.get(&world.coordinator, &format!("{path}/deviations")).await.expect_code(409, "reportNotLocked");
        world.post(&world.coordinator, &format!("{path}/locks"), &json!({ "anyway": true, "comment": "En saknas." })).await;
        let before = world.get(&world.coordinator, &path).await.expect(200).body;
        assert_eq!((&before["status"], &indicator(&before, "I4")["indicator"]["value"]), (&json!("locked"), &json!(14)));
        attended(&world, &last, &[&amira]).await;
        let found = world.get(&world.coordinator, &format!("{path}/deviations")).await.expect(200).body;
        let value = found["figures"].as_array().expect("items").iter().find(|item| item["path"] == "value").expect("the value").clone();
        assert_eq!((&value["locked"], &value["now"]), (&json!("14"), &json!("15")), "{value}");

        let draft = world.post_once(&world.coordinator, &revisions, "rev-1", &reason).await.expect(201);
        assert_eq!(world.post_once(&world.coordinator, &revisions, "rev-1", &reason).await.expect(201).body, draft.body);
        world.post(&world.coordinator, &revisions, &reason).await.expect_code(409, "reportReplaced");
        let next = format!("/reports/{}", draft.id());
        let revision = world.get(&world.coordinator, &next).await.expect(200).body;
        assert_eq!((&revision["revision"], &revision["replaces"], &revision["reason"]), (&json!(2), &before["id"], &reason["reason"]));
        assert_eq!(indicator(&revision, "I4")["indicator"]["value"], 15);
        assert_eq!(indicator(&revision, "I4")["comment"], "Som väntat.");
        locked(&world, &next).await;
        let mut after = world.get(&world.coordinator, &path).await.expect(200).body;
        assert_eq!(after["replacedBy"], revision["id"]);
        after["replacedBy"] = Value::Null;
        assert_eq!(after, before, "the earlier one stays as it was");
    }
}

on_both! {
    async fn corrections_after_the_lock_are_told_apart(world: World) {
        let county = world.county().await;
        let amira = world.librarian("Amira Haddad", &county.kumla).await;
        let bo = world.librarian("Bo Ek", &county.hallsberg).await;
        let (flagged, meeting) = past_session(&world, &county, 30).await;
        attended(&world, &meeting, &[&amira]).await;
        let (_, corrected) = past_session(&world, &county, 29).await;
        attended(&world, &corrected, &[&amira]).await;
        let path = begun(&world, &year()).await;
        locked(&world, &path).await;

        world.patch(&world.organiser, &format!("/sessions/{flagged}"), &json!({ "withStaff": true, "reason": "Biblioteket var med." })).await.expect(200);
        attended(&world, &corrected, &[&amira, &bo]).await;
        let (_, late) = past_session(&world, &county, 28).await;
        attended(&world, &late, &[&bo]).await;
        let found = world.get(&world.coordinator, &format!("{path}/deviations")).await.expect(200).body;
        let mut reasons: Vec<&str> = found["rows"].as_array().expect("rows").iter().map(|row| text(&row["reason"])).collect();
        reasons.sort_unstable();
        assert_eq!(reasons, ["attendanceCorrected", "flagCorrected", "registeredLate"]);
        let figure = |path: &str| {
            let items = found["figures"].as_array().expect("items");
            let item = items.iter().find(|item| item["path"] == path).unwrap_or_else(|| panic!("{path} in {found}"));
            (item["locked"].as_str().map(str::to_owned), item["now"].as_str().map(str::to_owned))
        };
        assert_eq!(figure("withStaff"), (Some("0".into()), Some("1".into())));
        assert_eq!(figure("breakdowns.municipality.1861.participations"), (None, Some("2".into())));
    }
}

on_both! {
    async fn reports_are_for_the_coordinator(world: World) {
        let county = world.county().await;
        let karin = world.employed(domain::access::Role::Manager, "Karin Holm", &county.kumla).await;
        let path = begun(&world, &year()).await;
        let comment = json!({ "code": "I4", "text": "Hej" });
        for caller in [&karin, &world.organiser] {
            world.get(caller, "/reports").await.expect(404);
            world.get(caller, &path).await.expect(404);
            world.get(caller, &format!("{path}/deviations")).await.expect(404);
            world.post(caller, "/reports", &year()).await.expect(404);
            world.patch(caller, &path, &json!({ "title": "X" })).await.expect(404);
            world.put(caller, &format!("{path}/comments"), &comment).await.expect(404);
            world.post(caller, &format!("{path}/locks"), &json!({})).await.expect(404);
            world.post(caller, &format!("{path}/revisions"), &json!({ "reason": "X" })).await.expect(404);
        }
        let nowhere = "/reports/0198c0de-0000-7000-8000-000000000001";
        world.get(&world.coordinator, nowhere).await.expect(404);
        world.post(&world.coordinator, &format!("{nowhere}/locks"), &json!({})).await.expect(404);
        let wrong = json!({ "kind": "year", "from": "2026-12-31", "to": "2026-01-01" });
        world.post(&world.coordinator, "/reports", &wrong).await.expect(400);
        let wrong = json!({ "kind": "quarter", "from": "2026-01-01", "to": "2026-12-31" });
        let refused = world.post(&world.coordinator, "/reports", &wrong).await.expect(400).body;
        assert_eq!(refused["invalidParams"], json!([{ "name": "kind", "reason": "stämmer inte med periodens dagar" }]));
        let wrong = json!({ "kind": "year", "from": "2026-01-01", "to": "2026-12-31", "programmeId": "0198c0de-0000-7000-8000-000000000001" });
        let refused = world.post(&world.coordinator, "/reports", &wrong).await.expect(400).body;
        assert_eq!(refused["invalidParams"][0]["name"], "programmeId");
    }
}

/// One number from the database itself.
pub(crate) async fn snapshot_text(world: &World) -> String {
    let plain = crowd::plainly(&world.database_url).await;
    let query = Statement::from_string(plain.get_database_backend(), "SELECT body FROM report_snapshot");
    let row = plain.query_one_raw(query).await.expect("an answer").expect("a snapshot");
    plain.close().await.expect("closed");
    row.try_get_by_index(0).expect("a text")
}
