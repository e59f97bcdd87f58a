//! Waves of the self-assessment (I1): how many have answered, links to hand out, and closing.

use askama::Template;
use domain::{
    WaveId,
    access::Right,
    values::{Line, MunicipalityCode},
    wall_time::LocalDate,
    wave::WaveState,
};
use http_api::{
    App, look,
    waves::{self as api, WaveInput, WaveLinksInput},
};
use persistence::{libraries, page::PageRequest, waves};
use poem::{
    handler,
    http::StatusCode,
    web::{Data, Path},
};

use crate::{
    Answer, Failure, Page,
    follow_up::period_from,
    form::{Fields, Form, Number, Sent},
    see_other,
};

const NEW: Fields = &[("name", "wave-name"), ("from", "period-from"), ("to", "period-to")];
const LINKS: Fields = &[("municipalityCode", "wave-municipality"), ("count", "wave-count")];
/// More waves than a programme has, and more municipalities than a county.
const ALL: PageRequest = PageRequest { limit: 100, page: 1 };

#[derive(Template)]
#[template(path = "waves.html")]
struct WavesPage<'a> {
    page: &'a Page,
    form: Form,
    rows: Vec<Row>,
}

/// A wave, as it is shown.
struct Row {
    id: WaveId,
    way: String,
    name: String,
    days: String,
    is_open: bool,
    responses: u32,
    valid: Option<u32>,
    links: u32,
    used: u32,
}

#[derive(Template)]
#[template(path = "wave.html")]
struct WavePage<'a> {
    page: &'a Page,
    form: Form,
    row: Row,
    municipalities: Vec<(String, String)>,
}

#[derive(Template)]
#[template(path = "wave_links.html")]
struct LinksPage<'a> {
    page: &'a Page,
    way: String,
    links: Vec<String>,
}

/// Lists the waves.
#[handler]
pub(crate) async fn show(Data(app): Data<&App>, Data(page): Data<&Page>) -> Answer {
    shown(app, page, Form::new(page, NEW)).await
}

async fn shown(app: &App, page: &Page, form: Form) -> Answer {
    page.with(Right::ManageFollowUp)?;
    let rows = waves::list(&app.db, ALL).await?.items.into_iter().map(|view| Row::of(page, view)).collect();
    Ok(look::page(form.status(), &WavesPage { page, form, rows }))
}

/// Adds a wave with the usual test.
#[handler]
pub(crate) async fn add(Data(app): Data<&App>, Data(page): Data<&Page>, sent: Sent) -> Answer {
    let who = page.with(Right::ManageFollowUp)?;
    let mut form = Form::sent(page, NEW, sent);
    let name: Option<Line<100>> = form.read("name");
    let (from, to): (Option<LocalDate>, Option<LocalDate>) = (form.read("from"), form.read("to"));
    let Some(((name, from), to)) = name.zip(from).zip(to) else { return shown(app, page, form).await };
    let body = WaveInput { name, from, to, statements: None };
    match api::add(app, &who.caller, form.sent_key(), body).await {
        Ok(view) => Ok(see_other(&way(view.wave.id))),
        Err(problem) => {
            form.refuse(problem)?;
            shown(app, page, form).await
        }
    }
}

fn way(id: WaveId) -> String {
    format!("/matomgangar/{id}")
}

/// Shows a wave.
#[handler]
pub(crate) async fn show_one(Data(app): Data<&App>, Data(page): Data<&Page>, Path(id): Path<String>) -> Answer {
    one_shown(app, page, &id, Form::new(page, LINKS)).await
}

async fn one_shown(app: &App, page: &Page, id: &str, form: Form) -> Answer {
    page.with(Right::ManageFollowUp)?;
    let view = waves::find(&app.db, id.parse().map_err(|_| Failure::NotFound)?).await?;
    let municipalities = libraries::list_municipalities(&app.db, ALL).await?.items.into_iter();
    let municipalities = municipalities.map(|one| (one.code.to_string(), one.name.into_string())).collect();
    Ok(look::page(form.status(), &WavePage { page, form, row: Row::of(page, view), municipalities }))
}

/// Closes a wave.
#[handler]
pub(crate) async fn close(
    Data(app): Data<&App>,
    Data(page): Data<&Page>,
    Path(id): Path<String>,
    sent: Sent,
) -> Answer {
    let who = page.with(Right::ManageFollowUp)?;
    let wave: WaveId = id.parse().map_err(|_| Failure::NotFound)?;
    let mut form = Form::sent(page, LINKS, sent);
    match api::close(app, &who.caller, form.sent_key(), wave).await {
        Ok(_) => Ok(see_other(&way(wave))),
        Err(problem) => {
            form.refuse(problem)?;
            one_shown(app, page, &id, form).await
        }
    }
}

/// Makes links, and shows them this once.
#[handler]
pub(crate) async fn make_links(
    Data(app): Data<&App>,
    Data(page): Data<&Page>,
    Path(id): Path<String>,
    sent: Sent,
) -> Answer {
    let who = page.with(Right::ManageFollowUp)?;
    let wave: WaveId = id.parse().map_err(|_| Failure::NotFound)?;
    let mut form = Form::sent(page, LINKS, sent);
    let municipality: Option<MunicipalityCode> = form.read("municipalityCode");
    let count: Option<Number> = form.read("count");
    let Some((municipality_code, count)) = municipality.zip(count) else {
        return one_shown(app, page, &id, form).await;
    };
    let body = WaveLinksInput { municipality_code, count: count.0 };
    match api::links(app, &who.caller, form.sent_key(), wave, body).await {
        Ok(links) => Ok(look::page(StatusCode::OK, &LinksPage { page, way: way(wave), links })),
        Err(problem) => {
            form.refuse(problem)?;
            one_shown(app, page, &id, form).await
        }
    }
}

impl Row {
    fn of(page: &Page, view: waves::WaveView) -> Self {
        let wave = view.wave;
        Self {
            id: wave.id,
            way: way(wave.id),
            name: wave.name.to_string(),
            days: period_from(page, wave.from, Some(wave.to)),
            is_open: wave.state == WaveState::Open,
            responses: view.responses,
            valid: wave.valid_responses,
            links: view.links,
            used: view.links_used,
        }
    }
}
