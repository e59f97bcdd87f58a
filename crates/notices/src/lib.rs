//! What people are told: mail, the calendar objects in it, and its way to the mail server.
//!
//! A notice goes in, finished messages come out ([`render()`]); a message goes in, and what the server said
//! comes out ([`Transport::send`]). Nothing here reads a clock or a database.

#[cfg(test)]
mod fixture;
mod letter;
mod mime;
mod render;
pub mod sample;
mod signature;
mod texts;
mod transport;
mod view;

pub use letter::{Letter, letters};
pub use render::{RenderError, RenderedMail, Sender, render};
pub use signature::{Signer, SignerError};
pub use transport::{
    Delivery, Envelope, Obstacle, Transport,
    courier::Courier,
    limits::Limits,
    smtp::{Login, Security, SmtpRelay},
};
