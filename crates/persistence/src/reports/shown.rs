//! What earlier reports have shown to the public, and what a new one may show given that.

use std::collections::{BTreeMap, BTreeSet};

use domain::{
    ReportId,
    indicator::{outcome::Indicator, period::Period},
    report::figures::public::{self, PublicTables, Shown},
};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder};
use serde::Deserialize;

use crate::{
    Error, Result,
    entity::{library, report, report_snapshot},
};

/// The part of a snapshot that later reports go by.
#[derive(Deserialize)]
struct ShownPart {
    #[serde(default)]
    public: PublicTables,
}

/// What every locked report has shown, the earliest first.
pub(super) struct Before {
    reports: Vec<ReportId>,
    pub(super) shown: Vec<Shown>,
}

/// What every locked report has shown. One that `replacing` names counts as replaced already.
pub(super) async fn before(db: &impl ConnectionTrait, replacing: Option<ReportId>) -> Result<Before> {
    let locked = locked(db).await?;
    let replaced: BTreeSet<ReportId> = locked.iter().filter_map(|row| row.replaces).chain(replacing).collect();
    let mut before = Before { reports: Vec::with_capacity(locked.len()), shown: Vec::with_capacity(locked.len()) };
    for row in locked {
        // One at a time: a snapshot holds all evidence of its period.
        let snapshot = report_snapshot::Entity::find_by_id(row.id).one(db).await?;
        let body = snapshot.ok_or_else(|| Error::Fault(format!("report {} has no snapshot", row.id)))?.body;
        let part: ShownPart = serde_json::from_str(&body)
            .map_err(|error| Error::Fault(format!("the snapshot of report {}: {error}", row.id)))?;
        before.reports.push(row.id);
        before.shown.push(Shown { tables: part.public, replaced: replaced.contains(&row.id) });
    }
    Ok(before)
}

impl Before {
    /// Whether no other report has been locked since.
    pub(super) async fn still(&self, db: &impl ConnectionTrait) -> Result<bool> {
        Ok(locked(db).await?.iter().map(|row| row.id).eq(self.reports.iter().copied()))
    }
}

async fn locked(db: &impl ConnectionTrait) -> Result<Vec<report::Model>> {
    let locked = report::Entity::find().filter(report::Column::LockedAt.is_not_null());
    Ok(locked.order_by_asc(report::Column::LockedAt).order_by_asc(report::Column::Id).all(db).await?)
}

/// Decides what of some indicators may be shown, given what has been.
pub(super) async fn decide(
    db: &impl ConnectionTrait,
    indicators: Vec<Indicator>,
    period: Period,
    shown: Vec<Shown>,
) -> Result<PublicTables> {
    let libraries = library::Entity::find().all(db).await?;
    let places: BTreeMap<String, String> =
        libraries.into_iter().map(|row| (row.id.to_string(), row.municipality_code.to_string())).collect();
    // The more reports there are, the longer it takes to see what they tell together; others go on meanwhile.
    let decided = move || public::decide(indicators.iter(), period, &places, &shown);
    tokio::task::spawn_blocking(decided).await.map_err(|panic| Error::Fault(panic.to_string()))
}
