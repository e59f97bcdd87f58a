//! People and their dated employments.

use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};

use crate::{
    EmploymentId, LibraryId, PersonId, Refusal,
    notice::Language,
    protection::Shield,
    values::{EmailAddress, Line, MunicipalityCode},
};

crate::words! {
    /// What kind of place a library is.
    pub enum LibraryKind {
        /// A municipality's main library.
        Main = "main",
        /// A branch.
        Branch = "branch",
        /// A book bus or other mobile library.
        Mobile = "mobile",
        /// A service point.
        ServicePoint = "servicePoint",
    }
}

crate::words! {
    /// What a library is by law; only the staff of public libraries are counted.
    pub enum LibraryType {
        /// Folkbibliotek.
        Public = "public",
        /// School library.
        School = "school",
        /// University library.
        University = "university",
        /// Hospital library.
        Hospital = "hospital",
    }
}

crate::words! {
    /// Category of staff, as the national library statistics divide them.
    pub enum StaffCategory {
        /// Bibliotekarie.
        Librarian = "librarian",
        /// Assistent.
        Assistant = "assistant",
        /// Verksamhetsansvarig.
        Manager = "manager",
        /// Annan.
        Other = "other",
    }
}

/// A person in the register.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Person {
    /// Identifier.
    pub id: PersonId,
    /// Name as the person writes it.
    pub name: Line<120>,
    /// Where mail goes; unique.
    pub email: EmailAddress,
    /// The language that mail is written in.
    #[serde(default = "Language::usual")]
    pub language: Language,
    /// Whether reminders are wanted; all other mail is part of the booking.
    #[serde(default = "wanted")]
    pub reminders: bool,
    /// Mail to the address has come back; none as far as is known, and again once it is changed.
    #[serde(default)]
    pub email_failure: Option<EmailFailure>,
    /// What stands between her and those who look.
    #[serde(default)]
    pub shield: Shield,
    /// Grows with every change.
    pub version: i32,
}

/// Mail to an address came back for good.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct EmailFailure {
    /// When it first did.
    pub at: DateTime<Utc>,
    /// What the other mail server said last.
    pub reason: String,
}

fn wanted() -> bool {
    true
}

/// An employment at a library, from one local date to another, both included.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Employment {
    /// Identifier.
    pub id: EmploymentId,
    /// Whose it is.
    pub person_id: PersonId,
    /// Where.
    pub library_id: LibraryId,
    /// The library's municipality.
    pub municipality_code: MunicipalityCode,
    /// The library's type.
    pub library_type: LibraryType,
    /// First day.
    pub from: NaiveDate,
    /// Last day; open when absent.
    pub to: Option<NaiveDate>,
    /// Category of staff.
    pub category: StaffCategory,
    /// Grows with every change.
    pub version: i32,
}

/// A library or service point.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Library {
    /// Identifier.
    pub id: LibraryId,
    /// Name.
    pub name: Line<200>,
    /// Its municipality.
    pub municipality_code: MunicipalityCode,
    /// What kind of place it is.
    pub kind: LibraryKind,
    /// What it is by law.
    pub library_type: LibraryType,
    /// The national library's own code for it.
    pub sigel: Option<Line<20>>,
    /// Grows with every change.
    pub version: i32,
}

/// A municipality of the county.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Municipality {
    /// Its code.
    pub code: MunicipalityCode,
    /// Name.
    pub name: Line<120>,
    /// Grows with every change.
    pub version: i32,
}

impl Employment {
    /// Whether it is in force on a local date.
    pub fn valid_on(&self, date: NaiveDate) -> bool {
        self.from <= date && self.to.is_none_or(|to| date <= to)
    }
}

/// How the employment for a booking or an attendance row was, or was not, found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Chosen<'a> {
    /// This one.
    One(&'a Employment),
    /// Several are valid on the day and none was named.
    Several,
}

/// Chooses the employment that something on `date` belongs to: the named one, or the only one.
pub fn choose_employment<'a>(
    employments: &'a [Employment],
    named: Option<EmploymentId>,
    date: NaiveDate,
) -> Result<Chosen<'a>, Refusal> {
    if let Some(id) = named {
        let employment = employments.iter().find(|employment| employment.id == id);
        return employment.filter(|e| e.valid_on(date)).map(Chosen::One).ok_or(Refusal::EmploymentNotValid);
    }
    let mut valid = employments.iter().filter(|employment| employment.valid_on(date));
    match (valid.next(), valid.next()) {
        (None, _) => Err(Refusal::NoEmployment),
        (Some(only), None) => Ok(Chosen::One(only)),
        (Some(_), Some(_)) => Ok(Chosen::Several),
    }
}
