//! How a person gets in, and what she has opened. Of what is secret there are only hashes, and they stay.

use domain::PersonId;
use sea_orm::{ColumnTrait, Condition, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder};

use super::{Row, register::libraries};
use crate::{
    Result,
    entity::{
        access_token, address_change, calendar_feed, idempotency, identity, person, recovery_code, second_factor,
        sign_in, sign_in_request,
    },
};

pub(super) async fn requests(db: &impl ConnectionTrait, own: &person::Model) -> Result<Vec<Row>> {
    let either = Condition::any()
        .add(sign_in_request::Column::PersonId.eq(own.id))
        .add(sign_in_request::Column::Email.eq(own.email.clone()));
    let found =
        sign_in_request::Entity::find().filter(either).order_by_asc(sign_in_request::Column::Id).all(db).await?;
    let row = |row: sign_in_request::Model| {
        Row::default()
            .with("email", row.email)
            .at("askedAt", row.asked_at)
            .at("expiresAt", row.expires_at)
            .maybe_at("usedAt", row.used_at)
            .with("sharedComputer", row.shared_computer)
            .with("tries", row.tries)
    };
    Ok(found.into_iter().map(row).collect())
}

pub(super) async fn sign_ins(db: &impl ConnectionTrait, me: PersonId) -> Result<Vec<Row>> {
    let mut rows = proofs(db, me).await?;
    let own = sign_in::Entity::find().filter(sign_in::Column::PersonId.eq(me));
    let found = own.order_by_asc(sign_in::Column::Id).all(db).await?;
    let row = |row: sign_in::Model| {
        Row::default()
            .with("role", row.role)
            .with("way", row.way)
            .maybe("browser", row.browser)
            .with("sharedComputer", row.shared_computer)
            .at("signedInAt", row.signed_in_at)
            .at("seenAt", row.seen_at)
            .at("expiresAt", row.expires_at)
            .maybe("provenBy", row.proven_by)
            .maybe_at("provenAt", row.proven_at)
            .maybe_at("endedAt", row.ended_at)
    };
    rows.extend(found.into_iter().map(row));
    Ok(rows)
}

/// What proves who she is: apps, passkeys, codes of last resort, and the account at her employer.
async fn proofs(db: &impl ConnectionTrait, me: PersonId) -> Result<Vec<Row>> {
    let mut rows = Vec::new();
    for row in second_factor::Entity::find().filter(second_factor::Column::PersonId.eq(me)).all(db).await? {
        let factor = Row::default().with("what", "secondFactor").with("kind", row.kind);
        rows.push(factor.at("createdAt", row.added_at).at("usedAt", row.used_at));
    }
    for row in recovery_code::Entity::find().filter(recovery_code::Column::PersonId.eq(me)).all(db).await? {
        let code = Row::default().with("what", "recoveryCode").at("createdAt", row.made_at);
        rows.push(code.maybe_at("usedAt", row.used_at));
    }
    for row in identity::Entity::find().filter(identity::Column::PersonId.eq(me)).all(db).await? {
        let account = Row::default().with("what", "employerAccount").with("issuer", row.issuer);
        rows.push(account.with("tenant", row.tenant).with("subject", row.subject).at("createdAt", row.connected_at));
    }
    Ok(rows)
}

pub(super) async fn tokens(db: &impl ConnectionTrait, me: PersonId) -> Result<Vec<Row>> {
    let own = access_token::Entity::find().filter(access_token::Column::PersonId.eq(me));
    let found = own.order_by_asc(access_token::Column::Id).all(db).await?;
    let row = |row: access_token::Model| {
        Row::default()
            .with("name", row.name)
            .with("role", row.role)
            .maybe("libraries", row.libraries)
            .at("createdAt", row.created_at)
            .at("expiresAt", row.expires_at)
            .on("usedOn", row.used_on)
            .maybe_at("revokedAt", row.revoked_at)
    };
    Ok(found.into_iter().map(row).collect())
}

pub(super) async fn feeds(db: &impl ConnectionTrait, me: PersonId) -> Result<Vec<Row>> {
    let own = calendar_feed::Entity::find().filter(calendar_feed::Column::PersonId.eq(me));
    let found = own.order_by_asc(calendar_feed::Column::Id).all(db).await?;
    let libraries = libraries(db, found.iter().filter_map(|row| row.library_id)).await?;
    let row = |row: calendar_feed::Model| {
        let library = row.library_id.and_then(|id| libraries.get(&id)).map(|library| &library.name);
        Row::default()
            .with("id", row.id)
            .maybe("library", library)
            .at("createdAt", row.created_at)
            .on("readOn", row.read_on)
            .maybe_at("revokedAt", row.revoked_at)
    };
    Ok(found.into_iter().map(row).collect())
}

pub(super) async fn address_changes(db: &impl ConnectionTrait, me: PersonId) -> Result<Vec<Row>> {
    let own = address_change::Entity::find().filter(address_change::Column::PersonId.eq(me));
    let found = own.order_by_asc(address_change::Column::Id).all(db).await?;
    let row = |row: address_change::Model| {
        Row::default()
            .with("email", row.email)
            .at("askedAt", row.asked_at)
            .at("expiresAt", row.expires_at)
            .maybe_at("oldConfirmedAt", row.old_confirmed_at)
            .maybe_at("newConfirmedAt", row.new_confirmed_at)
            .maybe_at("endedAt", row.ended_at)
    };
    Ok(found.into_iter().map(row).collect())
}

/// What was answered is left out: it may be about others, and is forgotten within two days.
pub(super) async fn repeatable(db: &impl ConnectionTrait, me: PersonId) -> Result<Vec<Row>> {
    let own = idempotency::Entity::find().filter(idempotency::Column::PersonId.eq(me));
    let found = own.order_by_asc(idempotency::Column::CreatedAt).all(db).await?;
    Ok(found.into_iter().map(|row| Row::default().with("key", row.key).at("createdAt", row.created_at)).collect())
}
