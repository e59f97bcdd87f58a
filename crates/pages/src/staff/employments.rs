//! Another workplace for somebody, and the end of one.

use askama::Template;
use domain::{
    EmploymentId, LibraryId, PersonId,
    access::Right,
    person::{Employment, StaffCategory},
    protection::SeenPerson,
    wall_time::{self, LocalDate},
};
use http_api::{
    App, look,
    people::{self as api, EmploymentInput},
};
use persistence::people::{self, EmploymentChange};
use poem::{
    handler,
    web::{Data, Path},
};

use crate::{
    Answer, Failure, Page,
    form::{Fields, Form, Sent},
    see_other,
};

const FIELDS: Fields = &[
    ("libraryId", "staff-library"),
    ("from", "employment-first-day"),
    ("to", "employment-last-day"),
    ("category", "employment-category"),
];

#[derive(Template)]
#[template(path = "employment_new.html")]
struct NewPage<'a> {
    page: &'a Page,
    form: Form,
    way: String,
    name: String,
    libraries: Vec<(String, String)>,
    categories: Vec<(String, String)>,
}

#[derive(Template)]
#[template(path = "employment.html")]
struct EmploymentPage<'a> {
    page: &'a Page,
    form: Form,
    way: String,
    action: String,
    name: String,
    library: String,
    days: String,
    version: i32,
    categories: Vec<(String, String)>,
}

/// Somebody whom an address names.
pub(super) async fn person(app: &App, page: &Page, id: &str) -> Result<SeenPerson, Failure> {
    let who = page.with(Right::ManagePeople)?;
    let id: PersonId = id.parse().map_err(|_| Failure::NotFound)?;
    Ok(people::find(&app.db, &who.caller.0, id, app.clock.now()).await?)
}

/// Asks about another workplace.
#[handler]
pub(crate) async fn ask_employment(Data(app): Data<&App>, Data(page): Data<&Page>, Path(id): Path<String>) -> Answer {
    let today = wall_time::local_date(app.clock.now());
    let form = Form::new(page, FIELDS).with("from", today).with("category", StaffCategory::Librarian);
    new_shown(app, page, &id, form).await
}

async fn new_shown(app: &App, page: &Page, id: &str, form: Form) -> Answer {
    let person = person(app, page, id).await?;
    let shown = NewPage {
        page,
        form,
        way: format!("/personal/{}", person.id),
        name: person.name.to_string(),
        libraries: super::own_libraries(app, page).await?,
        categories: super::categories(page),
    };
    Ok(look::page(shown.form.status(), &shown))
}

/// Employs somebody at another library, or anew.
#[handler]
pub(crate) async fn employ(
    Data(app): Data<&App>,
    Data(page): Data<&Page>,
    Path(id): Path<String>,
    sent: Sent,
) -> Answer {
    let who = page.with(Right::ManagePeople)?;
    let person: PersonId = id.parse().map_err(|_| Failure::NotFound)?;
    let mut form = Form::sent(page, FIELDS, sent);
    let library: Option<LibraryId> = form.read("libraryId");
    let from: Option<LocalDate> = form.read("from");
    let to: Option<LocalDate> = form.read_optional("to");
    let category: Option<StaffCategory> = form.read("category");
    let read = library.zip(from).zip(category).filter(|_| !form.is_faulty());
    let Some(((library_id, from), category)) = read else { return new_shown(app, page, &id, form).await };
    let body = EmploymentInput { library_id, from, to, category };
    match api::employ(app, &who.caller, form.sent_key(), person, body).await {
        Ok(_) => Ok(see_other(&format!("/personal/{person}"))),
        Err(problem) => {
            form.refuse(problem)?;
            new_shown(app, page, &id, form).await
        }
    }
}

/// One of the employments of somebody, as an address names them.
async fn employment(app: &App, page: &Page, ids: &(String, String)) -> Result<(SeenPerson, Employment), Failure> {
    let person = person(app, page, &ids.0).await?;
    let scope = &page.with(Right::ManagePeople)?.caller.0;
    let id: EmploymentId = ids.1.parse().map_err(|_| Failure::NotFound)?;
    let all = people::employments_shown(&app.db, scope, person.id, app.clock.now()).await?;
    let found = all.into_iter().find(|one| one.id == id && scope.reaches_library(Right::ManagePeople, one.library_id));
    Ok((person, found.ok_or(Failure::NotFound)?))
}

/// Asks about the end of an employment, or another category.
#[handler]
pub(crate) async fn ask_change(
    Data(app): Data<&App>,
    Data(page): Data<&Page>,
    Path(ids): Path<(String, String)>,
) -> Answer {
    let (_, found) = employment(app, page, &ids).await?;
    let form = Form::new(page, FIELDS).with("category", found.category);
    let form = match found.to {
        Some(to) => form.with("to", to),
        None => form,
    };
    change_shown(app, page, &ids, form).await
}

async fn change_shown(app: &App, page: &Page, ids: &(String, String), form: Form) -> Answer {
    let (person, found) = employment(app, page, ids).await?;
    let (library, days) = super::employment_words(page, &found, &super::all_libraries(app).await?);
    let shown = EmploymentPage {
        page,
        form,
        way: format!("/personal/{}", person.id),
        action: format!("/personal/{}/anstallning/{}", person.id, found.id),
        name: person.name.to_string(),
        library,
        days,
        version: found.version,
        categories: super::categories(page),
    };
    Ok(look::page(shown.form.status(), &shown))
}

/// Ends an employment, or changes its category.
#[handler]
pub(crate) async fn change_employment(
    Data(app): Data<&App>,
    Data(page): Data<&Page>,
    Path(ids): Path<(String, String)>,
    sent: Sent,
) -> Answer {
    let who = page.with(Right::ManagePeople)?;
    let (person, found) = employment(app, page, &ids).await?;
    let mut form = Form::sent(page, FIELDS, sent);
    let to: Option<LocalDate> = form.read_optional("to");
    let category: Option<StaffCategory> = form.read("category");
    if form.is_faulty() {
        return change_shown(app, page, &ids, form).await;
    }
    let change = EmploymentChange { to: Some(to.map(|day| day.0)), category };
    let seen = form.text("version").parse().ok();
    match api::change_employment(app, &who.caller, found.id, seen, change).await {
        Ok(_) => Ok(see_other(&format!("/personal/{}", person.id))),
        Err(problem) => {
            form.refuse(problem)?;
            change_shown(app, page, &ids, form).await
        }
    }
}
