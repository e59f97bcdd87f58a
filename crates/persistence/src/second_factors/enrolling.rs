//! Getting a second factor.

use chrono::{DateTime, Utc};
use domain::{
    SecondFactorId, SignInId,
    event::EventKind,
    seal::Seal,
    second_factor::{self, AppSecret, FactorKind, ProvenBy, RecoveryCode},
};
use sea_orm::{ActiveModelTrait, EntityTrait, IntoActiveModel, PaginatorTrait};
use serde_json::json;

use super::{Entity, Model, has, new_codes, proving, unused};
use crate::{
    Db, Result,
    db::{Tx, retrying},
    entity::sign_in,
    error::is_unique_violation,
    sign_ins::{self, NewSignIn, note},
};

/// What came of it.
#[derive(Debug, Clone)]
pub enum Enrolled {
    /// She has it, has proven herself by it, and goes on under a new secret. With the first one come recovery codes,
    /// which are seen this once.
    In(NewSignIn, Vec<RecoveryCode>),
    /// What was shown does not fit.
    Wrong,
    /// She must prove who she is before she gets another one.
    ProofNeeded,
    /// The sign-in stands no more.
    Over,
}

/// The factor that an app becomes which is set up under this sign-in. To look at what the app is given changes nothing,
/// and looked at again it is the same; as every proof gives the sign-in a new identifier, none is set up twice.
pub fn app_of(id: SignInId) -> SecondFactorId {
    SecondFactorId(id.0)
}

/// Gives a person the app that shows the right code, if she has none yet. One transaction.
pub async fn add_app(db: &Db, seal: &Seal, id: SignInId, code: &str, now: DateTime<Utc>) -> Result<Enrolled> {
    retrying(|| async {
        let tx = db.begin_write().await?;
        let Some(row) = sign_ins::held(&tx, id, now).await? else { return Ok(Enrolled::Over) };
        if !second_factor::may_enrol(sign_ins::proof(&row), has(&tx, row.person_id).await?, now) {
            return Ok(Enrolled::ProofNeeded);
        }
        let factor = app_of(id);
        let Some(step) = AppSecret::of(seal, factor).step(code, now) else { return Ok(Enrolled::Wrong) };
        let app = Model {
            id: factor,
            person_id: row.person_id,
            kind: FactorKind::App,
            last_step: Some(step),
            credential_id: None,
            credential: None,
            added_at: now,
            used_at: now,
        };
        enrol(tx, seal, row, app, now).await
    })
    .await
}

/// Writes a factor that has been shown, and lets its sign-in go on by it.
pub(super) async fn enrol(
    tx: Tx,
    seal: &Seal,
    row: sign_in::Model,
    factor: Model,
    now: DateTime<Utc>,
) -> Result<Enrolled> {
    let (person, kind) = (row.person_id, factor.kind);
    let data = json!({ "factorId": factor.id, "kind": kind });
    match Entity::insert(factor.into_active_model().reset_all()).exec_without_returning(&tx).await {
        Ok(_) => {}
        // One app a person, and a passkey is one person's.
        Err(error) if is_unique_violation(&error) => return Ok(Enrolled::Wrong),
        Err(error) => return Err(error.into()),
    }
    note(&tx, EventKind::FactorAdded, Some(person), Some(person), now, &data).await?;
    let codes = match unused(person).count(&tx).await? {
        0 => new_codes(&tx, seal, person, now).await?,
        _ => Vec::new(),
    };
    let by = match kind {
        FactorKind::App => ProvenBy::App,
        FactorKind::Passkey => ProvenBy::Passkey,
    };
    let signed_in = proving::proven(&tx, row, by, now).await?;
    tx.commit().await?;
    Ok(Enrolled::In(signed_in, codes))
}
