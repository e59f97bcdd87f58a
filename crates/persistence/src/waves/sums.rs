//! Waves in sums, and the end of the answers themselves.

use chrono::{DateTime, Utc};
use domain::{
    PersonId, ProgrammeId, WaveId,
    event::EventKind,
    indicator::{
        IndicatorCode, definition,
        self_assessment::{Tally, tally},
    },
    programme::Programme,
    wave::{Wave, WaveState},
};
use sea_orm::{ActiveValue::Set, ColumnTrait, Condition, ConnectionTrait, EntityTrait, PaginatorTrait, QueryFilter};

use super::{gathering::sheets, locked, note};
use crate::{
    Db, Error, Result,
    db::{Tx, retrying},
    definitions,
    entity::{programme, self_assessment_answer, self_assessment_tally, self_assessment_wave},
    record::Deed,
    rows,
};

/// Two closed waves in sums, each beside the other; none when a wave's answers are deleted and it was not compared with
/// this one before.
pub(crate) async fn pair(
    db: &impl ConnectionTrait,
    baseline: &Wave,
    last: &Wave,
    small_number: u32,
) -> Result<Option<(Tally, Tally)>> {
    let first = beside(db, baseline, last, small_number).await?;
    let second = beside(db, last, baseline, small_number).await?;
    Ok(first.zip(second))
}

async fn beside(db: &impl ConnectionTrait, wave: &Wave, other: &Wave, small_number: u32) -> Result<Option<Tally>> {
    let answers = sheets(db, wave.id).await?;
    if u32::try_from(answers.len()).ok() == wave.valid_responses && !answers.is_empty() {
        return Ok(Some(tally(wave, &answers, other, small_number)));
    }
    let kept = self_assessment_tally::Entity::find_by_id((wave.id, other.id)).one(db).await?;
    match kept {
        Some(row) => {
            let tally = serde_json::from_str(&row.tally);
            tally.map(Some).map_err(|error| Error::Fault(format!("column self_assessment_tally.tally: {error}")))
        }
        // Nobody answered, so there is nothing to have been deleted.
        None if wave.valid_responses == Some(0) => Ok(Some(tally(wave, &[], other, small_number))),
        None => Ok(None),
    }
}

/// Deletes the answers of a programme's two waves and keeps what its result is computed from, unless another programme
/// still needs them. One transaction.
pub async fn forget(db: &Db, id: ProgrammeId, actor: PersonId, now: DateTime<Utc>) -> Result<()> {
    let versions = definitions::all(db).await?;
    retrying(|| async {
        let tx = db.begin_write().await?;
        let found = programme::Entity::find_by_id(id).one(&tx).await?;
        let programme = rows::to_programme(found.ok_or(Error::NotFound)?)?;
        let definition = definition::in_force(&versions, IndicatorCode::I1, programme.to);
        let small_number = definition
            .map_or_else(|| definition::Rules::default().small_number(), |definition| definition.rules.small_number());
        forget_answers(&tx, &programme, small_number, Deed { actor: Some(actor), at: now }).await?;
        tx.commit().await
    })
    .await
}

/// The same, in the transaction of whoever locks the programme's last report. `small_number` is that of the definition
/// the report was made by: of municipalities only what it shows is kept.
pub(crate) async fn forget_answers(tx: &Tx, programme: &Programme, small_number: u32, deed: Deed) -> Result<()> {
    let (Some(baseline), Some(last)) = (programme.baseline_wave, programme.final_wave) else { return Ok(()) };
    let (baseline, last) = (locked(tx, WaveId(baseline)).await?, locked(tx, WaveId(last)).await?);
    if [&baseline, &last].iter().any(|wave| wave.state != WaveState::Closed) {
        return Ok(());
    }
    let Some((first, second)) = pair(tx, &baseline, &last, small_number).await? else { return Ok(()) };
    for (wave, other, tally) in [(&baseline, &last, first), (&last, &baseline, second)] {
        keep(tx, wave.id, other.id, &tally).await?;
    }
    for wave in [&baseline, &last] {
        if needed_elsewhere(tx, wave.id, &[programme.id]).await? {
            continue;
        }
        let answers = self_assessment_answer::Entity::delete_many();
        answers.filter(self_assessment_answer::Column::WaveId.eq(wave.id)).exec(tx).await?;
        note(tx, EventKind::WaveAnswersForgotten, wave, deed).await?;
    }
    Ok(())
}

