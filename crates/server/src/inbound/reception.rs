//! Looking for mail that comes in, beside everything else the server does.

use std::{sync::Arc, time::Duration};

use tokio::sync::watch;

use super::{Inbox, folder::MailFolder, imap};
use crate::settings::ImapSettings;

/// How often the folder is looked at.
const FOLDER_EVERY: Duration = Duration::from_secs(1);
/// The pause after something went wrong.
const PAUSE_AFTER_ERROR: Duration = Duration::from_secs(30);

/// Brings mail in.
pub struct Reception {
    /// Where it is taken in.
    pub inbox: Inbox,
    folder: MailFolder,
    mailbox: Option<ImapSettings>,
}

impl Reception {
    /// A reception that has not begun.
    pub fn new(inbox: Inbox, folder: MailFolder, mailbox: Option<ImapSettings>) -> Self {
        Self { inbox, folder, mailbox }
    }

    /// Takes in what waits in the folder and in the mailbox. Returns how many mails it was.
    ///
    /// # Errors
    /// What went wrong; what is left waits for the next time.
    pub async fn run_once(&self) -> anyhow::Result<usize> {
        Ok(self.empty_folder().await? + self.empty_mailbox().await?)
    }

    async fn empty_folder(&self) -> anyhow::Result<usize> {
        self.folder.take_in(&self.inbox).await
    }

    async fn empty_mailbox(&self) -> anyhow::Result<usize> {
        match &self.mailbox {
            Some(mailbox) => imap::take_in(mailbox, &self.inbox).await,
            None => Ok(0),
        }
    }

    /// Looks again and again until told to stop. A mailbox that does not answer keeps nothing else waiting.
    pub async fn run(self: Arc<Self>, stop: watch::Receiver<bool>) {
        let folder = again_and_again(FOLDER_EVERY, stop.clone(), || self.empty_folder());
        let Some(mailbox) = &self.mailbox else { return folder.await };
        let mailbox = again_and_again(mailbox.poll, stop, || self.empty_mailbox());
        tokio::join!(folder, mailbox);
    }
}

async fn again_and_again<F, Taken>(every: Duration, mut stop: watch::Receiver<bool>, take_in: F)
where
    F: Fn() -> Taken,
    Taken: Future<Output = anyhow::Result<usize>>,
{
    let mut failing = false;
    while !*stop.borrow_and_update() {
        // Taking a mail in goes on in a task of its own; only the looking ends here.
        let taken = tokio::select! {
            taken = take_in() => taken,
            _ = stop.changed() => return,
        };
        let pause = match taken {
            Ok(taken) => {
                failing = false;
                if taken > 0 { Duration::ZERO } else { every }
            }
            Err(error) => {
                if !std::mem::replace(&mut failing, true) {
                    tracing::error!(error = format!("{error:#}"), "mail cannot be taken in");
                }
                every.max(PAUSE_AFTER_ERROR)
            }
        };
        tokio::select! {
            () = tokio::time::sleep(pause) => {}
            _ = stop.changed() => {}
        }
    }
}
