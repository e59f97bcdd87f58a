//! The period that figures are of: one of the usual ones, or any other, and in which view.

use chrono::{Datelike, Months, NaiveDate};
use domain::{
    access::Right,
    indicator::period::Period,
    report::View,
    wall_time::{self, LocalDate},
};
use http_api::{App, indicators as api};
use persistence::{page::PageRequest, programmes};

use crate::{
    Failure, Page,
    form::{Fields, Form},
    texts::Number,
};

const FIELDS: Fields = &[("period", "period"), ("from", "period-from"), ("to", "period-to")];
/// The choice of days of one's own.
const OWN: &str = "own";
/// More programmes than a region has at a time.
const PROGRAMMES: PageRequest = PageRequest { limit: 20, page: 1 };

/// What is chosen.
pub(crate) struct Chosen {
    /// The form, with what is chosen in it.
    pub form: Form,
    /// The period.
    pub period: Period,
    /// The view; the public one hides small numbers.
    pub view: Option<View>,
    /// Whether whoever looks may choose the view.
    pub has_views: bool,
    /// The periods to choose among.
    pub options: Vec<(String, String)>,
}

impl Chosen {
    /// What an address asks for. What is wrong with it stands beside its field, and the year is shown instead.
    pub(crate) async fn of(app: &App, page: &Page, asked: Vec<(String, String)>) -> Result<Self, Failure> {
        let mut form = Form::sent(page, FIELDS, poem::web::Form(asked.clone()));
        let today = wall_time::local_date(app.clock.now());
        let listed = form.text("period").split_once('/').map(|(from, to)| (from.to_owned(), to.to_owned()));
        let (from, to) = match &listed {
            Some((from, to)) => (from.parse().ok(), to.parse().ok()),
            None => (form.read_optional::<LocalDate>("from"), form.read_optional::<LocalDate>("to")),
        };
        let period = match api::period(app, from, to) {
            Ok(period) => period,
            Err(problem) => {
                form.refuse(problem)?;
                api::period(app, None, None)?
            }
        };
        let has_views = page.with(Right::ManageFollowUp).is_ok();
        let asked_view: Option<View> =
            asked.iter().find(|(name, _)| name == "view").and_then(|(_, view)| view.parse().ok());
        let view = asked_view.filter(|view| has_views && *view == View::Public);
        let options = options(app, page, today).await?;
        if !form.is_faulty() {
            let value = format!("{}/{}", period.from, period.to);
            let known = options.iter().any(|(option, _)| *option == value);
            form = Form::new(page, FIELDS)
                .with("period", if known { value.as_str() } else { OWN })
                .with("from", period.from)
                .with("to", period.to);
        }
        Ok(Self { form, period, view, has_views, options })
    }

    /// What stands behind the question mark of an address with the same choice.
    pub fn query(&self) -> String {
        let view = if super::is_public(self.view) { "&view=public" } else { "" };
        format!("{}{view}", query(self.period))
    }

    /// The same in the other view.
    pub fn other_view(&self) -> String {
        let view = if super::is_public(self.view) { "" } else { "&view=public" };
        format!("{}{view}", query(self.period))
    }

    /// Whether it is what the public sees.
    pub fn is_public(&self) -> bool {
        super::is_public(self.view)
    }

    /// The period in words.
    pub fn words(&self, page: &Page) -> String {
        words(page, self.period)
    }
}

fn query(period: Period) -> String {
    format!("from={}&to={}", period.from, period.to)
}

/// A period in words.
pub(crate) fn words(page: &Page, period: Period) -> String {
    page.say_of("period-words", &[("from", page.date(period.from).into()), ("to", page.date(period.to).into())])
}

/// From one day to another, or on from it, in words.
pub(crate) fn period_from(page: &Page, from: NaiveDate, to: Option<NaiveDate>) -> String {
    match to {
        Some(to) => words(page, Period { from, to }),
        None => page.say_with("period-open", "day", page.date(from)),
    }
}

/// The parts of a year of so many months, each with its number.
pub(crate) fn parts(year: i32, months: u32) -> Vec<(u32, Period)> {
    let part = |number: u32| {
        let from = NaiveDate::from_ymd_opt(year, number * months + 1, 1)?;
        let to = from.checked_add_months(Months::new(months))?.pred_opt()?;
        Some((number + 1, Period { from, to }))
    };
    (0..12 / months).filter_map(part).collect()
}

async fn options(app: &App, page: &Page, today: NaiveDate) -> Result<Vec<(String, String)>, Failure> {
    let year = today.year();
    let named = |key: &str, number: u32, year: i32| {
        page.say_of(key, &[("number", Number::from(number).into()), ("year", year.to_string().into())])
    };
    let option = |period: Period, words: String| (format!("{}/{}", period.from, period.to), words);
    let mut options = Vec::new();
    for year in [year, year - 1] {
        options.extend(
            parts(year, 12).into_iter().map(|(number, whole)| option(whole, named("period-year", number, year))),
        );
        let halves = parts(year, 6).into_iter();
        options.extend(halves.map(|(number, half)| option(half, named("period-half-year", number, year))));
        let quarters = parts(year, 3).into_iter();
        options.extend(quarters.map(|(number, quarter)| option(quarter, named("period-quarter", number, year))));
    }
    for programme in programmes::list(&app.db, PROGRAMMES).await?.items {
        let whole = Period { from: programme.from, to: programme.to };
        options.push(option(whole, programme.name.into_string()));
    }
    options.push((OWN.to_owned(), page.say("period-own")));
    Ok(options)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_year_is_made_up_of_its_parts() {
        for (months, count) in [(3, 4), (6, 2), (12, 1)] {
            let parts = parts(2028, months);
            assert_eq!(parts.len(), count);
            assert_eq!(parts.first().map(|(_, part)| part.from.to_string()).as_deref(), Some("2028-01-01"));
            assert_eq!(parts.last().map(|(_, part)| part.to.to_string()).as_deref(), Some("2028-12-31"));
            let joined = parts.windows(2).all(|pair| pair[0].1.to.succ_opt() == Some(pair[1].1.from));
            assert!(joined, "{parts:?}");
        }
    }
}
