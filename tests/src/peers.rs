//! Programs of other people that judge what Kursplats sends: calendar parsers, a calendar server, a mail server.
//!
//! They live in `.peers` beside the workspace's `Cargo.toml`, or where `KURSPLATS_PEERS` says, as a Python
//! environment `venv` and a folder `node_modules`; `.ci/run` installs both. A test asks [`python`] first, and stands
//! aside when there is none.

use std::fs;
use std::io::{BufRead, BufReader, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, Command, Output, Stdio};
use std::sync::OnceLock;

use serde_json::Value;

/// Says on standard error that something the tests want is not there; with `CI=true` that is a failure.
///
/// # Panics
/// With `CI=true`.
pub(crate) fn report_missing(what: &str) {
    assert!(std::env::var_os("CI").is_none_or(|value| value != "true"), "{what} (CI=true: this is a failure)");
    // Written to the stream itself: what `eprintln!` prints is kept back from the output of a passing test.
    let _ = writeln!(std::io::stderr(), "\n*** {what} ***");
}

/// The Python interpreter of the peers; `None` where they are not installed, which is said once.
///
/// # Panics
/// With `CI=true` where they are not installed.
pub fn python() -> Option<PathBuf> {
    static PYTHON: OnceLock<Option<PathBuf>> = OnceLock::new();
    let find = || {
        let interpreter = peers_folder().join("venv/bin/python");
        let found = interpreter.is_file() && peers_folder().join("node_modules/ical.js").is_dir();
        if !found {
            let folder = peers_folder().display().to_string();
            report_missing(&format!("Peers are not installed in {folder}: no outside program judged the mails"));
        }
        found.then_some(interpreter)
    };
    PYTHON.get_or_init(find).clone()
}

/// The source of axe-core, which looks for what keeps people from using a page; none where it is not installed.
pub fn axe() -> Option<&'static str> {
    static AXE: OnceLock<Option<String>> = OnceLock::new();
    AXE.get_or_init(|| fs::read_to_string(peers_folder().join("node_modules/axe-core/axe.min.js")).ok()).as_deref()
}

/// What `icalendar`, `vobject` and `ical.js` read in a file (`.ics`, or `.eml` with a calendar part), one value each.
///
/// The scripts in `tests/peers` describe the fields; `parser` says whose reading it is.
pub fn read_calendar(path: &Path) -> Vec<Value> {
    let mut readings = read_calendar_with_python(path);
    readings.push(read_calendar_with_ical_js(path));
    readings
}

/// What `icalendar` and `vobject` read in a file, in this order.
pub fn read_calendar_with_python(path: &Path) -> Vec<Value> {
    json_lines(&run_script("read_calendar.py", path))
}

/// What `ical.js` read in a file, with the zones that the file itself defines and no others.
pub fn read_calendar_with_ical_js(path: &Path) -> Value {
    let mut extract = Command::new(interpreter());
    extract.arg(script("read_calendar.py")).arg(path).arg("--extract");
    let mut command = Command::new("node");
    command.arg(script("read_calendar.mjs")).arg(peers_folder());
    let output = fed(command, &successful(extract));
    single(json_lines(&String::from_utf8(output.stdout).expect("peers print UTF-8")))
}

/// What `recurring-ical-events` shows of a calendar between two dates: `read_feed.py` describes the fields.
pub fn shown_events(path: &Path, from: &str, to: &str) -> Vec<Value> {
    let mut command = Command::new(interpreter());
    command.arg(script("read_feed.py")).arg(path).args([from, to]);
    json_lines(&String::from_utf8(successful(command)).expect("peers print UTF-8"))
}

/// What Python's `email` reads in an `.eml` file: `read_mail.py` describes the fields.
pub fn read_mail(path: &Path) -> Value {
    single(json_lines(&run_script("read_mail.py", path)))
}

/// What Python's `csv`, or openpyxl, reads in a file: `read_table.py` describes it.
pub fn read_table(path: &Path) -> Value {
    single(json_lines(&run_script("read_table.py", path)))
}

/// How every file below a folder is built, without its texts: the path and the outline of each, as `outline.py` tells.
pub fn outlines(folder: &Path) -> Vec<(String, Value)> {
    let told = json_lines(&run_script("outline.py", folder));
    told.into_iter()
        .map(|mut one| (one["path"].as_str().unwrap_or_default().to_owned(), one["outline"].take()))
        .collect()
}

/// What dkimpy says of the signatures of mails, one value each, given what stands in DNS: `verify_dkim.py`.
pub fn verify_signatures(record: &str, paths: &[&Path]) -> Vec<Value> {
    let mut command = Command::new(interpreter());
    command.arg(script("verify_dkim.py")).arg(record).args(paths);
    json_lines(&String::from_utf8(successful(command)).expect("peers print UTF-8"))
}

/// Hands a mail to the calendar server Xandikos, as the mail server of a participant would.
///
/// `dir` is the participant's store, made at the first mail. Returns what Xandikos logged, such as
/// `Inbox auto-apply: cancelled …`. It takes and ignores a mail with `Auto-Submitted`: look at [`calendar_events`].
/// A CANCEL changes nothing but the event's STATUS: the SEQUENCE of the cancellation is not kept.
///
/// # Errors
/// Xandikos refused the mail; the text is its reason.
pub fn import_into_calendar(dir: &Path, eml: &[u8]) -> Result<String, String> {
    let mut command = Command::new(interpreter());
    command.args(["-m", "xandikos", "import-imip", "--autocreate", "-d"]).arg(dir);
    command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().expect("Xandikos can be run");
    child.stdin.take().expect("its input is a pipe").write_all(eml).expect("Xandikos reads the mail");
    let output = child.wait_with_output().expect("Xandikos ends");
    let logged = String::from_utf8_lossy(&output.stderr).into_owned();
    if output.status.success() { Ok(logged) } else { Err(logged) }
}

