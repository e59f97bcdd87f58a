//! The outbox: notices waiting to be put into words, and mail waiting to be sent.
//!
//! A notice is written in the transaction of its change. A worker renders it once and stores the bytes; from
//! then on the same bytes are sent however often it takes. Mail about one booking goes out strictly in order:
//! calendars do not protect themselves against an older revision arriving later, and neither do people who
//! read of their seat first and of their place in line afterwards.

use chrono::{DateTime, Utc};
use domain::{
    MessageId, NoticeId, PersonId,
    notice::{CalendarMethod, MessageState, Notice, NoticeState},
    values::EmailAddress,
};
use sea_orm::{
    ActiveValue::Set,
    ColumnTrait, Condition, EntityTrait, ExprTrait, FromQueryResult, QueryFilter, QueryOrder, QuerySelect,
    sea_query::{Alias, Expr, LockBehavior, LockType, Query, SelectStatement},
};
use uuid::Uuid;

use crate::{
    Db, Error, Result,
    entity::{mail_message, notice},
};

mod figures;

pub use figures::{Figures, figures};

/// States in which a mail may still go out, and later ones of the same order must wait.
const UNFINISHED: [MessageState; 3] = [MessageState::Queued, MessageState::Transmitting, MessageState::Ambiguous];

/// A notice to put into words.
#[derive(Debug, Clone)]
pub struct PendingNotice {
    /// Which.
    pub id: NoticeId,
    /// When the change was made.
    pub written_at: DateTime<Utc>,
    /// Its text, or why it cannot be read.
    pub notice: std::result::Result<Notice, String>,
}

/// A mail as it will be sent.
#[derive(Debug, Clone)]
pub struct NewMessage {
    /// Who it is for, in the register.
    pub person_id: Option<PersonId>,
    /// Where to.
    pub recipient: EmailAddress,
    /// Message-ID, the same on every try.
    pub message_id: String,
    /// UID of the calendar object in it, if any.
    pub uid: Option<Uuid>,
    /// SEQUENCE of that object.
    pub sequence: u32,
    /// METHOD of that object, if any.
    pub method: Option<CalendarMethod>,
    /// The whole mail.
    pub content: Vec<u8>,
}

/// A mail to send now.
#[derive(Debug, Clone)]
pub struct ClaimedMessage {
    /// Which.
    pub id: MessageId,
    /// Where to.
    pub recipient: EmailAddress,
    /// The whole mail.
    pub content: Vec<u8>,
    /// Tries, this one included.
    pub attempts: u32,
}

/// What came of a try.
#[derive(Debug, Clone)]
pub enum Attempt {
    /// The server took it and said this.
    Sent(String),
    /// The server will never take it.
    Dead(String),
    /// Not sent; to be tried again.
    Later(DateTime<Utc>, String),
    /// Perhaps sent; to be sent again, byte for byte, which a calendar does not mind.
    Unknown(DateTime<Utc>, String),
}

/// A worker's hold on what it has claimed: nobody else touches it before the end.
#[derive(Debug, Clone, Copy)]
pub struct Lease {
    /// The worker.
    pub owner: Uuid,
    /// Now.
    pub now: DateTime<Utc>,
    /// End of the hold.
    pub until: DateTime<Utc>,
}

fn leasable(column: impl ColumnTrait + Copy, now: DateTime<Utc>) -> Condition {
    Condition::any().add(column.is_null()).add(column.lt(now))
}

/// As little of a notice as is needed to claim it: a row that cannot be read must not stop the others.
#[derive(FromQueryResult)]
struct NoticeRow {
    id: NoticeId,
    written_at: DateTime<Utc>,
    payload: String,
}

/// The same of a mail.
#[derive(FromQueryResult)]
struct MessageRow {
    id: MessageId,
    recipient: String,
    content: Option<Vec<u8>>,
    attempts: i32,
}

/// Claims notices, oldest first, never one whose booking has an older one waiting. One transaction.
pub async fn claim_notices(db: &Db, lease: Lease, limit: u64) -> Result<Vec<PendingNotice>> {
    let tx = db.begin_write().await?;
    let found = notice::Entity::find()
        .select_only()
        .columns([notice::Column::Id, notice::Column::WrittenAt, notice::Column::Payload])
        .filter(notice::Column::State.eq(NoticeState::Pending))
        .filter(leasable(notice::Column::LeaseUntil, lease.now))
        .filter(Expr::exists(older_notice()).not())
        .order_by_asc(notice::Column::WrittenAt)
        .order_by_asc(notice::Column::Id)
        .limit(limit)
        .lock_with_behavior(LockType::Update, LockBehavior::SkipLocked)
        .into_model::<NoticeRow>()
        .all(&tx)
        .await?;
    notice::Entity::update_many()
        .col_expr(notice::Column::LeaseUntil, Expr::value(lease.until))
        .filter(notice::Column::Id.is_in(found.iter().map(|row| row.id)))
        .exec(&tx)
        .await?;
    tx.commit().await?;
    let pending = |row: NoticeRow| PendingNotice {
        id: row.id,
        written_at: row.written_at,
        notice: serde_json::from_str(&row.payload).map_err(|error| error.to_string()),
    };
    Ok(found.into_iter().map(pending).collect())
}

