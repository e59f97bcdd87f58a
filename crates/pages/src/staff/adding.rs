//! Adding somebody to the register, together with where she works.

use askama::Template;
use domain::{
    LibraryId, PersonId,
    access::Right,
    person::StaffCategory,
    values::{EmailAddress, Line},
    wall_time::{self, LocalDate},
};
use http_api::{
    App, look,
    people::{self as api, EmploymentInput, PersonInput},
};
use poem::{handler, web::Data};

use crate::{
    Answer, Page,
    form::{Fields, Form, Sent},
    see_other,
};

const FIELDS: Fields = &[
    ("name", "person-name"),
    ("email", "person-email"),
    ("libraryId", "staff-library"),
    ("from", "employment-first-day"),
    ("category", "employment-category"),
];

#[derive(Template)]
#[template(path = "person_new.html")]
struct NewPage<'a> {
    page: &'a Page,
    form: Form,
    libraries: Vec<(String, String)>,
    categories: Vec<(String, String)>,
}

/// Asks who is new.
#[handler]
pub(crate) async fn ask_person(Data(app): Data<&App>, Data(page): Data<&Page>) -> Answer {
    let today = wall_time::local_date(app.clock.now());
    let form = Form::new(page, FIELDS).with("from", today).with("category", StaffCategory::Librarian);
    shown(app, page, form).await
}

async fn shown(app: &App, page: &Page, mut form: Form) -> Answer {
    let libraries = super::own_libraries(app, page).await?;
    if let (true, [(only, _)]) = (form.text("libraryId").is_empty(), libraries.as_slice()) {
        form = form.with("libraryId", only);
    }
    Ok(look::page(form.status(), &NewPage { page, form, libraries, categories: super::categories(page) }))
}

/// Adds her and where she works. Whoever was added before something else was wrong is not added once more.
#[handler]
pub(crate) async fn add(Data(app): Data<&App>, Data(page): Data<&Page>, sent: Sent) -> Answer {
    let who = page.with(Right::ManagePeople)?;
    let mut form = Form::sent(page, FIELDS, sent);
    let name: Option<Line<120>> = form.read("name");
    let email: Option<EmailAddress> = form.read("email");
    let library: Option<LibraryId> = form.read("libraryId");
    let from: Option<LocalDate> = form.read("from");
    let category: Option<StaffCategory> = form.read("category");
    let person = name.zip(email).map(|(name, email)| PersonInput { name, email, language: None });
    let work = library.zip(from).zip(category);
    let (Some(person), Some(((library_id, from), category))) = (person, work) else {
        return shown(app, page, form).await;
    };
    let key = |what: &str| form.sent_key().map(|key| format!("{key}-{what}"));
    let (person_key, work_key) = (key("person"), key("work"));
    let known: Option<PersonId> = form.text("personId").parse().ok();
    let id = match known {
        Some(id) => id,
        None => match api::add(app, &who.caller, person_key, person).await {
            Ok(person) => person.id,
            Err(problem) => {
                form.refuse(problem)?;
                return shown(app, page, form).await;
            }
        },
    };
    let work = EmploymentInput { library_id, from, to: None, category };
    match api::employ(app, &who.caller, work_key, id, work).await {
        Ok(_) => Ok(see_other(&format!("/personal/{id}"))),
        Err(problem) => {
            form.refuse(problem)?;
            shown(app, page, form.with("personId", id)).await
        }
    }
}
