//! DKIM signatures (RFC 6376): whoever gets a mail can see that it comes from our domain and is unharmed.
//!
//! Written here, on finished bytes, instead of by the mail library: its usual signature never verifies, since it signs
//! headers as they are folded before folding them anew, and it reads the clock. With this one the same mail always has
//! the same bytes, signed or not.

use std::fmt;

use base64::{Engine, engine::general_purpose::STANDARD};
use chrono::{DateTime, Utc};
use ring::{
    digest, rand,
    signature::{Ed25519KeyPair, RSA_PKCS1_SHA256, RsaKeyPair},
};
use rustls_pki_types::{PrivateKeyDer, pem::PemObject};

/// The headers that are signed where a mail has them: all that people and mail programs go by, and both of those that
/// end subscriptions (RFC 8058 §4).
const SIGNED: [&str; 13] = [
    "From",
    "Reply-To",
    "To",
    "Subject",
    "Date",
    "Message-ID",
    "MIME-Version",
    "Content-Type",
    "Auto-Submitted",
    "X-Auto-Response-Suppress",
    "Content-Transfer-Encoding",
    "List-Unsubscribe",
    "List-Unsubscribe-Post",
];

/// Characters of the signature in one line.
const FOLD_AT: usize = 72;

/// A domain's key, and the name it is published under.
pub struct Signer {
    selector: String,
    domain: String,
    key: Key,
}

enum Key {
    Rsa(Box<RsaKeyPair>),
    Ed25519(Ed25519KeyPair),
}

/// Why a key cannot sign, or did not.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum SignerError {
    /// There is no private key in PEM form.
    #[error("no private key in PEM form")]
    NoKey,
    /// The key is neither RSA of 2048 bits or more nor Ed25519 (RFC 8301 §3.2, RFC 8463).
    #[error("neither an RSA key of 2048 bits or more nor an Ed25519 key")]
    Unusable,
    /// The mail has no end of its headers.
    #[error("not a mail: its headers have no end")]
    NoHeaders,
    /// The key failed to sign.
    #[error("the key failed to sign")]
    Failed,
}

impl fmt::Debug for Signer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Signer({}._domainkey.{})", self.selector, self.domain)
    }
}

impl Signer {
    /// A signer for mail of a domain, whose public key stands in DNS at `<selector>._domainkey.<domain>`.
    ///
    /// # Errors
    /// [`SignerError::NoKey`] or [`SignerError::Unusable`]. The key itself is never shown.
    pub fn new(selector: String, domain: String, pem: &[u8]) -> Result<Self, SignerError> {
        let key = match PrivateKeyDer::from_pem_slice(pem).map_err(|_| SignerError::NoKey)? {
            PrivateKeyDer::Pkcs1(der) => rsa(RsaKeyPair::from_der(der.secret_pkcs1_der()))?,
            PrivateKeyDer::Pkcs8(der) => {
                let der = der.secret_pkcs8_der();
                match Ed25519KeyPair::from_pkcs8_maybe_unchecked(der) {
                    Ok(key) => Key::Ed25519(key),
                    Err(_) => rsa(RsaKeyPair::from_pkcs8(der))?,
                }
            }
            _ => return Err(SignerError::Unusable),
        };
        Ok(Self { selector, domain, key })
    }

    /// The mail with its signature before all other headers. The same mail gets the same signature.
    ///
    /// # Errors
    /// [`SignerError::NoHeaders`] for what is no mail; [`SignerError::Failed`] when the key fails.
    pub fn sign(&self, mail: &[u8], written_at: DateTime<Utc>) -> Result<Vec<u8>, SignerError> {
        let (headers, body) = split(mail).ok_or(SignerError::NoHeaders)?;
        let headers = fields(headers);
        let signed: Vec<(&str, &[u8])> =
            SIGNED.iter().filter_map(|name| Some((*name, last(&headers, name)?))).collect();
        let names: Vec<&str> = signed.iter().map(|(name, _)| *name).collect();
        let body_hash = STANDARD.encode(digest::digest(&digest::SHA256, &relaxed_body(body)));
        let header = format!(
            "DKIM-Signature: v=1; a={}; c=relaxed/relaxed; d={}; s={};\r\n t={}; h={};\r\n bh={body_hash};\r\n b=",
            self.algorithm(),
            self.domain,
            self.selector,
            written_at.timestamp(),
            names.join(":\r\n  "),
        );
        let mut data: Vec<u8> = Vec::new();
        for (name, field) in &signed {
            data.extend(relaxed_header(name, value(field)));
            data.extend(b"\r\n");
        }
        // The signature's own header comes last, without its value and without a line end (RFC 6376 §3.7).
        data.extend(relaxed_header("DKIM-Signature", value(header.as_bytes())));
        let signature = STANDARD.encode(self.key.sign(&data)?);
        Ok([header.as_bytes(), folded(&signature).as_bytes(), b"\r\n", mail].concat())
    }

