//! The program's commands: read from top to bottom, each a few lines.

use std::{
    io::{self, Write},
    process::ExitCode,
};

use anyhow::{Result, bail};
use clap::Parser;
use http_api::Clock;

use crate::{Settings, demo, running, signals::Signals, telemetry, words};
use domain::notice::MessageState;
use persistence::{
    audit,
    audit_log::{self, Head, Reach},
    installation::{self, Kind},
    outbox, tokens,
};

mod arguments;
mod disposal;
mod inbound;
mod mail;
mod mail_desk;

use arguments::{Arguments, Command};

/// Carries out what the command line says. The exit code is 0 when all went well, 2 for a command line that
/// cannot be read, and 1 for everything else; those of `inbound` are what mail servers expect.
#[tokio::main]
pub async fn main() -> ExitCode {
    let arguments = Arguments::try_parse().unwrap_or_else(|error| arguments::explain(&error));
    match carry_out(arguments.command).await {
        Ok(code) => code,
        Err(error) => {
            eprintln!("{error:#}");
            ExitCode::FAILURE
        }
    }
}

async fn carry_out(command: Command) -> Result<ExitCode> {
    match command {
        Command::Demo { data, port } => demonstrate(&data, port).await?,
        Command::Serve { settings } => serve(settings.read()?).await?,
        Command::Migrate { settings } => migrate(settings.read()?).await?,
        Command::Token { settings, role, name, email } => {
            let db = connect(&settings.read()?).await?;
            running::migrate(&db).await?;
            let (person, token) =
                tokens::issue(&db, role, name, email, Clock::system().now()).await.map_err(words::database)?;
            eprintln!("Nyckel för rollen {role}, person {person}. Den visas bara nu och gäller i ett år:");
            say(&token)?;
            audit_log::seal(&db, Reach::All).await.map_err(words::database)?;
            db.close().await.map_err(words::database)?;
        }
        Command::FirstLink { settings } => first_link(settings.read()?).await?,
        Command::Openapi => say(&http_api::document())?,
        Command::Audit { settings, head } => return check(settings.read()?, head).await,
        Command::Disposal { settings, dry_run } => disposal::carry_out(&settings.read()?, dry_run).await?,
        Command::Inbound { settings, recipient } => return Ok(inbound::carry_out(settings.read(), recipient).await),
        Command::Mail { command } => return mail::carry_out(command).await,
    }
    Ok(ExitCode::SUCCESS)
}

async fn connect(settings: &Settings) -> Result<persistence::Db> {
    telemetry::init(&settings.log);
    running::connect(&settings.database).await
}

async fn demonstrate(data: &std::path::Path, port: u16) -> Result<()> {
    let mut signals = Signals::catch()?;
    let mut log = Settings::built_in().log;
    log.level = tracing::level_filters::LevelFilter::WARN;
    telemetry::init(&log);
    let demo = tokio::select! {
        demo = demo::start(data, port, Clock::system()) => demo?,
        () = signals.wait() => bail!("Avbrutet innan demon var klar."),
    };
    say(&demo.tour)?;
    demo.running.run_until(signals.then_exit_on_the_next()).await
}

async fn serve(settings: Settings) -> Result<()> {
    let mut signals = Signals::catch()?;
    telemetry::init(&settings.log);
    let running = tokio::select! {
        running = running::start(settings, Clock::system()) => running?,
        () = signals.wait() => bail!("Avbrutet innan servern var igång."),
    };
    if let Some(link) = running.first_link().await? {
        show_first(&link)?;
    }
    running.run_until(signals.then_exit_on_the_next()).await
}

/// Makes a new link for the first coordinator; the one before it opens nothing any more.
async fn first_link(settings: Settings) -> Result<()> {
    telemetry::init(&settings.log);
    let now = Clock::system().now();
    let db = running::open(&settings.database, Kind::Live, now).await?;
    let link = running::first_link(&db, settings.http.public_url.as_deref(), settings.http.address, now).await?;
    db.close().await.map_err(words::database)?;
    match link {
        Some(link) => Ok(show_first(&link)?),
        None => bail!("Det finns redan någon i registret. Logga in, eller ge någon en roll med: kursplats token"),
    }
}

fn show_first(link: &str) -> io::Result<()> {
    say(&format!(
        "Ingen finns i registret än. Den som öppnar länken blir den första samordnaren; den gäller en gång, i ett \
         dygn:\n{link}"
    ))
}

async fn migrate(settings: Settings) -> Result<()> {
    let db = connect(&settings).await?;
    let steps = running::migrate(&db).await?;
    say(&format!("Databasen är aktuell; {steps} steg utfördes."))?;
    db.close().await.map_err(words::database)
}

/// Success only when nothing was found.
async fn check(settings: Settings, head: Option<Head>) -> Result<ExitCode> {
    telemetry::init(&settings.log);
    let db = running::connect_to_read(&settings.database).await?;
    if !installation::is_current(&db).await.map_err(words::database)? {
        bail!("Databasen är inte aktuell. Kör först: kursplats migrate");
    }
    let mut findings = audit::audit(&db).await.map_err(words::database)?;
    let log = audit_log::check(&db, Clock::system().now(), head).await.map_err(words::database)?;
    findings.extend(log.findings);
    findings.extend(log.unaccounted);
    let mail = outbox::figures(&db).await.map_err(words::database)?;
    let dead = mail.dead_notices + mail.messages_in(MessageState::Dead);
    if dead > 0 {
        eprintln!("{dead} meddelanden har inte kunnat skickas och väntar på att någon tittar på dem.");
    }
    for finding in &findings {
        say(&format!("{} {}: {}", finding.invariant, finding.id, finding.fault))?;
    }
    db.close().await.map_err(words::database)?;
    if let Some(head) = log.head {
        say(&format!("Loggens huvud: {head}"))?;
    }
    eprintln!("{}", if findings.is_empty() { "Inga fel hittades." } else { "Fel hittades; de står ovan." });
    Ok(if findings.is_empty() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// Writes a text to standard output, with one line end last.
fn say(text: &str) -> io::Result<()> {
    hand_over(format!("{}\n", text.trim_end()).as_bytes())
}

/// Writes bytes to standard output as they are. A reader that has had enough, such as `head`, is no failure.
fn hand_over(bytes: &[u8]) -> io::Result<()> {
    let mut output = io::stdout();
    match output.write_all(bytes).and_then(|()| output.flush()) {
        Err(error) if error.kind() != io::ErrorKind::BrokenPipe => Err(error),
        _ => Ok(()),
    }
}
