//! Collaborations on 1177: seeing them, and saying whether they go on.

use askama::Template;
use domain::{
    CollaborationId, LibraryId,
    access::Right,
    collaboration::{Collaboration, CollaborationActivity, unconfirmed},
    values::Line,
    wall_time::{self, LocalDate},
};
use http_api::{
    App,
    collaborations::{self as api, CollaborationInput, ConfirmationInput},
    look,
};
use persistence::{collaborations, page::PageRequest};
use poem::{
    handler,
    web::{Data, Path, Query},
};

use crate::{
    Answer, Failure, Page,
    follow_up::period_from,
    form::{Fields, Form, Sent},
    pager::Pager,
    see_other,
    staff::{all_libraries, options},
};

const NEW: Fields = &[
    ("libraryId", "staff-library"),
    ("from", "employment-first-day"),
    ("to", "collaboration-to"),
    ("contact", "collaboration-contact"),
    ("activities", "collaboration-activities"),
];
const CONFIRM: Fields = &[("active", "collaboration-active"), ("to", "collaboration-to")];
/// Collaborations a page.
const LIMIT: u64 = 20;

#[derive(Template)]
#[template(path = "collaborations.html")]
struct CollaborationsPage<'a> {
    page: &'a Page,
    rows: Vec<Row>,
    pager: Pager,
    may_add: bool,
}

/// A collaboration, as it is shown.
struct Row {
    way: String,
    library: String,
    days: String,
    activities: Vec<String>,
    contact: Option<String>,
    confirmed: Option<String>,
    /// Whether nobody has said for a year that it goes on.
    asks: bool,
    is_open: bool,
}

#[derive(Template)]
#[template(path = "collaboration.html")]
struct ConfirmPage<'a> {
    page: &'a Page,
    form: Form,
    row: Row,
    answers: Vec<(String, String)>,
}

#[derive(Template)]
#[template(path = "collaboration_new.html")]
struct NewPage<'a> {
    page: &'a Page,
    form: Form,
    libraries: Vec<(String, String)>,
    activities: Vec<(String, String)>,
}

/// Lists the collaborations of the libraries that whoever looks answers for.
#[handler]
pub(crate) async fn show(
    Data(app): Data<&App>,
    Data(page): Data<&Page>,
    Query(asked): Query<Vec<(String, String)>>,
) -> Answer {
    let who = page.with(Right::ConfirmCollaborations)?;
    let number = Pager::number(&asked);
    let part = PageRequest { limit: LIMIT, page: number };
    let found = collaborations::list(&app.db, &who.caller.0, None, part).await?;
    let pager = Pager::of(found.total, LIMIT, number, "/samverkan?")?;
    let libraries = all_libraries(app).await?;
    let named = |id: LibraryId| libraries.get(&id).map(|library| library.name.to_string()).unwrap_or_default();
    let rows = found.items.into_iter().map(|one| Row::of(app, page, named(one.library_id), one)).collect();
    let may_add = page.with(Right::ManageFollowUp).is_ok();
    Ok(look::page(poem::http::StatusCode::OK, &CollaborationsPage { page, rows, pager, may_add }))
}

/// A collaboration that an address names, if whoever looks may confirm it.
async fn find(app: &App, page: &Page, id: CollaborationId) -> Result<Collaboration, Failure> {
    let who = page.with(Right::ConfirmCollaborations)?;
    Ok(collaborations::find(&app.db, &who.caller.0, id).await?)
}

/// Asks whether a collaboration goes on.
#[handler]
pub(crate) async fn ask(Data(app): Data<&App>, Data(page): Data<&Page>, Path(id): Path<String>) -> Answer {
    asked(app, page, &id, Form::new(page, CONFIRM)).await
}

async fn asked(app: &App, page: &Page, id: &str, form: Form) -> Answer {
    let one = find(app, page, id.parse().map_err(|_| Failure::NotFound)?).await?;
    let libraries = all_libraries(app).await?;
    let library = libraries.get(&one.library_id).map(|library| library.name.to_string()).unwrap_or_default();
    let row = Row::of(app, page, library, one);
    let answers = vec![("ja".into(), page.say("collaboration-yes")), ("nej".into(), page.say("collaboration-no"))];
    Ok(look::page(form.status(), &ConfirmPage { page, form, row, answers }))
}

