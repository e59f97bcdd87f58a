//! Mätomgångar. / Waves of the self-assessment.

use domain::{
    Invalid, WaveId,
    access::Right,
    seal::Purpose,
    wave::{self, Statement},
};
use persistence::waves::{self, WaveChange, WaveDraft, WaveView};
use poem::web::Data;
use poem_openapi::{
    ApiResponse, OpenApi,
    param::{Header, Path, Query},
    payload::Json,
};

use crate::{
    App,
    caller::Caller,
    etag,
    imports::{self, Csv, ImportJson, cells},
    input::Input,
    list,
    problem::Problem,
    spec::Tag,
};

mod file;
mod json;

pub(crate) use json::{
    ClosingInput, StatementJson, WaveInput, WaveJson, WaveLinksInput, WaveLinksJson, WaveList, WavePatch,
};

/// Below which path questionnaires are answered.
pub(crate) const PATH: &str = "/sjalvskattning";
/// The most links made at once.
const LINKS_MAX: u32 = 500;

/// Something made of a wave.
#[derive(ApiResponse)]
pub enum WaveAdded {
    /// Mätomgången. / The wave.
    #[oai(status = 201)]
    Created(Json<WaveJson>, #[oai(header = "ETag")] String),
}

/// A wave.
#[derive(ApiResponse)]
pub enum WaveFound {
    /// Mätomgången. / The wave.
    #[oai(status = 200)]
    Ok(Json<WaveJson>, #[oai(header = "ETag")] String),
}

/// Links made.
#[derive(ApiResponse)]
pub enum WaveLinksMade {
    /// Länkarna. / The links.
    #[oai(status = 201)]
    Created(Json<WaveLinksJson>),
}

/// A file looked at, or imported.
#[derive(ApiResponse)]
pub enum WaveImport {
    /// Förhandsvisning; inget är importerat. / A preview; nothing is imported.
    #[oai(status = 200)]
    Preview(Json<ImportJson>),
    /// Alla rader är importerade. / All rows are imported.
    #[oai(status = 201)]
    Imported(Json<ImportJson>),
}

fn added(view: WaveView) -> WaveAdded {
    let tag = etag::of(view.wave.version);
    WaveAdded::Created(Json(view.into()), tag)
}

fn found(view: WaveView) -> WaveFound {
    let tag = etag::of(view.wave.version);
    WaveFound::Ok(Json(view.into()), tag)
}

fn statements(given: Vec<StatementJson>) -> Vec<Statement> {
    given.into_iter().map(Into::into).collect()
}

pub(crate) struct WavesApi;

#[OpenApi]
impl WavesApi {
    /// Lista mätomgångar / List waves
    ///
    /// Den senaste först. Bara samordnaren. / The latest first. Coordinators only.
    #[oai(path = "/self-assessment-waves", method = "get", operation_id = "listWaves", tag = "Tag::Indicators")]
    async fn list_waves(
        &self,
        Data(app): Data<&App>,
        caller: Caller,
        #[oai(name = "limit")] Query(limit): Query<Option<u64>>,
        #[oai(name = "page")] Query(page): Query<Option<u64>>,
    ) -> Result<Json<WaveList>, Problem> {
        caller.with(Right::ManageFollowUp)?;
        let asked = list::page(limit, page)?;
        let found = waves::list(&app.db, asked).await?;
        Ok(Json(WaveList::new(found.map(Into::into), asked)))
    }

    /// Lägg till en mätomgång / Add a wave
    ///
    /// Bara samordnaren. Utan påståenden får omgången det vanliga testet. / Coordinators only. Without statements the
    /// wave gets the usual test.
    #[oai(path = "/self-assessment-waves", method = "post", operation_id = "addWave", tag = "Tag::Indicators")]
    async fn add_wave(
        &self,
        Data(app): Data<&App>,
        caller: Caller,
        #[oai(name = "Idempotency-Key")] Header(key): Header<Option<String>>,
        Input(body): Input<WaveInput>,
    ) -> Result<WaveAdded, Problem> {
        let actor = caller.with(Right::ManageFollowUp)?.person;
        let ticket = app.ticket(&caller, key, "addWave", &body)?;
        let draft = WaveDraft {
            name: body.name,
            from: body.from.0,
            to: body.to.0,
            statements: body.statements.map_or_else(wave::usual, statements),
        };
        let (db, now) = (app.db.clone(), app.clock.now());
        Ok(added(app.write(async move { waves::add(&db, draft, actor, now, ticket.once()).await }).await?))
    }

    /// Visa en mätomgång / Show a wave
    ///
    /// Antal svar, aldrig vad som svarats. / Numbers of answers, never what was answered.
    #[oai(path = "/self-assessment-waves/:waveId", method = "get", operation_id = "getWave", tag = "Tag::Indicators")]
    async fn get_wave(
        &self,
        Data(app): Data<&App>,
        caller: Caller,
        #[oai(name = "waveId")] Path(id): Path<WaveId>,
    ) -> Result<WaveFound, Problem> {
        caller.with(Right::ManageFollowUp)?;
        Ok(found(waves::find(&app.db, id).await?))
    }

    /// Ändra en mätomgång / Change a wave
    ///
    /// Så länge den är öppen. Bara samordnaren. / As long as it is open. Coordinators only.
    #[oai(
        path = "/self-assessment-waves/:waveId",
        method = "patch",
        operation_id = "changeWave",
        tag = "Tag::Indicators"
    )]
    async fn change_wave(
        &self,
        Data(app): Data<&App>,
        caller: Caller,
        #[oai(name = "waveId")] Path(id): Path<WaveId>,
        #[oai(name = "If-Match")] Header(if_match): Header<Option<String>>,
        Input(body): Input<WavePatch>,
    ) -> Result<WaveFound, Problem> {
        let actor = caller.with(Right::ManageFollowUp)?.person;
        let seen = etag::seen(if_match.as_deref());
        let change = WaveChange {
            name: body.name,
            from: body.from.map(|date| date.0),
            to: body.to.map(|date| date.0),
            statements: body.statements.map(statements),
        };
        let (db, now) = (app.db.clone(), app.clock.now());
        Ok(found(app.write(async move { waves::change(&db, id, change, seen, actor, now).await }).await?))
    }

