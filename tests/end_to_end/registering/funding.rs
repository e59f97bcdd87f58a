//! I5: project grants and their calls.

use kursplats_tests::{
    fixture::text,
    world::{Answer, World},
};
use reqwest::Method;
use serde_json::{Value, json};

use super::{codes, history, municipality, of_2026, reasons, vectors};

async fn call(world: &World, criterion: bool) -> String {
    let body =
        json!({ "title": "Digital delaktighet", "year": 2026, "registryNumber": "26RS0001", "criterion": criterion });
    world.post(&world.coordinator, "/grant-calls", &body).await.expect(201).id()
}

fn grant(number: &str, date: &str) -> Value {
    json!({ "registryNumber": number, "municipalityCodes": ["1880"], "decision": "granted", "decisionDate": date,
        "amountKronor": 50_000, "criterion": true })
}

async fn add(world: &World, body: &Value) -> Answer {
    world.post(&world.coordinator, "/grants", body).await
}

on_both! {
    async fn the_vector_of_grants_matches(world: World) {
        for code in ["1880", "1881"] {
            municipality(&world, code).await;
        }
        assert_eq!(of_2026(&world, "I5").await["status"], "noData");
        let vector = &vectors()["I5"];
        for row in vector["input"].as_array().expect("grants") {
            let mut body = grant(text(&row["id"]), text(&row["decisionDate"]));
            body["decision"] = row["decision"].clone();
            body["criterion"] = row["criterionIt"].clone();
            if row["recipients"] == 2 {
                body["municipalityCodes"] = json!(["1880", "1881"]);
            }
            let id = add(&world, &body).await.expect(201).id();
            if let Some(day) = row["revokedOn"].as_str() {
                let body = json!({ "revokedOn": day, "reason": "Projektet blev inte av." });
                world.post(&world.coordinator, &format!("/grants/{id}/revocations"), &body).await.expect(201);
            }
        }
        let found = of_2026(&world, "I5").await;
        assert_eq!((&found["value"], &found["status"]), (&vector["expect"]["value"], &json!("noTarget")), "{found}");
        let parts = &found["projectGrants"];
        assert_eq!(parts["ofGrants"], vector["expect"]["ofGrants"]);
        assert_eq!((&parts["amountKronor"], &parts["ofAmountKronor"]), (&json!(100_000), &json!(150_000)));
        assert_eq!((&parts["recipients"], &parts["ofRecipients"]), (&json!(2), &json!(2)), "each once");
        assert_eq!(codes(&found["warnings"]), [("grantsRevoked".to_owned(), 1)]);
        let expected = ["outsidePeriod", "counted", "notGranted", "withoutCriterion", "counted", "revoked"];
        let (mut found, mut expected) = (reasons(&world, "I5").await, expected.map(str::to_owned));
        found.sort();
        expected.sort();
        assert_eq!(found, expected);
    }
}

on_both! {
    async fn the_criterion_is_the_calls_unless_a_reason_says_otherwise(world: World) {
        municipality(&world, "1880").await;
        let call = call(&world, true).await;
        let mut body = grant("26RS0100", "2026-03-05");
        body["callId"] = json!(call);
        body["criterion"] = json!(null);
        let path = format!("/grants/{}", add(&world, &body).await.expect(201).id());
        let shown = async || world.get(&world.coordinator, &path).await.expect(200).body;
        assert_eq!((&shown().await["criterion"], &shown().await["criterionInherited"]), (&json!(true), &json!(true)));
        assert_eq!(of_2026(&world, "I5").await["value"], 1);

        let without = json!({ "criterion": false, "reason": "Ansökan handlade om annat." });
        let refused = world.patch(&world.coordinator, &path, &without).await.expect(400).body;
        assert_eq!(refused["invalidParams"][0]["name"], "criterionReason");
        let with = json!({ "criterion": false, "criterionReason": "Ansökan handlade om lokaler.", "reason": "Rättat." });
        world.patch(&world.coordinator, &path, &with).await.expect(200);
        assert_eq!((&of_2026(&world, "I5").await["value"], &of_2026(&world, "I5").await["projectGrants"]["ofGrants"]), (&json!(0), &json!(1)));
        world.patch(&world.coordinator, &path, &json!({ "criterion": null, "reason": "Ändå inte." })).await.expect(200);
        assert_eq!(of_2026(&world, "I5").await["value"], 1);
        // The call itself is put right, and the grant follows.
        let path = format!("/grant-calls/{call}");
        world.patch(&world.coordinator, &path, &json!({ "criterion": false })).await.expect(400);
        let wrong = json!({ "criterion": false, "reason": "Utlysningen nämnde det inte." });
        let stale = world.send(Method::PATCH, &path, Some(&world.coordinator), &[("If-Match", "\"7\"")], Some(&wrong)).await;
        stale.expect(412);
        world.patch(&world.coordinator, &path, &wrong).await.expect(200);
        assert_eq!(of_2026(&world, "I5").await["value"], 0);
        let events = history(&world, "grantCallChanged").await;
        assert_eq!((&events[0]["before"]["criterion"], &events[0]["reason"]), (&json!(true), &wrong["reason"]));
    }
}

