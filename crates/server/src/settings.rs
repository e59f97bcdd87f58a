//! Settings: what is built in, then a file, then the environment.
//!
//! Everything that is wrong is reported at once, each fault with its key, so that an operator never has to
//! mend one only to meet the next.

use std::{collections::HashMap, fmt, net::SocketAddr, path::Path, sync::Arc, time::Duration};

use chrono::TimeDelta;
use config::{Config, Environment, File, FileFormat, Source};
use domain::{seal::Seal, values::EmailAddress};
use notices::{Sender, Signer, Transport};
use persistence::DbOptions;
use tracing::level_filters::LevelFilter;

mod inbound;
mod providers;
mod read;
mod reader;
#[cfg(test)]
mod tests;

pub use self::inbound::{ImapSecurity, ImapSettings, InboundSettings};
use self::reader::Reader;

/// The settings that are part of the program, every key with its default and a sentence about it.
pub const DEFAULT: &str = include_str!("../../../config/default.toml");

/// Everything that can be set.
#[derive(Debug, Clone)]
pub struct Settings {
    /// The server.
    pub http: HttpSettings,
    /// The database.
    pub database: DatabaseSettings,
    /// Where people of other organisations sign in.
    pub providers: oidc::Providers,
    /// Mail.
    pub mail: MailSettings,
    /// Mail that comes in.
    pub inbound: InboundSettings,
    /// The worker that sends it.
    pub worker: WorkerSettings,
    /// Figures for those who watch over it.
    pub metrics: MetricsSettings,
    /// The log.
    pub log: LogSettings,
}

/// How the server listens, and what it puts up with.
#[derive(Debug, Clone)]
pub struct HttpSettings {
    /// Where to listen; port 0 takes any free one.
    pub address: SocketAddr,
    /// Where people reach the service, without a `/` at the end; none when it has no address of its own.
    pub public_url: Option<String>,
    /// Reverse proxies of our own before the server: so many of the last addresses in `X-Forwarded-For` are theirs.
    pub trusted_proxies: usize,
    /// Connections at once.
    pub connections_max: usize,
    /// Longest body of a request.
    pub body_bytes_max: usize,
    /// Time for a request's head.
    pub header_timeout: Duration,
    /// Time for a request's body.
    pub body_timeout: Duration,
    /// Time that a caller waits for an answer.
    pub answer_timeout: Duration,
    /// Time for requests under way when the server is stopped.
    pub drain_timeout: Duration,
}

/// How to reach the database.
#[derive(Debug, Clone)]
pub struct DatabaseSettings {
    /// Which one.
    pub url: DatabaseUrl,
    /// Connections at most.
    pub connections_max: u32,
    /// How long a request waits for one.
    pub acquire_timeout: Duration,
}

/// Address of a database. Its password is never shown.
#[derive(Clone, PartialEq, Eq)]
pub struct DatabaseUrl(String);

/// What mail says of itself, and which way it takes.
#[derive(Debug, Clone)]
pub struct MailSettings {
    /// Name it comes from.
    pub sender_name: String,
    /// Address it comes from.
    pub sender_address: EmailAddress,
    /// Where answers written by people go, if not to `sender_address`.
    pub reply_to: Option<EmailAddress>,
    /// Right side of every `Message-ID`.
    pub message_domain: String,
    /// Where bounces go when there is no mailbox for answers.
    pub return_path: String,
    /// Mailbox for answers from calendars, and for bounces.
    pub inbound: Option<EmailAddress>,
    /// How long the text of a mail is kept that is over.
    pub keep_bodies: TimeDelta,
    /// To a mail server, or into a folder.
    pub transport: Transport,
    /// What mail is signed with; none when somebody else does it, or nobody.
    pub signer: Option<Arc<Signer>>,
}

/// How mail is sent.
#[derive(Debug, Clone)]
pub struct WorkerSettings {
    /// How often to look for work when nothing else wakes it.
    pub poll: Duration,
    /// Messages under way at once.
    pub messages_at_once: usize,
    /// Messages under way at once to one domain.
    pub domain_messages_at_once: usize,
    /// Messages a minute to one domain; none for no limit of ours.
    pub domain_messages_per_minute: Option<u32>,
    /// Failures in a row after which the mail server is left alone for a while.
    pub breaker_after: u32,
    /// How long mail of a worker that is gone waits until another takes it over.
    pub lease: Duration,
    /// The longest wait after the first try, the second and so on; the last one from then on.
    pub retry_after: Vec<TimeDelta>,
    /// Age at which a message is given up.
    pub give_up_after: TimeDelta,
}

/// Where figures are given.
#[derive(Debug, Clone)]
pub struct MetricsSettings {
    /// A port of its own, or none.
    pub address: Option<SocketAddr>,
}

/// What is logged.
#[derive(Debug, Clone)]
pub struct LogSettings {
    /// How a line looks.
    pub format: LogFormat,
    /// The least that is logged.
    pub level: LevelFilter,
}

/// How a line of the log looks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LogFormat {
    /// For people.
    Text,
    /// For machines.
    Json,
}

