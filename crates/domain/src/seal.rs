//! Sealed references: addresses and links that lead to one thing, and that nobody can make up.
//!
//! A reference is the thing's identifier and a keyed hash of it. Nothing needs to be stored for it, it is the same
//! each time, and it says nothing about whom it concerns. It is written in lower-case letters and digits, since mail
//! servers may change the case of the local part of an address.

use std::fmt;

use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;
use uuid::Uuid;

use crate::values::EmailAddress;

/// Bytes of the hash that are kept: 128 bits cannot be guessed.
const HASH_BYTES: usize = 16;
/// Digits of base 32 for 128 bits.
const DIGITS: usize = 26;
/// The digits: without those that look like each other (Crockford).
const ALPHABET: &[u8; 32] = b"0123456789abcdefghjkmnpqrstvwxyz";

/// What a reference is good for; one made for one purpose is of no use for another.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Purpose {
    /// The address that a calendar's answer to an invitation goes to; of an invitation's UID.
    Reply,
    /// The return path of a mail (VERP); of a mail.
    Bounce,
    /// The page that confirms a cancellation; of a booking.
    Cancellation,
    /// The page that ends reminders; of a person.
    Unsubscription,
    /// A calendar feed; of a feed.
    Feed,
    /// The form of a survey; of an invitation to answer it.
    Survey,
    /// A link to the self-assessment; of a portion of links.
    SelfAssessment,
    /// An event that no invitation stands for; of whatever it is shown for.
    Event,
    /// The code in a mail to sign in by; of the request for it.
    SignInCode,
    /// What an authenticator app is given; of the factor that it becomes.
    AuthenticatorApp,
    /// A recovery code; of its person.
    RecoveryCode,
}

impl Purpose {
    fn word(self) -> &'static [u8] {
        match self {
            Self::Reply => b"reply",
            Self::Bounce => b"bounce",
            Self::Cancellation => b"cancellation",
            Self::Unsubscription => b"unsubscription",
            Self::Feed => b"feed",
            Self::Survey => b"survey",
            Self::SelfAssessment => b"self-assessment",
            Self::Event => b"event",
            Self::SignInCode => b"sign-in code",
            Self::AuthenticatorApp => b"authenticator app",
            Self::RecoveryCode => b"recovery code",
        }
    }
}

/// The key of an installation. Never shown.
#[derive(Clone, PartialEq, Eq)]
pub struct Seal([u8; 32]);

impl fmt::Debug for Seal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Seal(…)")
    }
}

impl Seal {
    /// A seal with this key.
    pub fn new(key: [u8; 32]) -> Self {
        Self(key)
    }

    /// The reference to a thing, for a purpose: 52 letters and digits.
    pub fn reference(&self, purpose: Purpose, id: Uuid) -> String {
        digits(id.as_u128()) + &digits(self.hash(purpose, id))
    }

    /// The address in a mailbox that leads to a thing: the reference behind a `+` (RFC 5233 §1). None when the mailbox's
    /// own name leaves no room for it.
    pub fn address(&self, mailbox: &EmailAddress, purpose: Purpose, id: Uuid) -> Option<EmailAddress> {
        let (local, domain) = mailbox.as_str().split_once('@')?;
        format!("{local}+{}@{domain}", self.reference(purpose, id)).parse().ok()
    }

    /// The thing that a reference leads to, if it is one of ours for this purpose.
    pub fn open(&self, purpose: Purpose, reference: &str) -> Option<Uuid> {
        let (id, hash) = reference.split_at_checked(DIGITS)?;
        let (id, hash) = (Uuid::from_u128(number(id)?), number(hash)?);
        // Compared in constant time.
        self.mac(purpose, id).verify_truncated_left(&hash.to_be_bytes()).ok().map(|()| id)
    }

    /// The UID of an event that no invitation stands for: always the same, of no use to anybody else, and different
    /// for whatever else the same meeting is shown for.
    pub fn event_uid(&self, shown_for: Uuid, meeting: Uuid) -> Uuid {
        let mut mac = self.mac(Purpose::Event, shown_for);
        mac.update(meeting.as_bytes());
        let full = mac.finalize().into_bytes();
        let mut kept = [0; HASH_BYTES];
        kept.copy_from_slice(&full[..HASH_BYTES]);
        uuid::Builder::from_custom_bytes(kept).into_uuid()
    }

