//! People as a caller sees them: what is hidden is decided by `domain`, for each.

use std::collections::HashMap;

use domain::{MeetingId, protection::Beholder};

use super::*;
use crate::{audit_log, entity::meeting};

/// People whose identity is not everybody's to see, as a number to sort by; as the index `person_listed` has it.
pub(super) const SHIELDED: &str = "CASE WHEN protected_identity OR restricted_at IS NOT NULL THEN 1 ELSE 0 END";

/// People, each as the caller sees her.
pub(super) async fn seen(
    db: &Db,
    scope: &Scope,
    found: Vec<person::Model>,
    now: DateTime<Utc>,
) -> Result<Vec<SeenPerson>> {
    let people: Vec<Person> = found.into_iter().map(rows::to_person).collect::<Result<_>>()?;
    let shielded: Vec<PersonId> = people.iter().filter(|one| one.shield.stands()).map(|one| one.id).collect();
    let mut works_at: HashMap<PersonId, Vec<LibraryId>> = HashMap::new();
    if !shielded.is_empty() {
        let today = wall_time::local_date(now);
        for employment in employments_of(db.read(), &shielded).await?.iter().filter(|one| one.valid_on(today)) {
            works_at.entry(employment.person_id).or_default().push(employment.library_id);
        }
    }
    let as_seen = |person: Person| {
        let beholder = Beholder::of(scope, person.id, works_at.get(&person.id).map_or(&[], Vec::as_slice));
        person.seen_by(beholder)
    };
    Ok(people.into_iter().map(as_seen).collect())
}

/// People that a condition chooses, in order of name, each as the caller sees her; those whose name is not everybody's to
/// see come last.
pub(crate) async fn seen_by_name(
    db: &Db,
    scope: &Scope,
    wanted: sea_orm::Condition,
    now: DateTime<Utc>,
) -> Result<Vec<SeenPerson>> {
    let query = person::Entity::find()
        .filter(wanted)
        .order_by(Expr::cust(SHIELDED), Order::Asc)
        .order_by_asc(person::Column::Name)
        .order_by_asc(person::Column::Id);
    seen(db, scope, query.all(db.read()).await?, now).await
}

/// Employments of a person whom the caller may see, oldest first; none when her workplace is hidden from the caller.
pub async fn employments_shown(db: &Db, scope: &Scope, id: PersonId, now: DateTime<Utc>) -> Result<Vec<Employment>> {
    let person = find(db, scope, id, now).await?;
    if person.shown { employments_of(db.read(), &[id]).await } else { Ok(Vec::new()) }
}

/// Employments of people as the caller has found them, oldest first; none of those whose workplace is hidden from her. One
/// statement for all of them.
pub async fn employments_of_seen(db: &Db, seen: &[SeenPerson]) -> Result<HashMap<PersonId, Vec<Employment>>> {
    let shown: Vec<PersonId> = seen.iter().filter(|person| person.shown).map(|person| person.id).collect();
    let mut found: HashMap<PersonId, Vec<Employment>> = HashMap::new();
    for employment in employments_of(db.read(), &shown).await? {
        found.entry(employment.person_id).or_default().push(employment);
    }
    Ok(found)
}

/// Puts up a shield or takes it down. What bears her name outside the register, the meetings that she leads, follows.
pub(super) async fn shield(tx: &Tx, person: &mut Person, shield: Shield) -> Result<()> {
    if shield == person.shield {
        return Ok(());
    }
    person.shield = shield;
    let name = Some(person.name.as_str().to_owned()).filter(|_| shield.shows(Beholder::Other));
    let hidden = name.is_none();
    name_trainer(tx, person.id, name).await?;
    if hidden { forget_trainer(tx, person.id).await } else { Ok(()) }
}

/// Forgets what the log says of who led the meetings that a person leads.
async fn forget_trainer(tx: &Tx, trainer: PersonId) -> Result<()> {
    let led: Vec<MeetingId> = meeting::Entity::find()
        .select_only()
        .column(meeting::Column::Id)
        .filter(meeting::Column::TrainerId.eq(trainer))
        .into_tuple()
        .all(tx)
        .await?;
    audit_log::forget_words(tx, "meeting", led.into_iter().map(|id| id.0).collect()).await.map(drop)
}

/// Writes this name, or none, at the meetings that a person leads.
pub(super) async fn name_trainer(tx: &Tx, trainer: PersonId, name: Option<String>) -> Result<()> {
    meeting::Entity::update_many()
        .col_expr(meeting::Column::Trainer, Expr::value(name))
        .filter(meeting::Column::TrainerId.eq(trainer))
        .exec(tx)
        .await?;
    Ok(())
}
