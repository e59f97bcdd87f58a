//! What is decided about the indicators, for the API and for pages alike.

use domain::access::Right;
use persistence::definitions::{self, DefinitionDraft, DefinitionRecord};

use super::DefinitionInput;
use crate::{App, caller::Caller, problem::Problem};

/// Adds a version of an indicator's definition.
///
/// # Errors
/// When it would not be later than all before it, or the caller may not.
pub async fn add(
    app: &App,
    caller: &Caller,
    key: Option<String>,
    body: DefinitionInput,
) -> Result<DefinitionRecord, Problem> {
    let actor = caller.with(Right::ManageFollowUp)?.person;
    let ticket = app.ticket(caller, key, "addIndicatorDefinition", &body)?;
    let draft = DefinitionDraft {
        code: body.code,
        valid_from: body.valid_from.0,
        rules: body.rules.into(),
        reason: body.reason,
    };
    let (db, now) = (app.db.clone(), app.clock.now());
    app.write(async move { definitions::add(&db, draft, actor, now, ticket.once()).await }).await
}
