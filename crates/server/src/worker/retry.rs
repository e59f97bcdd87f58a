//! What a try means for the message: sent, dead, or when to try again.

use chrono::{DateTime, TimeDelta, Utc};
use notices::Delivery;
use persistence::outbox::Attempt;

/// The least between two tries.
const PAUSE_MIN: TimeDelta = TimeDelta::seconds(1);
/// The least before a message that may have arrived is sent again.
const PAUSE_AFTER_DOUBT: TimeDelta = TimeDelta::minutes(5);

/// When messages are tried again, and when they are given up.
#[derive(Debug, Clone)]
pub(super) struct Retry {
    /// The longest wait after each try; the last one from then on.
    pub after: Vec<TimeDelta>,
    /// Age at which a message is given up.
    pub give_up_after: TimeDelta,
}

/// One try that is over.
#[derive(Debug, Clone, Copy)]
pub(super) struct Try {
    /// Tries, this one included.
    pub attempts: u32,
    /// When the message was written.
    pub written_at: DateTime<Utc>,
    /// When the try was over.
    pub now: DateTime<Utc>,
    /// From 0 to 1, a new one each time: how much of the longest wait is waited.
    pub chance: f64,
    /// Whether a message that may have arrived is sent again.
    pub repeated_in_doubt: bool,
}

impl Retry {
    /// What to write down.
    pub fn attempt(&self, delivery: Delivery, tried: Try) -> Attempt {
        let too_old = tried.now - tried.written_at >= self.give_up_after;
        let given_up = |reason| format!("gave up after {} h: {reason}", self.give_up_after.num_hours());
        match delivery {
            Delivery::Accepted { answer } => Attempt::Sent(answer),
            Delivery::Refused { answer } => Attempt::Dead(answer),
            Delivery::Deferred { reason, .. } if too_old => Attempt::GivenUp(given_up(reason)),
            Delivery::Ambiguous { reason } if too_old => Attempt::LeftInDoubt(given_up(reason)),
            Delivery::Ambiguous { reason } if !tried.repeated_in_doubt => {
                Attempt::LeftInDoubt(format!("in doubt: {reason}"))
            }
            Delivery::Deferred { reason, .. } => Attempt::Later(tried.now + self.pause(tried), reason),
            Delivery::Ambiguous { reason } => {
                // Each try may have arrived: more and more seldom, and never sooner by chance.
                let pause = self.longest(tried.attempts).max(PAUSE_AFTER_DOUBT);
                Attempt::Unknown(tried.now + pause, reason)
            }
        }
    }

    fn longest(&self, attempts: u32) -> TimeDelta {
        let step = usize::try_from(attempts.saturating_sub(1)).unwrap_or(usize::MAX);
        self.after.get(step).or(self.after.last()).copied().unwrap_or(PAUSE_MIN)
    }

    /// Anything up to the longest, so that what failed together does not come back together.
    fn pause(&self, tried: Try) -> TimeDelta {
        let longest = self.longest(tried.attempts).num_milliseconds() as f64;
        TimeDelta::milliseconds((longest * tried.chance) as i64).max(PAUSE_MIN)
    }
}

#[cfg(test)]
mod tests {
    use notices::Obstacle;

    use super::*;

    fn retry() -> Retry {
        let after = [1, 5, 15, 30, 60, 120, 240].map(TimeDelta::minutes).to_vec();
        Retry { after, give_up_after: TimeDelta::hours(72) }
    }

    fn tried(attempts: u32, age: TimeDelta, chance: f64) -> Try {
        let now = DateTime::from_timestamp(1_800_000_000, 0).expect("a time");
        Try { attempts, written_at: now - age, now, chance, repeated_in_doubt: true }
    }

    fn deferred() -> Delivery {
        Delivery::Deferred { reason: "421 busy".into(), obstacle: Obstacle::Haste }
    }

    fn lost() -> Delivery {
        Delivery::Ambiguous { reason: "lost".into() }
    }

    fn wait(delivery: Delivery, tried: Try) -> TimeDelta {
        match retry().attempt(delivery, tried) {
            Attempt::Later(due_at, _) | Attempt::Unknown(due_at, _) => due_at - tried.now,
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn each_wait_is_longer_until_the_last_one() {
        let waits: Vec<i64> =
            (1..=9).map(|n| wait(deferred(), tried(n, TimeDelta::zero(), 1.0)).num_minutes()).collect();
        assert_eq!(waits, [1, 5, 15, 30, 60, 120, 240, 240, 240]);
    }

    #[test]
    fn chance_shortens_a_wait_but_never_to_nothing() {
        assert_eq!(wait(deferred(), tried(2, TimeDelta::zero(), 0.5)), TimeDelta::seconds(150));
        assert_eq!(wait(deferred(), tried(2, TimeDelta::zero(), 0.0)), PAUSE_MIN);
    }

    #[test]
    fn what_is_in_doubt_waits_five_minutes_and_then_longer() {
        let waits = (1..=4).map(|n| wait(lost(), tried(n, TimeDelta::zero(), 0.0)).num_minutes());
        assert_eq!(waits.collect::<Vec<_>>(), [5, 5, 15, 30]);
    }

    #[test]
    fn a_reminder_in_doubt_is_left_to_an_operator() {
        let reminder = Try { repeated_in_doubt: false, ..tried(1, TimeDelta::zero(), 0.5) };
        assert!(matches!(retry().attempt(lost(), reminder), Attempt::LeftInDoubt(_)));
        assert!(matches!(retry().attempt(deferred(), reminder), Attempt::Later(..)));
    }

    #[test]
    fn nothing_is_tried_for_more_than_three_days() {
        let late = tried(20, TimeDelta::hours(72), 0.5);
        let gave_up = |reason: &str| reason.starts_with("gave up");
        assert!(matches!(retry().attempt(deferred(), late), Attempt::GivenUp(reason) if gave_up(&reason)));
        assert!(matches!(retry().attempt(lost(), late), Attempt::LeftInDoubt(reason) if gave_up(&reason)));
        let answer = || "250 ok".to_owned();
        assert!(matches!(retry().attempt(Delivery::Accepted { answer: answer() }, late), Attempt::Sent(_)));
        let first = tried(1, TimeDelta::zero(), 0.5);
        assert!(matches!(retry().attempt(Delivery::Refused { answer: answer() }, first), Attempt::Dead(_)));
    }
}
