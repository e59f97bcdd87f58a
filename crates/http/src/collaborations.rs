//! Samverkan om 1177. / Collaborations on 1177.

use domain::{
    CollaborationId, LibraryId,
    access::Right,
    collaboration::{Collaboration, CollaborationActivity, CollaborationTheme},
    values::Line,
    wall_time::LocalDate,
};
use persistence::collaborations::{self, CollaborationChange};
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

mod acts;
mod imports;

pub use acts::{change, confirm, register};
pub(crate) use imports::CollaborationImportsApi;
pub use imports::import;

/// Ett biblioteks samverkan med regionen. / A library's collaboration with the region.
#[derive(Debug, Clone, Object)]
#[oai(rename_all = "camelCase")]
pub struct CollaborationJson {
    /// Id.
    pub id: CollaborationId,
    /// Bibliotekets id. / The library's id.
    pub library_id: LibraryId,
    /// Vad den handlar om. / What it is about.
    pub theme: CollaborationTheme,
    /// Första dag. / First day.
    pub from: LocalDate,
    /// Sista dag. / Last day.
    pub to: Option<LocalDate>,
    /// Vem man frågar: en funktionsadress eller en roll. / Whom to ask: a functional address or a role.
    pub contact: Option<Line<200>>,
    /// Vad biblioteket gör. / What the library does.
    pub activities: Vec<CollaborationActivity>,
    /// När någon senast sade att den pågår. / When somebody last said that it goes on.
    pub confirmed_on: Option<LocalDate>,
}

/// En ny samverkan. / A new collaboration.
#[derive(Debug, Clone, Object, Deserialize)]
#[oai(rename_all = "camelCase", deny_unknown_fields)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct CollaborationInput {
    /// Bibliotekets id. / The library's id.
    pub library_id: LibraryId,
    /// Vad den handlar om; 1177 om inget sägs. / What it is about; 1177 unless said otherwise.
    pub theme: Option<CollaborationTheme>,
    /// Första dag. / First day.
    pub from: LocalDate,
    /// Sista dag, om den är känd. / Last day, if known.
    pub to: Option<LocalDate>,
    /// En funktionsadress eller en roll, inte en persons namn. / A functional address or a role, not a person's name.
    pub contact: Option<Line<200>>,
    /// Vad biblioteket gör. / What the library does.
    #[oai(default)]
    #[serde(default)]
    pub activities: Vec<CollaborationActivity>,
}

/// Ändring av en samverkan; det som inte nämns står kvar. / A change of a collaboration; what is not named stays.
#[derive(Debug, Clone, Object, Deserialize)]
#[oai(rename_all = "camelCase", deny_unknown_fields)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct CollaborationPatch {
    /// Första dag. / First day.
    pub from: Option<LocalDate>,
    /// Sista dag; null gör den tills vidare. / Last day; null makes it open-ended.
    #[serde(default)]
    pub to: MaybeUndefined<LocalDate>,
    /// Vem man frågar; null tar bort. / Whom to ask; null removes.
    #[serde(default)]
    pub contact: MaybeUndefined<Line<200>>,
    /// Vad biblioteket gör. / What the library does.
    pub activities: Option<Vec<CollaborationActivity>>,
}

/// Svar på frågan om samverkan pågår. / The answer to whether it goes on.
#[derive(Debug, Clone, Object, Deserialize)]
#[oai(rename_all = "camelCase", deny_unknown_fields)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ConfirmationInput {
    /// Om den pågår. / Whether it goes on.
    pub active: bool,
    /// Sista dag, om den inte pågår; annars i dag. / Its last day, if it does not; today unless said otherwise.
    pub to: Option<LocalDate>,
}

list_of!(
    /// Samverkan. / Collaborations.
    CollaborationList,
    CollaborationJson
);

impl From<Collaboration> for CollaborationJson {
    fn from(one: Collaboration) -> Self {
        Self {
            id: one.id,
            library_id: one.library_id,
            theme: one.theme,
            from: LocalDate(one.from),
            to: one.to.map(LocalDate),
            contact: one.contact,
            activities: one.activities,
            confirmed_on: one.confirmed_on.map(LocalDate),
        }
    }
}

