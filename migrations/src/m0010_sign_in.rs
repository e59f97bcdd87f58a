//! Signing in.

use sea_orm_migration::prelude::*;

/// The tenth step.
pub struct Migration;

impl MigrationName for Migration {
    fn name(&self) -> &str {
        "m0010_sign_in"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        crate::run(manager, include_str!("sign_in.sql")).await
    }
}
