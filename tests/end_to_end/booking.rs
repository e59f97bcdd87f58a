//! Booking a seat, standing in line, giving a seat back.

use chrono::Duration;
use kursplats_tests::fixture::text;
use serde_json::json;

on_both! {
    async fn a_librarian_books_a_seat_and_her_calendar_knows(world: World) {
        let county = world.county().await;
        let amira = world.librarian("Amira Haddad", &county.kumla).await;
        let session = world.published(&world.plan(&county.course, 12, 30)).await;
        assert_eq!(session["seatsLeft"], 12);

        let booking = world.books(&amira, &session).await.expect(201);
        assert_eq!(booking.body["status"], "confirmed");
        assert_eq!(booking.body["waitingPosition"], json!(null));
        assert_eq!(booking.body["personId"], amira.person.to_string());

        let mine = world.get(&amira, "/bookings").await.expect(200).body;
        assert_eq!(mine["total"], 1);
        let seen = world.get(&amira, &format!("/sessions/{}", text(&session["id"]))).await.expect(200).body;
        assert_eq!((&seen["seatsTaken"], &seen["seatsLeft"]), (&json!(1), &json!(11)));
        let mail = world.mail().await;
        assert_eq!(mail.len(), 1);
        let text = std::fs::read_to_string(&mail[0]).expect("a mail");
        assert!(text.contains("<amira.haddad@bibliotek.example>"), "{text}");
        assert!(text.contains("method=REQUEST"), "{text}");
    }
}

on_both! {
    async fn a_full_session_gives_a_place_in_line_and_the_first_in_line_the_free_seat(world: World) {
        let county = world.county().await;
        let session = world.published(&world.plan(&county.course, 1, 30)).await;
        let mut staff = Vec::new();
        for name in ["Amira Haddad", "Bo Ek", "Cecilia Dahl"] {
            staff.push(world.librarian(name, &county.kumla).await);
        }
        let first = world.books(&staff[0], &session).await.expect(201).body;
        let second = world.books(&staff[1], &session).await.expect(201).body;
        let third = world.books(&staff[2], &session).await.expect(201).body;
        assert_eq!((&second["status"], &second["waitingPosition"]), (&json!("waiting"), &json!(1)));
        assert_eq!((&third["status"], &third["waitingPosition"]), (&json!("waiting"), &json!(2)));

        let ended = world.cancels(&staff[0], &first).await.expect(201).body;
        assert_eq!(ended["status"], "cancelled");
        let second = world.get(&staff[1], &format!("/bookings/{}", text(&second["id"]))).await.expect(200).body;
        let third = world.get(&staff[2], &format!("/bookings/{}", text(&third["id"]))).await.expect(200).body;
        assert_eq!((&second["status"], &second["waitingPosition"]), (&json!("confirmed"), &json!(null)));
        assert_eq!((&third["status"], &third["waitingPosition"]), (&json!("waiting"), &json!(1)));

        // Ending it again frees nothing more (V13), and what has ended stays ended (V14).
        world.cancels(&staff[0], &first).await.expect(200);
        let seen = world.get(&staff[0], &format!("/sessions/{}", text(&session["id"]))).await.expect(200).body;
        assert_eq!((&seen["seatsTaken"], &seen["waiting"]), (&json!(1), &json!(1)));
        let again = world.books(&staff[0], &session).await.expect(201).body;
        assert_eq!((&again["status"], &again["waitingPosition"]), (&json!("waiting"), &json!(2)));
        assert_ne!(again["id"], first["id"]);
    }
}

on_both! {
    async fn the_same_person_twice_gets_the_same_booking(world: World) {
        let county = world.county().await;
        let amira = world.librarian("Amira Haddad", &county.kumla).await;
        let session = world.published(&world.plan(&county.course, 12, 30)).await;
        let first = world.books(&amira, &session).await.expect(201);
        let second = world.books(&amira, &session).await.expect(200);
        assert_eq!(first.body, second.body);
    }
}

