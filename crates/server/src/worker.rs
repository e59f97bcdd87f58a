//! The worker: puts notices into words, sends mail, and moves lines that stand before free seats.
//!
//! It owns no state that matters. What it has taken on is leased in the database, so that another worker takes it
//! over if this one is gone, and a failure of any kind is met by trying again later.

use std::{
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use chrono::{DateTime, TimeDelta, Utc};
use domain::identity::Providers;
use http_api::Clock;
use notices::{Courier, Sender, Signer};
use persistence::{Db, Result, bookings, correspondence, idempotency, inbox, needs, outbox, sign_ins};
use tokio::{
    sync::{Notify, Semaphore, watch},
    task::{JoinError, JoinSet},
    time::Instant,
};

use crate::settings::{MailSettings, WorkerSettings};

mod breaker;
mod demand;
mod ledger;
mod pace;
mod render;
mod retry;
mod sealing;
mod send;
mod ways_in;

use self::{breaker::Breaker, demand::Demand, ledger::Ledger, pace::Pace, retry::Retry};

/// How often lines are looked after.
const SWEEP_EVERY: Duration = Duration::from_secs(60);
/// How often old answers are forgotten.
const FORGET_EVERY: TimeDelta = TimeDelta::hours(1);
/// Texts forgotten at once.
const PORTION: u64 = 500;
/// How soon to look again for what somebody else is doing.
const LOOK_AGAIN: Duration = Duration::from_millis(5);
/// The pause after a database error.
const PAUSE_AFTER_ERROR: Duration = Duration::from_secs(5);

/// Sends what the outbox holds.
pub struct Worker {
    db: Db,
    clock: Clock,
    sender: Sender,
    providers: Providers,
    signer: Option<Arc<Signer>>,
    courier: Courier,
    breaker: Breaker,
    pace: Arc<Pace>,
    demand: Demand,
    return_path: String,
    retry: Retry,
    poll: Duration,
    keep_texts: TimeDelta,
    ledger: Arc<Ledger>,
    // Free places for dialogues; closed when the worker stops.
    room: Semaphore,
    places: usize,
    // Whoever claims work does it alone, so that it can tell when none is left.
    turn: tokio::sync::Mutex<()>,
    forgotten_at: Mutex<Option<DateTime<Utc>>>,
    // When it was last said that too many ask for mail to sign in by.
    alarmed_at: Mutex<Option<DateTime<Utc>>>,
}

impl Worker {
    /// A worker that has not begun.
    pub fn new(
        db: Db,
        clock: Clock,
        sender: Sender,
        providers: Providers,
        mail: &MailSettings,
        settings: &WorkerSettings,
    ) -> Self {
        let ledger = Arc::new(Ledger::new(db.clone(), clock.clone(), settings.lease));
        Self {
            db,
            clock,
            sender,
            providers,
            signer: mail.signer.clone(),
            ledger,
            courier: Courier::new(mail.transport.clone()),
            breaker: Breaker::new(settings.breaker_after),
            pace: Pace::new(
                settings.domain_messages_at_once.min(settings.messages_at_once),
                settings.domain_messages_per_minute,
            ),
            demand: Demand::new(settings.poll),
            return_path: mail.return_path.clone(),
            retry: Retry { after: settings.retry_after.clone(), give_up_after: settings.give_up_after },
            poll: settings.poll,
            keep_texts: mail.keep_bodies,
            room: Semaphore::new(settings.messages_at_once),
            places: settings.messages_at_once,
            turn: tokio::sync::Mutex::default(),
            forgotten_at: Mutex::default(),
            alarmed_at: Mutex::default(),
        }
    }

    /// Whether the mail server is left alone for the moment, because it cannot be reached.
    pub fn leaves_relay_alone(&self) -> bool {
        self.breaker.is_open()
    }

    /// Messages taken on and not yet over.
    pub fn under_way(&self) -> usize {
        self.ledger.under_way()
    }

    /// Works until nothing is due, mail under way in [`Worker::run`] included. Returns how much was done.
    ///
    /// # Errors
    /// What the database answers; the rest is left for the next time.
    pub async fn run_once(self: &Arc<Self>) -> Result<usize> {
        self.sweep().await?;
        let mut sending = JoinSet::new();
        let mut done = 0;
        loop {
            // Asked before as well: what has ended meanwhile may have made room for more.
            let was_at_rest = self.ledger.under_way() == 0;
            let taken = self.take_on(&mut sending).await?;
            if taken == 0 && was_at_rest && self.ledger.under_way() == 0 {
                return Ok(done);
            }
            done += taken;
            // An answer may make the next message of the same order due.
            if sending.join_next().await.is_none() {
                // Those under way are another turn's.
                tokio::time::sleep(LOOK_AGAIN).await;
            }
        }
    }

    /// Works until told to stop, and then ends the dialogues under way. What was taken on and not begun is given back.
    pub async fn run(self: Arc<Self>, wake: Arc<Notify>, stop: watch::Receiver<bool>) {
        let (at_rest, end) = watch::channel(());
        let worker = Arc::clone(&self);
        let sealing = tokio::spawn(sealing::run(self.db.clone(), end.clone()));
        let beating = tokio::spawn(async move { worker.ledger.beat(end).await });
        let mut sending = JoinSet::new();
        self.work(&wake, stop, &mut sending).await;
        self.room.close();
        if !sending.is_empty() {
            tracing::info!(messages = sending.len(), "waiting for mail under way");
        }
        while let Some(ended) = sending.join_next().await {
            note_panic(ended);
        }
        self.courier.rest().await;
        drop(at_rest);
        note_panic(beating.await);
        note_panic(sealing.await);
    }

    async fn work(self: &Arc<Self>, wake: &Notify, mut stop: watch::Receiver<bool>, sending: &mut JoinSet<()>) {
        let mut next_sweep = Instant::now();
        let mut failing = false;
        while !*stop.borrow_and_update() {
            let sweeps = Instant::now() >= next_sweep;
            let outcome = self.step(sweeps, sending).await;
            if sweeps && outcome.is_ok() {
                next_sweep = Instant::now() + SWEEP_EVERY;
            }
            let pause = match report(outcome, &mut failing) {
                Some(0) => self.poll,
                Some(_) => continue,
                None => PAUSE_AFTER_ERROR,
            };
            tokio::select! {
                () = wake.notified() => {}
                () = tokio::time::sleep(pause) => {}
                Some(ended) = sending.join_next() => note_panic(ended),
                _ = stop.changed() => {}
            }
        }
    }

    async fn step(self: &Arc<Self>, sweeps: bool, sending: &mut JoinSet<()>) -> Result<usize> {
        if sweeps && let Err(error) = self.sweep().await {
            // Mail does not wait for lines.
            tracing::warn!(error = %error, "sweep failed");
        }
        self.take_on(sending).await
    }

    /// Takes on the next portion of work. Returns how much it was.
    async fn take_on(self: &Arc<Self>, sending: &mut JoinSet<()>) -> Result<usize> {
        while let Some(ended) = sending.try_join_next() {
            note_panic(ended);
        }
        let _turn = self.turn.lock().await;
        let mut rendered = self.decide_sign_ins().await?;
        if self.ledger.under_way() == 0 || self.demand.wants_words() {
            let put_into_words = self.render_due().await?;
            self.demand.put_into_words(put_into_words);
            rendered += put_into_words;
        }
        Ok(rendered + self.send_due(sending).await?)
    }

    /// Gives free seats to those in line, in case a process died before it could, writes to those whom the calendar
    /// says are to hear something, and forgets old answers.
    async fn sweep(&self) -> Result<()> {
        let now = self.clock.now();
        bookings::serve_lines(&self.db, now).await?;
        correspondence::announce_due(&self.db, now).await?;
        outbox::forget_ways_in(&self.db, now).await?;
        let last = *self.forgotten_at.lock().unwrap_or_else(PoisonError::into_inner);
        if last.is_none_or(|last| now - last >= FORGET_EVERY) {
            idempotency::forget_old(&self.db, now).await?;
            inbox::forget_old(&self.db, now).await?;
            sign_ins::forget_old(&self.db, now).await?;
            needs::forget_due(&self.db, now).await?;
            // In portions, so that nobody waits for long.
            while outbox::forget_texts(&self.db, now - self.keep_texts, PORTION).await? == PORTION {}
            *self.forgotten_at.lock().unwrap_or_else(PoisonError::into_inner) = Some(now);
        }
        Ok(())
    }
}

/// Logs the first of several failures in a row, and that they are over. Gives how much was done.
fn report(outcome: Result<usize>, failing: &mut bool) -> Option<usize> {
    match outcome {
        Ok(done) => {
            if std::mem::take(failing) {
                tracing::info!("worker goes on");
            }
            Some(done)
        }
        Err(error) => {
            if !std::mem::replace(failing, true) {
                tracing::error!(error = %error, "worker cannot work");
            }
            None
        }
    }
}

/// Its message stays leased, and is taken up again when the lease has run out.
fn note_panic(ended: std::result::Result<(), JoinError>) {
    if ended.is_err() {
        tracing::error!("a task of the worker panicked");
    }
}
