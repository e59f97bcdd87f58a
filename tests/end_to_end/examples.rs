//! The examples in the OpenAPI document are real answers: a journey through every operation is recorded, and
//! what was recorded must be what is committed.

use std::{collections::BTreeMap, path::Path};

use kursplats::Settings;
use kursplats_tests::{
    fixture::text,
    postfix_sink::free_port,
    world::{Answer, Caller, Engine, World},
};
use notices::{Security, SmtpRelay, Transport};
use reqwest::Method;
use serde_json::{Value, json};

mod access;
mod asking;
mod audit;
mod follow_up;
mod imports;
mod mail;
mod privacy;
mod registers;
mod reports;

/// Answers by operation and status, and problems by status.
#[derive(Default)]
struct Recorder {
    operations: BTreeMap<String, Value>,
    problems: BTreeMap<String, Value>,
}

impl Recorder {
    async fn call(
        &mut self,
        world: &World,
        caller: Option<&Caller>,
        operation: &str,
        method: Method,
        path: &str,
        body: Option<Value>,
    ) -> Answer {
        let answer = world.send(method, path, caller, &[], body.as_ref()).await;
        let status = answer.status.as_u16().to_string();
        if answer.status.is_success() {
            let entry = self.operations.entry(operation.to_owned()).or_insert_with(|| json!({ "responses": {} }));
            entry["responses"][&status] = answer.body.clone();
            if let Some(body) = body {
                entry["request"] = body;
            }
        } else {
            self.problems.insert(status, answer.body.clone());
        }
        answer
    }
}

/// Makes ids the same in every recording: the first one seen is number one, and so on. So are the secret addresses,
/// and the hashes of what holds ids.
fn steady(text: &str) -> String {
    const LENGTH: usize = 36;
    // Each with the length of what follows it.
    const SECRETS: [(&str, usize); 3] = [("/kalender/", 52), ("/sjalvskattning/", 26), ("\"sha256\": \"", 64)];
    let mut seen: Vec<&str> = Vec::new();
    let mut steady = String::new();
    let mut rest = text;
    while let Some(letter) = rest.chars().next() {
        if let Some((path, length)) = SECRETS.iter().find(|(path, _)| rest.starts_with(path)) {
            steady.push_str(path);
            steady.push_str(&"0".repeat(*length));
            rest = rest.get(path.len() + length..).unwrap_or_default();
            continue;
        }
        let id = rest.get(..LENGTH).filter(|id| uuid::Uuid::try_parse(id).is_ok());
        let Some(id) = id else {
            steady.push(letter);
            rest = &rest[letter.len_utf8()..];
            continue;
        };
        if !seen.contains(&id) {
            seen.push(id);
        }
        let number = seen.iter().position(|known| *known == id).map_or(0, |index| index + 1);
        steady.push_str(&format!("0198c0de-0000-7000-8000-{number:012}"));
        rest = &rest[LENGTH..];
    }
    steady
}

async fn record(world: &World) -> Recorder {
    let mut recorder = Recorder::default();
    let (coordinator, organiser) = (world.coordinator.clone(), world.organiser.clone());
    let library = register(world, &mut recorder, &coordinator).await;
    let amira = world.librarian("Amira Haddad", &library).await;
    let bo = world.librarian("Bo Ek", &library).await;
    let course = catalogue(world, &mut recorder, &organiser).await;
    let session = planning(world, &mut recorder, &organiser, &course).await;
    booking(world, &mut recorder, &session, &amira, &bo).await;
    world.later(chrono::Duration::days(64));
    counting(world, &mut recorder, &session, &amira).await;
    follow_up::record(world, &mut recorder).await;
    asking::record(world, &mut recorder).await;
    reports::record(world, &mut recorder).await;
    registers::record(world, &mut recorder, &amira, &library).await;
    imports::record(world, &mut recorder).await;
    privacy::record(world, &mut recorder, &library).await;
    problems(world, &mut recorder, &session).await;
    recorder
}

