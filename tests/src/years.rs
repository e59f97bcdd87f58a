//! Years of sessions with their attendance, put straight into the tables: what is measured is the count, not how
//! the rows got there.

use chrono::{DateTime, Days, NaiveDate, NaiveTime, Utc};
use domain::{ids::new_uuid, wall_time};
use sea_orm::{ConnectionTrait, DatabaseConnection};
use uuid::Uuid;

use crate::{crowd, world::instant};

/// Rows put in by one statement.
const PORTION: usize = 500;
/// Municipalities of the region.
const MUNICIPALITIES: usize = 12;
/// Public libraries of the region.
const LIBRARIES: usize = 28;
/// Library staff of the region.
const PEOPLE: usize = 500;
/// Courses of the catalogue.
const COURSES: usize = 40;
/// Participants of each meeting.
const PRESENT: usize = 15;
/// Meetings of each session, a week apart.
const MEETINGS: usize = 2;
/// The days of five years, less the last weeks of the last.
const DAYS: usize = 1_800;

/// How much there is to be.
#[derive(Debug, Clone, Copy)]
pub struct Years {
    /// Occasions, each with fifteen participants.
    pub occasions: usize,
}

/// Everything that is to be put in, a list of rows a table.
#[derive(Default)]
struct Rows {
    municipalities: Vec<String>,
    libraries: Vec<String>,
    people: Vec<String>,
    employments: Vec<String>,
    courses: Vec<String>,
    sessions: Vec<String>,
    meetings: Vec<String>,
    bookings: Vec<String>,
    reports: Vec<String>,
    attendance: Vec<String>,
}

/// How values are written for an engine.
#[derive(Clone, Copy)]
struct Dialect {
    postgres: bool,
}

impl Dialect {
    fn id(self, id: Uuid) -> String {
        if self.postgres { format!("'{id}'") } else { format!("x'{}'", id.simple()) }
    }

    fn instant(self, at: DateTime<Utc>) -> String {
        at.format("'%Y-%m-%dT%H:%M:%S+00:00'").to_string()
    }

    fn boolean(self, value: bool) -> &'static str {
        match (self.postgres, value) {
            (true, true) => "true",
            (true, false) => "false",
            (false, true) => "1",
            (false, false) => "0",
        }
    }
}

/// Somebody who takes part.
struct Member {
    person: String,
    employment: String,
}

impl Years {
    /// Puts it all in, from 2022 to 2026, with the organiser who reported it.
    ///
    /// # Panics
    /// When the database refuses.
    pub async fn fill(self, url: &str, organiser: Uuid) {
        let dialect = Dialect { postgres: url.starts_with("postgres") };
        let connection = crowd::open(url).await;
        let rows = self.rows(dialect, &dialect.id(organiser));
        let tables = [
            ("municipality (code, name, version)", rows.municipalities),
            ("library (id, name, municipality_code, kind, library_type, version)", rows.libraries),
            ("person (id, name, email, version)", rows.people),
            ("employment (id, person_id, library_id, from_date, to_date, category, version)", rows.employments),
            ("course (id, code, title, description, dig_comp, relates_to_goal, version)", rows.courses),
            (
                "session (id, course_id, title, format, status, capacity, min_participants, by_staff, for_staff, \
                 with_staff, relates_to_goal, organiser_id, seats_taken, waiting, next_queue_number, \
                 first_starts_at, last_ends_at, version)",
                rows.sessions,
            ),
            (
                "meeting (id, session_id, local_start, local_end, local_date, time_zone, starts_at, ends_at, \
                 break_minutes, place, status, version)",
                rows.meetings,
            ),
            (
                "booking (id, session_id, person_id, employment_id, status, booked_at, seated_at, version)",
                rows.bookings,
            ),
            ("attendance_report (meeting_id, held, external_participants, reported_at, reported_by)", rows.reports),
            ("attendance (meeting_id, person_id, employment_id, presence)", rows.attendance),
        ];
        for (table, rows) in tables {
            let statements = rows.chunks(PORTION).map(|some| format!("INSERT INTO {table} VALUES {}", some.join(", ")));
            let script = crowd::told(url, &statements.collect::<Vec<_>>().join("; "));
            connection.execute_unprepared(&script).await.expect("rows");
        }
        settle(&connection).await;
        connection.close().await.expect("closed");
    }

    fn rows(self, dialect: Dialect, organiser: &str) -> Rows {
        let mut rows = Rows::default();
        let made = instant("2021-12-01T08:00:00Z");
        let fresh = || dialect.id(new_uuid(made));
        let members = register(&mut rows, &fresh);
        let courses: Vec<String> = (0..COURSES).map(|_| fresh()).collect();
        for (number, id) in courses.iter().enumerate() {
            let (area, relates) = (number % 5 + 1, dialect.boolean(true));
            rows.courses.push(format!("({id}, 'K-{number}', 'Kurs {number}', 'Text', '{area}.1 2.1', {relates}, 1)"));
        }
        for number in 0..self.occasions / MEETINGS {
            let place = Place { dialect, organiser, course: &courses[number % COURSES], number, members: &members };
            place.session(&mut rows, number * DAYS / (self.occasions / MEETINGS), &fresh);
        }
        rows
    }
}

