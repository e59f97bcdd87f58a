//! The log.

use tracing_subscriber::{EnvFilter, fmt, layer::SubscriberExt, util::SubscriberInitExt};

use crate::settings::{LogFormat, LogSettings};

/// What would log statements, addresses or whole dialogues: never below a warning.
const CAPPED: [&str; 4] = ["sqlx", "sea_orm", "sea_orm_migration", "lettre"];

/// Logs to standard error from now on. Does nothing when something logs already.
pub fn init(settings: &LogSettings) {
    let capped = CAPPED.iter().filter_map(|target| format!("{target}=warn").parse().ok());
    let filter = capped.fold(EnvFilter::default().add_directive(settings.level.into()), EnvFilter::add_directive);
    let registry = tracing_subscriber::registry().with(filter);
    let initialised = match settings.format {
        LogFormat::Text => registry.with(fmt::layer().with_writer(std::io::stderr)).try_init(),
        LogFormat::Json => registry.with(fmt::layer().json().with_writer(std::io::stderr)).try_init(),
    };
    // The only failure is a log that is there already, as in tests.
    drop(initialised);
}