    /// A token of a portion of them, by its number: 26 letters and digits that lead nowhere by themselves. The portion
    /// gives the same ones again, so that they need not be kept; whoever takes one keeps a hash of it.
    pub fn token(&self, purpose: Purpose, portion: Uuid, number: u32) -> String {
        let mut mac = self.mac(purpose, portion);
        mac.update(&number.to_be_bytes());
        let full = mac.finalize().into_bytes();
        let mut kept = [0; HASH_BYTES];
        kept.copy_from_slice(&full[..HASH_BYTES]);
        digits(u128::from_be_bytes(kept))
    }

    /// A keyed hash of something short about a thing: without the key it cannot be found by trying.
    pub fn hash_of(&self, purpose: Purpose, id: Uuid, text: &str) -> [u8; 32] {
        let mut mac = self.mac(purpose, id);
        mac.update(text.as_bytes());
        mac.finalize().into_bytes().into()
    }

    fn hash(&self, purpose: Purpose, id: Uuid) -> u128 {
        let full = self.mac(purpose, id).finalize().into_bytes();
        let mut kept = [0; HASH_BYTES];
        kept.copy_from_slice(&full[..HASH_BYTES]);
        u128::from_be_bytes(kept)
    }

    fn mac(&self, purpose: Purpose, id: Uuid) -> Hmac<Sha256> {
        let mut mac = Hmac::<Sha256>::new_from_slice(&self.0).expect("a key of any length will do");
        mac.update(purpose.word());
        mac.update(id.as_bytes());
        mac
    }
}

fn digits(number: u128) -> String {
    let digit = |place: usize| char::from(ALPHABET[(number >> (5 * place)) as usize % 32]);
    (0..DIGITS).rev().map(digit).collect()
}

fn number(text: &str) -> Option<u128> {
    let value = |c: u8| ALPHABET.iter().position(|digit| *digit == c.to_ascii_lowercase());
    let top_fits = text.bytes().next().and_then(value).is_some_and(|first| first < 8);
    (text.len() == DIGITS && top_fits)
        .then(|| text.bytes().try_fold(0_u128, |number, c| Some((number << 5) | value(c)? as u128)))
        .flatten()
}

#[cfg(test)]
mod tests {
    use super::*;

    const ID: Uuid = Uuid::from_u128(0xfedc_ba98_7654_3210_0123_4567_89ab_cdef);

    fn seal() -> Seal {
        Seal::new([7; 32])
    }

    #[test]
    fn a_reference_leads_back_to_its_thing_whatever_its_case() {
        let reference = seal().reference(Purpose::Reply, ID);
        assert_eq!(reference.len(), 52);
        assert_eq!(seal().open(Purpose::Reply, &reference), Some(ID));
        assert_eq!(seal().open(Purpose::Reply, &reference.to_ascii_uppercase()), Some(ID));
        assert_eq!(reference, seal().reference(Purpose::Reply, ID), "the same each time");
    }

    #[test]
    fn nothing_else_opens() {
        let reference = seal().reference(Purpose::Reply, ID);
        assert_eq!(seal().open(Purpose::Bounce, &reference), None);
        assert_eq!(Seal::new([8; 32]).open(Purpose::Reply, &reference), None);
        for place in 0..reference.len() {
            let mut changed: Vec<u8> = reference.clone().into_bytes();
            changed[place] = if changed[place] == b'0' { b'1' } else { b'0' };
            assert_eq!(seal().open(Purpose::Reply, &String::from_utf8(changed).expect("ASCII")), None, "{place}");
        }
        for wrong in ["", "0", "å", &"å".repeat(26), &reference[1..], &format!("{reference}0"), &"z".repeat(52)] {
            assert_eq!(seal().open(Purpose::Reply, wrong), None, "{wrong:?}");
        }
    }

    #[test]
    fn the_key_is_not_shown() {
        assert_eq!(format!("{:?}", seal()), "Seal(…)");
    }
}
