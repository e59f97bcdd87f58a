//! What is decided about a person's data: restricting them, releasing them, and replacing name and address for good.

use domain::{
    BookingId, PersonMeasureId, SessionId,
    access::Right,
    booking::BookingStatus,
    measure::{self, Measure, MeasureKind},
};
use sea_orm::{ActiveValue::Set, sea_query::Value};

use super::*;
use crate::{
    bookings::{self, CancelSeat},
    entity::{booking, person_measure, person_role, session},
};

mod traces;

/// Takes a measure, and writes down why. Replacing somebody's name first ends her bookings that are still to come, each
/// at its own desk, so that their seats go to those in line; then one transaction.
pub async fn take(
    db: &Db,
    scope: &Scope,
    id: PersonId,
    kind: MeasureKind,
    reason: Line<500>,
    now: DateTime<Utc>,
    once: Option<Once>,
) -> Result<Measure> {
    if kind == MeasureKind::Pseudonymised {
        end_coming_bookings(db, scope, id, now).await?;
    }
    let done = retrying(|| async {
        let tx = db.begin_write().await?;
        if let Some(earlier) = idempotency::earlier(&tx, once.as_ref()).await? {
            return earlier.map_err(Error::Refused);
        }
        let measure = Measure {
            id: PersonMeasureId::new(now),
            person_id: id,
            kind,
            reason: reason.clone(),
            decided_at: now,
            decided_by: Some(scope.person),
        };
        match kind {
            MeasureKind::Pseudonymised => pseudonymise(&tx, &measure).await?,
            MeasureKind::Restricted | MeasureKind::Released => restrict(&tx, &measure).await?,
        }
        idempotency::remember(&tx, once.as_ref(), &Ok(&measure)).await?;
        tx.commit().await?;
        Ok(measure)
    })
    .await;
    idempotency::settled(db, once.as_ref(), done).await
}

/// Measures taken of a person, the first one first.
pub async fn list(db: &Db, id: PersonId, page: PageRequest) -> Result<Page<Measure>> {
    person::Entity::find_by_id(id).one(db.read()).await?.ok_or(Error::NotFound)?;
    let query = person_measure::Entity::find().filter(person_measure::Column::PersonId.eq(id));
    let total = query.clone().count(db.read()).await?;
    let query = query.order_by_asc(person_measure::Column::DecidedAt).order_by_asc(person_measure::Column::Id);
    let found = query.limit(page.limit).offset(page.offset()).all(db.read()).await?;
    Ok(Page { items: found.into_iter().map(to_measure).collect::<Result<_>>()?, total })
}

fn to_measure(row: person_measure::Model) -> Result<Measure> {
    Ok(Measure {
        id: row.id,
        person_id: row.person_id,
        kind: row.kind,
        reason: rows::line(&row.reason, "person_measure.reason")?,
        decided_at: row.decided_at,
        decided_by: row.decided_by,
    })
}

/// Refuses what is not the coordinator's when a person's data are restricted, and anything when her name is replaced.
pub(crate) fn changeable(row: &person::Model, scope: &Scope) -> Result<()> {
    if row.pseudonymised_at.is_some() {
        return Err(Refusal::PersonPseudonymised.into());
    }
    let restricted = row.restricted_at.is_some() && !scope.role.may(Right::ManageRecords);
    if restricted { Err(Refusal::PersonRestricted.into()) } else { Ok(()) }
}

/// Whom the caller may book for, beside herself: nobody whose data are restricted.
pub async fn to_enrol(db: &Db, scope: &Scope, id: PersonId, now: DateTime<Utc>) -> Result<PersonId> {
    let person = super::find(db, scope, id, now).await?;
    if person.shield.restricted { Err(Refusal::PersonRestricted.into()) } else { Ok(person.id) }
}

