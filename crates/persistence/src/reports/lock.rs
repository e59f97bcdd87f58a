//! Locking a report: what it says at this moment is kept, and never changes.

use chrono::{DateTime, NaiveDate, Utc};
use domain::{
    PersonId, ProgrammeId, ReportId,
    access::Scope,
    event::EventKind,
    indicator::{
        IndicatorCode,
        definition::{Definition, Rules},
        outcome::Indicator,
        period::{Period, PeriodKind},
    },
    report::{
        self, Lock, Report,
        figures::public::PublicTables,
        snapshot::{self, Computed, Snapshot},
    },
    values::Prose,
};
use sea_orm::{ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use uuid::Uuid;

use super::{held, note, row, shown};
use crate::{
    Db, Error, Result,
    db::{Tx, retrying},
    definitions,
    entity::{indicator_definition, programme, report as report_table, report_snapshot},
    indicators::{self, Asked},
    record::Deed,
    rows, waves,
};

/// How often the figures are computed until two results in a row agree.
const TRIES: usize = 5;

/// How a report is to be locked.
#[derive(Debug, Clone)]
pub struct Locking {
    /// Why, although attendance reports are missing; none when they must not be.
    pub anyway: Option<Prose<2000>>,
    /// The version that the caller has seen.
    pub seen: Option<i32>,
    /// Who locks it.
    pub actor: PersonId,
    /// When.
    pub now: DateTime<Utc>,
}

/// What became of the wish to lock a report.
#[derive(Debug, Clone)]
pub enum Locked {
    /// It is locked now.
    Now(Report),
    /// It was locked before, and stays as it is.
    Already(Report),
}

/// Locks a report: its figures, definitions, evidence and comments become a snapshot with a hash. A report that is
/// locked already stays as it is. One transaction writes; the figures are read before it.
pub async fn lock(db: &Db, scope: &Scope, id: ReportId, locking: Locking) -> Result<Locked> {
    retrying(|| async {
        let draft = super::find(db, id).await?;
        if draft.lock.is_some() {
            return Ok(Locked::Already(draft));
        }
        let versions = definitions::all(db).await?;
        let asked = Asked { scope, period: draft.period, programme: draft.programme_id, now: locking.now };
        let computed = settled(db, &asked, &versions).await?;
        // What may be shown takes a while to work out, and nobody should wait for it to write.
        let before = shown::before(db.read(), draft.replaces).await?;
        let indicators: Vec<Indicator> = computed.iter().map(|one| one.indicator.clone()).collect();
        let public = shown::decide(db.read(), indicators.clone(), draft.period, before.shown.clone()).await?;
        let tx = db.begin_write().await?;
        hold_definitions(&tx, &versions).await?;
        let report = held(&tx, id).await?;
        if report.lock.is_some() {
            return Ok(Locked::Already(report));
        }
        if locking.seen.is_some_and(|seen| seen != report.version) {
            return Err(Error::Stale);
        }
        if !before.still(&tx).await? {
            return Err(Error::Conflict("another report was locked between".into()));
        }
        report::may_lock(&indicators, locking.anyway.as_ref())?;
        written(tx, report, Frozen { computed, public }, &locking).await.map(Locked::Now)
    })
    .await
}

/// The figures as they were at one moment. Each indicator takes several queries, and a report of attendance may be
/// saved between two of them. Every save is one transaction, seen by all queries after it: when two results in a
/// row are the same, nothing came between the first query and the last of the second, and so none is torn.
async fn settled(db: &Db, asked: &Asked<'_>, versions: &[Definition]) -> Result<Vec<Computed>> {
    let mut before = indicators::with_evidence(db, asked, versions).await?;
    for _ in 0..TRIES {
        let now = indicators::with_evidence(db, asked, versions).await?;
        if now == before {
            return Ok(now);
        }
        before = now;
    }
    Err(Error::Unavailable("the evidence does not stand still".into()))
}

/// Holds every definition until the transaction ends, so that no version can be added and no other report be locked
/// meanwhile. Those that came since the figures were computed send the whole transaction round again.
async fn hold_definitions(tx: &Tx, used: &[Definition]) -> Result<()> {
    indicator_definition::Entity::find().lock_exclusive().all(tx).await?;
    // Read again: a version that was added while we waited for the lock is not among the rows it waited for.
    let now = definitions::in_transaction(tx).await?;
    if now == used { Ok(()) } else { Err(Error::Conflict("a definition came between".into())) }
}

/// What is kept of a report.
struct Frozen {
    computed: Vec<Computed>,
    public: PublicTables,
}

async fn written(tx: Tx, mut report: Report, frozen: Frozen, locking: &Locking) -> Result<Report> {
    let Frozen { computed, public } = frozen;
    let of_waves = computed.iter().map(|one| &one.indicator.definition).find(|used| used.code == IndicatorCode::I1);
    let small_number = of_waves.map_or_else(|| Rules::default().small_number(), |used| used.rules.small_number());
    let snapshot = Snapshot::of(&report, computed, public, locking.now, locking.anyway.clone());
    let body = snapshot.canonical().map_err(|error| Error::Fault(error.to_string()))?;
    let kept = report_snapshot::ActiveModel {
        report_id: Set(report.id),
        sha256: Set(snapshot::hash(&body).to_vec()),
        body: Set(body),
    };
    report_snapshot::Entity::insert(kept).exec_without_returning(&tx).await?;
    report.lock = Some(Lock { at: locking.now, by: locking.actor, comment: locking.anyway.clone() });
    report.version += 1;
    report_table::Entity::update(row::of(&report)).exec(&tx).await?;
    note(&tx, EventKind::ReportLocked, &report, locking.actor, locking.now).await?;
    if let (PeriodKind::Programme, Some(id)) = (report.kind, report.programme_id) {
        forget_answers(&tx, id, report.period, small_number, locking).await?;
    }
    tx.commit().await?;
    Ok(report)
}

/// The last report of a programme holds the sums; the single answers of its waves are not needed any more
/// (`domain.md` 2.1).
async fn forget_answers(tx: &Tx, id: ProgrammeId, period: Period, small_number: u32, locking: &Locking) -> Result<()> {
    let row = programme::Entity::find_by_id(id).one(tx).await?.ok_or(Error::NotFound)?;
    let programme = rows::to_programme(row)?;
    if period.to < programme.to {
        // It has been prolonged since the report was begun: this is not its last one.
        return Ok(());
    }
    let deed = Deed { actor: Some(locking.actor), at: locking.now };
    waves::forget_answers(tx, &programme, small_number, deed).await
}

/// The last day that any locked report covers.
pub(crate) async fn locked_until(tx: &Tx) -> Result<Option<NaiveDate>> {
    let last = report_table::Entity::find()
        .filter(report_table::Column::LockedAt.is_not_null())
        .order_by_desc(report_table::Column::ToDate)
        .one(tx)
        .await?;
    Ok(last.map(|row| row.to_date))
}

/// Locked reports whose snapshot is gone, or is not the text that was hashed.
pub(crate) async fn tampered(db: &Db) -> Result<Vec<Uuid>> {
    let locked = report_table::Entity::find().filter(report_table::Column::LockedAt.is_not_null());
    let mut found = Vec::new();
    for report in locked.all(db.read()).await? {
        // One at a time: a snapshot holds all evidence of its period.
        let row = report_snapshot::Entity::find_by_id(report.id).one(db.read()).await?;
        if row.is_none_or(|row| snapshot::hash(&row.body).as_slice() != row.sha256) {
            found.push(report.id.0);
        }
    }
    Ok(found)
}
