//! I3: the survey of managers.

use domain::{
    access::Right,
    indicator::{
        definition::Definition,
        managers_ability,
        outcome::{Details, Indicator},
        period::Period,
    },
    programme::{self, Programme},
};

use super::{Asked, Computed};
use crate::{Db, Result, programmes, surveys};

pub(super) async fn compute(db: &Db, asked: &Asked<'_>, definition: &Definition) -> Result<Computed> {
    if !asked.scope.role.may(Right::to_read(definition.code)) {
        return Ok(Computed { indicator: Indicator::outside_scope(definition.clone()), evidence: Vec::new() });
    }
    surveys::close_due(db, asked.now).await?;
    let programmes = programmes::all(db).await?;
    let surveys = match asked.named(&programmes).or_else(|| of_period(&programmes, asked.period)) {
        Some(programme) => surveys::of_programme(db, programme.id).await?,
        None => Vec::new(),
    };
    let small_number = definition.rules.small_number();
    let (outcome, parts, evidence) = managers_ability::assess(&surveys, asked.period.to, small_number);
    let details = parts.map_or(Details::Nothing, |parts| Details::ManagersAbility(Box::new(parts)));
    let indicator = Indicator { code: definition.code, definition: definition.clone(), outcome, details };
    Ok(Computed { indicator, evidence })
}

/// The question is asked after the end, so a period without a programme belongs to the one that ended last.
fn of_period(programmes: &[Programme], period: Period) -> Option<&Programme> {
    let ended = programmes.iter().filter(|programme| programme.to < period.from);
    programme::of_period(programmes, period).or_else(|| ended.max_by_key(|programme| (programme.to, programme.id)))
}
