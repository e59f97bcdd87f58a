//! Getting in without a mail: the first coordinator, before there is anybody to write to, and the visitors of a demo.

use chrono::{DateTime, TimeDelta, Utc};
use domain::{
    access::Role,
    notice::Language,
    second_factor::{Proof, ProvenBy},
    sign_in::Way,
    values::{EmailAddress, Line},
};
use sea_orm::{
    ActiveModelTrait, ColumnTrait, Condition, EntityTrait, IntoActiveModel, PaginatorTrait, QueryFilter, QueryOrder,
    sea_query::Expr,
};

use super::{Admission, Entry, NewSignIn, admit, standing};
use crate::{
    Db, Result, Secret,
    db::{Tx, retrying},
    entity::{
        installation::{Column, Entity},
        person, person_role,
    },
    installation::Kind,
    people, secrets,
};

/// How long the first coordinator has time.
const FIRST_LIFETIME: TimeDelta = TimeDelta::hours(24);

/// The secret of a link by which the first coordinator registers herself; none where anybody is registered already.
/// One that was given before counts no more. One transaction.
pub async fn offer_first(db: &Db, now: DateTime<Utc>) -> Result<Option<Secret>> {
    let secret = Secret::random()?;
    retrying(|| async {
        let tx = db.begin_write().await?;
        if !is_empty(&tx).await? {
            return Ok(None);
        }
        let offered = Entity::update_many()
            .col_expr(Column::FirstHash, Expr::value(secret.hash()))
            .col_expr(Column::FirstUntil, Expr::value(now + FIRST_LIFETIME))
            .filter(Column::Kind.eq(Kind::Live.word()))
            .exec(&tx)
            .await?;
        tx.commit().await?;
        Ok((offered.rows_affected == 1).then(|| secret.clone()))
    })
    .await
}

async fn is_empty(tx: &Tx) -> Result<bool> {
    Ok(person::Entity::find().count(tx).await? == 0)
}

fn offered(secret: &str, now: DateTime<Utc>) -> Condition {
    Condition::all().add(Column::FirstHash.eq(secrets::hash(secret))).add(Column::FirstUntil.gt(now))
}

/// Whether a link lets the first coordinator in. Changes nothing.
pub async fn is_offered(db: &Db, secret: &str, now: DateTime<Utc>) -> Result<bool> {
    Ok(Entity::find().filter(offered(secret, now)).count(db.read()).await? == 1)
}

/// Registers the first coordinator and lets her in, once. None when the link is not good for that. One transaction.
pub async fn admit_first(
    db: &Db,
    secret: &str,
    draft: (Line<120>, EmailAddress),
    entry: &Entry,
    now: DateTime<Utc>,
) -> Result<Option<NewSignIn>> {
    retrying(|| async {
        let tx = db.begin_write().await?;
        let used = Entity::update_many()
            .col_expr(Column::FirstHash, Expr::value(None::<Vec<u8>>))
            .col_expr(Column::FirstUntil, Expr::value(None::<DateTime<Utc>>))
            .filter(offered(secret, now))
            .exec(&tx)
            .await?;
        if used.rows_affected != 1 || !is_empty(&tx).await? {
            return Ok(None);
        }
        let (name, email) = draft.clone();
        let draft = people::PersonDraft { name, email, language: Language::usual() };
        let person = people::insert(&tx, draft, None, now).await?.id;
        let grant = person_role::Model { person_id: person, role: Role::Coordinator };
        person_role::Entity::insert(grant.into_active_model().reset_all()).exec_without_returning(&tx).await?;
        let browser = entry.browser.as_deref();
        let (way, shared_computer) = (Way::First, false);
        let admission = Admission { person, way, role: None, shared_computer, browser, proof: None, now };
        let signed_in = admit(&tx, &admission).await?;
        tx.commit().await?;
        Ok(Some(signed_in))
    })
    .await
}

/// Whether the database holds invented people only, as whom anybody may sign in.
pub async fn is_demo(db: &Db) -> Result<bool> {
    Ok(Entity::find().filter(Column::Kind.eq(Kind::Demo.word())).count(db.read()).await? == 1)
}

/// Lets a visitor of a demo in as whoever has the role there; nobody anywhere else. One transaction.
pub async fn admit_to_demo(db: &Db, role: Role, entry: &Entry, now: DateTime<Utc>) -> Result<Option<NewSignIn>> {
    retrying(|| async {
        let tx = db.begin_write().await?;
        let demo = Entity::find().filter(Column::Kind.eq(Kind::Demo.word())).one(&tx).await?;
        let holder = person_role::Entity::find()
            .filter(person_role::Column::Role.eq(role))
            .order_by_asc(person_role::Column::PersonId)
            .one(&tx)
            .await?;
        let (Some(_), Some(holder)) = (demo, holder) else { return Ok(None) };
        if let Some(secret) = &entry.signed_in {
            standing::replace(&tx, secret, now).await?;
        }
        let (person, browser) = (holder.person_id, entry.browser.as_deref());
        // Nobody is asked for a second factor: this is a demo, as was just looked up, and its people are invented.
        let (way, proof) = (Way::Demo, Some(Proof { by: ProvenBy::Demo, at: now }));
        let admission = Admission { person, way, role: Some(role), shared_computer: false, browser, proof, now };
        let signed_in = admit(&tx, &admission).await?;
        tx.commit().await?;
        Ok(Some(signed_in))
    })
    .await
}
