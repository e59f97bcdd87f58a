//! Reads the settings back: what keeps acknowledged data is not taken on trust.

use sea_orm::{ConnectionTrait, DatabaseConnection, DbBackend, Statement, sqlx};

use crate::{Error, Result};

/// The first bundled SQLite without the known fault in its write-ahead log.
const SQLITE_VERSION_MIN: (u32, u32, u32) = (3, 51, 3);

/// Asserts the pragmas of the writer and the version of the library.
pub(super) async fn sqlite(writer: &DatabaseConnection) -> Result<()> {
    for (pragma, expected) in [("journal_mode", "wal"), ("synchronous", "2"), ("foreign_keys", "1")] {
        let found = single(writer, &format!("SELECT CAST((SELECT * FROM pragma_{pragma}) AS TEXT)")).await?;
        if found != expected {
            return Err(Error::Unavailable(format!("pragma {pragma} is {found}, not {expected}")));
        }
    }
    let version = single(writer, "SELECT sqlite_version()").await?;
    let mut parts = version.split('.').map(|part| part.parse().unwrap_or(0));
    let found = (parts.next().unwrap_or(0), parts.next().unwrap_or(0), parts.next().unwrap_or(0));
    if found < SQLITE_VERSION_MIN {
        return Err(Error::Unavailable(format!("sqlite {version} is too old")));
    }
    Ok(())
}

async fn single(connection: &DatabaseConnection, sql: &str) -> Result<String> {
    let row = connection.query_one_raw(Statement::from_string(DbBackend::Sqlite, sql)).await?.ok_or(Error::NotFound)?;
    Ok(row.try_get_by_index(0)?)
}

/// Refuses a server that only follows another one; what is written there would be refused anyway, later.
/// Refuses one too that answers before what it took is safe.
pub(super) async fn postgres(connection: &mut sqlx::PgConnection) -> std::result::Result<(), sqlx::Error> {
    for (setting, unsafe_value) in [("fsync", "off"), ("full_page_writes", "off"), ("synchronous_commit", "off")] {
        let query = sqlx::query_scalar("SELECT current_setting($1)").bind(setting);
        let found: String = query.fetch_one(&mut *connection).await?;
        if found == unsafe_value {
            return Err(sqlx::Error::Configuration(format!("{setting} is off: bookings could be lost").into()));
        }
    }
    let in_recovery: bool = sqlx::query_scalar("SELECT pg_is_in_recovery()").fetch_one(connection).await?;
    if in_recovery {
        return Err(sqlx::Error::Configuration("the server is a standby: it cannot be written to".into()));
    }
    Ok(())
}
