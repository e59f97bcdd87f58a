//! Reports: all of them, and beginning one.

use std::str::FromStr;

use askama::Template;
use chrono::Datelike;
use domain::{
    Invalid, ProgrammeId,
    access::Right,
    indicator::period::{Period, PeriodKind},
    report::Report,
    values::Line,
    wall_time::{self, LocalDate},
};
use http_api::{
    App, look,
    reports::{self as api, ReportInput},
};
use persistence::{page::PageRequest, programmes, reports};
use poem::{
    handler,
    web::{Data, Query},
};

use crate::{
    Answer, Page,
    follow_up::{parts, period_words},
    form::{Fields, Form, Sent},
    pager::Pager,
    see_other,
    texts::Number,
};

mod acts;
mod one;
mod out;

pub(crate) use acts::{ask_comment, ask_lock, ask_revision, keep_comment, lock_report, revise};
pub(crate) use one::show as show_one;
pub(crate) use out::{file, print, show_deviations};

const FIELDS: Fields = &[
    ("kind", "report-period"),
    ("from", "period-from"),
    ("to", "period-to"),
    ("title", "report-title"),
    ("programmeId", "report-period"),
];
/// Reports a page.
const LIMIT: u64 = 20;
/// More programmes than a region has at a time.
const PROGRAMMES: PageRequest = PageRequest { limit: 20, page: 1 };

#[derive(Template)]
#[template(path = "reports.html")]
struct ReportsPage<'a> {
    page: &'a Page,
    form: Form,
    periods: Vec<(String, String)>,
    rows: Vec<Row>,
    pager: Pager,
}

/// A report in the list.
struct Row {
    way: String,
    title: String,
    period: String,
    revision: u32,
    status: String,
}

/// What a report is chosen to be of.
struct Choice {
    kind: PeriodKind,
    /// Its days, where the kind says them.
    days: Option<(LocalDate, LocalDate)>,
    programme: Option<ProgrammeId>,
}

impl FromStr for Choice {
    type Err = Invalid;

    fn from_str(text: &str) -> Result<Self, Invalid> {
        let parts: Vec<&str> = text.split('/').collect();
        let kind = parts[0].parse()?;
        let days = match parts.as_slice() {
            [_, from, to, ..] => Some((from.parse()?, to.parse()?)),
            _ => None,
        };
        let programme = parts.get(3).map(|id| id.parse()).transpose()?;
        Ok(Self { kind, days, programme })
    }
}

/// Lists reports.
#[handler]
pub(crate) async fn show(
    Data(app): Data<&App>,
    Data(page): Data<&Page>,
    Query(asked): Query<Vec<(String, String)>>,
) -> Answer {
    shown(app, page, Form::new(page, FIELDS), Pager::number(&asked)).await
}

async fn shown(app: &App, page: &Page, form: Form, number: u64) -> Answer {
    page.with(Right::ManageFollowUp)?;
    let found = reports::list(&app.db, PageRequest { limit: LIMIT, page: number }).await?;
    let pager = Pager::of(found.total, LIMIT, number, "/rapporter?")?;
    let rows = found.items.iter().map(|report| Row::of(page, report)).collect();
    let periods = periods(app, page).await?;
    Ok(look::page(form.status(), &ReportsPage { page, form, periods, rows, pager }))
}

/// Periods that reports are usually of.
async fn periods(app: &App, page: &Page) -> Result<Vec<(String, String)>, crate::Failure> {
    let year = wall_time::local_date(app.clock.now()).year();
    let option =
        |kind: PeriodKind, period: Period, words: String| (format!("{kind}/{}/{}", period.from, period.to), words);
    let named = |key: &str, number: u32, year: i32| {
        page.say_of(key, &[("number", Number::from(number).into()), ("year", year.to_string().into())])
    };
    let mut options = Vec::new();
    for year in [year, year - 1] {
        for (months, kind, key) in [
            (3, PeriodKind::Quarter, "period-quarter"),
            (6, PeriodKind::HalfYear, "period-half-year"),
            (12, PeriodKind::Year, "period-year"),
        ] {
            let all = parts(year, months).into_iter();
            options.extend(all.map(|(number, part)| option(kind, part, named(key, number, year))));
        }
    }
    for programme in programmes::list(&app.db, PROGRAMMES).await?.items {
        let (value, words) = option(
            PeriodKind::Programme,
            Period { from: programme.from, to: programme.to },
            page.say_with("report-programme", "name", &programme.name),
        );
        options.push((format!("{value}/{}", programme.id), words));
    }
    options.push((PeriodKind::Free.to_string(), page.say("period-own")));
    Ok(options)
}

/// Begins a report.
#[handler]
pub(crate) async fn begin(Data(app): Data<&App>, Data(page): Data<&Page>, sent: Sent) -> Answer {
    let who = page.with(Right::ManageFollowUp)?;
    let mut form = Form::sent(page, FIELDS, sent);
    let choice: Option<Choice> = form.read("kind");
    let days = match choice.as_ref().map(|choice| choice.days) {
        Some(Some(days)) => Some(days),
        Some(None) => {
            let (from, to) = (form.read("from"), form.read("to"));
            from.zip(to)
        }
        None => None,
    };
    let title: Option<Line<200>> = form.read_optional("title");
    let (Some(choice), Some((from, to)), false) = (choice, days, form.is_faulty()) else {
        return shown(app, page, form, 1).await;
    };
    let body = ReportInput { programme_id: choice.programme, kind: choice.kind, from, to, title };
    match api::begin(app, &who.caller, form.sent_key(), body).await {
        Ok(report) => Ok(see_other(&format!("/rapporter/{}", report.id))),
        Err(problem) => {
            form.refuse(problem)?;
            shown(app, page, form, 1).await
        }
    }
}

/// Where a report stands, in words.
pub(crate) fn status(page: &Page, report: &Report) -> String {
    match (&report.lock, report.replaced_by) {
        (None, _) => page.say("report-draft"),
        (Some(lock), None) => page.say_with("report-locked", "at", page.moment(lock.at)),
        (Some(lock), Some(_)) => page.say_with("report-replaced", "at", page.moment(lock.at)),
    }
}

impl Row {
    fn of(page: &Page, report: &Report) -> Self {
        Self {
            way: format!("/rapporter/{}", report.id),
            title: report.title.to_string(),
            period: period_words(page, report.period),
            revision: report.revision,
            status: status(page, report),
        }
    }
}