fn older_notice() -> SelectStatement {
    let older = Alias::new("older");
    Query::select()
        .expr(Expr::value(1))
        .from_as(notice::Entity, older.clone())
        .and_where(Expr::col((older.clone(), notice::Column::State)).eq(NoticeState::Pending))
        .and_where(
            Expr::col((older.clone(), notice::Column::OrderingKey))
                .equals((notice::Entity, notice::Column::OrderingKey)),
        )
        .and_where(Expr::col((older, notice::Column::Rank)).lt(Expr::col((notice::Entity, notice::Column::Rank))))
        .to_owned()
}

/// Stores the mail of a notice, once, and takes the notice off the list. One transaction.
pub async fn store_messages(db: &Db, id: NoticeId, messages: Vec<NewMessage>, now: DateTime<Utc>) -> Result<()> {
    let tx = db.begin_write().await?;
    let kept = notice::Entity::find_by_id(id).lock_exclusive().one(&tx).await?.ok_or(Error::NotFound)?;
    if kept.state != NoticeState::Pending {
        return Ok(());
    }
    let rows = messages.into_iter().zip(0..).map(|(message, ordinal)| mail_message::ActiveModel {
        id: Set(MessageId::new(now)),
        notice_id: Set(id),
        ordinal: Set(ordinal),
        ordering_key: Set(kept.ordering_key),
        rank: Set(kept.rank),
        kind: Set(kept.kind),
        booking_id: Set(kept.booking_id),
        session_id: Set(kept.session_id),
        person_id: Set(message.person_id),
        recipient: Set(message.recipient),
        message_id: Set(message.message_id),
        uid: Set(message.uid),
        sequence: Set(crate::rows::int(message.sequence)),
        method: Set(message.method),
        content: Set(Some(message.content)),
        content_hash: Set(None),
        state: Set(MessageState::Queued),
        attempts: Set(0),
        written_at: Set(kept.written_at),
        due_at: Set(now),
        expires_at: Set(kept.expires_at),
        doubted_at: Set(None),
        bounced_at: Set(None),
        bounce: Set(None),
        lease_owner: Set(None),
        lease_until: Set(None),
        answer: Set(None),
        sent_at: Set(None),
    });
    mail_message::Entity::insert_many(rows).exec_without_returning(&tx).await?;
    set_notice(&tx, id, NoticeState::Rendered, None).await?;
    tx.commit().await
}

/// Puts a notice aside that cannot be rendered; the others go on. One transaction.
pub async fn bury_notice(db: &Db, id: NoticeId, reason: &str) -> Result<()> {
    let tx = db.begin_write().await?;
    set_notice(&tx, id, NoticeState::Dead, Some(reason)).await?;
    tx.commit().await
}

async fn set_notice(tx: &crate::db::Tx, id: NoticeId, state: NoticeState, reason: Option<&str>) -> Result<()> {
    notice::Entity::update_many()
        .col_expr(notice::Column::State, Expr::value(state))
        .col_expr(notice::Column::Reason, Expr::value(reason.map(str::to_owned)))
        .col_expr(notice::Column::LeaseUntil, Expr::value(None::<DateTime<Utc>>))
        .filter(notice::Column::Id.eq(id))
        .exec(tx)
        .await?;
    Ok(())
}

