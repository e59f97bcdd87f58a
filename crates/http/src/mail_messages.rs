//! Utskickade och väntande brev, för den som driver systemet. / Mail sent and waiting, for whoever runs the system.
//!
//! The text of a mail is never shown: it is the recipient's.

use domain::{
    BookingId, MessageId, PersonId, SessionId,
    access::Right,
    notice::{CalendarMethod, MessageState, NoticeKind, TryOutcome},
    wall_time::Instant,
};
use persistence::outbox::{self, MailFilter, MailMessage, MailTry};
use poem::web::Data;
use poem_openapi::{
    ApiResponse, Object, OpenApi,
    param::{Path, Query},
    payload::Json,
};

use crate::{
    App,
    caller::Caller,
    list::{self, list_of},
    problem::Problem,
    spec::Tag,
};

mod acts;

pub use acts::{abandon, retry};

/// Ett brev, utan sin text. / A mail, without its text.
#[derive(Debug, Clone, Object)]
#[oai(rename_all = "camelCase")]
pub struct MailMessageJson {
    /// Id.
    pub id: MessageId,
    /// Vad det berättar. / What it tells.
    pub kind: Option<NoticeKind>,
    /// Läge. / State.
    pub state: MessageState,
    /// Mottagarens adress. / The recipient's address.
    pub recipient: String,
    /// Mottagaren i registret. / The recipient in the register.
    pub person_id: Option<PersonId>,
    /// Anmälan som det gäller. / The booking it is about.
    pub booking_id: Option<BookingId>,
    /// Kursomgången som det gäller. / The session it is about.
    pub session_id: Option<SessionId>,
    /// Message-ID, som e-postserverns logg känner det vid. / Message-ID, by which the mail server's log knows it.
    pub message_id: String,
    /// UID för kalenderobjektet i det. / UID of the calendar object in it.
    pub uid: Option<String>,
    /// Kalenderobjektets SEQUENCE. / SEQUENCE of the calendar object.
    pub sequence: Option<u32>,
    /// Kalenderobjektets METHOD. / METHOD of the calendar object.
    pub method: Option<CalendarMethod>,
    /// När det som det berättar om hände. / When what it tells of happened.
    pub written_at: Instant,
    /// Försök hittills. / Tries so far.
    pub attempts: u32,
    /// Nästa försök, om det blir något. / The next try, if there will be one.
    pub next_try_at: Option<Instant>,
    /// När det inte längre har någon mening att skicka det. / When there is no point in sending it any more.
    pub expires_at: Option<Instant>,
    /// När det första gången var ovisst om det kommit fram. / When it was first unknown whether it had arrived.
    pub doubted_at: Option<Instant>,
    /// När e-postservern tog emot det. / When the mail server took it.
    pub sent_at: Option<Instant>,
    /// Det senaste beskedet om det. / What was last said of it.
    pub answer: Option<String>,
    /// När det kom tillbaka. / When it came back.
    pub bounced_at: Option<Instant>,
    /// Varför det kom tillbaka. / Why it came back.
    pub bounce: Option<String>,
}

/// Ett försök att skicka. / A try to send.
#[derive(Debug, Clone, Object)]
#[oai(rename_all = "camelCase")]
pub struct MailTryJson {
    /// Ordningsnummer, från 1. / Number, from 1.
    pub number: u32,
    /// När det var över. / When it was over.
    pub ended_at: Instant,
    /// Hur det gick. / How it went.
    pub outcome: TryOutcome,
    /// Vad servern svarade, eller vad som kom emellan. / What the server answered, or what came in between.
    pub answer: String,
}

/// Ett brev och försöken att skicka det. / A mail and the tries to send it.
#[derive(Debug, Clone, Object)]
#[oai(rename_all = "camelCase")]
pub struct MailHistoryJson {
    /// Brevet. / The mail.
    pub message: MailMessageJson,
    /// Försöken, i ordning. / The tries, in order.
    pub tries: Vec<MailTryJson>,
}

list_of!(
    /// Brev. / Mail.
    MailMessageList,
    MailMessageJson
);

/// What came of a decision about a mail.
#[derive(ApiResponse)]
pub enum MailDecided {
    /// Brevet som det står nu. / The mail as it stands now.
    #[oai(status = 201)]
    Created(Json<MailMessageJson>),
}

impl From<MailMessage> for MailMessageJson {
    fn from(mail: MailMessage) -> Self {
        let count = |number: i32| u32::try_from(number).unwrap_or_default();
        Self {
            kind: mail.kind(),
            next_try_at: mail.next_try_at().map(Into::into),
            sequence: mail.uid.map(|_| count(mail.sequence)),
            uid: mail.uid.map(|uid| uid.to_string()),
            id: mail.id,
            state: mail.state,
            recipient: mail.recipient,
            person_id: mail.person_id,
            booking_id: mail.booking_id,
            session_id: mail.session_id,
            message_id: mail.message_id,
            method: mail.method,
            written_at: mail.written_at.into(),
            attempts: count(mail.attempts),
            expires_at: mail.expires_at.map(Into::into),
            doubted_at: mail.doubted_at.map(Into::into),
            sent_at: mail.sent_at.map(Into::into),
            answer: mail.answer,
            bounced_at: mail.bounced_at.map(Into::into),
            bounce: mail.bounce,
        }
    }
}

