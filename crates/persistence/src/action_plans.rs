//! Action plans and their log.

use chrono::{DateTime, Utc};
use domain::{
    ActionPlanId, PersonId,
    action_plan::{ActionPlan, LoggedStep, PlanStep},
    event::EventKind,
    values::Line,
};
use sea_orm::{
    ActiveValue::Set, ColumnTrait, ConnectionTrait, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder, QuerySelect,
};

use crate::{
    Db, Error, Once, Result,
    db::{Tx, retrying},
    entity::{action_plan, action_plan_step},
    idempotency,
    page::{Page, PageRequest},
    record::{self, Deed, Subject},
    rows,
};

/// What is wanted changed; `None` leaves a member as it is.
#[derive(Debug, Clone, Default)]
pub struct PlanChange {
    /// New title.
    pub title: Option<Line<200>>,
    /// Where the document is, or none.
    pub reference: Option<Option<Line<500>>>,
}

/// All plans, the latest first.
pub async fn list(db: &Db, page: PageRequest) -> Result<Page<ActionPlan>> {
    let total = action_plan::Entity::find().count(db.read()).await?;
    let query = action_plan::Entity::find().order_by_desc(action_plan::Column::Id);
    let found = query.limit(page.limit).offset(page.offset()).all(db.read()).await?;
    Ok(Page { items: with_steps(db.read(), found).await?, total })
}

/// One plan.
pub async fn find(db: &Db, id: ActionPlanId) -> Result<ActionPlan> {
    let found = action_plan::Entity::find_by_id(id).all(db.read()).await?;
    with_steps(db.read(), found).await?.pop().ok_or(Error::NotFound)
}

/// Every plan there is. They are few.
pub(crate) async fn all(db: &Db) -> Result<Vec<ActionPlan>> {
    let found = action_plan::Entity::find().all(db.read()).await?;
    with_steps(db.read(), found).await
}

/// Adds a plan that is planned. One transaction.
pub async fn add(
    db: &Db,
    title: Line<200>,
    actor: PersonId,
    now: DateTime<Utc>,
    once: Option<Once>,
) -> Result<ActionPlan> {
    let done = retrying(|| async {
        let tx = db.begin_write().await?;
        if let Some(earlier) = idempotency::earlier(&tx, once.as_ref()).await? {
            return earlier.map_err(Error::Refused);
        }
        let title = title.clone();
        let plan = ActionPlan { id: ActionPlanId::new(now), title, added_at: now, steps: Vec::new(), version: 1 };
        action_plan::Entity::insert(row(&plan)).exec_without_returning(&tx).await?;
        let deed = Deed { actor: Some(actor), at: now };
        note(&tx, EventKind::ActionPlanAdded, deed, (None, &plan)).await?;
        idempotency::remember(&tx, once.as_ref(), &Ok(&plan)).await?;
        tx.commit().await?;
        Ok(plan)
    })
    .await;
    idempotency::settled(db, once.as_ref(), done).await
}

/// Brings a plan into another state, forward only. One transaction.
pub async fn advance(
    db: &Db,
    id: ActionPlanId,
    step: PlanStep,
    actor: PersonId,
    now: DateTime<Utc>,
    once: Option<Once>,
) -> Result<ActionPlan> {
    let done = retrying(|| async {
        let tx = db.begin_write().await?;
        if let Some(earlier) = idempotency::earlier(&tx, once.as_ref()).await? {
            return earlier.map_err(Error::Refused);
        }
        let before = locked(&tx, id, None).await?;
        let mut after = before.clone();
        after.advance(LoggedStep { step: step.clone(), recorded_at: now, recorded_by: actor })?;
        after.version += 1;
        save(&tx, &after).await?;
        let deed = Deed { actor: Some(actor), at: now };
        note(&tx, EventKind::ActionPlanAdvanced, deed, (Some(&before), &after)).await?;
        idempotency::remember(&tx, once.as_ref(), &Ok(&after)).await?;
        tx.commit().await?;
        Ok(after)
    })
    .await;
    idempotency::settled(db, once.as_ref(), done).await
}

