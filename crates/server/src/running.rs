//! Starting and stopping: the database, the worker and the server, in that order and back.

use std::{
    net::SocketAddr,
    sync::{Arc, atomic::Ordering},
};

use anyhow::{Context, Result, ensure};
use chrono::{DateTime, Utc};
use http_api::{App, Clock};
use persistence::{
    Db,
    installation::{self, Kind},
    sign_ins,
};
use tokio::{
    net::TcpListener,
    sync::{oneshot, watch},
    task::JoinHandle,
};

use crate::{
    inbound::{Inbox, folder::MailFolder, reception::Reception},
    metrics,
    settings::{DatabaseSettings, Settings},
    words,
    worker::Worker,
};

/// A system that answers requests and sends mail.
pub struct Running {
    /// Where it listens.
    pub address: SocketAddr,
    /// What its requests work on.
    pub app: App,
    /// Its worker, which tests can hurry.
    pub worker: Arc<Worker>,
    /// Its way in for mail, if it has one.
    pub reception: Option<Arc<Reception>>,
    server: JoinHandle<std::io::Result<()>>,
    server_ended: oneshot::Receiver<()>,
    stop_server: oneshot::Sender<()>,
    /// Where figures are given, if anywhere.
    pub metrics: Option<SocketAddr>,
    watched: Option<JoinHandle<()>>,
    working: JoinHandle<()>,
    receiving: Option<JoinHandle<()>>,
    stop_worker: watch::Sender<bool>,
}

/// Opens the database for real data and starts everything.
///
/// # Errors
/// In words for whoever started it.
pub async fn start(settings: Settings, clock: Clock) -> Result<Running> {
    let db = open(&settings.database, Kind::Live, clock.now()).await?;
    start_on(db, &settings, clock).await
}

/// Connects, brings the schema up to date and claims the database for one kind of data.
pub(crate) async fn open(settings: &DatabaseSettings, kind: Kind, now: DateTime<Utc>) -> Result<Db> {
    let db = connect(settings).await?;
    migrate(&db).await?;
    installation::claim(&db, kind, now).await.map_err(words::database)?;
    Ok(db)
}

/// Connects to the database.
///
/// # Errors
/// In words for whoever asked for it.
pub async fn connect(settings: &DatabaseSettings) -> Result<Db> {
    let connected = Db::connect(&settings.options()).await;
    connected.map_err(words::database).with_context(|| format!("Databasen {} kunde inte öppnas", settings.url))
}

/// Connects to the database for reading only, beside whoever else uses it.
///
/// # Errors
/// In words for whoever asked for it.
pub async fn connect_to_read(settings: &DatabaseSettings) -> Result<Db> {
    let connected = Db::connect_to_read(&settings.options()).await;
    connected.map_err(words::database).with_context(|| format!("Databasen {} kunde inte läsas", settings.url))
}

/// The link by which the first coordinator registers herself, where nobody is registered yet. One that was given
/// before opens nothing any more.
///
/// # Errors
/// In words for whoever asked for it.
pub async fn first_link(
    db: &Db,
    public_url: Option<&str>,
    address: SocketAddr,
    now: DateTime<Utc>,
) -> Result<Option<String>> {
    let secret = sign_ins::offer_first(db, now).await.map_err(words::database)?;
    let origin = public_url.map_or_else(|| format!("http://{address}"), str::to_owned);
    Ok(secret.map(|secret| format!("{origin}/valkommen/{}", secret.reveal())))
}

/// Brings the schema up to date. Returns how many steps ran.
///
/// # Errors
/// In words for whoever asked for it.
pub async fn migrate(db: &Db) -> Result<usize> {
    let steps = installation::migrate(db).await.map_err(words::database)?;
    if steps > 0 {
        tracing::info!(steps, "schema migrated");
    }
    Ok(steps)
}

