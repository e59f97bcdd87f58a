//! What the end-to-end tests and the benchmarks stand on: a whole system in a throw-away database, and the
//! programs of other people that judge what it sends.

pub mod answering;
pub mod browser;
pub mod chromium;
pub mod crowd;
pub mod dice;
pub mod dovecot;
pub mod files;
pub mod fixture;
pub mod hostile_provider;
pub mod identity_provider;
pub mod log;
pub mod pdf;
pub mod peers;
pub mod postfix;
pub mod postfix_sink;
pub mod postgres;
pub mod replaying;
pub mod rows;
pub mod telephone;
pub mod visitor;
pub mod world;
pub mod years;
