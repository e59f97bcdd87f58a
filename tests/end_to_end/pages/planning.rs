//! Planning: a new course, changes that show first whom they concern, and what is to be decided.

use kursplats_tests::fixture::text;
use serde_json::{Value, json};

use super::*;

const ORGANISER: &str = "jonas@medborgarskolan.example";

fn way(session: &Value) -> String {
    format!("/planering/{}", text(&session["id"]))
}

async fn a_course_is_planned_past_the_holidays(screen: Screen) {
    let Some((world, mut visitor)) = open(screen).await else { return };
    let county = world.county().await;
    visitor.comes_as(&proven(&world, ORGANISER, Role::Organiser).await.0).await;
    visitor.opens("/planering").await.sees("Du har inga kommande kurser").await;
    visitor.clicks("Planera en kurs").await.sees("Antal träffar").await;
    visitor.clicks("Fortsätt").await.sees("Det finns ett problem").await.sees("Kurs: får inte vara tomt").await;
    visitor.chooses("courseId", &county.course).await;
    visitor.types("capacity", "12").await.types("minParticipants", "4").await.types("meetings", "3").await;
    visitor.types("date", "2026-12-17").await.types("startsAt", "nio").await.types("endsAt", "12").await;
    visitor.types("place", "Kumla bibliotek").await.types("trainer", "Elin Ek").await;
    visitor.clicks("Fortsätt").await.sees("Börjar: ska vara ett klockslag som 09.00").await;
    visitor.types("startsAt", "9.00").await.clicks("Fortsätt").await.sees("Kontrollera kursen").await;
    visitor.sees("De här dagarna hoppas över:").await.sees("torsdag 24 december 2026 (julafton)").await;
    visitor.sees("torsdag 14 januari 2027 kl. 09.00–12.00").await.sees("finns inte som kursledare").await;
    visitor.clicks("Ändra uppgifterna").await.sees("Antal träffar").await;
    visitor.types("meetings", "2").await.clicks("Fortsätt").await.sees_no("14 januari").await;
    visitor.clicks("Spara som utkast").await.sees("Utkast").await.sees("förrän kursen är publicerad").await;
    assert!(visitor.way().await.starts_with("/planering/"), "{}", visitor.way().await);
    visitor.clicks("Publicera").await.sees("Publicerad").await.sees("0 av 12 platser tagna").await;
    visitor.clicks("Planering").await.sees("1 kurs").await.sees("För få anmälda").await;
    visitor.clicks("Kurser").await.sees("12 av 12 platser kvar").await;
    world.close().await;
}
on_every_screen!(a_course_is_planned_past_the_holidays);

async fn a_move_shows_whom_it_concerns_before_it_is_made(screen: Screen) {
    let Some((world, mut visitor)) = open(screen).await else { return };
    let county = world.county().await;
    let first = world.published(&world.plan(&county.course, 4, 30)).await;
    let mut plan = world.plan(&county.course, 4, 37);
    plan["meetings"][0]["place"] = json!("Hallsbergs bibliotek");
    let second = world.published(&plan).await;
    let amira = world.librarian("Amira Haddad", &county.kumla).await;
    for session in [&first, &second] {
        world.books(&amira, session).await.expect(201);
    }
    visitor.comes_as(&proven(&world, ORGANISER, Role::Organiser).await.0).await;
    visitor.opens(&way(&second)).await.sees("Amira Haddad").await.sees("Kumla bibliotek").await;
    visitor.clicks("Ändra träffen").await.sees("På nästa sida ser du vilka som berörs").await;
    visitor.clicks("Fortsätt").await.sees("Du har inte ändrat något.").await;
    visitor.clicks("Ändra uppgifterna").await;
    visitor.types("date", "2026-12-24").await.types("place", "Kumla bibliotek").await.clicks("Fortsätt").await;
    visitor.sees("Kontrollera ändringen").await.sees("1 person har en plats").await.sees("julafton").await;
    visitor.sees("1 deltagare har något annat då").await.sees("Amira Haddad: Källkritik").await;
    visitor.sees("Lokalen används då också av Källkritik").await;
    let unmoved = world.get(&world.organiser, &format!("/sessions/{}", text(&second["id"]))).await.body;
    assert_eq!(unmoved["meetings"], second["meetings"], "looking changes nothing");
    visitor.clicks("Spara ändå").await.sees("torsdag 24 december 2026").await;
    visitor.clicks("Ändra träffen").await;
    visitor.types("date", "2026-12-22").await.clicks("Fortsätt").await.sees("Ingen av dem är anmäld").await;
    visitor.clicks("Spara ändringen").await.sees("tisdag 22 december 2026").await;
    world.close().await;
}
on_every_screen!(a_move_shows_whom_it_concerns_before_it_is_made);

