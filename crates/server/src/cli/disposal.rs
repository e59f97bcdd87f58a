//! `kursplats disposal`: what is due goes, and the protocol is printed.

use anyhow::{Result, bail};
use domain::disposal::{DisposalEntry, EntryState};
use http_api::Clock;
use persistence::{disposal, installation};

use super::{connect, say};
use crate::{Settings, words};

/// Disposes of what is due, or counts it. What is going on is told on standard error, the protocol on standard output.
pub(super) async fn carry_out(settings: &Settings, dry_run: bool) -> Result<()> {
    let db = connect(settings).await?;
    if !installation::is_current(&db).await.map_err(words::database)? {
        bail!("Databasen är inte aktuell. Kör först: kursplats migrate");
    }
    let now = Clock::system().now();
    let entries = if dry_run {
        disposal::dry_run(&db, now).await.map_err(words::database)?
    } else {
        let going = |class: domain::disposal::DisposalClass, gone: u64| eprintln!("{class}: {gone}");
        disposal::run(&db, None, now, &going).await.map_err(words::database)?.entries
    };
    say(&protocol(&entries, dry_run))?;
    db.close().await.map_err(words::database)
}

/// The protocol as people read it: no name of anybody.
fn protocol(entries: &[DisposalEntry], dry_run: bool) -> String {
    let line = |entry: &DisposalEntry| {
        let (title, period) = (entry.class.words().0, entry.kept_for.words().0);
        let from = entry.class.counted_from().0;
        let decision = entry.decision.as_ref().map_or("inget beslut, inget gallras", |decision| decision.as_str());
        let done = match entry.state {
            _ if dry_run => format!("{} att gallra", entry.disposed),
            EntryState::Undecided => "inget gallrat".to_owned(),
            EntryState::Begun | EntryState::Done => format!("{} gallrade", entry.disposed),
        };
        format!("{title}: {done} ({period} {from}; {decision})")
    };
    entries.iter().map(line).collect::<Vec<_>>().join("\n")
}
