//! Reports as files.

use domain::{
    indicator::{outcome::Indicator, period::Period},
    report::{
        ExportFormat, Report,
        figures::{
            self, Amount, Place,
            public::{self, PublicTables},
        },
    },
};
use persistence::{Error, reports::Contents};
use poem_openapi::{
    ApiResponse,
    payload::{Binary, Json},
};
use tables::{Cell, Chart, Table};
use tokio::sync::{Semaphore, SemaphorePermit};

use super::json::ReportContentsJson;
use crate::{problem::Problem, request::Language};

mod evidence;
mod words;

pub use words::{Words, measure};

/// A workbook is made in memory, and one of five years' evidence takes some tens of megabytes: so many at a time.
const AT_A_TIME: usize = 2;
static PLACES: Semaphore = Semaphore::const_new(AT_A_TIME);

/// What is shown instead of a hidden number. It does not say which of the two it is: that would tell how small.
const HIDDEN: &str = "<5 eller dold";
const HIDDEN_ENGLISH: &str = "<5 or hidden";

/// A file.
#[derive(ApiResponse)]
pub enum ReportExported {
    /// Rapporten. / The report.
    #[oai(status = 200)]
    Json(Json<Box<ReportContentsJson>>, #[oai(header = "Content-Disposition")] String),
    /// Semikolonseparerad text. / Text separated by semicolons.
    #[oai(status = 200, content_type = "text/csv; charset=utf-8")]
    Csv(Binary<Vec<u8>>, #[oai(header = "Content-Disposition")] String),
    /// Arbetsbok. / A workbook.
    #[oai(status = 200, content_type = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet")]
    Xlsx(Binary<Vec<u8>>, #[oai(header = "Content-Disposition")] String),
}

/// One figure as it stands in a file, or on a page.
#[derive(Debug, Clone)]
pub struct Line {
    /// What is measured.
    pub measure: String,
    /// What it is a part of; none for the whole.
    pub place: Option<Place>,
    /// How much; none when it is hidden.
    pub amount: Option<Amount>,
}

/// What is shown instead of a hidden number.
pub fn hidden_words(language: Language) -> &'static str {
    language.pick(HIDDEN, HIDDEN_ENGLISH)
}

/// A place among those who make files, once one is free.
pub(super) async fn place() -> Result<SemaphorePermit<'static>, Problem> {
    Ok(PLACES.acquire().await.map_err(|closed| Error::Fault(closed.to_string()))?)
}

/// A report as a file; with these tables as the public sees it.
pub(super) async fn file(
    contents: Contents,
    public: Option<PublicTables>,
    format: ExportFormat,
    words: Words,
) -> Result<ReportExported, Problem> {
    let view = if public.is_some() { "publik" } else { "intern" };
    let report = &contents.report;
    let (from, to, revision) = (report.period.from, report.period.to, report.revision);
    // Plain ASCII, and nothing that anybody has typed.
    let name = format!("attachment; filename=\"rapport-{from}-{to}-r{revision}-{view}.{format}\"");
    if format == ExportFormat::Json {
        return Ok(ReportExported::Json(Json(Box::new(ReportContentsJson::new(contents, public.as_ref()))), name));
    }
    // A workbook of years of evidence takes a while, and other requests must not wait for it.
    let written = tokio::task::spawn_blocking(move || written(&contents, public.as_ref(), format, &words)).await;
    let file =
        written.map_err(|panic| Error::Fault(panic.to_string()))?.map_err(|fault| Error::Fault(fault.to_string()))?;
    Ok(match format {
        ExportFormat::Csv => ReportExported::Csv(Binary(file), name),
        _ => ReportExported::Xlsx(Binary(file), name),
    })
}

fn written(
    contents: &Contents,
    public: Option<&PublicTables>,
    format: ExportFormat,
    words: &Words,
) -> Result<Vec<u8>, tables::Fault> {
    if format == ExportFormat::Csv {
        return tables::csv(&long_table(contents, public, words));
    }
    let language = words.language;
    let mut sheets = vec![cover(&contents.report, public.is_some(), language)];
    let mut chart = None;
    for indicator in contents.indicators() {
        let lines = lines(indicator, contents.report.period, public);
        chart = chart.or_else(|| chart_of(&lines, sheets.len(), language));
        sheets.push(sheet(indicator, &lines, words));
    }
    sheets.push(evidence::table(contents, public.is_some(), language));
    tables::workbook(&sheets, chart.as_ref())
}

/// Every figure of an indicator; with these tables as the public sees it.
pub fn lines(indicator: &Indicator, period: Period, public: Option<&PublicTables>) -> Vec<Line> {
    match public {
        None => {
            let all = figures::all(indicator, period).into_iter();
            all.map(|one| Line { measure: one.measure, place: one.place, amount: Some(one.amount) }).collect()
        }
        Some(tables) => {
            let shown = public::figures(indicator, period, tables).into_iter();
            let line = |shown: public::PublicFigure| Line {
                measure: shown.figure.measure,
                place: shown.figure.place,
                amount: Some(shown.figure.amount).filter(|_| !shown.suppressed),
            };
            shown.map(line).collect()
        }
    }
}

/// Every figure of every indicator, one a row, with the comments.
fn long_table(contents: &Contents, public: Option<&PublicTables>, words: &Words) -> Table {
    let header =
        words::columns(words.language, &["code", "measure", "breakdown", "key", "name", "value", "hidden", "comment"]);
    let mut rows = Vec::new();
    for indicator in contents.indicators() {
        let comment = contents.report.comments.get(&indicator.code);
        let mut first = true;
        let mut lines = lines(indicator, contents.report.period, public);
        if lines.is_empty() {
            // An indicator without figures says its status.
            let status = Amount::Text(status(indicator, public, contents));
            lines.push(Line { measure: "status".to_owned(), place: None, amount: Some(status) });
        }
        for line in lines {
            let mut row = vec![Cell::Text(indicator.code.to_string())];
            row.extend(cells(&line, words));
            row.push(Cell::text(comment.filter(|_| first).map(|comment| comment.as_str())));
            rows.push(row);
            first = false;
        }
    }
    Table { name: "Rapport".to_owned(), header, rows }
}

fn status(indicator: &Indicator, public: Option<&PublicTables>, contents: &Contents) -> String {
    let Some(tables) = public else { return indicator.outcome.status.to_string() };
    let figures = public::figures(indicator, contents.report.period, tables);
    public::outcome(indicator, &figures).status.to_string()
}

fn cells(line: &Line, words: &Words) -> [Cell; 6] {
    let language = words.language;
    let place = line.place.as_ref();
    let hidden = line.amount.is_none();
    [
        Cell::Text(words::measure(&line.measure, language)),
        Cell::text(place.map(|place| words::measure(&place.breakdown, language))),
        Cell::text(place.map(|place| place.key.clone())),
        Cell::text(place.and_then(|place| words.name(place))),
        line.amount
            .as_ref()
            .map_or_else(|| Cell::Text(hidden_words(language).to_owned()), |amount| written_amount(amount, language)),
        Cell::Text(if hidden { language.pick("ja", "yes") } else { language.pick("nej", "no") }.to_owned()),
    ]
}

fn written_amount(amount: &Amount, language: Language) -> Cell {
    match amount {
        Amount::Number(number) => Cell::Number(*number),
        Amount::Text(text) => Cell::Text(words::measure(text, language)),
        Amount::Share(..) | Amount::Fraction(_) => amount.shown().map_or(Cell::Empty, Cell::Decimal),
    }
}

fn cover(report: &Report, public: bool, language: Language) -> Table {
    let pair = |name: &str, text: String| vec![Cell::Text(words::measure(name, language)), Cell::Text(text)];
    let view = if public { language.pick("publik", "public") } else { language.pick("intern", "internal") };
    let mut rows = vec![
        pair("title", report.title.to_string()),
        pair("from", report.period.from.to_string()),
        pair("to", report.period.to.to_string()),
        pair("status", report.status().to_string()),
        pair("revision", report.revision.to_string()),
        pair("view", view.to_owned()),
    ];
    rows.extend(report.reason.iter().map(|reason| pair("reason", reason.to_string())));
    rows.extend(
        report.comments.iter().map(|(code, text)| vec![Cell::Text(code.to_string()), Cell::Text(text.to_string())]),
    );
    Table {
        name: language.pick("Rapport", "Report").to_owned(),
        header: words::columns(language, &["about", "text"]),
        rows,
    }
}

fn sheet(indicator: &Indicator, lines: &[Line], words: &Words) -> Table {
    let header = words::columns(words.language, &["measure", "breakdown", "key", "name", "value", "hidden"]);
    let rows = lines.iter().map(|line| cells(line, words).to_vec()).collect();
    Table { name: indicator.code.to_string(), header, rows }
}

/// Occasions by quarter, whose rows follow each other.
fn chart_of(lines: &[Line], table: usize, language: Language) -> Option<Chart> {
    let wanted = |line: &&Line| {
        line.measure == "occasions" && line.place.as_ref().is_some_and(|place| place.breakdown == "quarter")
    };
    let first = lines.iter().position(|line| wanted(&line))?;
    let count = lines[first..].iter().take_while(wanted).count();
    let row = |place: usize| u32::try_from(place).unwrap_or(u32::MAX);
    let title = language.pick("Fortbildningstillfällen per kvartal", "Training occasions by quarter").to_owned();
    Some(Chart { title, table, names: 2, heights: 4, rows: (row(first), row(first + count - 1)) })
}
