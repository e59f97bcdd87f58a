//! Running through what is due.

use domain::PersonId;
use sea_orm::ActiveValue::Unchanged;

use super::*;

/// What is told while a run goes on: which class, and how many of it are disposed of by now.
pub type Progress<'a> = &'a (dyn Fn(DisposalClass, u64) + Send + Sync);

/// What a run would do now. Changes nothing.
pub async fn dry_run(db: &Db, now: DateTime<Utc>) -> Result<Vec<DisposalEntry>> {
    let mut entries = begun(&rules(db).await?, now);
    for entry in &mut entries {
        entry.disposed = classes::due(db.read(), entry.class, entry.cutoff).await?;
    }
    Ok(entries)
}

/// Disposes of what is due, and gives the protocol. A run that was begun and not finished is finished, and nothing else
/// is begun. One transaction a portion.
pub async fn run(db: &Db, actor: Option<PersonId>, now: DateTime<Utc>, progress: Progress<'_>) -> Result<Disposal> {
    let id = retrying(|| begin(db, actor, now)).await?;
    let deed = Deed { actor, at: now };
    for entry in find(db, id).await?.entries.iter().filter(|entry| is_under_way(entry)) {
        loop {
            let (disposed, state) = retrying(|| portion(db, id, entry.class, deed)).await?;
            progress(entry.class, disposed);
            if state == EntryState::Done {
                break;
            }
        }
    }
    retrying(|| finish(db, id, deed)).await?;
    find(db, id).await
}

/// The run that is open, or a new one.
async fn begin(db: &Db, actor: Option<PersonId>, now: DateTime<Utc>) -> Result<DisposalId> {
    let tx = db.begin_write().await?;
    if let Some(open) = table::Entity::find().filter(table::Column::IsOpen.eq(1)).one(&tx).await? {
        return Ok(open.id);
    }
    let id = DisposalId::new(now);
    let row = table::Model { id, started_at: now, started_by: actor, finished_at: None, is_open: Some(1) };
    let inserted = table::Entity::insert(row.into_active_model().reset_all()).exec_without_returning(&tx).await;
    // Another process was faster: the next try finds its run.
    inserted.map_err(|error| match crate::error::is_unique_violation(&error) {
        true => Error::Conflict("a run begun meanwhile".into()),
        false => error.into(),
    })?;
    let entries = begun(&in_force(&tx).await?, now);
    let rows: Vec<_> = entries.iter().map(|entry| from_entry(id, entry)).collect();
    disposal_entry::Entity::insert_many(rows).exec_without_returning(&tx).await?;
    note(&tx, Deed { actor, at: now }, EventKind::DisposalStarted, &json!({ "disposalId": id })).await?;
    tx.commit().await?;
    Ok(id)
}

/// Disposes of one portion of a class, and adds its number to the protocol. Gives how many are gone by now.
async fn portion(db: &Db, id: DisposalId, class: DisposalClass, deed: Deed) -> Result<(u64, EntryState)> {
    let tx = db.begin_write().await?;
    // Whoever else goes on with this run waits here, so that no number is added twice.
    table::Entity::find_by_id(id).lock_exclusive().one(&tx).await?.ok_or(Error::NotFound)?;
    let row = disposal_entry::Entity::find_by_id((id, class)).one(&tx).await?.ok_or(Error::NotFound)?;
    let mut entry = to_entry(&row)?;
    if is_under_way(&entry) {
        let wanted = classes::portion_of(class);
        let gone = classes::dispose(&tx, &entry, wanted, deed).await?;
        entry.disposed += gone;
        if gone > 0 {
            let data = json!({ "disposalId": id, "class": class, "records": gone });
            note(&tx, deed, EventKind::RecordsDisposed, &data).await?;
        }
        if gone < wanted {
            entry.state = EntryState::Done;
        }
        let counted = disposal_entry::ActiveModel {
            disposal_id: Unchanged(id),
            class: Unchanged(class),
            disposed: Set(i64::try_from(entry.disposed).unwrap_or(i64::MAX)),
            state: Set(entry.state),
            ..Default::default()
        };
        disposal_entry::Entity::update(counted).exec(&tx).await?;
        tx.commit().await?;
    }
    Ok((entry.disposed, entry.state))
}

async fn finish(db: &Db, id: DisposalId, deed: Deed) -> Result<()> {
    let tx = db.begin_write().await?;
    let row = table::Entity::find_by_id(id).lock_exclusive().one(&tx).await?.ok_or(Error::NotFound)?;
    if row.is_open.is_none() {
        return Ok(());
    }
    let finished = table::ActiveModel {
        id: Unchanged(id),
        finished_at: Set(Some(deed.at)),
        is_open: Set(None),
        ..Default::default()
    };
    table::Entity::update(finished).exec(&tx).await?;
    note(&tx, deed, EventKind::DisposalFinished, &json!({ "disposalId": id })).await?;
    tx.commit().await
}
