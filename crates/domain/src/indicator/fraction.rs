//! Exact numbers: what is compared with a target is never rounded, and what is shown is rounded once.

use std::{
    fmt,
    iter::Sum,
    ops::{Add, Sub},
    str::FromStr,
};

use num_rational::Ratio;

use crate::Invalid;

/// A fraction in lowest terms.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
pub struct Fraction(Ratio<i128>);

impl Fraction {
    /// Numerator over denominator; none when the denominator is zero.
    pub fn new(numerator: i128, denominator: i128) -> Option<Self> {
        (denominator != 0).then(|| Self(Ratio::new(numerator, denominator)))
    }

    /// A whole number.
    pub fn whole(number: i128) -> Self {
        Self(Ratio::from_integer(number))
    }

    /// The arithmetic mean of `count` numbers with this sum; none of nothing.
    pub fn mean(self, count: u32) -> Option<Self> {
        (count > 0).then(|| Self(self.0 / i128::from(count)))
    }

    /// Whether it is more than zero.
    pub fn is_positive(self) -> bool {
        self > Self::default()
    }

    /// With so many decimals and a decimal point, rounded half away from zero.
    pub fn shown(self, decimals: usize) -> String {
        let scale = 10_i128.pow(u32::try_from(decimals).unwrap_or(0));
        let rounded = (self.0 * scale).round().to_integer();
        let sign = if rounded < 0 { "-" } else { "" };
        let (whole, rest) = (rounded.abs() / scale, rounded.abs() % scale);
        if decimals == 0 { format!("{sign}{whole}") } else { format!("{sign}{whole}.{rest:0decimals$}") }
    }

    /// The same, with a plus before what is more than zero: for differences.
    pub fn signed(self, decimals: usize) -> String {
        let shown = self.shown(decimals);
        if self.is_positive() { format!("+{shown}") } else { shown }
    }
}

/// A share in per cent with one decimal, rounded half away from zero; none when there is nothing to share.
pub fn percent(numerator: u32, denominator: u32) -> Option<String> {
    Fraction::new(i128::from(numerator) * 100, i128::from(denominator)).map(|share| share.shown(1))
}

impl Add for Fraction {
    type Output = Self;

    fn add(self, other: Self) -> Self {
        Self(self.0 + other.0)
    }
}

impl Sub for Fraction {
    type Output = Self;

    fn sub(self, other: Self) -> Self {
        Self(self.0 - other.0)
    }
}

impl Sum for Fraction {
    fn sum<I: Iterator<Item = Self>>(numbers: I) -> Self {
        numbers.fold(Self::default(), Add::add)
    }
}

impl fmt::Display for Fraction {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl FromStr for Fraction {
    type Err = Invalid;

    fn from_str(text: &str) -> Result<Self, Invalid> {
        let (numerator, denominator) = text.split_once('/').unwrap_or((text, "1"));
        let number = |text: &str| text.parse().map_err(|_| Invalid::OutOfRange(0, 0));
        Self::new(number(numerator)?, number(denominator)?).ok_or(Invalid::OutOfRange(0, 0))
    }
}

crate::text_form!(Fraction, "fraction", (None, &[]));

#[cfg(test)]
mod tests {
    use super::*;

    fn fraction(numerator: i128, denominator: i128) -> Fraction {
        Fraction::new(numerator, denominator).expect("a denominator")
    }

    #[test]
    fn halves_round_away_from_zero() {
        assert_eq!(fraction(5, 1000).shown(2), "0.01");
        assert_eq!(fraction(-5, 1000).shown(2), "-0.01");
        assert_eq!(fraction(4, 1000).shown(2), "0.00");
        assert_eq!(fraction(-4, 1000).shown(2), "0.00", "no minus before nothing");
        assert_eq!(fraction(49, 60).signed(2), "+0.82");
        assert_eq!(fraction(-49, 60).signed(2), "-0.82");
        assert_eq!(Fraction::default().signed(2), "0.00");
    }

    #[test]
    fn shares_are_exact_until_shown() {
        assert_eq!(percent(11, 14).as_deref(), Some("78.6"));
        assert_eq!(percent(41, 28).as_deref(), Some("146.4"));
        assert_eq!(percent(7996, 10_000).as_deref(), Some("80.0"), "shown as what it is not quite");
        assert_eq!(percent(0, 0), None);
    }

    #[test]
    fn text_and_back() {
        assert_eq!("18/5".parse(), Ok(fraction(36, 10)));
        assert_eq!(fraction(36, 10).to_string(), "18/5");
        assert!("1/0".parse::<Fraction>().is_err());
    }
}
