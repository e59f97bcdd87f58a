//! Projektbidrag. / Project grants.

use domain::{GrantCallId, GrantId, access::Right, grant::GrantDecision, wall_time::LocalDate};
use persistence::grants::{self, GrantChange, GrantFilter, GrantView};
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
    input::{Input, tri},
    list::{self, list_of},
    problem::Problem,
    spec::Tag,
};

mod acts;
mod calls;
mod imports;
mod json;

pub use acts::{add, revoke};
pub(crate) use calls::GrantCallsApi;
pub use calls::{GrantCallInput, add_call};
pub(crate) use imports::GrantImportsApi;
pub use imports::import;
pub use json::{GrantInput, RevocationInput};
pub(crate) use json::{GrantJson, GrantPatch};

list_of!(
    /// Projektbidrag. / Project grants.
    GrantList,
    GrantJson
);

/// A decision, or its revocation, registered.
#[derive(ApiResponse)]
pub enum GrantAdded {
    /// Bidraget, som det nu är. / The grant, as it is now.
    #[oai(status = 201)]
    Created(Json<GrantJson>, #[oai(header = "ETag")] String),
}

/// A decision.
#[derive(ApiResponse)]
pub enum GrantFound {
    /// Bidraget. / The grant.
    #[oai(status = 200)]
    Ok(Json<GrantJson>, #[oai(header = "ETag")] String),
}

fn added(view: GrantView) -> GrantAdded {
    let tag = etag::of(view.grant.version);
    GrantAdded::Created(Json(view.into()), tag)
}

fn found(view: GrantView) -> GrantFound {
    let tag = etag::of(view.grant.version);
    GrantFound::Ok(Json(view.into()), tag)
}

pub(crate) struct GrantsApi;

#[OpenApi]
impl GrantsApi {
    /// Lista projektbidrag / List project grants
    ///
    /// Det senaste beslutet först; bara samordnaren. / The latest decision first; coordinators only.
    #[oai(path = "/grants", method = "get", operation_id = "listGrants", tag = "Tag::Indicators")]
    #[expect(clippy::too_many_arguments, reason = "one a parameter of the contract")]
    async fn list_grants(
        &self,
        Data(app): Data<&App>,
        caller: Caller,
        #[oai(name = "from")] Query(from): Query<Option<LocalDate>>,
        #[oai(name = "to")] Query(to): Query<Option<LocalDate>>,
        #[oai(name = "callId")] Query(call_id): Query<Option<GrantCallId>>,
        #[oai(name = "decision")] Query(decision): Query<Option<GrantDecision>>,
        #[oai(name = "limit")] Query(limit): Query<Option<u64>>,
        #[oai(name = "page")] Query(page): Query<Option<u64>>,
    ) -> Result<Json<GrantList>, Problem> {
        caller.with(Right::ManageFollowUp)?;
        let asked = list::page(limit, page)?;
        let filter = GrantFilter { from: from.map(|date| date.0), to: to.map(|date| date.0), call_id, decision };
        let found = grants::list(&app.db, &filter, asked).await?;
        Ok(Json(GrantList::new(found.map(Into::into), asked)))
    }

    /// Registrera ett beslut om projektbidrag / Register a decision on a project grant
    ///
    /// It-kriteriet följer utlysningen om inget annat sägs, med skäl. / The IT-knowledge criterion is the call's unless
    /// said otherwise, with a reason.
    #[oai(path = "/grants", method = "post", operation_id = "addGrant", tag = "Tag::Indicators")]
    async fn add_grant(
        &self,
        Data(app): Data<&App>,
        caller: Caller,
        #[oai(name = "Idempotency-Key")] Header(key): Header<Option<String>>,
        Input(body): Input<GrantInput>,
    ) -> Result<GrantAdded, Problem> {
        Ok(added(add(app, &caller, key, body).await?))
    }

    /// Visa ett projektbidrag / Show a project grant
    ///
    /// Bara samordnaren. / Coordinators only.
    #[oai(path = "/grants/:grantId", method = "get", operation_id = "getGrant", tag = "Tag::Indicators")]
    async fn get_grant(
        &self,
        Data(app): Data<&App>,
        caller: Caller,
        #[oai(name = "grantId")] Path(id): Path<GrantId>,
    ) -> Result<GrantFound, Problem> {
        caller.with(Right::ManageFollowUp)?;
        Ok(found(grants::find(&app.db, id).await?))
    }

    /// Rätta ett projektbidrag / Correct a project grant
    ///
    /// Med skäl; bara samordnaren. / With a reason; coordinators only.
    #[oai(path = "/grants/:grantId", method = "patch", operation_id = "changeGrant", tag = "Tag::Indicators")]
    async fn change_grant(
        &self,
        Data(app): Data<&App>,
        caller: Caller,
        #[oai(name = "grantId")] Path(id): Path<GrantId>,
        #[oai(name = "If-Match")] Header(if_match): Header<Option<String>>,
        Input(body): Input<GrantPatch>,
    ) -> Result<GrantFound, Problem> {
        let actor = caller.with(Right::ManageFollowUp)?.person;
        let seen = etag::seen(if_match.as_deref());
        let (db, now) = (app.db.clone(), app.clock.now());
        let change = GrantChange {
            registry_number: body.registry_number,
            call_id: tri(body.call_id),
            library_ids: body.library_ids,
            municipality_codes: body.municipality_codes,
            decision: body.decision,
            decision_date: body.decision_date.map(|date| date.0),
            amount_kronor: body.amount_kronor,
            criterion: tri(body.criterion),
            criterion_reason: tri(body.criterion_reason),
        };
        let changing = async move { grants::change(&db, id, change, body.reason, seen, actor, now).await };
        Ok(found(app.write(changing).await?))
    }

    /// Återta ett projektbidrag / Revoke a project grant
    ///
    /// Ett återtaget bidrag räknas inte. / A revoked grant is not counted.
    #[oai(
        path = "/grants/:grantId/revocations",
        method = "post",
        operation_id = "revokeGrant",
        tag = "Tag::Indicators"
    )]
    async fn revoke_grant(
        &self,
        Data(app): Data<&App>,
        caller: Caller,
        #[oai(name = "grantId")] Path(id): Path<GrantId>,
        #[oai(name = "Idempotency-Key")] Header(key): Header<Option<String>>,
        Input(body): Input<RevocationInput>,
    ) -> Result<GrantAdded, Problem> {
        Ok(added(revoke(app, &caller, key, id, body).await?))
    }
}
