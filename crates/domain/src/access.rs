//! Who may do what: the table of rights, written once.

use serde::{Deserialize, Serialize};

use crate::{LibraryId, PersonId};

crate::words! {
    /// What a caller acts as.
    pub enum Role {
        /// Library staff: their own bookings.
        Staff = "staff",
        /// Library managers: their own library's staff as well.
        Manager = "manager",
        /// Trainers: the sessions they lead.
        Trainer = "trainer",
        /// Organisers (Medborgarskolan): the sessions they arrange.
        Organiser = "organiser",
        /// Regional coordinators: everything but needs.
        Coordinator = "coordinator",
    }
}

/// Which rows a caller may see and act on. Every query about people takes one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Scope {
    /// The caller.
    pub person: PersonId,
    /// What the caller acts as.
    pub role: Role,
    /// Libraries a manager answers for today; empty for everyone else.
    pub libraries: Vec<LibraryId>,
}

/// One right, as a question to ask of a role.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Right {
    /// Book a seat for oneself.
    BookSelf,
    /// Book and cancel for others within the scope.
    BookOthers,
    /// Plan, change, publish and cancel sessions within the scope.
    PlanSessions,
    /// Change the catalogue of courses.
    ManageCourses,
    /// Report attendance of sessions within the scope.
    ReportAttendance,
    /// Read the register of people within the scope.
    ReadPeople,
    /// Change the register of people within the scope.
    ManagePeople,
    /// Change libraries and municipalities.
    ManageLibraries,
    /// Read indicators within the scope.
    ReadIndicators,
    /// Keep the registers behind the indicators: programmes, definitions, waves, surveys, grants, plans.
    ManageFollowUp,
    /// See and confirm the collaborations of libraries within the scope.
    ConfirmCollaborations,
    /// Say what others may act as, and shut people out.
    ManageRoles,
    /// See what those on sessions within the scope need.
    ReadNeeds,
    /// See what became of each mail, and decide on those that did not get through.
    ManageMail,
}

impl Role {
    /// Whether the role has the right at all; the scope decides on which rows.
    pub fn may(self, right: Right) -> bool {
        use Role::{Coordinator, Manager, Organiser, Staff, Trainer};
        match right {
            Right::BookSelf => matches!(self, Staff | Manager),
            Right::BookOthers => matches!(self, Manager | Organiser | Coordinator),
            Right::PlanSessions | Right::ManageCourses => matches!(self, Organiser | Coordinator),
            Right::ReportAttendance => matches!(self, Trainer | Organiser | Coordinator),
            Right::ReadPeople => matches!(self, Manager | Organiser | Coordinator),
            Right::ManagePeople | Right::ConfirmCollaborations => matches!(self, Manager | Coordinator),
            Right::ManageLibraries | Right::ManageMail | Right::ManageFollowUp | Right::ManageRoles => {
                matches!(self, Coordinator)
            }
            Right::ReadNeeds => matches!(self, Organiser),
            Right::ReadIndicators => matches!(self, Manager | Organiser | Coordinator),
        }
    }
}

/// How a session relates to the caller, which decides what of it she sees.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Standing {
    /// Arranges it, or coordinates all.
    pub plans: bool,
    /// Leads one of its meetings.
    pub leads: bool,
    /// Holds a seat on it.
    pub seated: bool,
}

impl Standing {
    /// Whether links to the video meetings are shown.
    pub fn sees_links(self) -> bool {
        self.plans || self.leads || self.seated
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn staff_can_only_book_for_themselves() {
        let rights = [
            Right::BookOthers,
            Right::PlanSessions,
            Right::ManageCourses,
            Right::ReportAttendance,
            Right::ReadPeople,
            Right::ManagePeople,
            Right::ManageLibraries,
            Right::ReadIndicators,
            Right::ManageMail,
            Right::ManageFollowUp,
            Right::ConfirmCollaborations,
            Right::ManageRoles,
            Right::ReadNeeds,
        ];
        assert!(Role::Staff.may(Right::BookSelf));
        assert!(rights.iter().all(|right| !Role::Staff.may(*right)));
    }

    #[test]
    fn needs_are_the_organisers_to_see_and_not_the_coordinators() {
        assert!(Role::ALL.iter().all(|role| role.may(Right::ReadNeeds) == (*role == Role::Organiser)));
    }

    #[test]
    fn only_the_coordinator_changes_libraries() {
        assert!(Role::ALL.iter().all(|role| role.may(Right::ManageLibraries) == (*role == Role::Coordinator)));
    }
}
