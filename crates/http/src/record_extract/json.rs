//! The extract as JSON.

use chrono::{DateTime, Utc};
use domain::{
    MeetingId, SessionId,
    attendance::Presence,
    booking::BookingStatus,
    event::EventKind,
    meeting::{Meeting, MeetingStatus},
    notice::MessageState,
    session::{Format, SessionStatus},
    wall_time::Instant,
};
use persistence::{
    audit_log::LogEntry,
    record_extract::{Message, Participant, RecordExtract, Reported},
};
use poem_openapi::Object;

use crate::audit_entries::AuditChangeJson;

/// Handlingarna om en kursomgång. / The record of a session.
#[derive(Debug, Clone, Object)]
#[oai(rename_all = "camelCase")]
pub struct RecordExtractJson {
    /// Kursomgången. / The session.
    pub session_id: SessionId,
    /// När utdraget gjordes. / When the extract was made.
    pub made_at: Instant,
    /// Kursens kod. / The course's code.
    pub course_code: String,
    /// Kursens titel. / The course's title.
    pub title: String,
    /// Form. / Format.
    pub format: Format,
    /// Läge. / Status.
    pub status: SessionStatus,
    /// Antal platser. / Seats.
    pub capacity: u32,
    /// Lägsta antal deltagare. / Fewest participants.
    pub min_participants: u32,
    /// När anmälan öppnar. / When booking opens.
    pub booking_opens_at: Option<Instant>,
    /// När anmälan stänger. / When booking closes.
    pub booking_closes_at: Option<Instant>,
    /// Av personal. / By staff.
    pub by_staff: bool,
    /// För personal. / For staff.
    pub for_staff: bool,
    /// Med personal. / With staff.
    pub with_staff: bool,
    /// Om den berör målet. / Whether it relates to the goal.
    pub relates_to_goal: bool,
    /// Vem som ordnar den. / Who arranges it.
    pub organiser: Option<String>,
    /// Upptagna platser. / Seats taken.
    pub seats_taken: u32,
    /// Antal på väntelistan. / Number in line.
    pub waiting: u32,
    /// Träffarna. / The meetings.
    pub meetings: Vec<ExtractMeetingJson>,
    /// Alla som var anmälda eller där. / Everybody who was booked or there.
    pub participants: Vec<ExtractParticipantJson>,
    /// Hur många av dem som har skyddade personuppgifter; de saknar namn och arbetsplats här. / How many of them have a
    /// protected identity; they have no name and no workplace here.
    pub protected_participants: u64,
    /// Utskick, utan text. / Mail, without text.
    pub messages: Vec<ExtractMessageJson>,
    /// Vad som hände, i tidsordning. / What happened, in order of time.
    pub history: Vec<ExtractEventJson>,
}

/// En träff. / A meeting.
#[derive(Debug, Clone, Object)]
#[oai(rename_all = "camelCase")]
pub struct ExtractMeetingJson {
    /// Id.
    pub id: MeetingId,
    /// Börjar. / Starts.
    pub starts_at: Instant,
    /// Slutar. / Ends.
    pub ends_at: Instant,
    /// Plats. / Place.
    pub place: Option<String>,
    /// Kursledare. / Trainer.
    pub trainer: Option<String>,
    /// Läge. / Status.
    pub status: MeetingStatus,
    /// Närvarorapporten, som den är nu. / The attendance report, as it is now.
    pub report: Option<ExtractReportJson>,
}

/// En närvarorapport. / An attendance report.
#[derive(Debug, Clone, Object)]
#[oai(rename_all = "camelCase")]
pub struct ExtractReportJson {
    /// Om träffen blev av. / Whether the meeting took place.
    pub held: bool,
    /// Deltagare utanför registret. / Participants outside the register.
    pub external_participants: i32,
    /// Anmälda som inte kom. / People with a seat who did not come.
    pub no_shows: i32,
    /// När den lämnades. / When it was made.
    pub reported_at: Instant,
    /// Av vem. / By whom.
    pub reported_by: Option<String>,
}

/// Någon som var anmäld eller där. / Somebody who was booked or there.
#[derive(Debug, Clone, Object)]
#[oai(rename_all = "camelCase")]
pub struct ExtractParticipantJson {
    /// Namn. / Name.
    pub name: Option<String>,
    /// Bibliotek. / Library.
    pub library: Option<String>,
    /// Kommun. / Municipality.
    pub municipality: Option<String>,
    /// Anmälans läge; saknas för den som kom utan anmälan. / Status of the booking; none of somebody who came without.
    pub status: Option<BookingStatus>,
    /// Anmäld. / Booked.
    pub booked_at: Option<Instant>,
    /// Avbokad. / Cancelled.
    pub ended_at: Option<Instant>,
    /// Närvaro. / Attendance.
    pub presences: Vec<ExtractPresenceJson>,
}

