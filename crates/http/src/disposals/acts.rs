//! What is decided and done about disposal, for the API and for pages alike.

use domain::{
    access::Right,
    disposal::{Disposal, DisposalRule, KeptFor},
};
use persistence::disposal::{self, RuleChange};

use super::{DisposalInput, DisposalRuleInput, DisposalRulesInput};
use crate::{App, caller::Caller, problem::Problem};

/// Sets rules of disposal.
///
/// # Errors
/// When a rule is not one, the caller may not, or has not just proven who she is.
pub async fn set_rules(app: &App, caller: &Caller, body: DisposalRulesInput) -> Result<Vec<DisposalRule>, Problem> {
    caller.with(Right::ManageRecords)?;
    let scope = caller.stepped_up(app)?.clone();
    let change = |item: DisposalRuleInput| RuleChange {
        class: item.class,
        kept_for: KeptFor { amount: item.amount, unit: item.unit },
        decision: item.decision_reference,
    };
    let changes = body.items.into_iter().map(change).collect();
    let (db, now) = (app.db.clone(), app.clock.now());
    app.write(async move { disposal::set_rules(&db, &scope, changes, now).await }).await
}

/// Disposes of what is due.
///
/// # Errors
/// When the caller may not, or has not just proven who she is.
pub async fn dispose(app: &App, caller: &Caller, key: Option<String>) -> Result<Disposal, Problem> {
    let actor = caller.with(Right::ManageRecords)?.person;
    // A twin waits; done again, nothing is due any more.
    let _ticket = app.ticket(caller, key, "dispose", &DisposalInput { dry_run: false })?;
    caller.stepped_up(app)?;
    let (db, now) = (app.db.clone(), app.clock.now());
    app.write(async move { disposal::run(&db, Some(actor), now, &|_, _| {}).await }).await
}
