//! Program. / Programmes.

use domain::{
    ProgrammeId,
    access::Right,
    programme::Programme,
    values::{Line, Prose},
    wall_time::LocalDate,
};
use persistence::programmes::{self, ProgrammeChange};
use poem::web::Data;
use poem_openapi::{
    ApiResponse, Object, OpenApi,
    param::{Header, Path, Query},
    payload::Json,
    types::MaybeUndefined,
};
use serde::Deserialize;
use uuid::Uuid;

use crate::{
    App,
    caller::Caller,
    etag,
    input::{Input, tri},
    list::{self, list_of},
    problem::Problem,
    spec::Tag,
};

mod acts;

pub use acts::{add, change};

/// Ett program. / A programme.
#[derive(Debug, Clone, Object)]
#[oai(rename_all = "camelCase")]
pub struct ProgrammeJson {
    /// Id.
    pub id: ProgrammeId,
    /// Namn. / Name.
    pub name: Line<200>,
    /// Målet, med programmets egna ord. / The goal, in the programme's own words.
    pub goal: Option<Prose<2000>>,
    /// Första dag. / First day.
    pub from: LocalDate,
    /// Sista dag. / Last day.
    pub to: LocalDate,
    /// Mätomgången som räknas som början (I1). / The wave that counts as the beginning (I1).
    pub baseline_wave_id: Option<Uuid>,
    /// Mätomgången som räknas som slut (I1). / The wave that counts as the end (I1).
    pub final_wave_id: Option<Uuid>,
}

/// Ett nytt program. / A new programme.
#[derive(Debug, Clone, Object, Deserialize)]
#[oai(rename_all = "camelCase", deny_unknown_fields)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ProgrammeInput {
    /// Namn. / Name.
    pub name: Line<200>,
    /// Målet. / The goal.
    pub goal: Option<Prose<2000>>,
    /// Första dag. / First day.
    pub from: LocalDate,
    /// Sista dag. / Last day.
    pub to: LocalDate,
}

/// Ändring av ett program; det som inte nämns står kvar. / A change of a programme; what is not named stays.
#[derive(Debug, Clone, Object, Deserialize)]
#[oai(rename_all = "camelCase", deny_unknown_fields)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ProgrammePatch {
    /// Namn. / Name.
    pub name: Option<Line<200>>,
    /// Målet; null tar bort. / The goal; null removes.
    #[serde(default)]
    pub goal: MaybeUndefined<Prose<2000>>,
    /// Första dag. / First day.
    pub from: Option<LocalDate>,
    /// Sista dag. / Last day.
    pub to: Option<LocalDate>,
    /// Mätomgången som räknas som början; null tar bort. / The wave that counts as the beginning; null removes.
    #[serde(default)]
    pub baseline_wave_id: MaybeUndefined<Uuid>,
    /// Mätomgången som räknas som slut; null tar bort. / The wave that counts as the end; null removes.
    #[serde(default)]
    pub final_wave_id: MaybeUndefined<Uuid>,
}

list_of!(
    /// Program. / Programmes.
    ProgrammeList,
    ProgrammeJson
);

impl From<Programme> for ProgrammeJson {
    fn from(programme: Programme) -> Self {
        Self {
            id: programme.id,
            name: programme.name,
            goal: programme.goal,
            from: LocalDate(programme.from),
            to: LocalDate(programme.to),
            baseline_wave_id: programme.baseline_wave,
            final_wave_id: programme.final_wave,
        }
    }
}

/// A programme added.
#[derive(ApiResponse)]
pub enum ProgrammeAdded {
    /// Programmet är tillagt. / The programme is added.
    #[oai(status = 201)]
    Created(Json<ProgrammeJson>, #[oai(header = "ETag")] String),
}

/// A programme.
#[derive(ApiResponse)]
pub enum ProgrammeFound {
    /// Programmet. / The programme.
    #[oai(status = 200)]
    Ok(Json<ProgrammeJson>, #[oai(header = "ETag")] String),
}

fn found(programme: Programme) -> ProgrammeFound {
    let tag = etag::of(programme.version);
    ProgrammeFound::Ok(Json(programme.into()), tag)
}

pub(crate) struct ProgrammesApi;

#[OpenApi]
impl ProgrammesApi {
    /// Lista program / List programmes
    ///
    /// Det senaste först. / The latest first.
    #[oai(path = "/programmes", method = "get", operation_id = "listProgrammes", tag = "Tag::Indicators")]
    async fn list_programmes(
        &self,
        Data(app): Data<&App>,
        caller: Caller,
        #[oai(name = "limit")] Query(limit): Query<Option<u64>>,
        #[oai(name = "page")] Query(page): Query<Option<u64>>,
    ) -> Result<Json<ProgrammeList>, Problem> {
        caller.with(Right::ReadIndicators)?;
        let asked = list::page(limit, page)?;
        let found = programmes::list(&app.db, asked).await?;
        Ok(Json(ProgrammeList::new(found.map(Into::into), asked)))
    }

    /// Lägg till ett program / Add a programme
    ///
    /// Bara samordnaren. / Coordinators only.
    #[oai(path = "/programmes", method = "post", operation_id = "addProgramme", tag = "Tag::Indicators")]
    async fn add_programme(
        &self,
        Data(app): Data<&App>,
        caller: Caller,
        #[oai(name = "Idempotency-Key")] Header(key): Header<Option<String>>,
        Input(body): Input<ProgrammeInput>,
    ) -> Result<ProgrammeAdded, Problem> {
        let added = add(app, &caller, key, body).await?;
        let tag = etag::of(added.version);
        Ok(ProgrammeAdded::Created(Json(added.into()), tag))
    }

    /// Visa ett program / Show a programme
    ///
    /// Ett program med sina mätomgångar. / A programme and its waves.
    #[oai(path = "/programmes/:programmeId", method = "get", operation_id = "getProgramme", tag = "Tag::Indicators")]
    async fn get_programme(
        &self,
        Data(app): Data<&App>,
        caller: Caller,
        #[oai(name = "programmeId")] Path(id): Path<ProgrammeId>,
    ) -> Result<ProgrammeFound, Problem> {
        caller.with(Right::ReadIndicators)?;
        Ok(found(programmes::find(&app.db, id).await?))
    }

    /// Ändra ett program / Change a programme
    ///
    /// Bara samordnaren. / Coordinators only.
    #[oai(
        path = "/programmes/:programmeId",
        method = "patch",
        operation_id = "changeProgramme",
        tag = "Tag::Indicators"
    )]
    async fn change_programme(
        &self,
        Data(app): Data<&App>,
        caller: Caller,
        #[oai(name = "programmeId")] Path(id): Path<ProgrammeId>,
        #[oai(name = "If-Match")] Header(if_match): Header<Option<String>>,
        Input(body): Input<ProgrammePatch>,
    ) -> Result<ProgrammeFound, Problem> {
        let wanted = ProgrammeChange {
            name: body.name,
            goal: tri(body.goal),
            from: body.from.map(|date| date.0),
            to: body.to.map(|date| date.0),
            baseline_wave: tri(body.baseline_wave_id),
            final_wave: tri(body.final_wave_id),
        };
        Ok(found(change(app, &caller, etag::seen(if_match.as_deref()), id, wanted).await?))
    }
}
