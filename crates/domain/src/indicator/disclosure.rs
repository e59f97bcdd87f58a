//! What may be shown to the public: small numbers of people are hidden, and enough beside them that no subtraction
//! brings one back, neither within a report nor between reports of periods that overlap (`domain.md` 2.0,
//! "Suppression").
//!
//! Participations add up over the rows of a table and over days. So every figure that is shown is an equation about
//! the sums from the first day on, a sum for each row and each day at which some period begins or ends. [`knowledge`]
//! solves these equations as a reader could, and a row is shown only if the reader learns no small number by it.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use super::period::Period;

mod bounds;
mod knowledge;
mod layout;
#[cfg(test)]
mod tests;

use knowledge::Reader;

/// One step from a total to a part of it: the breakdown, and which part.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Step {
    /// What the total is broken down by: `municipality`.
    pub breakdown: String,
    /// Which part: `1881`.
    pub key: String,
    /// Whether parts of this breakdown share people with each other, so that they do not add up to the total.
    pub overlapping: bool,
}

/// One row of people: who took part, of whom, and when.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Row {
    /// From the total to the row; empty for the total itself.
    pub path: Vec<Step>,
    /// First and last day.
    pub span: Period,
    /// Different people.
    pub persons: u32,
    /// People, counted anew at each occasion: this adds up over rows and days.
    pub participations: u32,
}

/// A row as it is shown to the public, or not.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct PublicRow {
    /// The row.
    #[serde(flatten)]
    pub row: Row,
    /// Hidden: small itself, or it would give a small one away.
    pub hidden: bool,
}

/// What a locked report shows to the public.
#[derive(Debug, Clone, Copy)]
pub struct Earlier<'a> {
    /// Its rows.
    pub rows: &'a [PublicRow],
    /// Whether a revision has replaced it. Its figures are still known, but readers go by the later ones.
    pub replaced: bool,
}

/// Decides what to show of a table, given everything that was shown before. Numbers from one up to, and not with,
/// `small` are hidden with all measures of their rows, and as little else as will do.
pub fn protect(earlier: &[Earlier<'_>], rows: Vec<Row>, small: u32) -> Vec<PublicRow> {
    let earlier = &connected(earlier, &rows);
    let mut readers = readers(earlier, &rows, small);
    let mut order: Vec<usize> = (0..rows.len()).collect();
    // Totals first, large before small: what is hidden for the sake of others is then the smallest that will do.
    order.sort_by_key(|place| {
        let row = &rows[*place];
        (row.path.len(), u32::MAX - row.participations, row.path.clone(), row.span)
    });
    let mut hidden = vec![false; rows.len()];
    // Nothing is shown before anything else, and hidden only where earlier reports would make it tell a small number.
    for (row, hidden) in rows.iter().zip(&mut hidden).filter(|(row, _)| nobody(row)) {
        *hidden = !show(&mut readers, row);
    }
    let mut below: BTreeSet<(Vec<Step>, Period)> = BTreeSet::new();
    for place in order {
        let row = &rows[place];
        if nobody(row) {
            continue;
        }
        let covered = (0..row.path.len()).any(|end| below.contains(&(row.path[..end].to_vec(), row.span)));
        let told = covered || is_small(row, small) || corrects(earlier, row, small);
        if told || !show(&mut readers, row) {
            hidden[place] = true;
            below.insert((row.path.clone(), row.span));
        }
    }
    let mut public = rows.into_iter().zip(hidden).map(|(row, hidden)| PublicRow { row, hidden }).collect();
    loosen(earlier, &mut public, small);
    public
}

/// Shows a row to all readers, unless it would tell one of them a small number.
fn show(readers: &mut Vec<Reader>, row: &Row) -> bool {
    let after: Option<Vec<Reader>> = readers.iter().map(|reader| reader.after(row)).collect();
    match after {
        Some(after) => {
            *readers = after;
            true
        }
        None => false,
    }
}

/// The reports that share days with the rows, or with other such reports. All others are about days of their own, and
/// tell nothing of these; going through years of them would take long.
fn connected<'a>(earlier: &[Earlier<'a>], rows: &[Row]) -> Vec<Earlier<'a>> {
    let mut reached: Vec<Period> = rows.iter().map(|row| row.span).collect();
    let mut taken = vec![false; earlier.len()];
    let mut again = true;
    while std::mem::take(&mut again) {
        for (report, taken) in earlier.iter().zip(&mut taken).filter(|(_, taken)| !**taken) {
            let shares = |row: &PublicRow| reached.iter().any(|days| share_days(*days, row.row.span));
            if report.rows.iter().any(shares) {
                reached.extend(report.rows.iter().map(|row| row.row.span));
                reached.dedup();
                (*taken, again) = (true, true);
            }
        }
    }
    earlier.iter().zip(taken).filter(|(_, taken)| *taken).map(|(report, _)| *report).collect()
}

