//! Being asked to stop by the system or at the keyboard.

use anyhow::{Context, Result};
use tokio::signal::unix::{Signal, SignalKind, signal};

/// SIGTERM and SIGINT, caught from the moment this is made.
pub struct Signals {
    terminate: Signal,
    interrupt: Signal,
}

impl Signals {
    /// Begins to catch them.
    ///
    /// # Errors
    /// When the system does not allow it.
    pub fn catch() -> Result<Self> {
        let catching = |kind| signal(kind).context("Signaler går inte att ta emot");
        Ok(Self { terminate: catching(SignalKind::terminate())?, interrupt: catching(SignalKind::interrupt())? })
    }

    /// Waits for the next one.
    pub async fn wait(&mut self) {
        tokio::select! {
            _ = self.terminate.recv() => {}
            _ = self.interrupt.recv() => {}
        }
    }

    /// Waits for one; from then on the next one ends the process at once.
    pub async fn then_exit_on_the_next(mut self) {
        self.wait().await;
        tokio::spawn(async move {
            self.wait().await;
            std::process::exit(1);
        });
    }
}
