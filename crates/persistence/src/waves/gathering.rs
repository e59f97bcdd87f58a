//! How answers come in: by a link that is used once, or in a file. Neither leaves anything beside the answer that could
//! tell who gave it or when.

use std::collections::BTreeSet;

use chrono::{DateTime, Utc};
use domain::{
    Invalid, PersonId, Refusal, WaveId,
    event::EventKind,
    invalid::InvalidCell,
    person::StaffCategory,
    refusal::No,
    values::MunicipalityCode,
    wave::{AnswerSheet, Wave, WaveState, answers_needed},
};
use sea_orm::{ActiveValue::Set, ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QuerySelect, sea_query::Expr};
use serde_json::json;
use sha2::{Digest, Sha256};
use uuid::Uuid;

use super::{note, percent_min, to_wave};
use crate::{
    Db, Error, Once, Result,
    db::{Tx, retrying},
    definitions,
    entity::{municipality, self_assessment_answer, self_assessment_link, self_assessment_wave},
    idempotency,
    record::{Deed, Record, Subject, chunks},
};

/// A questionnaire of a file.
#[derive(Debug, Clone)]
pub struct ImportedSheet {
    /// The line it stands on.
    pub line: u32,
    /// What was answered.
    pub sheet: AnswerSheet,
    /// The person's title, broadly.
    pub title_band: Option<StaffCategory>,
}

/// Links that were made: a portion of them, which gives the same tokens each time it is asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Links {
    /// What the tokens are made from.
    pub portion: Uuid,
    /// How many.
    pub count: u32,
}

/// What a link leads to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LinkState {
    /// The form, which can be answered.
    Open,
    /// The link has been used.
    Used,
    /// The wave has not begun, is over or is closed.
    NotNow,
}

/// The form that a link leads to.
#[derive(Debug, Clone)]
pub struct Form {
    /// The wave.
    pub wave: Wave,
    /// Whether it can be answered.
    pub state: LinkState,
    /// The least number of statements to answer.
    pub needed: usize,
}

/// Keeps the hashes of links to a wave for people of one municipality. `token` gives the token of a number. One
/// transaction.
#[expect(clippy::too_many_arguments, reason = "who, what and when")]
pub async fn make_links(
    db: &Db,
    id: WaveId,
    municipality: MunicipalityCode,
    count: u32,
    token: impl Fn(Uuid, u32) -> String,
    actor: PersonId,
    now: DateTime<Utc>,
    once: Option<Once>,
) -> Result<Links> {
    let done = retrying(|| async {
        let tx = db.begin_write().await?;
        if let Some(earlier) = idempotency::earlier(&tx, once.as_ref()).await? {
            return earlier.map_err(Error::Refused);
        }
        let wave = shared(&tx, id).await?;
        if wave.state == WaveState::Closed {
            return Err(Refusal::WaveClosed.into());
        }
        if !municipalities(&tx).await?.contains(&municipality) {
            return Err(No::invalid("municipalityCode", Invalid::Unknown).into());
        }
        let links = Links { portion: Uuid::new_v4(), count };
        let link = |number| self_assessment_link::ActiveModel {
            hash: Set(hash(&token(links.portion, number))),
            wave_id: Set(id),
            municipality_code: Set(municipality.clone()),
            used: Set(false),
        };
        for portion in chunks((0..count).map(link).collect()) {
            self_assessment_link::Entity::insert_many(portion).exec_without_returning(&tx).await?;
        }
        let mut record = Record::default();
        let data = json!({ "waveId": id, "municipalityCode": municipality, "count": count });
        record.event(Deed { actor: Some(actor), at: now }, EventKind::WaveLinksMade, Subject::default(), &data);
        record.write(&tx).await?;
        idempotency::remember(&tx, once.as_ref(), &Ok(links)).await?;
        tx.commit().await?;
        Ok(links)
    })
    .await;
    idempotency::settled(db, once.as_ref(), done).await
}

