//! Postfix, a mail server of other people, as the one at the other end: it takes every mail for `bibliotek.example`,
//! knows nobody there, and sends a report back to the return path. A throw-away instance with a folder of its own.

use std::{
    fs,
    net::{TcpListener, TcpStream},
    os::unix::fs::{PermissionsExt, chown},
    path::Path,
    process::Command,
    time::Duration,
};

use tempfile::TempDir;

use crate::peers::report_missing;

const PROGRAM: &str = "/usr/sbin/postfix";

/// A running Postfix.
pub struct Postfix {
    folder: TempDir,
    /// Where it takes mail.
    pub port: u16,
}

impl Postfix {
    /// Starts it; none where it is not installed, or where the tests do not run as root, which it wants.
    ///
    /// # Panics
    /// With `CI=true` where it is not installed, or when it does not start.
    pub fn start() -> Option<Self> {
        if !Path::new(PROGRAM).is_file() {
            report_missing("Postfix is not installed: no mail came back from it");
            return None;
        }
        if said(Command::new("id").arg("-u")) != "0" {
            eprintln!("*** Postfix wants root: no mail came back from it ***");
            return None;
        }
        let folder = tempfile::tempdir().expect("a temporary folder");
        let port = (25_000..32_000).find(|port| TcpListener::bind(("127.0.0.1", *port)).is_ok()).expect("a free port");
        let root = folder.path();
        let open = |path: &Path, mode| fs::set_permissions(path, fs::Permissions::from_mode(mode)).expect("opened");
        open(root, 0o755);
        for name in ["conf", "queue", "data", "returned"] {
            fs::create_dir(root.join(name)).expect("a folder");
            open(&root.join(name), if name == "returned" { 0o777 } else { 0o755 });
        }
        let owner = said(Command::new("id").args(["-u", "postfix"])).parse().expect("a number");
        chown(root.join("data"), Some(owner), None).expect("given away");
        let fill =
            |text: &str| text.replace("{root}", &root.display().to_string()).replace("{port}", &port.to_string());
        fs::write(root.join("keep.sh"), fill(KEEP)).expect("written");
        fs::write(root.join("conf/main.cf"), fill(MAIN)).expect("written");
        fs::write(root.join("conf/master.cf"), fill(MASTER)).expect("written");
        let postfix = Self { folder, port };
        postfix.command("start");
        for _ in 0..1_000 {
            if TcpStream::connect(("127.0.0.1", port)).is_ok() {
                return Some(postfix);
            }
            std::thread::sleep(Duration::from_millis(10));
        }
        panic!("Postfix does not listen: {}", postfix.log());
    }

    fn command(&self, word: &str) {
        let mut command = Command::new(PROGRAM);
        command.arg("-c").arg(self.folder.path().join("conf")).arg(word);
        let output = command.output().expect("Postfix can be run");
        assert!(output.status.success() || word == "stop", "{}", String::from_utf8_lossy(&output.stderr));
    }

    fn log(&self) -> String {
        fs::read_to_string(self.folder.path().join("log")).unwrap_or_default()
    }

    /// The first mail that came back, waited for.
    ///
    /// # Panics
    /// When none comes.
    pub fn returned(&self) -> Vec<u8> {
        for _ in 0..3_000 {
            let folder = fs::read_dir(self.folder.path().join("returned")).expect("a folder");
            let mails = folder.flatten().map(|entry| fs::read(entry.path()).unwrap_or_default());
            // A file is all there when its last boundary is.
            if let Some(mail) = mails.into_iter().find(|mail| mail.trim_ascii_end().ends_with(b"--")) {
                return mail;
            }
            std::thread::sleep(Duration::from_millis(10));
        }
        panic!("nothing came back: {}", self.log());
    }
}

impl Drop for Postfix {
    fn drop(&mut self) {
        self.command("stop");
    }
}

fn said(command: &mut Command) -> String {
    let output = command.output().expect("it runs");
    String::from_utf8_lossy(&output.stdout).trim().to_owned()
}

const KEEP: &str = "cat > \"$(mktemp {root}/returned/XXXXXX)\"\n";

const MAIN: &str = "\
compatibility_level = 3.6
queue_directory = {root}/queue
data_directory = {root}/data
command_directory = /usr/sbin
daemon_directory = /usr/lib/postfix/sbin
myhostname = mx.kumla.example
mydestination = bibliotek.example
inet_interfaces = 127.0.0.1
mynetworks = 127.0.0.0/8
local_recipient_maps =
local_transport = local
alias_maps =
alias_database =
transport_maps = inline:{ in.example=keep: }
relay_domains = in.example
recipient_delimiter = +
maillog_file = {root}/log
maillog_file_prefixes = {root}
smtpd_relay_restrictions = permit_mynetworks, reject
";

const MASTER: &str = "\
127.0.0.1:{port} inet n - n - - smtpd
postlog unix-dgram n - n - 1 postlogd
cleanup unix n - n - 0 cleanup
qmgr unix n - n 300 1 qmgr
rewrite unix - - n - - trivial-rewrite
bounce unix - - n - 0 bounce
defer unix - - n - 0 bounce
trace unix - - n - 0 bounce
proxymap unix - - n - - proxymap
error unix - - n - - error
retry unix - - n - - error
local unix - n n - - local
anvil unix - - n - 1 anvil
keep unix - n n - - pipe flags=DOR user=nobody argv=/bin/sh {root}/keep.sh
";
