//! When it is worth looking for work: looks cost, bookings wait behind what is written, and while mail is under way
//! most looks find nothing.

use std::{
    sync::{Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use tokio::time::Instant;

/// Notices put into words before anybody can send them. More would only take time from those who book.
const AHEAD: usize = 256;

/// What the worker remembers of its own looks. Others look as well, so nothing of it is believed for long.
pub(super) struct Demand {
    believed_for: Duration,
    memory: Mutex<Memory>,
}

struct Memory {
    ahead: usize,
    ahead_since: Instant,
    barren: Option<(Vec<String>, Instant)>,
}

impl Demand {
    /// Nothing is remembered yet; and what will be, for so long.
    pub fn new(believed_for: Duration) -> Self {
        let memory = Memory { ahead: 0, ahead_since: Instant::now(), barren: None };
        Self { believed_for, memory: Mutex::new(memory) }
    }

    fn memory(&self) -> MutexGuard<'_, Memory> {
        self.memory.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Whether more notices should be put into words while mail is under way.
    pub fn wants_words(&self) -> bool {
        let mut memory = self.memory();
        if memory.ahead_since.elapsed() >= self.believed_for {
            (memory.ahead, memory.ahead_since) = (0, Instant::now());
        }
        memory.ahead < AHEAD
    }

    /// So many notices have become mail.
    pub fn put_into_words(&self, notices: usize) {
        let mut memory = self.memory();
        memory.ahead += notices;
        if notices > 0 {
            memory.barren = None;
        }
    }

    /// A look has found so many messages, beside those to the domains that took no more.
    pub fn looked(&self, found: usize, full: Vec<String>) {
        let mut memory = self.memory();
        memory.ahead = memory.ahead.saturating_sub(found);
        memory.barren = (found == 0).then(|| (full, Instant::now()));
    }

    /// Whether a look now would find what the last one did: nothing, beside those to domains that take no more.
    pub fn is_barren(&self, full: &[String]) -> bool {
        let memory = self.memory();
        let last = memory.barren.as_ref();
        !full.is_empty() && last.is_some_and(|(last, at)| last == full && at.elapsed() < self.believed_for)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_wait_until_somebody_can_send_them() {
        let demand = Demand::new(Duration::from_secs(3600));
        demand.put_into_words(AHEAD);
        assert!(!demand.wants_words());
        demand.looked(1, Vec::new());
        assert!(demand.wants_words());
        let forgetful = Demand::new(Duration::ZERO);
        forgetful.put_into_words(AHEAD);
        assert!(forgetful.wants_words(), "another worker may have sent them");
    }

    #[test]
    fn a_look_in_vain_is_repeated_when_something_has_changed() {
        let demand = Demand::new(Duration::from_secs(3600));
        let full = vec!["kumla.example".to_owned()];
        assert!(!demand.is_barren(&full));
        demand.looked(0, full.clone());
        assert!(demand.is_barren(&full));
        assert!(!demand.is_barren(&[]), "what waited for the domain can go");
        demand.put_into_words(1);
        assert!(!demand.is_barren(&full), "new mail may be to others");
        let forgetful = Demand::new(Duration::ZERO);
        forgetful.looked(0, full.clone());
        assert!(!forgetful.is_barren(&full), "other workers write mail as well");
    }
}
