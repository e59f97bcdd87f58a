//! The caller's scope as conditions: the only place where rights become SQL. How far each right reaches stands in the
//! table (`domain::access`); here each reach becomes rows.

use chrono::{DateTime, Utc};
use domain::{
    LibraryId,
    access::{Reach, Right, Scope},
    session::SessionStatus,
    wall_time,
};
use sea_orm::{
    ColumnTrait, Condition, EntityTrait, QueryFilter, QuerySelect, QueryTrait,
    sea_query::{Expr, SelectStatement},
};

use crate::entity::{
    access_token, booking, collaboration, employment, meeting, person, person_role, second_factor, session, sign_in,
};

/// No row. Not an empty condition: that would be every row.
fn nothing() -> Condition {
    Condition::all().add(Expr::cust("1 = 0"))
}

/// Every row. Not an empty condition: inside an `any` it would vanish instead of being true.
fn everything() -> Condition {
    Condition::all().add(Expr::cust("1 = 1"))
}

/// Sessions whose meetings the person leads.
fn sessions_led(scope: &Scope) -> SelectStatement {
    meeting::Entity::find()
        .select_only()
        .column(meeting::Column::SessionId)
        .filter(meeting::Column::TrainerId.eq(scope.person))
        .into_query()
}

/// Sessions that a right reaches.
fn sessions_by(scope: &Scope, right: Right) -> Condition {
    match scope.reach(right) {
        Reach::All => everything(),
        Reach::Arranged => Condition::any()
            .add(session::Column::OrganiserId.eq(scope.person))
            .add(session::Column::OrganiserId.is_null()),
        Reach::Led => Condition::all().add(session::Column::Id.in_subquery(sessions_led(scope))),
        Reach::Nothing | Reach::Own | Reach::Libraries => nothing(),
    }
}

/// Ids of the sessions that a right reaches.
pub(crate) fn ids_of_sessions(scope: &Scope, right: Right) -> SelectStatement {
    session::Entity::find().select_only().column(session::Column::Id).filter(sessions_by(scope, right)).into_query()
}

/// Employments at the libraries a manager answers for.
fn employments_managed(scope: &Scope) -> SelectStatement {
    employment::Entity::find()
        .select_only()
        .column(employment::Column::Id)
        .filter(employment::Column::LibraryId.is_in(scope.libraries.iter().copied()))
        .into_query()
}

/// People whose name, address and workplace the caller may see: `protection::Shield::shows`, as a condition, for what is
/// looked up by them.
pub(crate) fn identities(scope: &Scope, now: DateTime<Utc>) -> Condition {
    let unrestricted = Condition::all().add(person::Column::RestrictedAt.is_null());
    let open = unrestricted.clone().add(person::Column::ProtectedIdentity.eq(false));
    let shown = Condition::any().add(person::Column::Id.eq(scope.person)).add(open);
    match scope.reach(Right::ManagePeople) {
        Reach::All => everything(),
        Reach::Libraries => shown.add(unrestricted.add(person::Column::Id.in_subquery(staff_of_today(scope, now)))),
        Reach::Nothing | Reach::Own | Reach::Led | Reach::Arranged => shown,
    }
}

/// Her own, and those that a right opens. Whoever may see all is asked for nothing else: beside `OR`, a condition that
/// is always true would keep SQLite from finding a row by its key.
fn own_and_by(scope: &Scope, right: Right) -> Condition {
    let own = Condition::any().add(booking::Column::PersonId.eq(scope.person));
    match scope.reach(right) {
        Reach::All => everything(),
        Reach::Arranged => own.add(booking::Column::SessionId.in_subquery(ids_of_sessions(scope, right))),
        Reach::Led => own.add(booking::Column::SessionId.in_subquery(sessions_led(scope))),
        Reach::Libraries => own.add(booking::Column::EmploymentId.in_subquery(employments_managed(scope))),
        Reach::Nothing | Reach::Own => own,
    }
}

/// Bookings the caller may see: always her own, and those her role opens.
pub(crate) fn bookings(scope: &Scope) -> Condition {
    own_and_by(scope, Right::ReadBookings)
}

/// Bookings whose needs the caller may see: always her own, and those of whom she has to care for.
pub(crate) fn bookings_with_needs(scope: &Scope) -> Condition {
    own_and_by(scope, Right::ReadNeeds)
}

/// Sessions the needs of whose participants the caller may see.
pub(crate) fn sessions_with_needs(scope: &Scope) -> Condition {
    sessions_by(scope, Right::ReadNeeds)
}

/// Sessions the caller may plan.
pub(crate) fn sessions_planned(scope: &Scope) -> Condition {
    sessions_by(scope, Right::PlanSessions)
}

