//! Asking for a link and a code.

use chrono::{DateTime, TimeDelta, Utc};
use domain::{
    SignInRequestId,
    sign_in::{LINK_LIFETIME, Pace},
    values::EmailAddress,
};
use sea_orm::{
    ActiveValue::Set,
    ColumnTrait, EntityTrait, QueryFilter, QuerySelect,
    sea_query::{Expr, OnConflict},
};

use super::accounts;
use crate::{
    Db, Result, Secret,
    db::{Tx, retrying},
    entity::{passkey_question, sign_in, sign_in_pace, sign_in_request},
    secrets,
};

/// Mail that one address can be made to get.
const PACE: Pace = Pace { burst: 3, every: TimeDelta::hours(1) };
/// How long it can be seen that somebody asked. Its e-mail address is no use after that.
const KEPT: TimeDelta = TimeDelta::days(1);
/// How long it can be seen that somebody was signed in, after that has ended.
const SIGN_INS_KEPT: TimeDelta = TimeDelta::days(30);

/// Somebody's wish to sign in.
#[derive(Debug, Clone)]
pub struct Asking {
    /// Where the link shall go.
    pub email: EmailAddress,
    /// Whether others use the same computer.
    pub shared_computer: bool,
    /// What the browser got when it was sent to an identity provider.
    pub left: Option<String>,
}

/// What the one who asks is told.
#[derive(Debug, Clone)]
pub enum Asked {
    /// Taken down. Her browser keeps the secret, and only there is the link of use.
    TakenDown(Secret),
    /// The address has been named too often; how long to wait.
    TooOften(TimeDelta),
}

/// Takes down that somebody wishes to sign in, whoever she is: nothing here looks into the register, so the same is
/// done for everybody. One transaction.
pub async fn ask(db: &Db, asking: Asking, now: DateTime<Utc>) -> Result<Asked> {
    let secret = Secret::random()?;
    retrying(|| async {
        let tx = db.begin_write().await?;
        let asked = secrets::hash(asking.email.as_str());
        match counted(&tx, &asked, PACE, now).await? {
            Ok(used_until) => count(&tx, asked, used_until).await?,
            Err(wait) => return Ok(Asked::TooOften(wait)),
        }
        end_older(&tx, &asking.email, now).await?;
        let row = sign_in_request::ActiveModel {
            id: Set(SignInRequestId::new(now)),
            email: Set(asking.email.clone()),
            cookie_hash: Set(secret.hash()),
            shared_computer: Set(asking.shared_computer),
            asked_at: Set(now),
            expires_at: Set(now + LINK_LIFETIME),
            decided_at: Set(None),
            person_id: Set(None),
            token_hash: Set(None),
            code_hash: Set(None),
            tries: Set(0),
            used_at: Set(None),
            ended_at: Set(None),
            identity_request_id: Set(accounts::shown(&tx, asking.left.as_deref(), now).await?),
        };
        sign_in_request::Entity::insert(row).exec_without_returning(&tx).await?;
        tx.commit().await?;
        Ok(Asked::TakenDown(secret.clone()))
    })
    .await
}

/// Only the newest request opens anything. Here, where nobody knows whom the address belongs to: whoever has asked
/// twice would otherwise see by the older one whether the newer was answered.
async fn end_older(tx: &Tx, email: &EmailAddress, now: DateTime<Utc>) -> Result<()> {
    sign_in_request::Entity::update_many()
        .col_expr(sign_in_request::Column::EndedAt, Expr::value(now))
        .filter(sign_in_request::Column::Email.eq(email.clone()))
        .filter(sign_in_request::Column::EndedAt.is_null())
        .exec(tx)
        .await?;
    Ok(())
}

/// What to keep of one more time, or how long to wait; by the hash of whatever is counted.
pub(crate) async fn counted(
    tx: &Tx,
    hash: &[u8],
    pace: Pace,
    now: DateTime<Utc>,
) -> Result<std::result::Result<DateTime<Utc>, TimeDelta>> {
    let kept = sign_in_pace::Entity::find_by_id(hash.to_vec()).lock_exclusive().one(tx).await?;
    Ok(pace.admit(kept.map(|row| row.used_until), now))
}

/// Counts one more time.
pub(crate) async fn count(tx: &Tx, hash: Vec<u8>, used_until: DateTime<Utc>) -> Result<()> {
    let row = sign_in_pace::ActiveModel { email_hash: Set(hash), used_until: Set(used_until) };
    let again =
        OnConflict::column(sign_in_pace::Column::EmailHash).update_column(sign_in_pace::Column::UsedUntil).to_owned();
    sign_in_pace::Entity::insert(row).on_conflict(again).exec_without_returning(tx).await?;
    Ok(())
}

/// Forgets who has asked and who was signed in, once it is of no use any more. One transaction.
pub async fn forget_old(db: &Db, now: DateTime<Utc>) -> Result<()> {
    let tx = db.begin_write().await?;
    let old = sign_in_request::Column::AskedAt.lt(now - KEPT);
    sign_in_request::Entity::delete_many().filter(old).exec(&tx).await?;
    accounts::forget_old(&tx, now).await?;
    sign_in_pace::Entity::delete_many().filter(sign_in_pace::Column::UsedUntil.lt(now)).exec(&tx).await?;
    passkey_question::Entity::delete_many().filter(passkey_question::Column::ExpiresAt.lte(now)).exec(&tx).await?;
    let old = sign_in::Column::ExpiresAt.lt(now - SIGN_INS_KEPT);
    sign_in::Entity::delete_many().filter(old).exec(&tx).await?;
    tx.commit().await
}
