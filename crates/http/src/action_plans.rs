//! Handlingsplaner. / Action plans.

use domain::{
    ActionPlanId, PersonId,
    access::Right,
    action_plan::{ActionPlan, LoggedStep, PlanState},
    values::Line,
    wall_time::{Instant, LocalDate},
};
use persistence::action_plans::{self, PlanChange};
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

pub use acts::{add, advance};

/// Att en plan kom till ett läge. / That a plan came into a state.
#[derive(Debug, Clone, Object)]
#[oai(rename_all = "camelCase")]
pub struct PlanStepJson {
    /// Läget. / The state.
    pub state: PlanState,
    /// Vilken dag. / On which day.
    pub on: LocalDate,
    /// Var dokumentet finns: diarienummer eller adress. / Where the document is: registry number or address.
    pub reference: Option<Line<500>>,
    /// När det fördes in. / When it was recorded.
    pub recorded_at: Instant,
    /// Av vem. / By whom.
    pub recorded_by: PersonId,
}

/// En handlingsplan. / An action plan.
#[derive(Debug, Clone, Object)]
#[oai(rename_all = "camelCase")]
pub struct ActionPlanJson {
    /// Id.
    pub id: ActionPlanId,
    /// Titel. / Title.
    pub title: Line<200>,
    /// Läget nu. / The state now.
    pub state: PlanState,
    /// Var dokumentet finns, enligt det senaste läget som säger det. / Where the document is, by the last state that says.
    pub reference: Option<Line<500>>,
    /// Lägena den har kommit till, i ordning. / The states it has come into, in order.
    pub states: Vec<PlanStepJson>,
    /// När den lades till. / When it was added.
    pub added_at: Instant,
}

/// En ny handlingsplan; den är planerad. / A new action plan; it is planned.
#[derive(Debug, Clone, Object, Deserialize)]
#[oai(rename_all = "camelCase", deny_unknown_fields)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ActionPlanInput {
    /// Titel. / Title.
    pub title: Line<200>,
}

/// Ändring av en handlingsplan; det som inte nämns står kvar. / A change of an action plan; what is not named stays.
#[derive(Debug, Clone, Object, Deserialize)]
#[oai(rename_all = "camelCase", deny_unknown_fields)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ActionPlanPatch {
    /// Titel. / Title.
    pub title: Option<Line<200>>,
    /// Var dokumentet finns: den fastställda planen, eller annars läget den är i. / Where the document is: the adopted
    /// plan, or else the state it is in.
    #[serde(default)]
    pub reference: MaybeUndefined<Line<500>>,
}

/// Att en plan kom till ett nytt läge. / That a plan came into a new state.
#[derive(Debug, Clone, Object, Deserialize)]
#[oai(rename_all = "camelCase", deny_unknown_fields)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct PlanStateInput {
    /// Läget: `draft`, `referred`, `adopted` eller `superseded`. / The state.
    pub state: PlanState,
    /// Vilken dag. / On which day.
    pub on: LocalDate,
    /// Diarienummer eller adress. / Registry number or address.
    pub reference: Option<Line<500>>,
}

list_of!(
    /// Handlingsplaner. / Action plans.
    ActionPlanList,
    ActionPlanJson
);

impl From<LoggedStep> for PlanStepJson {
    fn from(logged: LoggedStep) -> Self {
        Self {
            state: logged.step.state,
            on: LocalDate(logged.step.on),
            reference: logged.step.reference,
            recorded_at: logged.recorded_at.into(),
            recorded_by: logged.recorded_by,
        }
    }
}

impl From<ActionPlan> for ActionPlanJson {
    fn from(plan: ActionPlan) -> Self {
        let reference = plan.steps.iter().filter_map(|logged| logged.step.reference.clone()).next_back();
        Self {
            id: plan.id,
            state: plan.state(),
            title: plan.title,
            reference,
            states: plan.steps.into_iter().map(Into::into).collect(),
            added_at: plan.added_at.into(),
        }
    }
}

