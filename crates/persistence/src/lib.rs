//! Tables and transactions: one public function is one transaction.
//!
//! Nothing here decides: it loads what a rule needs, asks `domain`, and saves the answer together with
//! the history and the notices it causes.

mod db;
mod entity;
mod error;
pub mod feeds;
pub mod idempotency;
mod names;
mod record;
mod rows;

pub mod action_plans;
pub mod answers;
pub mod attendance;
pub mod attention;
pub mod audit;
pub mod audit_log;
pub mod bookings;
pub mod bounces;
pub mod collaborations;
pub mod correspondence;
pub mod courses;
pub mod definitions;
pub mod digiteket;
pub mod disposal;
mod evidence;
pub mod grants;
pub mod inbox;
pub mod indicators;
pub mod installation;
pub mod invitations;
pub mod libraries;
pub mod my_data;
pub mod needs;
pub mod outbox;
pub mod page;
pub mod people;
pub mod planning;
pub mod programmes;
pub mod record_extract;
pub mod reports;
#[cfg(feature = "sabotage")]
pub mod sabotage;
pub mod scope;
pub mod second_factors;
mod secrets;
pub mod sessions;
pub mod sign_ins;
pub mod surveys;
pub mod tokens;
pub mod waves;

pub use db::{Db, DbOptions};
pub use error::{Error, Result};
pub use idempotency::Once;
pub use secrets::Secret;
