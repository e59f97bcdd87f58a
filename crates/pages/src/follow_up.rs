//! The seven indicators of a period: all of them, and one with its breakdown, its evidence and a picture of its trend.

use askama::Template;
use domain::{
    access::Right,
    indicator::{IndicatorCode, IndicatorStatus, outcome::Indicator},
    notice::Language,
    report::View,
};
use http_api::{App, indicators as api, look};
use poem::{
    handler,
    web::{Data, Query},
};

use crate::{Answer, Page, page};

mod correcting;
mod figures;
mod one;
mod period;
mod trend;

pub(crate) use correcting::{save as correct, show as show_correction};
use figures::value;
pub(crate) use figures::{Breakdown, Fact, breakdowns, decimal, facts};
pub(crate) use one::show as show_one;
pub(crate) use period::{Chosen, parts, period_from, words as period_words};

#[derive(Template)]
#[template(path = "follow_up.html")]
struct FollowUpPage<'a> {
    page: &'a Page,
    chosen: Chosen,
    cards: Vec<Card>,
}

/// An indicator as it is shown among the others, and in reports.
pub(crate) struct Card {
    /// `I4`.
    pub code: IndicatorCode,
    /// Key of what it is called for short.
    pub title: &'static str,
    /// What it is called in full.
    pub name: &'static str,
    /// Its value; none where there is nothing to compute from, or nothing may be shown.
    pub value: Option<String>,
    /// Of how many.
    pub share: Option<String>,
    /// What is aimed at.
    pub target: String,
    /// Key of how the value stands against it.
    pub status: &'static str,
    /// What is missing.
    pub missing: Vec<String>,
    /// What deserves a second look.
    pub warnings: Vec<String>,
}

/// Shows all seven.
#[handler]
pub(crate) async fn show(
    Data(app): Data<&App>,
    Data(page): Data<&Page>,
    Query(asked): Query<Vec<(String, String)>>,
) -> Answer {
    let who = page.with(Right::ReadIndicators)?;
    let chosen = Chosen::of(app, page, asked).await?;
    let found = api::all(app, &who.caller, chosen.period, chosen.view).await?;
    let cards = found.iter().map(|one| Card::of(page, one)).collect();
    Ok(look::page(chosen.form.status(), &FollowUpPage { page, chosen, cards }))
}

impl Card {
    /// Where it is shown by itself.
    fn way(&self) -> String {
        format!("/uppfoljning/{}", self.code)
    }

    /// An indicator, in the words of the page.
    pub(crate) fn of(page: &Page, indicator: &Indicator) -> Self {
        let outcome = &indicator.outcome;
        let language = page::of_request(page.language);
        let words = |remark| api::remark_words(remark, language);
        Self {
            code: indicator.code,
            title: title_key(indicator.code),
            name: match page.language {
                Language::Swedish => indicator.code.name(),
                Language::English => indicator.code.english_name(),
            },
            value: value(page, &outcome.value),
            share: figures::share(page, &outcome.value),
            target: target(page, indicator),
            status: status_key(outcome.status),
            missing: outcome.completeness.iter().map(words).collect(),
            warnings: outcome.warnings.iter().map(words).collect(),
        }
    }
}

/// Key of what an indicator is called for short.
pub(crate) fn title_key(code: IndicatorCode) -> &'static str {
    match code {
        IndicatorCode::I1 => "indicator-1",
        IndicatorCode::I2 => "indicator-2",
        IndicatorCode::I3 => "indicator-3",
        IndicatorCode::I4 => "indicator-4",
        IndicatorCode::I5 => "indicator-5",
        IndicatorCode::I6 => "indicator-6",
        IndicatorCode::I7 => "indicator-7",
    }
}

fn status_key(status: IndicatorStatus) -> &'static str {
    match status {
        IndicatorStatus::Met => "status-met",
        IndicatorStatus::NotMet => "status-not-met",
        IndicatorStatus::NoTarget => "status-no-target",
        IndicatorStatus::NoData => "status-no-data",
        IndicatorStatus::Suppressed => "status-suppressed",
        IndicatorStatus::InsufficientEvidence => "status-insufficient",
    }
}

/// What is aimed at, in words: the number is the definition's.
fn target(page: &Page, indicator: &Indicator) -> String {
    match (indicator.definition.rules.target_percent, indicator.code) {
        (Some(percent), _) => page.count("target-percent", percent),
        (None, IndicatorCode::I1) => page.say("target-higher"),
        (None, IndicatorCode::I6) => page.say("target-drawn-up"),
        (None, _) => page.say("target-none"),
    }
}

/// Whether somebody looks at what the public sees.
pub(crate) fn is_public(view: Option<View>) -> bool {
    view == Some(View::Public)
}
