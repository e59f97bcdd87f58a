//! The self-assessment and the surveys. An answer has no column that could tell when or by whom it was given.

use chrono::NaiveDate;
use domain::{
    PersonId, ProgrammeId, SurveyId, WaveId,
    person::StaffCategory,
    survey::{SurveyAnswer, SurveyScale},
    values::MunicipalityCode,
    wave::WaveState,
};
use uuid::Uuid;

use super::{Instant, table};

table!(self_assessment_wave, "self_assessment_wave", {
    #[sea_orm(primary_key, auto_increment = false)]
    id: WaveId,
    name: String,
    from_date: NaiveDate,
    to_date: NaiveDate,
    state: WaveState,
    statements: String,
    answered_percent_min: Option<i32>,
    responses: Option<i32>,
    valid_responses: Option<i32>,
    version: i32,
});

table!(self_assessment_answer, "self_assessment_answer", {
    #[sea_orm(primary_key, auto_increment = false)]
    id: Uuid,
    wave_id: WaveId,
    municipality_code: MunicipalityCode,
    title_band: Option<StaffCategory>,
    answers: String,
});

table!(self_assessment_link, "self_assessment_link", {
    #[sea_orm(primary_key, auto_increment = false)]
    hash: Vec<u8>,
    wave_id: WaveId,
    municipality_code: MunicipalityCode,
    used: bool,
});

table!(self_assessment_tally, "self_assessment_tally", {
    #[sea_orm(primary_key, auto_increment = false)]
    wave_id: WaveId,
    #[sea_orm(primary_key, auto_increment = false)]
    compared_with: WaveId,
    tally: String,
});

table!(survey, "survey", {
    #[sea_orm(primary_key, auto_increment = false)]
    id: SurveyId,
    programme_id: ProgrammeId,
    title: String,
    scale: SurveyScale,
    opens_on: NaiveDate,
    closes_on: NaiveDate,
    sent_at: Option<Instant>,
    closed: bool,
    invited: i32,
    strengthened: i32,
    not_strengthened: i32,
    dont_know: i32,
    version: i32,
});

table!(survey_invitation, "survey_invitation", {
    #[sea_orm(primary_key, auto_increment = false)]
    id: Uuid,
    survey_id: SurveyId,
    person_id: PersonId,
    answer: Option<SurveyAnswer>,
    reminders: i32,
});
