//! Writing to people in time: the summons, the reminder and the question for a report, on a clock that is moved by
//! hand. Instants are UTC; the wall clock of the meetings is one hour ahead in winter and two in summer.

use std::collections::HashSet;

use domain::access::Role;
use kursplats_tests::{
    fixture::text,
    world::{Engine, World},
};
use sea_orm::{ConnectionTrait, Database, Statement};
use serde_json::{Value, json};

/// What is known already of what people were told.
#[derive(Default)]
struct Told {
    known: HashSet<String>,
}

impl Told {
    /// Everything until now is known.
    async fn from_now(world: &World) -> Self {
        let mut told = Self::default();
        told.news(world).await;
        told
    }

    /// Lets the worker do what is due at an instant, and gives what is new.
    async fn at(&mut self, world: &World, instant: &str) -> Vec<String> {
        world.at(instant);
        self.news(world).await
    }

    /// Lets the worker do what is due, and gives what is new: the kind and the name in the address, sorted.
    async fn news(&mut self, world: &World) -> Vec<String> {
        world.mail().await;
        let new = notices(world).await.into_iter().filter(|notice| self.known.insert(notice.id.clone()));
        let mut new: Vec<String> = new.map(|notice| format!("{} {}", notice.kind, notice.name())).collect();
        new.sort();
        new
    }
}

/// One notice, as it is kept.
struct Notice {
    id: String,
    kind: String,
    payload: Value,
}

impl Notice {
    fn name(&self) -> &str {
        text(&self.payload["recipient"]["email"]).split('@').next().unwrap_or_default()
    }
}

/// Every notice, oldest first.
async fn notices(world: &World) -> Vec<Notice> {
    let db = Database::connect(&world.database_url).await.expect("a connection");
    let query = "SELECT id, kind, payload FROM notice ORDER BY written_at, id";
    let rows = db.query_all_raw(Statement::from_string(db.get_database_backend(), query)).await.expect("rows");
    db.close().await.expect("closed");
    let read = |row: &sea_orm::QueryResult| {
        let id: uuid::Uuid = row.try_get_by_index(0).expect("an id");
        let payload: String = row.try_get_by_index(2).expect("a payload");
        let payload = serde_json::from_str(&payload).expect("a notice");
        Notice { id: id.to_string(), kind: row.try_get_by_index(1).expect("a kind"), payload }
    };
    rows.iter().map(read).collect()
}

/// The number that a query gives.
async fn number(world: &World, query: &str) -> i64 {
    let db = Database::connect(&world.database_url).await.expect("a connection");
    let row = db.query_one_raw(Statement::from_string(db.get_database_backend(), query)).await.expect("an answer");
    db.close().await.expect("closed");
    row.expect("a row").try_get_by_index(0).expect("a number")
}

/// A session with meetings at these instants, two hours each.
fn plan(world: &World, course: &str, starts: &[&str]) -> Value {
    let mut plan = world.plan(course, 12, 1);
    let meeting = |starts: &&str| {
        let ends = kursplats_tests::world::instant(starts) + chrono::Duration::hours(2);
        json!({ "startsAt": starts, "endsAt": ends.to_rfc3339(), "place": "Kumla bibliotek", "trainer": "Elin Ek" })
    };
    plan["meetings"] = starts.iter().map(meeting).collect();
    plan
}

/// Moves a meeting to another start, two hours long.
async fn moves(world: &World, meeting: &Value, starts: &str) {
    let ends = kursplats_tests::world::instant(starts) + chrono::Duration::hours(2);
    let path = format!("/meetings/{}", text(&meeting["id"]));
    let span = json!({ "startsAt": starts, "endsAt": ends.to_rfc3339() });
    world.patch(&world.organiser, &path, &span).await.expect(200);
}