fn share_days(one: Period, other: Period) -> bool {
    one.from <= other.to && other.from <= one.to
}

/// Hides more rows, the smallest first, until no small number is held between its bounds; then shows again what did
/// not matter. What was pinned before this table came cannot be helped.
fn loosen(earlier: &[Earlier<'_>], public: &mut Vec<PublicRow>, small: u32) {
    let before: Vec<&[PublicRow]> = earlier.iter().map(|report| report.rows).collect();
    let pinned = |public: &[PublicRow]| {
        let tables: Vec<&[PublicRow]> = before.iter().copied().chain([public]).collect();
        bounds::pinned(&tables, small)
    };
    let mut shown: Vec<usize> = (0..public.len()).filter(|place| !public[*place].hidden).collect();
    shown.retain(|place| !nobody(&public[*place].row));
    shown.sort_by_key(|place| public[*place].row.participations);
    let nothing: Vec<PublicRow> =
        public.iter().map(|one| PublicRow { hidden: one.hidden || !nobody(&one.row), ..one.clone() }).collect();
    let unavoidable = pinned(&nothing);
    let told = |public: &[PublicRow]| pinned(public).difference(&unavoidable).next().is_some();
    // The more is hidden, the less is told: halving finds how many of them have to be.
    let hide = |public: &mut Vec<PublicRow>, count: usize| {
        shown.iter().enumerate().for_each(|(at, place)| public[*place].hidden = at < count);
    };
    let (mut least, mut most) = (0, shown.len());
    while least < most {
        let middle = least.midpoint(most);
        hide(public, middle);
        if told(public) { least = middle + 1 } else { most = middle }
    }
    hide(public, least);
    for place in shown[..least].iter().rev().copied() {
        public[place].hidden = false;
        if told(public) {
            public[place].hidden = true;
        }
    }
}

fn nobody(row: &Row) -> bool {
    row.participations == 0 && row.persons == 0
}

fn is_small(row: &Row, small: u32) -> bool {
    (1..small).contains(&row.persons) || (1..small).contains(&row.participations)
}

/// Whether the row is shown already with other numbers, a few people more or less: the difference is a small number.
fn corrects(earlier: &[Earlier<'_>], row: &Row, small: u32) -> bool {
    let shown = earlier.iter().flat_map(|report| report.rows).filter(|shown| !shown.hidden);
    let same = shown.filter(|shown| shown.row.path == row.path && shown.row.span == row.span);
    let differ = |one: u32, other: u32| (1..small).contains(&one.abs_diff(other));
    same.into_iter()
        .any(|shown| differ(shown.row.persons, row.persons) || differ(shown.row.participations, row.participations))
}

/// Two readers: one who goes by everything that was ever shown, and one who leaves out what has been replaced.
fn readers(earlier: &[Earlier<'_>], rows: &[Row], small: u32) -> Vec<Reader> {
    let rewritten = earlier.iter().any(|report| report.replaced);
    let wanted: &[bool] = if rewritten { &[true, false] } else { &[true] };
    let reader = |with_replaced: &bool| {
        let taken = earlier.iter().filter(|report| *with_replaced || !report.replaced);
        let tables: Vec<Vec<PublicRow>> = taken.map(|report| report.rows.to_vec()).collect();
        Reader::new(&tables, rows, small)
    };
    wanted.iter().map(reader).collect()
}
