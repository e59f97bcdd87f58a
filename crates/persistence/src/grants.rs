//! Project grants: decisions on applications, and the calls they were applied for under.

use chrono::{DateTime, NaiveDate, Utc};
use domain::{
    GrantCallId, GrantId, Invalid, LibraryId, PersonId, Refusal,
    event::EventKind,
    grant::{self, Grant, GrantCall, GrantDecision, Recipient, Revocation},
    refusal::No,
    values::{Line, MunicipalityCode},
};
use sea_orm::{
    ActiveValue::Set, ColumnTrait, ConnectionTrait, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder, QuerySelect,
};

use crate::{
    Db, Error, Once, Result,
    db::{Tx, retrying},
    entity::{grant_call, grant_recipient, library, municipality, project_grant},
    error::taken,
    idempotency,
    page::{Page, PageRequest},
    record::{self, Deed, Subject},
};

mod calls;
mod imports;
mod rows;

pub use calls::{CallChange, CallDraft, add_call, calls, change_call};
pub use imports::{GrantRow, import, import_faults};
pub(crate) use rows::with_recipients;

/// A decision as it is described by whoever registers it.
#[derive(Debug, Clone)]
pub struct GrantDraft {
    /// Number in the registry.
    pub registry_number: Line<60>,
    /// The call.
    pub call_id: Option<GrantCallId>,
    /// Those who get it.
    pub recipients: Vec<Recipient>,
    /// What was decided.
    pub decision: GrantDecision,
    /// When.
    pub decision_date: NaiveDate,
    /// Whole kronor.
    pub amount_kronor: u32,
    /// The criterion when it is not the call's.
    pub criterion: Option<bool>,
    /// Why it is not.
    pub criterion_reason: Option<Line<500>>,
}

/// What is wanted corrected; `None` leaves a member as it is.
#[derive(Debug, Clone, Default)]
pub struct GrantChange {
    /// Number in the registry.
    pub registry_number: Option<Line<60>>,
    /// The call, or none.
    pub call_id: Option<Option<GrantCallId>>,
    /// The libraries that get it.
    pub library_ids: Option<Vec<LibraryId>>,
    /// The municipalities that get it.
    pub municipality_codes: Option<Vec<MunicipalityCode>>,
    /// What was decided.
    pub decision: Option<GrantDecision>,
    /// When.
    pub decision_date: Option<NaiveDate>,
    /// Whole kronor.
    pub amount_kronor: Option<u32>,
    /// The criterion, or none: the call's.
    pub criterion: Option<Option<bool>>,
    /// Why it is not the call's.
    pub criterion_reason: Option<Option<Line<500>>>,
}

/// Which decisions are wanted.
#[derive(Debug, Clone, Copy, Default)]
pub struct GrantFilter {
    /// Decided on this day or later.
    pub from: Option<NaiveDate>,
    /// Decided on this day or earlier.
    pub to: Option<NaiveDate>,
    /// Under this call.
    pub call_id: Option<GrantCallId>,
    /// With this decision.
    pub decision: Option<GrantDecision>,
}

/// A grant, and the criterion as it holds.
#[derive(Debug, Clone)]
pub struct GrantView {
    /// The grant.
    pub grant: Grant,
    /// Whether the criterion holds for it.
    pub criterion: bool,
}

/// Decisions, the latest first.
pub async fn list(db: &Db, filter: &GrantFilter, page: PageRequest) -> Result<Page<GrantView>> {
    let mut query = project_grant::Entity::find();
    if let Some(from) = filter.from {
        query = query.filter(project_grant::Column::DecisionDate.gte(from));
    }
    if let Some(to) = filter.to {
        query = query.filter(project_grant::Column::DecisionDate.lte(to));
    }
    if let Some(call) = filter.call_id {
        query = query.filter(project_grant::Column::CallId.eq(call));
    }
    if let Some(decision) = filter.decision {
        query = query.filter(project_grant::Column::Decision.eq(decision));
    }
    let total = query.clone().count(db.read()).await?;
    let query = query.order_by_desc(project_grant::Column::DecisionDate).order_by_desc(project_grant::Column::Id);
    let found = query.limit(page.limit).offset(page.offset()).all(db.read()).await?;
    let mut items = Vec::with_capacity(found.len());
    for grant in with_recipients(db.read(), found).await? {
        items.push(view(db.read(), grant).await?);
    }
    Ok(Page { items, total })
}

