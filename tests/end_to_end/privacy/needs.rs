//! What people need: said by themselves, seen by the organiser, told to nobody else, and soon deleted.

use chrono::Duration;
use domain::access::Role;
use kursplats_tests::{
    fixture::text,
    world::{Caller, World},
};
use serde_json::{Value, json};

const NOTE: &str = "Jag tål inte starkt ljus, och jag hör dåligt på vänster öra.";

/// A booking of hers, its address, and the session.
async fn booked(world: &World) -> (Caller, String, Value) {
    let county = world.county().await;
    let amira = world.librarian("Amira Haddad", &county.kumla).await;
    let session = world.published(&world.plan(&county.course, 12, 30)).await;
    let booking = world.books(&amira, &session).await.expect(201).body;
    (amira, format!("/bookings/{}/needs", text(&booking["id"])), session)
}

on_both! {
    async fn choices_come_first_and_own_words_need_consent(world: World) {
        let (amira, path, _) = booked(&world).await;
        let choices = world.get(&amira, "/need-choices").await.expect(200).body;
        assert!(choices["items"].as_array().expect("choices").iter().any(|item| item["swedish"] == "Hörslinga"), "{choices}");
        let refused = world.put(&amira, &path, &json!({ "note": NOTE })).await.expect_code(400, "invalidInput");
        assert_eq!(refused.body["invalidParams"][0]["name"], "consent");
        assert!(!refused.body.to_string().contains("ljus"), "{}", refused.body);
        world.put(&amira, &path, &json!({ "choices": ["hearingLoop", "hearingLoop"] })).await.expect(400);
        world.put(&amira, &path, &json!({ "choices": ["peanuts"] })).await.expect(400);
        let chosen = world.put(&amira, &path, &json!({ "choices": ["hearingLoop"] })).await.expect(200).body;
        assert_eq!((&chosen["choices"], &chosen["consentedAt"]), (&json!(["hearingLoop"]), &json!(null)));
        let body = json!({ "choices": ["captions"], "note": NOTE, "consent": true });
        let said = world.put(&amira, &path, &body).await.expect(200).body;
        assert_eq!((&said["note"], &said["consentedAt"]), (&json!(NOTE), &json!("2026-11-24T08:00:00Z")));
        assert_eq!(world.get(&amira, &path).await.expect(200).body, said);
        // Consent is taken back as easily as it was given.
        let nothing = world.put(&amira, &path, &json!({})).await.expect(200).body;
        assert_eq!((&nothing["choices"], &nothing["note"], &nothing["givenAt"]), (&json!([]), &json!(null), &json!(null)));
        assert_eq!(world.get(&amira, &path).await.expect(200).body, nothing);
    }
}

on_both! {
    async fn needs_can_be_said_with_the_booking_for_oneself_only(world: World) {
        let county = world.county().await;
        let amira = world.librarian("Amira Haddad", &county.kumla).await;
        let karin = world.employed(Role::Manager, "Karin Holm", &county.kumla).await;
        let session = world.published(&world.plan(&county.course, 12, 30)).await;
        let book = format!("/sessions/{}/bookings", text(&session["id"]));
        let needs = json!({ "needs": { "choices": ["quietRoom"] } });
        let mut hers = needs.clone();
        hers["personId"] = json!(amira.person);
        let refused = world.post(&karin, &book, &hers).await.expect(400);
        assert_eq!(refused.body["invalidParams"][0]["name"], "needs");
        world.post(&amira, &book, &json!({ "needs": { "note": NOTE } })).await.expect(400);
        assert_eq!(world.get(&amira, "/bookings").await.expect(200).body["total"], 0, "nothing half done");
        let booking = world.post_once(&amira, &book, "k1", &needs).await.expect(201);
        world.post_once(&amira, &book, "k1", &needs).await.expect(201);
        let said = world.get(&amira, &format!("/bookings/{}/needs", booking.id())).await.expect(200).body;
        assert_eq!(said["choices"], json!(["quietRoom"]));
    }
}

on_both! {
    async fn needs_are_seen_by_herself_and_the_organiser_and_nobody_else(world: World) {
        let (amira, path, session) = booked(&world).await;
        let county = world.get(&world.coordinator, "/libraries").await.body["items"][0]["id"].clone();
        let karin = world.employed(Role::Manager, "Karin Holm", text(&county)).await;
        let bo = world.librarian("Bo Ek", text(&county)).await;
        let elin = world.caller(Role::Trainer, "Elin Ek", "elin@medborgarskolan.example").await;
        let rival = world.caller(Role::Organiser, "Rut Rask", "rut@medborgarskolan.example").await;
        world.put(&amira, &path, &json!({ "choices": ["hearingLoop", "veganFood"], "note": NOTE, "consent": true })).await.expect(200);
        let of_session = format!("/sessions/{}/needs", text(&session["id"]));
        for caller in [&world.coordinator, &karin, &bo, &elin, &rival] {
            world.get(caller, &path).await.expect_code(404, "notFound");
            world.get(caller, &of_session).await.expect_code(404, "notFound");
            world.put(caller, &path, &json!({ "choices": ["captions"] })).await.expect_code(404, "notFound");
        }
        world.put(&world.organiser, &path, &json!({})).await.expect_code(404, "notFound");
        world.get(&amira, &of_session).await.expect_code(404, "notFound");
        let seen = world.get(&world.organiser, &of_session).await.expect(200).body;
        assert_eq!((&seen["items"][0]["note"], &seen["items"][0]["personId"]), (&json!(NOTE), &json!(amira.person)));
        assert_eq!(seen["totals"], json!([{ "choice": "hearingLoop", "count": 1 }, { "choice": "veganFood", "count": 1 }]));
        world.get(&world.organiser, &path).await.expect(200);
        let read = readings(&world).await;
        assert_eq!(read, [world.organiser.person.to_string(), world.organiser.person.to_string()], "each reading is written down");
    }
}

/// Who has read needs, in order.
async fn readings(world: &World) -> Vec<String> {
    let rows = world.rows("SELECT reader_id FROM need_reading ORDER BY id").await;
    rows.iter().map(|row| row[0].clone()).collect()
}

on_both! {
    async fn needs_are_deleted_fourteen_days_after_the_last_meeting_and_with_the_booking(world: World) {
        let (amira, path, session) = booked(&world).await;
        let said = json!({ "choices": ["hearingLoop"], "note": NOTE, "consent": true });
        world.put(&amira, &path, &said).await.expect(200);
        let kept = async || world.rows("SELECT booking_id FROM need").await.len();
        world.at("2027-01-07T10:59:59Z");
        world.mail().await;
        assert_eq!(kept().await, 1);
        world.put(&amira, &path, &said).await.expect_code(409, "bookingEnded");
        world.at("2027-01-07T12:00:01Z");
        world.mail().await;
        assert_eq!(kept().await, 0);
        let _ = session;
        let next = world.published(&world.plan(text(&session["courseId"]), 12, 30)).await;
        let booking = world.books(&amira, &next).await.expect(201).body;
        let path = format!("/bookings/{}/needs", text(&booking["id"]));
        world.put(&amira, &path, &said).await.expect(200);
        world.cancels(&amira, &booking).await.expect(201);
        assert_eq!(world.get(&amira, &path).await.expect(200).body["note"], json!(null));
        world.later(Duration::hours(1));
        world.mail().await;
        assert_eq!(kept().await, 0);
    }
}
