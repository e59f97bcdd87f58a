//! Reading the cells of a row, each error with its column.

use std::str::FromStr;

use domain::{Invalid, invalid::InvalidCell};
use tables::{Column, Row, Sheet};

/// The most errors that are told of one file.
const ERRORS_MAX: usize = 100;

/// What a row is found to be, or what is wrong with one of its cells.
pub(crate) type Read<T> = Result<T, InvalidCell>;

/// The cells of one row.
pub(crate) struct Cells<'a> {
    row: &'a Row,
    wanted: &'a [Column],
}

impl Cells<'_> {
    /// The line of the file.
    pub(crate) fn line(&self) -> u32 {
        self.row.line
    }

    /// What is wrong with a column's cell.
    pub(crate) fn wrong(&self, column: usize, reason: Invalid) -> InvalidCell {
        InvalidCell::new(self.row.line, self.wanted[column].name(), reason)
    }

    /// The text of a cell, if there is any.
    pub(crate) fn text(&self, column: usize) -> Option<&str> {
        self.row.cell(column)
    }

    /// The value of a cell, if there is any.
    pub(crate) fn optional<T: FromStr<Err = Invalid>>(&self, column: usize) -> Read<Option<T>> {
        self.text(column).map(str::parse).transpose().map_err(|reason| self.wrong(column, reason))
    }

    /// The value of a cell that has to have one.
    pub(crate) fn needed<T: FromStr<Err = Invalid>>(&self, column: usize) -> Read<T> {
        self.optional(column)?.ok_or_else(|| self.wrong(column, Invalid::Empty))
    }

    /// One of several words, in Swedish or English; capitals make no difference.
    pub(crate) fn word<T: Copy>(&self, column: usize, words: &[(&str, T)]) -> Read<Option<T>> {
        let Some(text) = self.text(column) else { return Ok(None) };
        self.one_of(column, text, words).map(Some)
    }

    /// Several words with `|`, comma or blanks between them.
    pub(crate) fn words<T: Copy>(&self, column: usize, words: &[(&str, T)]) -> Read<Vec<T>> {
        let parts = self.text(column).unwrap_or_default().split(['|', ',', ' ']).filter(|part| !part.is_empty());
        parts.map(|part| self.one_of(column, part, words)).collect()
    }

    /// Several texts with `|` between them.
    pub(crate) fn list(&self, column: usize) -> Vec<&str> {
        let parts = self.text(column).unwrap_or_default().split('|').map(str::trim);
        parts.filter(|part| !part.is_empty()).collect()
    }

    fn one_of<T: Copy>(&self, column: usize, text: &str, words: &[(&str, T)]) -> Read<T> {
        let text = text.to_lowercase();
        let found = words.iter().find(|(word, _)| word.to_lowercase() == text).map(|(_, value)| *value);
        let choice = || words.iter().map(|(word, _)| *word).collect::<Vec<_>>().join(", ");
        found.ok_or_else(|| self.wrong(column, Invalid::Choice(choice())))
    }
}

/// Every row that can be read, and everything that is wrong with the others and with the file.
pub(crate) fn rows<T>(
    sheet: &Sheet,
    wanted: &[Column],
    read: impl Fn(&Cells<'_>) -> Read<T>,
) -> (Vec<T>, Vec<InvalidCell>) {
    let mut errors = sheet.errors.clone();
    let mut rows = Vec::with_capacity(sheet.rows.len());
    for row in &sheet.rows {
        match read(&Cells { row, wanted }) {
            Ok(read) => rows.push(read),
            Err(error) => errors.push(error),
        }
    }
    (rows, in_order(errors))
}

/// Errors in the order of the file, and not more than anybody reads.
pub(crate) fn in_order(mut errors: Vec<InvalidCell>) -> Vec<InvalidCell> {
    errors.sort_by_key(|error| error.line);
    errors.truncate(ERRORS_MAX);
    errors
}
