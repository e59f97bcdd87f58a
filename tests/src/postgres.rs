//! A throw-away PostgreSQL cluster: one for each test process, made from the installed server binaries.
//!
//! It listens on a Unix socket only, so it meets no other server, and it keeps `fsync` on, as a real installation
//! does. A watchdog shell owns it and waits on a pipe that this process holds: the pipe closes when the process ends,
//! be it by `kill -9`, and the watchdog then stops the server and removes its folder. Nothing depends on a `Drop`,
//! which statics never get.

use std::fs;
use std::io::Read;
use std::os::unix::fs::{DirBuilderExt, MetadataExt, chown};
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, Command, Stdio};
use std::sync::OnceLock;
use std::sync::atomic::{AtomicU32, Ordering};

use crate::peers::report_missing;

/// What the watchdog runs, with the cluster's folder and the folder of the binaries as its arguments.
///
/// It says `ready` on its output, or else prints the server's log. PIPE is ignored because the test process may be
/// gone by the time it says so, and the cleaning must happen all the same.
const WATCHDOG: &str = r#"
directory=$1
binaries=$2
finish() {
    "$binaries/pg_ctl" stop -D "$directory/data" -m immediate -w
    cd / && rm -rf "$directory"
}
give_up() {
    cat "$directory/log" && exit 1
}
trap '' PIPE
trap 'finish >/dev/null 2>&1' EXIT
trap 'exit 1' INT TERM HUP
{
    "$binaries/initdb" -D "$directory/data" -U kursplats -A trust -E UTF8 --no-locale --no-sync &&
    cat >>"$directory/data/postgresql.conf" <<CONFIGURATION &&
listen_addresses = ''
unix_socket_directories = '$directory'
port = 5432
max_connections = 200
shared_buffers = 64MB
CONFIGURATION
    "$binaries/pg_ctl" start -D "$directory/data" -l "$directory/log" -w -t 60 &&
    "$binaries/createdb" -h "$directory" -p 5432 -U kursplats kursplats
} >>"$directory/log" 2>&1 </dev/null || give_up
echo ready
exec >/dev/null 2>&1
read -r line
"#;

/// The server binaries that must lie in one folder.
const BINARIES: [&str; 5] = ["initdb", "postgres", "pg_ctl", "createdb", "psql"];

/// The numbers of a user and of the group that it belongs to.
type UserAndGroup = (u32, u32);

/// A running PostgreSQL cluster with one database, `kursplats`, and its superuser of the same name.
#[derive(Debug)]
pub struct Cluster {
    directory: PathBuf,
    binaries: PathBuf,
    schemas: AtomicU32,
    /// The watchdog ends the cluster when this pipe closes.
    _lifeline: ChildStdin,
}

/// The cluster of this test process, started at the first call.
///
/// `None` where PostgreSQL is not installed, which is said once on standard error.
///
/// # Panics
/// Where PostgreSQL is installed and does not start, and with `CI=true` where it is not installed.
pub fn cluster() -> Option<&'static Cluster> {
    static CLUSTER: OnceLock<Result<Option<Cluster>, String>> = OnceLock::new();
    match CLUSTER.get_or_init(start) {
        Ok(cluster) => cluster.as_ref(),
        Err(reason) => panic!("{reason}"),
    }
}

impl Cluster {
    /// Makes a fresh, empty schema and returns the URL of a connection that sees nothing else.
    ///
    /// A schema is made quicker than a database. Advisory locks and `NOTIFY` channels are shared by all.
    pub fn database_url(&self) -> String {
        let schema = format!("t_{}", self.schemas.fetch_add(1, Ordering::Relaxed) + 1);
        self.run_sql(&format!("CREATE SCHEMA {schema}"));
        // The port only names the socket's file; given here, no PGPORT of the machine can change it.
        format!(
            "postgres://kursplats@localhost:5432/kursplats?host={}&sslmode=disable&options[search_path]={schema}",
            self.directory.display()
        )
    }

    /// The folder that holds the server's Unix socket, `.s.PGSQL.5432`.
    pub fn socket_dir(&self) -> &Path {
        &self.directory
    }

    /// Runs one statement as the superuser.
    fn run_sql(&self, statement: &str) {
        let mut command = without_settings(&self.binaries.join("psql"));
        command.arg("-h").arg(&self.directory).args(["-p", "5432", "-U", "kursplats", "-d", "kursplats", "-X", "-q"]);
        let output = command.args(["-v", "ON_ERROR_STOP=1", "-c", statement]).output().expect("psql can be run");
        assert!(output.status.success(), "{statement}: {}", String::from_utf8_lossy(&output.stderr));
    }
}

