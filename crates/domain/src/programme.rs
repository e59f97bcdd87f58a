//! Programmes: what the region has undertaken to do, and between which days.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::{
    ProgrammeId,
    indicator::period::Period,
    values::{Line, Prose},
};

/// A programme. Programme and reporting period are separate things: one can outlive the other.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Programme {
    /// Identifier.
    pub id: ProgrammeId,
    /// Name.
    pub name: Line<200>,
    /// Its goal, in its own words.
    pub goal: Option<Prose<2000>>,
    /// First day.
    pub from: NaiveDate,
    /// Last day.
    pub to: NaiveDate,
    /// The wave of the self-assessment that counts as the beginning (I1).
    pub baseline_wave: Option<Uuid>,
    /// The wave that counts as the end (I1).
    pub final_wave: Option<Uuid>,
    /// Grows with every change.
    pub version: i32,
}

/// The programme a period belongs to: of those that have a day in common with it, the one that began last.
pub fn of_period(programmes: &[Programme], period: Period) -> Option<&Programme> {
    let in_common = programmes.iter().filter(|programme| period.overlaps(programme.from, Some(programme.to)));
    in_common.max_by_key(|programme| (programme.from, programme.id))
}
