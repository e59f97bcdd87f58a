//! From notices to stored mail.

use std::{collections::HashSet, sync::Arc};

use chrono::{DateTime, TimeDelta, Utc};
use domain::{
    NoticeId,
    notice::{CalendarMethod, Notice},
};
use notices::{RenderedMail, SignerError};
use persistence::{
    Error, Result,
    outbox::{self, Lease, NewMessage, PendingNotice, StoredNotice},
};
use uuid::Uuid;

use super::{Worker, ways_in::is_over};

/// Notices taken at once: whoever books meanwhile waits for it.
const PORTION: u64 = 8;
/// How long they are held at most.
const RENDERING_MAX: TimeDelta = TimeDelta::minutes(1);

/// A notice in words, or why it cannot be put into them.
type Rendered = (NoticeId, std::result::Result<Vec<NewMessage>, String>);

impl Worker {
    /// Puts the next notices into words. Returns how many there were.
    pub(super) async fn render_due(self: &Arc<Self>) -> Result<usize> {
        let lease = self.ledger.lease();
        // Mail is held for as long again as its worker is heard of; nobody renews this.
        let lease = Lease { until: lease.until.min(lease.now + RENDERING_MAX), ..lease };
        let pending = outbox::claim_notices(&self.db, lease, PORTION).await?;
        if pending.is_empty() {
            return Ok(0);
        }
        let count = pending.len();
        let unheard_of = self.unheard_of(&pending).await?;
        let pending = self.with_secrets(pending).await?;
        let worker = Arc::clone(self);
        // Beside the dialogues, which must not wait for it.
        let rendering = tokio::task::spawn_blocking(move || {
            pending.into_iter().map(|notice| worker.render(notice, &unheard_of)).collect::<Vec<_>>()
        });
        let rendered = rendering.await.map_err(|panic| Error::Fault(panic.to_string()))?;
        self.store(rendered).await?;
        Ok(count)
    }

    /// Calendar objects that these notices cancel and that no calendar has heard of.
    async fn unheard_of(&self, pending: &[PendingNotice]) -> Result<HashSet<Uuid>> {
        let notices = pending.iter().filter_map(|pending| pending.notice.as_ref().ok());
        let invitations = notices.flat_map(|notice| &notice.invitations);
        let cancelled = invitations.filter(|invitation| invitation.method == CalendarMethod::Cancel);
        let uids: Vec<Uuid> = cancelled.map(|invitation| invitation.uid).collect();
        if uids.is_empty() { Ok(HashSet::new()) } else { outbox::withdraw_unsent(&self.db, &uids).await }
    }

    fn render(&self, pending: PendingNotice, unheard_of: &HashSet<Uuid>) -> Rendered {
        if is_over(&pending) {
            return (pending.id, Ok(Vec::new()));
        }
        let messages = pending.notice.and_then(|mut notice| {
            // The person is told all the same; her calendar has nothing to forget.
            notice.invitations.retain(|invitation| {
                invitation.method != CalendarMethod::Cancel || !unheard_of.contains(&invitation.uid)
            });
            let mails = notices::render(&notice, pending.id, &self.sender, pending.written_at);
            let mails = self.signed(mails.map_err(|error| error.to_string())?, pending.written_at);
            let mails = mails.map_err(|error| error.to_string())?;
            Ok(mails.into_iter().map(|mail| stored(mail, &notice, pending.written_at)).collect())
        });
        (pending.id, messages)
    }

    /// With our signature, where we have a key. It is stored with the mail: every try sends the same bytes.
    fn signed(
        &self,
        mails: Vec<RenderedMail>,
        written_at: DateTime<Utc>,
    ) -> std::result::Result<Vec<RenderedMail>, SignerError> {
        let Some(signer) = &self.signer else { return Ok(mails) };
        let sign = |mail: RenderedMail| Ok(RenderedMail { bytes: signer.sign(&mail.bytes, written_at)?, ..mail });
        mails.into_iter().map(sign).collect()
    }

    /// Each in a transaction of its own: whoever books meanwhile waits for the whole of it, and one that is at fault
    /// does not hold up the others.
    async fn store(&self, rendered: Vec<Rendered>) -> Result<()> {
        let now = self.clock.now();
        for (id, messages) in rendered {
            let reason = match messages {
                Ok(messages) => match outbox::store_messages(&self.db, &StoredNotice { id, messages }, now).await {
                    Ok(()) => continue,
                    Err(error @ (Error::Unavailable(_) | Error::Conflict(_))) => return Err(error),
                    Err(error) => error.to_string(),
                },
                Err(reason) => reason,
            };
            // The reason stays in the database: it may name people.
            tracing::error!(notice.id = %id, "notice could not be made mail");
            outbox::bury_notice(&self.db, id, &reason).await?;
        }
        Ok(())
    }
}

fn stored(mail: RenderedMail, notice: &Notice, written_at: DateTime<Utc>) -> NewMessage {
    // News of a meeting is of use until it is over; what is told only after that must arrive whenever it can.
    let ends = mail.uid.and_then(|uid| notice.meeting_ends(uid));
    NewMessage {
        person_id: mail.person_id,
        recipient: mail.recipient,
        message_id: mail.message_id,
        uid: mail.uid,
        sequence: mail.sequence,
        method: mail.method,
        expires_at: ends.filter(|ends| *ends > written_at),
        content: mail.bytes,
    }
}
