//! Reading sessions.

use std::collections::HashMap;

use chrono::{DateTime, NaiveDate, Utc};
use domain::{
    CourseId, MeetingId, SessionId,
    access::{Scope, Standing},
    booking::BookingStatus,
    meeting::Meeting,
    session::{Format, Session, SessionStatus},
    values::MunicipalityCode,
};
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, EntityTrait, ExprTrait, Order, PaginatorTrait, QueryFilter, QueryOrder,
    QuerySelect, QueryTrait, Select, sea_query::Expr,
};
use serde::{Deserialize, Serialize};

use crate::{
    Db, Error, Result, courses,
    db::Tx,
    entity::{booking, library, meeting, municipality, session},
    page::{Page, PageRequest},
    rows, scope,
};

/// A session as one caller may see it.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct SessionView {
    /// The session with its meetings.
    pub session: Session,
    /// How it relates to the caller; decides what is shown.
    pub standing: Standing,
}

/// Which sessions are wanted.
#[derive(Debug, Clone, Default)]
pub struct SessionFilter {
    /// With a meeting on this local date or later.
    pub from: Option<NaiveDate>,
    /// With a meeting on this local date or earlier.
    pub to: Option<NaiveDate>,
    /// Of one course.
    pub course_id: Option<CourseId>,
    /// Of courses that train a competence in this area of DigComp, 1 to 5.
    pub area: Option<u8>,
    /// Held at a place that bears the name of the municipality or of one of its libraries.
    pub municipality_code: Option<MunicipalityCode>,
    /// Held in one way.
    pub format: Option<Format>,
    /// In one status.
    pub status: Option<SessionStatus>,
    /// With seats left and booking open.
    pub available: bool,
}

/// Sessions the caller may see, in order of their first start. Without a caller, the public ones.
pub async fn list(
    db: &Db,
    caller: Option<&Scope>,
    filter: &SessionFilter,
    page: PageRequest,
    now: DateTime<Utc>,
) -> Result<Page<SessionView>> {
    let query = session::Entity::find().filter(scope::sessions_visible(caller));
    listed(db, caller, query.filter(wanted(db, filter, now).await?), Order::Asc, page).await
}

/// Sessions that the caller plans, in order of their first start; the latest first if that is asked for.
pub async fn planned(
    db: &Db,
    caller: &Scope,
    filter: &SessionFilter,
    latest_first: bool,
    page: PageRequest,
    now: DateTime<Utc>,
) -> Result<Page<SessionView>> {
    let query = session::Entity::find().filter(scope::sessions_planned(caller));
    let order = if latest_first { Order::Desc } else { Order::Asc };
    listed(db, Some(caller), query.filter(wanted(db, filter, now).await?), order, page).await
}

async fn listed(
    db: &Db,
    caller: Option<&Scope>,
    query: Select<session::Entity>,
    order: Order,
    page: PageRequest,
) -> Result<Page<SessionView>> {
    let total = query.clone().count(db.read()).await?;
    let found = query
        .order_by(session::Column::FirstStartsAt, order.clone())
        .order_by(session::Column::Id, order)
        .limit(page.limit)
        .offset(page.offset())
        .all(db.read())
        .await?;
    Ok(Page { items: views(db.read(), found, caller).await?, total })
}

/// One session, if the caller may see it.
pub async fn find(db: &Db, caller: &Scope, id: SessionId) -> Result<SessionView> {
    find_for(db, Some(caller), id).await
}

/// One session, if the caller may see it; without a caller, if it is public.
pub async fn find_for(db: &Db, caller: Option<&Scope>, id: SessionId) -> Result<SessionView> {
    let row = session::Entity::find_by_id(id).filter(scope::sessions_visible(caller)).one(db.read()).await?;
    views(db.read(), vec![row.ok_or(Error::NotFound)?], caller).await?.pop().ok_or(Error::NotFound)
}

/// The session a meeting belongs to, if the caller may see it.
pub async fn find_by_meeting(db: &Db, caller: &Scope, id: MeetingId) -> Result<SessionView> {
    let meeting = meeting::Entity::find_by_id(id).one(db.read()).await?.ok_or(Error::NotFound)?;
    find(db, caller, meeting.session_id).await
}

async fn wanted(db: &Db, filter: &SessionFilter, now: DateTime<Utc>) -> Result<Condition> {
    let places = places_of(db, filter.municipality_code.as_ref()).await?;
    let mut wanted = Condition::all();
    if let Some(area) = filter.area {
        wanted = wanted.add(session::Column::CourseId.is_in(courses::in_area(db, area).await?));
    }
    let mut meetings = meeting::Entity::find().select_only().column(meeting::Column::SessionId);
    if let Some(from) = filter.from {
        meetings = meetings.filter(meeting::Column::LocalDate.gte(from));
    }
    if let Some(to) = filter.to {
        meetings = meetings.filter(meeting::Column::LocalDate.lte(to));
    }
    let by_place = places.is_some();
    if let Some(places) = places {
        let any = places.into_iter().map(|name| meeting::Column::Place.contains(name));
        meetings = meetings.filter(any.fold(Condition::any(), Condition::add));
    }
    if filter.from.is_some() || filter.to.is_some() || by_place {
        wanted = wanted.add(session::Column::Id.in_subquery(meetings.into_query()));
    }
    wanted = wanted.add_option(filter.course_id.map(|course| session::Column::CourseId.eq(course)));
    wanted = wanted.add_option(filter.format.map(|format| session::Column::Format.eq(format)));
    wanted = wanted.add_option(filter.status.map(|status| in_status(status, now)));
    Ok(if filter.available { wanted.add(available(now)) } else { wanted })
}

