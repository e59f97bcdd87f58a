//! The installation itself: its schema, and whether it holds demo data or real data.

use chrono::{DateTime, Utc};
use domain::seal::Seal;
use migrations::Migrator;
use sea_orm::{
    ActiveValue::Set, ColumnTrait, ConnectionTrait, DbBackend, EntityTrait, PaginatorTrait, QueryFilter, Statement,
    sea_query::Expr,
};
use sea_orm_migration::MigratorTrait;

use crate::{
    Db, Error, Result,
    audit_log::{self, Reach},
    db::{Tx, retrying},
    entity::{installation, person},
    error::is_unique_violation,
};

/// An arbitrary constant under which processes agree who migrates a schema.
const MIGRATION_LOCK: i32 = 0x4b55_5253;

/// What an installation holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Real people.
    Live,
    /// Invented people only.
    Demo,
}

impl Kind {
    pub(crate) fn word(self) -> &'static str {
        match self {
            Self::Live => "live",
            Self::Demo => "demo",
        }
    }
}

/// Waits until no other process migrates this schema, as long as that takes it; others in the same database are not
/// waited for. What a step then needs of a table that is in use, it waits for as briefly as everybody, and a step that
/// reads whole tables has the time for it.
async fn take_turn(tx: &Tx) -> Result<()> {
    tx.execute_unprepared("SET LOCAL statement_timeout = 0; SET LOCAL lock_timeout = '10min'").await?;
    let lock = Statement::from_sql_and_values(
        DbBackend::Postgres,
        "SELECT 1 FROM (SELECT pg_advisory_xact_lock($1, hashtext(coalesce(current_schema(), '')))) AS held",
        [MIGRATION_LOCK.into()],
    );
    tx.query_one_raw(lock).await?;
    tx.execute_unprepared("SET LOCAL lock_timeout TO DEFAULT").await?;
    Ok(())
}

/// Brings the schema up to date, all steps or none, one process at a time (`V31`). Returns how many steps ran.
pub async fn migrate(db: &Db) -> Result<usize> {
    let tx = db.begin_write().await?;
    if db.backend() == DbBackend::Postgres {
        take_turn(&tx).await?;
    }
    let pending = Migrator::get_pending_migrations(tx.inner()).await?.len();
    Migrator::up(tx.inner(), None).await?;
    if pending > 0 {
        // Steps add tables and columns, and the log keeps them.
        migrations::audited::watch(tx.inner()).await?;
    }
    tx.commit().await?;
    if pending > 0 {
        audit_log::seal(db, Reach::All).await?;
    }
    Ok(pending)
}

/// Whether the schema is the one this program expects; a newer one is refused.
pub async fn is_current(db: &Db) -> Result<bool> {
    Ok(Migrator::get_pending_migrations(db.read()).await?.is_empty())
}

/// Claims the database for demo data or real data. Demo data is never put beside anything else.
pub async fn claim(db: &Db, kind: Kind, now: DateTime<Utc>) -> Result<()> {
    retrying(|| try_claim(db, kind, now)).await
}

async fn try_claim(db: &Db, kind: Kind, now: DateTime<Utc>) -> Result<()> {
    let tx = db.begin_write().await?;
    if let Some(found) = installation::Entity::find_by_id(1).one(&tx).await? {
        let same = found.kind == kind.word();
        return if same { Ok(()) } else { Err(Error::Unavailable(format!("the database holds {} data", found.kind))) };
    }
    if kind == Kind::Demo && person::Entity::find().count(&tx).await? > 0 {
        return Err(Error::Unavailable("the database holds people that are not demo data".into()));
    }
    let row = installation::ActiveModel {
        id: Set(1),
        kind: Set(kind.word().to_owned()),
        probed_at: Set(now),
        secret: Set(None),
        first_hash: Set(None),
        first_until: Set(None),
    };
    let claimed = installation::Entity::insert(row).exec_without_returning(&tx).await;
    match claimed {
        Ok(_) => tx.commit().await,
        Err(error) if is_unique_violation(&error) => Err(Error::Conflict("claimed by another process".into())),
        Err(error) => Err(error.into()),
    }
}

/// The key that references in addresses and links are sealed with: made once, and kept with the data. A claimed
/// database has one installation; whoever comes second finds the first one's key. One transaction.
pub async fn seal(db: &Db) -> Result<Seal> {
    let mut key = [0; 32];
    getrandom::fill(&mut key).map_err(|error| Error::Unavailable(format!("no random numbers: {error}")))?;
    let tx = db.begin_write().await?;
    installation::Entity::update_many()
        .col_expr(installation::Column::Secret, Expr::value(key.to_vec()))
        .filter(installation::Column::Secret.is_null())
        .exec(&tx)
        .await?;
    let kept = installation::Entity::find_by_id(1).one(&tx).await?.and_then(|row| row.secret);
    tx.commit().await?;
    let kept = kept.and_then(|key| key.try_into().ok());
    kept.map(Seal::new).ok_or_else(|| Error::Fault("the installation has no key".into()))
}

/// Whether anybody is in the register.
pub async fn has_people(db: &Db) -> Result<bool> {
    Ok(person::Entity::find().count(db.read()).await? > 0)
}

/// A real write of one row: whether the database takes writes now.
pub async fn probe(db: &Db, now: DateTime<Utc>) -> Result<()> {
    let tx = db.begin_write().await?;
    installation::Entity::update_many().col_expr(installation::Column::ProbedAt, Expr::value(now)).exec(&tx).await?;
    tx.commit().await
}