/// Statistics for the planner, as they are in a database that has been in use.
async fn settle(connection: &DatabaseConnection) {
    connection.execute_unprepared("ANALYZE").await.expect("analysed");
}

/// Municipalities, libraries, and the people of both.
fn register(rows: &mut Rows, fresh: &impl Fn() -> String) -> Vec<Member> {
    let code = |number: usize| format!("{:04}", 1860 + number);
    rows.municipalities.extend((0..MUNICIPALITIES).map(|number| format!("('{}', 'Kommun {number}', 1)", code(number))));
    let libraries: Vec<String> = (0..LIBRARIES).map(|_| fresh()).collect();
    for (number, id) in libraries.iter().enumerate() {
        let municipality = code(number % MUNICIPALITIES);
        rows.libraries.push(format!("({id}, 'Bibliotek {number}', '{municipality}', 'main', 'public', 1)"));
    }
    let mut members = Vec::with_capacity(PEOPLE);
    for number in 0..PEOPLE {
        let member = Member { person: fresh(), employment: fresh() };
        let category = ["librarian", "assistant", "manager", "other"][number % 4];
        rows.people.push(format!("({}, 'Person {number}', 'person.{number}@region.example', 1)", member.person));
        rows.employments.push(format!(
            "({}, {}, {}, '2020-01-01', NULL, '{category}', 1)",
            member.employment,
            member.person,
            libraries[number % LIBRARIES]
        ));
        members.push(member);
    }
    members
}

/// What a session is made from.
struct Place<'a> {
    dialect: Dialect,
    organiser: &'a str,
    course: &'a str,
    number: usize,
    members: &'a [Member],
}

impl Place<'_> {
    fn session(&self, rows: &mut Rows, day: usize, fresh: &impl Fn() -> String) {
        let (dialect, session) = (self.dialect, fresh());
        let spans: Vec<_> = (0..MEETINGS).map(|week| span(day + 7 * week)).collect();
        let format = ["onSite", "remote", "hybrid"][self.number % 3];
        let (yes, no) = (dialect.boolean(true), dialect.boolean(self.number.is_multiple_of(4)));
        let (first, last) = (dialect.instant(spans[0].1), dialect.instant(spans[MEETINGS - 1].2));
        rows.sessions.push(format!(
            "({session}, {}, 'Kurs nummer {}', '{format}', 'published', 20, 1, {no}, {yes}, {no}, {yes}, {}, {PRESENT}, \
             0, 1, {first}, {last}, 1)",
            self.course,
            self.number % COURSES,
            self.organiser
        ));
        for (date, starts, ends) in spans {
            let meeting = fresh();
            let (starts, ends) = (dialect.instant(starts), dialect.instant(ends));
            rows.meetings.push(format!(
                "({meeting}, {session}, '{date}T09:00:00', '{date}T12:00:00', '{date}', 'Europe/Stockholm', {starts}, \
                 {ends}, 15, 'Sal {}', 'held', 1)",
                self.number
            ));
            rows.reports.push(format!("({meeting}, {yes}, 1, {ends}, {})", self.organiser));
            for member in self.taking_part() {
                rows.attendance.push(format!("({meeting}, {}, {}, 'present')", member.person, member.employment));
            }
        }
        for member in self.taking_part() {
            let (booking, at) = (fresh(), "'2021-12-01T08:00:00+00:00'");
            let (person, employment) = (&member.person, &member.employment);
            rows.bookings.push(format!("({booking}, {session}, {person}, {employment}, 'confirmed', {at}, {at}, 1)"));
        }
    }

    /// Fifteen people, others for each session, all different.
    fn taking_part(&self) -> impl Iterator<Item = &Member> {
        (0..PRESENT).map(move |seat| &self.members[(self.number * 37 + seat * 31) % PEOPLE])
    }
}

/// Nine to twelve on a day counted from the first of 2022.
fn span(day: usize) -> (NaiveDate, DateTime<Utc>, DateTime<Utc>) {
    let first = NaiveDate::from_ymd_opt(2022, 1, 1).expect("a date");
    let date = first.checked_add_days(Days::new(day as u64)).expect("a date");
    let at = |hour| {
        let wall = date.and_time(NaiveTime::from_hms_opt(hour, 0, 0).expect("a time"));
        wall_time::instant(wall).expect("an instant")
    };
    (date, at(9), at(12))
}
