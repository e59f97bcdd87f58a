//! The heart: taking a seat, standing in line, giving a seat back.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use crate::{
    BookingId, EmploymentId, Invalid, PersonId, Refusal, SessionId,
    meeting::MeetingStatus,
    person::{Chosen, Employment, choose_employment},
    refusal::No,
    session::{Session, SessionStatus},
    values::{Line, Timespan},
    wall_time,
};

crate::words! {
    /// Where a booking stands.
    pub enum BookingStatus {
        /// Holds a seat.
        Confirmed = "confirmed",
        /// Stands in line.
        Waiting = "waiting",
        /// Is offered a seat for a while.
        Offered = "offered",
        /// Has ended, for good (`V14`).
        Cancelled = "cancelled",
    }
}

impl BookingStatus {
    /// Whether the booking still holds or may come to hold a seat.
    pub fn is_live(self) -> bool {
        self != Self::Cancelled
    }
}

/// One person's booking of one session.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Booking {
    /// Identifier.
    pub id: BookingId,
    /// What is booked.
    pub session_id: SessionId,
    /// For whom.
    pub person_id: PersonId,
    /// The employment it is made for: what the municipal figures count by.
    pub employment_id: EmploymentId,
    /// Where it stands.
    pub status: BookingStatus,
    /// Number in line, kept after a seat was given; none when a seat was free at once.
    pub queue_number: Option<i64>,
    /// When it was made.
    pub booked_at: DateTime<Utc>,
    /// When it got its seat.
    pub seated_at: Option<DateTime<Utc>>,
    /// When it ended.
    pub ended_at: Option<DateTime<Utc>>,
    /// Why it ended, in somebody's own words.
    pub end_reason: Option<Line<500>>,
    /// Grows with every change; one notice each (`V18`).
    pub version: i32,
}

impl Booking {
    /// Whether it is worth another seat: nobody gives one up for a place in line without knowing it.
    pub fn worth_a_seat(&self) -> Result<(), Refusal> {
        if self.status == BookingStatus::Confirmed { Ok(()) } else { Err(Refusal::SessionFull) }
    }
}

/// A meeting that a person already holds a seat for, in another session.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Commitment {
    /// The other session.
    pub session_id: SessionId,
    /// Its title.
    pub title: String,
    /// When.
    pub span: Timespan,
}

/// What the rules need to know of a person who wants a seat.
#[derive(Debug, Clone, Copy)]
pub struct Applicant<'a> {
    /// Who.
    pub person_id: PersonId,
    /// All employments, past and coming.
    pub employments: &'a [Employment],
    /// Seats held elsewhere.
    pub commitments: &'a [Commitment],
}

impl Session {
    /// Books a seat, or a place in line when none is free or somebody is already waiting (`V12`).
    ///
    /// A clash with a seat held elsewhere refuses a seat (`V10`) but not a place in line: it is looked
    /// at again when a seat comes free. That the person has no live booking here is the caller's to check.
    pub fn book(
        &mut self,
        id: BookingId,
        applicant: Applicant<'_>,
        employment_id: Option<EmploymentId>,
        now: DateTime<Utc>,
    ) -> Result<Booking, No> {
        self.open_for_booking(now)?;
        let employment = self.employment_for(applicant, employment_id, now)?;
        let seat = self.has_free_seat() && self.waiting == 0;
        if seat && let Some(clash) = self.clash(applicant.commitments) {
            return Err(clash.into());
        }
        let mut booking = Booking {
            id,
            session_id: self.id,
            person_id: applicant.person_id,
            employment_id: employment,
            status: BookingStatus::Waiting,
            queue_number: None,
            booked_at: now,
            seated_at: None,
            ended_at: None,
            end_reason: None,
            version: 1,
        };
        if seat {
            self.seats_taken += 1;
            booking.status = BookingStatus::Confirmed;
            booking.seated_at = Some(now);
        } else {
            booking.queue_number = Some(self.next_queue_number);
            self.next_queue_number += 1;
            self.waiting += 1;
        }
        Ok(booking)
    }

    fn employment_for(
        &self,
        applicant: Applicant<'_>,
        named: Option<EmploymentId>,
        now: DateTime<Utc>,
    ) -> Result<EmploymentId, No> {
        let date = self.first_date().unwrap_or_else(|| wall_time::local_date(now));
        match choose_employment(applicant.employments, named, date)? {
            Chosen::One(employment) => Ok(employment.id),
            Chosen::Several => Err(No::invalid("employmentId", Invalid::Needed)),
        }
    }

    /// Seats held elsewhere that overlap a meeting still to come here; touching ends do not.
    pub fn in_the_way<'a>(&'a self, commitments: &'a [Commitment]) -> impl Iterator<Item = &'a Commitment> {
        commitments.iter().filter(move |commitment| {
            let mut planned = self.meetings.iter().filter(|meeting| meeting.status == MeetingStatus::Planned);
            commitment.session_id != self.id && planned.any(|meeting| meeting.span.overlaps(&commitment.span))
        })
    }

    /// The first seat held elsewhere that is in the way.
    pub fn clash(&self, commitments: &[Commitment]) -> Option<Refusal> {
        let clash = self.in_the_way(commitments).next()?;
        Some(Refusal::ClashingBooking {
            session_id: clash.session_id,
            title: clash.title.clone(),
            starts_at: clash.span.starts_at,
        })
    }

    /// Ends a booking and frees its seat or its place in line, once (`V13`).
    ///
    /// Refused when the session has begun: what happened then is attendance, not booking.
    pub fn cancel_booking(
        &mut self,
        booking: &mut Booking,
        reason: Option<Line<500>>,
        now: DateTime<Utc>,
    ) -> Result<(), Refusal> {
        if !booking.status.is_live() {
            return Err(Refusal::BookingEnded);
        }
        self.open_for_cancelling(now)?;
        self.end_booking(booking, reason, now);
        Ok(())
    }

    /// Whether those who are booked can still give that up.
    pub fn open_for_cancelling(&self, now: DateTime<Utc>) -> Result<(), Refusal> {
        if self.status != SessionStatus::Cancelled && self.starts_at().is_some_and(|starts_at| starts_at <= now) {
            return Err(Refusal::SessionStarted);
        }
        Ok(())
    }

    /// Ends a live booking without asking whether its owner may: the session itself is called off.
    pub fn end_booking(&mut self, booking: &mut Booking, reason: Option<Line<500>>, now: DateTime<Utc>) {
        match booking.status {
            BookingStatus::Confirmed | BookingStatus::Offered => self.seats_taken -= 1,
            BookingStatus::Waiting => self.waiting -= 1,
            BookingStatus::Cancelled => return,
        }
        booking.status = BookingStatus::Cancelled;
        booking.ended_at = Some(now);
        booking.end_reason = reason;
        booking.version += 1;
    }
}
