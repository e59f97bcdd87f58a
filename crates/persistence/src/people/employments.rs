//! Adding, changing and ending employments.

use chrono::NaiveDate;
use domain::{Invalid, booking::BookingStatus, refusal::No};
use sea_orm::{ActiveModelTrait, ActiveValue::Set, IntoActiveModel};

use super::*;
use crate::{
    bookings::{self, CancelSeat},
    entity::{booking, session},
};

/// An employment as it is described by whoever adds it.
#[derive(Debug, Clone)]
pub struct EmploymentDraft {
    /// Whose.
    pub person_id: PersonId,
    /// Where.
    pub library_id: LibraryId,
    /// First day.
    pub from: NaiveDate,
    /// Last day, if known.
    pub to: Option<NaiveDate>,
    /// Category of staff.
    pub category: StaffCategory,
}

/// What is wanted changed; `None` leaves a member as it is.
#[derive(Debug, Clone, Default)]
pub struct EmploymentChange {
    /// New last day, or none.
    pub to: Option<Option<NaiveDate>>,
    /// New category.
    pub category: Option<StaffCategory>,
}

/// Libraries whose staff the caller may change.
fn may_staff(scope: &Scope, library: LibraryId) -> Result<()> {
    if scope.reaches_library(Right::ManagePeople, library) { Ok(()) } else { Err(Error::NotFound) }
}

fn in_order(from: NaiveDate, to: Option<NaiveDate>) -> Result<()> {
    if to.is_some_and(|to| to < from) { Err(No::invalid("to", Invalid::EndsBeforeStart).into()) } else { Ok(()) }
}

/// Adds an employment. One transaction.
pub async fn add_employment(
    db: &Db,
    scope: &Scope,
    draft: EmploymentDraft,
    now: DateTime<Utc>,
    once: Option<Once>,
) -> Result<Employment> {
    in_order(draft.from, draft.to)?;
    let done = retrying(|| async {
        let tx = db.begin_write().await?;
        if let Some(earlier) = idempotency::earlier(&tx, once.as_ref()).await? {
            return earlier.map_err(Error::Refused);
        }
        let library = library::Entity::find_by_id(draft.library_id).one(&tx).await?;
        let library = library.ok_or_else(|| Error::from(No::invalid("libraryId", Invalid::Unknown)))?;
        may_staff(scope, library.id)?;
        let employed =
            person::Entity::find_by_id(draft.person_id).filter(scope::people_to_employ(scope)).one(&tx).await?;
        measures::changeable(&employed.ok_or(Error::NotFound)?, scope)?;
        let row = employment::Model {
            id: EmploymentId::new(now),
            person_id: draft.person_id,
            library_id: draft.library_id,
            from_date: draft.from,
            to_date: draft.to,
            category: draft.category,
            version: 1,
        };
        employment::Entity::insert(row.clone().into_active_model().reset_all()).exec_without_returning(&tx).await?;
        let data = json!({ "employmentId": row.id, "libraryId": row.library_id, "from": row.from_date });
        note(&tx, EventKind::EmploymentAdded, draft.person_id, Some(scope.person), now, &data).await?;
        let employment = rows::to_employment(row, &library);
        idempotency::remember(&tx, once.as_ref(), &Ok(&employment)).await?;
        tx.commit().await?;
        Ok(employment)
    })
    .await;
    idempotency::settled(db, once.as_ref(), done).await
}

/// Changes an employment. Bookings made for it that begin after its last day are cancelled, each at its own desk,
/// so that their seats go to those in line.
pub async fn change_employment(
    db: &Db,
    scope: &Scope,
    id: EmploymentId,
    change: EmploymentChange,
    seen: Option<i32>,
    now: DateTime<Utc>,
) -> Result<Employment> {
    let employment = retrying(|| async {
        let tx = db.begin_write().await?;
        let found = employment::Entity::find_by_id(id).one(&tx).await?.ok_or(Error::NotFound)?;
        // The person first, as a booking does: one that is being made must be seen below, or see this end.
        person::Entity::find_by_id(found.person_id).lock_exclusive().one(&tx).await?;
        let row = employment::Entity::find_by_id(id).lock_exclusive().one(&tx).await?.ok_or(Error::NotFound)?;
        let library = library::Entity::find_by_id(row.library_id).one(&tx).await?.ok_or(Error::NotFound)?;
        may_staff(scope, library.id)?;
        if seen.is_some_and(|seen| seen != row.version) {
            return Err(Error::Stale);
        }
        let to_date = change.to.unwrap_or(row.to_date);
        in_order(row.from_date, to_date)?;
        let category = change.category.unwrap_or(row.category);
        let row = employment::Model { to_date, category, version: row.version + 1, ..row };
        let active = employment::ActiveModel { id: Set(row.id), ..row.clone().into_active_model().reset_all() };
        employment::Entity::update(active).exec(&tx).await?;
        let data = json!({ "employmentId": id, "to": to_date });
        note(&tx, EventKind::EmploymentChanged, row.person_id, Some(scope.person), now, &data).await?;
        tx.commit().await?;
        Ok(rows::to_employment(row, &library))
    })
    .await?;
    end_bookings_outside(db, scope, &employment, now).await?;
    Ok(employment)
}

/// Ends the bookings made for an employment whose sessions begin when it is not in force.
async fn end_bookings_outside(db: &Db, scope: &Scope, employment: &Employment, now: DateTime<Utc>) -> Result<()> {
    let live = booking::Entity::find()
        .filter(booking::Column::EmploymentId.eq(employment.id))
        .filter(booking::Column::Status.ne(BookingStatus::Cancelled))
        .all(db.read())
        .await?;
    let sessions = session::Entity::find()
        .filter(session::Column::Id.is_in(live.iter().map(|row| row.session_id)))
        .filter(session::Column::FirstStartsAt.gt(now))
        .all(db.read())
        .await?;
    let outside = |id| {
        let session = sessions.iter().find(|session| session.id == id);
        session.is_some_and(|session| !employment.valid_on(wall_time::local_date(session.first_starts_at)))
    };
    for row in live.iter().filter(|row| outside(row.session_id)) {
        let reason = "Anställningen har upphört".parse().ok();
        let wish = CancelSeat { booking_id: row.id, reason, caller: scope.person, now, once: None };
        match bookings::cancel_booking(db, scope, wish).await {
            // Begun meanwhile: what happened there is attendance.
            Ok(_) | Err(Error::Refused(_)) => {}
            Err(error) => return Err(error),
        }
    }
    Ok(())
}
