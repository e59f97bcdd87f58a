//! Everything that is kept of a person comes out for her, and nothing of others: a word of its own is put into every
//! field that says something about her, and another one into those of a colleague.

use domain::{access::Role, my_data::label};
use kursplats::Settings;
use kursplats_tests::{
    browser::Browser,
    crowd,
    fixture::{County, text},
    world::{Caller, Engine, World},
};
use sea_orm::ConnectionTrait;
use serde_json::{Value, json};

use crate::signing_in::signed_in;

/// Everything that somebody leaves behind by taking part.
async fn busy(world: &World, county: &County, name: &str) -> (Caller, String) {
    let first = name.split(' ').next().expect("a name").to_lowercase();
    let her = world.employed(Role::Manager, name, &county.kumla).await;
    let person = format!("/people/{}", her.person);
    let session = world.published(&world.plan(&county.course, 12, 20)).await;
    let booking = world.books(&her, &session).await.expect(201).body;
    let needs = json!({ "choices": ["hearingLoop"], "note": format!("{first}-need"), "consent": true });
    world.put(&her, &format!("/bookings/{}/needs", text(&booking["id"])), &needs).await.expect(200);
    world.get(&world.organiser, &format!("/sessions/{}/needs", text(&session["id"]))).await.expect(200);
    let given_up = world.published(&world.plan(&county.course, 12, 40)).await;
    let given_up = world.books(&her, &given_up).await.expect(201).body;
    let reason = json!({ "reason": format!("{first}-reason") });
    world.post(&her, &format!("/bookings/{}/cancellations", text(&given_up["id"])), &reason).await.expect(201);
    world.mail().await;
    let mut past = world.plan(&county.course, 12, -30);
    past["meetings"][0]["trainer"] = json!(format!("{name} Zander"));
    let past = world.post(&world.organiser, "/sessions", &past).await.expect(201).body;
    let there = json!({ "held": true, "participants": [{ "personId": her.person, "presence": "late" }] });
    let path = format!("/meetings/{}/attendance-reports", text(&past["meetings"][0]["id"]));
    world.put(&world.organiser, &path, &there).await.expect(200);
    world.post(&her, "/calendar-feeds", &json!({})).await.expect(201);
    world
        .put(&her, &format!("{person}/digiteket-profile"), &json!({ "profile": "yes", "since": "2026-03-04" }))
        .await
        .expect(200);
    let measure = json!({ "reason": format!("{first}-measure") });
    world.post(&world.coordinator, &format!("{person}/restrictions"), &measure).await.expect(201);
    world.post(&world.coordinator, &format!("{person}/releases"), &measure).await.expect(201);
    let corrected = json!({ "name": format!("{name} Zander") });
    world.patch(&world.coordinator, &person, &corrected).await.expect(200);
    let contact = json!({ "libraryId": county.kumla, "from": "2026-02-01", "contact": format!("{name} Zander, {first}-contact") });
    world.post(&world.coordinator, "/collaborations", &contact).await.expect(201);
    world
        .post_once(&her, &format!("/sessions/{}/bookings", text(&session["id"])), &format!("{first}-key"), &json!({}))
        .await
        .expect(200);
    (her, first)
}

