//! The parts of all breakdowns: which of them an occasion, or a participant, belongs to.

use std::{
    collections::{BTreeMap, HashMap},
    fmt,
};

use chrono::{Datelike, NaiveDate};
use uuid::Uuid;

use super::cell::Cell;
use crate::{
    CourseId,
    indicator::{
        definition::CountingUnit,
        period,
        training_occasions::{
            input::{CourseEvidence, Evidence, ProgrammeEvidence, SessionEvidence},
            result::{Dimension, Part},
            workplaces::Workplace,
        },
    },
    values::MunicipalityCode,
};

/// What tells a part from the others of its breakdown; cheap to compare, and written out only in the end.
#[derive(Clone, PartialEq, Eq, Hash)]
enum Key<'a> {
    None,
    Number(i32),
    Id(Uuid),
    Word(&'a str),
    /// A day within the quarter, half-year or year.
    Quarter(i32, u32),
    HalfYear(i32, u32),
}

impl fmt::Display for Key<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::None => Ok(()),
            Self::Number(number) => write!(f, "{number}"),
            Self::Id(id) => write!(f, "{id}"),
            Self::Word(word) => f.write_str(word),
            Self::Quarter(year, month) => {
                f.write_str(&first_of(*year, *month).map(period::quarter).unwrap_or_default())
            }
            Self::HalfYear(year, month) => {
                f.write_str(&first_of(*year, *month).map(period::half_year).unwrap_or_default())
            }
        }
    }
}

fn first_of(year: i32, month: u32) -> Option<NaiveDate> {
    NaiveDate::from_ymd_opt(year, month, 1)
}

/// The cells of all parts.
pub(super) struct Parts<'a> {
    pub(super) cells: Vec<Cell>,
    labels: Vec<(Dimension, Key<'a>, Option<&'a str>)>,
    found: HashMap<(Dimension, Key<'a>), usize>,
    courses: HashMap<CourseId, &'a CourseEvidence>,
    municipalities: HashMap<&'a MunicipalityCode, &'a str>,
    programmes: &'a [ProgrammeEvidence],
}

/// The cell of the whole.
pub(super) const WHOLE: usize = 0;

impl<'a> Parts<'a> {
    pub(super) fn new(evidence: &'a Evidence) -> Self {
        Self {
            cells: vec![Cell::default()],
            labels: Vec::new(),
            found: HashMap::new(),
            courses: evidence.courses.iter().map(|course| (course.id, course)).collect(),
            municipalities: evidence.municipalities.iter().map(|found| (&found.code, found.name.as_str())).collect(),
            programmes: &evidence.programmes,
        }
    }

    /// The cells that everything of a session belongs to.
    pub(super) fn of_session(&mut self, session: &'a SessionEvidence) -> Vec<usize> {
        let course = self.courses.get(&session.course_id).copied();
        let organiser = session.organiser_id.map_or(Key::None, |id| Key::Id(id.0));
        let mut cells = vec![
            self.cell(Dimension::Course, Key::Id(session.course_id.0), course.map(|course| course.title.as_str())),
            self.cell(Dimension::Format, Key::Word(session.format.word()), None),
            self.cell(Dimension::Organiser, organiser, None),
        ];
        let areas = course.iter().flat_map(|course| &course.areas);
        cells.extend(areas.map(|area| self.cell(Dimension::DigCompArea, Key::Number(i32::from(*area)), None)));
        let flags = session.affiliation;
        let set = [("byStaff", flags.by_staff), ("forStaff", flags.for_staff), ("withStaff", flags.with_staff)];
        let set = set.into_iter().filter(|(_, set)| *set);
        cells.extend(set.map(|(word, _)| self.cell(Dimension::Affiliation, Key::Word(word), None)));
        cells
    }

    /// The cells that everything of a day belongs to.
    pub(super) fn of_day(&mut self, day: NaiveDate, cells: &mut Vec<usize>) {
        let (year, month) = (day.year(), day.month0());
        cells.push(self.cell(Dimension::Quarter, Key::Quarter(year, month / 3 * 3 + 1), None));
        cells.push(self.cell(Dimension::HalfYear, Key::HalfYear(year, month / 6 * 6 + 1), None));
        cells.push(self.cell(Dimension::Year, Key::Number(year), None));
        for programme in self.programmes.iter().filter(|programme| programme.period.contains(day)) {
            cells.push(self.cell(Dimension::Programme, Key::Id(programme.id.0), Some(&programme.name)));
        }
    }

    /// The cells of those who take part for a workplace.
    pub(super) fn of_workplace(&mut self, workplace: Workplace<'a>) -> [usize; 3] {
        let library = workplace.library;
        let code = &library.municipality_code;
        let municipality = self.municipalities.get(code).copied();
        [
            self.cell(Dimension::Municipality, Key::Word(code.as_str()), municipality),
            self.cell(Dimension::Library, Key::Id(library.id.0), Some(&library.name)),
            self.cell(Dimension::StaffCategory, Key::Word(workplace.category.word()), None),
        ]
    }

    fn cell(&mut self, dimension: Dimension, key: Key<'a>, name: Option<&'a str>) -> usize {
        *self.found.entry((dimension, key.clone())).or_insert_with(|| {
            self.labels.push((dimension, key, name));
            self.cells.push(Cell::default());
            self.cells.len() - 1
        })
    }

    /// Every part that anything was counted in, in order.
    pub(super) fn finish(&self, unit: CountingUnit) -> BTreeMap<Dimension, Vec<Part>> {
        let mut breakdowns: BTreeMap<Dimension, Vec<Part>> = BTreeMap::new();
        for ((dimension, key, name), cell) in self.labels.iter().zip(&self.cells[WHOLE + 1..]) {
            if cell.occasions > 0 {
                let part = Part { key: key.to_string(), name: name.map(str::to_owned), figures: cell.figures(unit) };
                breakdowns.entry(*dimension).or_default().push(part);
            }
        }
        for (dimension, parts) in &mut breakdowns {
            // Municipalities are always listed by code.
            let name = |part: &Part| part.name.clone().filter(|_| *dimension != Dimension::Municipality);
            parts.sort_by_cached_key(|part| (name(part), part.key.clone()));
        }
        breakdowns
    }
}
