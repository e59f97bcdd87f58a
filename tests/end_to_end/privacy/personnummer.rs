//! No number of a person comes in, whichever field it is written in.

use kursplats_tests::world::World;
use reqwest::Method;
use serde_json::{Value, json};

const NUMBER: &str = "Ring 850709-9805, tack";

/// What an object must be to reach one of its texts, and where that text stands.
#[derive(Debug, Clone)]
struct Field {
    path: String,
    body: Value,
}

/// Every text of a schema, in lists and in objects within objects.
fn fields(document: &Value, schema: &Value, depth: usize) -> Vec<Field> {
    let mut schema = schema;
    while let Some(name) = schema["$ref"].as_str().and_then(|name| name.rsplit('/').next()) {
        schema = &document["components"]["schemas"][name];
    }
    if let Some(one) = schema["allOf"].as_array().or_else(|| schema["anyOf"].as_array()).and_then(|all| all.first()) {
        return fields(document, one, depth);
    }
    match schema["type"].as_str() {
        Some("string") => vec![Field { path: String::new(), body: json!(NUMBER) }],
        Some("array") => {
            let items = fields(document, &schema["items"], depth);
            items
                .into_iter()
                .map(|item| Field { path: format!("[0]{}", dotted(&item.path)), body: json!([item.body]) })
                .collect()
        }
        _ if depth > 4 => Vec::new(),
        _ => {
            let members = schema["properties"].as_object().into_iter().flatten();
            let inner = members.flat_map(|(name, member)| {
                let name = name.clone();
                fields(document, member, depth + 1).into_iter().map(move |field| {
                    let path = format!("{name}{}", dotted(&field.path));
                    Field { path, body: json!({ name.clone(): field.body }) }
                })
            });
            inner.collect()
        }
    }
}

fn dotted(path: &str) -> String {
    if path.is_empty() || path.starts_with('[') { path.to_owned() } else { format!(".{path}") }
}

/// An address with something that can be there in place of each variable.
fn address(path: &str) -> String {
    let segments = path.split('/').map(|segment| match segment {
        "{code}" => "I4",
        "{municipalityCode}" => "1881",
        variable if variable.starts_with('{') => "0198c0de-0000-7000-8000-000000000000",
        plain => plain,
    });
    segments.collect::<Vec<_>>().join("/")
}

/// Which texts the document has in bodies of JSON: address, method and field.
fn all(document: &Value) -> Vec<(String, Method, Field)> {
    let mut all = Vec::new();
    for (path, item) in document["paths"].as_object().expect("paths") {
        for (method, operation) in item.as_object().expect("methods") {
            let schema = &operation["requestBody"]["content"]["application/json; charset=utf-8"]["schema"];
            let plain = &operation["requestBody"]["content"]["application/json"]["schema"];
            let schema = if schema.is_null() { plain } else { schema };
            let method: Method = method.to_uppercase().parse().expect("a method");
            for field in fields(document, schema, 0) {
                all.push((address(path), method.clone(), field));
            }
        }
    }
    all
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_text_of_the_contract_refuses_a_personnummer_and_names_itself() {
    let world = World::new(kursplats_tests::world::Engine::Sqlite).await.expect("SQLite is always there");
    let document: Value = serde_json::from_str(&http_api::document()).expect("the document is JSON");
    let all = all(&document);
    assert!(all.len() > 80, "only {} texts were found", all.len());
    for (path, method, Field { path: member, body }) in all {
        let answer = world.send(method.clone(), &path, Some(&world.coordinator), &[], Some(&body)).await;
        assert_eq!(answer.status, 400, "{method} {path} {member}: {}", answer.body);
        let first = &answer.body["invalidParams"][0];
        assert_eq!(first["name"], member, "{method} {path}: {}", answer.body);
        assert!(first["reason"].as_str().is_some_and(|reason| reason.contains("personnummer")), "{first}");
        assert!(answer.body["detail"].as_str().is_some_and(|detail| detail.contains(&member)), "{}", answer.body);
        assert!(!answer.body.to_string().contains("9805"), "the number is repeated: {}", answer.body);
    }
    world.close().await;
}

on_both! {
    async fn a_file_with_a_personnummer_is_refused_and_nothing_of_it_repeated(world: World) {
        let county = world.county().await;
        let _ = county;
        let file = "Bibliotek;Från;Kontakt\nKumla bibliotek;2026-02-01;Anna 850709-9805\n";
        let client = reqwest::Client::new();
        let url = format!("{}/kursplats/v1/collaborations/imports", world.base);
        for url in [url.clone(), format!("{url}?dryRun=true")] {
            let sent = client.post(&url).bearer_auth(&world.coordinator.token).header("content-type", "text/csv").body(file);
            let text = sent.send().await.expect("an answer").text().await.expect("a body");
            assert!(text.contains("personnummer") && text.contains("2"), "{text}");
            assert!(!text.contains("9805"), "{text}");
        }
        assert_eq!(world.get(&world.coordinator, "/collaborations").await.expect(200).body["total"], 0);
    }
}

on_both! {
    async fn telephone_numbers_and_dates_are_let_in(world: World) {
        let county = world.county().await;
        let mut plan = world.plan(&county.course, 12, 30);
        plan["meetings"][0]["travelNote"] = json!("Ring 070-123 01 46 eller 0701230146 senast 2026-12-20 kl. 09.00.");
        world.post(&world.organiser, "/sessions", &plan).await.expect(201);
    }
}
