//! Närvaro. / Attendance.

use domain::{
    EmploymentId, MeetingId, PersonId,
    access::{Right, Standing},
    attendance::Presence,
    wall_time::Instant,
};
use persistence::attendance::{self, GivenReport, GivenRow, ReportView};
use poem::web::Data;
use poem_openapi::{Object, OpenApi, param::Path, payload::Json};
use serde::Deserialize;

use crate::{
    App,
    caller::Caller,
    input::Input,
    problem::Problem,
    request::Context,
    sessions::{MeetingJson, Warning},
    spec::Tag,
};

mod basis;

pub use basis::{Basis, basis};

/// En person i en närvarorapport. / A person in an attendance report.
#[derive(Debug, Clone, Object, Deserialize)]
#[oai(rename_all = "camelCase", deny_unknown_fields)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ParticipantJson {
    /// Personens id. / The person's id.
    pub person_id: PersonId,
    /// Anställningen, när personen har flera den dagen. / The employment, when the person has several that day.
    pub employment_id: Option<EmploymentId>,
    /// Närvaro. / Presence.
    pub presence: Presence,
}

/// En närvarorapport. / An attendance report.
#[derive(Debug, Clone, Object, Deserialize)]
#[oai(rename_all = "camelCase", deny_unknown_fields)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct AttendanceInput {
    /// Om träffen blev av. / Whether the meeting took place.
    pub held: bool,
    /// Personer i registret, anmälda eller inte. / People of the register, booked or not.
    #[oai(default)]
    #[serde(default)]
    pub participants: Vec<ParticipantJson>,
    /// Antal deltagare utanför registret. / Number of participants outside the register.
    pub external_participants: Option<u32>,
}

/// En närvarorapport som den är sparad. / An attendance report as it is kept.
#[derive(Debug, Clone, Object)]
#[oai(rename_all = "camelCase")]
pub struct AttendanceJson {
    /// Träffen. / The meeting.
    pub meeting: MeetingJson,
    /// Om träffen blev av. / Whether the meeting took place.
    pub held: bool,
    /// Personer i registret. / People of the register.
    pub participants: Vec<ParticipantJson>,
    /// Antal deltagare utanför registret. / Number of participants outside the register.
    pub external_participants: u32,
    /// När det rapporterades. / When it was reported.
    pub reported_at: Instant,
    /// Vem som rapporterade. / Who reported.
    pub reported_by: PersonId,
    /// Sådant att titta på en gång till. / What to look at twice.
    pub warnings: Vec<Warning>,
}

/// Takes a report in, in place of any earlier one, for the API and for pages alike.
///
/// # Errors
/// When the rules do not allow it, or the caller may not.
pub async fn report(app: &App, caller: &Caller, id: MeetingId, body: AttendanceInput) -> Result<ReportView, Problem> {
    let scope = caller.with(Right::ReportAttendance)?.clone();
    let row = |row: ParticipantJson| GivenRow {
        person_id: row.person_id,
        employment_id: row.employment_id,
        presence: row.presence,
    };
    let given = GivenReport {
        held: body.held,
        rows: body.participants.into_iter().map(row).collect(),
        external_participants: body.external_participants.unwrap_or(0),
    };
    let (db, now) = (app.db.clone(), app.clock.now());
    app.write(async move { attendance::report(&db, &scope, id, given, now).await }).await
}

pub(crate) struct AttendanceApi;

#[OpenApi]
impl AttendanceApi {
    /// Rapportera närvaro / Report attendance
    ///
    /// Ersätter en tidigare rapport. Deltagare som inte var anmälda kan tas med. / Replaces an earlier report.
    /// Participants who were not booked may be listed.
    #[oai(
        path = "/meetings/:meetingId/attendance-reports",
        method = "put",
        operation_id = "reportAttendance",
        tag = "Tag::Attendance"
    )]
    async fn report_attendance(
        &self,
        Data(app): Data<&App>,
        caller: Caller,
        #[oai(name = "meetingId")] Path(id): Path<MeetingId>,
        Input(body): Input<AttendanceInput>,
    ) -> Result<Json<AttendanceJson>, Problem> {
        let view = report(app, &caller, id, body).await?;
        Ok(Json(shown(view)))
    }

    /// Visa närvaro / Show attendance
    ///
    /// Rapporten för en träff. / The report of a meeting.
    #[oai(
        path = "/meetings/:meetingId/attendance-reports",
        method = "get",
        operation_id = "getAttendance",
        tag = "Tag::Attendance"
    )]
    async fn show(
        &self,
        Data(app): Data<&App>,
        caller: Caller,
        #[oai(name = "meetingId")] Path(id): Path<MeetingId>,
    ) -> Result<Json<AttendanceJson>, Problem> {
        let scope = caller.with(Right::ReportAttendance)?;
        Ok(Json(shown(attendance::find(&app.db, scope, id).await?)))
    }
}

fn shown(view: ReportView) -> AttendanceJson {
    let warnings = ahead_of_time(&view);
    let standing = Standing { leads: true, ..Standing::default() };
    let row = |row: domain::attendance::AttendanceRow| ParticipantJson {
        person_id: row.person_id,
        employment_id: row.employment_id,
        presence: row.presence,
    };
    AttendanceJson {
        meeting: MeetingJson::of(view.meeting, standing),
        held: view.report.held,
        participants: view.report.rows.into_iter().map(row).collect(),
        external_participants: view.report.external_participants,
        reported_at: view.report.reported_at.into(),
        reported_by: view.report.reported_by,
        warnings,
    }
}

/// The reporter decides whether it was the right meeting.
fn ahead_of_time(view: &ReportView) -> Vec<Warning> {
    let detail = Context::current().language.pick(
        "Träffen har inte börjat än. Kontrollera att det är rätt träff.",
        "The meeting has not begun yet. Check that it is the right one.",
    );
    let warning = Warning {
        code: "notYetHeld".to_owned(),
        meeting_id: Some(view.meeting.id),
        session_id: None,
        detail: detail.to_owned(),
    };
    view.report.is_ahead_of(&view.meeting).then_some(warning).into_iter().collect()
}
