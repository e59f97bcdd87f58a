//! Leaves a mail server alone that cannot be reached: one message at a time finds out whether it is back.

use std::sync::{Mutex, MutexGuard, PoisonError};

use chrono::{DateTime, TimeDelta, Utc};

/// The first pause.
const PAUSE_MIN: TimeDelta = TimeDelta::seconds(30);
/// The longest one.
const PAUSE_MAX: TimeDelta = TimeDelta::minutes(10);

/// Counts failures of the way there, never those of single messages.
pub(super) struct Breaker {
    opens_after: u32,
    state: Mutex<State>,
}

struct State {
    failures: u32,
    pause: TimeDelta,
    open_until: Option<DateTime<Utc>>,
}

/// What may be sent now.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Allowance {
    /// As much as there is room for.
    All,
    /// One message, to find out.
    One,
    /// Nothing.
    None,
}

impl Breaker {
    /// A closed one, which opens after so many failures in a row.
    pub fn new(opens_after: u32) -> Self {
        Self { opens_after, state: Mutex::new(State { failures: 0, pause: PAUSE_MIN, open_until: None }) }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// What may be sent now.
    pub fn allows(&self, now: DateTime<Utc>) -> Allowance {
        match self.state().open_until {
            None => Allowance::All,
            Some(until) if until <= now => Allowance::One,
            Some(_) => Allowance::None,
        }
    }

    /// Whether the way there is held to be closed.
    pub fn is_open(&self) -> bool {
        self.state().open_until.is_some()
    }

    /// A message is on its way to find out: the next one only after a longer pause.
    pub fn tries(&self, now: DateTime<Utc>) {
        let mut state = self.state();
        state.pause = (state.pause * 2).min(PAUSE_MAX);
        state.open_until = Some(now + state.pause);
    }

    /// The server could not be reached, or left in the middle.
    pub fn failed(&self, now: DateTime<Utc>) {
        let mut state = self.state();
        state.failures += 1;
        if state.open_until.is_none() && state.failures >= self.opens_after {
            state.open_until = Some(now + state.pause);
            tracing::warn!(
                failures = state.failures,
                "the mail server cannot be reached and is left alone for a while"
            );
        }
    }

    /// The server answered, whatever it said.
    pub fn answered(&self) {
        let mut state = self.state();
        if state.open_until.is_some() {
            tracing::info!("the mail server answers again");
        }
        *state = State { failures: 0, pause: PAUSE_MIN, open_until: None };
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn after(seconds: i64) -> DateTime<Utc> {
        DateTime::from_timestamp(1_800_000_000 + seconds, 0).expect("a time")
    }

    fn opened() -> Breaker {
        let breaker = Breaker::new(3);
        for _ in 0..3 {
            assert_eq!(breaker.allows(after(0)), Allowance::All);
            breaker.failed(after(0));
        }
        breaker
    }

    #[test]
    fn it_opens_after_failures_in_a_row() {
        let breaker = opened();
        assert_eq!((breaker.allows(after(29)), breaker.is_open()), (Allowance::None, true));
        let breaker = Breaker::new(3);
        for _ in 0..9 {
            breaker.failed(after(0));
            breaker.answered();
        }
        assert_eq!(breaker.allows(after(0)), Allowance::All);
    }

    #[test]
    fn one_message_finds_out_and_each_pause_is_longer() {
        let breaker = opened();
        assert_eq!(breaker.allows(after(30)), Allowance::One);
        breaker.tries(after(30));
        breaker.failed(after(31));
        assert_eq!((breaker.allows(after(89)), breaker.allows(after(90))), (Allowance::None, Allowance::One));
        breaker.answered();
        assert_eq!(breaker.allows(after(90)), Allowance::All);
    }
}