    fn algorithm(&self) -> &'static str {
        match self.key {
            Key::Rsa(_) => "rsa-sha256",
            Key::Ed25519(_) => "ed25519-sha256",
        }
    }
}

fn rsa(read: Result<RsaKeyPair, ring::error::KeyRejected>) -> Result<Key, SignerError> {
    // The library takes no key below 2048 bits.
    read.map(|key| Key::Rsa(Box::new(key))).map_err(|_| SignerError::Unusable)
}

impl Key {
    fn sign(&self, data: &[u8]) -> Result<Vec<u8>, SignerError> {
        match self {
            Self::Rsa(key) => {
                let mut signature = vec![0; key.public().modulus_len()];
                // Random numbers only blind the computation; the signature is the same each time.
                let random = rand::SystemRandom::new();
                key.sign(&RSA_PKCS1_SHA256, &random, data, &mut signature).map_err(|_| SignerError::Failed)?;
                Ok(signature)
            }
            // What is signed is the hash (RFC 8463 §3).
            Self::Ed25519(key) => Ok(key.sign(digest::digest(&digest::SHA256, data).as_ref()).as_ref().to_vec()),
        }
    }
}

/// Headers with their last line end, and the body.
fn split(mail: &[u8]) -> Option<(&[u8], &[u8])> {
    let end = mail.windows(4).position(|bytes| bytes == b"\r\n\r\n")?;
    Some((&mail[..end + 2], &mail[end + 4..]))
}

/// Each header field with its continuation lines.
fn fields(headers: &[u8]) -> Vec<Vec<u8>> {
    let mut fields: Vec<Vec<u8>> = Vec::new();
    for line in headers.split_inclusive(|byte| *byte == b'\n') {
        match fields.last_mut() {
            Some(field) if line.starts_with(b" ") || line.starts_with(b"\t") => field.extend(line),
            _ => fields.push(line.to_vec()),
        }
    }
    fields
}

/// The last field of a name: the one that verifiers take first (RFC 6376 §5.4.2).
fn last<'a>(fields: &'a [Vec<u8>], name: &str) -> Option<&'a [u8]> {
    let named = |field: &&Vec<u8>| {
        let length = field.iter().position(|byte| *byte == b':').unwrap_or(field.len());
        field[..length].eq_ignore_ascii_case(name.as_bytes())
    };
    fields.iter().rev().find(named).map(Vec::as_slice)
}

fn value(field: &[u8]) -> &[u8] {
    field.iter().position(|byte| *byte == b':').map_or(&[], |colon| &field[colon + 1..])
}

/// The relaxed form of a header: one line, one blank for many (RFC 6376 §3.4.2).
fn relaxed_header(name: &str, value: &[u8]) -> Vec<u8> {
    let unfolded: Vec<u8> = value.iter().copied().filter(|byte| !matches!(byte, b'\r' | b'\n')).collect();
    let mut line = name.to_ascii_lowercase().into_bytes();
    line.push(b':');
    line.extend(single_blanks(&unfolded).trim_ascii());
    line
}

/// The relaxed form of a body: no blanks at line ends, one for many, no empty lines last (RFC 6376 §3.4.4).
fn relaxed_body(body: &[u8]) -> Vec<u8> {
    let mut relaxed = Vec::with_capacity(body.len());
    let mut empty = 0;
    for line in body.split_inclusive(|byte| *byte == b'\n') {
        let line = single_blanks(line.strip_suffix(b"\r\n").unwrap_or(line));
        let line = line.trim_ascii_end();
        if line.is_empty() {
            empty += 1;
            continue;
        }
        relaxed.extend(b"\r\n".repeat(std::mem::take(&mut empty)));
        relaxed.extend(line);
        relaxed.extend(b"\r\n");
    }
    relaxed
}

fn single_blanks(line: &[u8]) -> Vec<u8> {
    let mut out: Vec<u8> = Vec::with_capacity(line.len());
    for byte in line {
        match byte {
            b' ' | b'\t' if out.last() == Some(&b' ') => {}
            b' ' | b'\t' => out.push(b' '),
            byte => out.push(*byte),
        }
    }
    out
}

fn folded(signature: &str) -> String {
    let lines = signature.as_bytes().chunks(FOLD_AT).map(|line| String::from_utf8_lossy(line));
    lines.map(|line| format!("\r\n  {line}")).collect()
}

#[cfg(test)]
mod tests;
