//! I5: project grants.

use std::collections::{BTreeSet, HashMap};

use domain::{
    GrantCallId,
    access::{Reach, Right, Scope},
    grant::{Grant, Recipient},
    indicator::{
        definition::Definition,
        outcome::Details,
        project_grants::{self, GrantEvidence},
    },
    values::MunicipalityCode,
};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};

use super::{Asked, Computed};
use crate::{
    Db, Result,
    entity::{grant_call, library, project_grant},
    grants,
};

/// A manager's figures are of the grants that her own libraries, or their municipalities, get.
pub(super) async fn compute(db: &Db, asked: &Asked<'_>, definition: &Definition) -> Result<Computed> {
    let reach = asked.scope.reach(Right::to_read(definition.code));
    if reach == Reach::Nothing {
        return Ok(Computed::outside_scope(definition));
    }
    let found = project_grant::Entity::find().all(db.read()).await?;
    let mut found = grants::with_recipients(db.read(), found).await?;
    if reach == Reach::Libraries {
        let own = own_municipalities(db, asked.scope).await?;
        found.retain(|grant| grant.recipients.iter().any(|recipient| is_own(asked.scope, &own, recipient)));
    }
    let calls = grant_call::Entity::find().all(db.read()).await?;
    let calls: HashMap<_, _> = calls.into_iter().map(|call| (call.id, call)).collect();
    let evidence: Vec<_> = found.into_iter().map(|grant| of_grant(grant, &calls)).collect();
    let (result, evidence) = project_grants::count(&evidence, asked.period);
    Ok(Computed::by(definition, result.outcome(), Details::ProjectGrants(Box::new(result)), evidence))
}

fn of_grant(grant: Grant, calls: &HashMap<GrantCallId, grant_call::Model>) -> GrantEvidence {
    let call = grant.call_id.and_then(|id| calls.get(&id));
    let number = grant.registry_number.as_str();
    GrantEvidence {
        grant_id: grant.id,
        title: call.map_or_else(|| number.to_owned(), |call| format!("{number} {}", call.title)),
        decision: grant.decision,
        decided_on: grant.decision_date,
        criterion: grant.criterion(call.map(|call| call.criterion)),
        revoked_on: grant.revocation.map(|revocation| revocation.on),
        amount_kronor: grant.amount_kronor,
        recipients: grant.recipients,
    }
}

async fn own_municipalities(db: &Db, scope: &Scope) -> Result<BTreeSet<MunicipalityCode>> {
    let own = library::Entity::find().filter(library::Column::Id.is_in(scope.libraries.iter().copied()));
    Ok(own.all(db.read()).await?.into_iter().map(|library| library.municipality_code).collect())
}

fn is_own(scope: &Scope, municipalities: &BTreeSet<MunicipalityCode>, recipient: &Recipient) -> bool {
    match recipient {
        Recipient::Library(id) => scope.libraries.contains(id),
        Recipient::Municipality(code) => municipalities.contains(code),
    }
}
