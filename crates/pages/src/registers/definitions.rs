//! The indicators' definitions: each version with its rules, and a new one.

use askama::Template;
use domain::{access::Right, indicator::IndicatorCode, values::Line, wall_time::LocalDate};
use http_api::{
    App,
    definitions::{self as api, DefinitionInput},
    look,
};
use persistence::definitions::{self, DefinitionRecord};
use poem::{
    handler,
    http::StatusCode,
    web::{Data, Path},
};

use self::rules::RuleField;
use crate::{
    Answer, Failure, Page,
    follow_up::title_key,
    form::{Fields, Form, Sent},
    see_other,
};

mod rules;

const FIELDS: Fields = &[
    ("targetPercent", "rule-target"),
    ("answeredPercentMin", "rule-answered"),
    ("profileMethod", "rule-method"),
    ("countingUnit", "rule-unit-counted"),
    ("forStaffOnly", "rule-for-staff"),
    ("metWhen", "rule-met"),
    ("reading", "rule-reading"),
    ("smallNumber", "rule-small"),
    ("validFrom", "definition-valid-from"),
    ("reason", "definition-reason"),
];

#[derive(Template)]
#[template(path = "definitions.html")]
struct DefinitionsPage<'a> {
    page: &'a Page,
    indicators: Vec<Indicator>,
}

/// An indicator, with the newest version of its definition.
struct Indicator {
    code: IndicatorCode,
    title: &'static str,
    newest: Option<Version>,
}

/// A version, as it is shown.
struct Version {
    number: u32,
    from: String,
    reason: String,
    made_at: Option<String>,
    /// Keys of the rules, and what is decided.
    rules: Vec<(&'static str, String)>,
}

#[derive(Template)]
#[template(path = "definition.html")]
struct DefinitionPage<'a> {
    page: &'a Page,
    form: Form,
    code: IndicatorCode,
    title: &'static str,
    versions: Vec<Version>,
    fields: Vec<RuleField>,
}

/// Shows what is decided about each indicator.
#[handler]
pub(crate) async fn show(Data(app): Data<&App>, Data(page): Data<&Page>) -> Answer {
    page.with(Right::ManageFollowUp)?;
    let all = definitions::list(&app.db).await?;
    let indicator = |code: &IndicatorCode| {
        let newest = all.iter().rfind(|record| record.definition.code == *code);
        let newest = newest.map(|record| Version::of(page, record));
        Indicator { code: *code, title: title_key(*code), newest }
    };
    let indicators = IndicatorCode::ALL.iter().map(indicator).collect();
    Ok(look::page(StatusCode::OK, &DefinitionsPage { page, indicators }))
}

/// All versions of the definition that an address names, in order.
async fn found(app: &App, page: &Page, code: &str) -> Result<(IndicatorCode, Vec<DefinitionRecord>), Failure> {
    page.with(Right::ManageFollowUp)?;
    let code: IndicatorCode = code.parse().map_err(|_| Failure::NotFound)?;
    let mut all = definitions::list(&app.db).await?;
    all.retain(|record| record.definition.code == code);
    Ok((code, all))
}

/// Shows every version of a definition, and asks for a new one.
#[handler]
pub(crate) async fn show_one(Data(app): Data<&App>, Data(page): Data<&Page>, Path(code): Path<String>) -> Answer {
    let (code, all) = found(app, page, &code).await?;
    let form = Form::new(page, FIELDS);
    let form = match all.last() {
        Some(newest) => rules::filled_in(form, page, &newest.definition.rules),
        None => form,
    };
    one_shown(page, code, &all, form)
}

fn one_shown(page: &Page, code: IndicatorCode, all: &[DefinitionRecord], form: Form) -> Answer {
    let shown = DefinitionPage {
        page,
        form,
        code,
        title: title_key(code),
        versions: all.iter().rev().map(|record| Version::of(page, record)).collect(),
        fields: rules::fields(page, code),
    };
    Ok(look::page(shown.form.status(), &shown))
}

/// Adds a version.
#[handler]
pub(crate) async fn add(
    Data(app): Data<&App>,
    Data(page): Data<&Page>,
    Path(code): Path<String>,
    sent: Sent,
) -> Answer {
    let who = page.with(Right::ManageFollowUp)?;
    let (code, all) = found(app, page, &code).await?;
    let mut form = Form::sent(page, FIELDS, sent);
    let decided = rules::read(&mut form, code);
    let valid_from: Option<LocalDate> = form.read("validFrom");
    let reason: Option<Line<500>> = form.read("reason");
    let Some((valid_from, reason)) = valid_from.zip(reason).filter(|_| !form.is_faulty()) else {
        return one_shown(page, code, &all, form);
    };
    let body = DefinitionInput { code, valid_from, rules: decided, reason };
    match api::add(app, &who.caller, form.sent_key(), body).await {
        Ok(_) => Ok(see_other(&format!("/definitioner/{code}"))),
        Err(problem) => {
            form.refuse(problem)?;
            one_shown(page, code, &all, form)
        }
    }
}

impl Version {
    fn of(page: &Page, record: &DefinitionRecord) -> Self {
        let definition = &record.definition;
        Self {
            number: definition.version,
            from: page.date(definition.valid_from),
            reason: record.reason.to_string(),
            made_at: record.made_at.map(|at| page.moment(at)),
            rules: rules::words(page, &definition.rules),
        }
    }
}
