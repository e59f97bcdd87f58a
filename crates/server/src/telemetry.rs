//! The log.

use std::{
    fs::File,
    io::{IsTerminal, stderr},
    sync::Arc,
};

use tracing_subscriber::{
    EnvFilter,
    fmt::{self, MakeWriter},
    layer::SubscriberExt,
    util::SubscriberInitExt,
};

use crate::settings::{LogFormat, LogSettings};

/// What would log statements, addresses, whole dialogues or what devices sign is kept to warnings; and PostgreSQL remarks on every
/// rollback without a transaction, which is what a connection gets on its way back.
const CAPS: [&str; 6] = [
    "sqlx=warn",
    "sqlx::postgres::notice=error",
    "sea_orm=warn",
    "sea_orm_migration=warn",
    "lettre=warn",
    "webauthn_rs_core=warn",
];

/// Logs to standard error from now on. Does nothing when something logs already.
pub fn init(settings: &LogSettings) {
    to(settings, stderr, stderr().is_terminal());
}

/// The same into a file: for tests, which read what a whole run has logged.
pub fn init_into(settings: &LogSettings, file: File) {
    to(settings, Arc::new(file), false);
}

fn to(settings: &LogSettings, writer: impl for<'a> MakeWriter<'a> + Send + Sync + 'static, ansi: bool) {
    let caps = CAPS.iter().filter_map(|cap| cap.parse().ok());
    let filter = caps.fold(EnvFilter::default().add_directive(settings.level.into()), EnvFilter::add_directive);
    let registry = tracing_subscriber::registry().with(filter);
    let initialised = match settings.format {
        LogFormat::Text => registry.with(fmt::layer().with_writer(writer).with_ansi(ansi)).try_init(),
        LogFormat::Json => registry.with(fmt::layer().json().with_writer(writer)).try_init(),
    };
    // The only failure is a log that is there already, as in tests.
    drop(initialised);
}
