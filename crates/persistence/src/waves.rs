//! Waves of the self-assessment. Their answers are gathered, summed up and deleted; no function gives one out.

use chrono::{DateTime, NaiveDate, Utc};
use domain::{
    PersonId, Refusal, WaveId,
    event::EventKind,
    indicator::{
        IndicatorCode,
        definition::{self, Definition},
    },
    refusal::No,
    values::Line,
    wave::{Statement, Wave, WaveState},
};
use sea_orm::{ActiveValue::Set, ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder, QuerySelect};
use serde::{Deserialize, Serialize};
use serde_json::json;

use crate::{
    Db, Error, Once, Result,
    db::{Tx, retrying},
    definitions,
    entity::{self_assessment_answer, self_assessment_link, self_assessment_wave},
    error::taken,
    idempotency,
    page::{Page, PageRequest},
    record::{Deed, Record, Subject},
    rows,
};

mod gathering;
mod sums;

pub use gathering::{Form, ImportedSheet, LinkState, Links, answer, form, import, import_faults, make_links};
pub use sums::forget;
pub(crate) use sums::{answers_due, forget_answers, forget_reported, pair};

/// A wave as it is described by whoever adds it.
#[derive(Debug, Clone)]
pub struct WaveDraft {
    /// Name; no other wave has it.
    pub name: Line<100>,
    /// First day.
    pub from: NaiveDate,
    /// Last day.
    pub to: NaiveDate,
    /// The test.
    pub statements: Vec<Statement>,
}

/// What is wanted changed; `None` leaves a member as it is.
#[derive(Debug, Clone, Default)]
pub struct WaveChange {
    /// New name.
    pub name: Option<Line<100>>,
    /// New first day.
    pub from: Option<NaiveDate>,
    /// New last day.
    pub to: Option<NaiveDate>,
    /// New test, as long as nobody has answered.
    pub statements: Option<Vec<Statement>>,
}

/// A wave and how many have answered: numbers, and nothing of what was answered.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct WaveView {
    /// The wave.
    pub wave: Wave,
    /// Questionnaires answered.
    pub responses: u32,
    /// Links given out.
    pub links: u32,
    /// Links used.
    pub links_used: u32,
}

/// All waves, the latest first.
pub async fn list(db: &Db, page: PageRequest) -> Result<Page<WaveView>> {
    let total = self_assessment_wave::Entity::find().count(db.read()).await?;
    let query = self_assessment_wave::Entity::find()
        .order_by_desc(self_assessment_wave::Column::FromDate)
        .order_by_desc(self_assessment_wave::Column::Id)
        .limit(page.limit)
        .offset(page.offset());
    let mut items = Vec::new();
    for row in query.all(db.read()).await? {
        items.push(view(db.read(), to_wave(row)?).await?);
    }
    Ok(Page { items, total })
}

/// One wave.
pub async fn find(db: &Db, id: WaveId) -> Result<WaveView> {
    let found = self_assessment_wave::Entity::find_by_id(id).one(db.read()).await?;
    view(db.read(), to_wave(found.ok_or(Error::NotFound)?)?).await
}

/// Adds a wave. One transaction.
pub async fn add(
    db: &Db,
    draft: WaveDraft,
    actor: PersonId,
    now: DateTime<Utc>,
    once: Option<Once>,
) -> Result<WaveView> {
    let done = retrying(|| async {
        let tx = db.begin_write().await?;
        if let Some(earlier) = idempotency::earlier(&tx, once.as_ref()).await? {
            return earlier.map_err(Error::Refused);
        }
        let draft = draft.clone();
        let wave = Wave {
            id: WaveId::new(now),
            name: draft.name,
            from: draft.from,
            to: draft.to,
            state: WaveState::Open,
            statements: draft.statements,
            answered_percent_min: None,
            responses: None,
            valid_responses: None,
            version: 1,
        };
        checked(&wave)?;
        let inserted = self_assessment_wave::Entity::insert(row(&wave)?).exec_without_returning(&tx).await;
        inserted.map_err(taken(Refusal::NameTaken))?;
        note(&tx, EventKind::WaveAdded, &wave, Deed { actor: Some(actor), at: now }).await?;
        let view = WaveView { wave, responses: 0, links: 0, links_used: 0 };
        idempotency::remember(&tx, once.as_ref(), &Ok(&view)).await?;
        tx.commit().await?;
        Ok(view)
    })
    .await;
    idempotency::settled(db, once.as_ref(), done).await
}

/// Changes an open wave. One transaction.
pub async fn change(
    db: &Db,
    id: WaveId,
    change: WaveChange,
    seen: Option<i32>,
    actor: PersonId,
    now: DateTime<Utc>,
) -> Result<WaveView> {
    retrying(|| async {
        let tx = db.begin_write().await?;
        let mut wave = locked(&tx, id).await?;
        if seen.is_some_and(|seen| seen != wave.version) {
            return Err(Error::Stale);
        }
        if wave.state == WaveState::Closed {
            return Err(Refusal::WaveClosed.into());
        }
        let change = change.clone();
        if change.statements.as_ref().is_some_and(|statements| *statements != wave.statements)
            && view(&tx, wave.clone()).await?.responses > 0
        {
            return Err(Refusal::WaveAnswered.into());
        }
        wave.name = change.name.unwrap_or(wave.name);
        wave.from = change.from.unwrap_or(wave.from);
        wave.to = change.to.unwrap_or(wave.to);
        wave.statements = change.statements.unwrap_or(wave.statements);
        wave.version += 1;
        checked(&wave)?;
        let updated = self_assessment_wave::Entity::update(row(&wave)?).exec(&tx).await;
        updated.map_err(taken(Refusal::NameTaken))?;
        note(&tx, EventKind::WaveChanged, &wave, Deed { actor: Some(actor), at: now }).await?;
        let view = view(&tx, wave).await?;
        tx.commit().await?;
        Ok(view)
    })
    .await
}

