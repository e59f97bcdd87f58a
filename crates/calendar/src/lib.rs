//! iCalendar (RFC 5545, RFC 5546, RFC 7986): what Kursplats writes into people's calendars, and what they answer.
//!
//! Values in and text out, or the other way round; no clock, no network, no mail.

mod answer;
pub mod clean;
mod content_line;
pub mod dates;
#[cfg(any(test, feature = "fixture"))]
pub mod fixture;
mod object;
mod words;

pub use answer::{Unreadable, read_answer};
pub use object::{CalendarError, Organizer, PRODUCT, address_part, object};
