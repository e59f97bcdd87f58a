//! Which meetings somebody has to report: those of today, and those that nobody has reported.

use std::collections::HashMap;

use chrono::{DateTime, NaiveDate, Utc};
use domain::{
    SessionId,
    access::{Right, Scope},
    meeting::{Meeting, MeetingStatus},
    session::SessionStatus,
    wall_time,
};
use sea_orm::{ColumnTrait, EntityTrait, Order, QueryFilter, QueryOrder, QuerySelect, Select};

use crate::{
    Db, Error, Result,
    entity::{meeting, session},
    rows, scope,
};

/// The most meetings of each kind that are shown.
const MEETINGS_MAX: u64 = 200;
/// How many of those that were reported are shown, to be corrected.
const REPORTED_MAX: u64 = 20;

/// A meeting, with the title of its session.
#[derive(Debug, Clone)]
pub struct TitledMeeting {
    /// The session.
    pub session_id: SessionId,
    /// Its title.
    pub title: String,
    /// Where it stands, apart from the passing of time.
    pub status: SessionStatus,
    /// The meeting.
    pub meeting: Meeting,
}

/// Meetings whose attendance the caller reports.
#[derive(Debug, Clone, Default)]
pub struct Reporting {
    /// Those of today, reported or not, in order of time.
    pub today: Vec<TitledMeeting>,
    /// Those before today that nobody has reported, oldest first.
    pub missing: Vec<TitledMeeting>,
    /// The next one after today.
    pub next: Option<TitledMeeting>,
    /// Those before today that were reported last, latest first.
    pub reported: Vec<TitledMeeting>,
}

/// Meetings whose attendance the caller reports. A fixed number of statements.
pub async fn reporting(db: &Db, scope: &Scope, now: DateTime<Utc>) -> Result<Reporting> {
    let today = wall_time::local_date(now);
    let on_the_day = meetings(scope)
        .filter(meeting::Column::LocalDate.eq(today))
        .filter(meeting::Column::Status.ne(MeetingStatus::Cancelled))
        .order_by_asc(meeting::Column::StartsAt)
        .limit(MEETINGS_MAX);
    let next = meetings(scope)
        .filter(meeting::Column::LocalDate.gt(today))
        .filter(meeting::Column::Status.eq(MeetingStatus::Planned))
        .order_by_asc(meeting::Column::StartsAt)
        .limit(1);
    let reported = before(scope, today, MeetingStatus::Held, Order::Desc).limit(REPORTED_MAX);
    Ok(Reporting {
        today: titled(db, on_the_day).await?,
        missing: missing(db, scope, today).await?,
        next: titled(db, next).await?.pop(),
        reported: titled(db, reported).await?,
    })
}

/// Meetings before a day that nobody has reported, oldest first. Drafts that were never published are mere plans.
pub(crate) async fn missing(db: &Db, scope: &Scope, today: NaiveDate) -> Result<Vec<TitledMeeting>> {
    let open = before(scope, today, MeetingStatus::Planned, Order::Asc).limit(MEETINGS_MAX);
    let mut found = titled(db, open).await?;
    found.retain(|one| one.status != SessionStatus::Draft);
    Ok(found)
}

fn before(scope: &Scope, today: NaiveDate, status: MeetingStatus, order: Order) -> Select<meeting::Entity> {
    meetings(scope)
        .filter(meeting::Column::LocalDate.lt(today))
        .filter(meeting::Column::Status.eq(status))
        .order_by(meeting::Column::StartsAt, order)
}

fn meetings(scope: &Scope) -> Select<meeting::Entity> {
    let reported = scope::ids_of_sessions(scope, Right::ReportAttendance);
    meeting::Entity::find().filter(meeting::Column::SessionId.in_subquery(reported))
}

async fn titled(db: &Db, query: Select<meeting::Entity>) -> Result<Vec<TitledMeeting>> {
    let found = query.all(db.read()).await?;
    let ids = found.iter().map(|row| row.session_id);
    let titles: Vec<(SessionId, String, SessionStatus)> = session::Entity::find()
        .select_only()
        .columns([session::Column::Id, session::Column::Title, session::Column::Status])
        .filter(session::Column::Id.is_in(ids))
        .into_tuple()
        .all(db.read())
        .await?;
    let titles: HashMap<SessionId, (String, SessionStatus)> =
        titles.into_iter().map(|(id, title, status)| (id, (title, status))).collect();
    let with_title = |row: meeting::Model| {
        let session_id = row.session_id;
        let (title, status) = titles.get(&session_id).cloned().ok_or_else(|| Error::Fault("no session".into()))?;
        Ok(TitledMeeting { session_id, title, status, meeting: rows::to_meeting(row)? })
    };
    found.into_iter().map(with_title).collect()
}
