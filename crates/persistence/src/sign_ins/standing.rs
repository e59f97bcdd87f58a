//! Who is signed in, and what ends it.

use chrono::{DateTime, TimeDelta, Utc};
use domain::{
    Invalid, PersonId, Refusal, SignInId,
    access::{Role, Scope},
    event::EventKind,
    invalid::InvalidMember,
    second_factor::{self, Owed, Proof, ProvenBy},
    sign_in::{Duration, Way},
};
use sea_orm::{
    ColumnTrait, Condition, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder, QuerySelect, sea_query::Expr,
};
use serde_json::json;

use super::{NewSignIn, note, open, proof, scope};
use crate::{
    Db, Error, Once, Result,
    db::{Tx, retrying},
    entity::{
        person,
        sign_in::{Column, Entity, Model},
    },
    idempotency,
    page::{Page, PageRequest},
    people::roles,
    scope as scopes, second_factors, secrets,
};

/// How exactly it is known when somebody was last seen: a write for every request would be too many.
const SEEN_EVERY: TimeDelta = TimeDelta::minutes(1);

/// A sign-in that stands, as far as it decides what may be done by it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Standing {
    /// Which.
    pub id: SignInId,
    /// How its person signed in.
    pub way: Way,
    /// When she did. Acting in another role since has not made it later.
    pub signed_in_at: DateTime<Utc>,
    /// How it was proven beyond that, and when last.
    pub proof: Option<Proof>,
}

/// Who a browser is.
#[derive(Debug, Clone)]
pub enum Presence {
    /// Somebody who may do what her role may.
    In(SignedIn),
    /// Somebody who must show a second factor, or get one, before she may do anything else.
    Owes(SignedIn, Owed),
}

/// Somebody who is signed in, and calls.
#[derive(Debug, Clone)]
pub struct SignedIn {
    /// Her sign-in.
    pub standing: Standing,
    /// What she acts as.
    pub scope: Scope,
}

/// A sign-in as its owner sees it.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct SignIn {
    /// Which.
    pub id: SignInId,
    /// Whose.
    pub person_id: PersonId,
    /// What she acts as there.
    pub role: Role,
    /// How she signed in.
    pub way: Way,
    /// The kind of browser, if it is known.
    pub browser: Option<String>,
    /// Whether others use the same computer.
    pub shared_computer: bool,
    /// When.
    pub signed_in_at: DateTime<Utc>,
    /// When it was last used, to a minute or so.
    pub seen_at: DateTime<Utc>,
    /// When it ends, if it does not end before.
    pub expires_at: DateTime<Utc>,
    /// When it was ended.
    pub ended_at: Option<DateTime<Utc>>,
    /// How it was proven beyond the mail.
    pub proven_by: Option<ProvenBy>,
    /// When it was last.
    pub proven_at: Option<DateTime<Utc>>,
}

fn view(row: Model) -> SignIn {
    SignIn {
        id: row.id,
        person_id: row.person_id,
        role: row.role,
        way: row.way,
        browser: row.browser,
        shared_computer: row.shared_computer,
        signed_in_at: row.signed_in_at,
        seen_at: row.seen_at,
        expires_at: row.expires_at.min(row.idle_until),
        ended_at: row.ended_at,
        proven_by: row.proven_by,
        proven_at: row.proven_at,
    }
}

/// Sign-ins that time has not ended.
fn in_time(now: DateTime<Utc>) -> Condition {
    Condition::all().add(Column::EndedAt.is_null()).add(Column::IdleUntil.gt(now)).add(Column::ExpiresAt.gt(now))
}

/// Who calls with this secret, if her sign-in stands at `now`: nothing that she was before she got other roles or was
/// shut out counts any more (`V26`), and without the second factor that she owes she is let into nothing.
pub async fn caller(db: &Db, secret: &str, now: DateTime<Utc>) -> Result<Option<Presence>> {
    let found = Entity::find().filter(Column::Hash.eq(secrets::hash(secret))).filter(Column::EndedAt.is_null());
    let Some(row) = found.one(db.read()).await? else { return Ok(None) };
    if row.idle_until <= now || row.expires_at <= now {
        // Noted, so that a clock that is set back does not bring it to life again.
        set_ended(db, row.id, now).await;
        return Ok(None);
    }
    if !still_may(db, row.person_id, row.auth_version).await? {
        return Ok(None);
    }
    if now - row.seen_at >= SEEN_EVERY {
        seen(db, &row, now).await;
    }
    let standing = Standing { id: row.id, way: row.way, signed_in_at: row.signed_in_at, proof: proof(&row) };
    // Asked for anew each time, so that a factor that somebody gets counts wherever she is signed in.
    let has_factor = standing.proof.is_none() && second_factors::has(db.read(), row.person_id).await?;
    let owed = second_factor::owed(row.role, standing.proof, has_factor);
    let signed_in = SignedIn { standing, scope: scope(db.read(), row.person_id, row.role, now).await? };
    Ok(Some(owed.map_or_else(|| Presence::In(signed_in.clone()), |owed| Presence::Owes(signed_in.clone(), owed))))
}

