//! Values that are checked where they enter and trusted everywhere after.

use std::{fmt, str::FromStr};

use chrono::{DateTime, Duration, Utc};
use serde::{Deserialize, Serialize};
use unicode_normalization::UnicodeNormalization;

use crate::Invalid;

/// Trims, normalises to NFC and refuses what does not belong in text people read.
fn clean(text: &str, max: usize, several_lines: bool) -> Result<String, Invalid> {
    let text: String = text.trim().replace("\r\n", "\n").nfc().collect();
    if text.is_empty() {
        return Err(Invalid::Empty);
    }
    if text.chars().count() > max {
        return Err(Invalid::TooLong(max));
    }
    let forbidden = |c: char| {
        let line_break = several_lines && (c == '\n' || c == '\t');
        // U+2028 and U+2029 break lines in calendars and scripts; the bidirectional controls reorder what is shown.
        let hidden = matches!(c, '\u{2028}' | '\u{2029}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
        (c.is_control() && !line_break) || hidden
    };
    if text.chars().any(forbidden) { Err(Invalid::ControlCharacters) } else { Ok(text) }
}

macro_rules! text {
    ($(#[$meta:meta])* $name:ident, $several_lines:literal) => {
        $(#[$meta])*
        #[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name<const MAX: usize>(String);

        impl<const MAX: usize> $name<MAX> {
            /// The text itself.
            pub fn as_str(&self) -> &str {
                &self.0
            }
            /// The text, given away.
            pub fn into_string(self) -> String {
                self.0
            }
        }
        impl<const MAX: usize> fmt::Display for $name<MAX> {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }
        impl<const MAX: usize> FromStr for $name<MAX> {
            type Err = Invalid;
            fn from_str(text: &str) -> Result<Self, Invalid> {
                clean(text, MAX, $several_lines).map(Self)
            }
        }
        impl<const MAX: usize> Serialize for $name<MAX> {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.serialize_str(&self.0)
            }
        }
        impl<'de, const MAX: usize> Deserialize<'de> for $name<MAX> {
            fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                let text = std::borrow::Cow::<str>::deserialize(deserializer)?;
                text.parse().map_err(serde::de::Error::custom)
            }
        }
        #[cfg(feature = "api")]
        const _: () = {
            use poem_openapi::{registry::{MetaSchema, MetaSchemaRef}, types::{ParseError, ParseFromJSON, ParseResult, ToJSON, Type}};
            impl<const MAX: usize> Type for $name<MAX> {
                const IS_REQUIRED: bool = true;
                type RawValueType = Self;
                type RawElementValueType = Self;
                fn name() -> std::borrow::Cow<'static, str> {
                    format!("string_{MAX}").into()
                }
                fn schema_ref() -> MetaSchemaRef {
                    let mut schema = MetaSchema::new("string");
                    schema.min_length = Some(1);
                    schema.max_length = Some(MAX);
                    MetaSchemaRef::Inline(Box::new(schema))
                }
                fn as_raw_value(&self) -> Option<&Self> {
                    Some(self)
                }
                fn raw_element_iter<'a>(&'a self) -> Box<dyn Iterator<Item = &'a Self> + 'a> {
                    Box::new(std::iter::once(self))
                }
            }
            impl<const MAX: usize> ParseFromJSON for $name<MAX> {
                fn parse_from_json(value: Option<serde_json::Value>) -> ParseResult<Self> {
                    match value {
                        Some(serde_json::Value::String(text)) => text.parse().map_err(ParseError::custom),
                        other => Err(ParseError::expected_type(other.unwrap_or_default())),
                    }
                }
            }
            impl<const MAX: usize> ToJSON for $name<MAX> {
                fn to_json(&self) -> Option<serde_json::Value> {
                    Some(serde_json::Value::String(self.0.clone()))
                }
            }
        };
    };
}

text! {
    /// One line of text, at most `MAX` characters, without control characters, in NFC.
    Line, false
}
text! {
    /// Text of several lines, at most `MAX` characters, without other control characters, in NFC.
    Prose, true
}

impl<const MAX: usize> Line<MAX> {
    /// A text of our own, which needs no check.
    pub(crate) fn of_ours(text: &'static str) -> Self {
        Self(text.to_owned())
    }
}

/// The longest e-mail address SMTP can carry (RFC 5321 §4.5.3.1.3, less the angle brackets).
const EMAIL_LENGTH_MAX: usize = 254;

/// An e-mail address, in lower case, that any mail server can carry: ASCII only.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct EmailAddress(String);

impl EmailAddress {
    /// The address itself.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for EmailAddress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl FromStr for EmailAddress {
    type Err = Invalid;

