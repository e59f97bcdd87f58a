//! From the outline of a session to the session itself.

use chrono::{NaiveDate, NaiveTime, TimeDelta};
use domain::session::{Affiliation, Format};

use super::{
    PlannedAttendance, PlannedMeeting, PlannedSession,
    calendar::Calendar,
    register::{CourseEntry, Register, parsed},
    seating::{Audience, Seating, Turnout},
};

/// Meetings longer than this have a lunch break.
const MINUTES_WITHOUT_LUNCH: u32 = 240;
/// Minutes of the lunch break.
const LUNCH_MINUTES: u32 = 60;

/// What a session is usually: for staff, and about the goal.
pub(super) const FOR_STAFF: Affiliation =
    Affiliation { by_staff: false, for_staff: true, with_staff: false, relates_to_goal: true };

/// Who leads a session.
#[derive(Clone, Copy)]
pub(super) enum Lead {
    /// Somebody who is not employed at a library.
    Named(&'static str),
    /// Somebody of the libraries' staff.
    Staff(usize),
}

/// What has become of a session.
#[derive(Clone, Copy)]
pub(super) enum State {
    /// Only planners see it.
    Draft,
    /// Published, and not reported, for whichever reason.
    Published,
    /// Called off, with the reason.
    Cancelled(&'static str),
    /// Held and reported.
    Held(Turnout),
}

/// A session in few words; the rest follows from the course and from today.
pub(super) struct Outline {
    /// Code of the course.
    pub course: &'static str,
    /// Weeks from the present one.
    pub week: i64,
    /// One meeting each, as days from the Monday of that week.
    pub days: &'static [i64],
    /// Hour of the start.
    pub hour: u32,
    /// How participants take part.
    pub format: Format,
    /// Where, unless only remote.
    pub place: Option<&'static str>,
    /// Who leads it.
    pub lead: Lead,
    /// Seats; as many as the course usually has when absent.
    pub capacity: Option<u32>,
    /// Seats nobody has booked; below zero, how many wait.
    pub seats_left: i64,
    /// Who may be chosen to have booked.
    pub audience: Audience,
    /// Who has booked, whoever else has.
    pub certain: &'static [usize],
    /// How many took their booking back.
    pub withdrawn: usize,
    /// Flags for the count.
    pub flags: Affiliation,
    /// What has become of it.
    pub state: State,
}

/// Builds sessions one by one, so that each knows who and what the earlier ones have taken.
pub(super) struct Planner<'a> {
    today: NaiveDate,
    register: &'a Register,
    calendar: Calendar,
    seating: Seating<'a>,
}

impl<'a> Planner<'a> {
    /// Nothing is planned yet.
    pub fn new(today: NaiveDate, register: &'a Register) -> Self {
        Self { today, register, calendar: Calendar::default(), seating: Seating::new(&register.people) }
    }

    /// The session an outline describes.
    pub fn session(&mut self, outline: &Outline) -> PlannedSession {
        let course = self.register.course(outline.course);
        assert!(course.is_held(outline.format, outline.days.len()), "{} is not held like that", outline.course);
        let capacity = outline.capacity.unwrap_or(course.seats_max);
        let meetings = self.meetings(outline, course);
        self.seating.begin(&meetings, outline.audience);
        if let Lead::Staff(person) = outline.lead {
            self.seating.occupy(person);
        }
        let booked = usize::try_from(i64::from(capacity) - outline.seats_left).expect("not more left than there are");
        // Whoever waits is not busy: nobody waits for a seat that would clash with another one.
        let seats = usize::try_from(capacity).expect("capacities are small");
        let bookings = self.seating.book(outline.certain, booked, seats);
        let cancelled_bookings = self.seating.others(outline.withdrawn);
        let attendance = self.attendance(outline.state, &bookings, meetings.len());
        PlannedSession {
            course_code: course.code.clone(),
            format: outline.format,
            capacity,
            min_participants: course.seats_min.min(capacity),
            flags: outline.flags,
            published: !matches!(outline.state, State::Draft),
            meetings,
            bookings,
            cancelled_bookings,
            attendance,
            cancelled: if let State::Cancelled(reason) = outline.state { Some(parsed(reason)) } else { None },
        }
    }

    fn meetings(&mut self, outline: &Outline, course: &CourseEntry) -> Vec<PlannedMeeting> {
        let trainer = match outline.lead {
            Lead::Named(name) => name,
            Lead::Staff(person) => self.register.people[person].name.as_str(),
        };
        let needs: Vec<&str> = outline.place.into_iter().chain([trainer]).collect();
        let dates = self.calendar.dates(self.today, outline.week, outline.days, &needs);
        let break_minutes = if course.minutes_per_meeting > MINUTES_WITHOUT_LUNCH { LUNCH_MINUTES } else { 0 };
        let length = TimeDelta::minutes(i64::from(course.minutes_per_meeting + break_minutes));
        let starts = NaiveTime::from_hms_opt(outline.hour, 0, 0).expect("the hour of a day");
        let remote = outline.format != Format::OnSite;
        let meeting = |date: NaiveDate| PlannedMeeting {
            date,
            starts,
            ends: starts + length,
            break_minutes,
            place: outline.place.map(parsed),
            join_url: remote.then(|| parsed(&format!("https://mote.example/{}-{date}", outline.course.to_lowercase()))),
            trainer: Some(parsed(trainer)),
        };
        dates.into_iter().map(meeting).collect()
    }

    fn attendance(&mut self, state: State, bookings: &[usize], meetings: usize) -> Vec<Option<PlannedAttendance>> {
        let State::Held(turnout) = state else {
            return vec![None; meetings];
        };
        let walk_ins = self.seating.walk_ins(turnout.walk_ins);
        (0..meetings).map(|meeting| Some(turnout.report(bookings, &walk_ins, meeting))).collect()
    }
}
