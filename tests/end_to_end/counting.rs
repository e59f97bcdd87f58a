//! Attendance, and the count that rests on it.

use kursplats_tests::{
    fixture::text,
    world::{Caller, World},
};
use serde_json::{Value, json};

mod corrections;
mod definitions;
mod keeping;
mod reach;
mod vector;

/// The whole of 2026 and 2027.
const TWO_YEARS: &str = "from=2026-01-01&to=2027-12-31";

/// Figures of training occasions.
async fn occasions(world: &World, caller: &Caller, period: &str) -> Value {
    world.get(caller, &format!("/indicators/I4?{period}")).await.expect(200).body
}

/// A session of meetings that are over, each from an instant and three hours on, with its flags for staff and the goal.
async fn past(world: &World, course: &str, starts: &[&str]) -> Value {
    let meeting = |starts: &&str| {
        let starts = kursplats_tests::world::instant(starts);
        json!({ "startsAt": starts.to_rfc3339(), "endsAt": (starts + chrono::Duration::hours(3)).to_rfc3339(),
            "breakMinutes": 15, "place": "Kumla bibliotek" })
    };
    let plan = json!({ "courseId": course, "format": "onSite", "capacity": 20,
        "meetings": starts.iter().map(meeting).collect::<Vec<_>>() });
    world.post(&world.organiser, "/sessions", &plan).await.expect(201).body
}

/// Reports a meeting as held, with those who were present: each with the employment she took part for, if it must be said.
async fn held(world: &World, session: &Value, meeting: usize, present: &[(&Caller, Option<&str>)]) {
    let participants: Vec<Value> = present
        .iter()
        .map(|(caller, employment)| json!({ "personId": caller.person, "employmentId": employment, "presence": "present" }))
        .collect();
    let report = json!({ "held": true, "participants": participants });
    let path = format!("/meetings/{}/attendance-reports", text(&session["meetings"][meeting]["id"]));
    world.put(&world.organiser, &path, &report).await.expect(200);
}

/// The part of a breakdown whose member has this value.
fn part<'a>(figures: &'a Value, breakdown: &str, member: &str, value: &str) -> &'a Value {
    let parts = figures[breakdown].as_array().unwrap_or_else(|| panic!("{breakdown} of {figures}"));
    parts.iter().find(|part| part[member] == value).unwrap_or_else(|| panic!("{value} among {parts:?}"))
}

on_both! {
    async fn walk_ins_and_corrections_count_as_reported_last(world: World) {
        let county = world.county().await;
        let amira = world.librarian("Amira Haddad", &county.kumla).await;
        let bo = world.librarian("Bo Ek", &county.hallsberg).await;
        let session = world.published(&world.plan(&county.course, 12, 10)).await;
        world.books(&amira, &session).await.expect(201);
        world.later(chrono::Duration::days(11));
        let path = format!("/meetings/{}/attendance-reports", text(&session["meetings"][0]["id"]));
        let value = async || world.get(&world.coordinator, "/indicators/I4?from=2026-12-01&to=2026-12-31").await.expect(200).body;
        assert_eq!((&value().await["value"], &value().await["pendingMeetings"]), (&json!(0), &json!(1)));

        let both = json!({ "held": true, "participants": [{ "personId": amira.person, "presence": "late" },
            { "personId": bo.person, "presence": "present" }], "externalParticipants": 2 });
        world.put(&world.organiser, &path, &both).await.expect(200);
        let first = value().await;
        assert_eq!((&first["value"], &first["participations"], &first["externalParticipations"]), (&json!(1), &json!(2), &json!(2)));
        let one = json!({ "held": true, "participants": [{ "personId": amira.person, "presence": "absent" },
            { "personId": bo.person, "presence": "present" }] });
        world.put(&world.organiser, &path, &one).await.expect(200);
        assert_eq!(value().await["participations"], 1);
        let twice = json!({ "held": true, "participants": [{ "personId": bo.person, "presence": "present" },
            { "personId": bo.person, "presence": "present" }] });
        let refused = world.put(&world.organiser, &path, &twice).await.expect(400).body;
        assert_eq!(refused["invalidParams"][0]["name"], "participants[1].personId");
        world.put(&world.organiser, &path, &json!({ "held": false })).await.expect(200);
        let none = value().await;
        assert_eq!((&none["value"], &none["cancelledMeetings"]), (&json!(0), &json!(1)));
    }
}