/// `Session::status_at`, as a condition.
fn in_status(status: SessionStatus, now: DateTime<Utc>) -> Condition {
    let stored = session::Column::Status.eq(status);
    match status {
        SessionStatus::Published => Condition::all().add(stored).add(session::Column::LastEndsAt.gt(now)),
        SessionStatus::Closed => {
            let over = session::Column::Status.eq(SessionStatus::Published).and(session::Column::LastEndsAt.lte(now));
            Condition::any().add(stored).add(over)
        }
        SessionStatus::Draft | SessionStatus::Cancelled => Condition::all().add(stored),
    }
}

/// Open for booking, with a seat to be had at once.
fn available(now: DateTime<Utc>) -> Condition {
    let opened = session::Column::BookingOpensAt.is_null().or(session::Column::BookingOpensAt.lte(now));
    let closes_at_start = session::Column::BookingClosesAt.is_null().and(session::Column::FirstStartsAt.gt(now));
    Condition::all()
        .add(session::Column::Status.eq(SessionStatus::Published))
        .add(session::Column::LastEndsAt.gt(now))
        .add(session::Column::Waiting.eq(0))
        .add(Expr::col(session::Column::SeatsTaken).lt(Expr::col(session::Column::Capacity)))
        .add(opened)
        .add(closes_at_start.or(session::Column::BookingClosesAt.gt(now)))
}

/// Names by which a place is known to lie in a municipality: its own and its libraries'.
async fn places_of(db: &Db, code: Option<&MunicipalityCode>) -> Result<Option<Vec<String>>> {
    let Some(code) = code else { return Ok(None) };
    let municipality = municipality::Entity::find_by_id(code.clone()).one(db.read()).await?;
    let libraries = library::Entity::find().filter(library::Column::MunicipalityCode.eq(code.clone()));
    let names = libraries.all(db.read()).await?.into_iter().map(|library| library.name);
    let mut places: Vec<String> = municipality.into_iter().map(|row| row.name).chain(names).collect();
    // A municipality nobody knows has no places; an empty list would match every session.
    places.retain(|name| !name.is_empty());
    if places.is_empty() {
        places.push(code.to_string());
    }
    Ok(Some(places))
}

/// Rows to views, in a fixed number of statements.
pub(crate) async fn views(
    db: &impl ConnectionTrait,
    found: Vec<session::Model>,
    caller: Option<&Scope>,
) -> Result<Vec<SessionView>> {
    let ids: Vec<SessionId> = found.iter().map(|row| row.id).collect();
    let mut meetings = meetings_of(db, &ids).await?;
    let seated = seated_on(db, &ids, caller).await?;
    let mut views = Vec::with_capacity(found.len());
    for row in found {
        let session = rows::to_session(row.clone(), meetings.remove(&row.id).unwrap_or_default())?;
        let standing = caller.map(|scope| Standing::of(&session, scope, seated.contains(&row.id))).unwrap_or_default();
        views.push(SessionView { session, standing });
    }
    Ok(views)
}

async fn seated_on(db: &impl ConnectionTrait, ids: &[SessionId], caller: Option<&Scope>) -> Result<Vec<SessionId>> {
    let Some(scope) = caller else { return Ok(Vec::new()) };
    let own = booking::Entity::find()
        .filter(booking::Column::PersonId.eq(scope.person))
        .filter(booking::Column::Status.eq(BookingStatus::Confirmed))
        .filter(booking::Column::SessionId.is_in(ids.iter().copied()));
    Ok(own.all(db).await?.into_iter().map(|row| row.session_id).collect())
}

async fn meetings_of(db: &impl ConnectionTrait, ids: &[SessionId]) -> Result<HashMap<SessionId, Vec<Meeting>>> {
    let mut meetings: HashMap<SessionId, Vec<Meeting>> = HashMap::new();
    if ids.is_empty() {
        return Ok(meetings);
    }
    let found = meeting::Entity::find().filter(meeting::Column::SessionId.is_in(ids.iter().copied())).all(db).await?;
    for row in found {
        meetings.entry(row.session_id).or_default().push(rows::to_meeting(row)?);
    }
    Ok(meetings)
}

/// Loads a session for a change and keeps everyone else away from it until the transaction ends.
pub(crate) async fn lock(tx: &Tx, id: SessionId) -> Result<Session> {
    let row = session::Entity::find_by_id(id).lock_exclusive().one(tx).await?.ok_or(Error::NotFound)?;
    with_meetings(tx, row).await
}

/// The same without the lock: what a test takes out to see the race.
#[cfg(feature = "sabotage")]
pub(crate) async fn load(tx: &Tx, id: SessionId) -> Result<Session> {
    let row = session::Entity::find_by_id(id).one(tx).await?.ok_or(Error::NotFound)?;
    with_meetings(tx, row).await
}

/// Loads a session to look at.
pub(crate) async fn of_id(db: &impl ConnectionTrait, id: SessionId) -> Result<Session> {
    let row = session::Entity::find_by_id(id).one(db).await?.ok_or(Error::NotFound)?;
    with_meetings(db, row).await
}

async fn with_meetings(tx: &impl ConnectionTrait, row: session::Model) -> Result<Session> {
    let id = row.id;
    let mut meetings = meetings_of(tx, &[id]).await?;
    rows::to_session(row, meetings.remove(&id).unwrap_or_default())
}
