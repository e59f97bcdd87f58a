//! Passkeys: what a browser was asked to sign, and what its signatures are checked by. What either means is known to
//! whoever speaks with browsers; here it is text.

use chrono::{DateTime, Utc};
use domain::{
    PersonId, SecondFactorId, SignInId,
    seal::Seal,
    second_factor::{self, ANSWER_WITHIN, FactorKind, ProvenBy},
};
use sea_orm::{
    ActiveModelTrait, ColumnTrait, EntityTrait, IntoActiveModel, QueryFilter, QueryOrder, QuerySelect,
    sea_query::{Expr, OnConflict},
};

use super::{Column, Enrolled, Entity, Model, Proven, enrolling, has, proving};
use crate::{
    Db, Result,
    db::{Tx, retrying},
    entity::passkey_question,
    sign_ins,
};

/// A passkey that somebody has.
#[derive(Debug, Clone, serde::Serialize, serde::Deserialize)]
pub struct KnownPasskey {
    /// Which of her factors it is.
    pub id: SecondFactorId,
    /// What its signatures are checked by.
    pub credential: String,
}

/// A passkey whose making has been checked.
#[derive(Debug, Clone)]
pub struct NewPasskey {
    /// What the device calls it.
    pub credential_id: Vec<u8>,
    /// What its signatures are checked by.
    pub credential: String,
}

/// A passkey whose signature has been checked.
#[derive(Debug, Clone)]
pub struct UsedPasskey {
    /// As it was when it was asked.
    pub before: KnownPasskey,
    /// What its signatures are checked by from now on.
    pub credential: String,
}

/// The passkeys that a person has.
pub async fn passkeys_of(db: &Db, person: PersonId) -> Result<Vec<KnownPasskey>> {
    let own = Entity::find().filter(Column::PersonId.eq(person)).filter(Column::Kind.eq(FactorKind::Passkey));
    let found = own.order_by_asc(Column::Id).all(db.read()).await?;
    let known = |row: Model| Some(KnownPasskey { id: row.id, credential: row.credential? });
    Ok(found.into_iter().filter_map(known).collect())
}

/// Keeps what a browser is asked; what it was asked before counts no more. One transaction.
pub async fn keep_question(db: &Db, id: SignInId, question: &str, now: DateTime<Utc>) -> Result<()> {
    use passkey_question::{Column, Entity, Model};
    retrying(|| async {
        let tx = db.begin_write().await?;
        // A sign-in that has ended meanwhile is asked nothing.
        if sign_ins::held(&tx, id, now).await?.is_none() {
            return Ok(());
        }
        let row = Model { sign_in_id: id, question: question.to_owned(), expires_at: now + ANSWER_WITHIN };
        let again =
            OnConflict::column(Column::SignInId).update_columns([Column::Question, Column::ExpiresAt]).to_owned();
        Entity::insert(row.into_active_model().reset_all()).on_conflict(again).exec_without_returning(&tx).await?;
        tx.commit().await?;
        Ok(())
    })
    .await
}

/// Takes away what a browser was asked, for its one answer. None when it is too late, or another answer was faster. One
/// transaction.
pub async fn take_question(db: &Db, id: SignInId, now: DateTime<Utc>) -> Result<Option<String>> {
    use passkey_question::Entity;
    retrying(|| async {
        let tx = db.begin_write().await?;
        let asked = Entity::find_by_id(id).lock_exclusive().one(&tx).await?;
        let taken = Entity::delete_by_id(id).exec(&tx).await?.rows_affected;
        tx.commit().await?;
        Ok(asked.filter(|row| taken == 1 && row.expires_at > now).map(|row| row.question))
    })
    .await
}

/// Gives a person a passkey. One transaction.
pub async fn add_passkey(
    db: &Db,
    seal: &Seal,
    id: SignInId,
    passkey: &NewPasskey,
    now: DateTime<Utc>,
) -> Result<Enrolled> {
    retrying(|| async {
        let tx = db.begin_write().await?;
        let Some(row) = sign_ins::held(&tx, id, now).await? else { return Ok(Enrolled::Over) };
        if !second_factor::may_enrol(sign_ins::proof(&row), has(&tx, row.person_id).await?, now) {
            return Ok(Enrolled::ProofNeeded);
        }
        let factor = Model {
            id: SecondFactorId::new(now),
            person_id: row.person_id,
            kind: FactorKind::Passkey,
            last_step: None,
            credential_id: Some(passkey.credential_id.clone()),
            credential: Some(passkey.credential.clone()),
            added_at: now,
            used_at: now,
        };
        enrolling::enrol(tx, seal, row, factor, now).await
    })
    .await
}

/// Proves a sign-in by a passkey that has signed, or counts the try when none has. One transaction.
pub async fn by_passkey(db: &Db, id: SignInId, used: Option<&UsedPasskey>, now: DateTime<Utc>) -> Result<Proven> {
    retrying(|| async {
        let tx = db.begin_write().await?;
        let Some(row) = sign_ins::held(&tx, id, now).await? else { return Ok(Proven::Over) };
        let accepted = match used {
            Some(used) => taken(&tx, row.person_id, used, now).await?,
            None => false,
        };
        let done = if accepted {
            Proven::In(proving::proven(&tx, row, ProvenBy::Passkey, now).await?)
        } else {
            Proven::Wrong(proving::refused(&tx, &row, now).await?)
        };
        tx.commit().await?;
        Ok(done)
    })
    .await
}

/// Whether the passkey is still the person's, and still as it was when it was asked: of two signatures with one count,
/// asked for at the same time, the second comes from a copy.
async fn taken(tx: &Tx, person: PersonId, used: &UsedPasskey, now: DateTime<Utc>) -> Result<bool> {
    let taken = Entity::update_many()
        .col_expr(Column::UsedAt, Expr::value(now))
        .col_expr(Column::Credential, Expr::value(used.credential.as_str()))
        .filter(Column::Id.eq(used.before.id))
        .filter(Column::PersonId.eq(person))
        .filter(Column::Credential.eq(used.before.credential.as_str()))
        .exec(tx)
        .await?;
    Ok(taken.rows_affected == 1)
}
