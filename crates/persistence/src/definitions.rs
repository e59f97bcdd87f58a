//! The indicators' definitions, version by version.

use chrono::{DateTime, NaiveDate, Utc};
use domain::{
    Invalid, PersonId, Refusal,
    event::EventKind,
    indicator::{
        IndicatorCode,
        definition::{Definition, Rules},
    },
    refusal::No,
    values::Line,
};
use sea_orm::{ActiveValue::Set, ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use serde::{Deserialize, Serialize};
use serde_json::json;

use crate::{
    Db, Error, Once, Result,
    db::{Tx, retrying},
    entity::indicator_definition,
    idempotency,
    record::{Deed, Record, Subject},
    reports, rows,
};

/// A new version, as it is described by whoever decides it. Rules that are not named stay as they were.
#[derive(Debug, Clone)]
pub struct DefinitionDraft {
    /// The indicator.
    pub code: IndicatorCode,
    /// The first day it is in force.
    pub valid_from: NaiveDate,
    /// What is decided.
    pub rules: Rules,
    /// Why.
    pub reason: Line<500>,
}

/// A version, and why it was made.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DefinitionRecord {
    /// The definition.
    pub definition: Definition,
    /// Why it was made.
    pub reason: Line<500>,
    /// When; none for the first.
    pub made_at: Option<DateTime<Utc>>,
}

/// Every version of every indicator, in order. They are few.
pub async fn list(db: &Db) -> Result<Vec<DefinitionRecord>> {
    records(db.read()).await
}

async fn records(db: &impl ConnectionTrait) -> Result<Vec<DefinitionRecord>> {
    let query = indicator_definition::Entity::find()
        .order_by_asc(indicator_definition::Column::Code)
        .order_by_asc(indicator_definition::Column::Version);
    query.all(db).await?.into_iter().map(to_record).collect()
}

/// The same as [`all`], as a transaction sees it.
pub(crate) async fn in_transaction(tx: &Tx) -> Result<Vec<Definition>> {
    Ok(records(tx).await?.into_iter().map(|record| record.definition).collect())
}

/// Every version, without what surrounds it.
pub(crate) async fn all(db: &Db) -> Result<Vec<Definition>> {
    Ok(list(db).await?.into_iter().map(|record| record.definition).collect())
}

/// Adds a version, in force later than every earlier one and than every locked report. One transaction.
pub async fn add(
    db: &Db,
    draft: DefinitionDraft,
    actor: PersonId,
    now: DateTime<Utc>,
    once: Option<Once>,
) -> Result<DefinitionRecord> {
    let done = retrying(|| async {
        let tx = db.begin_write().await?;
        if let Some(earlier) = idempotency::earlier(&tx, once.as_ref()).await? {
            return earlier.map_err(Error::Refused);
        }
        let newest = indicator_definition::Entity::find()
            .filter(indicator_definition::Column::Code.eq(draft.code))
            .order_by_desc(indicator_definition::Column::Version)
            // Held, so that no report is locked by the old version while the new one comes in.
            .lock_exclusive()
            .one(&tx)
            .await?;
        let newest = newest.map(to_record).transpose()?.map(|record| record.definition);
        if newest.as_ref().is_some_and(|newest| draft.valid_from <= newest.valid_from) {
            return Err(No::invalid("validFrom", Invalid::EndsBeforeStart).into());
        }
        if let Some(to) = reports::locked_until(&tx).await?.filter(|to| draft.valid_from <= *to) {
            return Err(Refusal::PeriodLocked { to }.into());
        }
        let earlier = newest.as_ref().map_or_else(|| Rules::first(draft.code), |newest| newest.rules.clone());
        let rules = draft.rules.clone().over(draft.code, earlier);
        let rules = rules.map_err(|(name, reason)| No::invalid(format!("rules.{name}"), reason))?;
        let definition = Definition {
            code: draft.code,
            version: newest.map_or(1, |newest| newest.version + 1),
            valid_from: draft.valid_from,
            rules,
        };
        let record = DefinitionRecord { definition, reason: draft.reason.clone(), made_at: Some(now) };
        indicator_definition::Entity::insert(row(&record, actor)?).exec_without_returning(&tx).await?;
        let mut history = Record::default();
        let data = json!({ "code": draft.code, "version": record.definition.version });
        let deed = Deed { actor: Some(actor), at: now };
        history.event(deed, EventKind::DefinitionAdded, Subject::default(), &data);
        history.write(&tx).await?;
        idempotency::remember(&tx, once.as_ref(), &Ok(&record)).await?;
        tx.commit().await?;
        Ok(record)
    })
    .await;
    idempotency::settled(db, once.as_ref(), done).await
}

fn row(record: &DefinitionRecord, actor: PersonId) -> Result<indicator_definition::ActiveModel> {
    let rules = serde_json::to_string(&record.definition.rules).map_err(|error| Error::Fault(error.to_string()))?;
    Ok(indicator_definition::ActiveModel {
        code: Set(record.definition.code),
        version: Set(rows::int(record.definition.version)),
        valid_from: Set(record.definition.valid_from),
        rules: Set(rules),
        reason: Set(record.reason.as_str().to_owned()),
        made_at: Set(record.made_at),
        made_by: Set(Some(actor)),
    })
}

fn to_record(row: indicator_definition::Model) -> Result<DefinitionRecord> {
    let rules = serde_json::from_str(&row.rules);
    Ok(DefinitionRecord {
        definition: Definition {
            code: row.code,
            version: rows::count(row.version, "indicator_definition.version")?,
            valid_from: row.valid_from,
            rules: rules.map_err(|error| Error::Fault(format!("column indicator_definition.rules: {error}")))?,
        },
        reason: rows::line(&row.reason, "indicator_definition.reason")?,
        made_at: row.made_at,
    })
}