/// Starts the cluster, where PostgreSQL is installed.
fn start() -> Result<Option<Cluster>, String> {
    let Some(binaries) = find_binaries() else {
        report_missing("PostgreSQL is not installed: the tests run on SQLite only");
        return Ok(None);
    };
    let (directory, owner) = make_directory()?;
    let mut watchdog = start_watchdog(&directory, owner, &binaries)?;
    let lifeline = watchdog.stdin.take().ok_or("the watchdog has no input")?;
    wait_until_ready(watchdog)?;
    Ok(Some(Cluster { directory, binaries, schemas: AtomicU32::new(0), _lifeline: lifeline }))
}

/// The folder with the binaries of the newest installed server, or one on the search path.
fn find_binaries() -> Option<PathBuf> {
    let versions = fs::read_dir("/usr/lib/postgresql").into_iter().flatten().flatten();
    let mut packaged: Vec<(u32, PathBuf)> = versions
        .filter_map(|entry| Some((entry.file_name().to_str()?.parse().ok()?, entry.path().join("bin"))))
        .collect();
    packaged.sort_unstable();
    let search_path = std::env::var_os("PATH").unwrap_or_default();
    let newest_first = packaged.into_iter().rev().map(|(_, folder)| folder);
    newest_first
        .chain(std::env::split_paths(&search_path))
        .find(|folder| BINARIES.iter().all(|binary| folder.join(binary).is_file()))
}

/// Makes the cluster's folder, for the user that the server will run as; that is this user, if nothing is returned.
///
/// Right under `/tmp`: a socket's path holds at most 107 bytes, and a private `TMPDIR` is closed to other users.
fn make_directory() -> Result<(PathBuf, Option<UserAndGroup>), String> {
    let process = std::process::id();
    // A folder of the same name can only be left from a process whose watchdog was killed too.
    let mut names = (0..100).map(|number| PathBuf::from(format!("/tmp/kursplats-postgresql-{process}-{number}")));
    let is_made = |directory: &PathBuf| fs::DirBuilder::new().mode(0o700).create(directory).is_ok();
    let directory = names.find(is_made).ok_or("no folder for PostgreSQL can be made in /tmp")?;
    let described = |error: std::io::Error| format!("{}: {error}", directory.display());
    let is_root = fs::metadata(&directory).map_err(described)?.uid() == 0;
    let owner = if is_root { Some(unprivileged_user()?) } else { None };
    if let Some((user, group)) = owner {
        chown(&directory, Some(user), Some(group)).map_err(described)?;
    }
    Ok((directory, owner))
}

/// The user and group that the server runs as when the tests run as root, which PostgreSQL refuses.
fn unprivileged_user() -> Result<UserAndGroup, String> {
    let users = fs::read_to_string("/etc/passwd").map_err(|error| format!("/etc/passwd: {error}"))?;
    let find = |wanted: &str| {
        let mut fields = users.lines().find(|line| line.split(':').next() == Some(wanted))?.split(':').skip(2);
        Some((fields.next()?.parse().ok()?, fields.next()?.parse().ok()?))
    };
    find("postgres").or_else(|| find("nobody")).ok_or_else(|| "there is no user to run PostgreSQL as".to_owned())
}

/// Starts the watchdog, as the owner of the folder if that is another user.
fn start_watchdog(directory: &Path, owner: Option<UserAndGroup>, binaries: &Path) -> Result<Child, String> {
    let mut command = without_settings(Path::new("sh"));
    command.arg("-c").arg(WATCHDOG).arg("watchdog").arg(directory).arg(binaries);
    // A group of its own: an interrupt from the keyboard ends the tests, and the closed pipe then ends the watchdog.
    command.current_dir(directory).process_group(0);
    if let Some((user, group)) = owner {
        // This leaves root's other groups behind as well.
        command.uid(user).gid(group);
    }
    command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null());
    command.spawn().map_err(|error| format!("the shell that watches PostgreSQL: {error}"))
}

/// Waits until the watchdog says that the server answers.
fn wait_until_ready(watchdog: Child) -> Result<(), String> {
    let mut said = String::new();
    let mut output = watchdog.stdout.ok_or("the watchdog has no output")?;
    // The watchdog closes its output after its one word, or ends after the log.
    output.read_to_string(&mut said).map_err(|error| format!("the watchdog's output: {error}"))?;
    if said == "ready\n" { Ok(()) } else { Err(format!("PostgreSQL did not start:\n{said}")) }
}

/// A command that no `PG…` variable of the machine can lead to another server.
fn without_settings(program: &Path) -> Command {
    let mut command = Command::new(program);
    for (name, _) in std::env::vars_os().filter(|(name, _)| name.as_encoded_bytes().starts_with(b"PG")) {
        command.env_remove(name);
    }
    command
}
