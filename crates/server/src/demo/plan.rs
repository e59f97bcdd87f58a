//! What the demo contains: a pure function of the day it is loaded.
//!
//! Every date is counted from that day, and every choice follows from an index, so that the demo looks
//! lived-in whenever it is loaded and is the same for everybody who loads it on the same day. All people
//! are invented, and all addresses end in `.example`, which no mail server will ever accept.

mod calendar;
mod coming;
mod follow_up;
mod outline;
mod past;
mod register;
mod seating;
#[cfg(test)]
mod tests;

use chrono::{NaiveDate, NaiveTime};
use domain::{
    course::DigComp,
    person::{LibraryKind, StaffCategory},
    session::{Affiliation, Format},
    values::{EmailAddress, Line, MunicipalityCode, Prose, WebAddress},
};

pub use self::follow_up::{FollowUp, PlannedGrant, PlannedWave};
use self::{outline::Planner, register::Register};

/// Somebody the demo can be used as.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DemoCaller {
    /// Name.
    pub name: &'static str,
    /// Address.
    pub email: &'static str,
    /// Index into [`Plan::people`]; none for those who are not employed at a library.
    pub person: Option<usize>,
}

/// An assistant with two employments, in Kumla and in Hallsberg.
pub const STAFF: DemoCaller =
    DemoCaller { name: "Amira Haddad", email: "amira.haddad@kumla.example", person: Some(register::AMIRA) };
/// The manager of a library with a staff of three.
pub const MANAGER: DemoCaller =
    DemoCaller { name: "Karin Forsgren", email: "karin.forsgren@ljusnarsberg.example", person: Some(register::KARIN) };
/// The trainer who leads most sessions, and has one meeting left to report.
pub const TRAINER: DemoCaller = DemoCaller { name: "Elin Ek", email: "elin.ek@medborgarskolan.example", person: None };
/// Plans sessions at the study association.
pub const ORGANISER: DemoCaller =
    DemoCaller { name: "Jonas Wiklander", email: "jonas.wiklander@medborgarskolan.example", person: None };
/// Answers for the programme at the region.
pub const COORDINATOR: DemoCaller =
    DemoCaller { name: "Gunilla Sandahl", email: "gunilla.sandahl@region.example", person: None };
/// Everybody at the study association who leads sessions; the first is [`TRAINER`].
pub const TRAINERS: [&str; 3] = [TRAINER.name, "Mattias Holm", "Sanna Lindqvist"];

/// Everything the demo contains.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Plan {
    /// The county's municipalities, by code.
    pub municipalities: Vec<PlannedMunicipality>,
    /// Their libraries.
    pub libraries: Vec<PlannedLibrary>,
    /// The programme's catalogue.
    pub courses: Vec<PlannedCourse>,
    /// Courses that sessions are held of beside the programme; they do not relate to its goal.
    pub other_courses: Vec<PlannedCourse>,
    /// Staff, by municipality, each municipality's manager first.
    pub people: Vec<PlannedPerson>,
    /// Sessions, past ones first.
    pub sessions: Vec<PlannedSession>,
    /// What the programme is followed up with.
    pub follow_up: FollowUp,
}

/// A municipality.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PlannedMunicipality {
    /// Its code.
    pub code: MunicipalityCode,
    /// Its name, without "kommun".
    pub name: Line<120>,
}

/// A library or other service point.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PlannedLibrary {
    /// What employments refer to it by.
    pub key: String,
    /// Its name.
    pub name: Line<200>,
    /// Where it is.
    pub municipality: MunicipalityCode,
    /// What kind of place it is.
    pub kind: LibraryKind,
}

/// A course of the catalogue.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PlannedCourse {
    /// Short code.
    pub code: Line<20>,
    /// Title.
    pub title: Line<200>,
    /// What one learns.
    pub description: Prose<4000>,
    /// For whom.
    pub target_group: Line<200>,
    /// Competences it trains.
    pub dig_comp: Vec<DigComp>,
    /// Whether it relates to the programme's goal.
    pub relates_to_goal: bool,
}

