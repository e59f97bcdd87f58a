//! The attacker: every figure shown is an equation about how many came from each library to each course in each month;
//! he solves them exactly, and narrows down what is left by "nobody is less than none" and "hidden means somebody".

use std::collections::BTreeMap;

use num_rational::Ratio;

use super::{COURSES, MONTHS, belongs, month, step};
use crate::indicator::disclosure::{PublicRow, Row, Step};

type Number = Ratio<i128>;

/// So many of each unknown make this number.
#[derive(Clone, Debug)]
struct Equation {
    terms: BTreeMap<usize, Number>,
    number: Number,
}

pub(super) struct Attacker<'a> {
    libraries: &'a [Vec<Step>],
    equations: Vec<Equation>,
    hidden: Vec<(&'a Row, usize)>,
    unknowns: usize,
}

impl<'a> Attacker<'a> {
    pub(super) fn new(libraries: &'a [Vec<Step>], shown: &'a [Vec<PublicRow>]) -> Self {
        let each = usize::try_from(MONTHS * COURSES).expect("a number");
        let mut attacker =
            Self { libraries, equations: Vec::new(), hidden: Vec::new(), unknowns: libraries.len() * each };
        for public in shown.iter().flatten() {
            let terms = attacker.cells(&public.row);
            if public.hidden {
                // The hidden number is an unknown of its own, with a bound of its own.
                let mut terms = terms;
                terms.insert(attacker.unknowns, Number::from(-1));
                attacker.equations.push(Equation { terms, number: Number::default() });
                attacker.hidden.push((&public.row, attacker.unknowns));
                attacker.unknowns += 1;
            } else {
                let number = Number::from(i128::from(public.row.participations));
                attacker.equations.push(Equation { terms, number });
            }
        }
        attacker.note_absent(shown);
        attacker
    }

    fn cells(&self, row: &Row) -> BTreeMap<usize, Number> {
        let months = (0..MONTHS).filter(|one| row.span.from <= month(*one).from && month(*one).to <= row.span.to);
        let of_months = months.flat_map(|month| (0..COURSES).map(move |course| (month, course)));
        let mut cells = BTreeMap::new();
        for (month, course) in of_months {
            for (place, library) in self.libraries.iter().enumerate() {
                if belongs(library, course, &row.path) {
                    let within = usize::try_from(month * COURSES + course).expect("a number");
                    let each = usize::try_from(MONTHS * COURSES).expect("a number");
                    cells.insert(place * each + within, Number::from(1));
                }
            }
        }
        cells
    }

    /// A municipality, library or course that a table leaves out had nobody, if the table has others of its kind.
    fn note_absent(&mut self, shown: &[Vec<PublicRow>]) {
        let parts = [1, 2].into_iter().flat_map(|depth| self.libraries.iter().map(move |one| one[..depth].to_vec()));
        let parts: Vec<Vec<Step>> = parts.chain((0..COURSES).map(|course| vec![step("course", course)])).collect();
        for table in shown {
            for path in &parts {
                let kind = |path: &[Step]| path.last().map(|last| last.breakdown.clone());
                let beside = |other: &[Step]| {
                    other.len() == path.len() && other.starts_with(&path[..path.len() - 1]) && kind(other) == kind(path)
                };
                let others = table.iter().any(|public| beside(&public.row.path));
                if others && !table.iter().any(|public| public.row.path == *path) {
                    let row = Row { path: path.clone(), ..table[0].row.clone() };
                    let terms = self.cells(&row);
                    self.equations.push(Equation { terms, number: Number::default() });
                }
            }
        }
    }

    /// Every hidden small number that has but one possible value. Of a single report, any number of a row with few
    /// people counts as one; of several, few people who came often may already stand between two larger figures.
    pub(super) fn finds(mut self, small: u32, single: bool) -> Vec<String> {
        let plain = self.equations.clone();
        self.eliminate();
        let mut all = plain;
        all.extend(self.equations.iter().cloned());
        let bounds = self.narrow(&all);
        let mut found = Vec::new();
        for (row, unknown) in &self.hidden {
            let few = single && row.persons < small || row.participations < small;
            let secret = row.participations > 0 && few;
            if secret && bounds[*unknown].0 == bounds[*unknown].1.unwrap_or(Number::from(-1)) {
                found.push(format!("{:?} {:?}: {}", row.path, row.span, row.participations));
            }
        }
        found
    }

    /// Gauss and Jordan.
    fn eliminate(&mut self) {
        let mut done = 0;
        for unknown in 0..self.unknowns {
            let Some(at) = (done..self.equations.len()).find(|at| self.equations[*at].terms.contains_key(&unknown))
            else {
                continue;
            };
            self.equations.swap(done, at);
            let mut pivot = self.equations[done].clone();
            let scale = pivot.terms[&unknown].recip();
            pivot.terms.values_mut().for_each(|number| *number *= scale);
            pivot.number *= scale;
            for (_, equation) in self.equations.iter_mut().enumerate().filter(|(place, _)| *place != done) {
                let Some(times) = equation.terms.get(&unknown).copied() else {
                    continue;
                };
                for (other, number) in &pivot.terms {
                    let sum = equation.terms.entry(*other).or_default();
                    *sum -= *number * times;
                    if *sum == Number::default() {
                        equation.terms.remove(other);
                    }
                }
                equation.number -= pivot.number * times;
            }
            self.equations[done] = pivot;
            done += 1;
        }
        self.equations.truncate(done);
    }

    /// The least and the most that each unknown can be; no most where nothing is known.
    fn narrow(&self, equations: &[Equation]) -> Vec<(Number, Option<Number>)> {
        let mut bounds = vec![(Number::default(), None); self.unknowns];
        // As if he knew which of them are hidden without holding anybody.
        let held = self.hidden.iter().filter(|(row, _)| row.participations > 0);
        held.for_each(|(_, unknown)| bounds[*unknown].0 = Number::from(1));
        loop {
            let mut changed = false;
            for equation in equations {
                for (unknown, number) in &equation.terms {
                    let (least, most) = rest(equation, *unknown, &bounds);
                    // number × unknown = equation.number − rest
                    let (low, high) =
                        (most.map(|most| equation.number - most), least.map(|least| equation.number - least));
                    let (low, high) = if *number < Number::default() { (high, low) } else { (low, high) };
                    let (low, high) = (low.map(|low| low / number), high.map(|high| high / number));
                    let bound = &mut bounds[*unknown];
                    if let Some(low) = low.filter(|low| *low > bound.0) {
                        bound.0 = low.ceil();
                        changed = true;
                    }
                    if let Some(high) = high.filter(|high| bound.1.is_none_or(|most| *high < most)) {
                        bound.1 = Some(high.floor());
                        changed = true;
                    }
                }
            }
            if !changed {
                return bounds;
            }
        }
    }
}

/// The least and the most that all other terms of an equation can make.
fn rest(equation: &Equation, without: usize, bounds: &[(Number, Option<Number>)]) -> (Option<Number>, Option<Number>) {
    let (mut least, mut most) = (Some(Number::default()), Some(Number::default()));
    for (unknown, number) in equation.terms.iter().filter(|(unknown, _)| **unknown != without) {
        let (low, high) = (Some(bounds[*unknown].0), bounds[*unknown].1);
        let (low, high) = if *number < Number::default() { (high, low) } else { (low, high) };
        least = least.zip(low).map(|(sum, low)| sum + low * number);
        most = most.zip(high).map(|(sum, high)| sum + high * number);
    }
    (least, most)
}
