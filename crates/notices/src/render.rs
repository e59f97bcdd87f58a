//! From a notice to finished messages.

use std::panic::{AssertUnwindSafe, catch_unwind};

use calendar::CalendarError;
use chrono::{DateTime, Utc};
use domain::{
    MeetingId, NoticeId, PersonId,
    notice::{CalendarMethod, Notice},
    organizer::Organizers,
    seal::{Purpose, Seal},
    values::EmailAddress,
};
use uuid::Uuid;

use crate::{
    letter::{Letter, letters},
    mime,
};

/// Who mail comes from.
///
/// `From` of a mail with an invitation is the invitation's own organizer, which stays what it was when the invitation
/// was made: calendars refuse changes from another organizer (RFC 5546 §2.1.4).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sender {
    /// Name shown, e.g. of the regional library.
    pub name: String,
    /// Address of `From`, and the `ORGANIZER` of invitations that nobody answers.
    pub address: EmailAddress,
    /// Where answers written by people go, if not to `address`.
    pub reply_to: Option<EmailAddress>,
    /// Right side of every `Message-ID`: a domain of ours, in ASCII (RFC 5322 §3.6.4).
    pub message_domain: String,
    /// Mailbox that calendars answer to and mail comes back to, each with a reference of its own behind a `+`
    /// (RFC 5233 §1); none when answers are not read.
    pub inbound: Option<EmailAddress>,
    /// Where the service is reached, without a `/` at the end: `https://kurser.bibliotek.example`; none when unknown.
    pub public_url: Option<String>,
    /// What references are sealed with.
    pub seal: Seal,
}

impl Sender {
    /// Where the calendars of invitations answer to.
    pub fn organizers(&self) -> Organizers {
        Organizers { sender: self.address.clone(), inbound: self.inbound.clone(), seal: self.seal.clone() }
    }

    /// The return path of a mail, the same on every try, if mail that comes back is read (VERP).
    pub fn return_path(&self, message: Uuid) -> Option<EmailAddress> {
        self.seal.address(self.inbound.as_ref()?, Purpose::Bounce, message)
    }
}

/// One message, ready to be sent as often as it takes: the bytes never change.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RenderedMail {
    /// Who that is in the register, if known.
    pub person_id: Option<PersonId>,
    /// The only recipient.
    pub recipient: EmailAddress,
    /// `Message-ID` with its angle brackets.
    pub message_id: String,
    /// UID of the calendar object inside, if it is a revision of an invitation: those must be sent in order.
    pub uid: Option<Uuid>,
    /// SEQUENCE of that object; 0 without one.
    pub sequence: u32,
    /// METHOD of that object, if there is one.
    pub method: Option<CalendarMethod>,
    /// Subject in clear.
    pub subject: String,
    /// The whole message: 7-bit, lines ended by CRLF.
    pub bytes: Vec<u8>,
}

/// Why a notice could not be made into mail. Trying again will not help.
#[derive(Debug, thiserror::Error)]
pub enum RenderError {
    /// An invitation stands for a meeting that the notice does not list.
    #[error("no meeting {0} in the notice")]
    UnknownMeeting(MeetingId),
    /// The right side of `Message-ID` is not a domain.
    #[error("not a domain for message ids: {0:?}")]
    MessageDomain(String),
    /// The calendar object could not be written.
    #[error(transparent)]
    Calendar(#[from] CalendarError),
    /// A template failed.
    #[error("the text could not be written: {0}")]
    Text(#[from] askama::Error),
    /// The mail library refused an address or a header.
    #[error("the mail could not be built: {0}")]
    Mail(String),
    /// A library panicked; nothing of the message is kept.
    #[error("building the mail panicked: {0}")]
    Panicked(String),
}

/// Renders all messages of one notice: one per invitation, or a single one when there are none.
///
/// One invitation per mail, since calendar servers take in only the first of several. Pure: the same input
/// gives the same bytes, so that a message sent twice is recognised as one.
///
/// # Errors
/// See [`RenderError`]; nothing is rendered in part. A panic in a library becomes [`RenderError::Panicked`].
pub fn render(
    notice: &Notice,
    notice_id: NoticeId,
    sender: &Sender,
    written_at: DateTime<Utc>,
) -> Result<Vec<RenderedMail>, RenderError> {
    guarded(|| {
        let letters = letters(notice, sender, written_at)?;
        letters.into_iter().map(|letter| render_letter(notice, notice_id, sender, written_at, letter)).collect()
    })
}

/// Runs `work` so that a panic inside it is an error: one bad row must not take the outbox down with it.
fn guarded<T>(work: impl FnOnce() -> Result<T, RenderError>) -> Result<T, RenderError> {
    catch_unwind(AssertUnwindSafe(work)).unwrap_or_else(|payload| {
        let text = payload.downcast_ref::<String>().map(String::as_str);
        let text = text.or_else(|| payload.downcast_ref::<&str>().copied());
        Err(RenderError::Panicked(text.unwrap_or("no message").to_owned()))
    })
}

fn render_letter(
    notice: &Notice,
    notice_id: NoticeId,
    sender: &Sender,
    written_at: DateTime<Utc>,
    letter: Letter,
) -> Result<RenderedMail, RenderError> {
    let message_id = message_id(notice_id, letter.ordinal, &sender.message_domain)?;
    let boundary_seed = format!("{}.{}", notice_id.0.simple(), letter.ordinal);
    let invitation = letter.invitation.clone();
    // A refusal of another time is no revision: it neither replaces one nor is replaced.
    let revision = invitation.as_ref().filter(|invitation| invitation.method != CalendarMethod::DeclineCounter);
    let envelope =
        mime::Parts { recipient: &notice.recipient, sender, message_id: &message_id, boundary_seed, written_at };
    Ok(RenderedMail {
        person_id: notice.recipient.person_id,
        recipient: notice.recipient.email.clone(),
        uid: revision.map(|invitation| invitation.uid),
        sequence: revision.map_or(0, |invitation| invitation.sequence),
        method: invitation.as_ref().map(|invitation| invitation.method),
        subject: letter.subject.clone(),
        bytes: mime::build(envelope, letter)?,
        message_id,
    })
}

/// Follows from the notice alone, so that a mail sent twice carries the same one.
fn message_id(notice_id: NoticeId, ordinal: usize, domain: &str) -> Result<String, RenderError> {
    let label_ok = |label: &str| {
        !label.is_empty() && label.len() <= 63 && label.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-')
    };
    if domain.len() > 253 || !domain.split('.').all(label_ok) {
        return Err(RenderError::MessageDomain(domain.to_owned()));
    }
    Ok(format!("<{notice_id}.{ordinal}@{domain}>"))
}

#[cfg(test)]
mod tests;
