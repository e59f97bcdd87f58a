//! What a person chooses for herself: the language of her mail, and whether she is reminded.

use serde_json::Value;

use super::*;

/// What is chosen; `None` leaves a member as it is.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Choices {
    /// The language that mail is written in.
    pub language: Option<Language>,
    /// Whether reminders are wanted.
    pub reminders: Option<bool>,
}

impl Choices {
    /// Writes what is chosen into the person. True when that changed something.
    pub(super) fn apply(self, person: &mut Person) -> bool {
        let before = (person.language, person.reminders);
        person.language = self.language.unwrap_or(person.language);
        person.reminders = self.reminders.unwrap_or(person.reminders);
        before != (person.language, person.reminders)
    }

    /// Which of them are named, for the history.
    pub(super) fn named(self) -> Value {
        json!({ "language": self.language.is_some(), "reminders": self.reminders.is_some() })
    }
}

/// A person and what she has chosen. For whoever holds a sealed link to her: there is no caller.
pub async fn chosen(db: &Db, id: PersonId) -> Result<Person> {
    let row = person::Entity::find_by_id(id).one(db.read()).await?;
    rows::to_person(row.ok_or(Error::NotFound)?)
}

/// Sets what a person has chosen for herself. Choosing what is so already changes nothing. One transaction.
///
/// `actor` is none when nobody signed in: a sealed link in a mail is enough to end reminders (RFC 8058).
pub async fn choose(
    db: &Db,
    id: PersonId,
    choices: Choices,
    actor: Option<PersonId>,
    now: DateTime<Utc>,
) -> Result<Person> {
    retrying(|| async {
        let tx = db.begin_write().await?;
        let row = person::Entity::find_by_id(id).lock_exclusive().one(&tx).await?;
        let mut person = rows::to_person(row.ok_or(Error::NotFound)?)?;
        if choices.apply(&mut person) {
            person.version += 1;
            person::Entity::update(to_row(&person)).exec(&tx).await?;
            note(&tx, EventKind::PersonChanged, id, actor, now, &choices.named()).await?;
            tx.commit().await?;
        }
        Ok(person)
    })
    .await
}
