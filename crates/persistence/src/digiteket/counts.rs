//! Numbers of profiles and staff by municipality.

use chrono::NaiveDate;
use domain::{
    DigiteketCountId, Invalid, Refusal,
    digiteket::DigiteketCount,
    refusal::No,
    values::{Line, MunicipalityCode},
};
use sea_orm::{ColumnTrait, PaginatorTrait, QueryOrder};

use super::*;
use crate::{
    Once,
    db::Tx,
    entity::{digiteket_count, municipality},
    error::taken,
    idempotency,
    page::{Page, PageRequest},
    rows,
};

/// Numbers as they are described by whoever registers them.
#[derive(Debug, Clone)]
pub struct CountDraft {
    /// The municipality.
    pub municipality_code: MunicipalityCode,
    /// The day the numbers are of.
    pub on: NaiveDate,
    /// Registered in Digiteket.
    pub profiles: u32,
    /// Staff, in heads.
    pub staff: u32,
    /// Where the numbers come from.
    pub source: Line<200>,
}

/// What is wanted corrected; `None` leaves a member as it is.
#[derive(Debug, Clone, Default)]
pub struct CountChange {
    /// Registered in Digiteket.
    pub profiles: Option<u32>,
    /// Staff, in heads.
    pub staff: Option<u32>,
    /// Where the numbers come from.
    pub source: Option<Line<200>>,
}

/// Which numbers are wanted.
#[derive(Debug, Clone, Default)]
pub struct CountFilter {
    /// Of this municipality.
    pub municipality_code: Option<MunicipalityCode>,
}

/// Numbers, the latest first.
pub async fn counts(db: &Db, filter: &CountFilter, page: PageRequest) -> Result<Page<DigiteketCount>> {
    let mut query = digiteket_count::Entity::find();
    if let Some(code) = &filter.municipality_code {
        query = query.filter(digiteket_count::Column::MunicipalityCode.eq(code.clone()));
    }
    let total = query.clone().count(db.read()).await?;
    let query = query
        .order_by_desc(digiteket_count::Column::OnDate)
        .order_by_asc(digiteket_count::Column::MunicipalityCode)
        .limit(page.limit)
        .offset(page.offset());
    let items = query.all(db.read()).await?.into_iter().map(to_count).collect::<Result<_>>()?;
    Ok(Page { items, total })
}

/// Registers the numbers of a municipality and day, which there is once. One transaction.
pub async fn add_count(
    db: &Db,
    draft: CountDraft,
    actor: PersonId,
    now: DateTime<Utc>,
    once: Option<Once>,
) -> Result<DigiteketCount> {
    let done = retrying(|| async {
        let tx = db.begin_write().await?;
        if let Some(earlier) = idempotency::earlier(&tx, once.as_ref()).await? {
            return earlier.map_err(Error::Refused);
        }
        let CountDraft { municipality_code, on, profiles, staff, source } = draft.clone();
        let id = DigiteketCountId::new(now);
        let count = DigiteketCount { id, municipality_code, on, profiles, staff, source, version: 1 }.checked()?;
        let known = municipality::Entity::find_by_id(count.municipality_code.clone()).one(&tx).await?;
        known.ok_or_else(|| Error::from(No::invalid("municipalityCode", Invalid::Unknown)))?;
        let inserted = digiteket_count::Entity::insert(row(&count)).exec_without_returning(&tx).await;
        inserted.map_err(taken(Refusal::AlreadyRegistered))?;
        note(&tx, EventKind::DigiteketCountAdded, actor, now, (None, &count)).await?;
        idempotency::remember(&tx, once.as_ref(), &Ok(&count)).await?;
        tx.commit().await?;
        Ok(count)
    })
    .await;
    idempotency::settled(db, once.as_ref(), done).await
}

/// Corrects numbers. One transaction.
pub async fn change_count(
    db: &Db,
    id: DigiteketCountId,
    change: CountChange,
    seen: Option<i32>,
    actor: PersonId,
    now: DateTime<Utc>,
) -> Result<DigiteketCount> {
    retrying(|| async {
        let tx = db.begin_write().await?;
        let found = digiteket_count::Entity::find_by_id(id).lock_exclusive().one(&tx).await?;
        let before = to_count(found.ok_or(Error::NotFound)?)?;
        if seen.is_some_and(|seen| seen != before.version) {
            return Err(Error::Stale);
        }
        let after = DigiteketCount {
            profiles: change.profiles.unwrap_or(before.profiles),
            staff: change.staff.unwrap_or(before.staff),
            source: change.source.clone().unwrap_or_else(|| before.source.clone()),
            version: before.version + 1,
            ..before.clone()
        };
        let after = after.checked()?;
        digiteket_count::Entity::update(row(&after)).exec(&tx).await?;
        note(&tx, EventKind::DigiteketCountChanged, actor, now, (Some(&before), &after)).await?;
        tx.commit().await?;
        Ok(after)
    })
    .await
}

async fn note(
    tx: &Tx,
    kind: EventKind,
    actor: PersonId,
    now: DateTime<Utc>,
    change: (Option<&DigiteketCount>, &DigiteketCount),
) -> Result<()> {
    record::note_change(tx, Deed { actor: Some(actor), at: now }, kind, Subject::default(), change, None).await
}

fn row(count: &DigiteketCount) -> digiteket_count::ActiveModel {
    digiteket_count::ActiveModel {
        id: Set(count.id),
        municipality_code: Set(count.municipality_code.clone()),
        on_date: Set(count.on),
        profiles: Set(rows::int(count.profiles)),
        staff: Set(rows::int(count.staff)),
        source: Set(count.source.as_str().to_owned()),
        version: Set(count.version),
    }
}

pub(crate) fn to_count(row: digiteket_count::Model) -> Result<DigiteketCount> {
    Ok(DigiteketCount {
        id: row.id,
        municipality_code: row.municipality_code,
        on: row.on_date,
        profiles: rows::count(row.profiles, "digiteket_count.profiles")?,
        staff: rows::count(row.staff, "digiteket_count.staff")?,
        source: rows::line(&row.source, "digiteket_count.source")?,
        version: row.version,
    })
}
