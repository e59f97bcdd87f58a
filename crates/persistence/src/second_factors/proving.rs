//! Showing a second factor: after the mail, and again before what must not be done by whoever finds a browser open.

use chrono::{DateTime, TimeDelta, Utc};
use domain::{
    PersonId, SignInId,
    event::EventKind,
    seal::Seal,
    second_factor::{AppSecret, FactorKind, Proof, ProvenBy, RecoveryCode, TRIES_MAX, Typed, WRONG_PACE},
};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, sea_query::Expr};
use serde_json::json;

use super::{Column, Entity, code_hash};
use crate::{
    Db, Result,
    db::{Tx, retrying},
    entity::{recovery_code, sign_in},
    secrets,
    sign_ins::{self, NewSignIn, Renewal, note},
};

/// What came of showing a factor.
#[derive(Debug, Clone)]
pub enum Proven {
    /// She has proven who she is, and goes on under a new secret.
    In(NewSignIn),
    /// It is not hers, or used already; how many tries are left before the sign-in ends.
    Wrong(i32),
    /// Too much has been tried in her name; how long to wait.
    TooOften(TimeDelta),
    /// The sign-in stands no more.
    Over,
}

/// Proves a sign-in by what somebody has typed, or counts the try. What cannot be a code counts as a wrong one. One
/// transaction.
pub async fn by_code(db: &Db, seal: &Seal, id: SignInId, typed: Option<&Typed>, now: DateTime<Utc>) -> Result<Proven> {
    retrying(|| async {
        let tx = db.begin_write().await?;
        let Some(row) = sign_ins::held(&tx, id, now).await? else { return Ok(Proven::Over) };
        let counted = tries_of(row.person_id);
        let used_until = match sign_ins::counted(&tx, &counted, WRONG_PACE, now).await? {
            Ok(used_until) => used_until,
            Err(wait) => return Ok(Proven::TooOften(wait)),
        };
        let done = match accepted(&tx, seal, row.person_id, typed, now).await? {
            Some(by) => Proven::In(proven(&tx, row, by, now).await?),
            None => {
                sign_ins::count(&tx, counted, used_until).await?;
                Proven::Wrong(refused(&tx, &row, now).await?)
            }
        };
        tx.commit().await?;
        Ok(done)
    })
    .await
}

/// What the tries in a person's name are counted by, however many sign-ins they are spread over.
fn tries_of(person: PersonId) -> Vec<u8> {
    secrets::hash(&format!("second factor of {person}"))
}

async fn accepted(
    tx: &Tx,
    seal: &Seal,
    person: PersonId,
    typed: Option<&Typed>,
    now: DateTime<Utc>,
) -> Result<Option<ProvenBy>> {
    match typed {
        Some(Typed::App(code)) => by_app(tx, seal, person, code, now).await,
        Some(Typed::Recovery(code)) => by_recovery_code(tx, seal, person, code, now).await,
        None => Ok(None),
    }
}

/// A code of a step that no code was taken of yet, nor of any later one.
async fn by_app(tx: &Tx, seal: &Seal, person: PersonId, code: &str, now: DateTime<Utc>) -> Result<Option<ProvenBy>> {
    let own = Entity::find().filter(Column::PersonId.eq(person)).filter(Column::Kind.eq(FactorKind::App));
    let Some(app) = own.one(tx).await? else { return Ok(None) };
    let Some(step) = AppSecret::of(seal, app.id).step(code, now) else { return Ok(None) };
    let taken = Entity::update_many()
        .col_expr(Column::LastStep, Expr::value(step))
        .col_expr(Column::UsedAt, Expr::value(now))
        .filter(Column::Id.eq(app.id))
        .filter(Column::LastStep.lt(step))
        .exec(tx)
        .await?;
    Ok((taken.rows_affected == 1).then_some(ProvenBy::App))
}

async fn by_recovery_code(
    tx: &Tx,
    seal: &Seal,
    person: PersonId,
    code: &RecoveryCode,
    now: DateTime<Utc>,
) -> Result<Option<ProvenBy>> {
    let taken = recovery_code::Entity::update_many()
        .col_expr(recovery_code::Column::UsedAt, Expr::value(now))
        .filter(recovery_code::Column::PersonId.eq(person))
        .filter(recovery_code::Column::Hash.eq(code_hash(seal, person, code)))
        .filter(recovery_code::Column::UsedAt.is_null())
        .exec(tx)
        .await?;
    Ok((taken.rows_affected == 1).then_some(ProvenBy::RecoveryCode))
}

/// Lets a sign-in go on, proven now.
pub(super) async fn proven(tx: &Tx, row: sign_in::Model, by: ProvenBy, now: DateTime<Utc>) -> Result<NewSignIn> {
    let (person, role) = (row.person_id, row.role);
    let renewal = Renewal { role, proof: Some(Proof { by, at: now }), wrong_tries: 0 };
    let signed_in = sign_ins::renew(tx, row, renewal, now).await?;
    let data = json!({ "signInId": signed_in.id, "by": by });
    note(tx, EventKind::FactorShown, Some(person), Some(person), now, &data).await?;
    Ok(signed_in)
}

/// Counts a try in vain; with the last one the sign-in ends. Gives how many are left.
pub(super) async fn refused(tx: &Tx, row: &sign_in::Model, now: DateTime<Utc>) -> Result<i32> {
    let tried = row.wrong_tries + 1;
    sign_in::Entity::update_many()
        .col_expr(sign_in::Column::WrongTries, Expr::value(tried))
        .filter(sign_in::Column::Id.eq(row.id))
        .exec(tx)
        .await?;
    if tried >= TRIES_MAX {
        sign_ins::end_one(tx, row.id, now).await?;
    }
    let data = json!({ "signInId": row.id, "try": tried });
    note(tx, EventKind::FactorRefused, Some(row.person_id), None, now, &data).await?;
    Ok(TRIES_MAX - tried)
}
