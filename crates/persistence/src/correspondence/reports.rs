//! To those who arrange and lead: the question for a report that is missing.

use domain::{
    correspondence::{ATTENDANCE_NOT_AFTER, ATTENDANCE_NOT_BEFORE, reports_asked},
    event::EventKind,
    ids::made_at,
    meeting::Meeting,
    notice::NoticeKind,
};
use serde_json::json;

use super::*;
use crate::record::{Deed, Record, Subject, Telling, session_notice};

/// Meetings over for some days whose report should have been asked for more often.
pub(super) async fn missing(db: &Db, now: DateTime<Utc>) -> Result<Vec<(SessionId, MeetingId)>> {
    if rules::is_quiet(now) {
        return Ok(Vec::new());
    }
    let mut missing = Vec::new();
    for row in over(now).all(db.read()).await? {
        let (session, asked) = (row.session_id, row.attendance_asked);
        let meeting = rows::to_meeting(row)?;
        if asked < asked_by_now(&meeting, now) {
            missing.push((session, meeting.id));
        }
    }
    Ok(missing)
}

/// Meetings over for some days without a report; read along `meeting_end`.
pub(super) fn over(now: DateTime<Utc>) -> Select<meeting::Entity> {
    meeting::Entity::find()
        .join(JoinType::InnerJoin, of_session())
        .filter(meeting::Column::EndsAt.gt(now - ATTENDANCE_NOT_AFTER))
        .filter(meeting::Column::EndsAt.lte(now - ATTENDANCE_NOT_BEFORE))
        .filter(meeting::Column::Status.eq(MeetingStatus::Planned))
        .filter(session::Column::Status.is_in([SessionStatus::Published, SessionStatus::Closed]))
        .order_by_asc(meeting::Column::EndsAt)
        .order_by_asc(meeting::Column::Id)
}

/// Asks the trainer and the organiser for the report of a meeting, if that is due and not yet done. Returns how many
/// were asked. One transaction.
pub(super) async fn ask(db: &Db, session: SessionId, id: MeetingId, now: DateTime<Utc>) -> Result<usize> {
    let tx = db.begin_write().await?;
    let session = sessions::lock(&tx, session).await?;
    let stands = matches!(session.status, SessionStatus::Published | SessionStatus::Closed);
    let Some(meeting) = session.meetings.iter().find(|meeting| stands && meeting.id == id) else { return Ok(0) };
    let asked = asked_by_now(meeting, now);
    let marked = meeting::Entity::update_many()
        .col_expr(meeting::Column::AttendanceAsked, Expr::value(asked))
        .filter(meeting::Column::Id.eq(id))
        .filter(meeting::Column::AttendanceAsked.lt(asked))
        .exec(&tx)
        .await?;
    if marked.rows_affected == 0 {
        return Ok(0);
    }
    // One question to whoever is both.
    let people = people(&tx, [meeting.trainer_id, session.organiser_id].into_iter().flatten()).await?;
    let mut record = Record::default();
    for person in &people {
        let telling = Telling { concerned: Some((id, None)), ..Telling::default() };
        let notice = session_notice(NoticeKind::AttendanceMissing, &session, person, telling);
        let deed = Deed { actor: None, at: now };
        let subject = Subject { session: Some(session.id), person: Some(person.id), ..Subject::default() };
        let data = json!({ "meetingId": id, "time": asked });
        record.session_notice(deed, EventKind::AttendanceAsked, subject, &data, &notice)?;
    }
    record.write(&tx).await?;
    tx.commit().await?;
    Ok(people.len())
}

fn asked_by_now(meeting: &Meeting, now: DateTime<Utc>) -> i32 {
    let registered_at = made_at(meeting.id.0).unwrap_or(meeting.span.ends_at);
    rows::int(reports_asked(meeting, registered_at, now))
}
