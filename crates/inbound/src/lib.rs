//! Mail that comes in: answers from calendars, and mail that comes back.
//!
//! Bytes in, a value out; no clock, no database, no network. Everything in a mail is somebody else's word: which
//! invitation or which sent mail it is about is decided by the sealed reference in the address it came to, and by
//! nothing that stands in it.

mod calendars;
mod mime;
mod read;
mod reference;
mod report;
mod results;
mod sender;

pub use read::{ForPeople, Ignored, Incoming, Mailbox, OCTETS_MAX, read};
