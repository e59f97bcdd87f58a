//! What a token looks like: `kursplats_`, its id, `_`, 64 digits of secret, 8 digits of check sum.

use domain::AccessTokenId;
use uuid::Uuid;

use crate::Secret;

/// What a token of this system starts with, so that leaked ones can be found.
const PREFIX: &str = "kursplats_";
/// Digits of the id, by which a leaked one can be revoked without a look at its secret.
const ID: usize = 32;
/// Digits of the secret.
const SECRET: usize = 64;
/// Digits of the check sum, by which a token that was copied badly, or never was one, is known without a look
/// into the database.
const SUM: usize = 8;

/// What a token says of itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Form {
    /// Which it says that it is; those of the first release do not say it, nor have they a check sum.
    pub id: Option<AccessTokenId>,
}

/// A token as it is shown.
pub(super) fn written(id: AccessTokenId, secret: &Secret) -> String {
    let text = format!("{PREFIX}{}_{}", id.0.simple(), secret.reveal());
    let sum = check_sum(text.as_bytes());
    format!("{text}{sum:08x}")
}

/// What a text says of itself, if it can be a token.
pub(super) fn read(text: &str) -> Option<Form> {
    let rest = text.strip_prefix(PREFIX)?;
    if rest.len() == SECRET && is_digits(rest) {
        return Some(Form { id: None });
    }
    let (id, digits) = rest.split_once('_').filter(|(id, digits)| id.len() == ID && digits.len() == SECRET + SUM)?;
    if !is_digits(id) || !is_digits(digits) {
        return None;
    }
    let (said, sum) = text.split_at_checked(text.len() - SUM)?;
    let right = u32::from_str_radix(sum, 16) == Ok(check_sum(said.as_bytes()));
    let id = Uuid::try_parse(id).ok().filter(|_| right)?;
    Some(Form { id: Some(AccessTokenId(id)) })
}

fn is_digits(text: &str) -> bool {
    text.bytes().all(|digit| digit.is_ascii_hexdigit())
}

/// CRC-32 as in ISO 3309: finds every slip of a few neighbouring digits.
fn check_sum(bytes: &[u8]) -> u32 {
    let shifted = |rest: u32| if rest & 1 == 1 { (rest >> 1) ^ 0xedb8_8320 } else { rest >> 1 };
    !bytes.iter().fold(u32::MAX, |sum, byte| (0..8).fold(sum ^ u32::from(*byte), |rest, _| shifted(rest)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slip_in_a_token_is_seen_at_once() {
        assert_eq!(check_sum(b"123456789"), 0xcbf4_3926, "the value that the standard gives");
        let (id, secret) = (AccessTokenId(Uuid::from_u128(7)), Secret::random().expect("randomness"));
        let token = written(id, &secret);
        assert_eq!(read(&token), Some(Form { id: Some(id) }));
        assert_eq!(read(&format!("{PREFIX}{}", secret.reveal())), Some(Form { id: None }), "of the first release");
        for place in PREFIX.len()..token.len() {
            let mut slip: Vec<u8> = token.clone().into_bytes();
            slip[place] = if slip[place] == b'0' { b'1' } else { b'0' };
            assert_eq!(read(&String::from_utf8(slip).expect("ASCII")), None, "{place}");
        }
        for wrong in [
            "",
            PREFIX,
            &token[1..],
            &token[..token.len() - 1],
            &format!("{token}0"),
            &token.replace('_', "-"),
            &format!("{PREFIX}{}", "å".repeat(32)),
            &format!("{PREFIX}{}_{}", "å".repeat(16), "å".repeat(36)),
        ] {
            assert_eq!(read(wrong), None, "{wrong}");
        }
    }
}
