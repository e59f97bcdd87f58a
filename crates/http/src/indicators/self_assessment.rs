//! Indicator I1 as JSON. Nothing smaller than what may be shown is in the result, so nothing is left out here.

use domain::{
    WaveId,
    indicator::{
        fraction::Fraction,
        self_assessment::{Means, SelfAssessment, WaveFigures},
    },
    values::MunicipalityCode,
    wall_time::LocalDate,
};
use poem_openapi::Object;

/// En mätomgång i resultatet. / A wave in the result.
#[derive(Debug, Clone, Object)]
#[oai(rename_all = "camelCase")]
pub struct WaveFiguresJson {
    /// Mätomgången. / The wave.
    pub wave_id: WaveId,
    /// Namn. / Name.
    pub name: String,
    /// Första dag. / First day.
    pub from: LocalDate,
    /// Sista dag. / Last day.
    pub to: LocalDate,
    /// Besvarade enkäter. / Questionnaires answered.
    pub responses: u32,
    /// Giltiga enkäter. / Valid questionnaires.
    pub valid_responses: u32,
}

/// Två medelvärden och deras skillnad, med två decimaler; null när svaren är för få. / Two means and their difference,
/// with two decimals; null when the answers are too few.
#[derive(Debug, Clone, Object)]
#[oai(rename_all = "camelCase")]
pub struct MeansJson {
    /// Första omgångens medelvärde. / Mean of the first wave.
    pub baseline_mean: Option<String>,
    /// Sista omgångens medelvärde. / Mean of the last wave.
    pub final_mean: Option<String>,
    /// Skillnaden. / The difference.
    pub difference: Option<String>,
    /// Skillnaden exakt, som bråk. / The difference exactly, as a fraction.
    pub exact_difference: Option<Fraction>,
    /// Svaren är för få för att visas. / The answers are too few to be shown.
    pub suppressed: bool,
}

impl From<&Option<Means>> for MeansJson {
    fn from(means: &Option<Means>) -> Self {
        let difference = means.as_ref().map(Means::difference);
        Self {
            baseline_mean: means.as_ref().map(|means| means.baseline.shown(2)),
            final_mean: means.as_ref().map(|means| means.last.shown(2)),
            difference: difference.map(|difference| difference.signed(2)),
            exact_difference: difference,
            suppressed: means.is_none(),
        }
    }
}

/// Ett område. / An area.
#[derive(Debug, Clone, Object)]
#[oai(rename_all = "camelCase")]
pub struct AreaMeansJson {
    /// Område i DigComp, 1–5. / Area of DigComp, 1–5.
    pub area: u8,
    /// Medelvärdena. / The means.
    pub means: MeansJson,
}

/// En kommun. / A municipality.
#[derive(Debug, Clone, Object)]
#[oai(rename_all = "camelCase")]
pub struct MunicipalityMeansJson {
    /// Kommunkod. / Municipality code.
    pub municipality_code: MunicipalityCode,
    /// Medelvärdena. / The means.
    pub means: MeansJson,
}

/// Självskattningens delar. / The parts of the self-assessment.
#[derive(Debug, Clone, Object)]
#[oai(rename_all = "camelCase")]
pub struct SelfAssessmentJson {
    /// Första omgången. / The first wave.
    pub baseline: WaveFiguresJson,
    /// Sista omgången. / The last wave.
    pub last: WaveFiguresJson,
    /// Påståenden som båda har. / Statements that both have.
    pub common_statements: u32,
    /// Hela testet. / The whole test.
    pub means: MeansJson,
    /// Per område. / By area.
    pub by_area: Vec<AreaMeansJson>,
    /// Per kommun. / By municipality.
    pub by_municipality: Vec<MunicipalityMeansJson>,
}

fn wave(figures: &WaveFigures) -> WaveFiguresJson {
    WaveFiguresJson {
        wave_id: figures.wave_id,
        name: figures.name.clone(),
        from: LocalDate(figures.from),
        to: LocalDate(figures.to),
        responses: figures.responses,
        valid_responses: figures.valid,
    }
}

impl From<&SelfAssessment> for SelfAssessmentJson {
    fn from(parts: &SelfAssessment) -> Self {
        let by_area = parts.by_area.iter().map(|(area, means)| AreaMeansJson { area: *area, means: means.into() });
        let by_municipality = parts
            .by_municipality
            .iter()
            .map(|(code, means)| MunicipalityMeansJson { municipality_code: code.clone(), means: means.into() });
        Self {
            baseline: wave(&parts.baseline),
            last: wave(&parts.last),
            common_statements: parts.common_statements,
            means: (&parts.means).into(),
            by_area: by_area.collect(),
            by_municipality: by_municipality.collect(),
        }
    }
}
