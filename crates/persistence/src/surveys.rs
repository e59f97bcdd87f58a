//! Surveys of library managers. Who answered what stands with the invitation until the survey closes, so that an answer
//! can be changed and the others be reminded; then only numbers are left. No function gives an answer out.

use chrono::{DateTime, NaiveDate, Utc};
use domain::{
    Invalid, PersonId, ProgrammeId, Refusal, SurveyId,
    event::EventKind,
    invalid::InvalidMember,
    refusal::No,
    survey::{Survey, SurveyCounts, SurveyScale, SurveyState},
    values::Line,
};
use sea_orm::{
    ActiveValue::Set, ColumnTrait, ConnectionTrait, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder, QuerySelect,
};
use serde::{Deserialize, Serialize};
use serde_json::json;

use crate::{
    Db, Error, Once, Result,
    db::{Tx, retrying},
    entity::{programme, survey, survey_invitation},
    idempotency,
    page::{Page, PageRequest},
    record::{Deed, Record, Subject},
    rows,
};

mod answering;
mod asking;

pub use answering::{SurveyForm, answer, close_due, form};
pub(crate) use asking::remind_due;
pub use asking::send;

/// A survey as it is described by whoever adds it.
#[derive(Debug, Clone)]
pub struct SurveyDraft {
    /// The programme it is about.
    pub programme_id: ProgrammeId,
    /// Title.
    pub title: Line<200>,
    /// How the question is answered.
    pub scale: SurveyScale,
    /// First day on which it may be sent.
    pub opens_on: NaiveDate,
    /// Last day on which it is answered.
    pub closes_on: NaiveDate,
}

/// A survey, and how many have been asked and have answered. Never what.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SurveyView {
    /// The survey.
    pub survey: Survey,
    /// Who was asked.
    pub invited: u32,
    /// Who has answered.
    pub answered: u32,
}

/// All surveys, the latest first.
pub async fn list(db: &Db, page: PageRequest, now: DateTime<Utc>) -> Result<Page<SurveyView>> {
    close_due(db, now).await?;
    let total = survey::Entity::find().count(db.read()).await?;
    let query = survey::Entity::find()
        .order_by_desc(survey::Column::ClosesOn)
        .order_by_desc(survey::Column::Id)
        .limit(page.limit)
        .offset(page.offset());
    let mut items = Vec::new();
    for row in query.all(db.read()).await? {
        items.push(view(db.read(), to_survey(row)?).await?);
    }
    Ok(Page { items, total })
}

/// One survey.
pub async fn find(db: &Db, id: SurveyId, now: DateTime<Utc>) -> Result<SurveyView> {
    close_due(db, now).await?;
    let found = survey::Entity::find_by_id(id).one(db.read()).await?;
    view(db.read(), to_survey(found.ok_or(Error::NotFound)?)?).await
}

/// Adds a survey. One transaction.
pub async fn add(
    db: &Db,
    draft: SurveyDraft,
    actor: PersonId,
    now: DateTime<Utc>,
    once: Option<Once>,
) -> Result<SurveyView> {
    let done = retrying(|| async {
        let tx = db.begin_write().await?;
        if let Some(earlier) = idempotency::earlier(&tx, once.as_ref()).await? {
            return earlier.map_err(Error::Refused);
        }
        let draft = draft.clone();
        if programme::Entity::find_by_id(draft.programme_id).one(&tx).await?.is_none() {
            return Err(No::invalid("programmeId", Invalid::Unknown).into());
        }
        let survey = Survey {
            id: SurveyId::new(now),
            programme_id: draft.programme_id,
            title: draft.title,
            scale: draft.scale,
            opens_on: draft.opens_on,
            closes_on: draft.closes_on,
            sent_at: None,
            counts: None,
            version: 1,
        };
        let faults = survey.faults();
        if !faults.is_empty() {
            return Err(No::Invalid(faults).into());
        }
        survey::Entity::insert(row(&survey)).exec_without_returning(&tx).await?;
        note(&tx, EventKind::SurveyAdded, &survey, Deed { actor: Some(actor), at: now }).await?;
        let view = SurveyView { survey, invited: 0, answered: 0 };
        idempotency::remember(&tx, once.as_ref(), &Ok(&view)).await?;
        tx.commit().await?;
        Ok(view)
    })
    .await;
    idempotency::settled(db, once.as_ref(), done).await
}