on_both! {
    async fn a_clash_is_refused_and_names_the_other_session_but_touching_ends_are_fine(world: World) {
        let county = world.county().await;
        let amira = world.librarian("Amira Haddad", &county.kumla).await;
        let morning = world.published(&world.plan(&county.course, 12, 30)).await;
        let mut overlapping = world.plan(&county.course, 12, 30);
        let mut touching = overlapping.clone();
        overlapping["meetings"][0]["startsAt"] = json!("2026-12-24T10:59:00Z");
        overlapping["meetings"][0]["endsAt"] = json!("2026-12-24T12:00:00Z");
        touching["meetings"][0]["startsAt"] = json!("2026-12-24T11:00:00Z");
        touching["meetings"][0]["endsAt"] = json!("2026-12-24T13:00:00Z");
        let overlapping = world.published(&overlapping).await;
        let touching = world.published(&touching).await;

        let booked = world.books(&amira, &morning).await.expect(201).body;
        let refused = world.books(&amira, &overlapping).await.expect_code(409, "clashingBooking").body;
        assert!(text(&refused["detail"]).contains("Källkritik"), "{refused}");
        world.books(&amira, &touching).await.expect(201);
        world.cancels(&amira, &booked).await.expect(201);
        world.books(&amira, &overlapping).await.expect_code(409, "clashingBooking");
    }
}

on_both! {
    async fn one_in_line_who_is_busy_is_passed_over_and_gets_the_seat_when_she_is_free(world: World) {
        let county = world.county().await;
        let holder = world.librarian("Amira Haddad", &county.kumla).await;
        let busy = world.librarian("Bo Ek", &county.kumla).await;
        let free = world.librarian("Cecilia Dahl", &county.kumla).await;
        let wanted = world.published(&world.plan(&county.course, 1, 30)).await;
        let other = world.published(&world.plan(&county.course, 5, 30)).await;
        let held = world.books(&holder, &wanted).await.expect(201).body;
        let waiting = world.books(&busy, &wanted).await.expect(201).body;
        world.books(&free, &wanted).await.expect(201);
        let elsewhere = world.books(&busy, &other).await.expect(201).body;

        world.cancels(&holder, &held).await.expect(201);
        let path = format!("/bookings/{}", text(&waiting["id"]));
        assert_eq!(world.get(&busy, &path).await.body["waitingPosition"], 1);
        let taken = world.get(&free, "/bookings?status=confirmed").await.body;
        assert_eq!(taken["items"][0]["sessionId"], wanted["id"]);

        // One more seat and the other booking gone: now it is hers, before any newcomer.
        let seats = json!({ "capacity": 2 });
        world.patch(&world.organiser, &format!("/sessions/{}", text(&wanted["id"])), &seats).await.expect(200);
        assert_eq!(world.get(&busy, &path).await.body["status"], "waiting");
        world.cancels(&busy, &elsewhere).await.expect(201);
        assert_eq!(world.get(&busy, &path).await.body["status"], "confirmed");
    }
}

on_both! {
    async fn the_booking_window_is_kept(world: World) {
        let county = world.county().await;
        let amira = world.librarian("Amira Haddad", &county.kumla).await;
        let mut plan = world.plan(&county.course, 12, 30);
        plan["bookingOpensAt"] = json!("2026-12-01T07:00:00Z");
        plan["bookingClosesAt"] = json!("2026-12-20T11:00:00Z");
        let session = world.published(&plan).await;
        let refused = world.books(&amira, &session).await.expect_code(409, "bookingNotOpen").body;
        assert_eq!(refused["detail"], "Anmälan öppnar 2026-12-01 kl. 08.00.");
        world.at("2026-12-01T07:00:00Z");
        let booking = world.books(&amira, &session).await.expect(201).body;
        world.at("2026-12-20T11:00:00Z");
        let bo = world.librarian("Bo Ek", &county.kumla).await;
        world.books(&bo, &session).await.expect_code(409, "bookingClosed");
        world.cancels(&amira, &booking).await.expect(201);
        world.later(Duration::days(10));
        world.cancels(&amira, &booking).await.expect(200);
    }
}

