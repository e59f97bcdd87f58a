//! The words of the pages: every one of them is in `crates/pages/texts`, a folder a language, in Fluent's form.

use std::sync::LazyLock;

use domain::notice::Language;
use fluent_bundle::{FluentArgs, FluentResource, FluentValue, concurrent::FluentBundle};
use unic_langid::LanguageIdentifier;

type Bundle = FluentBundle<FluentResource>;

/// Pairs of files, Swedish and English.
macro_rules! files {
    ($($name:literal),* $(,)?) => {
        &[$((
            include_str!(concat!("../texts/sv/", $name, ".ftl")),
            include_str!(concat!("../texts/en/", $name, ".ftl")),
        )),*]
    };
}

/// A file for each part of the pages.
const FILES: &[(&str, &str)] = files![
    "common",
    "about",
    "answering",
    "courses",
    "mine",
    "certificates",
    "choices",
    "follow_up",
    "reports",
    "staff",
    "collaborations",
    "municipalities",
    "registers",
    "records",
    "events",
    "attendance",
    "planning",
    "inbox",
    "mail",
];

static SWEDISH: LazyLock<Bundle> = LazyLock::new(|| bundle("sv", FILES.iter().map(|pair| pair.0)));
static ENGLISH: LazyLock<Bundle> = LazyLock::new(|| bundle("en", FILES.iter().map(|pair| pair.1)));

/// What stands in a text where it says `{ $name }`.
#[derive(Debug, Clone, PartialEq)]
pub enum Value {
    /// Words.
    Text(String),
    /// A number, which the text may choose its form by.
    Number(i64),
}

impl From<&str> for Value {
    fn from(text: &str) -> Self {
        Self::Text(text.to_owned())
    }
}

impl From<String> for Value {
    fn from(text: String) -> Self {
        Self::Text(text)
    }
}

impl From<i64> for Value {
    fn from(number: i64) -> Self {
        Self::Number(number)
    }
}

impl From<Number> for Value {
    fn from(number: Number) -> Self {
        Self::Number(number.0)
    }
}

/// A whole number of any kind.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Number(pub i64);

macro_rules! numbers {
    ($($kind:ty),*) => {
        $(
            impl From<$kind> for Number {
                fn from(number: $kind) -> Self {
                    Self(i64::try_from(number).unwrap_or(i64::MAX))
                }
            }
            impl From<&$kind> for Number {
                fn from(number: &$kind) -> Self {
                    Self::from(*number)
                }
            }
            // Templates hold what they match by a reference more.
            impl From<&&$kind> for Number {
                fn from(number: &&$kind) -> Self {
                    Self::from(**number)
                }
            }
        )*
    };
}
numbers!(u32, u64, usize, i32, i64);

fn bundle(language: &str, files: impl Iterator<Item = &'static str>) -> Bundle {
    let language: LanguageIdentifier = language.parse().unwrap_or_default();
    let mut bundle = FluentBundle::new_concurrent(vec![language]);
    // Invisible marks around what is filled in would be copied along and read out.
    bundle.set_use_isolating(false);
    for file in files {
        let resource = FluentResource::try_new(file.to_owned()).unwrap_or_else(|(resource, errors)| {
            tracing::error!(?errors, "texts could not be read");
            resource
        });
        if let Err(errors) = bundle.add_resource(resource) {
            tracing::error!(?errors, "texts named twice");
        }
    }
    bundle
}

/// A text in a language. A test sees to it that each one is there.
pub(crate) fn say(language: Language, key: &str, values: &[(&'static str, Value)]) -> String {
    let bundle = match language {
        Language::Swedish => &SWEDISH,
        Language::English => &ENGLISH,
    };
    let Some(pattern) = bundle.get_message(key).and_then(|message| message.value()) else {
        tracing::error!(key, "text missing");
        return key.to_owned();
    };
    let args: FluentArgs<'_> = values
        .iter()
        .map(|(name, value)| {
            let value = match value {
                Value::Text(text) => FluentValue::from(text.as_str()),
                Value::Number(number) => FluentValue::from(*number),
            };
            (*name, value)
        })
        .collect();
    let mut errors = Vec::new();
    let text = bundle.format_pattern(pattern, Some(&args), &mut errors).into_owned();
    if !errors.is_empty() {
        tracing::error!(key, ?errors, "text incomplete");
    }
    text
}

#[cfg(test)]
mod tests;
