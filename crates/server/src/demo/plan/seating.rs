//! Chooses who has booked and who came, without ever putting anybody in two places at once.

use chrono::{NaiveDate, NaiveDateTime};
use domain::person::StaffCategory;

use super::{PlannedAttendance, PlannedMeeting, PlannedPerson, register};

/// Steps from one person chosen to the next: shares no factor with the number of people, so that every
/// person comes up once before anybody comes up again, and neighbours work in different places.
const STRIDE: usize = 37;
/// Steps between the first person asked for one session and the first asked for the next.
const OFFSET: usize = 53;

/// Whom a session is for.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Audience {
    /// Everybody who works at a library.
    Everyone,
    /// Those who answer for one.
    Managers,
}

/// Who came to a session.
#[derive(Clone, Copy)]
pub(super) struct Turnout {
    /// How many of the booked did not come to a meeting, at most all of them.
    pub absent: usize,
    /// How many of the booked came late.
    pub late: usize,
    /// How many came without a booking.
    pub walk_ins: usize,
    /// How many came from outside the register.
    pub external: u32,
}

impl Turnout {
    /// The report of the meeting with this number. At each meeting others are missing, and whoever
    /// booked first is there at the first meeting if anybody is.
    pub fn report(self, bookings: &[usize], walk_ins: &[usize], meeting: usize) -> PlannedAttendance {
        let mut rest = bookings.to_vec();
        if !rest.is_empty() {
            rest.rotate_left((meeting * 3 + 1) % bookings.len());
        }
        let absent: Vec<usize> = rest.drain(..self.absent.min(rest.len())).collect();
        let late: Vec<usize> = rest.drain(..self.late.min(rest.len())).collect();
        rest.extend(walk_ins);
        PlannedAttendance { held: true, present: rest, late, absent, external: self.external }
    }
}

type Span = (NaiveDateTime, NaiveDateTime);

/// Who is where at which time.
pub(super) struct Seating<'a> {
    people: &'a [PlannedPerson],
    busy: Vec<Vec<Span>>,
    sessions: usize,
    spans: Vec<Span>,
    first_date: NaiveDate,
    candidates: Vec<usize>,
}

impl<'a> Seating<'a> {
    /// Nobody is booked yet.
    pub fn new(people: &'a [PlannedPerson]) -> Self {
        let busy = vec![Vec::new(); people.len()];
        Self { people, busy, sessions: 0, spans: Vec::new(), first_date: NaiveDate::MIN, candidates: Vec::new() }
    }

    /// Turns to the next session.
    pub fn begin(&mut self, meetings: &[PlannedMeeting], audience: Audience) {
        self.sessions += 1;
        self.spans = meetings.iter().map(|m| (m.date.and_time(m.starts), m.date.and_time(m.ends))).collect();
        self.first_date = meetings.first().expect("a session has a meeting").date;
        let (start, count) = (self.sessions * OFFSET, self.people.len());
        let order = (0..count).map(|step| (start + step * STRIDE) % count);
        // Whose bookings the demo's walk-through relies on is only where an outline says so.
        self.candidates = order
            .filter(|person| *person != register::AMIRA && self.suits(*person, audience) && self.is_free(*person))
            .collect();
    }

    fn suits(&self, person: usize, audience: Audience) -> bool {
        let employment = self.people[person].employment_on(self.first_date);
        let manager = employment.is_some_and(|e| e.category == StaffCategory::Manager);
        employment.is_some() && (manager || audience == Audience::Everyone)
    }

    fn is_free(&self, person: usize) -> bool {
        let clashes = |span: &Span| self.spans.iter().any(|other| span.0 < other.1 && other.0 < span.1);
        !self.busy[person].iter().any(clashes)
    }

    /// Somebody is at the session, and can be chosen for nothing else at that time.
    pub fn occupy(&mut self, person: usize) {
        self.busy[person].extend(&self.spans);
        self.candidates.retain(|candidate| *candidate != person);
    }

    /// Books `count` people, `certain` ones first; only the first `seats` of them are busy then.
    pub fn book(&mut self, certain: &[usize], count: usize, seats: usize) -> Vec<usize> {
        let mut booked: Vec<usize> = certain.iter().copied().filter(|person| self.is_free(*person)).collect();
        self.candidates.retain(|candidate| !booked.contains(candidate));
        booked.extend(self.others(count.saturating_sub(booked.len())));
        booked.iter().take(seats).for_each(|person| self.occupy(*person));
        booked
    }

    /// The next `count` people who could have come, who are then not chosen again for this session.
    pub fn others(&mut self, count: usize) -> Vec<usize> {
        self.candidates.drain(..count.min(self.candidates.len())).collect()
    }

    /// The next `count` people, who did come.
    pub fn walk_ins(&mut self, count: usize) -> Vec<usize> {
        let walk_ins = self.others(count);
        walk_ins.iter().for_each(|person| self.occupy(*person));
        walk_ins
    }
}
