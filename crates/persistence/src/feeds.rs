//! Calendar feeds: secret addresses that calendars read, a person's own and one for each library she manages.
//!
//! The address is not kept: it is sealed, and follows from the feed's id.

use chrono::{DateTime, NaiveDate, Utc};
use domain::{
    CalendarFeedId, LibraryId, PersonId,
    access::{Right, Role, Scope},
    values::Line,
    wall_time,
};
use sea_orm::{
    ActiveValue::Set, ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder, QuerySelect, sea_query::Expr,
};
use serde::{Deserialize, Serialize};

use crate::{
    Db, Error, Once, Result,
    db::retrying,
    entity::{calendar_feed, library, person_role},
    error::is_unique_violation,
    idempotency,
    page::{Page, PageRequest},
    people, rows,
};

mod seats;

pub use seats::{of_library, of_person};

/// A feed, as its owner sees it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FeedView {
    /// Which feed.
    pub id: CalendarFeedId,
    /// The library it is about; none when it is the person's own.
    pub library_id: Option<LibraryId>,
    /// When it was made.
    pub created_at: DateTime<Utc>,
    /// When its address ceased to lead anywhere.
    pub revoked_at: Option<DateTime<Utc>>,
}

/// A feed that was asked for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Wanted {
    /// Made now.
    Made(FeedView),
    /// There already.
    Already(FeedView),
}

/// A live feed, as its address opens it.
#[derive(Debug, Clone)]
pub struct OpenFeed {
    /// Which feed.
    pub id: CalendarFeedId,
    /// Whose.
    pub person_id: PersonId,
    /// The library it is about, and its name; none when it is the person's own.
    pub library: Option<(LibraryId, Line<120>)>,
    content_hash: Option<Vec<u8>>,
    changed_at: Option<DateTime<Utc>>,
    read_on: Option<NaiveDate>,
}

fn view(row: &calendar_feed::Model) -> FeedView {
    FeedView { id: row.id, library_id: row.library_id, created_at: row.created_at, revoked_at: row.revoked_at }
}

/// The live feed of a kind; made if there is none. A library's is for whoever manages it now. One transaction.
///
/// # Errors
/// [`Error::NotFound`] for a library that the caller does not manage.
pub async fn want(
    db: &Db,
    scope: &Scope,
    library: Option<LibraryId>,
    now: DateTime<Utc>,
    once: Option<Once>,
) -> Result<Wanted> {
    if library.is_some_and(|library| !scope.reaches_library(Right::FollowLibrary, library)) {
        return Err(Error::NotFound);
    }
    retrying(|| try_want(db, scope.person, library, now, once.as_ref())).await
}

async fn try_want(
    db: &Db,
    person: PersonId,
    library: Option<LibraryId>,
    now: DateTime<Utc>,
    once: Option<&Once>,
) -> Result<Wanted> {
    let tx = db.begin_write().await?;
    if let Some(earlier) = idempotency::earlier::<Wanted>(&tx, once).await? {
        return earlier.map_err(Error::Refused);
    }
    let kind = match library {
        Some(library) => calendar_feed::Column::LibraryId.eq(library),
        None => calendar_feed::Column::LibraryId.is_null(),
    };
    let live = calendar_feed::Entity::find()
        .filter(calendar_feed::Column::PersonId.eq(person))
        .filter(calendar_feed::Column::RevokedAt.is_null())
        .filter(kind);
    let wanted = match live.one(&tx).await? {
        Some(row) => Wanted::Already(view(&row)),
        None => {
            let made =
                FeedView { id: CalendarFeedId::new(now), library_id: library, created_at: now, revoked_at: None };
            let row = calendar_feed::ActiveModel {
                id: Set(made.id),
                person_id: Set(person),
                library_id: Set(library),
                created_at: Set(now),
                revoked_at: Set(None),
                read_on: Set(None),
                content_hash: Set(None),
                changed_at: Set(None),
            };
            let inserted = calendar_feed::Entity::insert(row).exec_without_returning(&tx).await;
            // Somebody was faster: the next try finds that one.
            inserted.map_err(|error| match is_unique_violation(&error) {
                true => Error::Conflict("feed made meanwhile".into()),
                false => error.into(),
            })?;
            Wanted::Made(made)
        }
    };
    idempotency::remember(&tx, once, &Ok(&wanted)).await?;
    tx.commit().await?;
    Ok(wanted)
}

