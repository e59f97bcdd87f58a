//! The schema, one step a file, run on both databases.
//!
//! The steps are SQL, because CHECK constraints, partial indexes and triggers are rules of the house and
//! should be read as such; only the names of a few types differ between the databases.

use sea_orm_migration::prelude::*;
use sea_orm_migration::sea_orm::{ConnectionTrait, DbBackend};

pub mod audited;
mod m0001_foundation;
mod m0002_correspondence;
mod m0003_programmes;
mod m0004_organizer;
mod m0005_self_assessment;
mod m0006_registers;
mod m0007_reports;
mod m0008_occasions;
mod m0009_mail;
mod m0010_sign_in;
mod m0011_second_factor;
mod m0012_identity_providers;
mod m0013_privacy;
mod m0014_audit_chain;
mod m0015_disposal;

/// All steps, in order.
pub struct Migrator;

#[async_trait::async_trait]
impl MigratorTrait for Migrator {
    fn migrations() -> Vec<Box<dyn MigrationTrait>> {
        vec![
            Box::new(m0001_foundation::Migration),
            Box::new(m0002_correspondence::Migration),
            Box::new(m0003_programmes::Migration),
            Box::new(m0004_organizer::Migration),
            Box::new(m0005_self_assessment::Migration),
            Box::new(m0006_registers::Migration),
            Box::new(m0007_reports::Migration),
            Box::new(m0008_occasions::Migration),
            Box::new(m0009_mail::Migration),
            Box::new(m0010_sign_in::Migration),
            Box::new(m0011_second_factor::Migration),
            Box::new(m0012_identity_providers::Migration),
            Box::new(m0013_privacy::Migration),
            Box::new(m0014_audit_chain::Migration),
            Box::new(m0015_disposal::Migration),
        ]
    }
}

/// Runs SQL written for both databases.
async fn run(manager: &SchemaManager<'_>, sql: &str) -> Result<(), DbErr> {
    let connection = manager.get_connection();
    connection.execute_unprepared(&dialect(connection.get_database_backend(), sql)).await.map(|_| ())
}

/// Puts the database's own type names in place of the braces. SQLite keeps times as text that sorts as time
/// does, as long as all are UTC, and refuses values of another type (STRICT).
fn dialect(backend: DbBackend, sql: &str) -> String {
    let postgres = backend == DbBackend::Postgres;
    let types = [
        ("{uuid}", "BLOB", "uuid"),
        ("{timestamp}", "TEXT", "timestamptz"),
        ("{wall}", "TEXT", "timestamp"),
        ("{date}", "TEXT", "date"),
        ("{boolean}", "INTEGER", "boolean"),
        ("{bigint}", "INTEGER", "bigint"),
        ("{true}", "1", "true"),
        ("{false}", "0", "false"),
        ("{bytes}", "BLOB", "bytea"),
        ("{serial}", "INTEGER PRIMARY KEY", "bigserial PRIMARY KEY"),
        ("{strict}", " STRICT", ""),
        // Behind {strict}: rows have no order but that of their random identifiers.
        ("{unordered}", ", WITHOUT ROWID", ""),
    ];
    types.iter().fold(sql.to_owned(), |sql, (name, sqlite, pg)| sql.replace(name, if postgres { pg } else { sqlite }))
}
