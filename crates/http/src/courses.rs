//! Kurskatalogen. / The catalogue of courses.

use domain::{
    CourseId,
    access::Right,
    course::{Course, DigComp},
    values::{Line, Prose},
};
use persistence::courses::{self, CourseChange, CourseDraft};
use poem::web::Data;
use poem_openapi::{
    ApiResponse, Object, OpenApi,
    param::{Header, Path, Query},
    payload::Json,
    types::MaybeUndefined,
};
use serde::Deserialize;

use crate::{
    App,
    caller::Caller,
    etag,
    input::{Input, tri},
    list::{self, list_of},
    problem::Problem,
    spec::Tag,
};

/// En kurs i katalogen. / A course in the catalogue.
#[derive(Debug, Clone, Object)]
#[oai(rename_all = "camelCase")]
pub struct CourseJson {
    /// Id.
    pub id: CourseId,
    /// Kurskod. / Course code.
    pub code: Line<20>,
    /// Titel. / Title.
    pub title: Line<200>,
    /// Beskrivning. / Description.
    pub description: Prose<4000>,
    /// Målgrupp. / Target group.
    pub target_group: Option<Line<200>>,
    /// Kompetenser i DigComp 2.2. / Competences of DigComp 2.2.
    pub dig_comp: Vec<DigComp>,
    /// Berör målet. / Relates to the goal.
    pub relates_to_goal: bool,
}

/// En ny kurs. / A new course.
#[derive(Debug, Clone, Object, Deserialize)]
#[oai(rename_all = "camelCase", deny_unknown_fields)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct CourseInput {
    /// Kurskod. / Course code.
    pub code: Line<20>,
    /// Titel. / Title.
    pub title: Line<200>,
    /// Beskrivning. / Description.
    pub description: Prose<4000>,
    /// Målgrupp. / Target group.
    pub target_group: Option<Line<200>>,
    /// Kompetenser i DigComp 2.2. / Competences of DigComp 2.2.
    #[oai(default)]
    #[serde(default)]
    pub dig_comp: Vec<DigComp>,
    /// Berör målet; true om inget sägs. / Relates to the goal; true unless said otherwise.
    pub relates_to_goal: Option<bool>,
}

/// Ändring av en kurs; det som inte nämns står kvar. / A change of a course; what is not named stays.
#[derive(Debug, Clone, Object, Deserialize)]
#[oai(rename_all = "camelCase", deny_unknown_fields)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct CoursePatch {
    /// Titel. / Title.
    pub title: Option<Line<200>>,
    /// Beskrivning. / Description.
    pub description: Option<Prose<4000>>,
    /// Målgrupp; null tar bort. / Target group; null removes.
    #[serde(default)]
    pub target_group: MaybeUndefined<Line<200>>,
    /// Kompetenser i DigComp 2.2. / Competences of DigComp 2.2.
    pub dig_comp: Option<Vec<DigComp>>,
    /// Berör målet. / Relates to the goal.
    pub relates_to_goal: Option<bool>,
}

list_of!(
    /// Kurser. / Courses.
    CourseList,
    CourseJson
);

impl From<Course> for CourseJson {
    fn from(course: Course) -> Self {
        Self {
            id: course.id,
            code: course.code,
            title: course.title,
            description: course.description,
            target_group: course.target_group,
            dig_comp: course.dig_comp,
            relates_to_goal: course.relates_to_goal,
        }
    }
}

/// A course added.
#[derive(ApiResponse)]
pub enum CourseAdded {
    /// Kursen är tillagd. / The course is added.
    #[oai(status = 201)]
    Created(Json<CourseJson>, #[oai(header = "ETag")] String),
}

/// A course.
#[derive(ApiResponse)]
pub enum CourseFound {
    /// Kursen. / The course.
    #[oai(status = 200)]
    Ok(Json<CourseJson>, #[oai(header = "ETag")] String),
}

fn found(course: Course) -> CourseFound {
    let tag = etag::of(course.version);
    CourseFound::Ok(Json(course.into()), tag)
}

pub(crate) struct CoursesApi;

#[OpenApi]
impl CoursesApi {
    /// Lista kurser / List courses
    ///
    /// Katalogen i kursernas kodordning. / The catalogue in order of code.
    #[oai(path = "/courses", method = "get", operation_id = "listCourses", tag = "Tag::Courses")]
    async fn list_courses(
        &self,
        Data(app): Data<&App>,
        _caller: Caller,
        #[oai(name = "limit")] Query(limit): Query<Option<u64>>,
        #[oai(name = "page")] Query(page): Query<Option<u64>>,
    ) -> Result<Json<CourseList>, Problem> {
        let asked = list::page(limit, page)?;
        let found = courses::list(&app.db, asked).await?;
        Ok(Json(CourseList::new(found.map(Into::into), asked)))
    }

    /// Lägg till en kurs / Add a course
    ///
    /// Arrangör och samordnare. / Organisers and coordinators.
    #[oai(path = "/courses", method = "post", operation_id = "addCourse", tag = "Tag::Courses")]
    async fn add_course(
        &self,
        Data(app): Data<&App>,
        caller: Caller,
        #[oai(name = "Idempotency-Key")] Header(key): Header<Option<String>>,
        Input(body): Input<CourseInput>,
    ) -> Result<CourseAdded, Problem> {
        let actor = caller.with(Right::ManageCourses)?.person;
        let ticket = app.ticket(&caller, key, "addCourse", &body)?;
        let draft = CourseDraft {
            code: body.code,
            title: body.title,
            description: body.description,
            target_group: body.target_group,
            dig_comp: body.dig_comp,
            relates_to_goal: body.relates_to_goal.unwrap_or(true),
        };
        let (db, now) = (app.db.clone(), app.clock.now());
        let added = app.write(async move { courses::add(&db, draft, actor, now, ticket.once()).await }).await?;
        let tag = etag::of(added.version);
        Ok(CourseAdded::Created(Json(added.into()), tag))
    }

    /// Visa en kurs / Show a course
    ///
    /// En kurs ur katalogen. / One course of the catalogue.
    #[oai(path = "/courses/:courseId", method = "get", operation_id = "getCourse", tag = "Tag::Courses")]
    async fn get_course(
        &self,
        Data(app): Data<&App>,
        _caller: Caller,
        #[oai(name = "courseId")] Path(id): Path<CourseId>,
    ) -> Result<CourseFound, Problem> {
        Ok(found(courses::find(&app.db, id).await?))
    }

    /// Ändra en kurs / Change a course
    ///
    /// Arrangör och samordnare. Planerade kurstillfällen behåller sin titel. / Organisers and coordinators. Sessions
    /// already planned keep their title.
    #[oai(path = "/courses/:courseId", method = "patch", operation_id = "changeCourse", tag = "Tag::Courses")]
    async fn change_course(
        &self,
        Data(app): Data<&App>,
        caller: Caller,
        #[oai(name = "courseId")] Path(id): Path<CourseId>,
        #[oai(name = "If-Match")] Header(if_match): Header<Option<String>>,
        Input(body): Input<CoursePatch>,
    ) -> Result<CourseFound, Problem> {
        let actor = caller.with(Right::ManageCourses)?.person;
        let seen = etag::seen(if_match.as_deref());
        let change = CourseChange {
            title: body.title,
            description: body.description,
            target_group: tri(body.target_group),
            dig_comp: body.dig_comp,
            relates_to_goal: body.relates_to_goal,
        };
        let (db, now) = (app.db.clone(), app.clock.now());
        Ok(found(app.write(async move { courses::change(&db, id, change, seen, actor, now).await }).await?))
    }
}
