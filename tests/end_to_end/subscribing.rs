//! Subscribing to a calendar: feeds at secret addresses, and sessions as files, read by programs of other people.

use std::{collections::HashSet, path::PathBuf};

use domain::access::Role;
use kursplats_tests::{
    fixture::text,
    peers,
    world::{Caller, World},
};
use serde_json::{Value, json};

/// What a calendar gets at an address.
struct Read {
    status: u16,
    headers: reqwest::header::HeaderMap,
    text: String,
}

impl Read {
    fn header(&self, name: &str) -> &str {
        self.headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default()
    }

    /// The UIDs in it, in order.
    fn uids(&self) -> Vec<&str> {
        self.text.lines().filter_map(|line| line.strip_prefix("UID:")).collect()
    }

    fn count(&self, line: &str) -> usize {
        self.text.lines().filter(|found| *found == line).count()
    }
}

async fn read(world: &World, address: &str, headers: &[(&str, &str)]) -> Read {
    ask(world, reqwest::Method::GET, address, headers).await
}

async fn ask(world: &World, method: reqwest::Method, address: &str, headers: &[(&str, &str)]) -> Read {
    let mut request = reqwest::Client::new().request(method, format!("{}{address}", world.base));
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    let answer = request.send().await.expect("an answer");
    let (status, headers) = (answer.status().as_u16(), answer.headers().clone());
    Read { status, headers, text: answer.text().await.expect("a body") }
}

async fn subscribe(world: &World, caller: &Caller, body: &Value) -> Value {
    world.post(caller, "/calendar-feeds", body).await.expect(201).body
}

fn file(world: &World, read: &Read) -> PathBuf {
    let path = world.folder().join("feed.ics");
    std::fs::write(&path, &read.text).expect("written");
    path
}

/// A session with `count` meetings, a day apart from 10 December on.
fn plan(world: &World, course: &str, count: u32) -> Value {
    let mut plan = world.plan(course, 12, 16);
    let meeting = |day: u32| {
        json!({ "startsAt": format!("2026-12-{day}T08:00:00Z"),
        "endsAt": format!("2026-12-{day}T11:00:00Z"), "place": "Kumla bibliotek" })
    };
    plan["meetings"] = (10..10 + count).map(meeting).collect();
    plan
}

