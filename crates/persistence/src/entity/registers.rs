//! The registers behind the indicators I2, I5, I6 and I7.

use chrono::NaiveDate;
use domain::{
    ActionPlanId, CollaborationId, DigiteketCountId, GrantCallId, GrantId, LibraryId, PersonId,
    action_plan::PlanState,
    collaboration::CollaborationTheme,
    digiteket::{ProfileAnswer, ProfileSource},
    grant::GrantDecision,
    values::MunicipalityCode,
};

use super::{Instant, table};

table!(digiteket_profile, "digiteket_profile", {
    #[sea_orm(primary_key, auto_increment = false)]
    person_id: PersonId,
    answer: ProfileAnswer,
    since_date: Option<NaiveDate>,
    until_date: Option<NaiveDate>,
    source: ProfileSource,
    stated_at: Instant,
    version: i32,
});

table!(digiteket_count, "digiteket_count", {
    #[sea_orm(primary_key, auto_increment = false)]
    id: DigiteketCountId,
    municipality_code: MunicipalityCode,
    on_date: NaiveDate,
    profiles: i32,
    staff: i32,
    source: String,
    version: i32,
});

table!(grant_call, "grant_call", {
    #[sea_orm(primary_key, auto_increment = false)]
    id: GrantCallId,
    title: String,
    call_year: i32,
    registry_number: Option<String>,
    criterion: bool,
    version: i32,
});

table!(project_grant, "project_grant", {
    #[sea_orm(primary_key, auto_increment = false)]
    id: GrantId,
    registry_number: String,
    call_id: Option<GrantCallId>,
    decision: GrantDecision,
    decision_date: NaiveDate,
    amount_kronor: i32,
    own_criterion: Option<bool>,
    criterion_reason: Option<String>,
    revoked_on: Option<NaiveDate>,
    revocation_reason: Option<String>,
    version: i32,
});

table!(grant_recipient, "grant_recipient", {
    #[sea_orm(primary_key, auto_increment = false)]
    grant_id: GrantId,
    #[sea_orm(primary_key, auto_increment = false)]
    ordinal: i32,
    library_id: Option<LibraryId>,
    municipality_code: Option<MunicipalityCode>,
});

table!(action_plan, "action_plan", {
    #[sea_orm(primary_key, auto_increment = false)]
    id: ActionPlanId,
    title: String,
    added_at: Instant,
    version: i32,
});

table!(action_plan_step, "action_plan_step", {
    #[sea_orm(primary_key, auto_increment = false)]
    plan_id: ActionPlanId,
    #[sea_orm(primary_key, auto_increment = false)]
    state: PlanState,
    on_date: NaiveDate,
    reference: Option<String>,
    recorded_at: Instant,
    recorded_by: PersonId,
});

table!(collaboration, "collaboration", {
    #[sea_orm(primary_key, auto_increment = false)]
    id: CollaborationId,
    library_id: LibraryId,
    theme: CollaborationTheme,
    from_date: NaiveDate,
    to_date: Option<NaiveDate>,
    contact: Option<String>,
    activities: String,
    confirmed_on: Option<NaiveDate>,
    version: i32,
});

table!(collaboration_confirmation, "collaboration_confirmation", {
    #[sea_orm(primary_key, auto_increment = false)]
    collaboration_id: CollaborationId,
    #[sea_orm(primary_key, auto_increment = false)]
    confirmed_at: Instant,
    confirmed_by: PersonId,
    on_date: NaiveDate,
    active: bool,
});
