//! Indicators and their evidence as JSON.

use domain::{
    MeetingId, SessionId,
    indicator::{
        IndicatorCode, IndicatorStatus,
        training_occasions::{EvidenceRow, LeftOut},
    },
    values::MunicipalityCode,
    wall_time::LocalDate,
};
use poem_openapi::Object;

/// En indikator i korthet. / An indicator in short.
#[derive(Debug, Clone, Object)]
#[oai(rename_all = "camelCase")]
pub struct IndicatorSummary {
    /// Kod. / Code.
    pub code: IndicatorCode,
    /// Namn, ordagrant. / Name, word for word.
    pub name: String,
    /// Hur värdet står mot målet. / How the value stands against the target.
    pub status: IndicatorStatus,
    /// Värde, om det finns underlag. / Value, if there is evidence.
    pub value: Option<u32>,
}

/// Alla sju indikatorer. / All seven indicators.
#[derive(Debug, Clone, Object)]
#[oai(rename_all = "camelCase")]
pub struct IndicatorList {
    /// Första dag. / First day.
    pub from: LocalDate,
    /// Sista dag. / Last day.
    pub to: LocalDate,
    /// Indikatorerna. / The indicators.
    pub items: Vec<IndicatorSummary>,
    /// Antal. / Number.
    pub total: u64,
    /// Rader per sida. / Rows a page.
    pub limit: u64,
    /// Sidans nummer. / Number of the page.
    pub page: u64,
}

/// Det som inte räknades, per orsak. / What was not counted, by reason.
#[derive(Debug, Clone, Object)]
#[oai(rename_all = "camelCase")]
pub struct LeftOutJson {
    /// Genomförda utan deltagare. / Held without participants.
    pub zero_attendance: u32,
    /// Berör inte målet. / Not related to the goal.
    pub not_related_to_goal: u32,
    /// Varken av, för eller med. / Neither by, for nor with.
    pub no_affiliation: u32,
}

/// En kommuns siffror; kommunernas unika summerar inte till länets. / A municipality's figures; uniques of
/// municipalities do not add up to the county's.
#[derive(Debug, Clone, Object)]
#[oai(rename_all = "camelCase")]
pub struct MunicipalityFigures {
    /// Kommunkod. / Municipality code.
    pub municipality_code: MunicipalityCode,
    /// Unika deltagare. / Unique participants.
    pub unique_participants: u32,
    /// Deltagartillfällen. / Participations.
    pub participations: u32,
}

/// Ett kvartals tillfällen. / Occasions of a quarter.
#[derive(Debug, Clone, Object)]
#[oai(rename_all = "camelCase")]
pub struct QuarterFigures {
    /// Kvartal, `2026-Q3`. / Quarter, `2026-Q3`.
    pub quarter: String,
    /// Tillfällen. / Occasions.
    pub value: u32,
}

/// En indikator för en period. / An indicator for a period.
#[derive(Debug, Clone, Object)]
#[oai(rename_all = "camelCase", skip_serializing_if_is_none)]
pub struct IndicatorJson {
    /// Kod. / Code.
    pub code: IndicatorCode,
    /// Namn, ordagrant. / Name, word for word.
    pub name: String,
    /// Första dag. / First day.
    pub from: LocalDate,
    /// Sista dag. / Last day.
    pub to: LocalDate,
    /// Hur värdet står mot målet. / How the value stands against the target.
    pub status: IndicatorStatus,
    /// Värde. / Value.
    #[oai(skip_serializing_if = "never")]
    pub value: Option<u32>,
    /// Kursomgångar med minst ett räknat tillfälle. / Sessions with at least one counted occasion.
    pub sessions: Option<u32>,
    /// Av tillfällena: av personalen. / Of the occasions: by staff.
    pub by_staff: Option<u32>,
    /// Av tillfällena: för personalen. / Of the occasions: for staff.
    pub for_staff: Option<u32>,
    /// Av tillfällena: med personalen. / Of the occasions: with staff.
    pub with_staff: Option<u32>,
    /// Unika deltagare. / Unique participants.
    pub unique_participants: Option<u32>,
    /// Deltagartillfällen. / Participations.
    pub participations: Option<u32>,
    /// Deltagartillfällen av andra än personalen. / Participations of others than staff.
    pub external_participations: Option<u32>,
    /// Genomförda minuter utan pauser. / Minutes held, without breaks.
    pub delivered_minutes: Option<i64>,
    /// Studietimmar. / Study hours.
    pub study_hours: Option<u32>,
    /// Deltagarminuter. / Participant minutes.
    pub participant_minutes: Option<i64>,
    /// Träffar utan närvarorapport. / Meetings without an attendance report.
    pub pending_meetings: Option<u32>,
    /// Inställda träffar. / Cancelled meetings.
    pub cancelled_meetings: Option<u32>,
    /// Inte räknade, per orsak. / Not counted, by reason.
    pub left_out: Option<LeftOutJson>,
    /// Per kommun. / By municipality.
    pub by_municipality: Option<Vec<MunicipalityFigures>>,
    /// Per kvartal. / By quarter.
    pub by_quarter: Option<Vec<QuarterFigures>>,
}

fn never<T>(_: &T) -> bool {
    false
}

/// En rad i underlaget. / A row of the evidence.
#[derive(Debug, Clone, Object)]
#[oai(rename_all = "camelCase")]
pub struct EvidenceJson {
    /// Kursomgången. / The session.
    pub session_id: SessionId,
    /// Titel. / Title.
    pub title: String,
    /// Lokalt datum. / Local date.
    pub date: LocalDate,
    /// Träffarna. / The meetings.
    pub meeting_ids: Vec<MeetingId>,
    /// Om raden räknades. / Whether the row was counted.
    pub counted: bool,
    /// Varför den inte räknades. / Why it was not counted.
    pub reason: Option<LeftOut>,
    /// Bibliotekspersonal på plats. / Library staff present.
    pub participants: u32,
    /// Andra på plats. / Others present.
    pub external_participants: u32,
    /// Av personalen. / By staff.
    pub by_staff: bool,
    /// För personalen. / For staff.
    pub for_staff: bool,
    /// Med personalen. / With staff.
    pub with_staff: bool,
}

impl From<EvidenceRow> for EvidenceJson {
    fn from(row: EvidenceRow) -> Self {
        Self {
            session_id: row.session_id,
            title: row.title,
            date: LocalDate(row.date),
            meeting_ids: row.meeting_ids,
            counted: row.left_out.is_none(),
            reason: row.left_out,
            participants: row.participants,
            external_participants: row.external_participants,
            by_staff: row.affiliation.by_staff,
            for_staff: row.affiliation.for_staff,
            with_staff: row.affiliation.with_staff,
        }
    }
}
