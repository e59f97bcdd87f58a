//! Getting in by a link or a code: once, in time, with few tries, and only in the browser that asked (`V27`).

use chrono::{DateTime, Utc};
use domain::{
    event::EventKind,
    seal::{Purpose, Seal},
    sign_in::{Code, TRIES_MAX, Way},
};
use sea_orm::{
    ColumnTrait, Condition, EntityTrait, ExprTrait, QueryFilter,
    sea_query::{CaseStatement, Expr},
};
use serde_json::json;

use super::{Admission, NewSignIn, accounts, admit, note, standing};
use crate::{
    Db, Error, Result,
    db::{Tx, retrying},
    entity::sign_in_request::{self, Column, Entity},
    secrets,
};

/// What a browser brings along when somebody wants to get in.
#[derive(Debug, Clone, Default)]
pub struct Entry {
    /// What it got when the link was asked for.
    pub asked: Option<String>,
    /// The sign-in it has already, which the new one replaces: no sign-in is ever carried over from before.
    pub signed_in: Option<String>,
    /// The kind of browser, in words of ours.
    pub browser: Option<String>,
}

/// What came of it.
#[derive(Debug, Clone)]
pub enum Entered {
    /// She is in.
    In(NewSignIn),
    /// The code is not the right one; how many tries are left.
    WrongCode(i32),
    /// What she holds is not, or no longer, good for anything in this browser.
    Over,
}

/// What a link is good for, to a browser that only looks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LinkState {
    /// It lets this browser in.
    Ready,
    /// Another browser asked for it.
    Elsewhere,
    /// It is used, replaced or too old, or there never was one.
    Over,
}

/// Requests that can still be used.
pub(super) fn open(now: DateTime<Utc>) -> Condition {
    Condition::all()
        .add(Column::UsedAt.is_null())
        .add(Column::EndedAt.is_null())
        .add(Column::ExpiresAt.gt(now))
        .add(Column::Tries.lt(TRIES_MAX))
}

/// What a link would do in this browser. Changes nothing.
pub async fn look_at(db: &Db, token: &str, asked: Option<&str>, now: DateTime<Utc>) -> Result<LinkState> {
    let found = Entity::find().filter(Column::TokenHash.eq(secrets::hash(token))).filter(open(now));
    let Some(request) = found.one(db.read()).await? else { return Ok(LinkState::Over) };
    let same = asked.is_some_and(|asked| secrets::hash(asked) == request.cookie_hash);
    Ok(if same { LinkState::Ready } else { LinkState::Elsewhere })
}

/// Lets in whoever follows the link in the browser that asked for it. One transaction.
pub async fn by_link(db: &Db, token: &str, entry: &Entry, now: DateTime<Utc>) -> Result<Entered> {
    let Some(asked) = &entry.asked else { return Ok(Entered::Over) };
    retrying(|| async {
        let tx = db.begin_write().await?;
        let hash = secrets::hash(token);
        let used = Entity::update_many()
            .col_expr(Column::UsedAt, Expr::value(now))
            .filter(Column::TokenHash.eq(hash.clone()))
            .filter(Column::CookieHash.eq(secrets::hash(asked)))
            .filter(open(now))
            .exec(&tx)
            .await?;
        if used.rows_affected != 1 {
            return Ok(Entered::Over);
        }
        let request = Entity::find().filter(Column::TokenHash.eq(hash)).one(&tx).await?;
        enter(tx, request, Way::Link, entry, now).await
    })
    .await
}

/// Lets in whoever types the code in the browser that asked for it, or counts the try. One transaction, and the same
/// one whether or not anybody got a code.
pub async fn by_code(db: &Db, seal: &Seal, code: Option<&Code>, entry: &Entry, now: DateTime<Utc>) -> Result<Entered> {
    let Some(asked) = &entry.asked else { return Ok(Entered::Over) };
    retrying(|| async {
        let tx = db.begin_write().await?;
        let own = Entity::find().filter(Column::CookieHash.eq(secrets::hash(asked)));
        let Some(request) = own.one(&tx).await? else { return Ok(Entered::Over) };
        // What cannot be a code counts as a wrong one.
        let typed = code.map_or("", Code::as_str);
        let hash = seal.hash_of(Purpose::SignInCode, request.id.0, typed).to_vec();
        let right =
            CaseStatement::new().case(Column::CodeHash.eq(hash), Expr::value(now)).finally(Expr::col(Column::UsedAt));
        let tried = Entity::update_many()
            .col_expr(Column::Tries, Expr::col(Column::Tries).add(1))
            .col_expr(Column::UsedAt, right.into())
            .filter(Column::Id.eq(request.id))
            .filter(open(now))
            .exec(&tx)
            .await?;
        if tried.rows_affected != 1 {
            return Ok(Entered::Over);
        }
        let request = Entity::find_by_id(request.id).one(&tx).await?.ok_or(Error::NotFound)?;
        if request.used_at.is_some() {
            return enter(tx, Some(request), Way::Code, entry, now).await;
        }
        let data = json!({ "try": request.tries });
        note(&tx, EventKind::SignInRefused, request.person_id, None, now, &data).await?;
        tx.commit().await?;
        Ok(Entered::WrongCode(TRIES_MAX - request.tries))
    })
    .await
}

async fn enter(
    tx: Tx,
    request: Option<sign_in_request::Model>,
    way: Way,
    entry: &Entry,
    now: DateTime<Utc>,
) -> Result<Entered> {
    let Some(request) = request else { return Ok(Entered::Over) };
    let Some(person) = request.person_id else { return Ok(Entered::Over) };
    let vouched = accounts::shown_before(&tx, &request).await?;
    if let Some(vouched) = &vouched
        && !accounts::connect(&tx, &vouched.identity, person, now).await?
    {
        return Ok(Entered::Over);
    }
    let (way, shared_computer) = (if vouched.is_some() { Way::Provider } else { way }, request.shared_computer);
    if let Some(secret) = &entry.signed_in {
        standing::replace(&tx, secret, now).await?;
    }
    let browser = entry.browser.as_deref();
    let proof = vouched.and_then(|vouched| vouched.proof(now));
    let admission = Admission { person, way, role: None, shared_computer, browser, proof, now };
    match admit(&tx, &admission).await {
        Ok(signed_in) => {
            tx.commit().await?;
            Ok(Entered::In(signed_in))
        }
        // Shut out since the mail was written.
        Err(Error::NotFound) => Ok(Entered::Over),
        Err(error) => Err(error),
    }
}
