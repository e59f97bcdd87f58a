//! Who may do what: the table of rights, written once.

use serde::{Deserialize, Serialize};

use crate::{LibraryId, PersonId, Refusal, session::Session};

mod rights;

pub use rights::{Reach, Right};

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

impl Scope {
    /// How far a right of the caller's reaches.
    pub fn reach(&self, right: Right) -> Reach {
        self.role.reach(right)
    }

    /// Whether the right reaches what belongs to a library.
    pub fn reaches_library(&self, right: Right, library: LibraryId) -> bool {
        match self.reach(right) {
            Reach::All => true,
            Reach::Libraries => self.libraries.contains(&library),
            Reach::Nothing | Reach::Own | Reach::Led | Reach::Arranged => false,
        }
    }

    /// Whether the right reaches a session by who arranges it. One that nobody in particular does is every organiser's.
    pub fn reaches_session_of(&self, right: Right, organiser: Option<PersonId>) -> bool {
        match self.reach(right) {
            Reach::All => true,
            Reach::Arranged => organiser.is_none_or(|organiser| organiser == self.person),
            Reach::Nothing | Reach::Own | Reach::Libraries | Reach::Led => false,
        }
    }

    /// Whether the caller may act on what is somebody's, once it is known to be within her sight: on her own always.
    pub fn acts_for(&self, person: PersonId, right: Right) -> bool {
        person == self.person || self.role.may(right)
    }

    /// Whether the caller may book for somebody on a session to which she stands like this: for herself by her own
    /// right, and for others an organiser on her own sessions, a manager her own staff.
    pub fn may_book(&self, person: PersonId, standing: Standing) -> bool {
        if person == self.person && self.role.may(Right::BookSelf) {
            return true;
        }
        match self.reach(Right::BookOthers) {
            Reach::All | Reach::Libraries => true,
            Reach::Arranged => standing.plans,
            Reach::Led => standing.leads,
            Reach::Nothing | Reach::Own => false,
        }
    }

    /// At which libraries somebody must be employed for the caller to book for her; none when it does not matter.
    pub fn books_only_at(&self, person: PersonId) -> Option<&[LibraryId]> {
        let for_another = person != self.person && self.reach(Right::BookOthers) == Reach::Libraries;
        for_another.then_some(self.libraries.as_slice())
    }

    /// Whether the caller may change the address of somebody who was granted these roles: whoever has it can sign in as
    /// her. A manager changes only those of staff.
    ///
    /// # Errors
    /// [`Refusal::CoordinatorNeeded`] when she may not.
    pub fn may_readdress(&self, granted: &[Role]) -> Result<(), Refusal> {
        let is_staff = granted.iter().all(|role| *role == Role::Staff);
        if is_staff || self.reach(Right::ManagePeople) == Reach::All { Ok(()) } else { Err(Refusal::CoordinatorNeeded) }
    }

    /// Who arranges the sessions that the caller plans: she who has the right over her own, and nobody in particular
    /// when all of them are hers.
    pub fn organiser_of_new(&self) -> Option<PersonId> {
        (self.reach(Right::PlanSessions) == Reach::Arranged).then_some(self.person)
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
    /// How the session relates to a caller who has a confirmed seat on it, or has none.
    pub fn of(session: &Session, scope: &Scope, seated: bool) -> Self {
        let leads = scope.reach(Right::ReportAttendance) == Reach::Led
            && session.meetings.iter().any(|meeting| meeting.trainer_id == Some(scope.person));
        Self { plans: scope.reaches_session_of(Right::PlanSessions, session.organiser_id), leads, seated }
    }

    /// Whether links to the video meetings are shown.
    pub fn sees_links(self) -> bool {
        self.plans || self.leads || self.seated
    }
}

#[cfg(test)]
mod tests;
