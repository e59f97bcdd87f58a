//! I1: the self-assessment.

use domain::{
    WaveId,
    access::Right,
    indicator::{
        definition::Definition,
        evidence::{EvidenceKind, EvidenceRow, LeftOut},
        outcome::{Details, Indicator, Outcome, Remark, RemarkCode},
        self_assessment,
    },
    programme,
    wave::{Wave, WaveState},
};

use super::{Asked, Computed};
use crate::{Db, Result, programmes, waves};

pub(super) async fn compute(db: &Db, asked: &Asked<'_>, definition: &Definition) -> Result<Computed> {
    if !asked.scope.role.may(Right::to_read(definition.code)) {
        return Ok(Computed { indicator: Indicator::outside_scope(definition.clone()), evidence: Vec::new() });
    }
    let programmes = programmes::all(db).await?;
    let programme = asked.named(&programmes).or_else(|| programme::of_period(&programmes, asked.period));
    let chosen = programme.map(|programme| [programme.baseline_wave, programme.final_wave]).unwrap_or_default();
    let waves = waves::all(db).await?;
    let small_number = definition.rules.small_number();
    let mut evidence: Vec<EvidenceRow> = waves.iter().map(|wave| row(wave, chosen, asked)).collect();
    let find = |id: Option<uuid::Uuid>| waves.iter().find(|wave| Some(wave.id) == id.map(WaveId));
    let mut indicator = Indicator::empty(definition.clone());
    match chosen.map(find) {
        [Some(first), Some(last)] if [first, last].iter().all(|wave| left_out(wave, asked).is_none()) => {
            if let Some((first, last)) = waves::pair(db.read(), first, last, small_number).await? {
                let (outcome, parts) = self_assessment::compare(&first, &last, small_number);
                let too_few = [first, last].map(|tally| (tally.valid < small_number).then_some(tally.wave_id.0));
                for row in evidence.iter_mut().filter(|row| row.id.is_some() && too_few.contains(&row.id)) {
                    row.left_out = Some(LeftOut::TooFew);
                }
                indicator.outcome = outcome;
                indicator.details = Details::SelfAssessment(Box::new(parts));
            }
        }
        found => indicator.outcome = missing(found),
    }
    Ok(Computed { indicator, evidence })
}

/// No result: a wave is not chosen, or open, or only to come.
fn missing(found: [Option<&Wave>; 2]) -> Outcome {
    let mut outcome = Outcome::no_data();
    let count = |number: usize| u32::try_from(number).unwrap_or(u32::MAX);
    let not_chosen = count(found.iter().filter(|wave| wave.is_none()).count());
    let open = count(found.iter().flatten().filter(|wave| wave.state == WaveState::Open).count());
    outcome.completeness.extend(Remark::of(RemarkCode::WavesNotChosen, not_chosen));
    outcome.completeness.extend(Remark::of(RemarkCode::StillOpen, open));
    outcome
}

fn left_out(wave: &Wave, asked: &Asked<'_>) -> Option<LeftOut> {
    if wave.state == WaveState::Open {
        Some(LeftOut::StillOpen)
    } else {
        // What was answered after the period says nothing of how things stood at its end.
        (wave.from > asked.period.to).then_some(LeftOut::OutsidePeriod)
    }
}

fn row(wave: &Wave, chosen: [Option<uuid::Uuid>; 2], asked: &Asked<'_>) -> EvidenceRow {
    let not_chosen = (!chosen.contains(&Some(wave.id.0))).then_some(LeftOut::NotChosen);
    EvidenceRow {
        kind: EvidenceKind::Wave,
        id: Some(wave.id.0),
        title: wave.name.as_str().to_owned(),
        date: Some(wave.to),
        left_out: not_chosen.or_else(|| left_out(wave, asked)),
        occasion: None,
    }
}
