//! Correcting, restricting, and replacing names where records must be kept.

use domain::access::Role;
use kursplats_tests::{
    browser::Browser,
    fixture::text,
    world::{Caller, World},
};
use serde_json::json;

use super::standing::{Standing, rows_with};

const CANARY: &str = "zebrafink";

fn reason() -> serde_json::Value {
    json!({ "reason": "Begäran 26RS77" })
}

on_both! {
    async fn a_correction_keeps_what_stood_there_before(world: World) {
        let county = world.county().await;
        let amira = world.librarian("Amira Haddad", &county.kumla).await;
        let karin = world.employed(Role::Manager, "Karin Holm", &county.kumla).await;
        let path = format!("/people/{}", amira.person);
        world.patch(&karin, &path, &json!({ "name": "Amira Holm", "email": "amira.holm@bibliotek.example" })).await.expect(200);
        world.patch(&world.coordinator, &path, &json!({ "name": "Amira Holm", "reminders": false })).await.expect(200);
        world.later(chrono::Duration::hours(1));
        world.patch(&world.coordinator, &path, &json!({ "name": "Amira H. Holm" })).await.expect(200);
        let kept = world.rows("SELECT member, before_value FROM person_correction ORDER BY corrected_at, member").await;
        let expected = [["email", "amira.haddad@bibliotek.example"], ["name", "Amira Haddad"], ["name", "Amira Holm"]];
        assert_eq!(kept, expected, "what did not change leaves no row");
    }
}

on_both! {
    async fn restricted_data_are_kept_and_nothing_else_is_done_with_them(world: World) {
        let county = world.county().await;
        let amira = world.librarian("Amira Zebrafink", &county.kumla).await;
        let karin = world.employed(Role::Manager, "Karin Holm", &county.kumla).await;
        let path = format!("/people/{}", amira.person);
        for caller in [&karin, &world.organiser, &amira] {
            world.post(caller, &format!("{path}/restrictions"), &reason()).await.expect_code(404, "notFound");
        }
        let taken = world.post_once(&world.coordinator, &format!("{path}/restrictions"), "k", &reason()).await.expect(201).body;
        assert_eq!((&taken["kind"], &taken["decidedBy"]), (&json!("restricted"), &json!(world.coordinator.person)));
        assert_eq!(world.post_once(&world.coordinator, &format!("{path}/restrictions"), "k", &reason()).await.expect(201).body, taken);
        world.post(&world.coordinator, &format!("{path}/restrictions"), &reason()).await.expect_code(409, "personRestricted");
        for caller in [&karin, &world.organiser] {
            let seen = world.get(caller, &path).await.expect(200).body.to_string();
            assert!(!seen.to_lowercase().contains(CANARY), "{seen}");
        }
        assert_eq!(world.get(&world.coordinator, &path).await.expect(200).body["restricted"], true);
        let session = world.published(&world.plan(&county.course, 12, 3)).await;
        let book = format!("/sessions/{}/bookings", text(&session["id"]));
        for caller in [&karin, &world.organiser, &world.coordinator] {
            world.post(caller, &book, &json!({ "personId": amira.person })).await.expect_code(409, "personRestricted");
        }
        world.patch(&karin, &path, &json!({ "name": "X" })).await.expect_code(409, "personRestricted");
        let employment = json!({ "libraryId": county.kumla, "from": "2027-01-01", "category": "other" });
        world.post(&karin, &format!("{path}/employments"), &employment).await.expect_code(409, "personRestricted");
        world.patch(&world.coordinator, &path, &json!({ "language": "en" })).await.expect(200);
        // She still books for herself, and is told; but nobody reminds her.
        world.books(&amira, &session).await.expect(201);
        world.at("2026-11-26T09:00:00Z");
        world.mail().await;
        assert!(world.rows("SELECT kind FROM notice WHERE kind = 'reminder'").await.is_empty());
        world.post(&world.coordinator, &format!("{path}/releases"), &reason()).await.expect(201);
        world.post(&world.coordinator, &format!("{path}/releases"), &reason()).await.expect_code(409, "personNotRestricted");
        assert_eq!(world.get(&karin, &path).await.expect(200).body["name"], "Amira Zebrafink");
        let measures = world.get(&world.coordinator, &format!("{path}/measures")).await.expect(200).body;
        assert_eq!((&measures["total"], &measures["items"][1]["kind"]), (&json!(2), &json!("released")));
    }
}

