//! Digiteket: profiles of people, and numbers by municipality. / Digiteket.

use domain::{
    DigiteketCountId, PersonId,
    access::Right,
    digiteket::{DigiteketCount, Profile, ProfileAnswer, ProfileSource, ProfileStatement},
    values::{Line, MunicipalityCode},
    wall_time::{self, Instant, LocalDate},
};
use persistence::digiteket::{self, CountChange, CountDraft, CountFilter};
use poem::web::Data;
use poem_openapi::{
    ApiResponse, Object, OpenApi,
    param::{Header, Path, Query},
    payload::Json,
};
use serde::Deserialize;

use crate::{
    App,
    caller::Caller,
    etag,
    input::Input,
    list::{self, list_of},
    problem::Problem,
    spec::Tag,
};

/// Vad som är känt om någons profil i Digiteket. / What is known of somebody's profile in Digiteket.
#[derive(Debug, Clone, Object)]
#[oai(rename_all = "camelCase")]
pub struct DigiteketProfileJson {
    /// Om det finns en profil; `unknown` tills någon har sagt något. / Whether there is one; `unknown` until somebody
    /// has said something.
    pub profile: ProfileAnswer,
    /// Första dag. / First day.
    pub since: Option<LocalDate>,
    /// Sista dag. / Last day.
    pub until: Option<LocalDate>,
    /// Vem som uppgav det senast. / Who stated it last.
    pub source: Option<ProfileSource>,
    /// När. / When.
    pub stated_at: Option<Instant>,
}

/// Vad som uppges om någons profil. / What is stated of somebody's profile.
#[derive(Debug, Clone, Object, Deserialize)]
#[oai(rename_all = "camelCase", deny_unknown_fields)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct DigiteketProfileInput {
    /// Om det finns en profil. / Whether there is one.
    pub profile: ProfileAnswer,
    /// Första dag, bara om det finns en; annars räknas den från i dag. / First day, only if there is one; from today
    /// unless said otherwise.
    pub since: Option<LocalDate>,
    /// Sista dag, om profilen är avslutad. / Last day, if the profile has ended.
    pub until: Option<LocalDate>,
}

/// En kommuns antal profiler och anställda en dag. / A municipality's number of profiles and staff on a day.
#[derive(Debug, Clone, Object)]
#[oai(rename_all = "camelCase")]
pub struct DigiteketCountJson {
    /// Id.
    pub id: DigiteketCountId,
    /// Kommunkod. / Municipality code.
    pub municipality_code: MunicipalityCode,
    /// Dagen. / The day.
    pub on_date: LocalDate,
    /// Profiler i Digiteket. / Profiles in Digiteket.
    pub profiles: u32,
    /// Anställda, i personer. / Staff, in heads.
    pub staff: u32,
    /// Varifrån siffrorna kommer. / Where the numbers come from.
    pub source: Line<200>,
}

/// Nya siffror för en kommun. / New numbers of a municipality.
#[derive(Debug, Clone, Object, Deserialize)]
#[oai(rename_all = "camelCase", deny_unknown_fields)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct DigiteketCountInput {
    /// Kommunkod. / Municipality code.
    pub municipality_code: MunicipalityCode,
    /// Dagen. / The day.
    pub on_date: LocalDate,
    /// Profiler i Digiteket; kan vara fler än de anställda. / Profiles in Digiteket; may be more than the staff.
    pub profiles: u32,
    /// Anställda, i personer och inte årsverken. / Staff, in heads and not full-time equivalents.
    pub staff: u32,
    /// Varifrån siffrorna kommer. / Where the numbers come from.
    pub source: Line<200>,
}

/// Rättelse av en kommuns siffror; det som inte nämns står kvar. / A correction of numbers; what is not named stays.
#[derive(Debug, Clone, Object, Deserialize)]
#[oai(rename_all = "camelCase", deny_unknown_fields)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct DigiteketCountPatch {
    /// Profiler. / Profiles.
    pub profiles: Option<u32>,
    /// Anställda. / Staff.
    pub staff: Option<u32>,
    /// Varifrån siffrorna kommer. / Where the numbers come from.
    pub source: Option<Line<200>>,
}

