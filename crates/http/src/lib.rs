//! The HTTP API: translates requests into calls of `persistence`, and their answers into JSON.
//!
//! What pages share with it is public. No rule and no query stands here; who may call what is asked of `domain`.

pub mod action_plans;
pub mod attendance;
pub mod bookings;
pub mod caller;
pub mod clock;
pub mod collaborations;
pub mod cookies;
pub mod definitions;
pub mod digiteket;
pub mod disposals;
pub mod feeds;
pub mod grants;
pub mod imports;
pub mod indicators;
pub mod invitations;
pub mod look;
pub mod mail_messages;
pub mod meetings;
pub mod needs;
pub mod origin;
pub mod people;
pub mod personal_numbers;
pub mod problem;
pub mod programmes;
pub mod reports;
pub mod request;
pub mod serve;
pub mod sessions;
pub mod surveys;
pub mod waves;

mod access_tokens;
mod app;
mod audit_entries;
mod browser;
mod courses;
mod etag;
mod gate;
mod info;
mod input;
mod libraries;
mod list;
mod measures;
mod my_data;
mod once;
mod one_click;
mod record_extract;
mod roles;
mod routes;
mod second_factors;
mod sign_in_pages;
mod sign_ins;
mod spec;
mod throttle;

pub use app::{App, Limits};
pub use clock::Clock;
pub use gate::endpoint;
pub use sign_in_pages::way_to;
pub use spec::document;
pub use throttle::Throttle;

/// Where the API stands below the server's root.
pub const BASE_PATH: &str = "/kursplats/v1";
