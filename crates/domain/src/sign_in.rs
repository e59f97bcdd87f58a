//! Signing in by mail: how long a link, a code and a sign-in are good for, and how often each may be tried.

use std::{fmt, str::FromStr};

use chrono::{DateTime, TimeDelta, Utc};
use serde::{Deserialize, Serialize};

use crate::{Invalid, SignInRequestId, access::Role, values::Line};

/// How long a link and its code are good for (OWASP ASVS 5.0, 6.5.5).
pub const LINK_LIFETIME: TimeDelta = TimeDelta::minutes(10);
/// How many times a code may be typed for one request.
pub const TRIES_MAX: i32 = 5;
/// The digits of a code: without those that look like each other (Crockford).
const ALPHABET: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";
/// Digits of a code: 40 bits.
const CODE_LENGTH: usize = 8;

crate::words! {
    /// How somebody signed in.
    pub enum Way {
        /// By the link in a mail.
        Link = "link",
        /// By the code in a mail.
        Code = "code",
        /// With the account at one's own employer.
        Provider = "provider",
        /// By the link that is printed where nobody is registered yet.
        First = "first",
        /// By a button of the demo.
        Demo = "demo",
    }
}

/// What is typed instead of following the link. Never shown but in the mail.
#[derive(Clone, PartialEq, Eq)]
pub struct Code(String);

impl Code {
    /// The code that these random bits give; the lowest 40 count.
    pub fn from_bits(bits: u64) -> Self {
        Self(digits(bits.into(), CODE_LENGTH))
    }

    /// The code without the hyphen that people read it by.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// As it stands in the mail: two groups of four.
    pub fn shown(&self) -> String {
        format!("{}-{}", &self.0[..CODE_LENGTH / 2], &self.0[CODE_LENGTH / 2..])
    }
}

impl fmt::Debug for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Code(…)")
    }
}

impl FromStr for Code {
    type Err = Invalid;

    /// As people type it: in any case, with blanks and hyphens anywhere, and with the letters that look like digits.
    fn from_str(text: &str) -> Result<Self, Invalid> {
        read(text, CODE_LENGTH).map(Self).ok_or(Invalid::Unknown)
    }
}

/// So many digits of a code, by the lowest of these bits.
pub(crate) fn digits(bits: u128, length: usize) -> String {
    let digit = |place: usize| char::from(ALPHABET[(bits >> (5 * place)) as usize % ALPHABET.len()]);
    (0..length).rev().map(digit).collect()
}

/// The digits of a code of this length, as people type them.
pub(crate) fn read(text: &str, length: usize) -> Option<String> {
    let typed = text.chars().filter(|letter| !letter.is_whitespace() && *letter != '-').map(|letter| {
        match letter.to_ascii_uppercase() {
            'O' => '0',
            'I' | 'L' => '1',
            other => other,
        }
    });
    let code: String = typed.take(length + 1).collect();
    (code.len() == length && code.bytes().all(|digit| ALPHABET.contains(&digit))).then_some(code)
}

/// What a mail lets somebody sign in by.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct MailedWay {
    /// The request that the mail answers.
    pub request_id: SignInRequestId,
    /// Where the account is that the mail also says for good whose it is.
    #[serde(default)]
    pub connects: Option<Line<120>>,
    /// What is secret in it. It is made when the mail is written and never kept: only the mail itself holds it.
    #[serde(skip)]
    pub secrets: Option<MailedSecrets>,
}

/// What only whoever reads the mail knows.
#[derive(Clone, PartialEq, Eq)]
pub struct MailedSecrets {
    /// Last part of the link's address.
    pub token: String,
    /// What is typed instead.
    pub code: Code,
}

impl fmt::Debug for MailedSecrets {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("MailedSecrets(…)")
    }
}

/// How long a sign-in lasts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Duration {
    /// After the last request.
    pub idle: TimeDelta,
    /// After signing in, whatever happens.
    pub absolute: TimeDelta,
}

impl Duration {
    /// Staff see only what is their own and sign in a few times a year; all others see what is others', and on a
    /// computer that is shared nobody stays.
    pub fn of(role: Role, shared_computer: bool) -> Self {
        let hour = TimeDelta::hours(1);
        match role {
            _ if shared_computer => Self { idle: hour, absolute: hour },
            Role::Staff => Self { idle: TimeDelta::days(7), absolute: TimeDelta::days(30) },
            _ => Self { idle: hour, absolute: TimeDelta::hours(12) },
        }
    }
}

