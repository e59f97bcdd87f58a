//! Months of evidence kept in memory, because reading hundreds of thousands of rows takes most of the time.
//!
//! A month is used again only when its generation in the database is the one it was read at. Triggers let it grow in the
//! transaction of every change (see the migration), so that nothing old is shown, whichever process made the change.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use super::{
    Numbers,
    meetings::{KeptMeeting, KeptSession},
};

/// The most participants that are kept; with their meetings, some hundred megabytes at the very worst.
const PARTICIPANTS_MAX: usize = 3_000_000;

/// What is kept; shared by all clones of a database handle.
#[derive(Clone, Default)]
pub(crate) struct Kept {
    months: Arc<Mutex<Months>>,
    /// Held while months are read, so that those who want the same wait instead of reading them too.
    pub(super) reading: Arc<tokio::sync::Mutex<()>>,
}

#[derive(Default)]
pub(super) struct Months {
    pub(super) numbers: Numbers,
    kept: HashMap<String, Month>,
    participants: usize,
    uses: u64,
}

struct Month {
    generation: i64,
    last_use: u64,
    rows: Arc<Rows>,
}

/// The rows of one month.
#[derive(Default)]
pub(super) struct Rows {
    pub(super) meetings: Vec<KeptMeeting>,
    /// The sessions of those meetings.
    pub(super) sessions: Vec<KeptSession>,
}

impl Rows {
    fn participants(&self) -> usize {
        self.meetings.iter().map(|meeting| meeting.participants.len()).sum()
    }
}

impl Kept {
    pub(super) fn lock(&self) -> MutexGuard<'_, Months> {
        self.months.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Months {
    /// A month as it is at a generation, if that is kept.
    pub(super) fn find(&mut self, month: &str, generation: Option<i64>) -> Option<Arc<Rows>> {
        self.uses += 1;
        let as_asked = |kept: &&mut Month| generation.is_none_or(|generation| kept.generation == generation);
        let found = self.kept.get_mut(month).filter(as_asked)?;
        found.last_use = self.uses;
        Some(found.rows.clone())
    }

    /// Keeps a month in place of what was kept of it. What was used longest ago makes room.
    pub(super) fn keep(&mut self, month: String, generation: i64, rows: Arc<Rows>) {
        self.uses += 1;
        self.participants += rows.participants();
        let kept = Month { generation, last_use: self.uses, rows };
        if let Some(before) = self.kept.insert(month, kept) {
            self.participants -= before.rows.participants();
        }
        while self.participants > PARTICIPANTS_MAX {
            let oldest = self.kept.iter().min_by_key(|(_, kept)| kept.last_use).map(|(month, _)| month.clone());
            let Some(gone) = oldest.and_then(|month| self.kept.remove(&month)) else { break };
            self.participants -= gone.rows.participants();
        }
    }
}
