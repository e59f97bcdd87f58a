//! The follow-up of the demo: what the coordinator has registered, each at its time.

use chrono::{DateTime, NaiveDate, NaiveTime, TimeDelta, Utc};
use domain::{
    Invalid,
    access::Scope,
    action_plan::PlanStep,
    collaboration::CollaborationTheme,
    grant::{GrantDecision, Recipient, Revocation},
    survey::{SurveyCounts, SurveyScale},
    wall_time, wave,
};
use persistence::{
    Db, Error, Result, action_plans,
    collaborations::{self, CollaborationDraft},
    digiteket,
    grants::{self, CallDraft, GrantDraft},
    programmes::{self, ProgrammeChange, ProgrammeDraft},
    surveys::{self, SurveyDraft},
    waves::{self, ImportedSheet, WaveDraft},
};

use super::register::Register;
use crate::demo::plan::{FollowUp, Plan, PlannedGrant, PlannedWave};

/// Puts it in, after the register.
pub(super) async fn fill(db: &Db, plan: &Plan, register: &Register, now: DateTime<Utc>) -> Result<()> {
    let follow_up = &plan.follow_up;
    let coordinator = &register.coordinator;
    let founded = now - super::FOUNDED_BEFORE;
    programme(db, follow_up, coordinator, founded, now).await?;
    for (profile, person) in follow_up.profiles.iter().zip(&register.people) {
        let at = profile.since.map_or(Ok(founded), morning)?;
        digiteket::state_profile(db, coordinator, *person, *profile, None, at.max(founded)).await?;
    }
    grants_of(db, follow_up, coordinator, founded).await?;
    let plan_at = follow_up.plan_steps.first().map_or(Ok(founded), |(_, on, _)| morning(*on))?;
    let title = text("Handlingsplan för bibliotekens fortsatta arbete med digitalisering")?;
    let added = action_plans::add(db, title, coordinator.person, plan_at, None).await?;
    for (state, on, reference) in &follow_up.plan_steps {
        let reference = if reference.is_empty() { None } else { Some(text(reference)?) };
        let step = PlanStep { state: *state, on: *on, reference };
        action_plans::advance(db, added.id, step, coordinator.person, morning(*on)?, None).await?;
    }
    for collaboration in &follow_up.collaborations {
        let library = register.libraries.get(&collaboration.library_key);
        let draft = CollaborationDraft {
            library_id: *library.ok_or_else(|| Error::Fault("an unknown library in the demo".into()))?,
            theme: CollaborationTheme::HealthGuide,
            from: collaboration.from,
            to: collaboration.to,
            contact: None,
            activities: vec![collaboration.activity],
        };
        collaborations::add(db, draft, coordinator.person, morning(collaboration.from)?, None).await?;
    }
    Ok(())
}

/// The programme with its two waves and its survey.
async fn programme(
    db: &Db,
    follow_up: &FollowUp,
    coordinator: &Scope,
    founded: DateTime<Utc>,
    now: DateTime<Utc>,
) -> Result<()> {
    let (from, to) = follow_up.programme;
    let goal = "Personalen på folkbiblioteken ska känna sig tryggare i mötet med det digitala samhället.";
    let draft = ProgrammeDraft {
        name: text("Digitalt först med användaren i fokus i Örebro län")?,
        goal: Some(goal.parse().map_err(invalid)?),
        from,
        to,
    };
    let added = programmes::add(db, draft, coordinator.person, founded, None).await?;
    let [first, last] = &follow_up.waves;
    let change = ProgrammeChange {
        baseline_wave: Some(Some(wave(db, first, coordinator).await?)),
        final_wave: Some(Some(wave(db, last, coordinator).await?)),
        ..ProgrammeChange::default()
    };
    programmes::change(db, added.id, change, None, coordinator.person, now - TimeDelta::hours(1)).await?;
    let closed_on = follow_up.survey_closed_on;
    let draft = SurveyDraft {
        programme_id: added.id,
        title: text("Förmågan att leda digital förändring")?,
        scale: SurveyScale::ALL[0],
        opens_on: closed_on - TimeDelta::days(21),
        closes_on: closed_on,
    };
    let survey = surveys::add(db, draft, coordinator.person, morning(closed_on)?, None).await?.survey;
    let counts = SurveyCounts { invited: 12, strengthened: 7, not_strengthened: 2, dont_know: 1 };
    surveys::enter_counts(db, survey.id, counts, coordinator.person, morning(closed_on)?, None).await?;
    Ok(())
}

