//! One session, as whoever plans it sees it: what is booked, what is to be looked at twice, and what she can do.

use std::collections::HashMap;

use askama::Template;
use domain::{
    MeetingId, SessionId,
    access::Right,
    booking::BookingStatus,
    meeting::{Meeting, MeetingStatus},
    notice::{MessageState, Participation},
    session::SessionStatus,
};
use http_api::{App, look, sessions as api};
use persistence::{
    Error,
    bookings::{self, LastMail, Participant},
    planning::{self, Busy},
    sessions::{self, SessionView},
};
use poem::{
    handler,
    web::{Data, Path},
};

use super::{status_key, taken};
use crate::{
    Answer, Failure, Page, Who,
    courses::format_key,
    form::{Form, Sent},
    see_other,
};

#[derive(Template)]
#[template(path = "planned.html")]
struct PlannedPage<'a> {
    page: &'a Page,
    form: Form,
    way: String,
    public: String,
    title: String,
    status: SessionStatus,
    status_text: &'static str,
    format: &'static str,
    seats: String,
    fewest: u32,
    /// It has fewer participants than it is worth holding for, and is still to come.
    few: bool,
    opens_at: Option<String>,
    closes_at: Option<String>,
    cancel_until: Option<String>,
    bring: Option<String>,
    meetings: Vec<MeetingRow>,
    seated: Vec<Row>,
    waiting: Vec<Row>,
    left: Vec<Row>,
    /// Whether she may read what people need.
    reads_needs: bool,
}

