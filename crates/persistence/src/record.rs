//! History and notices: every change leaves its event, and every event about a booking exactly one notice,
//! in the transaction of the change (`V18`).

use chrono::{DateTime, Utc};
use domain::{
    BookingId, EventId, MeetingId, NoticeId, PersonId, SessionId,
    booking::Booking,
    event::EventKind,
    meeting::MeetingStatus,
    notice::{Contact, Invitation, Notice, NoticeKind, NoticeMeeting, NoticeState, Recipient},
    person::Person,
    protection::Beholder,
    session::Session,
    values::Line,
    wall_time,
};
use sea_orm::{ActiveValue::Set, EntityTrait};
use serde::Serialize;
use serde_json::{Value, json};
use uuid::Uuid;

use crate::{
    Error, Result,
    db::Tx,
    entity::{event, notice, person},
    rows,
};

/// Who did it, and when.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Deed {
    pub actor: Option<PersonId>,
    pub at: DateTime<Utc>,
}

/// What it was about.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Subject {
    pub session: Option<SessionId>,
    pub booking: Option<BookingId>,
    pub person: Option<PersonId>,
}

/// Notices of one key are sent in the order of their ranks.
#[derive(Debug, Clone, Copy)]
struct Order {
    key: Uuid,
    rank: i32,
}

/// Rows to be written at the end of a transaction, in few statements.
#[derive(Default)]
pub(crate) struct Record {
    events: Vec<event::ActiveModel>,
    notices: Vec<notice::ActiveModel>,
}

impl Record {
    /// Adds an event. `data` never holds names or addresses: they live in the register.
    pub(crate) fn event(&mut self, deed: Deed, kind: EventKind, subject: Subject, data: &Value) -> EventId {
        let id = EventId::new(deed.at);
        self.events.push(event::ActiveModel {
            id: Set(id),
            at: Set(deed.at),
            actor_id: Set(deed.actor),
            kind: Set(kind),
            session_id: Set(subject.session),
            booking_id: Set(subject.booking),
            person_id: Set(subject.person),
            data: Set(data.to_string()),
        });
        id
    }

    /// Adds an event that is about a register: what stood there before, if anything, and what stands there now.
    pub(crate) fn change<T: Serialize>(
        &mut self,
        deed: Deed,
        kind: EventKind,
        subject: Subject,
        (before, after): (Option<&T>, &T),
        reason: Option<&Line<500>>,
    ) {
        let mut data = json!({ "before": before, "after": after });
        if let Some(reason) = reason {
            data["reason"] = json!(reason);
        }
        self.event(deed, kind, subject, &data);
    }

    /// Adds the event of a booking and its one notice.
    pub(crate) fn booking_event(
        &mut self,
        deed: Deed,
        kind: EventKind,
        booking: &Booking,
        notice: &Notice,
    ) -> Result<()> {
        self.booking_event_until(deed, kind, booking, notice, None)
    }

    /// The same, of a notice that nobody wants to get later than this.
    pub(crate) fn booking_event_until(
        &mut self,
        deed: Deed,
        kind: EventKind,
        booking: &Booking,
        notice: &Notice,
        expires_at: Option<DateTime<Utc>>,
    ) -> Result<()> {
        let subject =
            Subject { session: Some(booking.session_id), booking: Some(booking.id), person: Some(booking.person_id) };
        let data = json!({ "status": booking.status, "version": booking.version });
        let event_id = self.event(deed, kind, subject, &data);
        let id = NoticeId::new(deed.at);
        self.notice(id, event_id, notice, Order { key: booking.id.0, rank: booking.version }, deed.at, expires_at)
    }

    /// Adds an event of a session and its one notice, to somebody who arranges or leads it.
    pub(crate) fn session_notice(
        &mut self,
        deed: Deed,
        kind: EventKind,
        subject: Subject,
        data: &Value,
        notice: &Notice,
    ) -> Result<()> {
        self.notice_until(deed, kind, subject, data, notice, None)
    }

    /// The same of anything else, and of a notice that nobody wants to get later than this.
    pub(crate) fn notice_until(
        &mut self,
        deed: Deed,
        kind: EventKind,
        subject: Subject,
        data: &Value,
        notice: &Notice,
        expires_at: Option<DateTime<Utc>>,
    ) -> Result<()> {
        let event_id = self.event(deed, kind, subject, data);
        let id = NoticeId::new(deed.at);
        // Nothing comes before or after it.
        self.notice(id, event_id, notice, Order { key: id.0, rank: 1 }, deed.at, expires_at)
    }

    fn notice(
        &mut self,
        id: NoticeId,
        event_id: EventId,
        notice: &Notice,
        order: Order,
        written_at: DateTime<Utc>,
        expires_at: Option<DateTime<Utc>>,
    ) -> Result<()> {
        let payload = serde_json::to_string(notice).map_err(|error| Error::Fault(format!("notice: {error}")))?;
        self.notices.push(notice::ActiveModel {
            id: Set(id),
            event_id: Set(event_id),
            booking_id: Set(notice.booking_id),
            session_id: Set(notice.session_id),
            ordering_key: Set(order.key),
            rank: Set(order.rank),
            kind: Set(notice.kind),
            payload: Set(payload),
            state: Set(NoticeState::Pending),
            reason: Set(None),
            written_at: Set(written_at),
            expires_at: Set(expires_at),
            lease_until: Set(None),
        });
        Ok(())
    }