/// Words into every field that the journeys leave empty, and rows where they leave none. What is text in the tables is
/// text here; the rest is taken from rows that are there.
async fn fill(world: &World, her: &Caller, first: &str) {
    let plain = crowd::plainly(&world.database_url).await;
    let literal = if world.database_url.starts_with("postgres") {
        format!("'{}'", her.person)
    } else {
        format!("x'{}'", her.person.0.simple())
    };
    let p = format!("FROM person WHERE id = {literal}");
    let at = "(SELECT min(at) FROM event)";
    let hash = format!("(SELECT hash FROM access_token WHERE person_id = {literal} LIMIT 1)");
    let mails = format!("SELECT id FROM mail_message WHERE person_id = {literal}");
    let bookings = format!("SELECT id FROM booking WHERE person_id = {literal}");
    for sql in [
        format!("UPDATE person SET email_failure = '{first}-failure', email_failed_at = {at} WHERE id = {literal}"),
        format!("UPDATE access_token SET name = '{first}-token' WHERE person_id = {literal}"),
        format!(
            "UPDATE invitation SET answer = 'TENTATIVE', answer_comment = '{first}-comment', answered_at = {at} WHERE booking_id IN ({bookings})"
        ),
        format!(
            "UPDATE mail_message SET answer = '{first}-smtp', bounce = '{first}-bounce' WHERE person_id = {literal}"
        ),
        format!("UPDATE mail_try SET answer = '{first}-try' WHERE mail_message_id IN ({mails})"),
        format!(
            "INSERT INTO sign_in_request (id, email, cookie_hash, shared_computer, asked_at, expires_at, person_id, tries) SELECT id, '{first}-asked@nytt.example', {hash}, reminders, {at}, {at}, id, 0 {p}"
        ),
        format!(
            "INSERT INTO sign_in (id, person_id, role, hash, way, shared_computer, browser, auth_version, signed_in_at, seen_at, idle_until, expires_at) SELECT id, id, 'staff', {hash}, 'link', reminders, '{first}-browser', 1, {at}, {at}, {at}, {at} {p}"
        ),
        format!(
            "INSERT INTO identity (issuer, tenant, subject, person_id, connected_at) SELECT 'https://id.example', '{first}-tenant', '{first}-subject', id, {at} {p}"
        ),
        format!(
            "INSERT INTO address_change (id, person_id, email, asked_at, expires_at) SELECT id, id, '{first}-change@nytt.example', {at}, {at} {p}"
        ),
        format!(
            "INSERT INTO programme (id, name, from_date, to_date, version) SELECT person_id, '{first}-programme', since_date, since_date, 1 FROM digiteket_profile WHERE person_id = {literal}"
        ),
        format!(
            "INSERT INTO survey (id, programme_id, title, scale, opens_on, closes_on, closed, invited, strengthened, not_strengthened, dont_know, version) SELECT person_id, person_id, '{first}-survey', 'yesNo', since_date, since_date, (SELECT protected_identity {p}), 1, 0, 0, 0, 1 FROM digiteket_profile WHERE person_id = {literal}"
        ),
        format!(
            "INSERT INTO survey_invitation (id, survey_id, person_id, answer, reminders) SELECT id, id, id, 'dontKnow', 0 {p}"
        ),
    ] {
        plain.execute_unprepared(&sql).await.unwrap_or_else(|error| panic!("{sql}: {error}"));
    }
    plain.close().await.expect("closed");
}

fn capital(word: &str) -> String {
    word.chars().take(1).flat_map(char::to_uppercase).chain(word.chars().skip(1)).collect()
}

/// The words that must come out, by kind.
fn words(first: &str) -> Vec<(&'static str, String)> {
    let at = |kind: &'static str, word: &str| (kind, format!("{first}-{word}"));
    vec![
        ("register", format!("{first}.")),
        at("register", "failure"),
        ("roles", "manager".to_owned()),
        ("employments", "Kumla bibliotek".to_owned()),
        ("corrections", format!("{} ", capital(first))),
        at("measures", "measure"),
        at("bookings", "reason"),
        at("needs", "need"),
        ("needReadings", "yourNeeds".to_owned()),
        at("calendarAnswers", "comment"),
        ("attendance", "late".to_owned()),
        ("digiteketProfile", "2026-03-04".to_owned()),
        at("surveys", "survey"),
        ("tasks", "leadsMeeting".to_owned()),
        at("contacts", "contact"),
        ("mail", format!("{first}.")),
        at("mail", "smtp"),
        at("mail", "bounce"),
        at("mail", "try"),
        ("mailTexts", format!("{first}.")),
        at("signInRequests", "asked"),
        at("signIns", "browser"),
        at("signIns", "subject"),
        at("tokens", "token"),
        ("feeds", "createdAt".to_owned()),
        at("addressChanges", "change"),
        at("requests", "key"),
        ("history", "employmentAdded".to_owned()),
    ]
}

