//! The register: municipalities, libraries, courses, and the people who work there.

use std::str::FromStr;

use chrono::{Datelike, Days, Months, NaiveDate};
use domain::{
    Invalid,
    course::DigComp,
    person::{LibraryKind, StaffCategory},
    session::Format,
    values::{Line, MunicipalityCode, Prose},
};
use serde::Deserialize;

use super::{PlannedCourse, PlannedEmployment, PlannedLibrary, PlannedMunicipality, PlannedPerson};

const LIBRARIES: &str = include_str!("../libraries.csv");
const COURSES: &str = include_str!("../courses.json");
/// One name a line, in the order of [`STAFF_OF`].
const NAMES: &str = include_str!("../names.txt");

/// How many work in each municipality.
pub(super) const STAFF_OF: [(&str, usize); 12] = [
    ("1814", 4),
    ("1860", 3),
    ("1861", 7),
    ("1862", 5),
    ("1863", 4),
    ("1864", 3),
    ("1880", 48),
    ("1881", 9),
    ("1882", 6),
    ("1883", 14),
    ("1884", 5),
    ("1885", 12),
];

/// The manager in Ljusnarsberg.
pub(super) const KARIN: usize = 23;
/// Her colleague.
pub(super) const COLLEAGUE_OF_KARIN: usize = 24;
/// The assistant in Kumla. She has one employment only, so that whoever tries the demo as her need not choose.
pub(super) const AMIRA: usize = 75;
/// Works in Kumla and Hallsberg.
const IN_TWO_PLACES: usize = 78;
/// Worked in Hallsberg until some months ago, and in Kumla since.
pub(super) const CHANGED_EMPLOYER: usize = 77;
/// A librarian in Örebro who teaches colleagues.
pub(super) const TEACHING_LIBRARIAN: usize = 29;
/// The librarian in Lindesberg who runs the public café.
pub(super) const CAFE_LIBRARIAN: usize = 110;

/// Was employed some months ago: can have booked nothing before.
const NEWLY_EMPLOYED: usize = 50;
/// Leaves next month: can book nothing after.
const LEAVING: usize = 36;

/// Who works in another municipality as well.
const SECOND_EMPLOYMENTS: [(usize, &str, StaffCategory); 4] = [
    (IN_TWO_PLACES, "hallsberg", StaffCategory::Assistant),
    (6, "askersund", StaffCategory::Librarian),
    (15, "karlskoga", StaffCategory::Assistant),
    (105, "lindesberg", StaffCategory::Librarian),
];
/// Months since somebody changed employer, and somebody else was employed.
const CHANGED_MONTHS_AGO: u32 = 5;

/// What the files say, as of a day.
pub(super) struct Register {
    pub municipalities: Vec<PlannedMunicipality>,
    pub libraries: Vec<PlannedLibrary>,
    pub entries: Vec<CourseEntry>,
    pub people: Vec<PlannedPerson>,
}

/// A course as the file describes it, with what its sessions are usually like.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(super) struct CourseEntry {
    pub code: Line<20>,
    title: Line<200>,
    description: Prose<4000>,
    target_group: Line<200>,
    dig_comp: Vec<DigComp>,
    #[serde(default = "relates")]
    relates_to_goal: bool,
    /// Letters: P in a room (på plats), D by video (på distans), H either (hybrid).
    formats: String,
    /// Without the lunch break.
    pub minutes_per_meeting: u32,
    meetings: usize,
    pub seats_min: u32,
    pub seats_max: u32,
}

fn relates() -> bool {
    true
}

impl CourseEntry {
    /// Whether it is held in this way.
    pub fn is_held(&self, format: Format, meetings: usize) -> bool {
        let letter = match format {
            Format::OnSite => 'P',
            Format::Remote => 'D',
            Format::Hybrid => 'H',
        };
        self.formats.contains(letter) && self.meetings == meetings
    }

    /// What the catalogue holds of it.
    pub fn into_course(self) -> PlannedCourse {
        PlannedCourse {
            code: self.code,
            title: self.title,
            description: self.description,
            target_group: self.target_group,
            dig_comp: self.dig_comp,
            relates_to_goal: self.relates_to_goal,
        }
    }
}

