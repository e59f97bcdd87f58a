//! Signing in with the account at one's own employer: the way to its provider and back, and whose an account is.
//!
//! An account that nobody knows lets nobody in. It becomes somebody's by a mail to her address in the register, asked for
//! in the browser that has shown the account: so only who has both the account and the mailbox says that it is hers.

use chrono::{DateTime, TimeDelta, Utc};
use domain::{
    IdentityRequestId, PersonId,
    event::EventKind,
    identity::{Identity, Vouched},
    sign_in::{LINK_LIFETIME, Way},
};
use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, ConnectionTrait, EntityTrait, IntoActiveModel, QueryFilter,
    sea_query::Expr,
};
use serde_json::json;

use super::{Admission, Entry, NewSignIn, admit, note, standing};
use crate::{
    Db, Error, Result, Secret,
    db::{Tx, retrying},
    entity::{
        identity,
        identity_request::{self, Column, Entity},
        sign_in_request,
    },
    secrets,
};

/// How long it can be seen that somebody has been on the way: longer than the mail that she has asked for then.
const KEPT: TimeDelta = TimeDelta::days(2);

/// Somebody on her way to a provider.
#[derive(Debug, Clone)]
pub struct Leaving {
    /// Its name.
    pub provider: String,
    /// Whether others use the same computer.
    pub shared_computer: bool,
    /// Where she was going.
    pub way_back: Option<String>,
}

/// Somebody who has come back.
#[derive(Debug, Clone)]
pub struct Begun {
    id: IdentityRequestId,
    /// Whether others use the same computer.
    pub shared_computer: bool,
    /// Where she was going.
    pub way_back: Option<String>,
}

/// Takes down that somebody goes to a provider. Her browser keeps the secret. One transaction.
pub async fn leave(db: &Db, leaving: Leaving, now: DateTime<Utc>) -> Result<Secret> {
    let secret = Secret::random()?;
    let row = identity_request::ActiveModel {
        id: Set(IdentityRequestId::new(now)),
        provider: Set(leaving.provider),
        cookie_hash: Set(secret.hash()),
        shared_computer: Set(leaving.shared_computer),
        way_back: Set(leaving.way_back),
        asked_at: Set(now),
        expires_at: Set(now + LINK_LIFETIME),
        used_at: Set(None),
        issuer: Set(None),
        tenant: Set(None),
        subject: Set(None),
        multi_factor: Set(false),
        authenticated_at: Set(None),
    };
    let tx = db.begin_write().await?;
    Entity::insert(row).exec_without_returning(&tx).await?;
    tx.commit().await?;
    Ok(secret)
}

/// Lets somebody come back from a provider, once, in time, and in the browser that left for it. One transaction.
pub async fn take(db: &Db, provider: &str, secret: &str, now: DateTime<Utc>) -> Result<Option<Begun>> {
    let hash = secrets::hash(secret);
    retrying(|| async {
        let tx = db.begin_write().await?;
        let used = Entity::update_many()
            .col_expr(Column::UsedAt, Expr::value(now))
            .filter(Column::CookieHash.eq(hash.clone()))
            .filter(Column::Provider.eq(provider))
            .filter(Column::UsedAt.is_null())
            .filter(Column::ExpiresAt.gt(now))
            .exec(&tx)
            .await?;
        if used.rows_affected != 1 {
            return Ok(None);
        }
        let row = Entity::find().filter(Column::CookieHash.eq(hash.clone())).one(&tx).await?;
        tx.commit().await?;
        Ok(row.map(|row| Begun { id: row.id, shared_computer: row.shared_computer, way_back: row.way_back }))
    })
    .await
}

/// Lets in whoever a provider vouches for. None when the account is nobody's; then it is remembered for as long as a mail
/// is good that may say whose it is. One transaction.
pub async fn by_account(
    db: &Db,
    begun: &Begun,
    vouched: &Vouched,
    entry: &Entry,
    now: DateTime<Utc>,
) -> Result<Option<NewSignIn>> {
    retrying(|| async {
        let tx = db.begin_write().await?;
        let Some(row) = find(&tx, &vouched.identity).await? else {
            remember(&tx, begun.id, vouched, now).await?;
            tx.commit().await?;
            return Ok(None);
        };
        if let Some(secret) = &entry.signed_in {
            standing::replace(&tx, secret, now).await?;
        }
        let (way, shared_computer, browser) = (Way::Provider, begun.shared_computer, entry.browser.as_deref());
        let (person, proof) = (row.person_id, vouched.proof(now));
        let admission = Admission { person, way, role: None, shared_computer, browser, proof, now };
        match admit(&tx, &admission).await {
            Ok(signed_in) => {
                tx.commit().await?;
                Ok(Some(signed_in))
            }
            // Shut out in this very moment.
            Err(Error::NotFound) => Ok(None),
            Err(error) => Err(error),
        }
    })
    .await
}

