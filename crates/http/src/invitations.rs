//! Kalenderinbjudningar. / Calendar invitations.

use domain::{
    BookingId, MeetingId, MessageId,
    access::Right,
    notice::{CalendarMethod, MessageState, NoticeKind, Participation},
    wall_time::Instant,
};
use persistence::{
    bookings::{self, BookingView},
    invitations::{self, InvitationView, MessageView, Resend},
    page::{Page, PageRequest},
};
use poem::web::Data;
use poem_openapi::{
    ApiResponse, Object, OpenApi,
    param::{Header, Path},
    payload::Json,
};

use crate::{App, bookings::BookingJson, caller::Caller, list::list_of, problem::Problem, spec::Tag};

/// En kalenderinbjudan som den står nu: en per anmälan och träff. / A calendar invitation as it stands now: one a
/// booking and meeting.
#[derive(Debug, Clone, Object)]
#[oai(rename_all = "camelCase")]
pub struct InvitationJson {
    /// Träffens id. / The meeting's id.
    pub meeting_id: MeetingId,
    /// Träffens början. / The meeting's start.
    pub starts_at: Instant,
    /// UID i kalendern. / UID in the calendar.
    pub uid: String,
    /// Nuvarande SEQUENCE. / Current SEQUENCE.
    pub sequence: u32,
    /// Nuvarande DTSTAMP. / Current DTSTAMP.
    pub stamped_at: Instant,
    /// `REQUEST` lägger in, `CANCEL` tar bort. / `REQUEST` puts it in, `CANCEL` takes it out.
    pub method: CalendarMethod,
    /// Vad kalendern har svarat på den tid som gäller. / What the calendar has answered to the time that holds.
    pub answer: Option<Participation>,
    /// När den svarade. / When it answered.
    pub answered_at: Option<Instant>,
    /// Breven som burit den, i ordning. / The mails that carried it, in order.
    pub messages: Vec<InvitationMessageJson>,
}

/// Ett brev som bar en kalenderinbjudan. / A mail that carried a calendar invitation.
#[derive(Debug, Clone, Object)]
#[oai(rename_all = "camelCase")]
pub struct InvitationMessageJson {
    /// Id.
    pub id: MessageId,
    /// Vad det berättar. / What it tells.
    pub kind: NoticeKind,
    /// SEQUENCE i det. / SEQUENCE in it.
    pub sequence: u32,
    /// När det skrevs. / When it was written.
    pub written_at: Instant,
    /// Läge. / State.
    pub state: MessageState,
    /// Försök hittills. / Tries so far.
    pub attempts: u32,
    /// När e-postservern tog emot det. / When the mail server took it.
    pub sent_at: Option<Instant>,
    /// Vad servern svarade senast. / What the server answered last.
    pub server_answer: Option<String>,
    /// När det kom tillbaka. / When it came back.
    pub bounced_at: Option<Instant>,
    /// Varför det kom tillbaka. / Why it came back.
    pub bounce: Option<String>,
}

list_of!(
    /// Kalenderinbjudningar. / Calendar invitations.
    InvitationList,
    InvitationJson
);

/// What came of a wish to have invitations sent again.
#[derive(ApiResponse)]
pub enum Resent {
    /// De skickas igen, som de står. / They are sent again, as they stand.
    #[oai(status = 201)]
    Created(Json<BookingJson>),
}

impl From<InvitationView> for InvitationJson {
    fn from(view: InvitationView) -> Self {
        Self {
            meeting_id: view.meeting_id,
            starts_at: view.starts_at.into(),
            uid: view.uid.to_string(),
            sequence: view.sequence,
            stamped_at: view.stamp.into(),
            method: view.method,
            answer: view.answer,
            answered_at: view.answered_at.map(Into::into),
            messages: view.messages.into_iter().map(Into::into).collect(),
        }
    }
}

impl From<MessageView> for InvitationMessageJson {
    fn from(view: MessageView) -> Self {
        Self {
            id: view.id,
            kind: view.kind,
            sequence: view.sequence,
            written_at: view.written_at.into(),
            state: view.state,
            attempts: view.attempts,
            sent_at: view.sent_at.map(Into::into),
            server_answer: view.answer,
            bounced_at: view.bounced_at.map(Into::into),
            bounce: view.bounce,
        }
    }
}

/// Sends the invitations of a booking again, as they stand; for the API and for pages alike.
///
/// # Errors
/// When the rules do not allow it, or the caller may not.
pub async fn resend(
    app: &App,
    caller: &Caller,
    key: Option<String>,
    booking_id: BookingId,
) -> Result<BookingView, Problem> {
    let scope = caller.0.clone();
    let found = bookings::find(&app.db, &scope, booking_id).await?;
    caller.acting_for(found.booking.person_id, Right::BookOthers)?;
    let ticket = app.ticket(caller, key, &format!("resendInvitations {booking_id}"), &String::new())?;
    let wish = Resend { booking_id, now: app.clock.now(), once: ticket.once() };
    let db = app.db.clone();
    app.write(async move {
        let _ticket = ticket;
        invitations::resend(&db, &scope, wish).await
    })
    .await
}

pub(crate) struct InvitationsApi;

#[OpenApi]
impl InvitationsApi {
    /// Visa en anmälans kalenderinbjudningar / Show a booking's calendar invitations
    ///
    /// Vad kalendern har fått veta, när, och vad den svarade. / What the calendar was told, when, and what it answered.
    #[oai(
        path = "/bookings/:bookingId/invitations",
        method = "get",
        operation_id = "listInvitations",
        tag = "Tag::Bookings"
    )]
    async fn list_invitations(
        &self,
        Data(app): Data<&App>,
        caller: Caller,
        #[oai(name = "bookingId")] Path(id): Path<BookingId>,
    ) -> Result<Json<InvitationList>, Problem> {
        let found = invitations::of_booking(&app.db, &caller.0, id).await?;
        let items: Vec<InvitationJson> = found.into_iter().map(Into::into).collect();
        let total = items.len() as u64;
        Ok(Json(InvitationList::new(Page { items, total }, PageRequest { limit: 100, page: 1 })))
    }

    /// Skicka en anmälans kalenderinbjudningar igen / Send a booking's calendar invitations again
    ///
    /// Samma UID och SEQUENCE, så att inget kan hamna dubbelt i kalendern. / The same UID and SEQUENCE, so that nothing
    /// can end up twice in the calendar.
    #[oai(
        path = "/bookings/:bookingId/invitations/resends",
        method = "post",
        operation_id = "resendInvitations",
        tag = "Tag::Bookings"
    )]
    async fn resend_invitations(
        &self,
        Data(app): Data<&App>,
        caller: Caller,
        #[oai(name = "bookingId")] Path(booking_id): Path<BookingId>,
        #[oai(name = "Idempotency-Key")] Header(key): Header<Option<String>>,
    ) -> Result<Resent, Problem> {
        let view = resend(app, &caller, key, booking_id).await?;
        Ok(Resent::Created(Json(view.into())))
    }
}
