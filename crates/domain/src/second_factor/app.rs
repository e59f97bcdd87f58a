//! Apps that show a new code every half minute (TOTP, RFC 6238): SHA-1, six digits, as every app knows them.

use std::fmt;

use chrono::{DateTime, Utc};
use totp_rs::{Builder, Secret};

use crate::{
    SecondFactorId,
    seal::{Purpose, Seal},
    values::EmailAddress,
};

/// Digits of a code.
const DIGITS: usize = 6;
/// Bytes of a secret: what RFC 4226 §4 recommends.
const BYTES: usize = 20;
/// What apps call us.
const ISSUER: &str = "Kursplats";

/// What an app and we know. It is kept nowhere: the installation's key makes it again whenever it is needed, so that no
/// table, no copy of one and no log holds it.
#[derive(Clone)]
pub struct AppSecret([u8; BYTES]);

impl fmt::Debug for AppSecret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("AppSecret(…)")
    }
}

impl AppSecret {
    /// The secret of a factor.
    pub fn of(seal: &Seal, factor: SecondFactorId) -> Self {
        let full = seal.hash_of(Purpose::AuthenticatorApp, factor.0, "");
        let mut kept = [0; BYTES];
        kept.copy_from_slice(&full[..BYTES]);
        Self(kept)
    }

    /// The step that a code is of: the present one, or one before or after it, since clocks differ. Compared in constant
    /// time. Whoever takes the code keeps the step, so that no code is good twice (RFC 6238 §5.2).
    pub fn step(&self, code: &str, now: DateTime<Utc>) -> Option<i64> {
        let seconds = u64::try_from(now.timestamp()).ok()?;
        // Six digits, thirty seconds and one step to either side are what the library does unless told otherwise.
        let app = Builder::new().with_secret(Secret::new_stack(self.0)).build().ok()?;
        app.check(code, seconds).and_then(|step| i64::try_from(step).ok())
    }

    /// As it is typed into an app: groups of four letters and digits.
    pub fn shown(&self) -> String {
        let text = self.text();
        let groups: Vec<String> =
            text.chars().collect::<Vec<_>>().chunks(4).map(|group| group.iter().collect()).collect();
        groups.join(" ")
    }

    /// The address that apps read from a picture.
    pub fn address(&self, account: &EmailAddress) -> String {
        let account = encoded(account.as_str());
        format!("otpauth://totp/{ISSUER}:{account}?secret={}&issuer={ISSUER}", self.text())
    }

    fn text(&self) -> String {
        Secret::new_stack(self.0).to_base32()
    }
}

/// The six digits of a code, with blanks anywhere.
pub(super) fn read(text: &str) -> Option<String> {
    let code: String = text.chars().filter(|letter| !letter.is_whitespace()).take(DIGITS + 1).collect();
    (code.len() == DIGITS && code.bytes().all(|digit| digit.is_ascii_digit())).then_some(code)
}

/// Everything but letters and digits behind a percent sign (RFC 3986 §2.1).
fn encoded(text: &str) -> String {
    text.bytes().fold(String::new(), |out, byte| match byte {
        b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' => format!("{out}{}", char::from(byte)),
        _ => format!("{out}%{byte:02X}"),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(seconds: i64) -> DateTime<Utc> {
        DateTime::from_timestamp(seconds, 0).expect("an instant")
    }

    /// The vectors of RFC 6238, appendix B, by their last six digits.
    #[test]
    fn codes_are_those_of_the_standard() {
        let secret = AppSecret(*b"12345678901234567890");
        let vectors = [
            (59, "287082"),
            (1_111_111_109, "081804"),
            (1_111_111_111, "050471"),
            (1_234_567_890, "005924"),
            (2_000_000_000, "279037"),
            (20_000_000_000, "353130"),
        ];
        for (seconds, code) in vectors {
            let step = seconds / 30;
            assert_eq!(secret.step(code, at(seconds)), Some(step), "{code}");
            assert_eq!(secret.step(code, at(seconds + 30)), Some(step), "a step late");
            assert_eq!(secret.step(code, at(seconds - 30)), Some(step), "a step early");
            assert_eq!(secret.step(code, at(seconds + 60)), None, "two steps late");
            assert_eq!(secret.step(code, at(seconds - 60)), None, "two steps early");
        }
        assert_eq!(secret.step("287083", at(59)), None);
        assert_eq!(secret.step("+87082", at(59)), None);
    }

    #[test]
    fn a_secret_is_made_again_and_is_of_one_factor() {
        let (seal, other) = (Seal::new([7; 32]), Seal::new([8; 32]));
        let [one, two] = [1, 2].map(|id| SecondFactorId(uuid::Uuid::from_u128(id)));
        assert_eq!(AppSecret::of(&seal, one).0, AppSecret::of(&seal, one).0);
        assert_ne!(AppSecret::of(&seal, one).0, AppSecret::of(&seal, two).0);
        assert_ne!(AppSecret::of(&seal, one).0, AppSecret::of(&other, one).0);
        assert_eq!(format!("{:?}", AppSecret::of(&seal, one)), "AppSecret(…)");
    }

    #[test]
    fn apps_can_read_and_people_can_type_it() {
        let secret = AppSecret(*b"12345678901234567890");
        assert_eq!(secret.shown(), "GEZD GNBV GY3T QOJQ GEZD GNBV GY3T QOJQ");
        let account = "amira+kurs@kumla.example".parse().expect("an address");
        let address = "otpauth://totp/Kursplats:amira%2Bkurs%40kumla.example\
                       ?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ&issuer=Kursplats";
        assert_eq!(secret.address(&account), address);
    }
}
