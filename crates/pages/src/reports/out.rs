//! Taking a report out: on paper, as a file, and what would be otherwise in it today.

use std::collections::BTreeMap;

use askama::Template;
use domain::{
    ReportId,
    access::Right,
    report::{ExportFormat, deviation::DeviationReason},
};
use http_api::{
    App, BASE_PATH, look,
    reports::{self as api, Words, lines},
};
use persistence::libraries;
use poem::{
    handler,
    http::StatusCode,
    web::{Data, Path, Query},
};

use super::one::{self, Head};
use crate::{
    Answer, Failure, Page,
    follow_up::{Breakdown, Card, Fact, breakdowns, facts, is_public},
    see_other,
};

#[derive(Template)]
#[template(path = "report_print.html")]
struct PrintPage<'a> {
    page: &'a Page,
    head: Head,
    parts: Vec<Part>,
}

/// An indicator with everything that is said of it.
struct Part {
    card: Card,
    comment: Option<String>,
    facts: Vec<Fact>,
    breakdowns: Vec<Breakdown>,
}

#[derive(Template)]
#[template(path = "report_deviations.html")]
struct DeviationsPage<'a> {
    page: &'a Page,
    head: Head,
    figures: Vec<Deviation>,
    rows: Vec<Changed>,
}

/// A figure that is another now.
struct Deviation {
    code: String,
    what: String,
    locked: String,
    now: String,
    reasons: String,
}

/// A row of the evidence that is another now.
struct Changed {
    code: String,
    title: String,
    reason: String,
}

/// Shows a report with all its figures, to be printed.
#[handler]
pub(crate) async fn print(
    Data(app): Data<&App>,
    Data(page): Data<&Page>,
    Path(id): Path<String>,
    Query(asked): Query<BTreeMap<String, String>>,
) -> Answer {
    let view = one::view(&asked);
    let (contents, tables) = one::read(app, page, &id, view).await?;
    let words = Words::new(libraries::municipality_names(&app.db).await?);
    let cards = one::cards(page, &contents, tables.as_ref());
    let parts = contents.indicators().zip(cards).map(|(indicator, (card, comment))| {
        let lines = lines(indicator, contents.report.period, tables.as_ref());
        Part { card, comment, facts: facts(page, &lines), breakdowns: breakdowns(page, &lines, &words) }
    });
    let parts = parts.collect();
    Ok(look::page(StatusCode::OK, &PrintPage { page, head: Head::of(page, &contents, view), parts }))
}

/// Leads to the file that is wanted, by way of a fresh proof where that is needed.
#[handler]
pub(crate) async fn file(
    Data(app): Data<&App>,
    Data(page): Data<&Page>,
    Path(id): Path<String>,
    Query(asked): Query<BTreeMap<String, String>>,
) -> Answer {
    let who = page.with(Right::ManageFollowUp)?;
    let id = id.parse::<ReportId>().map_err(|_| Failure::NotFound)?;
    let format: ExportFormat = asked.get("format").and_then(|word| word.parse().ok()).ok_or(Failure::NotFound)?;
    let public = is_public(one::view(&asked));
    if !public {
        who.caller.stepped_up(app)?;
    }
    let view = if public { "&view=public" } else { "" };
    Ok(see_other(&format!("{BASE_PATH}/reports/{id}/exports?format={format}{view}")))
}

/// Shows what would be otherwise in a locked report if it were made now.
#[handler]
pub(crate) async fn show_deviations(Data(app): Data<&App>, Data(page): Data<&Page>, Path(id): Path<String>) -> Answer {
    let who = page.with(Right::ManageFollowUp)?;
    let (contents, _) = one::read(app, page, &id, None).await?;
    let found = api::deviations(app, &who.caller, contents.report.id).await?;
    let none = || page.say("value-none");
    let reasons =
        |all: &[DeviationReason]| all.iter().map(|reason| page.say(reason_key(*reason))).collect::<Vec<_>>().join(", ");
    let figures = found.figures.into_iter().map(|one| Deviation {
        code: one.code.to_string(),
        what: what(page, &one.path),
        locked: one.locked.unwrap_or_else(none),
        now: one.now.unwrap_or_else(none),
        reasons: reasons(&one.reasons),
    });
    let rows = found.rows.into_iter().map(|row| Changed {
        code: row.code.to_string(),
        title: row.now.or(row.locked).map(|row| row.title).unwrap_or_default(),
        reason: page.say(reason_key(row.reason)),
    });
    let (figures, rows) = (figures.collect(), rows.collect());
    Ok(look::page(StatusCode::OK, &DeviationsPage { page, head: Head::of(page, &contents, None), figures, rows }))
}

/// A figure's path in words, as far as there are any for its parts.
fn what(page: &Page, path: &str) -> String {
    let language = crate::page::of_request(page.language);
    let parts = path.split('.').filter(|part| *part != "breakdowns");
    parts.map(|part| api::measure(part, language)).collect::<Vec<_>>().join(", ")
}

fn reason_key(reason: DeviationReason) -> &'static str {
    match reason {
        DeviationReason::AttendanceReportedLate => "deviation-late",
        DeviationReason::AttendanceCorrected => "deviation-attendance",
        DeviationReason::FlagCorrected => "deviation-flag",
        DeviationReason::Moved => "deviation-moved",
        DeviationReason::RegisteredLate => "deviation-registered",
        DeviationReason::Removed => "deviation-removed",
        DeviationReason::GrantRevoked => "deviation-revoked",
        DeviationReason::EvidenceCorrected => "deviation-evidence",
        DeviationReason::RegisterChanged => "deviation-register",
    }
}
