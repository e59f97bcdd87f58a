//! The key that mail is signed with: read at start, so that a wrong one is found then.

use std::sync::Arc;

use domain::values::EmailAddress;
use notices::{Signer, SignerError};

use super::{Reader, is_domain};

const KEYS: [&str; 3] = ["mail.dkim.selector", "mail.dkim.domain", "mail.dkim.key_file"];

/// The signer, if mail is to be signed. A signature counts only for a domain that the mail comes from, or one above it
/// (DMARC, RFC 7489 §3.1.1): `senders` are all addresses it can come from.
pub(super) fn signer(reader: &mut Reader, senders: &[Option<&EmailAddress>]) -> Option<Option<Arc<Signer>>> {
    let [selector, domain, file] = KEYS.map(|key| reader.text(key));
    let texts = [selector?, domain?, file?];
    if texts.iter().all(String::is_empty) {
        return Some(None);
    }
    let mut whole = true;
    for (key, _) in KEYS.iter().zip(&texts).filter(|(_, text)| text.is_empty()) {
        reader.fault(key, "behövs när någon av de andra nycklarna i mail.dkim är satt");
        whole = false;
    }
    let [selector, domain, file] = texts;
    for (key, text) in [(KEYS[0], &selector), (KEYS[1], &domain)] {
        if !text.is_empty() && !is_domain(text) {
            reader.fault(key, "ska vara ett namn av a-z, siffror, bindestreck och punkter");
            whole = false;
        }
    }
    for sender in senders.iter().flatten().filter(|sender| !domain.is_empty() && !is_above(&domain, sender)) {
        reader.fault(KEYS[1], format!("ska vara domänen i {sender}, eller en ovanför den"));
        whole = false;
    }
    let signer = if file.is_empty() { None } else { read(reader, selector, domain, &file) };
    signer.filter(|_| whole).map(|signer| Some(Arc::new(signer)))
}

fn is_above(domain: &str, address: &EmailAddress) -> bool {
    let of_address = address.as_str().rsplit('@').next().unwrap_or_default().to_ascii_lowercase();
    let domain = domain.to_ascii_lowercase();
    of_address == domain || of_address.ends_with(&format!(".{domain}"))
}

fn read(reader: &mut Reader, selector: String, domain: String, file: &str) -> Option<Signer> {
    let signer = match std::fs::read(file) {
        Ok(pem) => Signer::new(selector, domain, &pem),
        Err(error) => {
            reader.fault(KEYS[2], format!("filen går inte att läsa: {error}"));
            return None;
        }
    };
    if let Err(error) = &signer {
        reader.fault(
            KEYS[2],
            match error {
                SignerError::NoKey => "filen innehåller ingen hemlig nyckel i PEM-form",
                _ => "nyckeln ska vara RSA med minst 2048 bitar, eller Ed25519",
            },
        );
    }
    signer.ok()
}
