//! Kursomgångar. / Sessions.

use domain::{
    CourseId, PersonId, SessionId,
    session::{Format, SessionChange, SessionStatus},
    values::{Line, MunicipalityCode},
    wall_time::{Instant, LocalDate},
};
use persistence::sessions::{self, SessionFilter, SessionView};
use poem::{Request, web::Data};
use poem_openapi::{
    ApiResponse, Object, OpenApi, ResponseContent,
    param::{Header, Path, Query},
    payload::{Json, PlainText},
    types::MaybeUndefined,
};
use serde::Deserialize;

use crate::{
    App,
    caller::{Caller, Visitor},
    etag,
    feeds::{session_file, wants_calendar},
    input::{Input, tri},
    list::{self, list_of},
    problem::Problem,
    spec::Tag,
};

mod acts;
mod json;
mod warnings;

pub(crate) use acts::planner;
pub use acts::{cancel, change, plan, preview, publish};
pub use json::{MeetingInput, SessionInput};
pub(crate) use json::{MeetingJson, SessionJson, Warning};
pub(crate) use warnings::days_off;

/// Ändring av en kursomgång; det som inte nämns står kvar. / A change of a session; what is not named stays.
#[derive(Debug, Clone, Object, Deserialize)]
#[oai(rename_all = "camelCase", deny_unknown_fields)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct SessionPatch {
    /// Form. / Format.
    pub format: Option<Format>,
    /// Antal platser, aldrig under de tagna. / Seats, never fewer than are taken.
    pub capacity: Option<u32>,
    /// Lägsta antal deltagare. / Fewest participants.
    pub min_participants: Option<u32>,
    /// När anmälan öppnar; null betyder vid publiceringen. / When booking opens; null means at publication.
    #[serde(default)]
    pub booking_opens_at: MaybeUndefined<Instant>,
    /// När anmälan stänger; null betyder vid start. / When booking closes; null means at the start.
    #[serde(default)]
    pub booking_closes_at: MaybeUndefined<Instant>,
    /// För folkbibliotekspersonal. / For public-library staff.
    pub for_staff: Option<bool>,
    /// Av folkbibliotekspersonal. / By public-library staff.
    pub by_staff: Option<bool>,
    /// Med folkbibliotekspersonal. / With public-library staff.
    pub with_staff: Option<bool>,
    /// Berör målet. / Relates to the goal.
    pub relates_to_goal: Option<bool>,
    /// Ny ansvarig arrangör. / Another organiser to answer for it.
    pub organiser_id: Option<PersonId>,
    /// Vad deltagarna tar med sig; null tar bort. / What participants bring; null removes.
    #[serde(default)]
    pub bring: MaybeUndefined<Line<500>>,
    /// Sista dag att avboka; null betyder en vecka före första träffen. / The last day to cancel; null means a week
    /// before the first meeting.
    #[serde(default)]
    pub cancel_until: MaybeUndefined<LocalDate>,
    /// Varför; behövs när en genomförd träffs av/för/med eller mål ändras. / Why; needed when by/for/with or the goal of
    /// a meeting that was held is changed.
    pub reason: Option<Line<500>>,
}

/// Varför något ställs in. / Why something is called off.
#[derive(Debug, Clone, Object, Deserialize)]
#[oai(rename_all = "camelCase", deny_unknown_fields)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct CancellationInput {
    /// Orsak; den går ut till alla anmälda. / Reason; it goes out to everyone booked.
    pub reason: Line<500>,
}

list_of!(
    /// Kursomgångar. / Sessions.
    SessionList,
    SessionJson
);

