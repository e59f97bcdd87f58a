//! The tables as the query builder knows them. The migrations are the truth; tests run them.

mod access;
mod activity;
mod assessment;
mod follow_up;
mod inbox;
mod plan;
mod privacy;
mod register;
mod registers;
mod reports;

pub(crate) use access::{
    access_token, address_change, identity, identity_request, recovery_code, second_factor, sign_in, sign_in_pace,
    sign_in_request,
};
pub(crate) use activity::{
    attendance, attendance_report, audit_head, audit_seal, booking, event, idempotency, invitation, mail_content,
    mail_message, mail_try, notice,
};
pub(crate) use assessment::{
    self_assessment_answer, self_assessment_link, self_assessment_tally, self_assessment_wave, survey,
    survey_invitation,
};
pub(crate) use follow_up::{evidence_generation, indicator_definition, programme};
pub(crate) use inbox::inbound_message;
pub(crate) use plan::{course, meeting, session};
pub(crate) use privacy::{
    disposal, disposal_entry, disposal_rule, need, need_reading, person_correction, person_measure,
};
pub(crate) use register::{calendar_feed, employment, installation, library, municipality, person, person_role};
pub(crate) use registers::{
    action_plan, action_plan_step, collaboration, collaboration_confirmation, digiteket_count, digiteket_profile,
    grant_call, grant_recipient, project_grant,
};
pub(crate) use reports::{report, report_comment, report_snapshot};

/// An instant, as the tables keep it.
pub(crate) type Instant = chrono::DateTime<chrono::Utc>;

/// One table: its columns, and nothing that the query builder could do on its own.
macro_rules! table {
    ($name:ident, $table:literal, { $($(#[$meta:meta])* $column:ident: $type:ty),+ $(,)? }) => {
        pub(crate) mod $name {
            use super::*;
            use sea_orm::entity::prelude::*;

            #[derive(Clone, Debug, DeriveEntityModel)]
            #[sea_orm(table_name = $table)]
            pub(crate) struct Model { $($(#[$meta])* pub $column: $type),+ }

            #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
            pub(crate) enum Relation {}

            impl ActiveModelBehavior for ActiveModel {}
        }
    };
}
pub(crate) use table;
