//! Guards that a test can take out of one database handle, to see that something turns red without them.
//!
//! Compiled for tests only. A race test that cannot fail proves nothing.

use std::sync::{
    Arc,
    atomic::{AtomicU8, Ordering},
};

/// A guard that can be taken out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(u8)]
pub enum Guard {
    /// The lock on the session's row, which keeps two processes apart.
    SessionLock = 1,
    /// The rule that a full session gives no more seats.
    Capacity = 2,
    /// The rule that nobody overtakes those in line.
    Line = 4,
    /// The look at whether evidence kept in memory is still as the database has it.
    Generations = 8,
}

/// The guards taken out so far. All stand at first.
#[derive(Clone, Default)]
pub(crate) struct Sabotage(Arc<AtomicU8>);

impl Sabotage {
    pub(crate) fn take_out(&self, guard: Guard) {
        self.0.fetch_or(guard as u8, Ordering::SeqCst);
    }

    pub(crate) fn is_out(&self, guard: Guard) -> bool {
        self.0.load(Ordering::SeqCst) & guard as u8 != 0
    }
}
