//! Why a given value is not acceptable, as a stable code that every surface can put into words.

use std::{fmt, str::FromStr};

/// The reason a single value was refused when it was read.
///
/// `Display` and `FromStr` use one compact form (`tooLong:120`), so that the reason survives a
/// deserializer that only carries text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Invalid {
    /// Nothing but blanks.
    Empty,
    /// More characters than the given maximum.
    TooLong(usize),
    /// Contains control characters (line breaks where none belong, NUL, escape sequences).
    ControlCharacters,
    /// Not an e-mail address this system can write to.
    EmailAddress,
    /// Not an identifier of the expected form.
    Identifier,
    /// Not four digits.
    MunicipalityCode,
    /// Not an `https://` address.
    WebAddress,
    /// Not one of the given words, listed with blanks between them.
    Choice(String),
    /// A number outside the given bounds, both included.
    OutOfRange(i64, i64),
    /// The wall time does not exist: the clocks skip it when summer time begins.
    SkippedHour,
    /// The wall time happens twice: the clocks repeat it when summer time ends.
    RepeatedHour,
    /// Not an instant of RFC 3339 with an offset.
    Instant,
    /// Not a local date, `2026-10-27`.
    Date,
    /// Not a time of day, `09.00`.
    TimeOfDay,
    /// Ends before it starts, or at the same moment.
    EndsBeforeStart,
    /// Longer than a day, which no meeting is.
    LongerThanADay,
    /// The breaks are as long as the meeting itself, or longer.
    BreaksTooLong,
    /// Overlaps another meeting of the same session.
    OverlapsSibling,
    /// At least one is needed.
    NoneGiven,
    /// The same thing is listed twice.
    Repeated,
    /// Must be given together with, or instead of, another member.
    Needed,
    /// Refers to something that does not exist.
    Unknown,
    /// Cannot be read as text.
    NotText,
    /// A row of a table that has more or fewer cells than its header, which has so many.
    CellCount(usize),
    /// A quotation mark that nothing closes.
    OpenQuote,
    /// Something that people say for themselves only.
    NotForAnother,
    /// Something in it looks like a personnummer or a samordningsnummer.
    PersonalNumber,
    /// The days are not those that the kind of period, or its programme, has.
    OtherPeriod,
}

impl fmt::Display for Invalid {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::TooLong(max) => write!(f, "tooLong:{max}"),
            Self::Choice(words) => write!(f, "choice:{words}"),
            Self::OutOfRange(low, high) => write!(f, "outOfRange:{low}:{high}"),
            Self::CellCount(expected) => write!(f, "cellCount:{expected}"),
            plain => f.write_str(plain.word()),
        }
    }
}

impl Invalid {
    /// The code without its details.
    pub fn word(&self) -> &'static str {
        match self {
            Self::Empty => "empty",
            Self::TooLong(_) => "tooLong",
            Self::ControlCharacters => "controlCharacters",
            Self::EmailAddress => "emailAddress",
            Self::Identifier => "identifier",
            Self::MunicipalityCode => "municipalityCode",
            Self::WebAddress => "webAddress",
            Self::Choice(_) => "choice",
            Self::OutOfRange(..) => "outOfRange",
            Self::SkippedHour => "skippedHour",
            Self::RepeatedHour => "repeatedHour",
            Self::Instant => "instant",
            Self::Date => "date",
            Self::TimeOfDay => "timeOfDay",
            Self::EndsBeforeStart => "endsBeforeStart",
            Self::LongerThanADay => "longerThanADay",
            Self::BreaksTooLong => "breaksTooLong",
            Self::OverlapsSibling => "overlapsSibling",
            Self::NoneGiven => "noneGiven",
            Self::Repeated => "repeated",
            Self::Needed => "needed",
            Self::Unknown => "unknown",
            Self::NotText => "notText",
            Self::CellCount(_) => "cellCount",
            Self::OpenQuote => "openQuote",
            Self::NotForAnother => "notForAnother",
            Self::PersonalNumber => "personalNumber",
            Self::OtherPeriod => "otherPeriod",
        }
    }
}

impl std::error::Error for Invalid {}

impl FromStr for Invalid {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        let (word, details) = text.split_once(':').unwrap_or((text, ""));
        let plain = [
            Self::Empty,
            Self::ControlCharacters,
            Self::EmailAddress,
            Self::Identifier,
            Self::MunicipalityCode,
            Self::WebAddress,
            Self::SkippedHour,
            Self::RepeatedHour,
            Self::Instant,
            Self::Date,
            Self::TimeOfDay,
            Self::EndsBeforeStart,
            Self::LongerThanADay,
            Self::BreaksTooLong,
            Self::OverlapsSibling,
            Self::NoneGiven,
            Self::Repeated,
            Self::Needed,
            Self::Unknown,
            Self::NotText,
            Self::OpenQuote,
            Self::NotForAnother,
            Self::PersonalNumber,
            Self::OtherPeriod,
        ];
        match word {
            "tooLong" => details.parse().map(Self::TooLong).map_err(|_| ()),
            "cellCount" => details.parse().map(Self::CellCount).map_err(|_| ()),
            "choice" => Ok(Self::Choice(details.to_owned())),
            "outOfRange" => {
                let (low, high) = details.split_once(':').ok_or(())?;
                Ok(Self::OutOfRange(low.parse().map_err(|_| ())?, high.parse().map_err(|_| ())?))
            }
            _ => plain.into_iter().find(|reason| reason.word() == word).ok_or(()),
        }
    }
}

/// A value refused, and the member of the request it stood in (`meetings[0].startsAt`).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InvalidMember {
    /// Path of the member, in the spelling of the API.
    pub name: String,
    /// What is wrong with it.
    pub reason: Invalid,
}

impl InvalidMember {
    /// Names the member that a reason belongs to.
    pub fn new(name: impl Into<String>, reason: Invalid) -> Self {
        Self { name: name.into(), reason }
    }
}

/// A value refused, and the cell of a table it stood in. Never the value itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InvalidCell {
    /// Line of the file, from one; the header's is usually the first.
    pub line: u32,
    /// The column by its own name; empty when the whole row, or the whole file, is meant.
    pub column: String,
    /// What is wrong with it.
    pub reason: Invalid,
}

impl InvalidCell {
    /// Names the cell that a reason belongs to.
    pub fn new(line: u32, column: impl Into<String>, reason: Invalid) -> Self {
        Self { line, column: column.into(), reason }
    }

    /// The same as a member of a request: `line 17, q3`.
    pub fn member(&self) -> InvalidMember {
        let line = self.line;
        let name =
            if self.column.is_empty() { format!("line {line}") } else { format!("line {line}, {}", self.column) };
        InvalidMember::new(name, self.reason.clone())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_reason_survives_its_text_form() {
        for reason in [
            Invalid::TooLong(120),
            Invalid::Choice("main branch".into()),
            Invalid::OutOfRange(-1, 500),
            Invalid::SkippedHour,
            Invalid::CellCount(26),
            Invalid::OpenQuote,
            Invalid::PersonalNumber,
        ] {
            assert_eq!(reason.to_string().parse(), Ok(reason));
        }
        assert_eq!("missing field `x`".parse::<Invalid>(), Err(()));
    }
}
