//! Reading the log, and taking out the record of a session.

use domain::access::Role;
use reqwest::{Method, header};

use super::*;

/// Somebody whose name and workplace nobody may read.
async fn protect(world: &World, person: domain::PersonId) {
    let plain = plainly(&world.database_url).await;
    let (id, flag) = match plain.get_database_backend() {
        DbBackend::Postgres => (format!("'{person}'"), "true"),
        _ => (format!("x'{}'", person.0.simple()), "1"),
    };
    let sql = format!("UPDATE person SET protected_identity = {flag} WHERE id = {id}");
    plain.execute_unprepared(&sql).await.expect("protected");
    plain.close().await.expect("closed");
}

async fn fetched(world: &World, caller: &Caller, path: &str, accept: &str) -> (String, String) {
    let request = reqwest::Client::new().get(format!("{}/kursplats/v1{path}", world.base));
    let answer = request.bearer_auth(&caller.token).header(header::ACCEPT, accept).send().await.expect("an answer");
    assert_eq!(answer.status(), 200);
    let kind = answer.headers()[header::CONTENT_TYPE].to_str().expect("ASCII").to_owned();
    assert!(answer.headers().contains_key(header::CONTENT_DISPOSITION));
    (kind, answer.text().await.expect("a text"))
}

on_both! {
    async fn the_coordinator_reads_who_did_what_and_nobody_else_does(world: World) {
        let Busy { amira, booking, meeting } = busy(&world).await;
        head(&world).await;
        let session = text(&booking["sessionId"]);
        let list = async |query: &str| {
            let answer = world.get(&world.coordinator, &format!("/audit-entries?{query}")).await;
            answer.expect(200).body
        };
        let moved = list(&format!("sessionId={session}&kind=meetingChanged")).await;
        assert_eq!(moved["total"], 1, "{moved}");
        let entry = &moved["items"][0];
        assert_eq!((&entry["actorName"], &entry["actorId"]), (&json!("Jonas Lind"), &json!(world.organiser.person)));
        assert!(entry["number"].as_i64().is_some_and(|number| number > 0), "{entry}");
        let changes = entry["changes"].as_array().expect("changes");
        let of_meeting = changes.iter().find(|change| change["what"] == "meeting").expect("the meeting");
        assert_eq!(of_meeting["id"], meeting);
        let place = json!({ "name": "place", "before": "Kumla bibliotek", "after": "Sal 2" });
        assert!(of_meeting["members"].as_array().expect("members").contains(&place), "{of_meeting}");

        let own = list(&format!("bookingId={}&limit=100", text(&booking["id"]))).await;
        let first = own["items"].as_array().expect("items").last().expect("the first");
        assert_eq!((&first["kind"], &first["personId"]), (&json!("bookingConfirmed"), &json!(amira.person)));
        assert!(own["items"].as_array().expect("items").iter().all(|entry| {
            entry["changes"].as_array().expect("changes").iter().all(|change| change["id"] == booking["id"] || change["what"] != "booking")
        }), "{own}");
        let renamed = list(&format!("personId={}&kind=personChanged", amira.person)).await;
        let name = json!({ "name": "name", "before": "Amira Haddad", "after": "Amira Haddad Ek" });
        assert!(renamed["items"][0]["changes"][0]["members"].as_array().expect("members").contains(&name), "{renamed}");
        let flags = list("kind=attendanceReported").await;
        assert!(flags.to_string().contains(r#""after":"true""#), "{flags}");

        let page = list("limit=2&page=2").await;
        assert_eq!(page["items"].as_array().expect("items").len(), 2);
        let none = list("from=2030-01-01T00:00:00Z").await;
        assert_eq!(none["total"], 0);
        world.get(&world.coordinator, "/audit-entries?kind=gossip").await.expect(400);
        let manager = world.employed(Role::Manager, "Karin Holm", text(&world.get(&world.coordinator, "/libraries").await.body["items"][0]["id"])).await;
        for caller in [&amira, &world.organiser, &manager] {
            world.get(caller, "/audit-entries").await.expect_code(404, "notFound");
        }

        protect(&world, amira.person).await;
        let renamed = list(&format!("personId={}&kind=personChanged", amira.person)).await;
        assert!(!renamed.to_string().contains("Haddad"), "{renamed}");
    }
}

on_both! {
    async fn the_record_of_a_session_is_taken_out_in_three_forms(world: World) {
        let Busy { amira, booking, meeting } = busy(&world).await;
        world.mail().await;
        head(&world).await;
        let path = format!("/sessions/{}/record-extract", text(&booking["sessionId"]));
        for caller in [&world.coordinator, &world.organiser] {
            let extract = world.get(caller, &path).await.expect(200).body;
            assert_eq!(extract["meetings"][0]["report"]["externalParticipants"], 1, "{extract}");
            let participants = extract["participants"].as_array().expect("participants");
            assert_eq!(participants.len(), 3, "{extract}");
            let row = participants.iter().find(|one| one["name"] == "Amira Haddad Ek").expect("Amira");
            assert_eq!(row["library"], "Kumla bibliotek");
            assert_eq!(row["presences"], json!([{ "meetingId": meeting, "presence": "present" }]));
            let history = extract["history"].as_array().expect("history");
            let kinds: Vec<&str> = history.iter().map(|entry| text(&entry["kind"])).collect();
            assert_eq!((kinds[0], kinds[1]), ("sessionPlanned", "sessionPublished"));
            // The correction stands beside the first report.
            assert_eq!(kinds.iter().filter(|kind| **kind == "attendanceReported").count(), 2, "{kinds:?}");
            assert!(extract["messages"].as_array().expect("messages").iter().any(|mail| mail["kind"] == "confirmation"));
            // Reasons of her own are nobody else's, and identifiers say nothing outside.
            for absent in ["Barnet är sjukt", &amira.person.to_string(), "@bibliotek.example"] {
                assert!(!extract.to_string().contains(absent), "{absent}: {extract}");
            }
        }
        let rival = world.caller(Role::Organiser, "Rut Rask", "rut@medborgarskolan.example").await;
        for caller in [&amira, &rival] {
            world.get(caller, &path).await.expect_code(404, "notFound");
        }
        world.send(Method::GET, &path, None, &[], None).await.expect(401);

        let (kind, page) = fetched(&world, &world.organiser, &path, "text/html").await;
        assert_eq!(kind, "text/html; charset=utf-8");
        for there in ["<html lang=\"sv\">", "<th scope=\"col\">Kursledare</th>", "Amira Haddad Ek", "Sal 2", "Närvaro rapporterades"] {
            assert!(page.contains(there), "{there}: {page}");
        }
        let (kind, file) = fetched(&world, &world.organiser, &path, "text/csv").await;
        assert_eq!(kind, "text/csv; charset=utf-8");
        assert!(file.contains("Del;Rad;Uppgift;Värde") && file.contains(";Namn;Amira Haddad Ek"), "{file}");

        protect(&world, amira.person).await;
        let hidden = world.get(&world.organiser, &path).await.expect(200).body;
        let nameless = hidden["participants"].as_array().expect("participants").iter().filter(|one| one["name"].is_null());
        assert_eq!((nameless.count(), &hidden["protectedParticipants"]), (1, &json!(1)));
        let (_, page) = fetched(&world, &world.organiser, &path, "text/html").await;
        let (_, file) = fetched(&world, &world.organiser, &path, "text/csv").await;
        for form in [hidden.to_string(), page, file] {
            assert!(!form.contains("Haddad"), "{form}");
        }
    }
}

on_both! {
    async fn whatever_people_have_typed_stays_text_in_an_extract(world: World) {
        let county = world.county().await;
        let mut plan = world.plan(&county.course, 2, 30);
        plan["meetings"][0]["place"] = json!("=HYPERLINK(\"x\")<script>alert(1)</script>");
        let session = world.published(&plan).await;
        let path = format!("/sessions/{}/record-extract", text(&session["id"]));
        let (_, file) = fetched(&world, &world.organiser, &path, "text/csv").await;
        assert!(!file.contains(";=") && !file.contains(";\"="), "{file}");
        let (_, page) = fetched(&world, &world.organiser, &path, "text/html").await;
        assert!(!page.contains("<script>") && page.contains("HYPERLINK"), "{page}");
    }
}
