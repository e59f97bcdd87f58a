//! Connecting to either database, and the only way to write to it.

use std::{
    fs::File,
    path::{Path, PathBuf},
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};

use sea_orm::{
    ConnectOptions, ConnectionTrait, Database, DatabaseConnection, DatabaseTransaction, DbBackend, DbErr, ExecResult,
    QueryResult, SqliteTransactionMode, Statement, TransactionOptions, TransactionTrait,
    sqlx::{self, Connection},
};

use domain::organizer::Organizers;

use crate::{Error, Result, audit_log, bookings::Desks, evidence::Kept};

mod check;
#[cfg(feature = "sabotage")]
mod overhearing;
#[cfg(test)]
mod tests;

/// How to connect.
#[derive(Debug, Clone)]
pub struct DbOptions {
    /// `sqlite:PATH` or `postgres://…`.
    pub url: String,
    /// Connections for PostgreSQL, and readers for SQLite, which always has one writer.
    pub connections_max: u32,
    /// How long a request waits for a connection.
    pub acquire_timeout: Duration,
}

impl DbOptions {
    /// The usual limits for an address.
    pub fn new(url: impl Into<String>) -> Self {
        Self { url: url.into(), connections_max: 8, acquire_timeout: Duration::from_secs(3) }
    }
}

/// A database, either kind. Cheap to clone.
#[derive(Clone)]
pub struct Db {
    writer: DatabaseConnection,
    reader: DatabaseConnection,
    pub(crate) desks: Desks,
    pub(crate) evidence: Kept,
    organizers: Option<Arc<Organizers>>,
    #[cfg(feature = "sabotage")]
    pub(crate) sabotage: crate::sabotage::Sabotage,
    #[cfg(feature = "sabotage")]
    overhearing: overhearing::Overhearing,
    // Held by whoever may write, for as long as the database is in use (V30).
    lock: Option<Arc<File>>,
}

impl Db {
    /// Connects, with every setting that keeps acknowledged data; refuses a SQLite file in use elsewhere.
    pub async fn connect(options: &DbOptions) -> Result<Self> {
        if options.url.starts_with("postgres") {
            let pool = Database::connect(postgres_options(options)).await?;
            return Ok(Self::on(pool.clone(), pool, None));
        }
        let path = path_of(options);
        let lock = lock_file(Path::new(path))?;
        let writer = Database::connect(sqlite_options(options, path, false)).await?;
        let reader = Database::connect(sqlite_options(options, path, true)).await?;
        check::sqlite(&writer).await?;
        let db = Self::on(writer, reader, Some(Arc::new(lock)));
        #[cfg(feature = "sabotage")]
        let db = db.listening();
        Ok(db)
    }

    /// Connects for reading only, beside whoever else uses the database: for the audit of a running system.
    pub async fn connect_to_read(options: &DbOptions) -> Result<Self> {
        if options.url.starts_with("postgres") {
            return Self::connect(options).await;
        }
        let reader = Database::connect(sqlite_options(options, path_of(options), true)).await?;
        Ok(Self::on(reader.clone(), reader, None))
    }

    fn on(writer: DatabaseConnection, reader: DatabaseConnection, lock: Option<Arc<File>>) -> Self {
        Self {
            writer,
            reader,
            desks: Desks::default(),
            evidence: Kept::default(),
            organizers: None,
            #[cfg(feature = "sabotage")]
            sabotage: crate::sabotage::Sabotage::default(),
            #[cfg(feature = "sabotage")]
            overhearing: overhearing::Overhearing::default(),
            lock,
        }
    }

    /// The same database, whose new invitations get these organizers.
    #[must_use]
    pub fn inviting_as(mut self, organizers: Organizers) -> Self {
        self.organizers = Some(Arc::new(organizers));
        self
    }

    /// Takes a guard out of this handle, for a test that must turn red without it.
    #[cfg(feature = "sabotage")]
    pub fn take_out(&self, guard: crate::sabotage::Guard) {
        self.sabotage.take_out(guard);
    }

    /// Which engine it is.
    pub fn backend(&self) -> DbBackend {
        self.writer.get_database_backend()
    }