/// A person's feeds, newest first.
pub async fn list(db: &Db, person: PersonId, page: PageRequest) -> Result<Page<FeedView>> {
    let query = calendar_feed::Entity::find().filter(calendar_feed::Column::PersonId.eq(person));
    let total = query.clone().count(db.read()).await?;
    let found = query
        .order_by_desc(calendar_feed::Column::CreatedAt)
        .order_by_desc(calendar_feed::Column::Id)
        .limit(page.limit)
        .offset(page.offset())
        .all(db.read())
        .await?;
    Ok(Page { items: found.iter().map(view).collect(), total })
}

/// Lets the address of a person's feed lead nowhere from now on. Done again, it changes nothing. One transaction.
///
/// # Errors
/// [`Error::NotFound`] for a feed that is not hers.
pub async fn revoke(
    db: &Db,
    person: PersonId,
    id: CalendarFeedId,
    now: DateTime<Utc>,
    once: Option<Once>,
) -> Result<FeedView> {
    retrying(|| async {
        let tx = db.begin_write().await?;
        if let Some(earlier) = idempotency::earlier(&tx, once.as_ref()).await? {
            return earlier.map_err(Error::Refused);
        }
        let own = calendar_feed::Entity::find_by_id(id).filter(calendar_feed::Column::PersonId.eq(person));
        let row = own.lock_exclusive().one(&tx).await?.ok_or(Error::NotFound)?;
        let revoked_at = row.revoked_at.unwrap_or(now);
        calendar_feed::Entity::update_many()
            .col_expr(calendar_feed::Column::RevokedAt, Expr::value(revoked_at))
            .filter(calendar_feed::Column::Id.eq(id))
            .exec(&tx)
            .await?;
        let revoked = FeedView { revoked_at: Some(revoked_at), ..view(&row) };
        idempotency::remember(&tx, once.as_ref(), &Ok(&revoked)).await?;
        tx.commit().await?;
        Ok(revoked)
    })
    .await
}

/// The feed an address leads to, if it is live and its person may still read it.
///
/// # Errors
/// [`Error::NotFound`] when it is unknown or revoked, or of a library that the person does not manage any more.
pub async fn open(db: &Db, id: CalendarFeedId, now: DateTime<Utc>) -> Result<OpenFeed> {
    let live = calendar_feed::Entity::find_by_id(id).filter(calendar_feed::Column::RevokedAt.is_null());
    let row = live.one(db.read()).await?.ok_or(Error::NotFound)?;
    let library = match row.library_id {
        Some(library) => Some((library, managed(db, row.person_id, library, now).await?)),
        None => None,
    };
    Ok(OpenFeed {
        id,
        person_id: row.person_id,
        library,
        content_hash: row.content_hash,
        changed_at: row.changed_at,
        read_on: row.read_on,
    })
}

/// The name of a library, for a person who manages it now.
async fn managed(db: &Db, person: PersonId, id: LibraryId, now: DateTime<Utc>) -> Result<Line<120>> {
    let manager = person_role::Entity::find_by_id((person, Role::Manager)).one(db.read()).await?;
    let there = people::libraries_managed(db.read(), person, now).await?.contains(&id);
    manager.filter(|_| there).ok_or(Error::NotFound)?;
    let row = library::Entity::find_by_id(id).one(db.read()).await?.ok_or(Error::NotFound)?;
    rows::line(&row.name, "library.name")
}

/// Notes that a feed was read, and what it said. Gives when it began to say that: the truth for `Last-Modified`,
/// since a feed also changes when something has been over for long enough. At most one transaction, and none while
/// nothing changes within a day.
pub async fn note_read(db: &Db, feed: &OpenFeed, hash: &[u8], now: DateTime<Utc>) -> Result<DateTime<Utc>> {
    let (today, same) = (wall_time::local_date(now), feed.content_hash.as_deref() == Some(hash));
    let changed_at = feed.changed_at.filter(|_| same).unwrap_or(now);
    if same && feed.read_on == Some(today) {
        return Ok(changed_at);
    }
    let tx = db.begin_write().await?;
    calendar_feed::Entity::update_many()
        .col_expr(calendar_feed::Column::ContentHash, Expr::value(hash.to_vec()))
        .col_expr(calendar_feed::Column::ChangedAt, Expr::value(changed_at))
        .col_expr(calendar_feed::Column::ReadOn, Expr::value(today))
        .filter(calendar_feed::Column::Id.eq(feed.id))
        .exec(&tx)
        .await?;
    tx.commit().await?;
    Ok(changed_at)
}