/// Closes a wave for good. Which questionnaires are valid is decided here, by the definition in force on its last day,
/// and the others are deleted: a later rule cannot bring out one of them. One transaction.
pub async fn close(db: &Db, id: WaveId, actor: PersonId, now: DateTime<Utc>, once: Option<Once>) -> Result<WaveView> {
    let versions = definitions::all(db).await?;
    let done = retrying(|| async {
        let tx = db.begin_write().await?;
        if let Some(earlier) = idempotency::earlier(&tx, once.as_ref()).await? {
            return earlier.map_err(Error::Refused);
        }
        let mut wave = locked(&tx, id).await?;
        if wave.state == WaveState::Closed {
            return Err(Refusal::WaveClosed.into());
        }
        let percent = percent_min(&versions, wave.to);
        let (responses, valid) = gathering::keep_valid(&tx, id, percent).await?;
        wave.state = WaveState::Closed;
        wave.answered_percent_min = Some(percent);
        wave.responses = Some(responses);
        wave.valid_responses = Some(valid);
        wave.version += 1;
        self_assessment_wave::Entity::update(row(&wave)?).exec(&tx).await?;
        note(&tx, EventKind::WaveClosed, &wave, Deed { actor: Some(actor), at: now }).await?;
        let view = view(&tx, wave).await?;
        idempotency::remember(&tx, once.as_ref(), &Ok(&view)).await?;
        tx.commit().await?;
        Ok(view)
    })
    .await;
    idempotency::settled(db, once.as_ref(), done).await
}

fn percent_min(versions: &[Definition], day: NaiveDate) -> u32 {
    let definition = definition::in_force(versions, IndicatorCode::I1, day);
    definition.and_then(|definition| definition.rules.answered_percent_min).unwrap_or(100)
}

/// All waves, in order of time.
pub(crate) async fn all(db: &Db) -> Result<Vec<Wave>> {
    let query = self_assessment_wave::Entity::find()
        .order_by_asc(self_assessment_wave::Column::FromDate)
        .order_by_asc(self_assessment_wave::Column::Id);
    query.all(db.read()).await?.into_iter().map(to_wave).collect()
}

/// The wave, which nobody else changes or closes until the transaction is over.
async fn locked(tx: &Tx, id: WaveId) -> Result<Wave> {
    let found = self_assessment_wave::Entity::find_by_id(id).lock_exclusive().one(tx).await?;
    to_wave(found.ok_or(Error::NotFound)?)
}

async fn view(db: &impl sea_orm::ConnectionTrait, wave: Wave) -> Result<WaveView> {
    let of_wave = self_assessment_answer::Column::WaveId.eq(wave.id);
    let links = || self_assessment_link::Entity::find().filter(self_assessment_link::Column::WaveId.eq(wave.id));
    let number = |count: u64| u32::try_from(count).unwrap_or(u32::MAX);
    let responses = match wave.responses {
        Some(responses) => responses,
        None => number(self_assessment_answer::Entity::find().filter(of_wave).count(db).await?),
    };
    let used = links().filter(self_assessment_link::Column::Used.eq(true)).count(db).await?;
    let links = links().count(db).await?;
    Ok(WaveView { wave, responses, links: number(links), links_used: number(used) })
}

fn checked(wave: &Wave) -> Result<()> {
    let faults = wave.faults();
    if faults.is_empty() { Ok(()) } else { Err(No::Invalid(faults).into()) }
}

fn row(wave: &Wave) -> Result<self_assessment_wave::ActiveModel> {
    let statements = serde_json::to_string(&wave.statements).map_err(|error| Error::Fault(error.to_string()))?;
    Ok(self_assessment_wave::ActiveModel {
        id: Set(wave.id),
        name: Set(wave.name.as_str().to_owned()),
        from_date: Set(wave.from),
        to_date: Set(wave.to),
        state: Set(wave.state),
        statements: Set(statements),
        answered_percent_min: Set(wave.answered_percent_min.map(rows::int)),
        responses: Set(wave.responses.map(rows::int)),
        valid_responses: Set(wave.valid_responses.map(rows::int)),
        version: Set(wave.version),
    })
}

fn to_wave(row: self_assessment_wave::Model) -> Result<Wave> {
    let statements = serde_json::from_str(&row.statements);
    let count = |number: Option<i32>, column| number.map(|number| rows::count(number, column)).transpose();
    Ok(Wave {
        id: row.id,
        name: rows::line(&row.name, "self_assessment_wave.name")?,
        from: row.from_date,
        to: row.to_date,
        state: row.state,
        statements: statements
            .map_err(|error| Error::Fault(format!("column self_assessment_wave.statements: {error}")))?,
        answered_percent_min: count(row.answered_percent_min, "self_assessment_wave.answered_percent_min")?,
        responses: count(row.responses, "self_assessment_wave.responses")?,
        valid_responses: count(row.valid_responses, "self_assessment_wave.valid_responses")?,
        version: row.version,
    })
}

async fn note(tx: &Tx, kind: EventKind, wave: &Wave, deed: Deed) -> Result<()> {
    let mut record = Record::default();
    record.event(deed, kind, Subject::default(), &json!({ "waveId": wave.id, "version": wave.version }));
    record.write(tx).await
}
