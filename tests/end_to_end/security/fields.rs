//! Hostile texts into every text that a body takes (F19, F20, G26): taken as they are, or refused; never half of it.

use serde_json::{Value, json};

use super::{
    Engine, Reply, Sending, corpus,
    county::Seeded,
    document::{Operation, document, operations},
    matrix::{body_of, first_allowed, path_of},
    send,
    table::lines,
};

/// Where a body has a text that people write: a pointer into the example.
fn texts(document: &Value, operation: &Operation, body: &Value) -> Vec<String> {
    let Some(schema) = &operation.schema else { return Vec::new() };
    let mut found = Vec::new();
    below(document, schema, "", body, &mut found);
    found
}

fn below(document: &Value, schema: &str, at: &str, body: &Value, found: &mut Vec<String>) {
    let members = document["components"]["schemas"][schema]["properties"].as_object();
    for (name, member) in members.into_iter().flatten() {
        let path = format!("{at}/{name}");
        if member["type"] == "string" && member["format"].is_null() && member["enum"].is_null() {
            found.push(path);
            continue;
        }
        let text = member.to_string();
        let inner = text.split("#/components/schemas/").nth(1).and_then(|rest| rest.split('"').next());
        let place = if member["type"] == "array" { format!("{path}/0") } else { path };
        if let Some(inner) = inner
            && body.pointer(&place).is_some_and(Value::is_object)
        {
            below(document, inner, &place, body, found);
        }
    }
}

/// Puts a text where a pointer leads; what holds it is there.
fn put(body: &mut Value, pointer: &str, text: &str) {
    let (holder, name) = pointer.rsplit_once('/').expect("a pointer");
    body.pointer_mut(holder).expect("an object")[name] = json!(text);
}

/// As texts are kept: composed, and without blanks around them.
fn kept_as(text: &str) -> impl Fn(&str) -> bool {
    move |shown: &str| {
        let bare = |text: &str| text.chars().filter(|letter| letter.is_ascii_alphanumeric()).collect::<String>();
        // What is composed becomes another letter; how, is a test of `domain`'s.
        let composed = text.chars().any(|letter| ('\u{300}'..='\u{36f}').contains(&letter));
        composed || bare(shown) == bare(text)
    }
}

fn judged(told: &str, text: &str, name: &str, reply: &Reply) -> Option<String> {
    let answer: Result<Value, _> = serde_json::from_str(&reply.text);
    let Ok(answer) = answer else { return Some(format!("{told}: no JSON: {reply:?}")) };
    match reply.status {
        200..=299 => {
            let shown = answer[name].as_str().filter(|shown| !kept_as(text)(shown));
            shown.map(|shown| format!("{told}: it became {shown:?}"))
        }
        // What was wrong is named, and not repeated. Short texts stand in any sentence.
        400..=499 if text.len() > 5 && answer["detail"].as_str().is_some_and(|detail| detail.contains(text)) => {
            Some(format!("{told}: the error repeats it: {reply:?}"))
        }
        400..=499 => None,
        _ => Some(format!("{told}: {reply:?}")),
    }
}

/// Sends every text into every field; gives the number of requests.
async fn into_every_field(engine: Engine, corpus: &[String]) -> usize {
    let Some(seeded) = Seeded::new(engine).await else { return 0 };
    let (document, operations) = (document(), operations());
    let (mut sent, mut fields, mut wrong) = (0, 0, Vec::new());
    for line in lines() {
        let operation = operations.iter().find(|one| one.id == line.operation).expect("told by another test");
        let Some((caller, body)) = first_allowed(&seeded, &line).zip(body_of(&seeded, operation, &line)) else {
            continue;
        };
        for pointer in texts(&document, operation, &body) {
            fields += 1;
            for text in corpus {
                let mut hostile = body.clone();
                put(&mut hostile, &pointer, text);
                let sending = Sending {
                    method: operation.method.clone(),
                    path: path_of(&seeded, operation, &line),
                    media: operation.media.clone(),
                    body: Some(hostile.to_string()),
                };
                let reply = send(&seeded.world, Some(caller), &sending).await;
                let told = format!("{} {pointer} {text:?}", operation.id);
                wrong.extend(judged(&told, text, pointer.trim_start_matches('/'), &reply));
                sent += 1;
            }
        }
    }
    assert!(wrong.is_empty(), "{engine:?}: {} of {sent}:\n{}", wrong.len(), wrong.join("\n"));
    assert!(fields >= 50, "only {fields} fields");
    println!("{engine:?}: {} texts into {fields} fields, {sent} requests, 0 breakouts", corpus.len());
    seeded.world.close().await;
    sent
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_field_takes_a_text_whole_or_not_at_all() {
    into_every_field(Engine::Sqlite, &corpus::sample(40)).await;
    into_every_field(Engine::Postgres, &corpus::sample(83)).await;
}

/// G26, by hand: all 500 into every field. `cargo test -p kursplats-tests --test end_to_end -- --ignored --nocapture
/// every_field_and_every_text`
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "it takes its time"]
async fn every_field_and_every_text() {
    for engine in [Engine::Sqlite, Engine::Postgres] {
        into_every_field(engine, &corpus::all()).await;
    }
}
