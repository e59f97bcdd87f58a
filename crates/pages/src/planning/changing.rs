//! Changing a session: seats, form, what to bring, the last day to cancel.

use askama::Template;
use domain::{
    access::Right,
    session::{Format, SessionChange},
    values::Line,
    wall_time::LocalDate,
};
use http_api::{App, look, sessions as api};
use persistence::sessions::SessionView;
use poem::{
    handler,
    web::{Data, Path},
};

use super::one::planned;
use crate::{
    Answer, Page,
    courses::formats,
    form::{Fields, Form, Sent},
    see_other,
    typed::Number,
};

const FIELDS: Fields = &[
    ("capacity", "planning-capacity"),
    ("minParticipants", "planning-fewest"),
    ("format", "course-format"),
    ("cancelUntil", "planning-cancel-until"),
    ("bring", "planning-bring"),
];

#[derive(Template)]
#[template(path = "changing.html")]
struct ChangingPage<'a> {
    page: &'a Page,
    form: Form,
    way: String,
    title: String,
    taken: u32,
    formats: Vec<(String, String)>,
}

fn shown(page: &Page, form: Form, view: &SessionView) -> Answer {
    let session = &view.session;
    let shown = ChangingPage {
        page,
        way: format!("/planering/{}", session.id),
        title: session.title.to_string(),
        taken: session.seats_taken,
        formats: formats(page),
        form,
    };
    Ok(look::page(shown.form.status(), &shown))
}

/// Shows what can be changed.
#[handler]
pub(crate) async fn show(Data(app): Data<&App>, Data(page): Data<&Page>, Path(id): Path<String>) -> Answer {
    let view = planned(app, page.with(Right::PlanSessions)?, &id).await?;
    let session = &view.session;
    let mut form = Form::new(page, FIELDS)
        .with("version", session.version)
        .with("capacity", session.capacity)
        .with("minParticipants", session.min_participants)
        .with("format", session.format);
    if let Some(day) = session.cancel_until {
        form = form.with("cancelUntil", day);
    }
    if let Some(bring) = &session.bring {
        form = form.with("bring", bring);
    }
    shown(page, form, &view)
}

/// Changes it, unless somebody else has in the meantime.
#[handler]
pub(crate) async fn save(Data(app): Data<&App>, Data(page): Data<&Page>, Path(id): Path<String>, sent: Sent) -> Answer {
    let who = page.with(Right::PlanSessions)?;
    let view = planned(app, who, &id).await?;
    let mut form = Form::sent(page, FIELDS, sent);
    let capacity: Option<Number> = form.read("capacity");
    let fewest: Option<Number> = form.read("minParticipants");
    let format: Option<Format> = form.read("format");
    let cancel_until: Option<LocalDate> = form.read_optional("cancelUntil");
    let bring: Option<Line<500>> = form.read_optional("bring");
    if form.is_faulty() {
        return shown(page, form, &view);
    }
    let change = SessionChange {
        capacity: capacity.map(|number| number.0),
        min_participants: fewest.map(|number| number.0),
        format,
        cancel_until: Some(cancel_until.map(|day| day.0)),
        bring: Some(bring),
        ..SessionChange::default()
    };
    let seen = form.text("version").parse().ok();
    match api::change(app, &who.caller, seen, view.session.id, change).await {
        Ok(_) => Ok(see_other(&format!("/planering/{}", view.session.id))),
        Err(problem) => {
            form.refuse(problem)?;
            // Whoever sends it once more has been told, and means it.
            let form = form.without("version").with("version", view.session.version);
            shown(page, form, &view)
        }
    }
}