/// Claims mail that is due, never one whose order has an older one unfinished. One transaction.
///
/// A mail found on the wire after its worker is gone is ambiguous, and known as such from then on.
pub async fn claim_messages(db: &Db, lease: Lease, limit: u64) -> Result<Vec<ClaimedMessage>> {
    let tx = db.begin_write().await?;
    let columns = [
        mail_message::Column::Id,
        mail_message::Column::Recipient,
        mail_message::Column::Content,
        mail_message::Column::Attempts,
    ];
    let found = mail_message::Entity::find()
        .select_only()
        .columns(columns)
        .filter(mail_message::Column::State.is_in(UNFINISHED))
        .filter(mail_message::Column::DueAt.lte(lease.now))
        .filter(leasable(mail_message::Column::LeaseUntil, lease.now))
        .filter(Expr::exists(older_message()).not())
        .order_by_asc(mail_message::Column::DueAt)
        .order_by_asc(mail_message::Column::Id)
        .limit(limit)
        .lock_with_behavior(LockType::Update, LockBehavior::SkipLocked)
        .into_model::<MessageRow>()
        .all(&tx)
        .await?;
    let ids: Vec<MessageId> = found.iter().map(|row| row.id).collect();
    mail_message::Entity::update_many()
        .col_expr(mail_message::Column::LeaseOwner, Expr::value(lease.owner))
        .col_expr(mail_message::Column::LeaseUntil, Expr::value(lease.until))
        .col_expr(mail_message::Column::Attempts, Expr::col(mail_message::Column::Attempts).add(1))
        .filter(mail_message::Column::Id.is_in(ids.iter().copied()))
        .exec(&tx)
        .await?;
    mail_message::Entity::update_many()
        .col_expr(mail_message::Column::State, Expr::value(MessageState::Ambiguous))
        .filter(mail_message::Column::Id.is_in(ids))
        .filter(mail_message::Column::State.eq(MessageState::Transmitting))
        .exec(&tx)
        .await?;
    let mut claimed = Vec::with_capacity(found.len());
    for row in found {
        match (row.recipient.parse(), row.content) {
            (Ok(recipient), Some(content)) => claimed.push(ClaimedMessage {
                id: row.id,
                recipient,
                content,
                attempts: u32::try_from(row.attempts + 1).unwrap_or(1),
            }),
            _ => bury_message(&tx, row.id).await?,
        }
    }
    tx.commit().await?;
    Ok(claimed)
}

/// Puts a mail aside that has nowhere to go.
async fn bury_message(tx: &crate::db::Tx, id: MessageId) -> Result<()> {
    mail_message::Entity::update_many()
        .col_expr(mail_message::Column::State, Expr::value(MessageState::Dead))
        .col_expr(mail_message::Column::Answer, Expr::value("the recipient is not an address"))
        .filter(mail_message::Column::Id.eq(id))
        .exec(tx)
        .await?;
    Ok(())
}

fn older_message() -> SelectStatement {
    let older = Alias::new("older");
    let column = |column| Expr::col((Alias::new("older"), column));
    Query::select()
        .expr(Expr::value(1))
        .from_as(mail_message::Entity, older)
        .and_where(column(mail_message::Column::State).is_in(UNFINISHED))
        .and_where(
            column(mail_message::Column::OrderingKey).equals((mail_message::Entity, mail_message::Column::OrderingKey)),
        )
        .and_where(column(mail_message::Column::Rank).lt(Expr::col((mail_message::Entity, mail_message::Column::Rank))))
        .to_owned()
}

/// Marks a mail as being on the wire, before its first byte is. False when the hold on it is lost.
pub async fn mark_transmitting(db: &Db, id: MessageId, owner: Uuid) -> Result<bool> {
    let tx = db.begin_write().await?;
    let marked = mail_message::Entity::update_many()
        .col_expr(mail_message::Column::State, Expr::value(MessageState::Transmitting))
        .filter(mail_message::Column::Id.eq(id))
        .filter(mail_message::Column::LeaseOwner.eq(owner))
        .exec(&tx)
        .await?;
    tx.commit().await?;
    Ok(marked.rows_affected == 1)
}

/// Writes down what came of a try, unless somebody else has taken the mail over meanwhile.
pub async fn finish(db: &Db, id: MessageId, lease: Lease, attempt: Attempt) -> Result<()> {
    let (state, due_at, answer, sent_at) = match attempt {
        Attempt::Sent(answer) => (MessageState::Sent, lease.now, answer, Some(lease.now)),
        Attempt::Dead(reason) => (MessageState::Dead, lease.now, reason, None),
        Attempt::Later(due_at, reason) => (MessageState::Queued, due_at, reason, None),
        Attempt::Unknown(due_at, reason) => (MessageState::Ambiguous, due_at, reason, None),
    };
    let tx = db.begin_write().await?;
    mail_message::Entity::update_many()
        .col_expr(mail_message::Column::State, Expr::value(state))
        .col_expr(mail_message::Column::DueAt, Expr::value(due_at))
        .col_expr(mail_message::Column::Answer, Expr::value(answer))
        .col_expr(mail_message::Column::SentAt, Expr::value(sent_at))
        .col_expr(mail_message::Column::LeaseOwner, Expr::value(None::<Uuid>))
        .col_expr(mail_message::Column::LeaseUntil, Expr::value(None::<DateTime<Utc>>))
        .filter(mail_message::Column::Id.eq(id))
        .filter(mail_message::Column::LeaseOwner.eq(lease.owner))
        .exec(&tx)
        .await?;
    tx.commit().await
}