on_both! {
    async fn all_that_is_kept_of_her_comes_out_and_nothing_of_others(world: World) {
        let county = world.county().await;
        let (amira, first) = busy(&world, &county, "Amira Haddad").await;
        let (bo, other) = busy(&world, &county, "Botilda Ek").await;
        fill(&world, &amira, &first).await;
        fill(&world, &bo, &other).await;
        let data = world.get(&amira, "/me/data").await.expect(200).body;
        let kinds = data["kinds"].as_array().expect("kinds");
        let of_kind = |kind: &str| kinds.iter().find(|one| one["kind"] == kind).unwrap_or_else(|| panic!("{kind}"))["rows"].to_string();
        for (kind, word) in words(&first) {
            assert!(of_kind(kind).contains(&word), "{word} is not in {kind}: {}", of_kind(kind));
        }
        let all = data.to_string().to_lowercase();
        for stranger in [other.as_str(), "jonas", "gunilla", &bo.person.to_string(), &world.organiser.person.to_string()] {
            assert!(!all.contains(stranger), "{stranger} is in {all}");
        }
        for kind in kinds {
            for said in ["title", "why", "howLong"] {
                assert!(kind[said].as_str().is_some_and(|words| !words.is_empty()), "{kind}");
            }
            for member in kind["rows"].as_array().expect("rows").iter().flat_map(|row| row.as_object().expect("a row").keys()) {
                assert!(label(member).is_some(), "{member} of {} has no name", kind["kind"]);
            }
        }
        assert_eq!(world.get(&bo, "/me/data").await.expect(200).body["personId"], json!(bo.person));
        let plain = crowd::plainly(&world.database_url).await;
        for table in ["survey_invitation", "survey"] {
            plain.execute_unprepared(&format!("DELETE FROM {table}")).await.expect("tidied");
        }
        plain.close().await.expect("closed");
    }
}

