//! What a reader of everything that was published can work out.

use std::collections::{BTreeMap, BTreeSet};

use num_rational::Ratio;

use super::{
    PublicRow, Row,
    layout::{Cell, Layout},
};

type Number = Ratio<i64>;

/// A constant and a sum of unknowns.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
struct Form {
    constant: Number,
    terms: BTreeMap<usize, Number>,
}

impl Form {
    fn add(&mut self, other: &Self, times: Number) {
        self.constant += other.constant * times;
        for (unknown, number) in &other.terms {
            let sum = self.terms.entry(*unknown).or_default();
            *sum += *number * times;
            if *sum == Number::default() {
                self.terms.remove(unknown);
            }
        }
    }

    /// This less another, when that is a number.
    fn less(&self, other: &Self) -> Option<Number> {
        (self.terms == other.terms).then(|| self.constant - other.constant)
    }
}

/// Something a reader can tell: the rows it is about, and between which days.
type Telling = (&'static str, usize, usize, usize);

/// A reader: all sums from the first day on, as far as they follow from what was shown.
#[derive(Debug, Clone)]
pub(super) struct Reader {
    small: i64,
    layout: Layout,
    /// Sum of row `r` up to day `d`, at `r * days + d`.
    sums: Vec<Form>,
    /// The same, before anything of the new table was shown.
    before: Vec<Form>,
    /// Cells that are shown as hidden, and so are known to hold somebody: row, first day, day after the last.
    hidden: BTreeSet<Cell>,
    /// Those of them that hold few people, however often they came.
    secret: BTreeSet<Cell>,
    told: BTreeSet<Telling>,
}

impl Reader {
    /// Somebody who has read all earlier tables and knows how the new one is laid out.
    pub(super) fn new(earlier: &[Vec<PublicRow>], rows: &[Row], small: u32) -> Self {
        let layout = Layout::new(earlier.iter().flatten().map(|shown| &shown.row).chain(rows));
        let own = |place: usize| Form {
            constant: Number::default(),
            // Nothing has happened before the first day.
            terms: if place.is_multiple_of(layout.days.len()) {
                BTreeMap::new()
            } else {
                [(place, Number::from(1))].into()
            },
        };
        let mut reader = Self {
            small: small.into(),
            sums: (0..layout.rows() * layout.days.len()).map(own).collect(),
            before: Vec::new(),
            layout,
            hidden: BTreeSet::new(),
            secret: BTreeSet::new(),
            told: BTreeSet::new(),
        };
        reader.add_up();
        earlier.iter().for_each(|table| reader.read(table));
        reader.before.clone_from(&reader.sums);
        reader.note_absent(rows.iter());
        rows.iter().for_each(|row| reader.hide(row));
        reader.told = reader.tellings();
        reader
    }

    /// The reader once a row is shown; none when that would tell a small number that was not told before.
    pub(super) fn after(&self, row: &Row) -> Option<Self> {
        let (place, from, to) = self.layout.cell(row);
        let days = place * self.layout.days.len();
        let before = self.before[days + to].less(&self.before[days + from]);
        // Known already, and a few people more or less now: whoever was added or taken away.
        if before.is_some_and(|before| self.is_small(before - Number::from(i64::from(row.participations)))) {
            return None;
        }
        let mut after = self.clone();
        after.learn_row(row);
        let known = self.sum(place, to).less(self.sum(place, from)).is_some();
        if known && row.participations > 0 {
            return Some(after);
        }
        after.told = after.tellings();
        after.told.is_subset(&self.told).then_some(after)
    }

    fn is_small(&self, number: Number) -> bool {
        let number = if number < Number::default() { -number } else { number };
        number > Number::default() && number < Number::from(self.small)
    }

    fn hide(&mut self, row: &Row) {
        if row.participations == 0 {
            return;
        }
        let cell = self.layout.cell(row);
        self.hidden.insert(cell);
        if i64::from(row.persons) < self.small || i64::from(row.participations) < self.small {
            self.secret.insert(cell);
        }
    }

    fn sum(&self, row: usize, day: usize) -> &Form {
        &self.sums[row * self.layout.days.len() + day]
    }

    /// The parts of a group add up to their parent, on each day.
    fn add_up(&mut self) {
        for group in self.layout.groups.clone() {
            for day in 1..self.layout.days.len() {
                let mut equation = self.sum(group.parent, day).clone();
                for part in &group.parts {
                    equation.add(&self.sum(*part, day).clone(), Number::from(-1));
                }
                self.learn(equation);
            }
        }
    }

    fn read(&mut self, table: &[PublicRow]) {
        self.note_absent(table.iter().map(|shown| &shown.row));
        for shown in table {
            if shown.hidden {
                self.hide(&shown.row);
            } else {
                self.learn_row(&shown.row);
            }
        }
    }

    fn note_absent<'a>(&mut self, table: impl Iterator<Item = &'a Row>) {
        for (row, from, to) in self.layout.absent(table) {
            self.learn_nothing(row, from, to);
        }
    }

    /// What contradicts what is known changes nothing: it is a correction, or somebody who is in two parts.
    fn learn_row(&mut self, row: &Row) {
        let (place, from, to) = self.layout.cell(row);
        if row.participations == 0 {
            return self.learn_nothing(place, from, to);
        }
        let mut equation = self.sum(place, to).clone();
        equation.add(&self.sum(place, from).clone(), Number::from(-1));
        equation.constant -= Number::from(i64::from(row.participations));
        self.hidden.remove(&(place, from, to));
        self.learn(equation);
    }

    /// Nobody in a row means nobody on any day of it, and nobody in any part of it.
    fn learn_nothing(&mut self, row: usize, from: usize, to: usize) {
        for row in self.layout.below(row) {
            for day in from + 1..=to {
                let mut equation = self.sum(row, day).clone();
                equation.add(&self.sum(row, from).clone(), Number::from(-1));
                self.learn(equation);
            }
        }
    }

    /// Takes in that a form is zero.
    fn learn(&mut self, mut equation: Form) {
        let Some((unknown, number)) = equation.terms.pop_last() else { return };
        let mut solved = Form::default();
        solved.add(&equation, -number.recip());
        for form in &mut self.sums {
            if let Some(times) = form.terms.remove(&unknown) {
                form.add(&solved, times);
            }
        }
    }

    /// Every small number that follows from what was shown.
    fn tellings(&self) -> BTreeSet<Telling> {
        let mut told = BTreeSet::new();
        for row in 0..self.layout.rows() {
            for (from, to) in self.pairs() {
                if let Some(number) = self.sum(row, to).less(self.sum(row, from)) {
                    let secret = self.secret.contains(&(row, from, to));
                    if secret || self.is_small(number) || self.pins(number, self.hidden_within(row, from, to)) {
                        told.insert(("row", row, from, to));
                    }
                }
            }
        }
        for (place, group) in self.layout.groups.iter().enumerate() {
            for (from, to) in self.pairs() {
                if self.tells_rest(group.parent, &group.parts, from, to) {
                    told.insert(("rest", place, from, to));
                }
            }
        }
        told
    }

    fn pairs(&self) -> impl Iterator<Item = (usize, usize)> + use<> {
        let days = self.layout.days.len();
        (0..days).flat_map(move |from| (from + 1..days).map(move |to| (from, to)))
    }

    /// Whether so many cells that hold somebody each can hold only one each.
    fn pins(&self, number: Number, cells: usize) -> bool {
        cells > 0 && number <= Number::from(i64::try_from(cells).unwrap_or(i64::MAX))
    }

    /// How many hidden cells of a row lie side by side between two days, at most.
    fn hidden_within(&self, row: usize, from: usize, to: usize) -> usize {
        let mut ends: Vec<(usize, usize)> = self
            .hidden
            .iter()
            .filter(|(other, begin, end)| *other == row && from <= *begin && *end <= to)
            .map(|(_, begin, end)| (*end, *begin))
            .collect();
        ends.sort_unstable();
        let (mut free, mut count) = (from, 0);
        for (end, begin) in ends {
            if begin >= free {
                (free, count) = (end, count + 1);
            }
        }
        count
    }

    /// Whether what is left of a total, when all parts that can be told are taken away, is small, or is so little
    /// that each hidden part holds just one.
    fn tells_rest(&self, parent: usize, parts: &[usize], from: usize, to: usize) -> bool {
        let mut rest = Form::default();
        rest.add(self.sum(parent, to), Number::from(1));
        rest.add(self.sum(parent, from), Number::from(-1));
        let mut unknown = 0;
        let mut cells = 0;
        for part in parts {
            match self.sum(*part, to).less(self.sum(*part, from)) {
                Some(number) => rest.constant -= number,
                None => {
                    unknown += 1;
                    cells += self.hidden_within(*part, from, to);
                }
            }
        }
        unknown > 0 && rest.terms.is_empty() && (self.is_small(rest.constant) || self.pins(rest.constant, cells))
    }
}
