//! Indikatorer. / Indicators.

use chrono::{Datelike, NaiveDate};
use domain::{
    access::Right,
    indicator::{IndicatorCode, period::Period},
    report::{View, figures::public},
    wall_time::{self, LocalDate},
};
use persistence::{
    indicators::{self, Asked},
    page::Page,
    reports,
};
use poem::web::Data;
use poem_openapi::{
    OpenApi,
    param::{Path, Query},
    payload::Json,
};

use crate::{
    App,
    caller::Caller,
    list::{self, list_of},
    problem::Problem,
    spec::Tag,
};

mod figures;
mod json;
mod managers_ability;
mod occasions;
mod profiles;
mod registers;
mod remarks;
mod self_assessment;

pub(crate) use json::{EvidenceJson, IndicatorJson, IndicatorList, IndicatorSummary, VersionJson};

list_of!(
    /// Underlag. / Evidence.
    EvidenceList,
    EvidenceJson
);

pub(crate) struct IndicatorsApi;

#[OpenApi]
impl IndicatorsApi {
    /// Alla indikatorer / All indicators
    ///
    /// Värde och status för de sju. De som saknar underlag säger det. / Value and status of the seven. Those without
    /// evidence say so.
    #[oai(path = "/indicators", method = "get", operation_id = "listIndicators", tag = "Tag::Indicators")]
    async fn list_indicators(
        &self,
        Data(app): Data<&App>,
        caller: Caller,
        #[oai(name = "from")] Query(from): Query<Option<LocalDate>>,
        #[oai(name = "to")] Query(to): Query<Option<LocalDate>>,
        /// `public` döljer små tal; bara för samordnaren. / `public` hides small numbers; coordinators only.
        #[oai(name = "view")]
        Query(view): Query<Option<View>>,
    ) -> Result<Json<IndicatorList>, Problem> {
        let scope = caller.with(right(view))?;
        let period = period(app, from, to)?;
        let asked = Asked { scope, period, programme: None, now: app.clock.now() };
        let mut found = indicators::all(&app.db, &asked).await?;
        if view == Some(View::Public) {
            // Only the values are listed, and that of I4 counts no people.
            let tables = reports::preview(&app.db, &found, period).await?;
            found.iter_mut().for_each(|one| one.outcome = public::outcome(one, &public::figures(one, period, &tables)));
        }
        let items: Vec<_> = found.iter().map(IndicatorSummary::from).collect();
        let total = items.len() as u64;
        Ok(Json(IndicatorList {
            from: LocalDate(period.from),
            to: LocalDate(period.to),
            items,
            total,
            limit: total,
            page: 1,
        }))
    }

    /// En indikator / One indicator
    ///
    /// Värde, delar och fördelningar, räknade ur underlaget. / Value, parts and breakdowns, computed from evidence.
    #[oai(path = "/indicators/:code", method = "get", operation_id = "getIndicator", tag = "Tag::Indicators")]
    async fn get_indicator(
        &self,
        Data(app): Data<&App>,
        caller: Caller,
        #[oai(name = "code")] Path(code): Path<IndicatorCode>,
        #[oai(name = "from")] Query(from): Query<Option<LocalDate>>,
        #[oai(name = "to")] Query(to): Query<Option<LocalDate>>,
        /// `public` döljer små tal; bara för samordnaren. / `public` hides small numbers; coordinators only.
        #[oai(name = "view")]
        Query(view): Query<Option<View>>,
    ) -> Result<Json<IndicatorJson>, Problem> {
        let scope = caller.with(right(view))?;
        let period = period(app, from, to)?;
        let asked = Asked { scope, period, programme: None, now: app.clock.now() };
        let found = indicators::one(&app.db, &asked, code).await?;
        let (latest, earlier) = found.split_last().ok_or_else(Problem::not_found)?;
        if view == Some(View::Public) {
            let tables = reports::preview(&app.db, std::slice::from_ref(latest), period).await?;
            return Ok(Json(IndicatorJson::public(latest, period, &tables)));
        }
        let mut answer = IndicatorJson::new(latest, period);
        answer.earlier_versions = earlier.iter().map(VersionJson::from).collect();
        Ok(Json(answer))
    }

    /// Underlaget för en indikator / The evidence of an indicator
    ///
    /// Varje rad som räknades, och varje som inte gjorde det med sin orsak. / Every row counted, and every one left
    /// out with its reason.
    #[oai(path = "/indicators/:code/evidence", method = "get", operation_id = "listEvidence", tag = "Tag::Indicators")]
    #[expect(clippy::too_many_arguments, reason = "one a parameter of the contract")]
    async fn list_evidence(
        &self,
        Data(app): Data<&App>,
        caller: Caller,
        #[oai(name = "code")] Path(code): Path<IndicatorCode>,
        #[oai(name = "from")] Query(from): Query<Option<LocalDate>>,
        #[oai(name = "to")] Query(to): Query<Option<LocalDate>>,
        #[oai(name = "limit")] Query(limit): Query<Option<u64>>,
        #[oai(name = "page")] Query(page): Query<Option<u64>>,
    ) -> Result<Json<EvidenceList>, Problem> {
        let scope = caller.with(Right::ReadIndicators)?;
        let asked = list::page(limit, page)?;
        let period = period(app, from, to)?;
        let asked_for = Asked { scope, period, programme: None, now: app.clock.now() };
        let rows = indicators::evidence(&app.db, &asked_for, code).await?;
        Ok(Json(EvidenceList::new(Page::part(rows, asked).map(Into::into), asked)))
    }
}

/// The public view before a report is locked is the coordinator's to see; locked reports are what gets published.
fn right(view: Option<View>) -> Right {
    if view == Some(View::Public) { Right::ManageFollowUp } else { Right::ReadIndicators }
}

/// The period asked for; what is left out is filled up to whole years, this year's when nothing is said.
pub(crate) fn period(app: &App, from: Option<LocalDate>, to: Option<LocalDate>) -> Result<Period, Problem> {
    let named = from.or(to).map_or_else(|| wall_time::local_date(app.clock.now()), |date| date.0);
    let day = |month, day| NaiveDate::from_ymd_opt(named.year(), month, day).unwrap_or(named);
    let from = from.map_or_else(|| day(1, 1), |date| date.0);
    let to = to.map_or_else(|| day(12, 31), |date| date.0);
    Period::new(from, to).map_err(|reason| Problem::invalid_member("to", reason))
}
