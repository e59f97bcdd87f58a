//! Kommuner och bibliotek. / Municipalities and libraries.

use domain::{
    LibraryId,
    access::Right,
    person::{Library, LibraryKind, LibraryType, Municipality},
    values::{Line, MunicipalityCode},
};
use persistence::libraries::{self, LibraryChange, LibraryDraft};
use poem::web::Data;
use poem_openapi::{
    ApiResponse, Object, OpenApi,
    param::{Header, Path, Query},
    payload::Json,
    types::MaybeUndefined,
};
use serde::Deserialize;

use crate::{
    App,
    caller::Caller,
    etag,
    input::{Input, tri},
    list::{self, list_of},
    problem::Problem,
    spec::Tag,
};

/// En kommun. / A municipality.
#[derive(Debug, Clone, Object)]
#[oai(rename_all = "camelCase")]
pub struct MunicipalityJson {
    /// Kommunkod. / Municipality code.
    pub code: MunicipalityCode,
    /// Namn. / Name.
    pub name: Line<120>,
}

/// En ny kommun. / A new municipality.
#[derive(Debug, Clone, Object, Deserialize)]
#[oai(rename_all = "camelCase", deny_unknown_fields)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct MunicipalityInput {
    /// Kommunkod. / Municipality code.
    pub code: MunicipalityCode,
    /// Namn. / Name.
    pub name: Line<120>,
}

/// Ändring av en kommun. / A change of a municipality.
#[derive(Debug, Clone, Object, Deserialize)]
#[oai(rename_all = "camelCase", deny_unknown_fields)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct MunicipalityPatch {
    /// Namn. / Name.
    pub name: Line<120>,
}

/// Ett bibliotek. / A library.
#[derive(Debug, Clone, Object)]
#[oai(rename_all = "camelCase")]
pub struct LibraryJson {
    /// Id.
    pub id: LibraryId,
    /// Namn. / Name.
    pub name: Line<200>,
    /// Kommunkod. / Municipality code.
    pub municipality_code: MunicipalityCode,
    /// Slag. / Kind.
    pub kind: LibraryKind,
    /// Bibliotekstyp. / Type of library.
    pub library_type: LibraryType,
    /// Sigel.
    pub sigel: Option<Line<20>>,
}

/// Ett nytt bibliotek. / A new library.
#[derive(Debug, Clone, Object, Deserialize)]
#[oai(rename_all = "camelCase", deny_unknown_fields)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct LibraryInput {
    /// Namn. / Name.
    pub name: Line<200>,
    /// Kommunkod. / Municipality code.
    pub municipality_code: MunicipalityCode,
    /// Slag. / Kind.
    pub kind: LibraryKind,
    /// Bibliotekstyp. / Type of library.
    pub library_type: LibraryType,
    /// Sigel.
    pub sigel: Option<Line<20>>,
}

/// Ändring av ett bibliotek; det som inte nämns står kvar. / A change of a library; what is not named stays.
#[derive(Debug, Clone, Object, Deserialize)]
#[oai(rename_all = "camelCase", deny_unknown_fields)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct LibraryPatch {
    /// Namn. / Name.
    pub name: Option<Line<200>>,
    /// Slag. / Kind.
    pub kind: Option<LibraryKind>,
    /// Bibliotekstyp. / Type of library.
    pub library_type: Option<LibraryType>,
    /// Sigel; null tar bort. / Sigel; null removes.
    #[serde(default)]
    pub sigel: MaybeUndefined<Line<20>>,
}

list_of!(
    /// Kommuner. / Municipalities.
    MunicipalityList,
    MunicipalityJson
);
list_of!(
    /// Bibliotek. / Libraries.
    LibraryList,
    LibraryJson
);

impl From<Municipality> for MunicipalityJson {
    fn from(municipality: Municipality) -> Self {
        Self { code: municipality.code, name: municipality.name }
    }
}

impl From<Library> for LibraryJson {
    fn from(library: Library) -> Self {
        Self {
            id: library.id,
            name: library.name,
            municipality_code: library.municipality_code,
            kind: library.kind,
            library_type: library.library_type,
            sigel: library.sigel,
        }
    }
}

/// A municipality added.
#[derive(ApiResponse)]
pub enum MunicipalityAdded {
    /// Kommunen är tillagd. / The municipality is added.
    #[oai(status = 201)]
    Created(Json<MunicipalityJson>, #[oai(header = "ETag")] String),
}

/// A library added.
#[derive(ApiResponse)]
pub enum LibraryAdded {
    /// Biblioteket är tillagt. / The library is added.
    #[oai(status = 201)]
    Created(Json<LibraryJson>, #[oai(header = "ETag")] String),
}

pub(crate) struct LibrariesApi;

#[OpenApi]
impl LibrariesApi {
    /// Lista kommuner / List municipalities
    ///
    /// Alla kommuner i länet. / All municipalities of the county.
    #[oai(path = "/municipalities", method = "get", operation_id = "listMunicipalities", tag = "Tag::Register")]
    async fn list_municipalities(
        &self,
        Data(app): Data<&App>,
        _caller: Caller,
        #[oai(name = "limit")] Query(limit): Query<Option<u64>>,
        #[oai(name = "page")] Query(page): Query<Option<u64>>,
    ) -> Result<Json<MunicipalityList>, Problem> {
        let asked = list::page(limit, page)?;
        let found = libraries::list_municipalities(&app.db, asked).await?;
        Ok(Json(MunicipalityList::new(found.map(Into::into), asked)))
    }

