//! How far a caller's figures reach: a manager's to the staff of her own libraries, an organiser's to her own sessions.

use std::collections::{BTreeSet, HashSet};

use domain::{
    access::{Reach as Of, Right, Scope},
    indicator::training_occasions::{
        LibraryEvidence, MeetingEvidence, MeetingStanding, MunicipalityEvidence, Participant, SessionEvidence,
    },
    values::MunicipalityCode,
};

use super::{
    Depth,
    meetings::{KeptMeeting, KeptSession},
    register::Register,
};

/// What a caller's figures are of.
pub(super) struct Reach<'a> {
    caller: &'a Scope,
    /// For a manager: the employments at her libraries, by number.
    employments: Option<HashSet<u32>>,
    municipalities: BTreeSet<MunicipalityCode>,
}

impl<'a> Reach<'a> {
    pub(super) fn new(caller: &'a Scope, register: &Register) -> Self {
        let own = |library| caller.libraries.contains(library);
        let employments = register.employments.iter().filter(|(_, employment)| own(&employment.library_id));
        let of_libraries = caller.reach(Right::ReadIndicators) == Of::Libraries;
        let employments = of_libraries.then(|| employments.map(|(number, _)| *number).collect());
        let libraries = register.libraries.iter().filter(|library| own(&library.id));
        let municipalities = libraries.map(|library| library.municipality_code.clone()).collect();
        Self { caller, employments, municipalities }
    }

    /// Whether the session's figures are the caller's.
    pub(super) fn session(&self, session: &KeptSession) -> bool {
        self.employments.is_some() || self.caller.reaches_session_of(Right::ReadIndicators, session.organiser_id)
    }

    /// The part of a meeting that the caller's figures reach; a manager's only where her staff took part.
    pub(super) fn meeting(
        &self,
        meeting: &KeptMeeting,
        standing: MeetingStanding,
        depth: Depth,
    ) -> Option<MeetingEvidence> {
        let whole = self.employments.is_none();
        let is_own = |participant: &&Participant| match &self.employments {
            None => true,
            Some(own) => participant.employment.is_some_and(|number| own.contains(&number)),
        };
        let own = || meeting.participants.iter().filter(is_own);
        let attended = own().next().is_some();
        if !whole && !attended {
            return None;
        }
        Some(MeetingEvidence {
            session_id: meeting.session_id,
            meeting_id: meeting.meeting_id,
            date: meeting.date,
            starts_at: meeting.starts_at,
            place: meeting.place.clone(),
            standing,
            net_minutes: meeting.net_minutes,
            study_hours: meeting.study_hours,
            attended: attended || (whole && meeting.external_participants > 0),
            participants: if depth == Depth::People { own().copied().collect() } else { Vec::new() },
            external_participants: if whole { meeting.external_participants } else { 0 },
            no_shows: if whole { meeting.no_shows } else { 0 },
        })
    }

    /// A session as the count sees it. Its seats are everybody's, not one library's.
    pub(super) fn shown(&self, session: &KeptSession) -> SessionEvidence {
        SessionEvidence {
            id: session.id,
            course_id: session.course_id,
            title: session.title.clone(),
            format: session.format,
            organiser_id: session.organiser_id,
            affiliation: session.affiliation,
            seats: self.employments.is_none().then_some(session.seats),
        }
    }

    /// The libraries that the caller's figures could reach.
    pub(super) fn libraries(&self, mut all: Vec<LibraryEvidence>) -> Vec<LibraryEvidence> {
        if self.employments.is_some() {
            all.retain(|library| self.caller.libraries.contains(&library.id));
        }
        all
    }

    /// The municipalities that the caller's figures could reach.
    pub(super) fn municipalities(&self, mut all: Vec<MunicipalityEvidence>) -> Vec<MunicipalityEvidence> {
        if self.employments.is_some() {
            all.retain(|municipality| self.municipalities.contains(&municipality.code));
        }
        all
    }
}
