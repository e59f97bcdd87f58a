//! Collaborations out of a file: all of them, or none.

use std::collections::HashSet;

use domain::invalid::InvalidCell;
use sea_orm::ConnectionTrait;

use super::*;
use crate::{names, record::Record};

/// A row of a file, read but not yet looked up.
#[derive(Debug, Clone)]
pub struct CollaborationRow {
    /// The line of the file.
    pub line: u32,
    /// The library's name.
    pub library: String,
    /// What it is about.
    pub theme: CollaborationTheme,
    /// First day.
    pub from: NaiveDate,
    /// Last day, if known.
    pub to: Option<NaiveDate>,
    /// Whom to ask.
    pub contact: Option<Line<200>>,
    /// What the library does.
    pub activities: Vec<CollaborationActivity>,
}

/// What is wrong with the rows as the register stands.
pub async fn import_faults(db: &Db, rows: &[CollaborationRow], now: DateTime<Utc>) -> Result<Vec<InvalidCell>> {
    Ok(look_up(db.read(), rows, now).await?.1)
}

/// Registers all rows of a file, or none of them. Gives how many. One transaction.
pub async fn import(
    db: &Db,
    rows: &[CollaborationRow],
    actor: PersonId,
    now: DateTime<Utc>,
    once: Option<Once>,
) -> Result<usize> {
    let done = retrying(|| async {
        let tx = db.begin_write().await?;
        if let Some(earlier) = idempotency::earlier(&tx, once.as_ref()).await? {
            return earlier.map_err(Error::Refused);
        }
        let (found, faults) = look_up(&tx, rows, now).await?;
        if !faults.is_empty() {
            return Err(No::Invalid(faults.iter().map(InvalidCell::member).collect()).into());
        }
        for portion in record::chunks(found.iter().map(row).collect()) {
            collaboration::Entity::insert_many(portion).exec_without_returning(&tx).await?;
        }
        let mut record = Record::default();
        let deed = Deed { actor: Some(actor), at: now };
        for one in &found {
            record.change(deed, EventKind::CollaborationAdded, Subject::default(), (None, &without_contact(one)), None);
        }
        record.write(&tx).await?;
        idempotency::remember(&tx, once.as_ref(), &Ok(found.len())).await?;
        tx.commit().await?;
        Ok(found.len())
    })
    .await;
    idempotency::settled(db, once.as_ref(), done).await
}

/// The collaborations of the rows, and what is wrong with them as the register stands. What begins on the same day at
/// the same library is the same.
async fn look_up(
    db: &impl ConnectionTrait,
    rows: &[CollaborationRow],
    now: DateTime<Utc>,
) -> Result<(Vec<Collaboration>, Vec<InvalidCell>)> {
    let libraries = names::libraries(db).await?;
    let there = collaboration::Entity::find().all(db).await?;
    let mut there: HashSet<_> = there.into_iter().map(|row| (row.library_id, row.theme, row.from_date)).collect();
    let (mut found, mut faults) = (Vec::with_capacity(rows.len()), Vec::new());
    for row in rows {
        let fault = |column: &str, reason| InvalidCell::new(row.line, column, reason);
        let library_id = match libraries.find(&row.library) {
            Ok(id) => id,
            Err(reason) => {
                faults.push(fault("library", reason));
                continue;
            }
        };
        if !there.insert((library_id, row.theme, row.from)) {
            faults.push(fault("library", Invalid::Repeated));
            continue;
        }
        match draft(row, library_id).collaboration(now) {
            Ok(one) => found.push(one),
            Err(No::Invalid(members)) => {
                faults.extend(members.into_iter().map(|member| fault(&member.name, member.reason)));
            }
            // A new collaboration is never refused for its state.
            Err(No::Refused(_)) => faults.push(fault("", Invalid::Needed)),
        }
    }
    Ok((found, faults))
}

fn draft(row: &CollaborationRow, library_id: LibraryId) -> CollaborationDraft {
    CollaborationDraft {
        library_id,
        theme: row.theme,
        from: row.from,
        to: row.to,
        contact: row.contact.clone(),
        activities: row.activities.clone(),
    }
}
