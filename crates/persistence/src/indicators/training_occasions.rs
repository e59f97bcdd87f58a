//! I4: training occasions.

use domain::indicator::{
    definition::Definition,
    outcome::{Details, Indicator},
    training_occasions,
};

use super::{Asked, Computed};
use crate::{Db, Result, evidence};

pub(super) async fn compute(db: &Db, asked: &Asked<'_>, definition: &Definition) -> Result<Computed> {
    let meetings = evidence::meetings(db, asked.scope, asked.period.from, asked.period.to, asked.now).await?;
    let (counted, evidence) = training_occasions::count(&meetings);
    let indicator = Indicator {
        code: definition.code,
        definition: definition.clone(),
        outcome: counted.outcome(),
        details: Details::TrainingOccasions(Box::new(counted)),
    };
    Ok(Computed { indicator, evidence })
}