/// Sessions whose attendance the caller may see and report.
pub(crate) fn sessions_reported(scope: &Scope) -> Condition {
    sessions_by(scope, Right::ReportAttendance)
}

/// Sessions the caller may see at all: every one that is not a draft, and drafts to those who will report them.
/// Without a caller, only what has been published and stands.
pub(crate) fn sessions_visible(scope: Option<&Scope>) -> Condition {
    match scope {
        Some(scope) if scope.reach(Right::ReportAttendance) == Reach::All => everything(),
        Some(scope) => {
            Condition::any().add(session::Column::Status.ne(SessionStatus::Draft)).add(sessions_reported(scope))
        }
        None => Condition::all().add(session::Column::Status.eq(SessionStatus::Published)),
    }
}

/// People ever employed at one of the libraries.
pub(crate) fn employed_at(libraries: Vec<LibraryId>) -> SelectStatement {
    employment::Entity::find()
        .select_only()
        .column(employment::Column::PersonId)
        .filter(employment::Column::LibraryId.is_in(libraries))
        .into_query()
}

/// People employed at the caller's libraries today.
pub(crate) fn staff_of_today(scope: &Scope, now: DateTime<Utc>) -> SelectStatement {
    let today = wall_time::local_date(now);
    let still = Condition::any().add(employment::Column::ToDate.is_null()).add(employment::Column::ToDate.gte(today));
    employment::Entity::find()
        .select_only()
        .column(employment::Column::PersonId)
        .filter(employment::Column::LibraryId.is_in(scope.libraries.iter().copied()))
        .filter(employment::Column::FromDate.lte(today))
        .filter(still)
        .into_query()
}

/// People the caller may see: always herself, and a manager those ever employed at her libraries.
pub(crate) fn people(scope: &Scope) -> Condition {
    let own = Condition::any().add(person::Column::Id.eq(scope.person));
    match scope.reach(Right::ReadPeople) {
        Reach::All => everything(),
        Reach::Libraries => own.add(person::Column::Id.in_subquery(employed_at(scope.libraries.clone()))),
        Reach::Nothing | Reach::Own | Reach::Led | Reach::Arranged => own,
    }
}

/// People over whom a right reaches: a manager's only over those employed at her libraries today.
pub(crate) fn people_by(scope: &Scope, right: Right, now: DateTime<Utc>) -> Condition {
    match scope.reach(right) {
        Reach::All => everything(),
        Reach::Libraries => Condition::all().add(person::Column::Id.in_subquery(staff_of_today(scope, now))),
        Reach::Nothing | Reach::Own | Reach::Led | Reach::Arranged => nothing(),
    }
}

/// Whom the caller may employ: a manager those of her own libraries and those who are new to the register, so that
/// nobody gets into her hands by being named.
pub(crate) fn people_to_employ(scope: &Scope) -> Condition {
    let has_role = person_role::Entity::find().select_only().column(person_role::Column::PersonId).into_query();
    let has_work = employment::Entity::find().select_only().column(employment::Column::PersonId).into_query();
    let new = Condition::all()
        .add(person::Column::Id.not_in_subquery(has_role))
        .add(person::Column::Id.not_in_subquery(has_work));
    Condition::any().add(people(scope)).add(new)
}

/// Collaborations the caller may see: a manager those of her own libraries.
pub(crate) fn collaborations(scope: &Scope) -> Condition {
    match scope.reach(Right::ConfirmCollaborations) {
        Reach::All => everything(),
        Reach::Libraries => {
            Condition::all().add(collaboration::Column::LibraryId.is_in(scope.libraries.iter().copied()))
        }
        Reach::Nothing | Reach::Own | Reach::Led | Reach::Arranged => nothing(),
    }
}

/// Sign-ins the caller may see and end: always her own.
pub(crate) fn sign_ins(scope: &Scope) -> Condition {
    let own = Condition::any().add(sign_in::Column::PersonId.eq(scope.person));
    if scope.reach(Right::EndAccess) == Reach::All { everything() } else { own }
}

/// Second factors the caller may see: always her own.
pub(crate) fn second_factors(scope: &Scope) -> Condition {
    let own = Condition::any().add(second_factor::Column::PersonId.eq(scope.person));
    if scope.reach(Right::EndAccess) == Reach::All { everything() } else { own }
}

/// Tokens the caller may see and revoke: always her own.
pub(crate) fn access_tokens(scope: &Scope) -> Condition {
    let own = Condition::any().add(access_token::Column::PersonId.eq(scope.person));
    if scope.reach(Right::EndAccess) == Reach::All { everything() } else { own }
}
