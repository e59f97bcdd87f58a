//! Chromium, driven through its WebDriver: one driver for each test process, and for each visit a browser that knows of
//! none before. A browser takes seconds to start, so one that has been left is made to forget and given on.
//!
//! A shell owns the driver and waits on a pipe that this process holds; the pipe closes when the process ends, in
//! whatever way, and the shell then has the driver end its browsers and itself.

use std::{
    io::{BufRead, BufReader, Read, Write},
    net::TcpStream,
    path::{Path, PathBuf},
    process::{Child, ChildStdin, Command, Stdio},
    sync::{LazyLock, Mutex, OnceLock, PoisonError},
};

use fantoccini::{Client, ClientBuilder};
use hyper_util::client::legacy::connect::HttpConnector;
use serde_json::{Value, json};
use tokio::{
    runtime::Runtime,
    sync::{Semaphore, SemaphorePermit},
};

use crate::peers::{axe, report_missing};

const WATCHDOG: &str = r#"
"$1" --port=0 2>&1 </dev/null &
driver=$!
read -r port
read -r line
[ -n "$port" ] && curl --silent "http://127.0.0.1:$port/shutdown"
kill "$driver" 2>/dev/null
rm -rf "$2"
"#;
/// Browsers at a time: each is some processes, and none of them is small.
const BROWSERS_MAX: usize = 2;
static FREE: Semaphore = Semaphore::const_new(BROWSERS_MAX);
/// Browsers that somebody has left.
static LEFT: Mutex<Vec<Started>> = Mutex::new(Vec::new());
/// What talks with the driver outlives the runtime of the test that was first.
static TALKING: LazyLock<Runtime> = LazyLock::new(|| {
    tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build().expect("a runtime")
});

/// A driver of browsers.
#[derive(Debug)]
struct Driver {
    port: u16,
    /// Where its browsers keep their profiles.
    profiles: PathBuf,
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
    let profiles = tempfile::tempdir().expect("a temporary folder").keep();
    shell.args(["-c", WATCHDOG, "watchdog", program]).arg(&profiles).stdin(Stdio::piped()).stdout(Stdio::piped());
    let mut watchdog: Child = shell.spawn().expect("a shell");
    let mut lifeline = watchdog.stdin.take().expect("its input is a pipe");
    let said = BufReader::new(watchdog.stdout.take().expect("its output is a pipe"));
    let mut lines = said.lines().map_while(Result::ok);
    let port: Option<u16> =
        lines.find_map(|line| line.split("successfully on port ").nth(1)?.trim_end_matches('.').parse().ok());
    let port = port.expect("the driver says its port");
    writeln!(lifeline, "{port}").expect("the shell reads");
    // What the driver says later is read and thrown away, so that it never waits for a reader.
    std::thread::spawn(move || {
        lines.for_each(drop);
        watchdog.wait().expect("the shell ends")
    });
    Some(Driver { port, profiles, _lifeline: lifeline })
}

fn find(program: &str) -> Option<&'static str> {
    let known = match program {
        "chromium" => "/usr/bin/chromium",
        _ => "/usr/bin/chromedriver",
    };
    Path::new(known).is_file().then_some(known)
}

/// A browser that runs.
struct Started {
    client: Client,
    session: String,
    language: String,
}

impl Started {
    async fn new(driver: &'static Driver, language: &str) -> Self {
        let profile = tempfile::tempdir_in(&driver.profiles).expect("a temporary folder").keep();
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
            &format!("--user-data-dir={}", profile.display()),
        ];
        let wanted = json!({
            "browserName": "chrome",
            "goog:chromeOptions": { "binary": "/usr/bin/chromium", "args": arguments,
                "prefs": { "intl.accept_languages": language } },
            "goog:loggingPrefs": { "browser": "ALL" },
        });
        let Value::Object(wanted) = wanted else { unreachable!("an object") };
        let connecting = async move {
            let mut builder = ClientBuilder::new(HttpConnector::new());
            builder.capabilities(wanted).connect(&format!("http://127.0.0.1:{}", driver.port)).await
        };
        let client = TALKING.spawn(connecting).await.expect("no panic").expect("a browser");
        let session = client.session_id().await.expect("an answer").expect("a session");
        Self { client, session, language: language.to_owned() }
    }
}

/// A browser that has never been anywhere, or remembers nothing of it.
pub struct Chromium {
    /// What drives it.
    pub client: Client,
    driver: &'static Driver,
    started: Option<Started>,
    _permit: SemaphorePermit<'static>,
}

impl Chromium {
    /// A browser that asks for pages in a language; none where it is not installed.
    ///
    /// # Panics
    /// When it does not start.
    pub async fn start(language: &str) -> Option<Self> {
        let driver = driver()?;
        let permit = FREE.acquire().await.expect("never closed");
        let left = {
            let mut left = LEFT.lock().unwrap_or_else(PoisonError::into_inner);
            let place = left.iter().position(|one| one.language == language);
            place.map(|place| left.swap_remove(place))
        };
        let (is_new, started) = match left {
            Some(started) => (false, started),
            None => (true, Started::new(driver, language).await),
        };
        let chromium = Self { client: started.client.clone(), driver, started: Some(started), _permit: permit };
        if !is_new {
            chromium.forgets().await;
        }
        Some(chromium)
    }

    /// Makes it forget where it has been, and what tests have set in it.
    async fn forgets(&self) {
        self.client.goto("about:blank").await.expect("an empty page");
        let online = json!({ "offline": false, "latency": 0, "downloadThroughput": -1, "uploadThroughput": -1 });
        self.command("Network.emulateNetworkConditions", online).await;
        self.command("Network.clearBrowserCookies", json!({})).await;
        self.command("Network.clearBrowserCache", json!({})).await;
        self.command("Storage.clearDataForOrigin", json!({ "origin": "*", "storageTypes": "all" })).await;
        self.command("Page.resetNavigationHistory", json!({})).await;
        self.complaints().await;
    }

    async fn post(&self, path: &str, body: &Value) -> Value {
        let session = self.started.as_ref().map(|started| started.session.as_str()).unwrap_or_default();
        let address = format!("http://127.0.0.1:{}/session/{session}{path}", self.driver.port);
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
    /// Leaves the browser to the next visitor, or ends it when the test has failed: nobody knows what state it is in.
    fn drop(&mut self) {
        let Some(started) = self.started.take() else { return };
        if !std::thread::panicking() {
            LEFT.lock().unwrap_or_else(PoisonError::into_inner).push(started);
            return;
        }
        let Ok(mut stream) = TcpStream::connect(("127.0.0.1", self.driver.port)) else { return };
        let request = format!(
            "DELETE /session/{} HTTP/1.1\r\nHost: 127.0.0.1:{}\r\nConnection: close\r\n\r\n",
            started.session, self.driver.port
        );
        // The answer comes when the browser has ended; the driver keeps the connection.
        if stream.write_all(request.as_bytes()).is_ok() {
            let _ = stream.read(&mut [0; 512]);
        }
    }
}
