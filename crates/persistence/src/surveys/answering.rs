//! Answers to a survey, and what is left of them.

use chrono::{DateTime, Utc};
use domain::{
    SurveyId,
    event::EventKind,
    survey::{Survey, SurveyAnswer, SurveyCounts, SurveyState},
    wall_time,
};
use sea_orm::{ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter};
use uuid::Uuid;

use super::{locked, note, row, to_survey};
use crate::{
    Db, Error, Result,
    db::retrying,
    entity::{survey, survey_invitation},
    record::Deed,
};

/// The form that an invitation leads to.
#[derive(Debug, Clone)]
pub enum SurveyForm {
    /// It can be answered, or answered anew.
    Open(Survey),
    /// The survey is closed, and the invitation perhaps deleted.
    Closed,
}

/// The form that an invitation leads to. Changes nothing. What was answered before is not shown: a link is forwarded.
pub async fn form(db: &Db, invitation: Uuid, now: DateTime<Utc>) -> Result<SurveyForm> {
    let Some(found) = survey_invitation::Entity::find_by_id(invitation).one(db.read()).await? else {
        return Ok(SurveyForm::Closed);
    };
    let row = survey::Entity::find_by_id(found.survey_id).one(db.read()).await?;
    let survey = to_survey(row.ok_or(Error::NotFound)?)?;
    Ok(if survey.takes_answers(now) { SurveyForm::Open(survey) } else { SurveyForm::Closed })
}

/// Stores an answer in place of an earlier one; false when the survey is closed. One transaction, which leaves no event.
pub async fn answer(db: &Db, invitation: Uuid, answer: SurveyAnswer, now: DateTime<Utc>) -> Result<bool> {
    retrying(|| async {
        let tx = db.begin_write().await?;
        let Some(found) = survey_invitation::Entity::find_by_id(invitation).one(&tx).await? else { return Ok(false) };
        if !locked(&tx, found.survey_id).await?.takes_answers(now) {
            return Ok(false);
        }
        let stored = survey_invitation::Entity::update_many()
            .set(survey_invitation::ActiveModel { answer: Set(Some(answer)), ..Default::default() })
            .filter(survey_invitation::Column::Id.eq(invitation))
            .exec(&tx)
            .await?;
        tx.commit().await?;
        Ok(stored.rows_affected > 0)
    })
    .await
}

/// Closes the surveys whose last day is over: their answers become numbers, and the invitations are deleted. Returns
/// how many. One transaction each.
pub async fn close_due(db: &Db, now: DateTime<Utc>) -> Result<usize> {
    let over = survey::Entity::find()
        .filter(survey::Column::Closed.eq(false))
        .filter(survey::Column::SentAt.is_not_null())
        .filter(survey::Column::ClosesOn.lt(wall_time::local_date(now)));
    let over = over.all(db.read()).await?;
    for row in &over {
        retrying(|| close(db, row.id, now)).await?;
    }
    Ok(over.len())
}

async fn close(db: &Db, id: SurveyId, now: DateTime<Utc>) -> Result<()> {
    let tx = db.begin_write().await?;
    let mut survey = locked(&tx, id).await?;
    if survey.state() != SurveyState::Open || !survey.is_over(now) {
        return Ok(());
    }
    let of_survey = || survey_invitation::Column::SurveyId.eq(id);
    let invitations = survey_invitation::Entity::find().filter(of_survey()).all(&tx).await?;
    let invited = u32::try_from(invitations.len()).unwrap_or(u32::MAX);
    let mut counts = SurveyCounts { invited, ..SurveyCounts::default() };
    invitations.iter().filter_map(|invitation| invitation.answer).for_each(|answer| counts.add(answer));
    survey_invitation::Entity::delete_many().filter(of_survey()).exec(&tx).await?;
    survey.counts = Some(counts);
    survey.version += 1;
    survey::Entity::update(row(&survey)).exec(&tx).await?;
    note(&tx, EventKind::SurveyClosed, &survey, Deed { actor: None, at: now }).await?;
    tx.commit().await
}