/// Starts everything on an open database.
pub(crate) async fn start_on(db: Db, settings: &Settings, clock: Clock) -> Result<Running> {
    let wanted = settings.http.address;
    let listener = TcpListener::bind(wanted).await.map_err(|error| words::listening(wanted, &error))?;
    let address = listener.local_addr()?;
    let seal = installation::seal(&db).await.map_err(words::database)?;
    let sender = settings.mail.sender(seal.clone(), settings.http.public_url.clone());
    let db = db.inviting_as(sender.organizers());
    let known = settings.providers.known();
    let worker = Worker::new(db.clone(), clock.clone(), sender, known, &settings.mail, &settings.worker);
    let worker = Arc::new(worker);
    let (metrics, watched) = watch_over(settings, &db, &clock, &worker).await?.unzip();
    let limits = settings.http.limits();
    let mut app = App::new(db, clock, seal, limits.clone());
    app.public_url.clone_from(&settings.http.public_url);
    app.trusted_proxies = settings.http.trusted_proxies;
    app.providers.clone_from(&settings.providers);
    let (stop_worker, worker_stopped) = watch::channel(false);
    let reception = reception(settings, &app).map(Arc::new);
    let receiving = reception.clone().map(|reception| tokio::spawn(reception.run(worker_stopped.clone())));
    let working = tokio::spawn(Arc::clone(&worker).run(Arc::clone(&app.wake), worker_stopped));
    let (stop_server, server_stopped) = oneshot::channel();
    let (alive, server_ended) = oneshot::channel();
    let endpoint = http_api::endpoint(app.clone(), pages::endpoint());
    let server = tokio::spawn(async move {
        // Dropped when the server ends in any way, a panic included.
        let _alive: oneshot::Sender<()> = alive;
        let stop = async move { drop(server_stopped.await) };
        http_api::serve::serve(listener, endpoint, limits, stop).await
    });
    tracing::info!(%address, "listening");
    Ok(Running {
        address,
        app,
        worker,
        reception,
        server,
        server_ended,
        stop_server,
        metrics,
        watched,
        working,
        receiving,
        stop_worker,
    })
}

/// Where mail comes in, when there is an address that it comes to.
fn reception(settings: &Settings, app: &App) -> Option<Reception> {
    let inbox = Inbox::of(settings, &app.db, &app.clock, &app.seal, &app.wake)?;
    Some(Reception::new(inbox, MailFolder::new(&settings.inbound.folder), settings.inbound.imap.clone()))
}

/// Gives figures on a port of their own, if one is set.
async fn watch_over(
    settings: &Settings,
    db: &Db,
    clock: &Clock,
    worker: &Arc<Worker>,
) -> Result<Option<(SocketAddr, JoinHandle<()>)>> {
    let Some(wanted) = settings.metrics.address else { return Ok(None) };
    let listener = TcpListener::bind(wanted).await.map_err(|error| words::listening(wanted, &error))?;
    let address = listener.local_addr()?;
    let source = metrics::Source { db: db.clone(), clock: clock.clone(), worker: Arc::clone(worker) };
    Ok(Some((address, tokio::spawn(metrics::serve(listener, source)))))
}

impl Running {
    /// The link by which the first coordinator registers herself, where nobody is registered yet.
    ///
    /// # Errors
    /// In words for whoever started the server.
    pub async fn first_link(&self) -> Result<Option<String>> {
        first_link(&self.app.db, self.app.public_url.as_deref(), self.address, self.app.clock.now()).await
    }

    /// Serves until the signal comes, and then stops.
    ///
    /// # Errors
    /// When the server ended by itself, or could not be stopped in order.
    pub async fn run_until(mut self, signal: impl Future<Output = ()>) -> Result<()> {
        let by_itself = tokio::select! {
            () = signal => false,
            _ = &mut self.server_ended => true,
        };
        self.stop().await?;
        ensure!(!by_itself, "Servern slutade lyssna av sig själv.");
        Ok(())
    }

    /// Stops in order: no new requests, those under way answered, mail under way sent, the database closed.
    ///
    /// # Errors
    /// The first thing that went wrong; the rest is stopped all the same.
    pub async fn stop(self) -> Result<()> {
        tracing::info!("stopping");
        self.app.stopping.store(true, Ordering::SeqCst);
        // Refused only when the server has ended already.
        self.stop_server.send(()).unwrap_or_default();
        let served = self.server.await;
        self.stop_worker.send_replace(true);
        // It only reads, and nobody waits for it.
        if let Some(watched) = self.watched {
            watched.abort();
        }
        let worked = self.working.await;
        let received = match self.receiving {
            Some(receiving) => receiving.await,
            None => Ok(()),
        };
        let closed = self.app.db.close().await.map_err(words::database);
        served.context("Servern föll")?.context("Servern kunde inte stoppas i ordning")?;
        worked.context("Utskicket föll")?;
        received.context("Mottagningen av mejl föll")?;
        closed.context("Databasen kunde inte stängas i ordning")
    }
}
