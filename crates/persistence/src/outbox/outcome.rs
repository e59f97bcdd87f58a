//! What becomes of mail under way, written down for many messages at once.

use std::collections::HashSet;

use chrono::{DateTime, Utc};
use domain::{
    MessageId,
    notice::{MessageState, TryOutcome},
};
use sea_orm::{
    ActiveValue::Set,
    ColumnTrait, ConnectionTrait, EntityTrait, FromQueryResult, QueryFilter,
    sea_query::{CaseStatement, Expr, Func, Query, UpdateStatement},
};
use uuid::Uuid;

use super::{ClaimedTry, Lease, UNFINISHED, claim::released, held};
use crate::{
    Db, Result,
    db::{Tx, retrying},
    entity::{
        mail_message::{self, Column},
        mail_try,
    },
    rows::{count, int},
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
    /// Which try.
    pub claimed: ClaimedTry,
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
    /// Tries whose mail is now marked as being on the wire.
    pub marked: HashSet<ClaimedTry>,
    /// Tries whose mail was taken over or claimed anew meanwhile; what came of them was not written.
    pub lost: Vec<ClaimedTry>,
}

#[derive(FromQueryResult)]
struct TryRow {
    id: MessageId,
    attempts: i32,
}

/// Marks mail as being on the wire, before its first byte is, and writes down what came of tries. One transaction.
///
/// What is not in `marked` must not be sent: the hold on it is lost, or something newer has taken its place.
pub async fn write_down(db: &Db, lease: Lease, marks: &[ClaimedTry], outcomes: &[Outcome]) -> Result<Written> {
    retrying(|| async {
        let tx = db.begin_write().await?;
        let marked = mark(&tx, lease, marks).await?;
        let mut written = finish_sent(&tx, lease, outcomes).await?;
        for outcome in outcomes.iter().filter(|outcome| !outcome.is_sent()) {
            if finish(&tx, lease, outcome).await? {
                written.insert(outcome.claimed);
            }
        }
        let (kept, lost): (Vec<_>, Vec<_>) = outcomes.iter().partition(|outcome| written.contains(&outcome.claimed));
        let tries: Vec<_> = kept.into_iter().map(|outcome| one_try(lease, outcome)).collect();
        if !tries.is_empty() {
            mail_try::Entity::insert_many(tries).exec_without_returning(&tx).await?;
        }
        tx.commit().await?;
        Ok(Written { marked, lost: lost.into_iter().map(|outcome| outcome.claimed).collect() })
    })
    .await
}

/// What is on the wire already is there by another try, and would come twice.
async fn mark(tx: &Tx, lease: Lease, tries: &[ClaimedTry]) -> Result<HashSet<ClaimedTry>> {
    if tries.is_empty() {
        return Ok(HashSet::new());
    }
    let update = Query::update()
        .table(mail_message::Entity)
        .value(Column::State, MessageState::Transmitting)
        .value(Column::LeaseUntil, lease.until)
        .cond_where(held(lease.owner, tries))
        .and_where(Column::State.is_in([MessageState::Queued, MessageState::Ambiguous]))
        .to_owned();
    updated(tx, update).await
}

/// The tries whose mail an update has changed.
async fn updated(tx: &Tx, mut update: UpdateStatement) -> Result<HashSet<ClaimedTry>> {
    update.returning(Query::returning().columns([Column::Id, Column::Attempts]));
    let rows = TryRow::find_by_statement(tx.get_database_backend().build(&update)).all(tx).await?;
    rows.into_iter()
        .map(|row| Ok(ClaimedTry { id: row.id, number: count(row.attempts, "mail_message.attempts")? }))
        .collect()
}

/// Most tries end well, and all of those are one statement. Gives those that were still held.
async fn finish_sent(tx: &Tx, lease: Lease, outcomes: &[Outcome]) -> Result<HashSet<ClaimedTry>> {
    let mut tries = Vec::new();
    let mut answers = CaseStatement::new();
    for outcome in outcomes {
        if let Attempt::Sent(answer) = &outcome.attempt {
            tries.push(outcome.claimed);
            answers = answers.case(held(lease.owner, &[outcome.claimed]), answer.as_str());
        }
    }
    if tries.is_empty() {
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
        .cond_where(held(lease.owner, &tries))
        .and_where(Column::State.is_in(UNFINISHED))
        .to_owned();
    updated(tx, update).await
}

/// False when the message is not held any more for this try.
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
    let ours = update.filter(held(lease.owner, &[outcome.claimed])).filter(Column::State.is_in(UNFINISHED));
    let updated = ours.exec(tx).await?;
    Ok(updated.rows_affected == 1)
}

fn one_try(lease: Lease, outcome: &Outcome) -> mail_try::ActiveModel {
    let (_, _, what, answer) = outcome.attempt.columns();
    mail_try::ActiveModel {
        mail_message_id: Set(outcome.claimed.id),
        number: Set(int(outcome.claimed.number)),
        ended_at: Set(lease.now),
        outcome: Set(what),
        answer: Set(answer.to_owned()),
    }
}
