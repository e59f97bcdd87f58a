//! The form of the survey of managers: one question, which can be answered anew until the survey closes.

use askama::Template;
use domain::{
    seal::Purpose,
    survey::{Survey, SurveyAnswer, SurveyScale},
};
use persistence::{
    Error,
    surveys::{self, SurveyForm},
};
use poem::{
    Response, handler,
    http::StatusCode,
    web::{Data, Form, Path},
};
use uuid::Uuid;

use super::{failed, no_page, page};
use crate::App;

/// The choices of each scale: the word of the form, what people read, and what it counts as.
const YES_NO: &[(&str, &str, SurveyAnswer)] = &[
    ("ja", "Ja, den har stärkts", SurveyAnswer::Strengthened),
    ("nej", "Nej, den har inte stärkts", SurveyAnswer::NotStrengthened),
    ("vet-inte", "Vet inte", SurveyAnswer::DontKnow),
];
const FIVE_STEPS: &[(&str, &str, SurveyAnswer)] = &[
    ("5", "5 – Ja, i hög grad", SurveyAnswer::Strengthened),
    ("4", "4 – Ja, i ganska hög grad", SurveyAnswer::Strengthened),
    ("3", "3 – Varken eller", SurveyAnswer::NotStrengthened),
    ("2", "2 – Nej, knappast", SurveyAnswer::NotStrengthened),
    ("1", "1 – Nej, inte alls", SurveyAnswer::NotStrengthened),
    ("vet-inte", "Vet inte", SurveyAnswer::DontKnow),
];

#[derive(Template)]
#[template(path = "survey.html")]
struct Question<'a> {
    english: bool,
    title: &'a str,
    last_day: String,
    choices: &'a [(&'static str, &'static str, SurveyAnswer)],
    /// Nothing was chosen.
    missing: bool,
}

#[derive(Template)]
#[template(path = "survey_said.html")]
struct Said {
    english: bool,
    /// The answer is stored; otherwise the survey is closed.
    stored: bool,
}

fn choices(survey: &Survey) -> &'static [(&'static str, &'static str, SurveyAnswer)] {
    match survey.scale {
        SurveyScale::YesNo => YES_NO,
        SurveyScale::FiveSteps => FIVE_STEPS,
    }
}

/// Shows the question. Changes nothing.
#[handler]
pub(crate) async fn ask_survey(Data(app): Data<&App>, Path(reference): Path<String>) -> Response {
    let Some(invitation) = app.seal.open(Purpose::Survey, &reference) else { return no_page() };
    match open(app, invitation).await {
        Ok(survey) => shown(StatusCode::OK, &survey, false),
        Err(answer) => *answer,
    }
}

/// Stores the answer; the last one counts.
#[handler]
pub(crate) async fn answer_survey(
    Data(app): Data<&App>,
    Path(reference): Path<String>,
    body: poem::Result<Form<Vec<(String, String)>>>,
) -> Response {
    let Some(invitation) = app.seal.open(Purpose::Survey, &reference) else { return no_page() };
    let survey = match open(app, invitation).await {
        Ok(survey) => survey,
        Err(answer) => return *answer,
    };
    let fields = body.map(|Form(fields)| fields).unwrap_or_default();
    let given = fields.iter().find(|(key, _)| key == "svar").map(|(_, word)| word.as_str());
    let chosen = choices(&survey).iter().find(|(word, ..)| Some(*word) == given);
    let Some((_, _, chosen)) = chosen else { return shown(StatusCode::BAD_REQUEST, &survey, true) };
    let (db, now, chosen) = (app.db.clone(), app.clock.now(), *chosen);
    let stored = tokio::spawn(async move { surveys::answer(&db, invitation, chosen, now).await }).await;
    match stored.unwrap_or_else(|panic| Err(Error::Fault(panic.to_string()))) {
        Ok(stored) => page(StatusCode::OK, &Said { english: false, stored }),
        Err(error) => failed(&error),
    }
}

async fn open(app: &App, invitation: Uuid) -> Result<Survey, Box<Response>> {
    match surveys::form(&app.db, invitation, app.clock.now()).await {
        Ok(SurveyForm::Open(survey)) => Ok(survey),
        Ok(SurveyForm::Closed) => Err(Box::new(page(StatusCode::OK, &Said { english: false, stored: false }))),
        Err(error) => Err(Box::new(failed(&error))),
    }
}

fn shown(status: StatusCode, survey: &Survey, missing: bool) -> Response {
    let last_day = calendar::dates::date(survey.closes_on, domain::notice::Language::Swedish);
    let title = survey.title.as_str();
    page(status, &Question { english: false, title, last_day, choices: choices(survey), missing })
}