on_both! {
    /// Cases 25, 26 and 27.
    async fn a_calendar_follows_what_its_person_is_booked_on(world: World) {
        let county = world.county().await;
        let amira = world.librarian("Amira Haddad", &county.kumla).await;
        let feed = subscribe(&world, &amira, &json!({})).await;
        let again = world.post(&amira, "/calendar-feeds", &json!({})).await.expect(200).body;
        assert_eq!(again["address"], feed["address"]);
        let address = text(&feed["address"]).to_owned();
        let empty = read(&world, &address, &[]).await;
        assert_eq!((empty.status, empty.uids().len()), (200, 0));

        let session = world.published(&plan(&world, &county.course, 3)).await;
        world.books(&amira, &session).await.expect(201);
        let first = read(&world, &address, &[]).await;
        assert_eq!(first.header("content-type"), "text/calendar; charset=utf-8");
        assert_eq!(first.header("cache-control"), "private, max-age=0, must-revalidate");
        assert_eq!(first.header("x-robots-tag"), "noindex");
        assert_eq!((first.uids().len(), first.count("REFRESH-INTERVAL;VALUE=DURATION:PT4H")), (3, 1));
        assert!(!first.text.contains("ATTENDEE") && !first.text.contains("Amira"));
        world.later(chrono::Duration::minutes(5));
        let second = read(&world, &address, &[]).await;
        assert_eq!((&second.text, second.header("etag")), (&first.text, first.header("etag")));
        assert_eq!(second.header("last-modified"), first.header("last-modified"));
        let head = ask(&world, reqwest::Method::HEAD, &address, &[]).await;
        assert_eq!((head.status, head.header("etag"), head.text.as_str()), (200, first.header("etag"), ""));
        for known in [("if-none-match", first.header("etag")), ("if-modified-since", first.header("last-modified"))] {
            let same = read(&world, &address, &[known]).await;
            assert_eq!((same.status, same.text.as_str(), same.header("etag")), (304, "", first.header("etag")));
        }

        let path = format!("/meetings/{}/cancellations", text(&session["meetings"][1]["id"]));
        world.post(&world.organiser, &path, &json!({ "reason": "Salen är upptagen" })).await.expect(201);
        let changed = read(&world, &address, &[("if-none-match", first.header("etag"))]).await;
        assert_eq!((changed.status, changed.count("STATUS:CANCELLED"), changed.uids()), (200, 1, first.uids()));
        if peers::python().is_some() {
            let path = file(&world, &changed);
            for reading in peers::read_calendar(&path) {
                assert_eq!(reading["events"].as_array().map(Vec::len), Some(3), "{reading}");
                assert_eq!(reading["missing_tzids"], json!([]), "{reading}");
            }
            let shown = peers::shown_events(&path, "2026-12-01", "2026-12-31");
            let starts: Vec<&Value> = shown.iter().map(|event| &event["start"]).collect();
            assert_eq!(starts, ["2026-12-10T08:00:00Z", "2026-12-11T08:00:00Z", "2026-12-12T08:00:00Z"]);
            assert_eq!(shown[1]["status"], "CANCELLED");
        }

        let path = format!("/calendar-feeds/{}/revocations", text(&feed["id"]));
        let revoked = world.post(&amira, &path, &json!({})).await.expect(201).body;
        assert_eq!(world.post(&amira, &path, &json!({})).await.expect(201).body, revoked);
        let gone = read(&world, &address, &[]).await;
        assert_eq!((gone.status, gone.header("content-type")), (404, "text/plain; charset=utf-8"));
        let fresh = subscribe(&world, &amira, &json!({})).await;
        assert_ne!(fresh["address"], feed["address"]);
        assert_eq!(world.get(&amira, "/calendar-feeds").await.expect(200).body["total"], 2);
    }
}

on_both! {
    async fn nobody_opens_a_calendar_by_guessing(world: World) {
        let county = world.county().await;
        let amira = world.librarian("Amira Haddad", &county.kumla).await;
        let bo = world.librarian("Bo Ek", &county.kumla).await;
        let feed = subscribe(&world, &amira, &json!({})).await;
        let address = text(&feed["address"]);
        let last = if address.ends_with('0') { "1" } else { "0" };
        for forged in [format!("{}{last}", &address[..address.len() - 1]), "/kalender/x".to_owned()] {
            assert_eq!(read(&world, &forged, &[]).await.status, 404, "{forged}");
        }
        let path = format!("/calendar-feeds/{}/revocations", text(&feed["id"]));
        world.post(&bo, &path, &json!({})).await.expect(404);
        world.post(&amira, "/calendar-feeds", &json!({ "libraryId": county.kumla })).await.expect(404);
        assert_eq!(read(&world, address, &[]).await.status, 200);
    }
}

on_both! {
    async fn a_manager_reads_who_comes_for_as_long_as_she_is_one(world: World) {
        let county = world.county().await;
        let karin = world.caller(Role::Manager, "Karin Holm", "karin@kumla.example").await;
        let employment = world.employ(&karin, &county.kumla).await;
        let session = world.published(&plan(&world, &county.course, 1)).await;
        let mut uids = HashSet::new();
        for (name, library) in [("Bo Ek", &county.kumla), ("Amira Haddad", &county.kumla), ("Eva Alm", &county.hallsberg)] {
            let person = world.librarian(name, library).await;
            world.books(&person, &session).await.expect(201);
            let own = subscribe(&world, &person, &json!({})).await;
            let own = read(&world, text(&own["address"]), &[]).await;
            assert!(own.uids().into_iter().all(|uid| uids.insert(uid.to_owned())), "a UID of somebody else");
        }
        world.post(&karin, "/calendar-feeds", &json!({ "libraryId": county.hallsberg })).await.expect(404);
        let feed = subscribe(&world, &karin, &json!({ "libraryId": county.kumla })).await;
        let address = text(&feed["address"]);
        let seen = read(&world, address, &[]).await;
        let unfolded = seen.text.replace("\r\n ", "");
        assert!(unfolded.contains(": 2 deltagare från Kumla bibliotek\r\n"), "{unfolded}");
        assert!(unfolded.contains("- Amira Haddad\\n- Bo Ek") && !unfolded.contains("Eva Alm"), "{unfolded}");
        assert!(!unfolded.contains("ATTENDEE") && seen.uids().into_iter().all(|uid| uids.insert(uid.to_owned())));
        let end = json!({ "to": "2026-11-23" });
        world.patch(&world.coordinator, &format!("/employments/{employment}"), &end).await.expect(200);
        assert_eq!(read(&world, address, &[]).await.status, 404);
    }
}

