//! A file of answers: its columns, and its rows as questionnaires.

use domain::{
    Invalid,
    invalid::InvalidCell,
    person::StaffCategory,
    wave::{AnswerSheet, SCALE, Wave},
};
use persistence::waves::ImportedSheet;
use tables::{Column, Sheet};

use crate::imports::cells::{self, Cells, Read};

const WAVE: usize = 0;
const MUNICIPALITY: usize = 1;
const TITLE: usize = 2;
const STATEMENTS: usize = 3;

/// Titles, in Swedish or as the API has them.
const TITLES: &[(&str, StaffCategory)] = &[
    ("bibliotekarie", StaffCategory::Librarian),
    ("assistent", StaffCategory::Assistant),
    ("verksamhetsansvarig", StaffCategory::Manager),
    ("annan", StaffCategory::Other),
    ("librarian", StaffCategory::Librarian),
    ("assistant", StaffCategory::Assistant),
    ("manager", StaffCategory::Manager),
    ("other", StaffCategory::Other),
];

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
pub(super) fn rows(wave: &Wave, sheet: &Sheet, wanted: &[Column]) -> (Vec<ImportedSheet>, Vec<InvalidCell>) {
    cells::rows(sheet, wanted, |cells| imported(wave, cells))
}

fn imported(wave: &Wave, cells: &Cells<'_>) -> Read<ImportedSheet> {
    let name = wave.name.as_str();
    if cells.text(WAVE).is_some_and(|named| named.to_lowercase() != name.to_lowercase()) {
        return Err(cells.wrong(WAVE, Invalid::Choice(name.to_owned())));
    }
    let municipality = cells.needed(MUNICIPALITY)?;
    let title_band = cells.word(TITLE, TITLES)?;
    let answers = (0..wave.statements.len()).map(|number| answer(cells, STATEMENTS + number)).collect::<Read<_>>()?;
    Ok(ImportedSheet { line: cells.line(), sheet: AnswerSheet { municipality, answers }, title_band })
}

fn answer(cells: &Cells<'_>, column: usize) -> Read<Option<u8>> {
    let Some(text) = cells.text(column).filter(|text| !matches!(*text, "-" | "–")) else { return Ok(None) };
    let answer = text.parse().ok().filter(|answer| (SCALE.0..=SCALE.1).contains(answer));
    answer.map(Some).ok_or_else(|| cells.wrong(column, outside()))
}

fn outside() -> Invalid {
    Invalid::OutOfRange(SCALE.0.into(), SCALE.1.into())
}
