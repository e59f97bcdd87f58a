//! CSV for Swedish Excel: UTF-8 with its mark, semicolons, decimal commas, CRLF.

use csv::{QuoteStyle, Terminator, WriterBuilder};

use super::{Cell, Fault, Table};

/// Without it Excel takes UTF-8 for something else.
const MARK: &str = "\u{feff}";
/// What Excel and its kin take for the beginning of a formula; tab and line breaks are skipped by some before one.
const FORMULA_STARTS: [char; 7] = ['=', '+', '-', '@', '\t', '\r', '\n'];

/// A table as CSV.
///
/// # Errors
/// When the writer refuses, which it has no reason to.
pub fn csv(table: &Table) -> Result<Vec<u8>, Fault> {
    let mut writer = WriterBuilder::new()
        .delimiter(b';')
        .terminator(Terminator::CRLF)
        .quote_style(QuoteStyle::Necessary)
        .flexible(true)
        .from_writer(MARK.as_bytes().to_vec());
    let fault = |error: csv::Error| Fault(error.to_string());
    writer.write_record(table.header.iter().map(|name| defused(name))).map_err(fault)?;
    for row in &table.rows {
        writer.write_record(row.iter().map(written)).map_err(fault)?;
    }
    writer.into_inner().map_err(|error| Fault(error.to_string()))
}

fn written(cell: &Cell) -> String {
    match cell {
        Cell::Empty => String::new(),
        Cell::Text(text) => defused(text),
        Cell::Number(number) => number.to_string(),
        Cell::Decimal(number) => number.replace('.', ","),
    }
}

/// Text that no program takes for a formula: an apostrophe before it says so. Numbers of ours stay numbers.
fn defused(text: &str) -> String {
    if text.trim_start_matches(' ').starts_with(FORMULA_STARTS) { format!("'{text}") } else { text.to_owned() }
}
