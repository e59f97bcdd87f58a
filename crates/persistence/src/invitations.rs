//! The truth about a booking's invitations: what stands, what was sent, what came of it, and sending it again.

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use domain::{
    BookingId, MeetingId, MessageId, Refusal,
    access::Scope,
    booking::BookingStatus,
    event::EventKind,
    notice::{CalendarMethod, MessageState, NoticeKind, Participation, Revision},
};
use sea_orm::{ColumnTrait, EntityTrait, FromQueryResult, QueryFilter, QueryOrder, QuerySelect};
use uuid::Uuid;

use crate::{
    Db, Error, Once, Result, bookings,
    bookings::{BookingView, people_with_commitments},
    db::retrying,
    entity::{booking, invitation, mail_message, meeting},
    idempotency,
    record::{Deed, Record, Telling, contact, notice},
    rows, scope, sessions,
};

/// One meeting's invitation as it stands.
#[derive(Debug, Clone)]
pub struct InvitationView {
    /// The meeting it stands for.
    pub meeting_id: MeetingId,
    /// Start of that meeting.
    pub starts_at: DateTime<Utc>,
    /// UID in the person's calendar.
    pub uid: Uuid,
    /// Its current SEQUENCE.
    pub sequence: u32,
    /// Its current DTSTAMP.
    pub stamp: DateTime<Utc>,
    /// What it asks of the calendar now.
    pub method: CalendarMethod,
    /// What the calendar has answered to the time it now says.
    pub answer: Option<Participation>,
    /// When that answer came.
    pub answered_at: Option<DateTime<Utc>>,
    /// The mails that carried it, in the order they were written.
    pub messages: Vec<MessageView>,
}

/// One mail that carries an invitation.
#[derive(Debug, Clone)]
pub struct MessageView {
    /// Which mail.
    pub id: MessageId,
    /// What it tells.
    pub kind: NoticeKind,
    /// SEQUENCE of the object in it.
    pub sequence: u32,
    /// When it was written.
    pub written_at: DateTime<Utc>,
    /// Where it stands.
    pub state: MessageState,
    /// Tries so far.
    pub attempts: u32,
    /// When the server took it.
    pub sent_at: Option<DateTime<Utc>>,
    /// What the server said last.
    pub answer: Option<String>,
    /// When it came back.
    pub bounced_at: Option<DateTime<Utc>>,
    /// Why it came back.
    pub bounce: Option<String>,
}

/// The invitations of a booking the caller may see, in order of the meetings.
pub async fn of_booking(db: &Db, scope: &Scope, id: BookingId) -> Result<Vec<InvitationView>> {
    let visible = booking::Entity::find_by_id(id).filter(scope::bookings(scope)).one(db.read()).await?;
    visible.ok_or(Error::NotFound)?;
    let standing = invitation::Entity::find().filter(invitation::Column::BookingId.eq(id)).all(db.read()).await?;
    let ids = standing.iter().map(|row| row.meeting_id);
    let meetings = meeting::Entity::find().filter(meeting::Column::Id.is_in(ids)).all(db.read()).await?;
    let starts: HashMap<MeetingId, DateTime<Utc>> = meetings.into_iter().map(|row| (row.id, row.starts_at)).collect();
    let mut mails = messages(db, id).await?;
    let mut views = Vec::with_capacity(standing.len());
    for row in standing {
        views.push(InvitationView {
            meeting_id: row.meeting_id,
            starts_at: starts.get(&row.meeting_id).copied().unwrap_or_default(),
            uid: row.uid,
            sequence: rows::count(row.sequence, "invitation.sequence")?,
            stamp: row.stamp,
            method: row.method,
            answer: row.answer,
            answered_at: row.answered_at.filter(|_| row.answer.is_some()),
            messages: mails.remove(&row.uid).unwrap_or_default(),
        });
    }
    views.sort_by_key(|view| (view.starts_at, view.meeting_id));
    Ok(views)
}