/// A member of staff.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PlannedPerson {
    /// Name, unique in the demo.
    pub name: Line<120>,
    /// Address, unique in the demo.
    pub email: EmailAddress,
    /// Employments; bookings are made for the first that is valid.
    pub employments: Vec<PlannedEmployment>,
}

impl PlannedPerson {
    /// The employment that something on `date` is booked for: the first that is valid then.
    pub fn employment_on(&self, date: NaiveDate) -> Option<&PlannedEmployment> {
        self.employments.iter().find(|employment| employment.valid_on(date))
    }
}

/// An employment, from one day to another, both included.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PlannedEmployment {
    /// Key of the library.
    pub library_key: String,
    /// First day.
    pub from: NaiveDate,
    /// Last day; open when absent.
    pub to: Option<NaiveDate>,
    /// Category of staff.
    pub category: StaffCategory,
}

impl PlannedEmployment {
    /// Whether it is in force on a date.
    pub fn valid_on(&self, date: NaiveDate) -> bool {
        self.from <= date && self.to.is_none_or(|to| date <= to)
    }
}

/// A session with all that has happened to it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PlannedSession {
    /// The course it is a run of, in [`Plan::courses`] or [`Plan::other_courses`].
    pub course_code: Line<20>,
    /// How participants take part.
    pub format: Format,
    /// Seats.
    pub capacity: u32,
    /// Fewest participants it is worth holding for.
    pub min_participants: u32,
    /// Flags for the count.
    pub flags: Affiliation,
    /// Whether it is, or was, open for booking; otherwise a draft.
    pub published: bool,
    /// Meetings, in order of time.
    pub meetings: Vec<PlannedMeeting>,
    /// Who is booked, as indices into [`Plan::people`] in order of booking; those beyond `capacity` wait.
    pub bookings: Vec<usize>,
    /// Who booked before all others and took it back; none of them is in `bookings`.
    pub cancelled_bookings: Vec<usize>,
    /// What was reported of each meeting; none for what is not reported.
    pub attendance: Vec<Option<PlannedAttendance>>,
    /// Why the session was called off, if it was.
    pub cancelled: Option<Line<500>>,
}

/// A meeting, at a local wall time.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PlannedMeeting {
    /// Local date; never a day off.
    pub date: NaiveDate,
    /// Local start.
    pub starts: NaiveTime,
    /// Local end.
    pub ends: NaiveTime,
    /// Breaks, in minutes.
    pub break_minutes: u32,
    /// Where, unless only remote.
    pub place: Option<Line<200>>,
    /// Link to the video meeting, unless only on site.
    pub join_url: Option<WebAddress>,
    /// Who leads it: one of [`TRAINERS`], somebody in [`Plan::people`], or somebody from outside.
    pub trainer: Option<Line<120>>,
}

/// The report of one meeting. The lists hold indices into [`Plan::people`] and do not overlap.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PlannedAttendance {
    /// Whether the meeting took place.
    pub held: bool,
    /// Who was there in time, booked or walk-in.
    pub present: Vec<usize>,
    /// Who came late.
    pub late: Vec<usize>,
    /// Who was booked and did not come.
    pub absent: Vec<usize>,
    /// How many came from outside the register.
    pub external: u32,
}

/// The demo as it is when loaded on `today`.
pub fn plan(today: NaiveDate) -> Plan {
    let register = Register::read(today);
    let mut planner = Planner::new(today, &register);
    let outlines = past::SESSIONS.iter().chain(coming::SESSIONS);
    let sessions = outlines.map(|outline| planner.session(outline)).collect();
    let courses = register.entries.into_iter().map(register::CourseEntry::into_course);
    let (courses, other_courses) = courses.partition(|course| course.relates_to_goal);
    let keys: Vec<_> = register.libraries.iter().map(|library| library.key.clone()).collect();
    let follow_up = follow_up::follow_up(today, &register.municipalities, &register.people, &keys);
    Plan {
        municipalities: register.municipalities,
        libraries: register.libraries,
        courses,
        other_courses,
        people: register.people,
        sessions,
        follow_up,
    }
}