on_both! {
    /// Christmas and New Year lie across the whole of it.
    async fn a_session_is_summoned_reminded_of_and_asked_about(world: World) {
        let county = world.county().await;
        world.caller(Role::Trainer, "Elin Ek", "elin@medborgarskolan.example").await;
        let amira = world.librarian("Amira Haddad", &county.kumla).await;
        let bo = world.librarian("Bo Ek", &county.kumla).await;
        let session = world.published(&plan(&world, &county.course, &["2026-12-28T08:00:00Z"])).await;
        world.books(&amira, &session).await.expect(201);
        let mut told = Told::from_now(&world).await;

        assert!(told.at(&world, "2026-12-18T07:59:59Z").await.is_empty());
        assert_eq!(told.at(&world, "2026-12-18T08:00:00Z").await, ["summons amira.haddad"]);
        assert!(told.at(&world, "2026-12-18T09:00:00Z").await.is_empty(), "once");
        world.books(&bo, &session).await.expect(201);
        assert_eq!(told.at(&world, "2026-12-19T09:00:00Z").await, ["confirmation bo.ek"], "and no summons after it");

        assert!(told.at(&world, "2026-12-23T07:59:59Z").await.is_empty());
        assert_eq!(told.at(&world, "2026-12-23T08:00:00Z").await, ["reminder amira.haddad", "reminder bo.ek"]);
        assert!(told.at(&world, "2026-12-23T08:01:00Z").await.is_empty(), "once");

        // Over on Monday at 11 on the wall; two days later is a Wednesday, seven days later a Monday.
        assert!(told.at(&world, "2026-12-30T09:59:00Z").await.is_empty());
        let asked = ["attendanceMissing elin", "attendanceMissing jonas"];
        assert_eq!(told.at(&world, "2026-12-30T10:00:00Z").await, asked);
        assert!(told.at(&world, "2026-12-31T10:00:00Z").await.is_empty());
        assert_eq!(told.at(&world, "2027-01-04T10:00:00Z").await, asked);
        assert!(told.at(&world, "2027-01-29T10:00:00Z").await.is_empty(), "twice is enough");
        // Neither is of use once the meeting has begun.
        let late = "SELECT COUNT(*) FROM notice n JOIN session s ON s.id = n.session_id WHERE n.kind IN \
            ('summons', 'reminder') AND (n.expires_at IS NULL OR n.expires_at <> s.first_starts_at)";
        assert_eq!(number(&world, late).await, 0);
        let last = notices(&world).await.pop().expect("a notice").payload;
        assert_eq!((&last["booking_id"], &last["meetings"][0]["concerned"]), (&Value::Null, &json!(true)));
    }
}

on_both! {
    async fn a_reminder_waits_for_working_hours_and_is_never_late(world: World) {
        let county = world.county().await;
        let amira = world.librarian("Amira Haddad", &county.kumla).await;
        // Monday, Monday and the Tuesday after.
        let starts = ["2026-12-07T08:00:00Z", "2026-12-14T08:00:00Z", "2026-12-15T08:00:00Z"];
        let session = world.published(&plan(&world, &county.course, &starts)).await;
        world.books(&amira, &session).await.expect(201);
        let mut told = Told::from_now(&world).await;
        // Nobody works from Friday morning to Saturday noon, nor over the week-end, nor before seven.
        for quiet in ["2026-12-04T19:00:00Z", "2026-12-05T11:00:00Z", "2026-12-06T11:00:00Z", "2026-12-07T05:59:59Z"] {
            assert!(told.at(&world, quiet).await.is_empty(), "{quiet}");
        }
        assert_eq!(told.at(&world, "2026-12-07T06:00:00Z").await, ["reminder amira.haddad"]);
        // Away until the second meeting has begun: only of the third.
        assert_eq!(told.at(&world, "2026-12-14T08:00:00Z").await, ["attendanceMissing jonas", "reminder amira.haddad"]);
        let last = notices(&world).await.into_iter().rfind(|notice| notice.kind == "reminder");
        let payload = last.expect("a reminder").payload;
        let concerned: Vec<bool> = payload["meetings"].as_array().expect("meetings").iter()
            .map(|meeting| meeting["concerned"] == json!(true)).collect();
        assert_eq!(concerned, [false, false, true]);
    }
}

on_both! {
    async fn whoever_wants_no_reminders_gets_none_but_is_summoned(world: World) {
        let county = world.county().await;
        let amira = world.librarian("Amira Haddad", &county.kumla).await;
        let bo = world.librarian("Bo Ek", &county.kumla).await;
        let cecilia = world.librarian("Cecilia Alm", &county.kumla).await;
        let mut wish = plan(&world, &county.course, &["2026-12-17T08:00:00Z"]);
        wish["capacity"] = json!(2);
        let session = world.published(&wish).await;
        for person in [&amira, &bo, &cecilia] {
            world.books(person, &session).await.expect(201);
        }
        world.patch(&amira, "/me", &json!({ "reminders": false })).await.expect(200);
        let mut told = Told::from_now(&world).await;
        // Cecilia stands in line: neither is for her.
        assert_eq!(told.at(&world, "2026-12-07T08:00:00Z").await, ["summons amira.haddad", "summons bo.ek"]);
        assert_eq!(told.at(&world, "2026-12-16T08:00:00Z").await, ["reminder bo.ek"]);
    }
}

