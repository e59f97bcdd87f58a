//! Tokens that people make for their programs, and revoke.

use chrono::{DateTime, NaiveDate, Utc};
use domain::{
    AccessTokenId, Invalid, LibraryId, PersonId,
    access::{Role, Scope},
    event::EventKind,
    invalid::InvalidMember,
    values::Line,
};
use sea_orm::{
    ActiveValue::Set, ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder, QuerySelect, sea_query::Expr,
};
use serde_json::json;

use super::{LIFETIME_MAX, form};
use crate::{
    Db, Error, Once, Result, Secret,
    db::retrying,
    entity::{
        access_token::{Column, Entity, Model},
        person,
    },
    idempotency,
    page::{Page, PageRequest},
    record::{Deed, Record, Subject},
    rows, scope as scopes, secrets,
};

/// A token as it is wished for. It acts in the role that its maker acts in.
#[derive(Debug, Clone)]
pub struct TokenDraft {
    /// What it is for.
    pub name: Line<120>,
    /// The libraries it is for, of those that a manager answers for; none for all of them.
    pub libraries: Option<Vec<LibraryId>>,
    /// When it ends; at most twelve months from now.
    pub expires_at: Option<DateTime<Utc>>,
}

/// A token, without what is secret in it.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct TokenView {
    /// Which.
    pub id: AccessTokenId,
    /// Whose.
    pub person_id: PersonId,
    /// What it acts as.
    pub role: Role,
    /// What it is for.
    pub name: Line<120>,
    /// The libraries it is for; none for all that its person answers for.
    pub libraries: Option<Vec<LibraryId>>,
    /// When it was made.
    pub created_at: DateTime<Utc>,
    /// When it ends.
    pub expires_at: DateTime<Utc>,
    /// The day of its last use.
    pub used_on: Option<NaiveDate>,
    /// When it was revoked.
    pub revoked_at: Option<DateTime<Utc>>,
}

fn view(row: Model) -> Result<TokenView> {
    Ok(TokenView {
        id: row.id,
        person_id: row.person_id,
        role: row.role,
        name: rows::line(&row.name, "access_token.name")?,
        libraries: libraries(row.libraries.as_deref())?,
        created_at: row.created_at,
        expires_at: row.expires_at,
        used_on: row.used_on,
        revoked_at: row.revoked_at,
    })
}

/// The libraries that a token is limited to, as they are kept.
pub(super) fn libraries(kept: Option<&str>) -> Result<Option<Vec<LibraryId>>> {
    let read =
        |text| serde_json::from_str(text).map_err(|error| Error::Fault(format!("libraries of a token: {error}")));
    kept.map(read).transpose()
}

/// When a token that is wished for ends, if it may be made.
fn judged(scope: &Scope, draft: &TokenDraft, now: DateTime<Utc>) -> Result<DateTime<Utc>> {
    let invalid = |name: &str, reason| Err(Error::Invalid(vec![InvalidMember::new(name, reason)]));
    let latest = now + LIFETIME_MAX;
    let expires_at = draft.expires_at.unwrap_or(latest);
    if expires_at <= now || expires_at > latest {
        return invalid("expiresAt", Invalid::OutOfRange(1, LIFETIME_MAX.num_days()));
    }
    match &draft.libraries {
        Some(wanted) if wanted.is_empty() => invalid("libraryIds", Invalid::NoneGiven),
        Some(wanted) if !wanted.iter().all(|library| scope.libraries.contains(library)) => {
            invalid("libraryIds", Invalid::Unknown)
        }
        _ => Ok(expires_at),
    }
}

