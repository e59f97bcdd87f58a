//! Collaborations of libraries with the region.

use chrono::{DateTime, NaiveDate, Utc};
use domain::{
    CollaborationId, Invalid, LibraryId, PersonId,
    access::Scope,
    collaboration::{Collaboration, CollaborationActivity, CollaborationTheme},
    event::EventKind,
    refusal::No,
    values::Line,
    wall_time,
};
use sea_orm::{ActiveValue::Set, ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder, QuerySelect};

use crate::{
    Db, Error, Once, Result,
    db::{Tx, retrying},
    entity::{collaboration, collaboration_confirmation, library},
    idempotency,
    page::{Page, PageRequest},
    record::{self, Deed, Subject},
    rows, scope,
};

mod imports;

pub use imports::{CollaborationRow, import, import_faults};

/// A collaboration as it is described by whoever registers it.
#[derive(Debug, Clone)]
pub struct CollaborationDraft {
    /// Which library.
    pub library_id: LibraryId,
    /// What it is about.
    pub theme: CollaborationTheme,
    /// First day.
    pub from: NaiveDate,
    /// Last day, if known.
    pub to: Option<NaiveDate>,
    /// Whom to ask.
    pub contact: Option<Line<200>>,
    /// What the library does.
    pub activities: Vec<CollaborationActivity>,
}

/// What is wanted changed; `None` leaves a member as it is.
#[derive(Debug, Clone, Default)]
pub struct CollaborationChange {
    /// New first day.
    pub from: Option<NaiveDate>,
    /// New last day, or none.
    pub to: Option<Option<NaiveDate>>,
    /// Whom to ask, or nobody.
    pub contact: Option<Option<Line<200>>>,
    /// What the library does.
    pub activities: Option<Vec<CollaborationActivity>>,
}

/// What somebody says when asked whether it goes on.
#[derive(Debug, Clone, Copy)]
pub enum Confirmation {
    /// It does.
    Active,
    /// It ended, on this day.
    Ended(NaiveDate),
}

/// Collaborations, the latest first.
pub async fn list(
    db: &Db,
    scope: &Scope,
    library: Option<LibraryId>,
    page: PageRequest,
) -> Result<Page<Collaboration>> {
    let mut query = collaboration::Entity::find().filter(scope::collaborations(scope));
    if let Some(library) = library {
        query = query.filter(collaboration::Column::LibraryId.eq(library));
    }
    let total = query.clone().count(db.read()).await?;
    let query = query.order_by_desc(collaboration::Column::FromDate).order_by_desc(collaboration::Column::Id);
    let found = query.limit(page.limit).offset(page.offset()).all(db.read()).await?;
    Ok(Page { items: found.into_iter().map(to_collaboration).collect::<Result<_>>()?, total })
}

/// One collaboration, if the caller may see it.
pub async fn find(db: &Db, scope: &Scope, id: CollaborationId) -> Result<Collaboration> {
    let row = collaboration::Entity::find_by_id(id).filter(scope::collaborations(scope)).one(db.read()).await?;
    to_collaboration(row.ok_or(Error::NotFound)?)
}

/// Registers a collaboration. One transaction.
pub async fn add(
    db: &Db,
    draft: CollaborationDraft,
    actor: PersonId,
    now: DateTime<Utc>,
    once: Option<Once>,
) -> Result<Collaboration> {
    let done = retrying(|| async {
        let tx = db.begin_write().await?;
        if let Some(earlier) = idempotency::earlier(&tx, once.as_ref()).await? {
            return earlier.map_err(Error::Refused);
        }
        let found = library::Entity::find_by_id(draft.library_id).one(&tx).await?;
        found.ok_or_else(|| Error::from(No::invalid("libraryId", Invalid::Unknown)))?;
        let added = insert(&tx, draft.clone(), actor, now).await?;
        idempotency::remember(&tx, once.as_ref(), &Ok(&added)).await?;
        tx.commit().await?;
        Ok(added)
    })
    .await;
    idempotency::settled(db, once.as_ref(), done).await
}

impl CollaborationDraft {
    /// The collaboration, as it may be kept.
    fn collaboration(self, now: DateTime<Utc>) -> std::result::Result<Collaboration, No> {
        let one = Collaboration {
            id: CollaborationId::new(now),
            library_id: self.library_id,
            theme: self.theme,
            from: self.from,
            to: self.to,
            contact: self.contact,
            activities: self.activities,
            confirmed_on: None,
            version: 1,
        };
        one.checked()
    }
}

async fn insert(tx: &Tx, draft: CollaborationDraft, actor: PersonId, now: DateTime<Utc>) -> Result<Collaboration> {
    let added = draft.collaboration(now)?;
    collaboration::Entity::insert(row(&added)).exec_without_returning(tx).await?;
    note(tx, EventKind::CollaborationAdded, Deed { actor: Some(actor), at: now }, (None, &added)).await?;
    Ok(added)
}