    /// Stäng en mätomgång / Close a wave
    ///
    /// För gott: därefter tas inga svar emot, och resultatet visas. / For good: no answers are taken after that, and the
    /// result is shown.
    #[oai(
        path = "/self-assessment-waves/:waveId/closings",
        method = "post",
        operation_id = "closeWave",
        tag = "Tag::Indicators"
    )]
    async fn close_wave(
        &self,
        Data(app): Data<&App>,
        caller: Caller,
        #[oai(name = "waveId")] Path(id): Path<WaveId>,
        #[oai(name = "Idempotency-Key")] Header(key): Header<Option<String>>,
        Input(body): Input<ClosingInput>,
    ) -> Result<WaveAdded, Problem> {
        let actor = caller.with(Right::ManageFollowUp)?.person;
        let ticket = app.ticket(&caller, key, &format!("closeWave {id}"), &body)?;
        let (db, now) = (app.db.clone(), app.clock.now());
        Ok(added(app.write(async move { waves::close(&db, id, actor, now, ticket.once()).await }).await?))
    }

    /// Skapa länkar till självskattningen / Make links to the self-assessment
    ///
    /// En per person. De visas bara nu, och ingen kan se vem som har använt sin. / One a person. They are shown only now,
    /// and nobody can see who has used hers.
    #[oai(
        path = "/self-assessment-waves/:waveId/links",
        method = "post",
        operation_id = "addWaveLinks",
        tag = "Tag::Indicators"
    )]
    async fn add_wave_links(
        &self,
        Data(app): Data<&App>,
        caller: Caller,
        #[oai(name = "waveId")] Path(id): Path<WaveId>,
        #[oai(name = "Idempotency-Key")] Header(key): Header<Option<String>>,
        Input(body): Input<WaveLinksInput>,
    ) -> Result<WaveLinksMade, Problem> {
        let actor = caller.with(Right::ManageFollowUp)?.person;
        if !(1..=LINKS_MAX).contains(&body.count) {
            return Err(Problem::invalid_member("count", Invalid::OutOfRange(1, LINKS_MAX.into())));
        }
        let ticket = app.ticket(&caller, key, &format!("addWaveLinks {id}"), &body)?;
        let (db, now, seal) = (app.db.clone(), app.clock.now(), app.seal.clone());
        let token = move |portion, number| seal.token(Purpose::SelfAssessment, portion, number);
        let made = app.write(async move {
            waves::make_links(&db, id, body.municipality_code, body.count, token, actor, now, ticket.once()).await
        });
        let made = made.await?;
        let url = app.public_url.as_deref().unwrap_or_default();
        let token = |number| app.seal.token(Purpose::SelfAssessment, made.portion, number);
        let links = (0..made.count).map(|number| format!("{url}{PATH}/{}", token(number))).collect();
        Ok(WaveLinksMade::Created(Json(WaveLinksJson { links })))
    }

    /// Importera svar / Import answers
    ///
    /// En CSV-fil med kolumnerna `wave` (frivillig), `municipalityCode` och en per påstående (`q1` …); tomt är
    /// obesvarat. Teckenkodning och skiljetecken upptäcks. Alla rader eller ingen; `dryRun=true` visar bara vad som
    /// skulle hända, och inte svaren. / A CSV file with the columns `wave` (optional), `municipalityCode` and one a
    /// statement; blank is unanswered. Encoding and separator are detected. All rows or none; `dryRun=true` only shows
    /// what would happen, and not the answers.
    #[oai(
        path = "/self-assessment-waves/:waveId/imports",
        method = "post",
        operation_id = "importWaveAnswers",
        tag = "Tag::Indicators"
    )]
    async fn import_wave_answers(
        &self,
        Data(app): Data<&App>,
        caller: Caller,
        #[oai(name = "waveId")] Path(id): Path<WaveId>,
        #[oai(name = "dryRun")] Query(dry_run): Query<Option<bool>>,
        #[oai(name = "Idempotency-Key")] Header(key): Header<Option<String>>,
        body: Csv,
    ) -> Result<WaveImport, Problem> {
        let actor = caller.with(Right::ManageFollowUp)?.person;
        let wave = waves::find(&app.db, id).await?.wave;
        let wanted = file::columns(&wave);
        let sheet = body.read(&wanted);
        let (rows, mut errors) = file::rows(&wave, &sheet, &wanted);
        if dry_run.unwrap_or(false) {
            errors.extend(waves::import_faults(&app.db, id, &rows).await?);
            let preview = ImportJson::new(&sheet, &cells::in_order(errors), &wanted, file::SHOWN);
            return Ok(WaveImport::Preview(Json(preview)));
        }
        if !errors.is_empty() {
            return Err(imports::refused(&errors));
        }
        let ticket = app.ticket(&caller, key, &format!("importWaveAnswers {id}"), &body.fingerprint())?;
        let (db, now) = (app.db.clone(), app.clock.now());
        app.write(async move { waves::import(&db, id, &rows, actor, now, ticket.once()).await }).await?;
        Ok(WaveImport::Imported(Json(ImportJson::new(&sheet, &[], &wanted, file::SHOWN))))
    }
}