/// Makes a token for the caller, in the role she acts as. The token itself is given once: a repeated request finds
/// that it was made, and not what it was. One transaction.
pub async fn add(
    db: &Db,
    scope: &Scope,
    draft: TokenDraft,
    now: DateTime<Utc>,
    once: Option<Once>,
) -> Result<(TokenView, Option<String>)> {
    let expires_at = judged(scope, &draft, now)?;
    let id = AccessTokenId::new(now);
    let token = form::written(id, &Secret::random()?);
    retrying(|| async {
        let tx = db.begin_write().await?;
        if let Some(earlier) = idempotency::earlier(&tx, once.as_ref()).await? {
            return earlier.map_err(Error::Refused).map(|made: TokenView| (made, None));
        }
        let person = person::Entity::find_by_id(scope.person).one(&tx).await?.ok_or(Error::NotFound)?;
        let made = TokenView {
            id,
            person_id: scope.person,
            role: scope.role,
            name: draft.name.clone(),
            libraries: draft.libraries.clone(),
            created_at: now,
            expires_at,
            used_on: None,
            revoked_at: None,
        };
        let kept = made.libraries.as_ref().map(|libraries| json!(libraries).to_string());
        let row = super::access_token::ActiveModel {
            id: Set(made.id),
            person_id: Set(made.person_id),
            role: Set(made.role),
            name: Set(made.name.as_str().to_owned()),
            libraries: Set(kept),
            hash: Set(secrets::hash(&token)),
            auth_version: Set(person.auth_version),
            created_at: Set(now),
            expires_at: Set(expires_at),
            used_on: Set(None),
            revoked_at: Set(None),
        };
        Entity::insert(row).exec_without_returning(&tx).await?;
        note(&tx, EventKind::TokenMade, scope, &made, now).await?;
        idempotency::remember(&tx, once.as_ref(), &Ok(&made)).await?;
        tx.commit().await?;
        Ok((made, Some(token.clone())))
    })
    .await
}

/// Tokens of the caller, or of somebody whose tokens she may see, the latest first; also those that have ended.
pub async fn list(db: &Db, scope: &Scope, person: Option<PersonId>, page: PageRequest) -> Result<Page<TokenView>> {
    let whose = Column::PersonId.eq(person.unwrap_or(scope.person));
    let all = Entity::find().filter(scopes::access_tokens(scope)).filter(whose);
    let total = all.clone().count(db.read()).await?;
    let all = all.order_by_desc(Column::CreatedAt).order_by_desc(Column::Id);
    let found = all.limit(page.limit).offset(page.offset()).all(db.read()).await?;
    Ok(Page { items: found.into_iter().map(view).collect::<Result<_>>()?, total })
}

/// Revokes a token, at once. Done again, it changes nothing. One transaction.
///
/// # Errors
/// [`Error::NotFound`] for one that the caller may not see.
pub async fn revoke(
    db: &Db,
    scope: &Scope,
    id: AccessTokenId,
    now: DateTime<Utc>,
    once: Option<Once>,
) -> Result<TokenView> {
    retrying(|| async {
        let tx = db.begin_write().await?;
        if let Some(earlier) = idempotency::earlier(&tx, once.as_ref()).await? {
            return earlier.map_err(Error::Refused);
        }
        let own = Entity::find_by_id(id).filter(scopes::access_tokens(scope)).lock_exclusive();
        let mut done = view(own.one(&tx).await?.ok_or(Error::NotFound)?)?;
        if done.revoked_at.is_none() {
            Entity::update_many()
                .col_expr(Column::RevokedAt, Expr::value(now))
                .filter(Column::Id.eq(id))
                .exec(&tx)
                .await?;
            note(&tx, EventKind::TokenRevoked, scope, &done, now).await?;
            done.revoked_at = Some(now);
        }
        idempotency::remember(&tx, once.as_ref(), &Ok(&done)).await?;
        tx.commit().await?;
        Ok(done)
    })
    .await
}

async fn note(tx: &crate::db::Tx, kind: EventKind, scope: &Scope, token: &TokenView, now: DateTime<Utc>) -> Result<()> {
    let mut record = Record::default();
    let deed = Deed { actor: Some(scope.person), at: now };
    let subject = Subject { person: Some(token.person_id), ..Subject::default() };
    record.event(deed, kind, subject, &json!({ "tokenId": token.id, "role": token.role }));
    record.write(tx).await
}
