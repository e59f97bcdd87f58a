//! A picture of how a value has come about over time, drawn as bars, with the same figures for a table.
//!
//! The bars are drawn in whole numbers; what is written beside them is exact.

use chrono::{Datelike, NaiveDate};
use domain::{
    access::Right,
    indicator::{
        IndicatorCode,
        fraction::percent,
        managers_ability::SurveyFigures,
        outcome::{Details, Indicator, Value},
        period::Period,
        self_assessment::SelfAssessment,
    },
    wall_time,
};
use http_api::{App, indicators as api};

use super::{figures, parts};
use crate::{Failure, Page, texts::Number};

/// Quarters that fit into the picture.
const BARS_MAX: usize = 8;
const WIDTH: u64 = 320;
const TOP: u64 = 24;
const FLOOR: u64 = 134;

/// The picture.
pub(super) struct Trend {
    /// What it shows.
    pub title: String,
    /// The bars, from left to right.
    pub bars: Vec<Bar>,
}

/// One bar.
pub(super) struct Bar {
    /// What it is of, for the table.
    pub label: String,
    /// The same in two short lines, for the picture.
    pub lines: (String, String),
    /// The figure.
    pub shown: String,
    /// Left edge.
    pub x: u64,
    /// Middle.
    pub middle: u64,
    /// Upper edge.
    pub y: u64,
    /// Width.
    pub width: u64,
    /// Height.
    pub height: u64,
    /// Where the figure is written.
    pub text: u64,
}

/// A figure before it is drawn.
struct Point {
    label: String,
    lines: (String, String),
    shown: String,
    amount: u64,
}

/// The picture of an indicator; none where there is no trend to see.
pub(super) async fn of(
    app: &App,
    page: &Page,
    indicator: &Indicator,
    period: Period,
) -> Result<Option<Trend>, Failure> {
    let points = match (&indicator.details, indicator.code) {
        (Details::SelfAssessment(parts), _) => waves(page, parts),
        (Details::ManagersAbility(parts), _) => {
            let all = parts.earlier.iter().rev().chain([&parts.survey]);
            all.filter_map(|survey| survey_point(page, survey)).collect()
        }
        (_, IndicatorCode::I2 | IndicatorCode::I4 | IndicatorCode::I5 | IndicatorCode::I7) => {
            quarters(app, page, indicator.code, period).await?
        }
        _ => Vec::new(),
    };
    if points.len() < 2 {
        return Ok(None);
    }
    let title = match indicator.code {
        IndicatorCode::I1 => "trend-waves",
        IndicatorCode::I3 => "trend-surveys",
        _ => "trend-quarters",
    };
    Ok(Some(Trend { title: page.say(title), bars: drawn(points) }))
}

/// The means of the first and the last wave.
fn waves(page: &Page, parts: &SelfAssessment) -> Vec<Point> {
    let Some(means) = &parts.means else { return Vec::new() };
    let point = |name: &str, day: NaiveDate, mean: domain::indicator::fraction::Fraction| {
        let shown = mean.shown(2);
        // Hundredths, for the height alone.
        let amount = shown.replace('.', "").parse().unwrap_or_default();
        let lines = (page.say("trend-mean"), day.year().to_string());
        Point { label: name.to_owned(), lines, shown: figures::decimal(page, &shown), amount }
    };
    vec![
        point(&parts.baseline.name, parts.baseline.to, means.baseline),
        point(&parts.last.name, parts.last.to, means.last),
    ]
}

fn survey_point(page: &Page, survey: &SurveyFigures) -> Option<Point> {
    let strengthened = survey.strengthened?;
    let shown = percent(strengthened, survey.answered)?;
    let share = Value::Share { numerator: strengthened, denominator: survey.answered };
    Some(Point {
        label: survey.title.clone(),
        lines: (survey.closes_on.format("%-d/%-m").to_string(), survey.closes_on.year().to_string()),
        shown: figures::value(page, &share).unwrap_or(shown),
        amount: per_mille(strengthened, survey.answered),
    })
}

fn per_mille(numerator: u32, denominator: u32) -> u64 {
    u64::from(numerator) * 1000 / u64::from(denominator.max(1))
}

/// The value of each quarter of the period that has begun, computed as any other period's.
async fn quarters(app: &App, page: &Page, code: IndicatorCode, period: Period) -> Result<Vec<Point>, Failure> {
    let who = page.with(Right::ReadIndicators)?;
    let today = wall_time::local_date(app.clock.now());
    let years = period.from.year()..=period.to.year();
    let all = years.flat_map(|year| parts(year, 3).into_iter().map(move |(number, part)| (year, number, part)));
    let within = all.filter(|(.., part)| part.from <= today && part.from >= period.from && part.to <= period.to);
    let mut within: Vec<_> = within.collect();
    within.drain(..within.len().saturating_sub(BARS_MAX));
    let periods: Vec<Period> = within.iter().map(|(.., quarter)| *quarter).collect();
    let found = api::of_periods(app, &who.caller, code, &periods).await?;
    let points = within.into_iter().zip(found).map(|((year, number, _), found)| {
        let value = found.latest.outcome.value;
        quarter_point(page, year, number, &value)
    });
    Ok(points.collect())
}

fn quarter_point(page: &Page, year: i32, number: u32, value: &Value) -> Point {
    let amount = match value {
        Value::Count(number) => u64::from(*number),
        Value::Share { numerator, denominator } => per_mille(*numerator, *denominator),
        Value::None | Value::Difference(_) | Value::Milestone(_) => 0,
    };
    let words = [("number", Number::from(number).into()), ("year", year.to_string().into())];
    Point {
        label: page.say_of("period-quarter", &words),
        lines: (page.count("trend-quarter", number), year.to_string()),
        shown: figures::value(page, value).unwrap_or_else(|| page.say("value-none")),
        amount,
    }
}

fn drawn(points: Vec<Point>) -> Vec<Bar> {
    let highest = points.iter().map(|point| point.amount).max().unwrap_or(1).max(1);
    let room = WIDTH / (points.len() as u64).max(1);
    let width = (room * 2 / 3).min(60);
    let bar = |(place, point): (usize, Point)| {
        let height = (FLOOR - TOP) * point.amount / highest;
        let middle = room * place as u64 + room / 2;
        Bar {
            label: point.label,
            lines: point.lines,
            shown: point.shown,
            x: middle - width / 2,
            middle,
            y: FLOOR - height,
            width,
            height,
            text: FLOOR - height - 6,
        }
    };
    points.into_iter().enumerate().map(bar).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bars_stand_on_the_floor_within_the_picture() {
        let point = |amount| Point { label: String::new(), lines: Default::default(), shown: String::new(), amount };
        for count in 1..=BARS_MAX as u64 {
            for bar in drawn((0..count).map(point).collect()) {
                assert_eq!(bar.y + bar.height, FLOOR);
                assert!(bar.y >= TOP && bar.x + bar.width <= WIDTH);
            }
        }
        assert!(drawn(vec![point(0), point(0)]).iter().all(|bar| bar.height == 0), "nothing is no bar");
    }
}
