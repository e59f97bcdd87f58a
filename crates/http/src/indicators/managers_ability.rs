//! Indicator I3 as JSON.

use domain::{
    SurveyId,
    indicator::{
        fraction::percent,
        managers_ability::{ManagersAbility, SurveyFigures},
    },
    wall_time::LocalDate,
};
use poem_openapi::Object;

/// En enkät i resultatet. / A survey in the result.
#[derive(Debug, Clone, Object)]
#[oai(rename_all = "camelCase")]
pub struct SurveyFiguresJson {
    /// Enkäten. / The survey.
    pub survey_id: SurveyId,
    /// Rubrik. / Title.
    pub title: String,
    /// Sista dag att svara. / Last day to answer.
    pub closes_on: LocalDate,
    /// Tillfrågade. / Invited.
    pub invited: u32,
    /// Svarande. / Who answered.
    pub answered: u32,
    /// Svarsfrekvens i procent med en decimal. / Response rate in per cent with one decimal.
    pub response_rate: Option<String>,
    /// De som uppger att förmågan har stärkts; null när svaren är för få. / Who say that the ability has been
    /// strengthened; null when the answers are too few.
    pub numerator: Option<u32>,
    /// Andelen i procent med en decimal. / The share in per cent with one decimal.
    pub percent: Option<String>,
    /// Svaren är för få för att visas. / The answers are too few to be shown.
    pub suppressed: bool,
}

/// Enkäten bakom värdet, och tidigare enkäter. / The survey behind the value, and earlier ones.
#[derive(Debug, Clone, Object)]
#[oai(rename_all = "camelCase")]
pub struct ManagersAbilityJson {
    /// Enkäten. / The survey.
    pub survey: SurveyFiguresJson,
    /// Tidigare enkäter i samma program, den senaste först. / Earlier surveys of the same programme, the latest first.
    pub earlier: Vec<SurveyFiguresJson>,
}

impl From<&SurveyFigures> for SurveyFiguresJson {
    fn from(figures: &SurveyFigures) -> Self {
        Self {
            survey_id: figures.survey_id,
            title: figures.title.clone(),
            closes_on: LocalDate(figures.closes_on),
            invited: figures.invited,
            answered: figures.answered,
            response_rate: percent(figures.answered, figures.invited),
            numerator: figures.strengthened,
            percent: figures.strengthened.and_then(|strengthened| percent(strengthened, figures.answered)),
            suppressed: figures.strengthened.is_none(),
        }
    }
}

impl From<&ManagersAbility> for ManagersAbilityJson {
    fn from(parts: &ManagersAbility) -> Self {
        Self { survey: (&parts.survey).into(), earlier: parts.earlier.iter().map(Into::into).collect() }
    }
}
