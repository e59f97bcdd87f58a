//! Each section from its keys. Every key is read before any result is used, so that all faults are found.

use std::{net::SocketAddr, path::PathBuf, time::Duration};

use chrono::TimeDelta;
use domain::values::{EmailAddress, Line, WebAddress};
use notices::{Login, Security, SmtpRelay, Transport};
use tracing::level_filters::LevelFilter;

use super::{
    DatabaseSettings, DatabaseUrl, HttpSettings, LogFormat, LogSettings, MailSettings, MetricsSettings, Settings,
    WorkerSettings, reader::Reader,
};

mod dkim;

const ADDRESS: &str = "ska vara en e-postadress";

pub(super) fn settings(reader: &mut Reader) -> Option<Settings> {
    let (http, database, mail) = (http(reader), database(reader), mail(reader));
    let public_url = http.as_ref().map(|http| http.public_url.as_deref());
    let providers = super::providers::read(reader, public_url);
    let (inbound, worker) = (super::inbound::read(reader), worker(reader));
    let (metrics, log) = (metrics(reader), log(reader));
    Some(Settings {
        http: http?,
        database: database?,
        providers: providers?,
        mail: mail?,
        inbound: inbound?,
        worker: worker?,
        metrics: metrics?,
        log: log?,
    })
}

fn seconds(reader: &mut Reader, key: &str) -> Option<Duration> {
    reader.number(key, 1..=3600).map(Duration::from_secs)
}

fn http(reader: &mut Reader) -> Option<HttpSettings> {
    let address: Option<SocketAddr> =
        reader.parsed("http.address", "ska vara en IP-adress och en port, till exempel 127.0.0.1:8080");
    let public_url = public_url(reader);
    let trusted_proxies = reader.number("http.trusted_proxies", 0..=8);
    let connections_max = reader.number("http.connections_max", 1..=1_000_000);
    let body_bytes_max = reader.number("http.body_bytes_max", 1024..=104_857_600);
    let header_timeout = seconds(reader, "http.header_timeout_seconds");
    let body_timeout = seconds(reader, "http.body_timeout_seconds");
    let answer_timeout = seconds(reader, "http.answer_timeout_seconds");
    let drain_timeout = seconds(reader, "http.drain_timeout_seconds");
    Some(HttpSettings {
        address: address?,
        public_url: public_url?,
        trusted_proxies: trusted_proxies?,
        connections_max: connections_max?,
        body_bytes_max: body_bytes_max?,
        header_timeout: header_timeout?,
        body_timeout: body_timeout?,
        answer_timeout: answer_timeout?,
        drain_timeout: drain_timeout?,
    })
}

/// Plain HTTP is for trying on the own machine only: what stands behind these links is personal.
fn public_url(reader: &mut Reader) -> Option<Option<String>> {
    let text = reader.text("http.public_url")?;
    let url = text.trim_end_matches('/');
    let near = ["http://127.0.0.1", "http://localhost"].iter().any(|start| url.starts_with(start));
    let plain = url.bytes().all(|b| b.is_ascii_graphic() && !b"\"<>?#@".contains(&b));
    if url.is_empty() {
        return Some(None);
    }
    if plain && (near || url.parse::<WebAddress>().is_ok()) {
        return Some(Some(url.to_owned()));
    }
    reader.fault(
        "http.public_url",
        "ska börja med https:// och ett värdnamn, till exempel https://kurser.bibliotek.example",
    );
    None
}

fn database(reader: &mut Reader) -> Option<DatabaseSettings> {
    let url = reader.text("database.url").filter(|url| {
        is_database(url) || {
            reader.fault("database.url", "ska börja med \"sqlite:\" och en fil, eller med \"postgres://\"");
            false
        }
    });
    let connections_max = reader.number("database.connections_max", 1..=1000);
    let acquire_timeout = seconds(reader, "database.acquire_timeout_seconds");
    Some(DatabaseSettings {
        url: DatabaseUrl::new(url?),
        connections_max: connections_max?,
        acquire_timeout: acquire_timeout?,
    })
}

fn is_database(url: &str) -> bool {
    let file = url.strip_prefix("sqlite:").map(|path| path.trim_start_matches("//"));
    // A database in memory would be another one for every connection.
    let is_file = file.is_some_and(|path| !path.is_empty() && !path.contains(":memory:") && !path.contains('?'));
    is_file || url.starts_with("postgres://") || url.starts_with("postgresql://")
}

fn mail(reader: &mut Reader) -> Option<MailSettings> {
    let to_server = reader.choice("mail.transport", &[("files", false), ("smtp", true)]);
    let folder: Option<PathBuf> = reader.parsed("mail.folder", "ska vara en mapp");
    let name: Option<Line<120>> = reader.parsed("mail.sender_name", "ska vara ett namn på en rad");
    let address: Option<EmailAddress> = reader.parsed("mail.sender_address", ADDRESS);
    let reply_to = reader.optional("mail.reply_to", ADDRESS);
    let message_domain = reader.text("mail.message_domain").filter(|domain| {
        is_domain(domain) || {
            reader.fault("mail.message_domain", "ska vara en domän av a-z, siffror, bindestreck och punkter");
            false
        }
    });
    let return_path = reader.optional::<EmailAddress>("mail.return_path", ADDRESS);
    let keep_bodies_days = reader.number("mail.keep_bodies_days", 1..=3650);
    let inbound = inbound(reader);
    let relay = relay(reader, to_server.unwrap_or(false));
    let mailbox = inbound.as_ref().and_then(Option::as_ref);
    let signer = dkim::signer(reader, &[address.as_ref(), mailbox]);
    let sender_address = address?;
    Some(MailSettings {
        return_path: return_path?.unwrap_or_else(|| sender_address.clone()).to_string(),
        transport: if to_server? { Transport::Smtp(Box::new(relay?)) } else { Transport::Files(folder?) },
        sender_name: name?.into_string(),
        sender_address,
        reply_to: reply_to?,
        message_domain: message_domain?,
        inbound: inbound?,
        signer: signer?,
        keep_bodies: TimeDelta::days(keep_bodies_days?),
    })
}

