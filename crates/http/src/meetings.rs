//! Träffar. / Meetings.

use domain::{
    MeetingId, PersonId,
    meeting::MeetingChange,
    values::{Line, WebAddress},
    wall_time::Instant,
};
use persistence::{planning, sessions};
use poem::web::Data;
use poem_openapi::{
    ApiResponse, Object, OpenApi,
    param::{Header, Path},
    payload::Json,
    types::MaybeUndefined,
};
use serde::Deserialize;

use crate::{
    App,
    caller::Caller,
    etag,
    input::{Input, tri},
    problem::Problem,
    sessions::{CancellationInput, SessionJson, planner},
    spec::Tag,
};

/// Ändring av en träff; det som inte nämns står kvar. / A change of a meeting; what is not named stays.
#[derive(Debug, Clone, Object, Deserialize)]
#[oai(rename_all = "camelCase", deny_unknown_fields)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct MeetingPatch {
    /// Ny början. / New start.
    pub starts_at: Option<Instant>,
    /// Nytt slut. / New end.
    pub ends_at: Option<Instant>,
    /// Pauser, minuter. / Breaks, minutes.
    pub break_minutes: Option<u32>,
    /// Ny plats; null tar bort. / New place; null removes.
    #[serde(default)]
    pub place: MaybeUndefined<Line<200>>,
    /// Ny länk; null tar bort. / New link; null removes.
    #[serde(default)]
    pub join_url: MaybeUndefined<WebAddress>,
    /// Ny kursledare; null tar bort. / New trainer; null removes.
    #[serde(default)]
    pub trainer: MaybeUndefined<Line<120>>,
    /// Kursledarens id. / The trainer's id.
    #[serde(default)]
    pub trainer_id: MaybeUndefined<PersonId>,
    /// Studietimmar i stället för regelns; null återgår. / Study hours instead of the rule's; null goes back.
    #[serde(default)]
    pub study_hours: MaybeUndefined<u32>,
    /// Flytta även om deltagare är anmälda till annat då. / Move it even if participants are booked elsewhere then.
    pub accept_clashes: Option<bool>,
}

/// The session of a meeting that was changed. Its tag is the meeting's.
#[derive(ApiResponse)]
pub enum MeetingChanged {
    /// Kursomgången med den ändrade träffen. / The session with the changed meeting.
    #[oai(status = 200)]
    Ok(Json<SessionJson>, #[oai(header = "ETag")] String),
}

/// The session of a meeting that was cancelled.
#[derive(ApiResponse)]
pub enum MeetingCancelled {
    /// Träffen är inställd. / The meeting is cancelled.
    #[oai(status = 201)]
    Created(Json<SessionJson>),
}

pub(crate) struct MeetingsApi;

#[OpenApi]
impl MeetingsApi {
    /// Visa en träff / Show a meeting
    ///
    /// Kursomgången som träffen hör till, med träffens ETag. / The session it belongs to, with the meeting's ETag.
    #[oai(path = "/meetings/:meetingId", method = "get", operation_id = "getMeeting", tag = "Tag::Sessions")]
    async fn get_meeting(
        &self,
        Data(app): Data<&App>,
        caller: Caller,
        #[oai(name = "meetingId")] Path(id): Path<MeetingId>,
    ) -> Result<MeetingChanged, Problem> {
        Ok(changed(app, id, sessions::find_by_meeting(&app.db, &caller.0, id).await?))
    }

    /// Flytta eller ändra en träff / Move or change a meeting
    ///
    /// Anmälningarna står kvar och alla anmälda får besked. / Bookings stay and everybody booked is told.
    #[oai(path = "/meetings/:meetingId", method = "patch", operation_id = "changeMeeting", tag = "Tag::Sessions")]
    async fn change_meeting(
        &self,
        Data(app): Data<&App>,
        caller: Caller,
        #[oai(name = "meetingId")] Path(id): Path<MeetingId>,
        #[oai(name = "If-Match")] Header(if_match): Header<Option<String>>,
        Input(body): Input<MeetingPatch>,
    ) -> Result<MeetingChanged, Problem> {
        let planner = planner(app, &caller, etag::seen(if_match.as_deref())?, None)?;
        let accept_clashes = body.accept_clashes.unwrap_or(false);
        let change = MeetingChange {
            starts_at: body.starts_at.map(|instant| instant.0),
            ends_at: body.ends_at.map(|instant| instant.0),
            break_minutes: body.break_minutes,
            place: tri(body.place),
            join_url: tri(body.join_url),
            trainer: tri(body.trainer),
            trainer_id: tri(body.trainer_id),
            study_hours: tri(body.study_hours),
        };
        let db = app.db.clone();
        let view =
            app.write(async move { planning::change_meeting(&db, &planner, id, change, accept_clashes).await }).await?;
        Ok(changed(app, id, view))
    }

    /// Ställ in en träff / Cancel a meeting
    ///
    /// Övriga träffar och anmälningarna står kvar. / The other meetings and the bookings stay.
    #[oai(
        path = "/meetings/:meetingId/cancellations",
        method = "post",
        operation_id = "cancelMeeting",
        tag = "Tag::Sessions"
    )]
    async fn cancel_meeting(
        &self,
        Data(app): Data<&App>,
        caller: Caller,
        #[oai(name = "meetingId")] Path(id): Path<MeetingId>,
        #[oai(name = "Idempotency-Key")] Header(key): Header<Option<String>>,
        Input(body): Input<CancellationInput>,
    ) -> Result<MeetingCancelled, Problem> {
        let ticket = app.ticket(&caller, key, &format!("cancelMeeting {id}"), &body)?;
        let planner = planner(app, &caller, None, Some(&ticket))?;
        let db = app.db.clone();
        let view = app
            .write(async move {
                let _ticket = ticket;
                planning::cancel_meeting(&db, &planner, id, &body.reason).await
            })
            .await?;
        Ok(MeetingCancelled::Created(Json(SessionJson::of(view, app.clock.now()))))
    }
}

fn changed(app: &App, id: MeetingId, view: sessions::SessionView) -> MeetingChanged {
    let version = view.session.meetings.iter().find(|meeting| meeting.id == id).map_or(0, |meeting| meeting.version);
    MeetingChanged::Ok(Json(SessionJson::of(view, app.clock.now())), etag::of(version))
}
