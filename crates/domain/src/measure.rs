//! What can be decided about a person's data where they cannot simply be erased: they are records, or what records are
//! counted from.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::{
    Invalid, PersonId, PersonMeasureId, Refusal,
    protection::Shield,
    values::{EmailAddress, Line},
};

crate::words! {
    /// What was decided.
    pub enum MeasureKind {
        /// They are kept, and nothing else is done with them (dataskyddsförordningen, artikel 18).
        Restricted = "restricted",
        /// They are used again.
        Released = "released",
        /// Name and address are replaced for good; municipality and presence stay.
        Pseudonymised = "pseudonymised",
    }
}

/// A decision about a person's data, and its reason.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Measure {
    /// Identifier.
    pub id: PersonMeasureId,
    /// Whose data.
    pub person_id: PersonId,
    /// What was decided.
    pub kind: MeasureKind,
    /// Why. Names nobody: it outlives the name.
    pub reason: Line<500>,
    /// When.
    pub decided_at: DateTime<Utc>,
    /// By whom; none when a rule of disposal did.
    pub decided_by: Option<PersonId>,
}

/// Whether a measure can be taken of somebody as she stands.
///
/// # Errors
/// [`Refusal::PersonPseudonymised`]: there is nothing left to decide about. [`Refusal::PersonRestricted`] and
/// [`Refusal::PersonNotRestricted`] when it is so already.
pub fn may(kind: MeasureKind, shield: Shield, pseudonymised: bool) -> Result<(), Refusal> {
    match kind {
        _ if pseudonymised => Err(Refusal::PersonPseudonymised),
        MeasureKind::Restricted if shield.restricted => Err(Refusal::PersonRestricted),
        MeasureKind::Released if !shield.restricted => Err(Refusal::PersonNotRestricted),
        MeasureKind::Restricted | MeasureKind::Released | MeasureKind::Pseudonymised => Ok(()),
    }
}

/// What stands in place of a name and an address: nothing that could be traced back, and no address that mail goes to
/// (RFC 2606 §2). `random` is made for this alone.
///
/// # Errors
/// Never: both are well-formed.
pub fn surrogate(random: Uuid) -> Result<(Line<120>, EmailAddress), Invalid> {
    let digits = random.simple().to_string();
    let short = digits.get(..8).unwrap_or(&digits).to_uppercase();
    Ok((format!("Pseudonym {short}").parse()?, format!("{digits}@pseudonym.invalid").parse()?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_measure_is_taken_once_and_the_last_one_for_good() {
        let (plain, restricted) = (Shield::default(), Shield { restricted: true, ..Shield::default() });
        assert_eq!(may(MeasureKind::Restricted, plain, false), Ok(()));
        assert_eq!(may(MeasureKind::Restricted, restricted, false), Err(Refusal::PersonRestricted));
        assert_eq!(may(MeasureKind::Released, plain, false), Err(Refusal::PersonNotRestricted));
        assert_eq!(may(MeasureKind::Released, restricted, false), Ok(()));
        assert_eq!(may(MeasureKind::Pseudonymised, restricted, false), Ok(()));
        for kind in MeasureKind::ALL {
            assert_eq!(may(*kind, restricted, true), Err(Refusal::PersonPseudonymised));
        }
    }

    #[test]
    fn a_surrogate_is_well_formed_and_leads_nowhere() {
        let (name, email) = surrogate(Uuid::from_u128(0x1234_5678_9abc_4def_8012_3456_789a_bcde)).expect("well-formed");
        assert_eq!(name.as_str(), "Pseudonym 12345678");
        assert!(email.as_str().ends_with("@pseudonym.invalid"), "{email}");
    }
}
