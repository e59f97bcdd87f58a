//! What is done to waves, for the API and for pages alike.

use domain::{Invalid, WaveId, access::Right, seal::Purpose, wave};
use persistence::waves::{self, WaveDraft, WaveView};

use super::{PATH, WaveInput, WaveLinksInput, file, statements};
use crate::{
    App,
    caller::Caller,
    imports::{self, Csv, ImportJson, cells},
    problem::Problem,
};

/// The most links made at once.
const LINKS_MAX: u32 = 500;

/// Adds a wave.
///
/// # Errors
/// When it contradicts itself, or the caller may not.
pub async fn add(app: &App, caller: &Caller, key: Option<String>, body: WaveInput) -> Result<WaveView, Problem> {
    let actor = caller.with(Right::ManageFollowUp)?.person;
    let ticket = app.ticket(caller, key, "addWave", &body)?;
    let draft = WaveDraft {
        name: body.name,
        from: body.from.0,
        to: body.to.0,
        statements: body.statements.map_or_else(wave::usual, statements),
    };
    let (db, now) = (app.db.clone(), app.clock.now());
    app.write(async move { waves::add(&db, draft, actor, now, ticket.once()).await }).await
}

/// Closes a wave, for good.
///
/// # Errors
/// When it is closed, or the caller may not.
pub async fn close(app: &App, caller: &Caller, key: Option<String>, id: WaveId) -> Result<WaveView, Problem> {
    let actor = caller.with(Right::ManageFollowUp)?.person;
    let ticket = app.ticket(caller, key, &format!("closeWave {id}"), &super::ClosingInput {})?;
    let (db, now) = (app.db.clone(), app.clock.now());
    app.write(async move { waves::close(&db, id, actor, now, ticket.once()).await }).await
}

/// Makes links to the questionnaire. They are given out now, and never again.
///
/// # Errors
/// When the wave is closed, they are too many, or the caller may not.
pub async fn links(
    app: &App,
    caller: &Caller,
    key: Option<String>,
    id: WaveId,
    body: WaveLinksInput,
) -> Result<Vec<String>, Problem> {
    let actor = caller.with(Right::ManageFollowUp)?.person;
    if !(1..=LINKS_MAX).contains(&body.count) {
        return Err(Problem::invalid_member("count", Invalid::OutOfRange(1, LINKS_MAX.into())));
    }
    let ticket = app.ticket(caller, key, &format!("addWaveLinks {id}"), &body)?;
    let (db, now, seal) = (app.db.clone(), app.clock.now(), app.seal.clone());
    let token = move |portion, number| seal.token(Purpose::SelfAssessment, portion, number);
    let made = app.write(async move {
        waves::make_links(&db, id, body.municipality_code, body.count, token, actor, now, ticket.once()).await
    });
    let made = made.await?;
    let url = app.public_url.as_deref().unwrap_or_default();
    let token = |number| app.seal.token(Purpose::SelfAssessment, made.portion, number);
    Ok((0..made.count).map(|number| format!("{url}{PATH}/{}", token(number))).collect())
}

/// Imports answers from a file: all rows or none. A dry run only says what would happen.
///
/// # Errors
/// When anything in the file is wrong, unless it is only looked at, or the caller may not.
pub async fn import(
    app: &App,
    caller: &Caller,
    key: Option<String>,
    id: WaveId,
    sent: &Csv,
    dry_run: bool,
) -> Result<ImportJson, Problem> {
    let actor = caller.with(Right::ManageFollowUp)?.person;
    let wave = waves::find(&app.db, id).await?.wave;
    let wanted = file::columns(&wave);
    let sheet = sent.read(&wanted);
    let (rows, mut errors) = file::rows(&wave, &sheet, &wanted);
    if dry_run {
        errors.extend(waves::import_faults(&app.db, id, &rows).await?);
        return Ok(ImportJson::new(&sheet, &cells::in_order(errors), &wanted, file::SHOWN));
    }
    if !errors.is_empty() {
        return Err(imports::refused(&errors));
    }
    let ticket = app.ticket(caller, key, &format!("importWaveAnswers {id}"), &sent.fingerprint())?;
    let (db, now) = (app.db.clone(), app.clock.now());
    app.write(async move { waves::import(&db, id, &rows, actor, now, ticket.once()).await }).await?;
    Ok(ImportJson::new(&sheet, &[], &wanted, file::SHOWN))
}
