//! The register of the demo: places, courses, people and what they may do.

use std::collections::{BTreeSet, HashMap};

use chrono::{DateTime, Utc};
use domain::{
    CourseId, EmploymentId, Invalid, LibraryId, PersonId,
    access::{Role, Scope},
    notice::Language,
    person::LibraryType,
    values::Line,
};
use persistence::{
    Db, Error, Result,
    courses::{self, CourseDraft},
    libraries::{self, LibraryDraft},
    people::{self, EmploymentDraft, PersonDraft},
    tokens,
};

use crate::demo::plan::{COORDINATOR, DemoCaller, ORGANISER, Plan, PlannedCourse, PlannedPerson, TRAINER, TRAINERS};

/// Who and what has been put in, by where it stands in the plan.
pub(super) struct Register {
    /// Keeps the registers behind the indicators.
    pub coordinator: Scope,
    /// Reports for whoever is not in the register.
    pub organiser: Scope,
    /// By the key in the plan.
    pub libraries: HashMap<String, LibraryId>,
    /// By code.
    pub courses: HashMap<Line<20>, CourseId>,
    /// As in the plan.
    pub people: Vec<PersonId>,
    /// As in the plan, for each of the people.
    pub employments: Vec<Vec<EmploymentId>>,
}

pub(super) async fn fill(db: &Db, plan: &Plan, now: DateTime<Utc>) -> Result<Register> {
    let coordinator = caller(db, Role::Coordinator, COORDINATOR, now).await?;
    let organiser = caller(db, Role::Organiser, ORGANISER, now).await?;
    let libraries = fill_libraries(db, plan, coordinator.person, now).await?;
    let mut ids = HashMap::new();
    for course in plan.courses.iter().chain(&plan.other_courses) {
        let added = courses::add(db, draft(course), organiser.person, now, None).await?;
        ids.insert(course.code.clone(), added.id);
    }
    let (mut persons, mut employments) = (Vec::new(), Vec::new());
    for person in &plan.people {
        let (id, of_person) = add_person(db, person, &coordinator, &libraries, now).await?;
        persons.push(id);
        employments.push(of_person);
    }
    // Before anything is planned: a name is linked to its person then.
    add_trainers(db, plan, now).await?;
    Ok(Register { coordinator, organiser, libraries, courses: ids, people: persons, employments })
}

/// Gives somebody a role. The token that comes with it is not kept.
async fn caller(db: &Db, role: Role, caller: DemoCaller, now: DateTime<Utc>) -> Result<Scope> {
    let (name, email) = (caller.name.parse().map_err(invalid)?, caller.email.parse().map_err(invalid)?);
    let (person, _) = tokens::issue(db, role, name, email, now).await?;
    Ok(Scope { person, role, libraries: Vec::new() })
}

fn invalid(reason: Invalid) -> Error {
    Error::Fault(format!("a value of the demo: {reason}"))
}

async fn fill_libraries(
    db: &Db,
    plan: &Plan,
    actor: PersonId,
    now: DateTime<Utc>,
) -> Result<HashMap<String, LibraryId>> {
    for municipality in &plan.municipalities {
        let (code, name) = (municipality.code.clone(), municipality.name.clone());
        libraries::add_municipality(db, code, name, actor, now, None).await?;
    }
    let mut ids = HashMap::new();
    for library in &plan.libraries {
        let draft = LibraryDraft {
            name: library.name.clone(),
            municipality_code: library.municipality.clone(),
            kind: library.kind,
            library_type: LibraryType::Public,
            sigel: None,
        };
        ids.insert(library.key.clone(), libraries::add(db, draft, actor, now, None).await?.id);
    }
    Ok(ids)
}

fn draft(course: &PlannedCourse) -> CourseDraft {
    CourseDraft {
        code: course.code.clone(),
        title: course.title.clone(),
        description: course.description.clone(),
        target_group: Some(course.target_group.clone()),
        dig_comp: course.dig_comp.clone(),
        relates_to_goal: course.relates_to_goal,
    }
}

async fn add_person(
    db: &Db,
    person: &PlannedPerson,
    coordinator: &Scope,
    libraries: &HashMap<String, LibraryId>,
    now: DateTime<Utc>,
) -> Result<(PersonId, Vec<EmploymentId>)> {
    let (name, email) = (person.name.clone(), person.email.clone());
    let draft = PersonDraft { name, email, language: Language::usual() };
    let added = people::add(db, draft, Some(coordinator.person), now, None).await?;
    let mut employments = Vec::new();
    for employment in &person.employments {
        let library = libraries.get(&employment.library_key);
        let draft = EmploymentDraft {
            person_id: added.id,
            library_id: *library.ok_or_else(|| Error::Fault("an unknown library in the demo".into()))?,
            from: employment.from,
            to: employment.to,
            category: employment.category,
        };
        employments.push(people::add_employment(db, coordinator, draft, now, None).await?.id);
    }
    Ok((added.id, employments))
}

/// Whoever leads a session: the study association's trainers, and staff of the libraries.
async fn add_trainers(db: &Db, plan: &Plan, now: DateTime<Utc>) -> Result<()> {
    let meetings = plan.sessions.iter().flat_map(|session| &session.meetings);
    let named: BTreeSet<&str> = meetings.filter_map(|meeting| meeting.trainer.as_ref()).map(Line::as_str).collect();
    for name in TRAINERS {
        let domain = TRAINER.email.rsplit_once('@').map_or("", |(_, domain)| domain);
        let email = format!("{}@{domain}", name.to_lowercase().replace(' ', "."));
        let email = email.parse().map_err(invalid)?;
        tokens::issue(db, Role::Trainer, name.parse().map_err(invalid)?, email, now).await?;
    }
    for person in plan.people.iter().filter(|person| named.contains(person.name.as_str())) {
        tokens::issue(db, Role::Trainer, person.name.clone(), person.email.clone(), now).await?;
    }
    Ok(())
}
