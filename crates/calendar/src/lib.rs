//! iCalendar (RFC 5545, RFC 5546, RFC 7986): what Kursplats writes into people's calendars, and what they answer.
//!
//! Values in and text out, or the other way round; no clock, no network, no mail.

mod answer;
pub mod clean;
mod content_line;
pub mod dates;
mod feed;
#[cfg(any(test, feature = "fixture"))]
pub mod fixture;
mod object;
mod words;
mod zone;

pub use answer::{Unreadable, read_answer};
pub use feed::feed;
pub use object::{CalendarError, Organizer, PRODUCT, address_part, object};