on_both! {
    async fn a_moved_meeting_is_told_of_anew(world: World) {
        let county = world.county().await;
        let amira = world.librarian("Amira Haddad", &county.kumla).await;
        let session = world.published(&plan(&world, &county.course, &["2026-12-10T08:00:00Z"])).await;
        world.books(&amira, &session).await.expect(201);
        let mut told = Told::from_now(&world).await;
        assert_eq!(told.at(&world, "2026-11-30T08:00:00Z").await, ["summons amira.haddad"]);
        assert_eq!(told.at(&world, "2026-12-09T08:00:00Z").await, ["reminder amira.haddad"]);
        let meeting = &session["meetings"][0];
        // A week on: reminded of anew, not summoned anew.
        moves(&world, meeting, "2026-12-17T08:00:00Z").await;
        assert_eq!(told.news(&world).await, ["meetingChanged amira.haddad"]);
        assert_eq!(told.at(&world, "2026-12-16T08:00:00Z").await, ["reminder amira.haddad"]);
        // A month on: both anew.
        moves(&world, meeting, "2027-01-20T08:00:00Z").await;
        assert_eq!(told.at(&world, "2027-01-10T07:59:00Z").await, ["meetingChanged amira.haddad"]);
        assert_eq!(told.at(&world, "2027-01-10T08:00:00Z").await, ["summons amira.haddad"]);
        // Within the last day: the news of it is the reminder.
        world.at("2027-01-18T14:00:00Z");
        moves(&world, meeting, "2027-01-19T12:00:00Z").await;
        assert_eq!(told.news(&world).await, ["meetingChanged amira.haddad"]);
        assert!(told.at(&world, "2027-01-19T10:00:00Z").await.is_empty());
    }
}

on_both! {
    async fn what_is_cancelled_or_reported_is_left_in_peace(world: World) {
        let county = world.county().await;
        let amira = world.librarian("Amira Haddad", &county.kumla).await;
        let session = world.published(&plan(&world, &county.course, &["2026-12-10T08:00:00Z", "2026-12-17T08:00:00Z"])).await;
        world.books(&amira, &session).await.expect(201);
        world.published(&plan(&world, &county.course, &["2027-01-12T08:00:00Z"])).await;
        let mut told = Told::from_now(&world).await;
        let reason = json!({ "reason": "Salen är upptagen" });
        let path = |meeting: usize, what: &str| format!("/meetings/{}/{what}", text(&session["meetings"][meeting]["id"]));
        world.post(&world.organiser, &path(1, "cancellations"), &reason).await.expect(201);
        assert_eq!(told.at(&world, "2026-11-30T08:00:00Z").await, ["meetingCancelled amira.haddad", "summons amira.haddad"]);
        assert_eq!(told.at(&world, "2026-12-09T08:00:00Z").await, ["reminder amira.haddad"]);
        world.at("2026-12-10T11:00:00Z");
        let report = json!({ "held": true, "participants": [{ "personId": amira.person, "presence": "present" }] });
        world.put(&world.organiser, &path(0, "attendance-reports"), &report).await.expect(200);
        for day in ["2026-12-14T10:00:00Z", "2026-12-16T08:00:00Z", "2026-12-21T10:00:00Z", "2026-12-29T10:00:00Z"] {
            assert!(told.at(&world, day).await.is_empty(), "{day}");
        }
        // Nobody is booked, and yet somebody must say whether it was held.
        assert_eq!(told.at(&world, "2027-01-14T10:00:00Z").await, ["attendanceMissing jonas"]);
    }
}

