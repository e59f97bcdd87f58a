//! What is hashed, and how. Whoever checks the chain with a program of their own needs this file and the columns.

use std::fmt;

use sha2::{Digest, Sha256};

use super::Entry;

/// Set before everything else that is hashed: another form would get another name.
const FORM: &[u8] = b"kursplats audit 1";

/// A SHA-256.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Hash(pub(super) [u8; 32]);

impl Hash {
    /// The hash of these bytes, if they are one.
    pub(super) fn from_bytes(bytes: &[u8]) -> Option<Self> {
        bytes.try_into().ok().map(Self)
    }
}

impl fmt::Display for Hash {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(formatter, "{byte:02x}"))
    }
}

impl std::str::FromStr for Hash {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        if text.len() != 64 || !text.is_ascii() {
            return Err(());
        }
        let byte = |place: usize| u8::from_str_radix(&text[2 * place..2 * place + 2], 16).map_err(|_| ());
        let mut bytes = [0; 32];
        for (place, slot) in bytes.iter_mut().enumerate() {
            *slot = byte(place)?;
        }
        Ok(Self(bytes))
    }
}

/// Parts follow each other with their lengths before them, so that no other parts give the same bytes.
fn digest(parts: &[Option<&[u8]>]) -> Hash {
    let mut hasher = Sha256::new();
    for part in parts {
        match part {
            None => hasher.update([0]),
            Some(bytes) => {
                hasher.update([1]);
                hasher.update((bytes.len() as u64).to_be_bytes());
                hasher.update(bytes);
            }
        }
    }
    Hash(hasher.finalize().into())
}

fn text(text: Option<&String>) -> Option<&[u8]> {
    text.map(String::as_bytes)
}

/// The hash of what an entry keeps apart; none when it keeps nothing apart, or has forgotten it. The salt goes with the
/// words: without it nobody can try names until one fits.
pub(super) fn personal(entry: &Entry) -> Option<Hash> {
    let salt = entry.personal_salt.as_deref()?;
    Some(digest(&[Some(FORM), Some(salt), text(entry.personal_before.as_ref()), text(entry.personal_after.as_ref())]))
}

/// The hash of an entry in its place, after the hash before it.
pub(super) fn link(number: i64, before: Hash, entry: &Entry, personal: Option<&[u8]>) -> Hash {
    digest(&[
        Some(FORM),
        Some(&number.to_be_bytes()),
        Some(&before.0),
        Some(&entry.id.to_be_bytes()),
        Some(&entry.transaction_number.to_be_bytes()),
        Some(entry.table_name.as_bytes()),
        Some(entry.row_key.as_bytes()),
        text(entry.before_row.as_ref()),
        text(entry.after_row.as_ref()),
        personal,
    ])
}
