//! What records and extracts of them tell of people.

use crate::protection::{Beholder, Shield};

/// What is told of a person in words: nothing of somebody whose identity is protected (skyddade personuppgifter), or whose
/// data are restricted.
///
/// Everything that is shown out of the audit log or handed out of a session's records asks here: it is made to leave.
pub fn shown<T>(words: T, shield: Shield) -> Option<T> {
    shield.shows(Beholder::Other).then_some(words)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_is_told_of_a_protected_identity() {
        let (plain, protected) = (Shield::default(), Shield { protected: true, restricted: false });
        assert_eq!(shown("Amira Haddad", plain), Some("Amira Haddad"));
        assert_eq!(shown("Amira Haddad", protected), None);
        assert_eq!(shown("Amira Haddad", Shield { protected: false, restricted: true }), None);
    }
}
