//! What becomes of mail under way, written down for many messages at once.

use std::collections::HashSet;

use chrono::{DateTime, Utc};
use domain::{
    MessageId,
    notice::{MessageState, TryOutcome},
};
use sea_orm::{
    ActiveValue::Set,
    ColumnTrait, EntityTrait, ExprTrait, FromQueryResult, QueryFilter, QuerySelect,
    sea_query::{Expr, Func},
};

use super::{Lease, UNFINISHED, claim::released};
use crate::{
    Db, Result,
    db::{Tx, retrying},
    entity::{
        mail_message::{self, Column},
        mail_try,
    },
};

/// What came of a try.
#[derive(Debug, Clone)]
pub enum Attempt {
    /// The server took it and said this.
    Sent(String),
    /// The server will never take it.
    Dead(String),
    /// Not sent; to be tried again.
    Later(DateTime<Utc>, String),
    /// Not sent, and it has been tried long enough.
    GivenUp(String),
    /// Perhaps sent; to be sent again, byte for byte, which a calendar does not mind.
    Unknown(DateTime<Utc>, String),
    /// Perhaps sent; not to be sent again unless somebody asks for it.
    LeftInDoubt(String),
}

impl Attempt {
    /// State, when it is due again if it is, what came of the try, and the words.
    fn columns(&self) -> (MessageState, Option<DateTime<Utc>>, TryOutcome, &str) {
        match self {
            Self::Sent(answer) => (MessageState::Sent, None, TryOutcome::Sent, answer),
            Self::Dead(reason) => (MessageState::Dead, None, TryOutcome::Refused, reason),
            Self::Later(due_at, reason) => (MessageState::Queued, Some(*due_at), TryOutcome::Deferred, reason),
            Self::GivenUp(reason) => (MessageState::Dead, None, TryOutcome::Deferred, reason),
            Self::Unknown(due_at, reason) => (MessageState::Ambiguous, Some(*due_at), TryOutcome::Doubtful, reason),
            Self::LeftInDoubt(reason) => (MessageState::Dead, None, TryOutcome::Doubtful, reason),
        }
    }
}

/// One try that is over.
#[derive(Debug, Clone)]
pub struct Outcome {
    /// Of which message.
    pub id: MessageId,
    /// Tries, this one included.
    pub attempts: u32,
    /// What came of it.
    pub attempt: Attempt,
}

/// What was written down.
#[derive(Debug, Default)]
pub struct Written {
    /// Mail now marked as being on the wire.
    pub marked: HashSet<MessageId>,
    /// Outcomes of mail that somebody else has taken over meanwhile; they were not written.
    pub lost: Vec<MessageId>,
}

#[derive(FromQueryResult)]
struct IdRow {
    id: MessageId,
}

/// Marks mail as being on the wire, before its first byte is, and writes down what came of tries. One transaction.
///
/// What is not in `marked` must not be sent: the hold on it is lost, or something newer has taken its place.
pub async fn write_down(db: &Db, lease: Lease, marks: &[MessageId], outcomes: &[Outcome]) -> Result<Written> {
    retrying(|| async {
        let tx = db.begin_write().await?;
        let marked = mark(&tx, lease, marks).await?;
        let mut lost = Vec::new();
        let mut tries = Vec::new();
        for outcome in outcomes {
            if finish(&tx, lease, outcome).await? {
                tries.push(one_try(lease, outcome));
            } else {
                lost.push(outcome.id);
            }
        }
        if !tries.is_empty() {
            mail_try::Entity::insert_many(tries).exec_without_returning(&tx).await?;
        }
        tx.commit().await?;
        Ok(Written { marked, lost })
    })
    .await
}

async fn mark(tx: &Tx, lease: Lease, ids: &[MessageId]) -> Result<HashSet<MessageId>> {
    if ids.is_empty() {
        return Ok(HashSet::new());
    }
    let held = |state: &[MessageState]| {
        let held = Column::Id.is_in(ids.iter().copied()).and(Column::LeaseOwner.eq(lease.owner));
        held.and(Column::State.is_in(state.iter().copied()))
    };
    mail_message::Entity::update_many()
        .col_expr(Column::State, Expr::value(MessageState::Transmitting))
        .col_expr(Column::LeaseUntil, Expr::value(lease.until))
        .filter(held(&[MessageState::Queued, MessageState::Ambiguous]))
        .exec(tx)
        .await?;
    let marked = mail_message::Entity::find()
        .select_only()
        .column(Column::Id)
        .filter(held(&[MessageState::Transmitting]))
        .into_model::<IdRow>()
        .all(tx)
        .await?;
    Ok(marked.into_iter().map(|row| row.id).collect())
}

/// False when somebody else holds the message.
async fn finish(tx: &Tx, lease: Lease, outcome: &Outcome) -> Result<bool> {
    let (state, due_at, what, answer) = outcome.attempt.columns();
    let mut update = released()
        .col_expr(Column::State, Expr::value(state))
        .col_expr(Column::DueAt, Expr::value(due_at.unwrap_or(lease.now)))
        .col_expr(Column::Answer, Expr::value(answer));
    if what == TryOutcome::Sent {
        update = update.col_expr(Column::SentAt, Expr::value(lease.now));
    }
    if what == TryOutcome::Doubtful {
        let since = Func::coalesce([Expr::col(Column::DoubtedAt), Expr::value(lease.now)]);
        update = update.col_expr(Column::DoubtedAt, since.into());
    }
    let updated = update
        .filter(Column::Id.eq(outcome.id))
        .filter(Column::LeaseOwner.eq(lease.owner))
        .filter(Column::State.is_in(UNFINISHED))
        .exec(tx)
        .await?;
    Ok(updated.rows_affected == 1)
}

fn one_try(lease: Lease, outcome: &Outcome) -> mail_try::ActiveModel {
    let (_, _, what, answer) = outcome.attempt.columns();
    mail_try::ActiveModel {
        mail_message_id: Set(outcome.id),
        number: Set(crate::rows::int(outcome.attempts)),
        ended_at: Set(lease.now),
        outcome: Set(what),
        answer: Set(answer.to_owned()),
    }
}
