//! To those who hold a seat: the summons and the reminder.

use std::collections::HashMap;

use chrono::NaiveDateTime;
use domain::{
    BookingId,
    booking::{Booking, BookingStatus},
    event::EventKind,
    notice::{NoticeKind, Revision},
    wall_time,
};
use sea_orm::ExprTrait;

use super::*;
use crate::{
    Error,
    bookings::{self, Invitations},
    entity::booking,
    record::{Deed, Record, Telling, chunks, contact, notice},
};

/// What is told to all at once.
struct Word {
    event: EventKind,
    kind: NoticeKind,
    concerned: Option<MeetingId>,
    /// When the meeting begins that it is about: after that it is of no use.
    expires_at: DateTime<Utc>,
    now: DateTime<Utc>,
}

/// Summons a session's participants, if that is due and not yet done. Returns how many. One transaction.
pub(super) async fn summon(db: &Db, id: SessionId, now: DateTime<Utc>) -> Result<usize> {
    let tx = db.begin_write().await?;
    let session = sessions::lock(&tx, id).await?;
    let seated_before = match rules::summons(&session, now) {
        Summons::Wait => return Ok(0),
        Summons::Forgo => None,
        Summons::Send(moment) => Some(moment),
    };
    // The mark is part of the condition: a summons happens once.
    let marked = session::Entity::update_many()
        .col_expr(session::Column::SummonedAt, Expr::value(now))
        .filter(session::Column::Id.eq(id))
        .filter(session::Column::SummonedAt.is_null())
        .exec(&tx)
        .await?;
    let mut told = Vec::new();
    if let (1, Some(moment), Some(first)) = (marked.rows_affected, seated_before, session.starts_at()) {
        told = seated(&tx, id, moment).await?;
        let (event, kind) = (EventKind::BookingSummoned, NoticeKind::Summons);
        let word = Word { event, kind, concerned: None, expires_at: first, now };
        let invitations = first_invitations(&tx, &session, &told, now).await?;
        tell(&tx, &session, &mut told, invitations, &word).await?;
    }
    tx.commit().await?;
    Ok(told.len())
}

/// Reminds a meeting's participants, if that is due and not yet done. Returns how many. One transaction.
pub(super) async fn remind(db: &Db, session: SessionId, id: MeetingId, now: DateTime<Utc>) -> Result<usize> {
    let tx = db.begin_write().await?;
    let session = sessions::lock(&tx, session).await?;
    let planned = |meeting: &&domain::meeting::Meeting| meeting.id == id && meeting.status == MeetingStatus::Planned;
    let Some(starts_at) = session.meetings.iter().find(planned).map(|meeting| meeting.span.starts_at) else {
        return Ok(0);
    };
    if session.status != SessionStatus::Published || !rules::reminder_due(starts_at, now) {
        return Ok(0);
    }
    let marked = meeting::Entity::update_many()
        .col_expr(meeting::Column::RemindedAt, Expr::value(now))
        .filter(meeting::Column::Id.eq(id))
        .filter(meeting::Column::RemindedAt.is_null())
        .exec(&tx)
        .await?;
    let mut told = Vec::new();
    if marked.rows_affected == 1 {
        told = seated(&tx, session.id, rules::reminder_moment(starts_at)).await?;
        told.retain(|(_, person)| person.reminders && !person.shield.restricted);
        let (event, kind) = (EventKind::BookingReminded, NoticeKind::Reminder);
        let word = Word { event, kind, concerned: Some(id), expires_at: starts_at, now };
        tell(&tx, &session, &mut told, Invitations::new(), &word).await?;
    }
    tx.commit().await?;
    Ok(told.len())
}

/// The invitations to the first meeting, as they stand: whoever lost hers has it again, and whoever has it sees nothing
/// new. Only the first, so that a summons is one mail however many meetings there are.
async fn first_invitations(
    tx: &Tx,
    session: &Session,
    told: &[(Booking, Person)],
    now: DateTime<Utc>,
) -> Result<Invitations> {
    let coming = session.meetings.iter().filter(|meeting| meeting.status == MeetingStatus::Planned);
    let Some(first) = coming.min_by_key(|meeting| meeting.span.starts_at) else { return Ok(Invitations::new()) };
    let bookings: Vec<&Booking> = told.iter().map(|(booking, _)| booking).collect();
    bookings::revise(tx, &bookings, Some(first.id), Revision::Resent, now).await
}

/// Those who hold a seat and had it before a wall time: whoever came later has just been told everything.
async fn seated(tx: &Tx, session: SessionId, before: NaiveDateTime) -> Result<Vec<(Booking, Person)>> {
    let rows = booking::Entity::find()
        .filter(booking::Column::SessionId.eq(session))
        .filter(booking::Column::Status.eq(BookingStatus::Confirmed))
        .order_by_asc(booking::Column::Id)
        .all(tx)
        .await?;
    let bookings: Vec<Booking> = rows.into_iter().map(rows::to_booking).collect::<Result<_>>()?;
    let people = people(tx, bookings.iter().map(|booking| booking.person_id)).await?;
    let mut people: HashMap<PersonId, Person> = people.into_iter().map(|person| (person.id, person)).collect();
    let early = |booking: &Booking| wall_time::local(booking.seated_at.unwrap_or(booking.booked_at)) < before;
    let with_person = |booking: Booking| people.remove(&booking.person_id).map(|person| (booking, person));
    Ok(bookings.into_iter().filter(early).filter_map(with_person).collect())
}

/// Writes one event and one notice for each booking, which counts them (`V18`).
async fn tell(
    tx: &Tx,
    session: &Session,
    told: &mut [(Booking, Person)],
    mut invitations: Invitations,
    word: &Word,
) -> Result<()> {
    let mut record = Record::default();
    let deed = Deed { actor: None, at: word.now };
    let asked = contact(tx, session).await?;
    for (booking, person) in &mut *told {
        booking.version += 1;
        let concerned = word.concerned.map(|id| (id, None));
        let invitations = invitations.remove(&booking.id).unwrap_or_default();
        let telling = Telling { invitations, concerned, seated: true, contact: asked.clone(), ..Telling::default() };
        let notice = notice(word.kind, session, booking, person, telling);
        record.booking_event_until(deed, word.event, booking, &notice, Some(word.expires_at))?;
    }
    for ids in chunks(told.iter().map(|(booking, _)| booking.id).collect::<Vec<BookingId>>()) {
        let count = ids.len() as u64;
        let counted = booking::Entity::update_many()
            .col_expr(booking::Column::Version, Expr::col(booking::Column::Version).add(1))
            .filter(booking::Column::Id.is_in(ids))
            .exec(tx)
            .await?;
        if counted.rows_affected != count {
            return Err(Error::Conflict("booking gone meanwhile".into()));
        }
    }
    record.write(tx).await
}