/// Närvaro vid en träff. / Attendance at a meeting.
#[derive(Debug, Clone, Object)]
#[oai(rename_all = "camelCase")]
pub struct ExtractPresenceJson {
    /// Träffen. / The meeting.
    pub meeting_id: MeetingId,
    /// Närvaro. / Presence.
    pub presence: Presence,
}

/// Ett utskick. / A mail.
#[derive(Debug, Clone, Object)]
#[oai(rename_all = "camelCase")]
pub struct ExtractMessageJson {
    /// Vad det berättade. / What it told.
    pub kind: String,
    /// När det som det berättar om hände. / When what it tells of happened.
    pub written_at: Instant,
    /// När det skickades. / When it was sent.
    pub sent_at: Option<Instant>,
    /// Läge. / State.
    pub state: MessageState,
}

/// En händelse. / An event.
#[derive(Debug, Clone, Object)]
#[oai(rename_all = "camelCase")]
pub struct ExtractEventJson {
    /// Nummer i granskningsloggens kedja. / Number in the chain of the audit log.
    pub number: Option<i64>,
    /// När. / When.
    pub at: Instant,
    /// Vad som hände. / What happened.
    pub kind: EventKind,
    /// Vem som gjorde det. / Who did it.
    pub actor: Option<String>,
    /// Vem det gällde. / Whom it was about.
    pub about: Option<String>,
    /// Varför. / Why.
    pub reason: Option<String>,
    /// Vad som ändrades. / What was changed.
    pub changes: Vec<AuditChangeJson>,
}

impl RecordExtractJson {
    pub(super) fn new(extract: RecordExtract, now: DateTime<Utc>) -> Self {
        let RecordExtract { session, reports, .. } = extract;
        let affiliation = session.affiliation;
        Self {
            session_id: session.id,
            made_at: now.into(),
            course_code: extract.course_code,
            title: session.title.to_string(),
            format: session.format,
            status: session.status,
            capacity: session.capacity,
            min_participants: session.min_participants,
            booking_opens_at: session.booking_opens_at.map(Into::into),
            booking_closes_at: session.booking_closes_at.map(Into::into),
            by_staff: affiliation.by_staff,
            for_staff: affiliation.for_staff,
            with_staff: affiliation.with_staff,
            relates_to_goal: affiliation.relates_to_goal,
            organiser: extract.organiser,
            seats_taken: session.seats_taken,
            waiting: session.waiting,
            meetings: session.meetings.into_iter().map(|meeting| one_meeting(meeting, &reports)).collect(),
            participants: extract.participants.into_iter().map(Into::into).collect(),
            protected_participants: extract.protected as u64,
            messages: extract.messages.into_iter().map(Into::into).collect(),
            history: extract.history.into_iter().map(Into::into).collect(),
        }
    }
}

fn one_meeting(meeting: Meeting, reports: &std::collections::BTreeMap<MeetingId, Reported>) -> ExtractMeetingJson {
    ExtractMeetingJson {
        id: meeting.id,
        starts_at: meeting.span.starts_at.into(),
        ends_at: meeting.span.ends_at.into(),
        place: meeting.place.map(|place| place.to_string()),
        trainer: meeting.trainer.map(|trainer| trainer.to_string()),
        status: meeting.status,
        report: reports.get(&meeting.id).cloned().map(Into::into),
    }
}

impl From<Reported> for ExtractReportJson {
    fn from(report: Reported) -> Self {
        Self {
            held: report.held,
            external_participants: report.external_participants,
            no_shows: report.no_shows,
            reported_at: report.reported_at.into(),
            reported_by: report.reported_by,
        }
    }
}

impl From<Participant> for ExtractParticipantJson {
    fn from(participant: Participant) -> Self {
        let presence = |(meeting_id, presence)| ExtractPresenceJson { meeting_id, presence };
        Self {
            name: participant.name,
            library: participant.library,
            municipality: participant.municipality,
            status: participant.status,
            booked_at: participant.booked_at.map(Into::into),
            ended_at: participant.ended_at.map(Into::into),
            presences: participant.presences.into_iter().map(presence).collect(),
        }
    }
}

impl From<Message> for ExtractMessageJson {
    fn from(message: Message) -> Self {
        Self {
            kind: message.kind,
            written_at: message.written_at.into(),
            sent_at: message.sent_at.map(Into::into),
            state: message.state,
        }
    }
}

impl From<LogEntry> for ExtractEventJson {
    fn from(entry: LogEntry) -> Self {
        Self {
            number: entry.number,
            at: entry.at.into(),
            kind: entry.kind,
            actor: entry.actor_name,
            about: entry.person_name,
            reason: entry.reason,
            changes: entry.changes.into_iter().map(Into::into).collect(),
        }
    }
}
