//! What a failure in the middle of a dialogue means for the message.

use std::time::Duration;

use calendar::clean;
use lettre::transport::smtp::{Error, response::Severity};

use crate::{Delivery, Obstacle};

/// How far the dialogue has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Stage {
    /// Connection, greeting and EHLO.
    Greeting,
    /// Encryption.
    StartTls,
    /// AUTH.
    Login,
    /// MAIL.
    Sender,
    /// RCPT.
    Recipient,
    /// DATA.
    Data,
    /// The body, the dot and its answer.
    Body,
}

impl Stage {
    /// What was being done, for reports.
    fn word(self) -> &'static str {
        match self {
            Self::Greeting => "greeting",
            Self::StartTls => "encryption",
            Self::Login => "login",
            Self::Sender => "sender",
            Self::Recipient => "recipient",
            Self::Data => "data",
            Self::Body => "body",
        }
    }
}

/// A dialogue that did not come to its end.
#[derive(Debug)]
pub(super) struct Failure {
    stage: Stage,
    /// The server's code, when it said no.
    code: Option<(Severity, u16)>,
    text: String,
}

/// Answers that are about our connection and not about the message: TLS or login wanted or refused (RFC 4954 §6,
/// RFC 3207 §4). They end when the relay's settings are mended.
const ABOUT_US: [u16; 4] = [530, 534, 535, 538];
/// The message is too large (RFC 1870 §6.1); as an enhanced code 5.3.4 (RFC 3463 §3.4).
const TOO_LARGE: u16 = 552;

impl Failure {
    /// The library or the server said no.
    pub(super) fn smtp(stage: Stage, error: Error) -> Self {
        let code = error.status().map(|code| (code.severity, u16::from(code)));
        Self { stage, code, text: error.to_string() }
    }

    /// We would not go on.
    pub(super) fn protocol(stage: Stage, text: &str) -> Self {
        Self { stage, code: None, text: text.to_owned() }
    }

    /// An answer came that is none to the command given.
    pub(super) fn out_of_step(stage: Stage, answer: &str) -> Self {
        Self::protocol(stage, &format!("answer out of step: {answer}"))
    }

    /// What became of the message. Before the body nothing was sent; after its first byte only a clear answer counts.
    pub(super) fn delivery(self) -> Delivery {
        let text = clean::one_line(&format!("{}: {}", self.stage.word(), self.text));
        match self.code {
            Some((Severity::PermanentNegativeCompletion, code)) if !self.is_about_us(code) => {
                Delivery::Refused { answer: text }
            }
            None if self.stage == Stage::Body => Delivery::Ambiguous { reason: text },
            _ => Delivery::Deferred { obstacle: self.obstacle(), reason: text },
        }
    }

    /// Whether an answer is about our connection or our own address, and would be the same to every other message.
    fn is_about_us(&self, code: u16) -> bool {
        match self.stage {
            Stage::Greeting | Stage::StartTls | Stage::Login => true,
            // Nothing but the return path is known to the server yet, and all our mail has that; size alone is the
            // message's own (RFC 1870 §6.1). What it cannot take now (4yz) says nothing of the others.
            Stage::Sender => (500..600).contains(&code) && code != TOO_LARGE && !self.text.contains("5.3.4"),
            Stage::Recipient | Stage::Data | Stage::Body => ABOUT_US.contains(&code),
        }
    }

    fn obstacle(&self) -> Obstacle {
        match self.code {
            None => Obstacle::Way,
            Some((_, code)) if self.is_about_us(code) => Obstacle::Way,
            Some((_, 421)) => Obstacle::Haste,
            // 451 4.7.1 is what greylists say, and they want time for one pair, not fewer messages.
            Some((_, 450)) if self.text.contains("4.7.") => Obstacle::Haste,
            Some(_) => Obstacle::Message,
        }
    }

    /// Whether the server had left before it could say anything of the message.
    pub(super) fn is_of_a_stale_connection(&self) -> bool {
        self.stage == Stage::Sender && matches!(self.code, None | Some((_, 421)))
    }

    /// Whether the server has said no, and waits for the next word.
    pub(super) fn is_an_answer(&self) -> bool {
        self.code.is_some_and(|(_, code)| code != 421)
    }
}

/// Does one step within its limit.
pub(super) async fn within<T>(
    stage: Stage,
    limit: Duration,
    step: impl Future<Output = Result<T, Error>> + Send,
) -> Result<T, Failure> {
    match tokio::time::timeout(limit, step).await {
        Ok(answer) => answer.map_err(|error| Failure::smtp(stage, error)),
        Err(_) => Err(Failure::protocol(stage, &format!("no answer within {} s", limit.as_secs_f32()))),
    }
}
