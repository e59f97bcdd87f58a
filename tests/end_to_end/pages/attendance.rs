//! Attendance: on a telephone in the room, and put right afterwards.

use kursplats_tests::fixture::text;
use serde_json::{Value, json};

use super::*;

const ORGANISER: &str = "jonas@medborgarskolan.example";
const ELIN: &str = "elin@medborgarskolan.example";
const TITLE: &str = "Källkritik – källgranskning och kritiskt förhållningssätt";

pub(super) async fn reported(world: &World, session: &Value) -> Value {
    let path = format!("/meetings/{}/attendance-reports", text(&session["meetings"][0]["id"]));
    world.get(&world.organiser, &path).await.expect(200).body
}

pub(super) fn presence(report: &Value, caller: &kursplats_tests::world::Caller) -> Value {
    let rows = report["participants"].as_array().expect("rows");
    let row = rows.iter().find(|row| row["personId"] == json!(caller.person));
    row.map_or(Value::Null, |row| row["presence"].clone())
}

async fn a_trainer_ticks_off_those_who_came(screen: Screen) {
    let Some((world, mut visitor)) = open(screen).await else { return };
    let county = world.county().await;
    world.caller(Role::Trainer, "Elin Ek", ELIN).await;
    visitor.comes_as(&proven(&world, ELIN, Role::Trainer).await.0).await;
    world.published(&world.plan(&county.course, 4, 1)).await;
    visitor.opens("/").await.sees("Du har inga träffar i dag").await.sees("Nästa träff är onsdag 25 november").await;
    let mut plan = world.plan(&county.course, 4, 0);
    plan["meetings"][0]["startsAt"] = json!("2026-11-24T08:30:00Z");
    let session = world.published(&plan).await;
    let amira = world.librarian("Amira Haddad", &county.kumla).await;
    let bo = world.librarian("Bo Ek", &county.hallsberg).await;
    for caller in [&amira, &bo] {
        world.books(caller, &session).await.expect(201);
    }
    visitor.opens("/narvaro").await;
    visitor.clicks(TITLE).await.sees("Träffen har inte börjat än").await;
    world.at("2026-11-24T08:40:00Z");
    visitor.opens("/narvaro").await.sees("I dag").await.sees_no("Nästa träff").await;
    visitor.clicks(TITLE).await.sees("Amira Haddad").await.sees("Hallsbergs bibliotek").await;
    let before = visitor.clicks;
    visitor.clicks("Alla var där").await.sees("Kryssa för dem som var där").await;
    visitor.chooses("present", &bo.person.to_string()).await.types("externalParticipants", "2").await;
    visitor.clicks("Signera och skicka in").await.waits_for("Närvaron skickades in").await.sees("av Elin Ek").await;
    assert_eq!(visitor.clicks, before + 3, "all, one exception, sent");
    let report = reported(&world, &session).await;
    assert_eq!((&report["held"], &report["externalParticipants"]), (&json!(true), &json!(2)));
    assert_eq!((presence(&report, &amira), presence(&report, &bo)), (json!("present"), json!("absent")));
    world.at("2026-11-24T08:41:00Z");
    visitor.chooses("present", &bo.person.to_string()).await.clicks("Signera och skicka in").await;
    visitor.waits_for("kl. 09.41 av Elin Ek").await;
    visitor.clicks("Närvaro").await.sees("Inskickad").await;
    assert_eq!(presence(&reported(&world, &session).await, &bo), json!("present"));
    world.close().await;
}
on_every_screen!(a_trainer_ticks_off_those_who_came in all ways);

