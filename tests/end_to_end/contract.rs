//! The OpenAPI document: generated, committed, true, and within the rules of the national REST profile.
//!
//! The rules' own checker is a separate program; its mechanical rules are restated here (named as there).

use std::path::Path;

use serde_json::Value;

const STATIC_SEGMENT: fn(char) -> bool =
    |letter| letter.is_ascii_lowercase() || letter.is_ascii_digit() || letter == '-';

fn document() -> Value {
    serde_json::from_str(&http_api::document()).expect("the document is JSON")
}

/// Every operation: path, method, operation.
fn operations(document: &Value) -> Vec<(&str, &str, &Value)> {
    let paths = document["paths"].as_object().expect("paths");
    let all = paths.iter().flat_map(|(path, item)| {
        item.as_object()
            .expect("methods")
            .iter()
            .map(move |(method, operation)| (path.as_str(), method.as_str(), operation))
    });
    all.collect()
}

fn responses(operation: &Value) -> impl Iterator<Item = (&String, &Value)> {
    operation["responses"].as_object().expect("responses").iter()
}

#[test]
fn the_committed_document_is_the_generated_one() {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("../openapi.json");
    if std::env::var_os("UPDATE").is_some() {
        std::fs::write(&file, http_api::document()).expect("written");
    }
    let committed = std::fs::read_to_string(file).expect("openapi.json is committed");
    assert!(committed == http_api::document(), "openapi.json is stale: run with UPDATE=1 and commit it");
}

#[test]
fn addresses_follow_the_profile() {
    let document = document();
    let servers = document["servers"].as_array().expect("servers");
    for server in servers {
        let url = server["url"].as_str().expect("a url");
        assert!(url.starts_with("https://") && url.ends_with("/kursplats/v1"), "UFN.01, UFN.02: {url}");
    }
    assert!(document["paths"]["/api-info"]["get"].is_object(), "VER.06");
    for (path, method, operation) in operations(&document) {
        for segment in path.split('/').skip(1) {
            if let Some(name) = segment.strip_prefix('{').and_then(|name| name.strip_suffix('}')) {
                assert!(name.chars().all(|letter| letter.is_ascii_alphanumeric()), "UFN.09: {path}");
                assert!(!["pnr", "personnummer", "ssn"].contains(&name), "RES.02: {path}");
                continue;
            }
            assert!(segment.chars().all(STATIC_SEGMENT), "UFN.07, UFN.08, RES.06: {path}");
            assert!(!segment.starts_with('-') && !segment.ends_with('-') && !segment.contains("--"), "UFN.08: {path}");
        }
        assert!(method != "get" || operation["requestBody"].is_null(), "FOR.02: {path}");
    }
}

#[test]
fn path_parameters_stand_in_the_order_of_the_path_and_there_is_one_at_most() {
    // The framework binds them by position, not by name.
    let document = document();
    for (path, method, operation) in operations(&document) {
        let in_path: Vec<&str> = path.split('/').filter_map(|part| part.strip_prefix('{')?.strip_suffix('}')).collect();
        let parameters = operation["parameters"].as_array().cloned().unwrap_or_default();
        let declared: Vec<&str> =
            parameters.iter().filter(|p| p["in"] == "path").filter_map(|p| p["name"].as_str()).collect();
        assert_eq!(in_path, declared, "{method} {path}");
        assert!(declared.len() <= 1, "{method} {path}");
    }
}

#[test]
fn names_are_camel_case_everywhere() {
    let document = document();
    let camel = |name: &str| {
        name.starts_with(|c: char| c.is_ascii_lowercase()) && name.chars().all(|c| c.is_ascii_alphanumeric())
    };
    for (path, _, operation) in operations(&document) {
        for parameter in operation["parameters"].as_array().into_iter().flatten().filter(|p| p["in"] != "header") {
            let name = parameter["name"].as_str().expect("a name");
            assert!(camel(name), "AME.05, FNS.01: {path} {name}");
            assert!(parameter["in"] != "query" || parameter["required"] != true, "FNS.05: {path} {name}");
        }
    }
    for (schema, description) in document["components"]["schemas"].as_object().expect("schemas") {
        for name in description["properties"].as_object().into_iter().flatten().map(|(name, _)| name) {
            assert!(camel(name), "AME.05: {schema}.{name}");
        }
    }
}

