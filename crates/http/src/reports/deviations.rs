//! Deviations from a locked report as JSON.

use domain::{
    ReportId,
    indicator::IndicatorCode,
    report::deviation::{Deviation, DeviationReason, RowChange},
};
use persistence::reports::Deviations;
use poem_openapi::Object;

use crate::indicators::EvidenceJson;

/// En siffra som är en annan nu. / A figure that is another now.
#[derive(Debug, Clone, Object)]
#[oai(rename_all = "camelCase")]
pub struct DeviationJson {
    /// Indikatorn. / The indicator.
    pub code: IndicatorCode,
    /// Vilken siffra: `value`, `breakdowns.municipality.1881.participations`. / Which figure.
    pub path: String,
    /// Vad rapporten säger. / What the report says.
    pub locked: Option<String>,
    /// Vad den skulle säga nu. / What it would say now.
    pub now: Option<String>,
    /// Varför, efter de rader som skiljer. / Why, from the rows that differ.
    pub reasons: Vec<DeviationReason>,
}

/// En rad i underlaget som är en annan nu. / A row of the evidence that is another now.
#[derive(Debug, Clone, Object)]
#[oai(rename_all = "camelCase")]
pub struct RowChangeJson {
    /// Indikatorn. / The indicator.
    pub code: IndicatorCode,
    /// Vad det är. / What this is.
    pub reason: DeviationReason,
    /// Raden i rapporten; null när den har kommit till. / The row of the report; null when it has come since.
    pub locked: Option<EvidenceJson>,
    /// Raden nu; null när den är borta. / The row now; null when it is gone.
    pub now: Option<EvidenceJson>,
}

/// Vad som skiljer. / What differs.
#[derive(Debug, Clone, Object)]
#[oai(rename_all = "camelCase")]
pub struct DeviationsJson {
    /// Rapporten. / The report.
    pub report_id: ReportId,
    /// Siffrorna som är andra nu. / The figures that are others now.
    pub figures: Vec<DeviationJson>,
    /// Raderna som är andra nu. / The rows that are others now.
    pub rows: Vec<RowChangeJson>,
}

impl From<Deviations> for DeviationsJson {
    fn from(found: Deviations) -> Self {
        Self {
            report_id: found.report.id,
            figures: found.figures.into_iter().map(Into::into).collect(),
            rows: found.rows.into_iter().map(Into::into).collect(),
        }
    }
}

impl From<Deviation> for DeviationJson {
    fn from(deviation: Deviation) -> Self {
        Self {
            code: deviation.code,
            path: deviation.path,
            locked: deviation.locked,
            now: deviation.now,
            reasons: deviation.reasons,
        }
    }
}

impl From<RowChange> for RowChangeJson {
    fn from(change: RowChange) -> Self {
        Self {
            code: change.code,
            reason: change.reason,
            locked: change.locked.map(Into::into),
            now: change.now.map(Into::into),
        }
    }
}
