//! I4: training occasions.

use domain::indicator::{
    definition::Definition,
    evidence::EvidenceRow,
    outcome::{Details, Indicator},
    training_occasions::{self, TrainingOccasions},
};

use super::{Asked, Computed};
use crate::{
    Db, Result,
    evidence::{self, Depth},
};

/// The result with every breakdown, and the rows it was computed from.
pub(super) async fn compute(db: &Db, asked: &Asked<'_>, definition: &Definition) -> Result<Computed> {
    let evidence = evidence::gather(db, asked.scope, asked.period, asked.now, Depth::People).await?;
    let counted = training_occasions::count(&evidence, &definition.rules);
    let rows = training_occasions::rows(&evidence, &definition.rules);
    Ok(Computed { indicator: indicator(definition, counted), evidence: rows })
}

/// The result with every breakdown, by each of several definitions.
pub(super) async fn results(db: &Db, asked: &Asked<'_>, definitions: &[&Definition]) -> Result<Vec<Indicator>> {
    let evidence = evidence::gather(db, asked.scope, asked.period, asked.now, Depth::People).await?;
    let result =
        |definition: &&Definition| indicator(definition, training_occasions::count(&evidence, &definition.rules));
    Ok(definitions.iter().map(result).collect())
}

/// The value and what is missing, without details: who took part is not looked at.
pub(super) async fn summary(db: &Db, asked: &Asked<'_>, definition: &Definition) -> Result<Indicator> {
    let evidence = evidence::gather(db, asked.scope, asked.period, asked.now, Depth::Meetings).await?;
    let counted = training_occasions::summary(&evidence, &definition.rules);
    Ok(Indicator { outcome: counted.outcome(), ..Indicator::empty(definition.clone()) })
}

/// The rows alone.
pub(super) async fn rows(db: &Db, asked: &Asked<'_>, definition: &Definition) -> Result<Vec<EvidenceRow>> {
    let evidence = evidence::gather(db, asked.scope, asked.period, asked.now, Depth::People).await?;
    Ok(training_occasions::rows(&evidence, &definition.rules))
}

fn indicator(definition: &Definition, counted: TrainingOccasions) -> Indicator {
    Indicator {
        code: definition.code,
        definition: definition.clone(),
        outcome: counted.outcome(),
        details: Details::TrainingOccasions(Box::new(counted)),
    }
}