on_both! {
    async fn a_replaced_name_is_nowhere_and_everything_that_is_counted_is_the_same(world: World) {
        let standing = Standing::new(&world).await;
        let (amira, bo) = (&standing.amira, &standing.bo);
        let session = world.published(&world.plan(&standing.county.course, 1, 20)).await;
        world.books(amira, &session).await.expect(201);
        let waiting = world.books(bo, &session).await.expect(201).body;
        assert_eq!(waiting["status"], "waiting");
        let led = {
            let mut plan = world.plan(&standing.county.course, 5, 25);
            plan["meetings"][0]["trainer"] = json!("Amira Zebrafink");
            world.published(&plan).await
        };
        world.mail().await;
        let path = format!("/people/{}", amira.person);
        world.patch(&world.coordinator, &path, &json!({ "name": "Amira Zebrafink-Ek" })).await.expect(200);
        world.patch(&world.coordinator, &path, &json!({ "name": "Amira Zebrafink" })).await.expect(200);
        world.post_once(amira, "/calendar-feeds", "feed", &json!({})).await.expect(201);
        let browser = Browser::new(&world);
        browser.submit("/logga-in", &[("email", "amira.zebrafink@bibliotek.example")]).await.expect(200);
        world.mail().await;
        let before = standing.counted(&world, &world.coordinator).await;
        let hers = async |world: &World| rows_with(world, "amira").await;
        assert!(hers(&world).await.len() > 5, "the search finds what is there");
        for caller in [amira, bo, &world.organiser] {
            world.post(caller, &format!("{path}/pseudonymisations"), &reason()).await.expect_code(404, "notFound");
        }
        world.post(&world.coordinator, &format!("{path}/pseudonymisations"), &reason()).await.expect(201);
        let left = hers(&world).await;
        assert!(left.is_empty(), "{left:#?}");
        assert_eq!(standing.counted(&world, &world.coordinator).await, before);

        // What she had open is closed, her seat has gone to the next in line, and nothing can be done about her any more.
        world.get(amira, "/me").await.expect(401);
        let booking = world.get(bo, &format!("/bookings/{}", text(&waiting["id"]))).await.expect(200).body;
        assert_eq!(booking["status"], "confirmed");
        let shown = world.get(&world.organiser, &format!("/sessions/{}", text(&led["id"]))).await.expect(200).body;
        assert_eq!(shown["meetings"][0]["trainer"], json!(null));
        let seen = world.get(&world.coordinator, &path).await.expect(200).body;
        assert!(text(&seen["name"]).starts_with("Pseudonym ") && text(&seen["email"]).ends_with(".invalid"), "{seen}");
        world.patch(&world.coordinator, &path, &json!({ "name": "Amira" })).await.expect_code(409, "personPseudonymised");
        for measure in ["restrictions", "releases", "pseudonymisations"] {
            world.post(&world.coordinator, &format!("{path}/{measure}"), &reason()).await.expect_code(409, "personPseudonymised");
        }
        let sent = world.mail().await.len();
        world.later(chrono::Duration::days(18));
        let mails = world.mail().await;
        for mail in &mails[sent..] {
            let mail = std::fs::read_to_string(mail).expect("a mail");
            assert!(!mail.contains(".invalid"), "{mail}");
        }
    }
}

on_both! {
    async fn the_last_coordinator_keeps_her_name(world: World) {
        let only: Caller = world.coordinator.clone();
        let path = format!("/people/{}/pseudonymisations", only.person);
        world.post(&only, &path, &reason()).await.expect_code(409, "lastCoordinator");
        assert_eq!(world.get(&only, "/me").await.expect(200).body["name"], "Gunilla Berg");
    }
}