/// The roles that somebody may act in: those granted to her, and staff if she is employed or nothing else.
pub fn roles(granted: &[Role], employed: bool) -> Vec<Role> {
    let staff = (employed || granted.is_empty()).then_some(Role::Staff);
    let mut roles: Vec<Role> = granted.iter().copied().chain(staff).collect();
    roles.sort_unstable();
    roles.dedup();
    roles
}

/// How often something may be done: so many times at once, and then once in a while.
///
/// Kept as one instant, until which everything is used up (the generic cell rate algorithm): a row or a word of
/// memory each, and never a counter that somebody must set back.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Pace {
    /// Times at once.
    pub burst: i32,
    /// Then one in each of these.
    pub every: TimeDelta,
}

impl Pace {
    /// One more time: the instant to keep, or how long to wait.
    ///
    /// # Errors
    /// The wait, when too much has been done already.
    pub fn admit(self, used_until: Option<DateTime<Utc>>, now: DateTime<Utc>) -> Result<DateTime<Utc>, TimeDelta> {
        let full = self.every * self.burst;
        // More than all of it cannot be used up: then a clock was wrong, and nobody is shut out for that.
        let used = used_until.map(|until| until - now).filter(|used| (TimeDelta::zero()..=full).contains(used));
        let used = used.unwrap_or_default();
        let after = used + self.every;
        if after <= full { Ok(now + after) } else { Err(after - full) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_is_read_as_people_type_it() {
        let code = Code::from_bits(0x12_3456_789a);
        assert_eq!(code.as_str().len(), CODE_LENGTH);
        assert_eq!(code.shown().parse(), Ok(code.clone()));
        assert_eq!(format!(" {} ", code.shown().to_lowercase().replace('-', " - ")).parse(), Ok(code.clone()));
        assert_eq!("oil0 il10".parse(), Ok::<Code, _>(Code("01101110".to_owned())));
        for wrong in ["", "1234567", "123456789", "1234567U", "1234567å", &"1".repeat(1_000_000)] {
            assert_eq!(wrong.parse::<Code>(), Err(Invalid::Unknown));
        }
        assert_eq!(format!("{code:?}"), "Code(…)");
    }

    #[test]
    fn nobody_who_sees_others_stays_for_long() {
        for role in Role::ALL {
            let usual = Duration::of(*role, false);
            assert_eq!(usual.absolute > TimeDelta::hours(12), *role == Role::Staff, "{role}");
            assert!(usual.idle <= usual.absolute);
            assert_eq!(Duration::of(*role, true).absolute, TimeDelta::hours(1));
        }
    }

    #[test]
    fn whoever_is_employed_is_staff_beside_what_is_granted() {
        assert_eq!(roles(&[], false), [Role::Staff]);
        assert_eq!(roles(&[Role::Manager], true), [Role::Staff, Role::Manager]);
        assert_eq!(roles(&[Role::Organiser], false), [Role::Organiser]);
        assert_eq!(roles(&[Role::Staff], true), [Role::Staff]);
    }

    #[test]
    fn a_pace_lets_a_few_through_at_once_and_then_one_at_a_time() {
        let pace = Pace { burst: 3, every: TimeDelta::hours(1) };
        let now: DateTime<Utc> = "2026-11-24T08:00:00Z".parse().expect("an instant");
        let mut kept = None;
        for _ in 0..3 {
            kept = Some(pace.admit(kept, now).expect("one of three"));
        }
        assert_eq!(pace.admit(kept, now), Err(TimeDelta::hours(1)));
        assert_eq!(pace.admit(kept, now + TimeDelta::minutes(40)), Err(TimeDelta::minutes(20)));
        kept = Some(pace.admit(kept, now + TimeDelta::hours(1)).expect("one an hour"));
        assert!(pace.admit(kept, now + TimeDelta::hours(1)).is_err());
        assert!(pace.admit(kept, now - TimeDelta::days(400)).is_ok(), "a clock that was wrong shuts nobody out");
    }
}