/// The mailbox for answers: a reference of 52 characters and a `+` must fit into its local part (RFC 5321 §4.5.3.1.1).
fn inbound(reader: &mut Reader) -> Option<Option<EmailAddress>> {
    const LOCAL_MAX: usize = 64 - 53;
    let address = reader.optional::<EmailAddress>("inbound.address", ADDRESS)?;
    let local = address.as_ref().map(|address| address.as_str().split('@').next().unwrap_or_default().len());
    if local.is_some_and(|length| length > LOCAL_MAX) {
        reader.fault("inbound.address", format!("får ha högst {LOCAL_MAX} tecken före @"));
        return None;
    }
    Some(address)
}

/// What the right side of a Message-ID may be (RFC 5322 §3.6.4).
pub(super) fn is_domain(text: &str) -> bool {
    let label = |label: &str| {
        !label.is_empty() && label.len() <= 63 && label.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-')
    };
    text.len() <= 253 && text.split('.').all(label)
}

fn relay(reader: &mut Reader, used: bool) -> Option<SmtpRelay> {
    let security = reader.choice(
        "mail.smtp.security",
        &[("none", Security::None), ("starttls", Security::StartTlsRequired), ("tls", Security::Tls)],
    );
    let host = reader.text("mail.smtp.host");
    let port = reader.number("mail.smtp.port", 1..=65_535);
    let user = reader.text("mail.smtp.user");
    let password = reader.text("mail.smtp.password");
    let hello_name = reader.text("mail.smtp.hello_name");
    let trusted_certificates = certificates(reader, "mail.smtp.trusted_certificates");
    let messages_per_connection = reader.number("mail.smtp.messages_per_connection", 1..=10_000);
    let mut relay = SmtpRelay::new(host?, port?, security?);
    relay.messages_per_connection = messages_per_connection?;
    relay.hello_name = hello_name.filter(|name| !name.is_empty());
    relay.trusted_certificates = trusted_certificates?;
    relay.login = Some(Login { user: user?, password: password? }).filter(|login| !login.user.is_empty());
    if used {
        check_relay(reader, &relay);
    }
    Some(relay)
}

fn check_relay(reader: &mut Reader, relay: &SmtpRelay) {
    if relay.host.is_empty() {
        reader.fault("mail.smtp.host", "behövs när mail.transport är \"smtp\"");
    }
    let Some(login) = &relay.login else { return };
    if login.password.is_empty() {
        reader.fault("mail.smtp.password", "behövs när mail.smtp.user är satt");
    }
    let near = matches!(relay.host.as_str(), "localhost" | "127.0.0.1" | "::1");
    if relay.security == Security::None && !near {
        reader.fault("mail.smtp.security", "lösenord skickas inte okrypterat; välj \"starttls\" eller \"tls\"");
    }
}

/// The content of a file with certificates, if one is named.
pub(super) fn certificates(reader: &mut Reader, key: &str) -> Option<Option<Vec<u8>>> {
    let path = reader.text(key)?;
    if path.is_empty() {
        return Some(None);
    }
    let read = std::fs::read(path);
    if let Err(error) = &read {
        reader.fault(key, format!("filen går inte att läsa: {error}"));
    }
    read.ok().map(Some)
}

fn worker(reader: &mut Reader) -> Option<WorkerSettings> {
    let poll = reader.number("worker.poll_milliseconds", 10..=60_000);
    let messages_at_once = reader.number("worker.messages_at_once", 1..=64);
    let domain_messages_at_once = reader.number("worker.domain_messages_at_once", 1..=64);
    let domain_messages_per_minute = reader.number::<u32>("worker.domain_messages_per_minute", 0..=60_000);
    let breaker_after = reader.number("worker.breaker_after", 1..=1000);
    let lease = seconds(reader, "worker.lease_seconds");
    let retry_minutes = reader.numbers("worker.retry_minutes", 1..=1440);
    let give_up_hours = reader.number("worker.give_up_hours", 1..=720);
    Some(WorkerSettings {
        poll: Duration::from_millis(poll?),
        messages_at_once: messages_at_once?,
        domain_messages_at_once: domain_messages_at_once?,
        domain_messages_per_minute: domain_messages_per_minute.map(|limit| Some(limit).filter(|limit| *limit > 0))?,
        breaker_after: breaker_after?,
        lease: lease?,
        retry_after: retry_minutes?.into_iter().map(TimeDelta::minutes).collect(),
        give_up_after: TimeDelta::hours(give_up_hours?),
    })
}

fn metrics(reader: &mut Reader) -> Option<MetricsSettings> {
    let expected = "ska vara en IP-adress och en port, till exempel 127.0.0.1:9090";
    Some(MetricsSettings { address: reader.optional("metrics.address", expected)? })
}

fn log(reader: &mut Reader) -> Option<LogSettings> {
    let format = reader.choice("log.format", &[("text", LogFormat::Text), ("json", LogFormat::Json)]);
    let level = reader.choice(
        "log.level",
        &[
            ("error", LevelFilter::ERROR),
            ("warn", LevelFilter::WARN),
            ("info", LevelFilter::INFO),
            ("debug", LevelFilter::DEBUG),
            ("trace", LevelFilter::TRACE),
        ],
    );
    Some(LogSettings { format: format?, level: level? })
}
