//! What is due of each class, and how it goes. The same query says what is due and what goes.

use domain::{
    AccessTokenId, BookingId, CalendarFeedId, MeetingId, MessageId, PersonId, ProgrammeId, attendance::Presence,
    booking::BookingStatus, notice::MessageState,
};
use sea_orm::{
    Condition, QueryTrait,
    sea_query::{Expr, SelectStatement},
};
use uuid::Uuid;

use super::{inactive, *};
use crate::{
    audit_log,
    entity::{
        access_token, attendance, booking, calendar_feed, inbound_message, invitation, mail_message, need,
        need_reading, person_correction, report, session,
    },
    outbox, waves,
};

/// How many records of a class go in one transaction.
pub(super) fn portion_of(class: DisposalClass) -> u64 {
    match class {
        // Each is many statements.
        DisposalClass::Accounts => 20,
        // Programmes, of which there are few; each is a heavy one.
        DisposalClass::SelfAssessment => u64::MAX,
        _ => 200,
    }
}

/// How many records of a class are due.
pub(super) async fn due(db: &impl ConnectionTrait, class: DisposalClass, cutoff: DateTime<Utc>) -> Result<u64> {
    let all = u64::MAX >> 1;
    Ok(match class {
        DisposalClass::Needs => needs(db, cutoff, all).await?.len() as u64,
        DisposalClass::MailTexts => outbox::due_texts(db, cutoff, all).await?.count(),
        DisposalClass::MailLog => {
            mails(db, cutoff, all).await?.len() as u64 + inbound(db, cutoff, all).await?.len() as u64
        }
        DisposalClass::Bookings => bookings(db, cutoff, all).await?.len() as u64,
        DisposalClass::Attendance => attendances(db, cutoff, all).await?.len() as u64,
        DisposalClass::SelfAssessment => waves::answers_due(db, &programmes_reported(db, cutoff).await?).await?,
        DisposalClass::Accounts => inactive::people(db, cutoff, all).await?.len() as u64,
        DisposalClass::Accesses => {
            tokens(db, cutoff, all).await?.len() as u64 + feeds(db, cutoff, all).await?.len() as u64
        }
        DisposalClass::Readings => readings(db, cutoff, all).await?.len() as u64,
        DisposalClass::Corrections => corrections(db, cutoff, all).await?.len() as u64,
    })
}

/// Disposes of at most so many records of a class. Gives how many.
pub(super) async fn dispose(tx: &Tx, entry: &DisposalEntry, limit: u64, deed: Deed) -> Result<u64> {
    let cutoff = entry.cutoff;
    match entry.class {
        DisposalClass::Needs => {
            let ids = needs(tx, cutoff, limit).await?;
            let gone = need::Entity::delete_many().filter(need::Column::BookingId.is_in(ids)).exec(tx).await?;
            Ok(gone.rows_affected)
        }
        DisposalClass::MailTexts => outbox::forget(tx, outbox::due_texts(tx, cutoff, limit).await?).await,
        DisposalClass::MailLog => mail_log(tx, cutoff, limit).await,
        DisposalClass::Bookings => strip_bookings(tx, cutoff, limit).await,
        DisposalClass::Attendance => strip_attendance(tx, cutoff, limit).await,
        DisposalClass::SelfAssessment => {
            waves::forget_reported(tx, &programmes_reported(tx, cutoff).await?, deed).await
        }
        DisposalClass::Accounts => inactive::pseudonymise(tx, entry, limit, deed).await,
        DisposalClass::Accesses => accesses(tx, cutoff, limit).await,
        DisposalClass::Readings => {
            let ids = readings(tx, cutoff, limit).await?;
            let gone = need_reading::Entity::delete_many().filter(need_reading::Column::Id.is_in(ids)).exec(tx).await?;
            Ok(gone.rows_affected)
        }
        DisposalClass::Corrections => forget_corrections(tx, cutoff, limit).await,
    }
}

/// Sessions that were over by then.
fn sessions_over(cutoff: DateTime<Utc>) -> SelectStatement {
    session::Entity::find()
        .select_only()
        .column(session::Column::Id)
        .filter(session::Column::LastEndsAt.lte(cutoff))
        .into_query()
}

async fn needs(db: &impl ConnectionTrait, cutoff: DateTime<Utc>, limit: u64) -> Result<Vec<BookingId>> {
    let over = Condition::any()
        .add(booking::Column::SessionId.in_subquery(sessions_over(cutoff)))
        .add(booking::Column::Status.eq(BookingStatus::Cancelled));
    let due = booking::Entity::find().select_only().column(booking::Column::Id).filter(over).into_query();
    let found = need::Entity::find().select_only().column(need::Column::BookingId);
    let found = found.filter(need::Column::BookingId.in_subquery(due)).order_by_asc(need::Column::BookingId);
    Ok(found.limit(limit).into_tuple().all(db).await?)
}

