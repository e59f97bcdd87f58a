//! Mail that a worker takes on, and what it holds or gives back.

use chrono::{DateTime, Utc};
use domain::{
    MessageId,
    notice::{MessageState, NoticeKind},
    values::EmailAddress,
};
use sea_orm::{
    ColumnTrait, EntityTrait, ExprTrait, FromQueryResult, QueryFilter, QueryOrder, QuerySelect, Select, UpdateMany,
    sea_query::{Alias, Expr, Func, LockBehavior, LockType, Query, SelectStatement},
};
use uuid::Uuid;

use super::{Lease, UNFINISHED, by_order, leasable};
use crate::{
    Db, Result,
    db::Tx,
    entity::mail_message::{self, Column},
};

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
    /// Whether it is sent again when nobody knows if it arrived.
    pub repeated_in_doubt: bool,
}

/// What a claim found.
#[derive(Debug, Default)]
pub struct Claim {
    /// Mail to send.
    pub messages: Vec<ClaimedMessage>,
    /// Mail put aside instead, for an operator to look at: which, and why.
    pub put_aside: Vec<(MessageId, &'static str)>,
}

/// As little of a mail as is needed: a row that cannot be read must not stop the others.
#[derive(FromQueryResult)]
struct MessageRow {
    id: MessageId,
    kind: String,
    recipient: String,
    content: Option<Vec<u8>>,
    state: String,
    attempts: i32,
    expires_at: Option<DateTime<Utc>>,
}

impl MessageRow {
    fn was_on_the_wire(&self) -> bool {
        self.state.parse() == Ok(MessageState::Transmitting)
    }

    /// Unknown kinds are told again rather than not at all.
    fn repeated_in_doubt(&self) -> bool {
        self.kind.parse::<NoticeKind>().map_or(true, NoticeKind::is_repeated_in_doubt)
    }

