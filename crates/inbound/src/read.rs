//! From the bytes of a mail to what it is.

use std::panic::catch_unwind;

use calendar::Unreadable;
use domain::{
    answer::Answer,
    bounce::Report,
    seal::{Purpose, Seal},
    values::EmailAddress,
};
use uuid::Uuid;

use crate::{calendars, mime::Tree, reference, report, sender};

/// The longest mail that is read, in octets: several times what a report with our own mail inside comes to.
pub const OCTETS_MAX: usize = 2 * 1024 * 1024;

/// The mailbox that calendars answer to and mail comes back to.
#[derive(Debug, Clone)]
pub struct Mailbox {
    /// Its address; the reference stands behind a `+`.
    pub address: EmailAddress,
    /// What references are sealed with.
    pub seal: Seal,
    /// The name under which our own mail server writes down how it checked a sender (RFC 8601 §2.5), if it does.
    pub trusted_server: Option<String>,
}

/// What a mail is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Incoming {
    /// A calendar's answer to an invitation.
    Answer {
        /// The invitation, by the address it came to.
        uid: Uuid,
        /// The answer, as it is written.
        answer: Box<Answer>,
        /// The sender, when our own mail server vouches for the address.
        sender: Option<EmailAddress>,
    },
    /// A mail of ours came back, or is late.
    Returned {
        /// Which, by the address it came to.
        message: Uuid,
        /// What the other server says.
        report: Report,
    },
    /// Nothing that anybody needs to see.
    Ignored(Ignored),
    /// Not for a program: somebody should look at it.
    ForPeople(ForPeople),
}

/// Why a mail needs no look.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ignored {
    /// An answer or a report, but not to an address that we made.
    Forged,
    /// Written by a program: out of office, and the like.
    Automatic,
}

/// Why somebody should look.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ForPeople {
    /// Somebody wrote a mail.
    Written,
    /// There is a calendar object in it, and it cannot be read as an answer.
    Unreadable(Unreadable),
    /// Longer than anything we know how to read.
    TooLong,
    /// A library failed on it.
    Fault,
}

/// Reads a mail. `recipient` is the address it was delivered to, when whoever handed it over knows that.
///
/// Never panics, and does work in proportion to the mail's length at most.
pub fn read(mail: &[u8], mailbox: &Mailbox, recipient: Option<&str>) -> Incoming {
    if mail.len() > OCTETS_MAX {
        return Incoming::ForPeople(ForPeople::TooLong);
    }
    catch_unwind(|| understand(mail, mailbox, recipient)).unwrap_or(Incoming::ForPeople(ForPeople::Fault))
}

fn understand(mail: &[u8], mailbox: &Mailbox, recipient: Option<&str>) -> Incoming {
    let tree = Tree::of(mail);
    let addressed = |purpose: Purpose| {
        let found = reference::all(&tree, &mailbox.address, recipient);
        found.iter().find_map(|reference| mailbox.seal.open(purpose, reference))
    };
    // A report comes first: it may hold the mail that came back, and with it our own invitation.
    if let Some(report) = report::find(&tree) {
        let message = addressed(Purpose::Bounce);
        return message.map_or(Incoming::Ignored(Ignored::Forged), |message| Incoming::Returned { message, report });
    }
    match calendars::answer(&tree) {
        Some(Ok(answer)) => match addressed(Purpose::Reply) {
            Some(uid) => {
                let sender = sender::vouched_for(&tree, mailbox.trusted_server.as_deref());
                Incoming::Answer { uid, answer: Box::new(answer), sender }
            }
            None => Incoming::Ignored(Ignored::Forged),
        },
        Some(Err(fault)) => Incoming::ForPeople(ForPeople::Unreadable(fault)),
        None if sender::is_automatic(&tree) => Incoming::Ignored(Ignored::Automatic),
        None => Incoming::ForPeople(ForPeople::Written),
    }
}

#[cfg(test)]
mod tests;
