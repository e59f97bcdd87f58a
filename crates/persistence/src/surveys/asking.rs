//! Asking managers, and reminding those who have not answered. Each is asked once, however many libraries she manages.

use chrono::{DateTime, NaiveDate, Utc};
use domain::{
    PersonId, Refusal, SurveyId,
    access::Role,
    event::EventKind,
    notice::{Notice, NoticeKind, NoticeSurvey, Recipient},
    person::{LibraryType, Person, StaffCategory},
    survey::{Survey, SurveyState},
    wall_time,
};
use sea_orm::{
    ActiveValue::Set, ColumnTrait, Condition, EntityTrait, JoinType, QueryFilter, QueryOrder, QuerySelect,
    sea_query::Expr,
};
use serde_json::json;
use uuid::Uuid;

use super::{SurveyView, locked, note, row, to_survey, view};
use crate::{
    Db, Error, Once, Result,
    db::{Tx, retrying},
    entity::{employment, library, person, person_role, survey, survey_invitation},
    idempotency,
    record::{Deed, Record, Subject, chunks},
    rows,
};

/// Asks every manager of a public library who is in office today, once. One transaction.
pub async fn send(
    db: &Db,
    id: SurveyId,
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
        let today = wall_time::local_date(now);
        match survey.state() {
            SurveyState::Open => return Err(Refusal::SurveySent.into()),
            SurveyState::Closed => return Err(Refusal::SurveyClosed.into()),
            SurveyState::Draft if survey.is_over(now) => return Err(Refusal::SurveyClosed.into()),
            SurveyState::Draft if today < survey.opens_on => {
                return Err(Refusal::SurveyNotOpen { opens_on: survey.opens_on }.into());
            }
            SurveyState::Draft => {}
        }
        let managers = managers(&tx, today).await?;
        if managers.is_empty() {
            return Err(Refusal::NobodyToAsk.into());
        }
        survey.sent_at = Some(now);
        survey.version += 1;
        survey::Entity::update(row(&survey)).exec(&tx).await?;
        invite(&tx, &survey, &managers, now).await?;
        note(&tx, EventKind::SurveySent, &survey, Deed { actor: Some(actor), at: now }).await?;
        let view = view(&tx, survey).await?;
        idempotency::remember(&tx, once.as_ref(), &Ok(&view)).await?;
        tx.commit().await?;
        Ok(view)
    })
    .await;
    idempotency::settled(db, once.as_ref(), done).await
}

/// Whoever is employed at a public library on the day, as its manager or with a manager's rights; each once, and nobody
/// whose data are restricted.
async fn managers(tx: &Tx, today: NaiveDate) -> Result<Vec<Person>> {
    let of_library = employment::Entity::belongs_to(library::Entity)
        .from(employment::Column::LibraryId)
        .to(library::Column::Id)
        .into();
    let with_rights = person_role::Entity::find()
        .select_only()
        .column(person_role::Column::PersonId)
        .filter(person_role::Column::Role.eq(Role::Manager))
        .into_tuple::<PersonId>()
        .all(tx)
        .await?;
    let manages = Condition::any()
        .add(employment::Column::Category.eq(StaffCategory::Manager))
        .add(employment::Column::PersonId.is_in(with_rights));
    let lasts = Condition::any().add(employment::Column::ToDate.is_null()).add(employment::Column::ToDate.gte(today));
    let people = employment::Entity::find()
        .select_only()
        .column(employment::Column::PersonId)
        .join(JoinType::InnerJoin, of_library)
        .filter(library::Column::LibraryType.eq(LibraryType::Public))
        .filter(employment::Column::FromDate.lte(today))
        .filter(lasts)
        .filter(manages)
        .distinct()
        .into_tuple::<PersonId>()
        .all(tx)
        .await?;
    let rows = person::Entity::find()
        .filter(person::Column::Id.is_in(people))
        .filter(person::Column::RestrictedAt.is_null())
        .order_by_asc(person::Column::Id);
    rows.all(tx).await?.into_iter().map(rows::to_person).collect()
}

