//! From notices to stored mail.

use std::collections::HashSet;

use chrono::{DateTime, Utc};
use domain::{
    BookingId, MessageId, NoticeId, PersonId, SessionId,
    notice::{CalendarMethod, MessageState, Notice, NoticeKind, NoticeState},
    values::EmailAddress,
};
use sea_orm::{
    ActiveValue::Set,
    ColumnTrait, EntityTrait, ExprTrait, FromQueryResult, QueryFilter, QueryOrder, QuerySelect, Select,
    sea_query::{Alias, Expr, LockBehavior, LockType, Query, SelectStatement},
};
use sha2::{Digest, Sha256};
use uuid::Uuid;

use super::{Lease, by_order, leasable, none_of};
use crate::{
    Db, Result,
    db::{Tx, retrying},
    entity::{mail_content, mail_message, notice},
    record::chunks,
};

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
    /// When it has no meaning any more; none when the notice alone says so.
    pub expires_at: Option<DateTime<Utc>>,
    /// The whole mail.
    pub content: Vec<u8>,
}

/// A notice with the mail that it has become.
#[derive(Debug, Clone)]
pub struct StoredNotice {
    /// Which.
    pub id: NoticeId,
    /// Its mail, in order.
    pub messages: Vec<NewMessage>,
}

/// As little of a notice as is needed to claim it: a row that cannot be read must not stop the others.
#[derive(FromQueryResult)]
struct NoticeRow {
    id: NoticeId,
    written_at: DateTime<Utc>,
    payload: String,
}

/// What mail has of its notice.
#[derive(FromQueryResult)]
struct KeptRow {
    id: NoticeId,
    booking_id: Option<BookingId>,
    session_id: Option<SessionId>,
    ordering_key: Uuid,
    rank: i32,
    kind: NoticeKind,
    written_at: DateTime<Utc>,
    expires_at: Option<DateTime<Utc>>,
}

/// Mail that something newer may replace.
#[derive(FromQueryResult)]
struct UnsentRow {
    id: MessageId,
    rank: i32,
}

#[derive(FromQueryResult)]
struct UidRow {
    uid: Option<Uuid>,
}

