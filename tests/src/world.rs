//! A whole system: the same start as the program's own, on a throw-away database, with a clock that stands still.

use std::{path::PathBuf, sync::Arc};

use chrono::{DateTime, Duration, Utc};
use domain::{PersonId, access::Role};
use http_api::Clock;
use kursplats::{Running, Settings, settings::DatabaseUrl};
use notices::Transport;
use persistence::{Db, DbOptions, audit, outbox, tokens};
use reqwest::{Method, StatusCode};
use serde_json::Value;
use tempfile::TempDir;

use crate::postgres;

/// Which database a test runs on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Engine {
    /// A temporary file.
    Sqlite,
    /// A fresh schema in the throw-away cluster.
    Postgres,
}

/// A caller with a token.
#[derive(Debug, Clone)]
pub struct Caller {
    /// The person behind it.
    pub person: PersonId,
    /// The token.
    pub token: String,
}

/// An answer.
#[derive(Debug, Clone)]
pub struct Answer {
    /// HTTP status.
    pub status: StatusCode,
    /// The body, null when there is none.
    pub body: Value,
    /// The entity tag, if any.
    pub etag: Option<String>,
    /// The media type.
    pub content_type: String,
}

impl Answer {
    /// The answer's id.
    ///
    /// # Panics
    /// When there is none.
    pub fn id(&self) -> String {
        self.body["id"].as_str().unwrap_or_else(|| panic!("an id in {self:?}")).to_owned()
    }

    /// The answer itself, if it has this status.
    ///
    /// # Panics
    /// When it has another.
    #[track_caller]
    pub fn expect(self, status: u16) -> Self {
        assert_eq!(self.status.as_u16(), status, "{}", self.body);
        self
    }

    /// The answer itself, if it is a refusal with this code.
    ///
    /// # Panics
    /// When it is anything else.
    #[track_caller]
    pub fn expect_code(self, status: u16, code: &str) -> Self {
        let answer = self.expect(status);
        assert_eq!(answer.content_type, "application/problem+json");
        assert_eq!(answer.body["code"], code, "{}", answer.body);
        answer
    }
}

/// A running system and those who call it.
pub struct World {
    /// The system.
    pub running: Option<Running>,
    /// Its address.
    pub base: String,
    /// Its clock.
    pub clock: Clock,
    /// Address of its database.
    pub database_url: String,
    /// Somebody who may do everything.
    pub coordinator: Caller,
    /// Somebody who plans.
    pub organiser: Caller,
    pub(crate) client: reqwest::Client,
    folder: Arc<TempDir>,
}

/// The moment every world begins: a Tuesday morning in November.
pub const BEGINNING: &str = "2026-11-24T08:00:00Z";

/// An instant of RFC 3339.
///
/// # Panics
/// When it is none.
pub fn instant(text: &str) -> DateTime<Utc> {
    DateTime::parse_from_rfc3339(text).expect("an instant").with_timezone(&Utc)
}

/// The address of a fresh database; none where the engine is not installed.
pub fn fresh_database(engine: Engine, folder: &TempDir) -> Option<String> {
    match engine {
        Engine::Sqlite => Some(format!("sqlite:{}", folder.path().join("kursplats.db").display())),
        Engine::Postgres => postgres::cluster().map(postgres::Cluster::database_url),
    }
}

/// The settings that come with the program, on a database and a folder of a test.
fn settings(database_url: &str, folder: &TempDir) -> Settings {
    let mut settings = Settings::built_in();
    settings.http.address = "127.0.0.1:0".parse().expect("an address");
    settings.database.url = DatabaseUrl::new(database_url);
    settings.mail.transport = Transport::Files(folder.path().join("mail"));
    // Whole years pass in an instant here, and tests look at what was said.
    settings.mail.keep_bodies = Duration::days(3650);
    // Two thousand who ask at once are answered on a slow machine too; how soon is a benchmark's matter.
    let patience = std::time::Duration::from_secs(600);
    (settings.http.answer_timeout, settings.database.acquire_timeout) = (patience, patience);
    settings
}

impl World {
    /// A new system; none where the engine is not installed, which is said once.
    ///
    /// # Panics
    /// When it does not start.
    pub async fn new(engine: Engine) -> Option<Self> {
        Self::with(engine, |_| {}).await
    }

    /// A new system with other settings.
    ///
    /// # Panics
    /// When it does not start.
    pub async fn with(engine: Engine, change: impl FnOnce(&mut Settings)) -> Option<Self> {
        let folder = Arc::new(tempfile::tempdir().expect("a temporary folder"));
        let database_url = fresh_database(engine, &folder)?;
        let clock = Clock::held_at(instant(BEGINNING));
        Some(Self::start(database_url, folder, clock, change).await)
    }

    /// A second process on the same database, as when several machines serve.
    ///
    /// # Panics
    /// When it does not start.
    pub async fn twin(&self) -> Self {
        let mut twin = Self::start(self.database_url.clone(), self.folder.clone(), self.clock.clone(), |_| {}).await;
        (twin.coordinator, twin.organiser) = (self.coordinator.clone(), self.organiser.clone());
        twin
    }

    async fn start(
        database_url: String,
        folder: Arc<TempDir>,
        clock: Clock,
        change: impl FnOnce(&mut Settings),
    ) -> Self {
        crate::log::capture();
        let mut settings = settings(&database_url, &folder);
        change(&mut settings);
        let running = kursplats::start(settings, clock.clone()).await.expect("the system starts");
        let base = format!("http://{}", running.address);
        let nobody = Caller { person: PersonId::new(clock.now()), token: String::new() };
        let client = reqwest::Client::builder().pool_max_idle_per_host(64).build().expect("a client");
        let mut world = Self {
            running: Some(running),
            base,
            clock,
            database_url,
            coordinator: nobody.clone(),
            organiser: nobody,
            client,
            folder,
        };
        world.coordinator = world.caller(Role::Coordinator, "Gunilla Berg", "gunilla@region.example").await;
        world.organiser = world.caller(Role::Organiser, "Jonas Lind", "jonas@medborgarskolan.example").await;
        world
    }

