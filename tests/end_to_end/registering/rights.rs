//! Who keeps the registers. Absent and forbidden look alike.

use domain::access::Role;
use kursplats_tests::world::Caller;
use serde_json::json;

use super::{codes, indicator, of_2026};

const LISTS: [&str; 4] = ["/digiteket-counts", "/grant-calls", "/grants", "/action-plans"];

on_both! {
    async fn the_registers_are_the_coordinators(world: World) {
        let county = world.county().await;
        let amira = world.librarian("Amira Haddad", &county.kumla).await;
        let karin = world.employed(Role::Manager, "Karin Holm", &county.kumla).await;
        let plan = world.post(&world.coordinator, "/action-plans", &json!({ "title": "Plan" })).await.expect(201).id();
        for caller in [&amira, &karin, &world.organiser] {
            for list in LISTS {
                world.get(caller, list).await.expect_code(404, "notFound");
            }
            world.get(caller, &format!("/action-plans/{plan}")).await.expect_code(404, "notFound");
            let step = json!({ "state": "draft", "on": "2026-02-01" });
            world.post(caller, &format!("/action-plans/{plan}/states"), &step).await.expect_code(404, "notFound");
            let body = json!({ "libraryId": county.kumla, "from": "2026-02-01" });
            world.post(caller, "/collaborations", &body).await.expect_code(404, "notFound");
            let body = json!({ "municipalityCode": "1881", "onDate": "2026-03-31", "profiles": 1, "staff": 1, "source": "KB" });
            world.post(caller, "/digiteket-counts", &body).await.expect_code(404, "notFound");
        }
        for caller in [&amira, &world.organiser] {
            world.get(caller, "/collaborations").await.expect_code(404, "notFound");
        }
        for list in LISTS {
            world.get(&world.coordinator, list).await.expect(200);
        }
    }
}

on_both! {
    async fn a_profile_is_stated_by_herself_her_manager_or_the_coordinator(world: World) {
        let county = world.county().await;
        let amira = world.librarian("Amira Haddad", &county.kumla).await;
        let bo = world.librarian("Bo Ek", &county.kumla).await;
        let karin = world.employed(Role::Manager, "Karin Holm", &county.kumla).await;
        let other = world.employed(Role::Manager, "Nils Ny", &county.hallsberg).await;
        let path = format!("/people/{}/digiteket-profile", amira.person);
        let yes = json!({ "profile": "yes", "since": "2021-03-01" });
        for caller in [&bo, &other, &world.organiser] {
            world.put(caller, &path, &yes).await.expect_code(404, "notFound");
            world.get(caller, &path).await.expect_code(404, "notFound");
        }
        let source = async |caller: &Caller| world.put(caller, &path, &yes).await.expect(200).body["source"].clone();
        assert_eq!(source(&amira).await, "self");
        assert_eq!(source(&karin).await, "manager");
        assert_eq!(source(&world.coordinator).await, "coordinator");
        // Somebody who has left is no longer hers to attest.
        let employment = world.get(&amira, "/me").await.body["employments"][0]["id"].clone();
        let path = format!("/employments/{}", employment.as_str().expect("an id"));
        world.patch(&world.coordinator, &path, &json!({ "to": "2026-11-23" })).await.expect(200);
        let path = format!("/people/{}/digiteket-profile", amira.person);
        world.put(&karin, &path, &yes).await.expect_code(404, "notFound");
        world.put(&amira, &path, &yes).await.expect(200);
    }
}

on_both! {
    async fn figures_reach_as_far_as_the_callers_libraries(world: World) {
        let county = world.county().await;
        let amira = world.librarian("Amira Haddad", &county.kumla).await;
        let bo = world.librarian("Bo Ek", &county.hallsberg).await;
        let karin = world.employed(Role::Manager, "Karin Holm", &county.kumla).await;
        for person in [&amira, &bo] {
            let path = format!("/people/{}/digiteket-profile", person.person);
            world.put(person, &path, &json!({ "profile": "yes", "since": "2021-03-01" })).await.expect(200);
        }
        for (number, library) in [("26RS0001", &county.kumla), ("26RS0002", &county.hallsberg)] {
            let body = json!({ "registryNumber": number, "libraryIds": [library], "decision": "granted",
                "decisionDate": "2026-03-05", "amountKronor": 1000, "criterion": true });
            world.post(&world.coordinator, "/grants", &body).await.expect(201);
            let body = json!({ "libraryId": library, "from": "2026-02-01" });
            world.post(&world.coordinator, "/collaborations", &body).await.expect(201);
        }
        world.post(&world.coordinator, "/action-plans", &json!({ "title": "Plan" })).await.expect(201);
        let hers = async |caller: &Caller, code: &str| {
            world.get(caller, &format!("/indicators/{code}?from=2026-01-01&to=2026-12-31")).await.expect(200).body
        };
        let profiles = hers(&karin, "I2").await;
        assert_eq!((&profiles["numerator"], &profiles["denominator"]), (&json!(1), &json!(2)));
        assert_eq!(profiles["digiteketProfiles"]["byLibrary"].as_array().map(Vec::len), Some(1));
        assert_eq!((&of_2026(&world, "I2").await["numerator"], &of_2026(&world, "I2").await["denominator"]), (&json!(2), &json!(3)));
        for code in ["I5", "I7"] {
            assert_eq!((&hers(&karin, code).await["value"], &of_2026(&world, code).await["value"]), (&json!(1), &json!(2)), "{code}");
        }
        let outside = [("outsideScope".to_owned(), 1)];
        assert_eq!(codes(&hers(&karin, "I6").await["warnings"]), outside);
        for code in ["I2", "I5", "I6", "I7"] {
            let found = hers(&world.organiser, code).await;
            assert_eq!((&found["status"], codes(&found["warnings"])), (&json!("noData"), outside.to_vec()), "{code}");
            let rows = world.get(&world.organiser, &format!("/indicators/{code}/evidence?from=2026-01-01&to=2026-12-31")).await;
            assert_eq!(rows.expect(200).body["total"], 0, "{code}");
            assert!(indicator(&world, code, "2026-01-01", "2026-12-31").await["warnings"].as_array().is_some_and(Vec::is_empty));
        }
        // Not a name, nor an address, in any row.
        let rows = world.get(&world.coordinator, "/indicators/I2/evidence?from=2026-01-01&to=2026-12-31").await.expect(200).body;
        assert!(!rows.to_string().contains("Haddad") && !rows.to_string().contains('@'), "{rows}");
        assert_eq!(rows["items"][0]["title"], "Hallsbergs bibliotek");
    }
}
