//! A locked report beside what it would say today.

use chrono::{DateTime, Utc};
use domain::{
    Refusal, ReportId,
    access::Scope,
    report::{
        Report,
        deviation::{self, Deviation, RowChange},
    },
};

use super::contents::kept;
use crate::{
    Db, Result,
    indicators::{self, Asked},
};

/// What differs.
#[derive(Debug, Clone)]
pub struct Deviations {
    /// The report.
    pub report: Report,
    /// Figures that are others now.
    pub figures: Vec<Deviation>,
    /// Rows of the evidence that are others now.
    pub rows: Vec<RowChange>,
}

/// Compares a locked report with figures computed now, by the same versions of the definitions.
pub async fn deviations(db: &Db, scope: &Scope, id: ReportId, now: DateTime<Utc>) -> Result<Deviations> {
    let report = super::find(db, id).await?;
    if report.lock.is_none() {
        return Err(Refusal::ReportNotLocked.into());
    }
    let (locked, _) = kept(db.read(), id).await?;
    let asked = Asked { scope, period: report.period, programme: report.programme_id, now };
    let (mut figures, mut rows) = (Vec::new(), Vec::new());
    for before in &locked.indicators {
        let after = indicators::compute(db, &asked, &before.indicator.definition).await?.without_people(id);
        let (differ, changed) = deviation::compare(before, &after);
        figures.extend(differ);
        rows.extend(changed);
    }
    Ok(Deviations { report, figures, rows })
}