/// One decision.
pub async fn find(db: &Db, id: GrantId) -> Result<GrantView> {
    let found = project_grant::Entity::find_by_id(id).all(db.read()).await?;
    let grant = with_recipients(db.read(), found).await?.pop().ok_or(Error::NotFound)?;
    view(db.read(), grant).await
}

async fn view(db: &impl ConnectionTrait, grant: Grant) -> Result<GrantView> {
    let of_call = criterion_of(db, grant.call_id).await?;
    Ok(GrantView { criterion: grant.criterion(of_call), grant })
}

/// Registers a decision. One transaction.
pub async fn add(
    db: &Db,
    draft: GrantDraft,
    actor: PersonId,
    now: DateTime<Utc>,
    once: Option<Once>,
) -> Result<GrantView> {
    let done = retrying(|| async {
        let tx = db.begin_write().await?;
        if let Some(earlier) = idempotency::earlier(&tx, once.as_ref()).await? {
            return earlier.map_err(Error::Refused);
        }
        let grant = insert(&tx, draft.clone(), actor, now).await?;
        idempotency::remember(&tx, once.as_ref(), &Ok(&grant)).await?;
        tx.commit().await?;
        Ok(grant)
    })
    .await;
    let grant = idempotency::settled(db, once.as_ref(), done).await?;
    view(db.read(), grant).await
}

async fn insert(tx: &Tx, draft: GrantDraft, actor: PersonId, now: DateTime<Utc>) -> Result<Grant> {
    let grant = Grant {
        id: GrantId::new(now),
        registry_number: draft.registry_number,
        call_id: draft.call_id,
        recipients: draft.recipients,
        decision: draft.decision,
        decision_date: draft.decision_date,
        amount_kronor: draft.amount_kronor,
        own_criterion: draft.criterion,
        criterion_reason: draft.criterion_reason,
        revocation: None,
        version: 1,
    };
    let grant = checked(tx, grant).await?;
    let inserted = project_grant::Entity::insert(rows::row(&grant)).exec_without_returning(tx).await;
    inserted.map_err(taken(Refusal::AlreadyRegistered))?;
    save_recipients(tx, &grant).await?;
    let deed = Deed { actor: Some(actor), at: now };
    record::note_change(tx, deed, EventKind::GrantAdded, Subject::default(), (None, &grant), None).await?;
    Ok(grant)
}

/// Corrects a decision, and says why. One transaction.
pub async fn change(
    db: &Db,
    id: GrantId,
    change: GrantChange,
    reason: Line<500>,
    seen: Option<i32>,
    actor: PersonId,
    now: DateTime<Utc>,
) -> Result<GrantView> {
    let grant = retrying(|| async {
        let tx = db.begin_write().await?;
        let before = locked(&tx, id, seen).await?;
        let change = change.clone();
        let (libraries, codes) = grant::apart(before.recipients.clone());
        let libraries = change.library_ids.unwrap_or(libraries);
        let after = Grant {
            registry_number: change.registry_number.unwrap_or_else(|| before.registry_number.clone()),
            call_id: change.call_id.unwrap_or(before.call_id),
            recipients: grant::recipients(libraries, change.municipality_codes.unwrap_or(codes)),
            decision: change.decision.unwrap_or(before.decision),
            decision_date: change.decision_date.unwrap_or(before.decision_date),
            amount_kronor: change.amount_kronor.unwrap_or(before.amount_kronor),
            own_criterion: change.criterion.unwrap_or(before.own_criterion),
            criterion_reason: change.criterion_reason.unwrap_or_else(|| before.criterion_reason.clone()),
            ..before.clone()
        };
        let after = save(&tx, after).await?;
        let deed = Deed { actor: Some(actor), at: now };
        let changed = (Some(&before), &after);
        record::note_change(&tx, deed, EventKind::GrantChanged, Subject::default(), changed, Some(&reason)).await?;
        tx.commit().await?;
        Ok(after)
    })
    .await?;
    view(db.read(), grant).await
}

