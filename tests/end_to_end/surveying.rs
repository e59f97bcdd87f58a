//! The survey of managers: asked by mail, reminded of, answered by link and counted when it closes.

use domain::access::Role;
use kursplats_tests::{
    fixture::text,
    world::{Engine, World},
};
use sea_orm::{ConnectionTrait, Database, Statement};
use serde_json::{Value, json};

fn vectors() -> Value {
    serde_json::from_str(include_str!("vectors.json")).expect("the vectors are JSON")
}

/// A world that knows its own address.
pub(crate) async fn world(engine: Engine) -> Option<World> {
    World::with(engine, |settings| settings.http.public_url = Some("https://kurser.bibliotek.example".to_owned())).await
}

pub(crate) async fn programme(world: &World) -> String {
    let body = json!({ "name": "Digitalt först", "from": "2026-01-01", "to": "2026-12-31" });
    world.post(&world.coordinator, "/programmes", &body).await.expect(201).id()
}

pub(crate) async fn survey(world: &World, programme: &str, title: &str, days: [&str; 2], scale: &str) -> String {
    let body =
        json!({ "programmeId": programme, "title": title, "opensOn": days[0], "closesOn": days[1], "scale": scale });
    world.post(&world.coordinator, "/surveys", &body).await.expect(201).id()
}

async fn indicator(world: &World, period: &str) -> Value {
    world.get(&world.coordinator, &format!("/indicators/I3?{period}")).await.expect(200).body
}

async fn shown(world: &World, survey: &str) -> Value {
    world.get(&world.coordinator, &format!("/surveys/{survey}")).await.expect(200).body
}

/// Kind, name in the address and the path of the link of every mail about a survey, oldest first.
pub(crate) async fn mails(world: &World) -> Vec<(String, String, String)> {
    world.mail().await;
    let db = Database::connect(&world.database_url).await.expect("a connection");
    let query = "SELECT kind, payload FROM notice WHERE kind LIKE 'survey%' ORDER BY written_at, kind, id";
    let rows = db.query_all_raw(Statement::from_string(db.get_database_backend(), query)).await.expect("rows");
    db.close().await.expect("closed");
    let seal = &world.running.as_ref().expect("a running system").app.seal;
    let mail = |row: &sea_orm::QueryResult| {
        let payload: String = row.try_get_by_index(1).expect("a payload");
        let payload: Value = serde_json::from_str(&payload).expect("a notice");
        let invitation = text(&payload["survey"]["invitation"]).parse().expect("an id");
        let name = text(&payload["recipient"]["email"]).split('@').next().unwrap_or_default().to_owned();
        let link = format!("/enkat/{}", seal.reference(domain::seal::Purpose::Survey, invitation));
        (row.try_get_by_index(0).expect("a kind"), name, link)
    };
    rows.iter().map(mail).collect()
}

async fn page(world: &World, path: &str, answer: Option<&str>) -> String {
    let (client, url) = (reqwest::Client::new(), format!("{}{path}", world.base));
    let request = match answer {
        Some(answer) => {
            let form = client.post(url).header("content-type", "application/x-www-form-urlencoded");
            form.body(format!("svar={answer}"))
        }
        None => client.get(url),
    };
    request.send().await.expect("an answer").text().await.expect("a page")
}

async fn count(world: &World, query: &str) -> i64 {
    let db = Database::connect(&world.database_url).await.expect("a connection");
    let row = db.query_one_raw(Statement::from_string(db.get_database_backend(), query)).await.expect("an answer");
    db.close().await.expect("closed");
    row.expect("a row").try_get_by_index(0).expect("a number")
}

/// Managers at libraries, and somebody who is none.
pub(crate) async fn staff(world: &World, names: &[&str]) {
    let county = world.county().await;
    for name in names {
        let email = format!("{}@bibliotek.example", name.to_lowercase());
        let person = world.caller(Role::Staff, name, &email).await;
        for library in [&county.kumla, &county.hallsberg] {
            let body = json!({ "libraryId": library, "from": "2020-01-01", "category": "manager" });
            let path = format!("/people/{}/employments", person.person);
            world.post(&world.coordinator, &path, &body).await.expect(201);
        }
    }
    let gone = world.caller(Role::Staff, "Gone", "gone@bibliotek.example").await;
    let body = json!({ "libraryId": county.kumla, "from": "2020-01-01", "to": "2026-11-23", "category": "manager" });
    let path = format!("/people/{}/employments", gone.person);
    world.post(&world.coordinator, &path, &body).await.expect(201);
    world.librarian("Amira Haddad", &county.kumla).await;
}

