//! Indicators and their evidence as JSON.

use domain::{
    MeetingId,
    indicator::{
        IndicatorCode, IndicatorStatus,
        evidence::{EvidenceKind, EvidenceRow, LeftOut},
        outcome::{Details, Indicator, Value},
        period::Period,
    },
    report::figures::public::{self, PublicTables},
    wall_time::LocalDate,
};
use poem_openapi::Object;
use uuid::Uuid;

use super::{
    figures::FigureJson,
    managers_ability::ManagersAbilityJson,
    occasions::OccasionsJson,
    profiles::DigiteketProfilesJson,
    registers::{ActionPlansJson, CollaborationsJson, ProjectGrantsJson},
    remarks::{self, RemarkJson},
    self_assessment::SelfAssessmentJson,
};

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
    /// Antal, för en indikator som räknar. / The number, of an indicator that counts.
    pub value: Option<u32>,
    /// Täljare, för en andel. / Numerator, of a share.
    pub numerator: Option<u32>,
    /// Nämnare, för en andel. / Denominator, of a share.
    pub denominator: Option<u32>,
    /// Andelen i procent med en decimal. / The share in per cent with one decimal.
    pub percent: Option<String>,
    /// Skillnad med två decimaler, `+0.82`. / Difference with two decimals, `+0.82`.
    pub difference: Option<String>,
    /// Målet i procent, för en andel. / The target in per cent, of a share.
    pub target_percent: Option<u32>,
    /// Definitionens version. / Version of the definition.
    pub definition_version: u32,
    /// Vad som saknas. / What is missing.
    pub completeness: Vec<RemarkJson>,
    /// Vad som bör ses över. / What deserves a second look.
    pub warnings: Vec<RemarkJson>,
}

impl From<&Indicator> for IndicatorSummary {
    fn from(indicator: &Indicator) -> Self {
        let outcome = &indicator.outcome;
        let figures = Figures::of(&outcome.value);
        Self {
            code: indicator.code,
            name: indicator.code.name().to_owned(),
            status: outcome.status,
            value: figures.value,
            numerator: figures.numerator,
            denominator: figures.denominator,
            percent: figures.percent,
            difference: figures.difference,
            target_percent: indicator.definition.rules.target_percent,
            definition_version: indicator.definition.version,
            completeness: remarks::all(&outcome.completeness),
            warnings: remarks::all(&outcome.warnings),
        }
    }
}

/// A value in the members that carry it.
#[derive(Default)]
struct Figures {
    value: Option<u32>,
    numerator: Option<u32>,
    denominator: Option<u32>,
    percent: Option<String>,
    difference: Option<String>,
}