async fn end_coming_bookings(db: &Db, scope: &Scope, id: PersonId, now: DateTime<Utc>) -> Result<()> {
    let coming = session::Entity::find()
        .select_only()
        .column(session::Column::Id)
        .filter(session::Column::FirstStartsAt.gt(now))
        .into_query();
    let live: Vec<(BookingId, SessionId)> = booking::Entity::find()
        .select_only()
        .columns([booking::Column::Id, booking::Column::SessionId])
        .filter(booking::Column::PersonId.eq(id))
        .filter(booking::Column::Status.ne(BookingStatus::Cancelled))
        .filter(booking::Column::SessionId.in_subquery(coming))
        .into_tuple()
        .all(db.read())
        .await?;
    for (booking_id, _) in live {
        let wish = CancelSeat { booking_id, reason: None, caller: scope.person, now, once: None };
        match bookings::cancel_booking(db, scope, wish).await {
            // Begun meanwhile: what happened there is attendance.
            Ok(_) | Err(Error::Refused(_)) => {}
            Err(error) => return Err(error),
        }
    }
    Ok(())
}

async fn held(tx: &Tx, measure: &Measure) -> Result<(person::Model, Person)> {
    let row = person::Entity::find_by_id(measure.person_id).lock_exclusive().one(tx).await?.ok_or(Error::NotFound)?;
    let person = rows::to_person(row.clone())?;
    measure::may(measure.kind, person.shield, row.pseudonymised_at.is_some())?;
    Ok((row, person))
}

async fn restrict(tx: &Tx, measure: &Measure) -> Result<()> {
    let (_, mut person) = held(tx, measure).await?;
    let restricted = measure.kind == MeasureKind::Restricted;
    let shield = Shield { restricted, ..person.shield };
    protection::shield(tx, &mut person, shield).await?;
    person::Entity::update_many()
        .col_expr(person::Column::RestrictedAt, Expr::value(restricted.then_some(measure.decided_at)))
        .col_expr(person::Column::Version, Expr::value(person.version + 1))
        .filter(person::Column::Id.eq(person.id))
        .exec(tx)
        .await?;
    write_down(tx, measure).await
}

/// Puts a surrogate in place of a person's name and address, wherever they stand, and ends everything she had open. What
/// is counted stays as it is: employments, bookings and presence.
pub(crate) async fn pseudonymise(tx: &Tx, measure: &Measure) -> Result<()> {
    let now = measure.decided_at;
    roles::hold_coordinators(tx).await?;
    let (row, person) = held(tx, measure).await?;
    let (name, email) =
        measure::surrogate(uuid::Uuid::new_v4()).map_err(|reason| Error::Fault(format!("a surrogate: {reason}")))?;
    let logged = traces::remove(tx, &person, &email, now).await?;
    person_role::Entity::delete_many().filter(person_role::Column::PersonId.eq(row.id)).exec(tx).await?;
    let surrogate = person::ActiveModel {
        id: sea_orm::ActiveValue::Unchanged(row.id),
        name: Set(name.into_string()),
        email: Set(email),
        reminders: Set(false),
        email_failed_at: Set(None),
        email_failure: Set(None),
        auth_version: Set(row.auth_version + 1),
        disabled_at: Set(Some(row.disabled_at.unwrap_or(now))),
        restricted_at: Set(Some(row.restricted_at.unwrap_or(now))),
        pseudonymised_at: Set(Some(now)),
        version: Set(row.version + 1),
        ..Default::default()
    };
    person::Entity::update(surrogate).exec(tx).await?;
    logged.forget(tx).await?;
    roles::somebody_is_left(tx).await?;
    write_down(tx, measure).await
}

async fn write_down(tx: &Tx, measure: &Measure) -> Result<()> {
    let row = person_measure::ActiveModel {
        id: Set(measure.id),
        person_id: Set(measure.person_id),
        kind: Set(measure.kind),
        reason: Set(measure.reason.as_str().to_owned()),
        decided_at: Set(measure.decided_at),
        decided_by: Set(measure.decided_by),
    };
    person_measure::Entity::insert(row).exec_without_returning(tx).await?;
    let kind = match measure.kind {
        MeasureKind::Restricted => EventKind::PersonRestricted,
        MeasureKind::Released => EventKind::PersonReleased,
        MeasureKind::Pseudonymised => EventKind::PersonPseudonymised,
    };
    // The reason stands beside the measure: people write names in reasons, and the history holds none.
    let data = json!({ "measureId": measure.id });
    note(tx, kind, measure.person_id, measure.decided_by, measure.decided_at, &data).await
}

fn null() -> Value {
    Value::String(None)
}
