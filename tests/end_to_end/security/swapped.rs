//! Ids of others in bodies and in queries (F29). Those in paths are the matrix's.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use super::{
    Engine, Sending,
    county::Seeded,
    document::{document, operations},
    kept::{Ledger, changed},
    send,
};

/// Which id a query asks for, on the other side.
fn anothers<'a>(seeded: &'a Seeded, name: &str) -> &'a str {
    match name {
        "personId" | "actorId" => &seeded.other.person,
        "sessionId" => &seeded.other.session,
        "bookingId" => &seeded.other.booking,
        "libraryId" => &seeded.other.library,
        "courseId" => &seeded.registers.course,
        "callId" => &seeded.registers.call,
        _ => panic!("whose id is {name}?"),
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn asking_for_anothers_shows_nothing_of_hers() {
    let seeded = Seeded::new(Engine::Sqlite).await.expect("SQLite is always there");
    let mut asked = 0;
    for operation in operations() {
        for query in &operation.queries {
            for (role, caller) in seeded.roles() {
                let (path, id) = (operation.at(Some(&seeded.own.session)), anothers(&seeded, query));
                let sending = Sending {
                    method: operation.method.clone(),
                    path: format!("{path}?{query}={id}"),
                    media: None,
                    body: None,
                };
                let reply = send(&seeded.world, Some(caller), &sending).await;
                asked += 1;
                assert!([200, 404].contains(&reply.status), "{} as {role}: {reply:?}", operation.id);
                let shown = seeded.hidden_from(role).into_iter().find(|hidden| reply.text.contains(*hidden));
                assert_eq!(shown, None, "{} as {role}: {reply:?}", operation.id);
                if operation.id == "listSignIns" || operation.id == "listAccessTokens" {
                    let (all, sees) = (reply.json()["total"].as_u64(), role == "coordinator");
                    assert_eq!(all.is_some_and(|total| total > 0), sees, "{} as {role}: {reply:?}", operation.id);
                }
            }
        }
    }
    assert!(asked >= 50, "{asked}");
    seeded.world.close().await;
}

/// A body with an id that its sender may not name: the operation, the member, who sends it, over what, and the status.
struct Swap {
    operation: &'static str,
    member: &'static str,
    role: &'static str,
    at: Option<String>,
    body: Value,
    status: u16,
}

fn swap(
    operation: &'static str,
    member: &'static str,
    role: &'static str,
    at: Option<&String>,
    body: Value,
    status: u16,
) -> Swap {
    Swap { operation, member, role, at: at.cloned(), body, status }
}

/// Every id that a body can name. `y` in the matrix says who may send the rest of it.
#[rustfmt::skip]
fn swaps(it: &Seeded) -> Vec<Swap> {
    let (own, other, nobody) = (&it.own, &it.other, uuid::Uuid::now_v7());
    let meeting = json!({ "startsAt": "2027-02-26T08:00:00Z", "endsAt": "2027-02-26T11:00:00Z", "trainerId": own.person });
    let session = |course: &Value, meetings: Value| json!({ "courseId": course, "format": "onSite", "capacity": 4, "meetings": meetings });
    let course = json!(it.registers.course);
    let grant = json!({ "registryNumber": "26RS7777", "decision": "granted", "decisionDate": "2026-05-20", "amountKronor": 1, "criterion": true });
    let with = |body: &Value, name: &str, value: Value| { let mut body = body.clone(); body[name] = value; body };
    let participant = |person: &String, employment: &String| json!({ "held": true,
        "participants": [{ "personId": person, "employmentId": employment, "presence": "present" }] });
    vec![
        swap("addAccessToken", "libraryIds", "manager", None, json!({ "name": "x", "libraryIds": [other.library] }), 409),
        swap("addCalendarFeed", "libraryId", "manager", None, json!({ "libraryId": other.library }), 404),
        swap("addCollaboration", "libraryId", "coordinator", None, json!({ "libraryId": nobody, "from": "2026-01-01" }), 400),
        swap("addEmployment", "libraryId", "manager", Some(&own.person),
            json!({ "libraryId": other.library, "from": "2026-01-01", "category": "other" }), 404),
        swap("addGrant", "callId", "coordinator", None,
            with(&with(&grant, "libraryIds", json!([own.library])), "callId", json!(nobody)), 400),
        swap("addGrant", "libraryIds", "coordinator", None, with(&grant, "libraryIds", json!([nobody])), 400),
        swap("changeGrant", "callId", "coordinator", Some(&it.registers.grant), json!({ "callId": nobody, "reason": "x" }), 400),
        swap("changeGrant", "libraryIds", "coordinator", Some(&it.registers.grant), json!({ "libraryIds": [nobody], "reason": "x" }), 400),
        swap("addReport", "programmeId", "coordinator", None,
            json!({ "kind": "quarter", "from": "2026-04-01", "to": "2026-06-30", "programmeId": nobody }), 400),
        swap("addSurvey", "programmeId", "coordinator", None,
            json!({ "programmeId": nobody, "title": "x", "opensOn": "2026-12-01", "closesOn": "2026-12-24" }), 400),
        swap("bookSeat", "personId", "staff", Some(&own.changing), json!({ "personId": other.person }), 404),
        swap("bookSeat", "personId", "manager", Some(&own.changing), json!({ "personId": other.person }), 404),
        swap("bookSeat", "employmentId", "staff", Some(&own.changing), json!({ "employmentId": other.employment }), 409),
        swap("changeMeeting", "trainerId", "organiser", Some(&own.changing_meeting), json!({ "trainerId": own.person }), 400),
        swap("changeProgramme", "baselineWaveId", "coordinator", Some(&it.registers.programme), json!({ "baselineWaveId": nobody }), 400),
        swap("changeProgramme", "finalWaveId", "coordinator", Some(&it.registers.programme), json!({ "finalWaveId": nobody }), 400),
        swap("changeSession", "organiserId", "organiser", Some(&own.changing), json!({ "organiserId": own.person }), 400),
        swap("planSession", "courseId", "organiser", None, session(&json!(nobody), json!([meeting])), 400),
        swap("planSession", "trainerId", "organiser", None, session(&course, json!([meeting])), 400),
        swap("reportAttendance", "personId", "trainer", Some(&own.past_meeting), participant(&nobody.to_string(), &own.employment), 400),
        swap("reportAttendance", "employmentId", "trainer", Some(&own.past_meeting), participant(&own.person, &other.employment), 400),
    ]
}

/// The members of every body that are ids, by the document.
fn members_that_are_ids() -> BTreeSet<(String, String)> {
    let document = document();
    let mut found = BTreeSet::new();
    for operation in operations() {
        let mut open: Vec<String> = operation.schema.clone().into_iter().collect();
        while let Some(name) = open.pop() {
            let members = document["components"]["schemas"][&name]["properties"].as_object();
            for (member, schema) in members.into_iter().flatten() {
                let text = schema.to_string();
                if text.contains("\"uuid\"") {
                    found.insert((operation.id.clone(), member.clone()));
                }
                let inner = text.split("#/components/schemas/").skip(1).filter_map(|rest| rest.split('"').next());
                open.extend(inner.map(str::to_owned));
            }
        }
    }
    found
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nobody_names_what_is_not_hers_to_name() {
    let seeded = Seeded::new(Engine::Sqlite).await.expect("SQLite is always there");
    let (ledger, swaps) = (Ledger::of(&seeded.world).await, swaps(&seeded));
    let told: BTreeSet<_> = swaps.iter().map(|swap| (swap.operation.to_owned(), swap.member.to_owned())).collect();
    let missing: Vec<_> = members_that_are_ids().difference(&told).cloned().collect();
    assert!(
        missing.is_empty(),
        "what if these name what is another's? Write a line in security/swapped.rs: {missing:?}"
    );
    let before = ledger.kept(&seeded.world).await;
    let mut wrong = Vec::new();
    for swap in swaps {
        let operation = operations().into_iter().find(|one| one.id == swap.operation).expect("an operation");
        let caller = seeded.roles().into_iter().find(|(role, _)| *role == swap.role).expect("a caller").1;
        let (method, path) = (operation.method.clone(), operation.at(swap.at.as_deref()));
        let sending = Sending { method, path, media: operation.media.clone(), body: Some(swap.body.to_string()) };
        let reply = send(&seeded.world, Some(caller), &sending).await;
        if reply.status != swap.status {
            wrong.push(format!("{} {}, expected {}: {reply:?}", swap.operation, swap.member, swap.status));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert_eq!(changed(&before, &ledger.kept(&seeded.world).await), [""; 0]);
    ledger.close().await;
    seeded.world.close().await;
}
