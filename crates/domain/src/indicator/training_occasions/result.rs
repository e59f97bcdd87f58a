//! The result of I4. All figures are exact.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::{
    indicator::{definition::CountingUnit, evidence::LeftOut},
    values::MunicipalityCode,
};

crate::words! {
    /// What the figures are divided by (`domain.md` 1.3).
    pub enum Dimension {
        /// Quarter; the key is `2026-Q3`.
        Quarter = "quarter",
        /// Half-year; the key is `2026-H2`.
        HalfYear = "halfYear",
        /// Year; the key is `2026`.
        Year = "year",
        /// Programme; the key is its id. Programmes may overlap, and so do their figures.
        Programme = "programme",
        /// Municipality that people took part for; the key is its code.
        Municipality = "municipality",
        /// Library that people took part for; the key is its id.
        Library = "library",
        /// Course; the key is its id.
        Course = "course",
        /// Area of DigComp, 1 to 5. A course may be in several: the figures overlap.
        DigCompArea = "digCompArea",
        /// Format of the session, a word of `Format`.
        Format = "format",
        /// Organiser; the key is the person's id, never a name, and empty where the session is all organisers'.
        Organiser = "organiser",
        /// `byStaff`, `forStaff` and `withStaff`, which overlap (`domain.md` 1.4).
        Affiliation = "affiliation",
        /// Category of the employment that people took part for, a word of `StaffCategory`.
        StaffCategory = "staffCategory",
    }
}

/// The measures of one part of a breakdown. Unique participants of parts never add up to the whole's, because the same
/// person may be in several.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Figures {
    /// Occasions or sessions, as the definition counts. For people's side (municipality, library, category): those
    /// where at least one of the part's staff was present.
    pub value: u32,
    /// Sessions with at least one such occasion.
    pub sessions: u32,
    /// Distinct library staff present.
    pub unique_participants: u32,
    /// Library staff present, summed over occasions.
    pub participations: u32,
    /// Minutes without breaks times library staff present.
    pub participant_minutes: i64,
    /// Study hours of the held meetings; on people's side, of those where one of the part's staff was present.
    pub study_hours: u32,
}

/// One part of a breakdown.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Part {
    /// Which; see [`Dimension`].
    pub key: String,
    /// What people call it, where the key does not say it. Never somebody's name.
    pub name: Option<String>,
    /// Its figures.
    #[serde(flatten)]
    pub figures: Figures,
}

/// So many of so many.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Share {
    /// Those that are.
    pub numerator: u32,
    /// Those that could be.
    pub denominator: u32,
}

/// The result of I4.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct TrainingOccasions {
    /// What the value counts (`I4-1`).
    pub counting_unit: CountingUnit,
    /// The value: `occasion_days` or `sessions`.
    pub value: u32,
    /// Occasions: a session on a local date.
    pub occasion_days: u32,
    /// Sessions with at least one counted occasion.
    pub sessions: u32,
    /// Of the value: by staff. The three overlap and must not be added.
    pub by_staff: u32,
    /// Of the value: for staff.
    pub for_staff: u32,
    /// Of the value: with staff.
    pub with_staff: u32,
    /// Distinct library staff present.
    pub unique_participants: u32,
    /// Library staff present, summed over occasions (`I4-8`).
    pub participations: u32,
    /// Others present, summed over occasions.
    pub external_participations: u32,
    /// Minutes without breaks, of held meetings of counted occasions.
    pub delivered_minutes: i64,
    /// Study hours of the same meetings.
    pub study_hours: u32,
    /// Minutes without breaks times library staff present.
    pub participant_minutes: i64,
    /// Past meetings without a report.
    pub pending_meetings: u32,
    /// Cancelled meetings.
    pub cancelled_meetings: u32,
    /// Meetings that may be another one of the list entered again (`I4-10`). They are counted all the same.
    pub possible_duplicates: u32,
    /// Held occasions not counted, by reason.
    pub left_out: BTreeMap<LeftOut, u32>,
    /// Seats taken of seats offered, of counted sessions; none where the caller's figures are not of whole sessions.
    pub seats: Option<Share>,
    /// People with a seat who did not come, summed over the meetings of counted occasions; none as for `seats`.
    pub no_shows: Option<u32>,
    /// Seats given back late, of counted sessions; none as for `seats`.
    pub late_cancellations: Option<u32>,
    /// Public libraries that somebody took part for, of those there are.
    pub libraries_reached: Share,
    /// Municipalities that somebody took part for, of those there are.
    pub municipalities_reached: Share,
    /// The others of them.
    pub municipalities_not_reached: Vec<MunicipalityCode>,
    /// Unique participants, of the staff of public libraries on the last day of the period. Those who have left since
    /// are in the first number only.
    pub staff_reached: Share,
    /// The figures divided; parts without any are left out.
    pub breakdowns: BTreeMap<Dimension, Vec<Part>>,
}

impl Default for TrainingOccasions {
    fn default() -> Self {
        Self {
            counting_unit: CountingUnit::OccasionDay,
            value: 0,
            occasion_days: 0,
            sessions: 0,
            by_staff: 0,
            for_staff: 0,
            with_staff: 0,
            unique_participants: 0,
            participations: 0,
            external_participations: 0,
            delivered_minutes: 0,
            study_hours: 0,
            participant_minutes: 0,
            pending_meetings: 0,
            cancelled_meetings: 0,
            possible_duplicates: 0,
            left_out: BTreeMap::new(),
            seats: None,
            no_shows: None,
            late_cancellations: None,
            libraries_reached: Share::default(),
            municipalities_reached: Share::default(),
            municipalities_not_reached: Vec::new(),
            staff_reached: Share::default(),
            breakdowns: BTreeMap::new(),
        }
    }
}

impl TrainingOccasions {
    /// The parts of a breakdown, in order.
    pub fn by(&self, dimension: Dimension) -> &[Part] {
        self.breakdowns.get(&dimension).map_or(&[], Vec::as_slice)
    }
}
