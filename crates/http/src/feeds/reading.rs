//! What calendars read: a feed at its secret address, and the file of a session.
//!
//! Calendars have no token, so the address is the secret: it is never logged, and an address that leads nowhere looks
//! the same whatever the reason.

use chrono::{DateTime, NaiveDateTime, SubsecRound, Utc};
use domain::{CalendarFeedId, feed, seal::Purpose};
use persistence::{
    Error,
    feeds::{self, OpenFeed},
    sessions::SessionView,
};
use poem::{
    IntoResponse, Request, Response, handler,
    http::{HeaderMap, HeaderName, StatusCode, header},
    web::{Data, Path},
};
use sha2::{Digest, Sha256};

use crate::{App, problem::Problem};

const MEDIA_TYPE: &str = "text/calendar; charset=utf-8";
/// Kept by whoever asked, and asked for anew each time.
const CACHING: &str = "private, max-age=0, must-revalidate";
const ROBOTS: HeaderName = HeaderName::from_static("x-robots-tag");
/// A date in a header (RFC 9110 §5.6.7).
const HTTP_DATE: &str = "%a, %d %b %Y %H:%M:%S GMT";

/// Answers a calendar that reads a feed.
#[handler]
pub(crate) async fn read(Data(app): Data<&App>, Path(reference): Path<String>, headers: &HeaderMap) -> Response {
    let Some(id) = app.seal.open(Purpose::Feed, &reference) else { return nothing() };
    match contents(app, CalendarFeedId(id)).await {
        Ok((text, changed_at)) => answer(headers, text, changed_at),
        Err(Error::NotFound) => nothing(),
        Err(error) => Problem::from(error).into_response(),
    }
}

/// What a feed says now, and since when it says that.
async fn contents(app: &App, id: CalendarFeedId) -> Result<(String, DateTime<Utc>), Error> {
    let now = app.clock.now();
    let open = feeds::open(&app.db, id, now).await?;
    let text = written(app, &open, now).await?;
    let (db, hash) = (app.db.clone(), Sha256::digest(&text).to_vec());
    // A task of its own: a calendar that hangs up must not cancel a transaction half-way (trap L1).
    let noted = tokio::spawn(async move { feeds::note_read(&db, &open, &hash, now).await }).await;
    let changed_at = noted.map_err(|panic| Error::Fault(panic.to_string()))??;
    Ok((text, changed_at))
}

async fn written(app: &App, open: &OpenFeed, now: DateTime<Utc>) -> Result<String, Error> {
    let (name, events) = match &open.library {
        Some((id, library)) => {
            let seats = feeds::of_library(&app.db, *id, now).await?;
            (format!("Kursplats: {library}"), feed::of_library(&seats, library, open.id, &app.seal, now))
        }
        None => {
            let seats = feeds::of_person(&app.db, open.person_id, now).await?;
            ("Kursplats: mina träffar".to_owned(), feed::own(&seats, &app.seal, now))
        }
    };
    calendar::feed(&name, &events).map_err(|error| Error::Fault(error.to_string()))
}

fn answer(headers: &HeaderMap, text: String, changed_at: DateTime<Utc>) -> Response {
    let (tag, changed_at) = (entity_tag(&text), changed_at.trunc_subsecs(0));
    let known = is_known(headers, &tag, changed_at);
    let response = Response::builder()
        .header(header::ETAG, &tag)
        .header(header::LAST_MODIFIED, changed_at.format(HTTP_DATE).to_string())
        .header(header::CACHE_CONTROL, CACHING)
        .header(ROBOTS, "noindex");
    if known {
        return response.status(StatusCode::NOT_MODIFIED).finish();
    }
    response.content_type(MEDIA_TYPE).body(text)
}

/// Whether the calendar has this already (RFC 9110 §13.1): the tag decides, the time only where no tag is given.
fn is_known(headers: &HeaderMap, tag: &str, changed_at: DateTime<Utc>) -> bool {
    let lines = headers.get_all(header::IF_NONE_MATCH);
    let tags: Vec<&str> =
        lines.iter().filter_map(|value| value.to_str().ok()).flat_map(|line| line.split(',')).collect();
    if !tags.is_empty() {
        return tags
            .iter()
            .map(|known| known.trim())
            .any(|known| known == "*" || known.trim_start_matches("W/") == tag);
    }
    let since = headers.get(header::IF_MODIFIED_SINCE).and_then(|value| value.to_str().ok());
    let since = since.and_then(|text| NaiveDateTime::parse_from_str(text.trim(), HTTP_DATE).ok());
    since.is_some_and(|since| changed_at <= since.and_utc())
}

fn nothing() -> Response {
    Response::builder()
        .status(StatusCode::NOT_FOUND)
        .content_type("text/plain; charset=utf-8")
        .header(ROBOTS, "noindex")
        .body("Den här kalenderadressen leder ingenstans. Den kan vara återkallad. Skapa en ny i Kursplats.\n")
}

/// The tag of a text: of its bytes and nothing else.
fn entity_tag(text: &str) -> String {
    let digits: String = Sha256::digest(text).iter().take(16).map(|byte| format!("{byte:02x}")).collect();
    format!("\"{digits}\"")
}

/// The calendar file of a session, and its entity tag.
pub(crate) fn session_file(app: &App, view: &SessionView) -> Result<(String, String), Problem> {
    let events = feed::of_session(&view.session, view.standing.sees_links(), &app.seal);
    let text = calendar::feed(view.session.title.as_str(), &events);
    let text = text.map_err(|error| Problem::from(Error::Fault(error.to_string())))?;
    let tag = entity_tag(&text);
    Ok((text, tag))
}

/// Whether a request asks for a calendar before it asks for anything else.
pub(crate) fn wants_calendar(request: &Request) -> bool {
    let first = request.header("accept").unwrap_or_default().split(',').next().unwrap_or_default();
    first.split(';').next().unwrap_or_default().trim().eq_ignore_ascii_case("text/calendar")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn known(name: HeaderName, value: &'static str) -> bool {
        let headers = HeaderMap::from_iter([(name, poem::http::HeaderValue::from_static(value))]);
        is_known(&headers, "\"abc\"", "2026-11-24T08:00:00Z".parse().expect("an instant"))
    }

    #[test]
    fn a_calendar_that_knows_it_already_is_told_so() {
        for tags in ["\"abc\"", "W/\"abc\"", "\"x\", \"abc\"", "*", "\"x\",W/\"abc\""] {
            assert!(known(header::IF_NONE_MATCH, tags), "{tags}");
        }
        for tags in ["\"abd\"", "abc", "\"x\", \"y\""] {
            assert!(!known(header::IF_NONE_MATCH, tags), "{tags}");
        }
        assert!(known(header::IF_MODIFIED_SINCE, "Tue, 24 Nov 2026 08:00:00 GMT"));
        assert!(!known(header::IF_MODIFIED_SINCE, "Tue, 24 Nov 2026 07:59:59 GMT"));
        assert!(!known(header::IF_MODIFIED_SINCE, "yesterday"));
    }
}
