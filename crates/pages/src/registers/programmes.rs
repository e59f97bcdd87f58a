//! Programmes: what the region has undertaken to do, between which days, and which waves are its beginning and its end.

use askama::Template;
use domain::{
    ProgrammeId, WaveId,
    access::Right,
    programme::Programme,
    values::{Line, Prose},
    wall_time::LocalDate,
};
use http_api::{
    App, look,
    programmes::{self as api, ProgrammeInput},
};
use persistence::{
    page::PageRequest,
    programmes::{self, ProgrammeChange},
    waves,
};
use poem::{
    handler,
    web::{Data, Path},
};

use crate::{
    Answer, Failure, Page,
    follow_up::period_from,
    form::{Fields, Form, Sent},
    see_other,
};

const FIELDS: Fields = &[
    ("name", "programme-name"),
    ("goal", "programme-goal"),
    ("from", "period-from"),
    ("to", "period-to"),
    ("baselineWaveId", "programme-baseline"),
    ("finalWaveId", "programme-final"),
];
/// More programmes, and more waves, than a region has.
const ALL: PageRequest = PageRequest { limit: 100, page: 1 };

#[derive(Template)]
#[template(path = "programmes.html")]
struct ProgrammesPage<'a> {
    page: &'a Page,
    form: Form,
    rows: Vec<Row>,
}

/// A programme, as it is shown.
struct Row {
    way: String,
    name: String,
    days: String,
    goal: Option<String>,
}

#[derive(Template)]
#[template(path = "programme.html")]
struct ProgrammePage<'a> {
    page: &'a Page,
    form: Form,
    way: String,
    name: String,
    /// Waves to choose among, and none.
    waves: Vec<(String, String)>,
}

/// What both forms ask for.
struct Read {
    name: Line<200>,
    goal: Option<Prose<2000>>,
    from: LocalDate,
    to: LocalDate,
}

impl Read {
    fn of(form: &mut Form) -> Option<Self> {
        let name = form.read("name");
        let goal = form.read_optional("goal");
        let (from, to) = (form.read("from"), form.read("to"));
        if form.is_faulty() {
            return None;
        }
        Some(Self { name: name?, goal, from: from?, to: to? })
    }
}

/// Lists the programmes.
#[handler]
pub(crate) async fn show(Data(app): Data<&App>, Data(page): Data<&Page>) -> Answer {
    shown(app, page, Form::new(page, FIELDS)).await
}

async fn shown(app: &App, page: &Page, form: Form) -> Answer {
    page.with(Right::ManageFollowUp)?;
    let rows = programmes::list(&app.db, ALL).await?.items.into_iter().map(|one| Row::of(page, one)).collect();
    Ok(look::page(form.status(), &ProgrammesPage { page, form, rows }))
}

/// Adds a programme.
#[handler]
pub(crate) async fn add(Data(app): Data<&App>, Data(page): Data<&Page>, sent: Sent) -> Answer {
    let who = page.with(Right::ManageFollowUp)?;
    let mut form = Form::sent(page, FIELDS, sent);
    let Some(Read { name, goal, from, to }) = Read::of(&mut form) else { return shown(app, page, form).await };
    match api::add(app, &who.caller, form.sent_key(), ProgrammeInput { name, goal, from, to }).await {
        Ok(programme) => Ok(see_other(&way(programme.id))),
        Err(problem) => {
            form.refuse(problem)?;
            shown(app, page, form).await
        }
    }
}

fn way(id: ProgrammeId) -> String {
    format!("/program/{id}")
}

async fn found(app: &App, page: &Page, id: &str) -> Result<Programme, Failure> {
    page.with(Right::ManageFollowUp)?;
    Ok(programmes::find(&app.db, id.parse().map_err(|_| Failure::NotFound)?).await?)
}

/// Shows a programme, to be changed.
#[handler]
pub(crate) async fn show_one(Data(app): Data<&App>, Data(page): Data<&Page>, Path(id): Path<String>) -> Answer {
    let programme = found(app, page, &id).await?;
    let written = |wave: Option<uuid::Uuid>| wave.map(|id| id.to_string()).unwrap_or_default();
    let form = Form::new(page, FIELDS)
        .with("version", programme.version)
        .with("name", &programme.name)
        .with("goal", programme.goal.as_ref().map(ToString::to_string).unwrap_or_default())
        .with("from", programme.from)
        .with("to", programme.to)
        .with("baselineWaveId", written(programme.baseline_wave))
        .with("finalWaveId", written(programme.final_wave));
    one_shown(app, page, &programme, form).await
}

async fn one_shown(app: &App, page: &Page, programme: &Programme, form: Form) -> Answer {
    let known = waves::list(&app.db, ALL).await?.items.into_iter();
    let none = (String::new(), page.say("programme-no-wave"));
    let known = known.map(|view| (view.wave.id.to_string(), view.wave.name.to_string()));
    let shown = ProgrammePage {
        page,
        form,
        way: way(programme.id),
        name: programme.name.to_string(),
        waves: std::iter::once(none).chain(known).collect(),
    };
    Ok(look::page(shown.form.status(), &shown))
}

/// Changes a programme, unless somebody else has in the meantime.
#[handler]
pub(crate) async fn change(
    Data(app): Data<&App>,
    Data(page): Data<&Page>,
    Path(id): Path<String>,
    sent: Sent,
) -> Answer {
    let who = page.with(Right::ManageFollowUp)?;
    let programme = found(app, page, &id).await?;
    let mut form = Form::sent(page, FIELDS, sent);
    let baseline: Option<WaveId> = form.read_optional("baselineWaveId");
    let last: Option<WaveId> = form.read_optional("finalWaveId");
    let Some(read) = Read::of(&mut form) else { return one_shown(app, page, &programme, form).await };
    let wanted = ProgrammeChange {
        name: Some(read.name),
        goal: Some(read.goal),
        from: Some(read.from.0),
        to: Some(read.to.0),
        baseline_wave: Some(baseline.map(|wave| wave.0)),
        final_wave: Some(last.map(|wave| wave.0)),
    };
    let seen = form.text("version").parse().ok();
    match api::change(app, &who.caller, seen, programme.id, wanted).await {
        Ok(_) => Ok(see_other("/program")),
        Err(problem) => {
            form.refuse(problem)?;
            // Whoever sends it once more has been told, and means it.
            let form = form.without("version").with("version", programme.version);
            one_shown(app, page, &programme, form).await
        }
    }
}

impl Row {
    fn of(page: &Page, programme: Programme) -> Self {
        Self {
            way: way(programme.id),
            days: period_from(page, programme.from, Some(programme.to)),
            name: programme.name.into_string(),
            goal: programme.goal.map(Prose::into_string),
        }
    }
}