    /// Writes everything that was added.
    pub(crate) async fn write(self, tx: &Tx) -> Result<()> {
        for events in chunks(self.events) {
            event::Entity::insert_many(events).exec_without_returning(tx).await?;
        }
        for notices in chunks(self.notices) {
            notice::Entity::insert_many(notices).exec_without_returning(tx).await?;
        }
        Ok(())
    }
}

/// Writes one event that is about a register: what stood there before, if anything, and what stands there now.
/// Neither may hold a name or an address.
pub(crate) async fn note_change<T: Serialize>(
    tx: &Tx,
    deed: Deed,
    kind: EventKind,
    subject: Subject,
    (before, after): (Option<&T>, &T),
    reason: Option<&Line<500>>,
) -> Result<()> {
    let mut record = Record::default();
    record.change(deed, kind, subject, (before, after), reason);
    record.write(tx).await
}

/// Rows in portions that stay below the databases' limits on parameters in one statement.
pub(crate) fn chunks<T>(rows: Vec<T>) -> impl Iterator<Item = Vec<T>> {
    const ROWS_MAX: usize = 500;
    let mut rows = rows.into_iter();
    std::iter::from_fn(move || {
        let portion: Vec<T> = rows.by_ref().take(ROWS_MAX).collect();
        (!portion.is_empty()).then_some(portion)
    })
}

/// What a notice says beyond the session as it stands.
#[derive(Default)]
pub(crate) struct Telling<'a> {
    pub invitations: Vec<Invitation>,
    pub waiting_position: Option<u32>,
    pub reason: Option<&'a Line<500>>,
    /// The meeting concerned, and where it was before.
    pub concerned: Option<(MeetingId, Option<DateTime<Utc>>)>,
    pub seated: bool,
    /// Whom to ask; see [`contact`].
    pub contact: Option<Contact>,
}

/// Whom participants ask: the organiser who answers for the session, unless her identity is protected. One statement,
/// or none when nobody does.
pub(crate) async fn contact(tx: &Tx, session: &Session) -> Result<Option<Contact>> {
    let Some(organiser) = session.organiser_id else { return Ok(None) };
    let found = person::Entity::find_by_id(organiser).one(tx).await?;
    let seen = found.map(rows::to_person).transpose()?.map(|organiser| organiser.seen_by(Beholder::Other));
    Ok(seen.and_then(|organiser| Some(Contact { name: organiser.name, email: organiser.email? })))
}

/// The snapshot that the person of a booking gets of one change.
pub(crate) fn notice(
    kind: NoticeKind,
    session: &Session,
    booking: &Booking,
    person: &Person,
    telling: Telling<'_>,
) -> Notice {
    Notice { booking_id: Some(booking.id), ..session_notice(kind, session, person, telling) }
}

/// The snapshot that somebody gets who arranges or leads the session.
pub(crate) fn session_notice(kind: NoticeKind, session: &Session, person: &Person, mut telling: Telling<'_>) -> Notice {
    // In order of time, so that "mail 1 of 3" is the first of them.
    let place = |invitation: &Invitation| session.meetings.iter().position(|m| m.id == invitation.meeting_id);
    telling.invitations.sort_by_key(place);
    let meetings = session.meetings.iter().map(|meeting| {
        let concerned = telling.concerned.filter(|(id, _)| *id == meeting.id);
        NoticeMeeting {
            id: meeting.id,
            starts: meeting.local_start(),
            ends: meeting.local_end(),
            place: meeting.place.clone(),
            travel_note: meeting.travel_note.clone(),
            join_url: meeting.join_url.clone().filter(|_| telling.seated),
            trainer: meeting.trainer.clone(),
            cancelled: meeting.status == MeetingStatus::Cancelled,
            concerned: concerned.is_some(),
            moved_from: concerned.and_then(|(_, before)| before).map(wall_time::local),
        }
    });
    Notice {
        kind,
        recipient: Recipient {
            person_id: Some(person.id),
            name: person.name.clone(),
            email: person.email.clone(),
            language: person.language,
        },
        booking_id: None,
        session_id: Some(session.id),
        title: session.title.clone(),
        format: session.format,
        time_zone: wall_time::ZONE.name().to_owned(),
        meetings: meetings.collect(),
        invitations: telling.invitations,
        waiting_position: telling.waiting_position,
        reason: telling.reason.cloned(),
        bring: session.bring.clone(),
        cancel_until: session.last_day_to_cancel(),
        contact: telling.contact,
        concerns: None,
        survey: None,
        sign_in: None,
        sign_in_at: None,
    }
}
