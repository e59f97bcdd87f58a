//! Utlysningar. / Calls for grants.

use domain::{GrantCallId, access::Right, grant::GrantCall, values::Line};
use persistence::grants::{self, CallChange, CallDraft};
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

/// En utlysning. / A call for grants.
#[derive(Debug, Clone, Object)]
#[oai(rename_all = "camelCase")]
pub struct GrantCallJson {
    /// Id.
    pub id: GrantCallId,
    /// Titel. / Title.
    pub title: Line<200>,
    /// År. / Year.
    pub year: u32,
    /// Diarienummer. / Registry number.
    pub registry_number: Option<Line<60>>,
    /// Om it-kriteriet är ett av kriterierna. / Whether the IT-knowledge criterion is one of its criteria.
    pub criterion: bool,
}

/// En ny utlysning. / A new call.
#[derive(Debug, Clone, Object, Deserialize)]
#[oai(rename_all = "camelCase", deny_unknown_fields)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct GrantCallInput {
    /// Titel. / Title.
    pub title: Line<200>,
    /// År. / Year.
    pub year: u32,
    /// Diarienummer. / Registry number.
    pub registry_number: Option<Line<60>>,
    /// Om kunskapen om hur informationsteknik kan användas är ett kriterium. / Whether the IT-knowledge criterion is one.
    pub criterion: bool,
}

/// Ändring av en utlysning; det som inte nämns står kvar. / A change of a call; what is not named stays.
#[derive(Debug, Clone, Object, Deserialize)]
#[oai(rename_all = "camelCase", deny_unknown_fields)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct GrantCallPatch {
    /// Varför den ändras; inga namn. / Why it is changed; no names.
    pub reason: Line<500>,
    /// Titel. / Title.
    pub title: Option<Line<200>>,
    /// År. / Year.
    pub year: Option<u32>,
    /// Diarienummer; null tar bort. / Registry number; null removes.
    #[serde(default)]
    pub registry_number: MaybeUndefined<Line<60>>,
    /// Om it-kriteriet är ett av kriterierna; bidragen följer med. / Whether the criterion is one; the grants follow.
    pub criterion: Option<bool>,
}

list_of!(
    /// Utlysningar. / Calls for grants.
    GrantCallList,
    GrantCallJson
);

impl From<GrantCall> for GrantCallJson {
    fn from(call: GrantCall) -> Self {
        let GrantCall { id, title, year, registry_number, criterion, version: _ } = call;
        Self { id, title, year, registry_number, criterion }
    }
}

/// A call registered.
#[derive(ApiResponse)]
pub enum CallAdded {
    /// Utlysningen är registrerad. / The call is registered.
    #[oai(status = 201)]
    Created(Json<GrantCallJson>, #[oai(header = "ETag")] String),
}

/// A call changed.
#[derive(ApiResponse)]
pub enum CallChanged {
    /// Utlysningen. / The call.
    #[oai(status = 200)]
    Ok(Json<GrantCallJson>, #[oai(header = "ETag")] String),
}

/// Registers a call.
///
/// # Errors
/// When its year is not one of ours, or the caller may not.
pub async fn add_call(
    app: &App,
    caller: &Caller,
    key: Option<String>,
    body: GrantCallInput,
) -> Result<GrantCall, Problem> {
    let actor = caller.with(Right::ManageFollowUp)?.person;
    let ticket = app.ticket(caller, key, "addGrantCall", &body)?;
    let GrantCallInput { title, year, registry_number, criterion } = body;
    let draft = CallDraft { title, year, registry_number, criterion };
    let (db, now) = (app.db.clone(), app.clock.now());
    app.write(async move { grants::add_call(&db, draft, actor, now, ticket.once()).await }).await
}

pub(crate) struct GrantCallsApi;

#[OpenApi]
impl GrantCallsApi {
    /// Lista utlysningar / List calls for grants
    ///
    /// Den senaste först; bara samordnaren. / The latest first; coordinators only.
    #[oai(path = "/grant-calls", method = "get", operation_id = "listGrantCalls", tag = "Tag::Indicators")]
    async fn list_grant_calls(
        &self,
        Data(app): Data<&App>,
        caller: Caller,
        #[oai(name = "limit")] Query(limit): Query<Option<u64>>,
        #[oai(name = "page")] Query(page): Query<Option<u64>>,
    ) -> Result<Json<GrantCallList>, Problem> {
        caller.with(Right::ManageFollowUp)?;
        let asked = list::page(limit, page)?;
        let found = grants::calls(&app.db, asked).await?;
        Ok(Json(GrantCallList::new(found.map(Into::into), asked)))
    }

    /// Registrera en utlysning / Register a call for grants
    ///
    /// Bara samordnaren. / Coordinators only.
    #[oai(path = "/grant-calls", method = "post", operation_id = "addGrantCall", tag = "Tag::Indicators")]
    async fn add_grant_call(
        &self,
        Data(app): Data<&App>,
        caller: Caller,
        #[oai(name = "Idempotency-Key")] Header(key): Header<Option<String>>,
        Input(body): Input<GrantCallInput>,
    ) -> Result<CallAdded, Problem> {
        let added = add_call(app, &caller, key, body).await?;
        let tag = etag::of(added.version);
        Ok(CallAdded::Created(Json(added.into()), tag))
    }

    /// Ändra en utlysning / Change a call for grants
    ///
    /// Med skäl; bara samordnaren. / With a reason; coordinators only.
    #[oai(
        path = "/grant-calls/:grantCallId",
        method = "patch",
        operation_id = "changeGrantCall",
        tag = "Tag::Indicators"
    )]
    async fn change_grant_call(
        &self,
        Data(app): Data<&App>,
        caller: Caller,
        #[oai(name = "grantCallId")] Path(id): Path<GrantCallId>,
        #[oai(name = "If-Match")] Header(if_match): Header<Option<String>>,
        Input(body): Input<GrantCallPatch>,
    ) -> Result<CallChanged, Problem> {
        let actor = caller.with(Right::ManageFollowUp)?.person;
        let seen = etag::seen(if_match.as_deref());
        let GrantCallPatch { reason, title, year, registry_number, criterion } = body;
        let change = CallChange { title, year, registry_number: tri(registry_number), criterion };
        let (db, now) = (app.db.clone(), app.clock.now());
        let changing = async move { grants::change_call(&db, id, change, reason, seen, actor, now).await };
        let changed = app.write(changing).await?;
        let tag = etag::of(changed.version);
        Ok(CallChanged::Ok(Json(changed.into()), tag))
    }
}
