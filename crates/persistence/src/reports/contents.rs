//! What a report says: computed now while it is a draft, read from its snapshot once it is locked.

use chrono::{DateTime, Utc};
use domain::{
    ReportId,
    access::Scope,
    report::{
        Report,
        snapshot::{self, Computed, Snapshot},
    },
};
use sea_orm::{ConnectionTrait, EntityTrait};

use crate::{
    Db, Error, Result, definitions,
    entity::report_snapshot,
    indicators::{self, Asked},
};

/// A report with its figures.
#[derive(Debug, Clone)]
pub struct Contents {
    /// The report.
    pub report: Report,
    /// The seven, in order, with their evidence.
    pub computed: Vec<Computed>,
    /// SHA-256 of the snapshot, once it is locked.
    pub sha256: Option<[u8; 32]>,
}

/// A report with its figures and evidence.
pub async fn contents(db: &Db, scope: &Scope, id: ReportId, now: DateTime<Utc>) -> Result<Contents> {
    let report = super::find(db, id).await?;
    if report.lock.is_some() {
        let (snapshot, sha256) = kept(db.read(), id).await?;
        return Ok(Contents { report, computed: snapshot.indicators, sha256: Some(sha256) });
    }
    let asked = Asked { scope, period: report.period, now };
    let computed = indicators::with_evidence(db, &asked, &definitions::all(db).await?).await?;
    let computed = computed.into_iter().map(|one| one.without_people(id)).collect();
    Ok(Contents { report, computed, sha256: None })
}

/// The snapshot of a locked report and its hash; a text that is not the one hashed is not read.
pub(super) async fn kept(db: &impl ConnectionTrait, id: ReportId) -> Result<(Snapshot, [u8; 32])> {
    let row = report_snapshot::Entity::find_by_id(id).one(db).await?.ok_or(Error::NotFound)?;
    let sha256 = snapshot::hash(&row.body);
    if sha256.as_slice() != row.sha256 {
        return Err(Error::Fault(format!("the snapshot of report {id} is not what was locked")));
    }
    let read = serde_json::from_str(&row.body);
    Ok((read.map_err(|error| Error::Fault(format!("the snapshot of report {id}: {error}")))?, sha256))
}