/// The mails about a booking that carry an object, by UID.
async fn messages(db: &Db, id: BookingId) -> Result<HashMap<Uuid, Vec<MessageView>>> {
    use mail_message::Column;
    let columns = [
        Column::Id,
        Column::Uid,
        Column::Kind,
        Column::Sequence,
        Column::WrittenAt,
        Column::State,
        Column::Attempts,
        Column::SentAt,
        Column::Answer,
        Column::BouncedAt,
        Column::Bounce,
    ];
    let found = mail_message::Entity::find()
        .select_only()
        .columns(columns)
        .filter(Column::BookingId.eq(id))
        .filter(Column::Uid.is_not_null())
        .order_by_asc(Column::Rank)
        .into_model::<MessageRow>()
        .all(db.read())
        .await?;
    let mut by_uid: HashMap<Uuid, Vec<MessageView>> = HashMap::new();
    for row in found {
        by_uid.entry(row.uid).or_default().push(MessageView {
            id: row.id,
            kind: row.kind,
            sequence: rows::count(row.sequence, "mail_message.sequence")?,
            written_at: row.written_at,
            state: row.state,
            attempts: rows::count(row.attempts, "mail_message.attempts")?,
            sent_at: row.sent_at,
            answer: row.answer,
            bounced_at: row.bounced_at,
            bounce: row.bounce,
        });
    }
    Ok(by_uid)
}

/// A mail without its content, which is long.
#[derive(FromQueryResult)]
struct MessageRow {
    id: MessageId,
    uid: Uuid,
    kind: NoticeKind,
    sequence: i32,
    written_at: DateTime<Utc>,
    state: MessageState,
    attempts: i32,
    sent_at: Option<DateTime<Utc>>,
    answer: Option<String>,
    bounced_at: Option<DateTime<Utc>>,
    bounce: Option<String>,
}

/// A wish to have the invitations of a booking sent again.
#[derive(Debug, Clone)]
pub struct Resend {
    /// Which booking.
    pub booking_id: BookingId,
    /// When.
    pub now: DateTime<Utc>,
    /// The idempotency key, if any.
    pub once: Option<Once>,
}

/// Sends the invitations of a booking again, as they stand: the same UID and SEQUENCE with a later DTSTAMP, which a
/// calendar takes for an update of what it has (RFC 5546 §3.2.2.2), so that nothing can appear twice. Those of an ended
/// booking take it out of the calendar once more. One transaction.
///
/// # Errors
/// [`Refusal::NothingToResend`] when no invitation to a meeting still to come has gone out.
pub async fn resend(db: &Db, scope: &Scope, wish: Resend) -> Result<BookingView> {
    let visible = booking::Entity::find_by_id(wish.booking_id).filter(scope::bookings(scope)).one(db.read()).await?;
    let session_id = visible.ok_or(Error::NotFound)?.session_id;
    let done = retrying(|| async {
        let tx = db.begin_write().await?;
        if let Some(earlier) = idempotency::earlier(&tx, wish.once.as_ref()).await? {
            return earlier.map_err(Error::Refused);
        }
        let session = sessions::lock(&tx, session_id).await?;
        let row = booking::Entity::find_by_id(wish.booking_id).one(&tx).await?.ok_or(Error::NotFound)?;
        let mut booking = rows::to_booking(row)?;
        let mut invitations = bookings::revise(&tx, &[&booking], None, Revision::Resent, wish.now).await?;
        let invitations = invitations.remove(&booking.id).ok_or(Refusal::NothingToResend)?;
        let people = people_with_commitments(&tx, &session, vec![booking.person_id]).await?;
        let known =
            people.get(&booking.person_id).ok_or_else(|| Error::Fault("a booking without its person".into()))?;
        let seated = booking.status == BookingStatus::Confirmed;
        let kind = if seated { NoticeKind::InvitationsResent } else { NoticeKind::BookingCancelled };
        booking.version += 1;
        let contact = contact(&tx, &session).await?;
        let telling = Telling { invitations, seated, contact, ..Telling::default() };
        let notice = notice(kind, &session, &booking, &known.person, telling);
        let mut record = Record::default();
        let deed = Deed { actor: Some(scope.person), at: wish.now };
        record.booking_event(deed, EventKind::InvitationsResent, &booking, &notice)?;
        booking::Entity::update(rows::from_booking(&booking)).exec(&tx).await?;
        record.write(&tx).await?;
        let view = BookingView { booking, waiting_position: None };
        idempotency::remember(&tx, wish.once.as_ref(), &Ok(&view)).await?;
        tx.commit().await?;
        Ok(view)
    })
    .await;
    idempotency::settled(db, wish.once.as_ref(), done).await
}
