//! The HTTP API: translates requests into calls of `persistence`, and their answers into JSON.
//!
//! No rule and no query stands here; who may call what is asked of `domain`.

pub mod caller;
pub mod clock;
pub mod imports;
pub mod problem;
pub mod serve;

mod access_tokens;
mod action_plans;
mod app;
mod attendance;
mod audit_entries;
mod bookings;
mod browser;
mod collaborations;
mod cookies;
mod courses;
mod definitions;
mod digiteket;
mod disposals;
mod etag;
mod feeds;
mod gate;
mod grants;
mod indicators;
mod info;
mod input;
mod invitations;
mod libraries;
mod list;
mod mail_messages;
mod measures;
mod meetings;
mod my_data;
mod needs;
mod once;
mod one_click;
mod origin;
mod people;
mod personal_numbers;
mod programmes;
mod record_extract;
mod reports;
mod request;
mod roles;
mod routes;
mod second_factors;
mod sessions;
mod sign_in_pages;
mod sign_ins;
mod spec;
mod surveys;
mod throttle;
mod waves;

pub use app::{App, Limits};
pub use clock::Clock;
pub use gate::endpoint;
pub use spec::document;
pub use throttle::Throttle;

/// Where the API stands below the server's root.
pub const BASE_PATH: &str = "/kursplats/v1";
