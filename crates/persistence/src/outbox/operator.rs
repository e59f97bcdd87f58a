//! What an operator sees of the mail, and what she may decide.

use chrono::{DateTime, Utc};
use domain::{
    BookingId, MessageId, PersonId, SessionId,
    mail_message::MailStanding,
    notice::{CalendarMethod, MessageState, NoticeKind, NoticeState, TryOutcome},
};
use sea_orm::{
    ColumnTrait, ConnectionTrait, EntityTrait, ExprTrait, FromQueryResult, PaginatorTrait, QueryFilter, QueryOrder,
    QuerySelect, Select, sea_query::Expr,
};
use uuid::Uuid;

use super::{
    UNFINISHED,
    claim::{content, released},
};
use crate::{
    Db, Error, Result,
    db::Tx,
    entity::{
        booking,
        mail_message::{self, Column},
        mail_try, notice,
    },
    page::{Page, PageRequest},
};

/// A mail, without its text.
#[derive(Debug, Clone, FromQueryResult)]
pub struct MailMessage {
    /// Which.
    pub id: MessageId,
    /// What it tells.
    pub kind: String,
    /// Where it stands.
    pub state: MessageState,
    /// Where it goes.
    pub recipient: String,
    /// Who that is.
    pub person_id: Option<PersonId>,
    /// The booking it is about.
    pub booking_id: Option<BookingId>,
    /// The session it is about.
    pub session_id: Option<SessionId>,
    /// Message-ID, by which the mail server's log names it.
    pub message_id: String,
    /// UID of the calendar object in it.
    pub uid: Option<Uuid>,
    /// SEQUENCE of that object.
    pub sequence: i32,
    /// METHOD of that object.
    pub method: Option<CalendarMethod>,
    /// Tries so far.
    pub attempts: i32,
    /// When the change was made that it tells of.
    pub written_at: DateTime<Utc>,
    /// When it is tried, if it is still to be.
    pub due_at: DateTime<Utc>,
    /// When it has no meaning any more.
    pub expires_at: Option<DateTime<Utc>>,
    /// When nobody knew for the first time whether it had arrived.
    pub doubted_at: Option<DateTime<Utc>>,
    /// What was last said of it.
    pub answer: Option<String>,
    /// When the server took it.
    pub sent_at: Option<DateTime<Utc>>,
    /// When it came back.
    pub bounced_at: Option<DateTime<Utc>>,
    /// What was said then.
    pub bounce: Option<String>,
}

impl MailMessage {
    /// When it is tried next; none when it is not.
    pub fn next_try_at(&self) -> Option<DateTime<Utc>> {
        UNFINISHED.contains(&self.state).then_some(self.due_at)
    }

    /// What it tells; none when the kind is not known any more.
    pub fn kind(&self) -> Option<NoticeKind> {
        self.kind.parse().ok()
    }
}

/// One try that is over.
#[derive(Debug, Clone, FromQueryResult)]
pub struct MailTry {
    /// Counted from 1. A try whose worker went away is missing.
    pub number: i32,
    /// When it was over.
    pub ended_at: DateTime<Utc>,
    /// What came of it.
    pub outcome: TryOutcome,
    /// What the server said, or what stood in the way.
    pub answer: String,
}

/// Which mail is wanted.
#[derive(Debug, Clone, Default)]
pub struct MailFilter {
    /// In one state.
    pub state: Option<MessageState>,
    /// About one booking.
    pub booking_id: Option<BookingId>,
    /// About one session.
    pub session_id: Option<SessionId>,
    /// Written then or later.
    pub from: Option<DateTime<Utc>>,
    /// Written before.
    pub to: Option<DateTime<Utc>>,
}

fn without_text() -> Select<mail_message::Entity> {
    use Column as C;
    mail_message::Entity::find().select_only().columns([
        C::Id,
        C::Kind,
        C::State,
        C::Recipient,
        C::PersonId,
        C::BookingId,
        C::SessionId,
        C::MessageId,
        C::Uid,
        C::Sequence,
        C::Method,
        C::Attempts,
        C::WrittenAt,
        C::DueAt,
        C::ExpiresAt,
        C::DoubtedAt,
        C::Answer,
        C::SentAt,
        C::BouncedAt,
        C::Bounce,
    ])
}

/// Mail, newest first.
pub async fn list_mail(db: &Db, filter: &MailFilter, page: PageRequest) -> Result<Page<MailMessage>> {
    let conditions = [
        filter.state.map(|state| Column::State.eq(state)),
        filter.booking_id.map(|booking| Column::BookingId.eq(booking)),
        filter.session_id.map(|session| Column::SessionId.eq(session)),
        filter.from.map(|from| Column::WrittenAt.gte(from)),
        filter.to.map(|to| Column::WrittenAt.lt(to)),
    ];
    let query = conditions.into_iter().flatten().fold(without_text(), |query, condition| query.filter(condition));
    let total = query.clone().count(db.read()).await?;
    let items = query
        .order_by_desc(Column::WrittenAt)
        .order_by_desc(Column::Id)
        .limit(page.limit)
        .offset(page.offset())
        .into_model::<MailMessage>()
        .all(db.read())
        .await?;
    Ok(Page { items, total })
}

