//! Disposal: its rules and its protocols, and the ways to what is due.

use sea_orm_migration::prelude::*;

/// The fifteenth step.
pub struct Migration;

impl MigrationName for Migration {
    fn name(&self) -> &str {
        "m0015_disposal"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        crate::run(manager, include_str!("disposal.sql")).await
    }
}
