//! What an organiser should look at twice. A warning never stops anything.

use domain::{SessionId, session::Session};

use super::json::Warning;
use crate::request::{Context, Language};

/// Meetings on holidays, eves and week-ends.
pub(crate) fn days_off(session: &Session) -> Vec<Warning> {
    let language = Context::current().language;
    let warning = |meeting: &domain::meeting::Meeting| {
        let day = meeting.day_off()?;
        let detail = match language {
            Language::Swedish => format!("{} är {}.", day.date, day.name),
            Language::English => format!("{} is a day off in Sweden ({}).", day.date, day.name),
        };
        Some(Warning { code: "dayOff".to_owned(), meeting_id: Some(meeting.id), session_id: None, detail })
    };
    session.meetings.iter().filter_map(warning).collect()
}

/// Sessions that look like the same one entered twice (`I4-10`).
pub(super) fn duplicates(others: Vec<SessionId>) -> impl Iterator<Item = Warning> {
    let detail = Context::current().language.pick(
        "Samma kurs börjar redan samma tid på samma plats.",
        "The same course already starts at the same time and place.",
    );
    others.into_iter().map(move |id| Warning {
        code: "possibleDuplicate".to_owned(),
        meeting_id: None,
        session_id: Some(id),
        detail: detail.to_owned(),
    })
}