on_both! {
    async fn capacity_never_goes_below_the_seats_taken_and_more_seats_go_to_the_line(world: World) {
        let county = world.county().await;
        let session = world.published(&world.plan(&county.course, 2, 30)).await;
        for name in ["Amira Haddad", "Bo Ek", "Cecilia Dahl", "David Falk"] {
            let person = world.librarian(name, &county.kumla).await;
            world.books(&person, &session).await.expect(201);
        }
        let path = format!("/sessions/{}", text(&session["id"]));
        world.patch(&world.organiser, &path, &json!({ "capacity": 1 })).await.expect_code(409, "capacityBelowTaken");
        let raised = world.patch(&world.organiser, &path, &json!({ "capacity": 3 })).await.expect(200).body;
        assert_eq!((&raised["seatsTaken"], &raised["waiting"]), (&json!(3), &json!(1)));
    }
}

on_both! {
    async fn a_booking_names_the_employment_it_is_made_for(world: World) {
        let county = world.county().await;
        let amira = world.librarian("Amira Haddad", &county.kumla).await;
        let second = world.employ(&amira, &county.hallsberg).await;
        let session = world.published(&world.plan(&county.course, 12, 30)).await;
        let refused = world.books(&amira, &session).await.expect(400).body;
        assert_eq!(refused["invalidParams"][0]["name"], "employmentId");
        let path = format!("/sessions/{}/bookings", text(&session["id"]));
        let booked = world.post(&amira, &path, &json!({ "employmentId": second })).await.expect(201).body;
        assert_eq!(booked["employmentId"], second);
        // The employment ends before the session: the booking ends with it, and the seat is free.
        let ended = json!({ "to": "2026-11-30" });
        world.patch(&world.coordinator, &format!("/employments/{second}"), &ended).await.expect(200);
        let booking = world.get(&amira, &format!("/bookings/{}", text(&booked["id"]))).await.expect(200).body;
        assert_eq!(booking["status"], "cancelled");
    }
}

on_both! {
    async fn a_seat_given_up_and_wanted_again_at_once_disturbs_nobody(world: World) {
        let county = world.county().await;
        let session = world.published(&world.plan(&county.course, 40, 30)).await;
        let crowd = kursplats_tests::crowd::gather(&world.database_url, &county.kumla, 30).await;
        let path = format!("/sessions/{}/bookings", text(&session["id"]));
        let book = async |member: &kursplats_tests::crowd::Member| {
            world.post(&world.organiser, &path, &json!({ "personId": member.person })).await
        };
        let first = futures_util::future::join_all(crowd[..15].iter().map(book)).await;
        // Cancellations, the same people again, and newcomers, all at the same time.
        let (ended, again, others) = tokio::join!(
            futures_util::future::join_all(first.iter().map(|booked| world.cancels(&world.organiser, &booked.body))),
            futures_util::future::join_all(crowd[..15].iter().map(book)),
            futures_util::future::join_all(crowd[15..].iter().map(book)),
        );
        assert!(ended.iter().chain(&others).all(|answer| answer.status == 201));
        assert!(again.iter().all(|answer| answer.status == 201 || answer.status == 200));
    }
}

on_both! {
    async fn a_manager_books_her_own_staff_for_her_own_library(world: World) {
        let county = world.county().await;
        let manager = world.employed(domain::access::Role::Manager, "Karin Holm", &county.kumla).await;
        let amira = world.librarian("Amira Haddad", &county.kumla).await;
        let elsewhere = world.employ(&amira, &county.hallsberg).await;
        let session = world.published(&world.plan(&county.course, 12, 30)).await;
        let path = format!("/sessions/{}/bookings", text(&session["id"]));
        let named = json!({ "personId": amira.person, "employmentId": elsewhere });
        world.post(&manager, &path, &named).await.expect_code(409, "employmentNotValid");
        // Of her two employments only one is the manager's to choose.
        let booked = world.post(&manager, &path, &json!({ "personId": amira.person })).await.expect(201).body;
        world.cancels(&amira, &booked).await.expect(201);
        world.post(&amira, &path, &json!({ "employmentId": elsewhere })).await.expect(201);
        world.post(&manager, &path, &json!({ "personId": amira.person })).await.expect(404);
        // Nobody gets into her hands by being named.
        let employ = json!({ "libraryId": county.kumla, "from": "2026-01-01", "category": "other" });
        let path = format!("/people/{}/employments", world.organiser.person);
        world.post(&manager, &path, &employ).await.expect(404);
        let path = format!("/people/{}", world.organiser.person);
        world.patch(&manager, &path, &json!({ "email": "karin@kumla.example" })).await.expect(404);
    }
}
