//! What binds the way to a provider and back to one browser.

use std::fmt;

use sha2::{Digest, Sha256};

/// All that is random on one way there and back. It follows from the secret in the browser's cookie, so that nothing
/// of it is kept here, and whoever comes back with the state or the token of another browser is told apart.
#[derive(Clone)]
pub struct Binding(String);

impl Binding {
    /// What follows from this secret, which must be impossible to guess.
    pub fn new(secret: &str) -> Self {
        Self(secret.to_owned())
    }

    /// Whether the browser that comes back is the one that left (`state`).
    pub fn is_state(&self, state: &str) -> bool {
        self.state() == state
    }

    pub(crate) fn state(&self) -> String {
        self.derived("state")
    }

    /// What the provider puts into the token that is made for this browser.
    pub(crate) fn nonce(&self) -> String {
        self.derived("nonce")
    }

    /// What the code alone is of no use without (RFC 7636). The provider is only told its hash before.
    pub(crate) fn verifier(&self) -> String {
        self.derived("verifier")
    }

    /// 256 bits that say nothing about each other.
    fn derived(&self, what: &str) -> String {
        let hash = Sha256::new().chain_update(what).chain_update([0]).chain_update(&self.0).finalize();
        hash.iter().map(|byte| format!("{byte:02x}")).collect()
    }
}

impl fmt::Debug for Binding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Binding(…)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn everything_follows_from_the_secret_and_nothing_from_each_other() {
        let (one, other) = (Binding::new("a secret"), Binding::new("another secret"));
        assert!(one.is_state(&one.state()));
        assert!(!one.is_state(&other.state()) && !one.is_state(&one.nonce()) && !one.is_state(""));
        let all = [one.state(), one.nonce(), one.verifier(), other.state(), other.nonce(), other.verifier()];
        assert_eq!(std::collections::BTreeSet::from(all.clone()).len(), all.len());
        assert!((43..=128).contains(&one.verifier().len()), "RFC 7636 §4.1");
        assert_eq!(format!("{one:?}"), "Binding(…)");
    }
}
