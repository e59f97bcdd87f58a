//! What becomes of mail: all of it for the coordinator, and for whoever arranges sessions those whom it has not reached.

use askama::Template;
use domain::{access::Right, notice::MessageState};
use http_api::{App, look};
use persistence::{
    attention::{self, Unreached},
    outbox::{self, Figures, MailFilter, MailMessage},
    page::PageRequest,
};
use poem::{
    handler,
    http::StatusCode,
    web::{Data, Query},
};

use crate::{Answer, Page, pager::Pager, planning::mail_words};

mod kinds;
mod one;

pub(crate) use one::{abandon, retry, show as show_one};

/// Mails a page.
const LIMIT: u64 = 20;
/// Where mail stands, what somebody must look at first.
const STATES: [MessageState; 7] = [
    MessageState::Dead,
    MessageState::Ambiguous,
    MessageState::Queued,
    MessageState::Transmitting,
    MessageState::Sent,
    MessageState::Superseded,
    MessageState::Abandoned,
];

#[derive(Template)]
#[template(path = "mail.html")]
struct MailPage<'a> {
    page: &'a Page,
    /// Key of the state that is shown.
    chosen: &'static str,
    states: Vec<Choice>,
    /// Notices that are no mail yet, and those that cannot become one.
    notices: (u64, u64),
    oldest: Option<String>,
    rows: Vec<Row>,
    pager: Pager,
}

/// A link to the mail in a state.
struct Choice {
    way: String,
    text: &'static str,
    count: u64,
    here: bool,
}

/// A mail in the list.
struct Row {
    way: String,
    kind: &'static str,
    recipient: String,
    written: String,
    tries: i32,
    answer: Option<String>,
    bounced: Option<String>,
}

#[derive(Template)]
#[template(path = "mail_unreached.html")]
struct UnreachedPage<'a> {
    page: &'a Page,
    sessions: Vec<Session>,
}

/// A session with participants whom mail has not reached.
struct Session {
    way: String,
    title: String,
    people: Vec<Participant>,
}

/// Somebody whom mail has not reached.
struct Participant {
    way: String,
    name: String,
    mail: Option<String>,
    /// Mail to her address comes back.
    address_failed: bool,
}

/// Shows how the mail stands, as far as whoever looks may know.
#[handler]
pub(crate) async fn show(
    Data(app): Data<&App>,
    Data(page): Data<&Page>,
    Query(asked): Query<Vec<(String, String)>>,
) -> Answer {
    if page.with(Right::ManageMail).is_ok() { all(app, page, &asked).await } else { unreached(app, page).await }
}

/// Key of where a mail stands.
fn state_key(state: MessageState) -> &'static str {
    match state {
        MessageState::Queued => "mail-queued",
        MessageState::Transmitting => "mail-transmitting",
        MessageState::Ambiguous => "mail-ambiguous",
        MessageState::Sent => "mail-sent",
        MessageState::Superseded => "mail-superseded",
        MessageState::Dead => "mail-dead",
        MessageState::Abandoned => "mail-abandoned",
    }
}

/// All mail in one state, and how much there is in each.
async fn all(app: &App, page: &Page, asked: &[(String, String)]) -> Answer {
    let wanted = asked.iter().find(|(name, _)| name == "lage").and_then(|(_, word)| word.parse().ok());
    let chosen = wanted.unwrap_or(MessageState::Dead);
    let figures = outbox::figures(&app.db).await?;
    let number = Pager::number(asked);
    let filter = MailFilter { state: Some(chosen), ..MailFilter::default() };
    let found = outbox::list_mail(&app.db, &filter, PageRequest { limit: LIMIT, page: number }).await?;
    let pager = Pager::of(found.total, LIMIT, number, format!("/mejl?lage={chosen}&"))?;
    let shown = MailPage {
        page,
        chosen: state_key(chosen),
        states: STATES.map(|state| Choice::of(state, chosen, &figures)).into(),
        notices: (figures.pending_notices, figures.dead_notices),
        oldest: figures.oldest_due_at.map(|due| page.moment(due)),
        rows: found.items.into_iter().map(|mail| Row::of(page, mail)).collect(),
        pager,
    };
    Ok(look::page(StatusCode::OK, &shown))
}

/// Those whom mail about the coming sessions of whoever looks has not reached.
async fn unreached(app: &App, page: &Page) -> Answer {
    let who = page.with(Right::PlanSessions)?;
    let found = attention::unreached_by_mail(&app.db, &who.caller.0, app.clock.now()).await?;
    let mut sessions: Vec<Session> = Vec::new();
    for one in found {
        let way = format!("/planering/{}", one.session_id);
        let participant = Participant::of(page, &one);
        match sessions.last_mut().filter(|session| session.way == way) {
            Some(session) => session.people.push(participant),
            None => sessions.push(Session { way, title: one.title, people: vec![participant] }),
        }
    }
    Ok(look::page(StatusCode::OK, &UnreachedPage { page, sessions }))
}

impl Choice {
    fn of(state: MessageState, chosen: MessageState, figures: &Figures) -> Self {
        Self {
            way: format!("/mejl?lage={state}"),
            text: state_key(state),
            count: figures.messages_in(state),
            here: state == chosen,
        }
    }
}

impl Row {
    fn of(page: &Page, mail: MailMessage) -> Self {
        Self {
            way: format!("/mejl/{}", mail.id),
            kind: kinds::key(mail.kind()),
            written: page.moment(mail.written_at),
            tries: mail.attempts,
            bounced: mail.bounced_at.map(|at| page.moment(at)),
            recipient: mail.recipient,
            answer: mail.answer,
        }
    }
}

impl Participant {
    fn of(page: &Page, one: &Unreached) -> Self {
        Self {
            way: format!("/planering/bokningar/{}", one.booking_id),
            name: one.person.name.to_string(),
            mail: one.mail.map(|mail| mail_words(page, mail)),
            address_failed: one.person.email_failure.is_some(),
        }
    }
}