impl Register {
    /// Reads the files. They are part of the program, so that a mistake in them is one in the program.
    pub fn read(today: NaiveDate) -> Self {
        let mut municipalities: Vec<PlannedMunicipality> = Vec::new();
        let mut libraries = Vec::new();
        for line in LIBRARIES.lines().skip(1) {
            let [code, municipality, _, key, name, kind, ..] = line.split(',').collect::<Vec<_>>()[..] else {
                panic!("too few columns in libraries.csv: {line}");
            };
            let code: MunicipalityCode = parsed(code);
            if municipalities.iter().all(|known| known.code != code) {
                municipalities.push(PlannedMunicipality { code: code.clone(), name: parsed(municipality) });
            }
            let kind = if kind == "service_point" { LibraryKind::ServicePoint } else { parsed(kind) };
            libraries.push(PlannedLibrary { key: key.to_owned(), name: parsed(name), municipality: code, kind });
        }
        let entries = serde_json::from_str(COURSES).expect("courses.json holds courses");
        let people = people(&municipalities, &libraries, today);
        Self { municipalities, libraries, entries, people }
    }

    /// The course with a code.
    pub fn course(&self, code: &str) -> &CourseEntry {
        self.entries.iter().find(|entry| entry.code.as_str() == code).expect("sessions are of known courses")
    }
}

/// A value of the demo's own files in its checked form.
pub(super) fn parsed<T: FromStr<Err = Invalid>>(text: &str) -> T {
    text.parse().unwrap_or_else(|reason| panic!("{text}: {reason}"))
}

fn people(
    municipalities: &[PlannedMunicipality],
    libraries: &[PlannedLibrary],
    today: NaiveDate,
) -> Vec<PlannedPerson> {
    let mut names = NAMES.lines();
    let mut people = Vec::new();
    for (code, staff) in STAFF_OF {
        let municipality = municipalities.iter().find(|known| known.code.as_str() == code);
        let domain = ascii(municipality.expect("every municipality has a library").name.as_str());
        let places: Vec<_> = libraries.iter().filter(|library| library.municipality.as_str() == code).collect();
        for slot in 0..staff {
            let index = people.len();
            let name = names.next().expect("names.txt names everybody");
            people.push(PlannedPerson {
                name: parsed(name),
                email: parsed(&format!("{}@{domain}.example", ascii(name).replace(' ', "."))),
                employments: employments(index, workplace(&places, slot), category(slot), today),
            });
        }
    }
    people
}

/// One in three works at a branch or a bus, in turn; service points have no staff of their own.
fn workplace<'a>(places: &[&'a PlannedLibrary], slot: usize) -> &'a str {
    let main = places.iter().find(|library| library.kind == LibraryKind::Main).expect("one library is the main one");
    let staffed = |library: &&&PlannedLibrary| matches!(library.kind, LibraryKind::Branch | LibraryKind::Mobile);
    let branches: Vec<_> = places.iter().filter(staffed).collect();
    if slot % 3 == 2 && !branches.is_empty() { &branches[slot / 3 % branches.len()].key } else { &main.key }
}

fn category(slot: usize) -> StaffCategory {
    use StaffCategory::{Assistant, Librarian, Manager, Other};
    const MIX: [StaffCategory; 7] = [Assistant, Librarian, Librarian, Assistant, Librarian, Librarian, Other];
    slot.checked_sub(1).map_or(Manager, |place| MIX[place % MIX.len()])
}

fn employments(index: usize, library: &str, category: StaffCategory, today: NaiveDate) -> Vec<PlannedEmployment> {
    let since = |index, to, library: &str, category| PlannedEmployment {
        library_key: library.to_owned(),
        from: first_day(index, today),
        to,
        category,
    };
    let this_month = today.with_day(1).expect("every month has a first day");
    let changed = this_month - Months::new(CHANGED_MONTHS_AGO);
    let mut employments = vec![since(index, None, library, category)];
    match index {
        NEWLY_EMPLOYED => employments[0].from = changed,
        LEAVING => employments[0].to = Some(this_month + Months::new(2) - Days::new(1)),
        CHANGED_EMPLOYER => {
            employments[0].from = changed;
            employments.insert(0, since(index, Some(changed - Days::new(1)), "hallsberg", category));
        }
        _ => {}
    }
    let second = SECOND_EMPLOYMENTS.iter().filter(|(person, ..)| *person == index);
    employments.extend(second.map(|(_, library, category)| since(index + 1, None, library, *category)));
    employments
}

/// Some first of a month at least a year ago: earlier than any session of the demo.
fn first_day(index: usize, today: NaiveDate) -> NaiveDate {
    today.with_day(1).expect("every month has a first day") - Months::new(14) - Months::new(index as u32 * 29 % 200)
}

/// A name in the letters that every mail server can carry.
fn ascii(name: &str) -> String {
    let plain = |letter| match letter {
        'å' | 'ä' | 'á' => 'a',
        'ö' => 'o',
        'é' => 'e',
        'ć' => 'c',
        other => other,
    };
    name.to_lowercase().chars().map(plain).collect()
}