on_both! {
    /// Published late, or found late by a worker that was away: the confirmation has said it all.
    async fn a_summons_is_not_sent_late(world: World) {
        let county = world.county().await;
        let amira = world.librarian("Amira Haddad", &county.kumla).await;
        let late = world.published(&plan(&world, &county.course, &["2026-11-30T08:00:00Z", "2026-12-15T08:00:00Z"])).await;
        let missed = world.published(&plan(&world, &county.course, &["2026-12-09T12:00:00Z"])).await;
        for session in [&late, &missed] {
            world.books(&amira, session).await.expect(201);
        }
        let mut told = Told::from_now(&world).await;
        assert_eq!(told.at(&world, "2026-11-27T08:00:00Z").await, ["reminder amira.haddad"]);
        // Less than two days are left to the one; the second meeting of the other is not its first.
        assert_eq!(told.at(&world, "2026-12-07T12:00:01Z").await, ["attendanceMissing jonas"]);
    }
}

on_both! {
    /// The worker was away at nine; who booked meanwhile has just read everything.
    async fn a_fresh_confirmation_is_not_repeated(world: World) {
        let county = world.county().await;
        let amira = world.librarian("Amira Haddad", &county.kumla).await;
        let bo = world.librarian("Bo Ek", &county.kumla).await;
        let session = world.published(&plan(&world, &county.course, &["2026-12-17T08:00:00Z"])).await;
        world.books(&amira, &session).await.expect(201);
        let mut told = Told::from_now(&world).await;
        world.at("2026-12-07T09:30:00Z");
        world.books(&bo, &session).await.expect(201);
        assert_eq!(told.news(&world).await, ["confirmation bo.ek", "summons amira.haddad"]);
    }
}

on_both! {
    /// The clocks change in the night to Sunday 31 October 2027: nine o'clock is 07.00Z before and 08.00Z after.
    async fn nine_o_clock_is_nine_o_clock_on_both_sides_of_a_change_of_the_clocks(world: World) {
        let county = world.county().await;
        let amira = world.librarian("Amira Haddad", &county.kumla).await;
        // Monday 9.00 and Monday a week later 9.00, winter time.
        let starts = ["2027-11-01T08:00:00Z", "2027-11-08T08:00:00Z"];
        let session = world.published(&plan(&world, &county.course, &starts)).await;
        world.books(&amira, &session).await.expect(201);
        let mut told = Told::from_now(&world).await;
        assert!(told.at(&world, "2027-10-22T06:59:00Z").await.is_empty());
        assert_eq!(told.at(&world, "2027-10-22T07:00:00Z").await, ["summons amira.haddad"]);
        assert!(told.at(&world, "2027-10-29T06:59:00Z").await.is_empty());
        assert_eq!(told.at(&world, "2027-10-29T07:00:00Z").await, ["reminder amira.haddad"]);
        assert_eq!(told.at(&world, "2027-11-05T07:59:00Z").await, ["attendanceMissing jonas"]);
        assert_eq!(told.at(&world, "2027-11-05T08:00:00Z").await, ["reminder amira.haddad"]);
    }
}

/// Two processes on one database find the same at the same time.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn two_workers_tell_it_once() {
    let Some(world) = World::new(Engine::Postgres).await else { return };
    let twin = world.twin().await;
    let county = world.county().await;
    let amira = world.librarian("Amira Haddad", &county.kumla).await;
    let mut sessions = Vec::new();
    for day in 10..20 {
        let session = world.published(&plan(&world, &county.course, &[&format!("2026-12-{day}T08:00:00Z")])).await;
        world.books(&amira, &session).await.expect(201);
        sessions.push(session);
    }
    let mut told = Told::from_now(&world).await;
    let rounds = [("2026-12-05T09:00:00Z", [6, 0, 0]), ("2026-12-09T09:00:00Z", [4, 1, 0])];
    for (instant, counts) in rounds.into_iter().chain([("2026-12-14T13:00:00Z", [0, 1, 3])]) {
        world.at(instant);
        let (here, there) = (world.db().clone(), twin.db().clone());
        let now = world.clock.now();
        let both = (0..4).map(|n| {
            let db = if n % 2 == 0 { here.clone() } else { there.clone() };
            tokio::spawn(async move { persistence::correspondence::announce_due(&db, now).await.expect("announced") })
        });
        let each = futures_util::future::join_all(both).await.into_iter().map(|count| count.expect("no panic"));
        let written: usize = each.sum();
        let news = told.news(&world).await;
        assert_eq!(news.len(), written, "{news:?}");
        let kinds = ["summons", "reminder", "attendanceMissing"];
        let found = kinds.map(|kind| news.iter().filter(|line| line.starts_with(kind)).count());
        assert_eq!(found, counts, "{news:?}");
    }
    twin.close().await;
    world.close().await;
}
