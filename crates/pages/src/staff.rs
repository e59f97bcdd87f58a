//! The staff of the libraries that somebody answers for: who they are, and who is away when.

use std::collections::BTreeMap;

use askama::Template;
use domain::{
    LibraryId, PersonId,
    access::{Reach, Right},
    digiteket::{ProfileAnswer, ProfileStatement},
    person::{Employment, Library, StaffCategory},
    protection::SeenPerson,
    values::EmailAddress,
    wall_time,
};
use http_api::{App, look};
use persistence::{
    digiteket, libraries,
    page::PageRequest,
    people::{self, PersonFilter},
};
use poem::{
    handler,
    web::{Data, Query},
};

use crate::{
    Answer, Failure, Page,
    follow_up::period_from,
    form::{Fields, Form},
    page::encoded,
    pager::Pager,
};

mod adding;
mod away;
mod employments;
mod enrolling;
mod one;

pub(crate) use adding::{add, ask_person};
pub(crate) use away::{cancel, show as show_away};
pub(crate) use employments::{ask_change, ask_employment, change_employment, employ};
pub(crate) use enrolling::{ask as ask_enrolment, enrol};
pub(crate) use one::{attest, show as show_one};

const FIELDS: Fields = &[("email", "person-email"), ("libraryId", "staff-library")];
/// People a page.
const LIMIT: u64 = 20;
/// More libraries than a county has.
const LIBRARIES: PageRequest = PageRequest { limit: 1000, page: 1 };

#[derive(Template)]
#[template(path = "staff.html")]
struct StaffPage<'a> {
    page: &'a Page,
    form: Form,
    /// Libraries to choose among, for whoever sees more than her own.
    libraries: Vec<(String, String)>,
    people: Vec<Row>,
    pager: Pager,
}

/// Somebody in the list.
struct Row {
    way: String,
    name: String,
    email: Option<String>,
    /// Where she works today.
    works: Vec<String>,
    /// Key of what is known of her profile in Digiteket; none where that is hidden.
    profile: Option<&'static str>,
    email_failed: bool,
}

/// Lists the staff that whoever looks answers for.
#[handler]
pub(crate) async fn show(
    Data(app): Data<&App>,
    Data(page): Data<&Page>,
    Query(asked): Query<Vec<(String, String)>>,
) -> Answer {
    let who = page.with(Right::ManagePeople)?;
    let scope = &who.caller.0;
    let mut form = Form::sent(page, FIELDS, poem::web::Form(asked.clone()));
    let email: Option<EmailAddress> = form.read_optional("email");
    let library_id = Some(form.text("libraryId")).filter(|typed| !typed.is_empty());
    let library_id: Option<LibraryId> = library_id.map(str::parse).transpose().map_err(|_| Failure::NotFound)?;
    let filter = PersonFilter { email, library_id };
    let number = Pager::number(&asked);
    let now = app.clock.now();
    let found = people::list(&app.db, scope, &filter, PageRequest { limit: LIMIT, page: number }, now).await?;
    let way = format!("/personal?email={}&libraryId={}&", encoded(form.text("email")), encoded(form.text("libraryId")));
    let pager = Pager::of(found.total, LIMIT, number, way)?;
    let all = all_libraries(app).await?;
    let ids: Vec<PersonId> = found.items.iter().map(|person| person.id).collect();
    let employments = people::employments_of_seen(&app.db, &found.items).await?;
    let profiles = digiteket::profiles(&app.db, scope, &ids, now).await?;
    let today = wall_time::local_date(now);
    let row = |person: SeenPerson| {
        let works = employments.get(&person.id).into_iter().flatten().filter(|one| one.valid_on(today));
        let works = works.filter_map(|one| Some(all.get(&one.library_id)?.name.to_string())).collect();
        let profile = profiles.get(&person.id).map(|known| profile_key(known.profile.answer));
        Row::of(person, works, profile)
    };
    let rows = found.items.into_iter().map(row).collect();
    let libraries = match scope.reach(Right::ManagePeople) {
        Reach::All => options(all.values()),
        _ => Vec::new(),
    };
    Ok(look::page(form.status(), &StaffPage { page, form, libraries, people: rows, pager }))
}

/// All libraries by their ids.
pub(crate) async fn all_libraries(app: &App) -> Result<BTreeMap<LibraryId, Library>, Failure> {
    let all = libraries::list(&app.db, None, LIBRARIES).await?.items;
    Ok(all.into_iter().map(|library| (library.id, library)).collect())
}

/// Libraries to choose among, in order of name.
pub(crate) fn options<'a>(libraries: impl Iterator<Item = &'a Library>) -> Vec<(String, String)> {
    let mut options: Vec<(String, String)> =
        libraries.map(|library| (library.id.to_string(), library.name.to_string())).collect();
    options.sort_by(|one, other| one.1.cmp(&other.1));
    options
}

/// The libraries whose staff whoever looks may change.
async fn own_libraries(app: &App, page: &Page) -> Result<Vec<(String, String)>, Failure> {
    let who = page.with(Right::ManagePeople)?;
    let all = all_libraries(app).await?;
    Ok(options(all.values().filter(|library| who.caller.0.reaches_library(Right::ManagePeople, library.id))))
}

/// Categories of staff to choose among.
fn categories(page: &Page) -> Vec<(String, String)> {
    StaffCategory::ALL.iter().map(|one| (one.to_string(), page.say(category_key(*one)))).collect()
}

fn category_key(category: StaffCategory) -> &'static str {
    match category {
        StaffCategory::Librarian => "category-librarian",
        StaffCategory::Assistant => "category-assistant",
        StaffCategory::Manager => "category-manager",
        StaffCategory::Other => "category-other",
    }
}

/// Key of what is known of somebody's profile.
fn profile_key(answer: ProfileAnswer) -> &'static str {
    match answer {
        ProfileAnswer::Yes => "profile-yes",
        ProfileAnswer::No => "profile-no",
        ProfileAnswer::Unknown => "profile-unknown",
    }
}

/// An employment as it is shown: where, and from when to when.
fn employment_words(
    page: &Page,
    employment: &Employment,
    libraries: &BTreeMap<LibraryId, Library>,
) -> (String, String) {
    let library = libraries.get(&employment.library_id).map(|library| library.name.to_string()).unwrap_or_default();
    let days = period_from(page, employment.from, employment.to);
    (library, days)
}

/// What is known of somebody's profile, if whoever looks may attest it.
async fn known_profile(app: &App, page: &Page, id: PersonId) -> Result<Option<ProfileStatement>, Failure> {
    let who = page.with(Right::AttestProfiles)?;
    match digiteket::profile(&app.db, &who.caller.0, id, app.clock.now()).await {
        Ok(known) => Ok(Some(known)),
        Err(persistence::Error::NotFound) => Ok(None),
        Err(error) => Err(error.into()),
    }
}

impl Row {
    fn of(person: SeenPerson, works: Vec<String>, profile: Option<&'static str>) -> Self {
        Self {
            way: format!("/personal/{}", person.id),
            name: person.name.to_string(),
            email: person.email.map(|email| email.to_string()),
            works,
            profile,
            email_failed: person.email_failure.is_some(),
        }
    }
}
