//! Mail that came in: the same mail taken in twice changes nothing the second time.
//!
//! Whoever brings mail may be stopped between our answer and his noting it, so he brings it again. What a mail did is
//! kept in the transaction that did it, under the hash of its bytes.

use chrono::{DateTime, TimeDelta, Utc};
use sea_orm::{ActiveValue::Set, ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter};
use sha2::{Digest, Sha256};
use uuid::Uuid;

use crate::{Db, Error, Result, db::Tx, entity::inbound_message, error::is_unique_violation};

/// How long a mail is known again. Older answers are stale by their own DTSTAMP.
const KNOWN_FOR: TimeDelta = TimeDelta::days(365);

/// What a mail is known by.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hash(Vec<u8>);

impl Hash {
    /// Of a whole mail.
    pub fn of(mail: &[u8]) -> Self {
        Self(Sha256::digest(mail).to_vec())
    }
}

/// What a mail did.
pub(crate) struct Entry<'a> {
    pub hash: &'a Hash,
    pub kind: &'a str,
    pub outcome: &'a str,
    pub invitation_uid: Option<Uuid>,
    pub mail_message_id: Option<Uuid>,
}

pub(crate) async fn is_known(tx: &Tx, hash: &Hash) -> Result<bool> {
    let same = inbound_message::Entity::find().filter(inbound_message::Column::Hash.eq(hash.0.clone()));
    Ok(same.count(tx).await? > 0)
}

/// Writes down what a mail did. Somebody who takes in the same mail at this moment makes this a conflict, which is
/// tried again and then known.
pub(crate) async fn remember(tx: &Tx, entry: Entry<'_>, now: DateTime<Utc>) -> Result<()> {
    let row = inbound_message::ActiveModel {
        id: Set(domain::ids::new_uuid(now)),
        hash: Set(entry.hash.0.clone()),
        received_at: Set(now),
        kind: Set(entry.kind.to_owned()),
        outcome: Set(entry.outcome.to_owned()),
        invitation_uid: Set(entry.invitation_uid),
        mail_message_id: Set(entry.mail_message_id),
    };
    let kept = inbound_message::Entity::insert(row).exec_without_returning(tx).await;
    match kept {
        Ok(_) => Ok(()),
        Err(error) if is_unique_violation(&error) => Err(Error::Conflict("the same mail is taken in elsewhere".into())),
        Err(error) => Err(error.into()),
    }
}

/// Forgets mail of more than a year ago. One transaction.
pub async fn forget_old(db: &Db, now: DateTime<Utc>) -> Result<u64> {
    let tx = db.begin_write().await?;
    let old = inbound_message::Column::ReceivedAt.lt(now - KNOWN_FOR);
    let forgotten = inbound_message::Entity::delete_many().filter(old).exec(&tx).await?;
    tx.commit().await?;
    Ok(forgotten.rows_affected)
}