async fn find(db: &impl ConnectionTrait, account: &Identity) -> Result<Option<identity::Model>> {
    let Identity { issuer, tenant, subject } = account.clone();
    Ok(identity::Entity::find_by_id((issuer, tenant, subject)).one(db).await?)
}

async fn remember(tx: &Tx, id: IdentityRequestId, vouched: &Vouched, now: DateTime<Utc>) -> Result<()> {
    let Identity { issuer, tenant, subject } = vouched.identity.clone();
    Entity::update_many()
        .col_expr(Column::Issuer, Expr::value(issuer))
        .col_expr(Column::Tenant, Expr::value(tenant))
        .col_expr(Column::Subject, Expr::value(subject))
        .col_expr(Column::MultiFactor, Expr::value(vouched.multi_factor))
        .col_expr(Column::AuthenticatedAt, Expr::value(vouched.authenticated_at))
        .col_expr(Column::ExpiresAt, Expr::value(now + LINK_LIFETIME))
        .filter(Column::Id.eq(id))
        .exec(tx)
        .await?;
    Ok(())
}

/// Notes that a provider was not believed, and why, in words of ours. One transaction.
pub async fn doubt(db: &Db, provider: &str, reason: &'static str, now: DateTime<Utc>) -> Result<()> {
    let tx = db.begin_write().await?;
    let data = json!({ "provider": provider, "reason": reason });
    note(&tx, EventKind::SignInRefused, None, None, now, &data).await?;
    tx.commit().await
}

/// The way on which this browser has shown an account that is nobody's, not long ago.
pub(super) async fn shown(tx: &Tx, left: Option<&str>, now: DateTime<Utc>) -> Result<Option<IdentityRequestId>> {
    let Some(left) = left else { return Ok(None) };
    let shown = Entity::find()
        .filter(Column::CookieHash.eq(secrets::hash(left)))
        .filter(Column::Subject.is_not_null())
        .filter(Column::ExpiresAt.gt(now));
    Ok(shown.one(tx).await?.map(|row| row.id))
}

/// The account that was shown before a mail was asked for.
pub(super) async fn shown_before(tx: &Tx, request: &sign_in_request::Model) -> Result<Option<Vouched>> {
    let Some(id) = request.identity_request_id else { return Ok(None) };
    let row = Entity::find_by_id(id).one(tx).await?;
    let vouched = |row: identity_request::Model| {
        let identity = Identity { issuer: row.issuer?, tenant: row.tenant?, subject: row.subject? };
        Some(Vouched { identity, multi_factor: row.multi_factor, authenticated_at: row.authenticated_at })
    };
    Ok(row.and_then(vouched))
}

/// The accounts of a person.
pub(super) async fn of(tx: &Tx, person: PersonId) -> Result<Vec<Identity>> {
    let rows = identity::Entity::find().filter(identity::Column::PersonId.eq(person)).all(tx).await?;
    let own = |row: identity::Model| Identity { issuer: row.issuer, tenant: row.tenant, subject: row.subject };
    Ok(rows.into_iter().map(own).collect())
}

/// Says for good that an account is a person's. False when it is somebody's already, or she has another one there.
pub(super) async fn connect(tx: &Tx, account: &Identity, person: PersonId, now: DateTime<Utc>) -> Result<bool> {
    let Identity { issuer, tenant, subject } = account.clone();
    let row = identity::Model { issuer, tenant, subject, person_id: person, connected_at: now };
    let taken = sea_orm::sea_query::OnConflict::new().do_nothing().to_owned();
    let insert = identity::Entity::insert(row.into_active_model().reset_all()).on_conflict(taken);
    if insert.exec_without_returning(tx).await? != 1 {
        return Ok(false);
    }
    note(tx, EventKind::IdentityConnected, Some(person), Some(person), now, &json!({})).await?;
    Ok(true)
}

/// Makes all accounts of a person nobody's again.
pub(crate) async fn forget_accounts(tx: &Tx, person: PersonId) -> Result<u64> {
    let own = identity::Column::PersonId.eq(person);
    Ok(identity::Entity::delete_many().filter(own).exec(tx).await?.rows_affected)
}

/// Forgets who has been on the way to a provider.
pub(super) async fn forget_old(tx: &Tx, now: DateTime<Utc>) -> Result<()> {
    Entity::delete_many().filter(Column::AskedAt.lt(now - KEPT)).exec(tx).await?;
    Ok(())
}
