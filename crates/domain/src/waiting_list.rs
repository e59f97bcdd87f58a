//! The line: first come, first served, and nobody overtakes.

use chrono::{DateTime, Utc};

use crate::{
    booking::{Booking, BookingStatus, Commitment},
    session::Session,
};

/// What became of the first in line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Turn {
    /// Got the seat.
    Seated,
    /// Is booked elsewhere at the same time: keeps the place in line, and the next one is asked (`V10`).
    PassedOver,
    /// No seat is free, or the session no longer gives any.
    NoSeat,
}

impl Session {
    /// Whether somebody in line could be given a seat at `now`.
    pub fn serves_line(&self, now: DateTime<Utc>) -> bool {
        let running = self.status == crate::session::SessionStatus::Published;
        let to_come = self.starts_at().is_some_and(|starts_at| now < starts_at);
        running && to_come && self.has_free_seat() && self.waiting > 0
    }

    /// Gives a free seat to a booking in line. Call in order of queue number (`V11`).
    pub fn serve(&mut self, booking: &mut Booking, commitments: &[Commitment], now: DateTime<Utc>) -> Turn {
        if booking.status != BookingStatus::Waiting || !self.serves_line(now) {
            return Turn::NoSeat;
        }
        if self.clash(commitments).is_some() {
            return Turn::PassedOver;
        }
        self.waiting -= 1;
        self.seats_taken += 1;
        booking.status = BookingStatus::Confirmed;
        booking.seated_at = Some(now);
        Turn::Seated
    }
}