async fn register(world: &World, recorder: &mut Recorder, coordinator: &Caller) -> String {
    let caller = Some(coordinator);
    recorder.call(world, None, "getApiInfo", Method::GET, "/api-info", None).await.expect(200);
    let body = json!({ "code": "1881", "name": "Kumla" });
    recorder.call(world, caller, "addMunicipality", Method::POST, "/municipalities", Some(body)).await.expect(201);
    let body = json!({ "name": "Kumla" });
    recorder
        .call(world, caller, "changeMunicipality", Method::PATCH, "/municipalities/1881", Some(body))
        .await
        .expect(200);
    recorder.call(world, caller, "listMunicipalities", Method::GET, "/municipalities", None).await.expect(200);
    let body =
        json!({ "name": "Kumla bibliotek", "municipalityCode": "1881", "kind": "main", "libraryType": "public" });
    let library =
        recorder.call(world, caller, "addLibrary", Method::POST, "/libraries", Some(body)).await.expect(201).id();
    let body = json!({ "sigel": "Kuml" });
    recorder
        .call(world, caller, "changeLibrary", Method::PATCH, &format!("/libraries/{library}"), Some(body))
        .await
        .expect(200);
    recorder.call(world, caller, "listLibraries", Method::GET, "/libraries", None).await.expect(200);
    let body = json!({ "name": "Karin Holm", "email": "karin.holm@kumla.example" });
    let person = recorder.call(world, caller, "addPerson", Method::POST, "/people", Some(body)).await.expect(201).id();
    let path = format!("/people/{person}");
    recorder
        .call(world, caller, "changePerson", Method::PATCH, &path, Some(json!({ "name": "Karin Holm Ek" })))
        .await
        .expect(200);
    recorder.call(world, caller, "getPerson", Method::GET, &path, None).await.expect(200);
    recorder.call(world, caller, "listPeople", Method::GET, "/people?limit=2", None).await.expect(200);
    let path = format!("/people/{person}/employments");
    let body = json!({ "libraryId": library, "from": "2024-01-15", "category": "manager" });
    let employment =
        recorder.call(world, caller, "addEmployment", Method::POST, &path, Some(body)).await.expect(201).id();
    recorder.call(world, caller, "listEmployments", Method::GET, &path, None).await.expect(200);
    let path = format!("/employments/{employment}");
    recorder
        .call(world, caller, "changeEmployment", Method::PATCH, &path, Some(json!({ "to": "2027-06-30" })))
        .await
        .expect(200);
    library
}

async fn catalogue(world: &World, recorder: &mut Recorder, organiser: &Caller) -> String {
    let body = json!({ "code": "DF-01", "title": "Källkritik – källgranskning och kritiskt förhållningssätt",
        "description": "Granska källor, bilder och påståenden.", "targetGroup": "alla", "digComp": ["1.1", "1.2"], "relatesToGoal": true });
    let course =
        recorder.call(world, Some(organiser), "addCourse", Method::POST, "/courses", Some(body)).await.expect(201).id();
    let path = format!("/courses/{course}");
    recorder
        .call(
            world,
            Some(organiser),
            "changeCourse",
            Method::PATCH,
            &path,
            Some(json!({ "targetGroup": "all personal" })),
        )
        .await
        .expect(200);
    recorder.call(world, Some(organiser), "getCourse", Method::GET, &path, None).await.expect(200);
    recorder.call(world, Some(organiser), "listCourses", Method::GET, "/courses", None).await.expect(200);
    course
}

async fn planning(world: &World, recorder: &mut Recorder, organiser: &Caller, course: &str) -> Value {
    let caller = Some(organiser);
    let body = json!({ "courseId": course, "format": "hybrid", "capacity": 1, "minParticipants": 1,
        "bring": "En egen dator eller läsplatta.", "cancelUntil": "2027-01-19",
        "bookingOpensAt": "2026-11-24T07:00:00Z", "bookingClosesAt": "2027-01-20T11:00:00Z",
        "forStaff": true, "byStaff": false, "withStaff": false, "relatesToGoal": true,
        "meetings": [{ "startsAt": "2027-01-26T08:00:00Z", "endsAt": "2027-01-26T11:00:00Z", "breakMinutes": 15,
                       "place": "Kumla bibliotek", "joinUrl": "https://mote.example/rum/1", "trainer": "Elin Ek",
                       "travelNote": "Tio minuters gångväg från järnvägsstationen." }] });
    let session = recorder
        .call(world, caller, "planSession", Method::POST, "/sessions", Some(body.clone()))
        .await
        .expect(201)
        .body;
    let path = format!("/sessions/{}", text(&session["id"]));
    recorder
        .call(world, caller, "publishSession", Method::POST, &format!("{path}/publications"), None)
        .await
        .expect(201);
    recorder
        .call(world, caller, "changeSession", Method::PATCH, &path, Some(json!({ "minParticipants": 1 })))
        .await
        .expect(200);
    recorder.call(world, caller, "getSession", Method::GET, &path, None).await.expect(200);
    recorder.call(world, None, "listSessions", Method::GET, "/sessions", None).await.expect(200);
    let meeting = format!("/meetings/{}", text(&session["meetings"][0]["id"]));
    let moved = json!({ "startsAt": "2027-01-26T12:00:00Z", "endsAt": "2027-01-26T15:00:00Z" });
    recorder.call(world, caller, "changeMeeting", Method::PATCH, &meeting, Some(moved)).await.expect(200);
    recorder.call(world, caller, "getMeeting", Method::GET, &meeting, None).await.expect(200);
    let mut other = body;
    other["meetings"][0]["startsAt"] = json!("2027-02-02T08:00:00Z");
    other["meetings"][0]["endsAt"] = json!("2027-02-02T11:00:00Z");
    let other = world.post(organiser, "/sessions", &other).await.expect(201).body;
    let reason = json!({ "reason": "Kursledaren är sjuk." });
    let cancel = format!("/meetings/{}/cancellations", text(&other["meetings"][0]["id"]));
    recorder.call(world, caller, "cancelMeeting", Method::POST, &cancel, Some(reason.clone())).await.expect(201);
    let cancel = format!("/sessions/{}/cancellations", text(&other["id"]));
    recorder.call(world, caller, "cancelSession", Method::POST, &cancel, Some(reason)).await.expect(201);
    session
}

