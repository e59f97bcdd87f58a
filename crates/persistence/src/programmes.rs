//! Programmes.

use chrono::{DateTime, NaiveDate, Utc};
use domain::{
    Invalid, PersonId, ProgrammeId, WaveId,
    event::EventKind,
    programme::Programme,
    refusal::No,
    values::{Line, Prose},
};
use sea_orm::{ActiveValue::Set, EntityTrait, PaginatorTrait, QueryOrder, QuerySelect};
use serde_json::json;
use uuid::Uuid;

use crate::{
    Db, Error, Once, Result,
    db::{Tx, retrying},
    entity::{programme, self_assessment_wave},
    idempotency,
    page::{Page, PageRequest},
    record::{Deed, Record, Subject},
    rows,
};

/// A programme as it is described by whoever adds it.
#[derive(Debug, Clone)]
pub struct ProgrammeDraft {
    /// Name.
    pub name: Line<200>,
    /// Its goal.
    pub goal: Option<Prose<2000>>,
    /// First day.
    pub from: NaiveDate,
    /// Last day.
    pub to: NaiveDate,
}

/// What is wanted changed; `None` leaves a member as it is.
#[derive(Debug, Clone, Default)]
pub struct ProgrammeChange {
    /// New name.
    pub name: Option<Line<200>>,
    /// New goal, or none.
    pub goal: Option<Option<Prose<2000>>>,
    /// New first day.
    pub from: Option<NaiveDate>,
    /// New last day.
    pub to: Option<NaiveDate>,
    /// The wave that counts as the beginning, or none.
    pub baseline_wave: Option<Option<Uuid>>,
    /// The wave that counts as the end, or none.
    pub final_wave: Option<Option<Uuid>>,
}

/// All programmes, the latest first.
pub async fn list(db: &Db, page: PageRequest) -> Result<Page<Programme>> {
    let total = programme::Entity::find().count(db.read()).await?;
    let query = programme::Entity::find()
        .order_by_desc(programme::Column::FromDate)
        .order_by_desc(programme::Column::Id)
        .limit(page.limit)
        .offset(page.offset());
    let items = query.all(db.read()).await?.into_iter().map(rows::to_programme).collect::<Result<_>>()?;
    Ok(Page { items, total })
}

/// All programmes: few.
pub(crate) async fn all(db: &Db) -> Result<Vec<Programme>> {
    programme::Entity::find().all(db.read()).await?.into_iter().map(rows::to_programme).collect()
}

/// One programme.
pub async fn find(db: &Db, id: ProgrammeId) -> Result<Programme> {
    rows::to_programme(programme::Entity::find_by_id(id).one(db.read()).await?.ok_or(Error::NotFound)?)
}

/// Adds a programme. One transaction.
pub async fn add(
    db: &Db,
    draft: ProgrammeDraft,
    actor: PersonId,
    now: DateTime<Utc>,
    once: Option<Once>,
) -> Result<Programme> {
    let done = retrying(|| async {
        let tx = db.begin_write().await?;
        if let Some(earlier) = idempotency::earlier(&tx, once.as_ref()).await? {
            return earlier.map_err(Error::Refused);
        }
        let draft = draft.clone();
        let programme = Programme {
            id: ProgrammeId::new(now),
            name: draft.name,
            goal: draft.goal,
            from: draft.from,
            to: draft.to,
            baseline_wave: None,
            final_wave: None,
            version: 1,
        };
        checked(&programme)?;
        programme::Entity::insert(row(&programme)).exec_without_returning(&tx).await?;
        note(&tx, EventKind::ProgrammeAdded, &programme, actor, now).await?;
        idempotency::remember(&tx, once.as_ref(), &Ok(&programme)).await?;
        tx.commit().await?;
        Ok(programme)
    })
    .await;
    idempotency::settled(db, once.as_ref(), done).await
}

/// Changes a programme. One transaction.
pub async fn change(
    db: &Db,
    id: ProgrammeId,
    change: ProgrammeChange,
    seen: Option<i32>,
    actor: PersonId,
    now: DateTime<Utc>,
) -> Result<Programme> {
    retrying(|| async {
        let tx = db.begin_write().await?;
        let found = programme::Entity::find_by_id(id).lock_exclusive().one(&tx).await?;
        let mut programme = rows::to_programme(found.ok_or(Error::NotFound)?)?;
        if seen.is_some_and(|seen| seen != programme.version) {
            return Err(Error::Stale);
        }
        let change = change.clone();
        known(&tx, "baselineWaveId", change.baseline_wave.flatten()).await?;
        known(&tx, "finalWaveId", change.final_wave.flatten()).await?;
        programme.name = change.name.unwrap_or(programme.name);
        programme.goal = change.goal.unwrap_or(programme.goal);
        programme.from = change.from.unwrap_or(programme.from);
        programme.to = change.to.unwrap_or(programme.to);
        programme.baseline_wave = change.baseline_wave.unwrap_or(programme.baseline_wave);
        programme.final_wave = change.final_wave.unwrap_or(programme.final_wave);
        programme.version += 1;
        checked(&programme)?;
        programme::Entity::update(row(&programme)).exec(&tx).await?;
        note(&tx, EventKind::ProgrammeChanged, &programme, actor, now).await?;
        tx.commit().await?;
        Ok(programme)
    })
    .await
}

/// Whether a wave that is named is there.
async fn known(tx: &Tx, member: &str, wave: Option<Uuid>) -> Result<()> {
    let Some(id) = wave else { return Ok(()) };
    let found = self_assessment_wave::Entity::find_by_id(WaveId(id)).one(tx).await?;
    found.map(drop).ok_or_else(|| No::invalid(member, Invalid::Unknown).into())
}

fn checked(programme: &Programme) -> Result<()> {
    if programme.to < programme.from { Err(No::invalid("to", Invalid::EndsBeforeStart).into()) } else { Ok(()) }
}

fn row(programme: &Programme) -> programme::ActiveModel {
    programme::ActiveModel {
        id: Set(programme.id),
        name: Set(programme.name.as_str().to_owned()),
        goal: Set(programme.goal.as_ref().map(|goal| goal.as_str().to_owned())),
        from_date: Set(programme.from),
        to_date: Set(programme.to),
        baseline_wave: Set(programme.baseline_wave),
        final_wave: Set(programme.final_wave),
        version: Set(programme.version),
    }
}

async fn note(tx: &Tx, kind: EventKind, programme: &Programme, actor: PersonId, now: DateTime<Utc>) -> Result<()> {
    let mut record = Record::default();
    let data = json!({ "programmeId": programme.id, "version": programme.version });
    record.event(Deed { actor: Some(actor), at: now }, kind, Subject::default(), &data);
    record.write(tx).await
}
