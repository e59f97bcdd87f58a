//! Evidence: every row looked at, whether it was counted, and why not.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::{MeetingId, session::Affiliation};

crate::words! {
    /// What a row of evidence is about.
    pub enum EvidenceKind {
        /// A training occasion, or a meeting that did not become one (I4).
        Occasion = "occasion",
        /// A wave of the self-assessment (I1); never a single answer.
        Wave = "wave",
        /// A member of staff, without name (I2).
        Person = "person",
        /// The numbers of a municipality (I2).
        Municipality = "municipality",
        /// A survey of managers (I3); never a single answer.
        Survey = "survey",
        /// A project grant (I5).
        Grant = "grant",
        /// An action plan (I6).
        ActionPlan = "actionPlan",
        /// A library's collaboration (I7).
        Collaboration = "collaboration",
    }
}

crate::words! {
    /// Why a row of the evidence is not counted.
    pub enum LeftOut {
        /// Held, but nobody came (`I4-3`).
        ZeroAttendance = "zeroAttendance",
        /// Does not relate to the goal (`I4-5`).
        NotRelatedToGoal = "notRelatedToGoal",
        /// Not for library staff, where the definition counts nothing else.
        NotForStaff = "notForStaff",
        /// Neither by, for nor with library staff (`I4-6`).
        NoAffiliation = "noAffiliation",
        /// Attendance is not reported (`I4-4`).
        Pending = "pending",
        /// Cancelled (`I4-2`).
        Cancelled = "cancelled",
        /// Still to come (`I4-2`).
        Planned = "planned",
        /// Never published (`I4-2`).
        Draft = "draft",
        /// Outside the period, or not begun on the day.
        OutsidePeriod = "outsidePeriod",
        /// Not employed at a public library on the day.
        NotEmployed = "notEmployed",
        /// Has no profile.
        NoProfile = "noProfile",
        /// The profile was made after the day, or had ended by it.
        ProfileNotOnDay = "profileNotOnDay",
        /// Nobody knows whether there is a profile.
        ProfileUnknown = "profileUnknown",
        /// Has not reported.
        NotReported = "notReported",
        /// The decision was to refuse it, or it was withdrawn.
        NotGranted = "notGranted",
        /// Granted, and taken back.
        Revoked = "revoked",
        /// The criterion is not part of it.
        WithoutCriterion = "withoutCriterion",
        /// Not drawn up in the period.
        NotDrawnUp = "notDrawnUp",
        /// Nothing refers to a document.
        ReferenceMissing = "referenceMissing",
        /// The library is counted already, for another collaboration.
        AlreadyCounted = "alreadyCounted",
        /// Not a public library.
        NotPublicLibrary = "notPublicLibrary",
        /// Not the wave or survey that is looked at.
        NotChosen = "notChosen",
        /// Still open: nothing of it is shown.
        StillOpen = "stillOpen",
        /// Fewer answers than may be shown.
        TooFew = "tooFew",
    }
}

/// What a row of I4 says beyond the rest.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct OccasionEvidence {
    /// The meetings it consists of.
    pub meeting_ids: Vec<MeetingId>,
    /// Library staff present.
    pub participants: u32,
    /// Others present.
    pub external_participants: u32,
    /// Flags of the session.
    pub affiliation: Affiliation,
    /// The same course starts at the same hour and place in another session: perhaps entered twice (`I4-10`).
    #[serde(default)]
    pub possible_duplicate: bool,
}

/// One row.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct EvidenceRow {
    /// What it is about.
    pub kind: EvidenceKind,
    /// Which: the session, the grant, the library … None for a municipality.
    pub id: Option<Uuid>,
    /// What people call it. Never somebody's name.
    pub title: String,
    /// Its local date, if it has one.
    pub date: Option<NaiveDate>,
    /// Why it is not counted; none when it is.
    pub left_out: Option<LeftOut>,
    /// Of a training occasion.
    pub occasion: Option<OccasionEvidence>,
}
