//! People and employments as JSON.

use domain::{
    EmploymentId, LibraryId, PersonId,
    access::Role,
    notice::Language,
    person::{Employment, StaffCategory},
    protection::SeenPerson,
    values::{EmailAddress, Line, MunicipalityCode},
    wall_time::{Instant, LocalDate},
};
use poem_openapi::{Object, types::MaybeUndefined};
use serde::Deserialize;

/// En person i registret. / A person in the register.
#[derive(Debug, Clone, Object)]
#[oai(rename_all = "camelCase")]
pub struct PersonJson {
    /// Id.
    pub id: PersonId,
    /// Namn; ”Skyddade personuppgifter” där det är dolt för dig. / Name; “Skyddade personuppgifter” where it is hidden
    /// from you.
    pub name: Line<120>,
    /// E-postadress; null där den är dold för dig. / E-mail address; null where it is hidden from you.
    pub email: Option<EmailAddress>,
    /// Om personen har skyddade personuppgifter. / Whether the person has a protected identity.
    pub protected_identity: bool,
    /// Om uppgifterna är begränsade: de sparas, och inget annat görs med dem. / Whether the data are restricted: kept, and
    /// nothing else done with them.
    pub restricted: bool,
    /// Språket i mejl. / The language of mail.
    pub language: Language,
    /// Om personen vill ha påminnelser. / Whether the person wants reminders.
    pub reminders: bool,
    /// När mejl till adressen först kom tillbaka; null igen när den ändras. / When mail first came back; null again
    /// once the address is changed.
    pub email_failed_at: Option<Instant>,
    /// Varför, med den andra mejlserverns ord. / Why, in the other mail server's words.
    pub email_failure: Option<String>,
}

/// En ny person. / A new person.
#[derive(Debug, Clone, Object, Deserialize)]
#[oai(rename_all = "camelCase", deny_unknown_fields)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct PersonInput {
    /// Namn. / Name.
    pub name: Line<120>,
    /// E-postadress, bara en person per adress. / E-mail address, one person an address.
    pub email: EmailAddress,
    /// Språket i mejl; svenska om inget sägs. / The language of mail; Swedish unless said otherwise.
    pub language: Option<Language>,
}

/// Ändring av en person; det som inte nämns står kvar. / A change of a person; what is not named stays.
#[derive(Debug, Clone, Object, Deserialize)]
#[oai(rename_all = "camelCase", deny_unknown_fields)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct PersonPatch {
    /// Namn. / Name.
    pub name: Option<Line<120>>,
    /// E-postadress. / E-mail address.
    pub email: Option<EmailAddress>,
    /// Om personen har skyddade personuppgifter: namn, adress och arbetsplats visas då bara för personen själv, chefen och
    /// samordnaren. / Whether the person has a protected identity: name, address and workplace are then shown to the
    /// person, her manager and coordinators only.
    pub protected_identity: Option<bool>,
    /// Språket i mejl. / The language of mail.
    pub language: Option<Language>,
    /// Om personen vill ha påminnelser. / Whether the person wants reminders.
    pub reminders: Option<bool>,
}

/// Egna val; det som inte nämns står kvar. / Own choices; what is not named stays.
#[derive(Debug, Clone, Object, Deserialize)]
#[oai(rename_all = "camelCase", deny_unknown_fields)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct MePatch {
    /// Språket i dina mejl. / The language of your mail.
    pub language: Option<Language>,
    /// Om du vill ha påminnelser. / Whether you want reminders.
    pub reminders: Option<bool>,
}

/// En anställning. / An employment.
#[derive(Debug, Clone, Object)]
#[oai(rename_all = "camelCase")]
pub struct EmploymentJson {
    /// Id.
    pub id: EmploymentId,
    /// Personens id. / The person's id.
    pub person_id: PersonId,
    /// Bibliotekets id. / The library's id.
    pub library_id: LibraryId,
    /// Bibliotekets kommunkod. / The library's municipality code.
    pub municipality_code: MunicipalityCode,
    /// Första dag. / First day.
    pub from: LocalDate,
    /// Sista dag. / Last day.
    pub to: Option<LocalDate>,
    /// Personalkategori. / Category of staff.
    pub category: StaffCategory,
}

/// En ny anställning. / A new employment.
#[derive(Debug, Clone, Object, Deserialize)]
#[oai(rename_all = "camelCase", deny_unknown_fields)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct EmploymentInput {
    /// Bibliotekets id. / The library's id.
    pub library_id: LibraryId,
    /// Första dag. / First day.
    pub from: LocalDate,
    /// Sista dag, om den är känd. / Last day, if known.
    pub to: Option<LocalDate>,
    /// Personalkategori. / Category of staff.
    pub category: StaffCategory,
}

/// Ändring av en anställning. / A change of an employment.
#[derive(Debug, Clone, Object, Deserialize)]
#[oai(rename_all = "camelCase", deny_unknown_fields)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct EmploymentPatch {
    /// Sista dag; null gör anställningen tills vidare. / Last day; null makes it open-ended.
    #[serde(default)]
    pub to: MaybeUndefined<LocalDate>,
    /// Personalkategori. / Category of staff.
    pub category: Option<StaffCategory>,
}

/// Den som anropar. / The caller.
#[derive(Debug, Clone, Object)]
#[oai(rename_all = "camelCase")]
pub struct Me {
    /// Personens id. / The person's id.
    pub id: PersonId,
    /// Namn. / Name.
    pub name: Line<120>,
    /// E-postadress. / E-mail address.
    pub email: EmailAddress,
    /// Språket i dina mejl. / The language of your mail.
    pub language: Language,
    /// Om du vill ha påminnelser. / Whether you want reminders.
    pub reminders: bool,
    /// Roller. / Roles.
    pub roles: Vec<Role>,
    /// Anställningar, äldst först. / Employments, oldest first.
    pub employments: Vec<EmploymentJson>,
}

impl From<SeenPerson> for PersonJson {
    fn from(person: SeenPerson) -> Self {
        Self {
            id: person.id,
            name: person.name,
            email: person.email,
            protected_identity: person.shield.protected,
            restricted: person.shield.restricted,
            language: person.language,
            reminders: person.reminders,
            email_failed_at: person.email_failure.as_ref().map(|failure| failure.at.into()),
            email_failure: person.email_failure.map(|failure| failure.reason),
        }
    }
}

impl From<Employment> for EmploymentJson {
    fn from(employment: Employment) -> Self {
        Self {
            id: employment.id,
            person_id: employment.person_id,
            library_id: employment.library_id,
            municipality_code: employment.municipality_code,
            from: LocalDate(employment.from),
            to: employment.to.map(LocalDate),
            category: employment.category,
        }
    }
}
