//! What every handler needs.

use std::{
    collections::HashSet,
    sync::{
        Arc, Mutex,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};

use chrono::TimeDelta;
use domain::{PersonId, seal::Seal};
use persistence::{Db, Error};
use poem::Request;
use tokio::sync::Notify;

use crate::{
    clock::Clock,
    problem::Problem,
    throttle::{self, Throttle},
};

/// Limits on what callers can make the server do.
#[derive(Debug, Clone)]
pub struct Limits {
    /// Bytes of a request's body.
    pub body_bytes_max: usize,
    /// Time for a request's header to arrive.
    pub header_timeout: Duration,
    /// Time for a request's body to arrive.
    pub body_timeout: Duration,
    /// Connections at a time; others wait.
    pub connections_max: usize,
    /// Time for running requests when the server stops.
    pub drain_timeout: Duration,
    /// Time a caller waits for an answer; the work itself goes on.
    pub answer_timeout: Duration,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            body_bytes_max: 1 << 20,
            header_timeout: Duration::from_secs(5),
            body_timeout: Duration::from_secs(15),
            connections_max: 4096,
            drain_timeout: Duration::from_secs(20),
            answer_timeout: Duration::from_secs(15),
        }
    }
}

/// The application: shared by all requests, cheap to clone.
#[derive(Clone)]
pub struct App {
    /// The database.
    pub db: Db,
    /// What time it is.
    pub clock: Clock,
    /// What the references in links are sealed with.
    pub seal: Seal,
    /// Where the service is reached, without a `/` at the end; none when unknown.
    pub public_url: Option<String>,
    /// Reverse proxies of our own that stand between callers and the server.
    pub trusted_proxies: usize,
    /// Where people of other organisations sign in.
    pub providers: oidc::Providers,
    /// How often each address of the network has tried to sign in.
    pub throttle: Arc<Throttle>,
    /// Limits on requests.
    pub limits: Limits,
    /// Rung after each write, so that the worker looks at the outbox.
    pub wake: Arc<Notify>,
    /// Set when the server has been told to stop.
    pub stopping: Arc<AtomicBool>,
    pub(crate) running: Arc<Mutex<HashSet<(PersonId, String)>>>,
}

impl App {
    /// An application on a database.
    pub fn new(db: Db, clock: Clock, seal: Seal, limits: Limits) -> Self {
        Self {
            db,
            clock,
            seal,
            public_url: None,
            trusted_proxies: 0,
            providers: oidc::Providers::default(),
            throttle: Arc::default(),
            limits,
            wake: Arc::new(Notify::new()),
            stopping: Arc::new(AtomicBool::new(false)),
            running: Arc::default(),
        }
    }

    /// Whether people reach the service by TLS.
    pub(crate) fn is_https(&self) -> bool {
        self.public_url.as_deref().is_some_and(|url| url.starts_with("https://"))
    }

    /// One more try to sign in from the address of a request, or how long it must wait.
    pub(crate) fn admit(&self, request: &Request) -> Result<(), TimeDelta> {
        let Some(address) = throttle::address(request, self.trusted_proxies) else { return Ok(()) };
        self.throttle.admit(address, self.clock.now())
    }

    /// Whether the server has been told to stop.
    pub fn is_stopping(&self) -> bool {
        self.stopping.load(Ordering::Relaxed)
    }

    /// Carries out a write in a task of its own and waits for its answer.
    ///
    /// A caller who hangs up stops waiting, but never stops a transaction half-way (trap L1); nor does the
    /// time limit, which is on the waiting only.
    ///
    /// # Errors
    /// What went wrong, as a problem.
    pub async fn write<T: Send + 'static>(
        &self,
        work: impl Future<Output = Result<T, Error>> + Send + 'static,
    ) -> Result<T, Problem> {
        self.carry_out(work).await.map_err(Problem::from)
    }

    /// The same, for whoever puts what went wrong in words of her own.
    ///
    /// # Errors
    /// What went wrong.
    pub async fn carry_out<T: Send + 'static>(
        &self,
        work: impl Future<Output = Result<T, Error>> + Send + 'static,
    ) -> Result<T, Error> {
        let wake = self.wake.clone();
        let task = tokio::spawn(async move {
            let done = work.await;
            wake.notify_one();
            done
        });
        match tokio::time::timeout(self.limits.answer_timeout, task).await {
            Ok(Ok(done)) => done,
            Ok(Err(panic)) => Err(Error::Fault(panic.to_string())),
            Err(_) => Err(Error::Unavailable("no answer in time".into())),
        }
    }
}
