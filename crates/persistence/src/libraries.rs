//! Municipalities and libraries.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use domain::{
    Invalid, LibraryId, PersonId, Refusal,
    event::EventKind,
    person::{Library, LibraryKind, LibraryType, Municipality},
    refusal::No,
    values::{Line, MunicipalityCode},
};
use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, EntityTrait, IntoActiveModel, PaginatorTrait, QueryFilter,
    QueryOrder, QuerySelect,
};
use serde_json::{Value, json};

use crate::{
    Db, Error, Once, Result,
    db::{Tx, retrying},
    entity::{library, municipality},
    error::taken,
    idempotency,
    page::{Page, PageRequest},
    record::{Deed, Record, Subject},
    rows,
};

/// A library as it is described by whoever adds it.
#[derive(Debug, Clone)]
pub struct LibraryDraft {
    /// Name.
    pub name: Line<200>,
    /// Its municipality.
    pub municipality_code: MunicipalityCode,
    /// What kind of place it is.
    pub kind: LibraryKind,
    /// What it is by law.
    pub library_type: LibraryType,
    /// The national library's code.
    pub sigel: Option<Line<20>>,
}

/// What is wanted changed; `None` leaves a member as it is.
#[derive(Debug, Clone, Default)]
pub struct LibraryChange {
    /// New name.
    pub name: Option<Line<200>>,
    /// New kind.
    pub kind: Option<LibraryKind>,
    /// New type.
    pub library_type: Option<LibraryType>,
    /// New sigel, or none.
    pub sigel: Option<Option<Line<20>>>,
}

/// What municipalities are called, by their codes.
pub async fn municipality_names(db: &Db) -> Result<BTreeMap<String, String>> {
    let all = municipality::Entity::find().all(db.read()).await?;
    Ok(all.into_iter().map(|row| (row.code.to_string(), row.name.to_string())).collect())
}

/// All municipalities, in order of code.
pub async fn list_municipalities(db: &Db, page: PageRequest) -> Result<Page<Municipality>> {
    let total = municipality::Entity::find().count(db.read()).await?;
    let query = municipality::Entity::find().order_by_asc(municipality::Column::Code);
    let found = query.limit(page.limit).offset(page.offset()).all(db.read()).await?;
    Ok(Page { items: found.into_iter().map(rows::to_municipality).collect::<Result<_>>()?, total })
}

/// Libraries, in order of municipality and name.
pub async fn list(db: &Db, municipality: Option<&MunicipalityCode>, page: PageRequest) -> Result<Page<Library>> {
    let mut query = library::Entity::find();
    if let Some(code) = municipality {
        query = query.filter(library::Column::MunicipalityCode.eq(code.clone()));
    }
    let total = query.clone().count(db.read()).await?;
    let query = query.order_by_asc(library::Column::MunicipalityCode).order_by_asc(library::Column::Name);
    let found = query.limit(page.limit).offset(page.offset()).all(db.read()).await?;
    Ok(Page { items: found.into_iter().map(rows::to_library).collect::<Result<_>>()?, total })
}

/// Adds a municipality. One transaction.
pub async fn add_municipality(
    db: &Db,
    code: MunicipalityCode,
    name: Line<120>,
    actor: PersonId,
    now: DateTime<Utc>,
    once: Option<Once>,
) -> Result<Municipality> {
    let done = retrying(|| async {
        let tx = db.begin_write().await?;
        if let Some(earlier) = idempotency::earlier(&tx, once.as_ref()).await? {
            return earlier.map_err(Error::Refused);
        }
        let added = Municipality { code: code.clone(), name: name.clone(), version: 1 };
        let row =
            municipality::Model { code: code.clone(), name: name.as_str().to_owned(), version: 1 }.into_active_model();
        let inserted = municipality::Entity::insert(row).exec_without_returning(&tx).await;
        inserted.map_err(taken(Refusal::CodeTaken))?;
        note(&tx, EventKind::LibraryAdded, &json!({ "municipalityCode": code }), actor, now).await?;
        idempotency::remember(&tx, once.as_ref(), &Ok(&added)).await?;
        tx.commit().await?;
        Ok(added)
    })
    .await;
    idempotency::settled(db, once.as_ref(), done).await
}

