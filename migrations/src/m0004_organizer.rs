//! Where the calendar of each invitation answers to.

use sea_orm_migration::prelude::*;

/// The fourth step.
pub struct Migration;

impl MigrationName for Migration {
    fn name(&self) -> &str {
        "m0004_organizer"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        // Invitations that are out have none: their organizer was the sender that the settings name.
        crate::run(manager, "ALTER TABLE invitation ADD COLUMN organizer TEXT;").await
    }
}
