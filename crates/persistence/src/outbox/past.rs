//! Notices that nobody needs any more.

use chrono::{DateTime, Utc};
use domain::notice::NoticeState;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QuerySelect, QueryTrait, sea_query::Expr};

use crate::{
    Db, Result,
    entity::{notice, session},
};

/// Takes notices of sessions that are over off the list, without telling anybody: for an installation that is filled
/// with a past. Returns how many. One transaction.
pub async fn skip_past(db: &Db, now: DateTime<Utc>) -> Result<u64> {
    let over = session::Entity::find()
        .select_only()
        .column(session::Column::Id)
        .filter(session::Column::LastEndsAt.lt(now))
        .into_query();
    let tx = db.begin_write().await?;
    let skipped = notice::Entity::update_many()
        .col_expr(notice::Column::State, Expr::value(NoticeState::Rendered))
        .filter(notice::Column::State.eq(NoticeState::Pending))
        .filter(notice::Column::SessionId.in_subquery(over))
        .exec(&tx)
        .await?
        .rows_affected;
    tx.commit().await?;
    Ok(skipped)
}
