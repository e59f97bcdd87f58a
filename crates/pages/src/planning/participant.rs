//! One participant: what her calendar was told and has answered, and what can be done about her booking.

use askama::Template;
use domain::{
    BookingId,
    access::Right,
    booking::BookingStatus,
    notice::{CalendarMethod, MessageState},
    values::Line,
};
use http_api::{
    App,
    bookings::{self as bookings_api, BookingCancellationInput},
    invitations as api, look,
    problem::Problem,
};
use persistence::{
    bookings::{self, Participant},
    invitations::{self, InvitationView, MessageView},
};
use poem::{
    handler,
    web::{Data, Path},
};

use super::one::{answer_key, mail_key, planned};
use crate::{
    Answer, Failure, Page, Who,
    form::{Fields, Form, Sent},
    see_other,
};

const FIELDS: Fields = &[("reason", "participant-reason")];

#[derive(Template)]
#[template(path = "participant.html")]
struct ParticipantPage<'a> {
    page: &'a Page,
    form: Form,
    way: String,
    back: String,
    name: String,
    title: String,
    library: Option<String>,
    status: &'static str,
    /// Her booking can be ended.
    live: bool,
    unreached: bool,
    invitations: Vec<Invitation>,
}

/// What her calendar was told of one meeting.
struct Invitation {
    when: String,
    /// It is taken out of the calendar.
    withdrawn: bool,
    answer: Option<&'static str>,
    mails: Vec<String>,
}

impl Invitation {
    fn of(page: &Page, view: InvitationView) -> Self {
        let mail = |mail: MessageView| {
            let key = mail_key(mail.state, mail.bounced_at.is_some());
            page.say_with(key, "at", page.moment(mail.sent_at.unwrap_or(mail.written_at)))
        };
        Self {
            when: page.moment(view.starts_at),
            withdrawn: view.method == CalendarMethod::Cancel,
            answer: view.answer.map(answer_key),
            mails: view.messages.into_iter().filter(|mail| mail.state != MessageState::Superseded).map(mail).collect(),
        }
    }
}

/// A booking on a session that she plans, with the participant.
async fn found(app: &App, who: &Who, id: &str) -> Result<(String, Participant), Failure> {
    let id = id.parse::<BookingId>().map_err(|_| Failure::NotFound)?;
    let booking = bookings::find(&app.db, &who.caller.0, id).await?.booking;
    let session = planned(app, who, &booking.session_id.to_string()).await?.session;
    let all = bookings::participants(&app.db, &who.caller.0, session.id, app.clock.now()).await?;
    let one = all.into_iter().find(|one| one.view.booking.id == id).ok_or(Failure::NotFound)?;
    Ok((session.title.into_string(), one))
}

/// Shows a participant.
#[handler]
pub(crate) async fn show(Data(app): Data<&App>, Data(page): Data<&Page>, Path(id): Path<String>) -> Answer {
    let one = found(app, page.with(Right::PlanSessions)?, &id).await?;
    shown(app, page, one, Form::new(page, FIELDS)).await
}

async fn shown(app: &App, page: &Page, (title, one): (String, Participant), form: Form) -> Answer {
    let who = page.who()?;
    let booking = &one.view.booking;
    let invitations = invitations::of_booking(&app.db, &who.caller.0, booking.id).await?;
    let status = match booking.status {
        BookingStatus::Confirmed => "participant-seated",
        BookingStatus::Waiting | BookingStatus::Offered => "participant-waiting",
        BookingStatus::Cancelled => "participant-left",
    };
    let shown = ParticipantPage {
        page,
        way: format!("/planering/bokningar/{}", booking.id),
        back: format!("/planering/{}", booking.session_id),
        name: one.person.name.to_string(),
        title,
        library: one.library.clone(),
        status,
        live: booking.status.is_live(),
        unreached: one.person.email_failure.is_some(),
        invitations: invitations.into_iter().map(|view| Invitation::of(page, view)).collect(),
        form,
    };
    Ok(look::page(shown.form.status(), &shown))
}

/// Ends her booking.
#[handler]
pub(crate) async fn cancel(
    Data(app): Data<&App>,
    Data(page): Data<&Page>,
    Path(id): Path<String>,
    sent: Sent,
) -> Answer {
    let who = page.with(Right::PlanSessions)?;
    let one = found(app, who, &id).await?;
    let mut form = Form::sent(page, FIELDS, sent);
    let reason: Option<Line<500>> = form.read_optional("reason");
    if form.is_faulty() {
        return shown(app, page, one, form).await;
    }
    let body = BookingCancellationInput { reason };
    let done = bookings_api::cancel(app, &who.caller, form.sent_key(), one.1.view.booking.id, &body).await;
    finished(app, page, one, form, done.map(drop)).await
}

/// Sends her invitations again, as they stand.
#[handler]
pub(crate) async fn resend(
    Data(app): Data<&App>,
    Data(page): Data<&Page>,
    Path(id): Path<String>,
    sent: Sent,
) -> Answer {
    let who = page.with(Right::PlanSessions)?;
    let one = found(app, who, &id).await?;
    let form = Form::sent(page, FIELDS, sent);
    let done = api::resend(app, &who.caller, form.sent_key(), one.1.view.booking.id).await;
    finished(app, page, one, form, done.map(drop)).await
}

async fn finished(
    app: &App,
    page: &Page,
    one: (String, Participant),
    mut form: Form,
    done: Result<(), Problem>,
) -> Answer {
    match done {
        Ok(()) => Ok(see_other(&format!("/planering/bokningar/{}", one.1.view.booking.id))),
        Err(problem) => {
            form.refuse(problem)?;
            shown(app, page, one, form).await
        }
    }
}
