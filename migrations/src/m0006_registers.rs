//! The registers behind four of the indicators: Digiteket profiles, grants, action plans and collaborations.

use sea_orm_migration::prelude::*;

/// The sixth step.
pub struct Migration;

impl MigrationName for Migration {
    fn name(&self) -> &str {
        "m0006_registers"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        crate::run(manager, include_str!("registers.sql")).await
    }
}
