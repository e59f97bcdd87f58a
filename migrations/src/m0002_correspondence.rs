//! Mail that arrives, and calendars that answer.

use sea_orm_migration::prelude::*;

/// The second step.
pub struct Migration;

impl MigrationName for Migration {
    fn name(&self) -> &str {
        "m0002_correspondence"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        crate::run(manager, include_str!("correspondence.sql")).await
    }
}