on_both! {
    async fn the_vectors_hold(world: World) {
        let programme = programme(&world).await;
        let months = [["2027-01-10", "2027-01-31"], ["2027-02-10", "2027-02-28"]];
        for (vector, days) in vectors()["I3"].as_array().expect("vectors").iter().zip(months) {
            let survey = survey(&world, &programme, "På papper", days, "yesNo").await;
            let (input, expect) = (&vector["input"], &vector["expect"]);
            let mut counts = input["answers"].clone();
            counts["invited"] = input["invited"].clone();
            let path = format!("/surveys/{survey}/counts");
            let mut wrong = counts.clone();
            wrong["invited"] = json!(3);
            world.post(&world.coordinator, &path, &wrong).await.expect(400);
            let entered = world.post(&world.coordinator, &path, &counts).await.expect(201).body;
            assert_eq!((text(&entered["state"]), &entered["responseRate"]), ("closed", &expect["responseRateShown"]));
            world.post(&world.coordinator, &path, &counts).await.expect_code(409, "surveyClosed");
            let result = indicator(&world, &format!("from={}&to={}", days[0], days[1])).await;
            assert_eq!(result["numerator"], expect["numerator"]);
            assert_eq!(result["denominator"], expect["denominator"]);
            assert_eq!(result["percent"], expect["percentShown"]);
            assert_eq!(result["managersAbility"]["survey"]["responseRate"], expect["responseRateShown"]);
            let status = if expect["status"] == "ok" { json!("noTarget") } else { expect["status"].clone() };
            assert_eq!(result["status"], status);
        }
        let trend = indicator(&world, "from=2027-02-01&to=2027-12-31").await;
        assert_eq!(trend["managersAbility"]["earlier"][0]["percent"], "70.0");
        let earlier = indicator(&world, "from=2026-01-01&to=2026-12-31").await;
        assert_eq!((text(&earlier["status"]), &earlier["managersAbility"]), ("noData", &Value::Null));
    }
}

async fn each_manager_is_asked_once_and_reminded_until_she_answers(engine: Engine) {
    let Some(world) = world(engine).await else { return };
    let names = ["Karin", "Lena", "Mats", "Nils", "Olga", "Per"];
    staff(&world, &names).await;
    let programme = programme(&world).await;
    let survey = survey(&world, &programme, "Att leda förändring", ["2026-11-24", "2026-12-31"], "yesNo").await;
    let path = format!("/surveys/{survey}/sendings");
    let sent = world.post(&world.coordinator, &path, &json!({})).await.expect(201).body;
    assert_eq!((&sent["invited"], &sent["answered"], text(&sent["state"])), (&json!(6), &json!(0), "open"));
    world.post(&world.coordinator, &path, &json!({})).await.expect_code(409, "surveySent");
    let asked = mails(&world).await;
    assert_eq!(asked.len(), 6, "two libraries, one question; not she who left yesterday: {asked:?}");
    let eml = world.mail().await.iter().map(|file| std::fs::read_to_string(file).expect("a mail")).collect::<String>();
    assert!(!eml.contains("text/calendar"));
    let link = |name: &str| asked.iter().find(|(_, to, _)| *to == name.to_lowercase()).expect("asked").2.clone();
    let form = page(&world, &link("Karin"), None).await;
    assert!(form.contains("Har din förmåga att leda digital förändring stärkts?"), "{form}");
    assert!(page(&world, &link("Karin"), Some("kanske")).await.contains("Välj ett av svaren."));
    assert_eq!(shown(&world, &survey).await["answered"], 0, "looking is no answer");
    for (name, answer) in [("Karin", "nej"), ("Karin", "ja"), ("Lena", "ja"), ("Mats", "ja")] {
        assert!(page(&world, &link(name), Some(answer)).await.contains("Tack för ditt svar"));
    }
    let open = indicator(&world, "from=2026-01-01&to=2026-12-31").await;
    assert_eq!((text(&open["status"]), text(&open["completeness"][0]["code"])), ("noData", "stillOpen"));
    assert_eq!((&open["numerator"], &open["managersAbility"]), (&Value::Null, &Value::Null));
    assert_eq!(shown(&world, &survey).await["answered"], 3, "the last answer counts");
    let mut news = asked.len();
    let mut told = async |at: &str| -> Vec<String> {
        world.at(at);
        let all = mails(&world).await;
        let mut new: Vec<String> = all[news..].iter().map(|(kind, name, _)| format!("{kind} {name}")).collect();
        news = all.len();
        new.sort();
        new
    };
    assert_eq!(told("2026-11-30T10:00:00Z").await, [""; 0], "six days");
    assert_eq!(told("2026-12-01T03:00:00Z").await, [""; 0], "night");
    let three = ["surveyReminder nils", "surveyReminder olga", "surveyReminder per"];
    assert_eq!(told("2026-12-01T10:00:00Z").await, three, "seven days");
    assert_eq!(told("2026-12-02T10:00:00Z").await, [""; 0], "once");
    assert!(page(&world, &link("Olga"), Some("vet-inte")).await.contains("Tack"));
    assert_eq!(told("2026-12-08T10:00:00Z").await, ["surveyReminder nils", "surveyReminder per"], "fourteen days");
    assert_eq!(told("2026-12-21T10:00:00Z").await, [""; 0]);
    assert!(page(&world, &link("Nils"), Some("nej")).await.contains("Tack"));
    // Midnight in Sweden is an hour before midnight in UTC.
    world.at("2026-12-31T22:59:00Z");
    assert_eq!(shown(&world, &survey).await["state"], "open");
    world.at("2026-12-31T23:01:00Z");
    assert!(page(&world, &link("Per"), Some("ja")).await.contains("Enkäten är stängd"));
    let closed = shown(&world, &survey).await;
    assert_eq!((text(&closed["state"]), &closed["invited"], &closed["answered"]), ("closed", &json!(6), &json!(5)));
    assert_eq!(closed["responseRate"], "83.3");
    assert_eq!(count(&world, "SELECT COUNT(*) FROM survey_invitation").await, 0, "only numbers are left");
    assert!(page(&world, &link("Karin"), None).await.contains("Enkäten är stängd"));
    let result = indicator(&world, "from=2026-01-01&to=2026-12-31").await;
    assert_eq!(
        (&result["numerator"], &result["denominator"], text(&result["percent"])),
        (&json!(3), &json!(5), "60.0")
    );
    assert_eq!(
        count(&world, "SELECT COUNT(*) FROM event WHERE data LIKE '%trengthened%' OR data LIKE '%dontKnow%'").await,
        0
    );
    world.close().await;
}

