//! Settings of mail that comes in.

use std::{path::PathBuf, time::Duration};

use super::reader::Reader;

/// How mail comes in, and how far it is believed. The mailbox's address is that of [`super::MailSettings::inbound`].
#[derive(Debug, Clone)]
pub struct InboundSettings {
    /// A calendar's no cancels at once, from a sender whom our own mail server vouches for and in good time.
    pub cancel_at_once: bool,
    /// The name under which our own mail server writes down how it checked a sender.
    pub trusted_server: Option<String>,
    /// Where mail is handed over to the server, and kept for people to read.
    pub folder: PathBuf,
    /// The mailbox to fetch mail from, if any.
    pub imap: Option<ImapSettings>,
}

/// A mailbox that is fetched by IMAP (RFC 3501).
#[derive(Clone)]
pub struct ImapSettings {
    /// The server's name, as in its certificate.
    pub host: String,
    /// Its port.
    pub port: u16,
    /// How the connection is kept from others.
    pub security: ImapSecurity,
    /// Who we are to the server.
    pub user: String,
    /// Never shown.
    pub password: String,
    /// Where new mail lies.
    pub folder: String,
    /// Where mail goes that has been taken in.
    pub done_folder: String,
    /// Where mail goes that people should read.
    pub people_folder: String,
    /// How often to look.
    pub poll: Duration,
    /// Certificates to trust beyond the usual ones, as PEM.
    pub trusted_certificates: Option<Vec<u8>>,
}

impl std::fmt::Debug for ImapSettings {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("ImapSettings").field("host", &self.host).field("port", &self.port).finish_non_exhaustive()
    }
}

/// How a connection to a mailbox is kept from others.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ImapSecurity {
    /// Encrypted from the first byte.
    Tls,
    /// Encrypted once the server has agreed to it; without that nothing is said.
    StartTls,
    /// In clear, on this machine only.
    None,
}

const SECURITY: [(&str, ImapSecurity); 3] =
    [("none", ImapSecurity::None), ("starttls", ImapSecurity::StartTls), ("tls", ImapSecurity::Tls)];

/// Reads the section; every key before any result is used.
pub(super) fn read(reader: &mut Reader) -> Option<InboundSettings> {
    let cancel_at_once = reader.choice("inbound.decline", &[("ask", false), ("cancel", true)]);
    let trusted_server = reader.text("inbound.trusted_server");
    let folder = reader.parsed("inbound.folder", "ska vara en mapp");
    let imap = imap(reader);
    let settings = InboundSettings {
        cancel_at_once: cancel_at_once?,
        trusted_server: Some(trusted_server?).filter(|name| !name.is_empty()),
        folder: folder?,
        imap: imap?,
    };
    if settings.cancel_at_once && settings.trusted_server.is_none() {
        reader.fault("inbound.trusted_server", "behövs när inbound.decline är \"cancel\"");
    }
    Some(settings)
}

fn imap(reader: &mut Reader) -> Option<Option<ImapSettings>> {
    let host = reader.text("inbound.imap.host");
    let port = reader.number("inbound.imap.port", 1..=65_535);
    let security = reader.choice("inbound.imap.security", &SECURITY);
    let user = reader.text("inbound.imap.user");
    let password = reader.text("inbound.imap.password");
    let folders = ["folder", "done_folder", "people_folder"].map(|key| folder(reader, &format!("inbound.imap.{key}")));
    let poll = reader.number("inbound.imap.poll_seconds", 5..=86_400);
    let trusted_certificates = super::read::certificates(reader, "inbound.imap.trusted_certificates");
    let [folder, done_folder, people_folder] = folders;
    let settings = ImapSettings {
        host: host?,
        port: port?,
        security: security?,
        user: user?,
        password: password?,
        folder: folder?,
        done_folder: done_folder?,
        people_folder: people_folder?,
        poll: Duration::from_secs(poll?),
        trusted_certificates: trusted_certificates?,
    };
    if settings.host.is_empty() {
        return Some(None);
    }
    check(reader, &settings);
    Some(Some(settings))
}

/// The name of a mailbox folder; what would end a command of IMAP is refused.
fn folder(reader: &mut Reader, key: &str) -> Option<String> {
    let name = reader.text(key)?;
    if name.is_empty() || name.chars().any(char::is_control) {
        reader.fault(key, "ska vara namnet på en mapp i brevlådan");
        return None;
    }
    Some(name)
}

fn check(reader: &mut Reader, settings: &ImapSettings) {
    for (key, text) in [("user", &settings.user), ("password", &settings.password)] {
        if text.is_empty() {
            reader.fault(&format!("inbound.imap.{key}"), "behövs när inbound.imap.host är satt");
        }
    }
    let near = matches!(settings.host.as_str(), "localhost" | "127.0.0.1" | "::1");
    if settings.security == ImapSecurity::None && !near {
        reader.fault("inbound.imap.security", "lösenord skickas inte okrypterat; välj \"starttls\" eller \"tls\"");
    }
    let names = [&settings.folder, &settings.done_folder, &settings.people_folder];
    if names[0] == names[1] || names[0] == names[2] || names[1] == names[2] {
        reader.fault("inbound.imap.folder", "de tre mapparna ska vara olika");
    }
}
