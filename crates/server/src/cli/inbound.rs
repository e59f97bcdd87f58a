//! `kursplats inbound`: one mail from standard input, handed over by any mail server.

use std::{
    io::{self, Read},
    process::ExitCode,
    sync::Arc,
};

use anyhow::{Context, Result, ensure};
use http_api::Clock;
use persistence::{Error, installation};
use tokio::sync::Notify;

use crate::{
    Settings,
    inbound::{Handled, Inbox, folder::MailFolder},
    running, telemetry, words,
};

/// The mail server shall keep the mail and bring it again (EX_TEMPFAIL of sysexits.h).
const BRING_AGAIN: u8 = 75;
/// The mail server shall send the mail back (EX_DATAERR).
const NOT_TAKEN: u8 = 65;
/// The longest mail that is kept, in octets. What is too long to be read as an answer is kept for people.
const OCTETS_MAX: u64 = 32 * 1024 * 1024;
/// Where mail servers say whom the mail is for: Postfix, then Exim and others.
const VARIABLES: [&str; 2] = ["ORIGINAL_RECIPIENT", "RECIPIENT"];

/// Takes one mail in. Whatever goes wrong on our side, the mail server keeps the mail: an answer is never sent back.
pub(super) async fn carry_out(
    settings: Result<Settings, crate::settings::SettingsError>,
    recipient: Option<String>,
) -> ExitCode {
    let mut mail = Vec::new();
    let taken = match io::stdin().take(OCTETS_MAX + 1).read_to_end(&mut mail) {
        Ok(octets) if octets as u64 > OCTETS_MAX => {
            eprintln!("Mejlet är för stort och tas inte emot.");
            return ExitCode::from(NOT_TAKEN);
        }
        Ok(_) => {
            let recipient = recipient.or_else(|| VARIABLES.iter().find_map(|name| std::env::var(name).ok()));
            take(settings, &mail, recipient.as_deref()).await
        }
        Err(error) => Err(error.into()),
    };
    match taken {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{error:#}");
            ExitCode::from(BRING_AGAIN)
        }
    }
}

async fn take(
    settings: Result<Settings, crate::settings::SettingsError>,
    mail: &[u8],
    recipient: Option<&str>,
) -> Result<()> {
    let settings = settings?;
    ensure!(settings.mail.inbound.is_some(), "inbound.address är inte satt, så inga svar läses.");
    let folder = MailFolder::new(&settings.inbound.folder);
    if settings.database.url.is_file() {
        // One SQLite file has one writer, and that is the server.
        return folder.hand_over(mail, recipient).context("Mejlet kunde inte lämnas till servern");
    }
    telemetry::init(&settings.log);
    let db = running::connect(&settings.database).await?;
    let seal = installation::seal(&db).await.map_err(words::database)?;
    // A seat that a no gives back may go to the next in line, who is then invited.
    let db = db.inviting_as(settings.mail.sender(seal.clone(), None).organizers());
    let wake = Arc::new(Notify::new());
    let inbox = Inbox::of(&settings, &db, &Clock::system(), &seal, &wake).context("inbound.address är inte satt")?;
    let handled = inbox.take(mail, recipient).await;
    db.close().await.map_err(words::database)?;
    match handled {
        Ok(Handled::Done(_)) => Ok(()),
        Ok(Handled::ForPeople(_)) | Err(Error::Fault(_)) => {
            folder.keep_for_people(mail).context("Mejlet kunde inte sparas för läsning")
        }
        Err(error) => Err(words::database(error)),
    }
}
