//! What proves who somebody is, beside her mail.

use sea_orm_migration::prelude::*;

/// The eleventh step.
pub struct Migration;

impl MigrationName for Migration {
    fn name(&self) -> &str {
        "m0011_second_factor"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        crate::run(manager, include_str!("second_factor.sql")).await
    }
}
