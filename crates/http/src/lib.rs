//! The HTTP API: translates requests into calls of `persistence`, and their answers into JSON.
//!
//! What pages share with it is public. No rule and no query stands here; who may call what is asked of `domain`.

pub mod bookings;
pub mod caller;
pub mod clock;
pub mod cookies;
pub mod digiteket;
pub mod feeds;
pub mod imports;
pub mod look;
pub mod origin;
pub mod people;
pub mod personal_numbers;
pub mod problem;
pub mod request;
pub mod serve;

mod access_tokens;
mod action_plans;
mod app;
mod attendance;
mod audit_entries;
mod browser;
mod collaborations;
mod courses;
mod definitions;
mod disposals;
mod etag;
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
mod passkeys;
mod programmes;
mod record_extract;
mod reports;
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
pub use sign_in_pages::way_to;
pub use spec::document;
pub use throttle::Throttle;

/// Where the API stands below the server's root.
pub const BASE_PATH: &str = "/kursplats/v1";