impl Figures {
    fn of(value: &Value) -> Self {
        match value {
            Value::None | Value::Milestone(_) => Self::default(),
            Value::Count(number) => Self { value: Some(*number), ..Self::default() },
            Value::Share { numerator, denominator } => Self {
                numerator: Some(*numerator),
                denominator: Some(*denominator),
                percent: value.shown(),
                ..Self::default()
            },
            Value::Difference(_) => Self { difference: value.shown(), ..Self::default() },
        }
    }
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

/// Värdet enligt en tidigare version av definitionen. / The value by an earlier version of the definition.
#[derive(Debug, Clone, Object)]
#[oai(rename_all = "camelCase")]
pub struct VersionJson {
    /// Versionen. / The version.
    pub definition_version: u32,
    /// Gäller från. / In force from.
    pub valid_from: LocalDate,
    /// Hur värdet står mot målet. / How the value stands against the target.
    pub status: IndicatorStatus,
    /// Värdet som det visas. / The value as it is shown.
    pub shown: Option<String>,
}

impl From<&Indicator> for VersionJson {
    fn from(indicator: &Indicator) -> Self {
        Self {
            definition_version: indicator.definition.version,
            valid_from: LocalDate(indicator.definition.valid_from),
            status: indicator.outcome.status,
            shown: indicator.outcome.value.shown(),
        }
    }
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
    /// Antal, för en indikator som räknar. / The number, of an indicator that counts.
    #[oai(skip_serializing_if = "never")]
    pub value: Option<u32>,
    /// Täljare, för en andel. / Numerator, of a share.
    pub numerator: Option<u32>,
    /// Nämnare, för en andel. / Denominator, of a share.
    pub denominator: Option<u32>,
    /// Andelen i procent med en decimal. / The share in per cent with one decimal.
    pub percent: Option<String>,
    /// Skillnad med två decimaler, `+0.82`. / Difference with two decimals, `+0.82`.
    pub difference: Option<String>,
    /// Målet i procent, för en andel. / The target in per cent, of a share.
    pub target_percent: Option<u32>,
    /// Definitionens version. / Version of the definition.
    pub definition_version: u32,
    /// Vad som saknas. / What is missing.
    pub completeness: Vec<RemarkJson>,
    /// Vad som bör ses över. / What deserves a second look.
    pub warnings: Vec<RemarkJson>,
    /// Värden enligt definitioner som gällde tidigare i perioden. / Values by definitions in force earlier in the
    /// period.
    pub earlier_versions: Vec<VersionJson>,
    /// I den publika vyn: siffrorna som får visas; i övriga vyer saknas den. / In the public view: the figures that may
    /// be shown; absent in others.
    pub figures: Option<Vec<FigureJson>>,
    /// Fortbildningstillfällen, för `I4`. / Training occasions, of `I4`.
    #[oai(flatten)]
    pub occasions: OccasionsJson,
    /// Självskattningens delar, för I1. / The parts of the self-assessment, of I1.
    pub self_assessment: Option<SelfAssessmentJson>,
    /// Enkäten till verksamhetsansvariga, för I3. / The survey of managers, of I3.
    pub managers_ability: Option<ManagersAbilityJson>,
    /// Profilerna bakom andelen, för I2. / The profiles behind the share, of I2.
    pub digiteket_profiles: Option<DigiteketProfilesJson>,
    /// Bidragen bakom värdet, för I5. / The grants behind the value, of I5.
    pub project_grants: Option<ProjectGrantsJson>,
    /// Planerna bakom statusen, för I6. / The plans behind the status, of I6.
    pub action_plans: Option<ActionPlansJson>,
    /// Samverkan i båda läsarterna, för I7. / The collaborations in both readings, of I7.
    pub collaborations: Option<CollaborationsJson>,
}

fn never<T>(_: &T) -> bool {
    false
}

impl IndicatorJson {
    /// An indicator, with the parts that it has.
    pub(crate) fn new(indicator: &Indicator, period: Period) -> Self {
        let mut answer = Self::bare(indicator, period);
        match &indicator.details {
            Details::Nothing => {}
            Details::SelfAssessment(parts) => answer.self_assessment = Some(parts.as_ref().into()),
            Details::ManagersAbility(parts) => {
                // Also where the share itself is not shown.
                answer.denominator = Some(parts.survey.answered);
                answer.managers_ability = Some(parts.as_ref().into());
            }
            Details::DigiteketProfiles(counted) => answer.digiteket_profiles = Some(counted.as_ref().into()),
            Details::TrainingOccasions(counted) => answer.occasions = OccasionsJson::from(counted.as_ref()),
            Details::ProjectGrants(counted) => answer.project_grants = Some(counted.as_ref().into()),
            Details::ActionPlans(standing) => answer.action_plans = Some(standing.as_ref().into()),
            Details::Collaborations(counted) => answer.collaborations = Some(counted.as_ref().into()),
        }
        answer
    }

    /// An indicator as the public sees it: its value, and the figures that may be shown.
    pub(crate) fn public(indicator: &Indicator, period: Period, tables: &PublicTables) -> Self {
        let figures = public::figures(indicator, period, tables);
        let outcome = public::outcome(indicator, &figures);
        let mut answer = Self::bare(&Indicator { outcome, details: Details::Nothing, ..indicator.clone() }, period);
        answer.figures = Some(figures.into_iter().map(FigureJson::from).collect());
        answer
    }

