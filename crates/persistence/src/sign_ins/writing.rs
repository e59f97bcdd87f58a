//! Deciding who gets a mail to sign in by, and what is secret in it.

use chrono::{DateTime, TimeDelta, Utc};
use domain::{
    SignInRequestId,
    event::EventKind,
    identity::{Answer, Providers},
    notice::{Notice, Recipient},
    person::Person,
    seal::{Purpose, Seal},
    sign_in::{Code, MailedSecrets, MailedWay},
};
use sea_orm::{
    ActiveValue::Unchanged, ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder, QuerySelect, Set,
    sea_query::Expr,
};
use serde_json::json;

use super::accounts;
use crate::{
    Db, Error, Result, Secret,
    db::{Tx, retrying},
    entity::{person, sign_in_request},
    record::{Deed, Record, Subject},
    rows, second_factors, secrets,
};

/// Mail to sign in by that is written in an hour, to all together.
const MAILS_MAX: u64 = 200;
/// Requests decided at once.
const PORTION: u64 = 50;

/// What was decided.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Decided {
    /// Requests that have been looked at.
    pub requests: usize,
    /// So much mail has been written within an hour that the rest must wait: somebody is at it.
    pub too_many: bool,
}

/// Decides on the requests that wait: whoever is in the register gets a mail, all others nothing. Each in a
/// transaction of its own.
pub async fn decide_waiting(db: &Db, providers: &Providers, now: DateTime<Utc>) -> Result<Decided> {
    let waiting: Vec<SignInRequestId> = sign_in_request::Entity::find()
        .select_only()
        .column(sign_in_request::Column::Id)
        .filter(Expr::cust("decided_at IS NULL"))
        .order_by_asc(sign_in_request::Column::AskedAt)
        .order_by_asc(sign_in_request::Column::Id)
        .limit(PORTION)
        .into_tuple()
        .all(db.read())
        .await?;
    let mut decided = Decided::default();
    for id in waiting {
        if mailed_within(db, now).await? >= MAILS_MAX {
            decided.too_many = true;
            break;
        }
        retrying(|| decide(db, providers, id, now)).await?;
        decided.requests += 1;
    }
    Ok(decided)
}

async fn mailed_within(db: &Db, now: DateTime<Utc>) -> Result<u64> {
    let lately = sign_in_request::Entity::find()
        .filter(sign_in_request::Column::AskedAt.gt(now - TimeDelta::hours(1)))
        .filter(sign_in_request::Column::PersonId.is_not_null());
    Ok(lately.count(db.read()).await?)
}

async fn decide(db: &Db, providers: &Providers, id: SignInRequestId, now: DateTime<Utc>) -> Result<()> {
    let tx = db.begin_write().await?;
    let open = sign_in_request::Entity::find_by_id(id).filter(sign_in_request::Column::DecidedAt.is_null());
    let Some(request) = open.lock_exclusive().one(&tx).await? else { return Ok(()) };
    let known = person::Entity::find()
        .filter(person::Column::Email.eq(request.email.clone()))
        .filter(person::Column::DisabledAt.is_null())
        .one(&tx)
        .await?;
    let known = known.map(rows::to_person).transpose()?.filter(|_| request.expires_at > now);
    let mut connects = None;
    if let Some(person) = &known {
        let shown = accounts::shown_before(&tx, &request).await?.map(|vouched| vouched.identity);
        let own = accounts::of(&tx, person.id).await?;
        let has_factor = second_factors::has(&tx, person.id).await?;
        let answer = providers.answer(&person.email, &own, shown.as_ref(), has_factor);
        connects = request.identity_request_id.filter(|_| matches!(answer, Answer::Connect(_)));
        mail(&tx, &request, person, answer, now).await?;
    }
    let decided = sign_in_request::ActiveModel {
        id: Unchanged(id),
        decided_at: Set(Some(now)),
        person_id: Set(known.map(|person| person.id)),
        identity_request_id: Set(connects),
        ..Default::default()
    };
    sign_in_request::Entity::update(decided).exec(&tx).await?;
    tx.commit().await
}

/// Writes the notice, without anything secret.
async fn mail(
    tx: &Tx,
    request: &sign_in_request::Model,
    person: &Person,
    answer: Answer<'_>,
    now: DateTime<Utc>,
) -> Result<()> {
    let title = "Kursplats".parse().map_err(|reason| Error::Fault(format!("a title: {reason}")))?;
    let recipient = Recipient {
        person_id: Some(person.id),
        name: person.name.clone(),
        email: person.email.clone(),
        language: person.language,
    };
    let way = |connects| MailedWay { request_id: request.id, connects, secrets: None };
    let notice = match answer {
        Answer::SignIn => Notice::about_signing_in(recipient, title, way(None)),
        Answer::Connect(provider) => {
            Notice::about_signing_in(recipient, title, way(Some(provider.organisation.clone())))
        }
        Answer::Elsewhere(provider) => {
            Notice::about_signing_in_elsewhere(recipient, title, provider.organisation.clone())
        }
    };
    let mut record = Record::default();
    let subject = Subject { person: Some(person.id), ..Subject::default() };
    let deed = Deed { actor: None, at: now };
    record.notice_until(deed, EventKind::SignInMailed, subject, &json!({}), &notice, Some(request.expires_at))?;
    record.write(tx).await
}

/// Makes what is secret in a mail that is about to be rendered, and keeps its hashes. None when the request is over:
/// then there is nothing to send. Made anew, what was made before opens nothing any more. One transaction.
pub async fn write_secrets(
    db: &Db,
    seal: &Seal,
    id: SignInRequestId,
    now: DateTime<Utc>,
) -> Result<Option<MailedSecrets>> {
    let (token, code) = (Secret::random()?, Code::from_bits(u64::from_be_bytes(secrets::random()?)));
    let code_hash = seal.hash_of(Purpose::SignInCode, id.0, code.as_str());
    let tx = db.begin_write().await?;
    let written = sign_in_request::Entity::update_many()
        .col_expr(sign_in_request::Column::TokenHash, Expr::value(token.hash()))
        .col_expr(sign_in_request::Column::CodeHash, Expr::value(code_hash.to_vec()))
        .filter(sign_in_request::Column::Id.eq(id))
        .filter(super::entering::open(now))
        .exec(&tx)
        .await?;
    tx.commit().await?;
    Ok((written.rows_affected == 1).then(|| MailedSecrets { token: token.reveal().to_owned(), code }))
}
