//! A new session, from the organiser's words.

use super::*;
use crate::{entity::person, entity::person_role};
use domain::{access::Role, protection::Beholder, session::Affiliation};
use sea_orm::{ConnectionTrait, QuerySelect};
use serde::{Deserialize, Serialize};

/// A session just planned, and what the organiser should look at twice.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Planned {
    /// The session.
    pub view: SessionView,
    /// Sessions of the same course that start at the same time and place (`I4-10`).
    pub possible_duplicates: Vec<SessionId>,
}

/// A session as it would be planned.
#[derive(Debug, Clone)]
pub struct Preview {
    /// The session.
    pub session: Session,
    /// What else is at the same time, in the same place or with the same trainer.
    pub busy: Vec<Busy>,
}

/// A session as it would be planned. Nothing is written.
///
/// # Errors
/// Those that planning it would be refused with.
pub async fn preview(db: &Db, planner: &Planner, draft: SessionDraft) -> Result<Preview> {
    let mut session = Session::plan(SessionId::new(planner.now), draft, planner.now)?;
    link_trainers(db.read(), &mut session.meetings).await?;
    let busy = busy(db, &planner.scope, &session).await?;
    Ok(Preview { session, busy })
}

/// Plans a session, or registers one that is over. One transaction.
///
/// `relates_to_goal` is the course's own unless the organiser says otherwise (`I4-5`).
pub async fn plan(db: &Db, planner: &Planner, draft: SessionDraft, relates_to_goal: Option<bool>) -> Result<Planned> {
    retrying(|| try_plan(db, planner, draft.clone(), relates_to_goal)).await
}

async fn try_plan(db: &Db, planner: &Planner, draft: SessionDraft, relates_to_goal: Option<bool>) -> Result<Planned> {
    let tx = db.begin_write().await?;
    if let Some(earlier) = idempotency::earlier::<Planned>(&tx, planner.once.as_ref()).await? {
        return earlier.map_err(Error::Refused);
    }
    let unknown_course = || Error::from(No::invalid("courseId", Invalid::Unknown));
    let course = course::Entity::find_by_id(draft.course_id).one(&tx).await?.ok_or_else(unknown_course)?;
    let affiliation =
        Affiliation { relates_to_goal: relates_to_goal.unwrap_or(course.relates_to_goal), ..draft.affiliation };
    let draft = SessionDraft { title: rows::line(&course.title, "course.title")?, affiliation, ..draft };
    let mut session = Session::plan(SessionId::new(planner.now), draft, planner.now)?;
    link_trainers(&tx, &mut session.meetings).await?;
    session::Entity::insert(rows::from_session(&session)).exec_without_returning(&tx).await?;
    let meetings: Vec<_> = session.meetings.iter().map(|meeting| rows::from_meeting(&session, meeting)).collect();
    for portion in chunks(meetings) {
        meeting::Entity::insert_many(portion).exec_without_returning(&tx).await?;
    }
    let mut record = Record::default();
    session_event(
        &mut record,
        planner.deed(),
        EventKind::SessionPlanned,
        &session,
        &json!({ "status": session.status }),
    );
    record.write(&tx).await?;
    let planned = Planned { possible_duplicates: duplicates(&tx, &session).await?, view: planner.view(session) };
    idempotency::remember(&tx, planner.once.as_ref(), &Ok(&planned)).await?;
    tx.commit().await?;
    Ok(planned)
}

/// Finds the trainers in the register: by the id given, or by a name that only one trainer bears.
///
/// The organiser's choice of name is what gives a trainer the right to report; it is made here, once, and
/// not each time somebody asks. The name of one whose identity is protected is not written down.
pub(super) async fn link_trainers(db: &impl ConnectionTrait, meetings: &mut [Meeting]) -> Result<()> {
    let trainers = person_role::Entity::find()
        .select_only()
        .column(person_role::Column::PersonId)
        .filter(person_role::Column::Role.eq(Role::Trainer));
    let names = meetings.iter().filter_map(|meeting| rows::text(meeting.trainer.as_ref()));
    let ids = meetings.iter().filter_map(|meeting| meeting.trainer_id);
    let named = person::Column::Name.is_in(names.collect::<Vec<_>>());
    let known = person::Entity::find()
        .filter(sea_orm::Condition::any().add(named).add(person::Column::Id.is_in(ids.collect::<Vec<PersonId>>())))
        .filter(person::Column::Id.in_subquery(sea_orm::QueryTrait::into_query(trainers)))
        .all(db)
        .await?;
    for (index, meeting) in meetings.iter_mut().enumerate() {
        if let Some(id) = meeting.trainer_id {
            let trainer = known.iter().find(|row| row.id == id);
            let member = format!("meetings[{index}].trainerId");
            let trainer = trainer.ok_or_else(|| Error::from(No::invalid(member, Invalid::Unknown)))?;
            meeting.trainer = meeting.trainer.take().or(rows::optional_line(Some(&trainer.name), "person.name")?);
        } else if let Some(name) = &meeting.trainer {
            let mut bearers = known.iter().filter(|row| row.name == name.as_str());
            meeting.trainer_id = bearers.next().filter(|_| bearers.next().is_none()).map(|row| row.id);
        }
        let linked = known.iter().find(|row| Some(row.id) == meeting.trainer_id);
        let seen = linked.cloned().map(rows::to_person).transpose()?.map(|trainer| trainer.seen_by(Beholder::Other));
        if seen.is_some_and(|trainer| !trainer.shown) {
            meeting.trainer = None;
        }
    }
    Ok(())
}

/// Finds the trainer of a meeting anew, when the change names another: by her id, or by her name.
pub(super) async fn relink(
    db: &impl ConnectionTrait,
    session: &mut Session,
    id: MeetingId,
    change: &MeetingChange,
) -> Result<()> {
    let by_name = change.trainer.is_some() && change.trainer_id.is_none();
    let by_id = change.trainer.is_none() && change.trainer_id.is_some();
    let Some(meeting) = session.meetings.iter_mut().find(|meeting| meeting.id == id) else { return Ok(()) };
    meeting.trainer_id = meeting.trainer_id.filter(|_| !by_name);
    if by_id {
        meeting.trainer = None;
    }
    link_trainers(db, std::slice::from_mut(meeting)).await
}

async fn duplicates(tx: &Tx, planned: &Session) -> Result<Vec<SessionId>> {
    let Some(first) = planned.meetings.first() else { return Ok(Vec::new()) };
    let same_start = session::Entity::find()
        .filter(session::Column::CourseId.eq(planned.course_id))
        .filter(session::Column::FirstStartsAt.eq(first.span.starts_at))
        .filter(session::Column::Id.ne(planned.id))
        .all(tx)
        .await?;
    let ids: Vec<SessionId> = same_start.iter().map(|row| row.id).collect();
    let same_place = meeting::Entity::find()
        .filter(meeting::Column::SessionId.is_in(ids))
        .filter(meeting::Column::StartsAt.eq(first.span.starts_at))
        .all(tx)
        .await?;
    let place = rows::text(first.place.as_ref());
    Ok(same_place.into_iter().filter(|row| row.place == place).map(|row| row.session_id).collect())
}