on_both! {
    async fn a_grant_is_revoked_once_and_not_before_it_was_given(world: World) {
        municipality(&world, "1880").await;
        let id = add(&world, &grant("26RS0100", "2026-06-01")).await.expect(201).id();
        let path = format!("/grants/{id}/revocations");
        let revoke = async |day: &str| {
            world.post(&world.coordinator, &path, &json!({ "revokedOn": day, "reason": "Projektet blev inte av." })).await
        };
        let early = revoke("2026-05-31").await.expect(400).body;
        assert_eq!(early["invalidParams"][0]["name"], "revokedOn");
        assert_eq!(of_2026(&world, "I5").await["value"], 1);
        // After the period, and not counted all the same.
        let revoked = revoke("2027-02-01").await.expect(201).body;
        assert_eq!(revoked["revokedOn"], "2027-02-01");
        assert_eq!((&of_2026(&world, "I5").await["value"], &of_2026(&world, "I5").await["projectGrants"]["ofGrants"]), (&json!(0), &json!(0)));
        revoke("2027-02-02").await.expect_code(409, "grantRevoked");
        let grants = format!("/grants/{id}");
        let rejected = json!({ "decision": "rejected", "reason": "Fel." });
        world.patch(&world.coordinator, &grants, &rejected).await.expect_code(409, "grantRevoked");
        let later = json!({ "decisionDate": "2027-02-02", "reason": "Fel." });
        world.patch(&world.coordinator, &grants, &later).await.expect(400);
        let mut body = grant("26RS0101", "2026-06-01");
        body["decision"] = json!("withdrawn");
        let id = add(&world, &body).await.expect(201).id();
        let body = json!({ "revokedOn": "2026-07-01", "reason": "Fel." });
        world.post(&world.coordinator, &format!("/grants/{id}/revocations"), &body).await.expect_code(409, "grantNotGranted");
        let events = history(&world, "grantRevoked").await;
        assert_eq!((events.len(), &events[0]["before"]["revocation"]), (1, &json!(null)));
    }
}

on_both! {
    async fn what_cannot_be_a_grant_is_refused(world: World) {
        municipality(&world, "1880").await;
        let library = world.library("Stadsbiblioteket", "1880").await;
        let wrong = [
            ("libraryIds", json!([]), json!([])),
            ("municipalityCodes", json!([]), json!(["1880", "1880"])),
            ("municipalityCodes", json!([]), json!(["9999"])),
            ("libraryIds", json!([library, library]), json!([])),
            ("libraryIds", json!([world.coordinator.person]), json!([])),
        ];
        for (member, libraries, codes) in wrong {
            let mut body = grant("26RS0100", "2026-06-01");
            (body["libraryIds"], body["municipalityCodes"]) = (libraries, codes);
            let refused = add(&world, &body).await.expect(400).body;
            assert_eq!(refused["invalidParams"][0]["name"], member, "{body}");
        }
        for (member, value) in [("amountKronor", json!(-1)), ("amountKronor", json!(1_000_000_001)), ("decisionDate", json!("2026-02-30")),
            ("criterion", json!(null)), ("callId", json!(world.coordinator.person)), ("amountKronor", json!(12.5))] {
            let mut body = grant("26RS0100", "2026-06-01");
            body[member] = value;
            let refused = add(&world, &body).await.expect(400).body;
            assert_eq!(refused["invalidParams"][0]["name"], member, "{body}");
        }
        let mut body = grant("26RS0100", "2026-06-01");
        body["libraryIds"] = json!([library]);
        let added = world.post_once(&world.coordinator, "/grants", "en-gang", &body).await.expect(201);
        let again = world.post_once(&world.coordinator, "/grants", "en-gang", &body).await.expect(201);
        assert_eq!(added.id(), again.id());
        add(&world, &body).await.expect_code(409, "alreadyRegistered");
        let path = format!("/grants/{}", added.id());
        let only = json!({ "municipalityCodes": [], "reason": "Bara biblioteket." });
        let stale = world.send(Method::PATCH, &path, Some(&world.coordinator), &[("If-Match", "\"9\"")], Some(&only)).await;
        stale.expect_code(412, "staleVersion");
        let changed = world.patch(&world.coordinator, &path, &only).await.expect(200).body;
        assert_eq!((&changed["libraryIds"], &changed["municipalityCodes"]), (&json!([library]), &json!([])));
        world.patch(&world.coordinator, &path, &json!({ "amountKronor": 1 })).await.expect(400);
        let listed = async |query: &str| world.get(&world.coordinator, &format!("/grants?{query}")).await.expect(200).body["total"].clone();
        assert_eq!((listed("from=2026-06-02").await, listed("from=2026-06-01&to=2026-06-01").await), (json!(0), json!(1)));
        assert_eq!((listed("decision=rejected").await, listed("decision=granted").await), (json!(0), json!(1)));
    }
}
