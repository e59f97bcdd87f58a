//! One message at a time on a connection, and one limit for each step (RFC 5321).

use std::{fmt, time::Duration};

use lettre::{
    Address,
    transport::smtp::{
        authentication::{Credentials, DEFAULT_MECHANISMS},
        client::{AsyncSmtpConnection, Certificate, TlsParameters},
        commands::{Data, Mail, Rcpt},
        extension::ClientId,
        response::{Response, Severity},
    },
};
use tokio::time::timeout;

use super::{
    Delivery, Envelope,
    courier::{Connection, Resting},
    held_back,
    limits::Limits,
};

mod failure;

use failure::{Failure, Stage, within};

/// How the connection is protected.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Security {
    /// In clear: for a relay on the same machine or in a closed network.
    None,
    /// STARTTLS (RFC 3207); without it nothing is sent.
    StartTlsRequired,
    /// TLS from the first byte (RFC 8314 §3.3).
    Tls,
}

/// What the relay knows us by. The password is never shown in `Debug`.
#[derive(Clone, PartialEq, Eq)]
pub struct Login {
    /// User name.
    pub user: String,
    /// Password.
    pub password: String,
}

impl fmt::Debug for Login {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Login").field("user", &self.user).finish_non_exhaustive()
    }
}

/// The mail server that takes our mail.
#[derive(Debug, Clone)]
pub struct SmtpRelay {
    /// Host name or address; with TLS it is the name on the certificate.
    pub host: String,
    /// 25 or 587 with STARTTLS, 465 with TLS.
    pub port: u16,
    /// How the connection is protected.
    pub security: Security,
    /// How to log in, if at all. Never sent in clear, other than to this machine itself.
    pub login: Option<Login>,
    /// What EHLO says we are; the name of the machine if none is given.
    pub hello_name: Option<String>,
    /// Certificates in PEM to trust beside the public ones: a municipality often has an authority of its own.
    pub trusted_certificates: Option<Vec<u8>>,
    /// How long each step may take.
    pub limits: Limits,
    /// The most messages that a connection carries one after the other.
    pub messages_per_connection: u32,
}

impl SmtpRelay {
    /// A relay with no login and the usual limits.
    pub fn new(host: impl Into<String>, port: u16, security: Security) -> Self {
        Self {
            host: host.into(),
            port,
            security,
            login: None,
            hello_name: None,
            trusted_certificates: None,
            limits: Limits::default(),
            messages_per_connection: 100,
        }
    }

