//! What a person may act as, and shutting somebody out.

use sea_orm::{ActiveModelTrait, IntoActiveModel, sea_query::Expr};

use super::*;
use crate::{entity::person_role, sign_ins};

/// What a person may act as, and whether she may at all.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Access {
    /// The roles that she was granted, the smallest first.
    pub granted: Vec<Role>,
    /// Whether she is shut out.
    pub disabled: bool,
}

/// The roles that a person may act in today, the smallest first.
pub(crate) async fn of(db: &impl ConnectionTrait, person: PersonId, now: DateTime<Utc>) -> Result<Vec<Role>> {
    let today = wall_time::local_date(now);
    let employed = employments_of(db, &[person]).await?.iter().any(|employment| employment.valid_on(today));
    Ok(domain::sign_in::roles(&granted(db, person).await?, employed))
}

/// The roles that somebody who is signed in may choose among.
pub async fn own(db: &Db, person: PersonId, now: DateTime<Utc>) -> Result<Vec<Role>> {
    of(db.read(), person, now).await
}

pub(super) async fn granted(db: &impl ConnectionTrait, person: PersonId) -> Result<Vec<Role>> {
    let rows = person_role::Entity::find().filter(person_role::Column::PersonId.eq(person)).all(db).await?;
    let mut roles: Vec<Role> = rows.into_iter().map(|row| row.role).collect();
    roles.sort_unstable();
    Ok(roles)
}

/// What a person was granted. The caller must be allowed to see everybody's.
pub async fn access(db: &Db, person: PersonId) -> Result<Access> {
    let row = person::Entity::find_by_id(person).one(db.read()).await?.ok_or(Error::NotFound)?;
    Ok(Access { granted: granted(db.read(), person).await?, disabled: row.disabled_at.is_some() })
}

/// Gives a person exactly these roles, or shuts her out. Whatever she had open ends at once, unless nothing was taken
/// from her (`V26`). One transaction.
///
/// # Errors
/// [`Refusal::LastCoordinator`] when nobody would be left who could undo it.
pub async fn set(db: &Db, scope: &Scope, id: PersonId, access: Access, now: DateTime<Utc>) -> Result<Access> {
    retrying(|| async {
        let tx = db.begin_write().await?;
        hold_coordinators(&tx).await?;
        let row = person::Entity::find_by_id(id).lock_exclusive().one(&tx).await?.ok_or(Error::NotFound)?;
        let before = Access { granted: granted(&tx, id).await?, disabled: row.disabled_at.is_some() };
        let mut after = access.clone();
        after.granted.sort_unstable();
        after.granted.dedup();
        if before == after {
            return Ok(after);
        }
        person_role::Entity::delete_many().filter(person_role::Column::PersonId.eq(id)).exec(&tx).await?;
        for role in &after.granted {
            let grant = person_role::Model { person_id: id, role: *role }.into_active_model().reset_all();
            person_role::Entity::insert(grant).exec_without_returning(&tx).await?;
        }
        let disabled_at = after.disabled.then(|| row.disabled_at.unwrap_or(now));
        person::Entity::update_many()
            .col_expr(person::Column::DisabledAt, Expr::value(disabled_at))
            .col_expr(person::Column::AuthVersion, Expr::value(row.auth_version + 1))
            .filter(person::Column::Id.eq(id))
            .exec(&tx)
            .await?;
        somebody_is_left(&tx).await?;
        if after.disabled {
            // Whoever is let in again shows anew whose her account is.
            sign_ins::forget_accounts(&tx, id).await?;
        }
        let data = json!({ "roles": after.granted, "disabled": after.disabled });
        note(&tx, EventKind::RolesChanged, id, Some(scope.person), now, &data).await?;
        tx.commit().await?;
        Ok(after)
    })
    .await
}

fn coordinators() -> sea_orm::Select<person::Entity> {
    let holders = person_role::Entity::find()
        .select_only()
        .column(person_role::Column::PersonId)
        .filter(person_role::Column::Role.eq(Role::Coordinator))
        .into_query();
    person::Entity::find().filter(person::Column::Id.in_subquery(holders)).order_by_asc(person::Column::Id)
}

/// All of them at once, so that no two coordinators take each other's role in the same moment.
pub(super) async fn hold_coordinators(tx: &Tx) -> Result<()> {
    coordinators().lock_exclusive().all(tx).await?;
    Ok(())
}

/// Nobody locks the door behind the last one who has the key.
pub(super) async fn somebody_is_left(tx: &Tx) -> Result<()> {
    let left = coordinators().filter(person::Column::DisabledAt.is_null()).count(tx).await?;
    if left == 0 { Err(Refusal::LastCoordinator.into()) } else { Ok(()) }
}
