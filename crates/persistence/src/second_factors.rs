//! Second factors: what people have to prove who they are, and taking it away from them.
//!
//! Everything that is shown is looked at while its sign-in and its person are held (`sign_ins::held`), so that of two
//! requests with one code one comes first, and the other finds it used.

use chrono::{DateTime, Utc};
use domain::{
    PersonId, SecondFactorId,
    access::Scope,
    event::EventKind,
    seal::{Purpose, Seal},
    second_factor::{FactorKind, RECOVERY_CODES, RecoveryCode},
};
use sea_orm::{
    ActiveModelTrait, ColumnTrait, ConnectionTrait, EntityTrait, IntoActiveModel, PaginatorTrait, QueryFilter,
    QueryOrder, QuerySelect,
};
use serde_json::json;

use crate::{
    Db, Error, Once, Result,
    db::{Tx, retrying},
    entity::{
        person, recovery_code,
        second_factor::{Column, Entity, Model},
    },
    idempotency,
    page::{Page, PageRequest},
    scope as scopes, secrets,
    sign_ins::{self, note},
};

mod enrolling;
mod passkeys;
mod proving;

pub use enrolling::{Enrolled, add_app, app_of};
pub use passkeys::{
    KnownPasskey, NewPasskey, UsedPasskey, add_passkey, by_passkey, keep_question, passkeys_of, take_question,
};
pub use proving::{Proven, by_code};

/// A second factor as its owner sees it.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct FactorView {
    /// Which.
    pub id: SecondFactorId,
    /// Whose.
    pub person_id: PersonId,
    /// What it is.
    pub kind: FactorKind,
    /// When she got it.
    pub added_at: DateTime<Utc>,
    /// When it was last used.
    pub used_at: DateTime<Utc>,
    /// When she removed it.
    pub removed_at: Option<DateTime<Utc>>,
}

/// What was taken away from somebody.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Reset {
    /// From whom.
    pub person_id: PersonId,
    /// How many factors she had.
    pub removed: u64,
}

fn view(row: Model) -> FactorView {
    FactorView {
        id: row.id,
        person_id: row.person_id,
        kind: row.kind,
        added_at: row.added_at,
        used_at: row.used_at,
        removed_at: None,
    }
}

/// Whether a person has a second factor.
pub(crate) async fn has(db: &impl ConnectionTrait, person: PersonId) -> Result<bool> {
    Ok(Entity::find().filter(Column::PersonId.eq(person)).limit(1).count(db).await? > 0)
}

/// The second factors of the caller, or of somebody whose factors she may see.
pub async fn list(db: &Db, scope: &Scope, person: Option<PersonId>, page: PageRequest) -> Result<Page<FactorView>> {
    let whose = person.unwrap_or(scope.person);
    let all = Entity::find().filter(scopes::second_factors(scope)).filter(Column::PersonId.eq(whose));
    let total = all.clone().count(db.read()).await?;
    let all = all.order_by_asc(Column::AddedAt).order_by_asc(Column::Id);
    let found = all.limit(page.limit).offset(page.offset()).all(db.read()).await?;
    Ok(Page { items: found.into_iter().map(view).collect(), total })
}

/// How many recovery codes a person has left.
pub async fn codes_left(db: &Db, person: PersonId) -> Result<u64> {
    Ok(unused(person).count(db.read()).await?)
}

fn unused(person: PersonId) -> sea_orm::Select<recovery_code::Entity> {
    recovery_code::Entity::find()
        .filter(recovery_code::Column::PersonId.eq(person))
        .filter(recovery_code::Column::UsedAt.is_null())
}

