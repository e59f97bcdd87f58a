//! Collaborations of libraries with the region on information to the public.

use chrono::{NaiveDate, TimeDelta};
use serde::{Deserialize, Serialize};

use crate::{CollaborationId, Invalid, LibraryId, refusal::No, values::Line};

crate::words! {
    /// What it is about.
    pub enum CollaborationTheme {
        /// 1177 Vårdguiden.
        HealthGuide = "1177",
    }
}

crate::words! {
    /// What the library does.
    pub enum CollaborationActivity {
        /// Skyltning.
        Signage = "signage",
        /// Drop-in.
        DropIn = "dropIn",
        /// Utbildning.
        Training = "training",
        /// Something else.
        Other = "other",
    }
}

/// How long a confirmation lasts, and a beginning without one.
const CONFIRMED_FOR: TimeDelta = TimeDelta::days(365);

/// A library's collaboration.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Collaboration {
    /// Identifier.
    pub id: CollaborationId,
    /// Which library.
    pub library_id: LibraryId,
    /// What it is about.
    pub theme: CollaborationTheme,
    /// First day.
    pub from: NaiveDate,
    /// Last day; open when absent.
    pub to: Option<NaiveDate>,
    /// Whom to ask: a functional address or a role.
    pub contact: Option<Line<200>>,
    /// What the library does, each once.
    pub activities: Vec<CollaborationActivity>,
    /// When somebody last said that it goes on.
    pub confirmed_on: Option<NaiveDate>,
    /// Grows with every change.
    pub version: i32,
}

impl Collaboration {
    /// The collaboration as it may be kept.
    ///
    /// # Errors
    /// When it ends before it begins, or an activity is listed twice.
    pub fn checked(mut self) -> Result<Self, No> {
        if self.to.is_some_and(|to| to < self.from) {
            return Err(No::invalid("to", Invalid::EndsBeforeStart));
        }
        self.activities.sort();
        if self.activities.windows(2).any(|pair| pair[0] == pair[1]) {
            return Err(No::invalid("activities", Invalid::Repeated));
        }
        Ok(self)
    }

    /// Somebody says on a day that it goes on.
    pub fn confirm(&mut self, today: NaiveDate) {
        self.confirmed_on = Some(today);
    }

    /// Somebody says that it ended, on a day that is not later than what was known.
    ///
    /// # Errors
    /// When that day is before its first.
    pub fn deny(mut self, ended: NaiveDate) -> Result<Self, No> {
        self.to = Some(self.to.map_or(ended, |to| to.min(ended)));
        self.checked()
    }
}

/// Whether a collaboration that began, or was confirmed, on these days needs a new confirmation on a day: that is so
/// when both are more than 365 days back. What was confirmed later than the day says nothing about it.
pub fn unconfirmed(from: NaiveDate, confirmed_on: &[NaiveDate], day: NaiveDate) -> bool {
    let known = confirmed_on.iter().copied().filter(|confirmed| *confirmed <= day);
    known.chain([from]).all(|known| day - known > CONFIRMED_FOR)
}
