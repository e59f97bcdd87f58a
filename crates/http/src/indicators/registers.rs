//! Indicators I5, I6 and I7 as JSON: what their small registers say beside the value.

use domain::{
    ActionPlanId,
    action_plan::PlanState,
    indicator::{
        action_plan::ActionPlans,
        collaborations::{Collaborations, Reach},
        definition::{CollaborationReading, MetWhen},
        evidence::LeftOut,
        project_grants::ProjectGrants,
    },
    wall_time::LocalDate,
};
use poem_openapi::Object;

/// Projektbidragen bakom värdet. / The project grants behind the value.
#[derive(Debug, Clone, Object)]
#[oai(rename_all = "camelCase")]
pub struct ProjectGrantsJson {
    /// Beviljade bidrag som gäller, med eller utan kriteriet. / Grants in force, with the criterion or without.
    pub of_grants: u32,
    /// Kronor i de räknade. / Kronor of those counted.
    pub amount_kronor: u64,
    /// Kronor i alla som gäller. / Kronor of all that are in force.
    pub of_amount_kronor: u64,
    /// Mottagare av de räknade. / Recipients of those counted.
    pub recipients: u32,
    /// Mottagare av alla som gäller. / Recipients of all that are in force.
    pub of_recipients: u32,
    /// Beviljade i perioden och sedan återtagna. / Granted in the period and revoked since.
    pub revoked: u32,
}

impl From<&ProjectGrants> for ProjectGrantsJson {
    fn from(counted: &ProjectGrants) -> Self {
        Self {
            of_grants: counted.of_grants,
            amount_kronor: counted.amount_kronor,
            of_amount_kronor: counted.of_amount_kronor,
            recipients: counted.recipients,
            of_recipients: counted.of_recipients,
            revoked: counted.revoked,
        }
    }
}

/// Hur en handlingsplan står för perioden. / How an action plan stands for the period.
#[derive(Debug, Clone, Object)]
#[oai(rename_all = "camelCase")]
pub struct PlanStandingJson {
    /// Planens id. / The plan's id.
    pub plan_id: ActionPlanId,
    /// Titel. / Title.
    pub title: String,
    /// Läget på periodens sista dag. / The state on the period's last day.
    pub state: PlanState,
    /// Dagen då den fastställdes. / The day it was adopted.
    pub adopted_on: Option<LocalDate>,
    /// Var dokumentet finns. / Where the document is.
    pub reference: Option<String>,
    /// Så många dagar efter perioden fastställdes den. / So many days after the period it was adopted.
    pub days_late: Option<u32>,
    /// Varför den inte räknas. / Why it does not count.
    pub reason: Option<LeftOut>,
}

/// Handlingsplanerna bakom statusen. / The action plans behind the status.
#[derive(Debug, Clone, Object)]
#[oai(rename_all = "camelCase")]
pub struct ActionPlansJson {
    /// Vad som räknas som framtagen. / What counts as drawn up.
    pub met_when: MetWhen,
    /// Planerna. / The plans.
    pub plans: Vec<PlanStandingJson>,
}

impl From<&ActionPlans> for ActionPlansJson {
    fn from(standing: &ActionPlans) -> Self {
        let plans = standing.plans.iter().map(|plan| PlanStandingJson {
            plan_id: plan.plan_id,
            title: plan.title.clone(),
            state: plan.state,
            adopted_on: plan.adopted_on.map(LocalDate),
            reference: plan.reference.clone(),
            days_late: plan.days_late,
            reason: plan.left_out,
        });
        Self { met_when: standing.met_when, plans: plans.collect() }
    }
}

/// Hur många bibliotek, i hur många kommuner. / How many libraries, in how many municipalities.
#[derive(Debug, Clone, Object)]
#[oai(rename_all = "camelCase")]
pub struct ReachJson {
    /// Bibliotek. / Libraries.
    pub libraries: u32,
    /// Kommuner. / Municipalities.
    pub municipalities: u32,
}

impl From<Reach> for ReachJson {
    fn from(reach: Reach) -> Self {
        Self { libraries: reach.libraries, municipalities: reach.municipalities }
    }
}

/// Samverkan i båda läsarterna. / The collaborations in both readings.
#[derive(Debug, Clone, Object)]
#[oai(rename_all = "camelCase")]
pub struct CollaborationsJson {
    /// Vilken läsart värdet gäller. / Which reading the value is of.
    pub reading: CollaborationReading,
    /// Någon gång i perioden. / At some time in the period.
    pub in_period: ReachJson,
    /// På periodens sista dag. / On the period's last day.
    pub on_last_day: ReachJson,
    /// Samverkan som ingen har bekräftat på ett år. / Collaborations that nobody has confirmed for a year.
    pub unconfirmed: u32,
}

impl From<&Collaborations> for CollaborationsJson {
    fn from(counted: &Collaborations) -> Self {
        Self {
            reading: counted.reading,
            in_period: counted.in_period.into(),
            on_last_day: counted.on_last_day.into(),
            unconfirmed: counted.unconfirmed,
        }
    }
}
