//! Kursplats as a program: settings, start and stop, the worker that sends mail, and the demo.

pub mod cli;
pub mod demo;
pub mod inbound;
mod metrics;
pub mod running;
pub mod settings;
pub mod signals;
pub mod telemetry;
pub mod words;
pub mod worker;

pub use running::{Running, start};
pub use settings::Settings;
