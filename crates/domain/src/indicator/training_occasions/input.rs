//! What I4 is counted from: plain rows, as they are in the register.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, NaiveDate, Utc};

use crate::{
    CourseId, LibraryId, MeetingId, PersonId, ProgrammeId, SessionId,
    indicator::period::Period,
    person::StaffCategory,
    session::{Affiliation, Format},
    values::MunicipalityCode,
};

crate::words! {
    /// What became of a meeting in the period.
    pub enum MeetingStanding {
        /// Attendance says it took place.
        Held = "held",
        /// It did not take place.
        Cancelled = "cancelled",
        /// It is over and nobody has reported (`I4-4`).
        Pending = "pending",
        /// It is still to come.
        Planned = "planned",
        /// Its session was never published.
        Draft = "draft",
    }
}

/// Everything that the count looks at, as far as the caller's figures reach.
///
/// People are numbers here: the same number is the same person throughout one `Evidence`, and says nothing in another.
#[derive(Debug, Clone)]
pub struct Evidence {
    /// The period that was asked for; every meeting lies in it.
    pub period: Period,
    /// The meetings of the period, in any order, each once.
    pub meetings: Vec<MeetingEvidence>,
    /// At least the sessions of those meetings, in any order, each once.
    pub sessions: Vec<SessionEvidence>,
    /// At least the courses of those sessions.
    pub courses: Vec<CourseEvidence>,
    /// Employments, past and present, by number: at least those that participants name, and all that are at one of
    /// the libraries.
    pub employments: BTreeMap<u32, EmploymentEvidence>,
    /// The libraries that the caller's figures could reach, public or not.
    pub libraries: Vec<LibraryEvidence>,
    /// The municipalities that could be reached.
    pub municipalities: Vec<MunicipalityEvidence>,
    /// The programmes there are.
    pub programmes: Vec<ProgrammeEvidence>,
}

/// One meeting of the period.
#[derive(Debug, Clone)]
pub struct MeetingEvidence {
    /// Its session.
    pub session_id: SessionId,
    /// The meeting.
    pub meeting_id: MeetingId,
    /// Local date of its start (`I4-7`): after a move, the date it was moved to (`I4-2`).
    pub date: NaiveDate,
    /// Its start, for finding what was entered twice (`I4-10`).
    pub starts_at: DateTime<Utc>,
    /// Its place, for the same; none when it is only remote.
    pub place: Option<String>,
    /// What became of it. Only `Held` can count.
    pub standing: MeetingStanding,
    /// Minutes without breaks.
    pub net_minutes: i64,
    /// Study hours (`I4-11`).
    pub study_hours: u32,
    /// Somebody was present, of the register or not, as far as the caller's figures reach. Said apart from
    /// `participants`, so that a summary needs no list of them.
    pub attended: bool,
    /// People of the register who were present, each at most once; the absent are not in it.
    pub participants: Vec<Participant>,
    /// People outside the register, by number.
    pub external_participants: u32,
    /// People with a seat who did not come.
    pub no_shows: u32,
}

/// Somebody of the register who was present.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Participant {
    /// Who, as a number.
    pub person: u32,
    /// For which employment: its number in [`Evidence::employments`]. None for somebody without one, who is external,
    /// as is somebody whose library is not a public one (`I4-8`).
    pub employment: Option<u32>,
}

/// A session that meetings of the period belong to.
#[derive(Debug, Clone)]
pub struct SessionEvidence {
    /// Identifier.
    pub id: SessionId,
    /// The course it is a run of.
    pub course_id: CourseId,
    /// Its title.
    pub title: String,
    /// How participants take part.
    pub format: Format,
    /// Who arranges it; none when it is all organisers'.
    pub organiser_id: Option<PersonId>,
    /// Its flags, as they are now.
    pub affiliation: Affiliation,
    /// Its seats; none where the caller's figures do not reach the session as a whole.
    pub seats: Option<Seats>,
}

/// The seats of a session.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Seats {
    /// As many as there are.
    pub offered: u32,
    /// Those taken.
    pub taken: u32,
    /// Those given back late: after the last day for it, and before the session began.
    pub given_back_late: u32,
}

/// A course in the catalogue.
#[derive(Debug, Clone)]
pub struct CourseEvidence {
    /// Identifier.
    pub id: CourseId,
    /// Its title.
    pub title: String,
    /// The areas of DigComp that it trains, 1 to 5.
    pub areas: BTreeSet<u8>,
}

/// An employment, which says for whom somebody took part.
#[derive(Debug, Clone)]
pub struct EmploymentEvidence {
    /// Whose, as a number.
    pub person: u32,
    /// Where.
    pub library_id: LibraryId,
    /// As what.
    pub category: StaffCategory,
    /// First day.
    pub from: NaiveDate,
    /// Last day; open when absent.
    pub to: Option<NaiveDate>,
}

/// A library of the register.
#[derive(Debug, Clone)]
pub struct LibraryEvidence {
    /// Identifier.
    pub id: LibraryId,
    /// Its name.
    pub name: String,
    /// Its municipality.
    pub municipality_code: MunicipalityCode,
    /// A public library: only their staff are library staff (`domain.md` 2.0).
    pub public: bool,
}

/// A municipality of the register.
#[derive(Debug, Clone)]
pub struct MunicipalityEvidence {
    /// Its code.
    pub code: MunicipalityCode,
    /// Its name.
    pub name: String,
}

/// A programme, for the breakdown by programme.
#[derive(Debug, Clone)]
pub struct ProgrammeEvidence {
    /// Identifier.
    pub id: ProgrammeId,
    /// Its name.
    pub name: String,
    /// Its first and last day.
    pub period: Period,
}
