//! Indikatorer. / Indicators.

use chrono::{Datelike, NaiveDate};
use domain::{
    Invalid,
    access::{Right, Scope},
    indicator::{
        IndicatorCode, IndicatorStatus,
        training_occasions::{self, LeftOut, TrainingOccasions},
    },
    values::MunicipalityCode,
    wall_time::{self, LocalDate},
};
use persistence::{evidence, page::Page};
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

mod json;

pub(crate) use json::{
    EvidenceJson, IndicatorJson, IndicatorList, IndicatorSummary, LeftOutJson, MunicipalityFigures, QuarterFigures,
};

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
    ) -> Result<Json<IndicatorList>, Problem> {
        let scope = caller.with(Right::ReadIndicators)?;
        let (from, to) = period(app, from, to)?;
        let occasions = occasions(app, scope, from, to).await?;
        let items: Vec<_> = IndicatorCode::ALL.iter().map(|code| summary(*code, &occasions)).collect();
        let total = items.len() as u64;
        Ok(Json(IndicatorList { from, to, items, total, limit: total, page: 1 }))
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
    ) -> Result<Json<IndicatorJson>, Problem> {
        let scope = caller.with(Right::ReadIndicators)?;
        let (from, to) = period(app, from, to)?;
        if code != IndicatorCode::I4 {
            return Ok(Json(empty(code, from, to)));
        }
        Ok(Json(counted(occasions(app, scope, from, to).await?, from, to)))
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
        let (from, to) = period(app, from, to)?;
        let rows = match code {
            IndicatorCode::I4 => occasions(app, scope, from, to).await?.evidence,
            _ => Vec::new(),
        };
        let total = rows.len() as u64;
        let skipped = usize::try_from(asked.limit.saturating_mul(asked.page - 1)).unwrap_or(usize::MAX);
        let shown = usize::try_from(asked.limit).unwrap_or(usize::MAX);
        let items = rows.into_iter().skip(skipped).take(shown).map(Into::into).collect();
        Ok(Json(EvidenceList::new(Page { items, total }, asked)))
    }
}

/// The period asked for; what is left out is filled up to whole years, this year's when nothing is said.
fn period(app: &App, from: Option<LocalDate>, to: Option<LocalDate>) -> Result<(LocalDate, LocalDate), Problem> {
    let named = from.or(to).map_or_else(|| wall_time::local_date(app.clock.now()), |date| date.0);
    let day = |month, day| LocalDate(NaiveDate::from_ymd_opt(named.year(), month, day).unwrap_or(named));
    let (from, to) = (from.unwrap_or_else(|| day(1, 1)), to.unwrap_or_else(|| day(12, 31)));
    if to < from { Err(Problem::invalid_member("to", Invalid::EndsBeforeStart)) } else { Ok((from, to)) }
}

async fn occasions(app: &App, scope: &Scope, from: LocalDate, to: LocalDate) -> Result<TrainingOccasions, Problem> {
    let meetings = evidence::meetings(&app.db, scope, from.0, to.0, app.clock.now()).await?;
    Ok(training_occasions::count(&meetings))
}

fn summary(code: IndicatorCode, occasions: &TrainingOccasions) -> IndicatorSummary {
    let (status, value) = match code {
        IndicatorCode::I4 => (IndicatorStatus::NoTarget, Some(occasions.value)),
        _ => (IndicatorStatus::NoData, None),
    };
    IndicatorSummary { code, name: code.name().to_owned(), status, value }
}

/// An indicator whose registers are empty.
fn empty(code: IndicatorCode, from: LocalDate, to: LocalDate) -> IndicatorJson {
    IndicatorJson {
        code,
        name: code.name().to_owned(),
        from,
        to,
        status: IndicatorStatus::NoData,
        value: None,
        sessions: None,
        by_staff: None,
        for_staff: None,
        with_staff: None,
        unique_participants: None,
        participations: None,
        external_participations: None,
        delivered_minutes: None,
        study_hours: None,
        participant_minutes: None,
        pending_meetings: None,
        cancelled_meetings: None,
        left_out: None,
        by_municipality: None,
        by_quarter: None,
    }
}

fn counted(result: TrainingOccasions, from: LocalDate, to: LocalDate) -> IndicatorJson {
    let left_out = |reason| result.left_out.get(&reason).copied().unwrap_or(0);
    let municipality =
        |(code, figures): (MunicipalityCode, training_occasions::MunicipalityFigures)| MunicipalityFigures {
            municipality_code: code,
            unique_participants: figures.unique_participants,
            participations: figures.participations,
        };
    IndicatorJson {
        status: IndicatorStatus::NoTarget,
        value: Some(result.value),
        sessions: Some(result.sessions),
        by_staff: Some(result.by_staff),
        for_staff: Some(result.for_staff),
        with_staff: Some(result.with_staff),
        unique_participants: Some(result.unique_participants),
        participations: Some(result.participations),
        external_participations: Some(result.external_participations),
        delivered_minutes: Some(result.delivered_minutes),
        study_hours: Some(result.study_hours),
        participant_minutes: Some(result.participant_minutes),
        pending_meetings: Some(result.pending_meetings),
        cancelled_meetings: Some(result.cancelled_meetings),
        left_out: Some(LeftOutJson {
            zero_attendance: left_out(LeftOut::ZeroAttendance),
            not_related_to_goal: left_out(LeftOut::NotRelatedToGoal),
            no_affiliation: left_out(LeftOut::NoAffiliation),
        }),
        by_municipality: Some(result.by_municipality.into_iter().map(municipality).collect()),
        by_quarter: Some(
            result.by_quarter.into_iter().map(|(quarter, value)| QuarterFigures { quarter, value }).collect(),
        ),
        ..empty(IndicatorCode::I4, from, to)
    }
}
