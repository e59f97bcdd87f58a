//! Profiles in Digiteket: what each person has, as somebody stated it, and the numbers that municipalities report.

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use domain::{
    PersonId,
    access::{Right, Scope},
    digiteket::{Profile, ProfileSource, ProfileStatement, source_of},
    event::EventKind,
};
use sea_orm::{ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter, QuerySelect};

use crate::{
    Db, Error, Result,
    db::retrying,
    entity::{digiteket_profile, person},
    record::{self, Deed, Subject},
    scope,
};

mod counts;

pub(crate) use counts::to_count;
pub use counts::{CountChange, CountDraft, CountFilter, add_count, change_count, counts};

/// What is known of somebody's profile: for herself, for the manager of a library where she works today, and for the
/// coordinator.
pub async fn profile(db: &Db, scope: &Scope, id: PersonId, now: DateTime<Utc>) -> Result<ProfileStatement> {
    let mut query = person::Entity::find_by_id(id);
    if id != scope.person {
        query = query.filter(scope::people_by(scope, Right::AttestProfiles, now));
    }
    query.one(db.read()).await?.ok_or(Error::NotFound)?;
    let row = digiteket_profile::Entity::find_by_id(id).one(db.read()).await?;
    Ok(row.as_ref().map_or(ProfileStatement::NONE, to_statement))
}

/// The same for several people: of those whose profile the caller may not know there is nothing. Two statements for all
/// of them.
pub async fn profiles(
    db: &Db,
    scope: &Scope,
    ids: &[PersonId],
    now: DateTime<Utc>,
) -> Result<HashMap<PersonId, ProfileStatement>> {
    let reached: Vec<PersonId> = person::Entity::find()
        .select_only()
        .column(person::Column::Id)
        .filter(person::Column::Id.is_in(ids.iter().copied()))
        .filter(scope::people_by(scope, Right::AttestProfiles, now))
        .into_tuple()
        .all(db.read())
        .await?;
    let own = ids.iter().copied().filter(|id| *id == scope.person);
    let mut known: HashMap<PersonId, ProfileStatement> =
        reached.into_iter().chain(own).map(|id| (id, ProfileStatement::NONE)).collect();
    let of_these = digiteket_profile::Column::PersonId.is_in(known.keys().copied());
    for row in digiteket_profile::Entity::find().filter(of_these).all(db.read()).await? {
        known.insert(row.person_id, to_statement(&row));
    }
    Ok(known)
}

/// Keeps what the caller states of somebody's profile. What was stated last holds; the history has the rest. One
/// transaction.
pub async fn state_profile(
    db: &Db,
    scope: &Scope,
    id: PersonId,
    profile: Profile,
    seen: Option<i32>,
    now: DateTime<Utc>,
) -> Result<ProfileStatement> {
    retrying(|| async {
        let tx = db.begin_write().await?;
        let mut query = person::Entity::find_by_id(id);
        if id != scope.person {
            query = query.filter(scope::people_by(scope, Right::AttestProfiles, now));
        }
        query.lock_exclusive().one(&tx).await?.ok_or(Error::NotFound)?;
        let found = digiteket_profile::Entity::find_by_id(id).one(&tx).await?;
        let before = found.as_ref().map_or(ProfileStatement::NONE, to_statement);
        if seen.is_some_and(|seen| seen != before.version) {
            return Err(Error::Stale);
        }
        let source = if id == scope.person { ProfileSource::Own } else { source_of(scope.role) };
        let version = before.version + 1;
        let after = ProfileStatement { profile, source: Some(source), stated_at: Some(now), version };
        let row = digiteket_profile::ActiveModel {
            person_id: Set(id),
            answer: Set(profile.answer),
            since_date: Set(profile.since),
            until_date: Set(profile.until),
            source: Set(source),
            stated_at: Set(now),
            version: Set(version),
        };
        if found.is_some() {
            digiteket_profile::Entity::update(row).exec(&tx).await?;
        } else {
            digiteket_profile::Entity::insert(row).exec_without_returning(&tx).await?;
        }
        let deed = Deed { actor: Some(scope.person), at: now };
        let subject = Subject { person: Some(id), ..Subject::default() };
        let stated = (found.is_some().then_some(&before), &after);
        record::note_change(&tx, deed, EventKind::DigiteketProfileStated, subject, stated, None).await?;
        tx.commit().await?;
        Ok(after)
    })
    .await
}

pub(crate) fn to_profile(row: &digiteket_profile::Model) -> Profile {
    Profile { answer: row.answer, since: row.since_date, until: row.until_date }
}

fn to_statement(row: &digiteket_profile::Model) -> ProfileStatement {
    ProfileStatement {
        profile: to_profile(row),
        source: Some(row.source),
        stated_at: Some(row.stated_at),
        version: row.version,
    }
}