/// A session planned or changed into something new.
#[derive(ApiResponse)]
pub enum SessionMade {
    /// Klart. / Done.
    #[oai(status = 201)]
    Created(Json<SessionJson>, #[oai(header = "ETag")] String),
}

/// A session, in the form asked for.
#[derive(ResponseContent)]
pub enum SessionContent {
    /// Its members.
    Json(Json<SessionJson>),
    /// Its meetings, for a calendar.
    #[oai(content_type = "text/calendar; charset=utf-8")]
    Calendar(PlainText<String>),
}

/// A session, in the form asked for.
#[derive(ApiResponse)]
pub enum SessionShown {
    /// Kursomgången; med `Accept: text/calendar` som kalenderfil. / The session; with `Accept: text/calendar` as a
    /// calendar file.
    #[oai(status = 200)]
    Ok(SessionContent, #[oai(header = "ETag")] String),
}

/// A session.
#[derive(ApiResponse)]
pub enum SessionFound {
    /// Kursomgången. / The session.
    #[oai(status = 200)]
    Ok(Json<SessionJson>, #[oai(header = "ETag")] String),
}

fn found(app: &App, view: SessionView) -> SessionFound {
    let tag = etag::of(view.session.version);
    SessionFound::Ok(Json(SessionJson::of(view, app.clock.now())), tag)
}

fn made(app: &App, view: SessionView) -> SessionMade {
    let tag = etag::of(view.session.version);
    SessionMade::Created(Json(SessionJson::of(view, app.clock.now())), tag)
}

pub(crate) struct SessionsApi;

#[OpenApi]
impl SessionsApi {
    /// Lista kursomgångar / List sessions
    ///
    /// Publicerade kursomgångar visas för alla, utan token; utkast bara för den som planerar. / Published sessions are
    /// shown to everybody, without a token; drafts only to those who plan.
    #[oai(path = "/sessions", method = "get", operation_id = "listSessions", tag = "Tag::Sessions")]
    #[expect(clippy::too_many_arguments, reason = "one a query parameter of the contract")]
    async fn list_sessions(
        &self,
        request: &Request,
        Data(app): Data<&App>,
        visitor: Visitor,
        #[oai(name = "from")] Query(from): Query<Option<LocalDate>>,
        #[oai(name = "to")] Query(to): Query<Option<LocalDate>>,
        #[oai(name = "courseId")] Query(course_id): Query<Option<CourseId>>,
        #[oai(name = "municipalityCode")] Query(municipality_code): Query<Option<MunicipalityCode>>,
        #[oai(name = "format")] Query(format): Query<Option<Format>>,
        #[oai(name = "status")] Query(status): Query<Option<SessionStatus>>,
        #[oai(name = "available")] Query(available): Query<Option<bool>>,
        #[oai(name = "limit")] Query(limit): Query<Option<u64>>,
        #[oai(name = "page")] Query(page): Query<Option<u64>>,
    ) -> Result<Json<SessionList>, Problem> {
        let scope = visitor.scope(request)?;
        let asked = list::page(limit, page)?;
        let filter = SessionFilter {
            from: from.map(|date| date.0),
            to: to.map(|date| date.0),
            course_id,
            area: None,
            municipality_code,
            format,
            status,
            available: available.unwrap_or(false),
        };
        let now = app.clock.now();
        let found = sessions::list(&app.db, scope, &filter, asked, now).await?;
        Ok(Json(SessionList::new(found.map(|view| SessionJson::of(view, now)), asked)))
    }

    /// Planera en kursomgång / Plan a session
    ///
    /// Blir ett utkast, eller registreras i efterhand om alla träffar är över. Helgdagar ger en varning. / Becomes a
    /// draft, or is registered afterwards when all meetings are over. Holidays give a warning.
    #[oai(path = "/sessions", method = "post", operation_id = "planSession", tag = "Tag::Sessions")]
    async fn plan_session(
        &self,
        Data(app): Data<&App>,
        caller: Caller,
        #[oai(name = "Idempotency-Key")] Header(key): Header<Option<String>>,
        Input(body): Input<SessionInput>,
    ) -> Result<SessionMade, Problem> {
        let planned = plan(app, &caller, key, body).await?;
        let tag = etag::of(planned.view.session.version);
        let mut answer = SessionJson::of(planned.view, app.clock.now());
        answer.warnings.extend(warnings::duplicates(planned.possible_duplicates));
        Ok(SessionMade::Created(Json(answer), tag))
    }

