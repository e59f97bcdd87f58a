//! The same request twice: one effect, one answer.

use std::collections::HashSet;

use kursplats_tests::fixture::text;
use serde_json::json;

on_both! {
    async fn the_same_key_and_body_gives_the_same_answer_even_after_the_booking_has_ended(world: World) {
        let county = world.county().await;
        let amira = world.librarian("Amira Haddad", &county.kumla).await;
        let session = world.published(&world.plan(&county.course, 12, 30)).await;
        let path = format!("/sessions/{}/bookings", text(&session["id"]));
        let first = world.post_once(&amira, &path, "k1", &json!({})).await.expect(201);
        world.cancels(&amira, &first.body).await.expect(201);
        let again = world.post_once(&amira, &path, "k1", &json!({})).await.expect(201);
        assert_eq!((&first.body, &first.etag), (&again.body, &again.etag));
        assert_eq!(world.get(&amira, "/bookings").await.body["total"], 1);

        let other = world.post_once(&amira, &path, "k1", &json!({ "personId": amira.person })).await;
        other.expect_code(422, "idempotencyKeyReused");
        // Keys are each caller's own.
        let bo = world.librarian("Bo Ek", &county.kumla).await;
        world.post_once(&bo, &path, "k1", &json!({})).await.expect(201);
    }
}

on_both! {
    async fn a_refusal_is_repeated_too_and_bad_keys_are_named(world: World) {
        let county = world.county().await;
        let amira = world.librarian("Amira Haddad", &county.kumla).await;
        let mut plan = world.plan(&county.course, 12, 30);
        plan["bookingOpensAt"] = json!("2026-12-01T07:00:00Z");
        let session = world.published(&plan).await;
        let path = format!("/sessions/{}/bookings", text(&session["id"]));
        let first = world.post_once(&amira, &path, "k1", &json!({})).await.expect_code(409, "bookingNotOpen");
        world.at("2026-12-02T07:00:00Z");
        let again = world.post_once(&amira, &path, "k1", &json!({})).await.expect_code(409, "bookingNotOpen");
        assert_eq!(first.body, again.body);
        // Not only bookings: a name that was taken stays so for the one who asked with this key.
        let body = json!({ "name": "Eva Ny", "email": "eva@kumla.example" });
        world.post(&world.coordinator, "/people", &body).await.expect(201);
        let first = world.post_once(&world.coordinator, "/people", "k2", &body).await.expect_code(409, "emailTaken");
        let person = world.get(&world.coordinator, "/people?email=eva@kumla.example").await.body["items"][0].clone();
        let other = json!({ "email": "eva.ny@kumla.example" });
        world.patch(&world.coordinator, &format!("/people/{}", text(&person["id"])), &other).await.expect(200);
        let again = world.post_once(&world.coordinator, "/people", "k2", &body).await.expect_code(409, "emailTaken");
        assert_eq!(first.body, again.body);
        let bad = world.post_once(&amira, &path, "a b", &json!({})).await.expect(400).body;
        assert_eq!(bad["invalidParams"][0]["name"], "Idempotency-Key");
    }
}

on_both! {
    async fn fifty_parallel_copies_have_one_effect(world: World) {
        let county = world.county().await;
        let session = world.published(&world.plan(&county.course, 12, 30)).await;
        let path = format!("/sessions/{}/bookings", text(&session["id"]));
        let twin = if world.database_url.starts_with("postgres") { Some(world.twin().await) } else { None };
        for name in ["Amira Haddad", "Bo Ek", "Cecilia Dahl"] {
            let person = world.librarian(name, &county.kumla).await;
            let body = json!({});
            let copy = |number: usize| {
                let through = twin.as_ref().filter(|_| number.is_multiple_of(2)).unwrap_or(&world);
                through.post_once(&person, &path, "copies", &body)
            };
            let answers = futures_util::future::join_all((0..50).map(copy)).await;
            let mut made = HashSet::new();
            for answer in answers {
                match answer.status.as_u16() {
                    201 => drop(made.insert(answer.body.to_string())),
                    _ => drop(answer.expect_code(409, "requestInProgress")),
                }
            }
            assert_eq!(made.len(), 1, "{made:?}");
            let again = world.post_once(&person, &path, "copies", &body).await.expect(201).body;
            assert!(made.contains(&again.to_string()));
            assert_eq!(world.get(&person, "/bookings").await.body["total"], 1);
        }
        if let Some(twin) = twin {
            twin.close().await;
        }
    }
}

