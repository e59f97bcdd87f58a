//! What can go wrong, sorted by what the caller can do about it.

use domain::{
    invalid::InvalidMember,
    refusal::{No, Refusal},
};
use sea_orm::{DbErr, RuntimeErr, sqlx};

/// Short form for results of this crate.
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// Why a transaction did not happen. Nothing of it has been kept.
#[derive(Debug, Clone, thiserror::Error)]
pub enum Error {
    /// The rules say no.
    #[error("refused: {0}")]
    Refused(Refusal),
    /// Members of the request are not acceptable.
    #[error("invalid members")]
    Invalid(Vec<InvalidMember>),
    /// There is no such row, or none that the caller may see.
    #[error("not found")]
    NotFound,
    /// The row has changed since the caller read it.
    #[error("stale version")]
    Stale,
    /// The idempotency key was used for another request.
    #[error("idempotency key reused")]
    KeyReused,
    /// The database is busy or away; the same request may succeed in a moment.
    #[error("database unavailable: {0}")]
    Unavailable(String),
    /// Another transaction came between; the whole transaction may be tried again.
    #[error("serialization conflict: {0}")]
    Conflict(String),
    /// A guard in the database refused what the rules let through, or a row cannot be read: a fault of ours.
    #[error("internal fault: {0}")]
    Fault(String),
}

impl From<Refusal> for Error {
    fn from(refusal: Refusal) -> Self {
        Self::Refused(refusal)
    }
}

impl From<No> for Error {
    fn from(no: No) -> Self {
        match no {
            No::Refused(refusal) => Self::Refused(refusal),
            No::Invalid(members) => Self::Invalid(members),
        }
    }
}

impl From<DbErr> for Error {
    fn from(error: DbErr) -> Self {
        let text = error.to_string();
        match error {
            DbErr::RecordNotFound(_) => Self::NotFound,
            DbErr::ConnectionAcquire(_) => Self::Unavailable(text),
            DbErr::Conn(RuntimeErr::SqlxError(inner))
            | DbErr::Exec(RuntimeErr::SqlxError(inner))
            | DbErr::Query(RuntimeErr::SqlxError(inner)) => from_sqlx(&inner, text),
            _ => Self::Fault(text),
        }
    }
}

/// Sorts the databases' own codes: PostgreSQL's SQLSTATE and SQLite's result codes.
fn from_sqlx(error: &sqlx::Error, text: String) -> Error {
    let sqlx::Error::Database(database) = error else {
        return Error::Unavailable(text);
    };
    let code = database.code().unwrap_or_default();
    match code.as_ref() {
        // Serialization failure and deadlock: whole transaction again. 5 and 517 are SQLite's busy and busy-snapshot.
        "40001" | "40P01" | "5" | "517" => Error::Conflict(text),
        // Lock and statement limits, shutting down, too many connections, connection lost.
        "55P03" | "57014" | "57P01" | "57P02" | "57P03" | "53300" | "25P03" => Error::Unavailable(text),
        code if code.starts_with("08") || code.starts_with("53") => Error::Unavailable(text),
        // SQLite: I/O error, corrupt, full, cannot open, read-only.
        code if sqlite_primary(code).is_some_and(|code| [8, 10, 11, 13, 14, 26].contains(&code)) => {
            Error::Unavailable(text)
        }
        _ => Error::Fault(text),
    }
}

/// SQLite's extended codes carry the primary one in their lowest byte; PostgreSQL's codes have five places.
fn sqlite_primary(code: &str) -> Option<u32> {
    let code: u32 = code.parse().ok().filter(|_| code.len() < 5)?;
    Some(code & 0xff)
}

/// For an insert that may find its name taken: the refusal, when that is what went wrong.
pub(crate) fn taken(refusal: Refusal) -> impl FnOnce(DbErr) -> Error {
    move |error| if is_unique_violation(&error) { refusal.into() } else { error.into() }
}

/// Whether the error is a unique constraint's: two callers wanted the same name at the same time.
pub(crate) fn is_unique_violation(error: &DbErr) -> bool {
    matches!(error.sql_err(), Some(sea_orm::SqlErr::UniqueConstraintViolation(_)))
}
