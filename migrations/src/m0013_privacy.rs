//! Needs, protected identities, and what was decided about a person's data.

use sea_orm_migration::prelude::*;

/// The thirteenth step.
pub struct Migration;

impl MigrationName for Migration {
    fn name(&self) -> &str {
        "m0013_privacy"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        crate::run(manager, include_str!("privacy.sql")).await
    }
}
