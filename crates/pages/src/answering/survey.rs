//! The survey of managers: one question, which can be answered anew until the survey closes.

use askama::Template;
use domain::{
    seal::Purpose,
    survey::{Survey, SurveyAnswer, SurveyScale},
};
use http_api::App;
use persistence::surveys::{self, SurveyForm};
use poem::{
    Response, handler,
    web::{Data, Path},
};

use super::{anybodys, no_link, said};
use crate::{
    Answer, Page,
    form::{Fields, Form, Sent},
};

const ANSWER: &str = "svar";
const FIELDS: Fields = &[(ANSWER, "answer-question")];

/// A choice: the word of the form, key of what people read, and what it counts as.
type Choice = (&'static str, &'static str, SurveyAnswer);

const YES_NO: &[Choice] = &[
    ("ja", "answer-yes", SurveyAnswer::Strengthened),
    ("nej", "answer-no", SurveyAnswer::NotStrengthened),
    ("vet-inte", "answer-unsure", SurveyAnswer::DontKnow),
];
const FIVE_STEPS: &[Choice] = &[
    ("5", "answer-5", SurveyAnswer::Strengthened),
    ("4", "answer-4", SurveyAnswer::Strengthened),
    ("3", "answer-3", SurveyAnswer::NotStrengthened),
    ("2", "answer-2", SurveyAnswer::NotStrengthened),
    ("1", "answer-1", SurveyAnswer::NotStrengthened),
    ("vet-inte", "answer-unsure", SurveyAnswer::DontKnow),
];

#[derive(Template)]
#[template(path = "answer_survey.html")]
struct SurveyPage<'a> {
    page: &'a Page,
    form: Form,
    title: String,
    last_day: String,
    choices: Vec<(String, String)>,
}

fn choices(survey: &Survey) -> &'static [Choice] {
    match survey.scale {
        SurveyScale::YesNo => YES_NO,
        SurveyScale::FiveSteps => FIVE_STEPS,
    }
}

/// Shows the question. Changes nothing.
#[handler]
pub(crate) async fn ask(Data(app): Data<&App>, Data(page): Data<&Page>, Path(reference): Path<String>) -> Answer {
    let page = anybodys(page);
    let Some(invitation) = app.seal.open(Purpose::Survey, &reference) else { return Ok(no_link(&page)) };
    Ok(match surveys::form(&app.db, invitation, app.clock.now()).await? {
        SurveyForm::Open(survey) => shown(&page, &survey, Form::new(&page, FIELDS)),
        SurveyForm::Closed => closed(&page),
    })
}

/// Stores the answer; the last one counts, so that a form sent twice says the same again.
#[handler]
pub(crate) async fn answer(
    Data(app): Data<&App>,
    Data(page): Data<&Page>,
    Path(reference): Path<String>,
    sent: Sent,
) -> Answer {
    let page = anybodys(page);
    let Some(invitation) = app.seal.open(Purpose::Survey, &reference) else { return Ok(no_link(&page)) };
    let now = app.clock.now();
    let SurveyForm::Open(survey) = surveys::form(&app.db, invitation, now).await? else { return Ok(closed(&page)) };
    let mut form = Form::sent(&page, FIELDS, sent);
    let chosen = choices(&survey).iter().find(|(word, ..)| *word == form.text(ANSWER));
    let Some((_, _, chosen)) = chosen else {
        form.note_of(ANSWER, &page.say("answer-missing"));
        return Ok(shown(&page, &survey, form));
    };
    let (db, chosen) = (app.db.clone(), *chosen);
    let stored = app.write(async move { surveys::answer(&db, invitation, chosen, now).await }).await?;
    Ok(if stored { said(&page, "answer-stored", "answer-stored-words") } else { closed(&page) })
}

fn closed(page: &Page) -> Response {
    said(page, "answer-closed", "answer-closed-words")
}

fn shown(page: &Page, survey: &Survey, form: Form) -> Response {
    let choices = choices(survey).iter().map(|(word, key, _)| ((*word).to_owned(), page.say(key))).collect();
    let (title, last_day) = (survey.title.to_string(), page.date(survey.closes_on));
    super::shown(form.status(), &SurveyPage { page, form, title, last_day, choices })
}
