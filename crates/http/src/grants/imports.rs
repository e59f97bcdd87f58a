//! A file of decisions on grants.

use domain::{Invalid, access::Right, grant::GrantDecision, wall_time::LocalDate};
use persistence::grants::{self, GrantRow};
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

const REGISTRY_NUMBER: usize = 0;
const CALL: usize = 1;
const LIBRARIES: usize = 2;
const MUNICIPALITY_CODES: usize = 3;
const DECISION: usize = 4;
const DECISION_DATE: usize = 5;
const AMOUNT: usize = 6;
const CRITERION: usize = 7;
const CRITERION_REASON: usize = 8;

/// All columns but the reason, which is free text.
const SHOWN: &[usize] =
    &[REGISTRY_NUMBER, CALL, LIBRARIES, MUNICIPALITY_CODES, DECISION, DECISION_DATE, AMOUNT, CRITERION];

const DECISIONS: &[(&str, GrantDecision)] = &[
    ("beviljat", GrantDecision::Granted),
    ("avslaget", GrantDecision::Rejected),
    ("återkallat", GrantDecision::Withdrawn),
    ("granted", GrantDecision::Granted),
    ("rejected", GrantDecision::Rejected),
    ("withdrawn", GrantDecision::Withdrawn),
];

const YES_OR_NO: &[(&str, bool)] = &[("ja", true), ("nej", false), ("yes", true), ("no", false)];

fn columns() -> Vec<Column> {
    vec![
        Column::needed("registryNumber", &["diarienummer", "dnr"]),
        Column::optional("call", &["utlysning"]),
        Column::optional("libraries", &["bibliotek", "library"]),
        Column::optional("municipalityCodes", &["kommunkoder", "kommunkod", "municipalityCode"]),
        Column::needed("decision", &["beslut"]),
        Column::needed("decisionDate", &["beslutsdatum", "beslutsdag"]),
        Column::needed("amountKronor", &["belopp", "kronor", "amount"]),
        Column::optional("criterion", &["it-kriteriet", "kriterium", "kriteriet"]),
        Column::optional("criterionReason", &["skäl", "reason"]),
    ]
}

fn read(cells: &Cells<'_>) -> Read<GrantRow> {
    let municipality_codes = cells.list(MUNICIPALITY_CODES).into_iter().map(str::parse).collect::<Result<_, _>>();
    let decision = cells.word(DECISION, DECISIONS)?;
    Ok(GrantRow {
        line: cells.line(),
        registry_number: cells.needed(REGISTRY_NUMBER)?,
        call: cells.text(CALL).map(str::to_owned),
        libraries: cells.list(LIBRARIES).into_iter().map(str::to_owned).collect(),
        municipality_codes: municipality_codes.map_err(|reason| cells.wrong(MUNICIPALITY_CODES, reason))?,
        decision: decision.ok_or_else(|| cells.wrong(DECISION, Invalid::Empty))?,
        decision_date: cells.needed::<LocalDate>(DECISION_DATE)?.0,
        amount_kronor: amount(cells)?,
        criterion: cells.word(CRITERION, YES_OR_NO)?,
        criterion_reason: cells.optional(CRITERION_REASON)?,
    })
}

/// Whole kronor, as spreadsheets write them: `45 000`, also with a blank that does not break.
fn amount(cells: &Cells<'_>) -> Read<u32> {
    let text = cells.text(AMOUNT).ok_or_else(|| cells.wrong(AMOUNT, Invalid::Empty))?;
    let digits: String = text.chars().filter(|letter| !letter.is_whitespace()).collect();
    let out_of_range = || cells.wrong(AMOUNT, Invalid::OutOfRange(0, domain::grant::AMOUNT_MAX.into()));
    if digits.bytes().all(|letter| letter.is_ascii_digit()) {
        digits.parse().map_err(|_| out_of_range())
    } else {
        Err(out_of_range())
    }
}

/// Imports decisions on grants from a file: all rows or none. A dry run only says what would happen.
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
        errors.extend(grants::import_faults(&db, &rows, now).await?);
        return Ok(ImportJson::new(&sheet, &cells::in_order(errors), &wanted, SHOWN));
    }
    if !errors.is_empty() {
        return Err(imports::refused(&errors));
    }
    let ticket = app.ticket(caller, key, "importGrants", &file.fingerprint())?;
    app.write(async move { grants::import(&db, &rows, actor, now, ticket.once()).await }).await?;
    Ok(ImportJson::new(&sheet, &[], &wanted, SHOWN))
}

pub(crate) struct GrantImportsApi;

#[OpenApi]
impl GrantImportsApi {
    /// Importera projektbidrag / Import project grants
    ///
    /// En CSV-fil med kolumnerna `registryNumber`, `call`, `libraries`, `municipalityCodes`, `decision`,
    /// `decisionDate`, `amountKronor`, `criterion` och `criterionReason`, eller deras svenska namn. Bibliotek och
    /// utlysning skrivs med namn, flera med `|` emellan. Alla rader eller ingen; `dryRun=true` visar bara vad som
    /// skulle hända. / A CSV file with these columns, or their Swedish names. Libraries and the call are written by
    /// name, several with `|` between. All rows or none; `dryRun=true` only shows what would happen.
    #[oai(path = "/grants/imports", method = "post", operation_id = "importGrants", tag = "Tag::Indicators")]
    async fn import_grants(
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
