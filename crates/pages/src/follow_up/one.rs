//! One indicator: its value, its parts and breakdowns, its trend, and every row of its evidence.

use askama::Template;
use domain::{
    access::Right,
    indicator::{
        IndicatorCode,
        evidence::{EvidenceKind, EvidenceRow},
        outcome::Indicator,
    },
    report::figures::public,
};
use http_api::{
    App, indicators as api, look,
    reports::{Words, lines, measure},
};
use persistence::{libraries, page::PageRequest};
use poem::{
    handler,
    web::{Data, Path, Query},
};

use super::{
    Breakdown, Card, Chosen, Fact, breakdowns, facts,
    figures::value,
    trend::{self, Trend},
};
use crate::{Answer, Failure, Page, page, pager::Pager};

/// Rows of evidence a page.
const LIMIT: u64 = 50;

#[derive(Template)]
#[template(path = "indicator.html")]
struct IndicatorPage<'a> {
    page: &'a Page,
    chosen: Chosen,
    card: Card,
    earlier: Vec<String>,
    facts: Vec<Fact>,
    breakdowns: Vec<Breakdown>,
    trend: Option<Trend>,
    evidence: Option<Evidence>,
}

/// The rows looked at.
struct Evidence {
    rows: Vec<Row>,
    occasions: bool,
    total: u64,
    pager: Pager,
}

/// A row of the evidence.
struct Row {
    title: String,
    way: Option<String>,
    kind: String,
    date: Option<String>,
    counted: bool,
    reason: Option<String>,
    people: Option<(u32, u32)>,
    flags: String,
    /// Where they are corrected, by whoever may.
    correct: Option<String>,
    duplicate: bool,
}

/// Shows one of the seven.
#[handler]
pub(crate) async fn show(
    Data(app): Data<&App>,
    Data(page): Data<&Page>,
    Path(code): Path<String>,
    Query(asked): Query<Vec<(String, String)>>,
) -> Answer {
    let who = page.with(Right::ReadIndicators)?;
    let code: IndicatorCode = code.parse().map_err(|_| Failure::NotFound)?;
    let number = Pager::number(&asked);
    let chosen = Chosen::of(app, page, asked).await?;
    let found = api::one(app, &who.caller, code, chosen.period, chosen.view).await?;
    let words = Words::new(libraries::municipality_names(&app.db).await?);
    let lines = lines(&found.latest, chosen.period, found.public.as_ref());
    let latest = match &found.public {
        Some(tables) => {
            let figures = public::figures(&found.latest, chosen.period, tables);
            Indicator { outcome: public::outcome(&found.latest, &figures), ..found.latest.clone() }
        }
        None => found.latest.clone(),
    };
    // Trend and evidence are of the internal view: in the public one they would tell what the figures do not.
    let (trend, evidence) = if found.public.is_some() {
        (None, None)
    } else {
        let trend = trend::of(app, page, &found.latest, chosen.period).await?;
        (trend, Some(Evidence::of(app, page, code, &chosen, number).await?))
    };
    let shown = IndicatorPage {
        page,
        card: Card::of(page, &latest),
        earlier: if chosen.is_public() {
            Vec::new()
        } else {
            found.earlier.iter().map(|one| version(page, one)).collect()
        },
        facts: facts(page, &lines),
        breakdowns: breakdowns(page, &lines, &words),
        trend,
        evidence,
        chosen,
    };
    Ok(look::page(shown.chosen.form.status(), &shown))
}

/// What the value was by an earlier definition.
fn version(page: &Page, earlier: &Indicator) -> String {
    let value = value(page, &earlier.outcome.value).unwrap_or_else(|| page.say("value-none"));
    let day = page.date(earlier.definition.valid_from);
    page.say_of("indicator-earlier", &[("value", value.into()), ("day", day.into())])
}

impl Evidence {
    async fn of(app: &App, page: &Page, code: IndicatorCode, chosen: &Chosen, number: u64) -> Result<Self, Failure> {
        let who = page.with(Right::ReadIndicators)?;
        let rows = api::evidence(app, &who.caller, code, chosen.period).await?;
        let occasions = rows.iter().any(|row| row.kind == EvidenceKind::Occasion);
        let found = persistence::page::Page::part(rows, PageRequest { limit: LIMIT, page: number });
        let pager = Pager::of(found.total, LIMIT, number, format!("/uppfoljning/{code}?{}&", chosen.query()))?;
        let query = chosen.query();
        let rows = found.items.into_iter().map(|row| Row::of(page, row, &query)).collect();
        Ok(Self { rows, occasions, total: found.total, pager })
    }
}

impl Row {
    fn of(page: &Page, row: EvidenceRow, query: &str) -> Self {
        let language = page::of_request(page.language);
        let id = row.id.filter(|_| row.kind == EvidenceKind::Occasion);
        let occasion = row.occasion.as_ref();
        let flags = occasion.map(|one| one.affiliation).map(|flags| {
            let all = [(flags.by_staff, "flag-by"), (flags.for_staff, "flag-for"), (flags.with_staff, "flag-with")];
            all.iter().filter(|(set, _)| *set).map(|(_, key)| page.say(key)).collect::<Vec<_>>().join(", ")
        });
        Self {
            way: id.map(|id| format!("/kurser/{id}")),
            correct: id
                .filter(|_| page.with(Right::PlanSessions).is_ok())
                .map(|id| format!("/uppfoljning/{}/{id}?{query}", IndicatorCode::I4)),
            kind: measure(row.kind.word(), language),
            date: row.date.map(|date| page.date(date)),
            counted: row.left_out.is_none(),
            reason: row.left_out.map(|reason| measure(reason.word(), language)),
            people: occasion.map(|one| (one.participants, one.external_participants)),
            flags: flags.unwrap_or_default(),
            duplicate: occasion.is_some_and(|one| one.possible_duplicate),
            title: row.title,
        }
    }
}
