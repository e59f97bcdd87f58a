//! One mail: what became of each try, and what the coordinator decides about it. Its text is the recipient's alone.

use askama::Template;
use domain::{
    MessageId,
    access::Right,
    mail_message::MailStanding,
    notice::{MessageState, TryOutcome},
};
use http_api::{App, look, mail_messages as api, problem::Problem};
use persistence::outbox::{self, MailMessage, MailTry};
use poem::{
    handler,
    web::{Data, Path},
};

use super::{kinds, state_key};
use crate::{Answer, Failure, Page, form::Form, see_other};

#[derive(Template)]
#[template(path = "mail_one.html")]
struct OnePage<'a> {
    page: &'a Page,
    form: Form,
    way: String,
    /// The list that it stands in.
    back: String,
    kind: &'static str,
    state: &'static str,
    recipient: String,
    message_id: String,
    facts: Vec<(&'static str, String)>,
    answer: Option<String>,
    bounce: Option<String>,
    tries: Vec<Try>,
    may_retry: bool,
    may_abandon: bool,
}

/// A try that is over.
struct Try {
    number: i32,
    at: String,
    outcome: &'static str,
    answer: String,
}

/// Shows a mail.
#[handler]
pub(crate) async fn show(Data(app): Data<&App>, Data(page): Data<&Page>, Path(id): Path<String>) -> Answer {
    shown(app, page, read(&id)?, Form::new(page, &[])).await
}

fn read(id: &str) -> Result<MessageId, Failure> {
    id.parse().map_err(|_| Failure::NotFound)
}

async fn shown(app: &App, page: &Page, id: MessageId, form: Form) -> Answer {
    page.with(Right::ManageMail)?;
    let (mail, tries) = outbox::find_mail(&app.db, id).await?;
    // What else there is to know is looked at when she decides.
    let expired = mail.expires_at.is_some_and(|end| end <= app.clock.now());
    let standing = MailStanding { state: mail.state, held: false, expired, text_kept: true, overtaken: false };
    let shown = OnePage {
        page,
        form,
        way: format!("/mejl/{id}"),
        back: format!("/mejl?lage={}", mail.state),
        kind: kinds::key(mail.kind()),
        state: state_key(mail.state),
        facts: facts(page, &mail),
        may_retry: standing.retry().is_ok(),
        may_abandon: mail.state != MessageState::Abandoned && standing.abandon().is_ok(),
        tries: tries.into_iter().map(|one| Try::of(page, one)).collect(),
        recipient: mail.recipient,
        message_id: mail.message_id,
        answer: mail.answer,
        bounce: mail.bounce,
    };
    Ok(look::page(shown.form.status(), &shown))
}

/// When what happened to it.
fn facts(page: &Page, mail: &MailMessage) -> Vec<(&'static str, String)> {
    let moments = [
        ("mail-written-at", Some(mail.written_at)),
        ("mail-next-try-at", mail.next_try_at()),
        ("mail-expires-at", mail.expires_at),
        ("mail-doubted-at", mail.doubted_at),
        ("mail-sent-at", mail.sent_at),
        ("mail-bounced-at", mail.bounced_at),
    ];
    moments.into_iter().filter_map(|(key, at)| Some((key, page.moment(at?)))).collect()
}

/// Makes a mail due at once.
#[handler]
pub(crate) async fn retry(Data(app): Data<&App>, Data(page): Data<&Page>, Path(id): Path<String>) -> Answer {
    let who = page.with(Right::ManageMail)?;
    let id = read(&id)?;
    let done = api::retry(app, &who.caller, id).await;
    finished(app, page, id, done).await
}

/// Gives a mail up.
#[handler]
pub(crate) async fn abandon(Data(app): Data<&App>, Data(page): Data<&Page>, Path(id): Path<String>) -> Answer {
    let who = page.with(Right::ManageMail)?;
    let id = read(&id)?;
    let done = api::abandon(app, &who.caller, id).await;
    finished(app, page, id, done).await
}

/// Deciding twice has the effect of once, so the forms carry no key.
async fn finished(app: &App, page: &Page, id: MessageId, done: Result<MailMessage, Problem>) -> Answer {
    match done {
        Ok(_) => Ok(see_other(&format!("/mejl/{id}"))),
        Err(problem) => {
            let mut form = Form::new(page, &[]);
            form.refuse(problem)?;
            shown(app, page, id, form).await
        }
    }
}

impl Try {
    fn of(page: &Page, one: MailTry) -> Self {
        let outcome = match one.outcome {
            TryOutcome::Sent => "mail-try-sent",
            TryOutcome::Deferred => "mail-try-deferred",
            TryOutcome::Doubtful => "mail-try-doubtful",
            TryOutcome::Refused => "mail-try-refused",
        };
        Self { number: one.number, at: page.moment(one.ended_at), outcome, answer: one.answer }
    }
}
