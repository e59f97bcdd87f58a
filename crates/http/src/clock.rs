//! The one place that asks what time it is.

use std::sync::{Arc, Mutex, PoisonError};

use chrono::{DateTime, SubsecRound, Utc};

/// Tells the time, in whole microseconds, as PostgreSQL keeps them. Tests hold it and move it.
#[derive(Debug, Clone, Default)]
pub struct Clock {
    held: Option<Arc<Mutex<DateTime<Utc>>>>,
}

impl Clock {
    /// The system's clock.
    pub fn system() -> Self {
        Self::default()
    }

    /// A clock that stands still until it is moved.
    pub fn held_at(now: DateTime<Utc>) -> Self {
        Self { held: Some(Arc::new(Mutex::new(now.trunc_subsecs(6)))) }
    }

    /// What time it is.
    #[expect(clippy::disallowed_methods, reason = "this is the clock")]
    pub fn now(&self) -> DateTime<Utc> {
        match &self.held {
            Some(held) => *held.lock().unwrap_or_else(PoisonError::into_inner),
            None => Utc::now().trunc_subsecs(6),
        }
    }

    /// Moves a held clock; the system's stays what it is.
    pub fn set(&self, now: DateTime<Utc>) {
        if let Some(held) = &self.held {
            *held.lock().unwrap_or_else(PoisonError::into_inner) = now.trunc_subsecs(6);
        }
    }
}
