//! The invitations that bookings have out: one a meeting, each with a UID of its own.

use std::collections::HashMap;

use chrono::{DateTime, Duration, SubsecRound, Utc};
use domain::{
    BookingId, MeetingId,
    booking::Booking,
    meeting::MeetingStatus,
    notice::{CalendarMethod, INVITATIONS_MAX, Invitation, Participation, Revision},
    session::Session,
};
use sea_orm::{
    ColumnTrait, EntityTrait, ExprTrait, QueryFilter,
    sea_query::{Expr, Query},
};
use uuid::Uuid;

use crate::{
    Result,
    db::Tx,
    entity::{invitation, meeting},
    record::chunks,
    rows,
};

/// Invitations by booking.
pub(crate) type Invitations = HashMap<BookingId, Vec<Invitation>>;

/// New invitations for everyone who got a seat: one a meeting still to come, each with a UID of its own. None when
/// there are too many of them for a mail each: then one mail points to the calendar feed.
pub(crate) async fn invite(tx: &Tx, session: &Session, seated: &[&Booking], now: DateTime<Utc>) -> Result<Invitations> {
    let stamp = now.trunc_subsecs(0);
    let to_come: Vec<MeetingId> = session
        .meetings
        .iter()
        .filter(|meeting| meeting.status == MeetingStatus::Planned && meeting.span.ends_at > now)
        .map(|meeting| meeting.id)
        .collect();
    if to_come.len() > INVITATIONS_MAX {
        return Ok(Invitations::new());
    }
    let mut invitations = Invitations::new();
    let mut rows = Vec::new();
    for booking in seated {
        for meeting_id in &to_come {
            let uid = Uuid::new_v4();
            let method = CalendarMethod::Request;
            let row = invitation::Model {
                uid,
                booking_id: booking.id,
                meeting_id: *meeting_id,
                sequence: 0,
                stamp,
                method,
                organizer: tx.organizers().map(|organizers| organizers.of(uid)),
                answer: None,
                answered_sequence: None,
                answered_stamp: None,
                answered_at: None,
                answer_comment: None,
                answer_guests: None,
            };
            invitations.entry(booking.id).or_default().push(to_invitation(&row)?);
            rows.push(invitation::ActiveModel::from(row));
        }
    }
    for portion in chunks(rows) {
        invitation::Entity::insert_many(portion).exec_without_returning(tx).await?;
    }
    Ok(invitations)
}

/// Takes standing invitations back: all of the given bookings', or only those for one meeting.
pub(crate) async fn withdraw(
    tx: &Tx,
    bookings: &[&Booking],
    meeting: Option<MeetingId>,
    now: DateTime<Utc>,
) -> Result<Invitations> {
    revise(tx, bookings, meeting, Revision::Cancelled, now).await
}

/// Gives standing invitations a new revision: SEQUENCE one higher unless only details changed, DTSTAMP later than
/// the last (RFC 5546 §2.1.4). All of the given bookings', or only those for one meeting.
///
/// What has been is neither taken back nor sent again: whoever was there keeps it in her calendar. What was missed
/// can still be moved.
pub(crate) async fn revise(
    tx: &Tx,
    bookings: &[&Booking],
    only: Option<MeetingId>,
    revision: Revision,
    now: DateTime<Utc>,
) -> Result<Invitations> {
    if bookings.is_empty() {
        return Ok(Invitations::new());
    }
    let mut wanted = invitation::Column::BookingId.is_in(bookings.iter().map(|booking| booking.id));
    if revision != Revision::Resent {
        wanted = wanted.and(invitation::Column::Method.eq(CalendarMethod::Request));
    }
    if matches!(revision, Revision::Cancelled | Revision::Resent) {
        wanted = wanted.and(invitation::Column::MeetingId.in_subquery(still_to_come(now)));
    }
    if let Some(id) = only {
        wanted = wanted.and(invitation::Column::MeetingId.eq(id));
    }
    let mut found = invitation::Entity::find().filter(wanted.clone()).all(tx).await?;
    let last = found.iter().map(|row| row.stamp).max().unwrap_or_default();
    let stamp = next_stamp(last, now);
    for row in &mut found {
        row.stamp = stamp;
        row.sequence += i32::from(revision.raises_sequence());
        row.method = revision.method().unwrap_or(row.method);
        row.answer = row.answer.filter(|_| revision.keeps_answer());
    }
    let mut update = invitation::Entity::update_many()
        .col_expr(invitation::Column::Stamp, Expr::value(stamp))
        .col_expr(
            invitation::Column::Sequence,
            Expr::col(invitation::Column::Sequence).add(i32::from(revision.raises_sequence())),
        )
        .filter(wanted);
    if let Some(method) = revision.method() {
        update = update.col_expr(invitation::Column::Method, Expr::value(method));
    }
    if !revision.keeps_answer() {
        update = update.col_expr(invitation::Column::Answer, Expr::value(None::<Participation>));
    }
    update.exec(tx).await?;
    let mut invitations = Invitations::new();
    for row in &found {
        invitations.entry(row.booking_id).or_default().push(to_invitation(row)?);
    }
    Ok(invitations)
}

/// DTSTAMP of an object made now, after one with this: in whole seconds, and later even within one (RFC 5546 §2.1.5).
pub(crate) fn next_stamp(last: DateTime<Utc>, now: DateTime<Utc>) -> DateTime<Utc> {
    Ord::max(now.trunc_subsecs(0), last + Duration::seconds(1))
}

fn still_to_come(now: DateTime<Utc>) -> sea_orm::sea_query::SelectStatement {
    Query::select()
        .column(meeting::Column::Id)
        .from(meeting::Entity)
        .and_where(meeting::Column::EndsAt.gt(now))
        .to_owned()
}

pub(crate) fn to_invitation(row: &invitation::Model) -> Result<Invitation> {
    Ok(Invitation {
        meeting_id: row.meeting_id,
        uid: row.uid,
        sequence: rows::count(row.sequence, "invitation.sequence")?,
        stamp: row.stamp,
        method: row.method,
        organizer: row.organizer.clone(),
        answer: row.answer,
    })
}
