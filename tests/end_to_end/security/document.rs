//! What can be done, as the OpenAPI document says it.

use reqwest::Method;
use serde_json::Value;

/// One operation.
#[derive(Debug, Clone)]
pub(super) struct Operation {
    pub(super) id: String,
    pub(super) method: Method,
    pub(super) path: String,
    /// Whether the document asks for a caller.
    pub(super) guarded: bool,
    /// The media type of its body, if it has one.
    pub(super) media: Option<String>,
    /// The recorded example of its body.
    pub(super) example: Option<Value>,
    /// The name of its body's schema.
    pub(super) schema: Option<String>,
    /// Parameters of the query that are ids.
    pub(super) queries: Vec<String>,
}

impl Operation {
    /// The path with its parameter filled in.
    pub(super) fn at(&self, id: Option<&str>) -> String {
        let Some((before, rest)) = self.path.split_once('{') else { return self.path.clone() };
        let after = rest.split_once('}').expect("a parameter").1;
        let id = id.unwrap_or_else(|| panic!("{} needs an id", self.id));
        format!("{before}{id}{after}")
    }
}

pub(super) fn document() -> Value {
    serde_json::from_str(&http_api::document()).expect("the document is JSON")
}

/// Every operation, in the order of the document.
pub(super) fn operations() -> Vec<Operation> {
    let document = document();
    let paths = document["paths"].as_object().expect("paths");
    let all = paths.iter().flat_map(|(path, item)| {
        let methods = item.as_object().expect("methods").iter();
        methods.map(move |(method, operation)| one(path, method, operation))
    });
    all.collect()
}

fn one(path: &str, method: &str, operation: &Value) -> Operation {
    let content = operation["requestBody"]["content"].as_object().and_then(|content| content.iter().next());
    let parameters = operation["parameters"].as_array().into_iter().flatten();
    let ids = parameters.filter(|one| one["in"] == "query" && one["schema"]["format"] == "uuid");
    let name = |reference: &Value| Some(reference.as_str()?.rsplit('/').next()?.to_owned());
    Operation {
        id: operation["operationId"].as_str().expect("an id").to_owned(),
        method: method.to_uppercase().parse().expect("a method"),
        path: path.to_owned(),
        guarded: operation["security"].as_array().is_some_and(|schemes| !schemes.is_empty()),
        media: content.map(|(media, _)| media.clone()),
        example: content.and_then(|(_, body)| Some(body.pointer("/examples/example/value")?.clone())),
        schema: content.and_then(|(_, body)| name(&body["schema"]["$ref"])),
        queries: ids.filter_map(|one| Some(one["name"].as_str()?.to_owned())).collect(),
    }
}