    /// What every indicator has.
    fn bare(indicator: &Indicator, period: Period) -> Self {
        let figures = Figures::of(&indicator.outcome.value);
        Self {
            code: indicator.code,
            name: indicator.code.name().to_owned(),
            from: LocalDate(period.from),
            to: LocalDate(period.to),
            status: indicator.outcome.status,
            value: figures.value,
            numerator: figures.numerator,
            denominator: figures.denominator,
            percent: figures.percent,
            difference: figures.difference,
            target_percent: indicator.definition.rules.target_percent,
            definition_version: indicator.definition.version,
            completeness: remarks::all(&indicator.outcome.completeness),
            warnings: remarks::all(&indicator.outcome.warnings),
            earlier_versions: Vec::new(),
            figures: None,
            occasions: OccasionsJson::default(),
            self_assessment: None,
            managers_ability: None,
            digiteket_profiles: None,
            project_grants: None,
            action_plans: None,
            collaborations: None,
        }
    }
}

/// En rad i underlaget. / A row of the evidence.
#[derive(Debug, Clone, Object)]
#[oai(rename_all = "camelCase", skip_serializing_if_is_none)]
pub struct EvidenceJson {
    /// Vad raden gäller. / What the row is about.
    pub kind: EvidenceKind,
    /// Vilken: kursomgången, bidraget, biblioteket … / Which: the session, the grant, the library …
    pub id: Option<Uuid>,
    /// Kursomgången, för ett tillfälle. / The session, of an occasion.
    pub session_id: Option<Uuid>,
    /// Titel; aldrig någons namn. / Title; never somebody's name.
    pub title: String,
    /// Lokalt datum. / Local date.
    pub date: Option<LocalDate>,
    /// Om raden räknades. / Whether the row was counted.
    pub counted: bool,
    /// Varför den inte räknades. / Why it was not counted.
    #[oai(skip_serializing_if = "never")]
    pub reason: Option<LeftOut>,
    /// Träffarna. / The meetings.
    pub meeting_ids: Option<Vec<MeetingId>>,
    /// Bibliotekspersonal på plats. / Library staff present.
    pub participants: Option<u32>,
    /// Andra på plats. / Others present.
    pub external_participants: Option<u32>,
    /// Av personalen. / By staff.
    pub by_staff: Option<bool>,
    /// För personalen. / For staff.
    pub for_staff: Option<bool>,
    /// Med personalen. / With staff.
    pub with_staff: Option<bool>,
    /// Samma kurs börjar samma tid på samma plats i en annan kursomgång: kanske inlagd två gånger. / The same course
    /// starts at the same time and place in another session: perhaps entered twice.
    pub possible_duplicate: Option<bool>,
}

impl From<EvidenceRow> for EvidenceJson {
    fn from(row: EvidenceRow) -> Self {
        let occasion = row.occasion;
        let flags = occasion.as_ref().map(|occasion| occasion.affiliation);
        Self {
            kind: row.kind,
            id: row.id,
            session_id: row.id.filter(|_| row.kind == EvidenceKind::Occasion),
            title: row.title,
            date: row.date.map(LocalDate),
            counted: row.left_out.is_none(),
            reason: row.left_out,
            participants: occasion.as_ref().map(|occasion| occasion.participants),
            external_participants: occasion.as_ref().map(|occasion| occasion.external_participants),
            possible_duplicate: occasion.as_ref().map(|occasion| occasion.possible_duplicate),
            meeting_ids: occasion.map(|occasion| occasion.meeting_ids),
            by_staff: flags.map(|flags| flags.by_staff),
            for_staff: flags.map(|flags| flags.for_staff),
            with_staff: flags.map(|flags| flags.with_staff),
        }
    }
}
