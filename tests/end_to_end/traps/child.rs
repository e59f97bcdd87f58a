//! Servers in processes of their own, so that their memory, their time and their files can be looked at.

use std::{
    fs,
    io::{BufRead, BufReader},
    net::SocketAddr,
    path::Path,
    process::{Child, Command, ExitStatus, Stdio},
    time::{Duration, Instant},
};

use serde_json::Value;

/// Sets the limit on open files, and becomes the program.
const LIMITED: &str = r#"ulimit -n "$1"; shift; exec "$@""#;

/// A server in a process of its own; it is killed when this goes.
pub(super) struct Server {
    child: Child,
    /// Where it listens.
    pub address: SocketAddr,
}

impl Server {
    /// The framework's own server.
    pub fn of_the_framework(open_files_max: u32) -> Self {
        let mut command = limited(open_files_max, env!("CARGO_BIN_EXE_framework-default"));
        let mut child = command.stdout(Stdio::piped()).spawn().expect("the framework's server starts");
        let mut port = String::new();
        let output = child.stdout.take().expect("its output is a pipe");
        BufReader::new(output).read_line(&mut port).expect("it says its port");
        let port: u16 = port.trim().parse().expect("a port");
        Self { child, address: ([127, 0, 0, 1], port).into() }
    }

    /// Our server, with a database in a folder.
    pub fn ours(folder: &Path, open_files_max: u32, variables: &[(&str, &str)]) -> Self {
        let mut command = limited(open_files_max, env!("CARGO_BIN_EXE_kursplats-under-test"));
        command.arg("serve").current_dir(folder).env_remove("KURSPLATS_CONFIG");
        command.env("KURSPLATS__DATABASE__URL", format!("sqlite:{}", folder.join("kursplats.db").display()));
        command.env("KURSPLATS__HTTP__ADDRESS", "127.0.0.1:0").env("KURSPLATS__LOG__FORMAT", "json");
        command.envs(variables.iter().copied());
        let mut child = command.stderr(Stdio::piped()).spawn().expect("the program starts");
        let mut log = BufReader::new(child.stderr.take().expect("its log is a pipe")).lines().map_while(Result::ok);
        let address = log.by_ref().find_map(|line| listening(&line)).expect("it says where it listens");
        // Read on, or the program would wait for room in the pipe.
        std::thread::spawn(move || log.for_each(drop));
        Self { child, address }
    }

    /// Sends it a signal.
    pub fn signal(&self, name: &str) {
        let process = self.child.id().to_string();
        let sent = Command::new("kill").arg(format!("-{name}")).arg(process).status().expect("kill can be run");
        assert!(sent.success(), "the signal is sent");
    }

    /// Stops it where it stands.
    pub fn freeze(&self) {
        self.signal("STOP");
        let stopped = within(Duration::from_secs(5), || (self.statistics()[0] == "T").then_some(()));
        stopped.expect("it stands still");
    }

    /// How it ended, if it does so in time.
    pub fn ended_within(&mut self, limit: Duration) -> Option<ExitStatus> {
        within(limit, || self.child.try_wait().expect("a child"))
    }

    /// The processor time it has used.
    pub fn processor_time(&self) -> Duration {
        let statistics = self.statistics();
        let ticks = |field: usize| statistics[field].parse::<u64>().expect("a number of ticks");
        // proc(5): utime and stime, in hundredths of a second on every Linux.
        Duration::from_millis(10 * (ticks(11) + ticks(12)))
    }

    /// The most memory it has had, in megabytes.
    pub fn memory_peak(&self) -> u64 {
        let status = fs::read_to_string(format!("/proc/{}/status", self.child.id())).expect("it lives");
        let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).expect("a peak");
        line.trim().trim_end_matches(" kB").parse::<u64>().expect("a number") / 1024
    }

    /// What `/proc/PID/stat` says, from the state on.
    fn statistics(&self) -> Vec<String> {
        let text = fs::read_to_string(format!("/proc/{}/stat", self.child.id())).expect("it lives");
        let after_name = text.rsplit_once(')').expect("a name in parentheses").1;
        after_name.split_whitespace().map(str::to_owned).collect()
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // It may have ended by itself; then there is nothing left to end.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn limited(open_files_max: u32, program: &str) -> Command {
    let mut command = Command::new("sh");
    command.args(["-c", LIMITED, "sh", &open_files_max.to_string(), program]);
    command
}

/// The address, if a line of the log tells it.
fn listening(line: &str) -> Option<SocketAddr> {
    let line: Value = serde_json::from_str(line).ok()?;
    let fields = &line["fields"];
    (fields["message"] == "listening").then(|| fields["address"].as_str()?.parse().ok())?
}

/// Asks until there is an answer, at most so long.
pub(super) fn within<T>(limit: Duration, mut ask: impl FnMut() -> Option<T>) -> Option<T> {
    let end = Instant::now() + limit;
    loop {
        let answer = ask();
        if answer.is_some() || Instant::now() > end {
            return answer;
        }
        std::thread::sleep(Duration::from_millis(5));
    }
}
