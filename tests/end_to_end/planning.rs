//! Planning: drafts, publishing, moving, cancelling, and input that is not acceptable.

use kursplats_tests::{fixture::text, world::World};
use reqwest::Method;
use serde_json::{Value, json};

on_both! {
    async fn a_session_with_several_meetings_is_planned_and_warned_about_holidays(world: World) {
        let county = world.county().await;
        let mut plan = world.plan(&county.course, 16, 60);
        plan["minParticipants"] = json!(6);
        plan["format"] = json!("hybrid");
        plan["meetings"] = json!([
            { "startsAt": "2027-01-26T09:00:00+01:00", "endsAt": "2027-01-26T12:00:00+01:00", "breakMinutes": 15, "place": "Kumla bibliotek" },
            { "startsAt": "2027-01-06T08:00:00Z", "endsAt": "2027-01-06T11:00:00Z", "joinUrl": "https://mote.example/x" },
        ]);
        let session = world.post(&world.organiser, "/sessions", &plan).await.expect(201);
        assert_eq!(session.etag.as_deref(), Some("\"1\""));
        let session = session.body;
        assert_eq!((&session["status"], &session["timeZone"]), (&json!("draft"), &json!("Europe/Stockholm")));
        let meetings = session["meetings"].as_array().expect("meetings");
        assert_eq!(meetings[0]["startsAt"], "2027-01-06T08:00:00Z");
        assert_eq!(meetings[1]["startsAt"], "2027-01-26T08:00:00Z");
        assert_eq!((&meetings[1]["studyHours"], &meetings[1]["status"]), (&json!(3), &json!("planned")));
        let warnings = session["warnings"].as_array().expect("warnings");
        assert_eq!(warnings.len(), 1);
        assert_eq!(warnings[0]["detail"], "2027-01-06 är trettondedag jul.");
        // The same group entered twice is pointed out (I4-10).
        let again = world.post(&world.organiser, "/sessions", &plan).await.expect(201).body;
        let codes: Vec<&Value> = again["warnings"].as_array().expect("warnings").iter().map(|warning| &warning["code"]).collect();
        assert_eq!(codes, ["dayOff", "possibleDuplicate"]);
    }
}

async fn complaints(world: &World, plan: &Value) -> Vec<(String, String)> {
    let answer = world.post(&world.organiser, "/sessions", plan).await.expect_code(400, "invalidInput").body;
    let params = answer["invalidParams"].as_array().expect("params");
    params.iter().map(|param| (text(&param["name"]).to_owned(), text(&param["reason"]).to_owned())).collect()
}

on_both! {
    async fn bad_input_is_named_in_plain_swedish(world: World) {
        let county = world.county().await;
        let good = world.plan(&county.course, 12, 30);
        let with = |path: &[&str], value: Value| {
            let mut plan = good.clone();
            let mut place = &mut plan;
            for step in path {
                place = match step.parse::<usize>() {
                    Ok(index) => &mut place[index],
                    Err(_) => &mut place[*step],
                };
            }
            *place = value;
            plan
        };
        let table = [
            (with(&["capacity"], json!(0)), "capacity", "ska vara mellan 1 och 10000"),
            (with(&["capacity"], json!("tolv")), "capacity", "ska vara ett heltal, noll eller större"),
            (with(&["minParticipants"], json!(13)), "minParticipants", "ska vara mellan 1 och 12"),
            (with(&["format"], json!("onsite")), "format", "ska vara något av: onSite remote hybrid"),
            (with(&["meetings"], json!([])), "meetings", "minst en behövs"),
            (with(&["role"], json!("x")), "role", "finns inte i det här anropet"),
            (with(&["courseId"], json!("1")), "courseId", "ska vara ett id (UUID)"),
            (with(&["courseId"], json!(uuid::Uuid::now_v7())), "courseId", "finns inte"),
            (with(&["meetings", "0", "endsAt"], json!("2026-12-24T08:00:00Z")), "meetings[0].endsAt", "ska vara senare än början"),
            (with(&["meetings", "0", "endsAt"], json!("2026-12-30T08:00:00Z")), "meetings[0].endsAt", "en träff får vara högst ett dygn"),
            (with(&["meetings", "0", "startsAt"], json!("2026-12-24 09:00")), "meetings[0].startsAt", "ska vara en tidpunkt som 2026-10-27T08:00:00Z"),
            (with(&["meetings", "0", "startsAt"], json!("2027-03-28T02:30:00+01:00")), "meetings[0].startsAt", "finns inte: klockan ställs fram den natten"),
            (with(&["meetings", "0", "startsAt"], json!("2027-10-31T00:30:00Z")), "meetings[0].startsAt", "inträffar två gånger: klockan ställs tillbaka den natten"),
            (with(&["meetings", "0", "breakMinutes"], json!(180)), "meetings[0].breakMinutes", "pauserna ska vara kortare än träffen"),
            (with(&["meetings", "0", "place"], json!("Kumla\r\nBcc: x")), "meetings[0].place", "innehåller tecken som inte får finnas där"),
            (with(&["meetings", "0", "place"], json!("nul\u{0}")), "meetings[0].place", "innehåller tecken som inte får finnas där"),
            (with(&["meetings", "0", "joinUrl"], json!("http://mote.example")), "meetings[0].joinUrl", "ska vara en adress som börjar med https://"),
            (with(&["meetings", "0", "joinUrl"], json!("https://mote.example/\r\nX")), "meetings[0].joinUrl", "ska vara en adress som börjar med https://"),
            (with(&["meetings", "0", "trainer"], json!("")), "meetings[0].trainer", "får inte vara tomt"),
        ];
        for (plan, name, reason) in table {
            assert_eq!(complaints(&world, &plan).await, [(name.to_owned(), reason.to_owned())], "{plan}");
        }
        let mut twice = good.clone();
        twice["meetings"] = json!([good["meetings"][0], good["meetings"][0]]);
        assert_eq!(complaints(&world, &twice).await[0].0, "meetings[1].startsAt");
        let english = world.send(Method::POST, "/sessions", Some(&world.organiser), &[("Accept-Language", "en")], Some(&json!({}))).await;
        assert_eq!(english.body["invalidParams"][0]["reason"], "is missing");
    }
}

