//! The municipalities beside each other: what each has taken part in, and how many of its staff have a profile.

use askama::Template;
use domain::{
    access::Right,
    indicator::{IndicatorCode, outcome::Details},
};
use http_api::{
    App, indicators as api, look,
    reports::{Line, Words, lines},
};
use persistence::libraries;
use poem::{
    handler,
    web::{Data, Query},
};

use crate::{
    Answer, Page,
    follow_up::{Breakdown, Chosen, breakdowns, title_key},
};

#[derive(Template)]
#[template(path = "municipalities.html")]
struct MunicipalitiesPage<'a> {
    page: &'a Page,
    chosen: Chosen,
    /// A table for each indicator that has a part for each municipality, with the key of what it is called.
    tables: Vec<(&'static str, Breakdown)>,
    /// Those that nobody has taken part for.
    not_reached: Vec<String>,
}

/// Shows the municipalities.
#[handler]
pub(crate) async fn show(
    Data(app): Data<&App>,
    Data(page): Data<&Page>,
    Query(asked): Query<Vec<(String, String)>>,
) -> Answer {
    let who = page.with(Right::ManageFollowUp)?;
    let chosen = Chosen::of(app, page, asked).await?;
    let names = libraries::municipality_names(&app.db).await?;
    let words = Words::new(names.clone());
    let (mut tables, mut not_reached) = (Vec::new(), Vec::new());
    for code in [IndicatorCode::I4, IndicatorCode::I2] {
        let found = api::one(app, &who.caller, code, chosen.period, chosen.view).await?;
        let all = lines(&found.latest, chosen.period, found.public.as_ref());
        let own = all.into_iter().filter(is_of_municipality).collect::<Vec<_>>();
        tables.extend(breakdowns(page, &own, &words).into_iter().map(|table| (title_key(code), table)));
        if let (Details::TrainingOccasions(counted), false) = (&found.latest.details, chosen.is_public()) {
            let codes = counted.municipalities_not_reached.iter().map(ToString::to_string);
            not_reached.extend(codes.map(|code| names.get(&code).cloned().unwrap_or(code)));
        }
    }
    let shown = MunicipalitiesPage { page, chosen, tables, not_reached };
    Ok(look::page(shown.chosen.form.status(), &shown))
}

fn is_of_municipality(line: &Line) -> bool {
    line.place.as_ref().is_some_and(|place| place.breakdown == "municipality")
}
