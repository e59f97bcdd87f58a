//! The caller's scope as conditions: the only place where rights become SQL.

use domain::{
    access::{Role, Scope},
    session::SessionStatus,
};
use sea_orm::{ColumnTrait, Condition, EntityTrait, QueryFilter, QuerySelect, QueryTrait, sea_query::SelectStatement};

use crate::entity::{booking, employment, meeting, session};

/// Sessions whose meetings the person leads.
fn sessions_led(scope: &Scope) -> SelectStatement {
    meeting::Entity::find()
        .select_only()
        .column(meeting::Column::SessionId)
        .filter(meeting::Column::TrainerId.eq(scope.person))
        .into_query()
}

/// Sessions the organiser arranges: her own, and those planned for all organisers.
fn sessions_arranged(scope: &Scope) -> SelectStatement {
    session::Entity::find().select_only().column(session::Column::Id).filter(arranges(scope)).into_query()
}

fn arranges(scope: &Scope) -> Condition {
    Condition::any().add(session::Column::OrganiserId.eq(scope.person)).add(session::Column::OrganiserId.is_null())
}

/// Employments at the libraries a manager answers for.
fn employments_managed(scope: &Scope) -> SelectStatement {
    employment::Entity::find()
        .select_only()
        .column(employment::Column::Id)
        .filter(employment::Column::LibraryId.is_in(scope.libraries.iter().copied()))
        .into_query()
}

/// Bookings the caller may see: always her own, and those her role opens.
pub(crate) fn bookings(scope: &Scope) -> Condition {
    let own = Condition::any().add(booking::Column::PersonId.eq(scope.person));
    match scope.role {
        Role::Staff => own,
        Role::Manager => own.add(booking::Column::EmploymentId.in_subquery(employments_managed(scope))),
        Role::Trainer => own.add(booking::Column::SessionId.in_subquery(sessions_led(scope))),
        Role::Organiser => own.add(booking::Column::SessionId.in_subquery(sessions_arranged(scope))),
        Role::Coordinator => own.add(booking::Column::Id.is_not_null()),
    }
}

/// Sessions the caller may plan.
pub(crate) fn sessions_planned(scope: &Scope) -> Condition {
    match scope.role {
        // Not an empty condition: inside an `any` it would vanish instead of being true.
        Role::Coordinator => Condition::all().add(session::Column::Id.is_not_null()),
        Role::Organiser => arranges(scope),
        Role::Staff | Role::Manager | Role::Trainer => nothing(),
    }
}

/// Sessions whose attendance the caller may see and report.
pub(crate) fn sessions_reported(scope: &Scope) -> Condition {
    match scope.role {
        Role::Trainer => Condition::all().add(session::Column::Id.in_subquery(sessions_led(scope))),
        _ => sessions_planned(scope),
    }
}

/// Sessions the caller may see at all: every one that is not a draft, and drafts to those who plan them.
/// Without a caller, only what has been published and stands.
pub(crate) fn sessions_visible(scope: Option<&Scope>) -> Condition {
    match scope {
        Some(scope) => {
            Condition::any().add(session::Column::Status.ne(SessionStatus::Draft)).add(sessions_reported(scope))
        }
        None => Condition::all().add(session::Column::Status.eq(SessionStatus::Published)),
    }
}

fn nothing() -> Condition {
    Condition::any().add(session::Column::Id.is_null())
}
