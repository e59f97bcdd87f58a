//! No body says more than it may (F30): every one in the document refuses members that it does not know, at every depth.

use serde_json::{Value, json};

use super::{
    Engine, Sending,
    county::Seeded,
    document::{Operation, document, operations},
    kept::{Ledger, changed},
    matrix::example,
    send,
};

/// What somebody might hope to set along with the rest.
const HOPES: [&str; 16] = [
    "role",
    "roles",
    "state",
    "status",
    "libraryId",
    "libraryIds",
    "taken",
    "seatsTaken",
    "id",
    "personId",
    "version",
    "disabled",
    "organiserId",
    "confirmed",
    "authVersion",
    "__proto__",
];

/// A value for the parameter of a path, to get as far as the body.
fn some_address(operation: &Operation) -> String {
    let id = match operation.path.split(['{', '}']).nth(1) {
        Some("municipalityCode") => "1881".to_owned(),
        Some("code") => "I4".to_owned(),
        _ => uuid::Uuid::now_v7().to_string(),
    };
    operation.at(Some(&id))
}

/// Every body with one member too many, and the member's path.
fn overfull(document: &Value, operation: &Operation, body: &Value) -> Vec<(String, Value)> {
    let schema = operation.schema.as_ref().map(|name| &document["components"]["schemas"][name]["properties"]);
    let known = |name: &str| schema.is_some_and(|members| !members[name].is_null());
    let mut bodies = Vec::new();
    for hope in HOPES.iter().filter(|hope| !known(hope)) {
        let mut fuller = body.clone();
        fuller[*hope] = json!("x");
        bodies.push(((*hope).to_owned(), fuller));
    }
    for pointer in objects_below(body, "") {
        let mut fuller = body.clone();
        fuller.pointer_mut(&pointer).expect("an object")["authVersion"] = json!(1);
        bodies.push(("authVersion".to_owned(), fuller));
    }
    bodies
}

/// Where the objects inside a body are.
fn objects_below(body: &Value, at: &str) -> Vec<String> {
    let members: Vec<(String, &Value)> = match body {
        Value::Object(members) => members.iter().map(|(name, value)| (format!("{at}/{name}"), value)).collect(),
        Value::Array(items) => {
            items.iter().enumerate().map(|(place, value)| (format!("{at}/{place}"), value)).collect()
        }
        _ => Vec::new(),
    };
    let mut found = Vec::new();
    for (path, value) in members {
        if value.is_object() {
            found.push(path.clone());
        }
        found.extend(objects_below(value, &path));
    }
    found
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn no_body_takes_a_member_that_it_does_not_know() {
    let seeded = Seeded::new(Engine::Sqlite).await.expect("SQLite is always there");
    let (ledger, document) = (Ledger::of(&seeded.world).await, document());
    let before = ledger.kept(&seeded.world).await;
    let (mut sent, mut wrong) = (0, Vec::new());
    for operation in operations().iter().filter(|operation| operation.example.is_some()) {
        let media = operation.media.clone();
        assert_eq!(media.as_deref(), Some("application/json"), "{}", operation.id);
        for (member, body) in overfull(&document, operation, &example(&seeded, operation)) {
            let (method, path) = (operation.method.clone(), some_address(operation));
            let sending = Sending { method, path, media: media.clone(), body: Some(body.to_string()) };
            let reply = send(&seeded.world, Some(&seeded.world.coordinator), &sending).await;
            let named = reply.json()["invalidParams"][0]["name"].as_str().is_some_and(|name| name.ends_with(&member));
            sent += 1;
            if reply.status != 400 || !named {
                wrong.push(format!("{}: {member} in {body} → {reply:?}", operation.id));
            }
        }
    }
    assert!(wrong.is_empty(), "{} of {sent}:\n{}", wrong.len(), wrong.join("\n"));
    assert!(sent > 600, "only {sent} bodies were sent");
    assert_eq!(changed(&before, &ledger.kept(&seeded.world).await), [""; 0]);
    ledger.close().await;
    seeded.world.close().await;
}
