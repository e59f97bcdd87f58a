//! From stored mail to the mail server.

use std::{sync::Arc, time::Duration};

use chrono::{DateTime, Utc};
use domain::MessageId;
use notices::Envelope;
use persistence::{
    Result,
    outbox::{self, Attempt, ClaimedMessage},
};
use tokio::task::JoinSet;
use uuid::Uuid;

use super::{Worker, retry::Try};

/// Tries to write down what came of a message, with longer and longer pauses.
const FINISH_TRIES: u32 = 5;

impl Worker {
    /// Starts to send what is due, as far as there is room. Returns how many messages were taken.
    pub(super) async fn send_due(self: &Arc<Self>, sending: &mut JoinSet<()>) -> Result<usize> {
        let room = self.room.available_permits();
        if room == 0 {
            return Ok(0);
        }
        let claimed = outbox::claim_messages(&self.db, self.lease(), room as u64).await?;
        let count = claimed.len();
        for message in claimed {
            // Held until the answer is written down. Nobody closes the room.
            let held = Arc::clone(&self.room).acquire_owned().await.ok();
            let worker = Arc::clone(self);
            sending.spawn(async move {
                worker.send(message).await;
                drop(held);
            });
        }
        Ok(count)
    }

    async fn send(&self, message: ClaimedMessage) {
        let name = message.id.to_string();
        let own = self.sender.return_path(message.id.0);
        let return_path = own.as_ref().map_or(self.return_path.as_str(), |address| address.as_str());
        let envelope = Envelope { from: return_path, to: &message.recipient, bytes: &message.content, name: &name };
        let delivery = self.transport.send(envelope, || self.mark(message.id)).await;
        let now = self.clock.now();
        let written_at = written_at(message.id).unwrap_or(now);
        let tried = Try { attempts: message.attempts, written_at, now, chance: chance() };
        let attempt = self.retry.attempt(delivery, tried);
        log(&message, &attempt);
        self.write_down(message.id, attempt).await;
    }

    /// Notes that the message is about to be on the wire; without that note it is not sent.
    async fn mark(&self, id: MessageId) -> bool {
        outbox::mark_transmitting(&self.db, id, self.owner).await.unwrap_or_else(|error| {
            tracing::warn!(message.id = %id, error = %error, "message not marked, so not sent");
            false
        })
    }

    /// An answer that is not written down would make the message go out again.
    async fn write_down(&self, id: MessageId, attempt: Attempt) {
        let mut pause = Duration::from_secs(1);
        for left in (0..FINISH_TRIES).rev() {
            match outbox::finish(&self.db, id, self.lease(), attempt.clone()).await {
                Ok(()) => return,
                Err(error) if left == 0 => {
                    tracing::error!(message.id = %id, error = %error, "outcome of a message is lost");
                }
                Err(_) => tokio::time::sleep(pause).await,
            }
            pause *= 2;
        }
    }
}

/// The identifier holds the time it was made (RFC 9562 §5.7).
fn written_at(id: MessageId) -> Option<DateTime<Utc>> {
    let (seconds, nanoseconds) = id.0.get_timestamp()?.to_unix();
    DateTime::from_timestamp(i64::try_from(seconds).ok()?, nanoseconds)
}

/// Evenly from 0 to 1.
fn chance() -> f64 {
    f64::from(Uuid::new_v4().as_u128() as u32) / f64::from(u32::MAX)
}

/// Without the server's words, which may name people; they stay in the database.
fn log(message: &ClaimedMessage, attempt: &Attempt) {
    let (id, attempts) = (message.id, message.attempts);
    match attempt {
        Attempt::Sent(_) => tracing::debug!(message.id = %id, attempts, "message sent"),
        Attempt::Later(due_at, _) => tracing::info!(message.id = %id, attempts, %due_at, "message put off"),
        Attempt::Unknown(due_at, _) => tracing::warn!(message.id = %id, attempts, %due_at, "message in doubt"),
        Attempt::Dead(_) => tracing::error!(message.id = %id, attempts, "message given up"),
    }
}
