//! Numbers and addresses, as people type them.

use std::str::FromStr;

use domain::{Invalid, values::EmailAddress};

/// The largest number that a field takes; the rules have limits of their own.
const NUMBER_MAX: u32 = 10_000;

/// A whole number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Number(pub u32);

impl FromStr for Number {
    type Err = Invalid;

    fn from_str(text: &str) -> Result<Self, Invalid> {
        let digits: String = text.chars().filter(|letter| !letter.is_whitespace()).collect();
        let number = digits.parse().ok().filter(|number| *number <= NUMBER_MAX);
        number.map(Self).ok_or(Invalid::OutOfRange(0, i64::from(NUMBER_MAX)))
    }
}

/// Addresses, one a line or with commas between them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Addresses(pub Vec<EmailAddress>);

impl FromStr for Addresses {
    type Err = Invalid;

    fn from_str(text: &str) -> Result<Self, Invalid> {
        let parts = text.split(['\n', ',', ';']).map(str::trim).filter(|part| !part.is_empty());
        parts.map(str::parse).collect::<Result<_, _>>().map(Self)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_is_read_with_blanks_in_it() {
        assert_eq!("1 000".parse(), Ok(Number(1000)));
        for text in ["-1", "tolv", "10001", "1.5"] {
            assert_eq!(text.parse::<Number>(), Err(Invalid::OutOfRange(0, 10_000)), "{text:?}");
        }
    }

    #[test]
    fn addresses_stand_one_a_line_or_between_commas() {
        let read: Addresses = "a@b.example\r\n c@d.example, e@f.example".parse().expect("addresses");
        assert_eq!(read.0.len(), 3);
        assert_eq!("a@b.example\nc".parse::<Addresses>(), Err(Invalid::EmailAddress));
    }
}