async fn mails(db: &impl ConnectionTrait, cutoff: DateTime<Utc>, limit: u64) -> Result<Vec<MessageId>> {
    let found = mail_message::Entity::find()
        .select_only()
        .column(mail_message::Column::Id)
        .filter(mail_message::Column::WrittenAt.lte(cutoff))
        .filter(mail_message::Column::State.is_in([
            MessageState::Sent,
            MessageState::Superseded,
            MessageState::Dead,
            MessageState::Abandoned,
        ]))
        .order_by_asc(mail_message::Column::WrittenAt)
        .order_by_asc(mail_message::Column::Id);
    Ok(found.limit(limit).into_tuple().all(db).await?)
}

async fn inbound(db: &impl ConnectionTrait, cutoff: DateTime<Utc>, limit: u64) -> Result<Vec<Uuid>> {
    let found = inbound_message::Entity::find()
        .select_only()
        .column(inbound_message::Column::Id)
        .filter(inbound_message::Column::ReceivedAt.lte(cutoff))
        .order_by_asc(inbound_message::Column::ReceivedAt);
    Ok(found.limit(limit).into_tuple().all(db).await?)
}

/// Notices stay, without their texts: that everybody was told of every change can be counted by them.
async fn mail_log(tx: &Tx, cutoff: DateTime<Utc>, limit: u64) -> Result<u64> {
    let ids = mails(tx, cutoff, limit).await?;
    let gone = mail_message::Entity::delete_many().filter(mail_message::Column::Id.is_in(ids)).exec(tx).await?;
    let left = limit - gone.rows_affected.min(limit);
    if left == 0 {
        return Ok(gone.rows_affected);
    }
    let ids = inbound(tx, cutoff, left).await?;
    let came = inbound_message::Entity::delete_many().filter(inbound_message::Column::Id.is_in(ids)).exec(tx).await?;
    Ok(gone.rows_affected + came.rows_affected)
}

/// Bookings of sessions long over that still say why they ended, or what calendars answered.
async fn bookings(db: &impl ConnectionTrait, cutoff: DateTime<Utc>, limit: u64) -> Result<Vec<BookingId>> {
    let invited = invitation::Entity::find().select_only().column(invitation::Column::BookingId).into_query();
    let speaks =
        Condition::any().add(booking::Column::EndReason.is_not_null()).add(booking::Column::Id.in_subquery(invited));
    let found = booking::Entity::find()
        .select_only()
        .column(booking::Column::Id)
        .filter(booking::Column::SessionId.in_subquery(sessions_over(cutoff)))
        .filter(speaks)
        .order_by_asc(booking::Column::Id);
    Ok(found.limit(limit).into_tuple().all(db).await?)
}

/// The bookings themselves stay: seats given back are counted from them.
async fn strip_bookings(tx: &Tx, cutoff: DateTime<Utc>, limit: u64) -> Result<u64> {
    let ids = bookings(tx, cutoff, limit).await?;
    let count = ids.len() as u64;
    invitation::Entity::delete_many().filter(invitation::Column::BookingId.is_in(ids.clone())).exec(tx).await?;
    booking::Entity::update_many()
        .col_expr(booking::Column::EndReason, Expr::value(sea_orm::Value::String(None)))
        .filter(booking::Column::Id.is_in(ids.clone()))
        .exec(tx)
        .await?;
    // Last: the log has just written down what was there.
    audit_log::forget_words(tx, "booking", ids.into_iter().map(|id| id.0).collect()).await?;
    Ok(count)
}

/// Programmes whose final report was locked by then. A report that has been replaced is not the final one.
async fn programmes_reported(db: &impl ConnectionTrait, cutoff: DateTime<Utc>) -> Result<Vec<ProgrammeId>> {
    let locked = report::Entity::find()
        .filter(report::Column::Kind.eq(domain::indicator::period::PeriodKind::Programme))
        .filter(report::Column::LockedAt.lte(cutoff))
        .filter(report::Column::ProgrammeId.is_not_null())
        .all(db)
        .await?;
    let mut found: Vec<ProgrammeId> = locked.into_iter().filter_map(|row| row.programme_id).collect();
    found.sort_unstable();
    found.dedup();
    Ok(found)
}

async fn attendances(
    db: &impl ConnectionTrait,
    cutoff: DateTime<Utc>,
    limit: u64,
) -> Result<Vec<(MeetingId, PersonId)>> {
    let programmes = programmes_reported(db, cutoff).await?;
    let Some(meetings) = classes_periods(db, &programmes).await? else { return Ok(Vec::new()) };
    let found = attendance::Entity::find()
        .select_only()
        .columns([attendance::Column::MeetingId, attendance::Column::PersonId])
        .filter(attendance::Column::MeetingId.in_subquery(meetings))
        .filter(attendance::Column::Presence.ne(Presence::Present))
        .order_by_asc(attendance::Column::MeetingId)
        .order_by_asc(attendance::Column::PersonId);
    Ok(found.limit(limit).into_tuple().all(db).await?)
}

