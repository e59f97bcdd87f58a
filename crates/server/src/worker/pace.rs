//! How many messages at once, and how fast, to one domain: its server has other guests.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use chrono::{DateTime, TimeDelta, Utc};
use tokio::sync::{Semaphore, SemaphorePermit};

/// Messages taken on for each that can be under way to a domain: to claim them one by one would be a transaction each.
pub(super) const IN_STOCK: usize = 4;
/// Messages a minute to a domain that has asked for fewer.
const SLOW_PER_MINUTE: f64 = 6.0;
/// The least, when it has asked again.
const SLOWEST_PER_MINUTE: f64 = 1.0;
/// For how long.
const SLOW_FOR: TimeDelta = TimeDelta::minutes(10);

/// What is under way to each domain.
pub(super) struct Pace {
    at_once: usize,
    per_minute: Option<f64>,
    domains: Mutex<HashMap<String, Domain>>,
}

/// One domain: a bucket that fills with time, and from which each message takes a drop.
struct Domain {
    taken_on: usize,
    room: Arc<Semaphore>,
    drops: f64,
    filled_at: DateTime<Utc>,
    used_at: DateTime<Utc>,
    slow: Option<(f64, DateTime<Utc>)>,
}

/// A message to a domain, taken on as long as this is there.
pub(super) struct Turn {
    pace: Arc<Pace>,
    domain: String,
    room: Arc<Semaphore>,
}

impl Turn {
    /// Waits until there is room for one more dialogue about mail to the domain.
    pub async fn comes(&self) -> Option<SemaphorePermit<'_>> {
        // Nobody closes the room.
        self.room.acquire().await.ok()
    }
}

impl Drop for Turn {
    fn drop(&mut self) {
        if let Some(domain) = self.pace.domains().get_mut(&self.domain) {
            domain.taken_on -= 1;
        }
    }
}

impl Domain {
    fn new(at_once: usize, now: DateTime<Utc>) -> Self {
        Self {
            taken_on: 0,
            room: Arc::new(Semaphore::new(at_once)),
            drops: f64::INFINITY,
            filled_at: now,
            used_at: now,
            slow: None,
        }
    }

    /// Fills the bucket up to now.
    fn fill(&mut self, usual: Option<f64>, now: DateTime<Utc>) {
        self.slow = self.slow.filter(|(_, until)| *until > now);
        let rate = self.slow.map(|(rate, _)| rate).or(usual);
        let minutes = (now - self.filled_at).num_milliseconds().max(0) as f64 / 60_000.0;
        self.filled_at = now;
        // What is not used is kept for six seconds at most.
        self.drops = rate.map_or(f64::INFINITY, |rate| (self.drops + minutes * rate).min((rate / 10.0).max(1.0)));
    }
}

impl Pace {
    /// So many messages at once to a domain, and so many a minute if there is a limit.
    pub fn new(at_once: usize, per_minute: Option<u32>) -> Arc<Self> {
        Arc::new(Self { at_once, per_minute: per_minute.map(f64::from), domains: Mutex::default() })
    }

    fn domains(&self) -> MutexGuard<'_, HashMap<String, Domain>> {
        self.domains.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Takes a message on now, or not.
    pub fn admit(self: &Arc<Self>, domain: &str, now: DateTime<Utc>) -> Option<Turn> {
        let mut domains = self.domains();
        let found = domains.entry(domain.to_owned()).or_insert_with(|| Domain::new(self.at_once, now));
        found.fill(self.per_minute, now);
        found.used_at = now;
        if found.taken_on >= self.at_once * IN_STOCK || found.drops < 1.0 {
            return None;
        }
        found.taken_on += 1;
        found.drops -= 1.0;
        Some(Turn { pace: Arc::clone(self), domain: domain.to_owned(), room: Arc::clone(&found.room) })
    }

