//! Entries as they are shown to people: what was changed, member by member, in words.

use std::collections::{BTreeSet, HashMap};

use domain::{PersonId, protection::Shield, record_extract};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter};
use serde_json::{Map, Value};
use uuid::Uuid;

use super::{Entry, parsed};
use crate::{Result, entity::person, rows};

/// Flags, which SQLite keeps as numbers.
const FLAGS: &[&str] = &[
    "active",
    "byStaff",
    "closed",
    "criterion",
    "forStaff",
    "held",
    "ownCriterion",
    "protectedIdentity",
    "relatesToGoal",
    "reminders",
    "withStaff",
];

/// A row that came, changed or went.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    /// What it is: `booking`, `attendanceReport`.
    pub what: String,
    /// Its key; of several parts with a slash between.
    pub id: String,
    /// What is in it, or what is different in it.
    pub members: Vec<Member>,
}

/// One member of a row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Member {
    /// Its name.
    pub name: String,
    /// What was there before.
    pub before: Option<String>,
    /// What was there after.
    pub after: Option<String>,
}

/// Names of people, and whether they may be told.
#[derive(Debug, Default)]
pub(crate) struct Names(HashMap<PersonId, (String, Shield)>);

impl Names {
    /// Those of these people.
    pub async fn of(db: &impl ConnectionTrait, ids: BTreeSet<PersonId>) -> Result<Self> {
        let mut names = HashMap::new();
        for some in ids.into_iter().collect::<Vec<_>>().chunks(500) {
            let rows = person::Entity::find().filter(person::Column::Id.is_in(some.iter().copied())).all(db).await?;
            names.extend(rows.into_iter().map(|row| {
                let shield = rows::shield(&row);
                (row.id, (row.name, shield))
            }));
        }
        Ok(Self(names))
    }

    /// The name, if it may be told.
    pub fn shown(&self, id: PersonId) -> Option<String> {
        self.0.get(&id).and_then(|(name, shield)| record_extract::shown(name.clone(), *shield))
    }

    /// Whether nothing may be told of the person.
    pub fn is_hidden(&self, id: PersonId) -> bool {
        self.0.get(&id).is_some_and(|(_, shield)| record_extract::shown((), *shield).is_none())
    }
}

/// An identifier out of the log, which SQLite writes without hyphens.
pub(crate) fn uuid(text: &str) -> Option<Uuid> {
    Uuid::try_parse(text).ok()
}

/// The entry as a change; with what is kept apart, if it may be shown.
pub(crate) fn change(entry: &Entry, words: bool) -> Change {
    let side = |plain: &Option<String>, apart: &Option<String>| {
        let mut row = plain.as_deref().and_then(parsed).unwrap_or_default();
        row.extend(apart.as_deref().filter(|_| words).and_then(parsed).unwrap_or_default());
        row
    };
    let before = side(&entry.before_row, &entry.personal_before);
    let after = side(&entry.after_row, &entry.personal_after);
    let names: BTreeSet<&String> = before.keys().chain(after.keys()).collect();
    let member = |name: &&String| {
        let shown = camel(name);
        let text = |row: &Map<String, Value>| row.get(*name).and_then(|value| text(&shown, value));
        Member { before: text(&before), after: text(&after), name: shown.clone() }
    };
    let members = names.iter().map(member).filter(|member| member.before != member.after).collect();
    let part = |part: &str| uuid(part).map_or_else(|| part.to_owned(), |id| id.to_string());
    let id = entry.row_key.split('/').map(part).collect::<Vec<_>>().join("/");
    Change { what: camel(&entry.table_name), id, members }
}

fn text(name: &str, value: &Value) -> Option<String> {
    match value {
        Value::Null => None,
        Value::Number(number) if FLAGS.contains(&name) => Some((number.as_i64() == Some(1)).to_string()),
        // Bytes that are no identifier are hashes, and stay as they are.
        Value::String(text) => Some(uuid(text).map_or_else(|| text.clone(), |id| id.to_string())),
        other => Some(other.to_string()),
    }
}

/// `booking_opens_at` as the API would call it.
fn camel(name: &str) -> String {
    let mut words = name.split('_');
    let mut shown = words.next().unwrap_or_default().to_owned();
    for word in words {
        let mut letters = word.chars();
        shown.extend(letters.next().map(|first| first.to_ascii_uppercase()));
        shown.push_str(letters.as_str());
    }
    shown
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_those_of_the_api() {
        assert_eq!(["id", "booking_opens_at", "sha256"].map(camel), ["id", "bookingOpensAt", "sha256"]);
    }

    #[test]
    fn flags_and_identifiers_read_the_same_from_both_databases() {
        let id = "0198f0c27c1a7aa1b1f22d3c4b5a6978";
        assert_eq!(
            text("sessionId", &Value::from(id)),
            text("sessionId", &Value::from(Uuid::try_parse(id).unwrap().to_string()))
        );
        assert_eq!(text("held", &Value::from(1)), text("held", &Value::from(true)));
        assert_eq!(text("capacity", &Value::from(1)).as_deref(), Some("1"));
    }
}