mod each_manager_is_asked_once_and_reminded_until_she_answers {
    use super::*;

    #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
    async fn sqlite() {
        super::each_manager_is_asked_once_and_reminded_until_she_answers(Engine::Sqlite).await;
    }

    #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
    async fn postgres() {
        super::each_manager_is_asked_once_and_reminded_until_she_answers(Engine::Postgres).await;
    }
}

async fn of_five_steps_the_two_at_the_top_count(engine: Engine) {
    let Some(world) = world(engine).await else { return };
    let names = ["Karin", "Lena", "Mats", "Nils", "Olga", "Per"];
    staff(&world, &names).await;
    let programme = programme(&world).await;
    let survey = survey(&world, &programme, "Att leda förändring", ["2026-11-25", "2026-11-30"], "fiveSteps").await;
    let path = format!("/surveys/{survey}/sendings");
    world.post(&world.coordinator, &path, &json!({})).await.expect_code(409, "surveyNotOpen");
    world.at("2026-11-25T09:00:00Z");
    world.post(&world.organiser, &path, &json!({})).await.expect(404);
    world.post(&world.coordinator, &path, &json!({})).await.expect(201);
    for ((.., link), answer) in mails(&world).await.iter().zip(["5", "4", "3", "2", "1", "vet-inte"]) {
        assert!(page(&world, link, Some(answer)).await.contains("Tack för ditt svar"));
    }
    world.at("2026-12-01T09:00:00Z");
    let result = indicator(&world, "from=2026-01-01&to=2026-12-31").await;
    assert_eq!((&result["numerator"], &result["denominator"]), (&json!(2), &json!(6)));
    world.close().await;
}

mod of_five_steps_the_two_at_the_top_count {
    use super::*;

    #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
    async fn sqlite() {
        super::of_five_steps_the_two_at_the_top_count(Engine::Sqlite).await;
    }

    #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
    async fn postgres() {
        super::of_five_steps_the_two_at_the_top_count(Engine::Postgres).await;
    }
}

on_both! {
    async fn a_survey_cannot_be_sent_when_nobody_could_answer(world: World) {
        let programme = programme(&world).await;
        let survey = survey(&world, &programme, "Utan adress", ["2026-11-24", "2026-12-31"], "yesNo").await;
        let path = format!("/surveys/{survey}/sendings");
        world.post(&world.coordinator, &path, &json!({})).await.expect_code(409, "publicAddressMissing");
        assert!(page(&world, "/enkat/00", None).await.contains("<html"));
    }
}