/// Changes or ends a collaboration. One transaction.
pub async fn change(
    db: &Db,
    id: CollaborationId,
    change: CollaborationChange,
    seen: Option<i32>,
    actor: PersonId,
    now: DateTime<Utc>,
) -> Result<Collaboration> {
    retrying(|| async {
        let tx = db.begin_write().await?;
        let found = collaboration::Entity::find_by_id(id).lock_exclusive().one(&tx).await?;
        let before = to_collaboration(found.ok_or(Error::NotFound)?)?;
        if seen.is_some_and(|seen| seen != before.version) {
            return Err(Error::Stale);
        }
        let change = change.clone();
        let mut after = before.clone();
        after.from = change.from.unwrap_or(after.from);
        after.to = change.to.unwrap_or(after.to);
        after.contact = change.contact.unwrap_or(after.contact);
        after.activities = change.activities.unwrap_or(after.activities);
        after.version += 1;
        let after = after.checked()?;
        collaboration::Entity::update(row(&after)).exec(&tx).await?;
        let deed = Deed { actor: Some(actor), at: now };
        note(&tx, EventKind::CollaborationChanged, deed, (Some(&before), &after)).await?;
        tx.commit().await?;
        Ok(after)
    })
    .await
}

/// Keeps that somebody who may see the collaboration says whether it goes on. One transaction.
pub async fn confirm(
    db: &Db,
    scope: &Scope,
    id: CollaborationId,
    said: Confirmation,
    now: DateTime<Utc>,
    once: Option<Once>,
) -> Result<Collaboration> {
    let done = retrying(|| async {
        let tx = db.begin_write().await?;
        if let Some(earlier) = idempotency::earlier(&tx, once.as_ref()).await? {
            return earlier.map_err(Error::Refused);
        }
        let found = collaboration::Entity::find_by_id(id)
            .filter(scope::collaborations(scope))
            .lock_exclusive()
            .one(&tx)
            .await?;
        let before = to_collaboration(found.ok_or(Error::NotFound)?)?;
        let today = wall_time::local_date(now);
        let mut after = before.clone();
        let active = match said {
            Confirmation::Active => {
                after.confirm(today);
                true
            }
            Confirmation::Ended(day) => {
                after = after.deny(day)?;
                false
            }
        };
        after.version += 1;
        collaboration::Entity::update(row(&after)).exec(&tx).await?;
        let kept = collaboration_confirmation::ActiveModel {
            collaboration_id: Set(id),
            confirmed_at: Set(now),
            confirmed_by: Set(scope.person),
            on_date: Set(today),
            active: Set(active),
        };
        // Said twice in the same instant is said once.
        let there = collaboration_confirmation::Entity::find_by_id((id, now)).one(&tx).await?;
        if there.is_none() {
            collaboration_confirmation::Entity::insert(kept).exec_without_returning(&tx).await?;
        }
        let deed = Deed { actor: Some(scope.person), at: now };
        note(&tx, EventKind::CollaborationConfirmed, deed, (Some(&before), &after)).await?;
        idempotency::remember(&tx, once.as_ref(), &Ok(&after)).await?;
        tx.commit().await?;
        Ok(after)
    })
    .await;
    idempotency::settled(db, once.as_ref(), done).await
}

/// The history does not keep whom to ask: it could be somebody's name.
fn without_contact(one: &Collaboration) -> Collaboration {
    Collaboration { contact: None, ..one.clone() }
}

async fn note(
    tx: &Tx,
    kind: EventKind,
    deed: Deed,
    (before, after): (Option<&Collaboration>, &Collaboration),
) -> Result<()> {
    let (before, after) = (before.map(without_contact), without_contact(after));
    record::note_change(tx, deed, kind, Subject::default(), (before.as_ref(), &after), None).await
}

fn row(one: &Collaboration) -> collaboration::ActiveModel {
    let activities: Vec<&str> = one.activities.iter().map(|activity| activity.word()).collect();
    collaboration::ActiveModel {
        id: Set(one.id),
        library_id: Set(one.library_id),
        theme: Set(one.theme),
        from_date: Set(one.from),
        to_date: Set(one.to),
        contact: Set(rows::text(one.contact.as_ref())),
        activities: Set(activities.join(" ")),
        confirmed_on: Set(one.confirmed_on),
        version: Set(one.version),
    }
}

fn to_collaboration(row: collaboration::Model) -> Result<Collaboration> {
    let activities = row.activities.split_whitespace().map(str::parse).collect::<std::result::Result<_, _>>();
    Ok(Collaboration {
        id: row.id,
        library_id: row.library_id,
        theme: row.theme,
        from: row.from_date,
        to: row.to_date,
        contact: rows::optional_line(row.contact.as_deref(), "collaboration.contact")?,
        activities: activities.map_err(|reason| Error::Fault(format!("column collaboration.activities: {reason}")))?,
        confirmed_on: row.confirmed_on,
        version: row.version,
    })
}
