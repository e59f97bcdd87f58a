//! What a calendar answers to an invitation, and what it means for the booking (RFC 5546 §3.2.3, §3.2.6, §3.2.7).
//!
//! Mail proves nothing about its sender. Whoever knows an invitation's reference may say how its person answered;
//! a seat is given up only by the person herself, on a page, unless the installation trusts its mail server's check
//! of the sender and there is still time to give the seat to somebody else.

use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use uuid::Uuid;

use crate::{
    booking::BookingStatus,
    notice::{CalendarMethod, Participation},
    values::{EmailAddress, Line},
    wall_time,
};

crate::words! {
    /// What a calendar may send to an organizer.
    pub enum AnswerMethod {
        /// An answer.
        Reply = "REPLY",
        /// A wish for another time.
        Counter = "COUNTER",
        /// A wish to get the invitation again.
        Refresh = "REFRESH",
    }
}

/// One answer, as a calendar wrote it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answer {
    /// What it is.
    pub method: AnswerMethod,
    /// The invitation it names; none when the UID cannot be one of ours, which are all UUIDs.
    pub uid: Option<Uuid>,
    /// SEQUENCE of the invitation that was answered; 0 when it is not said.
    pub sequence: u32,
    /// DTSTAMP: when the calendar wrote it.
    pub stamp: Option<DateTime<Utc>>,
    /// It names one occurrence of a series (RECURRENCE-ID). Our events are never series.
    pub of_one_occurrence: bool,
    /// Whom it speaks for: one, if it keeps to RFC 5546 §3.2.3.
    pub attendees: Vec<Attendee>,
    /// What the person wrote.
    pub comment: Option<Line<500>>,
}

/// One ATTENDEE of an answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Attendee {
    /// Who.
    pub address: EmailAddress,
    /// How she answered; none when it is neither yes, no nor perhaps.
    pub participation: Option<Participation>,
    /// How many others she would bring (X-NUM-GUESTS, Google's). Kept and never acted on: a seat is for one.
    pub guests: Option<u32>,
}

/// The last answer that counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Answered {
    /// SEQUENCE of the invitation then.
    pub sequence: u32,
    /// DTSTAMP of the answer.
    pub stamp: DateTime<Utc>,
    /// What it was; none after the invitation was moved.
    pub participation: Option<Participation>,
}

/// An invitation as it stands when an answer to it comes.
#[derive(Debug, Clone)]
pub struct Standing<'a> {
    /// Where the booking stands.
    pub status: BookingStatus,
    /// What the calendar was told last.
    pub method: CalendarMethod,
    /// SEQUENCE of that.
    pub sequence: u32,
    /// The last answer that counted.
    pub answered: Option<Answered>,
    /// Addresses that the invitation went to, and the person's present one.
    pub addresses: &'a [EmailAddress],
    /// Start of the session; none when all its meetings are cancelled.
    pub starts_at: Option<DateTime<Utc>>,
    /// The last day to cancel without it counting as late; none when every day is late.
    pub cancel_until: Option<NaiveDate>,
    /// When the person was last asked whether to cancel.
    pub asked_at: Option<DateTime<Utc>>,
    /// When something was last sent to this calendar because it wanted it: another time, or the invitation again.
    pub served_at: Option<DateTime<Utc>>,
}

/// Where an answer comes from, and how far it is believed.
#[derive(Debug, Clone, Default)]
pub struct Trust {
    /// The installation lets a calendar's no cancel at once.
    pub cancel_at_once: bool,
    /// The sender, when our own mail server vouches for the address (DMARC).
    pub sender: Option<EmailAddress>,
}

crate::words! {
    /// What became of an answer.
    pub enum Verdict {
        /// The booking or its invitation has ended: nothing to answer any more.
        Ended = "ended",
        /// It names another invitation than the one it was sent to, or an occurrence that there is not.
        Foreign = "foreign",
        /// It speaks for somebody who was not invited. Nobody is ever added.
        Stranger = "stranger",
        /// It answers an earlier revision, or is older than an answer that counts already.
        Stale = "stale",
        /// It says what is known.
        Repeated = "repeated",
        /// It is neither yes, no nor perhaps.
        Undecided = "undecided",
        /// It is written down; the seat stays.
        Noted = "noted",
        /// It is a no: the person is asked whether to cancel.
        Asked = "asked",
        /// It is a no that is trusted: the booking is cancelled.
        Cancelled = "cancelled",
        /// Another time was wished for; the calendar is told that the meeting stays where it is.
        CounterDeclined = "counterDeclined",
        /// The invitation was wished for, and is sent again.
        SentAgain = "sentAgain",
        /// The same was wished for a short while ago.
        TooSoon = "tooSoon",
    }
}

