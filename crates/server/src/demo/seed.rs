//! Puts the plan of the demo into a database, as it would have got there: deed by deed, each at its time.

use std::time::{Duration, Instant};

use anyhow::{Context, Result};
use chrono::{DateTime, TimeDelta, Utc};
use domain::wall_time;
use persistence::{Db, outbox};

use super::plan::plan;
use crate::words;

mod follow_up;
mod register;
mod sessions;
mod timeline;

/// How long before today the register was set up: before anything was planned.
const FOUNDED_BEFORE: TimeDelta = TimeDelta::days(450);

/// Fills an empty database with the demo as it is today.
pub(super) async fn fill(db: &Db, now: DateTime<Utc>) -> Result<()> {
    try_fill(db, now).await.map_err(words::database).context("Demons uppgifter kunde inte läggas in")
}

async fn try_fill(db: &Db, now: DateTime<Utc>) -> persistence::Result<()> {
    let plan = plan(wall_time::local_date(now));
    let mut progress = Progress::start();
    let register = register::fill(db, &plan, now - FOUNDED_BEFORE).await?;
    for (session, done) in plan.sessions.iter().zip(1..) {
        sessions::fill(db, &plan, &register, session, now).await?;
        progress.tell(|| format!("{done} av {} kurstillfällen är inlagda", plan.sessions.len()));
    }
    follow_up::fill(db, &plan, &register, now).await?;
    // Mail about what has been was sent at its time, in the story that the demo tells.
    outbox::skip_past(db, now).await?;
    Ok(())
}

/// Tells how it goes, to those who have to wait.
struct Progress {
    told_at: Instant,
}

impl Progress {
    fn start() -> Self {
        Self { told_at: Instant::now() }
    }

    fn tell(&mut self, message: impl FnOnce() -> String) {
        if self.told_at.elapsed() >= Duration::from_secs(1) {
            self.told_at = Instant::now();
            eprintln!("{}", message());
        }
    }
}
