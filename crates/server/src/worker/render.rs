//! From notices to stored mail.

use std::sync::Arc;

use chrono::TimeDelta;
use notices::RenderedMail;
use persistence::{
    Error, Result,
    outbox::{self, Lease, NewMessage, PendingNotice},
};

use super::Worker;

/// Notices taken at once.
const PORTION: u64 = 32;
/// How long they are held.
const RENDERING_MAX: TimeDelta = TimeDelta::minutes(1);

impl Worker {
    /// Puts the next notices into words. Returns how many there were.
    pub(super) async fn render_due(self: &Arc<Self>) -> Result<usize> {
        // Rendering takes a moment; a worker that is gone must not hold these as long as it may hold a dialogue.
        let lease = self.lease();
        let lease = Lease { until: lease.now + RENDERING_MAX, ..lease };
        let pending = outbox::claim_notices(&self.db, lease, PORTION).await?;
        let count = pending.len();
        for notice in pending {
            let (worker, id) = (Arc::clone(self), notice.id);
            // A task of its own, so that one notice that makes a library panic cannot end the worker.
            let outcome = tokio::spawn(async move { worker.render(notice).await }).await;
            match outcome.unwrap_or_else(|panic| Err(Error::Fault(panic.to_string()))) {
                Ok(()) => {}
                Err(error @ (Error::Unavailable(_) | Error::Conflict(_))) => return Err(error),
                Err(error) => {
                    tracing::error!(notice.id = %id, error = %error, "notice could not be stored as mail");
                    outbox::bury_notice(&self.db, id, &error.to_string()).await?;
                }
            }
        }
        Ok(count)
    }

    async fn render(&self, pending: PendingNotice) -> Result<()> {
        let rendered = pending.notice.and_then(|notice| {
            notices::render(&notice, pending.id, &self.sender, pending.written_at).map_err(|error| error.to_string())
        });
        match rendered {
            Ok(mails) => {
                let messages = mails.into_iter().map(stored).collect();
                outbox::store_messages(&self.db, pending.id, messages, self.clock.now()).await
            }
            Err(reason) => {
                // The reason stays in the database: it may name people.
                tracing::error!(notice.id = %pending.id, "notice could not be put into words");
                outbox::bury_notice(&self.db, pending.id, &reason).await
            }
        }
    }
}

fn stored(mail: RenderedMail) -> NewMessage {
    NewMessage {
        person_id: mail.person_id,
        recipient: mail.recipient,
        message_id: mail.message_id,
        uid: mail.uid,
        sequence: mail.sequence,
        method: mail.method,
        content: mail.bytes,
    }
}
