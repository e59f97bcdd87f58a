//! Chromium, driven through its WebDriver: one driver for each test process, and a browser of its own for each visit.
//!
//! A shell owns the driver and waits on a pipe that this process holds; the pipe closes when the process ends, in
//! whatever way, and the shell then ends the driver.

use std::{
    io::{BufRead, BufReader, Read, Write},
    net::TcpStream,
    path::Path,
    process::{Child, ChildStdin, Command, Stdio},
    sync::OnceLock,
};

use fantoccini::{Client, ClientBuilder};
use hyper_util::client::legacy::connect::HttpConnector;
use serde_json::{Value, json};
use tempfile::TempDir;
use tokio::sync::{Semaphore, SemaphorePermit};

use crate::peers::{axe, report_missing};

const WATCHDOG: &str = r#"
"$1" --port=0 2>&1 </dev/null &
driver=$!
trap 'kill "$driver"' EXIT
read -r line
"#;
/// Browsers at a time: each is some processes, and none of them is small.
const BROWSERS_MAX: usize = 2;
static FREE: Semaphore = Semaphore::const_new(BROWSERS_MAX);

/// A driver of browsers.
#[derive(Debug)]
struct Driver {
    port: u16,
    _lifeline: ChildStdin,
}

/// The driver of this test process; none where a browser is not installed, which is said once.
fn driver() -> Option<&'static Driver> {
    static DRIVER: OnceLock<Option<Driver>> = OnceLock::new();
    DRIVER.get_or_init(start).as_ref()
}

fn start() -> Option<Driver> {
    let found = find("chromium").zip(find("chromedriver"));
    let Some((_, program)) = found.filter(|_| axe().is_some()) else {
        report_missing("Chromium, its driver or axe-core is not installed: nobody looked at the pages");
        return None;
    };
    let mut shell = Command::new("sh");
    shell.args(["-c", WATCHDOG, "watchdog", program]).stdin(Stdio::piped()).stdout(Stdio::piped());
    let mut watchdog: Child = shell.spawn().expect("a shell");
    let lifeline = watchdog.stdin.take().expect("its input is a pipe");
    let said = BufReader::new(watchdog.stdout.take().expect("its output is a pipe"));
    let mut lines = said.lines().map_while(Result::ok);
    let port = lines.find_map(|line| line.split("successfully on port ").nth(1)?.trim_end_matches('.').parse().ok());
    // What the driver says later is read and thrown away, so that it never waits for a reader.
    std::thread::spawn(move || {
        lines.for_each(drop);
        watchdog.wait().expect("the shell ends")
    });
    Some(Driver { port: port.expect("the driver says its port"), _lifeline: lifeline })
}

fn find(program: &str) -> Option<&'static str> {
    let known = match program {
        "chromium" => "/usr/bin/chromium",
        _ => "/usr/bin/chromedriver",
    };
    Path::new(known).is_file().then_some(known)
}

/// A browser that has never been anywhere.
pub struct Chromium {
    /// What drives it.
    pub client: Client,
    driver: &'static Driver,
    session: String,
    _profile: TempDir,
    _permit: SemaphorePermit<'static>,
}

impl Chromium {
    /// Starts a browser; none where it is not installed.
    ///
    /// # Panics
    /// When it does not start.
    pub async fn start(language: &str) -> Option<Self> {
        let driver = driver()?;
        let permit = FREE.acquire().await.expect("never closed");
        let profile = tempfile::tempdir().expect("a temporary folder");
        let arguments = [
            "--headless",
            "--no-sandbox",
            "--disable-gpu",
            "--disable-dev-shm-usage",
            "--disable-quic",
            "--no-first-run",
            "--disable-background-networking",
            "--disable-component-update",
            "--disable-sync",
            "--hide-scrollbars",
            &format!("--accept-lang={language}"),
            &format!("--user-data-dir={}", profile.path().display()),
        ];
        let wanted = json!({
            "browserName": "chrome",
            "goog:chromeOptions": { "binary": "/usr/bin/chromium", "args": arguments,
                "prefs": { "intl.accept_languages": language } },
            "goog:loggingPrefs": { "browser": "ALL" },
        });
        let Value::Object(wanted) = wanted else { unreachable!("an object") };
        let mut builder = ClientBuilder::new(HttpConnector::new());
        let client = builder.capabilities(wanted).connect(&format!("http://127.0.0.1:{}", driver.port)).await;
        let client = client.expect("a browser");
        let session = client.session_id().await.expect("an answer").expect("a session");
        Some(Self { client, driver, session, _profile: profile, _permit: permit })
    }

    async fn post(&self, path: &str, body: &Value) -> Value {
        let address = format!("http://127.0.0.1:{}/session/{}{path}", self.driver.port, self.session);
        let answer = reqwest::Client::new().post(address).json(body).send().await.expect("the driver answers");
        let answer: Value = answer.json().await.expect("JSON");
        assert!(answer["value"].get("error").is_none(), "{path} {body}: {answer}");
        answer["value"].clone()
    }

    /// A command of Chromium's own protocol.
    ///
    /// # Panics
    /// When the browser refuses it.
    pub async fn command(&self, name: &str, parameters: Value) -> Value {
        self.post("/goog/cdp/execute", &json!({ "cmd": name, "params": parameters })).await
    }

    /// What the browser has complained of since it was last asked.
    ///
    /// # Panics
    /// When it does not answer.
    pub async fn complaints(&self) -> Vec<String> {
        let log = self.post("/se/log", &json!({ "type": "browser" })).await;
        let entries = log.as_array().cloned().unwrap_or_default();
        entries.iter().map(|entry| entry["message"].as_str().unwrap_or_default().to_owned()).collect()
    }
}

impl Drop for Chromium {
    /// Ends the browser, also when the test has failed.
    fn drop(&mut self) {
        let Ok(mut stream) = TcpStream::connect(("127.0.0.1", self.driver.port)) else { return };
        let request = format!(
            "DELETE /session/{} HTTP/1.1\r\nHost: 127.0.0.1:{}\r\nConnection: close\r\n\r\n",
            self.session, self.driver.port
        );
        // The answer comes when the browser has ended; the driver keeps the connection.
        if stream.write_all(request.as_bytes()).is_ok() {
            let _ = stream.read(&mut [0; 512]);
        }
    }
}
