//! What is kept of a person as a participant.

use std::collections::HashMap;

use domain::{BookingId, MeetingId, PersonId, SessionId};
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect, QueryTrait,
    sea_query::SelectStatement,
};

use super::{Row, register::whom};
use crate::{
    Result,
    entity::{attendance, booking, invitation, meeting, need, need_reading, session},
};

/// Her bookings, as a condition on what belongs to a booking.
pub(super) fn own_bookings(me: PersonId) -> SelectStatement {
    booking::Entity::find()
        .select_only()
        .column(booking::Column::Id)
        .filter(booking::Column::PersonId.eq(me))
        .into_query()
}

/// Sessions by their identifiers.
pub(super) async fn sessions(
    db: &impl ConnectionTrait,
    ids: impl Iterator<Item = SessionId>,
) -> Result<HashMap<SessionId, session::Model>> {
    let found = session::Entity::find().filter(session::Column::Id.is_in(ids)).all(db).await?;
    Ok(found.into_iter().map(|row| (row.id, row)).collect())
}

/// Titles and starts of meetings.
async fn meetings(
    db: &impl ConnectionTrait,
    ids: impl Iterator<Item = MeetingId>,
) -> Result<HashMap<MeetingId, (meeting::Model, String)>> {
    let found = meeting::Entity::find().filter(meeting::Column::Id.is_in(ids)).all(db).await?;
    let sessions = sessions(db, found.iter().map(|row| row.session_id)).await?;
    let titled = |row: meeting::Model| {
        let title = sessions.get(&row.session_id).map(|session| session.title.clone()).unwrap_or_default();
        (row.id, (row, title))
    };
    Ok(found.into_iter().map(titled).collect())
}

pub(super) async fn bookings(db: &impl ConnectionTrait, me: PersonId) -> Result<Vec<Row>> {
    let found = booking::Entity::find()
        .filter(booking::Column::PersonId.eq(me))
        .order_by_asc(booking::Column::Id)
        .all(db)
        .await?;
    let sessions = sessions(db, found.iter().map(|row| row.session_id)).await?;
    let row = |row: booking::Model| {
        let session = sessions.get(&row.session_id);
        Row::default()
            .with("id", row.id)
            .maybe("title", session.map(|session| &session.title))
            .maybe_at("startsAt", session.map(|session| session.first_starts_at))
            .with("status", row.status)
            .at("bookedAt", row.booked_at)
            .maybe_at("seatedAt", row.seated_at)
            .maybe("queueNumber", row.queue_number)
            .maybe_at("endedAt", row.ended_at)
            .maybe("endReason", row.end_reason)
    };
    Ok(found.into_iter().map(row).collect())
}

/// Titles by booking.
async fn titles(db: &impl ConnectionTrait, me: PersonId) -> Result<HashMap<BookingId, String>> {
    let found = booking::Entity::find().filter(booking::Column::PersonId.eq(me)).all(db).await?;
    let sessions = sessions(db, found.iter().map(|row| row.session_id)).await?;
    let title =
        |row: booking::Model| (row.id, sessions.get(&row.session_id).map(|s| s.title.clone()).unwrap_or_default());
    Ok(found.into_iter().map(title).collect())
}

pub(super) async fn needs(db: &impl ConnectionTrait, me: PersonId) -> Result<Vec<Row>> {
    let titles = titles(db, me).await?;
    let own = need::Column::BookingId.in_subquery(own_bookings(me));
    let found = need::Entity::find().filter(own).order_by_asc(need::Column::BookingId).all(db).await?;
    let row = |row: need::Model| {
        Row::default()
            .maybe("title", titles.get(&row.booking_id))
            .with("choices", row.choices)
            .maybe("note", row.note)
            .maybe_at("consentedAt", row.consented_at)
            .at("givenAt", row.given_at)
    };
    Ok(found.into_iter().map(row).collect())
}

/// Whose readings of hers, and hers of whose, is left out.
pub(super) async fn readings(db: &impl ConnectionTrait, me: PersonId) -> Result<Vec<Row>> {
    let either = Condition::any().add(need_reading::Column::PersonId.eq(me)).add(need_reading::Column::ReaderId.eq(me));
    let found = need_reading::Entity::find().filter(either).order_by_asc(need_reading::Column::Id).all(db).await?;
    let sessions = sessions(db, found.iter().map(|row| row.session_id)).await?;
    let row = |row: need_reading::Model| {
        Row::default()
            .maybe("title", sessions.get(&row.session_id).map(|session| &session.title))
            .with("what", if row.person_id == me { "yourNeeds" } else { "needsOfAnother" })
            .with("by", whom(row.reader_id == me))
            .at("at", row.at)
    };
    Ok(found.into_iter().map(row).collect())
}

pub(super) async fn invitations(db: &impl ConnectionTrait, me: PersonId) -> Result<Vec<Row>> {
    let own = invitation::Column::BookingId.in_subquery(own_bookings(me));
    let found = invitation::Entity::find().filter(own).order_by_asc(invitation::Column::Uid).all(db).await?;
    let meetings = meetings(db, found.iter().map(|row| row.meeting_id)).await?;
    let row = |row: invitation::Model| {
        let meeting = meetings.get(&row.meeting_id);
        Row::default()
            .with("uid", row.uid)
            .maybe("title", meeting.map(|(_, title)| title))
            .maybe_at("startsAt", meeting.map(|(meeting, _)| meeting.starts_at))
            .with("kind", row.method)
            .with("sequence", row.sequence)
            .maybe("answer", row.answer)
            .maybe_at("answeredAt", row.answered_at)
            .maybe("comment", row.answer_comment)
            .maybe("guests", row.answer_guests)
    };
    Ok(found.into_iter().map(row).collect())
}

pub(super) async fn attendance(db: &impl ConnectionTrait, me: PersonId) -> Result<Vec<Row>> {
    let found = attendance::Entity::find()
        .filter(attendance::Column::PersonId.eq(me))
        .order_by_asc(attendance::Column::MeetingId)
        .all(db)
        .await?;
    let meetings = meetings(db, found.iter().map(|row| row.meeting_id)).await?;
    let row = |row: attendance::Model| {
        let meeting = meetings.get(&row.meeting_id);
        Row::default()
            .maybe("title", meeting.map(|(_, title)| title))
            .maybe_at("startsAt", meeting.map(|(meeting, _)| meeting.starts_at))
            .with("presence", row.presence)
    };
    Ok(found.into_iter().map(row).collect())
}
