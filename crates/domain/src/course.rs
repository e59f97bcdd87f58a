//! The catalogue of courses.

use std::{fmt, str::FromStr};

use serde::{Deserialize, Serialize};

use crate::{
    CourseId, Invalid,
    values::{Line, Prose},
};

/// A competence of the European framework DigComp 2.2: area and number, `1.2`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct DigComp {
    /// Area, 1 to 5.
    pub area: u8,
    /// Competence within the area.
    pub number: u8,
}

/// Competences in each of the five areas of DigComp 2.2.
const COMPETENCES: [u8; 5] = [3, 6, 4, 4, 4];

impl fmt::Display for DigComp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}", self.area, self.number)
    }
}

impl FromStr for DigComp {
    type Err = Invalid;

    fn from_str(text: &str) -> Result<Self, Invalid> {
        let refused = || Invalid::Choice("1.1-1.3 2.1-2.6 3.1-3.4 4.1-4.4 5.1-5.4".into());
        let (area, number) = text.split_once('.').ok_or_else(refused)?;
        let area: u8 = area.parse().map_err(|_| refused())?;
        let number: u8 = number.parse().map_err(|_| refused())?;
        let count = COMPETENCES.get(usize::from(area).wrapping_sub(1)).copied().unwrap_or(0);
        if (1..=count).contains(&number) { Ok(Self { area, number }) } else { Err(refused()) }
    }
}

crate::text_form!(DigComp, "digcomp", (None, &[]));

/// A course in the catalogue.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Course {
    /// Identifier.
    pub id: CourseId,
    /// Short code, unique: `DF-01`.
    pub code: Line<20>,
    /// Title as people read it.
    pub title: Line<200>,
    /// What one learns.
    pub description: Prose<4000>,
    /// For whom.
    pub target_group: Option<Line<200>>,
    /// Competences it trains.
    pub dig_comp: Vec<DigComp>,
    /// Whether sessions of it relate to the programme's goal unless they say otherwise (`I4-5`).
    pub relates_to_goal: bool,
    /// Grows with every change.
    pub version: i32,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_competences_that_exist() {
        assert!("2.6".parse::<DigComp>().is_ok());
        for bad in ["0.1", "1.4", "6.1", "1", "1.2.3", "a.b", "1.0"] {
            assert!(bad.parse::<DigComp>().is_err(), "{bad}");
        }
    }
}