/// Whether what a person was given under this version counts.
pub(crate) async fn still_may(db: &Db, id: PersonId, auth_version: i32) -> Result<bool> {
    let person = person::Entity::find_by_id(id)
        .filter(person::Column::AuthVersion.eq(auth_version))
        .filter(person::Column::DisabledAt.is_null());
    Ok(person.count(db.read()).await? == 1)
}

/// Notes that somebody is still there. Where that cannot be written she is answered all the same.
async fn seen(db: &Db, row: &Model, now: DateTime<Utc>) {
    let idle_until = now + Duration::of(row.role, row.shared_computer).idle;
    let noted = async {
        let tx = db.begin_write().await?;
        Entity::update_many()
            .col_expr(Column::SeenAt, Expr::value(now))
            .col_expr(Column::IdleUntil, Expr::value(idle_until))
            .filter(Column::Id.eq(row.id))
            .filter(Column::SeenAt.lt(now))
            .exec(&tx)
            .await?;
        tx.commit().await
    };
    warn(noted.await);
}

async fn set_ended(db: &Db, id: SignInId, now: DateTime<Utc>) {
    let noted = async {
        let tx = db.begin_write().await?;
        ended(&tx, Condition::all().add(Column::Id.eq(id)), now).await?;
        tx.commit().await
    };
    warn(noted.await);
}

fn warn(noted: Result<()>) {
    if let Err(error) = noted {
        tracing::warn!(error = %error, "sign-in not noted");
    }
}

/// Ends the sign-ins that meet the condition. Gives how many there were.
async fn ended(tx: &Tx, which: Condition, now: DateTime<Utc>) -> Result<u64> {
    let done = Entity::update_many()
        .col_expr(Column::EndedAt, Expr::value(now))
        .filter(which)
        .filter(Column::EndedAt.is_null())
        .exec(tx)
        .await?;
    Ok(done.rows_affected)
}

/// Ends all sign-ins of a person.
pub(crate) async fn end_all_of(tx: &Tx, person: PersonId, now: DateTime<Utc>) -> Result<()> {
    ended(tx, Condition::all().add(Column::PersonId.eq(person)), now).await.map(drop)
}

/// Ends a sign-in.
pub(crate) async fn end_one(tx: &Tx, id: SignInId, now: DateTime<Utc>) -> Result<()> {
    ended(tx, Condition::all().add(Column::Id.eq(id)), now).await.map(drop)
}

/// A sign-in that stands, held until the transaction ends together with its person: of two requests that want to change
/// either, one comes after the other. None when it stands no more.
pub(crate) async fn held(tx: &Tx, id: SignInId, now: DateTime<Utc>) -> Result<Option<Model>> {
    let standing = Entity::find_by_id(id).filter(in_time(now)).lock_exclusive();
    let Some(row) = standing.one(tx).await? else { return Ok(None) };
    let person = person::Entity::find_by_id(row.person_id)
        .filter(person::Column::AuthVersion.eq(row.auth_version))
        .filter(person::Column::DisabledAt.is_null())
        .lock_exclusive();
    Ok(person.one(tx).await?.map(|_| row))
}

/// What becomes different of a sign-in that goes on under a new secret.
pub(crate) struct Renewal {
    pub role: Role,
    pub proof: Option<Proof>,
    pub wrong_tries: i32,
}

/// Lets a sign-in go on under a new identifier and a new secret; the old one ends. Whoever knew the old one has nothing
/// of what is reached by the new one (fixation).
pub(crate) async fn renew(tx: &Tx, row: Model, renewal: Renewal, now: DateTime<Utc>) -> Result<NewSignIn> {
    end_one(tx, row.id, now).await?;
    let renewed = Model {
        role: renewal.role,
        seen_at: now,
        proven_by: renewal.proof.map(|proof| proof.by),
        proven_at: renewal.proof.map(|proof| proof.at),
        wrong_tries: renewal.wrong_tries,
        ..row
    };
    open(tx, renewed).await
}

