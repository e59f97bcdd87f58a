//! The same request twice gives the same answer and one effect (`V8`).
//!
//! What is kept is the outcome itself, in the transaction that made it, so that an answer can never be
//! remembered without its effect, nor the effect without the answer.

use chrono::{DateTime, Duration, Utc};
use domain::{PersonId, Refusal};
use sea_orm::{ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter};
use serde::{Serialize, de::DeserializeOwned};

use crate::{
    Db, Error, Result,
    db::{self, Tx},
    entity::idempotency,
};

/// How long an answer is kept, at least.
const KEPT: Duration = Duration::hours(48);

/// A request that its caller has marked as one and the same.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Once {
    /// The caller; each has keys of its own.
    pub caller: PersonId,
    /// The caller's key.
    pub key: String,
    /// SHA-256 of operation and body.
    pub fingerprint: [u8; 32],
    /// When the request came.
    pub now: DateTime<Utc>,
}

/// The outcome of an earlier request with the same key.
pub(crate) async fn earlier<T: DeserializeOwned>(tx: &Tx, once: Option<&Once>) -> Result<Option<Result<T, Refusal>>> {
    let Some(once) = once else { return Ok(None) };
    let Some(row) = idempotency::Entity::find_by_id((once.caller, once.key.clone())).one(tx).await? else {
        return Ok(None);
    };
    recall(&row, once).map(Some)
}

/// Reads a kept outcome; another request under the same key is refused.
pub(crate) fn recall<T: DeserializeOwned>(row: &idempotency::Model, once: &Once) -> Result<Result<T, Refusal>> {
    if row.fingerprint != once.fingerprint {
        return Err(Error::KeyReused);
    }
    serde_json::from_str(&row.outcome).map_err(|error| Error::Fault(format!("kept outcome: {error}")))
}

/// The row that keeps an outcome.
pub(crate) fn row<T: Serialize>(once: &Once, outcome: &Result<T, Refusal>) -> Result<idempotency::ActiveModel> {
    let outcome = serde_json::to_string(outcome).map_err(|error| Error::Fault(format!("outcome: {error}")))?;
    Ok(idempotency::ActiveModel {
        person_id: Set(once.caller),
        key: Set(once.key.clone()),
        fingerprint: Set(once.fingerprint.to_vec()),
        outcome: Set(outcome),
        created_at: Set(once.now),
    })
}

/// Keeps an outcome, in the transaction that made it. A twin that was faster makes the transaction conflict,
/// and its second try finds the twin's answer.
pub(crate) async fn remember<T: Serialize>(tx: &Tx, once: Option<&Once>, outcome: &Result<T, Refusal>) -> Result<()> {
    let Some(once) = once else { return Ok(()) };
    match idempotency::Entity::insert(row(once, outcome)?).exec_without_returning(tx).await {
        Ok(_) => Ok(()),
        Err(error) if crate::error::is_unique_violation(&error) => Err(twin()),
        Err(error) => Err(error.into()),
    }
}

/// Another process was faster with the same key: the whole transaction again, to find its answer.
pub(crate) fn twin() -> Error {
    Error::Conflict("twin request".into())
}

/// The last word on a request with a key: a refusal is kept as well, unless a twin got an answer meanwhile.
pub(crate) async fn settled<T>(db: &Db, once: Option<&Once>, done: Result<T>) -> Result<T>
where
    T: Serialize + DeserializeOwned,
{
    let (Err(Error::Refused(refusal)), Some(_)) = (&done, once) else { return done };
    db::retrying(|| async {
        let tx = db.begin_write().await?;
        if let Some(kept) = earlier::<T>(&tx, once).await? {
            return kept.map_err(Error::Refused);
        }
        remember::<T>(&tx, once, &Err(refusal.clone())).await?;
        tx.commit().await?;
        Err(Error::Refused(refusal.clone()))
    })
    .await
}

/// Forgets answers older than two days. Returns how many.
pub async fn forget_old(db: &Db, now: DateTime<Utc>) -> Result<u64> {
    let tx = db.begin_write().await?;
    let old = idempotency::Entity::delete_many().filter(idempotency::Column::CreatedAt.lt(now - KEPT));
    let forgotten = old.exec(&tx).await?.rows_affected;
    tx.commit().await?;
    Ok(forgotten)
}
