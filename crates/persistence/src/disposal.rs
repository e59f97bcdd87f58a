//! Disposal: rules with their decisions, and runs with their protocols.
//!
//! A run goes portion by portion, each in a transaction of its own together with the number it adds to the protocol. A
//! run that was killed is finished by the next one, by the rules it began with.

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use domain::{
    DisposalId,
    access::Scope,
    disposal::{self, Disposal, DisposalClass, DisposalEntry, DisposalRule, EntryState, KeptFor, PeriodUnit},
    event::EventKind,
    values::Line,
};
use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, ConnectionTrait, EntityTrait, IntoActiveModel, PaginatorTrait,
    QueryFilter, QueryOrder, QuerySelect, sea_query::OnConflict,
};
use serde_json::json;

use crate::{
    Db, Error, Result,
    db::{Tx, retrying},
    entity::{disposal as table, disposal_entry, disposal_rule},
    page::{Page, PageRequest},
    record::{Deed, Record, Subject},
    rows as columns,
};

mod classes;
mod inactive;
mod run;

pub use run::{Progress, dry_run, run};

/// What is wanted of the rule of a class.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RuleChange {
    /// Which class.
    pub class: DisposalClass,
    /// How long it is kept.
    pub kept_for: KeptFor,
    /// The reference of the decision.
    pub decision: Option<Line<100>>,
}

/// The rule of every class: as decided, or as proposed.
pub async fn rules(db: &Db) -> Result<Vec<DisposalRule>> {
    in_force(db.read()).await
}

async fn in_force(db: &impl ConnectionTrait) -> Result<Vec<DisposalRule>> {
    let decided = disposal_rule::Entity::find().all(db).await?;
    let rule = |class: &DisposalClass| match decided.iter().find(|row| row.class == *class) {
        Some(row) => to_rule(row),
        None => Ok(DisposalRule::proposed(*class)),
    };
    DisposalClass::ALL.iter().map(rule).collect()
}

fn to_rule(row: &disposal_rule::Model) -> Result<DisposalRule> {
    Ok(DisposalRule {
        class: row.class,
        kept_for: kept_for(row.amount, row.unit)?,
        decision: columns::optional_line(row.decision_reference.as_deref(), "disposal_rule.decision_reference")?,
        version: row.version,
    })
}

fn kept_for(amount: i32, unit: PeriodUnit) -> Result<KeptFor> {
    Ok(KeptFor { amount: columns::count(amount, "amount")?, unit })
}

/// Writes down what is decided of some classes; the others stay as they are. One transaction.
pub async fn set_rules(
    db: &Db,
    scope: &Scope,
    changes: Vec<RuleChange>,
    now: DateTime<Utc>,
) -> Result<Vec<DisposalRule>> {
    disposal::check(&changes.iter().map(|change| (change.class, change.kept_for)).collect::<Vec<_>>())?;
    retrying(|| async {
        let tx = db.begin_write().await?;
        let before = in_force(&tx).await?;
        for change in &changes {
            let known = before.iter().find(|rule| rule.class == change.class);
            let version = known.map_or(0, |rule| rule.version) + 1;
            let row = disposal_rule::ActiveModel {
                class: Set(change.class),
                amount: Set(columns::int(change.kept_for.amount)),
                unit: Set(change.kept_for.unit),
                decision_reference: Set(columns::text(change.decision.as_ref())),
                version: Set(version),
                changed_at: Set(now),
                changed_by: Set(scope.person),
            };
            let again = OnConflict::column(disposal_rule::Column::Class)
                .update_columns([
                    disposal_rule::Column::Amount,
                    disposal_rule::Column::Unit,
                    disposal_rule::Column::DecisionReference,
                    disposal_rule::Column::Version,
                    disposal_rule::Column::ChangedAt,
                    disposal_rule::Column::ChangedBy,
                ])
                .to_owned();
            disposal_rule::Entity::insert(row).on_conflict(again).exec_without_returning(&tx).await?;
        }
        let after = in_force(&tx).await?;
        let deed = Deed { actor: Some(scope.person), at: now };
        note(&tx, deed, EventKind::DisposalRulesChanged, &json!({ "before": before, "after": after })).await?;
        tx.commit().await?;
        Ok(after)
    })
    .await
}

async fn note(tx: &Tx, deed: Deed, kind: EventKind, data: &serde_json::Value) -> Result<()> {
    let mut record = Record::default();
    record.event(deed, kind, Subject::default(), data);
    record.write(tx).await
}

/// Runs and their protocols, the latest first.
pub async fn list(db: &Db, page: PageRequest) -> Result<Page<Disposal>> {
    let query = table::Entity::find();
    let total = query.clone().count(db.read()).await?;
    let query = query.order_by_desc(table::Column::StartedAt).order_by_desc(table::Column::Id);
    let found = query.limit(page.limit).offset(page.offset()).all(db.read()).await?;
    Ok(Page { items: with_entries(db.read(), found).await?, total })
}

/// One run and its protocol.
pub async fn find(db: &Db, id: DisposalId) -> Result<Disposal> {
    let row = table::Entity::find_by_id(id).all(db.read()).await?;
    with_entries(db.read(), row).await?.pop().ok_or(Error::NotFound)
}

async fn with_entries(db: &impl ConnectionTrait, rows: Vec<table::Model>) -> Result<Vec<Disposal>> {
    let theirs = disposal_entry::Column::DisposalId.is_in(rows.iter().map(|row| row.id));
    let mut entries: HashMap<DisposalId, Vec<DisposalEntry>> = HashMap::new();
    for row in disposal_entry::Entity::find().filter(theirs).all(db).await? {
        entries.entry(row.disposal_id).or_default().push(to_entry(&row)?);
    }
    let disposal = |row: table::Model| {
        let mut entries = entries.remove(&row.id).unwrap_or_default();
        entries.sort_by_key(|entry| entry.class);
        Disposal {
            id: row.id,
            started_at: row.started_at,
            started_by: row.started_by,
            finished_at: row.finished_at,
            entries,
        }
    };
    Ok(rows.into_iter().map(disposal).collect())
}

fn to_entry(row: &disposal_entry::Model) -> Result<DisposalEntry> {
    Ok(DisposalEntry {
        class: row.class,
        kept_for: kept_for(row.amount, row.unit)?,
        decision: columns::optional_line(row.decision_reference.as_deref(), "disposal_entry.decision_reference")?,
        cutoff: row.cutoff,
        disposed: u64::try_from(row.disposed).unwrap_or_default(),
        state: row.state,
    })
}

fn from_entry(id: DisposalId, entry: &DisposalEntry) -> disposal_entry::ActiveModel {
    disposal_entry::Model {
        disposal_id: id,
        class: entry.class,
        amount: columns::int(entry.kept_for.amount),
        unit: entry.kept_for.unit,
        decision_reference: columns::text(entry.decision.as_ref()),
        cutoff: entry.cutoff,
        disposed: i64::try_from(entry.disposed).unwrap_or(i64::MAX),
        state: entry.state,
    }
    .into_active_model()
    .reset_all()
}

/// What a run of these rules would begin with at `now`.
fn begun(rules: &[DisposalRule], now: DateTime<Utc>) -> Vec<DisposalEntry> {
    rules.iter().map(|rule| rule.entry(now)).collect()
}

fn is_under_way(entry: &DisposalEntry) -> bool {
    entry.state == EntryState::Begun
}
