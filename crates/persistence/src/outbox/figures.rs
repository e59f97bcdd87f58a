//! The outbox in numbers, for operators and tests.

use chrono::{DateTime, Utc};
use domain::notice::{MessageState, NoticeState};
use sea_orm::{ColumnTrait, EntityTrait, FromQueryResult, QueryFilter, QueryOrder, QuerySelect};

use crate::{
    Db, Result,
    entity::{mail_message, notice},
};

/// How the outbox stands.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Figures {
    /// Notices not yet put into words.
    pub pending_notices: u64,
    /// Notices that cannot be.
    pub dead_notices: u64,
    /// Mail by state.
    pub messages: Vec<(MessageState, u64)>,
    /// When the mail that has waited longest, of all that is still to be sent, is or was due.
    pub oldest_due_at: Option<DateTime<Utc>>,
}

impl Figures {
    /// Mail in one state.
    pub fn messages_in(&self, state: MessageState) -> u64 {
        self.messages.iter().find(|(found, _)| *found == state).map_or(0, |(_, count)| *count)
    }
}

#[derive(FromQueryResult)]
struct StateCount<S: sea_orm::TryGetable> {
    state: S,
    count: i64,
}

/// Counts the outbox.
pub async fn figures(db: &Db) -> Result<Figures> {
    let notices = notice::Entity::find()
        .select_only()
        .column(notice::Column::State)
        .column_as(notice::Column::Id.count(), "count")
        .group_by(notice::Column::State)
        .into_model::<StateCount<NoticeState>>()
        .all(db.read())
        .await?;
    let messages = mail_message::Entity::find()
        .select_only()
        .column(mail_message::Column::State)
        .column_as(mail_message::Column::Id.count(), "count")
        .group_by(mail_message::Column::State)
        .into_model::<StateCount<MessageState>>()
        .all(db.read())
        .await?;
    let mut oldest_due_at = None;
    for state in super::UNFINISHED {
        let oldest = mail_message::Entity::find()
            .select_only()
            .column(mail_message::Column::DueAt)
            .filter(mail_message::Column::State.eq(state))
            .order_by_asc(mail_message::Column::DueAt)
            .into_tuple::<DateTime<Utc>>()
            .one(db.read())
            .await?;
        oldest_due_at = oldest_due_at.into_iter().chain(oldest).min();
    }
    let size = |count: i64| u64::try_from(count).unwrap_or_default();
    let notices_in = |state| notices.iter().find(|row| row.state == state).map_or(0, |row| size(row.count));
    Ok(Figures {
        pending_notices: notices_in(NoticeState::Pending),
        dead_notices: notices_in(NoticeState::Dead),
        messages: messages.iter().map(|row| (row.state, size(row.count))).collect(),
        oldest_due_at,
    })
}
