//! Changes to a session that exists. Whoever is booked learns of them in the same transaction.

use super::*;
use crate::{bookings::live_bookings, correspondence, entity::person_role};
use domain::access::Role;

/// Makes a draft public. One transaction.
pub async fn publish(db: &Db, planner: &Planner, id: SessionId) -> Result<SessionView> {
    let done = retrying(|| async {
        let tx = db.begin_write().await?;
        if let Some(earlier) = idempotency::earlier(&tx, planner.once.as_ref()).await? {
            return earlier.map_err(Error::Refused);
        }
        let mut session = planner.lock(&tx, id).await?;
        if session.publish(planner.now)? {
            save_session(&tx, &session).await?;
            let mut record = Record::default();
            session_event(&mut record, planner.deed(), EventKind::SessionPublished, &session, &json!({}));
            record.write(&tx).await?;
        }
        let view = planner.view(session);
        idempotency::remember(&tx, planner.once.as_ref(), &Ok(&view)).await?;
        tx.commit().await?;
        Ok(view)
    })
    .await;
    idempotency::settled(db, planner.once.as_ref(), done).await
}

/// Changes the plan; a raised capacity gives seats to those in line (`V2`). Two transactions: the line moves
/// in its own, and would be moved by the sweep if this process died between them.
pub async fn change_session(db: &Db, planner: &Planner, id: SessionId, change: SessionChange) -> Result<SessionView> {
    let session = retrying(|| async {
        let tx = db.begin_write().await?;
        let mut session = planner.lock(&tx, id).await?;
        planner.check_seen(session.version)?;
        known_organiser(&tx, change.organiser_id).await?;
        let before = summary(&session);
        session.change(change.clone())?;
        save_session(&tx, &session).await?;
        let mut record = Record::default();
        let data = json!({ "before": before, "after": summary(&session), "reason": change.reason });
        session_event(&mut record, planner.deed(), EventKind::SessionChanged, &session, &data);
        record.write(&tx).await?;
        tx.commit().await?;
        Ok(session)
    })
    .await?;
    if session.serves_line(planner.now) {
        bookings::serve_line(db, id, planner.now).await?;
        return sessions::find(db, &planner.scope, id).await;
    }
    Ok(planner.view(session))
}

/// A session is handed over to somebody who is an organiser.
async fn known_organiser(tx: &Tx, organiser: Option<PersonId>) -> Result<()> {
    let Some(organiser) = organiser else { return Ok(()) };
    let role = person_role::Entity::find_by_id((organiser, Role::Organiser)).one(tx).await?;
    role.map(|_| ()).ok_or_else(|| No::invalid("organiserId", Invalid::Unknown).into())
}

fn summary(session: &Session) -> Value {
    json!({
        "capacity": session.capacity,
        "bookingOpensAt": session.booking_opens_at,
        "bookingClosesAt": session.booking_closes_at,
        "byStaff": session.affiliation.by_staff,
        "forStaff": session.affiliation.for_staff,
        "withStaff": session.affiliation.with_staff,
        "relatesToGoal": session.affiliation.relates_to_goal,
        "bring": session.bring,
        "cancelUntil": session.cancel_until,
    })
}

/// Calls a session off: every live booking ends, everyone is told (`V17`). One transaction.
pub async fn cancel_session(db: &Db, planner: &Planner, id: SessionId, reason: &Line<500>) -> Result<SessionView> {
    let done = retrying(|| async {
        let tx = db.begin_write().await?;
        if let Some(earlier) = idempotency::earlier(&tx, planner.once.as_ref()).await? {
            return earlier.map_err(Error::Refused);
        }
        let mut session = planner.lock(&tx, id).await?;
        let mut told = live_bookings(&tx, id).await?;
        let cancelled = session.cancel()?;
        for booking in &mut told {
            session.end_booking(booking, Some(reason.clone()), planner.now);
        }
        let mut record = Record::default();
        let data = json!({ "reason": reason.as_str() });
        session_event(&mut record, planner.deed(), EventKind::SessionCancelled, &session, &data);
        let invitations = bookings::withdraw(&tx, &told.iter().collect::<Vec<_>>(), None, planner.now).await?;
        let news = News {
            event: EventKind::BookingCancelledWithSession,
            seated: NoticeKind::SessionCancelled,
            reason: Some(reason),
            concerned: None,
        };
        tell_bookings(&tx, &mut record, planner.deed(), &session, &told, invitations, &news).await?;
        save_bookings(&tx, &told).await?;
        save_session(&tx, &session).await?;
        save_meetings(&tx, &session, &cancelled).await?;
        record.write(&tx).await?;
        let view = planner.view(session);
        idempotency::remember(&tx, planner.once.as_ref(), &Ok(&view)).await?;
        tx.commit().await?;
        Ok(view)
    })
    .await;
    idempotency::settled(db, planner.once.as_ref(), done).await
}

