//! Writing tables: CSV that Swedish Excel opens as it is, and workbooks.
//!
//! Whatever people have typed is text and stays text: no cell of theirs is ever read as a formula.

mod separated;
#[cfg(test)]
mod tests;
mod workbook;

pub use separated::csv;
pub use workbook::{Chart, workbook};

/// One cell.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Cell {
    /// Nothing.
    Empty,
    /// Text, whoever wrote it.
    Text(String),
    /// A whole number.
    Number(i64),
    /// A number with decimals, exact, written with a decimal point: `80.0`, `+0.82`.
    Decimal(String),
}

impl Cell {
    /// Text, or nothing.
    pub fn text(text: Option<impl Into<String>>) -> Self {
        text.map_or(Self::Empty, |text| Self::Text(text.into()))
    }
}

/// A table with a name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Table {
    /// What it is called; the name of its sheet.
    pub name: String,
    /// Names of the columns.
    pub header: Vec<String>,
    /// Its rows.
    pub rows: Vec<Vec<Cell>>,
}

/// Why a file could not be written. Nothing of it is there.
#[derive(Debug, thiserror::Error)]
#[error("the file cannot be written: {0}")]
pub struct Fault(String);