    pub(super) async fn send<F, Fut>(&self, resting: &Resting, envelope: Envelope<'_>, before_body: F) -> Delivery
    where
        F: FnOnce() -> Fut + Send,
        Fut: Future<Output = bool> + Send,
    {
        let addresses = match addresses(&envelope) {
            Ok(addresses) => addresses,
            Err(refused) => return refused,
        };
        let mut connection = match self.announced(resting, addresses).await {
            Ok(connection) => connection,
            Err(failure) => return failure.delivery(),
        };
        if !before_body().await {
            return held_back();
        }
        let delivery = self.body(&mut connection.smtp, envelope.bytes).await;
        // Only a clear yes leaves the connection in a state that is known; a clear no is at least worth a parting
        // word. In every other state what comes next could be taken for mail, or its answer for another's.
        match delivery {
            Delivery::Accepted { .. } => {
                if let Some(worn_out) = resting.keep(connection) {
                    self.part(worn_out).await;
                }
            }
            Delivery::Refused { .. } => self.part(connection).await,
            Delivery::Deferred { .. } | Delivery::Ambiguous { .. } => drop(connection),
        }
        delivery
    }

    /// Says goodbye. Whatever comes of it is of no interest: the message's fate is decided.
    pub(super) async fn part(&self, mut connection: Connection) {
        drop(timeout(self.limits.quit, connection.smtp.quit()).await);
    }

    /// A connection on which the server has agreed to take the body: a rested one if there is any, else a new one.
    async fn announced(
        &self,
        resting: &Resting,
        (from, to): (Option<Address>, Address),
    ) -> Result<Connection, Failure> {
        while let Some(mut connection) = resting.take(self.limits.rest) {
            // The server may have hung up meanwhile. That says nothing of the message, and nothing was sent.
            if nothing_unasked(&mut connection.smtp).await.is_err() {
                continue;
            }
            match self.announce(&mut connection.smtp, from.clone(), to.clone()).await {
                Ok(()) => return Ok(connection),
                Err(failure) if failure.is_of_a_stale_connection() => {}
                Err(failure) => return Err(self.refused(connection, failure).await),
            }
        }
        let mut connection = Connection::new(self.open().await?);
        match self.announce(&mut connection.smtp, from, to).await {
            Ok(()) => Ok(connection),
            Err(failure) => Err(self.refused(connection, failure).await),
        }
    }

    /// Parts from a server that has said no.
    async fn refused(&self, connection: Connection, failure: Failure) -> Failure {
        if failure.is_an_answer() {
            self.part(connection).await;
        }
        failure
    }

    /// Connects, protects the connection and logs in.
    async fn open(&self) -> Result<AsyncSmtpConnection, Failure> {
        let limits = &self.limits;
        let hello = self.hello_name.clone().map_or_else(ClientId::default, ClientId::Domain);
        let tls = if self.security == Security::Tls { Some(self.tls()?) } else { None };
        let server = (self.host.as_str(), self.port);
        let connecting = AsyncSmtpConnection::connect_tokio1(server, Some(limits.connect), &hello, tls, None);
        let mut connection = within(Stage::Greeting, limits.greeting, connecting).await?;
        if self.security == Security::StartTlsRequired {
            if !connection.can_starttls() {
                return Err(Failure::protocol(Stage::StartTls, "the server does not offer STARTTLS"));
            }
            within(Stage::StartTls, limits.start_tls, connection.starttls(self.tls()?, &hello)).await?;
            nothing_unasked(&mut connection).await?;
        }
        if let Some(login) = &self.login {
            if !connection.is_encrypted() && !self.is_this_machine() {
                return Err(Failure::protocol(Stage::Login, "the password is not sent over an open connection"));
            }
            let credentials = Credentials::new(login.user.clone(), login.password.clone());
            within(Stage::Login, limits.login, connection.auth(DEFAULT_MECHANISMS, &credentials)).await?;
        }
        Ok(connection)
    }

    /// The body, the dot and the answer to it (RFC 5321 §4.1.1.4).
    async fn body(&self, connection: &mut AsyncSmtpConnection, bytes: &[u8]) -> Delivery {
        // The library ends the body with CRLF and the dot; a line end of ours would become an empty line.
        let body = bytes.strip_suffix(b"\r\n").unwrap_or(bytes);
        match within(Stage::Body, self.limits.body, connection.message(body)).await {
            Ok(answer) if answer.code().severity == Severity::PositiveCompletion => {
                Delivery::Accepted { answer: words(&answer) }
            }
            Ok(answer) => Failure::out_of_step(Stage::Body, &words(&answer)).delivery(),
            Err(failure) => failure.delivery(),
        }
    }

    /// MAIL, RCPT and DATA, up to the server's go-ahead.
    async fn announce(
        &self,
        connection: &mut AsyncSmtpConnection,
        from: Option<Address>,
        to: Address,
    ) -> Result<(), Failure> {
        let limits = &self.limits;
        within(Stage::Sender, limits.sender, connection.command(Mail::new(from, Vec::new()))).await?;
        within(Stage::Recipient, limits.recipient, connection.command(Rcpt::new(to, Vec::new()))).await?;
        let answer = within(Stage::Data, limits.data, connection.command(Data)).await?;
        // Any other positive answer belongs to another command: the body must not be sent on the strength of it.
        if answer.has_code(354) { Ok(()) } else { Err(Failure::out_of_step(Stage::Data, &words(&answer))) }
    }

    fn tls(&self) -> Result<TlsParameters, Failure> {
        let mut builder = TlsParameters::builder(self.host.clone());
        if let Some(pem) = &self.trusted_certificates {
            let certificates = Certificate::from_pem(pem).map_err(|error| Failure::smtp(Stage::StartTls, error))?;
            builder = builder.add_root_certificate(certificates);
        }
        builder.build().map_err(|error| Failure::smtp(Stage::StartTls, error))
    }

    fn is_this_machine(&self) -> bool {
        matches!(self.host.as_str(), "localhost" | "127.0.0.1" | "::1")
    }
}

/// Makes sure that no answer is waiting which nobody asked for. One that was slipped in before the connection was
/// encrypted would be taken for the answer to a later command.
async fn nothing_unasked(connection: &mut AsyncSmtpConnection) -> Result<(), Failure> {
    match timeout(Duration::ZERO, connection.read_response()).await {
        Err(_) => Ok(()),
        Ok(_) => Err(Failure::protocol(Stage::StartTls, "an answer came that nobody asked for")),
    }
}

fn addresses(envelope: &Envelope<'_>) -> Result<(Option<Address>, Address), Delivery> {
    let parse = |text: &str| {
        text.parse::<Address>()
            .map_err(|error| Delivery::Refused { answer: format!("{text:?} is no address: {error}") })
    };
    let from = if envelope.from.is_empty() { None } else { Some(parse(envelope.from)?) };
    Ok((from, parse(envelope.to.as_str())?))
}

/// The server's answer in one line, its code first.
fn words(answer: &Response) -> String {
    let text: Vec<&str> = answer.message().collect();
    calendar::clean::one_line(&format!("{} {}", answer.code(), text.join(" ")))
}

#[cfg(test)]
mod tests;