/// Changes a plan's title, or names its document afterwards. One transaction.
pub async fn change(
    db: &Db,
    id: ActionPlanId,
    change: PlanChange,
    seen: Option<i32>,
    actor: PersonId,
    now: DateTime<Utc>,
) -> Result<ActionPlan> {
    retrying(|| async {
        let tx = db.begin_write().await?;
        let before = locked(&tx, id, seen).await?;
        let mut after = before.clone();
        let change = change.clone();
        after.title = change.title.unwrap_or(after.title);
        if let Some(reference) = change.reference {
            after.refer(reference)?;
        }
        after.version += 1;
        save(&tx, &after).await?;
        let deed = Deed { actor: Some(actor), at: now };
        note(&tx, EventKind::ActionPlanChanged, deed, (Some(&before), &after)).await?;
        tx.commit().await?;
        Ok(after)
    })
    .await
}

async fn locked(tx: &Tx, id: ActionPlanId, seen: Option<i32>) -> Result<ActionPlan> {
    let found = action_plan::Entity::find_by_id(id).lock_exclusive().one(tx).await?.ok_or(Error::NotFound)?;
    if seen.is_some_and(|seen| seen != found.version) {
        return Err(Error::Stale);
    }
    with_steps(tx, vec![found]).await?.pop().ok_or(Error::NotFound)
}

/// Writes the plan and its steps anew; there are four at most.
async fn save(tx: &Tx, plan: &ActionPlan) -> Result<()> {
    action_plan::Entity::update(row(plan)).exec(tx).await?;
    let of_plan = action_plan_step::Column::PlanId.eq(plan.id);
    action_plan_step::Entity::delete_many().filter(of_plan).exec(tx).await?;
    let steps = plan.steps.iter().map(|logged| action_plan_step::ActiveModel {
        plan_id: Set(plan.id),
        state: Set(logged.step.state),
        on_date: Set(logged.step.on),
        reference: Set(rows::text(logged.step.reference.as_ref())),
        recorded_at: Set(logged.recorded_at),
        recorded_by: Set(logged.recorded_by),
    });
    for portion in record::chunks(steps.collect()) {
        action_plan_step::Entity::insert_many(portion).exec_without_returning(tx).await?;
    }
    Ok(())
}

fn row(plan: &ActionPlan) -> action_plan::ActiveModel {
    action_plan::ActiveModel {
        id: Set(plan.id),
        title: Set(plan.title.as_str().to_owned()),
        added_at: Set(plan.added_at),
        version: Set(plan.version),
    }
}

async fn with_steps(db: &impl ConnectionTrait, plans: Vec<action_plan::Model>) -> Result<Vec<ActionPlan>> {
    let ids = plans.iter().map(|plan| plan.id);
    let query = action_plan_step::Entity::find().filter(action_plan_step::Column::PlanId.is_in(ids));
    let mut logged = Vec::new();
    for row in query.all(db).await? {
        let reference = rows::optional_line(row.reference.as_deref(), "action_plan_step.reference")?;
        let step = PlanStep { state: row.state, on: row.on_date, reference };
        logged.push((row.plan_id, LoggedStep { step, recorded_at: row.recorded_at, recorded_by: row.recorded_by }));
    }
    logged.sort_by_key(|(_, logged)| logged.step.state);
    let plan = |row: action_plan::Model| {
        let steps = logged.iter().filter(|(plan, _)| *plan == row.id).map(|(_, logged)| logged.clone()).collect();
        let title = rows::line(&row.title, "action_plan.title")?;
        Ok(ActionPlan { id: row.id, title, added_at: row.added_at, steps, version: row.version })
    };
    plans.into_iter().map(plan).collect()
}

async fn note(tx: &Tx, kind: EventKind, deed: Deed, change: (Option<&ActionPlan>, &ActionPlan)) -> Result<()> {
    record::note_change(tx, deed, kind, Subject::default(), change, None).await
}
