//! Protected identities (skyddade personuppgifter) and restricted data: who sees somebody's name, address and workplace.
//!
//! Whatever shows a person asks here, once: lists, files, calendars and mail alike.

use serde::{Deserialize, Serialize};

use crate::{
    LibraryId, PersonId,
    access::{Role, Scope},
    notice::Language,
    person::{EmailFailure, Person},
    values::{EmailAddress, Line},
};

/// What stands where a name is hidden.
pub const HIDDEN: &str = "Skyddade personuppgifter";

/// Who looks at somebody.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Beholder {
    /// The person herself.
    Herself,
    /// A coordinator, who keeps the register.
    Coordinator,
    /// The manager of a library where she works today.
    HerManager,
    /// Everybody else, and whatever leaves the system: files, calendars, evidence and mail to others.
    Other,
}

impl Beholder {
    /// What a caller is to a person who works at these libraries today.
    pub fn of(scope: &Scope, person: PersonId, works_at: &[LibraryId]) -> Self {
        match scope.role {
            _ if scope.person == person => Self::Herself,
            Role::Coordinator => Self::Coordinator,
            Role::Manager if works_at.iter().any(|library| scope.libraries.contains(library)) => Self::HerManager,
            Role::Manager | Role::Staff | Role::Trainer | Role::Organiser => Self::Other,
        }
    }
}

/// What stands between a person and those who look.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Shield {
    /// She has a protected identity.
    pub protected: bool,
    /// What is kept of her may be kept, and nothing else be done with it (dataskyddsförordningen, artikel 18).
    pub restricted: bool,
}

impl Shield {
    /// Whether her name, address and workplace are shown.
    pub fn shows(self, beholder: Beholder) -> bool {
        match beholder {
            Beholder::Herself | Beholder::Coordinator => true,
            Beholder::HerManager => !self.restricted,
            Beholder::Other => !self.protected && !self.restricted,
        }
    }

    /// Whether anybody sees less than everything.
    pub fn stands(self) -> bool {
        self.protected || self.restricted
    }
}

/// A person as somebody sees her.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SeenPerson {
    /// Identifier.
    pub id: PersonId,
    /// Name, or what stands in its place.
    pub name: Line<120>,
    /// Where mail goes; none when it is hidden, since addresses bear names and workplaces.
    pub email: Option<EmailAddress>,
    /// The language that mail is written in.
    pub language: Language,
    /// Whether reminders are wanted.
    pub reminders: bool,
    /// Mail to the address has come back.
    pub email_failure: Option<EmailFailure>,
    /// What stands between her and those who look.
    pub shield: Shield,
    /// Whether she is shown as she is.
    pub shown: bool,
    /// Grows with every change.
    pub version: i32,
}

impl Person {
    /// The person, as somebody sees her.
    pub fn seen_by(self, beholder: Beholder) -> SeenPerson {
        let shown = self.shield.shows(beholder);
        SeenPerson {
            id: self.id,
            name: if shown { self.name } else { Line::of_ours(HIDDEN) },
            email: Some(self.email).filter(|_| shown),
            language: self.language,
            reminders: self.reminders,
            // The other server's words often repeat the address.
            email_failure: self.email_failure.filter(|_| shown),
            shield: self.shield,
            shown,
            version: self.version,
        }
    }
}

#[cfg(test)]
mod tests {
    use chrono::DateTime;

    use super::*;

    fn amira(shield: Shield) -> Person {
        Person {
            id: PersonId::new(DateTime::UNIX_EPOCH),
            name: "Amira Haddad".parse().expect("a name"),
            email: "amira@kumla.example".parse().expect("an address"),
            language: Language::Swedish,
            reminders: true,
            email_failure: Some(EmailFailure { at: DateTime::UNIX_EPOCH, reason: "amira@kumla.example".to_owned() }),
            shield,
            version: 1,
        }
    }

    #[test]
    fn a_protected_identity_is_seen_by_herself_her_manager_and_the_coordinator() {
        use Beholder::{Coordinator, HerManager, Herself, Other};
        let (plain, protected, restricted) = (
            Shield::default(),
            Shield { protected: true, restricted: false },
            Shield { protected: false, restricted: true },
        );
        let seen = |shield: Shield| [Herself, Coordinator, HerManager, Other].map(|beholder| shield.shows(beholder));
        assert_eq!(seen(plain), [true, true, true, true]);
        assert_eq!(seen(protected), [true, true, true, false]);
        assert_eq!(seen(restricted), [true, true, false, false]);
        assert!(protected.stands() && restricted.stands() && !plain.stands());
    }

    #[test]
    fn what_is_hidden_is_not_there_in_any_member() {
        let seen = amira(Shield { protected: true, restricted: false }).seen_by(Beholder::Other);
        let text = format!("{seen:?}").to_lowercase();
        assert!(!text.contains("amira") && !text.contains("kumla"), "{text}");
        assert_eq!((seen.name.as_str(), seen.shown), (HIDDEN, false));
        assert_eq!(amira(Shield::default()).seen_by(Beholder::Other).name.as_str(), "Amira Haddad");
    }

    #[test]
    fn a_manager_is_her_manager_only_where_she_works() {
        let now = DateTime::UNIX_EPOCH;
        let (kumla, nora, person) = (LibraryId::new(now), LibraryId::new(now), PersonId::new(now));
        let scope = |role| Scope { person: PersonId::new(now), role, libraries: vec![kumla] };
        assert_eq!(Beholder::of(&scope(Role::Manager), person, &[nora, kumla]), Beholder::HerManager);
        assert_eq!(Beholder::of(&scope(Role::Manager), person, &[nora]), Beholder::Other);
        assert_eq!(Beholder::of(&scope(Role::Organiser), person, &[kumla]), Beholder::Other);
        let own = Scope { person, role: Role::Trainer, libraries: vec![] };
        assert_eq!(Beholder::of(&own, person, &[]), Beholder::Herself);
    }
}
