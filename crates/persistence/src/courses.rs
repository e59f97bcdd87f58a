//! The catalogue of courses.

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use domain::{
    CourseId, PersonId, Refusal,
    course::{Course, DigComp},
    event::EventKind,
    values::{Line, Prose},
};
use sea_orm::{ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder, QuerySelect};
use serde_json::json;

use crate::{
    Db, Error, Once, Result,
    db::retrying,
    entity::course,
    error::taken,
    idempotency,
    page::{Page, PageRequest},
    record::{Deed, Record, Subject},
    rows,
};

/// A course as it is described by whoever adds it.
#[derive(Debug, Clone)]
pub struct CourseDraft {
    /// Short code, unique.
    pub code: Line<20>,
    /// Title.
    pub title: Line<200>,
    /// What one learns.
    pub description: Prose<4000>,
    /// For whom.
    pub target_group: Option<Line<200>>,
    /// Competences.
    pub dig_comp: Vec<DigComp>,
    /// Whether its sessions relate to the goal unless they say otherwise.
    pub relates_to_goal: bool,
}

/// What is wanted changed; `None` leaves a member as it is.
#[derive(Debug, Clone, Default)]
pub struct CourseChange {
    /// New title.
    pub title: Option<Line<200>>,
    /// New description.
    pub description: Option<Prose<4000>>,
    /// New target group, or none.
    pub target_group: Option<Option<Line<200>>>,
    /// New competences.
    pub dig_comp: Option<Vec<DigComp>>,
    /// New default.
    pub relates_to_goal: Option<bool>,
}

/// All courses, in order of code.
pub async fn list(db: &Db, page: PageRequest) -> Result<Page<Course>> {
    let total = course::Entity::find().count(db.read()).await?;
    let query = course::Entity::find().order_by_asc(course::Column::Code).limit(page.limit).offset(page.offset());
    let items = query.all(db.read()).await?.into_iter().map(rows::to_course).collect::<Result<_>>()?;
    Ok(Page { items, total })
}

/// Some courses.
pub async fn of_ids(db: &Db, ids: impl IntoIterator<Item = CourseId>) -> Result<HashMap<CourseId, Course>> {
    let found = course::Entity::find().filter(course::Column::Id.is_in(ids)).all(db.read()).await?;
    found.into_iter().map(|row| rows::to_course(row).map(|course| (course.id, course))).collect()
}

/// Courses that train a competence in an area of DigComp. There are some tens of courses at most.
pub(crate) async fn in_area(db: &Db, area: u8) -> Result<Vec<CourseId>> {
    let all = course::Entity::find().all(db.read()).await?;
    let courses: Vec<Course> = all.into_iter().map(rows::to_course).collect::<Result<_>>()?;
    let trains = |course: &Course| course.dig_comp.iter().any(|competence| competence.area == area);
    Ok(courses.into_iter().filter(trains).map(|course| course.id).collect())
}

/// One course.
pub async fn find(db: &Db, id: CourseId) -> Result<Course> {
    rows::to_course(course::Entity::find_by_id(id).one(db.read()).await?.ok_or(Error::NotFound)?)
}

/// Adds a course. One transaction.
pub async fn add(
    db: &Db,
    draft: CourseDraft,
    actor: PersonId,
    now: DateTime<Utc>,
    once: Option<Once>,
) -> Result<Course> {
    let done = retrying(|| async {
        let tx = db.begin_write().await?;
        if let Some(earlier) = idempotency::earlier(&tx, once.as_ref()).await? {
            return earlier.map_err(Error::Refused);
        }
        let draft = draft.clone();
        let course = Course {
            id: CourseId::new(now),
            code: draft.code,
            title: draft.title,
            description: draft.description,
            target_group: draft.target_group,
            dig_comp: draft.dig_comp,
            relates_to_goal: draft.relates_to_goal,
            version: 1,
        };
        let inserted = course::Entity::insert(rows::from_course(&course)).exec_without_returning(&tx).await;
        inserted.map_err(taken(Refusal::CodeTaken))?;
        note(&tx, EventKind::CourseAdded, &course, actor, now).await?;
        idempotency::remember(&tx, once.as_ref(), &Ok(&course)).await?;
        tx.commit().await?;
        Ok(course)
    })
    .await;
    idempotency::settled(db, once.as_ref(), done).await
}

/// Changes a course; sessions already planned keep the title they were planned with. One transaction.
pub async fn change(
    db: &Db,
    id: CourseId,
    change: CourseChange,
    seen: Option<i32>,
    actor: PersonId,
    now: DateTime<Utc>,
) -> Result<Course> {
    retrying(|| async {
        let tx = db.begin_write().await?;
        let row = course::Entity::find_by_id(id).lock_exclusive().one(&tx).await?.ok_or(Error::NotFound)?;
        let mut course = rows::to_course(row)?;
        if seen.is_some_and(|seen| seen != course.version) {
            return Err(Error::Stale);
        }
        let change = change.clone();
        course.title = change.title.unwrap_or(course.title);
        course.description = change.description.unwrap_or(course.description);
        course.target_group = change.target_group.unwrap_or(course.target_group);
        course.dig_comp = change.dig_comp.unwrap_or(course.dig_comp);
        course.relates_to_goal = change.relates_to_goal.unwrap_or(course.relates_to_goal);
        course.version += 1;
        course::Entity::update(rows::from_course(&course)).exec(&tx).await?;
        note(&tx, EventKind::CourseChanged, &course, actor, now).await?;
        tx.commit().await?;
        Ok(course)
    })
    .await
}

async fn note(tx: &crate::db::Tx, kind: EventKind, course: &Course, actor: PersonId, now: DateTime<Utc>) -> Result<()> {
    let mut record = Record::default();
    let data = json!({ "courseId": course.id, "version": course.version });
    record.event(Deed { actor: Some(actor), at: now }, kind, Subject::default(), &data);
    record.write(tx).await
}