/// Removes a factor of the caller's; with the last one go her recovery codes. One transaction.
///
/// # Errors
/// [`Error::NotFound`] for one that is not her own.
pub async fn remove(
    db: &Db,
    scope: &Scope,
    id: SecondFactorId,
    now: DateTime<Utc>,
    once: Option<Once>,
) -> Result<FactorView> {
    retrying(|| async {
        let tx = db.begin_write().await?;
        if let Some(earlier) = idempotency::earlier(&tx, once.as_ref()).await? {
            return earlier.map_err(Error::Refused);
        }
        person::Entity::find_by_id(scope.person).lock_exclusive().one(&tx).await?.ok_or(Error::NotFound)?;
        let own = Entity::find_by_id(id).filter(Column::PersonId.eq(scope.person));
        let row = own.one(&tx).await?.ok_or(Error::NotFound)?;
        Entity::delete_by_id(id).exec(&tx).await?;
        if !has(&tx, scope.person).await? {
            forget_codes(&tx, scope.person).await?;
        }
        let data = json!({ "factorId": id, "kind": row.kind });
        note(&tx, EventKind::FactorRemoved, Some(scope.person), Some(scope.person), now, &data).await?;
        let removed = FactorView { removed_at: Some(now), ..view(row) };
        idempotency::remember(&tx, once.as_ref(), &Ok(&removed)).await?;
        tx.commit().await?;
        Ok(removed)
    })
    .await
}

/// Takes away everything that a person proves herself by, because she has lost it: she begins anew with her mail. All
/// her sign-ins end, whoever has them. The caller must be allowed to do that for everybody. One transaction.
pub async fn reset(db: &Db, scope: &Scope, person: PersonId, now: DateTime<Utc>, once: Option<Once>) -> Result<Reset> {
    retrying(|| async {
        let tx = db.begin_write().await?;
        if let Some(earlier) = idempotency::earlier(&tx, once.as_ref()).await? {
            return earlier.map_err(Error::Refused);
        }
        // Before the person is held: whoever shows a factor holds her sign-in first.
        sign_ins::end_all_of(&tx, person, now).await?;
        person::Entity::find_by_id(person).lock_exclusive().one(&tx).await?.ok_or(Error::NotFound)?;
        let removed = Entity::delete_many().filter(Column::PersonId.eq(person)).exec(&tx).await?.rows_affected;
        forget_codes(&tx, person).await?;
        sign_ins::forget_accounts(&tx, person).await?;
        let reset = Reset { person_id: person, removed };
        note(&tx, EventKind::FactorsReset, Some(person), Some(scope.person), now, &json!({ "removed": removed }))
            .await?;
        idempotency::remember(&tx, once.as_ref(), &Ok(&reset)).await?;
        tx.commit().await?;
        Ok(reset)
    })
    .await
}

async fn forget_codes(tx: &Tx, person: PersonId) -> Result<()> {
    recovery_code::Entity::delete_many().filter(recovery_code::Column::PersonId.eq(person)).exec(tx).await?;
    Ok(())
}

/// Gives the caller new recovery codes, once; those she had before count no more. None without a factor to recover.
/// One transaction.
pub async fn renew_codes(db: &Db, seal: &Seal, scope: &Scope, now: DateTime<Utc>) -> Result<Vec<RecoveryCode>> {
    retrying(|| async {
        let tx = db.begin_write().await?;
        person::Entity::find_by_id(scope.person).lock_exclusive().one(&tx).await?.ok_or(Error::NotFound)?;
        if !has(&tx, scope.person).await? {
            return Ok(Vec::new());
        }
        forget_codes(&tx, scope.person).await?;
        let codes = new_codes(&tx, seal, scope.person, now).await?;
        tx.commit().await?;
        Ok(codes)
    })
    .await
}

/// Makes codes and keeps their hashes: keyed ones, so that a copy of the table is no use without the key.
async fn new_codes(tx: &Tx, seal: &Seal, person: PersonId, now: DateTime<Utc>) -> Result<Vec<RecoveryCode>> {
    let mut codes = Vec::new();
    for _ in 0..RECOVERY_CODES {
        let code = RecoveryCode::from_bits(u128::from_be_bytes(secrets::random()?));
        let row = recovery_code::Model {
            person_id: person,
            hash: code_hash(seal, person, &code),
            made_at: now,
            used_at: None,
        };
        recovery_code::Entity::insert(row.into_active_model().reset_all()).exec_without_returning(tx).await?;
        codes.push(code);
    }
    note(tx, EventKind::RecoveryCodesMade, Some(person), Some(person), now, &json!({})).await?;
    Ok(codes)
}

fn code_hash(seal: &Seal, person: PersonId, code: &RecoveryCode) -> Vec<u8> {
    seal.hash_of(Purpose::RecoveryCode, person.0, code.as_str()).to_vec()
}