impl From<MailTry> for MailTryJson {
    fn from(one: MailTry) -> Self {
        let number = u32::try_from(one.number).unwrap_or_default();
        Self { number, ended_at: one.ended_at.into(), outcome: one.outcome, answer: one.answer }
    }
}

pub(crate) struct MailMessagesApi;

#[OpenApi]
impl MailMessagesApi {
    /// Lista brev / List mail
    ///
    /// Nyaste först; bara för samordnaren. / Newest first; for the coordinator only.
    #[oai(path = "/mail-messages", method = "get", operation_id = "listMailMessages", tag = "Tag::Mail")]
    #[expect(clippy::too_many_arguments, reason = "one for each filter")]
    async fn list_mail_messages(
        &self,
        Data(app): Data<&App>,
        caller: Caller,
        /// Läge. / State.
        #[oai(name = "state")]
        Query(state): Query<Option<MessageState>>,
        /// Om en anmälan. / About a booking.
        #[oai(name = "bookingId")]
        Query(booking_id): Query<Option<BookingId>>,
        /// Om en kursomgång. / About a session.
        #[oai(name = "sessionId")]
        Query(session_id): Query<Option<SessionId>>,
        /// Skrivna från och med. / Written then or later.
        #[oai(name = "from")]
        Query(from): Query<Option<Instant>>,
        /// Skrivna före. / Written before.
        #[oai(name = "to")]
        Query(to): Query<Option<Instant>>,
        /// Rader per sida, 1–100; förval 20. / Rows a page, 1–100; 20 by default.
        #[oai(name = "limit")]
        Query(limit): Query<Option<u64>>,
        /// Sidans nummer, från 1. / Number of the page, from 1.
        #[oai(name = "page")]
        Query(page): Query<Option<u64>>,
    ) -> Result<Json<MailMessageList>, Problem> {
        caller.with(Right::ManageMail)?;
        let asked = list::page(limit, page)?;
        let (from, to) = (from.map(Instant::utc), to.map(Instant::utc));
        let found = outbox::list_mail(&app.db, &MailFilter { state, booking_id, session_id, from, to }, asked).await?;
        Ok(Json(MailMessageList::new(found.map(Into::into), asked)))
    }

    /// Visa ett brev / Show a mail
    ///
    /// Med alla försök och vad servern svarade; aldrig med sin text. / With all tries and what the server answered;
    /// never with its text.
    #[oai(path = "/mail-messages/:messageId", method = "get", operation_id = "getMailMessage", tag = "Tag::Mail")]
    async fn get_mail_message(
        &self,
        Data(app): Data<&App>,
        caller: Caller,
        #[oai(name = "messageId")] Path(id): Path<MessageId>,
    ) -> Result<Json<MailHistoryJson>, Problem> {
        caller.with(Right::ManageMail)?;
        let (message, tries) = outbox::find_mail(&app.db, id).await?;
        Ok(Json(MailHistoryJson { message: message.into(), tries: tries.into_iter().map(Into::into).collect() }))
    }

    /// Försök skicka ett brev igen / Try to send a mail again
    ///
    /// Genast, och byte för byte detsamma. Två gånger har samma verkan som en. / At once, and the same byte for byte.
    /// Twice has the same effect as once.
    #[oai(
        path = "/mail-messages/:messageId/retries",
        method = "post",
        operation_id = "retryMailMessage",
        tag = "Tag::Mail"
    )]
    async fn retry_mail_message(
        &self,
        Data(app): Data<&App>,
        caller: Caller,
        #[oai(name = "messageId")] Path(id): Path<MessageId>,
    ) -> Result<MailDecided, Problem> {
        Ok(MailDecided::Created(Json(retry(app, &caller, id).await?.into())))
    }

    /// Ge upp ett brev / Give a mail up
    ///
    /// Det skickas inte, och de som väntar på det går vidare. Två gånger har samma verkan som en. / It is not sent, and
    /// those that wait for it go on. Twice has the same effect as once.
    #[oai(
        path = "/mail-messages/:messageId/abandonments",
        method = "post",
        operation_id = "abandonMailMessage",
        tag = "Tag::Mail"
    )]
    async fn abandon_mail_message(
        &self,
        Data(app): Data<&App>,
        caller: Caller,
        #[oai(name = "messageId")] Path(id): Path<MessageId>,
    ) -> Result<MailDecided, Problem> {
        Ok(MailDecided::Created(Json(abandon(app, &caller, id).await?.into())))
    }
}
