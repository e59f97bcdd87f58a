//! The sums: of all that counts, and of each part of each breakdown, in one pass.

use std::collections::{BTreeSet, HashSet};

use super::{
    input::{EmploymentEvidence, Evidence, MeetingEvidence},
    occasion::{Occasion, Sorted},
    result::{Dimension, Share, TrainingOccasions},
    size,
    workplaces::Workplaces,
};
use crate::SessionId;

mod cell;
mod parts;

use cell::Place;
use parts::{Parts, WHOLE};

/// Fills in everything that depends on who took part.
pub(super) fn fill(result: &mut TrainingOccasions, evidence: &Evidence, sorted: &Sorted<'_>) {
    let workplaces = Workplaces::of(evidence);
    let mut parts = Parts::new(evidence);
    let cells = workplaces.all().iter().map(|workplace| workplace.map(|workplace| parts.of_workplace(workplace)));
    let cells_of_workplace = cells.collect();
    let mut tally =
        Tally { parts, cells_of_workplace, cells_of_session: Vec::new(), session: None, place: Place::default() };
    result.seats = Some(Share::default());
    result.no_shows = Some(0);
    result.late_cancellations = Some(0);
    for occasion in sorted.counted() {
        let held = sorted.meetings(occasion);
        tally.add(occasion, held, result);
        result.external_participations += workplaces.external_present(held);
    }
    tally.finish(result);
    reach(result, evidence, &workplaces);
}

struct Tally<'a> {
    parts: Parts<'a>,
    /// By the employment's number: those of a public library have three.
    cells_of_workplace: Vec<Option<[usize; 3]>>,
    cells_of_session: Vec<usize>,
    session: Option<SessionId>,
    place: Place,
}

impl<'a> Tally<'a> {
    fn add(&mut self, occasion: &Occasion<'a>, held: &[&MeetingEvidence], result: &mut TrainingOccasions) {
        if self.session != Some(occasion.session.id) {
            self.session = Some(occasion.session.id);
            self.place.session += 1;
            self.cells_of_session = self.parts.of_session(occasion.session);
            add_seats(result, occasion);
        }
        self.place.occasion += 1;
        let mut whole = vec![WHOLE];
        whole.extend(&self.cells_of_session);
        self.parts.of_day(held[0].date, &mut whole);
        for cell in &whole {
            self.parts.cells[*cell].enter(self.place);
        }
        for meeting in held {
            self.add_meeting(meeting, &whole);
            result.delivered_minutes += meeting.net_minutes;
            result.no_shows = result.no_shows.map(|so_far| so_far + meeting.no_shows);
        }
        self.add_persons(held, &whole);
    }

    /// Time, which is summed over meetings.
    fn add_meeting(&mut self, meeting: &MeetingEvidence, whole: &[usize]) {
        self.place.meeting += 1;
        let mut staff = 0;
        for participant in &meeting.participants {
            let Some(cells) = cells_of(&self.cells_of_workplace, participant.employment) else { continue };
            staff += 1;
            for cell in cells {
                let cell = &mut self.parts.cells[cell];
                cell.enter(self.place);
                cell.meet(self.place, meeting.study_hours);
                cell.participant_minutes += meeting.net_minutes;
            }
        }
        for cell in whole {
            let cell = &mut self.parts.cells[*cell];
            cell.meet(self.place, meeting.study_hours);
            cell.participant_minutes += meeting.net_minutes * staff;
        }
    }

    /// People, who count once an occasion: in the whole, and for each library, municipality and category that they
    /// took part for.
    fn add_persons(&mut self, held: &[&MeetingEvidence], whole: &[usize]) {
        let mut staff = Vec::new();
        let mut of_parts = Vec::new();
        for participant in held.iter().flat_map(|meeting| &meeting.participants) {
            let Some(cells) = cells_of(&self.cells_of_workplace, participant.employment) else { continue };
            staff.push(participant.person);
            of_parts.extend(cells.map(|cell| (cell, participant.person)));
        }
        if held.len() > 1 {
            // Nobody is in one meeting twice.
            staff.sort_unstable();
            staff.dedup();
            of_parts.sort_unstable();
            of_parts.dedup();
        }
        for cell in whole {
            let cell = &mut self.parts.cells[*cell];
            staff.iter().for_each(|person| cell.attend(*person));
        }
        for (cell, person) in of_parts {
            self.parts.cells[cell].attend(person);
        }
    }

    fn finish(self, result: &mut TrainingOccasions) {
        let whole = self.parts.cells[WHOLE].figures(result.counting_unit);
        result.unique_participants = whole.unique_participants;
        result.participations = whole.participations;
        result.participant_minutes = whole.participant_minutes;
        result.study_hours = whole.study_hours;
        result.breakdowns = self.parts.finish(result.counting_unit);
    }
}

fn cells_of(cells: &[Option<[usize; 3]>], employment: Option<u32>) -> Option<[usize; 3]> {
    cells.get(employment? as usize).copied().flatten()
}

/// The seats of a session that counts; figures that are not of whole sessions have none.
fn add_seats(result: &mut TrainingOccasions, occasion: &Occasion<'_>) {
    let Some(seats) = occasion.session.seats else {
        (result.seats, result.no_shows, result.late_cancellations) = (None, None, None);
        return;
    };
    if let Some(so_far) = &mut result.seats {
        so_far.numerator += seats.taken;
        so_far.denominator += seats.offered;
    }
    result.late_cancellations = result.late_cancellations.map(|so_far| so_far + seats.given_back_late);
}

/// How far the occasions reached, of what there is.
fn reach(result: &mut TrainingOccasions, evidence: &Evidence, workplaces: &Workplaces<'_>) {
    let libraries = evidence.libraries.iter().filter(|library| library.public).count();
    result.libraries_reached =
        Share { numerator: size(result.by(Dimension::Library).len()), denominator: size(libraries) };
    let reached: BTreeSet<&str> = result.by(Dimension::Municipality).iter().map(|part| part.key.as_str()).collect();
    let all: BTreeSet<_> = evidence.municipalities.iter().map(|municipality| &municipality.code).collect();
    let missed: Vec<_> =
        all.iter().filter(|code| !reached.contains(code.as_str())).map(|code| (*code).clone()).collect();
    result.municipalities_reached = Share { numerator: size(all.len() - missed.len()), denominator: size(all.len()) };
    result.municipalities_not_reached = missed;
    let last_day = evidence.period.to;
    let active =
        |employment: &EmploymentEvidence| employment.from <= last_day && employment.to.is_none_or(|to| to >= last_day);
    let staff: HashSet<u32> = evidence
        .employments
        .iter()
        .filter(|(number, employment)| workplaces.of_employment(**number).is_some() && active(employment))
        .map(|(_, employment)| employment.person)
        .collect();
    result.staff_reached = Share { numerator: result.unique_participants, denominator: size(staff.len()) };
}
