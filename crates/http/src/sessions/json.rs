//! Sessions and meetings as JSON.

use chrono::{DateTime, Utc};
use domain::{
    CourseId, MeetingId, PersonId, SessionId,
    access::Standing,
    meeting::{Meeting, MeetingDraft, MeetingStatus},
    session::{Affiliation, Format, SessionDraft, SessionStatus},
    values::{Line, WebAddress},
    wall_time::{self, Instant, LocalDate},
};
use persistence::sessions::SessionView;
use poem_openapi::Object;
use serde::Deserialize;

/// En träff, som arrangören beskriver den. / A meeting, as the organiser describes it.
#[derive(Debug, Clone, Object, Deserialize)]
#[oai(rename_all = "camelCase", deny_unknown_fields)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct MeetingInput {
    /// Början. / Start.
    pub starts_at: Instant,
    /// Slut. / End.
    pub ends_at: Instant,
    /// Pauser, minuter. / Breaks, minutes.
    pub break_minutes: Option<u32>,
    /// Plats. / Place.
    pub place: Option<Line<200>>,
    /// Länk till videomöte. / Link to the video meeting.
    pub join_url: Option<WebAddress>,
    /// Kursledare. / Trainer.
    pub trainer: Option<Line<120>>,
    /// Kursledarens id, om namnet inte räcker. / The trainer's id, if the name does not suffice.
    pub trainer_id: Option<PersonId>,
    /// Hur man tar sig dit. / How to get there.
    pub travel_note: Option<Line<500>>,
}

/// En kursomgång, som arrangören beskriver den. / A session, as the organiser describes it.
#[derive(Debug, Clone, Object, Deserialize)]
#[oai(rename_all = "camelCase", deny_unknown_fields)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct SessionInput {
    /// Kursens id. / The course's id.
    pub course_id: CourseId,
    /// Form. / Format.
    pub format: Format,
    /// Antal platser. / Seats.
    pub capacity: u32,
    /// Lägsta antal deltagare; 1 om inget sägs. / Fewest participants; 1 unless said otherwise.
    pub min_participants: Option<u32>,
    /// När anmälan öppnar; vid publiceringen om inget sägs. / When booking opens; at publication unless said otherwise.
    pub booking_opens_at: Option<Instant>,
    /// När anmälan stänger; vid start om inget sägs. / When booking closes; at the start unless said otherwise.
    pub booking_closes_at: Option<Instant>,
    /// För folkbibliotekspersonal; true om inget sägs. / For public-library staff; true unless said otherwise.
    pub for_staff: Option<bool>,
    /// Av folkbibliotekspersonal. / By public-library staff.
    pub by_staff: Option<bool>,
    /// Med folkbibliotekspersonal. / With public-library staff.
    pub with_staff: Option<bool>,
    /// Berör målet; som kursen om inget sägs. / Relates to the goal; as the course unless said otherwise.
    pub relates_to_goal: Option<bool>,
    /// Vad deltagarna tar med sig. / What participants bring.
    pub bring: Option<Line<500>>,
    /// Sista dag att avboka utan att det räknas som sent; en vecka före första träffen om inget sägs. / The last day to
    /// cancel without it counting as late; a week before the first meeting unless said otherwise.
    pub cancel_until: Option<LocalDate>,
    /// Träffar. / Meetings.
    pub meetings: Vec<MeetingInput>,
}

/// En träff. / A meeting.
#[derive(Debug, Clone, Object)]
#[oai(rename_all = "camelCase")]
pub struct MeetingJson {
    /// Id.
    pub id: MeetingId,
    /// Läge. / Status.
    pub status: MeetingStatus,
    /// Början. / Start.
    pub starts_at: Instant,
    /// Slut. / End.
    pub ends_at: Instant,
    /// Pauser, minuter. / Breaks, minutes.
    pub break_minutes: u32,
    /// Studietimmar à 45 minuter. / Study hours of 45 minutes.
    pub study_hours: u32,
    /// Plats. / Place.
    pub place: Option<Line<200>>,
    /// Länk till videomöte; bara för den som har en plats och för arrangören. / Link to the video meeting; only for
    /// those who hold a seat and for the organiser.
    pub join_url: Option<WebAddress>,
    /// Kursledare. / Trainer.
    pub trainer: Option<Line<120>>,
    /// Hur man tar sig dit. / How to get there.
    pub travel_note: Option<Line<500>>,
}

/// Något att titta på en gång till. / Something to look at twice.
#[derive(Debug, Clone, Object)]
#[oai(rename_all = "camelCase", skip_serializing_if_is_none)]
pub struct Warning {
    /// `dayOff`, `possibleDuplicate` eller `notYetHeld`. / `dayOff`, `possibleDuplicate` or `notYetHeld`.
    pub code: String,
    /// Träffen. / The meeting.
    pub meeting_id: Option<MeetingId>,
    /// Den andra kursomgången. / The other session.
    pub session_id: Option<SessionId>,
    /// I ord. / In words.
    pub detail: String,
}

