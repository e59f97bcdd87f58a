//! Waves of the self-assessment: anonymous answers, gathered between two days and then closed for good.
//!
//! The test has 24 statements in the five areas of DigComp, each answered from 1 to 7 (`domain.md` 2.1). Tests are
//! revised, so each wave has statements of its own; two waves are compared on those whose keys they share.

use std::{collections::BTreeSet, fmt, str::FromStr};

use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};

use crate::{
    Invalid, WaveId,
    invalid::InvalidMember,
    values::{Line, MunicipalityCode},
    wall_time,
};

mod statements;

pub use statements::usual;

/// The lowest and the highest answer to a statement: from "not at all" to "completely".
pub const SCALE: (u8, u8) = (1, 7);
/// The most statements of a test.
pub const STATEMENTS_MAX: usize = 60;
/// The number of areas (DigComp 2.0).
pub const AREAS: u8 = 5;

crate::words! {
    /// Where a wave stands.
    pub enum WaveState {
        /// Answers are taken, and nothing of them is shown: each new one could be told by the difference.
        Open = "open",
        /// No answers are taken any more, and results are shown.
        Closed = "closed",
    }
}

/// A statement's name, the same in every wave that asks it: `q1`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct StatementKey(String);

impl StatementKey {
    /// The name itself.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for StatementKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl FromStr for StatementKey {
    type Err = Invalid;

    fn from_str(text: &str) -> Result<Self, Invalid> {
        let text = text.trim().to_ascii_lowercase();
        let plain = !text.is_empty() && text.len() <= 20 && text.bytes().all(|b| b.is_ascii_alphanumeric());
        if plain { Ok(Self(text)) } else { Err(Invalid::Identifier) }
    }
}

crate::text_form!(StatementKey, "statement-key", (None, &[]));

/// One statement of a test.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Statement {
    /// Its name.
    pub key: StatementKey,
    /// The area of DigComp, 1 to 5.
    pub area: u8,
    /// What one agrees or disagrees with.
    pub text: Line<300>,
}

/// A wave.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Wave {
    /// Identifier.
    pub id: WaveId,
    /// What people call it, and what a file of answers names it by.
    pub name: Line<100>,
    /// First day on which it is answered.
    pub from: NaiveDate,
    /// Last day.
    pub to: NaiveDate,
    /// Where it stands.
    pub state: WaveState,
    /// The test, in the order it is asked.
    pub statements: Vec<Statement>,
    /// Per cent of the statements that had to be answered, once it is closed.
    pub answered_percent_min: Option<u32>,
    /// Questionnaires answered, valid or not, once it is closed.
    pub responses: Option<u32>,
    /// Valid ones, once it is closed.
    pub valid_responses: Option<u32>,
    /// Grows with every change.
    pub version: i32,
}

impl Wave {
    /// Whether a link is answered at this moment: the wave is open, and the day is one of its days.
    pub fn takes_answers(&self, now: DateTime<Utc>) -> bool {
        let today = wall_time::local_date(now);
        self.state == WaveState::Open && (self.from..=self.to).contains(&today)
    }

    /// What is wrong with it, member by member.
    pub fn faults(&self) -> Vec<InvalidMember> {
        let mut faults = Vec::new();
        let mut fault = |name: String, reason| faults.push(InvalidMember::new(name, reason));
        if self.to < self.from {
            fault("to".to_owned(), Invalid::EndsBeforeStart);
        }
        if self.statements.is_empty() {
            fault("statements".to_owned(), Invalid::NoneGiven);
        }
        if self.statements.len() > STATEMENTS_MAX {
            fault("statements".to_owned(), Invalid::TooLong(STATEMENTS_MAX));
        }
        let mut keys = BTreeSet::new();
        for (number, statement) in self.statements.iter().enumerate() {
            if !keys.insert(&statement.key) {
                fault(format!("statements[{number}].key"), Invalid::Repeated);
            }
            if !(1..=AREAS).contains(&statement.area) {
                fault(format!("statements[{number}].area"), Invalid::OutOfRange(1, AREAS.into()));
            }
        }
        faults
    }
}

/// One answered questionnaire. It has no time, no order and nobody's name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AnswerSheet {
    /// The municipality that the person works in.
    pub municipality: MunicipalityCode,
    /// One a statement, in the wave's order; none where nothing was answered.
    pub answers: Vec<Option<u8>>,
}

impl AnswerSheet {
    /// Whether so many per cent of the statements are answered, exactly.
    pub fn is_valid(&self, answered_percent_min: u32) -> bool {
        let answered = self.answers.iter().flatten().count();
        answered > 0 && answered * 100 >= self.answers.len() * answered_percent_min as usize
    }
}

/// The least number of statements to answer, for those who are told before they have done it.
pub fn answers_needed(statements: usize, answered_percent_min: u32) -> usize {
    (statements * answered_percent_min as usize).div_ceil(100).max(1)
}
