//! The test vector of training occasions, through the API.

use std::collections::HashMap;

use domain::access::Role;
use kursplats_tests::{
    fixture::text,
    world::{Caller, World},
};
use serde_json::{Value, json};

/// The indicators' test vectors: inputs and every expected figure.
fn vectors() -> Value {
    serde_json::from_str(include_str!("../vectors.json")).expect("the vectors are JSON")
}

/// Everything the vector names, as it got into the system.
struct Loaded {
    people: HashMap<String, Caller>,
    employments: HashMap<(String, String), String>,
}

async fn load_people(world: &World, input: &Value) -> Loaded {
    let mut libraries: HashMap<String, String> = HashMap::new();
    let mut loaded = Loaded { people: HashMap::new(), employments: HashMap::new() };
    for (person, rows) in input["employment"].as_object().expect("employments") {
        let caller = world.caller(Role::Staff, &format!("Person {person}"), &format!("{person}@vektor.example")).await;
        for row in rows.as_array().expect("rows") {
            let (library, municipality) = (text(&row["library"]), text(&row["municipality"]));
            if !libraries.contains_key(library) {
                let body = json!({ "code": municipality, "name": format!("Kommun {municipality}") });
                world.post(&world.coordinator, "/municipalities", &body).await.expect(201);
                libraries.insert(library.to_owned(), world.library(library, municipality).await);
            }
            let body = json!({ "libraryId": libraries[library], "from": row["from"], "to": row["to"], "category": "librarian" });
            let path = format!("/people/{}/employments", caller.person);
            let employment = world.post(&world.coordinator, &path, &body).await.expect(201).id();
            loaded.employments.insert((person.clone(), library.to_owned()), employment);
        }
        loaded.people.insert(person.clone(), caller);
    }
    loaded
}

fn plan(course: &str, run: &Value) -> Value {
    let meeting = |meeting: &Value| {
        let offset = if text(&meeting["date"]) < "2026-10-25" { "+02:00" } else { "+01:00" };
        let at = |time: &Value| format!("{}T{}:00{offset}", text(&meeting["date"]), text(time));
        json!({ "startsAt": at(&meeting["start"]), "endsAt": at(&meeting["end"]),
            "breakMinutes": meeting["breakMinutes"], "place": "Kumla bibliotek" })
    };
    let meetings: Vec<Value> = run["meetings"].as_array().expect("meetings").iter().map(meeting).collect();
    json!({ "courseId": course, "format": "onSite", "capacity": 20, "byStaff": run["byStaff"],
        "forStaff": run["forStaff"], "withStaff": run["withStaff"], "relatesToGoal": run["relatesToGoal"],
        "meetings": meetings })
}

fn report(loaded: &Loaded, input: &Value, run: &Value, meeting: &Value) -> Option<Value> {
    let held = match text(&meeting["status"]) {
        "held" => true,
        "cancelled" => false,
        _ => return None,
    };
    let present = meeting["present"].as_array().cloned().unwrap_or_default();
    let (staff, external): (Vec<_>, Vec<_>) =
        present.iter().partition(|person| loaded.people.contains_key(text(person)));
    let row = |person: &&Value| {
        let chosen = &input["bookingEmployer"][format!("{}/{}", text(&run["id"]), text(person))];
        let key = |library: &str| (text(person).to_owned(), library.to_owned());
        let employment = chosen.as_str().map(|library| loaded.employments[&key(library)].clone());
        json!({ "personId": loaded.people[text(person)].person, "employmentId": employment, "presence": "present" })
    };
    let participants: Vec<Value> = staff.iter().map(row).collect();
    Some(json!({ "held": held, "participants": participants, "externalParticipants": external.len() }))
}

async fn load_runs(world: &World, loaded: &Loaded, input: &Value) -> HashMap<String, String> {
    let mut ids = HashMap::new();
    for run in input["runs"].as_array().expect("runs") {
        let course = world.course(text(&run["id"]), text(&run["title"])).await;
        let session = world.post(&world.organiser, "/sessions", &plan(&course, run)).await.expect(201).body;
        let given = run["meetings"].as_array().expect("meetings");
        for (meeting, given) in session["meetings"].as_array().expect("meetings").iter().zip(given) {
            if let Some(report) = report(loaded, input, run, given) {
                let path = format!("/meetings/{}/attendance-reports", text(&meeting["id"]));
                world.put(&world.organiser, &path, &report).await.expect(200);
            }
        }
        ids.insert(text(&session["id"]).to_owned(), text(&run["id"]).to_owned());
    }
    ids
}

