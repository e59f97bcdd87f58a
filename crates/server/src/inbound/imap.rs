//! Fetching mail from a mailbox by IMAP (RFC 3501), as any mail program would.
//!
//! A mail is taken in first and moved afterwards: whoever is stopped between the two finds it again, and taken in a
//! second time it changes nothing. So nothing has to be remembered from one round to the next, and UIDs that a server
//! gives out anew (UIDVALIDITY) cannot be mistaken for others. What people wrote is moved to where people look.

use std::time::Duration;

use anyhow::{Context, Result, bail};
use async_imap::{Client, Session};
use futures_util::TryStreamExt;

use super::{Handled, Inbox};
use crate::settings::{ImapSecurity, ImapSettings};

mod connection;
mod folder_name;

use connection::Connection;

/// The longest round. A server that falls silent is left, and asked anew later.
const ROUND_MAX: Duration = Duration::from_secs(300);
/// Mails of one round.
const PORTION: usize = 50;

/// Takes in the mail that waits in a mailbox, and moves it. Returns how many mails it was.
///
/// # Errors
/// The first thing that went wrong; what is left waits for the next time.
pub async fn take_in(settings: &ImapSettings, inbox: &Inbox) -> Result<usize> {
    tokio::time::timeout(ROUND_MAX, round(settings, inbox)).await.context("Brevlådan svarar inte")?
}

async fn round(settings: &ImapSettings, inbox: &Inbox) -> Result<usize> {
    let mut session = sign_in(settings).await?;
    session.select(folder_name::encoded(&settings.folder)).await.context("mappen kan inte öppnas")?;
    let mut waiting: Vec<u32> = session.uid_search("UNDELETED").await?.into_iter().collect();
    waiting.sort_unstable();
    waiting.truncate(PORTION);
    for uid in &waiting {
        let target = match content(&mut session, *uid).await? {
            Some(mail) => match inbox.take(&mail, None).await {
                Ok(Handled::Done(_)) => &settings.done_folder,
                Ok(Handled::ForPeople(_)) | Err(persistence::Error::Fault(_)) => &settings.people_folder,
                Err(error) => return Err(error.into()),
            },
            // Too long to be an answer; not even fetched.
            None => &settings.people_folder,
        };
        relocate(&mut session, *uid, target).await?;
    }
    session.logout().await?;
    Ok(waiting.len())
}

async fn sign_in(settings: &ImapSettings) -> Result<Session<Connection>> {
    let stream = connection::open(settings).await?;
    let mut client = Client::new(stream);
    client.read_response().await?.context("servern hälsade inte")?;
    if settings.security == ImapSecurity::StartTls {
        // Refused, or taken out on the way: nothing more is said in clear.
        client.run_command_and_check_ok("STARTTLS", None).await.context("servern krypterar inte")?;
        client = Client::new(connection::encrypted(settings, client.into_inner()).await?);
    }
    let signed_in = client.login(&settings.user, &settings.password).await;
    signed_in.map_err(|(error, _)| error).context("servern godtar inte inloggningen")
}

/// A whole mail; none when it is too long.
async fn content(session: &mut Session<Connection>, uid: u32) -> Result<Option<Vec<u8>>> {
    let sizes: Vec<_> = session.uid_fetch(uid.to_string(), "(UID RFC822.SIZE)").await?.try_collect().await?;
    let Some(size) = sizes.iter().find(|fetch| fetch.uid == Some(uid)).and_then(|fetch| fetch.size) else {
        bail!("servern säger inte hur stort ett mejl är");
    };
    if size as usize > inbound::OCTETS_MAX {
        return Ok(None);
    }
    let fetched: Vec<_> = session.uid_fetch(uid.to_string(), "(UID BODY.PEEK[])").await?.try_collect().await?;
    let mail = fetched.iter().find(|fetch| fetch.uid == Some(uid)).and_then(|fetch| fetch.body());
    Ok(Some(mail.context("servern gav inte mejlet")?.to_vec()))
}

/// Moves a mail, at once where the server can (RFC 6851). The folder is made when it is not there.
///
/// Elsewhere it is copied, marked as deleted, and removed by its UID where the server can (RFC 4315). Never by a plain
/// EXPUNGE, which would take along what somebody else has marked: what only stays marked is not looked at again.
async fn relocate(session: &mut Session<Connection>, uid: u32, folder: &str) -> Result<()> {
    let (uid, folder) = (uid.to_string(), folder_name::encoded(folder));
    let offered = session.capabilities().await?;
    let at_once = offered.has_str("MOVE");
    let moved = if at_once { session.uid_mv(&uid, &folder).await } else { session.uid_copy(&uid, &folder).await };
    if moved.is_err() {
        session.create(&folder).await.context("mappen kan inte skapas")?;
        if at_once { session.uid_mv(&uid, &folder).await } else { session.uid_copy(&uid, &folder).await }
            .context("mejlet kan inte flyttas")?;
    }
    if !at_once {
        let _: Vec<_> = session.uid_store(&uid, "+FLAGS.SILENT (\\Deleted)").await?.try_collect().await?;
        if offered.has_str("UIDPLUS") {
            let _: Vec<_> = session.uid_expunge(&uid).await?.try_collect().await?;
        }
    }
    Ok(())
}