async fn booking(world: &World, recorder: &mut Recorder, session: &Value, amira: &Caller, bo: &Caller) {
    recorder.call(world, Some(amira), "getMe", Method::GET, "/me", None).await.expect(200);
    let body = json!({ "language": "sv", "reminders": false });
    recorder.call(world, Some(amira), "changeMe", Method::PATCH, "/me", Some(body)).await.expect(200);
    let path = format!("/sessions/{}/bookings", text(&session["id"]));
    let hers =
        recorder.call(world, Some(amira), "bookSeat", Method::POST, &path, Some(json!({}))).await.expect(201).body;
    recorder.call(world, Some(amira), "bookSeat", Method::POST, &path, Some(json!({}))).await.expect(200);
    // Sent now, not by chance later.
    world.mail().await;
    // Lists put the latest first.
    world.later(chrono::Duration::seconds(1));
    let body = json!({ "personId": bo.person });
    recorder.call(world, Some(bo), "bookSeat", Method::POST, &path, Some(body)).await.expect(201);
    let invitations = format!("/bookings/{}/invitations", text(&hers["id"]));
    recorder.call(world, Some(amira), "listInvitations", Method::GET, &invitations, None).await.expect(200);
    let again = format!("{invitations}/resends");
    recorder.call(world, Some(amira), "resendInvitations", Method::POST, &again, None).await.expect(201);
    let feeds = "/calendar-feeds";
    let feed = recorder.call(world, Some(amira), "addCalendarFeed", Method::POST, feeds, Some(json!({}))).await;
    recorder.call(world, Some(amira), "addCalendarFeed", Method::POST, feeds, Some(json!({}))).await.expect(200);
    recorder.call(world, Some(amira), "listCalendarFeeds", Method::GET, feeds, None).await.expect(200);
    let revocation = format!("{feeds}/{}/revocations", feed.expect(201).id());
    recorder.call(world, Some(amira), "revokeCalendarFeed", Method::POST, &revocation, None).await.expect(201);
    recorder.call(world, Some(bo), "listBookings", Method::GET, "/bookings", None).await.expect(200);
    recorder.call(world, Some(&world.organiser), "listSessionBookings", Method::GET, &path, None).await.expect(200);
    privacy::needs(world, recorder, session, &hers, amira).await;
    let path = format!("/bookings/{}", text(&hers["id"]));
    recorder.call(world, Some(amira), "getBooking", Method::GET, &path, None).await.expect(200);
    let path = format!("{path}/cancellations");
    let reason = json!({ "reason": "Jag kan inte den dagen." });
    recorder.call(world, Some(amira), "cancelBooking", Method::POST, &path, Some(reason.clone())).await.expect(201);
    recorder.call(world, Some(amira), "cancelBooking", Method::POST, &path, Some(reason)).await.expect(200);
}

