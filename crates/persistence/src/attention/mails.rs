//! Whom mail about a booking has not reached.

use std::collections::BTreeMap;

use domain::{BookingId, notice::MessageState};

use super::*;
use crate::{
    bookings::{self, LastMail},
    entity::mail_message,
};

/// A participant of a coming session whom mail about her booking has not reached, or will not.
#[derive(Debug, Clone)]
pub struct Unreached {
    /// Her booking.
    pub booking_id: BookingId,
    /// The session.
    pub session_id: SessionId,
    /// Its title.
    pub title: String,
    /// Who, as the caller sees her.
    pub person: SeenPerson,
    /// The last mail about the booking.
    pub mail: Option<LastMail>,
}

/// A booking, with its session and its person.
type Row = (BookingId, SessionId, PersonId);

/// Those whom mail has not reached, of the coming sessions that the caller plans: in order of the sessions' first
/// meeting, and of names. A fixed number of statements.
pub async fn unreached_by_mail(db: &Db, scope: &Scope, now: DateTime<Utc>) -> Result<Vec<Unreached>> {
    let marked = live(scope, now).filter(booking::Column::PersonId.in_subquery(failing().into_query()));
    let mut rows: BTreeMap<BookingId, Row> = found(db, marked).await?.into_iter().map(|row| (row.0, row)).collect();
    let suspected = suspected(db, scope, now).await?;
    let ids: Vec<BookingId> = rows.keys().copied().chain(suspected.iter().map(|row| row.0)).collect();
    let last = bookings::last_mails(db, &ids).await?;
    // What came through later is no trouble any more.
    let stuck = suspected.into_iter().filter(|row| last.get(&row.0).is_some_and(|mail| mail.is_stuck()));
    rows.extend(stuck.map(|row| (row.0, row)));
    let pairs: Vec<(SessionId, PersonId)> = rows.values().map(|row| (row.1, row.2)).collect();
    let unreached = |one: Concerned| {
        let row = rows.values().find(|row| row.1 == one.session_id && row.2 == one.person.id)?;
        let mail = last.get(&row.0).copied();
        Some(Unreached { booking_id: row.0, session_id: row.1, title: one.title, person: one.person, mail })
    };
    Ok(concerned(db, scope, pairs, now).await?.into_iter().filter_map(unreached).collect())
}

/// Live bookings of the coming sessions that the caller plans.
fn live(scope: &Scope, now: DateTime<Utc>) -> Select<booking::Entity> {
    booking::Entity::find()
        .filter(booking::Column::SessionId.in_subquery(coming(scope, now).into_query()))
        .filter(booking::Column::Status.ne(BookingStatus::Cancelled))
}

async fn found(db: &Db, query: Select<booking::Entity>) -> Result<Vec<Row>> {
    let query = query
        .select_only()
        .columns([booking::Column::Id, booking::Column::SessionId, booking::Column::PersonId])
        .limit(EACH_MAX);
    Ok(query.into_tuple().all(db.read()).await?)
}

/// Those about whose booking any mail did not come through. From the bookings to their mail: the mail of all years is
/// not to be read for it.
async fn suspected(db: &Db, scope: &Scope, now: DateTime<Utc>) -> Result<Vec<Row>> {
    use mail_message::Column;
    let live = live(scope, now).select_only().column(booking::Column::Id);
    let ids: Vec<BookingId> = mail_message::Entity::find()
        .select_only()
        .column(Column::BookingId)
        .filter(Column::BookingId.in_subquery(live.into_query()))
        .filter(Column::State.is_in(MessageState::STUCK).or(Column::BouncedAt.is_not_null()))
        .distinct()
        .limit(EACH_MAX)
        .into_tuple()
        .all(db.read())
        .await?;
    found(db, booking::Entity::find().filter(booking::Column::Id.is_in(ids))).await
}