list_of!(
    /// Kommunernas siffror. / The municipalities' numbers.
    DigiteketCountList,
    DigiteketCountJson
);

impl From<ProfileStatement> for DigiteketProfileJson {
    fn from(statement: ProfileStatement) -> Self {
        Self {
            profile: statement.profile.answer,
            since: statement.profile.since.map(LocalDate),
            until: statement.profile.until.map(LocalDate),
            source: statement.source,
            stated_at: statement.stated_at.map(Into::into),
        }
    }
}

impl From<DigiteketCount> for DigiteketCountJson {
    fn from(count: DigiteketCount) -> Self {
        Self {
            id: count.id,
            municipality_code: count.municipality_code,
            on_date: LocalDate(count.on),
            profiles: count.profiles,
            staff: count.staff,
            source: count.source,
        }
    }
}

/// What is known of a profile.
#[derive(ApiResponse)]
pub enum ProfileFound {
    /// Vad som är känt. / What is known.
    #[oai(status = 200)]
    Ok(Json<DigiteketProfileJson>, #[oai(header = "ETag")] String),
}

/// Numbers registered.
#[derive(ApiResponse)]
pub enum CountAdded {
    /// Siffrorna är registrerade. / The numbers are registered.
    #[oai(status = 201)]
    Created(Json<DigiteketCountJson>, #[oai(header = "ETag")] String),
}

/// Numbers corrected.
#[derive(ApiResponse)]
pub enum CountChanged {
    /// Siffrorna. / The numbers.
    #[oai(status = 200)]
    Ok(Json<DigiteketCountJson>, #[oai(header = "ETag")] String),
}

fn found(statement: ProfileStatement) -> ProfileFound {
    let tag = etag::of(statement.version);
    ProfileFound::Ok(Json(statement.into()), tag)
}

/// Keeps what the caller states of somebody's profile: her own, or one she may attest.
///
/// # Errors
/// When the days contradict each other, somebody else has stated it since, or the caller may not.
pub async fn state(
    app: &App,
    caller: &Caller,
    id: PersonId,
    seen: Option<i32>,
    body: &DigiteketProfileInput,
) -> Result<ProfileStatement, Problem> {
    let (db, now, scope) = (app.db.clone(), app.clock.now(), caller.0.clone());
    let (since, until) = (body.since.map(|date| date.0), body.until.map(|date| date.0));
    let profile = Profile::stated(body.profile, since, until, wall_time::local_date(now));
    let profile = profile.map_err(persistence::Error::from)?;
    app.write(async move { digiteket::state_profile(&db, &scope, id, profile, seen, now).await }).await
}

pub(crate) struct DigiteketApi;

#[OpenApi]
impl DigiteketApi {
    /// Visa en persons Digiteketprofil / Show a person's Digiteket profile
    ///
    /// För personen själv, chefen och samordnaren. / For the person herself, her manager and the coordinator.
    #[oai(
        path = "/people/:personId/digiteket-profile",
        method = "get",
        operation_id = "getDigiteketProfile",
        tag = "Tag::Register"
    )]
    async fn get_digiteket_profile(
        &self,
        Data(app): Data<&App>,
        caller: Caller,
        #[oai(name = "personId")] Path(id): Path<PersonId>,
    ) -> Result<ProfileFound, Problem> {
        Ok(found(digiteket::profile(&app.db, &caller.0, id, app.clock.now()).await?))
    }

