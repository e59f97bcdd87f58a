//! The register, the catalogue, sessions and bookings, attendance, history and the outbox.

use sea_orm_migration::prelude::*;
use sea_orm_migration::sea_orm::{ConnectionTrait, DbBackend};

/// The first step.
pub struct Migration;

impl MigrationName for Migration {
    fn name(&self) -> &str {
        "m0001_foundation"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    // Half a schema is worse than none; SQLite would otherwise run without a transaction.
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        crate::run(manager, include_str!("foundation.sql")).await?;
        let triggers = match manager.get_connection().get_database_backend() {
            DbBackend::Postgres => include_str!("final_states.postgres.sql"),
            _ => include_str!("final_states.sqlite.sql"),
        };
        crate::run(manager, triggers).await
    }
}