#[test]
fn errors_are_problems_with_all_five_members() {
    let document = document();
    for (path, method, operation) in operations(&document) {
        for (status, response) in responses(operation).filter(|(status, _)| status.starts_with(['4', '5'])) {
            let content = response["content"].as_object().expect("a body");
            assert_eq!(
                content.keys().collect::<Vec<_>>(),
                ["application/problem+json"],
                "FEL.02: {method} {path} {status}"
            );
        }
    }
    let members = document["components"]["schemas"]["ProblemDetails"]["properties"].as_object().expect("members");
    for member in ["type", "title", "status", "detail", "instance"] {
        assert!(members.contains_key(member), "FEL.01: {member}");
    }
}

#[test]
fn lists_are_paged_by_limit_and_page() {
    let document = document();
    for (path, _, operation) in operations(&document).into_iter().filter(|(_, method, operation)| {
        *method == "get" && operation["operationId"].as_str().is_some_and(|id| id.starts_with("list"))
    }) {
        let schema =
            operation["responses"]["200"]["content"].as_object().and_then(|c| c.values().next()).expect("a list");
        let name = schema["schema"]["$ref"].as_str().and_then(|name| name.rsplit('/').next()).expect("a list by name");
        for member in ["items", "total", "limit", "page"] {
            let properties = &document["components"]["schemas"][name]["properties"];
            assert!(properties[member].is_object(), "FNS.07: {path} {member}");
        }
    }
}

#[test]
fn everything_is_described_in_both_languages() {
    let document = document();
    let info = &document["info"];
    for member in ["version", "title", "description", "termsOfService"] {
        assert!(info[member].is_string(), "DOK.03: {member}");
    }
    for (group, member) in
        [("contact", "name"), ("contact", "url"), ("contact", "email"), ("license", "name"), ("license", "url")]
    {
        assert!(info[group][member].is_string(), "DOK.03: {group}.{member}");
    }
    let text = info["description"].as_str().expect("a description");
    assert!(text.contains("Begränsning") && text.contains("limits"), "DOK.09");
    assert!(info["x-sla"]["availability"].is_string(), "DOK.08");
    assert!(document["externalDocs"]["url"].is_string(), "DOK.01");
    for (path, method, operation) in operations(&document) {
        let both = |text: &Value| text.as_str().is_some_and(|text| text.contains(" / "));
        assert!(both(&operation["summary"]) && both(&operation["description"]), "DOK.06, DOK.19: {method} {path}");
        for (status, response) in responses(operation) {
            assert!(both(&response["description"]), "DOK.20: {method} {path} {status}");
        }
        let trace = operation["parameters"].as_array().into_iter().flatten();
        assert!(
            trace.filter(|p| p["name"].as_str().is_some_and(|n| n.eq_ignore_ascii_case("traceparent"))).count() == 1,
            "SPA.02: {path}"
        );
    }
}

#[test]
fn every_json_body_has_an_example() {
    let document = document();
    assert!(document["openapi"].as_str().is_some_and(|version| version.starts_with("3.")), "DOK.17");
    for (path, method, operation) in operations(&document) {
        let bodies = responses(operation).map(|(status, response)| (status.as_str(), &response["content"]));
        for (status, content) in bodies.chain([("request", &operation["requestBody"]["content"])]) {
            for (media, body) in content.as_object().into_iter().flatten().filter(|(media, _)| media.contains("json")) {
                assert!(body["examples"]["example"]["value"].is_object(), "DOK.15: {method} {path} {status} {media}");
            }
        }
    }
}

#[test]
fn security_is_by_bearer_token_only_and_open_operations_are_few() {
    let document = document();
    let schemes = document["components"]["securitySchemes"].as_object().expect("schemes");
    assert!(schemes.values().all(|scheme| scheme["type"] == "http" && scheme["scheme"] == "bearer"), "SAK.10");
    let open: Vec<&str> = operations(&document)
        .into_iter()
        .filter(|(_, _, operation)| {
            operation["security"].as_array().is_none_or(|all| all.iter().any(|one| one == &serde_json::json!({})))
        })
        .filter_map(|(_, _, operation)| operation["operationId"].as_str())
        .collect();
    assert_eq!(open, ["getApiInfo", "listSessions", "askToSignIn"]);
}
