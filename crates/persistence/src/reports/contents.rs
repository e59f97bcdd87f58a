//! What a report says: computed now while it is a draft, read from its snapshot once it is locked.

use chrono::{DateTime, Utc};
use domain::{
    ReportId,
    access::Scope,
    indicator::{outcome::Indicator, period::Period},
    report::{
        Report,
        figures::public::PublicTables,
        snapshot::{self, Computed, Snapshot},
    },
};
use sea_orm::{ConnectionTrait, EntityTrait};

use super::shown;
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
    /// What was decided to be shown to the public, once it is locked.
    shown: Option<PublicTables>,
}

impl Contents {
    /// The results without their evidence.
    pub fn indicators(&self) -> impl Iterator<Item = &Indicator> {
        self.computed.iter().map(|one| &one.indicator)
    }
}

/// What the public sees of a report's people: as decided when it was locked, or for a draft as it would be now.
pub async fn public(db: &Db, contents: &Contents) -> Result<PublicTables> {
    match &contents.shown {
        Some(shown) => Ok(shown.clone()),
        None => {
            let before = shown::before(db.read(), contents.report.replaces).await?;
            let indicators = contents.indicators().cloned().collect();
            shown::decide(db.read(), indicators, contents.report.period, before.shown).await
        }
    }
}

/// What the public would see of some indicators, if a report of the period were locked now.
pub async fn preview(db: &Db, indicators: &[Indicator], period: Period) -> Result<PublicTables> {
    let before = shown::before(db.read(), None).await?;
    shown::decide(db.read(), indicators.to_vec(), period, before.shown).await
}

/// A report with its figures and evidence.
pub async fn contents(db: &Db, scope: &Scope, id: ReportId, now: DateTime<Utc>) -> Result<Contents> {
    let report = super::find(db, id).await?;
    if report.lock.is_some() {
        let (snapshot, sha256) = kept(db.read(), id).await?;
        let shown = Some(snapshot.public);
        return Ok(Contents { report, computed: snapshot.indicators, sha256: Some(sha256), shown });
    }
    let asked = Asked { scope, period: report.period, programme: report.programme_id, now };
    let computed = indicators::with_evidence(db, &asked, &definitions::all(db).await?).await?;
    let computed = computed.into_iter().map(|one| one.without_people(id)).collect();
    Ok(Contents { report, computed, sha256: None, shown: None })
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