/// A collaboration, or what was said of it, registered.
#[derive(ApiResponse)]
pub enum CollaborationAdded {
    /// Samverkan, som den nu är. / The collaboration, as it is now.
    #[oai(status = 201)]
    Created(Json<CollaborationJson>, #[oai(header = "ETag")] String),
}

/// A collaboration changed.
#[derive(ApiResponse)]
pub enum CollaborationChanged {
    /// Samverkan. / The collaboration.
    #[oai(status = 200)]
    Ok(Json<CollaborationJson>, #[oai(header = "ETag")] String),
}

fn added(one: Collaboration) -> CollaborationAdded {
    let tag = etag::of(one.version);
    CollaborationAdded::Created(Json(one.into()), tag)
}

pub(crate) struct CollaborationsApi;

#[OpenApi]
impl CollaborationsApi {
    /// Lista samverkan / List collaborations
    ///
    /// Den senaste först; chefen ser sina biblioteks. / The latest first; a manager sees those of her own libraries.
    #[oai(path = "/collaborations", method = "get", operation_id = "listCollaborations", tag = "Tag::Indicators")]
    async fn list_collaborations(
        &self,
        Data(app): Data<&App>,
        caller: Caller,
        #[oai(name = "libraryId")] Query(library_id): Query<Option<LibraryId>>,
        #[oai(name = "limit")] Query(limit): Query<Option<u64>>,
        #[oai(name = "page")] Query(page): Query<Option<u64>>,
    ) -> Result<Json<CollaborationList>, Problem> {
        let scope = caller.with(Right::ConfirmCollaborations)?;
        let asked = list::page(limit, page)?;
        let found = collaborations::list(&app.db, scope, library_id, asked).await?;
        Ok(Json(CollaborationList::new(found.map(Into::into), asked)))
    }

    /// Registrera en samverkan / Register a collaboration
    ///
    /// Bara samordnaren. / Coordinators only.
    #[oai(path = "/collaborations", method = "post", operation_id = "addCollaboration", tag = "Tag::Indicators")]
    async fn add_collaboration(
        &self,
        Data(app): Data<&App>,
        caller: Caller,
        #[oai(name = "Idempotency-Key")] Header(key): Header<Option<String>>,
        Input(body): Input<CollaborationInput>,
    ) -> Result<CollaborationAdded, Problem> {
        Ok(added(register(app, &caller, key, body).await?))
    }

    /// Ändra eller avsluta en samverkan / Change or end a collaboration
    ///
    /// Bara samordnaren; det som har avslutats står kvar. / Coordinators only; what has ended stays.
    #[oai(
        path = "/collaborations/:collaborationId",
        method = "patch",
        operation_id = "changeCollaboration",
        tag = "Tag::Indicators"
    )]
    async fn change_collaboration(
        &self,
        Data(app): Data<&App>,
        caller: Caller,
        #[oai(name = "collaborationId")] Path(id): Path<CollaborationId>,
        #[oai(name = "If-Match")] Header(if_match): Header<Option<String>>,
        Input(body): Input<CollaborationPatch>,
    ) -> Result<CollaborationChanged, Problem> {
        let seen = etag::seen(if_match.as_deref());
        let wanted = CollaborationChange {
            from: body.from.map(|date| date.0),
            to: tri(body.to).map(|to| to.map(|date| date.0)),
            contact: tri(body.contact),
            activities: body.activities,
        };
        let changed = change(app, &caller, id, seen, wanted).await?;
        let tag = etag::of(changed.version);
        Ok(CollaborationChanged::Ok(Json(changed.into()), tag))
    }

    /// Bekräfta en samverkan / Confirm a collaboration
    ///
    /// Chefen för sina bibliotek, samordnaren för alla; ett nej avslutar den. / Managers for their own libraries,
    /// coordinators for all; a no ends it.
    #[oai(
        path = "/collaborations/:collaborationId/confirmations",
        method = "post",
        operation_id = "confirmCollaboration",
        tag = "Tag::Indicators"
    )]
    async fn confirm_collaboration(
        &self,
        Data(app): Data<&App>,
        caller: Caller,
        #[oai(name = "collaborationId")] Path(id): Path<CollaborationId>,
        #[oai(name = "Idempotency-Key")] Header(key): Header<Option<String>>,
        Input(body): Input<ConfirmationInput>,
    ) -> Result<CollaborationAdded, Problem> {
        Ok(added(confirm(app, &caller, key, id, body).await?))
    }
}
