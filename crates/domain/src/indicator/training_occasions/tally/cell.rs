//! One part of a breakdown, or the whole, while it is being summed.

use crate::indicator::{definition::CountingUnit, training_occasions::result::Figures};

/// Where the sums are: occasions come in order of session, so that what is new to a part is seen by comparing numbers.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Place {
    /// Number of the session, from one.
    pub(super) session: u32,
    /// Number of the occasion, from one.
    pub(super) occasion: u32,
    /// Number of the meeting, from one.
    pub(super) meeting: u32,
}

/// The sums of one part.
#[derive(Debug, Clone, Default)]
pub(super) struct Cell {
    pub(super) occasions: u32,
    pub(super) sessions: u32,
    pub(super) participations: u32,
    pub(super) participant_minutes: i64,
    pub(super) study_hours: u32,
    /// A bit for each person: sets of hashes would take most of the time.
    persons: Vec<u64>,
    last: Place,
}

impl Cell {
    /// An occasion, and perhaps a session, that the part has not seen before.
    pub(super) fn enter(&mut self, place: Place) {
        if self.last.session != place.session {
            self.last.session = place.session;
            self.sessions += 1;
        }
        if self.last.occasion != place.occasion {
            self.last.occasion = place.occasion;
            self.occasions += 1;
        }
    }

    /// The study hours of a meeting, once.
    pub(super) fn meet(&mut self, place: Place, study_hours: u32) {
        if self.last.meeting != place.meeting {
            self.last.meeting = place.meeting;
            self.study_hours += study_hours;
        }
    }

    /// Somebody who was present on the occasion; to be said once.
    pub(super) fn attend(&mut self, person: u32) {
        let (word, bit) = ((person / 64) as usize, person % 64);
        if self.persons.len() <= word {
            self.persons.resize(word + 1, 0);
        }
        self.persons[word] |= 1 << bit;
        self.participations += 1;
    }

    /// Distinct persons.
    pub(super) fn unique(&self) -> u32 {
        self.persons.iter().map(|word| word.count_ones()).sum()
    }

    /// The sums as figures.
    pub(super) fn figures(&self, unit: CountingUnit) -> Figures {
        Figures {
            value: match unit {
                CountingUnit::OccasionDay => self.occasions,
                CountingUnit::Session => self.sessions,
            },
            sessions: self.sessions,
            unique_participants: self.unique(),
            participations: self.participations,
            participant_minutes: self.participant_minutes,
            study_hours: self.study_hours,
        }
    }
}
