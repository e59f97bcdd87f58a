//! Numbers and times of day, as people type them.

use std::{fmt, str::FromStr};

use chrono::NaiveTime;
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

/// A time of day: `09.00`, `9:00`, `0900` or `9`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Clock(pub NaiveTime);

impl FromStr for Clock {
    type Err = Invalid;

    fn from_str(text: &str) -> Result<Self, Invalid> {
        let digits: String = text.chars().filter(|letter| !matches!(letter, '.' | ':' | ' ')).collect();
        let (hour, minute) = match digits.len() {
            1 | 2 => (digits.as_str(), "0"),
            3 | 4 => digits.split_at_checked(digits.len() - 2).ok_or(Invalid::TimeOfDay)?,
            _ => return Err(Invalid::TimeOfDay),
        };
        let plain = digits.bytes().all(|digit| digit.is_ascii_digit());
        let time = hour.parse().ok().zip(minute.parse().ok()).filter(|_| plain);
        time.and_then(|(hour, minute)| NaiveTime::from_hms_opt(hour, minute, 0)).map(Self).ok_or(Invalid::TimeOfDay)
    }
}

impl fmt::Display for Clock {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.0.format("%H.%M"))
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
    fn a_time_of_day_is_read_however_it_is_typed() {
        for text in ["09.00", "9.00", "09:00", "0900", "900", "9", " 9 . 00 "] {
            assert_eq!(text.parse::<Clock>().map(|clock| clock.to_string()), Ok("09.00".to_owned()), "{text:?}");
        }
        for text in ["", "25.00", "09.60", "nio", "09000", "-9", "å9"] {
            assert_eq!(text.parse::<Clock>(), Err(Invalid::TimeOfDay), "{text:?}");
        }
    }

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