/// A wave whose questionnaires came in as a file.
async fn wave(db: &Db, planned: &PlannedWave, coordinator: &Scope) -> Result<uuid::Uuid> {
    let (opened, closed) = (morning(planned.from)?, morning(planned.to)?);
    let name = text(&planned.name)?;
    let draft = WaveDraft { name, from: planned.from, to: planned.to, statements: wave::usual() };
    let added = waves::add(db, draft, coordinator.person, opened, None).await?.wave;
    let sheets = planned.sheets.iter().zip(2..);
    let sheets: Vec<_> =
        sheets.map(|(sheet, line)| ImportedSheet { line, sheet: sheet.clone(), title_band: None }).collect();
    waves::import(db, added.id, &sheets, coordinator.person, closed, None).await?;
    waves::close(db, added.id, coordinator.person, closed, None).await?;
    Ok(added.id.0)
}

async fn grants_of(db: &Db, follow_up: &FollowUp, coordinator: &Scope, founded: DateTime<Utc>) -> Result<()> {
    let year = founded.date_naive().format("%Y").to_string().parse().unwrap_or(2026);
    let call = |title: &str, criterion| -> Result<CallDraft> {
        Ok(CallDraft { title: text(title)?, year, registry_number: None, criterion })
    };
    let digital = call("Digital delaktighet på bibliotek", true)?;
    let digital = grants::add_call(db, digital, coordinator.person, founded, None).await?;
    let reading = call("Läsfrämjande i hela länet", false)?;
    let reading = grants::add_call(db, reading, coordinator.person, founded, None).await?;
    for planned in &follow_up.grants {
        let call = if planned.criterion { digital.id } else { reading.id };
        let at = morning(planned.decided_on)?;
        let granted = grants::add(db, grant(planned, call)?, coordinator.person, at, None).await?.grant;
        if let (Some(on), GrantDecision::Granted) = (planned.revoked_on, planned.decision) {
            let revocation = Revocation { on, reason: text("Projektet blev inte av.")? };
            grants::revoke(db, granted.id, revocation, coordinator.person, morning(on)?, None).await?;
        }
    }
    Ok(())
}

fn grant(planned: &PlannedGrant, call: domain::GrantCallId) -> Result<GrantDraft> {
    let codes = planned.municipalities.iter();
    let recipients = codes.map(|code| code.parse().map(Recipient::Municipality).map_err(invalid));
    Ok(GrantDraft {
        registry_number: text(&planned.registry_number)?,
        call_id: Some(call),
        recipients: recipients.collect::<Result<_>>()?,
        decision: planned.decision,
        decision_date: planned.decided_on,
        amount_kronor: planned.amount_kronor,
        criterion: None,
        criterion_reason: None,
    })
}

/// Nine o'clock of a day.
fn morning(day: NaiveDate) -> Result<DateTime<Utc>> {
    let wall = day.and_time(NaiveTime::from_hms_opt(9, 0, 0).unwrap_or_default());
    wall_time::instant(wall).map_err(invalid)
}

fn text<T: std::str::FromStr<Err = Invalid>>(text: &str) -> Result<T> {
    text.parse().map_err(invalid)
}

fn invalid(reason: Invalid) -> Error {
    Error::Fault(format!("a value of the demo: {reason}"))
}