on_both! {
    async fn two_editors_cannot_overwrite_each_other(world: World) {
        let county = world.county().await;
        let session = world.published(&world.plan(&county.course, 12, 30)).await;
        let path = format!("/sessions/{}", text(&session["id"]));
        let tag = world.get(&world.organiser, &path).await.expect(200).etag.expect("a tag");
        let body = json!({ "capacity": 20 });
        let headers = [("If-Match", tag.as_str())];
        let edit = || world.send(Method::PATCH, &path, Some(&world.organiser), &headers, Some(&body));
        let answers = futures_util::future::join_all((0..50).map(|_| edit())).await;
        assert_eq!(answers.iter().filter(|answer| answer.status == 200).count(), 1);
        assert!(answers.iter().filter(|answer| answer.status != 200).all(|answer| answer.body["code"] == "staleVersion"));
        world.send(Method::PATCH, &path, Some(&world.organiser), &[("If-Match", "annat")], Some(&body)).await.expect(412);
        // A session is handed over to an organiser only; to nobody else, and not to nobody.
        for nobody in [json!(uuid::Uuid::now_v7()), json!(world.coordinator.person)] {
            let refused = world.patch(&world.organiser, &path, &json!({ "organiserId": nobody })).await.expect(400).body;
            assert_eq!(refused["invalidParams"][0]["name"], "organiserId");
        }
        let rut = world.caller(domain::access::Role::Organiser, "Rut Rask", "rut@medborgarskolan.example").await;
        world.patch(&world.coordinator, &path, &json!({ "organiserId": rut.person })).await.expect(200);
        world.patch(&world.organiser, &path, &json!({ "capacity": 21 })).await.expect(404);
        world.patch(&rut, &path, &json!({ "capacity": 21 })).await.expect(200);
    }
}

on_both! {
    async fn a_moved_meeting_keeps_its_bookings_and_refuses_to_put_people_in_two_places(world: World) {
        let county = world.county().await;
        let amira = world.librarian("Amira Haddad", &county.kumla).await;
        let first = world.published(&world.plan(&county.course, 12, 30)).await;
        let second = world.published(&world.plan(&county.course, 12, 31)).await;
        world.books(&amira, &first).await.expect(201);
        let booking = world.books(&amira, &second).await.expect(201).body;
        let path = format!("/meetings/{}", text(&second["meetings"][0]["id"]));
        let mut onto = json!({ "startsAt": "2026-12-24T09:00:00Z", "endsAt": "2026-12-24T12:00:00Z" });
        world.patch(&world.organiser, &path, &onto).await.expect_code(409, "clashingParticipants");
        onto["acceptClashes"] = json!(true);
        let moved = world.patch(&world.organiser, &path, &onto).await.expect(200).body;
        assert_eq!(moved["startsAt"], "2026-12-24T09:00:00Z");
        assert_eq!(moved["warnings"][0]["code"], "dayOff");
        let kept = world.get(&amira, &format!("/bookings/{}", text(&booking["id"]))).await.expect(200).body;
        assert_eq!(kept["status"], "confirmed");
        let skipped = json!({ "startsAt": "2027-03-28T02:15:00+01:00" });
        world.patch(&world.organiser, &path, &skipped).await.expect_code(400, "invalidInput");
    }
}

