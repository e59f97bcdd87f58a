//! Mail that a worker takes on, and what it holds or gives back.

use std::collections::HashMap;

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

use super::{ClaimedTry, IS_UNFINISHED, Lease, UNFINISHED, by_order, held, leasable, none_of};
use crate::{
    Db, Result,
    db::Tx,
    entity::{
        mail_content,
        mail_message::{self, Column},
    },
};

/// A mail to send now.
#[derive(Debug, Clone)]
pub struct ClaimedMessage {
    /// Which, and the number of this try.
    pub claimed: ClaimedTry,
    /// Where to.
    pub recipient: EmailAddress,
    /// The whole mail.
    pub content: Vec<u8>,
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

/// As little of a mail as is needed: a row that cannot be read must not stop the others. Its text is read when the
/// row is ours, because nobody else can write meanwhile.
#[derive(FromQueryResult)]
struct MessageRow {
    id: MessageId,
    kind: String,
    recipient: String,
    has_content: bool,
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

    /// The mail, yet without its text, or why it shall not be sent.
    fn judged(self, now: DateTime<Utc>) -> Result<ClaimedMessage, (MessageId, &'static str)> {
        let repeated_in_doubt = self.repeated_in_doubt();
        if self.was_on_the_wire() && !repeated_in_doubt {
            return Err((self.id, "in doubt: its worker went away while it was on the wire"));
        }
        if self.expires_at.is_some_and(|end| end <= now) {
            return Err((self.id, "expired: what it is about has begun or is over"));
        }
        let claimed = ClaimedTry { id: self.id, number: u32::try_from(self.attempts + 1).unwrap_or(1) };
        match self.recipient.parse() {
            Ok(recipient) if self.has_content => {
                Ok(ClaimedMessage { claimed, recipient, content: Vec::new(), repeated_in_doubt })
            }
            Ok(_) => Err((self.id, "its text is not kept any more")),
            Err(_) => Err((self.id, "the recipient is not an address")),
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
        .column_as(Expr::exists(content()), "has_content")
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
    if !doubted.is_empty() {
        doubt(&tx, doubted, lease.now).await?;
    }
    mail_message::Entity::update_many()
        .col_expr(Column::LeaseOwner, Expr::value(lease.owner))
        .col_expr(Column::LeaseUntil, Expr::value(lease.until))
        .col_expr(Column::Attempts, Expr::col(Column::Attempts).add(1))
        .filter(Column::Id.is_in(claim.messages.iter().map(|message| message.claimed.id)))
        .exec(&tx)
        .await?;
    for (id, reason) in &claim.put_aside {
        put_aside(&tx, *id, reason).await?;
    }
    tx.commit().await?;
    match read_content(db, &mut claim.messages).await {
        Ok(()) => Ok(claim),
        Err(error) => {
            let tries: Vec<ClaimedTry> = claim.messages.iter().map(|message| message.claimed).collect();
            put_back(db, lease.owner, &tries).await?;
            Err(error)
        }
    }
}

const NEEDED: [Column; 5] = [Column::Kind, Column::Recipient, Column::State, Column::Attempts, Column::ExpiresAt];

/// The text of a mail, if it is kept.
pub(super) fn content() -> SelectStatement {
    Query::select()
        .expr(Expr::value(1))
        .from(mail_content::Entity)
        .and_where(
            Expr::col((mail_content::Entity, mail_content::Column::MailMessageId))
                .equals((mail_message::Entity, Column::Id)),
        )
        .to_owned()
}

/// What is claimed keeps its text: only that of mail that is over is ever forgotten.
async fn read_content(db: &Db, messages: &mut [ClaimedMessage]) -> Result<()> {
    let rows = mail_content::Entity::find()
        .filter(mail_content::Column::MailMessageId.is_in(messages.iter().map(|message| message.claimed.id)))
        .all(db.read())
        .await?;
    let mut texts: HashMap<MessageId, Vec<u8>> =
        rows.into_iter().map(|row| (row.mail_message_id, row.content)).collect();
    for message in messages {
        message.content = texts.remove(&message.claimed.id).unwrap_or_default();
    }
    Ok(())
}

async fn doubt(tx: &Tx, ids: Vec<MessageId>, now: DateTime<Utc>) -> Result<()> {
    mail_message::Entity::update_many()
        .col_expr(Column::State, Expr::value(MessageState::Ambiguous))
        .col_expr(Column::DoubtedAt, Func::coalesce([Expr::col(Column::DoubtedAt), Expr::value(now)]).into())
        .filter(Column::Id.is_in(ids))
        .exec(tx)
        .await?;
    Ok(())
}

fn due(now: DateTime<Utc>, full: &[String]) -> Select<mail_message::Entity> {
    let open = mail_message::Entity::find()
        .select_only()
        .column(Column::Id)
        .filter(Expr::cust(format!("mail_message.{IS_UNFINISHED}")))
        .filter(Column::DueAt.lte(now))
        .filter(leasable(Column::LeaseUntil, now))
        .filter(none_of(older_messages()))
        .order_by_asc(Column::DueAt)
        .order_by_asc(Column::Id);
    full.iter().fold(open, |open, domain| open.filter(Column::Recipient.ends_with(format!("@{domain}")).not()))
}

/// Counted, because PostgreSQL makes a join of `EXISTS`, and before it has heard of a burst joins all that wait with
/// all that wait; a count is made only for each row in turn, and so only for those that are taken.
fn older_messages() -> SelectStatement {
    let older = Alias::new("older");
    let column = |column| Expr::col((Alias::new("older"), column));
    Query::select()
        .expr(column(Column::Id).count())
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
///
/// What has been claimed anew meanwhile stays claimed.
pub async fn put_back(db: &Db, owner: Uuid, tries: &[ClaimedTry]) -> Result<()> {
    if tries.is_empty() {
        return Ok(());
    }
    let tx = db.begin_write().await?;
    released()
        .col_expr(Column::Attempts, Expr::col(Column::Attempts).sub(1))
        .filter(held(owner, tries))
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
