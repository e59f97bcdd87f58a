//! The way of a finished message to the mail server, or into a directory.
//!
//! What counts is to know what became of a message: accepted, refused, not sent, or unknown. The mail library's
//! own pool can take the answer to one message for the answer to another after a timeout, and its timeout covers
//! the connection only; so here each step has a limit of its own, and a connection carries another message only
//! when it has said a clear yes to the last one.

pub(crate) mod courier;
mod files;
pub(crate) mod limits;
pub(crate) mod smtp;

use std::path::PathBuf;

use domain::values::EmailAddress;

use self::{courier::Resting, smtp::SmtpRelay};

/// One message on its way.
#[derive(Debug, Clone, Copy)]
pub struct Envelope<'a> {
    /// Address for bounces (RFC 5321 §4.1.1.2); empty for the null return path.
    pub from: &'a str,
    /// The only recipient.
    pub to: &'a EmailAddress,
    /// The whole message, as rendered.
    pub bytes: &'a [u8],
    /// Stem of the file that [`Transport::Files`] writes: letters, digits, `.`, `-` and `_`.
    pub name: &'a str,
}

/// What became of a message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Delivery {
    /// The server took it over (RFC 5321 §4.2.5).
    Accepted {
        /// The server's words.
        answer: String,
    },
    /// The server will not have it; to send it again is of no use.
    Refused {
        /// The server's words.
        answer: String,
    },
    /// It was not sent, and may be sent again.
    Deferred {
        /// What stood in the way, in words.
        reason: String,
        /// The same, sorted by what can be done about it.
        obstacle: Obstacle,
    },
    /// The connection was lost when the body was under way: nobody knows whether it arrived (RFC 1047).
    Ambiguous {
        /// What happened.
        reason: String,
    },
}

/// Why a message was not sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Obstacle {
    /// The way there is closed: any other message would meet the same.
    Way,
    /// Too many messages, says the server (RFC 5321 §3.8, RFC 3463 §3.8): fewer to this domain for a while.
    Haste,
    /// Something about this message or its recipient.
    Message,
}

/// Where messages go.
#[derive(Debug, Clone)]
pub enum Transport {
    /// To a mail server.
    Smtp(Box<SmtpRelay>),
    /// Into a directory, one `.eml` file each: for development and trial runs.
    Files(PathBuf),
}

impl Transport {
    /// Sends one message.
    ///
    /// `before_body` is awaited when the server has agreed to take the body (354) and before the first byte of it:
    /// there the caller notes for good that the message may be on its way. If it answers `false`, nothing is sent
    /// and the message is [`Delivery::Deferred`]. It has no time limit, since to drop a commit half-way is worse
    /// than a server that hangs up.
    ///
    /// Each message has a connection of its own; [`Courier`](crate::Courier) uses them again. To drop the future is
    /// safe: its connection goes with it.
    pub async fn send<F, Fut>(&self, envelope: Envelope<'_>, before_body: F) -> Delivery
    where
        F: FnOnce() -> Fut + Send,
        Fut: Future<Output = bool> + Send,
    {
        match self {
            Self::Smtp(relay) => relay.send(&Resting::for_one_message(), envelope, before_body).await,
            Self::Files(directory) => files::write(directory, envelope, before_body).await,
        }
    }
}

/// Says that the caller did not want the body to be sent.
fn held_back() -> Delivery {
    Delivery::Deferred { reason: "held back before the body".to_owned(), obstacle: Obstacle::Message }
}
