//! Workbooks (XLSX): a sheet a table, and a chart.

use rust_xlsxwriter::{Chart as Drawing, ChartType, Format, Workbook, Worksheet, XlsxError};

use super::{Cell, Fault, Table};

/// The longest name of a sheet.
const NAME_LENGTH_MAX: usize = 31;
/// Characters a cell can hold.
const TEXT_LENGTH_MAX: usize = 32_767;
/// Characters that the name of a sheet cannot contain.
const NOT_IN_NAMES: [char; 7] = ['[', ']', ':', '*', '?', '/', '\\'];
/// Columns are made this wide at most, in pixels.
const WIDTH_MAX: u32 = 420;

/// Columns beside a table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Chart {
    /// What it shows.
    pub title: String,
    /// The table it is drawn from, and on whose sheet it stands, from zero.
    pub table: usize,
    /// The column with the names of the bars.
    pub names: u16,
    /// The column with their heights.
    pub heights: u16,
    /// The first and the last row of the table that it shows, from zero.
    pub rows: (u32, u32),
}

/// A workbook of some tables, and a chart if there is something to draw. The same tables give the same sheets.
///
/// # Errors
/// When the tables do not fit into a workbook.
pub fn workbook(tables: &[Table], chart: Option<&Chart>) -> Result<Vec<u8>, Fault> {
    written(tables, chart).map_err(|error| Fault(error.to_string()))
}

fn written(tables: &[Table], chart: Option<&Chart>) -> Result<Vec<u8>, XlsxError> {
    let mut book = Workbook::new();
    for table in tables {
        fill(book.add_worksheet(), table)?;
    }
    if let Some((chart, table)) = chart.and_then(|chart| Some((chart, tables.get(chart.table)?))) {
        draw(book.worksheet_from_index(chart.table)?, table, chart)?;
    }
    book.save_to_buffer()
}

fn sheet_name(name: &str) -> String {
    name.replace(NOT_IN_NAMES, " ").chars().take(NAME_LENGTH_MAX).collect()
}

fn fill(sheet: &mut Worksheet, table: &Table) -> Result<(), XlsxError> {
    sheet.set_name(sheet_name(&table.name))?;
    let bold = Format::new().set_bold();
    for (column, name) in (0..).zip(&table.header) {
        sheet.write_string_with_format(0, column, name, &bold)?;
    }
    sheet.set_freeze_panes(1, 0)?;
    for (row, cells) in (1..).zip(&table.rows) {
        for (column, cell) in (0..).zip(cells) {
            write(sheet, row, column, cell)?;
        }
    }
    sheet.set_autofit_max_width(WIDTH_MAX);
    sheet.autofit();
    Ok(())
}

/// The format itself knows only one kind of number, the double: whole numbers below 2⁵³ and shown decimals are exact
/// in it. Nothing is computed with them here.
fn write(sheet: &mut Worksheet, row: u32, column: u16, cell: &Cell) -> Result<(), XlsxError> {
    match cell {
        Cell::Empty => {}
        // As a string whatever it begins with: only write_formula makes formulas, and it is never called.
        Cell::Text(text) => {
            sheet.write_string(row, column, text.chars().take(TEXT_LENGTH_MAX).collect::<String>())?;
        }
        Cell::Number(number) => number_cell(sheet, row, column, &number.to_string(), 0)?,
        Cell::Decimal(number) => {
            let decimals = number.split_once('.').map_or(0, |(_, decimals)| decimals.len());
            number_cell(sheet, row, column, number, decimals)?;
        }
    }
    Ok(())
}

fn number_cell(sheet: &mut Worksheet, row: u32, column: u16, number: &str, decimals: usize) -> Result<(), XlsxError> {
    let shown = if decimals == 0 { "0".to_owned() } else { format!("0.{}", "0".repeat(decimals)) };
    match number.parse::<f64>() {
        Ok(number) => sheet.write_number_with_format(row, column, number, &Format::new().set_num_format(shown))?,
        Err(_) => sheet.write_string(row, column, number)?,
    };
    Ok(())
}

fn draw(sheet: &mut Worksheet, table: &Table, chart: &Chart) -> Result<(), XlsxError> {
    let name = sheet_name(&table.name);
    // Below the header.
    let (first, last) = (chart.rows.0 + 1, chart.rows.1 + 1);
    let mut drawing = Drawing::new(ChartType::Column);
    drawing.add_series().set_categories((name.as_str(), first, chart.names, last, chart.names)).set_values((
        name.as_str(),
        first,
        chart.heights,
        last,
        chart.heights,
    ));
    drawing.title().set_name(chart.title.as_str());
    drawing.legend().set_hidden();
    let beside = u16::try_from(table.header.len()).unwrap_or(u16::MAX).saturating_add(1);
    sheet.insert_chart(1, beside, &drawing)?;
    Ok(())
}
