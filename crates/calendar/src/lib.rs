//! iCalendar (RFC 5545, RFC 5546, RFC 7986): what Kursplats writes into people's calendars.
//!
//! Values in, text out; no clock, no network, no mail.

pub mod clean;
mod content_line;
#[cfg(any(test, feature = "fixture"))]
pub mod fixture;
mod object;

pub use object::{CalendarError, Organizer, PRODUCT, address_part, object};
