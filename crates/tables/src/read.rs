//! Reading a CSV file, whatever wrote it: Swedish Excel saves with semicolons, in Windows-1252 or UTF-8 with a mark,
//! other programs with commas or tabs. What was found out is said, so that people can see why a file looks wrong.

use csv::{ReaderBuilder, StringRecord};
use domain::invalid::{Invalid, InvalidCell};

mod encoding;
mod header;
#[cfg(test)]
mod tests;

pub use encoding::Encoding;
pub use header::{Column, Separator};
use header::{Header, Start};

/// The most errors that are told of one file: whoever has more of them has made one mistake many times.
const ERRORS_MAX: usize = 100;
/// What is put last, to see whether a quotation mark has swallowed it. No text that is let in can contain it.
const END: &str = "\u{1}";

/// How much of a file is read.
#[derive(Debug, Clone, Copy)]
pub struct Limits {
    /// Octets of the file.
    pub octets: usize,
    /// Rows below the header.
    pub rows: usize,
    /// Cells a row.
    pub columns: usize,
    /// Characters a cell.
    pub cell: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self { octets: 1 << 20, rows: 20_000, columns: 200, cell: 2_000 }
    }
}

/// One row of the file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    /// The line of the file it begins on, from one.
    pub line: u32,
    /// One a wanted column, in the caller's order; none where the cell is blank or the column is not there.
    cells: Vec<Option<String>>,
}

impl Row {
    /// The cell of the caller's column of this number, without blanks around it.
    pub fn cell(&self, column: usize) -> Option<&str> {
        self.cells.get(column)?.as_deref()
    }
}

/// What a file contains, and everything that is wrong with it.
#[derive(Debug, Default)]
pub struct Sheet {
    /// How its letters were written; none for a file that is not text.
    pub encoding: Option<Encoding>,
    /// What stands between its cells; none for a file without a header.
    pub separator: Option<Separator>,
    /// The rows that could be read. Nothing may be imported while anything is wrong.
    pub rows: Vec<Row>,
    /// What is wrong, in the order of the file, at most a hundred.
    pub errors: Vec<InvalidCell>,
}

impl Sheet {
    fn refused(mut self, error: InvalidCell) -> Self {
        self.rows.clear();
        self.errors = vec![error];
        self
    }

    fn complain(&mut self, error: InvalidCell) {
        if self.errors.len() < ERRORS_MAX {
            self.errors.push(error);
        }
    }
}

/// Reads a file for the columns that are wanted. A column that nobody wants is an error: it may be a misspelt name,
/// and it may hold what should not be sent at all.
pub fn read(octets: &[u8], wanted: &[Column], limits: Limits) -> Sheet {
    let sheet = Sheet::default();
    let (encoding, text) = match decoded(octets, limits) {
        Ok(decoded) => decoded,
        Err(error) => return sheet.refused(error),
    };
    let sheet = Sheet { encoding: Some(encoding), ..sheet };
    let Some(start) = header::start(&text, wanted) else {
        return sheet.refused(InvalidCell::new(1, "", Invalid::Empty));
    };
    let sheet = Sheet { separator: Some(start.separator), ..sheet };
    rows(sheet, &text, &start, wanted, limits)
}

/// The text of a file, for whoever looks at it before it is read as a table.
///
/// # Errors
/// When it is too long, or where it stops being text.
pub fn text(octets: &[u8], limits: Limits) -> Result<String, InvalidCell> {
    decoded(octets, limits).map(|(_, text)| text)
}

fn decoded(octets: &[u8], limits: Limits) -> Result<(Encoding, String), InvalidCell> {
    if octets.len() > limits.octets {
        return Err(InvalidCell::new(1, "", Invalid::TooLong(limits.octets)));
    }
    encoding::decode(octets).map_err(|line| InvalidCell::new(line, "", Invalid::NotText))
}

fn rows(mut sheet: Sheet, text: &str, start: &Start, wanted: &[Column], limits: Limits) -> Sheet {
    let body = format!("{}\n{END}\n", &text[start.offset..]);
    let mut reader = ReaderBuilder::new()
        .delimiter(start.separator.octet())
        .has_headers(false)
        .flexible(true)
        .from_reader(body.as_bytes());
    let mut header: Option<Header> = None;
    let mut closed = false;
    let mut last = start.line;
    let mut record = StringRecord::new();
    // The reader is given text that is in order, and fails at nothing else.
    while let Ok(true) = reader.read_record(&mut record) {
        if record.len() == 1 && &record[0] == END {
            closed = true;
            break;
        }
        last = start.line + line(&record, &body);
        if record.iter().all(|cell| cell.trim().is_empty()) {
            continue;
        }
        let Some(header) = &header else {
            match Header::of(&record, wanted, last, limits.columns) {
                Ok(found) => header = Some(found),
                Err(errors) => return Sheet { errors, ..sheet },
            }
            continue;
        };
        if sheet.rows.len() == limits.rows {
            return sheet.refused(InvalidCell::new(last, "", Invalid::TooLong(limits.rows)));
        }
        match row(&record, header, wanted, last, limits.cell) {
            Ok(row) => sheet.rows.push(row),
            Err(error) => sheet.complain(error),
        }
    }
    if closed { sheet } else { sheet.refused(InvalidCell::new(last, "", Invalid::OpenQuote)) }
}

/// How many lines stand before a record. The reader counts from before the empty lines that it passes over.
fn line(record: &StringRecord, body: &str) -> u32 {
    let Some(position) = record.position() else { return 0 };
    let from = usize::try_from(position.byte()).unwrap_or(0);
    let empty = body.as_bytes().iter().skip(from).take_while(|octet| **octet == b'\n').count();
    u32::try_from(position.line().saturating_sub(1)).unwrap_or(u32::MAX) + u32::try_from(empty).unwrap_or(0)
}

fn row(
    record: &StringRecord,
    header: &Header,
    wanted: &[Column],
    line: u32,
    cell_max: usize,
) -> Result<Row, InvalidCell> {
    let beyond = record.iter().skip(header.width).any(|cell| !cell.trim().is_empty());
    if record.len() < header.width || beyond {
        return Err(InvalidCell::new(line, "", Invalid::CellCount(header.width)));
    }
    let mut cells = vec![None; wanted.len()];
    for (place, column) in header.places.iter().enumerate() {
        let cell = record[place].trim();
        let Some(column) = *column else { continue };
        if cell.chars().count() > cell_max {
            return Err(InvalidCell::new(line, wanted[column].name(), Invalid::TooLong(cell_max)));
        }
        cells[column] = (!cell.is_empty()).then(|| cell.to_owned());
    }
    Ok(Row { line, cells })
}
