//! One report, as the coordinator and as the public sees it.

use std::collections::BTreeMap;

use askama::Template;
use domain::{
    ReportId,
    access::Right,
    indicator::outcome::Indicator,
    report::{
        Report, View,
        figures::public::{self, PublicTables},
    },
};
use http_api::{App, look, reports as api};
use persistence::reports::Contents;
use poem::{
    handler,
    http::StatusCode,
    web::{Data, Path, Query},
};

use super::status;
use crate::{
    Answer, Failure, Page,
    follow_up::{Card, is_public, period_words},
};

#[derive(Template)]
#[template(path = "report.html")]
struct ReportPage<'a> {
    page: &'a Page,
    head: Head,
    cards: Vec<(Card, Option<String>)>,
}

/// What is said of a report as a whole.
pub(super) struct Head {
    /// Where it is shown.
    pub way: String,
    /// Its title.
    pub title: String,
    /// Its period.
    pub period: String,
    /// Where it stands.
    pub status: String,
    /// Whether it may be changed.
    pub is_draft: bool,
    /// Whether a revision of it may be begun.
    pub may_revise: bool,
    /// Which in order.
    pub revision: u32,
    /// Why it replaces an earlier one.
    pub reason: Option<String>,
    /// The way to the one it replaces.
    pub replaces: Option<String>,
    /// The way to the one that replaces it.
    pub replaced_by: Option<String>,
    /// Why it was locked although attendance was missing.
    pub lock_comment: Option<String>,
    /// Whether it is as the public sees it.
    pub is_public: bool,
    /// What tells its contents from all others, once it is locked.
    pub mark: Option<String>,
}

/// A report that an address names, read by whoever may.
pub(super) async fn read(
    app: &App,
    page: &Page,
    id: &str,
    view: Option<View>,
) -> Result<(Contents, Option<PublicTables>), Failure> {
    let who = page.with(Right::ManageFollowUp)?;
    let id = id.parse::<ReportId>().map_err(|_| Failure::NotFound)?;
    Ok(api::read(app, &who.caller, id, view).await?)
}

/// The view that an address asks for.
pub(super) fn view(asked: &BTreeMap<String, String>) -> Option<View> {
    asked.get("view").and_then(|view| view.parse().ok())
}

/// Shows a report.
#[handler]
pub(crate) async fn show(
    Data(app): Data<&App>,
    Data(page): Data<&Page>,
    Path(id): Path<String>,
    Query(asked): Query<BTreeMap<String, String>>,
) -> Answer {
    let view = view(&asked);
    let (contents, tables) = read(app, page, &id, view).await?;
    let head = Head::of(page, &contents, view);
    let cards = cards(page, &contents, tables.as_ref());
    Ok(look::page(StatusCode::OK, &ReportPage { page, head, cards }))
}

/// The seven, each with what the coordinator says of it.
pub(super) fn cards(page: &Page, contents: &Contents, tables: Option<&PublicTables>) -> Vec<(Card, Option<String>)> {
    let comments = &contents.report.comments;
    let card = |indicator: &Indicator| {
        let shown = seen(indicator, &contents.report, tables);
        (Card::of(page, &shown), comments.get(&indicator.code).map(ToString::to_string))
    };
    contents.indicators().map(card).collect()
}

/// An indicator as whoever looks sees its value.
pub(super) fn seen(indicator: &Indicator, report: &Report, tables: Option<&PublicTables>) -> Indicator {
    let Some(tables) = tables else { return indicator.clone() };
    let figures = public::figures(indicator, report.period, tables);
    Indicator { outcome: public::outcome(indicator, &figures), ..indicator.clone() }
}

impl Head {
    pub(super) fn of(page: &Page, contents: &Contents, view: Option<View>) -> Self {
        let report = &contents.report;
        let way = |id: ReportId| format!("/rapporter/{id}");
        let mark = contents.sha256.map(|hash| hash.iter().map(|byte| format!("{byte:02x}")).collect());
        let comment = report.lock.as_ref().and_then(|lock| lock.comment.as_ref()).map(ToString::to_string);
        Self {
            way: way(report.id),
            title: report.title.to_string(),
            period: period_words(page, report.period),
            status: status(page, report),
            is_draft: report.lock.is_none(),
            may_revise: report.lock.is_some() && report.replaced_by.is_none(),
            revision: report.revision,
            reason: report.reason.as_ref().map(ToString::to_string),
            replaces: report.replaces.map(way),
            replaced_by: report.replaced_by.map(way),
            // Said among colleagues, as in the API.
            lock_comment: comment.filter(|_| !is_public(view)),
            is_public: is_public(view),
            mark,
        }
    }
}
