//! Taking a seat in place of others at the same time.

use chrono::{DateTime, Utc};
use domain::{
    BookingId, EmploymentId, SessionId,
    session::{Session, cancelled_late},
};
use http_api::{
    App,
    bookings::{self as api, BookingInput},
};
use persistence::bookings::{InTheWay, Outcome};
use poem::{
    handler,
    web::{Data, Path},
};

use super::one::{FIELDS, shown};
use crate::{
    Answer, Failure, Page,
    form::{Form, Sent},
    see_other,
};

/// Name of the hidden fields that say what is given up: what was shown when the button was pressed, and nothing else.
const GIVES_UP: &str = "givesUp";

/// A booking that is given up for another one.
pub(super) struct GivenUp {
    pub id: String,
    pub way: String,
    pub title: String,
    pub when: String,
    /// Whether it counts as late.
    pub late: bool,
}

impl GivenUp {
    fn of(page: &Page, one: &InTheWay, now: DateTime<Utc>) -> Self {
        let session: &Session = &one.session;
        let starts_at = session.starts_at();
        Self {
            id: one.booking_id.to_string(),
            way: format!("/mina-bokningar/{}", one.booking_id),
            title: session.title.to_string(),
            when: starts_at.map(|starts_at| page.moment(starts_at)).unwrap_or_default(),
            late: starts_at.is_some_and(|starts_at| cancelled_late(now, starts_at, session.cancel_until)),
        }
    }
}

/// What somebody can give up; nothing when a part of it can no longer be given up.
pub(super) fn given_up(page: &Page, in_the_way: &[InTheWay], now: DateTime<Utc>) -> Option<Vec<GivenUp>> {
    let all_open = in_the_way.iter().all(|one| one.session.open_for_cancelling(now).is_ok());
    (all_open && !in_the_way.is_empty()).then(|| in_the_way.iter().map(|one| GivenUp::of(page, one, now)).collect())
}

/// Books a seat and gives up what is in its way, or changes nothing and says why.
#[handler]
pub(crate) async fn swap(Data(app): Data<&App>, Data(page): Data<&Page>, Path(id): Path<String>, sent: Sent) -> Answer {
    let id = id.parse::<SessionId>().map_err(|_| Failure::NotFound)?;
    let who = page.who()?;
    let mut form = Form::sent(page, FIELDS, sent);
    let employment_id: Option<EmploymentId> = form.read_optional("employmentId");
    let given_up: Option<Vec<BookingId>> = form.all(GIVES_UP).map(|id| id.parse().ok()).collect();
    let given_up = given_up.filter(|all| !all.is_empty()).ok_or(Failure::NotFound)?;
    if form.is_faulty() {
        return shown(app, page, id, form).await;
    }
    let wish = BookingInput { employment_id, ..BookingInput::default() };
    match api::swap(app, &who.caller, form.sent_key(), id, &wish, &given_up).await {
        Ok(Outcome::Done(view) | Outcome::Already(view)) => {
            Ok(see_other(&format!("/mina-bokningar/{}", view.booking.id)))
        }
        Err(problem) => {
            form.refuse(problem)?;
            shown(app, page, id, form).await
        }
    }
}