/// Claims notices, oldest first, never one whose booking has an older one waiting. One transaction.
pub async fn claim_notices(db: &Db, lease: Lease, limit: u64) -> Result<Vec<PendingNotice>> {
    // Most of the time there is nothing, and whoever writes must not wait for that.
    if pending(lease.now).limit(1).into_tuple::<NoticeId>().one(db.read()).await?.is_none() {
        return Ok(Vec::new());
    }
    let tx = db.begin_write().await?;
    let found = pending(lease.now)
        .columns([notice::Column::WrittenAt, notice::Column::Payload])
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

fn pending(now: DateTime<Utc>) -> Select<notice::Entity> {
    notice::Entity::find()
        .select_only()
        .column(notice::Column::Id)
        .filter(Expr::cust("notice.state = 'pending'"))
        .filter(leasable(notice::Column::LeaseUntil, now))
        .filter(none_of(older_notices()))
        .order_by_asc(notice::Column::WrittenAt)
        .order_by_asc(notice::Column::Id)
}

/// Counted for the same reason as older mail is.
fn older_notices() -> SelectStatement {
    let older = Alias::new("older");
    Query::select()
        .expr(Expr::col((older.clone(), notice::Column::Id)).count())
        .from_as(notice::Entity, older.clone())
        .and_where(by_order(Expr::col((older.clone(), notice::Column::State))).eq(NoticeState::Pending))
        .and_where(
            Expr::col((older.clone(), notice::Column::OrderingKey))
                .equals((notice::Entity, notice::Column::OrderingKey)),
        )
        .and_where(Expr::col((older, notice::Column::Rank)).lt(Expr::col((notice::Entity, notice::Column::Rank))))
        .to_owned()
}

/// Takes back what has not been sent of calendar objects that are now cancelled. Gives those that no calendar can
/// have heard of: nothing of them was ever on the wire, and nothing will be. One transaction.
///
/// Asked before the cancellation is rendered. Nobody can come between: a mail taken back cannot be marked as being
/// on the wire any more, even by a worker in the middle of its dialogue; since notices of one booking are claimed in
/// order there is no older one left that could still become mail; and what is dead or given up is not tried again
/// while the cancellation waits (see [`super::retry_mail`]).
pub async fn withdraw_unsent(db: &Db, uids: &[Uuid]) -> Result<HashSet<Uuid>> {
    retrying(|| async {
        let tx = db.begin_write().await?;
        supersede(&tx, &unsent(&tx, uids).await?).await?;
        let on_the_wire = [MessageState::Sent, MessageState::Transmitting, MessageState::Ambiguous];
        let heard_of = mail_message::Entity::find()
            .select_only()
            .column(mail_message::Column::Uid)
            .filter(mail_message::Column::Uid.is_in(uids.iter().copied()))
            .filter(
                mail_message::Column::State
                    .is_in(on_the_wire)
                    .or(mail_message::Column::DoubtedAt.is_not_null())
                    .or(mail_message::Column::SentAt.is_not_null()),
            )
            .into_model::<UidRow>()
            .all(&tx)
            .await?;
        tx.commit().await?;
        let heard_of: HashSet<Uuid> = heard_of.into_iter().filter_map(|row| row.uid).collect();
        Ok(uids.iter().copied().filter(|uid| !heard_of.contains(uid)).collect())
    })
    .await
}

/// Stores the mail of a notice, once, takes the notice off the list, and takes back what is older of the same calendar
/// objects and was never on the wire. One transaction.
///
/// By rank and not by SEQUENCE, which a change of details leaves as it is (RFC 5546 §2.1.4).
pub async fn store_messages(db: &Db, stored: &StoredNotice, now: DateTime<Utc>) -> Result<()> {
    retrying(|| async {
        let tx = db.begin_write().await?;
        let kept = notice::Entity::find_by_id(stored.id)
            .select_only()
            .columns(KEPT)
            .filter(notice::Column::State.eq(NoticeState::Pending))
            .lock_exclusive()
            .into_model::<KeptRow>()
            .one(&tx)
            .await?;
        let Some(kept) = kept else { return Ok(()) };
        if tells_the_last_change(kept.kind) {
            let uids: Vec<Uuid> = stored.messages.iter().filter_map(|message| message.uid).collect();
            let mut older = unsent(&tx, &uids).await?;
            older.retain(|row| row.rank < kept.rank);
            supersede(&tx, &older).await?;
        }
        let rows = stored.messages.iter().zip(0..).map(|(message, ordinal)| row(&kept, message, ordinal, now));
        for portion in chunks(rows.collect()) {
            let (messages, texts): (Vec<_>, Vec<_>) = portion.into_iter().unzip();
            mail_message::Entity::insert_many(messages).exec_without_returning(&tx).await?;
            mail_content::Entity::insert_many(texts).exec_without_returning(&tx).await?;
        }
        set_notices(&tx, [stored.id], NoticeState::Rendered, None).await?;
        tx.commit().await
    })
    .await
}

/// Whether a mail says what the one before it said, and more. One that only repeats an invitation does not tell that
/// the meeting was moved, so what tells it goes out first.
fn tells_the_last_change(kind: NoticeKind) -> bool {
    !matches!(kind, NoticeKind::InvitationsResent | NoticeKind::Summons)
}

const KEPT: [notice::Column; 8] = [
    notice::Column::Id,
    notice::Column::BookingId,
    notice::Column::SessionId,
    notice::Column::OrderingKey,
    notice::Column::Rank,
    notice::Column::Kind,
    notice::Column::WrittenAt,
    notice::Column::ExpiresAt,
];

/// A mail and its text.
fn row(
    kept: &KeptRow,
    message: &NewMessage,
    ordinal: i32,
    now: DateTime<Utc>,
) -> (mail_message::ActiveModel, mail_content::ActiveModel) {
    let id = MessageId::new(now);
    let text = mail_content::ActiveModel {
        mail_message_id: Set(id),
        written_at: Set(kept.written_at),
        content: Set(message.content.clone()),
    };
    let message = mail_message::ActiveModel {
        id: Set(id),
        notice_id: Set(kept.id),
        ordinal: Set(ordinal),
        ordering_key: Set(kept.ordering_key),
        rank: Set(kept.rank),
        kind: Set(kept.kind),
        booking_id: Set(kept.booking_id),
        session_id: Set(kept.session_id),
        person_id: Set(message.person_id),
        recipient: Set(message.recipient.clone()),
        message_id: Set(message.message_id.clone()),
        uid: Set(message.uid),
        sequence: Set(crate::rows::int(message.sequence)),
        method: Set(message.method),
        content_hash: Set(Some(Sha256::digest(&message.content).to_vec())),
        state: Set(MessageState::Queued),
        attempts: Set(0),
        written_at: Set(kept.written_at),
        due_at: Set(now),
        expires_at: Set(kept.expires_at.into_iter().chain(message.expires_at).min()),
        doubted_at: Set(None),
        bounced_at: Set(None),
        bounce: Set(None),
        lease_owner: Set(None),
        lease_until: Set(None),
        answer: Set(None),
        sent_at: Set(None),
    };
    (message, text)
}

/// Mail of calendar objects that waits and was never on the wire.
async fn unsent(tx: &Tx, uids: &[Uuid]) -> Result<Vec<UnsentRow>> {
    if uids.is_empty() {
        return Ok(Vec::new());
    }
    let rows = mail_message::Entity::find()
        .select_only()
        .columns([mail_message::Column::Id, mail_message::Column::Rank])
        .filter(mail_message::Column::Uid.is_in(uids.iter().copied()))
        .filter(mail_message::Column::State.eq(MessageState::Queued))
        .filter(mail_message::Column::DoubtedAt.is_null())
        .order_by_asc(mail_message::Column::Id)
        .into_model::<UnsentRow>();
    Ok(rows.all(tx).await?)
}

/// Unless it has just gone out: then it stays what it is, and the newer one goes after it.
async fn supersede(tx: &Tx, rows: &[UnsentRow]) -> Result<()> {
    if rows.is_empty() {
        return Ok(());
    }
    mail_message::Entity::update_many()
        .col_expr(mail_message::Column::State, Expr::value(MessageState::Superseded))
        .col_expr(mail_message::Column::LeaseOwner, Expr::value(None::<Uuid>))
        .col_expr(mail_message::Column::LeaseUntil, Expr::value(None::<DateTime<Utc>>))
        .filter(mail_message::Column::Id.is_in(rows.iter().map(|row| row.id)))
        .filter(mail_message::Column::State.eq(MessageState::Queued))
        .filter(mail_message::Column::DoubtedAt.is_null())
        .exec(tx)
        .await?;
    Ok(())
}

/// Puts a notice aside that cannot be rendered; the others go on. One transaction.
pub async fn bury_notice(db: &Db, id: NoticeId, reason: &str) -> Result<()> {
    let tx = db.begin_write().await?;
    set_notices(&tx, [id], NoticeState::Dead, Some(reason)).await?;
    tx.commit().await
}

async fn set_notices(
    tx: &Tx,
    ids: impl IntoIterator<Item = NoticeId>,
    state: NoticeState,
    reason: Option<&str>,
) -> Result<()> {
    notice::Entity::update_many()
        .col_expr(notice::Column::State, Expr::value(state))
        .col_expr(notice::Column::Reason, Expr::value(reason.map(str::to_owned)))
        .col_expr(notice::Column::LeaseUntil, Expr::value(None::<DateTime<Utc>>))
        .filter(notice::Column::Id.is_in(ids))
        .exec(tx)
        .await?;
    Ok(())
}
