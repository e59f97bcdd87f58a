//! Texts are kept for a while and then forgotten; that they were sent, to whom and what was answered stays.

use chrono::{DateTime, TimeDelta, Utc};
use domain::{
    MessageId, NoticeId,
    notice::{MessageState, NoticeState},
};
use sea_orm::{
    ColumnTrait, ConnectionTrait, EntityTrait, ExprTrait, PaginatorTrait, QueryFilter, QueryOrder, QuerySelect,
    sea_query::{Expr, Query},
};

use super::UNFINISHED;
use crate::{
    Db, Result,
    db::Tx,
    entity::{mail_content, mail_message, notice},
};

/// States in which a mail's text is needed no more.
const OVER: [MessageState; 4] =
    [MessageState::Sent, MessageState::Superseded, MessageState::Dead, MessageState::Abandoned];

/// Texts that are due: of mail that is over, and of notices all of whose mail is.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct DueTexts {
    messages: Vec<MessageId>,
    notices: Vec<NoticeId>,
}

impl DueTexts {
    /// How many, as portions count them.
    pub(crate) fn count(&self) -> u64 {
        std::cmp::Ord::max(self.messages.len(), self.notices.len()) as u64
    }
}

fn over() -> sea_orm::sea_query::SelectStatement {
    Query::select()
        .expr(Expr::value(1))
        .from(mail_message::Entity)
        .and_where(
            Expr::col((mail_message::Entity, mail_message::Column::Id))
                .equals((mail_content::Entity, mail_content::Column::MailMessageId)),
        )
        .and_where(Expr::col((mail_message::Entity, mail_message::Column::State)).is_in(OVER))
        .to_owned()
}

/// At most so many texts written before `before` that are due.
pub(crate) async fn due_texts(db: &impl ConnectionTrait, before: DateTime<Utc>, limit: u64) -> Result<DueTexts> {
    let messages: Vec<MessageId> = mail_content::Entity::find()
        .select_only()
        .column(mail_content::Column::MailMessageId)
        .filter(mail_content::Column::WrittenAt.lt(before))
        .filter(Expr::exists(over()))
        .order_by_asc(mail_content::Column::WrittenAt)
        .limit(limit)
        .into_tuple()
        .all(db)
        .await?;
    let waiting = Query::select()
        .expr(Expr::value(1))
        .from(mail_message::Entity)
        .and_where(
            Expr::col((mail_message::Entity, mail_message::Column::NoticeId))
                .equals((notice::Entity, notice::Column::Id)),
        )
        .and_where(Expr::col((mail_message::Entity, mail_message::Column::State)).is_in(UNFINISHED))
        .to_owned();
    let notices: Vec<NoticeId> = notice::Entity::find()
        .select_only()
        .column(notice::Column::Id)
        // Without parameters, as the index of those that are kept has it.
        .filter(Expr::cust("payload <> ''"))
        .filter(notice::Column::WrittenAt.lt(before))
        .filter(notice::Column::State.is_in([NoticeState::Rendered, NoticeState::Dead]))
        .filter(Expr::exists(waiting).not())
        .order_by_asc(notice::Column::WrittenAt)
        .limit(limit)
        .into_tuple()
        .all(db)
        .await?;
    Ok(DueTexts { messages, notices })
}

/// Forgets texts that are due. Gives how many there were.
pub(crate) async fn forget(tx: &Tx, due: DueTexts) -> Result<u64> {
    let mails = mail_content::Entity::delete_many()
        .filter(mail_content::Column::MailMessageId.is_in(due.messages))
        .filter(Expr::exists(over()))
        .exec(tx)
        .await?;
    let told = notice::Entity::update_many()
        .col_expr(notice::Column::Payload, Expr::value(""))
        .filter(notice::Column::Id.is_in(due.notices))
        .exec(tx)
        .await?;
    Ok(std::cmp::Ord::max(mails.rows_affected, told.rows_affected))
}

/// Forgets the texts of mail written before `before` that is over, and of notices all of whose mail is. The hash of
/// a mail stays. Gives how many there were; fewer than `limit` when no more are left. One transaction.
pub async fn forget_texts(db: &Db, before: DateTime<Utc>, limit: u64) -> Result<u64> {
    let due = due_texts(db.read(), before, limit).await?;
    if due == DueTexts::default() {
        return Ok(0);
    }
    let tx = db.begin_write().await?;
    let forgotten = forget(&tx, due).await?;
    tx.commit().await?;
    Ok(forgotten)
}

/// Forgets the texts of mail to sign in by as soon as it is sent, or opens nothing any more: whoever reads the database
/// shall not get in by it. What is older than a day has opened nothing for long, and goes with all other texts. One
/// transaction.
pub async fn forget_ways_in(db: &Db, now: DateTime<Utc>) -> Result<()> {
    let of_no_use = Query::select()
        .column(mail_message::Column::Id)
        .from(mail_message::Entity)
        // Without parameters, as the index of them has it.
        .and_where(Expr::cust("kind = 'signIn'"))
        .and_where(Expr::col(mail_message::Column::WrittenAt).gt(now - TimeDelta::days(1)))
        .and_where(
            Expr::col(mail_message::Column::State).is_in(OVER).or(Expr::col(mail_message::Column::ExpiresAt).lte(now)),
        )
        .to_owned();
    let kept = mail_content::Entity::find().filter(mail_content::Column::MailMessageId.in_subquery(of_no_use.clone()));
    if kept.count(db.read()).await? == 0 {
        return Ok(());
    }
    let tx = db.begin_write().await?;
    mail_content::Entity::delete_many()
        .filter(mail_content::Column::MailMessageId.in_subquery(of_no_use))
        .exec(&tx)
        .await?;
    tx.commit().await
}
