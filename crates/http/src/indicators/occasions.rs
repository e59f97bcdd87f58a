//! Indicator I4 as JSON: its figures stand beside the value, as the contract has them.

use domain::{
    indicator::{evidence::LeftOut, training_occasions::TrainingOccasions},
    values::MunicipalityCode,
};
use poem_openapi::Object;

use super::IndicatorJson;

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

/// Puts the figures in their places.
pub(super) fn fill(answer: &mut IndicatorJson, counted: &TrainingOccasions) {
    let left_out = |reason| counted.left_out.get(&reason).copied().unwrap_or(0);
    answer.sessions = Some(counted.sessions);
    answer.by_staff = Some(counted.by_staff);
    answer.for_staff = Some(counted.for_staff);
    answer.with_staff = Some(counted.with_staff);
    answer.unique_participants = Some(counted.unique_participants);
    answer.participations = Some(counted.participations);
    answer.external_participations = Some(counted.external_participations);
    answer.delivered_minutes = Some(counted.delivered_minutes);
    answer.study_hours = Some(counted.study_hours);
    answer.participant_minutes = Some(counted.participant_minutes);
    answer.pending_meetings = Some(counted.pending_meetings);
    answer.cancelled_meetings = Some(counted.cancelled_meetings);
    answer.left_out = Some(LeftOutJson {
        zero_attendance: left_out(LeftOut::ZeroAttendance),
        not_related_to_goal: left_out(LeftOut::NotRelatedToGoal),
        no_affiliation: left_out(LeftOut::NoAffiliation),
    });
    let municipalities = counted.by_municipality.iter().map(|(code, figures)| MunicipalityFigures {
        municipality_code: code.clone(),
        unique_participants: figures.unique_participants,
        participations: figures.participations,
    });
    answer.by_municipality = Some(municipalities.collect());
    let quarters = counted.by_quarter.iter();
    answer.by_quarter =
        Some(quarters.map(|(quarter, value)| QuarterFigures { quarter: quarter.clone(), value: *value }).collect());
}
