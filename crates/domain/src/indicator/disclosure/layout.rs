//! How tables are laid out: which rows add up to which, and between which days.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{Days, NaiveDate};

use super::{Row, Step};
use crate::indicator::period::Period;

/// A row, a first day, and the day after the last.
pub(super) type Cell = (usize, usize, usize);

/// The key of what is not in a part whose breakdown overlaps. It stands in no table.
const REST: &str = "not";

#[derive(Debug, Clone)]
pub(super) struct Layout {
    /// Every day at which a period begins, or after which one ends.
    pub(super) days: Vec<NaiveDate>,
    paths: BTreeMap<Vec<Step>, usize>,
    /// Parents, and parts that add up to them.
    pub(super) groups: Vec<Group>,
}

#[derive(Debug, Clone)]
pub(super) struct Group {
    pub(super) parent: usize,
    pub(super) parts: Vec<usize>,
    /// Whether it is one part and what is not in it.
    halves: bool,
}

fn after(span: Period) -> NaiveDate {
    span.to.checked_add_days(Days::new(1)).unwrap_or(span.to)
}

impl Layout {
    pub(super) fn new<'a>(rows: impl Iterator<Item = &'a Row> + Clone) -> Self {
        let days: BTreeSet<NaiveDate> = rows.clone().flat_map(|row| [row.span.from, after(row.span)]).collect();
        let mut paths: BTreeSet<Vec<Step>> =
            rows.flat_map(|row| (0..=row.path.len()).map(|end| row.path[..end].to_vec())).collect();
        let groups = groups(&paths);
        paths.extend(groups.values().flatten().cloned());
        let paths: BTreeMap<Vec<Step>, usize> = paths.into_iter().zip(0..).collect();
        let group = |((parent, _), parts): (&(Vec<Step>, String), &Vec<Vec<Step>>)| Group {
            parent: paths[parent],
            parts: parts.iter().map(|part| paths[part]).collect(),
            halves: parts.iter().any(|part| part.last().is_some_and(|last| last.overlapping)),
        };
        Self { days: days.into_iter().collect(), groups: groups.iter().map(group).collect(), paths }
    }

    pub(super) fn rows(&self) -> usize {
        self.paths.len()
    }

    pub(super) fn cell(&self, row: &Row) -> Cell {
        let day = |day: NaiveDate| self.days.partition_point(|other| *other < day);
        (self.paths[&row.path], day(row.span.from), day(after(row.span)))
    }

    /// Cells of parts that do not stand in a table whose other parts do: they had nobody.
    pub(super) fn absent<'a>(&self, table: impl Iterator<Item = &'a Row>) -> Vec<Cell> {
        let stand: BTreeSet<Cell> = table.map(|row| self.cell(row)).collect();
        let mut absent = Vec::new();
        for group in self.groups.iter().filter(|group| !group.halves) {
            let of_parts = stand.iter().filter(|(row, ..)| group.parts.contains(row));
            let spans: BTreeSet<(usize, usize)> = of_parts.map(|(_, from, to)| (*from, *to)).collect();
            for (from, to) in spans {
                let cells = group.parts.iter().map(|part| (*part, from, to));
                absent.extend(cells.filter(|cell| !stand.contains(cell)));
            }
        }
        absent
    }

    /// A row and everything that is part of it.
    pub(super) fn below(&self, row: usize) -> Vec<usize> {
        let mut found = vec![row];
        let mut next = 0;
        while let Some(row) = found.get(next).copied() {
            next += 1;
            let parts = self.groups.iter().filter(|group| group.parent == row).flat_map(|group| &group.parts);
            found.extend(parts);
        }
        found
    }
}

fn groups(paths: &BTreeSet<Vec<Step>>) -> BTreeMap<(Vec<Step>, String), Vec<Vec<Step>>> {
    let mut groups: BTreeMap<(Vec<Step>, String), Vec<Vec<Step>>> = BTreeMap::new();
    for path in paths {
        let Some((last, parent)) = path.split_last() else {
            continue;
        };
        // A part that shares people with others adds up with what is not in it, which is never shown.
        let name = if last.overlapping { format!("{}={}", last.breakdown, last.key) } else { last.breakdown.clone() };
        groups.entry((parent.to_vec(), name)).or_default().push(path.clone());
    }
    for ((parent, name), parts) in &mut groups {
        if parts[0].last().is_some_and(|last| last.overlapping) {
            let mut rest = parent.clone();
            rest.push(Step { breakdown: name.clone(), key: REST.to_owned(), overlapping: true });
            parts.push(rest);
        }
    }
    groups
}
