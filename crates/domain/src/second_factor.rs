//! The second factor: who must show one, what proves a sign-in, and for how long that counts as fresh.
//!
//! Mail alone lets nobody see what is others' (OWASP ASVS 5.0, 6.3.3). Staff see only what is their own and need no
//! factor; whoever has one shows it, in whichever role she signs in.

use std::{fmt, str::FromStr};

use chrono::{DateTime, TimeDelta, Utc};

use crate::{
    Invalid,
    access::Role,
    sign_in::{self, Pace},
};

mod app;

pub use app::AppSecret;

/// How many wrong tries in a row a sign-in survives, less one.
pub const TRIES_MAX: i32 = 5;
/// How often something wrong may be shown for one person, however often somebody signs in by her mail to try.
pub const WRONG_PACE: Pace = Pace { burst: 10, every: TimeDelta::hours(2) };
/// How long a factor that was shown is fresh enough for what must not be done by whoever finds a browser open.
pub const FRESH: TimeDelta = TimeDelta::minutes(10);
/// How long a browser has to answer what its passkey is asked: the time that browsers themselves give people.
pub const ANSWER_WITHIN: TimeDelta = TimeDelta::minutes(5);
/// Recovery codes that a person gets at once.
pub const RECOVERY_CODES: usize = 10;
/// Digits of a recovery code: 80 bits, since it is good for years.
const RECOVERY_LENGTH: usize = 16;

crate::words! {
    /// What people have to prove who they are.
    pub enum FactorKind {
        /// An app that shows a new code every half minute (TOTP, RFC 6238).
        App = "app",
        /// A passkey, in a telephone, a computer or a key of its own (WebAuthn).
        Passkey = "passkey",
    }
}

crate::words! {
    /// How a sign-in was proven beyond the mail that it began with.
    pub enum ProvenBy {
        /// By a code of an app.
        App = "app",
        /// By a passkey.
        Passkey = "passkey",
        /// By a recovery code.
        RecoveryCode = "recoveryCode",
        /// By the provider of a library organisation, which asks for a second factor itself.
        Provider = "provider",
        /// Not at all: it is a visit to the demo, whose people are invented.
        Demo = "demo",
    }
}

/// How a sign-in was proven, and when last.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Proof {
    /// How.
    pub by: ProvenBy,
    /// When last.
    pub at: DateTime<Utc>,
}

impl Proof {
    /// Whether it is fresh enough for exports, changes of roles, and disposal. In the demo nobody has a factor to show
    /// again, and nothing there is anybody's.
    pub fn is_fresh(self, now: DateTime<Utc>) -> bool {
        // A clock that is set back makes nothing fresh again for long.
        self.by == ProvenBy::Demo || (now - self.at).abs() < FRESH
    }
}

/// What somebody owes before her sign-in counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Owed {
    /// A second factor, which she does not have yet.
    Enrolment,
    /// To show the one she has.
    Factor,
}

/// What somebody owes who acts in a role.
pub fn owed(role: Role, proof: Option<Proof>, has_factor: bool) -> Option<Owed> {
    match (proof, has_factor) {
        (Some(_), _) => None,
        (None, true) => Some(Owed::Factor),
        (None, false) => role.sees_others().then_some(Owed::Enrolment),
    }
}

/// Whether somebody may get another factor: the first one by her mail alone, any other only if she has just proven who
/// she is. Otherwise whoever finds a browser open would make herself at home.
pub fn may_enrol(proof: Option<Proof>, has_factor: bool, now: DateTime<Utc>) -> bool {
    proof.map_or(!has_factor, |proof| proof.is_fresh(now))
}

/// A code for whoever has lost what she proves herself by. Good once.
#[derive(Clone, PartialEq, Eq)]
pub struct RecoveryCode(String);

impl RecoveryCode {
    /// The code that these random bits give; the lowest 80 count.
    pub fn from_bits(bits: u128) -> Self {
        Self(sign_in::digits(bits, RECOVERY_LENGTH))
    }

    /// The code without the hyphens that people read it by.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// As it is shown, once: four groups of four.
    pub fn shown(&self) -> String {
        let groups: Vec<&str> = (0..RECOVERY_LENGTH).step_by(4).map(|at| &self.0[at..at + 4]).collect();
        groups.join("-")
    }
}

impl fmt::Debug for RecoveryCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("RecoveryCode(…)")
    }
}

/// What somebody types to prove who she is. One field takes both: nobody has to say which it is.
#[derive(Clone, PartialEq, Eq)]
pub enum Typed {
    /// The six digits of an app.
    App(String),
    /// A recovery code.
    Recovery(RecoveryCode),
}

impl fmt::Debug for Typed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Typed(…)")
    }
}

impl FromStr for Typed {
    type Err = Invalid;

    fn from_str(text: &str) -> Result<Self, Invalid> {
        if let Some(code) = app::read(text) {
            return Ok(Self::App(code));
        }
        let code = sign_in::read(text, RECOVERY_LENGTH).ok_or(Invalid::Unknown)?;
        Ok(Self::Recovery(RecoveryCode(code)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(seconds: i64) -> DateTime<Utc> {
        DateTime::from_timestamp(1_800_000_000 + seconds, 0).expect("an instant")
    }

    #[test]
    fn whoever_sees_others_owes_a_factor_and_whoever_has_one_shows_it() {
        let proof = Some(Proof { by: ProvenBy::App, at: at(0) });
        for role in Role::ALL {
            assert_eq!(owed(*role, None, true), Some(Owed::Factor), "{role}");
            assert_eq!(owed(*role, None, false), (*role != Role::Staff).then_some(Owed::Enrolment), "{role}");
            assert_eq!((owed(*role, proof, true), owed(*role, proof, false)), (None, None), "{role}");
        }
    }

    #[test]
    fn a_factor_is_fresh_for_ten_minutes() {
        let proof = |by| Proof { by, at: at(0) };
        assert!(proof(ProvenBy::App).is_fresh(at(599)) && !proof(ProvenBy::App).is_fresh(at(600)));
        assert!(!proof(ProvenBy::Provider).is_fresh(at(-600)), "a clock that is set back");
        assert!(proof(ProvenBy::Demo).is_fresh(at(36_000)));
    }

    #[test]
    fn the_first_factor_needs_the_mail_and_any_other_a_fresh_proof() {
        let proof = Some(Proof { by: ProvenBy::Provider, at: at(0) });
        assert!(may_enrol(None, false, at(0)) && !may_enrol(None, true, at(0)));
        for has_factor in [true, false] {
            assert!(may_enrol(proof, has_factor, at(1)) && !may_enrol(proof, has_factor, at(600)));
        }
    }

    #[test]
    fn one_field_takes_codes_of_both_kinds() {
        let code = RecoveryCode::from_bits(0x1234_5678_9abc_def0_1234);
        assert_eq!((code.as_str().len(), code.shown().len()), (16, 19));
        for typed in [code.shown(), code.as_str().to_lowercase(), code.shown().replace('-', " ")] {
            assert_eq!(typed.parse(), Ok(Typed::Recovery(code.clone())));
        }
        assert_eq!(" 012 345 ".parse(), Ok(Typed::App("012345".to_owned())));
        for wrong in ["", "01234", "0123456", "01234å", "+12345", &"1".repeat(17), &"1".repeat(1_000_000)] {
            assert_eq!(wrong.parse::<Typed>(), Err(Invalid::Unknown), "{}", wrong.len());
        }
        assert_eq!(format!("{code:?} {:?}", Typed::App("012345".to_owned())), "RecoveryCode(…) Typed(…)");
    }
}
