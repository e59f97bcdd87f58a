//! Whom people took part for.

use std::collections::HashMap;

use super::{
    input::{Evidence, LibraryEvidence, MeetingEvidence, Participant},
    size,
};
use crate::{LibraryId, person::StaffCategory};

/// Where each employment is, by its number, and as what: none where it is not at a public library.
pub(super) struct Workplaces<'a>(Vec<Option<Workplace<'a>>>);

/// What a participant is counted for.
#[derive(Clone, Copy)]
pub(super) struct Workplace<'a> {
    pub(super) library: &'a LibraryEvidence,
    pub(super) category: StaffCategory,
}

impl<'a> Workplaces<'a> {
    pub(super) fn of(evidence: &'a Evidence) -> Self {
        let libraries: HashMap<LibraryId, _> = evidence.libraries.iter().map(|library| (library.id, library)).collect();
        let numbers = evidence.employments.last_key_value().map_or(0, |(last, _)| *last as usize + 1);
        let mut workplaces = vec![None; numbers];
        for (number, employment) in &evidence.employments {
            let library = libraries.get(&employment.library_id).copied().filter(|library| library.public);
            workplaces[*number as usize] = library.map(|library| Workplace { library, category: employment.category });
        }
        Self(workplaces)
    }

    /// What a participant took part for; none for the external (`I4-8`).
    pub(super) fn of_participant(&self, participant: &Participant) -> Option<Workplace<'a>> {
        self.of_employment(participant.employment?)
    }

    /// What an employment is at.
    pub(super) fn of_employment(&self, number: u32) -> Option<Workplace<'a>> {
        self.0.get(number as usize).copied().flatten()
    }

    /// All of them, in the order of the numbers.
    pub(super) fn all(&self) -> &[Option<Workplace<'a>>] {
        &self.0
    }

    /// Library staff present on an occasion, each once.
    pub(super) fn staff_present(&self, held: &[&MeetingEvidence]) -> u32 {
        size(self.persons(held, |workplace| workplace.is_some()).len())
    }

    /// Others present. People outside the register are known by number only, so the fullest meeting of the day speaks
    /// for the occasion; those of the register are told apart. Who is staff in one meeting of the day is never
    /// external in another: a person takes part in an occasion once (`I4-8`).
    pub(super) fn external_present(&self, held: &[&MeetingEvidence]) -> u32 {
        let numbered = held.iter().map(|meeting| meeting.external_participants).max().unwrap_or(0);
        let others = self.persons(held, |workplace| workplace.is_none());
        if others.is_empty() {
            return numbered;
        }
        let staff = self.persons(held, |workplace| workplace.is_some());
        numbered + size(others.iter().filter(|person| staff.binary_search(person).is_err()).count())
    }

    /// In order, each once.
    fn persons(&self, held: &[&MeetingEvidence], wanted: fn(Option<Workplace<'a>>) -> bool) -> Vec<u32> {
        let everyone = held.iter().flat_map(|meeting| &meeting.participants);
        let mut persons: Vec<u32> = everyone.filter(|p| wanted(self.of_participant(p))).map(|p| p.person).collect();
        persons.sort_unstable();
        persons.dedup();
        persons
    }
}
