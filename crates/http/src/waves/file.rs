//! A file of answers: its columns, and its rows as questionnaires.

use domain::{
    Invalid,
    invalid::InvalidCell,
    person::StaffCategory,
    values::MunicipalityCode,
    wave::{AnswerSheet, SCALE, Wave},
};
use persistence::waves::ImportedSheet;
use tables::{Column, Row, Sheet};

const WAVE: usize = 0;
const MUNICIPALITY: usize = 1;
const TITLE: usize = 2;
const STATEMENTS: usize = 3;

/// The columns a preview may show: never an answer, and no title beside a municipality.
pub(super) const SHOWN: &[usize] = &[WAVE, MUNICIPALITY];

/// The columns of a file for a wave.
pub(super) fn columns(wave: &Wave) -> Vec<Column> {
    let mut columns = vec![
        Column::optional("wave", &["mätomgång", "omgång"]),
        Column::needed("municipalityCode", &["kommunkod", "kommun", "municipality"]),
        Column::optional("titleBand", &["yrkesroll", "titel", "title"]),
    ];
    columns.extend(wave.statements.iter().map(|statement| Column::needed(statement.key.as_str(), &[])));
    columns
}

/// The questionnaires of a file, and everything that is wrong with it. No error repeats what stands in a cell.
pub(super) fn rows(wave: &Wave, sheet: &Sheet) -> (Vec<ImportedSheet>, Vec<InvalidCell>) {
    let mut errors = sheet.errors.clone();
    let mut rows = Vec::with_capacity(sheet.rows.len());
    for row in &sheet.rows {
        match imported(wave, row) {
            Ok(imported) => rows.push(imported),
            Err(error) => errors.push(error),
        }
    }
    errors.sort_by_key(|error| error.line);
    errors.truncate(100);
    (rows, errors)
}

fn imported(wave: &Wave, row: &Row) -> Result<ImportedSheet, InvalidCell> {
    let error = |column: &str, reason| InvalidCell::new(row.line, column, reason);
    if row.cell(WAVE).is_some_and(|name| !name.eq_ignore_ascii_case(wave.name.as_str())) {
        return Err(error("wave", Invalid::Choice(wave.name.as_str().to_owned())));
    }
    let code = row.cell(MUNICIPALITY).ok_or_else(|| error("municipalityCode", Invalid::Empty))?;
    let municipality: MunicipalityCode = code.parse().map_err(|reason| error("municipalityCode", reason))?;
    let title = row.cell(TITLE).map(|word| word.to_lowercase().parse::<StaffCategory>()).transpose();
    let title_band = title.map_err(|reason| error("titleBand", reason))?;
    let mut answers = Vec::with_capacity(wave.statements.len());
    for (number, statement) in wave.statements.iter().enumerate() {
        let cell = row.cell(STATEMENTS + number).filter(|cell| !matches!(*cell, "-" | "–"));
        let answer = cell.map(|cell| answer(cell).ok_or_else(|| error(statement.key.as_str(), outside())));
        answers.push(answer.transpose()?);
    }
    Ok(ImportedSheet { line: row.line, sheet: AnswerSheet { municipality, answers }, title_band })
}

fn answer(cell: &str) -> Option<u8> {
    cell.parse().ok().filter(|answer| (SCALE.0..=SCALE.1).contains(answer))
}

fn outside() -> Invalid {
    Invalid::OutOfRange(SCALE.0.into(), SCALE.1.into())
}
