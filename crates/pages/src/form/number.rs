//! Whole numbers as people write them.

use std::str::FromStr;

use domain::Invalid;

/// A whole number, perhaps with blanks between its digits.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Number(pub u32);

impl FromStr for Number {
    type Err = Invalid;

    fn from_str(text: &str) -> Result<Self, Invalid> {
        let digits: String = text.chars().filter(|letter| !letter.is_whitespace()).collect();
        let plain = !digits.is_empty() && digits.bytes().all(|letter| letter.is_ascii_digit());
        let number = digits.parse().ok().filter(|_| plain);
        number.map(Self).ok_or(Invalid::OutOfRange(0, u32::MAX.into()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn blanks_between_digits_are_passed_over() {
        for (text, number) in [("0", Some(0)), ("45 000", Some(45_000)), ("45\u{a0}000", Some(45_000))] {
            assert_eq!(text.parse::<Number>().ok().map(|read| read.0), number, "{text}");
        }
        for wrong in ["", "-1", "+1", "1,5", "många", "4294967296"] {
            assert!(wrong.parse::<Number>().is_err(), "{wrong}");
        }
    }
}
