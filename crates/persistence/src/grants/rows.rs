//! Rows of grants to domain values and back.

use super::*;
use crate::rows::{count, int, line, optional_line, text};

pub(super) fn row(grant: &Grant) -> project_grant::ActiveModel {
    let revocation = grant.revocation.as_ref();
    project_grant::ActiveModel {
        id: Set(grant.id),
        registry_number: Set(grant.registry_number.as_str().to_owned()),
        call_id: Set(grant.call_id),
        decision: Set(grant.decision),
        decision_date: Set(grant.decision_date),
        amount_kronor: Set(int(grant.amount_kronor)),
        own_criterion: Set(grant.own_criterion),
        criterion_reason: Set(text(grant.criterion_reason.as_ref())),
        revoked_on: Set(revocation.map(|revocation| revocation.on)),
        revocation_reason: Set(text(revocation.map(|revocation| &revocation.reason))),
        version: Set(grant.version),
    }
}

pub(super) fn recipients(grant: &Grant) -> Vec<grant_recipient::ActiveModel> {
    let row = |(ordinal, recipient): (i32, &Recipient)| {
        let (library_id, municipality_code) = match recipient {
            Recipient::Library(id) => (Some(*id), None),
            Recipient::Municipality(code) => (None, Some(code.clone())),
        };
        grant_recipient::ActiveModel {
            grant_id: Set(grant.id),
            ordinal: Set(ordinal),
            library_id: Set(library_id),
            municipality_code: Set(municipality_code),
        }
    };
    (1..).zip(&grant.recipients).map(row).collect()
}

/// Grants with those who get them, in the order of the rows.
pub(crate) async fn with_recipients(
    db: &impl ConnectionTrait,
    grants: Vec<project_grant::Model>,
) -> Result<Vec<Grant>> {
    let mut found: std::collections::HashMap<GrantId, Vec<Recipient>> = std::collections::HashMap::new();
    for ids in record::chunks(grants.iter().map(|grant| grant.id).collect()) {
        let of_grants = grant_recipient::Column::GrantId.is_in(ids);
        for row in grant_recipient::Entity::find().filter(of_grants).all(db).await? {
            let library = row.library_id.map(Recipient::Library);
            let recipient = library.or(row.municipality_code.map(Recipient::Municipality));
            let recipient = recipient.ok_or_else(|| Error::Fault("a recipient that is nobody".into()))?;
            found.entry(row.grant_id).or_default().push(recipient);
        }
    }
    let grant = |row: project_grant::Model| {
        let mut recipients = found.remove(&row.id).unwrap_or_default();
        recipients.sort();
        to_grant(row, recipients)
    };
    grants.into_iter().map(grant).collect()
}

fn to_grant(row: project_grant::Model, recipients: Vec<Recipient>) -> Result<Grant> {
    let reason = optional_line(row.revocation_reason.as_deref(), "project_grant.revocation_reason")?;
    Ok(Grant {
        id: row.id,
        registry_number: line(&row.registry_number, "project_grant.registry_number")?,
        call_id: row.call_id,
        recipients,
        decision: row.decision,
        decision_date: row.decision_date,
        amount_kronor: count(row.amount_kronor, "project_grant.amount_kronor")?,
        own_criterion: row.own_criterion,
        criterion_reason: optional_line(row.criterion_reason.as_deref(), "project_grant.criterion_reason")?,
        revocation: row.revoked_on.zip(reason).map(|(on, reason)| Revocation { on, reason }),
        version: row.version,
    })
}

pub(super) fn call_row(call: &GrantCall) -> grant_call::ActiveModel {
    grant_call::ActiveModel {
        id: Set(call.id),
        title: Set(call.title.as_str().to_owned()),
        call_year: Set(int(call.year)),
        registry_number: Set(text(call.registry_number.as_ref())),
        criterion: Set(call.criterion),
        version: Set(call.version),
    }
}

pub(super) fn to_call(row: grant_call::Model) -> Result<GrantCall> {
    Ok(GrantCall {
        id: row.id,
        title: line(&row.title, "grant_call.title")?,
        year: count(row.call_year, "grant_call.call_year")?,
        registry_number: optional_line(row.registry_number.as_deref(), "grant_call.registry_number")?,
        criterion: row.criterion,
        version: row.version,
    })
}
