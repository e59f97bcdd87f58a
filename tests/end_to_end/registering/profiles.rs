//! I2: who has a profile in Digiteket.

use std::collections::HashMap;

use domain::access::Role;
use kursplats_tests::{
    fixture::text,
    world::{Caller, World},
};
use reqwest::Method;
use serde_json::{Value, json};

use super::{codes, history, indicator, municipality, of_2026, reasons, rule, vectors};

async fn states(world: &World, caller: &Caller, person: &Caller, body: Value) -> kursplats_tests::world::Answer {
    world.put(caller, &format!("/people/{}/digiteket-profile", person.person), &body).await
}

/// The people of the vector, at libraries of their own municipalities.
async fn load(world: &World, input: &Value) {
    let mut libraries: HashMap<&str, String> = HashMap::new();
    for (place, code) in [("ORE", "1880"), ("KUM", "1881"), ("NOR", "1884"), ("LIN", "1885")] {
        municipality(world, code).await;
        libraries.insert(place, world.library(place, code).await);
    }
    for row in input["staff"].as_array().expect("staff") {
        let id = text(&row["id"]);
        let person = world.caller(Role::Staff, &format!("Person {id}"), &format!("{id}@vektor.example")).await;
        for library in row["libraries"].as_array().expect("libraries") {
            let body = json!({ "libraryId": libraries[text(library)], "from": row["employedFrom"],
                "to": row["employedTo"], "category": "librarian" });
            world.post(&world.coordinator, &format!("/people/{}/employments", person.person), &body).await.expect(201);
        }
        let body = match row["profileSince"].as_str() {
            Some(since) => json!({ "profile": "yes", "since": since }),
            None => json!({ "profile": "no" }),
        };
        states(world, &person, &person, body).await.expect(200);
    }
}

on_both! {
    async fn the_vector_of_profiles_matches_person_by_person(world: World) {
        let vector = &vectors()["I2"];
        load(&world, &vector["input"]).await;
        let found = of_2026(&world, "I2").await;
        let expected = &vector["expect"];
        assert_eq!(found["numerator"], expected["numerator"], "{found}");
        assert_eq!(found["denominator"], expected["denominator"]);
        assert_eq!(found["percent"], expected["percentShown"]);
        assert_eq!((&found["status"], &found["targetPercent"]), (&json!("met"), &vector["input"]["targetPercent"]));
        assert_eq!(found["digiteketProfiles"]["method"], "register");
        assert_eq!(found["digiteketProfiles"]["on"], vector["input"]["referenceDate"]);
        let municipalities = found["digiteketProfiles"]["byMunicipality"].as_array().expect("municipalities");
        let heads: Vec<_> = municipalities.iter().map(|one| (text(&one["municipalityCode"]), &one["staff"])).collect();
        // p14 works in Nora and in Lindesberg: both have her, the region once.
        assert_eq!(json!(heads), json!([["1880", 8], ["1881", 5], ["1884", 1], ["1885", 2]]));
        let libraries = found["digiteketProfiles"]["byLibrary"].as_array().expect("libraries");
        let nudges: Vec<_> = libraries.iter().map(|one| (text(&one["library"]), &one["missingForTarget"])).collect();
        assert_eq!(json!(nudges), json!([["ORE", 0], ["KUM", 0], ["NOR", 1], ["LIN", 2]]));
        let mut reasons = reasons(&world, "I2").await;
        reasons.retain(|reason| reason != "counted");
        reasons.sort();
        assert_eq!(reasons, ["noProfile", "noProfile", "notEmployed", "profileNotOnDay"]);
        // A year later the late profile counts as well, and the one of the new colleague.
        let later = indicator(&world, "I2", "2027-01-01", "2027-12-31").await;
        assert_eq!((&later["numerator"], &later["denominator"]), (&json!(14), &json!(16)));
    }
}