async fn counting(world: &World, recorder: &mut Recorder, session: &Value, amira: &Caller) {
    let path = format!("/meetings/{}/attendance-reports", text(&session["meetings"][0]["id"]));
    let employment = world.get(amira, "/me").await.body["employments"][0]["id"].clone();
    let body = json!({ "held": true, "externalParticipants": 3,
        "participants": [{ "personId": amira.person, "employmentId": employment, "presence": "present" }] });
    recorder.call(world, Some(&world.organiser), "reportAttendance", Method::PUT, &path, Some(body)).await.expect(200);
    recorder.call(world, Some(&world.organiser), "getAttendance", Method::GET, &path, None).await.expect(200);
    let coordinator = Some(&world.coordinator);
    let period = "from=2027-01-01&to=2027-12-31";
    recorder
        .call(world, coordinator, "listIndicators", Method::GET, &format!("/indicators?{period}"), None)
        .await
        .expect(200);
    recorder
        .call(world, coordinator, "getIndicator", Method::GET, &format!("/indicators/I4?{period}"), None)
        .await
        .expect(200);
    recorder
        .call(world, coordinator, "listEvidence", Method::GET, &format!("/indicators/I4/evidence?{period}"), None)
        .await
        .expect(200);
}

async fn problems(world: &World, recorder: &mut Recorder, session: &Value) {
    let caller = Some(&world.organiser);
    let path = format!("/sessions/{}", text(&session["id"]));
    recorder.call(world, caller, "-", Method::POST, "/sessions", Some(json!({ "capacity": 12 }))).await.expect(400);
    recorder.call(world, None, "-", Method::GET, "/me", None).await.expect(401);
    recorder
        .call(world, caller, "-", Method::GET, "/bookings/0198c0de-0000-7000-8000-000000000000", None)
        .await
        .expect(404);
    let booking = json!({ "personId": world.organiser.person });
    recorder.call(world, caller, "-", Method::POST, &format!("{path}/bookings"), Some(booking)).await.expect(409);
    let stale = world.send(Method::PATCH, &path, caller, &[("If-Match", "\"0\"")], Some(&json!({}))).await.expect(412);
    recorder.problems.insert("412".to_owned(), stale.body);
    let long = json!({ "reason": "x".repeat(1 << 20) });
    recorder.call(world, caller, "-", Method::POST, &format!("{path}/cancellations"), Some(long)).await.expect(413);
    let plain =
        world.send(Method::POST, "/sessions", caller, &[("Content-Type", "text/plain")], Some(&json!({}))).await;
    recorder.problems.insert("415".to_owned(), plain.expect(415).body);
    for name in ["A", "B"] {
        let body = json!({ "code": name, "title": "En kurs", "description": "Text." });
        let answer = world.post_once(&world.organiser, "/courses", "nyckel", &body).await;
        if answer.status == 422 {
            recorder.problems.insert("422".to_owned(), answer.body);
        }
    }
    // Faults of ours cannot be asked for; their shape is that of the others.
    for (status, title, code, detail) in [
        (500, "Något gick fel", "internal-error", "Något gick fel hos oss. Inget har ändrats."),
        (
            503,
            "Tillfälligt upptaget",
            "unavailable",
            "Systemet är upptaget just nu. Inget har ändrats. Försök igen om en stund.",
        ),
    ] {
        let camel = if status == 500 { "internalError" } else { code };
        recorder.problems.insert(
            status.to_string(),
            json!({ "type": format!("https://kursplats.example/problem/{code}"),
            "title": title, "status": status, "detail": detail, "instance": "/kursplats/v1/sessions", "code": camel }),
        );
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_committed_examples_are_what_the_system_answers() {
    let world = World::with(Engine::Sqlite, |settings| {
        settings.http.public_url = Some("https://kurser.bibliotek.example".to_owned());
    })
    .await
    .expect("SQLite is always there");
    let mut recorder = record(&world).await;
    mail::record(&mut recorder).await;
    audit::record(&mut recorder).await;
    access::record(&mut recorder).await;
    let mut all = json!(recorder.operations);
    all["problems"] = json!(recorder.problems);
    let recorded = steady(&format!("{all:#}\n"));
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("../crates/http/src/spec/examples.json");
    if std::env::var_os("UPDATE").is_some() {
        std::fs::write(&file, &recorded).expect("written");
    }
    let committed = std::fs::read_to_string(file).expect("examples.json is committed");
    let first = committed.lines().zip(recorded.lines()).enumerate().find(|(_, (kept, now))| kept != now);
    assert!(committed == recorded, "examples.json is stale: run with UPDATE=1 and commit it; first at {first:?}");
    world.close().await;
}