/// Takes a grant back. One transaction.
pub async fn revoke(
    db: &Db,
    id: GrantId,
    revocation: Revocation,
    actor: PersonId,
    now: DateTime<Utc>,
    once: Option<Once>,
) -> Result<GrantView> {
    let done = retrying(|| async {
        let tx = db.begin_write().await?;
        if let Some(earlier) = idempotency::earlier(&tx, once.as_ref()).await? {
            return earlier.map_err(Error::Refused);
        }
        let before = locked(&tx, id, None).await?;
        let after = save(&tx, before.clone().revoked(revocation.clone())?).await?;
        let deed = Deed { actor: Some(actor), at: now };
        let changed = (Some(&before), &after);
        record::note_change(&tx, deed, EventKind::GrantRevoked, Subject::default(), changed, None).await?;
        idempotency::remember(&tx, once.as_ref(), &Ok(&after)).await?;
        tx.commit().await?;
        Ok(after)
    })
    .await;
    let grant = idempotency::settled(db, once.as_ref(), done).await?;
    view(db.read(), grant).await
}

async fn locked(tx: &Tx, id: GrantId, seen: Option<i32>) -> Result<Grant> {
    let found = project_grant::Entity::find_by_id(id).lock_exclusive().one(tx).await?.ok_or(Error::NotFound)?;
    if seen.is_some_and(|seen| seen != found.version) {
        return Err(Error::Stale);
    }
    with_recipients(tx, vec![found]).await?.pop().ok_or(Error::NotFound)
}

async fn save(tx: &Tx, grant: Grant) -> Result<Grant> {
    let mut grant = checked(tx, grant).await?;
    grant.version += 1;
    let updated = project_grant::Entity::update(rows::row(&grant)).exec(tx).await;
    updated.map_err(taken(Refusal::AlreadyRegistered))?;
    let of_grant = grant_recipient::Column::GrantId.eq(grant.id);
    grant_recipient::Entity::delete_many().filter(of_grant).exec(tx).await?;
    save_recipients(tx, &grant).await?;
    Ok(grant)
}

async fn save_recipients(tx: &Tx, grant: &Grant) -> Result<()> {
    for portion in record::chunks(rows::recipients(grant)) {
        grant_recipient::Entity::insert_many(portion).exec_without_returning(tx).await?;
    }
    Ok(())
}

/// The grant as it may be kept; its call and its recipients are there.
async fn checked(tx: &Tx, grant: Grant) -> Result<Grant> {
    let of_call = criterion_of(tx, grant.call_id).await?;
    if grant.call_id.is_some() && of_call.is_none() {
        return Err(No::invalid("callId", Invalid::Unknown).into());
    }
    for recipient in &grant.recipients {
        let (member, there) = match recipient {
            Recipient::Library(id) => ("libraryIds", library::Entity::find_by_id(*id).one(tx).await?.is_some()),
            Recipient::Municipality(code) => {
                ("municipalityCodes", municipality::Entity::find_by_id(code.clone()).one(tx).await?.is_some())
            }
        };
        if !there {
            return Err(No::invalid(member, Invalid::Unknown).into());
        }
    }
    Ok(grant.checked(of_call)?)
}

/// The criterion of a call; none without one.
async fn criterion_of(db: &impl ConnectionTrait, call: Option<GrantCallId>) -> Result<Option<bool>> {
    let Some(call) = call else { return Ok(None) };
    Ok(grant_call::Entity::find_by_id(call).one(db).await?.map(|call| call.criterion))
}
