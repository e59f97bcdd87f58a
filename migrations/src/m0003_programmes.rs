//! Programmes, and the definitions of their indicators.

use sea_orm_migration::prelude::*;

/// The third step.
pub struct Migration;

impl MigrationName for Migration {
    fn name(&self) -> &str {
        "m0003_programmes"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        crate::run(manager, include_str!("programmes.sql")).await
    }
}