    /// The mail, or why it shall not be sent.
    fn judged(self, now: DateTime<Utc>) -> Result<ClaimedMessage, (MessageId, &'static str)> {
        let repeated_in_doubt = self.repeated_in_doubt();
        if self.was_on_the_wire() && !repeated_in_doubt {
            return Err((self.id, "in doubt: its worker went away while it was on the wire"));
        }
        if self.expires_at.is_some_and(|end| end <= now) {
            return Err((self.id, "expired: what it is about has begun or is over"));
        }
        let attempts = u32::try_from(self.attempts + 1).unwrap_or(1);
        match (self.recipient.parse(), self.content) {
            (Ok(recipient), Some(content)) => {
                Ok(ClaimedMessage { id: self.id, recipient, content, attempts, repeated_in_doubt })
            }
            (Err(_), _) => Err((self.id, "the recipient is not an address")),
            (_, None) => Err((self.id, "its text is not kept any more")),
        }
    }
}

/// Claims mail that is due, never one whose order has an older one unfinished. One transaction.
///
/// A mail found on the wire after its worker is gone is ambiguous, and known as such from then on. Mail to the
/// domains in `full` is left for later.
pub async fn claim_messages(db: &Db, lease: Lease, limit: u64, full: &[String]) -> Result<Claim> {
    // Most of the time there is nothing, and whoever writes must not wait for that.
    if due(lease.now, full).limit(1).into_tuple::<MessageId>().one(db.read()).await?.is_none() {
        return Ok(Claim::default());
    }
    let tx = db.begin_write().await?;
    let found = due(lease.now, full)
        .columns(NEEDED)
        .limit(limit)
        .lock_with_behavior(LockType::Update, LockBehavior::SkipLocked)
        .into_model::<MessageRow>()
        .all(&tx)
        .await?;
    let doubted: Vec<MessageId> = found.iter().filter(|row| row.was_on_the_wire()).map(|row| row.id).collect();
    let mut claim = Claim::default();
    for row in found {
        match row.judged(lease.now) {
            Ok(message) => claim.messages.push(message),
            Err(aside) => claim.put_aside.push(aside),
        }
    }
    mail_message::Entity::update_many()
        .col_expr(Column::State, Expr::value(MessageState::Ambiguous))
        .col_expr(Column::DoubtedAt, Func::coalesce([Expr::col(Column::DoubtedAt), Expr::value(lease.now)]).into())
        .filter(Column::Id.is_in(doubted))
        .exec(&tx)
        .await?;
    mail_message::Entity::update_many()
        .col_expr(Column::LeaseOwner, Expr::value(lease.owner))
        .col_expr(Column::LeaseUntil, Expr::value(lease.until))
        .col_expr(Column::Attempts, Expr::col(Column::Attempts).add(1))
        .filter(Column::Id.is_in(claim.messages.iter().map(|message| message.id)))
        .exec(&tx)
        .await?;
    for (id, reason) in &claim.put_aside {
        put_aside(&tx, *id, reason).await?;
    }
    tx.commit().await?;
    Ok(claim)
}

const NEEDED: [Column; 6] =
    [Column::Kind, Column::Recipient, Column::Content, Column::State, Column::Attempts, Column::ExpiresAt];

fn due(now: DateTime<Utc>, full: &[String]) -> Select<mail_message::Entity> {
    let open = mail_message::Entity::find()
        .select_only()
        .column(Column::Id)
        .filter(Column::State.is_in(UNFINISHED))
        .filter(Column::DueAt.lte(now))
        .filter(leasable(Column::LeaseUntil, now))
        .filter(Expr::exists(older_message()).not())
        .order_by_asc(Column::DueAt)
        .order_by_asc(Column::Id);
    full.iter().fold(open, |open, domain| open.filter(Column::Recipient.ends_with(format!("@{domain}")).not()))
}

fn older_message() -> SelectStatement {
    let older = Alias::new("older");
    let column = |column| Expr::col((Alias::new("older"), column));
    Query::select()
        .expr(Expr::value(1))
        .from_as(mail_message::Entity, older)
        .and_where(by_order(column(Column::State)).is_in(UNFINISHED))
        .and_where(column(Column::OrderingKey).equals((mail_message::Entity, Column::OrderingKey)))
        .and_where(column(Column::Rank).lt(Expr::col((mail_message::Entity, Column::Rank))))
        .to_owned()
}

/// Puts a mail aside that shall not be sent.
async fn put_aside(tx: &Tx, id: MessageId, reason: &str) -> Result<()> {
    released()
        .col_expr(Column::State, Expr::value(MessageState::Dead))
        .col_expr(Column::Answer, Expr::value(reason))
        .filter(Column::Id.eq(id))
        .exec(tx)
        .await?;
    Ok(())
}

/// An update that lets go of the rows.
pub(super) fn released() -> UpdateMany<mail_message::Entity> {
    mail_message::Entity::update_many()
        .col_expr(Column::LeaseOwner, Expr::value(None::<Uuid>))
        .col_expr(Column::LeaseUntil, Expr::value(None::<DateTime<Utc>>))
}

/// Gives back mail that was claimed and not begun: as if it had not been claimed. One transaction.
pub async fn put_back(db: &Db, owner: Uuid, ids: &[MessageId]) -> Result<()> {
    if ids.is_empty() {
        return Ok(());
    }
    let tx = db.begin_write().await?;
    released()
        .col_expr(Column::Attempts, Expr::col(Column::Attempts).sub(1))
        .filter(Column::Id.is_in(ids.iter().copied()))
        .filter(Column::LeaseOwner.eq(owner))
        .exec(&tx)
        .await?;
    tx.commit().await
}

/// Holds on to mail that is still under way. Gives how many of them are still held. One transaction.
///
/// What another worker has taken over meanwhile stays with it.
pub async fn renew(db: &Db, lease: Lease, ids: &[MessageId]) -> Result<u64> {
    let tx = db.begin_write().await?;
    let renewed = mail_message::Entity::update_many()
        .col_expr(Column::LeaseUntil, Expr::value(lease.until))
        .filter(Column::Id.is_in(ids.iter().copied()))
        .filter(Column::LeaseOwner.eq(lease.owner))
        .exec(&tx)
        .await?;
    tx.commit().await?;
    Ok(renewed.rows_affected)
}
