//! Waves of the self-assessment with their answers, and surveys of managers.

use sea_orm_migration::prelude::*;

/// The fifth step.
pub struct Migration;

impl MigrationName for Migration {
    fn name(&self) -> &str {
        "m0005_self_assessment"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        crate::run(manager, include_str!("self_assessment.sql")).await
    }
}
