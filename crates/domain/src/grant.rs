//! Project grants: calls, and the decisions made on applications.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::{
    GrantCallId, GrantId, Invalid, LibraryId,
    refusal::{No, Refusal},
    values::{Line, MunicipalityCode},
};

crate::words! {
    /// What was decided on an application.
    pub enum GrantDecision {
        /// Beviljat.
        Granted = "granted",
        /// Avslaget.
        Rejected = "rejected",
        /// Återkallat av den sökande.
        Withdrawn = "withdrawn",
    }
}

/// A call for grants (utlysning).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct GrantCall {
    /// Identifier.
    pub id: GrantCallId,
    /// Title.
    pub title: Line<200>,
    /// The year it was made.
    pub year: u32,
    /// Number in the registry (dnr).
    pub registry_number: Option<Line<60>>,
    /// Whether the IT-knowledge criterion of I5 is one of its criteria.
    pub criterion: bool,
    /// Grows with every change.
    pub version: i32,
}

impl GrantCall {
    /// Checks what no column type says.
    ///
    /// # Errors
    /// When the year is not one of ours.
    pub fn checked(self) -> Result<Self, No> {
        if (1990..=2200).contains(&self.year) {
            Ok(self)
        } else {
            Err(No::invalid("year", Invalid::OutOfRange(1990, 2200)))
        }
    }
}

/// Who gets a grant.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Recipient {
    /// A library.
    Library(LibraryId),
    /// A municipality, for its library organisation.
    Municipality(MunicipalityCode),
}

/// Those who get a grant, of both kinds.
pub fn recipients(libraries: Vec<LibraryId>, codes: Vec<MunicipalityCode>) -> Vec<Recipient> {
    let libraries = libraries.into_iter().map(Recipient::Library);
    libraries.chain(codes.into_iter().map(Recipient::Municipality)).collect()
}

/// The libraries of those who get a grant, and the municipalities.
pub fn apart(recipients: Vec<Recipient>) -> (Vec<LibraryId>, Vec<MunicipalityCode>) {
    let (mut libraries, mut codes) = (Vec::new(), Vec::new());
    for recipient in recipients {
        match recipient {
            Recipient::Library(id) => libraries.push(id),
            Recipient::Municipality(code) => codes.push(code),
        }
    }
    (libraries, codes)
}

/// That a grant was taken back.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Revocation {
    /// The day of the decision.
    pub on: NaiveDate,
    /// Why.
    pub reason: Line<500>,
}

/// The most kronor of one grant.
pub const AMOUNT_MAX: u32 = 1_000_000_000;

/// A decision on an application for a grant.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Grant {
    /// Identifier.
    pub id: GrantId,
    /// Number in the registry (dnr); one a grant.
    pub registry_number: Line<60>,
    /// The call it was applied for under.
    pub call_id: Option<GrantCallId>,
    /// Those who get it, each once.
    pub recipients: Vec<Recipient>,
    /// What was decided.
    pub decision: GrantDecision,
    /// The day of the decision, which decides the period it belongs to.
    pub decision_date: NaiveDate,
    /// Whole kronor.
    pub amount_kronor: u32,
    /// The criterion when it is not the call's.
    pub own_criterion: Option<bool>,
    /// Why it is not the call's.
    pub criterion_reason: Option<Line<500>>,
    /// That it was taken back.
    pub revocation: Option<Revocation>,
    /// Grows with every change.
    pub version: i32,
}

impl Grant {
    /// Whether the IT-knowledge criterion holds for it: its own word, or else the call's.
    pub fn criterion(&self, of_call: Option<bool>) -> bool {
        self.own_criterion.or(of_call).unwrap_or(false)
    }

    /// The grant as it may be kept: a criterion that says what the call says anyway is the call's.
    ///
    /// # Errors
    /// When the amount is out of bounds, there is no recipient or one twice, nothing says whether the criterion
    /// holds, or it differs from the call's without a reason.
    pub fn checked(mut self, of_call: Option<bool>) -> Result<Self, No> {
        if self.amount_kronor > AMOUNT_MAX {
            return Err(No::invalid("amountKronor", Invalid::OutOfRange(0, AMOUNT_MAX.into())));
        }
        if self.recipients.is_empty() {
            return Err(No::invalid("libraryIds", Invalid::NoneGiven));
        }
        self.recipients.sort();
        if let Some(twice) = self.recipients.windows(2).find(|pair| pair[0] == pair[1]) {
            let library = matches!(twice[0], Recipient::Library(_));
            return Err(No::invalid(if library { "libraryIds" } else { "municipalityCodes" }, Invalid::Repeated));
        }
        if self.own_criterion == of_call {
            self.own_criterion = None;
        }
        match (of_call, self.own_criterion) {
            (None, None) => return Err(No::invalid("criterion", Invalid::Needed)),
            (Some(_), Some(_)) if self.criterion_reason.is_none() => {
                return Err(No::invalid("criterionReason", Invalid::Needed));
            }
            (_, None) => self.criterion_reason = None,
            _ => {}
        }
        self.revocable()?;
        Ok(self)
    }

    /// The grant, revoked.
    ///
    /// # Errors
    /// When it was not granted, is revoked already, or the day is before the decision.
    pub fn revoked(mut self, revocation: Revocation) -> Result<Self, No> {
        if self.revocation.is_some() {
            return Err(Refusal::GrantRevoked.into());
        }
        if self.decision != GrantDecision::Granted {
            return Err(Refusal::GrantNotGranted.into());
        }
        if revocation.on < self.decision_date {
            return Err(No::invalid("revokedOn", Invalid::EndsBeforeStart));
        }
        self.revocation = Some(revocation);
        Ok(self)
    }

    /// A revoked grant was granted, and earlier than that.
    fn revocable(&self) -> Result<(), No> {
        match &self.revocation {
            Some(_) if self.decision != GrantDecision::Granted => Err(Refusal::GrantRevoked.into()),
            Some(revocation) if revocation.on < self.decision_date => {
                Err(No::invalid("decisionDate", Invalid::EndsBeforeStart))
            }
            _ => Ok(()),
        }
    }
}