/// All that is wrong with the settings.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SettingsError {
    /// Key, if there is one, and reason.
    pub faults: Vec<(String, String)>,
}

impl fmt::Display for SettingsError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Inställningarna går inte att använda:")?;
        self.faults.iter().try_for_each(|(key, reason)| write!(f, "\n  {key}: {reason}"))
    }
}

impl std::error::Error for SettingsError {}

impl Settings {
    /// The settings that are built in.
    pub fn built_in() -> Self {
        Self::read(None, HashMap::new()).expect("the built-in settings are tested")
    }

    /// Reads the file, or the one that `KURSPLATS_CONFIG` names, and the environment.
    pub fn from_environment(file: Option<&Path>) -> Result<Self, SettingsError> {
        let variables = std::env::vars_os().filter_map(|(name, value)| Some((name.to_str()?.to_owned(), value)));
        let variables: HashMap<_, _> =
            variables.map(|(name, value)| (name, value.to_string_lossy().into_owned())).collect();
        let named = variables.get("KURSPLATS_CONFIG").filter(|name| !name.is_empty()).cloned();
        let file = file.map(Path::to_owned).or_else(|| named.map(Into::into));
        Self::read(file.as_deref(), variables)
    }

    /// Reads what is built in, then the file, then the variables.
    pub fn read(file: Option<&Path>, variables: HashMap<String, String>) -> Result<Self, SettingsError> {
        let merged = merged(file, variables).map_err(|(key, reason)| SettingsError { faults: vec![(key, reason)] })?;
        let mut reader = Reader::new(merged);
        let settings = read::settings(&mut reader);
        let faults = reader.finish();
        settings.filter(|_| faults.is_empty()).ok_or(SettingsError { faults })
    }
}

/// Lays the layers upon each other.
fn merged(file: Option<&Path>, variables: HashMap<String, String>) -> Result<Config, (String, String)> {
    let mut builder = Config::builder().add_source(File::from_str(DEFAULT, FileFormat::Toml));
    if let Some(path) = file {
        let name = path.display().to_string();
        let unreadable = |reason: String| (name.clone(), format!("filen går inte att läsa: {reason}"));
        let text = std::fs::read_to_string(path).map_err(|error| unreadable(error.to_string()))?;
        let source = File::from_str(&text, FileFormat::Toml);
        // Read on its own first, so that a mistake in it is told from others.
        source.collect().map_err(|error| unreadable(error.to_string()))?;
        builder = builder.add_source(source);
    }
    let variables = variables.into_iter().map(|(name, value)| (name.to_ascii_uppercase(), value)).collect();
    let environment = Environment::with_prefix("KURSPLATS").prefix_separator("__").separator("__");
    let built = builder.add_source(environment.source(Some(variables))).build();
    // The library's own words may repeat a value, and a value may be a secret.
    built.map_err(|_| {
        ("KURSPLATS__…".to_owned(), "en miljövariabel har ett namn som inte kan vara en nyckel".to_owned())
    })
}

impl HttpSettings {
    /// The same as the server wants them.
    pub fn limits(&self) -> http_api::Limits {
        http_api::Limits {
            body_bytes_max: self.body_bytes_max,
            header_timeout: self.header_timeout,
            body_timeout: self.body_timeout,
            connections_max: self.connections_max,
            drain_timeout: self.drain_timeout,
            answer_timeout: self.answer_timeout,
        }
    }
}

impl MailSettings {
    /// Who mail comes from, with the installation's own seal.
    pub fn sender(&self, seal: Seal, public_url: Option<String>) -> Sender {
        Sender {
            name: self.sender_name.clone(),
            address: self.sender_address.clone(),
            reply_to: self.reply_to.clone(),
            message_domain: self.message_domain.clone(),
            inbound: self.inbound.clone(),
            public_url,
            seal,
        }
    }
}

impl DatabaseSettings {
    /// The same as the database wants them.
    pub fn options(&self) -> DbOptions {
        DbOptions {
            url: self.url.0.clone(),
            connections_max: self.connections_max,
            acquire_timeout: self.acquire_timeout,
        }
    }
}

impl DatabaseUrl {
    /// Whether it is a file, which only one process may write to.
    pub fn is_file(&self) -> bool {
        !self.0.starts_with("postgres")
    }

    /// Takes any address; whether it can be used shows when it is.
    pub fn new(url: impl Into<String>) -> Self {
        Self(url.into())
    }
}

impl fmt::Display for DatabaseUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Some((scheme, rest)) = self.0.split_once("://").filter(|(scheme, _)| scheme.starts_with("postgres")) else {
            return f.write_str(&self.0);
        };
        // A password may stand before the host and among the parameters, and may itself hold an "@".
        let shown = rest.rsplit_once('@').map_or(rest, |(_, host)| host);
        write!(f, "{scheme}://{}", shown.split('?').next().unwrap_or_default())
    }
}

impl fmt::Debug for DatabaseUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "\"{self}\"")
    }
}