async fn keep(tx: &Tx, wave: WaveId, other: WaveId, tally: &Tally) -> Result<()> {
    let kept = serde_json::to_string(tally).map_err(|error| Error::Fault(error.to_string()))?;
    self_assessment_tally::Entity::delete_by_id((wave, other)).exec(tx).await?;
    let row = self_assessment_tally::ActiveModel { wave_id: Set(wave), compared_with: Set(other), tally: Set(kept) };
    self_assessment_tally::Entity::insert(row).exec_without_returning(tx).await?;
    Ok(())
}

/// Whether a programme that names the wave, beside these, has not yet kept what its own result is computed from.
async fn needed_elsewhere(tx: &impl ConnectionTrait, wave: WaveId, beside_these: &[ProgrammeId]) -> Result<bool> {
    let names_it =
        Condition::any().add(programme::Column::BaselineWave.eq(wave.0)).add(programme::Column::FinalWave.eq(wave.0));
    let others = programme::Entity::find()
        .filter(names_it)
        .filter(programme::Column::Id.is_not_in(beside_these.iter().copied()));
    for other in others.all(tx).await? {
        let waves = [other.baseline_wave, other.final_wave];
        let beside = waves.into_iter().flatten().find(|other| *other != wave.0);
        let Some(beside) = beside else { return Ok(true) };
        if self_assessment_tally::Entity::find_by_id((wave, WaveId(beside))).one(tx).await?.is_none() {
            return Ok(true);
        }
    }
    Ok(false)
}

/// The closed waves of programmes, each once, that no other programme needs the answers of.
async fn waves_done_with(db: &impl ConnectionTrait, programmes: &[ProgrammeId]) -> Result<Vec<WaveId>> {
    let named =
        programme::Entity::find().filter(programme::Column::Id.is_in(programmes.iter().copied())).all(db).await?;
    let mut done = Vec::new();
    for row in named {
        let (Some(baseline), Some(last)) = (row.baseline_wave, row.final_wave) else { continue };
        let waves = self_assessment_wave::Entity::find()
            .filter(self_assessment_wave::Column::Id.is_in([baseline, last]))
            .filter(self_assessment_wave::Column::State.eq(WaveState::Closed));
        let waves: Vec<WaveId> = waves.all(db).await?.into_iter().map(|wave| wave.id).collect();
        if waves.len() < 2 {
            continue;
        }
        for wave in waves {
            if !done.contains(&wave) && !needed_elsewhere(db, wave, programmes).await? {
                done.push(wave);
            }
        }
    }
    Ok(done)
}

async fn answers(db: &impl ConnectionTrait, waves: &[WaveId]) -> Result<u64> {
    let there = self_assessment_answer::Column::WaveId.is_in(waves.iter().copied());
    Ok(self_assessment_answer::Entity::find().filter(there).count(db).await?)
}

/// How many answers programmes have done with.
pub(crate) async fn answers_due(db: &impl ConnectionTrait, programmes: &[ProgrammeId]) -> Result<u64> {
    answers(db, &waves_done_with(db, programmes).await?).await
}

/// Deletes the answers that programmes have done with, their sums kept. Gives how many.
pub(crate) async fn forget_reported(tx: &Tx, programmes: &[ProgrammeId], deed: Deed) -> Result<u64> {
    let waves = waves_done_with(tx, programmes).await?;
    let before = answers(tx, &waves).await?;
    if before == 0 {
        return Ok(0);
    }
    let versions = definitions::in_transaction(tx).await?;
    let named =
        programme::Entity::find().filter(programme::Column::Id.is_in(programmes.iter().copied())).all(tx).await?;
    for row in named {
        let programme = rows::to_programme(row)?;
        let definition = definition::in_force(&versions, IndicatorCode::I1, programme.to);
        let small_number = definition
            .map_or_else(|| definition::Rules::default().small_number(), |definition| definition.rules.small_number());
        forget_answers(tx, &programme, small_number, deed).await?;
    }
    Ok(before - answers(tx, &waves).await?)
}
