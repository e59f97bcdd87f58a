//! The form of the self-assessment: no login, no name, and a link that is used once.

use askama::Template;
use domain::{
    person::StaffCategory,
    wave::{SCALE, Statement},
};
use persistence::{
    Error,
    waves::{self, Form, LinkState},
};
use poem::{
    Response, handler,
    http::StatusCode,
    web::{Data, Form as Body, Path},
};

use super::{failed, page};
use crate::App;

/// What each area of DigComp is called.
const AREAS: [&str; 5] = [
    "Analysera och bearbeta information",
    "Kommunikation och samarbete",
    "Skapa digitalt innehåll",
    "Säkerhet",
    "Problemlösning",
];
const TITLES: [(StaffCategory, &str); 4] = [
    (StaffCategory::Librarian, "Bibliotekarie"),
    (StaffCategory::Assistant, "Assistent"),
    (StaffCategory::Manager, "Verksamhetsansvarig"),
    (StaffCategory::Other, "Annan"),
];

/// A statement, and what has been chosen.
struct Asked {
    key: String,
    text: String,
    /// Each step, and whether it is chosen.
    steps: Vec<(u8, bool)>,
}

#[derive(Template)]
#[template(path = "questionnaire.html")]
struct Questionnaire<'a> {
    english: bool,
    wave: &'a str,
    /// Areas with their statements.
    areas: Vec<(&'a str, Vec<Asked>)>,
    /// Word and name of each title, and whether it is chosen.
    titles: Vec<(&'static str, &'static str, bool)>,
    needed: usize,
    count: usize,
    /// How many were answered, when that was too few.
    too_few: Option<usize>,
}

/// The page says one thing, and has nothing to press.
#[derive(Template)]
#[template(path = "questionnaire_said.html")]
struct Said {
    english: bool,
    state: LinkState,
}

/// What somebody has chosen in the form.
struct Chosen {
    answers: Vec<Option<u8>>,
    title_band: Option<StaffCategory>,
}

impl Chosen {
    fn of(statements: &[Statement], fields: &[(String, String)]) -> Self {
        let field = |name: &str| fields.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str());
        let within = |step: &u8| (SCALE.0..=SCALE.1).contains(step);
        let answer = |statement: &Statement| field(statement.key.as_str())?.parse().ok().filter(within);
        Self {
            answers: statements.iter().map(answer).collect(),
            title_band: field("yrkesroll").and_then(|word| word.parse().ok()),
        }
    }

    fn answered(&self) -> usize {
        self.answers.iter().flatten().count()
    }
}

/// Shows the form. Changes nothing.
#[handler]
pub(crate) async fn ask_questionnaire(Data(app): Data<&App>, Path(token): Path<String>) -> Response {
    match waves::form(&app.db, &token, app.clock.now()).await {
        Ok(form) if form.state == LinkState::Open => {
            shown(StatusCode::OK, &form, &Chosen::of(&form.wave.statements, &[]), None)
        }
        Ok(form) => page(StatusCode::OK, &Said { english: false, state: form.state }),
        Err(error) => failed(&error),
    }
}

/// Stores the answer and uses up the link, unless too little is answered: then nothing is stored and the form comes back
/// as it was filled in.
#[handler]
pub(crate) async fn answer_questionnaire(
    Data(app): Data<&App>,
    Path(token): Path<String>,
    body: poem::Result<Body<Vec<(String, String)>>>,
) -> Response {
    let fields = body.map(|Body(fields)| fields).unwrap_or_default();
    let form = match waves::form(&app.db, &token, app.clock.now()).await {
        Ok(form) => form,
        Err(error) => return failed(&error),
    };
    if form.state != LinkState::Open {
        return page(StatusCode::OK, &Said { english: false, state: form.state });
    }
    let chosen = Chosen::of(&form.wave.statements, &fields);
    let answered = chosen.answered();
    if answered < form.needed {
        return shown(StatusCode::BAD_REQUEST, &form, &chosen, Some(answered));
    }
    let (db, now) = (app.db.clone(), app.clock.now());
    let stored =
        tokio::spawn(async move { waves::answer(&db, &token, chosen.answers, chosen.title_band, now).await }).await;
    match stored.unwrap_or_else(|panic| Err(Error::Fault(panic.to_string()))) {
        Ok(LinkState::Open) => page(StatusCode::OK, &Thanks { english: false }),
        Ok(state) => page(StatusCode::OK, &Said { english: false, state }),
        Err(error) => failed(&error),
    }
}

/// The answer is stored.
#[derive(Template)]
#[template(path = "questionnaire_thanks.html")]
struct Thanks {
    english: bool,
}

fn shown(status: StatusCode, form: &Form, chosen: &Chosen, too_few: Option<usize>) -> Response {
    let statements = &form.wave.statements;
    let asked = |(statement, answer): (&'_ Statement, &Option<u8>)| Asked {
        key: statement.key.to_string(),
        text: statement.text.to_string(),
        steps: (SCALE.0..=SCALE.1).map(|step| (step, *answer == Some(step))).collect(),
    };
    let of_area = |area: u8| -> Vec<Asked> {
        let both = statements.iter().zip(&chosen.answers);
        both.filter(|(statement, _)| statement.area == area).map(asked).collect()
    };
    let areas = AREAS.iter().zip(1..).map(|(name, area)| (*name, of_area(area)));
    let titles = TITLES.iter().map(|(title, name)| (title.word(), *name, chosen.title_band == Some(*title)));
    let template = Questionnaire {
        english: false,
        wave: form.wave.name.as_str(),
        areas: areas.filter(|(_, statements)| !statements.is_empty()).collect(),
        titles: titles.collect(),
        needed: form.needed,
        count: statements.len(),
        too_few,
    };
    page(status, &template)
}
