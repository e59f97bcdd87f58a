use std::collections::BTreeSet;

use super::{Reach::*, *};

/// Every right, and how far it reaches for staff, managers, trainers, organisers and coordinators. The same table as the
/// one that decides, written down a second time by hand: whoever changes one of them says so twice.
const AGREED: [(Right, [Reach; 5]); 22] = [
    (Right::BookSelf, [Own, Own, Nothing, Nothing, Nothing]),
    (Right::BookOthers, [Nothing, Libraries, Nothing, Arranged, All]),
    (Right::ReadBookings, [Nothing, Libraries, Led, Arranged, All]),
    (Right::ReadNeeds, [Nothing, Nothing, Nothing, Arranged, Nothing]),
    (Right::PlanSessions, [Nothing, Nothing, Nothing, Arranged, All]),
    (Right::ReportAttendance, [Nothing, Nothing, Led, Arranged, All]),
    (Right::ManageCourses, [Nothing, Nothing, Nothing, All, All]),
    (Right::ReadPeople, [Nothing, Libraries, Nothing, All, All]),
    (Right::ManagePeople, [Nothing, Libraries, Nothing, Nothing, All]),
    (Right::AttestProfiles, [Nothing, Libraries, Nothing, Nothing, All]),
    (Right::ManageRoles, [Nothing, Nothing, Nothing, Nothing, All]),
    (Right::EndAccess, [Nothing, Nothing, Nothing, Nothing, All]),
    (Right::FollowLibrary, [Nothing, Libraries, Nothing, Nothing, Nothing]),
    (Right::ConfirmCollaborations, [Nothing, Libraries, Nothing, Nothing, All]),
    (Right::ReadIndicators, [Nothing, Libraries, Nothing, Arranged, All]),
    (Right::ReadLibraryFigures, [Nothing, Libraries, Nothing, Nothing, All]),
    (Right::ReadCountyFigures, [Nothing, Nothing, Nothing, Nothing, All]),
    (Right::ManageFollowUp, [Nothing, Nothing, Nothing, Nothing, All]),
    (Right::ManageLibraries, [Nothing, Nothing, Nothing, Nothing, All]),
    (Right::ManageMail, [Nothing, Nothing, Nothing, Nothing, All]),
    (Right::ReadAuditLog, [Nothing, Nothing, Nothing, Nothing, All]),
    (Right::ManageRecords, [Nothing, Nothing, Nothing, Nothing, All]),
];

#[test]
fn the_table_is_the_agreed_one() {
    for (right, reaches) in AGREED {
        let found: Vec<Reach> = Role::ALL.iter().map(|role| role.reach(right)).collect();
        assert_eq!(found, reaches, "{right:?}");
    }
    assert_eq!(AGREED.iter().map(|(right, _)| format!("{right:?}")).collect::<BTreeSet<_>>().len(), AGREED.len());
}

#[test]
fn needs_are_the_organisers_to_see_and_not_the_coordinators() {
    assert!(Role::ALL.iter().all(|role| role.may(Right::ReadNeeds) == (*role == Role::Organiser)));
}

fn person(number: u128) -> PersonId {
    PersonId(uuid::Uuid::from_u128(number))
}

fn scope(role: Role, libraries: &[u128]) -> Scope {
    let libraries = libraries.iter().map(|number| LibraryId(uuid::Uuid::from_u128(*number))).collect();
    Scope { person: person(1), role, libraries }
}

#[test]
fn a_right_over_libraries_reaches_the_callers_and_no_others() {
    let library = |number| LibraryId(uuid::Uuid::from_u128(number));
    let karin = scope(Role::Manager, &[7]);
    assert!(karin.reaches_library(Right::ManagePeople, library(7)));
    assert!(!karin.reaches_library(Right::ManagePeople, library(8)));
    assert!(scope(Role::Coordinator, &[]).reaches_library(Right::ManagePeople, library(8)));
    for role in [Role::Staff, Role::Trainer, Role::Organiser] {
        assert!(!scope(role, &[7]).reaches_library(Right::ManagePeople, library(7)), "{role}");
    }
    assert_eq!(karin.books_only_at(person(2)), Some([library(7)].as_slice()));
    assert_eq!(karin.books_only_at(karin.person), None);
}

#[test]
fn an_organiser_plans_her_own_sessions_and_those_of_nobody_in_particular() {
    let (rut, gunilla) = (scope(Role::Organiser, &[]), scope(Role::Coordinator, &[]));
    let planned = |scope: &Scope, organiser| scope.reaches_session_of(Right::PlanSessions, organiser);
    assert_eq!([Some(person(1)), None, Some(person(2))].map(|organiser| planned(&rut, organiser)), [true, true, false]);
    assert!(planned(&gunilla, Some(person(2))));
    assert!(!planned(&scope(Role::Manager, &[]), Some(person(1))));
    assert_eq!((rut.organiser_of_new(), gunilla.organiser_of_new()), (Some(person(1)), None));
}

#[test]
fn a_manager_changes_the_addresses_of_staff_and_of_nobody_else() {
    let (karin, gunilla) = (scope(Role::Manager, &[7]), scope(Role::Coordinator, &[]));
    assert_eq!(karin.may_readdress(&[]), Ok(()));
    assert_eq!(karin.may_readdress(&[Role::Staff]), Ok(()));
    for role in [Role::Manager, Role::Trainer, Role::Organiser, Role::Coordinator] {
        assert_eq!(karin.may_readdress(&[Role::Staff, role]), Err(Refusal::CoordinatorNeeded), "{role}");
        assert_eq!(gunilla.may_readdress(&[role]), Ok(()));
    }
}

#[test]
fn booking_is_for_oneself_or_for_those_within_reach() {
    let (own, other) = (person(1), person(2));
    let (plans, stranger) = (Standing { plans: true, ..Standing::default() }, Standing::default());
    let may = |role, person, standing| scope(role, &[7]).may_book(person, standing);
    assert!(may(Role::Staff, own, stranger) && may(Role::Manager, own, stranger));
    assert!(!may(Role::Staff, other, plans) && !may(Role::Trainer, own, stranger));
    assert!(may(Role::Manager, other, stranger) && may(Role::Coordinator, other, stranger));
    assert!(may(Role::Organiser, other, plans) && !may(Role::Organiser, other, stranger));
}