on_both! {
    async fn a_cancelled_session_ends_every_booking_and_takes_no_new_one(world: World) {
        let county = world.county().await;
        let session = world.published(&world.plan(&county.course, 2, 30)).await;
        let mut staff = Vec::new();
        for name in ["Amira Haddad", "Bo Ek", "Cecilia Dahl"] {
            let person = world.librarian(name, &county.kumla).await;
            world.books(&person, &session).await.expect(201);
            staff.push(person);
        }
        let path = format!("/sessions/{}/cancellations", text(&session["id"]));
        world.post(&world.organiser, &path, &json!({})).await.expect_code(400, "invalidInput");
        let ended = world.post(&world.organiser, &path, &json!({ "reason": "Kursledaren är sjuk" })).await.expect(201).body;
        assert_eq!((&ended["status"], &ended["seatsTaken"], &ended["waiting"]), (&json!("cancelled"), &json!(0), &json!(0)));
        assert_eq!(ended["meetings"][0]["status"], "cancelled");
        for person in &staff {
            assert_eq!(world.get(person, "/bookings").await.body["items"][0]["status"], "cancelled");
        }
        world.books(&staff[0], &session).await.expect_code(409, "sessionCancelled");
        world.post(&world.organiser, &path, &json!({ "reason": "igen" })).await.expect_code(409, "sessionCancelled");
    }
}

on_both! {
    async fn a_session_held_without_booking_is_registered_afterwards(world: World) {
        let county = world.county().await;
        let amira = world.librarian("Amira Haddad", &county.kumla).await;
        let past = world.plan(&county.course, 12, -20);
        let session = world.post(&world.organiser, "/sessions", &past).await.expect(201).body;
        assert_eq!(session["status"], "closed");
        world.books(&amira, &session).await.expect_code(409, "bookingClosed");
        let path = format!("/meetings/{}/attendance-reports", text(&session["meetings"][0]["id"]));
        let body = json!({ "held": true, "participants": [{ "personId": amira.person, "presence": "present" }] });
        let report = world.put(&world.organiser, &path, &body).await.expect(200).body;
        assert_eq!(report["meeting"]["status"], "held");
        assert_eq!(world.get(&world.organiser, &path).await.expect(200).body, report);
        let figures = world.get(&world.coordinator, "/indicators/I4?from=2026-11-01&to=2026-11-30").await.body;
        assert_eq!((&figures["value"], &figures["uniqueParticipants"]), (&json!(1), &json!(1)));
    }
}

on_both! {
    async fn lists_are_filtered_and_paged(world: World) {
        let county = world.county().await;
        let other = world.course("DF-03", "Distanspedagogik").await;
        for days in [10, 20, 30] {
            world.published(&world.plan(&county.course, 12, days)).await;
        }
        let mut remote = world.plan(&other, 1, 40);
        remote["format"] = json!("remote");
        remote["meetings"][0]["place"] = json!(null);
        let remote = world.published(&remote).await;
        let amira = world.librarian("Amira Haddad", &county.kumla).await;
        world.books(&amira, &remote).await.expect(201);
        let total = async |query: &str| world.get(&amira, &format!("/sessions?{query}")).await.expect(200).body["total"].clone();
        assert_eq!(total("from=2026-12-14&to=2026-12-24").await, 2);
        assert_eq!(total(&format!("courseId={other}")).await, 1);
        assert_eq!(total("municipalityCode=1881").await, 3);
        assert_eq!(total("municipalityCode=1861").await, 0);
        assert_eq!(total("format=remote").await, 1);
        assert_eq!(total("status=published").await, 4);
        assert_eq!(total("available=true").await, 3);
        let page = world.get(&amira, "/sessions?limit=3&page=2").await.expect(200).body;
        assert_eq!((page["items"].as_array().map(Vec::len), &page["total"], &page["limit"], &page["page"]),
            (Some(1), &json!(4), &json!(3), &json!(2)));
        for (query, name) in [("limit=0", "limit"), ("limit=101", "limit"), ("page=0", "page"), ("from=igår", "from"), ("format=x", "format"), ("courseId=1", "courseId")] {
            let refused = world.get(&amira, &format!("/sessions?{query}")).await.expect_code(400, "invalidInput").body;
            assert_eq!(refused["invalidParams"][0]["name"], name, "{refused}");
        }
        let words = world.get(&amira, "/sessions?from=x").await.body["invalidParams"][0]["reason"].clone();
        assert_eq!(words, "ska vara ett datum som 2026-10-27");
        let refused = world.get(&amira, "/bookings/1").await.expect_code(400, "invalidInput").body;
        assert_eq!(refused["invalidParams"][0]["name"], "bookingId");
        for (method, path, status) in [(Method::DELETE, "/sessions", 405), (Method::GET, "/nothing", 404)] {
            let refused = world.send(method, path, Some(&amira), &[], None).await.expect(status);
            assert_eq!(refused.content_type, "application/problem+json");
        }
    }
}

