//! Answers from calendars: what they change.

use chrono::{DateTime, Utc};
use domain::{
    access::{Role, Scope},
    answer::{Answer, Answered, Standing, Trust, Verdict},
    event::EventKind,
    notice::{CalendarMethod, Invitation, NoticeKind, Revision},
    values::EmailAddress,
};
use sea_orm::EntityTrait;
use serde_json::json;
use uuid::Uuid;

use crate::{
    Db, Error, Result,
    bookings::{self, CancelSeat},
    db::{Tx, retrying},
    entity::{booking, invitation},
    inbox::{self, Entry, Hash},
    record::{Deed, Record, Subject, Telling, contact, notice},
    rows,
};

mod load;

use load::Answering;

/// An answer, as it came in.
#[derive(Debug, Clone, Copy)]
pub struct ReceivedAnswer<'a> {
    /// The mail it came in.
    pub hash: &'a Hash,
    /// The invitation whose address it came to.
    pub uid: Uuid,
    /// What it says.
    pub answer: &'a Answer,
    /// How far it is believed.
    pub trust: &'a Trust,
}

/// What became of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Taken {
    /// It was judged, and this was done.
    Judged(Verdict),
    /// There is no such invitation any more.
    Unknown,
    /// This very mail was taken in before.
    Known,
}

/// Takes an answer in. One transaction, under the session's lock; a no that is trusted ends the booking first, in the
/// transaction of any other cancellation. A process that dies between the two finds the booking ended the next time.
pub async fn take(db: &Db, received: ReceivedAnswer<'_>, now: DateTime<Utc>) -> Result<Taken> {
    let first = retrying(|| attempt(db, received, now, false)).await?;
    let Step::CancelFirst(person, booking_id) = first else { return Ok(first.taken()) };
    let scope = Scope { person, role: Role::Staff, libraries: Vec::new() };
    let wish = CancelSeat { booking_id, reason: None, caller: person, now, once: None };
    match bookings::cancel_booking(db, &scope, wish).await {
        Ok(_) => Ok(retrying(|| attempt(db, received, now, true)).await?.taken()),
        // The session began, or everything ended, at this moment: judged anew it is no longer a cancellation.
        Err(Error::Refused(_) | Error::NotFound) => Ok(retrying(|| attempt(db, received, now, false)).await?.taken()),
        Err(error) => Err(error),
    }
}

enum Step {
    Done(Taken),
    CancelFirst(domain::PersonId, domain::BookingId),
}

impl Step {
    fn taken(self) -> Taken {
        match self {
            Self::Done(taken) => taken,
            Self::CancelFirst(..) => Taken::Judged(Verdict::Noted),
        }
    }
}

async fn attempt(db: &Db, received: ReceivedAnswer<'_>, now: DateTime<Utc>, cancelled: bool) -> Result<Step> {
    let tx = db.begin_write().await?;
    if inbox::is_known(&tx, received.hash).await? {
        return Ok(Step::Done(Taken::Known));
    }
    let Some(mut at) = Answering::load(&tx, received.uid).await? else {
        remember(&tx, received, "unknown", now).await?;
        tx.commit().await?;
        return Ok(Step::Done(Taken::Unknown));
    };
    let judged = at.standing()?.judge(received.uid, received.answer, received.trust, now);
    if judged == Verdict::Cancelled && !cancelled {
        return Ok(Step::CancelFirst(at.person.id, at.booking.id));
    }
    let verdict = if cancelled { Verdict::Cancelled } else { judged };
    act(&tx, &mut at, received, verdict, now).await?;
    remember(&tx, received, verdict.word(), now).await?;
    tx.commit().await?;
    Ok(Step::Done(Taken::Judged(verdict)))
}

async fn remember(tx: &Tx, received: ReceivedAnswer<'_>, outcome: &str, now: DateTime<Utc>) -> Result<()> {
    let (hash, invitation_uid) = (received.hash, Some(received.uid));
    inbox::remember(tx, Entry { hash, kind: "answer", outcome, invitation_uid, mail_message_id: None }, now).await
}

/// Does what the verdict says.
async fn act(
    tx: &Tx,
    at: &mut Answering,
    received: ReceivedAnswer<'_>,
    verdict: Verdict,
    now: DateTime<Utc>,
) -> Result<()> {
    let mut record = Record::default();
    if matches!(verdict, Verdict::Noted | Verdict::Asked | Verdict::Cancelled) {
        write_down(tx, at, received, now).await?;
        let data = json!({
            "invitation": received.uid,
            "meetingId": at.invitation.meeting_id,
            "answer": at.answer_of(received.answer),
            "verdict": verdict,
        });
        // Without the booking: every event of a booking has a notice (V18), and of this one nobody is told.
        let subject = Subject { session: Some(at.session.id), person: Some(at.person.id), ..Subject::default() };
        record.event(deed(now), EventKind::InvitationAnswered, subject, &data);
    }
    match verdict {
        Verdict::Asked => tell(tx, at, &mut record, Mail::Question, now).await?,
        Verdict::CounterDeclined => tell(tx, at, &mut record, Mail::CounterDeclined, now).await?,
        Verdict::SentAgain => tell(tx, at, &mut record, Mail::Again, now).await?,
        _ => {}
    }
    record.write(tx).await
}