async fn a_course_is_changed_printed_and_called_off(screen: Screen) {
    let Some((world, mut visitor)) = open(screen).await else { return };
    let county = world.county().await;
    let session = world.published(&world.plan(&county.course, 2, 30)).await;
    let amira = world.librarian("Amira Haddad", &county.kumla).await;
    let bo = world.librarian("Bo Ek", &county.hallsberg).await;
    let booking = world.books(&amira, &session).await.expect(201).body;
    world.books(&bo, &session).await.expect(201);
    let needs = json!({ "choices": ["hearingLoop"] });
    world.put(&amira, &format!("/bookings/{}/needs", text(&booking["id"])), &needs).await.expect(200);
    visitor.comes_as(&proven(&world, ORGANISER, Role::Organiser).await.0).await;
    visitor.opens(&way(&session)).await.sees("2 anmälda").await.sees("Underlag till e-lista (CSV)").await;
    visitor.clicks("Ändra kursen").await.types("capacity", "1").await.clicks("Spara").await;
    visitor.sees("Det finns ett problem").await;
    visitor.types("capacity", "3").await.types("bring", "En bärbar dator").await.clicks("Spara").await;
    visitor.sees("2 av 3 platser tagna").await.sees("En bärbar dator").await;
    visitor.clicks("Behov").await.sees("Hörslinga").await.sees("Amira Haddad").await.sees_no("Bo Ek").await;
    visitor.clicks("Till kursen").await.clicks("Lista att skriva ut").await.sees("Träff 1").await.sees("Bo Ek").await;
    visitor.clicks("Till kursen").await.clicks("Bo Ek").await.sees("Kalenderinbjudningar").await;
    world.mail().await;
    visitor.clicks("Skicka inbjudningarna igen").await.sees("Har en plats").await;
    visitor.types("reason", "Fel kurs").await.clicks("Avboka").await.sees("Har avbokat").await;
    visitor.clicks("Till kursen").await.sees("1 har avbokat").await;
    visitor.clicks("Ställ in kursen").await.sees("1 anmäld får besked").await;
    visitor.clicks("Ställ in kursen").await.sees("Orsak: får inte vara tomt").await;
    visitor.types("reason", "Kursledaren är sjuk").await.clicks("Ställ in kursen").await.sees("Inställd").await;
    visitor.sees("2 har avbokat").await.sees_no("Ändra kursen").await;
    world.close().await;
}
on_every_screen!(a_course_is_changed_printed_and_called_off);

async fn the_inbox_shows_what_is_to_be_decided_until_it_is(screen: Screen) {
    let Some((world, mut visitor)) = open(screen).await else { return };
    let county = world.county().await;
    visitor.comes_as(&proven(&world, ORGANISER, Role::Organiser).await.0).await;
    visitor.opens("/").await.sees("Inget väntar på dig just nu").await;
    let mut few = world.plan(&county.course, 8, 10);
    few["minParticipants"] = json!(4);
    world.published(&few).await;
    world.post(&world.organiser, "/sessions", &world.plan(&county.course, 8, -1)).await.expect(201);
    let draft = world.post(&world.organiser, "/sessions", &world.plan(&county.course, 8, 20)).await.expect(201);
    visitor.opens("/inkorg").await.sees("3 saker väntar på dig").await.sees("0 anmälda, lägst 4").await;
    let before = visitor.clicks;
    visitor.clicks("Skicka in närvaro").await.clicks("Signera och skicka in").await.waits_for("skickades in").await;
    assert_eq!(visitor.clicks, before + 2, "each is solved with two clicks");
    visitor.clicks("Inkorg").await.sees("2 saker väntar på dig").await;
    let before = visitor.clicks;
    visitor.clicks("Granska och publicera").await.clicks("Publicera").await.sees("Publicerad").await;
    assert_eq!((visitor.clicks, visitor.way().await), (before + 2, way(&draft.body)));
    visitor.clicks("Inkorg").await.sees("1 sak väntar på dig").await;
    visitor.clicks("Bestäm").await.sees("Färre anmälda än 4").await;
    visitor.clicks("Ändra kursen").await.types("minParticipants", "1").await.clicks("Spara").await;
    visitor.sees("Färre anmälda än 1").await;
    world.close().await;
}
on_every_screen!(the_inbox_shows_what_is_to_be_decided_until_it_is);

