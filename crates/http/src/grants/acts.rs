//! What is done to grants, for the API and for pages alike.

use domain::{
    GrantId,
    access::Right,
    grant::{self, Revocation},
};
use persistence::grants::{self, GrantDraft, GrantView};

use super::{GrantInput, RevocationInput};
use crate::{App, caller::Caller, problem::Problem};

/// Registers a decision.
///
/// # Errors
/// When it contradicts itself or the registry, or the caller may not.
pub async fn add(app: &App, caller: &Caller, key: Option<String>, body: GrantInput) -> Result<GrantView, Problem> {
    let actor = caller.with(Right::ManageFollowUp)?.person;
    let ticket = app.ticket(caller, key, "addGrant", &body)?;
    let draft = GrantDraft {
        registry_number: body.registry_number,
        call_id: body.call_id,
        recipients: grant::recipients(body.library_ids, body.municipality_codes),
        decision: body.decision,
        decision_date: body.decision_date.0,
        amount_kronor: body.amount_kronor,
        criterion: body.criterion,
        criterion_reason: body.criterion_reason,
    };
    let (db, now) = (app.db.clone(), app.clock.now());
    app.write(async move { grants::add(&db, draft, actor, now, ticket.once()).await }).await
}

/// Takes a grant back.
///
/// # Errors
/// When it is not in force, or the caller may not.
pub async fn revoke(
    app: &App,
    caller: &Caller,
    key: Option<String>,
    id: GrantId,
    body: RevocationInput,
) -> Result<GrantView, Problem> {
    let actor = caller.with(Right::ManageFollowUp)?.person;
    let ticket = app.ticket(caller, key, &format!("revokeGrant {id}"), &body)?;
    let revocation = Revocation { on: body.revoked_on.0, reason: body.reason };
    let (db, now) = (app.db.clone(), app.clock.now());
    app.write(async move { grants::revoke(&db, id, revocation, actor, now, ticket.once()).await }).await
}
