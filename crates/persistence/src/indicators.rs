//! The seven indicators: evidence is loaded here, and `domain` computes. One file an indicator.
//!
//! Nothing is stored: every figure is computed from its evidence each time, until a report is locked.

use chrono::{DateTime, Utc};
use domain::{
    ProgrammeId,
    access::Scope,
    indicator::{
        IndicatorCode,
        definition::{self, Definition},
        evidence::EvidenceRow,
        outcome::{Indicator, Remark, RemarkCode},
        period::Period,
    },
    programme::Programme,
    report::snapshot::Computed,
};

use crate::{Db, Error, Result, definitions};

mod action_plan;
mod collaborations;
mod digiteket_profiles;
mod managers_ability;
mod project_grants;
mod self_assessment;
mod training_occasions;

/// What is asked: whose figures, of which period, as things stand now.
#[derive(Debug, Clone, Copy)]
pub struct Asked<'a> {
    /// The caller, whose rights decide how far the figures reach.
    pub scope: &'a Scope,
    /// The period, in local dates.
    pub period: Period,
    /// The programme that a report is about; with none it is the one that the period belongs to.
    pub programme: Option<ProgrammeId>,
    /// The moment that decides what is over.
    pub now: DateTime<Utc>,
}

impl Asked<'_> {
    fn named<'a>(&self, programmes: &'a [Programme]) -> Option<&'a Programme> {
        programmes.iter().find(|programme| Some(programme.id) == self.programme)
    }
}

/// All seven, in order, each by the definition in force on the period's last day; I4 without its details.
pub async fn all(db: &Db, asked: &Asked<'_>) -> Result<Vec<Indicator>> {
    let versions = definitions::all(db).await?;
    let mut indicators = Vec::with_capacity(IndicatorCode::ALL.len());
    for code in IndicatorCode::ALL {
        let definition = latest(&versions, asked, *code)?;
        // Only the values are shown in the list, and breakdowns are most of the work.
        indicators.push(match code {
            IndicatorCode::I4 => training_occasions::summary(db, asked, definition).await?,
            _ => compute(db, asked, definition).await?.indicator,
        });
    }
    Ok(indicators)
}

/// One indicator by every version of its definition that is in force in the period; the last one decides.
pub async fn one(db: &Db, asked: &Asked<'_>, code: IndicatorCode) -> Result<Vec<Indicator>> {
    let versions = definitions::all(db).await?;
    let definitions = definition::of_period(&versions, code, asked.period.from, asked.period.to);
    let mut indicators = Vec::new();
    if code == IndicatorCode::I4 {
        indicators = training_occasions::results(db, asked, &definitions).await?;
    } else {
        for definition in definitions {
            indicators.push(compute(db, asked, definition).await?.indicator);
        }
    }
    if let [_, .., last] = indicators.as_mut_slice() {
        last.outcome.warnings.extend(Remark::of(RemarkCode::DefinitionChanged, 1));
    }
    Ok(indicators)
}

/// Every row looked at for one indicator, in order.
pub async fn evidence(db: &Db, asked: &Asked<'_>, code: IndicatorCode) -> Result<Vec<EvidenceRow>> {
    let versions = definitions::all(db).await?;
    let definition = latest(&versions, asked, code)?;
    match code {
        IndicatorCode::I4 => training_occasions::rows(db, asked, definition).await,
        IndicatorCode::I2 => {
            digiteket_profiles::without_hidden_workplaces(db, compute(db, asked, definition).await?.evidence).await
        }
        _ => Ok(compute(db, asked, definition).await?.evidence),
    }
}

/// All seven with their evidence, each by the definition in force on the period's last day.
pub(crate) async fn with_evidence(db: &Db, asked: &Asked<'_>, versions: &[Definition]) -> Result<Vec<Computed>> {
    let mut computed = Vec::with_capacity(IndicatorCode::ALL.len());
    for code in IndicatorCode::ALL {
        computed.push(compute(db, asked, latest(versions, asked, *code)?).await?);
    }
    Ok(computed)
}

fn latest<'a>(versions: &'a [Definition], asked: &Asked<'_>, code: IndicatorCode) -> Result<&'a Definition> {
    let definition = definition::in_force(versions, code, asked.period.to);
    definition.ok_or_else(|| Error::Fault(format!("no definition of {code}")))
}

/// One indicator with its evidence, by one version of its definition.
pub(crate) async fn compute(db: &Db, asked: &Asked<'_>, definition: &Definition) -> Result<Computed> {
    match definition.code {
        IndicatorCode::I1 => self_assessment::compute(db, asked, definition).await,
        IndicatorCode::I2 => digiteket_profiles::compute(db, asked, definition).await,
        IndicatorCode::I3 => managers_ability::compute(db, asked, definition).await,
        IndicatorCode::I4 => training_occasions::compute(db, asked, definition).await,
        IndicatorCode::I5 => project_grants::compute(db, asked, definition).await,
        IndicatorCode::I6 => action_plan::compute(db, asked, definition).await,
        IndicatorCode::I7 => collaborations::compute(db, asked, definition).await,
    }
}
