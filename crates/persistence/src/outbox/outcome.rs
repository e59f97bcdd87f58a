//! What becomes of mail under way, written down for many messages at once.

use std::collections::HashSet;

use chrono::{DateTime, Utc};
use domain::{
    MessageId,
    notice::{MessageState, TryOutcome},
};
use sea_orm::{
    ActiveValue::Set,
    ColumnTrait, ConnectionTrait, EntityTrait, ExprTrait, FromQueryResult, QueryFilter,
    sea_query::{CaseStatement, Expr, Func, Query, UpdateStatement},
};
use uuid::Uuid;

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

impl Outcome {
    fn is_sent(&self) -> bool {
        matches!(self.attempt, Attempt::Sent(_))
    }
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
        let mut written = finish_sent(&tx, lease, outcomes).await?;
        for outcome in outcomes.iter().filter(|outcome| !outcome.is_sent()) {
            if finish(&tx, lease, outcome).await? {
                written.insert(outcome.id);
            }
        }
        let (kept, lost): (Vec<_>, Vec<_>) = outcomes.iter().partition(|outcome| written.contains(&outcome.id));
        let tries: Vec<_> = kept.into_iter().map(|outcome| one_try(lease, outcome)).collect();
        if !tries.is_empty() {
            mail_try::Entity::insert_many(tries).exec_without_returning(&tx).await?;
        }
        tx.commit().await?;
        Ok(Written { marked, lost: lost.into_iter().map(|outcome| outcome.id).collect() })
    })
    .await
}

async fn mark(tx: &Tx, lease: Lease, ids: &[MessageId]) -> Result<HashSet<MessageId>> {
    if ids.is_empty() {
        return Ok(HashSet::new());
    }
    let update = Query::update()
        .table(mail_message::Entity)
        .value(Column::State, MessageState::Transmitting)
        .value(Column::LeaseUntil, lease.until)
        .and_where(held(lease, ids.iter().copied()))
        .returning_col(Column::Id)
        .to_owned();
    updated(tx, &update).await
}

/// Still held by us and not yet over.
fn held(lease: Lease, ids: impl IntoIterator<Item = MessageId>) -> Expr {
    let ours = Column::Id.is_in(ids).and(Column::LeaseOwner.eq(lease.owner));
    ours.and(Column::State.is_in(UNFINISHED))
}

/// The rows that an update has changed.
async fn updated(tx: &Tx, update: &UpdateStatement) -> Result<HashSet<MessageId>> {
    let rows = IdRow::find_by_statement(tx.get_database_backend().build(update)).all(tx).await?;
    Ok(rows.into_iter().map(|row| row.id).collect())
}

/// Most tries end well, and all of those are one statement. Gives those that were still held.
async fn finish_sent(tx: &Tx, lease: Lease, outcomes: &[Outcome]) -> Result<HashSet<MessageId>> {
    let mut ids = Vec::new();
    let mut answers = CaseStatement::new();
    for outcome in outcomes {
        if let Attempt::Sent(answer) = &outcome.attempt {
            ids.push(outcome.id);
            answers = answers.case(Column::Id.eq(outcome.id), answer.as_str());
        }
    }
    if ids.is_empty() {
        return Ok(HashSet::new());
    }
    let update = Query::update()
        .table(mail_message::Entity)
        .value(Column::State, MessageState::Sent)
        .value(Column::LeaseOwner, None::<Uuid>)
        .value(Column::LeaseUntil, None::<DateTime<Utc>>)
        .value(Column::DueAt, lease.now)
        .value(Column::SentAt, lease.now)
        .value(Column::Answer, answers)
        .and_where(held(lease, ids))
        .returning_col(Column::Id)
        .to_owned();
    updated(tx, &update).await
}

/// False when somebody else holds the message.
async fn finish(tx: &Tx, lease: Lease, outcome: &Outcome) -> Result<bool> {
    let (state, due_at, what, answer) = outcome.attempt.columns();
    let mut update = released()
        .col_expr(Column::State, Expr::value(state))
        .col_expr(Column::DueAt, Expr::value(due_at.unwrap_or(lease.now)))
        .col_expr(Column::Answer, Expr::value(answer));
    if what == TryOutcome::Doubtful {
        let since = Func::coalesce([Expr::col(Column::DoubtedAt), Expr::value(lease.now)]);
        update = update.col_expr(Column::DoubtedAt, since.into());
    }
    let updated = update.filter(held(lease, [outcome.id])).exec(tx).await?;
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
