//! Indikatorer. / Indicators.

use chrono::{Datelike, NaiveDate};
use domain::{
    indicator::{IndicatorCode, period::Period},
    report::View,
    wall_time::{self, LocalDate},
};
use persistence::page::Page;
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

mod acts;
mod figures;
mod json;
mod managers_ability;
mod occasions;
mod profiles;
mod registers;
mod remarks;
mod self_assessment;

pub use acts::{Found, all, evidence, of_periods, one};
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
        let period = period(app, from, to)?;
        let found = all(app, &caller, period, view).await?;
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
        let period = period(app, from, to)?;
        let found = one(app, &caller, code, period, view).await?;
        if let Some(tables) = &found.public {
            return Ok(Json(IndicatorJson::public(&found.latest, period, tables)));
        }
        let mut answer = IndicatorJson::new(&found.latest, period);
        answer.earlier_versions = found.earlier.iter().map(VersionJson::from).collect();
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
        let asked = list::page(limit, page)?;
        let rows = evidence(app, &caller, code, period(app, from, to)?).await?;
        Ok(Json(EvidenceList::new(Page::part(rows, asked).map(Into::into), asked)))
    }
}

/// What a reader must know beside a value, in words of a language.
pub fn remark_words(remark: &domain::indicator::outcome::Remark, language: crate::request::Language) -> String {
    remarks::words(remark, language)
}

/// The period asked for; what is left out is filled up to whole years, this year's when nothing is said.
///
/// # Errors
/// When it ends before it starts.
pub fn period(app: &App, from: Option<LocalDate>, to: Option<LocalDate>) -> Result<Period, Problem> {
    let named = from.or(to).map_or_else(|| wall_time::local_date(app.clock.now()), |date| date.0);
    let day = |month, day| NaiveDate::from_ymd_opt(named.year(), month, day).unwrap_or(named);
    let from = from.map_or_else(|| day(1, 1), |date| date.0);
    let to = to.map_or_else(|| day(12, 31), |date| date.0);
    Period::new(from, to).map_err(|reason| Problem::invalid_member("to", reason))
}
