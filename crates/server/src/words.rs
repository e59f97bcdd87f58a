//! What went wrong, in words for whoever runs the program.

use std::{io, net::SocketAddr};

use anyhow::anyhow;
use persistence::Error;

/// An answer of the database.
pub fn database(error: Error) -> anyhow::Error {
    match error {
        Error::Unavailable(reason) if reason.ends_with("is in use by another process") => anyhow!(
            "Databasen används redan av en annan process, troligen servern. Bara en i taget kan ha en SQLite-fil \
             öppen: stoppa servern eller använd API:et i stället."
        ),
        Error::Unavailable(reason) if reason.ends_with("holds live data") => {
            anyhow!("Databasen innehåller riktiga uppgifter. Demon läggs aldrig bland dem: välj en annan mapp.")
        }
        Error::Unavailable(reason) if reason.ends_with("that are not demo data") => {
            anyhow!("Databasen innehåller personer som inte hör till demon: välj en annan mapp.")
        }
        Error::Unavailable(reason) if reason.ends_with("holds demo data") => {
            anyhow!("Databasen innehåller demons påhittade uppgifter. Välj en annan databas för riktiga uppgifter.")
        }
        Error::Unavailable(reason) => anyhow!("Databasen går inte att använda: {reason}"),
        Error::Fault(reason) if reason.contains("its file is missing") => {
            anyhow!("Databasen är från en nyare version av Kursplats än det här programmet. Använd den versionen.")
        }
        other => anyhow!("Databasen gav ett oväntat svar: {other}"),
    }
}

/// A listener that could not be opened.
pub(crate) fn listening(address: SocketAddr, error: &io::Error) -> anyhow::Error {
    match error.kind() {
        io::ErrorKind::AddrInUse => {
            anyhow!("Adressen {address} används redan av ett annat program. Stoppa det eller välj en annan port.")
        }
        io::ErrorKind::PermissionDenied => {
            anyhow!("Adressen {address} får inte användas. Portar under 1024 kräver särskild behörighet.")
        }
        io::ErrorKind::AddrNotAvailable => anyhow!("Adressen {address} finns inte på den här maskinen."),
        _ => anyhow!("Det går inte att lyssna på {address}: {error}"),
    }
}