    fn from_str(text: &str) -> Result<Self, Invalid> {
        let text = text.trim().to_ascii_lowercase();
        let (local, domain) = text.rsplit_once('@').ok_or(Invalid::EmailAddress)?;
        let local_ok = !local.is_empty()
            && local.len() <= 64
            && !local.starts_with('.')
            && !local.ends_with('.')
            && !local.contains("..")
            && local.bytes().all(|b| b.is_ascii_alphanumeric() || b"!#$%&'*+-/=?^_`{|}~.".contains(&b));
        let label_ok = |label: &str| {
            !label.is_empty()
                && label.len() <= 63
                && !label.starts_with('-')
                && !label.ends_with('-')
                && label.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-')
        };
        let domain_ok = domain.contains('.') && domain.split('.').all(label_ok);
        if text.len() <= EMAIL_LENGTH_MAX && local_ok && domain_ok {
            Ok(Self(text))
        } else {
            Err(Invalid::EmailAddress)
        }
    }
}

crate::text_form!(EmailAddress, "email", (Some("email"), &[]));
crate::text_column!(EmailAddress);

/// A Swedish municipality code: four digits, the first two of them the county's.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct MunicipalityCode(String);

impl MunicipalityCode {
    /// The four digits.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for MunicipalityCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl FromStr for MunicipalityCode {
    type Err = Invalid;

    fn from_str(text: &str) -> Result<Self, Invalid> {
        let digits = text.len() == 4 && text.bytes().all(|b| b.is_ascii_digit());
        if digits { Ok(Self(text.to_owned())) } else { Err(Invalid::MunicipalityCode) }
    }
}

crate::text_form!(MunicipalityCode, "municipality-code", (None, &[]));
crate::text_column!(MunicipalityCode);

/// Address of a video meeting: `https` only, of visible ASCII, so that it can stand in a calendar unescaped.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct WebAddress(String);

impl WebAddress {
    /// The address itself.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for WebAddress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl FromStr for WebAddress {
    type Err = Invalid;

    fn from_str(text: &str) -> Result<Self, Invalid> {
        let text = text.trim();
        let host =
            text.strip_prefix("https://").and_then(|rest| rest.split(['/', '?', '#']).next()).unwrap_or_default();
        let visible = text.bytes().all(|b| b.is_ascii_graphic() && !b"\"<>\\^`{|}".contains(&b));
        let plausible = host.contains('.') && !host.contains('@') && text.len() <= 1000;
        if visible && plausible { Ok(Self(text.to_owned())) } else { Err(Invalid::WebAddress) }
    }
}

crate::text_form!(WebAddress, "uri", (Some("uri"), &[]));
crate::text_column!(WebAddress);

/// From one instant to a later one. The end itself is outside, so that touching spans do not overlap.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Timespan {
    /// First instant inside.
    pub starts_at: DateTime<Utc>,
    /// First instant after.
    pub ends_at: DateTime<Utc>,
}

impl Timespan {
    /// A span; refused unless it ends after it starts and within a day.
    pub fn new(starts_at: DateTime<Utc>, ends_at: DateTime<Utc>) -> Result<Self, Invalid> {
        if ends_at <= starts_at {
            return Err(Invalid::EndsBeforeStart);
        }
        if ends_at - starts_at > Duration::hours(24) {
            return Err(Invalid::LongerThanADay);
        }
        Ok(Self { starts_at, ends_at })
    }

    /// Whether the two share any time; 09–12 and 12–15 do not.
    pub fn overlaps(&self, other: &Self) -> bool {
        self.starts_at < other.ends_at && other.starts_at < self.ends_at
    }

    /// Length in whole minutes.
    pub fn minutes(&self) -> i64 {
        (self.ends_at - self.starts_at).num_minutes()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn control_characters_never_enter_text() {
        assert_eq!("Anna\r\nBcc: x".parse::<Line<80>>(), Err(Invalid::ControlCharacters));
        assert_eq!("nul\0".parse::<Prose<80>>(), Err(Invalid::ControlCharacters));
        assert_eq!("a\u{202e}b".parse::<Line<80>>(), Err(Invalid::ControlCharacters));
        assert_eq!("rad ett\r\nrad två".parse::<Prose<80>>().map(Prose::into_string), Ok("rad ett\nrad två".into()));
        assert_eq!("  A\u{030a}sa ".parse::<Line<80>>().map(Line::into_string), Ok("Åsa".into()));
        assert_eq!("å".repeat(81).parse::<Line<80>>(), Err(Invalid::TooLong(80)));
    }

    #[test]
    fn addresses_are_ascii_and_lower_case() {
        assert_eq!("Amira@Kumla.Example".parse::<EmailAddress>().map(|e| e.0), Ok("amira@kumla.example".into()));
        for bad in ["", "a", "a@b", "å@b.example", "a b@c.example", "a@b..example", "a\r\n@b.example", "a@-b.example"]
        {
            assert_eq!(bad.parse::<EmailAddress>(), Err(Invalid::EmailAddress), "{bad:?}");
        }
    }

    #[test]
    fn meeting_links_cannot_carry_line_breaks_or_scripts() {
        assert!("https://mote.example/rum/1?x=2".parse::<WebAddress>().is_ok());
        for bad in ["http://mote.example", "javascript:alert(1)", "https://mote.example/\r\nX:1", "https://a@b.example"]
        {
            assert_eq!(bad.parse::<WebAddress>(), Err(Invalid::WebAddress), "{bad:?}");
        }
    }
}
