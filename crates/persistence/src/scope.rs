//! The caller's scope as conditions: the only place where rights become SQL.

use domain::{
    access::{Role, Scope},
    session::SessionStatus,
};
use sea_orm::{ColumnTrait, Condition, EntityTrait, QueryFilter, QuerySelect, QueryTrait, sea_query::SelectStatement};

use crate::entity::{access_token, booking, employment, meeting, session, sign_in};

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

/// Sign-ins the caller may see and end: her own, and a coordinator everybody's.
pub(crate) fn sign_ins(scope: &Scope) -> Condition {
    let own = Condition::any().add(sign_in::Column::PersonId.eq(scope.person));
    match scope.role {
        Role::Coordinator => own.add(sign_in::Column::Id.is_not_null()),
        Role::Staff | Role::Manager | Role::Trainer | Role::Organiser => own,
    }
}

/// Tokens the caller may see and revoke: her own, and a coordinator everybody's.
pub(crate) fn access_tokens(scope: &Scope) -> Condition {
    let own = Condition::any().add(access_token::Column::PersonId.eq(scope.person));
    match scope.role {
        Role::Coordinator => own.add(access_token::Column::Id.is_not_null()),
        Role::Staff | Role::Manager | Role::Trainer | Role::Organiser => own,
    }
}

fn nothing() -> Condition {
    Condition::any().add(session::Column::Id.is_null())
}