/// Moves a meeting, or changes its place or link. Bookings stay; everyone is told. One transaction.
///
/// Refused when it would put participants in two places at once, unless the caller has seen that and
/// accepts it (`V10`).
pub async fn change_meeting(
    db: &Db,
    planner: &Planner,
    id: MeetingId,
    change: MeetingChange,
    accept_clashes: bool,
) -> Result<SessionView> {
    retrying(|| async {
        let session_id = session_of(db, id).await?;
        let tx = db.begin_write().await?;
        let mut session = planner.lock(&tx, session_id).await?;
        let before = session.meetings.iter().find(|meeting| meeting.id == id).cloned().ok_or(Error::NotFound)?;
        planner.check_seen(before.version)?;
        let effect = session.change_meeting(id, change.clone(), planner.now)?;
        super::plan::relink(&tx, &mut session, id, &change).await?;
        session.version += 1;
        let mut record = Record::default();
        let data = json!({ "meetingId": id, "before": before.span, "moved": effect.moved });
        session_event(&mut record, planner.deed(), EventKind::MeetingChanged, &session, &data);
        if let Some(revision) = effect.tell {
            let mut told = live_bookings(&tx, session_id).await?;
            if effect.moved && !accept_clashes {
                refuse_clashes(&tx, &session, id, &told).await?;
            }
            for booking in &mut told {
                booking.version += 1;
            }
            let seated: Vec<&Booking> =
                told.iter().filter(|booking| booking.status == BookingStatus::Confirmed).collect();
            let invitations = bookings::revise(&tx, &seated, Some(id), revision, planner.now).await?;
            let concerned = Some((id, effect.moved.then_some(before.span.starts_at)));
            let (event, seated) = (EventKind::BookingMoved, NoticeKind::MeetingChanged);
            let news = News { event, seated, reason: None, concerned };
            tell_bookings(&tx, &mut record, planner.deed(), &session, &told, invitations, &news).await?;
            save_bookings(&tx, &told).await?;
        }
        save_session(&tx, &session).await?;
        save_meetings(&tx, &session, &[id]).await?;
        if effect.moved {
            correspondence::meeting_moved(&tx, &session, id, planner.now).await?;
        }
        record.write(&tx).await?;
        tx.commit().await?;
        Ok(planner.view(session))
    })
    .await
}

/// Cancels one meeting of several. Bookings stay; only its invitations are taken back. One transaction.
pub async fn cancel_meeting(db: &Db, planner: &Planner, id: MeetingId, reason: &Line<500>) -> Result<SessionView> {
    let done = retrying(|| async {
        let session_id = session_of(db, id).await?;
        let tx = db.begin_write().await?;
        if let Some(earlier) = idempotency::earlier(&tx, planner.once.as_ref()).await? {
            return earlier.map_err(Error::Refused);
        }
        let mut session = planner.lock(&tx, session_id).await?;
        let meeting = session.meetings.iter_mut().find(|meeting| meeting.id == id).ok_or(Error::NotFound)?;
        meeting.still_to_come()?;
        meeting.status = MeetingStatus::Cancelled;
        meeting.version += 1;
        let mut told = live_bookings(&tx, session_id).await?;
        for booking in &mut told {
            booking.version += 1;
        }
        let invitations = bookings::withdraw(&tx, &told.iter().collect::<Vec<_>>(), Some(id), planner.now).await?;
        let mut record = Record::default();
        let data = json!({ "meetingId": id, "reason": reason.as_str() });
        session_event(&mut record, planner.deed(), EventKind::MeetingCancelled, &session, &data);
        let news = News {
            event: EventKind::BookingMoved,
            seated: NoticeKind::MeetingCancelled,
            reason: Some(reason),
            concerned: Some((id, None)),
        };
        tell_bookings(&tx, &mut record, planner.deed(), &session, &told, invitations, &news).await?;
        save_bookings(&tx, &told).await?;
        session.version += 1;
        save_session(&tx, &session).await?;
        save_meetings(&tx, &session, &[id]).await?;
        correspondence::first_meeting_changed(&tx, &session, planner.now).await?;
        record.write(&tx).await?;
        let view = planner.view(session);
        idempotency::remember(&tx, planner.once.as_ref(), &Ok(&view)).await?;
        tx.commit().await?;
        Ok(view)
    })
    .await;
    idempotency::settled(db, planner.once.as_ref(), done).await
}

async fn session_of(db: &Db, id: MeetingId) -> Result<SessionId> {
    let row = meeting::Entity::find_by_id(id).one(db.read()).await?;
    row.map(|row| row.session_id).ok_or(Error::NotFound)
}

async fn refuse_clashes(tx: &Tx, session: &Session, moved: MeetingId, told: &[Booking]) -> Result<()> {
    let mut only = session.clone();
    only.meetings.retain(|meeting| meeting.id == moved);
    let seated = told.iter().filter(|booking| booking.status == BookingStatus::Confirmed);
    let persons: Vec<PersonId> = seated.map(|booking| booking.person_id).collect();
    let people = bookings::people_with_commitments(tx, session, persons).await?;
    let clashing = people.values().filter(|known| only.clash(&known.commitments).is_some()).count();
    match u32::try_from(clashing).unwrap_or(u32::MAX) {
        0 => Ok(()),
        count => Err(Refusal::ClashingParticipants { count }.into()),
    }
}