on_both! {
    async fn the_further_vectors_match_as_numbers_of_municipalities(world: World) {
        rule(&world, "I2", json!({ "profileMethod": "aggregate" })).await;
        municipality(&world, "1880").await;
        let none = of_2026(&world, "I2").await;
        assert_eq!((&none["status"], &none["numerator"]), (&json!("noData"), &json!(null)));
        let body = json!({ "municipalityCode": "1880", "onDate": "2026-03-31", "profiles": 1, "staff": 1, "source": "KB, Personer99" });
        let added = world.post(&world.coordinator, "/digiteket-counts", &body).await.expect(201);
        let path = format!("/digiteket-counts/{}", added.id());
        let extra = vectors()["I2"]["extra"].clone();
        for case in extra.as_array().expect("cases") {
            world.later(chrono::Duration::minutes(1));
            let numbers = json!({ "profiles": case["numerator"], "staff": case["denominator"] });
            world.patch(&world.coordinator, &path, &numbers).await.expect(200);
            let found = of_2026(&world, "I2").await;
            assert_eq!(found["percent"], case["percentShown"], "{case}: {found}");
            let status = match case["met"].as_bool() {
                Some(true) => "met",
                Some(false) => "notMet",
                None => "noData",
            };
            assert_eq!(found["status"], status, "{case}");
            let over = if case["warning"].is_null() { vec![] } else { vec![("shareOver100".to_owned(), 1)] };
            assert_eq!(codes(&found["warnings"]), over, "{case}");
            assert_eq!(found["digiteketProfiles"]["method"], "aggregate");
        }
        let corrections = history(&world, "digiteketCountChanged").await;
        let first = |member: &str| corrections[0][member]["profiles"].clone();
        assert_eq!((corrections.len(), first("before"), first("after")), (4, json!(1), json!(11)));
    }
}

on_both! {
    async fn a_municipality_that_has_not_reported_is_named_and_older_numbers_hold(world: World) {
        rule(&world, "I2", json!({ "profileMethod": "aggregate" })).await;
        for code in ["1880", "1881", "1884"] {
            municipality(&world, code).await;
        }
        let count = async |code: &str, on: &str, profiles: u32, staff: u32| {
            let body = json!({ "municipalityCode": code, "onDate": on, "profiles": profiles, "staff": staff, "source": "KB" });
            world.post(&world.coordinator, "/digiteket-counts", &body).await
        };
        count("1880", "2025-03-31", 30, 48).await.expect(201);
        count("1880", "2026-03-31", 40, 48).await.expect(201);
        count("1880", "2027-03-31", 48, 48).await.expect(201);
        count("1881", "2024-03-31", 2, 10).await.expect(201);
        let found = of_2026(&world, "I2").await;
        assert_eq!((&found["numerator"], &found["denominator"]), (&json!(42), &json!(58)), "the latest by then, of each");
        assert_eq!(codes(&found["completeness"]), [("municipalitiesMissing".to_owned(), 1)]);
        let parts = &found["digiteketProfiles"];
        assert_eq!((&parts["municipalitiesReported"], &parts["municipalities"]), (&json!(2), &json!(3)));
        let kumla = &parts["byMunicipality"][1];
        assert_eq!((&kumla["countedOn"], &kumla["missingForTarget"]), (&json!("2024-03-31"), &json!(6)));
        assert_eq!(reasons(&world, "I2").await, ["counted", "counted", "notReported"]);
        // The register of staff is never mixed in.
        let kumla = world.library("Kumla bibliotek", "1884").await;
        world.librarian("Amira Haddad", &kumla).await;
        assert_eq!(of_2026(&world, "I2").await["denominator"], 58);

        count("1880", "2026-03-31", 1, 1).await.expect_code(409, "alreadyRegistered");
        count("9999", "2026-03-31", 1, 1).await.expect(400);
        let beyond = count("1881", "2026-03-31", 100_001, 1).await.expect(400).body;
        assert_eq!(beyond["invalidParams"][0]["name"], "profiles");
    }
}

