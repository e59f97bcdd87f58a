//! A mailbox at Dovecot, a mail server of other people: a throw-away instance with no rights of its own.

use std::{
    fs,
    net::{TcpListener, TcpStream},
    os::unix::{fs::chown, process::CommandExt},
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    time::Duration,
};

use tempfile::TempDir;

use crate::peers::report_missing;

const PROGRAM: &str = "/usr/sbin/dovecot";
/// User and group `nobody`, which the server runs as when the tests run as root.
const NOBODY: u32 = 65_534;

/// A mailbox with one user, `svar`, whose password is `hemligt`.
pub struct Dovecot {
    folder: TempDir,
    /// Port in clear, for STARTTLS.
    pub port: u16,
    /// Port that is encrypted from the first byte.
    pub tls_port: u16,
    server: Child,
    as_root: bool,
}

impl Dovecot {
    /// Starts it, with or without TLS; none where it is not installed.
    ///
    /// # Panics
    /// With `CI=true` where it is not installed, or when it does not start.
    pub fn start(tls: bool) -> Option<Self> {
        Self::configured(tls, "")
    }

    /// Starts it without TLS, so that it says it can do this much and no more.
    ///
    /// # Panics
    /// As [`Dovecot::start`].
    pub fn offering(capabilities: &str) -> Option<Self> {
        Self::configured(false, &format!("imap_capability = {capabilities}\n"))
    }

    fn configured(tls: bool, more: &str) -> Option<Self> {
        if !Path::new(PROGRAM).is_file() {
            report_missing("Dovecot is not installed: no mailbox was fetched");
            return None;
        }
        let folder = tempfile::tempdir().expect("a temporary folder");
        let as_root = said(Command::new("id").arg("-u")) == "0";
        let (port, tls_port) = (free_port(), free_port());
        let user = if as_root { "nobody".to_owned() } else { said(Command::new("id").arg("-un")) };
        let ids = if as_root { format!("uid={NOBODY} gid={NOBODY}") } else { own_ids() };
        let root = folder.path();
        for name in ["run", "mail", "mail/cur", "mail/new", "mail/tmp"] {
            fs::create_dir(root.join(name)).expect("a folder");
        }
        make_certificate(root);
        let security = if tls { "yes" } else { "no" };
        let configuration = TEMPLATE
            .replace("{root}", &root.display().to_string())
            .replace("{user}", &user)
            .replace("{ids}", &ids)
            .replace("{tls}", security)
            .replace("{port}", &port.to_string())
            .replace("{tls_port}", &if tls { tls_port } else { 0 }.to_string());
        fs::write(root.join("dovecot.conf"), configuration + more).expect("written");
        let mut command = Command::new(PROGRAM);
        command.args(["-F", "-c"]).arg(root.join("dovecot.conf")).stdout(Stdio::null()).stderr(Stdio::null());
        if as_root {
            give_away(root);
            // This leaves root's other groups behind as well.
            command.uid(NOBODY).gid(NOBODY);
        }
        let server = command.spawn().expect("Dovecot can be run");
        let dovecot = Self { folder, port, tls_port, server, as_root };
        dovecot.wait_until_it_listens();
        Some(dovecot)
    }

    fn wait_until_it_listens(&self) {
        for _ in 0..1_000 {
            if TcpStream::connect(("127.0.0.1", self.port)).is_ok() {
                return;
            }
            std::thread::sleep(Duration::from_millis(10));
        }
        panic!("Dovecot does not listen: {}", self.log());
    }

    /// Its certificate, as PEM.
    ///
    /// # Panics
    /// When it cannot be read.
    pub fn certificate(&self) -> Vec<u8> {
        fs::read(self.folder.path().join("cert.pem")).expect("a certificate")
    }

    /// What it has logged.
    pub fn log(&self) -> String {
        fs::read_to_string(self.folder.path().join("log")).unwrap_or_default()
    }

    /// How many octets it has said in each dialogue that is over.
    pub fn octets_said(&self) -> Vec<usize> {
        let log = self.log();
        let counts = log.split(" out=").skip(1).map(|rest| rest.split(|c: char| !c.is_ascii_digit()).next());
        counts.filter_map(|digits| digits?.parse().ok()).collect()
    }

