//! The table of rights itself: each right, and how far it reaches in each role.

use super::Role;
use crate::indicator::IndicatorCode;

/// How far a right reaches: over whose data a role has it. One's own is always one's own, and stands in no row.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reach {
    /// Over nobody's: the role does not have the right.
    Nothing,
    /// Over the caller's own only.
    Own,
    /// Over what belongs to the libraries she answers for today.
    Libraries,
    /// Over the sessions she leads.
    Led,
    /// Over the sessions she arranges, and those that no organiser in particular does.
    Arranged,
    /// Over everybody's.
    All,
}

/// One right, as a question to ask of a role.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Right {
    /// Book a seat for oneself.
    BookSelf,
    /// Book and cancel for others.
    BookOthers,
    /// See who else is booked.
    ReadBookings,
    /// See what others on a session need.
    ReadNeeds,
    /// Plan, change, publish and cancel sessions.
    PlanSessions,
    /// See and report attendance, and see drafts of sessions.
    ReportAttendance,
    /// Change the catalogue of courses.
    ManageCourses,
    /// Read the register of people.
    ReadPeople,
    /// Change the register of people: names, addresses, employments.
    ManagePeople,
    /// State somebody's profile in Digiteket for her.
    AttestProfiles,
    /// Say what others may act as, and shut people out.
    ManageRoles,
    /// See and end others' sign-ins and tokens.
    EndAccess,
    /// Follow the calendar of a library.
    FollowLibrary,
    /// See and confirm the collaborations of libraries.
    ConfirmCollaborations,
    /// Read indicators at all, and those counted from training.
    ReadIndicators,
    /// Read the indicators that have a part for each library.
    ReadLibraryFigures,
    /// Read the indicators that only the whole county has.
    ReadCountyFigures,
    /// Keep the registers behind the indicators: programmes, definitions, waves, surveys, grants, plans, reports.
    ManageFollowUp,
    /// Change libraries and municipalities.
    ManageLibraries,
    /// See what became of each mail, and decide on those that did not get through.
    ManageMail,
    /// Read the audit log.
    ReadAuditLog,
    /// Decide about people's data, and on disposal.
    ManageRecords,
}

/// One row of the table, in the order of [`Role::ALL`].
type Row = [Reach; Role::ALL.len()];

impl Right {
    #[rustfmt::skip]
    const fn row(self) -> Row {
        use Reach::{All, Arranged, Led, Libraries, Nothing, Own};
        match self {
            //                               Staff    Manager    Trainer  Organiser Coordinator
            Self::BookSelf              => [Own,     Own,       Nothing, Nothing,  Nothing],
            Self::BookOthers            => [Nothing, Libraries, Nothing, Arranged, All],
            Self::ReadBookings          => [Nothing, Libraries, Led,     Arranged, All],
            Self::ReadNeeds             => [Nothing, Nothing,   Nothing, Arranged, Nothing],
            Self::PlanSessions          => [Nothing, Nothing,   Nothing, Arranged, All],
            Self::ReportAttendance      => [Nothing, Nothing,   Led,     Arranged, All],
            Self::ManageCourses         => [Nothing, Nothing,   Nothing, All,      All],
            Self::ReadPeople            => [Nothing, Libraries, Nothing, All,      All],
            Self::ManagePeople          => [Nothing, Libraries, Nothing, Nothing,  All],
            Self::AttestProfiles        => [Nothing, Libraries, Nothing, Nothing,  All],
            Self::ManageRoles           => [Nothing, Nothing,   Nothing, Nothing,  All],
            Self::EndAccess             => [Nothing, Nothing,   Nothing, Nothing,  All],
            Self::FollowLibrary         => [Nothing, Libraries, Nothing, Nothing,  Nothing],
            Self::ConfirmCollaborations => [Nothing, Libraries, Nothing, Nothing,  All],
            Self::ReadIndicators        => [Nothing, Libraries, Nothing, Arranged, All],
            Self::ReadLibraryFigures    => [Nothing, Libraries, Nothing, Nothing,  All],
            Self::ReadCountyFigures     => [Nothing, Nothing,   Nothing, Nothing,  All],
            Self::ManageFollowUp        => [Nothing, Nothing,   Nothing, Nothing,  All],
            Self::ManageLibraries       => [Nothing, Nothing,   Nothing, Nothing,  All],
            Self::ManageMail            => [Nothing, Nothing,   Nothing, Nothing,  All],
            Self::ReadAuditLog          => [Nothing, Nothing,   Nothing, Nothing,  All],
            Self::ManageRecords         => [Nothing, Nothing,   Nothing, Nothing,  All],
        }
    }

    /// What it takes to read an indicator's figures.
    pub const fn to_read(code: IndicatorCode) -> Self {
        match code {
            IndicatorCode::I1 | IndicatorCode::I3 | IndicatorCode::I6 => Self::ReadCountyFigures,
            IndicatorCode::I2 | IndicatorCode::I5 | IndicatorCode::I7 => Self::ReadLibraryFigures,
            IndicatorCode::I4 => Self::ReadIndicators,
        }
    }
}

impl Role {
    /// How far the right reaches in this role.
    pub const fn reach(self, right: Right) -> Reach {
        right.row()[self as usize]
    }

    /// Whether whoever acts in the role sees what is others', and so must show a second factor.
    pub fn sees_others(self) -> bool {
        match self {
            Self::Staff => false,
            Self::Manager | Self::Trainer | Self::Organiser | Self::Coordinator => true,
        }
    }

    /// Whether the role has the right at all; its reach decides on which rows.
    pub fn may(self, right: Right) -> bool {
        self.reach(right) != Reach::Nothing
    }
}