/// Renames a municipality. One transaction.
pub async fn rename_municipality(
    db: &Db,
    code: MunicipalityCode,
    name: Line<120>,
    seen: Option<i32>,
    actor: PersonId,
    now: DateTime<Utc>,
) -> Result<Municipality> {
    retrying(|| async {
        let tx = db.begin_write().await?;
        let found = municipality::Entity::find_by_id(code.clone()).lock_exclusive().one(&tx).await?;
        let mut row = found.ok_or(Error::NotFound)?;
        if seen.is_some_and(|seen| seen != row.version) {
            return Err(Error::Stale);
        }
        (row.name, row.version) = (name.as_str().to_owned(), row.version + 1);
        municipality::Entity::update(row.clone().into_active_model().reset_all()).exec(&tx).await?;
        note(&tx, EventKind::LibraryChanged, &json!({ "municipalityCode": code }), actor, now).await?;
        tx.commit().await?;
        rows::to_municipality(row)
    })
    .await
}

/// Adds a library. One transaction.
pub async fn add(
    db: &Db,
    draft: LibraryDraft,
    actor: PersonId,
    now: DateTime<Utc>,
    once: Option<Once>,
) -> Result<Library> {
    let done = retrying(|| async {
        let tx = db.begin_write().await?;
        if let Some(earlier) = idempotency::earlier(&tx, once.as_ref()).await? {
            return earlier.map_err(Error::Refused);
        }
        let municipality = municipality::Entity::find_by_id(draft.municipality_code.clone()).one(&tx).await?;
        if municipality.is_none() {
            return Err(No::invalid("municipalityCode", Invalid::Unknown).into());
        }
        let row = library::Model {
            id: LibraryId::new(now),
            name: draft.name.as_str().to_owned(),
            municipality_code: draft.municipality_code.clone(),
            kind: draft.kind,
            library_type: draft.library_type,
            sigel: rows::text(draft.sigel.as_ref()),
            version: 1,
        };
        library::Entity::insert(row.clone().into_active_model().reset_all()).exec_without_returning(&tx).await?;
        let library = rows::to_library(row)?;
        note(&tx, EventKind::LibraryAdded, &json!({ "libraryId": library.id }), actor, now).await?;
        idempotency::remember(&tx, once.as_ref(), &Ok(&library)).await?;
        tx.commit().await?;
        Ok(library)
    })
    .await;
    idempotency::settled(db, once.as_ref(), done).await
}

/// Changes a library. One transaction.
pub async fn change(
    db: &Db,
    id: LibraryId,
    change: LibraryChange,
    seen: Option<i32>,
    actor: PersonId,
    now: DateTime<Utc>,
) -> Result<Library> {
    retrying(|| async {
        let tx = db.begin_write().await?;
        let row = library::Entity::find_by_id(id).lock_exclusive().one(&tx).await?.ok_or(Error::NotFound)?;
        if seen.is_some_and(|seen| seen != row.version) {
            return Err(Error::Stale);
        }
        let mut library = rows::to_library(row)?;
        let change = change.clone();
        library.name = change.name.unwrap_or(library.name);
        library.kind = change.kind.unwrap_or(library.kind);
        library.library_type = change.library_type.unwrap_or(library.library_type);
        library.sigel = change.sigel.unwrap_or(library.sigel);
        library.version += 1;
        let active = library::ActiveModel {
            id: Set(id),
            name: Set(library.name.as_str().to_owned()),
            municipality_code: Set(library.municipality_code.clone()),
            kind: Set(library.kind),
            library_type: Set(library.library_type),
            sigel: Set(rows::text(library.sigel.as_ref())),
            version: Set(library.version),
        };
        library::Entity::update(active).exec(&tx).await?;
        note(&tx, EventKind::LibraryChanged, &json!({ "libraryId": id }), actor, now).await?;
        tx.commit().await?;
        Ok(library)
    })
    .await
}

async fn note(tx: &Tx, kind: EventKind, data: &Value, actor: PersonId, now: DateTime<Utc>) -> Result<()> {
    let mut record = Record::default();
    record.event(Deed { actor: Some(actor), at: now }, kind, Subject::default(), data);
    record.write(tx).await
}
