//! Mail that comes back: what it says of the mail, and of the address it went to.

use chrono::{DateTime, Utc};
use domain::{
    MessageId, PersonId, SessionId,
    bounce::{Effect, Report},
    event::EventKind,
    notice::{Contact, Notice, NoticeKind},
    person::Person,
    protection::Beholder,
    session::Session,
    values::Line,
};
use sea_orm::{
    ActiveValue::{Set, Unchanged},
    ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter, QuerySelect,
};
use serde_json::json;
use uuid::Uuid;

use crate::{
    Db, Result,
    db::{Tx, retrying},
    entity::{event, mail_message, person},
    inbox::{self, Entry, Hash},
    record::{Deed, Record, Subject, Telling, session_notice},
    rows, sessions,
};

/// What became of a report.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Taken {
    /// It was written down, and this was changed.
    Done(Effect),
    /// There is no such mail any more.
    Unknown,
    /// This very report was taken in before.
    Known,
}

/// Takes in a report of a mail of ours. The mail is the one whose return path it came to; what the report says of
/// recipients decides nothing. One transaction.
pub async fn take(db: &Db, hash: &Hash, message: Uuid, report: &Report, now: DateTime<Utc>) -> Result<Taken> {
    retrying(|| async {
        let tx = db.begin_write().await?;
        if inbox::is_known(&tx, hash).await? {
            return Ok(Taken::Known);
        }
        let returned = Returned::load(&tx, MessageId(message)).await?;
        let taken = match &returned {
            Some(returned) => Taken::Done(returned.note(&tx, report, now).await?),
            None => Taken::Unknown,
        };
        let outcome = if returned.is_some() { report.action.word() } else { "unknown" };
        let entry = Entry { hash, kind: "report", outcome, invitation_uid: None, mail_message_id: Some(message) };
        inbox::remember(&tx, entry, now).await?;
        tx.commit().await?;
        Ok(taken)
    })
    .await
}

/// As much of a mail as its report needs: its content is long.
struct Returned {
    id: MessageId,
    person: Option<PersonId>,
    session: Option<SessionId>,
    recipient: String,
}

impl Returned {
    async fn load(tx: &Tx, id: MessageId) -> Result<Option<Self>> {
        use mail_message::Column;
        let found = mail_message::Entity::find_by_id(id)
            .select_only()
            .columns([Column::PersonId, Column::SessionId, Column::Recipient])
            .into_tuple()
            .one(tx)
            .await?;
        Ok(found.map(|(person, session, recipient)| Self { id, person, session, recipient }))
    }

    /// Writes the report down beside the mail, and what it means for the address.
    async fn note(&self, tx: &Tx, report: &Report, now: DateTime<Utc>) -> Result<Effect> {
        let effect = report.effect();
        let row = mail_message::ActiveModel {
            id: Unchanged(self.id),
            bounce: Set(Some(report.summary())),
            bounced_at: if effect == Effect::Note { sea_orm::ActiveValue::NotSet } else { Set(Some(now)) },
            ..Default::default()
        };
        mail_message::Entity::update(row).exec(tx).await?;
        if effect == Effect::AddressFailed {
            self.mark_address(tx, report, now).await?;
        }
        Ok(effect)
    }

    /// Marks the person's address, unless it has been corrected since, and tells the organiser.
    async fn mark_address(&self, tx: &Tx, report: &Report, now: DateTime<Utc>) -> Result<()> {
        let Some(id) = self.person else { return Ok(()) };
        // The session before the person, as everybody locks them.
        let session = match self.session {
            Some(session) => Some(sessions::lock(tx, session).await?),
            None => None,
        };
        let Some(row) = person::Entity::find_by_id(id).lock_exclusive().one(tx).await? else { return Ok(()) };
        if row.email.as_str() != self.recipient {
            return Ok(());
        }
        let since = row.email_failed_at;
        let marked = person::ActiveModel {
            id: Unchanged(id),
            email_failed_at: Set(Some(since.unwrap_or(now))),
            email_failure: Set(Some(report.summary())),
            ..Default::default()
        };
        person::Entity::update(marked).exec(tx).await?;
        let participant = rows::to_person(row)?;
        match session {
            Some(session) if !is_told(tx, session.id, id, since).await? => {
                tell(tx, &session, &participant, report, now).await
            }
            _ => {
                let mut record = Record::default();
                let subject = Subject { person: Some(id), ..Subject::default() };
                let data = json!({ "status": report.status.map(|status| status.to_string()) });
                record.event(Deed { actor: None, at: now }, EventKind::AddressFailed, subject, &data);
                record.write(tx).await
            }
        }
    }
}

/// Whether the organiser of the session has heard of this address since it failed.
async fn is_told(tx: &Tx, session: SessionId, person: PersonId, since: Option<DateTime<Utc>>) -> Result<bool> {
    let Some(since) = since else { return Ok(false) };
    let told = event::Entity::find()
        .filter(event::Column::SessionId.eq(session))
        .filter(event::Column::PersonId.eq(person))
        .filter(event::Column::Kind.eq(EventKind::AddressFailed))
        .filter(event::Column::At.gte(since));
    Ok(told.count(tx).await? > 0)
}

/// Tells the organiser of the session, once an address and session.
async fn tell(tx: &Tx, session: &Session, participant: &Person, report: &Report, now: DateTime<Utc>) -> Result<()> {
    let mut record = Record::default();
    let deed = Deed { actor: None, at: now };
    // Without the booking: every event of a booking has a notice to its person (V18), and this one goes elsewhere.
    let subject = Subject { session: Some(session.id), person: Some(participant.id), booking: None };
    let data = json!({ "status": report.status.map(|status| status.to_string()) });
    let organiser = match session.organiser_id {
        Some(id) => person::Entity::find_by_id(id).one(tx).await?,
        None => None,
    };
    let concerned = participant.clone().seen_by(Beholder::Other);
    match (organiser.map(rows::to_person).transpose()?, concerned.email) {
        (Some(organiser), Some(email)) if organiser.id != participant.id => {
            let notice = Notice {
                concerns: Some(Contact { name: concerned.name, email }),
                reason: reason(report),
                ..session_notice(NoticeKind::AddressFailed, session, &organiser, Telling::default())
            };
            record.session_notice(deed, EventKind::AddressFailed, subject, &data, &notice)?;
        }
        // Nobody to tell, or nobody who could read it, or somebody whom the organiser does not see.
        _ => {
            record.event(deed, EventKind::AddressFailed, subject, &data);
        }
    }
    record.write(tx).await
}

/// The server's words, as far as they are one line.
fn reason(report: &Report) -> Option<Line<500>> {
    report.summary().chars().take(500).collect::<String>().parse().ok()
}