    /// Domains that take nothing now. Those that are half empty again count as open only then, so that messages
    /// to one domain are claimed several at a time.
    pub fn full(&self, now: DateTime<Utc>) -> Vec<String> {
        let mut domains = self.domains();
        // Forgotten when there is nothing to remember: people write from everywhere. To look at one is no use of it.
        domains.retain(|_, domain| {
            domain.fill(self.per_minute, now);
            domain.taken_on > 0 || domain.slow.is_some() || now - domain.used_at < SLOW_FOR
        });
        let full = domains.iter().filter(|(_, domain)| domain.taken_on > self.portion() || domain.drops < 1.0);
        let mut full: Vec<String> = full.map(|(name, _)| name.clone()).collect();
        full.sort_unstable();
        full
    }

    /// How many messages a domain surely takes that is not full, unless it takes only so many a minute.
    pub fn portion(&self) -> usize {
        self.at_once * IN_STOCK / 2
    }

    /// A domain has asked for fewer messages: it gets fewer for a while, and fewer still when it asks again.
    pub fn slow_down(&self, domain: &str, now: DateTime<Utc>) {
        if let Some(domain) = self.domains().get_mut(domain) {
            let rate = domain.slow.map_or(SLOW_PER_MINUTE, |(rate, _)| (rate / 2.0).max(SLOWEST_PER_MINUTE));
            domain.slow = Some((rate, now + SLOW_FOR));
            domain.drops = 0.0;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn after(seconds: i64) -> DateTime<Utc> {
        DateTime::from_timestamp(1_800_000_000 + seconds, 0).expect("a time")
    }

    /// How many are let through at once.
    fn burst(pace: &Arc<Pace>, now: DateTime<Utc>) -> usize {
        (0..100).map_while(|_| pace.admit("kumla.example", now)).count()
    }

    #[tokio::test]
    async fn so_many_are_under_way_and_a_few_more_wait() {
        let pace = Pace::new(1, None);
        let turns: Vec<Turn> = (0..9).filter_map(|_| pace.admit("kumla.example", after(0))).collect();
        assert_eq!(turns.len(), IN_STOCK);
        let under_way = turns[0].comes().await;
        assert!(under_way.is_some() && turns[1].room.try_acquire().is_err(), "one at a time");
        assert!(pace.admit("hallsberg.example", after(0)).is_some(), "others go on");
        assert_eq!(pace.full(after(0)), ["kumla.example"]);
        drop(under_way);
        drop(turns);
        assert!(pace.full(after(0)).is_empty());
    }

    #[test]
    fn a_domain_is_forgotten_when_nothing_goes_there_any_more() {
        let pace = Pace::new(1, Some(60));
        let turn = pace.admit("kumla.example", after(0));
        // Looked at all the time, as long as there is other mail.
        for minute in 1..=20 {
            pace.full(after(60 * minute));
        }
        assert!(pace.domains().contains_key("kumla.example"), "a message is under way");
        drop(turn);
        pace.full(after(60 * 21));
        assert!(pace.domains().is_empty());
        pace.admit("kumla.example", after(60 * 22));
        pace.slow_down("kumla.example", after(60 * 22));
        pace.full(after(60 * 32 - 1));
        assert!(!pace.domains().is_empty(), "it has asked for fewer");
        pace.full(after(60 * 32));
        assert!(pace.domains().is_empty());
    }

    #[test]
    fn so_many_go_out_in_a_minute() {
        let pace = Pace::new(100, Some(60));
        assert_eq!((burst(&pace, after(0)), burst(&pace, after(0))), (6, 0));
        assert_eq!((burst(&pace, after(1)), burst(&pace, after(3600))), (1, 6));
    }

    #[test]
    fn a_server_that_asks_for_fewer_gets_fewer_for_a_while() {
        let pace = Pace::new(100, None);
        assert_eq!(burst(&pace, after(0)), 100);
        pace.slow_down("kumla.example", after(0));
        assert_eq!((burst(&pace, after(0)), burst(&pace, after(11)), burst(&pace, after(12))), (0, 1, 0));
        pace.slow_down("kumla.example", after(12));
        assert_eq!((burst(&pace, after(23)), burst(&pace, after(33))), (0, 1));
        assert_eq!(burst(&pace, after(700)), 100);
    }
}