/// Ends the sign-in that a browser has when a new one takes its place.
pub(super) async fn replace(tx: &Tx, secret: &str, now: DateTime<Utc>) -> Result<()> {
    ended(tx, Condition::all().add(Column::Hash.eq(secrets::hash(secret))), now).await.map(drop)
}

/// The sign-ins that stand, of the caller or of somebody whose sign-ins she may see, the latest first.
pub async fn list(
    db: &Db,
    scope: &Scope,
    person: Option<PersonId>,
    page: PageRequest,
    now: DateTime<Utc>,
) -> Result<Page<SignIn>> {
    let whose = person.unwrap_or(scope.person);
    let standing =
        Entity::find().filter(scopes::sign_ins(scope)).filter(Column::PersonId.eq(whose)).filter(in_time(now));
    let total = standing.clone().count(db.read()).await?;
    let standing = standing.order_by_desc(Column::SignedInAt).order_by_desc(Column::Id);
    let found = standing.limit(page.limit).offset(page.offset()).all(db.read()).await?;
    Ok(Page { items: found.into_iter().map(view).collect(), total })
}

/// Ends a sign-in, at once. Done again, it changes nothing. One transaction.
///
/// # Errors
/// [`Error::NotFound`] for one that the caller may not see.
pub async fn end(db: &Db, scope: &Scope, id: SignInId, now: DateTime<Utc>, once: Option<Once>) -> Result<SignIn> {
    retrying(|| async {
        let tx = db.begin_write().await?;
        if let Some(earlier) = idempotency::earlier(&tx, once.as_ref()).await? {
            return earlier.map_err(Error::Refused);
        }
        let own = Entity::find_by_id(id).filter(scopes::sign_ins(scope));
        let row = own.lock_exclusive().one(&tx).await?.ok_or(Error::NotFound)?;
        if ended(&tx, Condition::all().add(Column::Id.eq(id)), now).await? == 1 {
            let data = json!({ "signInId": id });
            note(&tx, EventKind::SignInEnded, Some(row.person_id), Some(scope.person), now, &data).await?;
        }
        let done = SignIn { ended_at: Some(row.ended_at.unwrap_or(now)), ..view(row) };
        idempotency::remember(&tx, once.as_ref(), &Ok(&done)).await?;
        tx.commit().await?;
        Ok(done)
    })
    .await
}

/// Ends the sign-in of a browser that signs out, if it has one. One transaction.
pub async fn end_own(db: &Db, secret: &str, now: DateTime<Utc>) -> Result<()> {
    let found = Entity::find().filter(Column::Hash.eq(secrets::hash(secret))).filter(Column::EndedAt.is_null());
    let Some(row) = found.one(db.read()).await? else { return Ok(()) };
    let own = Scope { person: row.person_id, role: row.role, libraries: Vec::new() };
    end(db, &own, row.id, now, None).await.map(drop)
}

/// Lets somebody who is signed in act as another of her roles, under a new secret; the old one ends. One transaction.
///
/// # Errors
/// [`Refusal::SignInTooOld`] when whoever acts as that role must have signed in later than she has;
/// [`Error::Invalid`] for a role that is not hers.
pub async fn act_as(db: &Db, id: SignInId, role: Role, now: DateTime<Utc>) -> Result<NewSignIn> {
    retrying(|| async {
        let tx = db.begin_write().await?;
        let row = held(&tx, id, now).await?.ok_or(Error::NotFound)?;
        if !roles::of(&tx, row.person_id, now).await?.contains(&role) {
            return Err(Error::Invalid(vec![InvalidMember::new("role", Invalid::Unknown)]));
        }
        if row.signed_in_at + Duration::of(role, row.shared_computer).absolute <= now {
            return Err(Refusal::SignInTooOld.into());
        }
        // Tries in vain are carried over: whoever changes to and fro gets no more of them.
        let (person, way, wrong_tries) = (row.person_id, row.way, row.wrong_tries);
        let renewal = Renewal { role, proof: proof(&row), wrong_tries };
        let signed_in = renew(&tx, row, renewal, now).await?;
        let data = json!({ "signInId": signed_in.id, "way": way, "role": role });
        note(&tx, EventKind::SignedIn, Some(person), Some(person), now, &data).await?;
        tx.commit().await?;
        Ok(signed_in)
    })
    .await
}
