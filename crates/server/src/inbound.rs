//! Mail that comes in: from its bytes to what it changes.
//!
//! It comes by three ways: the mail server hands it to `kursplats inbound`, which does the work itself on PostgreSQL
//! and leaves it in a folder on SQLite, where only the server may write; or the server fetches it from a mailbox. They
//! all end here, and whichever brings the same mail a second time changes nothing.

use std::sync::Arc;

use domain::{answer::Trust, personal_number, seal::Seal};
use http_api::Clock;
use inbound::{Ignored, Incoming, Mailbox};
use persistence::{
    Db, Error, Result,
    answers::{self, ReceivedAnswer},
    bounces,
    inbox::Hash,
};
use tokio::sync::Notify;

use crate::Settings;

pub mod folder;
pub mod imap;
pub mod reception;

/// Takes mail in.
#[derive(Clone)]
pub struct Inbox {
    db: Db,
    clock: Clock,
    mailbox: Mailbox,
    cancel_at_once: bool,
    /// Rung when something was done, so that the worker looks at the outbox.
    wake: Arc<Notify>,
}

/// What became of a mail.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Handled {
    /// It was taken in; the words say what it did.
    Done(&'static str),
    /// Somebody should look at it; the words say why.
    ForPeople(String),
}

impl Inbox {
    /// An inbox on a database. With `cancel_at_once` a calendar's no is enough, from a sender whom our own mail
    /// server vouches for and in good time.
    pub fn new(db: Db, clock: Clock, mailbox: Mailbox, cancel_at_once: bool, wake: Arc<Notify>) -> Self {
        Self { db, clock, mailbox, cancel_at_once, wake }
    }

    /// The same as the settings want it; none without a mailbox for answers.
    pub(crate) fn of(settings: &Settings, db: &Db, clock: &Clock, seal: &Seal, wake: &Arc<Notify>) -> Option<Self> {
        let address = settings.mail.inbound.clone()?;
        let trusted_server = settings.inbound.trusted_server.clone();
        let mailbox = Mailbox { address, seal: seal.clone(), trusted_server };
        Some(Self::new(db.clone(), clock.clone(), mailbox, settings.inbound.cancel_at_once, wake.clone()))
    }

    /// Takes in one mail, delivered to `recipient` if that is known. In a task of its own: whoever brought it may hang
    /// up, and a transaction must not be stopped half-way.
    ///
    /// # Errors
    /// What the database answers; the mail is to be brought again.
    pub async fn take(&self, mail: &[u8], recipient: Option<&str>) -> Result<Handled> {
        let (inbox, mail, recipient) = (self.clone(), mail.to_vec(), recipient.map(str::to_owned));
        let task = tokio::spawn(async move { inbox.understand(&mail, recipient.as_deref()).await });
        task.await.unwrap_or_else(|panic| Err(Error::Fault(panic.to_string())))
    }

    async fn understand(&self, mail: &[u8], recipient: Option<&str>) -> Result<Handled> {
        let now = self.clock.now();
        let hash = Hash::of(mail);
        let handled = match inbound::read(mail, &self.mailbox, recipient) {
            Incoming::Answer { uid, mut answer, sender } => {
                // Nobody is there to be told: what people may not write here is not kept.
                answer.comment = answer.comment.filter(|comment| !personal_number::stands_in(comment.as_str()));
                let trust = Trust { cancel_at_once: self.cancel_at_once, sender };
                let received = ReceivedAnswer { hash: &hash, uid, answer: &answer, trust: &trust };
                let taken = answers::take(&self.db, received, now).await?;
                tracing::info!(invitation.uid = %uid, ?taken, "answer taken in");
                Handled::Done(answered(taken))
            }
            Incoming::Returned { message, report } => {
                let taken = bounces::take(&self.db, &hash, message, &report, now).await?;
                tracing::info!(message.id = %message, ?taken, "report taken in");
                Handled::Done(returned(taken))
            }
            Incoming::Ignored(Ignored::Forged) => {
                tracing::warn!("answer or report without a reference of ours");
                Handled::Done("forged")
            }
            Incoming::Ignored(Ignored::Automatic) => Handled::Done("automatic"),
            Incoming::ForPeople(why) => Handled::ForPeople(format!("{why:?}")),
        };
        self.wake.notify_one();
        Ok(handled)
    }
}

fn answered(taken: answers::Taken) -> &'static str {
    match taken {
        answers::Taken::Judged(verdict) => verdict.word(),
        answers::Taken::Unknown => "unknown",
        answers::Taken::Known => "known",
    }
}

fn returned(taken: bounces::Taken) -> &'static str {
    use domain::bounce::Effect;
    match taken {
        bounces::Taken::Done(Effect::Note) => "delayed",
        bounces::Taken::Done(Effect::MailFailed) => "mailFailed",
        bounces::Taken::Done(Effect::AddressFailed) => "addressFailed",
        bounces::Taken::Unknown => "unknown",
        bounces::Taken::Known => "known",
    }
}