async fn read_as_a_page(engine: Engine) {
    let reachable = |settings: &mut Settings| settings.http.public_url = Some("http://kurser.example".to_owned());
    let Some(world) = World::with(engine, reachable).await else { return };
    let county = world.county().await;
    let amira = world.librarian("Amira Haddad", &county.kumla).await;
    let session = world.published(&world.plan(&county.course, 12, 20)).await;
    world.books(&amira, &session).await.expect(201);
    world.mail().await;
    let strange = Browser::new(&world).get("/mina-uppgifter").await.expect(303);
    assert!(strange.header("location").starts_with("/logga-in"), "{}", strange.header("location"));
    let browser = signed_in(&world, "amira.haddad@bibliotek.example").await;
    let account = browser.get("/konto").await.expect(200);
    assert!(account.text.contains("href=\"/mina-uppgifter\""), "{}", account.text);
    let page = browser.get("/mina-uppgifter").await.expect(200);
    let wanted = ["Amira Haddad", "Källkritik", "Kumla bibliotek", "Sparas:", "14 dagar efter", "artikel 6.1 e"];
    for words in wanted {
        assert!(page.text.contains(words), "{words} in {}", page.text);
    }
    let data = browser.get("/kursplats/v1/me/data").await.expect(200);
    assert!(data.text.contains("Amira Haddad"), "the link on the page leads there");
    world.close().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn whoever_is_signed_in_reads_it_as_a_page_on_sqlite() {
    read_as_a_page(Engine::Sqlite).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn whoever_is_signed_in_reads_it_as_a_page_on_postgresql() {
    read_as_a_page(Engine::Postgres).await;
}

/// Where the tables name a person, or say something that names one, and the kind of data it comes out as. A column that
/// comes into being and is not here fails the test: whoever adds it decides.
const NAMING: &[(&str, &str)] = &[
    ("access_token.person_id", "tokens"),
    ("action_plan_step.recorded_by", "tasks"),
    ("address_change.email", "addressChanges"),
    ("address_change.person_id", "addressChanges"),
    ("attendance.person_id", "attendance"),
    ("attendance_report.reported_by", "tasks"),
    ("booking.person_id", "bookings"),
    ("calendar_feed.person_id", "feeds"),
    ("collaboration.contact", "contacts"),
    ("collaboration_confirmation.confirmed_by", "tasks"),
    ("digiteket_profile.person_id", "digiteketProfile"),
    ("disposal.started_by", "tasks"),
    ("disposal_rule.changed_by", "tasks"),
    ("employment.person_id", "employments"),
    ("event.actor_id", "history"),
    ("event.person_id", "history"),
    ("idempotency.person_id", "requests"),
    ("identity.person_id", "signIns"),
    ("indicator_definition.made_by", "tasks"),
    ("mail_message.person_id", "mail"),
    ("mail_message.recipient", "mail"),
    ("meeting.trainer", "tasks"),
    ("meeting.trainer_id", "tasks"),
    ("need_reading.person_id", "needReadings"),
    ("need_reading.reader_id", "needReadings"),
    ("person.email", "register"),
    ("person.email_failed_at", "register"),
    ("person.email_failure", "register"),
    ("person_correction.corrected_by", "tasks"),
    ("person_correction.person_id", "corrections"),
    ("person_measure.decided_by", "tasks"),
    ("person_measure.person_id", "measures"),
    ("person_role.person_id", "roles"),
    ("recovery_code.person_id", "signIns"),
    ("report.locked_by", "tasks"),
    ("second_factor.person_id", "signIns"),
    ("session.organiser_id", "tasks"),
    ("sign_in.person_id", "signIns"),
    ("sign_in.proven_by", "signIns"),
    ("sign_in_request.email", "signInRequests"),
    ("sign_in_request.person_id", "signInRequests"),
    ("survey_invitation.person_id", "surveys"),
    // A hash of words that may be forgotten.
    ("audit_seal.personal_hash", "-"),
    // A hash that nobody can turn back, kept for an hour.
    ("sign_in_pace.email_hash", "-"),
];

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_column_that_names_a_person_is_among_my_data() {
    let world = World::new(Engine::Sqlite).await.expect("SQLite is always there");
    let columns = "SELECT m.name || '.' || c.name FROM sqlite_master m JOIN pragma_table_info(m.name) c \
                   WHERE m.type = 'table' AND (c.name LIKE '%person%' OR c.name LIKE '%email%' OR c.name LIKE '%\\_by' ESCAPE '\\' \
                   OR c.name LIKE '%trainer%' OR c.name IN ('actor_id', 'reader_id', 'organiser_id', 'recipient', 'contact'))";
    let references = "SELECT m.name || '.' || f.\"from\" FROM sqlite_master m JOIN pragma_foreign_key_list(m.name) f \
                      WHERE m.type = 'table' AND f.\"table\" = 'person'";
    let mut found: Vec<String> = Vec::new();
    for sql in [columns, references] {
        found.extend(world.rows(sql).await.into_iter().map(|row| row[0].clone()));
    }
    found.sort();
    found.dedup();
    assert!(found.len() > 30, "{found:?}");
    let told: Vec<&str> = NAMING.iter().map(|(column, _)| *column).collect();
    let untold: Vec<&String> = found.iter().filter(|column| !told.contains(&column.as_str())).collect();
    assert!(untold.is_empty(), "nobody has decided whether these are told to the person: {untold:?}");
    let data: Value = world.get(&world.coordinator, "/me/data").await.expect(200).body;
    for (column, kind) in NAMING.iter().filter(|(_, kind)| *kind != "-") {
        assert!(data["kinds"].as_array().expect("kinds").iter().any(|one| one["kind"] == *kind), "{column}: {kind}");
    }
    world.close().await;
}
