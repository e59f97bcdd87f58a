//! Mail in hand apart from its text, and what waits in its order.

use sea_orm_migration::prelude::*;

/// The ninth step.
pub struct Migration;

impl MigrationName for Migration {
    fn name(&self) -> &str {
        "m0009_mail"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        crate::run(manager, include_str!("mail.sql")).await
    }
}
