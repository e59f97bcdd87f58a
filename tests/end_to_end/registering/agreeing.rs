//! I7: collaborations on 1177.

use std::collections::HashMap;

use domain::access::Role;
use kursplats_tests::{
    fixture::text,
    world::{Answer, World},
};
use reqwest::Method;
use serde_json::{Value, json};

use super::{codes, history, indicator, municipality, of_2026, reasons, rule, vectors};

async fn add(world: &World, library: &str, from: &str, to: Value) -> Answer {
    let body = json!({ "libraryId": library, "from": from, "to": to, "contact": "bibliotek@kumla.example",
        "activities": ["signage", "dropIn"] });
    world.post(&world.coordinator, "/collaborations", &body).await
}

on_both! {
    async fn the_vector_of_collaborations_matches_in_both_readings(world: World) {
        let vector = &vectors()["I7"];
        assert_eq!(of_2026(&world, "I7").await["status"], "noData");
        let mut libraries: HashMap<String, String> = HashMap::new();
        for code in ["1880", "1881", "1883", "1885"] {
            municipality(&world, code).await;
        }
        for row in vector["input"].as_array().expect("rows") {
            let name = text(&row["library"]);
            if !libraries.contains_key(name) {
                let kind = if row["type"] == "folkbibliotek" { "public" } else { "university" };
                let body = json!({ "name": name, "municipalityCode": row["municipality"], "kind": "main", "libraryType": kind });
                libraries.insert(name.to_owned(), world.post(&world.coordinator, "/libraries", &body).await.expect(201).id());
            }
            add(&world, &libraries[name], text(&row["from"]), row["to"].clone()).await.expect(201);
        }
        let expected = &vector["expect"];
        let found = of_2026(&world, "I7").await;
        assert_eq!(found["value"], expected["period"]["libraries"], "{found}");
        assert_eq!(found["collaborations"]["inPeriod"], expected["period"]);
        let half = indicator(&world, "I7", "2026-01-01", "2026-06-30").await;
        assert_eq!(half["collaborations"]["onLastDay"], expected["asOf20260630"], "{half}");
        let mut rows = reasons(&world, "I7").await;
        rows.sort();
        assert_eq!(rows, ["alreadyCounted", "counted", "counted", "counted", "counted", "notPublicLibrary", "outsidePeriod"]);
        rule(&world, "I7", json!({ "reading": "lastDay" })).await;
        let half = indicator(&world, "I7", "2026-01-01", "2026-06-30").await;
        assert_eq!((&half["value"], &half["collaborations"]["inPeriod"]["libraries"]), (&json!(2), &json!(3)));
    }
}

on_both! {
    async fn a_manager_says_once_a_year_whether_it_goes_on(world: World) {
        let county = world.county().await;
        let karin = world.employed(Role::Manager, "Karin Holm", &county.kumla).await;
        let other = world.employed(Role::Manager, "Nils Ny", &county.hallsberg).await;
        let one = add(&world, &county.kumla, "2024-02-01", json!(null)).await.expect(201).id();
        add(&world, &county.hallsberg, "2026-02-01", json!(null)).await.expect(201);
        let unconfirmed = async || codes(&of_2026(&world, "I7").await["completeness"]);
        assert_eq!(unconfirmed().await, [("unconfirmed".to_owned(), 1)]);
        let path = format!("/collaborations/{one}/confirmations");
        world.post(&other, &path, &json!({ "active": true })).await.expect_code(404, "notFound");
        assert_eq!(world.get(&karin, "/collaborations").await.expect(200).body["total"], 1);
        world.post(&karin, &path, &json!({ "active": true, "to": "2026-12-01" })).await.expect(400);
        let said = world.post(&karin, &path, &json!({ "active": true })).await.expect(201).body;
        assert_eq!(said["confirmedOn"], "2026-11-24");
        assert_eq!(unconfirmed().await, []);
        assert_eq!(codes(&indicator(&world, "I7", "2028-01-01", "2028-06-30").await["completeness"]), [("unconfirmed".to_owned(), 2)]);

        let early = world.post(&karin, &path, &json!({ "active": false, "to": "2024-01-31" })).await.expect(400).body;
        assert_eq!(early["invalidParams"][0]["name"], "to");
        world.later(chrono::Duration::minutes(1));
        let ended = world.post(&karin, &path, &json!({ "active": false, "to": "2026-06-30" })).await.expect(201).body;
        assert_eq!(ended["to"], "2026-06-30");
        let found = of_2026(&world, "I7").await;
        assert_eq!((&found["value"], &found["collaborations"]["onLastDay"]["libraries"]), (&json!(2), &json!(1)));
        let events = history(&world, "collaborationConfirmed").await;
        assert_eq!((events.len(), &events[1]["before"]["to"], &events[1]["after"]["to"]), (2, &json!(null), &json!("2026-06-30")));
        assert!(!json!(history(&world, "collaborationAdded").await).to_string().contains("@"), "whom to ask is not in the history");
    }
}

on_both! {
    async fn dates_that_cannot_be_are_refused_and_what_has_ended_stays(world: World) {
        let county = world.county().await;
        let refused = add(&world, &county.kumla, "2026-02-01", json!("2026-01-31")).await.expect(400).body;
        assert_eq!(refused["invalidParams"][0]["name"], "to");
        add(&world, &world.coordinator.person.to_string(), "2026-02-01", json!(null)).await.expect(400);
        let path = format!("/collaborations/{}", add(&world, &county.kumla, "2026-02-01", json!(null)).await.expect(201).id());
        let ends = json!({ "to": "2026-05-31" });
        let stale = world.send(Method::PATCH, &path, Some(&world.coordinator), &[("If-Match", "\"3\"")], Some(&ends)).await;
        stale.expect_code(412, "staleVersion");
        world.patch(&world.coordinator, &path, &ends).await.expect(200);
        world.patch(&world.coordinator, &path, &json!({ "from": "2026-06-01" })).await.expect(400);
        let twice = world.patch(&world.coordinator, &path, &json!({ "activities": ["other", "other"] })).await.expect(400).body;
        assert_eq!(twice["invalidParams"][0]["name"], "activities");
        let value = async |from: &str, to: &str| indicator(&world, "I7", from, to).await["value"].clone();
        assert_eq!((value("2026-05-31", "2026-12-31").await, value("2026-06-01", "2026-12-31").await), (json!(1), json!(0)));
        assert_eq!((value("2025-01-01", "2026-01-31").await, value("2025-01-01", "2026-02-01").await), (json!(0), json!(1)));
    }
}
