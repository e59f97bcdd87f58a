//! Summonses, reminders and questions for missing reports: found when they are due, and written once.
//!
//! Each is decided in a transaction of its own, under the lock of its session, together with the mark that it is
//! done: a second process that found it too finds it marked, and a process that dies in between leaves it undone.

use chrono::{DateTime, Utc};
use domain::{
    MeetingId, PersonId, SessionId,
    correspondence::{self as rules, REMINDER_HORIZON, SUMMONS_HORIZON, Summons},
    meeting::MeetingStatus,
    person::Person,
    session::{Session, SessionStatus},
};
use sea_orm::{
    ColumnTrait, EntityTrait, FromQueryResult, JoinType, QueryFilter, QueryOrder, QuerySelect, RelationDef, Select,
    sea_query::{Expr, SimpleExpr},
};

use crate::{
    Db, Result,
    db::{self, Tx},
    entity::{meeting, person, session},
    rows, sessions, surveys,
};

mod participants;
mod reports;

/// A meeting that may be a reason to write, as it was found without a lock.
#[derive(Debug, FromQueryResult)]
struct Found {
    id: MeetingId,
    session_id: SessionId,
    starts_at: DateTime<Utc>,
}

/// Writes everything that is due now. Returns how many notices that were. Nothing that fails stops the rest.
pub async fn announce_due(db: &Db, now: DateTime<Utc>) -> Result<usize> {
    let mut told = 0;
    for session in sessions_to_summon(db, now).await? {
        told += or_later(session, db::retrying(|| participants::summon(db, session, now)).await);
    }
    for found in meetings_to_remind(db, now).await? {
        let id = found.id;
        told += or_later(id, db::retrying(|| participants::remind(db, found.session_id, id, now)).await);
    }
    for (session, id) in reports::missing(db, now).await? {
        told += or_later(id, db::retrying(|| reports::ask(db, session, id, now)).await);
    }
    surveys::close_due(db, now).await?;
    told += surveys::remind_due(db, now).await?;
    Ok(told)
}

/// How many were told; what could not be done is found again by the next sweep.
fn or_later(id: impl std::fmt::Display, outcome: Result<usize>) -> usize {
    outcome.unwrap_or_else(|error| {
        tracing::warn!(id = %id, error = %error, "correspondence not written");
        0
    })
}

/// Meetings still planned that start within a time from now, of published sessions; read along `meeting_start`.
fn coming(now: DateTime<Utc>, horizon: chrono::Duration, unmarked: SimpleExpr) -> Select<meeting::Entity> {
    meeting::Entity::find()
        .select_only()
        .columns([meeting::Column::Id, meeting::Column::SessionId, meeting::Column::StartsAt])
        .join(JoinType::InnerJoin, of_session())
        .filter(meeting::Column::StartsAt.gt(now))
        .filter(meeting::Column::StartsAt.lte(now + horizon))
        .filter(meeting::Column::Status.eq(MeetingStatus::Planned))
        .filter(session::Column::Status.eq(SessionStatus::Published))
        .filter(unmarked)
        .order_by_asc(meeting::Column::StartsAt)
        .order_by_asc(meeting::Column::Id)
}

fn of_session() -> RelationDef {
    meeting::Entity::belongs_to(session::Entity).from(meeting::Column::SessionId).to(session::Column::Id).into()
}

async fn sessions_to_summon(db: &Db, now: DateTime<Utc>) -> Result<Vec<SessionId>> {
    if !rules::summons_hours(now) {
        return Ok(Vec::new());
    }
    let unmarked = session::Column::SummonedAt.is_null();
    let found = coming(now, SUMMONS_HORIZON, unmarked).into_model::<Found>().all(db.read()).await?;
    let mut sessions: Vec<SessionId> = Vec::new();
    for found in found {
        // Of several meetings the first one decides, which the rule looks up once the session is locked.
        let near = rules::summons_moment(found.starts_at) <= domain::wall_time::local(now);
        if near && !sessions.contains(&found.session_id) {
            sessions.push(found.session_id);
        }
    }
    Ok(sessions)
}

async fn meetings_to_remind(db: &Db, now: DateTime<Utc>) -> Result<Vec<Found>> {
    if rules::is_quiet(now) {
        return Ok(Vec::new());
    }
    let unmarked = meeting::Column::RemindedAt.is_null();
    let mut found = coming(now, REMINDER_HORIZON, unmarked).into_model::<Found>().all(db.read()).await?;
    found.retain(|found| rules::reminder_due(found.starts_at, now));
    Ok(found)
}

/// A meeting has another time: it is reminded of anew, its report is not missing any more, and its session perhaps
/// summoned anew.
pub(crate) async fn meeting_moved(tx: &Tx, session: &Session, id: MeetingId, now: DateTime<Utc>) -> Result<()> {
    let Some(meeting) = session.meetings.iter().find(|meeting| meeting.id == id) else { return Ok(()) };
    let anew = rules::reminds_after_move(meeting.span.starts_at, now);
    meeting::Entity::update_many()
        .col_expr(meeting::Column::RemindedAt, Expr::value((!anew).then_some(now)))
        .col_expr(meeting::Column::AttendanceAsked, Expr::value(0))
        .filter(meeting::Column::Id.eq(id))
        .exec(tx)
        .await?;
    first_meeting_changed(tx, session, now).await
}

/// Another meeting may be the first now: if it is far off, the session is summoned anew.
pub(crate) async fn first_meeting_changed(tx: &Tx, session: &Session, now: DateTime<Utc>) -> Result<()> {
    if !rules::summons_anew(session, now) {
        return Ok(());
    }
    session::Entity::update_many()
        .col_expr(session::Column::SummonedAt, Expr::value(None::<DateTime<Utc>>))
        .filter(session::Column::Id.eq(session.id))
        .exec(tx)
        .await?;
    Ok(())
}

async fn people(tx: &Tx, ids: impl IntoIterator<Item = PersonId>) -> Result<Vec<Person>> {
    let rows = person::Entity::find().filter(person::Column::Id.is_in(ids)).order_by_asc(person::Column::Id);
    rows.all(tx).await?.into_iter().map(rows::to_person).collect()
}

#[cfg(test)]
mod tests;
