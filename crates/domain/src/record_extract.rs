//! What records and extracts of them tell of people.

/// What is told of a person in words: nothing of somebody whose identity is protected (skyddade personuppgifter).
///
/// Everything that is shown out of the audit log or handed out of a session's records asks here.
pub fn shown<T>(words: T, protected_identity: bool) -> Option<T> {
    (!protected_identity).then_some(words)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_is_told_of_a_protected_identity() {
        assert_eq!(shown("Amira Haddad", false), Some("Amira Haddad"));
        assert_eq!(shown("Amira Haddad", true), None);
    }
}