/// Nobody signed in: mail proves nothing about its sender.
fn deed(now: DateTime<Utc>) -> Deed {
    Deed { actor: None, at: now }
}

async fn write_down(tx: &Tx, at: &Answering, received: ReceivedAnswer<'_>, now: DateTime<Utc>) -> Result<()> {
    use sea_orm::ActiveValue::{Set, Unchanged};
    let answer = received.answer;
    let attendee = answer.attendee(&at.addresses);
    let row = invitation::ActiveModel {
        uid: Unchanged(received.uid),
        answer: Set(attendee.and_then(|attendee| attendee.participation)),
        answered_sequence: Set(Some(at.invitation.sequence)),
        answered_stamp: Set(Some(answer.written_at(now))),
        answered_at: Set(Some(now)),
        answer_comment: Set(rows::text(answer.comment.as_ref())),
        answer_guests: Set(attendee.and_then(|attendee| attendee.guests).map(rows::int)),
        ..Default::default()
    };
    invitation::Entity::update(row).exec(tx).await?;
    Ok(())
}

/// What an answer makes us write.
#[derive(Clone, Copy)]
enum Mail {
    /// Shall the booking be cancelled?
    Question,
    /// The meeting stays where it is.
    CounterDeclined,
    /// The invitation, as it stands.
    Again,
}

/// Tells the person, at her address in the register and nowhere else.
async fn tell(tx: &Tx, at: &mut Answering, record: &mut Record, mail: Mail, now: DateTime<Utc>) -> Result<()> {
    let (kind, event) = match mail {
        Mail::Question => (NoticeKind::CancellationAsked, EventKind::CancellationAsked),
        Mail::CounterDeclined => (NoticeKind::CounterDeclined, EventKind::CounterDeclined),
        Mail::Again => (NoticeKind::InvitationsResent, EventKind::InvitationsResent),
    };
    let meeting_id = at.invitation.meeting_id;
    let invitations = match mail {
        Mail::Question => Vec::new(),
        Mail::CounterDeclined => vec![counter_declined(tx, at, now).await?],
        Mail::Again => {
            let all = bookings::revise(tx, &[&at.booking], Some(meeting_id), Revision::Resent, now).await?;
            all.into_values().flatten().collect()
        }
    };
    at.booking.version += 1;
    let telling = Telling {
        invitations,
        concerned: Some((meeting_id, None)),
        seated: true,
        contact: contact(tx, &at.session).await?,
        ..Telling::default()
    };
    let notice = notice(kind, &at.session, &at.booking, &at.person, telling);
    record.booking_event(deed(now), event, &at.booking, &notice)?;
    booking::Entity::update(rows::from_booking(&at.booking)).exec(tx).await?;
    Ok(())
}

impl Answering {
    fn standing(&self) -> Result<Standing<'_>> {
        let last = self.invitation.answered_sequence.zip(self.invitation.answered_stamp);
        let answered = last.map(|(sequence, stamp)| {
            let sequence = rows::count(sequence, "invitation.answered_sequence")?;
            Ok::<_, Error>(Answered { sequence, stamp, participation: self.invitation.answer })
        });
        Ok(Standing {
            status: self.booking.status,
            method: self.invitation.method,
            sequence: rows::count(self.invitation.sequence, "invitation.sequence")?,
            answered: answered.transpose()?,
            addresses: &self.addresses,
            starts_at: self.session.starts_at(),
            cancel_until: self.session.last_day_to_cancel(),
            asked_at: self.asked_at,
            served_at: self.served_at,
        })
    }

    fn answer_of(&self, answer: &Answer) -> Option<domain::notice::Participation> {
        answer.attendee(&self.addresses).and_then(|attendee| attendee.participation)
    }
}

/// The object that says no to another time: the SEQUENCE stays (RFC 5546 §3.2.8), and DTSTAMP grows with it as with
/// any other object of the UID (§2.1.5).
async fn counter_declined(tx: &Tx, at: &mut Answering, now: DateTime<Utc>) -> Result<Invitation> {
    use sea_orm::ActiveValue::{Set, Unchanged};
    at.invitation.stamp = bookings::next_stamp(at.invitation.stamp, now);
    let row = invitation::ActiveModel {
        uid: Unchanged(at.invitation.uid),
        stamp: Set(at.invitation.stamp),
        ..Default::default()
    };
    invitation::Entity::update(row).exec(tx).await?;
    Ok(Invitation { method: CalendarMethod::DeclineCounter, ..bookings::to_invitation(&at.invitation)? })
}

/// Addresses that can be read; a row edited by hand must not stop the others.
fn readable(addresses: Vec<String>) -> impl Iterator<Item = EmailAddress> {
    addresses.into_iter().filter_map(|address| address.parse().ok())
}
