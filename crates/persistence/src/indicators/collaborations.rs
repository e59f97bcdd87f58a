//! I7: libraries that co-operate on 1177.

use std::collections::HashMap;

use chrono::NaiveDate;
use domain::{
    CollaborationId,
    access::Right,
    indicator::{
        collaborations::{self, CollaborationEvidence},
        definition::{CollaborationReading, Definition},
        outcome::Details,
    },
};
use sea_orm::{ColumnTrait, EntityTrait, JoinType, QueryFilter, QuerySelect};

use super::{Asked, Computed};
use crate::{
    Db, Error, Result,
    entity::{collaboration, collaboration_confirmation, library},
    scope,
};

/// A manager's figures are of her own libraries.
pub(super) async fn compute(db: &Db, asked: &Asked<'_>, definition: &Definition) -> Result<Computed> {
    if !asked.scope.role.may(Right::to_read(definition.code)) {
        return Ok(Computed::outside_scope(definition));
    }
    let reading = definition.rules.reading.unwrap_or(CollaborationReading::Overlap);
    let (result, evidence) = collaborations::count(&evidence(db, asked).await?, asked.period, reading);
    Ok(Computed::by(definition, result.outcome(), Details::Collaborations(Box::new(result)), evidence))
}

async fn evidence(db: &Db, asked: &Asked<'_>) -> Result<Vec<CollaborationEvidence>> {
    let of_library = collaboration::Entity::belongs_to(library::Entity)
        .from(collaboration::Column::LibraryId)
        .to(library::Column::Id);
    let query = collaboration::Entity::find()
        .join(JoinType::InnerJoin, of_library.into())
        .select_also(library::Entity)
        .filter(scope::collaborations(asked.scope));
    let mut confirmed = confirmations(db).await?;
    let mut evidence = Vec::new();
    for (row, library) in query.all(db.read()).await? {
        let library = library.ok_or_else(|| Error::Fault("a collaboration without its library".into()))?;
        evidence.push(CollaborationEvidence {
            collaboration_id: row.id,
            library_id: row.library_id,
            library: library.name,
            municipality_code: library.municipality_code,
            library_type: library.library_type,
            from: row.from_date,
            to: row.to_date,
            confirmed_on: confirmed.remove(&row.id).unwrap_or_default(),
        });
    }
    Ok(evidence)
}

/// The days somebody said that it goes on.
async fn confirmations(db: &Db) -> Result<HashMap<CollaborationId, Vec<NaiveDate>>> {
    let said = collaboration_confirmation::Entity::find().filter(collaboration_confirmation::Column::Active.eq(true));
    let mut days: HashMap<_, Vec<_>> = HashMap::new();
    for row in said.all(db.read()).await? {
        days.entry(row.collaboration_id).or_default().push(row.on_date);
    }
    Ok(days)
}
