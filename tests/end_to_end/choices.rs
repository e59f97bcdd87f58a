//! What people choose for themselves: the language of their mail, and whether they are reminded.

use kursplats_tests::fixture::text;
use serde_json::json;

on_both! {
    async fn everybody_chooses_language_and_reminders_for_herself(world: World) {
        let county = world.county().await;
        let amira = world.librarian("Amira Haddad", &county.kumla).await;
        let found = world.get(&amira, "/me").await.expect(200).body;
        assert_eq!((&found["language"], &found["reminders"]), (&json!("sv"), &json!(true)));
        let changed = world.patch(&amira, "/me", &json!({ "language": "en" })).await.expect(200).body;
        assert_eq!((&changed["language"], &changed["reminders"]), (&json!("en"), &json!(true)));
        world.patch(&amira, "/me", &json!({ "reminders": false })).await.expect(200);
        assert_eq!(world.get(&amira, "/me").await.body["reminders"], false);
        world.patch(&amira, "/me", &json!({ "language": "de" })).await.expect_code(400, "invalidInput");
        world.patch(&amira, "/me", &json!({ "name": "Någon Annan" })).await.expect_code(400, "invalidInput");

        let path = format!("/people/{}", amira.person);
        let shown = world.get(&world.coordinator, &path).await.expect(200).body;
        assert_eq!((&shown["language"], &shown["reminders"]), (&json!("en"), &json!(false)));
        world.patch(&world.coordinator, &path, &json!({ "reminders": true })).await.expect(200);
        assert_eq!(world.get(&amira, "/me").await.body["reminders"], true);
        let body = json!({ "name": "Erin Hill", "email": "erin@bibliotek.example", "language": "en" });
        let added = world.post(&world.coordinator, "/people", &body).await.expect(201).body;
        assert_eq!(added["language"], "en");
    }
}

on_both! {
    async fn a_session_says_what_to_bring_how_to_get_there_and_until_when_to_cancel(world: World) {
        let county = world.county().await;
        let mut plan = world.plan(&county.course, 12, 30);
        plan["bring"] = json!("En egen dator");
        plan["meetings"][0]["travelNote"] = json!("Tio minuter från stationen");
        let session = world.published(&plan).await;
        assert_eq!(session["cancelUntil"], "2026-12-17", "a week before, unless the organiser says otherwise");
        assert_eq!((&session["bring"], &session["meetings"][0]["travelNote"]),
            (&json!("En egen dator"), &json!("Tio minuter från stationen")));

        let path = format!("/sessions/{}", text(&session["id"]));
        let change = json!({ "bring": null, "cancelUntil": "2026-12-22" });
        let changed = world.patch(&world.organiser, &path, &change).await.expect(200).body;
        assert_eq!((&changed["bring"], &changed["cancelUntil"]), (&json!(null), &json!("2026-12-22")));
        let late = json!({ "cancelUntil": "2026-12-25" });
        let refused = world.patch(&world.organiser, &path, &late).await.expect_code(400, "invalidInput").body;
        assert_eq!(refused["invalidParams"][0]["name"], "cancelUntil");
        let meeting = format!("/meetings/{}", text(&session["meetings"][0]["id"]));
        let changed = world.patch(&world.organiser, &meeting, &json!({ "travelNote": "Buss 5" })).await.expect(200).body;
        assert_eq!(changed["travelNote"], "Buss 5");
        assert_eq!(world.get(&world.organiser, &path).await.body["meetings"][0]["travelNote"], "Buss 5");
    }
}
