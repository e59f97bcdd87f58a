//! The audit log: every change of every audited table, chained entry to entry.

use sea_orm_migration::prelude::*;
use sea_orm_migration::sea_orm::{ConnectionTrait, DbBackend};

/// The fourteenth step.
pub struct Migration;

impl MigrationName for Migration {
    fn name(&self) -> &str {
        "m0014_audit_chain"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        crate::run(manager, include_str!("audit_chain.sql")).await?;
        let triggers = match manager.get_connection().get_database_backend() {
            DbBackend::Postgres => include_str!("audit_chain.postgres.sql"),
            _ => include_str!("audit_chain.sqlite.sql"),
        };
        // The tables are watched when all steps are done: see `audited::watch`.
        crate::run(manager, triggers).await
    }
}
