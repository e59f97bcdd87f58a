//! Single values that are text to the outside: parsed once, trusted after.
//!
//! One macro gives a type its text form for serde, and behind Cargo features for the database
//! (`database`) and the API (`api`), so that no layer maps the same scalar again.

/// Gives a `FromStr<Err = Invalid> + Display` type its serde form, and its API form behind `api`.
#[macro_export]
macro_rules! text_form {
    ($type:ty, $name:literal, $format:expr) => {
        impl serde::Serialize for $type {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.collect_str(self)
            }
        }
        impl<'de> serde::Deserialize<'de> for $type {
            fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                let text = <std::borrow::Cow<'de, str> as serde::Deserialize>::deserialize(deserializer)?;
                text.parse().map_err(serde::de::Error::custom)
            }
        }
        $crate::api_form!($type, $name, $format);
    };
}

/// The API form: a JSON string with the given OpenAPI format.
#[cfg(feature = "api")]
#[macro_export]
macro_rules! api_form {
    ($type:ty, $name:literal, $format:expr) => {
        impl poem_openapi::types::Type for $type {
            const IS_REQUIRED: bool = true;
            type RawValueType = Self;
            type RawElementValueType = Self;
            fn name() -> std::borrow::Cow<'static, str> {
                concat!("string_", $name).into()
            }
            fn schema_ref() -> poem_openapi::registry::MetaSchemaRef {
                let mut schema = poem_openapi::registry::MetaSchema::new("string");
                let (format, words): (Option<&'static str>, &[&'static str]) = $format;
                schema.format = format;
                schema.enum_items = words.iter().map(|word| (*word).into()).collect();
                poem_openapi::registry::MetaSchemaRef::Inline(Box::new(schema))
            }
            fn as_raw_value(&self) -> Option<&Self> {
                Some(self)
            }
            fn raw_element_iter<'a>(&'a self) -> Box<dyn Iterator<Item = &'a Self> + 'a> {
                Box::new(std::iter::once(self))
            }
        }
        impl poem_openapi::types::ParseFromJSON for $type {
            fn parse_from_json(value: Option<serde_json::Value>) -> poem_openapi::types::ParseResult<Self> {
                match value {
                    Some(serde_json::Value::String(text)) => {
                        text.parse().map_err(poem_openapi::types::ParseError::custom)
                    }
                    other => Err(poem_openapi::types::ParseError::expected_type(other.unwrap_or_default())),
                }
            }
        }
        impl poem_openapi::types::ParseFromParameter for $type {
            fn parse_from_parameter(text: &str) -> poem_openapi::types::ParseResult<Self> {
                text.parse().map_err(poem_openapi::types::ParseError::custom)
            }
        }
        impl poem_openapi::types::ToJSON for $type {
            fn to_json(&self) -> Option<serde_json::Value> {
                Some(serde_json::Value::String(self.to_string()))
            }
        }
    };
}

/// Without the feature `api` there is no API form.
#[cfg(not(feature = "api"))]
#[macro_export]
macro_rules! api_form {
    ($type:ty, $name:literal, $format:expr) => {};
}

/// The database form: a text column, read back through the same parser.
#[cfg(feature = "database")]
#[macro_export]
macro_rules! text_column {
    ($type:ty) => {
        impl From<$type> for sea_orm::Value {
            fn from(value: $type) -> Self {
                sea_orm::Value::String(Some(value.to_string()))
            }
        }
        impl sea_orm::TryGetable for $type {
            fn try_get_by<I: sea_orm::ColIdx>(
                row: &sea_orm::QueryResult,
                index: I,
            ) -> Result<Self, sea_orm::TryGetError> {
                let text = String::try_get_by(row, index)?;
                text.parse().map_err(|reason| {
                    sea_orm::TryGetError::DbErr(sea_orm::DbErr::Type(format!("{}: {reason}", stringify!($type))))
                })
            }
        }
        impl sea_orm::sea_query::ValueType for $type {
            fn try_from(value: sea_orm::Value) -> Result<Self, sea_orm::sea_query::ValueTypeErr> {
                match value {
                    sea_orm::Value::String(Some(text)) => text.parse().map_err(|_| sea_orm::sea_query::ValueTypeErr),
                    _ => Err(sea_orm::sea_query::ValueTypeErr),
                }
            }
            fn type_name() -> String {
                stringify!($type).to_owned()
            }
            fn array_type() -> sea_orm::sea_query::ArrayType {
                sea_orm::sea_query::ArrayType::String
            }
            fn column_type() -> sea_orm::sea_query::ColumnType {
                sea_orm::sea_query::ColumnType::Text
            }
        }
        impl sea_orm::sea_query::Nullable for $type {
            fn null() -> sea_orm::Value {
                sea_orm::Value::String(None)
            }
        }
        impl sea_orm::TryFromU64 for $type {
            fn try_from_u64(_: u64) -> Result<Self, sea_orm::DbErr> {
                Err(sea_orm::DbErr::ConvertFromU64(stringify!($type)))
            }
        }
        impl sea_orm::IntoActiveValue<$type> for $type {
            fn into_active_value(self) -> sea_orm::ActiveValue<$type> {
                sea_orm::ActiveValue::Set(self)
            }
        }
    };
}

/// Without the feature `database` there is no database form.
#[cfg(not(feature = "database"))]
#[macro_export]
macro_rules! text_column {
    ($type:ty) => {};
}

/// A closed set of words: one spelling for JSON, the database and the text of errors.
#[macro_export]
macro_rules! words {
    ($(#[$meta:meta])* pub enum $name:ident { $($(#[$item:meta])* $variant:ident = $word:literal),+ $(,)? }) => {
        $(#[$meta])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum $name { $($(#[$item])* $variant),+ }

        impl $name {
            /// Every word of the set, in order.
            pub const WORDS: &'static [&'static str] = &[$($word),+];
            /// Every member of the set, in order.
            pub const ALL: &'static [Self] = &[$(Self::$variant),+];

            /// The word this is written as, in JSON and in the database.
            pub fn word(self) -> &'static str {
                match self { $(Self::$variant => $word),+ }
            }
        }
        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(self.word())
            }
        }
        impl std::str::FromStr for $name {
            type Err = $crate::Invalid;
            fn from_str(text: &str) -> Result<Self, $crate::Invalid> {
                match text {
                    $($word => Ok(Self::$variant),)+
                    _ => Err($crate::Invalid::Choice(Self::WORDS.join(" "))),
                }
            }
        }
        $crate::text_form!($name, "word", (None, $name::WORDS));
        $crate::text_column!($name);
    };
}
