//! Looking for mail that comes in, beside everything else the server does.

use std::{sync::Arc, time::Duration};

use tokio::sync::watch;

use super::{Inbox, folder::MailFolder};

/// How often the folder is looked at.
const FOLDER_EVERY: Duration = Duration::from_secs(1);
/// The pause after something went wrong.
const PAUSE_AFTER_ERROR: Duration = Duration::from_secs(30);

/// Brings mail in.
pub struct Reception {
    /// Where it is taken in.
    pub inbox: Inbox,
    folder: MailFolder,
}

impl Reception {
    /// A reception that has not begun.
    pub fn new(inbox: Inbox, folder: MailFolder) -> Self {
        Self { inbox, folder }
    }

    /// Takes in what waits in the folder. Returns how many mails it was.
    ///
    /// # Errors
    /// What went wrong; what is left waits for the next time.
    pub async fn run_once(&self) -> anyhow::Result<usize> {
        self.folder.take_in(&self.inbox).await
    }

    /// Looks again and again until told to stop.
    pub async fn run(self: Arc<Self>, mut stop: watch::Receiver<bool>) {
        let mut failing = false;
        while !*stop.borrow_and_update() {
            let pause = match self.run_once().await {
                Ok(taken) => {
                    failing = false;
                    if taken > 0 { Duration::ZERO } else { FOLDER_EVERY }
                }
                Err(error) => {
                    if !std::mem::replace(&mut failing, true) {
                        tracing::error!(error = %error, "mail cannot be taken in");
                    }
                    PAUSE_AFTER_ERROR
                }
            };
            tokio::select! {
                () = tokio::time::sleep(pause) => {}
                _ = stop.changed() => {}
            }
        }
    }
}