    /// Lägg till en kommun / Add a municipality
    ///
    /// Bara samordnaren. / Coordinators only.
    #[oai(path = "/municipalities", method = "post", operation_id = "addMunicipality", tag = "Tag::Register")]
    async fn add_municipality(
        &self,
        Data(app): Data<&App>,
        caller: Caller,
        #[oai(name = "Idempotency-Key")] Header(key): Header<Option<String>>,
        Input(body): Input<MunicipalityInput>,
    ) -> Result<MunicipalityAdded, Problem> {
        let actor = caller.with(Right::ManageLibraries)?.person;
        let ticket = app.ticket(&caller, key, "addMunicipality", &body)?;
        let (db, now) = (app.db.clone(), app.clock.now());
        let added = app
            .write(
                async move { libraries::add_municipality(&db, body.code, body.name, actor, now, ticket.once()).await },
            )
            .await?;
        let tag = etag::of(added.version);
        Ok(MunicipalityAdded::Created(Json(added.into()), tag))
    }

    /// Ändra en kommun / Change a municipality
    ///
    /// Bara samordnaren. / Coordinators only.
    #[oai(
        path = "/municipalities/:municipalityCode",
        method = "patch",
        operation_id = "changeMunicipality",
        tag = "Tag::Register"
    )]
    async fn change_municipality(
        &self,
        Data(app): Data<&App>,
        caller: Caller,
        #[oai(name = "municipalityCode")] Path(code): Path<MunicipalityCode>,
        #[oai(name = "If-Match")] Header(if_match): Header<Option<String>>,
        Input(body): Input<MunicipalityPatch>,
    ) -> Result<Json<MunicipalityJson>, Problem> {
        let actor = caller.with(Right::ManageLibraries)?.person;
        let seen = etag::seen(if_match.as_deref());
        let (db, now) = (app.db.clone(), app.clock.now());
        let changed = app
            .write(async move { libraries::rename_municipality(&db, code, body.name, seen, actor, now).await })
            .await?;
        Ok(Json(changed.into()))
    }

    /// Lista bibliotek / List libraries
    ///
    /// Alla bibliotek, eller en kommuns. / All libraries, or those of a municipality.
    #[oai(path = "/libraries", method = "get", operation_id = "listLibraries", tag = "Tag::Register")]
    async fn list_libraries(
        &self,
        Data(app): Data<&App>,
        _caller: Caller,
        #[oai(name = "municipalityCode")] Query(municipality): Query<Option<MunicipalityCode>>,
        #[oai(name = "limit")] Query(limit): Query<Option<u64>>,
        #[oai(name = "page")] Query(page): Query<Option<u64>>,
    ) -> Result<Json<LibraryList>, Problem> {
        let asked = list::page(limit, page)?;
        let found = libraries::list(&app.db, municipality.as_ref(), asked).await?;
        Ok(Json(LibraryList::new(found.map(Into::into), asked)))
    }

    /// Lägg till ett bibliotek / Add a library
    ///
    /// Bara samordnaren. / Coordinators only.
    #[oai(path = "/libraries", method = "post", operation_id = "addLibrary", tag = "Tag::Register")]
    async fn add_library(
        &self,
        Data(app): Data<&App>,
        caller: Caller,
        #[oai(name = "Idempotency-Key")] Header(key): Header<Option<String>>,
        Input(body): Input<LibraryInput>,
    ) -> Result<LibraryAdded, Problem> {
        let actor = caller.with(Right::ManageLibraries)?.person;
        let ticket = app.ticket(&caller, key, "addLibrary", &body)?;
        let draft = LibraryDraft {
            name: body.name,
            municipality_code: body.municipality_code,
            kind: body.kind,
            library_type: body.library_type,
            sigel: body.sigel,
        };
        let (db, now) = (app.db.clone(), app.clock.now());
        let added = app.write(async move { libraries::add(&db, draft, actor, now, ticket.once()).await }).await?;
        let tag = etag::of(added.version);
        Ok(LibraryAdded::Created(Json(added.into()), tag))
    }

    /// Ändra ett bibliotek / Change a library
    ///
    /// Bara samordnaren. / Coordinators only.
    #[oai(path = "/libraries/:libraryId", method = "patch", operation_id = "changeLibrary", tag = "Tag::Register")]
    async fn change_library(
        &self,
        Data(app): Data<&App>,
        caller: Caller,
        #[oai(name = "libraryId")] Path(id): Path<LibraryId>,
        #[oai(name = "If-Match")] Header(if_match): Header<Option<String>>,
        Input(body): Input<LibraryPatch>,
    ) -> Result<Json<LibraryJson>, Problem> {
        let actor = caller.with(Right::ManageLibraries)?.person;
        let seen = etag::seen(if_match.as_deref());
        let change =
            LibraryChange { name: body.name, kind: body.kind, library_type: body.library_type, sigel: tri(body.sigel) };
        let (db, now) = (app.db.clone(), app.clock.now());
        let changed = app.write(async move { libraries::change(&db, id, change, seen, actor, now).await }).await?;
        Ok(Json(changed.into()))
    }
}
