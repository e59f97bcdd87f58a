//! Postfix's own test server, `smtp-sink`: what a mail server in wide use does, and its ways to fail.

use std::{
    fs,
    io::Read as _,
    net::{TcpListener, TcpStream},
    os::unix::fs::PermissionsExt as _,
    path::{Path, PathBuf},
    process::{Child, ChildStdin, Command, Stdio},
    sync::atomic::{AtomicU16, Ordering},
};

use crate::peers::report_missing;

const PROGRAM: &str = "/usr/sbin/smtp-sink";
/// Ends the server when its standard input ends, also when this process is killed.
const KEEPER: &str = r#""$@" & sink=$!; read -r _; kill $sink; wait $sink"#;

/// A mail that the server took.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Taken {
    /// The return path.
    pub from: String,
    /// The recipient.
    pub to: String,
    /// The mail, its lines ended by LF.
    pub text: String,
}

/// A running `smtp-sink`.
#[derive(Debug)]
pub struct PostfixSink {
    port: u16,
    dump: PathBuf,
    keeper: Child,
    lifeline: Option<ChildStdin>,
}

impl PostfixSink {
    /// Starts it with more arguments, such as `-q .`; none where Postfix is not installed.
    ///
    /// # Panics
    /// With `CI=true` where it is not installed, or when it does not start.
    pub fn start(folder: &Path, arguments: &[&str]) -> Option<Self> {
        Self::start_at(free_port(), folder, arguments)
    }

    /// The same at a port where nobody listened before.
    ///
    /// # Panics
    /// As [`PostfixSink::start`].
    pub fn start_at(port: u16, folder: &Path, arguments: &[&str]) -> Option<Self> {
        if !Path::new(PROGRAM).is_file() {
            report_missing("Postfix is not installed: its smtp-sink took no mail");
            return None;
        }
        // As root it gives up its rights, and must still be able to write.
        fs::create_dir_all(folder).expect("the sink's folder can be made");
        fs::set_permissions(folder, fs::Permissions::from_mode(0o777)).expect("the folder is open");
        let dump = folder.join("taken");
        let mut command = Command::new("sh");
        command.args(["-c", KEEPER, "sh", PROGRAM]);
        if is_root() {
            command.args(["-u", "nobody"]);
        }
        command.args(arguments).arg("-D").arg(&dump).arg(format!("127.0.0.1:{port}")).arg("100");
        let mut keeper = command
            .stdin(Stdio::piped())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .expect("the sink can be run");
        let lifeline = keeper.stdin.take();
        let sink = Self { port, dump, keeper, lifeline };
        sink.wait_until_it_listens();
        Some(sink)
    }

    fn wait_until_it_listens(&self) {
        for _ in 0..500 {
            if let Ok(mut stream) = TcpStream::connect(("127.0.0.1", self.port)) {
                // The greeting, so that the server is not left in the middle of its first session.
                let _ = stream.read(&mut [0; 64]);
                return;
            }
            std::thread::sleep(std::time::Duration::from_millis(10));
        }
        panic!("smtp-sink does not listen");
    }

    /// The port on 127.0.0.1.
    pub fn port(&self) -> u16 {
        self.port
    }

    /// All mails whose body came, answered or not, in the order of their arrival.
    ///
    /// # Panics
    /// When its file is not what Postfix writes.
    pub fn taken(&self) -> Vec<Taken> {
        let text = fs::read_to_string(&self.dump).unwrap_or_default();
        let whole = format!("\n{text}");
        whole.split("\nX-Client-Addr: ").skip(1).map(one_mail).collect()
    }
}

impl Drop for PostfixSink {
    fn drop(&mut self) {
        drop(self.lifeline.take());
        let _ = self.keeper.wait();
    }
}

fn one_mail(dumped: &str) -> Taken {
    let argument = |name: &str| {
        let line = dumped.lines().find_map(|line| line.strip_prefix(name)).expect("a line of the envelope");
        let inner = line.split_once('<').and_then(|(_, rest)| rest.split_once('>'));
        inner.map(|(address, _)| address.to_owned()).unwrap_or_default()
    };
    // The mail begins after the sink's own Received line, which is folded.
    let (_, rest) = dumped.split_once("\nReceived: ").expect("the sink's own line");
    let mut lines = rest.split_inclusive('\n').skip(1).skip_while(|line| line.starts_with(['\t', ' '])).peekable();
    assert!(lines.peek().is_some(), "a mail in {dumped:?}");
    Taken {
        from: argument("X-Mail-Args: "),
        to: argument("X-Rcpt-Args: "),
        text: lines.collect::<String>().trim_end().to_owned() + "\n",
    }
}

/// A port that nobody listens at, below those that outgoing connections take.
///
/// # Panics
/// When there is none.
pub fn free_port() -> u16 {
    static NEXT: AtomicU16 = AtomicU16::new(0);
    let start = u16::try_from(std::process::id() % 9000).unwrap_or_default();
    for _ in 0..2000 {
        let port = 20_000 + (start + NEXT.fetch_add(1, Ordering::Relaxed)) % 12_000;
        if TcpListener::bind(("127.0.0.1", port)).is_ok() {
            return port;
        }
    }
    panic!("no port is free");
}

fn is_root() -> bool {
    let output = Command::new("id").arg("-u").output().expect("id runs");
    output.stdout.trim_ascii() == b"0"
}