/// One mail, with what came of each try.
pub async fn find_mail(db: &Db, id: MessageId) -> Result<(MailMessage, Vec<MailTry>)> {
    let mail = by_id(db.read(), id).await?;
    let tries = mail_try::Entity::find()
        .select_only()
        .columns([
            mail_try::Column::Number,
            mail_try::Column::EndedAt,
            mail_try::Column::Outcome,
            mail_try::Column::Answer,
        ])
        .filter(mail_try::Column::MailMessageId.eq(id))
        .order_by_asc(mail_try::Column::Number)
        .into_model::<MailTry>()
        .all(db.read())
        .await?;
    Ok((mail, tries))
}

async fn by_id(db: &impl ConnectionTrait, id: MessageId) -> Result<MailMessage> {
    let found = without_text().filter(Column::Id.eq(id)).into_model::<MailMessage>().one(db).await?;
    found.ok_or(Error::NotFound)
}

/// Makes a mail due now, whatever became of it before. Twice has the effect of once. One transaction.
pub async fn retry_mail(db: &Db, id: MessageId, now: DateTime<Utc>) -> Result<MailMessage> {
    let tx = db.begin_write().await?;
    hold_booking(&tx, id).await?;
    standing(&tx, id, now).await?.retry()?;
    let mail = by_id(&tx, id).await?;
    // What may have arrived is still in doubt.
    let state = if mail.doubted_at.is_some() { MessageState::Ambiguous } else { MessageState::Queued };
    released()
        .col_expr(Column::State, Expr::value(state))
        .col_expr(Column::DueAt, Expr::value(now))
        .filter(Column::Id.eq(id))
        .exec(&tx)
        .await?;
    let mail = by_id(&tx, id).await?;
    tx.commit().await?;
    Ok(mail)
}

/// Gives a mail up for good, so that those after it need not wait. Twice has the effect of once. One transaction.
pub async fn abandon_mail(db: &Db, id: MessageId, now: DateTime<Utc>) -> Result<MailMessage> {
    let tx = db.begin_write().await?;
    standing(&tx, id, now).await?.abandon()?;
    released()
        .col_expr(Column::State, Expr::value(MessageState::Abandoned))
        .filter(Column::Id.eq(id))
        .exec(&tx)
        .await?;
    let mail = by_id(&tx, id).await?;
    tx.commit().await?;
    Ok(mail)
}

#[derive(FromQueryResult)]
struct StandingRow {
    state: MessageState,
    ordering_key: Uuid,
    rank: i32,
    uid: Option<Uuid>,
    text_kept: bool,
    expires_at: Option<DateTime<Utc>>,
    lease_until: Option<DateTime<Utc>>,
}

/// What is known of a mail, with the row locked.
async fn standing(tx: &Tx, id: MessageId, now: DateTime<Utc>) -> Result<MailStanding> {
    let row = mail_message::Entity::find()
        .select_only()
        .columns([Column::State, Column::OrderingKey, Column::Rank, Column::Uid, Column::ExpiresAt, Column::LeaseUntil])
        .column_as(Expr::exists(content()), "text_kept")
        .filter(Column::Id.eq(id))
        .lock_exclusive()
        .into_model::<StandingRow>()
        .one(tx)
        .await?
        .ok_or(Error::NotFound)?;
    Ok(MailStanding {
        state: row.state,
        held: row.lease_until.is_some_and(|until| until >= now),
        expired: row.expires_at.is_some_and(|end| end <= now),
        text_kept: row.text_kept,
        overtaken: overtaken(tx, &row).await?,
    })
}

/// Waits until nobody changes the booking of a mail, and keeps it so: what ends the booking is either written before
/// the mail is looked at, or finds the mail waiting.
async fn hold_booking(tx: &Tx, id: MessageId) -> Result<()> {
    if let Some(booking_id) = by_id(tx, id).await?.booking_id {
        booking::Entity::find_by_id(booking_id).lock_exclusive().one(tx).await?;
    }
    Ok(())
}

/// Whether something newer says more of the same calendar object, or in words alone that there is nothing any more:
/// a mail, or a notice that is still to become one.
async fn overtaken(tx: &Tx, row: &StandingRow) -> Result<bool> {
    let Some(uid) = row.uid else { return Ok(false) };
    let ends = [NoticeKind::BookingCancelled, NoticeKind::SessionCancelled, NoticeKind::MeetingCancelled];
    let pending = notice::Entity::find()
        .select_only()
        .columns([notice::Column::Kind, notice::Column::Payload])
        .filter(notice::Column::OrderingKey.eq(row.ordering_key))
        .filter(notice::Column::Rank.gt(row.rank))
        .filter(notice::Column::State.eq(NoticeState::Pending))
        .into_tuple::<(NoticeKind, String)>()
        .all(tx)
        .await?;
    if pending.iter().any(|(kind, payload)| ends.contains(kind) || payload.contains(&uid.to_string())) {
        return Ok(true);
    }
    let newer = mail_message::Entity::find()
        .filter(Column::OrderingKey.eq(row.ordering_key))
        .filter(Column::Rank.gt(row.rank))
        .filter(Column::Uid.eq(uid).or(Column::Uid.is_null().and(Column::Kind.is_in(ends))))
        .count(tx)
        .await?;
    Ok(newer > 0)
}
