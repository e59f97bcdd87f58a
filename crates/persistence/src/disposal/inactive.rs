//! People who have not been active for long: nobody erases them, since what is counted stays, but their names go.

use domain::{
    PersonId, PersonMeasureId,
    access::Role,
    ids::made_at,
    measure::{Measure, MeasureKind},
    wall_time,
};
use sea_orm::{
    Condition, QueryTrait,
    sea_query::{Expr, ExprTrait, SelectStatement},
};

use super::*;
use crate::{
    entity::{access_token, attendance, booking, employment, meeting, person, person_role, session, sign_in},
    people::measures,
};

/// People who were last active by then, whose names have not been replaced.
pub(super) async fn people(db: &impl ConnectionTrait, cutoff: DateTime<Utc>, limit: u64) -> Result<Vec<PersonId>> {
    let found: Vec<PersonId> = person::Entity::find()
        .select_only()
        .column(person::Column::Id)
        .filter(person::Column::PseudonymisedAt.is_null())
        .filter(without(coordinators()))
        .filter(without(employed_since(cutoff)))
        .filter(without(signed_in_since(cutoff)))
        .filter(without(called_since(cutoff)))
        .filter(without(took_part_since(cutoff)))
        .filter(without(present_since(cutoff)))
        .filter(without(led_since(cutoff)))
        .filter(without(arranged_since(cutoff)))
        .order_by_asc(person::Column::Id)
        .into_tuple()
        .all(db)
        .await?;
    // Identifiers tell when they were made, and are in that order.
    let old = found.into_iter().filter(|id| made_at(id.0).is_none_or(|made| made <= cutoff));
    Ok(old.take(usize::try_from(limit).unwrap_or(usize::MAX)).collect())
}

fn without(rows: SelectStatement) -> Condition {
    Condition::all().add(Expr::exists(rows).not())
}

/// That a column of a table is the person of the row looked at.
macro_rules! hers {
    ($table:ident, $column:ident) => {
        $table::Entity::find()
            .select_only()
            .column($table::Column::$column)
            .filter(Expr::col(($table::Entity, $table::Column::$column)).equals((person::Entity, person::Column::Id)))
    };
}

/// Who keeps the register stays until the role is taken from her: somebody must.
fn coordinators() -> SelectStatement {
    hers!(person_role, PersonId).filter(person_role::Column::Role.eq(Role::Coordinator)).into_query()
}

fn employed_since(cutoff: DateTime<Utc>) -> SelectStatement {
    let day = wall_time::local_date(cutoff);
    let still = Condition::any().add(employment::Column::ToDate.is_null()).add(employment::Column::ToDate.gt(day));
    hers!(employment, PersonId).filter(still).into_query()
}

fn signed_in_since(cutoff: DateTime<Utc>) -> SelectStatement {
    hers!(sign_in, PersonId).filter(sign_in::Column::SeenAt.gt(cutoff)).into_query()
}

fn called_since(cutoff: DateTime<Utc>) -> SelectStatement {
    let day = wall_time::local_date(cutoff);
    let lately =
        Condition::any().add(access_token::Column::UsedOn.gt(day)).add(access_token::Column::CreatedAt.gt(cutoff));
    hers!(access_token, PersonId).filter(lately).into_query()
}

/// Sessions that were not over by then.
fn sessions_since(cutoff: DateTime<Utc>) -> SelectStatement {
    session::Entity::find()
        .select_only()
        .column(session::Column::Id)
        .filter(session::Column::LastEndsAt.gt(cutoff))
        .into_query()
}

fn took_part_since(cutoff: DateTime<Utc>) -> SelectStatement {
    hers!(booking, PersonId).filter(booking::Column::SessionId.in_subquery(sessions_since(cutoff))).into_query()
}

fn present_since(cutoff: DateTime<Utc>) -> SelectStatement {
    let meetings = meeting::Entity::find()
        .select_only()
        .column(meeting::Column::Id)
        .filter(meeting::Column::EndsAt.gt(cutoff))
        .into_query();
    hers!(attendance, PersonId).filter(attendance::Column::MeetingId.in_subquery(meetings)).into_query()
}

fn led_since(cutoff: DateTime<Utc>) -> SelectStatement {
    hers!(meeting, TrainerId).filter(meeting::Column::EndsAt.gt(cutoff)).into_query()
}

fn arranged_since(cutoff: DateTime<Utc>) -> SelectStatement {
    hers!(session, OrganiserId).filter(session::Column::LastEndsAt.gt(cutoff)).into_query()
}

/// Replaces the names of at most so many of them.
pub(super) async fn pseudonymise(tx: &Tx, entry: &DisposalEntry, limit: u64, deed: Deed) -> Result<u64> {
    let reason: Line<500> = "Gallringsregel".parse().map_err(|reason| Error::Fault(format!("a reason: {reason}")))?;
    let due = people(tx, entry.cutoff, limit).await?;
    let mut gone = 0;
    for person_id in due {
        let measure = Measure {
            id: PersonMeasureId::new(deed.at),
            person_id,
            kind: MeasureKind::Pseudonymised,
            reason: reason.clone(),
            decided_at: deed.at,
            decided_by: deed.actor,
        };
        measures::pseudonymise(tx, &measure).await?;
        gone += 1;
    }
    Ok(gone)
}