/// A plan, or its new state, added.
#[derive(ApiResponse)]
pub enum PlanAdded {
    /// Handlingsplanen, som den nu är. / The action plan, as it is now.
    #[oai(status = 201)]
    Created(Json<ActionPlanJson>, #[oai(header = "ETag")] String),
}

/// A plan.
#[derive(ApiResponse)]
pub enum PlanFound {
    /// Handlingsplanen. / The action plan.
    #[oai(status = 200)]
    Ok(Json<ActionPlanJson>, #[oai(header = "ETag")] String),
}

fn added(plan: ActionPlan) -> PlanAdded {
    let tag = etag::of(plan.version);
    PlanAdded::Created(Json(plan.into()), tag)
}

fn found(plan: ActionPlan) -> PlanFound {
    let tag = etag::of(plan.version);
    PlanFound::Ok(Json(plan.into()), tag)
}

pub(crate) struct ActionPlansApi;

#[OpenApi]
impl ActionPlansApi {
    /// Lista handlingsplaner / List action plans
    ///
    /// Den senaste först; bara samordnaren. / The latest first; coordinators only.
    #[oai(path = "/action-plans", method = "get", operation_id = "listActionPlans", tag = "Tag::Indicators")]
    async fn list_action_plans(
        &self,
        Data(app): Data<&App>,
        caller: Caller,
        #[oai(name = "limit")] Query(limit): Query<Option<u64>>,
        #[oai(name = "page")] Query(page): Query<Option<u64>>,
    ) -> Result<Json<ActionPlanList>, Problem> {
        caller.with(Right::ManageFollowUp)?;
        let asked = list::page(limit, page)?;
        let found = action_plans::list(&app.db, asked).await?;
        Ok(Json(ActionPlanList::new(found.map(Into::into), asked)))
    }

    /// Lägg till en handlingsplan / Add an action plan
    ///
    /// Bara samordnaren. / Coordinators only.
    #[oai(path = "/action-plans", method = "post", operation_id = "addActionPlan", tag = "Tag::Indicators")]
    async fn add_action_plan(
        &self,
        Data(app): Data<&App>,
        caller: Caller,
        #[oai(name = "Idempotency-Key")] Header(key): Header<Option<String>>,
        Input(body): Input<ActionPlanInput>,
    ) -> Result<PlanAdded, Problem> {
        Ok(added(add(app, &caller, key, body).await?))
    }

    /// Visa en handlingsplan / Show an action plan
    ///
    /// Med alla lägen den har haft; bara samordnaren. / With every state it has been in; coordinators only.
    #[oai(
        path = "/action-plans/:actionPlanId",
        method = "get",
        operation_id = "getActionPlan",
        tag = "Tag::Indicators"
    )]
    async fn get_action_plan(
        &self,
        Data(app): Data<&App>,
        caller: Caller,
        #[oai(name = "actionPlanId")] Path(id): Path<ActionPlanId>,
    ) -> Result<PlanFound, Problem> {
        caller.with(Right::ManageFollowUp)?;
        Ok(found(action_plans::find(&app.db, id).await?))
    }

    /// Ändra en handlingsplan / Change an action plan
    ///
    /// Titeln, eller en hänvisning som saknades. / Its title, or a reference that was missing.
    #[oai(
        path = "/action-plans/:actionPlanId",
        method = "patch",
        operation_id = "changeActionPlan",
        tag = "Tag::Indicators"
    )]
    async fn change_action_plan(
        &self,
        Data(app): Data<&App>,
        caller: Caller,
        #[oai(name = "actionPlanId")] Path(id): Path<ActionPlanId>,
        #[oai(name = "If-Match")] Header(if_match): Header<Option<String>>,
        Input(body): Input<ActionPlanPatch>,
    ) -> Result<PlanFound, Problem> {
        let actor = caller.with(Right::ManageFollowUp)?.person;
        let seen = etag::seen(if_match.as_deref());
        let change = PlanChange { title: body.title, reference: tri(body.reference) };
        let (db, now) = (app.db.clone(), app.clock.now());
        Ok(found(app.write(async move { action_plans::change(&db, id, change, seen, actor, now).await }).await?))
    }

    /// För en handlingsplan vidare / Bring an action plan forward
    ///
    /// Utkast, remiss, fastställd, ersatt: bara framåt. / Draft, referred, adopted, superseded: forward only.
    #[oai(
        path = "/action-plans/:actionPlanId/states",
        method = "post",
        operation_id = "advanceActionPlan",
        tag = "Tag::Indicators"
    )]
    async fn advance_action_plan(
        &self,
        Data(app): Data<&App>,
        caller: Caller,
        #[oai(name = "actionPlanId")] Path(id): Path<ActionPlanId>,
        #[oai(name = "Idempotency-Key")] Header(key): Header<Option<String>>,
        Input(body): Input<PlanStateInput>,
    ) -> Result<PlanAdded, Problem> {
        Ok(added(advance(app, &caller, key, id, body).await?))
    }
}
