//! The register of people and their employments.

use chrono::{DateTime, Utc};
use domain::{
    EmploymentId, LibraryId, PersonId, Refusal,
    access::{Right, Role, Scope},
    event::EventKind,
    notice::Language,
    person::{Employment, Person, StaffCategory},
    protection::{SeenPerson, Shield},
    values::{EmailAddress, Line},
    wall_time,
};
use sea_orm::{
    ColumnTrait, ConnectionTrait, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder, QuerySelect, QueryTrait,
    sea_query::{Expr, Order},
};
use serde_json::json;

use crate::{
    Db, Error, Once, Result,
    db::{Tx, retrying},
    entity::{employment, library, person, person_correction},
    error::taken,
    idempotency,
    page::{Page, PageRequest},
    record::{Deed, Record, Subject},
    rows, scope,
};

mod choices;
mod employments;
pub mod measures;
mod protection;
pub mod roles;

pub use choices::{Choices, choose, chosen};
pub use employments::{EmploymentChange, EmploymentDraft, add_employment, change_employment};
pub(crate) use protection::seen_by_name;
pub use protection::{employments_of_seen, employments_shown};

/// A person as she is described by whoever adds her.
#[derive(Debug, Clone)]
pub struct PersonDraft {
    /// Name.
    pub name: Line<120>,
    /// Where mail goes.
    pub email: EmailAddress,
    /// The language that mail is written in.
    pub language: Language,
}

/// What is wanted changed; `None` leaves a member as it is.
#[derive(Debug, Clone, Default)]
pub struct PersonChange {
    /// New name.
    pub name: Option<Line<120>>,
    /// New address.
    pub email: Option<EmailAddress>,
    /// Whether she has a protected identity.
    pub protected: Option<bool>,
    /// What the person has chosen.
    pub choices: Choices,
}

/// Which people are wanted.
#[derive(Debug, Clone, Default)]
pub struct PersonFilter {
    /// With exactly this address.
    pub email: Option<EmailAddress>,
    /// With an employment at this library.
    pub library_id: Option<LibraryId>,
}

/// People the caller may see, in order of name; those whose name is not everybody's to see come last.
///
/// Whoever is looked for by what is hidden from the caller is not found.
pub async fn list(
    db: &Db,
    scope: &Scope,
    filter: &PersonFilter,
    page: PageRequest,
    now: DateTime<Utc>,
) -> Result<Page<SeenPerson>> {
    let mut query = person::Entity::find().filter(scope::people(scope));
    if let Some(email) = &filter.email {
        query = query.filter(person::Column::Email.eq(email.clone())).filter(scope::identities(scope, now));
    }
    if let Some(library) = filter.library_id {
        let there = person::Column::Id.in_subquery(scope::employed_at(vec![library]));
        query = query.filter(there).filter(scope::identities(scope, now));
    }
    let total = query.clone().count(db.read()).await?;
    let query = query
        .order_by(Expr::cust(protection::SHIELDED), Order::Asc)
        .order_by_asc(person::Column::Name)
        .order_by_asc(person::Column::Id);
    let found = query.limit(page.limit).offset(page.offset()).all(db.read()).await?;
    Ok(Page { items: protection::seen(db, scope, found, now).await?, total })
}

/// One person, if the caller may see her, as the caller sees her.
pub async fn find(db: &Db, scope: &Scope, id: PersonId, now: DateTime<Utc>) -> Result<SeenPerson> {
    let row = person::Entity::find_by_id(id).filter(scope::people(scope)).one(db.read()).await?;
    protection::seen(db, scope, row.into_iter().collect(), now).await?.pop().ok_or(Error::NotFound)
}

/// People by their ids, each as the caller sees her. The caller must have found what they belong to before.
pub(crate) async fn seen_by_ids(
    db: &Db,
    scope: &Scope,
    ids: impl IntoIterator<Item = PersonId>,
    now: DateTime<Utc>,
) -> Result<Vec<SeenPerson>> {
    let found = person::Entity::find().filter(person::Column::Id.is_in(ids)).all(db.read()).await?;
    protection::seen(db, scope, found, now).await
}

/// Employments of one person, oldest first. The caller must have found the person before.
pub async fn employments(db: &Db, person: PersonId) -> Result<Vec<Employment>> {
    employments_of(db.read(), &[person]).await
}

pub(crate) async fn employments_of(db: &impl ConnectionTrait, persons: &[PersonId]) -> Result<Vec<Employment>> {
    let found = employment::Entity::find()
        .find_also_related_library()
        .filter(employment::Column::PersonId.is_in(persons.iter().copied()))
        .order_by_asc(employment::Column::FromDate)
        .order_by_asc(employment::Column::Id)
        .all(db)
        .await?;
    let pairs = found.into_iter().map(|(row, library)| {
        let library = library.ok_or_else(|| Error::Fault("an employment without its library".into()))?;
        Ok(rows::to_employment(row, &library))
    });
    pairs.collect()
}

/// An employment belongs to one library; the join is written once, here.
trait WithLibrary {
    fn find_also_related_library(self) -> sea_orm::SelectTwo<employment::Entity, library::Entity>;
}

impl WithLibrary for sea_orm::Select<employment::Entity> {
    fn find_also_related_library(self) -> sea_orm::SelectTwo<employment::Entity, library::Entity> {
        let to_library = employment::Entity::belongs_to(library::Entity)
            .from(employment::Column::LibraryId)
            .to(library::Column::Id)
            .into();
        self.join(sea_orm::JoinType::LeftJoin, to_library).select_also(library::Entity)
    }
}