/// Between two questions about one booking: a calendar declines all meetings of a session in one go.
const ASK_AGAIN_AFTER: TimeDelta = TimeDelta::hours(1);
/// Between two mails that a calendar can cause.
const SERVE_AGAIN_AFTER: TimeDelta = TimeDelta::hours(24);

impl Answer {
    /// The attendee that an answer speaks for, if it is one of those invited.
    pub fn attendee(&self, invited: &[EmailAddress]) -> Option<&Attendee> {
        self.attendees.iter().find(|attendee| invited.iter().any(|known| same_person(known, &attendee.address)))
    }

    /// When the calendar wrote it. A clock that is fast must not outlive later answers.
    pub fn written_at(&self, now: DateTime<Utc>) -> DateTime<Utc> {
        self.stamp.map_or(now, |stamp| stamp.min(now))
    }
}

/// Whether two addresses lead to one mailbox: what follows a `+` only sorts mail (RFC 5233 §1).
fn same_person(one: &EmailAddress, other: &EmailAddress) -> bool {
    fn mailbox(address: &EmailAddress) -> Option<(&str, &str)> {
        let (local, domain) = address.as_str().rsplit_once('@')?;
        Some((local.split('+').next().unwrap_or(local), domain))
    }
    mailbox(one) == mailbox(other)
}

impl Standing<'_> {
    /// What an answer to this invitation, sent to the reference of `uid`, means at `now`.
    pub fn judge(&self, uid: Uuid, answer: &Answer, trust: &Trust, now: DateTime<Utc>) -> Verdict {
        if answer.uid != Some(uid) || answer.of_one_occurrence {
            return Verdict::Foreign;
        }
        if !self.status.is_live() || self.method == CalendarMethod::Cancel {
            return Verdict::Ended;
        }
        let Some(attendee) = answer.attendee(self.addresses) else {
            return Verdict::Stranger;
        };
        match answer.method {
            AnswerMethod::Reply => self.judge_reply(attendee, answer, trust, now),
            AnswerMethod::Counter if answer.sequence < self.sequence => Verdict::Stale,
            AnswerMethod::Counter => self.serve(Verdict::CounterDeclined, now),
            AnswerMethod::Refresh => self.serve(Verdict::SentAgain, now),
        }
    }

    fn judge_reply(&self, attendee: &Attendee, answer: &Answer, trust: &Trust, now: DateTime<Utc>) -> Verdict {
        let Some(participation) = attendee.participation else {
            return Verdict::Undecided;
        };
        if let Some(verdict) = self.known_or_stale(participation, answer, now) {
            return verdict;
        }
        let begun = self.starts_at.is_none_or(|starts_at| starts_at <= now);
        if participation != Participation::Declined || begun {
            return Verdict::Noted;
        }
        if trust.cancel_at_once && self.vouched_for(trust) && self.is_early(now) {
            return Verdict::Cancelled;
        }
        if recent(self.asked_at, ASK_AGAIN_AFTER, now) { Verdict::Noted } else { Verdict::Asked }
    }

    /// Order at the receiver: SEQUENCE, then DTSTAMP (RFC 5546 §2.1.5). Two answers of one second may differ: the
    /// one that comes last counts, since it cannot do more than ask.
    fn known_or_stale(&self, participation: Participation, answer: &Answer, now: DateTime<Utc>) -> Option<Verdict> {
        if answer.sequence < self.sequence {
            return Some(Verdict::Stale);
        }
        let last = self.answered?;
        let (before, this) = ((last.sequence, last.stamp), (self.sequence, answer.written_at(now)));
        if this < before {
            return Some(Verdict::Stale);
        }
        (this == before && last.participation == Some(participation)).then_some(Verdict::Repeated)
    }

    fn vouched_for(&self, trust: &Trust) -> bool {
        trust.sender.as_ref().is_some_and(|sender| self.addresses.contains(sender))
    }

    fn is_early(&self, now: DateTime<Utc>) -> bool {
        self.cancel_until.is_some_and(|until| wall_time::local_date(now) <= until)
    }

    fn serve(&self, verdict: Verdict, now: DateTime<Utc>) -> Verdict {
        if recent(self.served_at, SERVE_AGAIN_AFTER, now) { Verdict::TooSoon } else { verdict }
    }
}

fn recent(last: Option<DateTime<Utc>>, pause: TimeDelta, now: DateTime<Utc>) -> bool {
    last.is_some_and(|last| now - last < pause)
}

#[cfg(test)]
mod tests;
