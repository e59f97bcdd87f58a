//! What the coordinator follows the programme up with: waves, a survey, profiles, grants, a plan, collaborations.
//!
//! Days are counted from the day the demo is loaded; numbers follow from an index. Nobody's answers are anybody's.

use chrono::{Datelike, Days, NaiveDate};
use domain::{
    action_plan::PlanState,
    collaboration::CollaborationActivity,
    digiteket::{Profile, ProfileAnswer},
    grant::GrantDecision,
    values::MunicipalityCode,
    wave::{self, AnswerSheet},
};

use super::{PlannedMunicipality, PlannedPerson};

/// A wave of the self-assessment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PlannedWave {
    /// Name.
    pub name: String,
    /// First day.
    pub from: NaiveDate,
    /// Last day.
    pub to: NaiveDate,
    /// The questionnaires.
    pub sheets: Vec<AnswerSheet>,
}

/// A decision on a project grant.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PlannedGrant {
    /// Number in the registry.
    pub registry_number: String,
    /// Whether it is of the call with the criterion.
    pub criterion: bool,
    /// The municipalities that get it.
    pub municipalities: &'static [&'static str],
    /// What was decided.
    pub decision: GrantDecision,
    /// When.
    pub decided_on: NaiveDate,
    /// When it was taken back, if it was.
    pub revoked_on: Option<NaiveDate>,
    /// Whole kronor.
    pub amount_kronor: u32,
}

/// A library's collaboration on 1177.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PlannedCollaboration {
    /// Key of the library.
    pub library_key: String,
    /// First day.
    pub from: NaiveDate,
    /// Last day, if it has ended.
    pub to: Option<NaiveDate>,
    /// What the library does.
    pub activity: CollaborationActivity,
}

/// Everything beyond the training itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FollowUp {
    /// The programme's first and last day.
    pub programme: (NaiveDate, NaiveDate),
    /// First and last wave.
    pub waves: [PlannedWave; 2],
    /// The day the survey of managers was closed.
    pub survey_closed_on: NaiveDate,
    /// Of each of the people, in their order.
    pub profiles: Vec<Profile>,
    /// Decisions on grants.
    pub grants: Vec<PlannedGrant>,
    /// The action plan's way, with the reference of each step.
    pub plan_steps: Vec<(PlanState, NaiveDate, &'static str)>,
    /// Collaborations on 1177.
    pub collaborations: Vec<PlannedCollaboration>,
}

/// The follow-up as it is on `today`.
pub(super) fn follow_up(
    today: NaiveDate,
    municipalities: &[PlannedMunicipality],
    people: &[PlannedPerson],
    library_keys: &[String],
) -> FollowUp {
    let year = |year| NaiveDate::from_ymd_opt(year, 1, 1).unwrap_or(today);
    FollowUp {
        programme: (year(today.year() - 1), year(today.year() + 1) - Days::new(1)),
        waves: [
            wave("Första mätningen", today, 400, &sheets(municipalities, people, 38, 5)),
            wave("Andra mätningen", today, 60, &sheets(municipalities, people, 45, 4)),
        ],
        survey_closed_on: today - Days::new(30),
        profiles: (0..people.len()).map(|index| profile(today, index)).collect(),
        grants: grants(today),
        plan_steps: vec![
            (PlanState::Draft, today - Days::new(200), ""),
            (PlanState::Referred, today - Days::new(120), ""),
            (PlanState::Adopted, today - Days::new(25), "RÖL-1234"),
        ],
        collaborations: collaborations(today, library_keys),
    }
}

fn wave(name: &str, today: NaiveDate, days_ago: u64, sheets: &[AnswerSheet]) -> PlannedWave {
    let from = today - Days::new(days_ago);
    PlannedWave { name: name.to_owned(), from, to: from + Days::new(30), sheets: sheets.to_vec() }
}

/// Two answers of three who work in a municipality. `tenths` is about the mean, in tenths of a point; one questionnaire
/// of every `unfinished` times six was left half done.
fn sheets(
    municipalities: &[PlannedMunicipality],
    people: &[PlannedPerson],
    tenths: usize,
    unfinished: usize,
) -> Vec<AnswerSheet> {
    let statements = wave::usual().len();
    let codes: Vec<&MunicipalityCode> = municipalities.iter().map(|municipality| &municipality.code).collect();
    let asked = (0..people.len()).filter(|index| index % 3 != 2);
    let sheet = |index: usize| {
        let half_done = index % (unfinished * 6) == 7;
        let answered = if half_done { statements / 2 } else { statements };
        let answer = |statement: usize| {
            // Spread about the mean, alike for nobody.
            let spread = (index * 7 + statement * 11 + index * statement) % 31;
            let points = (tenths + spread).saturating_sub(15) / 10;
            (statement < answered).then(|| u8::try_from(points.clamp(1, 7)).unwrap_or(4))
        };
        let municipality = codes[index * codes.len() / people.len()].clone();
        AnswerSheet { municipality, answers: (0..statements).map(answer).collect() }
    };
    asked.map(sheet).collect()
}

/// Three of four have a profile; of one in ten nobody knows.
fn profile(today: NaiveDate, index: usize) -> Profile {
    let since = today - Days::new(300 + (index as u64 * 13) % 200);
    match index % 20 {
        3 | 9 | 17 => Profile { answer: ProfileAnswer::No, since: None, until: None },
        6 | 13 => Profile::UNKNOWN,
        _ => Profile { answer: ProfileAnswer::Yes, since: Some(since), until: None },
    }
}

fn grants(today: NaiveDate) -> Vec<PlannedGrant> {
    type Row = (bool, &'static [&'static str], GrantDecision, u64, Option<u64>, u32);
    const ROWS: [Row; 7] = [
        (true, &["1881"], GrantDecision::Granted, 500, None, 80_000),
        (true, &["1880"], GrantDecision::Granted, 210, None, 150_000),
        (false, &["1885"], GrantDecision::Granted, 208, None, 60_000),
        (true, &["1884", "1885"], GrantDecision::Granted, 180, None, 120_000),
        (true, &["1862"], GrantDecision::Rejected, 180, None, 90_000),
        (true, &["1863"], GrantDecision::Granted, 150, Some(70), 75_000),
        (true, &["1861"], GrantDecision::Granted, 40, None, 65_000),
    ];
    let grant = |(number, row): (usize, &Row)| PlannedGrant {
        registry_number: format!("RÖL-{:04}", 410 + number * 17),
        criterion: row.0,
        municipalities: row.1,
        decision: row.2,
        decided_on: today - Days::new(row.3),
        revoked_on: row.4.map(|days| today - Days::new(days)),
        amount_kronor: row.5,
    };
    ROWS.iter().enumerate().map(grant).collect()
}

/// Every other library, one of which has ended.
fn collaborations(today: NaiveDate, library_keys: &[String]) -> Vec<PlannedCollaboration> {
    let activities = CollaborationActivity::ALL;
    let chosen = library_keys.iter().step_by(2).enumerate();
    let collaboration = |(number, key): (usize, &String)| PlannedCollaboration {
        library_key: key.clone(),
        from: today - Days::new(340 - number as u64 * 20),
        to: (number == 3).then(|| today - Days::new(90)),
        activity: activities[number % activities.len()],
    };
    chosen.map(collaboration).collect()
}