on_both! {
    async fn fifty_parallel_bookings_without_a_key_make_one(world: World) {
        let county = world.county().await;
        let amira = world.librarian("Amira Haddad", &county.kumla).await;
        let session = world.published(&world.plan(&county.course, 12, 30)).await;
        let answers = futures_util::future::join_all((0..50).map(|_| world.books(&amira, &session))).await;
        assert_eq!(answers.iter().filter(|answer| answer.status == 201).count(), 1);
        assert_eq!(answers.iter().filter(|answer| answer.status == 200).count(), 49);
        let booking = answers[0].body.clone();
        assert!(answers.iter().all(|answer| answer.body == booking));
        // And fifty parallel cancellations free one seat.
        let ends = futures_util::future::join_all((0..50).map(|_| world.cancels(&amira, &booking))).await;
        assert_eq!(ends.iter().filter(|answer| answer.status == 201).count(), 1);
        let path = format!("/sessions/{}", text(&session["id"]));
        assert_eq!(world.get(&amira, &path).await.body["seatsTaken"], 0);
    }
}

on_both! {
    async fn every_post_takes_a_key(world: World) {
        let county = world.county().await;
        let municipality = json!({ "code": "1814", "name": "Lekeberg" });
        let person = json!({ "name": "Eva Ny", "email": "eva@lekeberg.example" });
        let library = json!({ "name": "Lekebergs bibliotek", "municipalityCode": "1881", "kind": "main", "libraryType": "public" });
        let course = json!({ "code": "X-1", "title": "En kurs", "description": "Text." });
        for (path, body) in [("/municipalities", municipality), ("/people", person), ("/libraries", library), ("/courses", course)] {
            let first = world.post_once(&world.coordinator, path, path, &body).await.expect(201);
            let again = world.post_once(&world.coordinator, path, path, &body).await.expect(201);
            assert_eq!(first.body, again.body, "{path}");
        }
        let amira = world.librarian("Amira Haddad", &county.kumla).await;
        let path = format!("/people/{}/employments", amira.person);
        let body = json!({ "libraryId": county.hallsberg, "from": "2019-01-01", "to": "2019-12-31", "category": "other" });
        let first = world.post_once(&world.coordinator, &path, "employment", &body).await.expect(201);
        let again = world.post_once(&world.coordinator, &path, "employment", &body).await.expect(201);
        assert_eq!(first.body, again.body);
        let session = world.published(&world.plan(&county.course, 12, 20)).await;
        let booking = world.books(&amira, &session).await.expect(201);
        let reason = json!({ "reason": "Sjukdom" });
        for (caller, path) in [
            (&amira, format!("/bookings/{}/cancellations", booking.id())),
            (&world.organiser, format!("/meetings/{}/cancellations", text(&session["meetings"][0]["id"]))),
        ] {
            let first = world.post_once(caller, &path, "cancel", &reason).await.expect(201);
            let again = world.post_once(caller, &path, "cancel", &reason).await.expect(201);
            assert_eq!(first.body, again.body, "{path}");
        }
        let plan = world.plan(&county.course, 12, 30);
        let first = world.post_once(&world.organiser, "/sessions", "plan", &plan).await.expect(201);
        let again = world.post_once(&world.organiser, "/sessions", "plan", &plan).await.expect(201);
        assert_eq!(first.body, again.body);
        for (action, body) in [("publications", json!({})), ("cancellations", json!({ "reason": "Kursledaren är sjuk" }))] {
            let path = format!("/sessions/{}/{action}", first.id());
            let once = world.post_once(&world.organiser, &path, action, &body).await.expect(201);
            let again = world.post_once(&world.organiser, &path, action, &body).await.expect(201);
            assert_eq!(once.body, again.body, "{action}");
        }
    }
}
