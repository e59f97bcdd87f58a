//! The months of a period: from memory where they are as they were, read again where they are not.

use std::{
    collections::{BTreeMap, HashMap},
    sync::Arc,
};

use chrono::{Datelike, Months, NaiveDate};
use domain::{SessionId, indicator::period::Period};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect, Select};

use super::{
    kept::Rows,
    meetings::{self, KeptMeeting, KeptSession},
};
use crate::{Db, Error, Result, entity::evidence_generation};

/// How often the same months are read again when others change them meanwhile.
const READINGS_MAX: usize = 5;

/// A month and its generation.
type Standing = (String, i64);

/// Months that have been found, by name, each with its generation.
type Found = BTreeMap<String, (i64, Arc<Rows>)>;

/// Every month of the period that has, or has had, meetings.
pub(super) async fn load(db: &Db, period: Period) -> Result<Vec<Arc<Rows>>> {
    let mut found = Found::new();
    let standing = generations(db, period).await?;
    if missing(db, &standing, &mut found).iter().all(|missing| !missing) {
        return Ok(found.into_values().map(|(_, rows)| rows).collect());
    }
    let _reading = db.evidence.reading.lock().await;
    let mut standing = generations(db, period).await?;
    for _ in 0..READINGS_MAX {
        let missing = missing(db, &standing, &mut found);
        for run in runs(&standing, &missing) {
            read(db, run, &mut found).await?;
        }
        // Nothing was changed while it was read: the rows of several statements belong together.
        let before = std::mem::replace(&mut standing, generations(db, period).await?);
        if before == standing {
            return Ok(found.into_values().map(|(_, rows)| rows).collect());
        }
    }
    Err(Error::Unavailable("the evidence changes faster than it can be read".into()))
}

/// Which months must be read; the others are in `found` when this is done.
fn missing(db: &Db, standing: &[Standing], found: &mut Found) -> Vec<bool> {
    let mut kept = db.evidence.lock();
    let mut is_missing = |(month, generation): &Standing| {
        if found.get(month).is_some_and(|(read_at, _)| read_at == generation) {
            return false;
        }
        let rows = kept.find(month, asked_for(db, *generation));
        if let Some(rows) = rows.clone() {
            found.insert(month.clone(), (*generation, rows));
        }
        rows.is_none()
    };
    standing.iter().map(&mut is_missing).collect()
}

pub(super) fn generation_query(period: Period) -> Select<evidence_generation::Entity> {
    use evidence_generation::Column;
    evidence_generation::Entity::find()
        .select_only()
        .columns([Column::Month, Column::Generation])
        .filter(Column::Month.between(name(period.from), name(period.to)))
        .order_by_asc(Column::Month)
}

async fn generations(db: &Db, period: Period) -> Result<Vec<Standing>> {
    Ok(generation_query(period).into_tuple().all(db.read()).await?)
}

fn name(day: NaiveDate) -> String {
    day.format("%Y-%m").to_string()
}

/// The generation that a month must have been read at.
#[cfg(not(feature = "sabotage"))]
fn asked_for(_: &Db, generation: i64) -> Option<i64> {
    Some(generation)
}

/// The generation that a month must have been read at; any will do once the guard is out.
#[cfg(feature = "sabotage")]
fn asked_for(db: &Db, generation: i64) -> Option<i64> {
    (!db.sabotage.is_out(crate::sabotage::Guard::Generations)).then_some(generation)
}

/// Months that must be read and follow each other, so that many take no more statements than one.
fn runs<'a>(standing: &'a [Standing], missing: &'a [bool]) -> impl Iterator<Item = &'a [Standing]> {
    let mut start = 0;
    let stretches = missing.chunk_by(|one, next| one == next).map(move |stretch| {
        let run = start..start + stretch.len();
        start = run.end;
        (stretch[0], run)
    });
    stretches.filter(|(missing, _)| *missing).map(|(_, run)| &standing[run])
}

/// Reads months that follow each other, and keeps them.
async fn read(db: &Db, run: &[Standing], found: &mut Found) -> Result<()> {
    let (Some((first, _)), Some((last, _))) = (run.first(), run.last()) else { return Ok(()) };
    let period = Period { from: first_day(first)?, to: last_day(last)? };
    let (meetings, sessions) = meetings::load(db, period).await?;
    let mut by_month: BTreeMap<String, Vec<KeptMeeting>> = BTreeMap::new();
    for meeting in meetings {
        by_month.entry(name(meeting.date)).or_default().push(meeting);
    }
    let sessions: HashMap<SessionId, KeptSession> = sessions.into_iter().map(|session| (session.id, session)).collect();
    let mut kept = db.evidence.lock();
    for (month, generation) in run {
        let meetings = by_month.remove(month).unwrap_or_default();
        let mut ids: Vec<SessionId> = meetings.iter().map(|meeting| meeting.session_id).collect();
        ids.sort_unstable();
        ids.dedup();
        let sessions = ids.iter().filter_map(|id| sessions.get(id)).cloned().collect();
        let rows = Arc::new(Rows { meetings, sessions });
        kept.keep(month.clone(), *generation, rows.clone());
        found.insert(month.clone(), (*generation, rows));
    }
    Ok(())
}

fn first_day(month: &str) -> Result<NaiveDate> {
    format!("{month}-01").parse().map_err(|_| Error::Fault(format!("column evidence_generation.month: {month}")))
}

fn last_day(month: &str) -> Result<NaiveDate> {
    let first = first_day(month)?;
    let next = first.checked_add_months(Months::new(1)).and_then(|next| next.pred_opt());
    Ok(next.unwrap_or_else(|| first.with_day(28).unwrap_or(first)))
}
