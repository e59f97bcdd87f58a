//! A desk in memory: a locked session, the people at it, and what has been decided so far.

use std::collections::{BTreeMap, HashMap};

use chrono::{DateTime, Utc};
use domain::{
    BookingId, PersonId,
    booking::{Applicant, Booking, BookingStatus, Commitment},
    event::EventKind,
    person::{Employment, Person},
    session::Session,
    waiting_list::Turn,
};

use super::{BookSeat, BookingView, CancelSeat, Outcome, Wish};
use crate::{Error, Result, entity::idempotency, idempotency as kept};

/// What is known of a person at the desk.
#[derive(Debug, Clone)]
pub(crate) struct Known {
    pub person: Person,
    pub employments: Vec<Employment>,
    pub commitments: Vec<Commitment>,
}

/// A booking at the desk, and what has become of it in this transaction.
#[derive(Debug, Clone)]
pub(super) struct Held {
    pub booking: Booking,
    /// Status in the database; none when it is new.
    pub before: Option<BookingStatus>,
    pub change: Option<EventKind>,
}

/// Everything loaded under the session's lock.
pub(super) struct Loaded {
    pub session: Session,
    pub people: HashMap<PersonId, Known>,
    pub bookings: Vec<Booking>,
    pub answers: Vec<idempotency::Model>,
}

pub(super) struct Desk {
    pub session: Session,
    pub people: HashMap<PersonId, Known>,
    pub bookings: BTreeMap<BookingId, Held>,
    live: HashMap<PersonId, BookingId>,
    answers: HashMap<(PersonId, String), idempotency::Model>,
    /// One a wish, in order: the booking it led to, and whether that was new.
    pub decisions: Vec<Decision>,
}

pub(super) enum Decision {
    Booking { id: BookingId, already: bool },
    Earlier(Result<Outcome>),
    No(Error),
}

impl Desk {
    pub(super) fn open(loaded: Loaded) -> Self {
        let live = loaded.bookings.iter().filter(|booking| booking.status.is_live());
        let live = live.map(|booking| (booking.person_id, booking.id)).collect();
        let held = |booking: Booking| (booking.id, Held { before: Some(booking.status), change: None, booking });
        let answers = loaded.answers.into_iter().map(|row| ((row.person_id, row.key.clone()), row)).collect();
        Self {
            session: loaded.session,
            people: loaded.people,
            bookings: loaded.bookings.into_iter().map(held).collect(),
            live,
            answers,
            decisions: Vec::new(),
        }
    }

    pub(super) fn carry_out(&mut self, wish: &Wish) {
        let decision = match self.earlier(wish) {
            Some(decision) => decision,
            None => match wish {
                Wish::Book(wish) => self.book(wish),
                Wish::Cancel(wish) => self.cancel(wish),
            }
            .unwrap_or_else(Decision::No),
        };
        self.decisions.push(decision);
    }

    /// What the same request got before: in an earlier transaction, or from a twin in this one.
    fn earlier(&self, wish: &Wish) -> Option<Decision> {
        let once = wish.once()?;
        let row = self.answers.get(&(once.caller, once.key.clone()))?;
        Some(match kept::recall::<Outcome>(row, once) {
            Ok(outcome) => Decision::Earlier(outcome.map_err(Error::Refused)),
            Err(error) => Decision::No(error),
        })
    }

    fn book(&mut self, wish: &BookSeat) -> Result<Decision> {
        let known = self.people.get(&wish.person_id).ok_or(Error::NotFound)?;
        let open = |employment: &&Employment| {
            wish.only_at.as_ref().is_none_or(|libraries| libraries.contains(&employment.library_id))
        };
        let employments: Vec<Employment> = known.employments.iter().filter(open).cloned().collect();
        if let Some(id) = self.live.get(&wish.person_id) {
            // A booking for somebody else's library is not shown either.
            let booking = &self.bookings.get(id).ok_or(Error::NotFound)?.booking;
            let shown = employments.iter().any(|employment| employment.id == booking.employment_id);
            return if shown { Ok(Decision::Booking { id: *id, already: true }) } else { Err(Error::NotFound) };
        }
        let applicant =
            Applicant { person_id: wish.person_id, employments: &employments, commitments: &known.commitments };
        let booking = self.session.book(BookingId::new(wish.now), applicant, wish.employment_id, wish.now)?;
        let seated = booking.status == BookingStatus::Confirmed;
        let change = Some(if seated { EventKind::BookingConfirmed } else { EventKind::BookingWaiting });
        let id = booking.id;
        self.live.insert(booking.person_id, id);
        self.bookings.insert(id, Held { booking, before: None, change });
        Ok(Decision::Booking { id, already: false })
    }

    fn cancel(&mut self, wish: &CancelSeat) -> Result<Decision> {
        let held = self.bookings.get_mut(&wish.booking_id).ok_or(Error::NotFound)?;
        if !held.booking.status.is_live() {
            return Ok(Decision::Booking { id: wish.booking_id, already: true });
        }
        self.session.cancel_booking(&mut held.booking, wish.reason.clone(), wish.now)?;
        held.change = Some(EventKind::BookingCancelled);
        self.live.remove(&held.booking.person_id);
        Ok(Decision::Booking { id: wish.booking_id, already: false })
    }

    pub(super) fn knows(&self, person: PersonId) -> bool {
        self.people.contains_key(&person)
    }

    pub(super) fn meet(&mut self, people: HashMap<PersonId, Known>) {
        self.people.extend(people);
    }

    /// Bookings made in this transaction that stand in line, in order.
    pub(super) fn new_in_line(&self) -> impl Iterator<Item = &Booking> {
        let new = self.bookings.values().filter(|held| held.before.is_none());
        new.map(|held| &held.booking).filter(|booking| booking.status == BookingStatus::Waiting)
    }

    /// Gives free seats to the next ones in line.
    pub(super) fn serve(&mut self, mut line: Vec<Booking>, now: DateTime<Utc>) {
        line.sort_by_key(|booking| booking.queue_number);
        for booking in line {
            let held = self.bookings.entry(booking.id).or_insert_with(|| Held {
                before: Some(booking.status),
                change: None,
                booking,
            });
            let commitments = self.people.get(&held.booking.person_id).map_or(&[][..], |known| &known.commitments);
            if self.session.serve(&mut held.booking, commitments, now) != Turn::Seated {
                continue;
            }
            if held.before.is_some() {
                held.booking.version += 1;
                held.change = Some(EventKind::SeatGiven);
            } else {
                // Never seen waiting by anybody: it simply got a seat.
                held.change = Some(EventKind::BookingConfirmed);
            }
        }
    }

    pub(super) fn view(&self, id: BookingId, positions: &HashMap<BookingId, u32>) -> Result<BookingView> {
        let held = self.bookings.get(&id).ok_or(Error::NotFound)?;
        Ok(BookingView { booking: held.booking.clone(), waiting_position: positions.get(&id).copied() })
    }
}
