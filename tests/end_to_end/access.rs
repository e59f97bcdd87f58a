//! Who sees what. Absent and forbidden look alike.

use domain::access::Role;
use kursplats_tests::{fixture::text, world::Caller};
use reqwest::Method;
use serde_json::json;

on_both! {
    async fn without_a_token_only_the_open_parts_answer(world: World) {
        let county = world.county().await;
        let session = world.published(&world.plan(&county.course, 12, 30)).await;
        let draft = world.post(&world.organiser, "/sessions", &world.plan(&county.course, 12, 40)).await.expect(201).body;
        for path in ["/kursplats/../health", "/kursplats/v1/api-info", "/kursplats/v1/sessions"] {
            world.send(Method::GET, path, None, &[], None).await.expect(200);
        }
        let listed = world.send(Method::GET, "/sessions", None, &[], None).await.body;
        assert_eq!((&listed["total"], &listed["items"][0]["id"]), (&json!(1), &session["id"]));
        for path in ["/me", "/people", "/courses", "/libraries", "/bookings", "/indicators/I4"] {
            world.send(Method::GET, path, None, &[], None).await.expect_code(401, "unauthorized");
        }
        let path = format!("/sessions/{}", text(&session["id"]));
        world.send(Method::GET, &path, None, &[], None).await.expect(401);
        let forged = Caller { token: "kursplats_0000".to_owned(), ..world.organiser.clone() };
        world.get(&forged, "/sessions").await.expect(401);
        world.get(&forged, "/me").await.expect(401);
        // A draft is there for those who plan it only.
        let amira = world.librarian("Amira Haddad", &county.kumla).await;
        let path = format!("/sessions/{}", text(&draft["id"]));
        world.get(&amira, &path).await.expect_code(404, "notFound");
        world.books(&amira, &draft).await.expect_code(404, "notFound");
        world.get(&world.coordinator, &path).await.expect(200);
        assert_eq!(world.get(&world.coordinator, "/sessions").await.body["total"], 2);
    }
}

on_both! {
    async fn each_sees_her_own_part_and_no_more(world: World) {
        let county = world.county().await;
        let amira = world.librarian("Amira Haddad", &county.kumla).await;
        let bo = world.librarian("Bo Ek", &county.hallsberg).await;
        let manager = world.employed(Role::Manager, "Karin Holm", &county.kumla).await;
        let trainer = world.caller(Role::Trainer, "Elin Ek", "elin@medborgarskolan.example").await;
        let stranger = world.caller(Role::Trainer, "Nils Ny", "nils@medborgarskolan.example").await;
        let rival = world.caller(Role::Organiser, "Rut Rask", "rut@medborgarskolan.example").await;
        let session = world.published(&world.plan(&county.course, 12, 30)).await;
        let hers = world.books(&amira, &session).await.expect(201).body;
        let his = world.books(&bo, &session).await.expect(201).body;

        let total = async |caller: &Caller| world.get(caller, "/bookings").await.expect(200).body["total"].clone();
        let seen = [total(&amira).await, total(&bo).await, total(&manager).await, total(&trainer).await,
            total(&stranger).await, total(&world.organiser).await, total(&rival).await, total(&world.coordinator).await];
        assert_eq!(seen, [json!(1), json!(1), json!(1), json!(2), json!(0), json!(2), json!(0), json!(2)]);

        let his_path = format!("/bookings/{}", text(&his["id"]));
        let absent = format!("/bookings/{}", uuid::Uuid::now_v7());
        for caller in [&amira, &manager, &stranger, &rival] {
            let forbidden = world.get(caller, &his_path).await.expect_code(404, "notFound");
            let nothing = world.get(caller, &absent).await.expect_code(404, "notFound");
            assert_eq!(forbidden.body["detail"], nothing.body["detail"]);
            world.cancels(caller, &his).await.expect(404);
        }
        assert_eq!(world.get(&bo, &his_path).await.expect(200).body["status"], "confirmed");
        world.cancels(&trainer, &his).await.expect(404);
        world.cancels(&manager, &hers).await.expect(201);
    }
}

