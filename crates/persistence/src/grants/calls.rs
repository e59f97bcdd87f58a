//! Calls for grants.

use super::*;

/// A call as it is described by whoever registers it.
#[derive(Debug, Clone)]
pub struct CallDraft {
    /// Title.
    pub title: Line<200>,
    /// The year it was made.
    pub year: u32,
    /// Number in the registry.
    pub registry_number: Option<Line<60>>,
    /// Whether the IT-knowledge criterion is one of its criteria.
    pub criterion: bool,
}

/// What is wanted changed; `None` leaves a member as it is.
#[derive(Debug, Clone, Default)]
pub struct CallChange {
    /// New title.
    pub title: Option<Line<200>>,
    /// New year.
    pub year: Option<u32>,
    /// Number in the registry, or none.
    pub registry_number: Option<Option<Line<60>>>,
    /// Whether the criterion is one of its criteria. Grants that have no word of their own follow.
    pub criterion: Option<bool>,
}

/// All calls, the latest first.
pub async fn calls(db: &Db, page: PageRequest) -> Result<Page<GrantCall>> {
    let total = grant_call::Entity::find().count(db.read()).await?;
    let query = grant_call::Entity::find()
        .order_by_desc(grant_call::Column::CallYear)
        .order_by_desc(grant_call::Column::Id)
        .limit(page.limit)
        .offset(page.offset());
    let items = query.all(db.read()).await?.into_iter().map(rows::to_call).collect::<Result<_>>()?;
    Ok(Page { items, total })
}

/// Registers a call. One transaction.
pub async fn add_call(
    db: &Db,
    draft: CallDraft,
    actor: PersonId,
    now: DateTime<Utc>,
    once: Option<Once>,
) -> Result<GrantCall> {
    let done = retrying(|| async {
        let tx = db.begin_write().await?;
        if let Some(earlier) = idempotency::earlier(&tx, once.as_ref()).await? {
            return earlier.map_err(Error::Refused);
        }
        let CallDraft { title, year, registry_number, criterion } = draft.clone();
        let id = GrantCallId::new(now);
        let call = GrantCall { id, title, year, registry_number, criterion, version: 1 }.checked()?;
        grant_call::Entity::insert(rows::call_row(&call)).exec_without_returning(&tx).await?;
        let deed = Deed { actor: Some(actor), at: now };
        record::note_change(&tx, deed, EventKind::GrantCallAdded, Subject::default(), (None, &call), None).await?;
        idempotency::remember(&tx, once.as_ref(), &Ok(&call)).await?;
        tx.commit().await?;
        Ok(call)
    })
    .await;
    idempotency::settled(db, once.as_ref(), done).await
}

/// Changes a call, and says why. One transaction.
///
/// A grant whose own word is now what the call says anyway keeps its word and its reason.
pub async fn change_call(
    db: &Db,
    id: GrantCallId,
    change: CallChange,
    reason: Line<500>,
    seen: Option<i32>,
    actor: PersonId,
    now: DateTime<Utc>,
) -> Result<GrantCall> {
    retrying(|| async {
        let tx = db.begin_write().await?;
        let found = grant_call::Entity::find_by_id(id).lock_exclusive().one(&tx).await?;
        let before = rows::to_call(found.ok_or(Error::NotFound)?)?;
        if seen.is_some_and(|seen| seen != before.version) {
            return Err(Error::Stale);
        }
        let change = change.clone();
        let after = GrantCall {
            title: change.title.unwrap_or_else(|| before.title.clone()),
            year: change.year.unwrap_or(before.year),
            registry_number: change.registry_number.unwrap_or_else(|| before.registry_number.clone()),
            criterion: change.criterion.unwrap_or(before.criterion),
            version: before.version + 1,
            ..before.clone()
        };
        let after = after.checked()?;
        grant_call::Entity::update(rows::call_row(&after)).exec(&tx).await?;
        let deed = Deed { actor: Some(actor), at: now };
        let changed = (Some(&before), &after);
        record::note_change(&tx, deed, EventKind::GrantCallChanged, Subject::default(), changed, Some(&reason)).await?;
        tx.commit().await?;
        Ok(after)
    })
    .await
}
