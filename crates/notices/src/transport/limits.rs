//! How long each step of an SMTP dialogue may take.

use std::time::Duration;

const MINUTE: Duration = Duration::from_secs(60);

/// Limits of each step; the defaults are the least that RFC 5321 §4.5.3.2 asks for.
///
/// A short limit on the final dot makes a slow server deliver the same mail again and again.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// TCP connection, for each address of the host. 30 seconds.
    pub connect: Duration,
    /// From the look-up of the host to the answer to EHLO, the connection and TLS included. 5 minutes.
    pub greeting: Duration,
    /// STARTTLS with the second EHLO. 5 minutes.
    pub start_tls: Duration,
    /// AUTH. 5 minutes.
    pub login: Duration,
    /// MAIL. 5 minutes.
    pub sender: Duration,
    /// RCPT. 5 minutes.
    pub recipient: Duration,
    /// DATA. 2 minutes.
    pub data: Duration,
    /// The body, the final dot and its answer. 13 minutes: 3 for the block and 10 for the dot.
    pub body: Duration,
    /// QUIT, when all is done: its answer changes nothing. 5 seconds.
    pub quit: Duration,
    /// How long a connection is kept that has nothing to carry. 5 seconds: many servers hang up soon.
    pub rest: Duration,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            connect: Duration::from_secs(30),
            greeting: MINUTE * 5,
            start_tls: MINUTE * 5,
            login: MINUTE * 5,
            sender: MINUTE * 5,
            recipient: MINUTE * 5,
            data: MINUTE * 2,
            body: MINUTE * 13,
            quit: Duration::from_secs(5),
            rest: Duration::from_secs(5),
        }
    }
}

impl Limits {
    /// The same limit for every step.
    pub fn all(limit: Duration) -> Self {
        Self {
            connect: limit,
            greeting: limit,
            start_tls: limit,
            login: limit,
            sender: limit,
            recipient: limit,
            data: limit,
            body: limit,
            quit: limit,
            rest: limit,
        }
    }
}