/// The form that a token leads to. Changes nothing.
///
/// # Errors
/// `NotFound` for a token that nobody was given.
pub async fn form(db: &Db, token: &str, now: DateTime<Utc>) -> Result<Form> {
    let found = self_assessment_link::Entity::find_by_id(hash(token)).one(db.read()).await?;
    let link = found.ok_or(Error::NotFound)?;
    let row = self_assessment_wave::Entity::find_by_id(link.wave_id).one(db.read()).await?;
    let wave = to_wave(row.ok_or(Error::NotFound)?)?;
    let state = match (link.used, wave.takes_answers(now)) {
        (true, _) => LinkState::Used,
        (false, true) => LinkState::Open,
        (false, false) => LinkState::NotNow,
    };
    let needed = answers_needed(wave.statements.len(), percent_min(&definitions::all(db).await?, wave.to));
    Ok(Form { wave, state, needed })
}

/// Stores an answer and marks its link as used, if it can be answered; gives what it was. One transaction, which leaves
/// no event: the history would tell when the answer came.
pub async fn answer(
    db: &Db,
    token: &str,
    answers: Vec<Option<u8>>,
    title_band: Option<StaffCategory>,
    now: DateTime<Utc>,
) -> Result<LinkState> {
    retrying(|| async {
        let tx = db.begin_write().await?;
        let link = self_assessment_link::Entity::find_by_id(hash(token)).lock_exclusive().one(&tx).await?;
        let link = link.ok_or(Error::NotFound)?;
        let wave = shared(&tx, link.wave_id).await?;
        if link.used {
            return Ok(LinkState::Used);
        }
        if !wave.takes_answers(now) || answers.len() != wave.statements.len() {
            return Ok(LinkState::NotNow);
        }
        let marked = self_assessment_link::Entity::update_many()
            .col_expr(self_assessment_link::Column::Used, Expr::value(true))
            .filter(self_assessment_link::Column::Hash.eq(link.hash))
            .filter(self_assessment_link::Column::Used.eq(false))
            .exec(&tx)
            .await?;
        if marked.rows_affected == 0 {
            return Ok(LinkState::Used);
        }
        let sheet = AnswerSheet { municipality: link.municipality_code, answers: answers.clone() };
        insert(&tx, wave.id, vec![(sheet, title_band)]).await?;
        tx.commit().await?;
        Ok(LinkState::Open)
    })
    .await
}

/// What the register says against the rows of a file. Changes nothing.
pub async fn import_faults(db: &Db, id: WaveId, sheets: &[ImportedSheet]) -> Result<Vec<InvalidCell>> {
    let row = self_assessment_wave::Entity::find_by_id(id).one(db.read()).await?;
    if to_wave(row.ok_or(Error::NotFound)?)?.state == WaveState::Closed {
        return Err(Refusal::WaveClosed.into());
    }
    faults(db.read(), sheets).await
}

/// Imports all questionnaires of a file, or none of them. Gives how many. One transaction.
pub async fn import(
    db: &Db,
    id: WaveId,
    sheets: &[ImportedSheet],
    actor: PersonId,
    now: DateTime<Utc>,
    once: Option<Once>,
) -> Result<u32> {
    let done = retrying(|| async {
        let tx = db.begin_write().await?;
        if let Some(earlier) = idempotency::earlier(&tx, once.as_ref()).await? {
            return earlier.map_err(Error::Refused);
        }
        let wave = shared(&tx, id).await?;
        if wave.state == WaveState::Closed {
            return Err(Refusal::WaveClosed.into());
        }
        let faults = faults(&tx, sheets).await?;
        if !faults.is_empty() {
            return Err(No::Invalid(faults.iter().map(InvalidCell::member).collect()).into());
        }
        let count = u32::try_from(sheets.len()).unwrap_or(u32::MAX);
        insert(&tx, id, sheets.iter().map(|row| (row.sheet.clone(), row.title_band)).collect()).await?;
        note(&tx, EventKind::WaveImported, &wave, Deed { actor: Some(actor), at: now }).await?;
        idempotency::remember(&tx, once.as_ref(), &Ok(count)).await?;
        tx.commit().await?;
        Ok(count)
    })
    .await;
    idempotency::settled(db, once.as_ref(), done).await
}