/// The events in a participant's calendar after [`import_into_calendar`], as `icalendar` reads them, by their UID.
pub fn calendar_events(dir: &Path) -> Vec<Value> {
    let folder = dir.join("user/calendars/calendar");
    let mut events = Vec::new();
    for entry in fs::read_dir(&folder).into_iter().flatten() {
        let path = entry.expect("the folder can be listed").path();
        if path.extension().is_some_and(|extension| extension == "ics") {
            let reading = read_calendar_with_python(&path).swap_remove(0);
            events.extend(reading["events"].as_array().expect("a list of events").iter().cloned());
        }
    }
    events.sort_by_key(|event| event["uid"].to_string());
    events
}

/// A mail server on the loopback address that keeps all mails and misbehaves by rules; `smtp_sink.py` lists them.
#[derive(Debug)]
pub struct SmtpSink {
    directory: PathBuf,
    port: u16,
    child: Child,
    /// The server ends when this pipe closes, also when this process is killed.
    _lifeline: ChildStdin,
}

impl SmtpSink {
    /// Starts a server that keeps its mails in `dir`; `None` where the peers are not installed.
    pub fn start(dir: &Path) -> Option<Self> {
        let interpreter = python()?;
        fs::create_dir_all(dir).expect("the sink's folder can be made");
        let mut command = Command::new(interpreter);
        command.arg(script("smtp_sink.py")).arg(dir).stdin(Stdio::piped()).stdout(Stdio::piped());
        let mut child = command.spawn().expect("the sink can be run");
        let lifeline = child.stdin.take().expect("its input is a pipe");
        let mut first_line = String::new();
        let output = child.stdout.take().expect("its output is a pipe");
        BufReader::new(output).read_line(&mut first_line).expect("the sink says its port");
        let port = first_line.trim().parse().expect("the sink's first line is its port");
        Some(Self { directory: dir.to_owned(), port, child, _lifeline: lifeline })
    }

    /// The port on 127.0.0.1.
    pub fn port(&self) -> u16 {
        self.port
    }

    /// Replaces the rules; they hold from the next command on, in open connections too.
    pub fn set_rules(&self, rules: Value) {
        let unfinished = self.directory.join("rules.json.part");
        fs::write(&unfinished, rules.to_string()).expect("the rules can be written");
        fs::rename(&unfinished, self.directory.join("rules.json")).expect("the rules can be replaced");
    }

    /// All mails whose body came, answered or not, in the order of their arrival.
    pub fn messages(&self) -> Vec<(PathBuf, Vec<u8>)> {
        let entries = fs::read_dir(&self.directory).expect("the sink's folder can be listed");
        let mut paths: Vec<PathBuf> = entries.map(|entry| entry.expect("an entry").path()).collect();
        paths.retain(|path| path.extension().is_some_and(|extension| extension == "eml"));
        paths.sort();
        let read = |path: PathBuf| {
            let content = fs::read(&path).expect("a mail can be read");
            (path, content)
        };
        paths.into_iter().map(read).collect()
    }

    /// What happened, in order: one value for each command that `smtp_sink.py` lists.
    pub fn log(&self) -> Vec<Value> {
        let text = fs::read_to_string(self.directory.join("log.jsonl")).expect("the sink's log can be read");
        // A line without its end is still being written.
        let finished = text.rfind('\n').map_or("", |end| &text[..end]);
        json_lines(finished)
    }
}

impl Drop for SmtpSink {
    fn drop(&mut self) {
        // It may have ended by itself; then there is nothing left to end.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// The folder that the peers are installed in.
pub(crate) fn peers_folder() -> PathBuf {
    let beside_the_workspace = || Path::new(env!("CARGO_MANIFEST_DIR")).join("../.peers");
    std::env::var_os("KURSPLATS_PEERS").map_or_else(beside_the_workspace, PathBuf::from)
}

/// The path of one of the scripts in `tests/peers`.
pub(crate) fn script(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("peers").join(name)
}

/// The interpreter, in functions that a test calls only after it asked [`python`].
fn interpreter() -> PathBuf {
    python().expect("the test asked python() before")
}

/// What a Python script prints about a file.
fn run_script(name: &str, path: &Path) -> String {
    let mut command = Command::new(interpreter());
    command.arg(script(name)).arg(path);
    String::from_utf8(successful(command)).expect("peers print UTF-8")
}

/// The output of a command, which must succeed.
fn successful(mut command: Command) -> Vec<u8> {
    let Output { status, stdout, stderr } = command.output().expect("the peer can be run");
    assert!(status.success(), "{command:?}: {}", String::from_utf8_lossy(&stderr));
    stdout
}

/// Runs a command with an input, whether it succeeds or not.
fn fed(mut command: Command, input: &[u8]) -> Output {
    command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().expect("the peer can be run");
    // A peer that ends before it read all says why in its output.
    let _ = child.stdin.take().expect("its input is a pipe").write_all(input);
    child.wait_with_output().expect("the peer ends")
}

/// The values in a text with one JSON object a line.
fn json_lines(text: &str) -> Vec<Value> {
    text.lines().map(|line| serde_json::from_str(line).expect("a line is one JSON value")).collect()
}

/// The only value of a list.
fn single(mut values: Vec<Value>) -> Value {
    assert_eq!(values.len(), 1, "one JSON line is expected");
    values.remove(0)
}
