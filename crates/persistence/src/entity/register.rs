//! Libraries, people and what they may do.

use chrono::NaiveDate;
use domain::{
    CalendarFeedId, EmploymentId, LibraryId, PersonId,
    access::Role,
    notice::Language,
    person::{LibraryKind, LibraryType, StaffCategory},
    values::{EmailAddress, MunicipalityCode},
};

use super::{Instant, table};

table!(installation, "installation", {
    #[sea_orm(primary_key, auto_increment = false)]
    id: i32,
    kind: String,
    probed_at: Instant,
    secret: Option<Vec<u8>>,
    first_hash: Option<Vec<u8>>,
    first_until: Option<Instant>,
});

table!(municipality, "municipality", {
    #[sea_orm(primary_key, auto_increment = false)]
    code: MunicipalityCode,
    name: String,
    version: i32,
});

table!(library, "library", {
    #[sea_orm(primary_key, auto_increment = false)]
    id: LibraryId,
    name: String,
    municipality_code: MunicipalityCode,
    kind: LibraryKind,
    library_type: LibraryType,
    sigel: Option<String>,
    version: i32,
});

table!(person, "person", {
    #[sea_orm(primary_key, auto_increment = false)]
    id: PersonId,
    name: String,
    email: EmailAddress,
    language: Language,
    reminders: bool,
    email_failed_at: Option<Instant>,
    email_failure: Option<String>,
    auth_version: i32,
    disabled_at: Option<Instant>,
    protected_identity: bool,
    restricted_at: Option<Instant>,
    pseudonymised_at: Option<Instant>,
    version: i32,
});

table!(person_role, "person_role", {
    #[sea_orm(primary_key, auto_increment = false)]
    person_id: PersonId,
    #[sea_orm(primary_key, auto_increment = false)]
    role: Role,
});

table!(employment, "employment", {
    #[sea_orm(primary_key, auto_increment = false)]
    id: EmploymentId,
    person_id: PersonId,
    library_id: LibraryId,
    from_date: NaiveDate,
    to_date: Option<NaiveDate>,
    category: StaffCategory,
    version: i32,
});

table!(calendar_feed, "calendar_feed", {
    #[sea_orm(primary_key, auto_increment = false)]
    id: CalendarFeedId,
    person_id: PersonId,
    library_id: Option<LibraryId>,
    created_at: Instant,
    revoked_at: Option<Instant>,
    read_on: Option<NaiveDate>,
    content_hash: Option<Vec<u8>>,
    changed_at: Option<Instant>,
});