/// Enters the numbers of a survey that was held on paper, which closes it. One transaction.
pub async fn enter_counts(
    db: &Db,
    id: SurveyId,
    counts: SurveyCounts,
    actor: PersonId,
    now: DateTime<Utc>,
    once: Option<Once>,
) -> Result<SurveyView> {
    let done = retrying(|| async {
        let tx = db.begin_write().await?;
        if let Some(earlier) = idempotency::earlier(&tx, once.as_ref()).await? {
            return earlier.map_err(Error::Refused);
        }
        let mut survey = locked(&tx, id).await?;
        match survey.state() {
            SurveyState::Draft => {}
            SurveyState::Open => return Err(Refusal::SurveySent.into()),
            SurveyState::Closed => return Err(Refusal::SurveyClosed.into()),
        }
        if counts.answered() > counts.invited {
            let reason = Invalid::OutOfRange(counts.answered().into(), i32::MAX.into());
            return Err(No::Invalid(vec![InvalidMember::new("invited", reason)]).into());
        }
        survey.counts = Some(counts);
        survey.version += 1;
        survey::Entity::update(row(&survey)).exec(&tx).await?;
        note(&tx, EventKind::SurveyClosed, &survey, Deed { actor: Some(actor), at: now }).await?;
        let view = view(&tx, survey).await?;
        idempotency::remember(&tx, once.as_ref(), &Ok(&view)).await?;
        tx.commit().await?;
        Ok(view)
    })
    .await;
    idempotency::settled(db, once.as_ref(), done).await
}

/// All surveys of a programme.
pub(crate) async fn of_programme(db: &Db, id: ProgrammeId) -> Result<Vec<Survey>> {
    let found = survey::Entity::find().filter(survey::Column::ProgrammeId.eq(id)).order_by_asc(survey::Column::Id);
    found.all(db.read()).await?.into_iter().map(to_survey).collect()
}

/// The survey, which nobody else sends, answers or closes until the transaction is over.
async fn locked(tx: &Tx, id: SurveyId) -> Result<Survey> {
    let found = survey::Entity::find_by_id(id).lock_exclusive().one(tx).await?;
    to_survey(found.ok_or(Error::NotFound)?)
}

async fn view(db: &impl ConnectionTrait, survey: Survey) -> Result<SurveyView> {
    let invitations = || survey_invitation::Entity::find().filter(survey_invitation::Column::SurveyId.eq(survey.id));
    let number = |count: u64| u32::try_from(count).unwrap_or(u32::MAX);
    let (invited, answered) = match survey.counts {
        Some(counts) => (counts.invited, counts.answered()),
        None => {
            let answered = invitations().filter(survey_invitation::Column::Answer.is_not_null()).count(db).await?;
            (number(invitations().count(db).await?), number(answered))
        }
    };
    Ok(SurveyView { survey, invited, answered })
}

fn row(survey: &Survey) -> survey::ActiveModel {
    let counts = survey.counts.unwrap_or_default();
    survey::ActiveModel {
        id: Set(survey.id),
        programme_id: Set(survey.programme_id),
        title: Set(survey.title.as_str().to_owned()),
        scale: Set(survey.scale),
        opens_on: Set(survey.opens_on),
        closes_on: Set(survey.closes_on),
        sent_at: Set(survey.sent_at),
        closed: Set(survey.counts.is_some()),
        invited: Set(rows::int(counts.invited)),
        strengthened: Set(rows::int(counts.strengthened)),
        not_strengthened: Set(rows::int(counts.not_strengthened)),
        dont_know: Set(rows::int(counts.dont_know)),
        version: Set(survey.version),
    }
}

fn to_survey(row: survey::Model) -> Result<Survey> {
    let counts = SurveyCounts {
        invited: rows::count(row.invited, "survey.invited")?,
        strengthened: rows::count(row.strengthened, "survey.strengthened")?,
        not_strengthened: rows::count(row.not_strengthened, "survey.not_strengthened")?,
        dont_know: rows::count(row.dont_know, "survey.dont_know")?,
    };
    Ok(Survey {
        id: row.id,
        programme_id: row.programme_id,
        title: rows::line(&row.title, "survey.title")?,
        scale: row.scale,
        opens_on: row.opens_on,
        closes_on: row.closes_on,
        sent_at: row.sent_at,
        counts: row.closed.then_some(counts),
        version: row.version,
    })
}

async fn note(tx: &Tx, kind: EventKind, survey: &Survey, deed: Deed) -> Result<()> {
    let mut record = Record::default();
    record.event(deed, kind, Subject::default(), &json!({ "surveyId": survey.id, "version": survey.version }));
    record.write(tx).await
}
