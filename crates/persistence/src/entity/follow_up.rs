//! Programmes and the definitions of indicators.

use chrono::NaiveDate;
use domain::{PersonId, ProgrammeId, indicator::IndicatorCode};
use uuid::Uuid;

use super::{Instant, table};

table!(programme, "programme", {
    #[sea_orm(primary_key, auto_increment = false)]
    id: ProgrammeId,
    name: String,
    goal: Option<String>,
    from_date: NaiveDate,
    to_date: NaiveDate,
    baseline_wave: Option<Uuid>,
    final_wave: Option<Uuid>,
    version: i32,
});

table!(indicator_definition, "indicator_definition", {
    #[sea_orm(primary_key, auto_increment = false)]
    code: IndicatorCode,
    #[sea_orm(primary_key, auto_increment = false)]
    version: i32,
    valid_from: NaiveDate,
    rules: String,
    reason: String,
    made_at: Option<Instant>,
    made_by: Option<PersonId>,
});

/// Grows with every change of what is counted in a month.
pub(crate) type Generation = i64;

table!(evidence_generation, "evidence_generation", {
    #[sea_orm(primary_key, auto_increment = false)]
    month: String,
    generation: Generation,
});
