//! I2: profiles in Digiteket.

use std::collections::{BTreeMap, HashMap, HashSet};

use domain::{
    PersonId,
    access::{Reach, Right},
    digiteket::Profile,
    indicator::{
        definition::{Definition, ProfileMethod},
        digiteket_profiles::{self, CountEvidence, MunicipalityEvidence, StaffEmployment, StaffEvidence},
        evidence::{EvidenceKind, EvidenceRow},
        outcome::Details,
    },
    person::LibraryType,
    protection::{Beholder, HIDDEN},
};
use sea_orm::{ColumnTrait, Condition, EntityTrait, JoinType, QueryFilter, QuerySelect};

use super::{Asked, Computed};
use crate::{
    Db, Error, Result, digiteket,
    entity::{digiteket_count, digiteket_profile, employment, library, municipality, person},
    rows,
};

/// A manager's figures are those of her own libraries' staff. Numbers by municipality are the coordinator's.
pub(super) async fn compute(db: &Db, asked: &Asked<'_>, definition: &Definition) -> Result<Computed> {
    let (on, target) = (asked.period.to, definition.rules.target_percent);
    let method = definition.rules.profile_method.unwrap_or(ProfileMethod::Register);
    let (result, evidence) = match (method, asked.scope.reach(Right::to_read(definition.code))) {
        (ProfileMethod::Register, Reach::All | Reach::Libraries) => {
            digiteket_profiles::by_register(&staff(db, asked).await?, on, target)
        }
        (ProfileMethod::Aggregate, Reach::All) => {
            digiteket_profiles::by_number(&municipalities(db).await?, &counts(db, asked).await?, on, target)
        }
        _ => return Ok(Computed::outside_scope(definition)),
    };
    Ok(Computed::by(definition, result.outcome(), Details::DigiteketProfiles(Box::new(result)), evidence))
}

/// Everybody with an employment at a public library in the period, each once.
async fn staff(db: &Db, asked: &Asked<'_>) -> Result<Vec<StaffEvidence>> {
    let of_library =
        employment::Entity::belongs_to(library::Entity).from(employment::Column::LibraryId).to(library::Column::Id);
    let still = Condition::any()
        .add(employment::Column::ToDate.is_null())
        .add(employment::Column::ToDate.gte(asked.period.from));
    let mut query = employment::Entity::find()
        .join(JoinType::InnerJoin, of_library.into())
        .select_also(library::Entity)
        .filter(library::Column::LibraryType.eq(LibraryType::Public))
        .filter(employment::Column::FromDate.lte(asked.period.to))
        .filter(still);
    if asked.scope.reach(Right::ReadLibraryFigures) == Reach::Libraries {
        query = query.filter(employment::Column::LibraryId.is_in(asked.scope.libraries.iter().copied()));
    }
    let profiles = profiles(db).await?;
    let mut staff: BTreeMap<PersonId, StaffEvidence> = BTreeMap::new();
    for (row, library) in query.all(db.read()).await? {
        let library = library.ok_or_else(|| Error::Fault("an employment without its library".into()))?;
        let profile = profiles.get(&row.person_id).copied().unwrap_or(Profile::UNKNOWN);
        let person_id = row.person_id;
        let person = staff.entry(person_id).or_insert(StaffEvidence { person_id, employments: Vec::new(), profile });
        person.employments.push(StaffEmployment {
            library_id: library.id,
            library: library.name,
            municipality_code: library.municipality_code,
            from: row.from_date,
            to: row.to_date,
        });
    }
    Ok(staff.into_values().collect())
}

/// The rows without the workplaces of those whose identity is protected. Reports say of nobody who she is, so theirs are
/// no workplaces of anybody.
pub(super) async fn without_hidden_workplaces(db: &Db, mut rows: Vec<EvidenceRow>) -> Result<Vec<EvidenceRow>> {
    let shielded = Condition::any()
        .add(person::Column::ProtectedIdentity.eq(true))
        .add(person::Column::RestrictedAt.is_not_null());
    let found = person::Entity::find().filter(shielded).all(db.read()).await?;
    let mut hidden = HashSet::new();
    for row in found {
        let person = rows::to_person(row)?;
        if !person.shield.shows(Beholder::Other) {
            hidden.insert(person.id.0);
        }
    }
    let of_hidden =
        |row: &EvidenceRow| row.kind == EvidenceKind::Person && row.id.is_some_and(|id| hidden.contains(&id));
    for row in rows.iter_mut().filter(|row| of_hidden(row)) {
        row.title = HIDDEN.to_owned();
    }
    Ok(rows)
}

async fn profiles(db: &Db) -> Result<HashMap<PersonId, Profile>> {
    let rows = digiteket_profile::Entity::find().all(db.read()).await?;
    Ok(rows.iter().map(|row| (row.person_id, digiteket::to_profile(row))).collect())
}

async fn municipalities(db: &Db) -> Result<Vec<MunicipalityEvidence>> {
    let rows = municipality::Entity::find().all(db.read()).await?;
    Ok(rows.into_iter().map(|row| MunicipalityEvidence { code: row.code, name: row.name }).collect())
}

async fn counts(db: &Db, asked: &Asked<'_>) -> Result<Vec<CountEvidence>> {
    let by_then = digiteket_count::Column::OnDate.lte(asked.period.to);
    let rows = digiteket_count::Entity::find().filter(by_then).all(db.read()).await?;
    let count = |row| {
        let count = digiteket::to_count(row)?;
        Ok(CountEvidence {
            municipality_code: count.municipality_code,
            on: count.on,
            profiles: count.profiles,
            staff: count.staff,
            source: count.source.into_string(),
        })
    };
    rows.into_iter().map(count).collect()
}
