//! Reports: drafts, comments, locking, deviations and revisions.
//!
//! A draft stores no figure; a locked report stores every one, with its evidence, in a snapshot that the database
//! itself keeps from being changed.

use chrono::{DateTime, Utc};
use domain::{
    Invalid, PersonId, ProgrammeId, ReportId,
    event::EventKind,
    indicator::{
        IndicatorCode,
        period::{Period, PeriodKind},
    },
    refusal::No,
    report::Report,
    values::{Line, Prose},
};
use sea_orm::{ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder, QuerySelect};
use serde_json::json;

use crate::{
    Db, Error, Once, Result,
    db::{Tx, retrying},
    entity::{programme, report, report_comment},
    idempotency,
    page::{Page, PageRequest},
    record::{Deed, Record, Subject},
};

mod contents;
mod deviations;
mod lock;
mod row;
mod shown;

pub use contents::{Contents, contents, preview, public};
pub use deviations::{Deviations, deviations};
pub use lock::{Locked, Locking, lock};
pub(crate) use lock::{locked_until, tampered};

/// A report as it is begun.
#[derive(Debug, Clone)]
pub struct ReportDraft {
    /// The programme it is about.
    pub programme_id: Option<ProgrammeId>,
    /// What its period is called.
    pub kind: PeriodKind,
    /// Its period.
    pub period: Period,
    /// Its title.
    pub title: Line<200>,
}

/// All reports, the latest period first.
pub async fn list(db: &Db, page: PageRequest) -> Result<Page<Report>> {
    let total = report::Entity::find().count(db.read()).await?;
    let query = report::Entity::find()
        .order_by_desc(report::Column::ToDate)
        .order_by_desc(report::Column::FromDate)
        .order_by_desc(report::Column::Id)
        .limit(page.limit)
        .offset(page.offset());
    let items = row::complete(db.read(), query.all(db.read()).await?).await?;
    Ok(Page { items, total })
}

/// One report, without its figures.
pub async fn find(db: &Db, id: ReportId) -> Result<Report> {
    let found = report::Entity::find_by_id(id).all(db.read()).await?;
    row::complete(db.read(), found).await?.pop().ok_or(Error::NotFound)
}

/// Begins a report. One transaction.
pub async fn add(
    db: &Db,
    draft: ReportDraft,
    actor: PersonId,
    now: DateTime<Utc>,
    once: Option<Once>,
) -> Result<Report> {
    let done = retrying(|| async {
        let tx = db.begin_write().await?;
        if let Some(earlier) = idempotency::earlier(&tx, once.as_ref()).await? {
            return earlier.map_err(Error::Refused);
        }
        let draft = draft.clone();
        if let Some(programme) = draft.programme_id {
            let known = programme::Entity::find_by_id(programme).one(&tx).await?;
            let known = known.ok_or_else(|| No::invalid("programmeId", Invalid::Unknown))?;
            let whole = (draft.period.from, draft.period.to) == (known.from_date, known.to_date);
            if draft.kind == PeriodKind::Programme && !whole {
                return Err(No::invalid("kind", Invalid::OtherPeriod).into());
            }
        }
        let report = Report {
            id: ReportId::new(now),
            programme_id: draft.programme_id,
            kind: draft.kind,
            period: draft.period,
            title: draft.title,
            revision: 1,
            replaces: None,
            replaced_by: None,
            reason: None,
            comments: Default::default(),
            made_at: now,
            lock: None,
            version: 1,
        };
        report::Entity::insert(row::of(&report)).exec_without_returning(&tx).await?;
        note(&tx, EventKind::ReportAdded, &report, actor, now).await?;
        idempotency::remember(&tx, once.as_ref(), &Ok(&report)).await?;
        tx.commit().await?;
        Ok(report)
    })
    .await;
    idempotency::settled(db, once.as_ref(), done).await
}

/// Gives a draft another title. One transaction.
pub async fn rename(
    db: &Db,
    id: ReportId,
    title: Option<Line<200>>,
    seen: Option<i32>,
    actor: PersonId,
    now: DateTime<Utc>,
) -> Result<Report> {
    retrying(|| async {
        let tx = db.begin_write().await?;
        let mut report = open(&tx, id, seen).await?;
        report.title = title.clone().unwrap_or(report.title);
        saved(tx, report, actor, now).await
    })
    .await
}

/// Says something of an indicator in a draft, or takes it back. One transaction.
pub async fn comment(
    db: &Db,
    id: ReportId,
    code: IndicatorCode,
    text: Option<Prose<4000>>,
    seen: Option<i32>,
    actor: PersonId,
    now: DateTime<Utc>,
) -> Result<Report> {
    retrying(|| async {
        let tx = db.begin_write().await?;
        let mut report = open(&tx, id, seen).await?;
        match text.clone() {
            Some(text) => report.comments.insert(code, text),
            None => report.comments.remove(&code),
        };
        let of_report = report_comment::Column::ReportId.eq(id);
        report_comment::Entity::delete_many().filter(of_report).exec(&tx).await?;
        row::insert_comments(&tx, &report).await?;
        saved(tx, report, actor, now).await
    })
    .await
}

/// Begins a revision of a locked report: the same period and comments, computed anew. One transaction.
pub async fn revise(
    db: &Db,
    id: ReportId,
    reason: Line<500>,
    actor: PersonId,
    now: DateTime<Utc>,
    once: Option<Once>,
) -> Result<Report> {
    let done = retrying(|| async {
        let tx = db.begin_write().await?;
        if let Some(earlier) = idempotency::earlier(&tx, once.as_ref()).await? {
            return earlier.map_err(Error::Refused);
        }
        let revision = held(&tx, id).await?.revised(ReportId::new(now), reason.clone(), now)?;
        report::Entity::insert(row::of(&revision)).exec_without_returning(&tx).await?;
        row::insert_comments(&tx, &revision).await?;
        note(&tx, EventKind::ReportRevised, &revision, actor, now).await?;
        idempotency::remember(&tx, once.as_ref(), &Ok(&revision)).await?;
        tx.commit().await?;
        Ok(revision)
    })
    .await;
    idempotency::settled(db, once.as_ref(), done).await
}

/// A report, held until the transaction ends.
async fn held(tx: &Tx, id: ReportId) -> Result<Report> {
    let found = report::Entity::find_by_id(id).lock_exclusive().all(tx).await?;
    row::complete(tx, found).await?.pop().ok_or(Error::NotFound)
}

/// A draft that the caller has seen as it is.
async fn open(tx: &Tx, id: ReportId, seen: Option<i32>) -> Result<Report> {
    let report = held(tx, id).await?;
    report.open_for_change()?;
    if seen.is_some_and(|seen| seen != report.version) { Err(Error::Stale) } else { Ok(report) }
}

async fn saved(tx: Tx, mut report: Report, actor: PersonId, now: DateTime<Utc>) -> Result<Report> {
    report.version += 1;
    report::Entity::update(row::of(&report)).exec(&tx).await?;
    note(&tx, EventKind::ReportChanged, &report, actor, now).await?;
    tx.commit().await?;
    Ok(report)
}

async fn note(tx: &Tx, kind: EventKind, report: &Report, actor: PersonId, now: DateTime<Utc>) -> Result<()> {
    let mut record = Record::default();
    let data = json!({ "reportId": report.id, "revision": report.revision, "version": report.version });
    record.event(Deed { actor: Some(actor), at: now }, kind, Subject::default(), &data);
    record.write(tx).await
}
