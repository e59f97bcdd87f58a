//! The demo: a county of invented people, put into a database of its own, with a tour to try it by.

use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use http_api::Clock;
use notices::Transport;
use persistence::{
    Db,
    installation::{self, Kind},
};

use crate::{
    running::{self, Running},
    settings::{DatabaseUrl, Settings},
    words,
};

mod access;
mod plan;
mod seed;
mod tour;

/// A demo that runs.
pub struct Demo {
    /// The system.
    pub running: Running,
    /// What to try, in Swedish, with commands to paste.
    pub tour: String,
}

/// Puts the demo into a folder, unless it is there already, and starts it for this machine only.
///
/// # Errors
/// In words for whoever started it; for example when the folder holds anything but a demo.
pub async fn start(folder: &Path, port: u16, clock: Clock) -> Result<Demo> {
    std::fs::create_dir_all(folder).with_context(|| format!("Mappen {} kan inte skapas", folder.display()))?;
    let folder = folder.canonicalize().with_context(|| format!("Mappen {} kan inte läsas", folder.display()))?;
    let settings = settings(&folder, port);
    let db = prepare(&folder, &settings, &clock).await?;
    let running = running::start_on(db, &settings, clock).await?;
    let origin = format!("http://{}", running.address);
    let access = access::renew(&running.app, &folder, &origin).await?;
    let tour = tour::write(&running.app, &folder, &origin, &access).await?;
    Ok(Demo { running, tour })
}

/// The settings of a demo: mail goes into the folder, never to a network.
fn settings(folder: &Path, port: u16) -> Settings {
    let mut settings = Settings::built_in();
    settings.http.address = ([127, 0, 0, 1], port).into();
    // Any free port is not known yet, and then there are no links.
    settings.http.public_url = (port != 0).then(|| format!("http://127.0.0.1:{port}"));
    settings.database.url = url(&database_file(folder));
    settings.mail.transport = Transport::Files(folder.join("mail"));
    settings.inbound.folder = folder.join("inbound");
    settings
}

fn database_file(folder: &Path) -> PathBuf {
    folder.join("kursplats.db")
}

fn url(file: &Path) -> DatabaseUrl {
    DatabaseUrl::new(format!("sqlite:{}", file.display()))
}

/// Opens the demo's database, which is filled first if it is new.
async fn prepare(folder: &Path, settings: &Settings, clock: &Clock) -> Result<Db> {
    let file = database_file(folder);
    if !file.exists() {
        fill_aside(&file, settings, clock).await?;
    }
    let db = running::open(&settings.database, Kind::Demo, clock.now()).await?;
    if !has_people(&db).await? {
        seed::fill(&db, clock.now()).await?;
    }
    Ok(db)
}

/// Fills another file and gives it its name when it is complete, so that a demo is there whole or not at all.
async fn fill_aside(file: &Path, settings: &Settings, clock: &Clock) -> Result<()> {
    let aside = file.with_extension("db.new");
    let mut database = settings.database.clone();
    database.url = url(&aside);
    let mut db = running::open(&database, Kind::Demo, clock.now()).await?;
    if has_people(&db).await? {
        // What an interrupted attempt has left.
        db.close().await.map_err(words::database)?;
        std::fs::remove_file(&aside)?;
        db = running::open(&database, Kind::Demo, clock.now()).await?;
    }
    seed::fill(&db, clock.now()).await?;
    db.close().await.map_err(words::database)?;
    std::fs::rename(&aside, file).with_context(|| format!("{} kan inte skapas", file.display()))?;
    std::fs::remove_file(aside.with_extension("new.lock"))?;
    Ok(())
}

async fn has_people(db: &Db) -> Result<bool> {
    installation::has_people(db).await.map_err(words::database)
}