async fn invite(tx: &Tx, survey: &Survey, managers: &[Person], now: DateTime<Utc>) -> Result<()> {
    let mut record = Record::default();
    let mut invitations = Vec::with_capacity(managers.len());
    for person in managers {
        let id = Uuid::new_v4();
        invitations.push(survey_invitation::ActiveModel {
            id: Set(id),
            survey_id: Set(survey.id),
            person_id: Set(person.id),
            answer: Set(None),
            reminders: Set(0),
        });
        tell(&mut record, NoticeKind::SurveyInvitation, survey, id, person, now)?;
    }
    for portion in chunks(invitations) {
        survey_invitation::Entity::insert_many(portion).exec_without_returning(tx).await?;
    }
    record.write(tx).await
}

fn tell(
    record: &mut Record,
    kind: NoticeKind,
    survey: &Survey,
    invitation: Uuid,
    person: &Person,
    now: DateTime<Utc>,
) -> Result<()> {
    let recipient = Recipient {
        person_id: Some(person.id),
        name: person.name.clone(),
        email: person.email.clone(),
        language: person.language,
    };
    let about = NoticeSurvey { invitation, closes_on: survey.closes_on };
    let notice = Notice::about_survey(kind, recipient, survey.title.clone(), about);
    let event = match kind {
        NoticeKind::SurveyReminder => EventKind::SurveyReminded,
        _ => EventKind::SurveyInvited,
    };
    let subject = Subject { person: Some(person.id), ..Subject::default() };
    let data = json!({ "surveyId": survey.id });
    record.notice_until(Deed { actor: None, at: now }, event, subject, &data, &notice, survey.ends_at())
}

/// Reminds those who have not answered, when that is due. Returns how many. One transaction a survey, which decides and
/// marks at once: an answer that comes in between is not reminded of, and nobody is reminded twice.
pub(crate) async fn remind_due(db: &Db, now: DateTime<Utc>) -> Result<usize> {
    let open =
        survey::Entity::find().filter(survey::Column::Closed.eq(false)).filter(survey::Column::SentAt.is_not_null());
    let mut told = 0;
    for row in open.all(db.read()).await? {
        if to_survey(row.clone())?.reminders_due(now) > 0 {
            told += retrying(|| remind(db, row.id, now)).await?;
        }
    }
    Ok(told)
}

async fn remind(db: &Db, id: SurveyId, now: DateTime<Utc>) -> Result<usize> {
    let tx = db.begin_write().await?;
    // Answers take the same lock.
    let survey = locked(&tx, id).await?;
    let due = rows::int(survey.reminders_due(now));
    let silent = Condition::all()
        .add(survey_invitation::Column::SurveyId.eq(id))
        .add(survey_invitation::Column::Answer.is_null())
        .add(survey_invitation::Column::Reminders.lt(due));
    let found = survey_invitation::Entity::find().filter(silent.clone()).all(&tx).await?;
    if found.is_empty() {
        return Ok(0);
    }
    let people = person::Entity::find().filter(person::Column::Id.is_in(found.iter().map(|row| row.person_id)));
    let people = people.all(&tx).await?.into_iter().map(rows::to_person).collect::<Result<Vec<_>>>()?;
    let mut record = Record::default();
    for invitation in &found {
        let Some(person) = people.iter().find(|person| person.id == invitation.person_id) else { continue };
        tell(&mut record, NoticeKind::SurveyReminder, &survey, invitation.id, person, now)?;
    }
    survey_invitation::Entity::update_many()
        .col_expr(survey_invitation::Column::Reminders, Expr::value(due))
        .filter(silent)
        .exec(&tx)
        .await?;
    record.write(&tx).await?;
    tx.commit().await?;
    Ok(found.len())
}
