//! I5: the number of project grants where the IT-knowledge criterion is one of the criteria.
//!
//! A decision counts once, by its own date, however many get the money and whenever it is paid.

use std::collections::BTreeSet;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::{
    evidence::{EvidenceKind, EvidenceRow, LeftOut},
    outcome::{Outcome, Remark, RemarkCode},
    period::Period,
};
use crate::{
    GrantId,
    grant::{GrantDecision, Recipient},
};

/// One decision on an application, as things stand now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GrantEvidence {
    /// Which. Each is given once.
    pub grant_id: GrantId,
    /// Number in the registry, and the call.
    pub title: String,
    /// What was decided.
    pub decision: GrantDecision,
    /// When it was decided.
    pub decided_on: NaiveDate,
    /// Whether the criterion holds: the grant's own word, or else its call's.
    pub criterion: bool,
    /// When it was taken back; at any time, also after the period.
    pub revoked_on: Option<NaiveDate>,
    /// Whole kronor.
    pub amount_kronor: u32,
    /// Those who get it.
    pub recipients: Vec<Recipient>,
}

/// The result of I5.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ProjectGrants {
    /// Granted in the period, in force, with the criterion.
    pub value: u32,
    /// Granted in the period and in force, whatever the criterion.
    pub of_grants: u32,
    /// Kronor of those counted.
    pub amount_kronor: u64,
    /// Kronor of all that were granted and are in force.
    pub of_amount_kronor: u64,
    /// Distinct recipients of those counted: libraries, and municipalities as such.
    pub recipients: u32,
    /// Distinct recipients of all that were granted and are in force.
    pub of_recipients: u32,
    /// Granted in the period and taken back since, whatever the criterion.
    pub revoked: u32,
    /// Decisions looked at, of any period: none means that nothing is registered.
    pub registered: u32,
}

impl ProjectGrants {
    /// The value; there is no target.
    pub fn outcome(&self) -> Outcome {
        let mut outcome = if self.registered == 0 { Outcome::no_data() } else { Outcome::counted(self.value) };
        outcome.warnings.extend(Remark::of(RemarkCode::GrantsRevoked, self.revoked));
        outcome
    }
}

/// Counts, and lists every decision in order of date. The order of the grants changes nothing.
pub fn count(grants: &[GrantEvidence], period: Period) -> (ProjectGrants, Vec<EvidenceRow>) {
    let mut result = ProjectGrants::default();
    let (mut counted, mut in_force) = (BTreeSet::new(), BTreeSet::new());
    for grant in grants {
        let reason = left_out(grant, period);
        result.registered += 1;
        result.revoked += u32::from(reason == Some(LeftOut::Revoked));
        if matches!(reason, None | Some(LeftOut::WithoutCriterion)) {
            result.of_grants += 1;
            result.of_amount_kronor += u64::from(grant.amount_kronor);
            in_force.extend(&grant.recipients);
        }
        if reason.is_none() {
            result.value += 1;
            result.amount_kronor += u64::from(grant.amount_kronor);
            counted.extend(&grant.recipients);
        }
    }
    let size = |set: BTreeSet<&Recipient>| u32::try_from(set.len()).unwrap_or(u32::MAX);
    (result.recipients, result.of_recipients) = (size(counted), size(in_force));
    let mut evidence: Vec<_> = grants.iter().map(|grant| row(grant, period)).collect();
    evidence.sort_by_key(|row| (row.date, row.id));
    (result, evidence)
}

/// The first reason that holds.
fn left_out(grant: &GrantEvidence, period: Period) -> Option<LeftOut> {
    if !period.contains(grant.decided_on) {
        Some(LeftOut::OutsidePeriod)
    } else if grant.decision != GrantDecision::Granted {
        Some(LeftOut::NotGranted)
    } else if grant.revoked_on.is_some() {
        Some(LeftOut::Revoked)
    } else if !grant.criterion {
        Some(LeftOut::WithoutCriterion)
    } else {
        None
    }
}

fn row(grant: &GrantEvidence, period: Period) -> EvidenceRow {
    EvidenceRow {
        kind: EvidenceKind::Grant,
        id: Some(grant.grant_id.0),
        title: grant.title.clone(),
        date: Some(grant.decided_on),
        left_out: left_out(grant, period),
        occasion: None,
    }
}
