//! Mätomgångar. / Waves of the self-assessment.

use domain::{WaveId, access::Right, wave::Statement};
use persistence::waves::{self, WaveChange, WaveView};
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
    imports::{Csv, ImportJson},
    input::Input,
    list,
    problem::Problem,
    spec::Tag,
};

mod acts;
mod file;
mod json;

pub use acts::{add, close, import, links};
pub(crate) use json::{ClosingInput, StatementJson, WaveJson, WaveLinksJson, WaveList, WavePatch};
pub use json::{WaveInput, WaveLinksInput};

/// Below which path questionnaires are answered.
pub const PATH: &str = "/sjalvskattning";

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
        Ok(added(add(app, &caller, key, body).await?))
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
        let ClosingInput {} = body;
        Ok(added(close(app, &caller, key, id).await?))
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
        let links = links(app, &caller, key, id, body).await?;
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
        let dry_run = dry_run.unwrap_or(false);
        let found = import(app, &caller, key, id, &body, dry_run).await?;
        Ok(if dry_run { WaveImport::Preview(Json(found)) } else { WaveImport::Imported(Json(found)) })
    }
}