on_both! {
    async fn what_people_are_booked_on_does_not_change_behind_their_backs(world: World) {
        let county = world.county().await;
        let amira = world.librarian("Amira Haddad", &county.kumla).await;
        let session = world.published(&world.plan(&county.course, 12, 30)).await;
        let path = format!("/sessions/{}", text(&session["id"]));
        world.patch(&world.organiser, &path, &json!({ "format": "remote" })).await.expect(200);
        world.books(&amira, &session).await.expect(201);
        world.patch(&world.organiser, &path, &json!({ "format": "onSite" })).await.expect_code(409, "participantsBooked");
        let meeting = text(&session["meetings"][0]["id"]);
        let report = format!("/meetings/{meeting}/attendance-reports");
        world.put(&world.organiser, &report, &json!({ "held": false })).await.expect_code(409, "meetingNotStarted");
        let hours = json!({ "studyHours": 33 });
        let refused = world.patch(&world.organiser, &format!("/meetings/{meeting}"), &hours).await.expect(400).body;
        assert_eq!(refused["invalidParams"][0]["name"], "studyHours");
        let reason = json!({ "reason": "Kursledaren är sjuk" });
        world.post(&world.organiser, &format!("{path}/cancellations"), &reason).await.expect(201);
        // What the organiser called off is not reported into being.
        for held in [false, true] {
            world.put(&world.organiser, &report, &json!({ "held": held })).await.expect_code(409, "meetingCancelled");
        }
    }
}

on_both! {
    async fn a_meeting_missed_today_can_still_be_moved_and_the_calendar_learns_of_it(world: World) {
        let county = world.county().await;
        let amira = world.librarian("Amira Haddad", &county.kumla).await;
        let session = world.published(&world.plan(&county.course, 12, 1)).await;
        world.books(&amira, &session).await.expect(201);
        assert_eq!(world.mail().await.len(), 1);
        world.at("2026-11-25T11:30:00Z");
        let path = format!("/meetings/{}", text(&session["meetings"][0]["id"]));
        let moved = json!({ "startsAt": "2026-12-02T08:00:00Z", "endsAt": "2026-12-02T11:00:00Z" });
        world.patch(&world.organiser, &path, &moved).await.expect(200);
        let mail = world.mail().await;
        assert_eq!(mail.len(), 2);
        let update = std::fs::read_to_string(&mail[1]).expect("a mail");
        assert!(update.contains("method=REQUEST"), "{update}");
    }
}

on_both! {
    async fn nobody_is_booked_on_what_is_over(world: World) {
        let county = world.county().await;
        let amira = world.librarian("Amira Haddad", &county.kumla).await;
        let mut plan = world.plan(&county.course, 12, 10);
        plan["bookingClosesAt"] = json!("2027-12-31T00:00:00Z");
        let session = world.published(&plan).await;
        world.later(chrono::Duration::days(11));
        world.books(&amira, &session).await.expect_code(409, "bookingClosed");
        assert_eq!(world.get(&amira, "/sessions?available=true").await.body["total"], 0);
        // Registered afterwards, and never published: not for everybody to see.
        world.post(&world.organiser, "/sessions", &world.plan(&county.course, 12, -20)).await.expect(201);
        let public = world.send(Method::GET, "/sessions", None, &[], None).await.expect(200).body;
        assert_eq!(public["total"], 1);
    }
}
