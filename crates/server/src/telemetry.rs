//! The log.

use std::io::{IsTerminal, stderr};

use tracing_subscriber::{EnvFilter, fmt, layer::SubscriberExt, util::SubscriberInitExt};

use crate::settings::{LogFormat, LogSettings};

/// What would log statements, addresses or whole dialogues is kept to warnings; and PostgreSQL remarks on every
/// rollback without a transaction, which is what a connection gets on its way back.
const CAPS: [&str; 5] =
    ["sqlx=warn", "sqlx::postgres::notice=error", "sea_orm=warn", "sea_orm_migration=warn", "lettre=warn"];

/// Logs to standard error from now on. Does nothing when something logs already.
pub fn init(settings: &LogSettings) {
    let caps = CAPS.iter().filter_map(|cap| cap.parse().ok());
    let filter = caps.fold(EnvFilter::default().add_directive(settings.level.into()), EnvFilter::add_directive);
    let registry = tracing_subscriber::registry().with(filter);
    let initialised = match settings.format {
        LogFormat::Text => registry.with(fmt::layer().with_writer(stderr).with_ansi(stderr().is_terminal())).try_init(),
        LogFormat::Json => registry.with(fmt::layer().json().with_writer(stderr)).try_init(),
    };
    // The only failure is a log that is there already, as in tests.
    drop(initialised);
}