/// Keeps the answer.
#[handler]
pub(crate) async fn confirm(
    Data(app): Data<&App>,
    Data(page): Data<&Page>,
    Path(id): Path<String>,
    sent: Sent,
) -> Answer {
    let who = page.with(Right::ConfirmCollaborations)?;
    let one: CollaborationId = id.parse().map_err(|_| Failure::NotFound)?;
    let mut form = Form::sent(page, CONFIRM, sent);
    let active = match form.text("active") {
        "ja" => Some(true),
        "nej" => Some(false),
        _ => {
            form.fault("active", &domain::Invalid::Empty);
            None
        }
    };
    let to: Option<LocalDate> = form.read_optional("to");
    let Some(active) = active.filter(|_| !form.is_faulty()) else { return asked(app, page, &id, form).await };
    let body = ConfirmationInput { active, to };
    match api::confirm(app, &who.caller, form.sent_key(), one, body).await {
        Ok(_) => Ok(see_other("/samverkan")),
        Err(problem) => {
            form.refuse(problem)?;
            asked(app, page, &id, form).await
        }
    }
}

/// Asks about a new collaboration.
#[handler]
pub(crate) async fn ask_new(Data(app): Data<&App>, Data(page): Data<&Page>) -> Answer {
    let form = Form::new(page, NEW).with("from", wall_time::local_date(app.clock.now()));
    new_shown(app, page, form).await
}

async fn new_shown(app: &App, page: &Page, form: Form) -> Answer {
    page.with(Right::ManageFollowUp)?;
    let libraries = options(all_libraries(app).await?.values());
    let activities = CollaborationActivity::ALL.iter().map(|one| (one.to_string(), page.say(activity_key(*one))));
    let activities = activities.collect();
    Ok(look::page(form.status(), &NewPage { page, form, libraries, activities }))
}

/// Registers a collaboration.
#[handler]
pub(crate) async fn register(Data(app): Data<&App>, Data(page): Data<&Page>, sent: Sent) -> Answer {
    let who = page.with(Right::ManageFollowUp)?;
    let mut form = Form::sent(page, NEW, sent);
    let library: Option<LibraryId> = form.read("libraryId");
    let from: Option<LocalDate> = form.read("from");
    let to: Option<LocalDate> = form.read_optional("to");
    let contact: Option<Line<200>> = form.read_optional("contact");
    let activities = form.all("activities").filter_map(|typed| typed.parse().ok()).collect();
    let Some((library_id, from)) = library.zip(from).filter(|_| !form.is_faulty()) else {
        return new_shown(app, page, form).await;
    };
    let body = CollaborationInput { library_id, theme: None, from, to, contact, activities };
    match api::register(app, &who.caller, form.sent_key(), body).await {
        Ok(_) => Ok(see_other("/samverkan")),
        Err(problem) => {
            form.refuse(problem)?;
            new_shown(app, page, form).await
        }
    }
}

fn activity_key(activity: CollaborationActivity) -> &'static str {
    match activity {
        CollaborationActivity::Signage => "activity-signage",
        CollaborationActivity::DropIn => "activity-drop-in",
        CollaborationActivity::Training => "activity-training",
        CollaborationActivity::Other => "activity-other",
    }
}

impl Row {
    fn of(app: &App, page: &Page, library: String, one: Collaboration) -> Self {
        let today = wall_time::local_date(app.clock.now());
        let confirmed: Vec<_> = one.confirmed_on.into_iter().collect();
        let is_open = one.to.is_none_or(|to| to >= today);
        Self {
            way: format!("/samverkan/{}", one.id),
            library,
            days: period_from(page, one.from, one.to),
            activities: one.activities.iter().map(|activity| page.say(activity_key(*activity))).collect(),
            contact: one.contact.as_ref().map(ToString::to_string),
            confirmed: one.confirmed_on.map(|day| page.date(day)),
            asks: is_open && unconfirmed(one.from, &confirmed, today),
            is_open,
        }
    }
}
