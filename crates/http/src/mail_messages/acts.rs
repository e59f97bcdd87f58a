//! What is decided about mail, for the API and for pages alike.

use domain::{MessageId, access::Right};
use persistence::outbox::{self, MailMessage};

use crate::{App, caller::Caller, problem::Problem};

/// Makes a mail due at once, whatever became of it before.
///
/// # Errors
/// When the rules do not allow it, or the caller may not.
pub async fn retry(app: &App, caller: &Caller, id: MessageId) -> Result<MailMessage, Problem> {
    caller.with(Right::ManageMail)?;
    let (db, now) = (app.db.clone(), app.clock.now());
    app.write(async move { outbox::retry_mail(&db, id, now).await }).await
}

/// Gives a mail up for good.
///
/// # Errors
/// When the rules do not allow it, or the caller may not.
pub async fn abandon(app: &App, caller: &Caller, id: MessageId) -> Result<MailMessage, Problem> {
    caller.with(Right::ManageMail)?;
    let (db, now) = (app.db.clone(), app.clock.now());
    app.write(async move { outbox::abandon_mail(&db, id, now).await }).await
}
