//! From stored mail to the mail server.

use std::sync::Arc;

use chrono::{DateTime, Utc};
use domain::{
    MessageId,
    bounce::{Effect, Report},
};
use notices::{Delivery, Envelope, Obstacle};
use persistence::{
    Result, bounces,
    inbox::Hash,
    outbox::{self, Attempt, ClaimedMessage, ClaimedTry, Outcome},
};
use tokio::task::JoinSet;
use uuid::Uuid;

use super::{
    Worker,
    breaker::Allowance,
    pace::{self, Turn},
    retry::Try,
};

/// Messages taken on for each that can be under way: to claim them one by one would be a transaction each. One domain
/// alone never has more than half of them, at which others are looked for.
const IN_STOCK: usize = 2 * pace::IN_STOCK;

impl Worker {
    /// Takes on what is due, when little is left of what was taken before. Returns how many messages it was.
    pub(super) async fn send_due(self: &Arc<Self>, sending: &mut JoinSet<()>) -> Result<usize> {
        let (under_way, stock) = (self.ledger.under_way(), self.places * IN_STOCK);
        if under_way > stock / 2 {
            return Ok(0);
        }
        let now = self.clock.now();
        // As many as a domain that is open surely takes.
        let portion = self.pace.portion().max(self.places).min(stock - under_way);
        let (room, finds_out) = match self.breaker.allows(now) {
            Allowance::All => (u64::try_from(portion).unwrap_or(1), false),
            Allowance::One => (1, true),
            Allowance::None => return Ok(0),
        };
        let full = self.pace.full(now);
        if under_way > 0 && self.demand.is_barren(&full) {
            return Ok(0);
        }
        let claim = outbox::claim_messages(&self.db, self.ledger.lease(), room, &full).await?;
        self.demand.looked(claim.messages.len() + claim.put_aside.len(), full);
        let (mut count, mut too_many) = (claim.put_aside.len(), Vec::new());
        for (id, reason) in claim.put_aside {
            tracing::error!(message.id = %id, reason, "message put aside");
        }
        if finds_out && !claim.messages.is_empty() {
            self.breaker.tries(now);
        }
        for message in claim.messages {
            let Some(turn) = self.pace.admit(domain(&message), now) else {
                too_many.push(message.claimed);
                continue;
            };
            count += 1;
            let (worker, held) = (Arc::clone(self), self.ledger.hold(message.claimed.id));
            sending.spawn(async move {
                worker.send_in_turn(message, &turn, finds_out).await;
                drop((turn, held));
            });
        }
        self.ledger.give_back(&too_many).await;
        Ok(count)
    }

    /// Sends a message when there is a place for it, or gives it back when the worker stops first or the server
    /// turns out to be away.
    async fn send_in_turn(&self, message: ClaimedMessage, turn: &Turn, finds_out: bool) {
        let _come = turn.comes().await;
        match self.room.acquire().await {
            Ok(_place) if finds_out || !self.breaker.is_open() => self.send(message).await,
            _ => self.ledger.give_back(&[message.claimed]).await,
        }
    }

    async fn send(&self, message: ClaimedMessage) {
        let ClaimedTry { id, number } = message.claimed;
        let name = id.to_string();
        let own = self.sender.return_path(id.0);
        let return_path = own.as_ref().map_or(self.return_path.as_str(), |address| address.as_str());
        let envelope = Envelope { from: return_path, to: &message.recipient, bytes: &message.content, name: &name };
        let delivery = self.courier.send(envelope, || self.ledger.mark(message.claimed)).await;
        let now = self.clock.now();
        self.learn(&message, &delivery, now);
        let tried = Try {
            attempts: number,
            written_at: written_at(id).unwrap_or(now),
            now,
            chance: chance(),
            repeated_in_doubt: message.repeated_in_doubt,
        };
        let attempt = self.retry.attempt(delivery, tried);
        log(&message, &attempt);
        let refusal = if let Attempt::Dead(answer) = &attempt { Report::of_refusal(answer) } else { None };
        self.ledger.finish(Outcome { claimed: message.claimed, attempt }).await;
        if let Some(report) = refusal.filter(|report| report.effect() == Effect::AddressFailed) {
            self.note_bad_address(id, &report, now).await;
        }
    }

    /// The relay knew at once what others report by mail: the address leads nowhere, and the organiser is told. Where
    /// that cannot be written down, the refusal still stands beside the mail.
    async fn note_bad_address(&self, id: MessageId, report: &Report, now: DateTime<Utc>) {
        let hash = Hash::of(format!("{id} {}", report.summary()).as_bytes());
        if let Err(error) = bounces::take(&self.db, &hash, id.0, report, now).await {
            tracing::warn!(message.id = %id, error = %error, "bad address not noted");
        }
    }

    /// What a try says of the server and of the recipient's domain.
    fn learn(&self, message: &ClaimedMessage, delivery: &Delivery, now: DateTime<Utc>) {
        match delivery {
            Delivery::Deferred { obstacle: Obstacle::Way, .. } | Delivery::Ambiguous { .. } => self.breaker.failed(now),
            Delivery::Deferred { obstacle: Obstacle::Haste, .. } => {
                self.breaker.answered();
                self.pace.slow_down(domain(message), now);
            }
            _ => self.breaker.answered(),
        }
    }
}

/// What stands behind the `@`, in small letters as addresses are kept.
fn domain(message: &ClaimedMessage) -> &str {
    message.recipient.as_str().rsplit('@').next().unwrap_or_default()
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
    let ClaimedTry { id, number: attempts } = message.claimed;
    match attempt {
        Attempt::Sent(_) => tracing::debug!(message.id = %id, attempts, "message sent"),
        Attempt::Later(due_at, _) => tracing::info!(message.id = %id, attempts, %due_at, "message put off"),
        Attempt::Unknown(due_at, _) => tracing::warn!(message.id = %id, attempts, %due_at, "message in doubt"),
        Attempt::LeftInDoubt(_) => tracing::error!(message.id = %id, attempts, "message left in doubt"),
        Attempt::Dead(_) | Attempt::GivenUp(_) => tracing::error!(message.id = %id, attempts, "message given up"),
    }
}