/// En kursomgång. / A session.
#[derive(Debug, Clone, Object)]
#[oai(rename_all = "camelCase")]
pub struct SessionJson {
    /// Id.
    pub id: SessionId,
    /// Kursens id. / The course's id.
    pub course_id: CourseId,
    /// Titel. / Title.
    pub title: Line<200>,
    /// Läge. / Status.
    pub status: SessionStatus,
    /// Form. / Format.
    pub format: Format,
    /// Antal platser. / Seats.
    pub capacity: u32,
    /// Lägsta antal deltagare. / Fewest participants.
    pub min_participants: u32,
    /// Tagna platser. / Seats taken.
    pub seats_taken: u32,
    /// Platser kvar. / Seats left.
    pub seats_left: u32,
    /// Antal på väntelistan. / Number on the waiting list.
    pub waiting: u32,
    /// När anmälan öppnar. / When booking opens.
    pub booking_opens_at: Option<Instant>,
    /// När anmälan stänger. / When booking closes.
    pub booking_closes_at: Option<Instant>,
    /// För folkbibliotekspersonal. / For public-library staff.
    pub for_staff: bool,
    /// Av folkbibliotekspersonal. / By public-library staff.
    pub by_staff: bool,
    /// Med folkbibliotekspersonal. / With public-library staff.
    pub with_staff: bool,
    /// Berör målet. / Relates to the goal.
    pub relates_to_goal: bool,
    /// Vad deltagarna tar med sig. / What participants bring.
    pub bring: Option<Line<500>>,
    /// Sista dag att avboka utan att det räknas som sent. / The last day to cancel without it counting as late.
    pub cancel_until: Option<LocalDate>,
    /// Tidszon för träffarnas lokala tid. / Time zone of the meetings' wall time.
    pub time_zone: String,
    /// Träffar i tidsordning. / Meetings in order of time.
    pub meetings: Vec<MeetingJson>,
    /// Sådant arrangören bör titta på en gång till. / What the organiser should look at twice.
    pub warnings: Vec<Warning>,
}

impl SessionInput {
    pub(super) fn into_draft(self, title: Line<200>, organiser_id: Option<PersonId>) -> SessionDraft {
        SessionDraft {
            course_id: self.course_id,
            title,
            format: self.format,
            capacity: self.capacity,
            min_participants: self.min_participants.unwrap_or(1),
            booking_opens_at: self.booking_opens_at.map(Instant::utc),
            booking_closes_at: self.booking_closes_at.map(Instant::utc),
            affiliation: Affiliation {
                by_staff: self.by_staff.unwrap_or(false),
                for_staff: self.for_staff.unwrap_or(true),
                with_staff: self.with_staff.unwrap_or(false),
                relates_to_goal: self.relates_to_goal.unwrap_or(true),
            },
            meetings: self.meetings.into_iter().map(Into::into).collect(),
            organiser_id,
            bring: self.bring,
            cancel_until: self.cancel_until.map(|date| date.0),
        }
    }
}

impl From<MeetingInput> for MeetingDraft {
    fn from(meeting: MeetingInput) -> Self {
        Self {
            starts_at: meeting.starts_at.0,
            ends_at: meeting.ends_at.0,
            break_minutes: meeting.break_minutes.unwrap_or(0),
            place: meeting.place,
            join_url: meeting.join_url,
            trainer: meeting.trainer,
            trainer_id: meeting.trainer_id,
            travel_note: meeting.travel_note,
        }
    }
}

impl MeetingJson {
    pub(crate) fn of(meeting: Meeting, standing: Standing) -> Self {
        Self {
            id: meeting.id,
            status: meeting.status,
            starts_at: meeting.span.starts_at.into(),
            ends_at: meeting.span.ends_at.into(),
            break_minutes: meeting.break_minutes,
            study_hours: meeting.study_hours(),
            place: meeting.place,
            join_url: meeting.join_url.filter(|_| standing.sees_links()),
            trainer: meeting.trainer,
            travel_note: meeting.travel_note,
        }
    }
}

impl SessionJson {
    /// A session as this caller sees it at `now`. Warnings are for those who plan.
    pub(crate) fn of(view: SessionView, now: DateTime<Utc>) -> Self {
        let SessionView { session, standing } = view;
        let warnings = if standing.plans { super::warnings::days_off(&session) } else { Vec::new() };
        Self {
            id: session.id,
            course_id: session.course_id,
            status: session.status_at(now),
            format: session.format,
            capacity: session.capacity,
            min_participants: session.min_participants,
            seats_taken: session.seats_taken,
            seats_left: session.capacity.saturating_sub(session.seats_taken),
            waiting: session.waiting,
            booking_opens_at: session.booking_opens_at.map(Into::into),
            booking_closes_at: session.booking_closes_at.map(Into::into),
            for_staff: session.affiliation.for_staff,
            by_staff: session.affiliation.by_staff,
            with_staff: session.affiliation.with_staff,
            relates_to_goal: session.affiliation.relates_to_goal,
            cancel_until: session.last_day_to_cancel().map(LocalDate),
            bring: session.bring,
            time_zone: wall_time::ZONE.name().to_owned(),
            title: session.title,
            meetings: session.meetings.into_iter().map(|meeting| MeetingJson::of(meeting, standing)).collect(),
            warnings,
        }
    }
}
