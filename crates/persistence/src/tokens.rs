//! Access tokens, for programs: shown once, kept only as a hash.

use chrono::{DateTime, Duration, Utc};
use domain::{
    AccessTokenId, PersonId,
    access::{Role, Scope},
    event::EventKind,
    notice::Language,
    values::{EmailAddress, Line},
    wall_time,
};
use sea_orm::{
    ActiveModelTrait,
    ActiveValue::Set,
    ColumnTrait, Condition, EntityTrait, IntoActiveModel, QueryFilter,
    sea_query::{Expr, OnConflict},
};
use serde_json::json;

use crate::{
    Db, Result, Secret,
    db::retrying,
    entity::{access_token, person, person_role},
    people,
    record::{Deed, Record, Subject},
    secrets, sign_ins,
};

mod desk;
mod form;

pub use desk::{TokenDraft, TokenView, add, list, revoke};

/// How long a token lives at most.
pub const LIFETIME_MAX: Duration = Duration::days(365);

/// Gives a person a role and a token for it; the person is added if the address is new. One transaction.
///
/// The token is returned and not kept; only its SHA-256 is, which is enough for 256 random bits.
pub async fn issue(
    db: &Db,
    role: Role,
    name: Line<120>,
    email: EmailAddress,
    now: DateTime<Utc>,
) -> Result<(PersonId, String)> {
    let id = AccessTokenId::new(now);
    let token = form::written(id, &Secret::random()?);
    let person = retrying(|| async {
        let tx = db.begin_write().await?;
        let known = person::Entity::find().filter(person::Column::Email.eq(email.clone())).one(&tx).await?;
        let (person, auth_version) = match known {
            Some(row) => (row.id, row.auth_version),
            None => {
                let draft =
                    people::PersonDraft { name: name.clone(), email: email.clone(), language: Language::usual() };
                (people::insert(&tx, draft, None, now).await?.id, 1)
            }
        };
        let grant = person_role::Model { person_id: person, role }.into_active_model();
        let known_grant =
            OnConflict::columns([person_role::Column::PersonId, person_role::Column::Role]).do_nothing().to_owned();
        person_role::Entity::insert(grant.reset_all()).on_conflict(known_grant).exec_without_returning(&tx).await?;
        let row = access_token::ActiveModel {
            id: Set(id),
            person_id: Set(person),
            role: Set(role),
            name: Set("kursplats token".to_owned()),
            libraries: Set(None),
            hash: Set(secrets::hash(&token)),
            auth_version: Set(auth_version),
            created_at: Set(now),
            expires_at: Set(now + LIFETIME_MAX),
            used_on: Set(None),
            revoked_at: Set(None),
        };
        access_token::Entity::insert(row).exec_without_returning(&tx).await?;
        let mut record = Record::default();
        let subject = Subject { person: Some(person), ..Subject::default() };
        let data = json!({ "tokenId": id, "role": role });
        record.event(Deed { actor: None, at: now }, EventKind::TokenMade, subject, &data);
        record.write(&tx).await?;
        tx.commit().await?;
        Ok(person)
    })
    .await?;
    Ok((person, token))
}

/// Who calls with this token, if it is valid at `now` and nothing was taken from the person since (`V26`).
pub async fn caller(db: &Db, token: &str, now: DateTime<Utc>) -> Result<Option<Scope>> {
    let Some(shown) = form::read(token) else { return Ok(None) };
    let valid = Condition::all()
        .add_option(shown.id.map(|id| access_token::Column::Id.eq(id)))
        .add(access_token::Column::Hash.eq(secrets::hash(token)))
        .add(access_token::Column::ExpiresAt.gt(now))
        .add(access_token::Column::RevokedAt.is_null());
    let Some(row) = access_token::Entity::find().filter(valid).one(db.read()).await? else {
        return Ok(None);
    };
    if !sign_ins::still_may(db, row.person_id, row.auth_version).await? {
        return Ok(None);
    }
    if row.used_on != Some(wall_time::local_date(now)) {
        used(db, row.id, now).await;
    }
    let mut scope = sign_ins::scope(db.read(), row.person_id, row.role, now).await?;
    if let Some(only) = desk::libraries(row.libraries.as_deref())? {
        scope.libraries.retain(|library| only.contains(library));
    }
    Ok(Some(scope))
}

/// Notes the day on which a token was last used. Where that cannot be written, the call is answered all the same.
async fn used(db: &Db, id: AccessTokenId, now: DateTime<Utc>) {
    let noted = async {
        let tx = db.begin_write().await?;
        access_token::Entity::update_many()
            .col_expr(access_token::Column::UsedOn, Expr::value(wall_time::local_date(now)))
            .filter(access_token::Column::Id.eq(id))
            .exec(&tx)
            .await?;
        tx.commit().await
    };
    if let Err(error) = noted.await {
        tracing::warn!(error = %error, "use of a token not noted");
    }
}
