//! What the database must know of mail under way: what is on the wire, what came of it, and that it is still held.
//!
//! Dialogues end by themselves and all at once; each mark and each outcome in a transaction of its own would make
//! bookings wait behind them. So whoever comes first writes for all who have come meanwhile.

use std::{
    collections::{HashMap, HashSet},
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use chrono::TimeDelta;
use domain::MessageId;
use http_api::Clock;
use persistence::{
    Db, Error,
    outbox::{self, ClaimedTry, Lease, Outcome, Written},
};
use tokio::sync::{oneshot, watch};
use uuid::Uuid;

/// How long the first one waits for others, when there are any.
const GATHERING: Duration = Duration::from_millis(10);
/// Tries to write an outcome down, with longer and longer pauses.
const TRIES: u32 = 5;

/// One worker's ledger.
pub(super) struct Ledger {
    db: Db,
    clock: Clock,
    owner: Uuid,
    hold: Duration,
    entries: Mutex<Vec<Entry>>,
    // Held by whoever writes.
    pen: tokio::sync::Mutex<()>,
    // How many hold each: one given back may be claimed anew before the first has let go.
    under_way: Mutex<HashMap<MessageId, usize>>,
}

enum What {
    Mark(ClaimedTry),
    Outcome(Outcome),
}

struct Entry {
    what: What,
    written: oneshot::Sender<bool>,
}

/// A message that is held as long as this is there.
pub(super) struct Held {
    ledger: Arc<Ledger>,
    id: MessageId,
}

impl Drop for Held {
    fn drop(&mut self) {
        self.ledger.let_go(self.id);
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Ledger {
    /// An empty one. `hold` is how long a message of ours stays ours when nothing more is heard of us.
    pub fn new(db: Db, clock: Clock, hold: Duration) -> Self {
        Self {
            db,
            clock,
            owner: Uuid::new_v4(),
            hold,
            entries: Mutex::default(),
            pen: tokio::sync::Mutex::default(),
            under_way: Mutex::default(),
        }
    }

    /// A hold from now on.
    pub fn lease(&self) -> Lease {
        let now = self.clock.now();
        Lease { owner: self.owner, now, until: now + TimeDelta::from_std(self.hold).unwrap_or(TimeDelta::MAX) }
    }

    /// How many messages are under way.
    pub fn under_way(&self) -> usize {
        lock(&self.under_way).len()
    }

    /// Counts a claimed message as under way, and keeps hold of it.
    pub fn hold(self: &Arc<Self>, id: MessageId) -> Held {
        *lock(&self.under_way).entry(id).or_default() += 1;
        Held { ledger: Arc::clone(self), id }
    }

    fn let_go(&self, id: MessageId) {
        let mut under_way = lock(&self.under_way);
        if let Some(holds) = under_way.get_mut(&id) {
            *holds -= 1;
            if *holds == 0 {
                under_way.remove(&id);
            }
        }
    }

    /// Gives messages back that were not begun. Where that fails they are free when the hold on them has run out.
    pub async fn give_back(&self, tries: &[ClaimedTry]) {
        if let Err(error) = outbox::put_back(&self.db, self.owner, tries).await {
            tracing::warn!(error = %error, messages = tries.len(), "messages not given back");
        }
    }

    /// Notes that a message is about to be on the wire. False when it must not be.
    pub async fn mark(&self, claimed: ClaimedTry) -> bool {
        self.enter(What::Mark(claimed)).await
    }

    /// Notes what came of a try. An outcome that is not written down makes the message go out again.
    pub async fn finish(&self, outcome: Outcome) {
        self.enter(What::Outcome(outcome)).await;
    }

    async fn enter(&self, what: What) -> bool {
        let (written, mut answer) = oneshot::channel();
        lock(&self.entries).push(Entry { what, written });
        let pen = self.pen.lock().await;
        if let Ok(done) = answer.try_recv() {
            return done;
        }
        if self.under_way() > 1 {
            tokio::time::sleep(GATHERING).await;
        }
        let entries = std::mem::take(&mut *lock(&self.entries));
        self.write(entries).await;
        drop(pen);
        answer.try_recv().unwrap_or(false)
    }

    async fn write(&self, entries: Vec<Entry>) {
        let (mut marks, mut outcomes) = (Vec::new(), Vec::new());
        for entry in &entries {
            match &entry.what {
                What::Mark(claimed) => marks.push(*claimed),
                What::Outcome(outcome) => outcomes.push(outcome.clone()),
            }
        }
        let marked = match outbox::write_down(&self.db, self.lease(), &marks, &outcomes).await {
            Ok(written) => {
                report(&written);
                written.marked
            }
            Err(error) => {
                tracing::warn!(error = %error, messages = marks.len(), "not marked, so not sent");
                self.persist(outcomes).await;
                HashSet::new()
            }
        };
        for entry in entries {
            let done = match entry.what {
                What::Mark(claimed) => marked.contains(&claimed),
                What::Outcome(_) => true,
            };
            // Refused only when the one who asked is gone.
            entry.written.send(done).unwrap_or_default();
        }
    }

    /// Outcomes that the database did not take at first.
    async fn persist(&self, outcomes: Vec<Outcome>) {
        let mut pause = Duration::from_secs(1);
        for left in (0..TRIES).rev() {
            match outbox::write_down(&self.db, self.lease(), &[], &outcomes).await {
                Ok(written) => return report(&written),
                // One of them is at fault, and must not take the others along.
                Err(Error::Fault(_)) if outcomes.len() > 1 => return self.persist_each(outcomes).await,
                Err(error) if left == 0 => {
                    let messages = outcomes.len();
                    tracing::error!(error = %error, messages, "outcomes are lost; the messages will go out again");
                }
                Err(_) => tokio::time::sleep(pause).await,
            }
            pause *= 2;
        }
    }

    async fn persist_each(&self, outcomes: Vec<Outcome>) {
        for outcome in outcomes {
            let id = outcome.claimed.id;
            match outbox::write_down(&self.db, self.lease(), &[], &[outcome]).await {
                Ok(written) => report(&written),
                Err(error) => tracing::error!(message.id = %id, error = %error, "outcome of a message is lost"),
            }
        }
    }

    /// Keeps hold of what is under way until told that nothing is.
    ///
    /// A worker that is killed stops doing so, and another takes its mail over before long.
    pub async fn beat(&self, mut end: watch::Receiver<()>) {
        loop {
            tokio::select! {
                () = tokio::time::sleep(self.hold / 3) => {}
                _ = end.changed() => return,
            }
            let ids: Vec<MessageId> = lock(&self.under_way).keys().copied().collect();
            if ids.is_empty() {
                continue;
            }
            if let Err(error) = outbox::renew(&self.db, self.lease(), &ids).await {
                tracing::warn!(error = %error, messages = ids.len(), "could not keep hold of mail under way");
            }
        }
    }
}

/// Ordinary when something newer took the place of a mail that was just about to be sent.
fn report(written: &Written) {
    for ClaimedTry { id, number } in &written.lost {
        tracing::info!(message.id = %id, number, "message was taken over or taken back meanwhile; its outcome is not kept");
    }
}

#[cfg(test)]
mod tests {
    use chrono::DateTime;
    use persistence::DbOptions;

    use super::*;

    #[tokio::test]
    async fn a_message_claimed_anew_is_held_when_the_first_hold_ends() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let url = format!("sqlite:{}", folder.path().join("ledger.db").display());
        let db = Db::connect(&DbOptions::new(url)).await.expect("a database");
        let clock = Clock::held_at(DateTime::from_timestamp(1_800_000_000, 0).expect("a time"));
        let ledger = Arc::new(Ledger::new(db, clock, Duration::from_secs(60)));
        let id = MessageId(Uuid::nil());
        let (given_back, anew) = (ledger.hold(id), ledger.hold(id));
        drop(given_back);
        assert_eq!(ledger.under_way(), 1);
        drop(anew);
        assert_eq!(ledger.under_way(), 0);
    }
}