on_both! {
    async fn what_was_said_last_holds_and_the_history_has_the_rest(world: World) {
        let county = world.county().await;
        let amira = world.librarian("Amira Haddad", &county.kumla).await;
        let karin = world.employed(Role::Manager, "Karin Holm", &county.kumla).await;
        let path = format!("/people/{}/digiteket-profile", amira.person);
        let nothing = world.get(&amira, &path).await.expect(200).body;
        assert_eq!((&nothing["profile"], &nothing["source"]), (&json!("unknown"), &json!(null)));
        let unknown = of_2026(&world, "I2").await;
        assert_eq!((&unknown["numerator"], &unknown["denominator"]), (&json!(0), &json!(2)));
        assert_eq!(codes(&unknown["completeness"]), [("profilesUnknown".to_owned(), 2)]);

        let said = states(&world, &amira, &amira, json!({ "profile": "yes" })).await.expect(200);
        assert_eq!((&said.body["since"], &said.body["source"]), (&json!("2026-11-24"), &json!("self")));
        let attested = json!({ "profile": "yes", "since": "2021-03-01", "until": "2026-06-30" });
        let stale = world.send(Method::PUT, &path, Some(&karin), &[("If-Match", "\"0\"")], Some(&attested)).await;
        stale.expect_code(412, "staleVersion");
        world.later(chrono::Duration::minutes(1));
        let tag = said.etag.expect("a tag");
        let seen = world.send(Method::PUT, &path, Some(&karin), &[("If-Match", tag.as_str())], Some(&attested)).await;
        assert_eq!(seen.expect(200).body["source"], "manager");
        assert_eq!(of_2026(&world, "I2").await["numerator"], 0, "it had ended by then");
        assert_eq!(indicator(&world, "I2", "2026-01-01", "2026-06-30").await["numerator"], 1, "and was there on its last day");

        for wrong in [json!({ "profile": "no", "since": "2021-03-01" }), json!({ "profile": "unknown", "until": "2021-03-01" }),
            json!({ "profile": "yes", "since": "2021-03-01", "until": "2021-02-28" }), json!({ "profile": "maybe" })] {
            states(&world, &amira, &amira, wrong).await.expect(400);
        }
        let events = history(&world, "digiteketProfileStated").await;
        assert_eq!(events.len(), 2);
        assert_eq!(events[1]["before"]["profile"]["since"], "2026-11-24");
        assert_eq!(events[1]["after"]["profile"]["since"], "2021-03-01");
        assert!(!json!(events).to_string().contains("Amira"));
    }
}

on_both! {
    async fn who_changes_employer_is_counted_where_she_is_on_the_day(world: World) {
        let county = world.county().await;
        let amira = world.caller(Role::Staff, "Amira Haddad", "amira@bibliotek.example").await;
        let path = format!("/people/{}/employments", amira.person);
        for (library, from, to) in [(&county.kumla, "2020-01-01", json!("2026-09-30")), (&county.hallsberg, "2026-10-01", json!(null))] {
            let body = json!({ "libraryId": library, "from": from, "to": to, "category": "librarian" });
            world.post(&world.coordinator, &path, &body).await.expect(201);
        }
        let school = json!({ "name": "Skolbiblioteket", "municipalityCode": "1881", "kind": "branch", "libraryType": "school" });
        let school = world.post(&world.coordinator, "/libraries", &school).await.expect(201).id();
        world.librarian("Bo Ek", &school).await;
        states(&world, &amira, &amira, json!({ "profile": "yes", "since": "2021-03-01" })).await.expect(200);
        let place = async |to: &str| {
            let found = indicator(&world, "I2", "2026-01-01", to).await;
            assert_eq!((&found["numerator"], &found["denominator"]), (&json!(1), &json!(1)), "the school does not count");
            found["digiteketProfiles"]["byLibrary"][0]["library"].clone()
        };
        assert_eq!(place("2026-09-30").await, "Kumla bibliotek");
        assert_eq!(place("2026-10-01").await, "Hallsbergs bibliotek");
    }
}
