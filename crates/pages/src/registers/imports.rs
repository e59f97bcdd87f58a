//! Importing a table into a register: first looked at, then taken in, whole or not at all.

use askama::Template;
use domain::{WaveId, access::Right};
use http_api::{
    App, collaborations, grants,
    imports::{Csv, ImportJson},
    look,
    problem::Problem,
    waves,
};
use poem::{
    handler,
    web::{Data, Multipart, Path},
};

use crate::{
    Answer, Failure, Page, Who,
    form::{Fields, Form, Sent},
    see_other,
};

const FIELDS: Fields = &[("file", "import-file"), ("table", "import-table")];

#[derive(Template)]
#[template(path = "import.html")]
struct ImportPage<'a> {
    page: &'a Page,
    form: Form,
    target: Target,
    way: String,
    found: Option<ImportJson>,
}

/// What a table is taken into.
#[derive(Debug, Clone, Copy)]
enum Target {
    Grants,
    Collaborations,
    Answers(WaveId),
}

impl Target {
    fn of(register: &str) -> Result<Self, Failure> {
        match register {
            "projektbidrag" => Ok(Self::Grants),
            "samverkan" => Ok(Self::Collaborations),
            wave => Ok(Self::Answers(wave.parse().map_err(|_| Failure::NotFound)?)),
        }
    }

    /// Where what was taken in is shown.
    fn shown_at(self) -> String {
        match self {
            Self::Grants => "/projektbidrag".to_owned(),
            Self::Collaborations => "/samverkan".to_owned(),
            Self::Answers(wave) => format!("/matomgangar/{wave}"),
        }
    }

    /// Key of the words on which columns a table needs.
    fn columns(self) -> &'static str {
        match self {
            Self::Grants => "import-grants",
            Self::Collaborations => "import-collaborations",
            Self::Answers(_) => "import-answers",
        }
    }

    async fn import(
        self,
        app: &App,
        who: &Who,
        key: Option<String>,
        file: &Csv,
        dry_run: bool,
    ) -> Result<ImportJson, Problem> {
        match self {
            Self::Grants => grants::import(app, &who.caller, key, file, dry_run).await,
            Self::Collaborations => collaborations::import(app, &who.caller, key, file, dry_run).await,
            Self::Answers(wave) => waves::import(app, &who.caller, key, wave, file, dry_run).await,
        }
    }
}

/// Asks for a table.
#[handler]
pub(crate) async fn ask(Data(page): Data<&Page>, Path(register): Path<String>) -> Answer {
    shown(page, &register, Form::new(page, FIELDS), None)
}

fn shown(page: &Page, register: &str, form: Form, found: Option<ImportJson>) -> Answer {
    page.with(Right::ManageFollowUp)?;
    let target = Target::of(register)?;
    let way = format!("/importera/{register}");
    Ok(look::page(form.status(), &ImportPage { page, form, target, way, found }))
}

/// Looks at a table, or takes it in when nothing is wrong with it and that was asked for.
#[handler]
pub(crate) async fn import(
    Data(app): Data<&App>,
    Data(page): Data<&Page>,
    Path(register): Path<String>,
    sent: Sent,
) -> Answer {
    let who = page.with(Right::ManageFollowUp)?;
    let target = Target::of(&register)?;
    let mut form = Form::sent(page, FIELDS, sent);
    if form.text("table").trim().is_empty() {
        form.fault("table", &domain::Invalid::Empty);
        return shown(page, &register, form, None);
    }
    let file = Csv::of(form.text("table").as_bytes().to_vec());
    let found = looked_at(app, page, target, &file, &mut form).await?;
    if form.is_faulty() || !form.has("act", "import") {
        return shown(page, &register, form, Some(found));
    }
    match target.import(app, who, form.sent_key(), &file, false).await {
        Ok(_) => Ok(see_other(&target.shown_at())),
        Err(problem) => {
            form.refuse(problem)?;
            shown(page, &register, form, Some(found))
        }
    }
}

/// What a table says, without taking it in. What is wrong with it is noted.
async fn looked_at(app: &App, page: &Page, target: Target, file: &Csv, form: &mut Form) -> Result<ImportJson, Failure> {
    let who = page.with(Right::ManageFollowUp)?;
    let found = target.import(app, who, None, file, true).await?;
    for error in &found.errors {
        let words = page.say_of(
            "import-cell",
            &[
                ("line", i64::from(error.line).into()),
                ("column", error.column.as_str().into()),
                ("reason", error.reason.as_str().into()),
            ],
        );
        form.note_of("table", &words);
    }
    Ok(found)
}

/// Looks at a table in a file. What it says stands in the form then, and is taken in from there like what is pasted.
#[handler]
pub(crate) async fn upload(
    Data(app): Data<&App>,
    Data(page): Data<&Page>,
    Path(register): Path<String>,
    sent: poem::Result<Multipart>,
) -> Answer {
    page.with(Right::ManageFollowUp)?;
    let target = Target::of(&register)?;
    let mut form = Form::new(page, FIELDS);
    let octets = match sent {
        Ok(sent) => octets(sent).await,
        Err(_) => None,
    };
    let octets = octets.filter(|octets| !octets.is_empty()).ok_or(domain::Invalid::Empty);
    match octets.and_then(|octets| Csv::of(octets).text()) {
        Ok(text) => {
            let file = Csv::of(text.as_bytes().to_vec());
            form = form.with("table", text);
            let found = looked_at(app, page, target, &file, &mut form).await?;
            shown(page, &register, form, Some(found))
        }
        Err(reason) => {
            form.fault("file", &reason);
            shown(page, &register, form, None)
        }
    }
}

/// The file that was sent; none when it did not come whole.
async fn octets(mut sent: Multipart) -> Option<Vec<u8>> {
    while let Ok(Some(field)) = sent.next_field().await {
        if field.name() == Some("file") {
            return field.bytes().await.ok();
        }
    }
    None
}