on_both! {
    async fn the_vector_of_training_occasions_matches_in_every_figure(world: World) {
        world.at("2027-01-15T08:00:00Z");
        let vectors = vectors();
        let (input, expected) = (&vectors["I4"]["input"], &vectors["I4"]["expect"]);
        let loaded = load_people(&world, input).await;
        let runs = load_runs(&world, &loaded, input).await;

        let result = world.get(&world.coordinator, "/indicators/I4?from=2026-01-01&to=2026-12-31").await.expect(200).body;
        let same = [
            ("value", "occasions"), ("byStaff", "byStaff"), ("forStaff", "forStaff"), ("withStaff", "withStaff"),
            ("uniqueParticipants", "uniqueStaffParticipants"), ("participations", "participations"),
            ("deliveredMinutes", "deliveredMinutes"), ("studyHours", "studyHours45"),
            ("participantMinutes", "participantMinutes"), ("pendingMeetings", "pendingMeetings"),
            ("cancelledMeetings", "cancelledMeetings"),
        ];
        for (ours, theirs) in same {
            assert_eq!(result[ours], expected[theirs], "{ours}: {result}");
        }
        assert_eq!(result["sessions"], expected["countedRuns"].as_array().expect("runs").len());
        assert_eq!(result["externalParticipations"], 3);
        assert_eq!(result["leftOut"]["zeroAttendance"], expected["zeroAttendanceOccasions"]);
        assert_eq!(result["leftOut"]["notRelatedToGoal"], expected["notRelatingToGoal"]);
        assert_eq!(result["leftOut"]["noAffiliation"], expected["noAffiliation"]);
        let quarters: Vec<Value> = result["byQuarter"].as_array().expect("quarters").iter()
            .map(|quarter| json!([quarter["quarter"], quarter["value"]])).collect();
        assert_eq!(json!(quarters), json!([["2026-Q3", expected["perQuarter"]["2026-K3"]],
            ["2026-Q4", expected["perQuarter"]["2026-K4"]]]));
        let municipalities = result["byMunicipality"].as_array().expect("municipalities");
        assert_eq!(municipalities.len(), expected["uniqueByMunicipality"].as_object().expect("municipalities").len());
        for figures in municipalities {
            let code = text(&figures["municipalityCode"]);
            assert_eq!(figures["uniqueParticipants"], expected["uniqueByMunicipality"][code], "{code}");
            assert_eq!(figures["participations"], expected["participationsByMunicipality"][code], "{code}");
        }
        check_evidence(&world, &runs, expected).await;
    }
}

async fn check_evidence(world: &World, runs: &HashMap<String, String>, expected: &Value) {
    let path = "/indicators/I4/evidence?from=2026-01-01&to=2026-12-31&limit=100";
    let evidence = world.get(&world.coordinator, path).await.expect(200).body;
    let rows = evidence["items"].as_array().expect("rows");
    let mut counted: Vec<&str> =
        rows.iter().filter(|row| row["counted"] == true).map(|row| runs[text(&row["sessionId"])].as_str()).collect();
    assert_eq!(counted.len(), 7);
    counted.sort_by_key(|run| run[1..].parse::<u32>().expect("a number"));
    counted.dedup();
    assert_eq!(json!(counted), expected["countedRuns"]);
    let reasons: HashMap<&str, Vec<&str>> =
        rows.iter().filter(|row| row["counted"] == false).fold(HashMap::new(), |mut all, row| {
            all.entry(text(&row["reason"])).or_insert_with(Vec::new).push(runs[text(&row["sessionId"])].as_str());
            all
        });
    let left_out = [
        ("cancelled", vec!["R4", "R11"]),
        ("zeroAttendance", vec!["R6"]),
        ("pending", vec!["R7"]),
        ("notRelatedToGoal", vec!["R8"]),
        ("noAffiliation", vec!["R12"]),
    ];
    assert_eq!(reasons, left_out.into_iter().collect());
}