/// Libraries the person answers for today: those she is employed at.
pub(crate) async fn libraries_managed(
    db: &impl ConnectionTrait,
    person: PersonId,
    now: DateTime<Utc>,
) -> Result<Vec<LibraryId>> {
    let today = wall_time::local_date(now);
    let employments = employments_of(db, &[person]).await?;
    Ok(employments.into_iter().filter(|employment| employment.valid_on(today)).map(|e| e.library_id).collect())
}

/// Adds a person. One transaction.
pub async fn add(
    db: &Db,
    draft: PersonDraft,
    actor: Option<PersonId>,
    now: DateTime<Utc>,
    once: Option<Once>,
) -> Result<Person> {
    let done = retrying(|| async {
        let tx = db.begin_write().await?;
        if let Some(earlier) = idempotency::earlier(&tx, once.as_ref()).await? {
            return earlier.map_err(Error::Refused);
        }
        let person = insert(&tx, draft.clone(), actor, now).await?;
        idempotency::remember(&tx, once.as_ref(), &Ok(&person)).await?;
        tx.commit().await?;
        Ok(person)
    })
    .await;
    idempotency::settled(db, once.as_ref(), done).await
}

pub(crate) async fn insert(tx: &Tx, draft: PersonDraft, actor: Option<PersonId>, now: DateTime<Utc>) -> Result<Person> {
    let PersonDraft { name, email, language } = draft;
    let person = Person {
        id: PersonId::new(now),
        name,
        email,
        language,
        reminders: true,
        email_failure: None,
        shield: Shield::default(),
        version: 1,
    };
    let inserted = person::Entity::insert(to_row(&person)).exec_without_returning(tx).await;
    inserted.map_err(taken(Refusal::EmailTaken))?;
    note(tx, EventKind::PersonAdded, person.id, actor, now, &json!({})).await?;
    Ok(person)
}

fn to_row(person: &Person) -> person::ActiveModel {
    use sea_orm::ActiveValue::Set;
    person::ActiveModel {
        id: Set(person.id),
        name: Set(person.name.as_str().to_owned()),
        email: Set(person.email.clone()),
        language: Set(person.language),
        reminders: Set(person.reminders),
        email_failed_at: Set(person.email_failure.as_ref().map(|failure| failure.at)),
        email_failure: Set(person.email_failure.as_ref().map(|failure| failure.reason.clone())),
        protected_identity: Set(person.shield.protected),
        version: Set(person.version),
        // Who may do what is not the register's to change: see `roles`.
        ..Default::default()
    }
}

/// Changes a person's name, address or choices, or whether her identity is protected. One transaction.
pub async fn change(
    db: &Db,
    scope: &Scope,
    id: PersonId,
    change: PersonChange,
    seen: Option<i32>,
    now: DateTime<Utc>,
) -> Result<Person> {
    retrying(|| async {
        let tx = db.begin_write().await?;
        let row = person::Entity::find_by_id(id)
            .filter(scope::people_by(scope, Right::ManagePeople, now))
            .lock_exclusive()
            .one(&tx)
            .await?;
        let row = row.ok_or(Error::NotFound)?;
        measures::changeable(&row, scope)?;
        let mut person = rows::to_person(row)?;
        if seen.is_some_and(|seen| seen != person.version) {
            return Err(Error::Stale);
        }
        let readdressed = change.email.as_ref().is_some_and(|email| *email != person.email);
        if readdressed {
            scope.may_readdress(&roles::granted(&tx, id).await?)?;
        }
        corrections(&tx, &person, &change, scope.person, now).await?;
        person.name = change.name.clone().unwrap_or(person.name);
        if readdressed {
            // Whether mail arrives at the new one is not known yet.
            person.email_failure = None;
        }
        person.email = change.email.clone().unwrap_or(person.email);
        change.choices.apply(&mut person);
        let shield = Shield { protected: change.protected.unwrap_or(person.shield.protected), ..person.shield };
        protection::shield(&tx, &mut person, shield).await?;
        person.version += 1;
        let updated = person::Entity::update(to_row(&person)).exec(&tx).await;
        updated.map_err(taken(Refusal::EmailTaken))?;
        let mut data = change.choices.named();
        data["name"] = json!(change.name.is_some());
        data["email"] = json!(change.email.is_some());
        data["protectedIdentity"] = json!(person.shield.protected);
        note(&tx, EventKind::PersonChanged, id, Some(scope.person), now, &data).await?;
        tx.commit().await?;
        Ok(person)
    })
    .await
}

/// Keeps what stood there before a correction.
async fn corrections(tx: &Tx, before: &Person, change: &PersonChange, by: PersonId, now: DateTime<Utc>) -> Result<()> {
    use sea_orm::ActiveValue::Set;
    let name = change.name.as_ref().filter(|name| **name != before.name).map(|_| ("name", before.name.as_str()));
    let email = change.email.as_ref().filter(|email| **email != before.email).map(|_| ("email", before.email.as_str()));
    let kept = name.into_iter().chain(email).map(|(member, value)| person_correction::ActiveModel {
        id: Set(domain::ids::new_uuid(now)),
        person_id: Set(before.id),
        member: Set(member.to_owned()),
        before_value: Set(value.to_owned()),
        corrected_at: Set(now),
        corrected_by: Set(by),
    });
    for row in kept {
        person_correction::Entity::insert(row).exec_without_returning(tx).await?;
    }
    Ok(())
}

async fn note(
    tx: &Tx,
    kind: EventKind,
    person: PersonId,
    actor: Option<PersonId>,
    now: DateTime<Utc>,
    data: &serde_json::Value,
) -> Result<()> {
    let mut record = Record::default();
    record.event(Deed { actor, at: now }, kind, Subject { person: Some(person), ..Subject::default() }, data);
    record.write(tx).await
}