    /// Uppge en persons Digiteketprofil / State a person's Digiteket profile
    ///
    /// Personen uppger själv; chefen intygar för sin personal. Det som sades senast gäller. / The person herself, or her
    /// manager for her own staff. What was said last holds.
    #[oai(
        path = "/people/:personId/digiteket-profile",
        method = "put",
        operation_id = "stateDigiteketProfile",
        tag = "Tag::Register"
    )]
    async fn state_digiteket_profile(
        &self,
        Data(app): Data<&App>,
        caller: Caller,
        #[oai(name = "personId")] Path(id): Path<PersonId>,
        #[oai(name = "If-Match")] Header(if_match): Header<Option<String>>,
        Input(body): Input<DigiteketProfileInput>,
    ) -> Result<ProfileFound, Problem> {
        Ok(found(state(app, &caller, id, etag::seen(if_match.as_deref()), &body).await?))
    }

    /// Lista kommunernas Digiteketsiffror / List the municipalities' Digiteket numbers
    ///
    /// De senaste först; bara samordnaren. / The latest first; coordinators only.
    #[oai(path = "/digiteket-counts", method = "get", operation_id = "listDigiteketCounts", tag = "Tag::Indicators")]
    async fn list_digiteket_counts(
        &self,
        Data(app): Data<&App>,
        caller: Caller,
        #[oai(name = "municipalityCode")] Query(municipality_code): Query<Option<MunicipalityCode>>,
        #[oai(name = "limit")] Query(limit): Query<Option<u64>>,
        #[oai(name = "page")] Query(page): Query<Option<u64>>,
    ) -> Result<Json<DigiteketCountList>, Problem> {
        caller.with(Right::ManageFollowUp)?;
        let asked = list::page(limit, page)?;
        let found = digiteket::counts(&app.db, &CountFilter { municipality_code }, asked).await?;
        Ok(Json(DigiteketCountList::new(found.map(Into::into), asked)))
    }

    /// Registrera en kommuns Digiteketsiffror / Register a municipality's Digiteket numbers
    ///
    /// En gång för varje kommun och dag; bara samordnaren. / Once a municipality and day; coordinators only.
    #[oai(path = "/digiteket-counts", method = "post", operation_id = "addDigiteketCount", tag = "Tag::Indicators")]
    async fn add_digiteket_count(
        &self,
        Data(app): Data<&App>,
        caller: Caller,
        #[oai(name = "Idempotency-Key")] Header(key): Header<Option<String>>,
        Input(body): Input<DigiteketCountInput>,
    ) -> Result<CountAdded, Problem> {
        let actor = caller.with(Right::ManageFollowUp)?.person;
        let ticket = app.ticket(&caller, key, "addDigiteketCount", &body)?;
        let DigiteketCountInput { municipality_code, on_date, profiles, staff, source } = body;
        let draft = CountDraft { municipality_code, on: on_date.0, profiles, staff, source };
        let (db, now) = (app.db.clone(), app.clock.now());
        let added = app.write(async move { digiteket::add_count(&db, draft, actor, now, ticket.once()).await }).await?;
        let tag = etag::of(added.version);
        Ok(CountAdded::Created(Json(added.into()), tag))
    }

    /// Rätta en kommuns Digiteketsiffror / Correct a municipality's Digiteket numbers
    ///
    /// Bara samordnaren. / Coordinators only.
    #[oai(
        path = "/digiteket-counts/:digiteketCountId",
        method = "patch",
        operation_id = "changeDigiteketCount",
        tag = "Tag::Indicators"
    )]
    async fn change_digiteket_count(
        &self,
        Data(app): Data<&App>,
        caller: Caller,
        #[oai(name = "digiteketCountId")] Path(id): Path<DigiteketCountId>,
        #[oai(name = "If-Match")] Header(if_match): Header<Option<String>>,
        Input(body): Input<DigiteketCountPatch>,
    ) -> Result<CountChanged, Problem> {
        let actor = caller.with(Right::ManageFollowUp)?.person;
        let seen = etag::seen(if_match.as_deref());
        let change = CountChange { profiles: body.profiles, staff: body.staff, source: body.source };
        let (db, now) = (app.db.clone(), app.clock.now());
        let changed =
            app.write(async move { digiteket::change_count(&db, id, change, seen, actor, now).await }).await?;
        let tag = etag::of(changed.version);
        Ok(CountChanged::Ok(Json(changed.into()), tag))
    }
}