on_both! {
    async fn what_others_arrange_is_not_hers(world: World) {
        let county = world.county().await;
        let session = world.published(&world.plan(&county.course, 4, 30)).await;
        world.caller(Role::Organiser, "Petra Palm", "petra@medborgarskolan.example").await;
        world.librarian("Amira Haddad", &county.kumla).await;
        let meeting = text(&session["meetings"][0]["id"]).to_owned();
        let ways = ["", "/andring", "/installning", "/lista", "/behov", "/underlag"].map(|rest| way(&session) + rest);
        let meetings = ["", "/installning"].map(|rest| format!("/planering/traffar/{meeting}{rest}"));
        let jonas = proven(&world, ORGANISER, Role::Organiser).await.0;
        for path in ways.iter().chain(&meetings) {
            jonas.get(path).await.expect(200);
        }
        let petra = proven(&world, "petra@medborgarskolan.example", Role::Organiser).await.0;
        let amira = world.signed_in(&email("Amira Haddad")).await;
        for other in [&petra, &amira] {
            for path in ways.iter().chain(&meetings) {
                other.get(path).await.expect(404);
            }
            other.submit(&format!("{}/installning", way(&session)), &[("reason", "Nej")]).await.expect(404);
            other.submit(&format!("{}/publicering", way(&session)), &[]).await.expect(404);
        }
        assert!(petra.get("/planering").await.expect(200).text.contains("Du har inga kommande kurser"));
    }
}

on_both! {
    async fn the_basis_of_a_list_holds_what_the_association_needs_and_no_more(world: World) {
        let county = world.county().await;
        let mut plan = world.plan(&county.course, 4, 1);
        plan["meetings"][0]["place"] = json!("=HYPERLINK(\"x\")");
        let session = world.published(&plan).await;
        let amira = world.librarian("Amira Haddad", &county.kumla).await;
        let hidden = world.librarian("Sonja Skygge", &county.hallsberg).await;
        let booking = world.books(&amira, &session).await.expect(201).body;
        world.books(&hidden, &session).await.expect(201);
        let needs = json!({ "choices": ["hearingLoop"] });
        world.put(&amira, &format!("/bookings/{}/needs", text(&booking["id"])), &needs).await.expect(200);
        let protected = json!({ "protectedIdentity": true });
        world.patch(&world.coordinator, &format!("/people/{}", hidden.person), &protected).await.expect(200);
        world.later(chrono::Duration::days(2));
        let report = json!({ "held": true, "externalParticipants": 2,
            "participants": [{ "personId": amira.person, "presence": "late" }] });
        let meeting = text(&session["meetings"][0]["id"]);
        let path = format!("/meetings/{meeting}/attendance-reports");
        world.put(&world.organiser, &path, &report).await.expect(200);
        for (who, role) in [(ORGANISER, Role::Organiser), ("gunilla@region.example", Role::Coordinator)] {
            let (browser, _) = proven(&world, who, role).await;
            let file = browser.get(&format!("{}/underlag", way(&session))).await.expect(200);
            assert_eq!(file.header("content-type"), "text/csv; charset=utf-8");
            assert!(file.header("content-disposition").contains("underlag-e-lista-2026-11-25.csv"), "{file:?}");
            let lines: Vec<&str> = file.text.trim_start_matches('\u{feff}').lines().collect();
            assert_eq!(lines[0], "Personnummer;Namn;Bibliotek;Kommun;2026-11-25 09.00–12.00;Träffar;Studietimmar");
            assert_eq!(lines[1], ";Amira Haddad;Kumla bibliotek;Kumla;sen;1;3");
            assert_eq!(lines[2], ";Skyddade personuppgifter;;;;0;0");
            assert!(file.text.contains(";Andra deltagare;;;2") && file.text.contains(";Signerad av;;;Jonas"), "{file:?}");
            assert!(file.text.contains("'=HYPERLINK"), "no formula: {file:?}");
            for word in ["Sonja", "Hallsberg", "hearingLoop", "Hörslinga"] {
                assert!(!file.text.contains(word), "{word}: {file:?}");
            }
            world.later(chrono::Duration::minutes(11));
            let proof = browser.get(&format!("{}/underlag", way(&session))).await.expect(303);
            assert!(proof.header("location").starts_with("/bekrafta?next="), "{proof:?}");
        }
    }
}

on_both! {
    async fn two_who_change_at_once_are_told(world: World) {
        let county = world.county().await;
        let session = world.published(&world.plan(&county.course, 4, 30)).await;
        let jonas = proven(&world, ORGANISER, Role::Organiser).await.0;
        let path = format!("{}/andring", way(&session));
        let version = session_version(&jonas.get(&path).await.expect(200).text);
        let form = |capacity: &'static str| {
            [("version", version.as_str()), ("capacity", capacity), ("minParticipants", "1"), ("format", "onSite")]
        };
        jonas.submit(&path, &form("5")).await.expect(303);
        let page = jonas.submit(&path, &form("6")).await.expect(412).text;
        assert!(page.contains("Någon annan har ändrat") && page.contains("value=\"6\""), "{page}");
    }
}

fn session_version(page: &str) -> String {
    let version = page.split("name=\"version\" value=\"").nth(1).and_then(|rest| rest.split('"').next());
    version.expect("a version").to_owned()
}
