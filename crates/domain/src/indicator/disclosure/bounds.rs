//! What a reader can work out without solving anything: a part is never more than the whole, nothing is less than
//! nothing, and what is hidden holds somebody.

use std::collections::BTreeSet;

use super::{
    PublicRow, is_small,
    layout::{Cell, Layout},
};

/// More than there can be of anything.
const UNBOUNDED: i64 = 1 << 40;
/// Enough rounds for what is learnt of one row to reach all others.
const ROUNDS: usize = 40;

/// The least and the most that each row can have between any two days.
struct Bounds<'a> {
    layout: &'a Layout,
    low: Vec<i64>,
    high: Vec<i64>,
    changed: bool,
}

/// The hidden small numbers that have but one possible value, given everything that is shown.
pub(super) fn pinned(tables: &[&[PublicRow]], small: u32) -> BTreeSet<Cell> {
    let layout = Layout::new(tables.iter().copied().flatten().map(|shown| &shown.row));
    let mut bounds = Bounds::new(&layout);
    tables.iter().for_each(|table| bounds.read(table));
    bounds.narrow();
    let hidden = tables.iter().copied().flatten().filter(|shown| shown.hidden && is_small(&shown.row, small));
    let cells = hidden.map(|shown| layout.cell(&shown.row));
    cells.filter(|cell| bounds.low[bounds.at(*cell)] == bounds.high[bounds.at(*cell)]).collect()
}

impl<'a> Bounds<'a> {
    fn new(layout: &'a Layout) -> Self {
        let cells = layout.rows() * layout.days.len() * layout.days.len();
        Self { layout, low: vec![0; cells], high: vec![UNBOUNDED; cells], changed: true }
    }

    fn at(&self, (row, from, to): Cell) -> usize {
        (row * self.layout.days.len() + from) * self.layout.days.len() + to
    }

    fn read(&mut self, table: &[PublicRow]) {
        for shown in table {
            let cell = self.layout.cell(&shown.row);
            let number = i64::from(shown.row.participations);
            if shown.hidden { self.tighten(cell, number.min(1), UNBOUNDED) } else { self.tighten(cell, number, number) }
        }
        for cell in self.layout.absent(table.iter().map(|shown| &shown.row)) {
            self.tighten(cell, 0, 0);
        }
    }

    /// Takes in bounds. Those that contradict what is known are those of a correction, and are left out.
    fn tighten(&mut self, cell: Cell, low: i64, high: i64) {
        let at = self.at(cell);
        if low > self.high[at] || high < self.low[at] || low > high {
            return;
        }
        if low > self.low[at] {
            self.low[at] = low;
            self.changed = true;
        }
        if high < self.high[at] {
            self.high[at] = high;
            self.changed = true;
        }
    }

    fn narrow(&mut self) {
        for _ in 0..ROUNDS {
            if !std::mem::take(&mut self.changed) {
                return;
            }
            for row in 0..self.layout.rows() {
                self.add_days(row);
            }
            for (group, from) in (0..self.layout.groups.len())
                .flat_map(|group| (0..self.layout.days.len()).map(move |from| (group, from)))
            {
                for to in from + 1..self.layout.days.len() {
                    self.add_parts(group, from, to);
                }
            }
        }
    }

    /// What lies between two days is what lies between the first and a third, and the third and the second.
    fn add_days(&mut self, row: usize) {
        let days = self.layout.days.len();
        for between in 1..days {
            for from in 0..between {
                for to in between + 1..days {
                    let [first, second, both] =
                        [(from, between), (between, to), (from, to)].map(|(from, to)| self.bounds(row, from, to));
                    self.tighten((row, from, to), first.0 + second.0, first.1 + second.1);
                    self.tighten((row, from, between), both.0 - second.1, both.1 - second.0);
                    self.tighten((row, between, to), both.0 - first.1, both.1 - first.0);
                }
            }
        }
    }

    fn bounds(&self, row: usize, from: usize, to: usize) -> (i64, i64) {
        let at = self.at((row, from, to));
        (self.low[at], self.high[at])
    }

    /// Parts add up to their parent.
    fn add_parts(&mut self, group: usize, from: usize, to: usize) {
        let group = &self.layout.groups[group];
        let each: Vec<(i64, i64)> = group.parts.iter().map(|part| self.bounds(*part, from, to)).collect();
        let sum = each.iter().fold((0, 0), |sum, part| (sum.0 + part.0, sum.1 + part.1));
        self.tighten((group.parent, from, to), sum.0, sum.1.min(UNBOUNDED));
        let whole = self.bounds(group.parent, from, to);
        for (part, own) in group.parts.iter().zip(each) {
            self.tighten((*part, from, to), whole.0 - (sum.1 - own.1), whole.1 - (sum.0 - own.0));
        }
    }
}
