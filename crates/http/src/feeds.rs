//! Kalenderadresser. / Calendar feeds.

use domain::{CalendarFeedId, LibraryId, seal::Purpose, wall_time::Instant};
use persistence::feeds::{self, FeedView, Wanted};
use poem::web::Data;
use poem_openapi::{
    ApiResponse, Object, OpenApi,
    param::{Header, Path, Query},
    payload::Json,
};
use serde::Deserialize;

use crate::{
    App,
    caller::Caller,
    input::Input,
    list::{self, list_of},
    problem::Problem,
    spec::Tag,
};

mod reading;

pub(crate) use reading::{read, session_file, wants_calendar};

/// Below which path calendars read feeds.
pub(crate) const PATH: &str = "/kalender";

/// Önskan om en kalenderadress. / A wish for a calendar feed.
#[derive(Debug, Clone, Object, Deserialize)]
#[oai(rename_all = "camelCase", deny_unknown_fields)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct CalendarFeedInput {
    /// Biblioteket, för dess chef; utelämnas för den egna kalendern. / The library, for its manager; left out for one's
    /// own calendar.
    pub library_id: Option<LibraryId>,
}

/// En kalenderadress. / A calendar feed.
#[derive(Debug, Clone, Object)]
#[oai(rename_all = "camelCase")]
pub struct CalendarFeedJson {
    /// Id.
    pub id: CalendarFeedId,
    /// Biblioteket, om det inte är den egna kalendern. / The library, unless it is one's own calendar.
    pub library_id: Option<LibraryId>,
    /// Hemlig adress att prenumerera på; den som har den kan läsa. Utan serverns namn om `http.public_url` inte är
    /// satt. / Secret address to subscribe to; whoever has it can read. Without the server's name unless
    /// `http.public_url` is set.
    pub address: String,
    /// När den skapades. / When it was made.
    pub created_at: Instant,
    /// När den slutade gälla. / When it ceased to work.
    pub revoked_at: Option<Instant>,
}

list_of!(
    /// Kalenderadresser. / Calendar feeds.
    CalendarFeedList,
    CalendarFeedJson
);

/// A feed asked for.
#[derive(ApiResponse)]
pub enum FeedWanted {
    /// Adressen fanns redan. / The feed existed already.
    #[oai(status = 200)]
    Already(Json<CalendarFeedJson>),
    /// Adressen är skapad. / The feed is made.
    #[oai(status = 201)]
    Made(Json<CalendarFeedJson>),
}

/// A feed revoked.
#[derive(ApiResponse)]
pub enum FeedRevoked {
    /// Adressen leder inte längre någonstans. / The feed's address leads nowhere any more.
    #[oai(status = 201)]
    Done(Json<CalendarFeedJson>),
}

/// Where calendars read a feed: secret, since whoever has it can read. Without the server's name when that is unknown.
pub fn address(app: &App, id: CalendarFeedId) -> String {
    let reference = app.seal.reference(Purpose::Feed, id.0);
    format!("{}{PATH}/{reference}", app.public_url.as_deref().unwrap_or_default())
}

/// The caller's feed of a kind; made if there is none.
///
/// # Errors
/// For a library that the caller does not manage.
pub async fn want(
    app: &App,
    caller: &Caller,
    key: Option<String>,
    body: &CalendarFeedInput,
) -> Result<Wanted, Problem> {
    let ticket = app.ticket(caller, key, "addCalendarFeed", body)?;
    let (db, now, scope, library) = (app.db.clone(), app.clock.now(), caller.0.clone(), body.library_id);
    app.write(async move { feeds::want(&db, &scope, library, now, ticket.once()).await }).await
}

/// Makes the address of one of the caller's feeds lead nowhere.
///
/// # Errors
/// When she has no such feed.
pub async fn revoke(app: &App, caller: &Caller, key: Option<String>, id: CalendarFeedId) -> Result<FeedView, Problem> {
    let ticket = app.ticket(caller, key, &format!("revokeCalendarFeed {id}"), &String::new())?;
    let (db, now, person) = (app.db.clone(), app.clock.now(), caller.0.person);
    app.write(async move { feeds::revoke(&db, person, id, now, ticket.once()).await }).await
}

fn json(app: &App, view: FeedView) -> CalendarFeedJson {
    CalendarFeedJson {
        id: view.id,
        library_id: view.library_id,
        address: address(app, view.id),
        created_at: view.created_at.into(),
        revoked_at: view.revoked_at.map(Into::into),
    }
}

pub(crate) struct FeedsApi;

#[OpenApi]
impl FeedsApi {
    /// Skaffa en kalenderadress / Get a calendar feed
    ///
    /// En för egna träffar, och en per bibliotek för dess chef. Finns den redan får du samma. / One for one's own
    /// meetings, and one a library for its manager. If it is there already, you get the same.
    #[oai(path = "/calendar-feeds", method = "post", operation_id = "addCalendarFeed", tag = "Tag::Calendars")]
    async fn add_calendar_feed(
        &self,
        Data(app): Data<&App>,
        caller: Caller,
        #[oai(name = "Idempotency-Key")] Header(key): Header<Option<String>>,
        Input(body): Input<CalendarFeedInput>,
    ) -> Result<FeedWanted, Problem> {
        Ok(match want(app, &caller, key, &body).await? {
            Wanted::Already(view) => FeedWanted::Already(Json(json(app, view))),
            Wanted::Made(view) => FeedWanted::Made(Json(json(app, view))),
        })
    }

    /// Lista sina kalenderadresser / List one's calendar feeds
    ///
    /// Även de som inte längre gäller. / Also those that do not work any more.
    #[oai(path = "/calendar-feeds", method = "get", operation_id = "listCalendarFeeds", tag = "Tag::Calendars")]
    async fn list_calendar_feeds(
        &self,
        Data(app): Data<&App>,
        caller: Caller,
        #[oai(name = "limit")] Query(limit): Query<Option<u64>>,
        #[oai(name = "page")] Query(page): Query<Option<u64>>,
    ) -> Result<Json<CalendarFeedList>, Problem> {
        let asked = list::page(limit, page)?;
        let found = feeds::list(&app.db, caller.0.person, asked).await?;
        Ok(Json(CalendarFeedList::new(found.map(|view| json(app, view)), asked)))
    }

    /// Återkalla en kalenderadress / Revoke a calendar feed
    ///
    /// När någon annan har fått den. Därefter kan en ny skapas. / When somebody else has got hold of it. A new one can
    /// be made afterwards.
    #[oai(
        path = "/calendar-feeds/:feedId/revocations",
        method = "post",
        operation_id = "revokeCalendarFeed",
        tag = "Tag::Calendars"
    )]
    async fn revoke_calendar_feed(
        &self,
        Data(app): Data<&App>,
        caller: Caller,
        #[oai(name = "feedId")] Path(id): Path<CalendarFeedId>,
        #[oai(name = "Idempotency-Key")] Header(key): Header<Option<String>>,
    ) -> Result<FeedRevoked, Problem> {
        Ok(FeedRevoked::Done(Json(json(app, revoke(app, &caller, key, id).await?))))
    }
}
