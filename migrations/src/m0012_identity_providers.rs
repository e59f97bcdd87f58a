//! Signing in with the account at one's own employer.

use sea_orm_migration::prelude::*;

/// The twelfth step.
pub struct Migration;

impl MigrationName for Migration {
    fn name(&self) -> &str {
        "m0012_identity_providers"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        crate::run(manager, include_str!("identity_providers.sql")).await
    }
}
