//! Träffar. / Meetings.

use domain::{
    MeetingId, PersonId, SessionId,
    meeting::{MeetingChange, MeetingStatus},
    values::{Line, WebAddress},
    wall_time::{self, Instant},
};
use persistence::sessions;
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
    sessions::{CancellationInput, MeetingJson, Warning, days_off},
    spec::Tag,
};

mod acts;

pub use acts::{cancel, change, consequences};

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
    /// Hur man tar sig dit; null tar bort. / How to get there; null removes.
    #[serde(default)]
    pub travel_note: MaybeUndefined<Line<500>>,
    /// Studietimmar i stället för regelns; null återgår. / Study hours instead of the rule's; null goes back.
    #[serde(default)]
    pub study_hours: MaybeUndefined<u32>,
    /// Flytta även om deltagare är anmälda till annat då. / Move it even if participants are booked elsewhere then.
    pub accept_clashes: Option<bool>,
}

/// En träff för sig. / A meeting on its own.
#[derive(Debug, Clone, Object)]
#[oai(rename_all = "camelCase")]
pub struct MeetingDetails {
    /// Id.
    pub id: MeetingId,
    /// Kursomgångens id. / The session's id.
    pub session_id: SessionId,
    /// Kursomgångens titel. / The session's title.
    pub title: Line<200>,
    /// Läge. / Status.
    pub status: MeetingStatus,
    /// Början. / Start.
    pub starts_at: Instant,
    /// Slut. / End.
    pub ends_at: Instant,
    /// Tidszon för lokal tid. / Time zone of the wall time.
    pub time_zone: String,
    /// Pauser, minuter. / Breaks, minutes.
    pub break_minutes: u32,
    /// Studietimmar à 45 minuter. / Study hours of 45 minutes.
    pub study_hours: u32,
    /// Plats. / Place.
    pub place: Option<Line<200>>,
    /// Länk till videomöte, för den som får se den. / Link to the video meeting, for those who may see it.
    pub join_url: Option<WebAddress>,
    /// Kursledare. / Trainer.
    pub trainer: Option<Line<120>>,
    /// Hur man tar sig dit. / How to get there.
    pub travel_note: Option<Line<500>>,
    /// Sådant arrangören bör titta på en gång till. / What the organiser should look at twice.
    pub warnings: Vec<Warning>,
}

/// A meeting.
#[derive(ApiResponse)]
pub enum MeetingFound {
    /// Träffen. / The meeting.
    #[oai(status = 200)]
    Ok(Json<MeetingDetails>, #[oai(header = "ETag")] String),
}

/// A meeting that was cancelled.
#[derive(ApiResponse)]
pub enum MeetingCancelled {
    /// Träffen är inställd. / The meeting is cancelled.
    #[oai(status = 201)]
    Created(Json<MeetingDetails>, #[oai(header = "ETag")] String),
}

pub(crate) struct MeetingsApi;

#[OpenApi]
impl MeetingsApi {
    /// Visa en träff / Show a meeting
    ///
    /// Tid, plats och läge. / Time, place and status.
    #[oai(path = "/meetings/:meetingId", method = "get", operation_id = "getMeeting", tag = "Tag::Sessions")]
    async fn get_meeting(
        &self,
        Data(app): Data<&App>,
        caller: Caller,
        #[oai(name = "meetingId")] Path(id): Path<MeetingId>,
    ) -> Result<MeetingFound, Problem> {
        let (body, tag) = details(id, sessions::find_by_meeting(&app.db, &caller.0, id).await?)?;
        Ok(MeetingFound::Ok(body, tag))
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
    ) -> Result<MeetingFound, Problem> {
        let accept_clashes = body.accept_clashes.unwrap_or(false);
        let wanted = MeetingChange {
            starts_at: body.starts_at.map(|instant| instant.0),
            ends_at: body.ends_at.map(|instant| instant.0),
            break_minutes: body.break_minutes,
            place: tri(body.place),
            join_url: tri(body.join_url),
            trainer: tri(body.trainer),
            trainer_id: tri(body.trainer_id),
            travel_note: tri(body.travel_note),
            study_hours: tri(body.study_hours),
        };
        let seen = etag::seen(if_match.as_deref());
        let view = change(app, &caller, seen, id, wanted, accept_clashes).await?;
        let (body, tag) = details(id, view)?;
        Ok(MeetingFound::Ok(body, tag))
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
        let view = cancel(app, &caller, key, id, &body).await?;
        let (body, tag) = details(id, view)?;
        Ok(MeetingCancelled::Created(body, tag))
    }
}

/// One meeting out of its session, as the caller may see it, with the tag of its version.
fn details(id: MeetingId, view: sessions::SessionView) -> Result<(Json<MeetingDetails>, String), Problem> {
    let sessions::SessionView { session, standing } = view;
    let warnings = if standing.plans { days_off(&session) } else { Vec::new() };
    let meeting = session.meetings.into_iter().find(|meeting| meeting.id == id).ok_or_else(Problem::not_found)?;
    let tag = etag::of(meeting.version);
    let shown = MeetingJson::of(meeting, standing);
    let details = MeetingDetails {
        id,
        session_id: session.id,
        title: session.title,
        status: shown.status,
        starts_at: shown.starts_at,
        ends_at: shown.ends_at,
        time_zone: wall_time::ZONE.name().to_owned(),
        break_minutes: shown.break_minutes,
        study_hours: shown.study_hours,
        place: shown.place,
        join_url: shown.join_url,
        trainer: shown.trainer,
        travel_note: shown.travel_note,
        warnings: warnings.into_iter().filter(|warning| warning.meeting_id == Some(id)).collect(),
    };
    Ok((Json(details), tag))
}