    /// For reading only; on SQLite through connections that cannot write.
    pub(crate) fn read(&self) -> &DatabaseConnection {
        &self.reader
    }

    /// Starts a transaction that will write.
    ///
    /// Immediate on SQLite: a deferred one fails when it turns from reading to writing (trap K5).
    pub(crate) async fn begin_write(&self) -> Result<Tx> {
        let options = TransactionOptions {
            sqlite_transaction_mode: Some(SqliteTransactionMode::Immediate),
            ..Default::default()
        };
        let inner = self.writer.begin_with_options(options).await?;
        let (failed, numbered) = (AtomicBool::new(false), AtomicBool::new(false));
        Ok(Tx { inner, failed, numbered, organizers: self.organizers.clone() })
    }

    /// Closes all connections; SQLite writes its log back into the file.
    pub async fn close(self) -> Result<()> {
        if self.lock.is_some() {
            self.writer.execute_unprepared("PRAGMA wal_checkpoint(TRUNCATE)").await?;
        }
        self.reader.clone().close().await?;
        self.writer.clone().close().await?;
        Ok(())
    }
}

/// A write transaction that knows when a statement in it has failed.
///
/// PostgreSQL answers COMMIT of an aborted transaction without an error, and the driver does not look
/// (trap L3); so a transaction in which anything failed refuses to commit, on both databases.
pub(crate) struct Tx {
    inner: DatabaseTransaction,
    failed: AtomicBool,
    // Whether it has its number in the audit log.
    numbered: AtomicBool,
    organizers: Option<Arc<Organizers>>,
}

impl Tx {
    /// Makes everything durable, or says why not.
    pub(crate) async fn commit(self) -> Result<()> {
        if self.failed.load(Ordering::Relaxed) {
            self.inner.rollback().await?;
            return Err(Error::Fault("commit after a failed statement".into()));
        }
        if self.numbered.load(Ordering::Relaxed) {
            self.inner.execute_raw(self.next_transaction()).await?;
        }
        Ok(self.inner.commit().await?)
    }

    /// Who stands as organizer of new invitations; nobody in programs that only look after data.
    pub(crate) fn organizers(&self) -> Option<&Organizers> {
        self.organizers.as_deref()
    }

    /// For the migrations, which want the library's own type.
    pub(crate) fn inner(&self) -> &DatabaseTransaction {
        &self.inner
    }

    /// Before the first statement that changes something: PostgreSQL numbers transactions by itself, and SQLite does
    /// not know one from another. What only looks costs nothing, and leaves nothing to be made durable.
    async fn number(&self, sql: &str) -> std::result::Result<(), DbErr> {
        let changes = self.backend() == DbBackend::Sqlite && !sql.starts_with("SELECT");
        if changes && !self.numbered.swap(true, Ordering::Relaxed) {
            self.watch(self.inner.execute_raw(self.next_transaction()).await)?;
        }
        Ok(())
    }

    fn next_transaction(&self) -> Statement {
        Statement::from_string(self.backend(), audit_log::NEXT_TRANSACTION)
    }

    /// Which engine it is.
    pub(crate) fn backend(&self) -> DbBackend {
        self.inner.get_database_backend()
    }

    fn watch<T>(&self, result: std::result::Result<T, DbErr>) -> std::result::Result<T, DbErr> {
        if result.is_err() {
            self.failed.store(true, Ordering::Relaxed);
        }
        result
    }
}

#[async_trait::async_trait]
impl ConnectionTrait for Tx {
    fn get_database_backend(&self) -> DbBackend {
        self.inner.get_database_backend()
    }

    async fn execute_raw(&self, statement: Statement) -> std::result::Result<ExecResult, DbErr> {
        self.number(&statement.sql).await?;
        self.watch(self.inner.execute_raw(statement).await)
    }

    async fn execute_unprepared(&self, sql: &str) -> std::result::Result<ExecResult, DbErr> {
        self.number(sql).await?;
        self.watch(self.inner.execute_unprepared(sql).await)
    }

    async fn query_one_raw(&self, statement: Statement) -> std::result::Result<Option<QueryResult>, DbErr> {
        self.number(&statement.sql).await?;
        self.watch(self.inner.query_one_raw(statement).await)
    }

