//! What of a report is for everybody: small numbers of people are hidden, in every way out, and stay hidden however
//! reports are put side by side.

use domain::access::Role;
use kursplats_tests::{
    crowd::{self, Member},
    fixture::text,
    world::{Caller, World},
};
use serde_json::{Value, json};

use crate::reporting::{begun, indicator, locked};

mod attack;
mod canaries;
mod files;

/// A county with many people.
struct Crowds {
    course: String,
    kumla: Vec<Member>,
    hallsberg: Vec<Member>,
    orebro: Vec<Member>,
}

async fn crowds(world: &World) -> Crowds {
    let county = world.county().await;
    let body = json!({ "code": "1880", "name": "Örebro" });
    world.post(&world.coordinator, "/municipalities", &body).await.expect(201);
    let orebro = world.library("Örebro stadsbibliotek", "1880").await;
    let gathered = async |library: &str, first: usize, count: usize| {
        let all = crowd::gather_from(&world.database_url, library, first, count).await;
        assert_eq!(all.len(), count);
        all
    };
    Crowds {
        course: county.course.clone(),
        kumla: gathered(&county.kumla, 0, 9).await,
        hallsberg: gathered(&county.hallsberg, 100, 9).await,
        orebro: gathered(&orebro, 200, 30).await,
    }
}

/// A session so many days ago, and who came.
async fn held(world: &World, course: &str, days: i64, people: &[&[Member]]) {
    let session = world.post(&world.organiser, "/sessions", &world.plan(course, 200, -days)).await.expect(201).body;
    let meeting = text(&session["meetings"][0]["id"]).to_owned();
    let rows: Vec<Value> = people
        .iter()
        .flat_map(|some| some.iter())
        .map(|one| json!({ "personId": one.person, "presence": "present" }))
        .collect();
    let body = json!({ "held": true, "participants": rows });
    world.put(&world.organiser, &format!("/meetings/{meeting}/attendance-reports"), &body).await.expect(200);
}

fn period(from: &str, to: &str) -> Value {
    json!({ "kind": "free", "from": from, "to": to })
}

/// A figure of the public view: its value, and whether it is suppressed.
fn figure<'a>(indicator: &'a Value, measure: &str, key: Option<&str>) -> (&'a Value, bool) {
    let figures = indicator["figures"].as_array().unwrap_or_else(|| panic!("figures in {indicator}"));
    let wanted = |one: &&Value| one["measure"] == measure && one["key"].as_str() == key;
    let one = figures.iter().find(wanted).unwrap_or_else(|| panic!("{measure} of {key:?} in {indicator}"));
    (&one["value"], one["suppressed"] == true)
}

async fn public(world: &World, path: &str) -> Value {
    let report = world.get(&world.coordinator, &format!("{path}?view=public")).await.expect(200).body;
    indicator(&report, "I4")["indicator"].clone()
}

on_both! {
    async fn the_public_sees_no_small_number_of_people(world: World) {
        let crowds = crowds(&world).await;
        held(&world, &crowds.course, 30, &[&crowds.kumla[..3], &crowds.hallsberg[..6], &crowds.orebro[..20]]).await;
        let path = begun(&world, &period("2026-10-01", "2026-10-31")).await;
        let internal = world.get(&world.coordinator, &path).await.expect(200).body;
        let kumla = &indicator(&internal, "I4")["indicator"]["byMunicipality"][2];
        assert_eq!((&kumla["municipalityCode"], &kumla["uniqueParticipants"]), (&json!("1881"), &json!(3)));

        for _ in 0..2 {
            let shown = public(&world, &path).await;
            assert!(shown.get("byMunicipality").is_none() && shown.get("uniqueParticipants").is_none(), "{shown}");
            for measure in ["uniqueParticipants", "participations"] {
                assert_eq!(figure(&shown, measure, Some("1881")), (&Value::Null, true), "three people");
                assert_eq!(figure(&shown, measure, Some("1861")), (&Value::Null, true), "29 − 20 − 6 = 3");
                assert_eq!(figure(&shown, measure, Some("1880")), (&json!("20"), false));
                assert_eq!(figure(&shown, measure, None), (&json!("29"), false));
            }
            assert_eq!(figure(&shown, "occasions", Some("1881")), (&json!("1"), false), "occasions are never hidden");
            assert_eq!(figure(&shown, "noShows", None), (&json!("0"), false), "nobody is never hidden");
            // The same once it is locked.
            world.post(&world.coordinator, &format!("{path}/locks"), &json!({})).await;
        }
        let live = "/indicators/I4?from=2026-10-01&to=2026-10-31&view=public";
        let live = world.get(&world.coordinator, live).await.expect(200).body;
        assert_eq!(figure(&live, "uniqueParticipants", Some("1881")), (&Value::Null, true));
        let list = world.get(&world.coordinator, "/indicators?from=2026-10-01&to=2026-10-31&view=public").await.expect(200).body;
        assert_eq!(list["items"][3]["value"], 1);
        world.get(&world.coordinator, "/indicators?view=secret").await.expect(400);
    }
}

on_both! {
    async fn reports_side_by_side_do_not_tell_what_lies_between(world: World) {
        let crowds = crowds(&world).await;
        held(&world, &crowds.course, 40, &[&crowds.orebro[..20], &crowds.hallsberg[..8]]).await;
        held(&world, &crowds.course, 10, &[&crowds.orebro[20..23]]).await;
        let first = begun(&world, &period("2026-10-01", "2026-10-31")).await;
        locked(&world, &first).await;
        let longer = begun(&world, &period("2026-10-01", "2026-11-30")).await;
        assert_eq!(figure(&public(&world, &first).await, "participations", None), (&json!("28"), false));
        let shown = public(&world, &longer).await;
        assert_eq!(figure(&shown, "participations", None), (&Value::Null, true), "31 − 28 = 3 in November");
        assert_eq!(figure(&shown, "participations", Some("1880")), (&Value::Null, true), "23 − 20 = 3 in November");
        locked(&world, &longer).await;
        assert_eq!(public(&world, &longer).await, shown, "decided once");

        // A revision with three people more does not show them either.
        held(&world, &crowds.course, 41, &[&crowds.kumla[..3]]).await;
        let draft = world.post(&world.coordinator, &format!("{first}/revisions"), &json!({ "reason": "Sen rapport" })).await.expect(201).id();
        let revision = format!("/reports/{draft}");
        locked(&world, &revision).await;
        assert_eq!(figure(&public(&world, &revision).await, "participations", None), (&Value::Null, true), "31 − 28 = 3");
        assert_eq!(figure(&public(&world, &first).await, "participations", None), (&json!("28"), false), "shown already");
    }
}

on_both! {
    async fn only_the_coordinator_sees_what_will_be_public(world: World) {
        let county = world.county().await;
        let karin: Caller = world.employed(Role::Manager, "Karin Holm", &county.kumla).await;
        let path = begun(&world, &period("2026-10-01", "2026-10-31")).await;
        for caller in [&karin, &world.organiser] {
            world.get(caller, "/indicators/I4").await.expect(200);
            world.get(caller, "/indicators/I4?view=internal").await.expect(200);
            world.get(caller, "/indicators/I4?view=public").await.expect(404);
            world.get(caller, "/indicators?view=public").await.expect(404);
            world.get(caller, &format!("{path}?view=public")).await.expect(404);
            for format in ["json", "csv", "xlsx"] {
                world.get(caller, &format!("{path}/exports?format={format}&view=public")).await.expect(404);
            }
        }
    }
}