/// Meetings within the periods of programmes.
async fn classes_periods(db: &impl ConnectionTrait, programmes: &[ProgrammeId]) -> Result<Option<SelectStatement>> {
    use crate::entity::{meeting, programme};
    let found =
        programme::Entity::find().filter(programme::Column::Id.is_in(programmes.iter().copied())).all(db).await?;
    if found.is_empty() {
        return Ok(None);
    }
    let within = found
        .iter()
        .fold(Condition::any(), |any, row| any.add(meeting::Column::LocalDate.between(row.from_date, row.to_date)));
    let meetings = meeting::Entity::find().select_only().column(meeting::Column::Id).filter(within);
    Ok(Some(meetings.into_query()))
}

/// Whoever was absent leaves no row: how many did not come stands in the report. Whoever was late was there.
async fn strip_attendance(tx: &Tx, cutoff: DateTime<Utc>, limit: u64) -> Result<u64> {
    let due = attendances(tx, cutoff, limit).await?;
    for (meeting, person) in &due {
        let own = || {
            Condition::all()
                .add(attendance::Column::MeetingId.eq(*meeting))
                .add(attendance::Column::PersonId.eq(*person))
        };
        let absent = own().add(attendance::Column::Presence.eq(Presence::Absent));
        attendance::Entity::delete_many().filter(absent).exec(tx).await?;
        attendance::Entity::update_many()
            .col_expr(attendance::Column::Presence, Expr::value(Presence::Present))
            .filter(own())
            .exec(tx)
            .await?;
    }
    Ok(due.len() as u64)
}

async fn tokens(db: &impl ConnectionTrait, cutoff: DateTime<Utc>, limit: u64) -> Result<Vec<AccessTokenId>> {
    let ended = Condition::any()
        .add(access_token::Column::ExpiresAt.lte(cutoff))
        .add(access_token::Column::RevokedAt.lte(cutoff));
    let found = access_token::Entity::find().select_only().column(access_token::Column::Id).filter(ended);
    Ok(found.order_by_asc(access_token::Column::Id).limit(limit).into_tuple().all(db).await?)
}

async fn feeds(db: &impl ConnectionTrait, cutoff: DateTime<Utc>, limit: u64) -> Result<Vec<CalendarFeedId>> {
    let found = calendar_feed::Entity::find().select_only().column(calendar_feed::Column::Id);
    let found = found.filter(calendar_feed::Column::RevokedAt.lte(cutoff)).order_by_asc(calendar_feed::Column::Id);
    Ok(found.limit(limit).into_tuple().all(db).await?)
}

async fn accesses(tx: &Tx, cutoff: DateTime<Utc>, limit: u64) -> Result<u64> {
    let ids = tokens(tx, cutoff, limit).await?;
    let gone = access_token::Entity::delete_many().filter(access_token::Column::Id.is_in(ids)).exec(tx).await?;
    let left = limit - gone.rows_affected.min(limit);
    if left == 0 {
        return Ok(gone.rows_affected);
    }
    let ids = feeds(tx, cutoff, left).await?;
    let revoked = calendar_feed::Entity::delete_many().filter(calendar_feed::Column::Id.is_in(ids)).exec(tx).await?;
    Ok(gone.rows_affected + revoked.rows_affected)
}

async fn readings(db: &impl ConnectionTrait, cutoff: DateTime<Utc>, limit: u64) -> Result<Vec<Uuid>> {
    let found = need_reading::Entity::find().select_only().column(need_reading::Column::Id);
    let found = found.filter(need_reading::Column::At.lte(cutoff)).order_by_asc(need_reading::Column::At);
    Ok(found.limit(limit).into_tuple().all(db).await?)
}

/// What stood there before goes from the log as well.
async fn forget_corrections(tx: &Tx, cutoff: DateTime<Utc>, limit: u64) -> Result<u64> {
    let due = person_correction::Column::Id.is_in(corrections(tx, cutoff, limit).await?);
    let of: Vec<PersonId> = person_correction::Entity::find()
        .select_only()
        .column(person_correction::Column::PersonId)
        .filter(due.clone())
        .distinct()
        .into_tuple()
        .all(tx)
        .await?;
    audit_log::forget_words(tx, "person", of.into_iter().map(|id| id.0).collect()).await?;
    Ok(person_correction::Entity::delete_many().filter(due).exec(tx).await?.rows_affected)
}

async fn corrections(db: &impl ConnectionTrait, cutoff: DateTime<Utc>, limit: u64) -> Result<Vec<Uuid>> {
    let found = person_correction::Entity::find().select_only().column(person_correction::Column::Id);
    let found = found.filter(person_correction::Column::CorrectedAt.lte(cutoff));
    Ok(found.order_by_asc(person_correction::Column::CorrectedAt).limit(limit).into_tuple().all(db).await?)
}
