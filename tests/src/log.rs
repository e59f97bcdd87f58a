//! What a whole run of tests logs, at its most talkative: into the file that `KURSPLATS_TEST_LOG` names, if it names one.
//! `KURSPLATS_TEST_LOG_LEVEL` says how much; everything down to `debug` when it says nothing. `KURSPLATS_TEST_LOG_FORMAT` may be
//! `json`.

use std::{fs::OpenOptions, sync::OnceLock};

use kursplats::{Settings, settings::LogFormat, telemetry};

/// From now on, in this process. What logs first stays: so before anything starts.
///
/// # Panics
/// When the file cannot be written.
pub fn capture() {
    static CAPTURED: OnceLock<()> = OnceLock::new();
    CAPTURED.get_or_init(|| {
        let Some(path) = std::env::var_os("KURSPLATS_TEST_LOG") else { return };
        let level = std::env::var("KURSPLATS_TEST_LOG_LEVEL").unwrap_or_else(|_| "debug".to_owned());
        let mut settings = Settings::built_in().log;
        settings.level = level.parse().expect("a level");
        if std::env::var("KURSPLATS_TEST_LOG_FORMAT").is_ok_and(|format| format == "json") {
            settings.format = LogFormat::Json;
        }
        let file = OpenOptions::new().create(true).append(true).open(path).expect("the file of the log");
        telemetry::init_into(&settings, file);
    });
}
