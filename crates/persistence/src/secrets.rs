//! What is secret: made from randomness, shown to one person, and kept here only as a hash.

use std::fmt;

use sha2::{Digest, Sha256};

use crate::{Error, Result};

/// Letters and digits of 256 random bits.
const DIGITS: usize = 64;

/// Something that opens a door. It is never shown by accident: whoever shows it says so.
#[derive(Clone, PartialEq, Eq)]
pub struct Secret(String);

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret(…)")
    }
}

impl Secret {
    /// 256 random bits as 64 letters and digits, which cannot be guessed.
    pub(crate) fn random() -> Result<Self> {
        let bytes: [u8; DIGITS / 2] = random()?;
        Ok(Self(bytes.iter().fold(String::with_capacity(DIGITS), |text, byte| format!("{text}{byte:02x}"))))
    }

    /// The secret itself, for the one it is meant for.
    pub fn reveal(&self) -> &str {
        &self.0
    }

    /// What is kept of it: a plain hash is enough for 256 random bits (OWASP ASVS 5.0, 6.5.2).
    pub(crate) fn hash(&self) -> Vec<u8> {
        hash(&self.0)
    }
}

/// What is kept of a secret that somebody has shown.
pub(crate) fn hash(secret: &str) -> Vec<u8> {
    Sha256::digest(secret.as_bytes()).to_vec()
}

/// Random bytes from the operating system.
pub(crate) fn random<const N: usize>() -> Result<[u8; N]> {
    let mut bytes = [0_u8; N];
    getrandom::fill(&mut bytes).map_err(|error| Error::Fault(format!("no randomness: {error}")))?;
    Ok(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_secret_is_long_unlike_any_other_and_not_shown() {
        let (one, other) = (Secret::random().expect("randomness"), Secret::random().expect("randomness"));
        assert_eq!(one.reveal().len(), DIGITS);
        assert_ne!(one, other);
        assert_eq!(format!("{one:?}"), "Secret(…)");
        assert_eq!(one.hash(), hash(one.reveal()));
    }
}