async fn faults(db: &impl ConnectionTrait, sheets: &[ImportedSheet]) -> Result<Vec<InvalidCell>> {
    let known = municipalities(db).await?;
    let unknown = sheets.iter().filter(|row| !known.contains(&row.sheet.municipality));
    Ok(unknown.map(|row| InvalidCell::new(row.line, "municipalityCode", Invalid::Unknown)).collect())
}

/// Deletes the questionnaires of a wave that are not valid, and stores the others anew, all at once and in the order of
/// new random identifiers: the database's own traces of when each came are gone as well. Gives how many there were, and
/// how many are valid.
pub(super) async fn keep_valid(tx: &Tx, id: WaveId, percent_min: u32) -> Result<(u32, u32)> {
    let of_wave = || self_assessment_answer::Column::WaveId.eq(id);
    let all = self_assessment_answer::Entity::find().filter(of_wave()).all(tx).await?;
    let responses = u32::try_from(all.len()).unwrap_or(u32::MAX);
    let mut valid = Vec::new();
    for row in all {
        let title_band = row.title_band;
        let sheet = to_sheet(row)?;
        if sheet.is_valid(percent_min) {
            valid.push((sheet, title_band));
        }
    }
    self_assessment_answer::Entity::delete_many().filter(of_wave()).exec(tx).await?;
    let count = u32::try_from(valid.len()).unwrap_or(u32::MAX);
    insert(tx, id, valid).await?;
    Ok((responses, count))
}

async fn insert(tx: &Tx, id: WaveId, sheets: Vec<(AnswerSheet, Option<StaffCategory>)>) -> Result<()> {
    let mut numbered: Vec<_> = sheets.into_iter().map(|sheet| (Uuid::new_v4(), sheet)).collect();
    numbered.sort_by_key(|(id, _)| *id);
    let mut rows = Vec::with_capacity(numbered.len());
    for (row_id, (sheet, title_band)) in numbered {
        let answers = serde_json::to_string(&sheet.answers).map_err(|error| Error::Fault(error.to_string()))?;
        rows.push(self_assessment_answer::ActiveModel {
            id: Set(row_id),
            wave_id: Set(id),
            municipality_code: Set(sheet.municipality),
            title_band: Set(title_band),
            answers: Set(answers),
        });
    }
    for portion in chunks(rows) {
        self_assessment_answer::Entity::insert_many(portion).exec_without_returning(tx).await?;
    }
    Ok(())
}

/// The answers of a wave, for sums only.
pub(super) async fn sheets(db: &impl ConnectionTrait, id: WaveId) -> Result<Vec<AnswerSheet>> {
    let rows = self_assessment_answer::Entity::find().filter(self_assessment_answer::Column::WaveId.eq(id));
    rows.all(db).await?.into_iter().map(to_sheet).collect()
}

fn to_sheet(row: self_assessment_answer::Model) -> Result<AnswerSheet> {
    // The parser's own words would quote the answer.
    let answers = serde_json::from_str(&row.answers);
    let answers = answers.map_err(|_| Error::Fault("column self_assessment_answer.answers".to_owned()))?;
    Ok(AnswerSheet { municipality: row.municipality_code, answers })
}

/// The wave, which others may use as well but nobody close until the transaction is over.
async fn shared(tx: &Tx, id: WaveId) -> Result<Wave> {
    let found = self_assessment_wave::Entity::find_by_id(id).lock_shared().one(tx).await?;
    to_wave(found.ok_or(Error::NotFound)?)
}

async fn municipalities(db: &impl ConnectionTrait) -> Result<BTreeSet<MunicipalityCode>> {
    Ok(municipality::Entity::find().all(db).await?.into_iter().map(|row| row.code).collect())
}

fn hash(token: &str) -> Vec<u8> {
    Sha256::digest(token.as_bytes()).to_vec()
}
