//! What people choose for themselves: the language of their mail, and whether they are reminded.

use domain::seal::Purpose;
use kursplats_tests::{
    fixture::text,
    world::{Caller, World},
};
use persistence::{installation, people};
use reqwest::{Method, header::HeaderMap};
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

/// A browser that follows nothing and keeps no cookies, and its answer: status, headers in lower case, body.
async fn browses(world: &World, method: Method, path: &str, form: &str) -> (u16, HeaderMap, String) {
    let client = reqwest::Client::builder().redirect(reqwest::redirect::Policy::none()).build().expect("a client");
    let request = client.request(method, format!("{}{path}", world.base)).body(form.to_owned());
    let answer = request.header("Content-Type", "application/x-www-form-urlencoded").send().await.expect("an answer");
    let (status, headers) = (answer.status().as_u16(), answer.headers().clone());
    (status, headers, answer.text().await.expect("a body"))
}

/// Whether a person wants reminders, and how often she was changed.
async fn standing(world: &World, person: &Caller) -> (bool, i32) {
    let person = people::chosen(world.db(), person.person).await.expect("a person");
    (person.reminders, person.version)
}

on_both! {
    /// Case 45, the page: POST acts, with no login, no cookie and no redirect; GET and HEAD change nothing.
    async fn one_click_ends_reminders_and_looking_changes_nothing(world: World) {
        let county = world.county().await;
        let amira = world.librarian("Amira Haddad", &county.kumla).await;
        let seal = installation::seal(world.db()).await.expect("a seal");
        let link = format!("/avanmal/{}", seal.reference(Purpose::Unsubscription, amira.person.0));

        let (status, headers, page) = browses(&world, Method::GET, &link, "").await;
        assert_eq!((status, standing(&world, &amira).await), (200, (true, 1)), "{page}");
        assert!(page.contains("<html lang=\"sv\">") && page.contains("<h1>Vill du sluta få påminnelser?</h1>"), "{page}");
        assert_eq!((page.matches("<h1>").count(), page.matches("<button").count()), (1, 1));
        for (name, value) in [
            ("cache-control", "no-store"),
            ("referrer-policy", "no-referrer"),
            ("x-robots-tag", "noindex"),
            ("x-content-type-options", "nosniff"),
        ] {
            assert_eq!(headers.get(name).and_then(|found| found.to_str().ok()), Some(value), "{name}");
        }
        let policy = headers["content-security-policy"].to_str().expect("text");
        assert!(policy.starts_with("default-src 'none'") && policy.contains("frame-ancestors 'none'"), "{policy}");
        for word in ["Amira", "haddad", amira.person.0.to_string().as_str()] {
            assert!(!page.contains(word), "a link may be forwarded: {page}");
        }
        let (status, _, body) = browses(&world, Method::HEAD, &link, "").await;
        assert_eq!((status, body.as_str(), standing(&world, &amira).await), (200, "", (true, 1)));

        // What a mail program sends (RFC 8058 §3.1), then a person on the page, then once more.
        for (form, version) in [("List-Unsubscribe=One-Click", 2), ("", 2), ("List-Unsubscribe=One-Click", 2)] {
            let (status, headers, page) = browses(&world, Method::POST, &link, form).await;
            assert_eq!((status, standing(&world, &amira).await), (200, (false, version)), "{page}");
            assert!(!headers.contains_key("set-cookie") && !headers.contains_key("location"), "{headers:?}");
            assert!(page.contains("<h1>Du får inga påminnelser</h1>"), "{page}");
        }
        world.patch(&amira, "/me", &json!({ "language": "en" })).await.expect(200);
        let (_, _, page) = browses(&world, Method::POST, &link, "reminders=on").await;
        assert_eq!(standing(&world, &amira).await, (true, 4));
        assert!(page.contains("<html lang=\"en\">") && page.contains("Do you want to stop the reminders?"), "{page}");
    }
}

on_both! {
    async fn a_link_that_nobody_sealed_leads_nowhere(world: World) {
        let county = world.county().await;
        let amira = world.librarian("Amira Haddad", &county.kumla).await;
        let seal = installation::seal(world.db()).await.expect("a seal");
        let own = seal.reference(Purpose::Unsubscription, amira.person.0);
        let stranger = seal.reference(Purpose::Unsubscription, uuid::Uuid::new_v4());
        let other_purpose = seal.reference(Purpose::Cancellation, amira.person.0);
        for reference in ["", "x", &own[1..], &stranger, &other_purpose, &amira.person.0.to_string()] {
            for method in [Method::GET, Method::POST] {
                let (status, _, page) = browses(&world, method, &format!("/avanmal/{reference}"), "").await;
                assert_eq!((status, page.contains(&amira.person.0.to_string())), (404, false), "{reference}: {page}");
            }
        }
        assert_eq!(standing(&world, &amira).await, (true, 1));
        let (status, ..) = browses(&world, Method::PUT, &format!("/avanmal/{own}"), "").await;
        assert_eq!(status, 405);
        let (status, headers, _) = browses(&world, Method::GET, "/page.css", "").await;
        assert_eq!((status, headers["content-type"].to_str().expect("text")), (200, "text/css; charset=utf-8"));
    }
}
