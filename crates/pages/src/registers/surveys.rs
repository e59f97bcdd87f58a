//! Surveys of library managers (I3): sending them, how many have answered, and those held on paper.

use askama::Template;
use domain::{
    ProgrammeId, SurveyId,
    access::Right,
    indicator::fraction::percent,
    survey::{SurveyScale, SurveyState},
    values::Line,
    wall_time::LocalDate,
};
use http_api::{
    App, look,
    surveys::{self as api, SurveyCountsInput, SurveyInput},
};
use persistence::{page::PageRequest, programmes, surveys::SurveyView};
use poem::{
    handler,
    web::{Data, Path},
};

use crate::{
    Answer, Failure, Page,
    follow_up::{decimal, period_from},
    form::{Fields, Form, Number, Sent},
    see_other,
};

const NEW: Fields = &[
    ("programmeId", "survey-programme"),
    ("title", "survey-title"),
    ("scale", "survey-scale"),
    ("opensOn", "period-from"),
    ("closesOn", "survey-last"),
];
const COUNTS: Fields = &[
    ("invited", "survey-invited"),
    ("strengthened", "survey-strengthened"),
    ("notStrengthened", "survey-not-strengthened"),
    ("dontKnow", "survey-dont-know"),
];
/// More surveys and programmes than a region has.
const ALL: PageRequest = PageRequest { limit: 100, page: 1 };

#[derive(Template)]
#[template(path = "surveys.html")]
struct SurveysPage<'a> {
    page: &'a Page,
    form: Form,
    rows: Vec<Row>,
    programmes: Vec<(String, String)>,
    scales: Vec<(String, String)>,
}

/// A survey, as it is shown.
struct Row {
    way: String,
    title: String,
    days: String,
    state: &'static str,
    is_draft: bool,
    invited: u32,
    answered: u32,
    rate: Option<String>,
}

#[derive(Template)]
#[template(path = "survey_one.html")]
struct SurveyPage<'a> {
    page: &'a Page,
    form: Form,
    row: Row,
}

/// Lists the surveys.
#[handler]
pub(crate) async fn show(Data(app): Data<&App>, Data(page): Data<&Page>) -> Answer {
    shown(app, page, Form::new(page, NEW).with("scale", SurveyScale::YesNo)).await
}

async fn shown(app: &App, page: &Page, form: Form) -> Answer {
    let who = page.with(Right::ManageFollowUp)?;
    let rows = api::all(app, &who.caller, ALL).await?.items.into_iter().map(|view| Row::of(page, view)).collect();
    let programmes = programmes::list(&app.db, ALL).await?.items.into_iter();
    let programmes = programmes.map(|one| (one.id.to_string(), one.name.into_string())).collect();
    let scales = vec![
        (SurveyScale::YesNo.to_string(), page.say("scale-yes-no")),
        (SurveyScale::FiveSteps.to_string(), page.say("scale-five")),
    ];
    Ok(look::page(form.status(), &SurveysPage { page, form, rows, programmes, scales }))
}

/// Adds a survey.
#[handler]
pub(crate) async fn add(Data(app): Data<&App>, Data(page): Data<&Page>, sent: Sent) -> Answer {
    let who = page.with(Right::ManageFollowUp)?;
    let mut form = Form::sent(page, NEW, sent);
    let programme: Option<ProgrammeId> = form.read("programmeId");
    let title: Option<Line<200>> = form.read("title");
    let scale: Option<SurveyScale> = form.read_optional("scale");
    let (opens, closes): (Option<LocalDate>, Option<LocalDate>) = (form.read("opensOn"), form.read("closesOn"));
    let read = programme.zip(title).zip(opens.zip(closes)).filter(|_| !form.is_faulty());
    let Some(((programme_id, title), (opens_on, closes_on))) = read else { return shown(app, page, form).await };
    let body = SurveyInput { programme_id, title, scale, opens_on, closes_on };
    match api::add(app, &who.caller, form.sent_key(), body).await {
        Ok(view) => Ok(see_other(&way(view.survey.id))),
        Err(problem) => {
            form.refuse(problem)?;
            shown(app, page, form).await
        }
    }
}

fn way(id: SurveyId) -> String {
    format!("/enkater/{id}")
}

/// Shows a survey.
#[handler]
pub(crate) async fn show_one(Data(app): Data<&App>, Data(page): Data<&Page>, Path(id): Path<String>) -> Answer {
    one_shown(app, page, &id, Form::new(page, COUNTS)).await
}

async fn one_shown(app: &App, page: &Page, id: &str, form: Form) -> Answer {
    let who = page.with(Right::ManageFollowUp)?;
    let view = api::find(app, &who.caller, id.parse().map_err(|_| Failure::NotFound)?).await?;
    Ok(look::page(form.status(), &SurveyPage { page, form, row: Row::of(page, view) }))
}

/// Sends a survey.
#[handler]
pub(crate) async fn send(Data(app): Data<&App>, Data(page): Data<&Page>, Path(id): Path<String>, sent: Sent) -> Answer {
    let who = page.with(Right::ManageFollowUp)?;
    let survey: SurveyId = id.parse().map_err(|_| Failure::NotFound)?;
    let mut form = Form::sent(page, COUNTS, sent);
    match api::send(app, &who.caller, form.sent_key(), survey).await {
        Ok(_) => Ok(see_other(&way(survey))),
        Err(problem) => {
            form.refuse(problem)?;
            one_shown(app, page, &id, form).await
        }
    }
}

/// Enters the numbers of a survey held on paper.
#[handler]
pub(crate) async fn count(
    Data(app): Data<&App>,
    Data(page): Data<&Page>,
    Path(id): Path<String>,
    sent: Sent,
) -> Answer {
    let who = page.with(Right::ManageFollowUp)?;
    let survey: SurveyId = id.parse().map_err(|_| Failure::NotFound)?;
    let mut form = Form::sent(page, COUNTS, sent);
    let [invited, strengthened, not_strengthened, dont_know] =
        ["invited", "strengthened", "notStrengthened", "dontKnow"].map(|field| form.read::<Number>(field));
    let read = invited.zip(strengthened).zip(not_strengthened.zip(dont_know));
    let Some(((invited, strengthened), (not_strengthened, dont_know))) = read else {
        return one_shown(app, page, &id, form).await;
    };
    let body = SurveyCountsInput {
        invited: invited.0,
        strengthened: strengthened.0,
        not_strengthened: not_strengthened.0,
        dont_know: dont_know.0,
    };
    match api::count(app, &who.caller, form.sent_key(), survey, body).await {
        Ok(_) => Ok(see_other(&way(survey))),
        Err(problem) => {
            form.refuse(problem)?;
            one_shown(app, page, &id, form).await
        }
    }
}

impl Row {
    fn of(page: &Page, view: SurveyView) -> Self {
        let survey = &view.survey;
        let state = survey.state();
        Self {
            way: way(survey.id),
            title: survey.title.to_string(),
            days: period_from(page, survey.opens_on, Some(survey.closes_on)),
            state: match state {
                SurveyState::Draft => "survey-draft",
                SurveyState::Open => "survey-open",
                SurveyState::Closed => "survey-closed",
            },
            is_draft: state == SurveyState::Draft,
            invited: view.invited,
            answered: view.answered,
            rate: percent(view.answered, view.invited).map(|rate| decimal(page, &rate)),
        }
    }
}
