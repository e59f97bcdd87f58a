//! A file of collaborations.

use domain::{
    access::Right,
    collaboration::{CollaborationActivity, CollaborationTheme},
    values::Line,
    wall_time::LocalDate,
};
use persistence::collaborations::{self, CollaborationRow};
use poem::web::Data;
use poem_openapi::{
    OpenApi,
    param::{Header, Query},
    payload::Json,
};
use tables::Column;

use crate::{
    App,
    caller::Caller,
    imports::{
        self, Csv, Import, ImportJson,
        cells::{self, Cells, Read},
    },
    problem::Problem,
    spec::Tag,
};

const LIBRARY: usize = 0;
const THEME: usize = 1;
const FROM: usize = 2;
const TO: usize = 3;
const CONTACT: usize = 4;
const ACTIVITIES: usize = 5;

/// All columns but the contact, which could be somebody's name.
const SHOWN: &[usize] = &[LIBRARY, THEME, FROM, TO, ACTIVITIES];

const THEMES: &[(&str, CollaborationTheme)] = &[("1177", CollaborationTheme::HealthGuide)];

const DOINGS: &[(&str, CollaborationActivity)] = &[
    ("skyltning", CollaborationActivity::Signage),
    ("drop-in", CollaborationActivity::DropIn),
    ("utbildning", CollaborationActivity::Training),
    ("annat", CollaborationActivity::Other),
    ("signage", CollaborationActivity::Signage),
    ("dropIn", CollaborationActivity::DropIn),
    ("training", CollaborationActivity::Training),
    ("other", CollaborationActivity::Other),
];

fn columns() -> Vec<Column> {
    vec![
        Column::needed("library", &["bibliotek"]),
        Column::optional("theme", &["tema"]),
        Column::needed("from", &["från", "första dag"]),
        Column::optional("to", &["till", "sista dag"]),
        Column::optional("contact", &["kontakt"]),
        Column::optional("activities", &["aktiviteter", "vad"]),
    ]
}

fn read(cells: &Cells<'_>) -> Read<CollaborationRow> {
    Ok(CollaborationRow {
        line: cells.line(),
        library: cells.needed::<Line<200>>(LIBRARY)?.into_string(),
        theme: cells.word(THEME, THEMES)?.unwrap_or(CollaborationTheme::HealthGuide),
        from: cells.needed::<LocalDate>(FROM)?.0,
        to: cells.optional::<LocalDate>(TO)?.map(|date| date.0),
        contact: cells.optional(CONTACT)?,
        activities: cells.words(ACTIVITIES, DOINGS)?,
    })
}

/// Imports collaborations from a file: all rows or none. A dry run only says what would happen.
///
/// # Errors
/// When anything in the file is wrong, unless it is only looked at, or the caller may not.
pub async fn import(
    app: &App,
    caller: &Caller,
    key: Option<String>,
    file: &Csv,
    dry_run: bool,
) -> Result<ImportJson, Problem> {
    let actor = caller.with(Right::ManageFollowUp)?.person;
    let wanted = columns();
    let sheet = file.read(&wanted);
    let (rows, mut errors) = cells::rows(&sheet, &wanted, read);
    let (db, now) = (app.db.clone(), app.clock.now());
    if dry_run {
        errors.extend(collaborations::import_faults(&db, &rows, now).await?);
        return Ok(ImportJson::new(&sheet, &cells::in_order(errors), &wanted, SHOWN));
    }
    if !errors.is_empty() {
        return Err(imports::refused(&errors));
    }
    let ticket = app.ticket(caller, key, "importCollaborations", &file.fingerprint())?;
    app.write(async move { collaborations::import(&db, &rows, actor, now, ticket.once()).await }).await?;
    Ok(ImportJson::new(&sheet, &[], &wanted, SHOWN))
}

pub(crate) struct CollaborationImportsApi;

#[OpenApi]
impl CollaborationImportsApi {
    /// Importera samverkan / Import collaborations
    ///
    /// En CSV-fil med kolumnerna `library`, `theme`, `from`, `to`, `contact` och `activities`, eller deras svenska
    /// namn. Biblioteket skrivs med namn. Alla rader eller ingen; `dryRun=true` visar bara vad som skulle hända. / A CSV
    /// file with these columns, or their Swedish names. The library is written by name. All rows or none; `dryRun=true`
    /// only shows what would happen.
    #[oai(
        path = "/collaborations/imports",
        method = "post",
        operation_id = "importCollaborations",
        tag = "Tag::Indicators"
    )]
    async fn import_collaborations(
        &self,
        Data(app): Data<&App>,
        caller: Caller,
        #[oai(name = "dryRun")] Query(dry_run): Query<Option<bool>>,
        #[oai(name = "Idempotency-Key")] Header(key): Header<Option<String>>,
        body: Csv,
    ) -> Result<Import, Problem> {
        let dry_run = dry_run.unwrap_or(false);
        let found = import(app, &caller, key, &body, dry_run).await?;
        Ok(if dry_run { Import::Preview(Json(found)) } else { Import::Imported(Json(found)) })
    }
}
