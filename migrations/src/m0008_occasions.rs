//! What training occasions are counted from.

use sea_orm_migration::prelude::*;
use sea_orm_migration::sea_orm::{ConnectionTrait, DbBackend};

/// The eighth step.
pub struct Migration;

impl MigrationName for Migration {
    fn name(&self) -> &str {
        "m0008_occasions"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        crate::run(manager, include_str!("occasions.sql")).await?;
        let generations = match manager.get_connection().get_database_backend() {
            DbBackend::Postgres => include_str!("generations.postgres.sql"),
            _ => include_str!("generations.sqlite.sql"),
        };
        crate::run(manager, generations).await
    }
}