on_both! {
    async fn nine_meetings_are_one_mail_and_a_feed(world: World) {
        let county = world.county().await;
        let amira = world.librarian("Amira Haddad", &county.kumla).await;
        let session = world.published(&plan(&world, &county.course, 9)).await;
        world.books(&amira, &session).await.expect(201);
        assert_eq!(world.mail().await.len(), 1);
        let path = format!("/meetings/{}", text(&session["meetings"][8]["id"]));
        let move_it = json!({ "startsAt": "2026-12-21T08:00:00Z", "endsAt": "2026-12-21T11:00:00Z" });
        world.patch(&world.organiser, &path, &move_it).await.expect(200);
        let mails = world.mail().await;
        assert_eq!(mails.len(), 2);
        for mail in mails {
            assert!(!std::fs::read_to_string(mail).expect("a mail").contains("text/calendar"));
        }
        let feed = subscribe(&world, &amira, &json!({})).await;
        let seen = read(&world, text(&feed["address"]), &[]).await;
        assert_eq!((seen.uids().len(), seen.count("SEQUENCE:1")), (9, 1));
        assert_eq!(seen.count("DTSTART;TZID=Europe/Stockholm:20261221T090000"), 1);
    }
}

on_both! {
    /// Case 24, and the link that only some may see.
    async fn a_session_is_a_file_for_calendars(world: World) {
        let county = world.county().await;
        let amira = world.librarian("Amira Haddad", &county.kumla).await;
        let mut plan = plan(&world, &county.course, 1);
        plan["format"] = json!("hybrid");
        plan["meetings"] = json!([{ "startsAt": "2026-12-15T23:00:00Z", "endsAt": "2026-12-16T23:00:00Z",
            "place": "Kumla bibliotek", "joinUrl": "https://mote.example/rum/1" }]);
        let session = world.published(&plan).await;
        let path = format!("/kursplats/v1/sessions/{}", text(&session["id"]));
        let bearer = format!("Bearer {}", amira.token);
        let headers = [("accept", "text/calendar"), ("authorization", bearer.as_str())];
        let before = read(&world, &path, &headers).await;
        assert_eq!((before.status, before.header("content-type")), (200, "text/calendar; charset=utf-8"));
        assert!(!before.text.contains("mote.example"), "{}", before.text);
        assert_eq!(read(&world, &path, &headers).await.header("etag"), before.header("etag"));
        world.books(&amira, &session).await.expect(201);
        let seated = read(&world, &path, &headers).await;
        assert!(seated.text.contains("mote.example") && seated.header("etag") != before.header("etag"));
        assert_eq!((seated.count("DTSTART;VALUE=DATE:20261216"), seated.count("DTEND;VALUE=DATE:20261217")), (1, 1));
        if peers::python().is_some() {
            let path = file(&world, &seated);
            for reading in peers::read_calendar(&path) {
                let event = &reading["events"][0];
                assert_eq!((&event["start_utc"], &event["end_utc"]), (&json!("2026-12-16"), &json!("2026-12-17")), "{reading}");
            }
            assert_eq!(peers::shown_events(&path, "2026-12-16", "2026-12-17").len(), 1);
            assert_eq!(peers::shown_events(&path, "2026-12-17", "2026-12-18").len(), 0);
        }
    }
}
