//! Reports: drafts, comments, and what was said when they were locked.

use sea_orm_migration::prelude::*;
use sea_orm_migration::sea_orm::{ConnectionTrait, DbBackend};

/// The seventh step.
pub struct Migration;

impl MigrationName for Migration {
    fn name(&self) -> &str {
        "m0007_reports"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        crate::run(manager, include_str!("reports.sql")).await?;
        let triggers = match manager.get_connection().get_database_backend() {
            DbBackend::Postgres => include_str!("reports_kept.postgres.sql"),
            _ => include_str!("reports_kept.sqlite.sql"),
        };
        crate::run(manager, triggers).await
    }
}
