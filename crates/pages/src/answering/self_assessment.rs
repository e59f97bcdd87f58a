//! The self-assessment: no name, and a link that is used once.

use askama::Template;
use domain::{
    person::StaffCategory,
    wave::{SCALE, Statement},
};
use http_api::App;
use persistence::{
    Error,
    waves::{self, Form as Asked, LinkState},
};
use poem::{
    Response, handler,
    web::{Data, Path},
};

use super::{anybodys, no_link, said};
use crate::{
    Answer, Failure, Page,
    form::{Fields, Form, Sent},
    texts::Value,
};

const TITLE: &str = "yrkesroll";
const FIELDS: Fields = &[(TITLE, "assessment-role")];

/// Key of what each area of DigComp is called, from the first.
const AREAS: [&str; 5] = ["assessment-area-1", "area-2", "area-3", "area-4", "area-5"];
const TITLES: [(StaffCategory, &str); 4] = [
    (StaffCategory::Librarian, "category-librarian"),
    (StaffCategory::Assistant, "category-assistant"),
    (StaffCategory::Manager, "category-manager"),
    (StaffCategory::Other, "category-other"),
];

#[derive(Template)]
#[template(path = "answer_self_assessment.html")]
struct SelfAssessmentPage<'a> {
    page: &'a Page,
    form: Form,
    wave: String,
    /// Areas with the names and the texts of their statements.
    areas: Vec<(&'static str, Vec<(String, String)>)>,
    steps: Vec<u8>,
    titles: Vec<(String, String)>,
    least: String,
}

/// What has been chosen for each statement; none where nothing was, or no step of the scale.
fn answers(statements: &[Statement], form: &Form) -> Vec<Option<u8>> {
    let within = |step: &u8| (SCALE.0..=SCALE.1).contains(step);
    statements.iter().map(|statement| form.text(statement.key.as_str()).parse().ok().filter(within)).collect()
}

/// The form behind a link, or the page that says why there is none.
async fn asked(app: &App, page: &Page, token: &str) -> Result<Result<Asked, Response>, Failure> {
    Ok(match waves::form(&app.db, token, app.clock.now()).await {
        Ok(asked) if asked.state == LinkState::Open => Ok(asked),
        Ok(asked) => Err(told(page, asked.state)),
        Err(Error::NotFound) => Err(no_link(page)),
        Err(error) => return Err(error.into()),
    })
}

/// What there is to say of a link; of an open one that the answers are stored.
fn told(page: &Page, state: LinkState) -> Response {
    match state {
        LinkState::Open => said(page, "assessment-stored", "assessment-stored-words"),
        LinkState::Used => said(page, "assessment-used", "assessment-used-words"),
        LinkState::NotNow => said(page, "assessment-not-now", "assessment-not-now-words"),
    }
}

/// Shows the form. Changes nothing.
#[handler]
pub(crate) async fn ask(Data(app): Data<&App>, Data(page): Data<&Page>, Path(token): Path<String>) -> Answer {
    let page = anybodys(page);
    Ok(match asked(app, &page, &token).await? {
        Ok(asked) => shown(&page, &asked, Form::new(&page, FIELDS)),
        Err(refused) => refused,
    })
}

/// Stores the answers and uses up the link, unless too little is answered: then nothing is stored and the form comes back
/// as it was filled in.
#[handler]
pub(crate) async fn answer(
    Data(app): Data<&App>,
    Data(page): Data<&Page>,
    Path(token): Path<String>,
    sent: Sent,
) -> Answer {
    let page = anybodys(page);
    let asked = match asked(app, &page, &token).await? {
        Ok(asked) => asked,
        Err(refused) => return Ok(refused),
    };
    let mut form = Form::sent(&page, FIELDS, sent);
    let answers = answers(&asked.wave.statements, &form);
    let answered = answers.iter().flatten().count();
    if answered < asked.needed {
        let first = asked.wave.statements.iter().zip(&answers).find(|(_, answer)| answer.is_none());
        let first = first.map(|(statement, _)| statement.key.to_string()).unwrap_or_default();
        form.note_of(&first, &too_few(&page, &asked, answered));
        return Ok(shown(&page, &asked, form));
    }
    let (db, now, title) = (app.db.clone(), app.clock.now(), form.text(TITLE).parse().ok());
    let stored = app.write(async move { waves::answer(&db, &token, answers, title, now).await }).await?;
    Ok(told(&page, stored))
}

fn number(count: usize) -> Value {
    Value::Number(i64::try_from(count).unwrap_or(i64::MAX))
}

fn too_few(page: &Page, asked: &Asked, answered: usize) -> String {
    let (all, least) = (number(asked.wave.statements.len()), number(asked.needed));
    page.say_of("assessment-too-few", &[("answered", number(answered)), ("all", all), ("least", least)])
}

fn shown(page: &Page, asked: &Asked, form: Form) -> Response {
    let statements = &asked.wave.statements;
    let of_area = |area: u8| -> Vec<(String, String)> {
        let there = statements.iter().filter(|statement| statement.area == area);
        there.map(|statement| (statement.key.to_string(), statement.text.to_string())).collect()
    };
    let areas = AREAS.iter().zip(1..).map(|(key, area)| (*key, of_area(area)));
    let titles = TITLES.iter().map(|(title, key)| (title.word().to_owned(), page.say(key)));
    let least = [("least", number(asked.needed)), ("all", number(statements.len()))];
    let template = SelfAssessmentPage {
        page,
        wave: asked.wave.name.to_string(),
        areas: areas.filter(|(_, statements)| !statements.is_empty()).collect(),
        steps: (SCALE.0..=SCALE.1).collect(),
        titles: titles.collect(),
        least: page.say_of("assessment-least", &least),
        form,
    };
    super::shown(template.form.status(), &template)
}