async fn whoever_came_all_the_same_is_on_the_list(screen: Screen) {
    let Some((world, mut visitor)) = open(screen).await else { return };
    let county = world.county().await;
    let session = world.published(&world.plan(&county.course, 1, 1)).await;
    let amira = world.librarian("Amira Haddad", &county.kumla).await;
    let bo = world.librarian("Bo Ek", &county.hallsberg).await;
    let cecilia = world.librarian("Cecilia Dahl", &county.hallsberg).await;
    let at_kumla = world.employ(&cecilia, &county.kumla).await;
    for caller in [&amira, &bo] {
        world.books(caller, &session).await.expect(201);
    }
    world.at("2026-11-25T11:10:00Z");
    visitor.comes_as(&proven(&world, ORGANISER, Role::Organiser).await.0).await;
    visitor.opens("/narvaro").await.sees("I dag").await;
    visitor.clicks(TITLE).await.clicks("1 person till kan ha kommit").await.sees("stod på väntelistan").await;
    visitor.chooses("present", &bo.person.to_string()).await;
    visitor.types("emails", "ingen@bibliotek.example").await;
    visitor.clicks("Signera och skicka in").await.waits_for("Det finns ett problem").await.sees("finns inte").await;
    visitor.types("emails", &email("Cecilia Dahl")).await;
    // She works at two libraries, and somebody must say for which she came.
    visitor.clicks("Signera och skicka in").await.waits_for("Arbetsplats för Cecilia Dahl").await;
    visitor.chooses(&format!("employment-{}", cecilia.person), &at_kumla).await;
    visitor.clicks("Signera och skicka in").await.waits_for("Närvaron skickades in").await.looks_around().await;
    let report = reported(&world, &session).await;
    assert_eq!((presence(&report, &amira), presence(&report, &bo)), (json!("absent"), json!("present")));
    assert_eq!(presence(&report, &cecilia), json!("present"));
    visitor.chooses("held", "nej").await.clicks("Signera och skicka in").await.waits_for("Blev träffen av?: ").await;
    for caller in [&bo, &cecilia] {
        visitor.chooses("present", &caller.person.to_string()).await;
    }
    visitor.clicks("Signera och skicka in").await.waits_for("Närvaron skickades in").await.looks_around().await;
    assert_eq!(reported(&world, &session).await["held"], false);
    world.close().await;
}
on_every_screen!(whoever_came_all_the_same_is_on_the_list in all ways);

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_list_is_kept_while_the_network_is_away_and_sent_when_it_is_back() {
    let Some((world, mut visitor)) = open(Screen::PHONE).await else { return };
    let county = world.county().await;
    let session = world.published(&world.plan(&county.course, 4, 1)).await;
    let amira = world.librarian("Amira Haddad", &county.kumla).await;
    world.books(&amira, &session).await.expect(201);
    world.at("2026-11-25T08:10:00Z");
    visitor.comes_as(&proven(&world, ORGANISER, Role::Organiser).await.0).await;
    visitor.opens("/narvaro").await.sees("I dag").await;
    visitor.clicks(TITLE).await.clicks("Alla var där").await;
    visitor.has_network(false).await;
    visitor.clicks("Signera och skicka in").await;
    visitor.waits_for("Ingen kontakt med nätet").await.sees("sparad i telefonen").await;
    visitor.has_network(true).await;
    visitor.waits_for("Närvaron skickades in").await.looks_around().await;
    assert_eq!(presence(&reported(&world, &session).await, &amira), json!("present"));
    world.close().await;
}

on_both! {
    async fn only_those_who_lead_or_arrange_a_meeting_report_it(world: World) {
        let county = world.county().await;
        world.caller(Role::Trainer, "Elin Ek", ELIN).await;
        world.caller(Role::Trainer, "Nils Nord", "nils@medborgarskolan.example").await;
        world.librarian("Amira Haddad", &county.kumla).await;
        let session = world.published(&world.plan(&county.course, 4, 1)).await;
        let way = format!("/narvaro/{}", text(&session["meetings"][0]["id"]));
        world.at("2026-11-25T08:10:00Z");
        let elin = proven(&world, ELIN, Role::Trainer).await.0;
        elin.get(&way).await.expect(200);
        let nils = proven(&world, "nils@medborgarskolan.example", Role::Trainer).await.0;
        let amira = world.signed_in(&email("Amira Haddad")).await;
        for other in [&nils, &amira] {
            other.get(&way).await.expect(404);
            other.submit(&way, &[("held", "ja")]).await.expect(404);
        }
        assert!(!elin.get(&way).await.text.contains("E-postadresser"), "a trainer does not search the register");
        elin.submit(&way, &[("held", "ja")]).await.expect(303);
    }
}