/// One of its meetings.
struct MeetingRow {
    when: String,
    place: Option<String>,
    trainer: Option<String>,
    cancelled: bool,
    /// Still to come: where it is changed, and where it is called off.
    acts: Option<(String, String)>,
    /// Where its attendance is, and key of the words.
    attendance: Option<(String, &'static str)>,
    /// What to look at twice.
    warnings: Vec<String>,
}

/// Somebody who is, or was, booked.
struct Row {
    way: String,
    name: String,
    library: Option<String>,
    /// Place in line.
    place: Option<u32>,
    answer: Option<&'static str>,
    mail: Option<String>,
    /// No mail comes through to her.
    unreached: bool,
}

/// Finds a session that somebody plans; one that others plan is not there.
pub(crate) async fn planned(app: &App, who: &Who, id: &str) -> Result<SessionView, Failure> {
    let id = id.parse::<SessionId>().map_err(|_| Failure::NotFound)?;
    let view = sessions::find(&app.db, &who.caller.0, id).await?;
    if view.standing.plans { Ok(view) } else { Err(Failure::NotFound) }
}

/// Shows a session.
#[handler]
pub(crate) async fn show(Data(app): Data<&App>, Data(page): Data<&Page>, Path(id): Path<String>) -> Answer {
    shown(app, page, &id, Form::new(page, &[])).await
}

/// Makes a draft public.
#[handler]
pub(crate) async fn publish(
    Data(app): Data<&App>,
    Data(page): Data<&Page>,
    Path(id): Path<String>,
    sent: Sent,
) -> Answer {
    let who = page.with(Right::PlanSessions)?;
    let session = id.parse::<SessionId>().map_err(|_| Failure::NotFound)?;
    let mut form = Form::sent(page, &[], sent);
    match api::publish(app, &who.caller, form.sent_key(), session).await {
        Ok(_) => Ok(see_other(&format!("/planering/{session}"))),
        Err(problem) => {
            form.refuse(problem)?;
            shown(app, page, &id, form).await
        }
    }
}

async fn shown(app: &App, page: &Page, id: &str, form: Form) -> Answer {
    let who = page.with(Right::PlanSessions)?;
    let view = planned(app, who, id).await?;
    let now = app.clock.now();
    let participants = bookings::participants(&app.db, &who.caller.0, view.session.id, now).await?;
    let busy = warnings(page, planning::busy(&app.db, &who.caller.0, &view.session).await?);
    let (mut seated, mut waiting, mut left) = (Vec::new(), Vec::new(), Vec::new());
    for one in participants {
        let row = Row::of(page, &one);
        match one.view.booking.status {
            BookingStatus::Confirmed => seated.push(row),
            BookingStatus::Waiting | BookingStatus::Offered => waiting.push(row),
            BookingStatus::Cancelled => left.push(row),
        }
    }
    let seats = taken(page, &view);
    let session = view.session;
    let status = session.status_at(now);
    let coming = status == SessionStatus::Published && session.starts_at().is_some_and(|starts| starts > now);
    let shown = PlannedPage {
        page,
        form,
        way: format!("/planering/{}", session.id),
        public: format!("/kurser/{}", session.id),
        title: session.title.to_string(),
        status,
        status_text: status_key(status),
        format: format_key(&session),
        seats,
        fewest: session.min_participants,
        few: coming && session.seats_taken < session.min_participants,
        opens_at: session.booking_opens_at.map(|opens| page.moment(opens)),
        closes_at: session.booking_closes_at.map(|closes| page.moment(closes)),
        cancel_until: session.last_day_to_cancel().map(|day| page.date(day)),
        bring: session.bring.as_ref().map(ToString::to_string),
        meetings: session.meetings.iter().map(|meeting| MeetingRow::of(page, meeting, now, &busy)).collect(),
        seated,
        waiting,
        left,
        reads_needs: who.role().may(Right::ReadNeeds),
    };
    Ok(look::page(shown.form.status(), &shown))
}

/// What else is at the same time, in words, for each meeting.
pub(super) fn warnings(page: &Page, busy: Vec<Busy>) -> HashMap<MeetingId, Vec<String>> {
    let mut words: HashMap<MeetingId, Vec<String>> = HashMap::new();
    for one in busy {
        let key = match (one.place, one.trainer) {
            (true, true) => "planning-busy-both",
            (true, false) => "planning-busy-place",
            (false, _) => "planning-busy-trainer",
        };
        let values = [("title", one.title.into()), ("when", page.span(one.span).into())];
        words.entry(one.meeting_id).or_default().push(page.say_of(key, &values));
    }
    words
}

impl MeetingRow {
    fn of(
        page: &Page,
        meeting: &Meeting,
        now: chrono::DateTime<chrono::Utc>,
        busy: &HashMap<MeetingId, Vec<String>>,
    ) -> Self {
        let id = meeting.id;
        let acts = || (format!("/planering/traffar/{id}"), format!("/planering/traffar/{id}/installning"));
        let attendance = match meeting.status {
            MeetingStatus::Held => Some("planning-attendance-done"),
            MeetingStatus::Planned if meeting.span.starts_at <= now => Some("planning-attendance-missing"),
            MeetingStatus::Planned | MeetingStatus::Cancelled => None,
        };
        let planned = meeting.still_to_come().is_ok();
        let day_off = meeting.day_off().filter(|_| planned);
        let day_off = day_off.map(|day| page.say_with("planning-day-off", "day", day.name));
        Self {
            when: page.span(meeting.span),
            place: meeting.place.as_ref().map(ToString::to_string),
            trainer: meeting.trainer.as_ref().map(ToString::to_string),
            cancelled: meeting.status == MeetingStatus::Cancelled,
            acts: planned.then(acts),
            attendance: attendance.map(|key| (format!("/narvaro/{id}"), key)),
            warnings: day_off.into_iter().chain(busy.get(&id).cloned().unwrap_or_default()).collect(),
        }
    }
}

impl Row {
    fn of(page: &Page, one: &Participant) -> Self {
        Self {
            name: one.person.name.to_string(),
            library: one.library.clone(),
            place: one.view.waiting_position,
            way: format!("/planering/bokningar/{}", one.view.booking.id),
            answer: one.answer.map(answer_key),
            mail: one.mail.map(|mail| mail_words(page, mail)),
            unreached: one.person.email_failure.is_some(),
        }
    }
}

/// What became of the last mail about a booking.
pub(crate) fn mail_words(page: &Page, mail: LastMail) -> String {
    page.say_with(mail_key(mail.state, mail.bounced), "at", page.moment(mail.written_at))
}

/// Key of what became of a mail.
pub(super) fn mail_key(state: MessageState, bounced: bool) -> &'static str {
    match state {
        _ if bounced => "planning-mail-bounced",
        MessageState::Sent => "planning-mail-sent",
        MessageState::Queued | MessageState::Transmitting | MessageState::Superseded => "planning-mail-queued",
        MessageState::Ambiguous | MessageState::Dead | MessageState::Abandoned => "planning-mail-failed",
    }
}

/// Key of what a calendar has answered.
pub(super) fn answer_key(answer: Participation) -> &'static str {
    match answer {
        Participation::Accepted => "planning-answer-yes",
        Participation::Tentative => "planning-answer-perhaps",
        Participation::Declined => "planning-answer-no",
    }
}

/// A meeting that somebody plans, with its session.
pub(super) async fn planned_meeting(app: &App, who: &Who, id: &str) -> Result<(SessionView, Meeting), Failure> {
    let id = id.parse::<MeetingId>().map_err(|_| Failure::NotFound)?;
    let view = sessions::find_by_meeting(&app.db, &who.caller.0, id).await?;
    let meeting = view.session.meetings.iter().find(|meeting| meeting.id == id).cloned();
    let meeting = meeting.filter(|_| view.standing.plans).ok_or(Error::NotFound)?;
    Ok((view, meeting))
}