on_both! {
    async fn roles_do_what_the_table_says(world: World) {
        let county = world.county().await;
        let amira = world.librarian("Amira Haddad", &county.kumla).await;
        let manager = world.employed(Role::Manager, "Karin Holm", &county.kumla).await;
        let trainer = world.caller(Role::Trainer, "Elin Ek", "elin@medborgarskolan.example").await;
        let bo = world.librarian("Bo Ek", &county.hallsberg).await;
        let plan = world.plan(&county.course, 12, 30);
        let session = world.published(&plan).await;
        let book = format!("/sessions/{}/bookings", text(&session["id"]));
        let for_person = |caller: &Caller| json!({ "personId": caller.person });

        for caller in [&amira, &manager, &trainer] {
            world.post(caller, "/sessions", &plan).await.expect(404);
            world.patch(caller, &format!("/sessions/{}", text(&session["id"])), &json!({ "capacity": 1 })).await.expect(404);
            world.post(caller, "/libraries", &json!({ "name": "X", "municipalityCode": "1881", "kind": "main", "libraryType": "public" })).await.expect(404);
        }
        world.get(&amira, "/people").await.expect(404);
        world.get(&amira, "/indicators/I4?from=2026-01-01&to=2026-12-31").await.expect(404);
        world.post(&amira, &book, &for_person(&bo)).await.expect(404);
        world.post(&manager, &book, &for_person(&bo)).await.expect(404);
        world.post(&manager, &book, &for_person(&amira)).await.expect(201);
        world.post(&world.organiser, &book, &for_person(&bo)).await.expect(201);
        let people = world.get(&manager, "/people").await.expect(200).body;
        assert_eq!(people["total"], 2, "{people}");

        let report = format!("/meetings/{}/attendance-reports", text(&session["meetings"][0]["id"]));
        let body = json!({ "held": true, "participants": [{ "personId": amira.person, "presence": "present" }] });
        for caller in [&amira, &manager] {
            world.put(caller, &report, &body).await.expect(404);
        }
        world.later(chrono::Duration::days(31));
        world.put(&trainer, &report, &body).await.expect(200);
        let figures = world.get(&manager, "/indicators/I4?from=2026-01-01&to=2026-12-31").await.expect(200).body;
        assert_eq!((&figures["value"], &figures["participations"]), (&json!(1), &json!(1)));
        let me = world.get(&manager, "/me").await.expect(200).body;
        assert_eq!((&me["roles"], &me["name"]), (&json!(["manager"]), &json!("Karin Holm")));
    }
}

on_both! {
    async fn links_to_video_meetings_are_for_those_who_hold_a_seat(world: World) {
        let county = world.county().await;
        let amira = world.librarian("Amira Haddad", &county.kumla).await;
        let bo = world.librarian("Bo Ek", &county.kumla).await;
        let mut plan = world.plan(&county.course, 1, 30);
        plan["format"] = json!("remote");
        plan["meetings"][0]["joinUrl"] = json!("https://mote.example/rum/1");
        let session = world.published(&plan).await;
        world.books(&amira, &session).await.expect(201);
        world.books(&bo, &session).await.expect(201);
        let link = async |caller: &Caller| {
            let path = format!("/sessions/{}", text(&session["id"]));
            world.get(caller, &path).await.expect(200).body["meetings"][0]["joinUrl"].clone()
        };
        assert_eq!(link(&amira).await, "https://mote.example/rum/1");
        assert_eq!(link(&bo).await, json!(null));
        assert_eq!(link(&world.organiser).await, "https://mote.example/rum/1");
        let listed = world.send(Method::GET, "/sessions", None, &[], None).await.body;
        assert_eq!(listed["items"][0]["meetings"][0]["joinUrl"], json!(null));
    }
}

on_both! {
    /// The connection cannot be used again, and the answer says so: the next request goes another way.
    async fn after_a_body_that_is_too_large_the_same_client_goes_on(world: World) {
        let county = world.county().await;
        let session = world.published(&world.plan(&county.course, 12, 30)).await;
        let path = format!("/sessions/{}/cancellations", text(&session["id"]));
        let long = json!({ "reason": "x".repeat(3 << 19) });
        for _ in 0..40 {
            world.post(&world.organiser, &path, &long).await.expect_code(413, "bodyTooLarge");
            world.post(&world.organiser, "/courses", &json!({})).await.expect(400);
        }
    }
}
