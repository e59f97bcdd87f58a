//! Reading a JSON body: every error names the member and the reason.

use std::ops::Deref;

use domain::Invalid;
use poem::{FromRequest, Request, RequestBody, Result};
use poem_openapi::{
    ApiExtractor, ApiExtractorType, ExtractParamOptions,
    error::ContentTypeError,
    payload::{Json, Payload},
    registry::{MetaMediaType, MetaRequest, MetaSchemaRef, Registry},
    types::{MaybeUndefined, Type},
};
use serde::de::DeserializeOwned;
use serde_json::Value;

use crate::{
    personal_numbers,
    problem::{InvalidParam, Problem, invalid_words},
    request::{Context, Language},
};

/// A JSON body. Documented like the framework's own, but read by serde, which knows where in the body it is.
pub(crate) struct Input<T>(pub T);

impl<T> Deref for Input<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.0
    }
}

impl<T: Type> Payload for Input<T> {
    const CONTENT_TYPE: &'static str = "application/json";

    fn check_content_type(content_type: &str) -> bool {
        Json::<T>::check_content_type(content_type)
    }

    fn schema_ref() -> MetaSchemaRef {
        T::schema_ref()
    }

    fn register(registry: &mut Registry) {
        T::register(registry);
    }
}

impl<'a, T: Type + DeserializeOwned> ApiExtractor<'a> for Input<T> {
    const TYPES: &'static [ApiExtractorType] = &[ApiExtractorType::RequestObject];

    type ParamType = ();
    type ParamRawType = ();

    fn register(registry: &mut Registry) {
        T::register(registry);
    }

    fn request_meta() -> Option<MetaRequest> {
        let content = vec![MetaMediaType { content_type: Self::CONTENT_TYPE, schema: T::schema_ref() }];
        Some(MetaRequest { description: None, content, required: true })
    }

    async fn from_request(
        request: &'a Request,
        body: &mut RequestBody,
        _options: ExtractParamOptions<()>,
    ) -> Result<Self> {
        let data = <Vec<u8> as FromRequest>::from_request(request, body).await?;
        if data.is_empty() {
            // Nothing sent is an empty object: fine where nothing is needed, otherwise it says what is missing.
            return Ok(read(b"{}").map(Self)?);
        }
        let content_type = request.content_type().ok_or(ContentTypeError::ExpectContentType)?;
        if !Self::check_content_type(content_type) {
            return Err(ContentTypeError::NotSupported { content_type: content_type.to_owned() }.into());
        }
        Ok(read(&data).map(Self)?)
    }
}

/// Left out, null, or a value: what a PATCH says of a member that can be empty.
pub(crate) fn tri<T>(given: MaybeUndefined<T>) -> Option<Option<T>> {
    match given {
        MaybeUndefined::Undefined => None,
        MaybeUndefined::Null => Some(None),
        MaybeUndefined::Value(value) => Some(Some(value)),
    }
}

fn read<T: DeserializeOwned>(data: &[u8]) -> Result<T, Problem> {
    let language = Context::current().language;
    let value: Value = serde_json::from_slice(data).map_err(|error| {
        let (line, column) = (error.line(), error.column());
        let reason = match language {
            Language::Swedish => format!("är inte giltig JSON (rad {line}, kolumn {column})"),
            Language::English => format!("is not valid JSON (line {line}, column {column})"),
        };
        Problem::invalid_params(vec![InvalidParam { name: "body".to_owned(), reason }])
    })?;
    // Before anything looks at the members one by one, so that none of them can be forgotten.
    personal_numbers::refuse_in_members(&value)?;
    serde_path_to_error::deserialize(value).map_err(|error| {
        let path = error.path().to_string();
        Problem::invalid_params(vec![explain(&path, &error.into_inner().to_string(), language)])
    })
}

/// Puts the parser's message into words that name the member.
fn explain(path: &str, message: &str, language: Language) -> InvalidParam {
    let path = if path == "." { "" } else { path };
    if let Ok(reason) = message.parse::<Invalid>() {
        return InvalidParam { name: named(path, ""), reason: invalid_words(&reason, language) };
    }
    let quoted = message.split('`').nth(1).unwrap_or_default();
    let (name, reason) = if message.starts_with("missing field") {
        (named(path, quoted), language.pick("saknas", "is missing").to_owned())
    } else if message.starts_with("unknown field") {
        // The path already ends in the unknown member.
        let name = if path.ends_with(quoted) { path.to_owned() } else { named(path, quoted) };
        (name, language.pick("finns inte i det här anropet", "is not a member of this request").to_owned())
    } else {
        (named(path, ""), type_words(message, language))
    };
    InvalidParam { name, reason }
}

fn named(path: &str, member: &str) -> String {
    match (path, member) {
        ("", "") => "body".to_owned(),
        ("", member) => member.to_owned(),
        (path, "") => path.to_owned(),
        (path, member) => format!("{path}.{member}"),
    }
}

fn type_words(message: &str, language: Language) -> String {
    let expected = message.rsplit_once("expected ").map_or("", |(_, expected)| expected);
    let kinds = [
        ("u32", "ett heltal, noll eller större", "a whole number, zero or more"),
        ("a boolean", "true eller false", "true or false"),
        ("a string", "text", "text"),
        ("a sequence", "en lista", "a list"),
        ("struct", "ett objekt", "an object"),
    ];
    let kind = kinds.iter().find(|(word, ..)| expected.starts_with(word));
    match (kind, language) {
        (Some((_, swedish, _)), Language::Swedish) => format!("ska vara {swedish}"),
        (Some((_, _, english)), Language::English) => format!("must be {english}"),
        (None, Language::Swedish) => "har fel form".to_owned(),
        (None, Language::English) => "is malformed".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use serde::Deserialize;

    use super::*;

    #[derive(Debug, Deserialize)]
    #[serde(rename_all = "camelCase", deny_unknown_fields)]
    struct Outer {
        #[expect(dead_code, reason = "only read")]
        inner_parts: Vec<Inner>,
    }

    #[derive(Debug, Deserialize)]
    #[serde(rename_all = "camelCase", deny_unknown_fields)]
    struct Inner {
        #[expect(dead_code, reason = "only read")]
        seat_count: u32,
    }

    fn complaint(body: &str) -> (String, String) {
        let Err(Problem::BadRequest(problem)) = read::<Outer>(body.as_bytes()) else { panic!("accepted: {body}") };
        let param = &problem.0.invalid_params[0];
        (param.name.clone(), param.reason.clone())
    }

    #[test]
    fn every_complaint_names_its_member() {
        let table = [
            ("{}", "innerParts", "saknas"),
            (r#"{"innerParts":[{}]}"#, "innerParts[0].seatCount", "saknas"),
            (
                r#"{"innerParts":[{"seatCount":-1}]}"#,
                "innerParts[0].seatCount",
                "ska vara ett heltal, noll eller större",
            ),
            (r#"{"innerParts":[{"seatCount":1,"role":"x"}]}"#, "innerParts[0].role", "finns inte i det här anropet"),
            (r#"{"innerParts":3}"#, "innerParts", "ska vara en lista"),
            ("[]", "body", "ska vara ett objekt"),
            ("{", "body", "är inte giltig JSON (rad 1, kolumn 1)"),
        ];
        for (body, name, reason) in table {
            assert_eq!(complaint(body), (name.to_owned(), reason.to_owned()), "{body}");
        }
    }
}