    /// Puts a mail into the mailbox.
    ///
    /// # Panics
    /// When it cannot be written.
    pub fn deliver(&self, name: &str, mail: &[u8]) {
        let mail_folder = self.folder.path().join("mail");
        let (unfinished, new) = (mail_folder.join("tmp").join(name), mail_folder.join("new").join(name));
        fs::write(&unfinished, mail).expect("written");
        if self.as_root {
            chown(&unfinished, Some(NOBODY), Some(NOBODY)).expect("given away");
        }
        fs::rename(unfinished, new).expect("delivered");
    }

    /// Marks a mail that nobody has looked at yet as deleted, as somebody else at the mailbox does.
    ///
    /// # Panics
    /// When it is not there.
    pub fn mark_deleted(&self, name: &str) {
        let mail_folder = self.folder.path().join("mail");
        let marked = mail_folder.join("cur").join(format!("{name}:2,T"));
        fs::rename(mail_folder.join("new").join(name), marked).expect("marked");
    }

    /// How many mails in a folder are marked as deleted.
    pub fn count_deleted(&self, folder: &str) -> usize {
        let place = self.folder.path().join("mail").join(folder).join("cur");
        let names = fs::read_dir(place).expect("a folder").flatten().map(|entry| entry.file_name());
        names.filter(|name| name.to_string_lossy().rsplit_once(":2,").is_some_and(|(_, it)| it.contains('T'))).count()
    }

    /// How many mails lie in a folder, by its name on the disk: empty for the one where new mail comes.
    pub fn count(&self, folder: &str) -> usize {
        let place = |part| self.folder.path().join("mail").join(folder).join(part);
        ["cur", "new"].into_iter().map(|part| fs::read_dir(place(part)).map_or(0, Iterator::count)).sum()
    }
}

impl Drop for Dovecot {
    fn drop(&mut self) {
        // Asked rather than killed, so that its helpers end with it.
        let _ = Command::new("kill").arg(self.server.id().to_string()).status();
        let _ = self.server.wait();
    }
}

fn said(command: &mut Command) -> String {
    let output = command.output().expect("it runs");
    assert!(output.status.success(), "{command:?}: {}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8_lossy(&output.stdout).trim().to_owned()
}

fn own_ids() -> String {
    format!("uid={} gid={}", said(Command::new("id").arg("-u")), said(Command::new("id").arg("-g")))
}

fn make_certificate(root: &Path) {
    let mut openssl = Command::new("openssl");
    openssl.args(["req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "30", "-subj", "/CN=localhost"]);
    openssl.args(["-addext", "subjectAltName=DNS:localhost", "-addext", "basicConstraints=critical,CA:FALSE"]);
    said(openssl.arg("-keyout").arg(root.join("key.pem")).arg("-out").arg(root.join("cert.pem")));
}

fn give_away(folder: &Path) {
    let mut found: Vec<PathBuf> = vec![folder.to_owned()];
    while let Some(path) = found.pop() {
        if path.is_dir() {
            found.extend(fs::read_dir(&path).expect("a folder").flatten().map(|entry| entry.path()));
        }
        chown(&path, Some(NOBODY), Some(NOBODY)).expect("given away");
    }
}

/// A port that nobody listens at, below those that outgoing connections take.
fn free_port() -> u16 {
    let start = 20_000 + u16::try_from(std::process::id() % 10_000).unwrap_or_default();
    let random = uuid::Uuid::new_v4().as_u128() as u16 % 2_000;
    let found = (start + random..32_000).find(|port| TcpListener::bind(("127.0.0.1", *port)).is_ok());
    found.expect("a free port")
}

const TEMPLATE: &str = "\
base_dir = {root}/run
state_dir = {root}/run
log_path = {root}/log
protocols = imap
listen = 127.0.0.1
default_internal_user = {user}
default_internal_group =
default_login_user = {user}
mail_location = maildir:{root}/mail
first_valid_uid = 1
first_valid_gid = 1
disable_plaintext_auth = no
auth_verbose = yes
ssl = {tls}
ssl_cert = <{root}/cert.pem
ssl_key = <{root}/key.pem
passdb {
  driver = static
  args = password=hemligt
}
userdb {
  driver = static
  args = {ids} home={root}
}
service imap-login {
  chroot =
  inet_listener imap {
    port = {port}
  }
  inet_listener imaps {
    port = {tls_port}
    ssl = yes
  }
}
service anvil {
  chroot =
}
";
