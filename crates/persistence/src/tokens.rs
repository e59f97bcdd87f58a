//! Access tokens: shown once, kept only as a hash.

use chrono::{DateTime, Duration, Utc};
use domain::{
    AccessTokenId, LibraryId, PersonId,
    access::{Role, Scope},
    notice::Language,
    values::{EmailAddress, Line},
};
use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, Condition, EntityTrait, IntoActiveModel, QueryFilter,
    sea_query::OnConflict,
};
use sha2::{Digest, Sha256};

use crate::{
    Db, Error, Result,
    db::retrying,
    entity::{access_token, person, person_role},
    people,
};

/// What a token of this system starts with, so that leaked ones can be found.
const PREFIX: &str = "kursplats_";
/// How long a token lives.
const LIFETIME: Duration = Duration::days(365);

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
    let token = random_token()?;
    let person = retrying(|| async {
        let tx = db.begin_write().await?;
        let known = person::Entity::find().filter(person::Column::Email.eq(email.clone())).one(&tx).await?;
        let person = match known {
            Some(row) => row.id,
            None => {
                let draft =
                    people::PersonDraft { name: name.clone(), email: email.clone(), language: Language::usual() };
                people::insert(&tx, draft, None, now).await?.id
            }
        };
        let grant = person_role::Model { person_id: person, role }.into_active_model();
        let known_grant =
            OnConflict::columns([person_role::Column::PersonId, person_role::Column::Role]).do_nothing().to_owned();
        person_role::Entity::insert(grant.reset_all()).on_conflict(known_grant).exec_without_returning(&tx).await?;
        let row = access_token::ActiveModel {
            id: Set(AccessTokenId::new(now)),
            person_id: Set(person),
            role: Set(role),
            hash: Set(hash(&token)),
            created_at: Set(now),
            expires_at: Set(now + LIFETIME),
            revoked_at: Set(None),
        };
        access_token::Entity::insert(row).exec_without_returning(&tx).await?;
        tx.commit().await?;
        Ok(person)
    })
    .await?;
    Ok((person, token))
}

/// Who calls with this token, if it is valid at `now`.
pub async fn caller(db: &Db, token: &str, now: DateTime<Utc>) -> Result<Option<Scope>> {
    if !token.starts_with(PREFIX) {
        return Ok(None);
    }
    let valid = Condition::all()
        .add(access_token::Column::Hash.eq(hash(token)))
        .add(access_token::Column::ExpiresAt.gt(now))
        .add(access_token::Column::RevokedAt.is_null());
    let Some(row) = access_token::Entity::find().filter(valid).one(db.read()).await? else {
        return Ok(None);
    };
    let libraries: Vec<LibraryId> = match row.role {
        Role::Manager => people::libraries_managed(db, row.person_id, now).await?,
        _ => Vec::new(),
    };
    Ok(Some(Scope { person: row.person_id, role: row.role, libraries }))
}

fn hash(token: &str) -> Vec<u8> {
    Sha256::digest(token.as_bytes()).to_vec()
}

fn random_token() -> Result<String> {
    let mut bytes = [0_u8; 32];
    getrandom::fill(&mut bytes).map_err(|error| Error::Fault(format!("no randomness: {error}")))?;
    Ok(bytes.iter().fold(PREFIX.to_owned(), |token, byte| format!("{token}{byte:02x}")))
}
