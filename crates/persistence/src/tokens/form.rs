//! What a token looks like: `kursplats_`, 64 digits of secret, 8 digits of check sum.

use crate::Secret;

/// What a token of this system starts with, so that leaked ones can be found.
const PREFIX: &str = "kursplats_";
/// Digits of the secret.
const SECRET: usize = 64;
/// Digits of the check sum, by which a token that was copied badly, or never was one, is known without a look
/// into the database.
const SUM: usize = 8;

/// A token as it is shown.
pub(super) fn written(secret: &Secret) -> String {
    let secret = secret.reveal();
    format!("{PREFIX}{secret}{:08x}", check_sum(secret.as_bytes()))
}

/// Whether a text can be a token. Those of the first release have no check sum.
pub(super) fn is_ours(text: &str) -> bool {
    let Some(digits) = text.strip_prefix(PREFIX) else { return false };
    if !digits.bytes().all(|digit| digit.is_ascii_hexdigit()) {
        return false;
    }
    match digits.len().checked_sub(SECRET) {
        Some(0) => true,
        Some(SUM) => {
            let (secret, sum) = digits.split_at(SECRET);
            u32::from_str_radix(sum, 16) == Ok(check_sum(secret.as_bytes()))
        }
        _ => false,
    }
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
        let token = written(&Secret::random().expect("randomness"));
        assert!(is_ours(&token));
        assert!(is_ours(&token[..PREFIX.len() + SECRET]), "of the first release");
        for place in PREFIX.len()..token.len() {
            let mut slip: Vec<u8> = token.clone().into_bytes();
            slip[place] = if slip[place] == b'0' { b'1' } else { b'0' };
            assert!(!is_ours(&String::from_utf8(slip).expect("ASCII")), "{place}");
        }
        for wrong in
            ["", PREFIX, &token[1..], &token[..token.len() - 1], &format!("{token}0"), &token.replace('_', "-")]
        {
            assert!(!is_ours(wrong), "{wrong}");
        }
    }
}