    /// Stops the system and starts it anew on the same database, with other settings.
    ///
    /// # Panics
    /// When it does not stop or start.
    pub async fn restart(&mut self, change: impl FnOnce(&mut Settings)) {
        if let Some(running) = self.running.take() {
            running.stop().await.expect("the system stops");
        }
        let mut settings = settings(&self.database_url, &self.folder);
        change(&mut settings);
        let running = kursplats::start(settings, self.clock.clone()).await.expect("the system starts");
        self.base = format!("http://{}", running.address);
        self.running = Some(running);
    }

    /// The system's database.
    ///
    /// # Panics
    /// When the system has been stopped.
    pub fn db(&self) -> &Db {
        &self.running.as_ref().expect("a running system").app.db
    }

    /// A person with a token for a role.
    ///
    /// # Panics
    /// When it cannot be given.
    pub async fn caller(&self, role: Role, name: &str, email: &str) -> Caller {
        let (name, email) = (name.parse().expect("a name"), email.parse().expect("an address"));
        let (person, token) = tokens::issue(self.db(), role, name, email, self.clock.now()).await.expect("a token");
        Caller { person, token }
    }

    /// Sends a request and reads the answer.
    ///
    /// # Panics
    /// When no answer comes.
    pub async fn send(
        &self,
        method: Method,
        path: &str,
        caller: Option<&Caller>,
        headers: &[(&str, &str)],
        body: Option<&Value>,
    ) -> Answer {
        let path = if path.starts_with("/kursplats") { path.to_owned() } else { format!("/kursplats/v1{path}") };
        let mut request = self.client.request(method, format!("{}{path}", self.base));
        if let Some(caller) = caller {
            request = request.bearer_auth(&caller.token);
        }
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        if let Some(body) = body {
            request = request.json(body);
        }
        let response = request.send().await.expect("an answer");
        let header = |name: &str| response.headers().get(name).and_then(|value| value.to_str().ok()).map(str::to_owned);
        let (status, etag) = (response.status(), header("etag"));
        let content_type = header("content-type").unwrap_or_default();
        let text = response.text().await.expect("a body");
        Answer { status, body: serde_json::from_str(&text).unwrap_or_default(), etag, content_type }
    }

    /// GET.
    pub async fn get(&self, caller: &Caller, path: &str) -> Answer {
        self.send(Method::GET, path, Some(caller), &[], None).await
    }

    /// POST.
    pub async fn post(&self, caller: &Caller, path: &str, body: &Value) -> Answer {
        self.send(Method::POST, path, Some(caller), &[], Some(body)).await
    }

    /// POST with an idempotency key.
    pub async fn post_once(&self, caller: &Caller, path: &str, key: &str, body: &Value) -> Answer {
        self.send(Method::POST, path, Some(caller), &[("Idempotency-Key", key)], Some(body)).await
    }

    /// PATCH.
    pub async fn patch(&self, caller: &Caller, path: &str, body: &Value) -> Answer {
        self.send(Method::PATCH, path, Some(caller), &[], Some(body)).await
    }

    /// PUT.
    pub async fn put(&self, caller: &Caller, path: &str, body: &Value) -> Answer {
        self.send(Method::PUT, path, Some(caller), &[], Some(body)).await
    }

    /// Lets time pass.
    pub fn later(&self, by: Duration) {
        self.clock.set(self.clock.now() + by);
    }

    /// Moves the clock.
    pub fn at(&self, text: &str) {
        self.clock.set(instant(text));
    }

    /// Where this world keeps what it writes.
    pub fn folder(&self) -> PathBuf {
        self.folder.path().to_owned()
    }

    /// Sends all mail that is due, and gives what is in the folder, in order of sending.
    ///
    /// # Panics
    /// When the worker fails.
    pub async fn mail(&self) -> Vec<PathBuf> {
        let worker = &self.running.as_ref().expect("a running system").worker;
        worker.run_once().await.expect("the worker works");
        let Ok(entries) = std::fs::read_dir(self.folder().join("mail")) else { return Vec::new() };
        let mut files: Vec<PathBuf> = entries.flatten().map(|entry| entry.path()).collect();
        files.retain(|file| file.extension().is_some_and(|extension| extension == "eml"));
        files.sort();
        files
    }

    /// Opens the database on its own, beside the system; only PostgreSQL allows it.
    ///
    /// # Panics
    /// When it cannot be opened.
    pub async fn connect(&self) -> Db {
        Db::connect(&DbOptions::new(&self.database_url)).await.expect("a connection")
    }

    /// Stops the system and leaves its database behind, for another process to open.
    ///
    /// # Panics
    /// When it does not stop.
    pub async fn into_folder(mut self) -> Arc<TempDir> {
        if let Some(running) = self.running.take() {
            running.stop().await.expect("the system stops");
        }
        self.folder.clone()
    }

    /// Ends the world: nothing may be left over, no notice unsent and nothing for the audit to find.
    ///
    /// # Panics
    /// When something is.
    pub async fn close(mut self) {
        self.mail().await;
        let findings = audit::audit(self.db()).await.expect("an audit");
        assert_eq!(findings, [], "the audit found something");
        self.log_is_whole().await;
        let left = outbox::figures(self.db()).await.expect("figures");
        assert_eq!(left.pending_notices + left.dead_notices, 0, "notices left over: {left:?}");
        if let Some(running) = self.running.take() {
            running.stop().await.expect("the system stops");
        }
    }
}