    async fn query_all_raw(&self, statement: Statement) -> std::result::Result<Vec<QueryResult>, DbErr> {
        self.number(&statement.sql).await?;
        self.watch(self.inner.query_all_raw(statement).await)
    }
}

/// Runs a whole transaction again when another one came between, at most five times.
pub(crate) async fn retrying<T, F, Fut>(mut attempt: F) -> Result<T>
where
    F: FnMut() -> Fut,
    Fut: Future<Output = Result<T>>,
{
    let mut pause = Duration::from_millis(5);
    for _ in 0..4 {
        match attempt().await {
            Err(Error::Conflict(reason)) => {
                tracing::info!(db.conflict = %reason, "transaction tried again");
                tokio::time::sleep(pause).await;
                pause *= 2;
            }
            done => return done,
        }
    }
    attempt().await.map_err(|error| match error {
        Error::Conflict(reason) => Error::Unavailable(reason),
        other => other,
    })
}

fn path_of(options: &DbOptions) -> &str {
    options.url.strip_prefix("sqlite:").unwrap_or(&options.url).trim_start_matches("//")
}

fn lock_file(database: &Path) -> Result<File> {
    if let Some(folder) = database.parent() {
        std::fs::create_dir_all(folder)
            .map_err(|error| Error::Unavailable(format!("{}: {error}", folder.display())))?;
    }
    let path = PathBuf::from(format!("{}.lock", database.display()));
    let lock = File::create(&path).map_err(|error| Error::Unavailable(format!("{}: {error}", path.display())))?;
    lock.try_lock().map_err(|_| Error::Unavailable(format!("{} is in use by another process", database.display())))?;
    Ok(lock)
}

fn common(url: String, options: &DbOptions) -> ConnectOptions {
    let mut connect = ConnectOptions::new(url);
    connect.acquire_timeout(options.acquire_timeout).sqlx_logging(false).record_stmt_in_spans(false);
    connect
}

fn sqlite_options(options: &DbOptions, path: &str, reader: bool) -> ConnectOptions {
    let mode = if reader { "ro" } else { "rwc" };
    let mut connect = common(format!("sqlite:{path}?mode={mode}"), options);
    // One writer: its queue is fair, SQLite's own waiting is not.
    connect.max_connections(if reader { options.connections_max } else { 1 }).min_connections(1);
    connect.map_sqlx_sqlite_opts(move |sqlite| {
        let sqlite = sqlite
            .foreign_keys(true)
            .busy_timeout(Duration::from_secs(5))
            .pragma("trusted_schema", "OFF")
            .statement_cache_capacity(200);
        if reader {
            return sqlite;
        }
        sqlite
            .journal_mode(sqlx::sqlite::SqliteJournalMode::Wal)
            // NORMAL loses acknowledged commits in a power cut (trap L4).
            .synchronous(sqlx::sqlite::SqliteSynchronous::Full)
            .pragma("journal_size_limit", "67108864")
    });
    // A full disk leaves the driver thinking it is inside a transaction, and later commits write nothing (trap L2).
    connect.map_sqlx_sqlite_pool_opts(|pool| {
        pool.idle_timeout(None).max_lifetime(None).after_release(|connection, _| {
            Box::pin(async move {
                connection.ping().await?;
                Ok(!connection.is_in_transaction())
            })
        })
    });
    connect
}

fn postgres_options(options: &DbOptions) -> ConnectOptions {
    let mut connect = common(options.url.clone(), options);
    connect.max_connections(options.connections_max);
    connect.map_sqlx_postgres_opts(|postgres| {
        postgres.application_name("kursplats").options([
            ("statement_timeout", "10s"),
            ("lock_timeout", "3s"),
            ("idle_in_transaction_session_timeout", "15s"),
        ])
    });
    // A request dropped while BEGIN is on the wire leaves a transaction open that the driver does not
    // know of; the next borrower would write into it and lose everything (trap L1).
    connect.map_sqlx_postgres_pool_opts(|pool| {
        pool.after_connect(|connection, _| Box::pin(check::postgres(connection))).after_release(|connection, _| {
            Box::pin(async move {
                sqlx::raw_sql("ROLLBACK").execute(connection).await?;
                Ok(true)
            })
        })
    });
    connect
}