    /// Visa en kursomgång / Show a session
    ///
    /// Med träffar, platser kvar och kö; med `Accept: text/calendar` som kalenderfil. / With meetings, seats left and
    /// line; with `Accept: text/calendar` as a calendar file.
    #[oai(path = "/sessions/:sessionId", method = "get", operation_id = "getSession", tag = "Tag::Sessions")]
    async fn get_session(
        &self,
        request: &Request,
        Data(app): Data<&App>,
        caller: Caller,
        #[oai(name = "sessionId")] Path(id): Path<SessionId>,
    ) -> Result<SessionShown, Problem> {
        let view = sessions::find(&app.db, &caller.0, id).await?;
        if wants_calendar(request) {
            let (text, tag) = session_file(app, &view)?;
            return Ok(SessionShown::Ok(SessionContent::Calendar(PlainText(text)), tag));
        }
        let tag = etag::of(view.session.version);
        Ok(SessionShown::Ok(SessionContent::Json(Json(SessionJson::of(view, app.clock.now()))), tag))
    }

    /// Ändra en kursomgång / Change a session
    ///
    /// Fler platser går genast till väntelistan. Av/för/med och målet kan rättas i efterhand, med en orsak. / More
    /// seats go to the waiting list at once. By/for/with and the goal can be corrected afterwards, with a reason.
    #[oai(path = "/sessions/:sessionId", method = "patch", operation_id = "changeSession", tag = "Tag::Sessions")]
    async fn change_session(
        &self,
        Data(app): Data<&App>,
        caller: Caller,
        #[oai(name = "sessionId")] Path(id): Path<SessionId>,
        #[oai(name = "If-Match")] Header(if_match): Header<Option<String>>,
        Input(body): Input<SessionPatch>,
    ) -> Result<SessionFound, Problem> {
        let wanted = SessionChange {
            format: body.format,
            capacity: body.capacity,
            min_participants: body.min_participants,
            booking_opens_at: tri(body.booking_opens_at).map(|given| given.map(Instant::utc)),
            booking_closes_at: tri(body.booking_closes_at).map(|given| given.map(Instant::utc)),
            by_staff: body.by_staff,
            for_staff: body.for_staff,
            with_staff: body.with_staff,
            relates_to_goal: body.relates_to_goal,
            organiser_id: body.organiser_id,
            bring: tri(body.bring),
            cancel_until: tri(body.cancel_until).map(|given| given.map(|date| date.0)),
            reason: body.reason,
        };
        let view = change(app, &caller, etag::seen(if_match.as_deref()), id, wanted).await?;
        Ok(found(app, view))
    }

    /// Publicera en kursomgång / Publish a session
    ///
    /// Utkastet blir synligt för alla. / The draft becomes visible to everybody.
    #[oai(
        path = "/sessions/:sessionId/publications",
        method = "post",
        operation_id = "publishSession",
        tag = "Tag::Sessions"
    )]
    async fn publish_session(
        &self,
        Data(app): Data<&App>,
        caller: Caller,
        #[oai(name = "sessionId")] Path(id): Path<SessionId>,
        #[oai(name = "Idempotency-Key")] Header(key): Header<Option<String>>,
    ) -> Result<SessionMade, Problem> {
        let view = publish(app, &caller, key, id).await?;
        Ok(made(app, view))
    }

    /// Ställ in en kursomgång / Cancel a session
    ///
    /// Alla anmälningar avslutas och alla anmälda får besked. / All bookings end and everybody booked is told.
    #[oai(
        path = "/sessions/:sessionId/cancellations",
        method = "post",
        operation_id = "cancelSession",
        tag = "Tag::Sessions"
    )]
    async fn cancel_session(
        &self,
        Data(app): Data<&App>,
        caller: Caller,
        #[oai(name = "sessionId")] Path(id): Path<SessionId>,
        #[oai(name = "Idempotency-Key")] Header(key): Header<Option<String>>,
        Input(body): Input<CancellationInput>,
    ) -> Result<SessionMade, Problem> {
        let view = cancel(app, &caller, key, id, &body).await?;
        Ok(made(app, view))
    }
}
