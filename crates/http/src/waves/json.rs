//! Waves as JSON.

use domain::{
    WaveId,
    values::{Line, MunicipalityCode},
    wall_time::LocalDate,
    wave::{Statement, StatementKey, WaveState},
};
use persistence::waves::WaveView;
use poem_openapi::Object;
use serde::Deserialize;

use crate::list::list_of;

/// Ett påstående. / A statement.
#[derive(Debug, Clone, Object, Deserialize)]
#[oai(rename_all = "camelCase", deny_unknown_fields)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct StatementJson {
    /// Kort namn, samma i alla omgångar: `q1`. / Short name, the same in all waves: `q1`.
    pub key: StatementKey,
    /// Område i DigComp, 1–5. / Area of DigComp, 1–5.
    pub area: u8,
    /// Påståendet. / The statement.
    pub text: Line<300>,
}

/// En mätomgång; antal, aldrig enskilda svar. / A wave; numbers, never single answers.
#[derive(Debug, Clone, Object)]
#[oai(rename_all = "camelCase")]
pub struct WaveJson {
    /// Id.
    pub id: WaveId,
    /// Namn. / Name.
    pub name: Line<100>,
    /// Första dag. / First day.
    pub from: LocalDate,
    /// Sista dag. / Last day.
    pub to: LocalDate,
    /// Öppen eller stängd. / Open or closed.
    pub state: WaveState,
    /// Testets påståenden. / The statements of the test.
    pub statements: Vec<StatementJson>,
    /// Besvarade enkäter. / Questionnaires answered.
    pub responses: u32,
    /// Giltiga enkäter, när omgången är stängd. / Valid ones, once the wave is closed.
    pub valid_responses: Option<u32>,
    /// Utlämnade länkar. / Links given out.
    pub links: u32,
    /// Använda länkar. / Links used.
    pub links_used: u32,
}

/// En ny mätomgång. / A new wave.
#[derive(Debug, Clone, Object, Deserialize)]
#[oai(rename_all = "camelCase", deny_unknown_fields)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct WaveInput {
    /// Namn. / Name.
    pub name: Line<100>,
    /// Första dag. / First day.
    pub from: LocalDate,
    /// Sista dag. / Last day.
    pub to: LocalDate,
    /// Påståendena; utelämnas för det vanliga testet med 24. / The statements; left out for the usual test of 24.
    pub statements: Option<Vec<StatementJson>>,
}

/// Ändring av en öppen mätomgång; det som inte nämns står kvar. / A change of an open wave; what is not named stays.
#[derive(Debug, Clone, Object, Deserialize)]
#[oai(rename_all = "camelCase", deny_unknown_fields)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct WavePatch {
    /// Namn. / Name.
    pub name: Option<Line<100>>,
    /// Första dag. / First day.
    pub from: Option<LocalDate>,
    /// Sista dag. / Last day.
    pub to: Option<LocalDate>,
    /// Påståendena, så länge ingen har svarat. / The statements, as long as nobody has answered.
    pub statements: Option<Vec<StatementJson>>,
}

/// Önskan om länkar. / A wish for links.
#[derive(Debug, Clone, Object, Deserialize)]
#[oai(rename_all = "camelCase", deny_unknown_fields)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct WaveLinksInput {
    /// Kommunen som de som svarar arbetar i. / The municipality that those who answer work in.
    pub municipality_code: MunicipalityCode,
    /// Antal länkar, 1–500. / Number of links, 1–500.
    pub count: u32,
}

/// Länkar att dela ut; de visas bara nu. / Links to hand out; they are shown only now.
#[derive(Debug, Clone, Object)]
#[oai(rename_all = "camelCase")]
pub struct WaveLinksJson {
    /// En länk per person; var och en kan användas en gång. / One link a person; each works once.
    pub links: Vec<String>,
}

/// Tomt innehåll. / Nothing.
#[derive(Debug, Clone, Object, Deserialize)]
#[oai(deny_unknown_fields)]
#[serde(deny_unknown_fields)]
pub struct ClosingInput {}

list_of!(
    /// Mätomgångar. / Waves.
    WaveList,
    WaveJson
);

impl From<StatementJson> for Statement {
    fn from(statement: StatementJson) -> Self {
        Self { key: statement.key, area: statement.area, text: statement.text }
    }
}

impl From<WaveView> for WaveJson {
    fn from(view: WaveView) -> Self {
        let wave = view.wave;
        let statement =
            |statement: Statement| StatementJson { key: statement.key, area: statement.area, text: statement.text };
        Self {
            id: wave.id,
            name: wave.name,
            from: LocalDate(wave.from),
            to: LocalDate(wave.to),
            state: wave.state,
            statements: wave.statements.into_iter().map(statement).collect(),
            responses: view.responses,
            valid_responses: wave.valid_responses,
            links: view.links,
            links_used: view.links_used,
        }
    }
}
