//! The evidence of a report as a table.

use domain::indicator::{IndicatorCode, evidence::EvidenceRow};
use persistence::reports::Contents;
use tables::{Cell, Table};

use super::words;
use crate::request::Language;

/// Every row looked at. To the public, no row says how many people there were, and people and municipalities, which
/// are such rows, are left out.
pub(super) fn table(contents: &Contents, public: bool, language: Language) -> Table {
    let mut names = vec!["code", "kind", "title", "date", "counted", "reason"];
    if !public {
        names.extend(["participants", "externalParticipants"]);
    }
    let rows = contents.computed.iter().flat_map(|one| {
        let shown = one.evidence.iter().filter(move |row| !public || counts_no_people(row));
        shown.map(move |row| cells(one.indicator.code, row, public, language))
    });
    Table {
        name: language.pick("Underlag", "Evidence").to_owned(),
        header: words::columns(language, &names),
        rows: rows.collect(),
    }
}

fn counts_no_people(row: &EvidenceRow) -> bool {
    use domain::indicator::evidence::EvidenceKind::{ActionPlan, Collaboration, Grant, Occasion};
    matches!(row.kind, Occasion | Grant | ActionPlan | Collaboration)
}

fn cells(code: IndicatorCode, row: &EvidenceRow, public: bool, language: Language) -> Vec<Cell> {
    let counted = if row.left_out.is_none() { language.pick("ja", "yes") } else { language.pick("nej", "no") };
    let mut cells = vec![
        Cell::Text(code.to_string()),
        Cell::Text(words::measure(row.kind.word(), language)),
        Cell::Text(row.title.clone()),
        Cell::text(row.date.map(|date| date.to_string())),
        Cell::Text(counted.to_owned()),
        Cell::text(row.left_out.map(|reason| words::measure(reason.word(), language))),
    ];
    if !public {
        let number = |number: Option<u32>| number.map_or(Cell::Empty, |number| Cell::Number(number.into()));
        let occasion = row.occasion.as_ref();
        cells.push(number(occasion.map(|occasion| occasion.participants)));
        cells.push(number(occasion.map(|occasion| occasion.external_participants)));
    }
    cells
}
