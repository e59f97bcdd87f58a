//! The small tables that meetings refer to. They are read each time, so that a name or a library is never old.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;
use domain::{
    CourseId, EmploymentId, LibraryId, PersonId,
    course::DigComp,
    indicator::{
        period::Period,
        training_occasions::{
            CourseEvidence, EmploymentEvidence, LibraryEvidence, MunicipalityEvidence, ProgrammeEvidence,
        },
    },
    person::{LibraryType, StaffCategory},
};
use sea_orm::{EntityTrait, QuerySelect};

use crate::{
    Db, Error, Result,
    entity::{course, employment, library, municipality, programme},
};

/// Everything in them.
pub(super) struct Register {
    pub(super) courses: Vec<CourseEvidence>,
    pub(super) employments: BTreeMap<u32, EmploymentEvidence>,
    pub(super) libraries: Vec<LibraryEvidence>,
    pub(super) municipalities: Vec<MunicipalityEvidence>,
    pub(super) programmes: Vec<ProgrammeEvidence>,
}

/// Reads them.
pub(super) async fn load(db: &Db) -> Result<Register> {
    let municipalities = municipality::Entity::find().all(db.read()).await?;
    Ok(Register {
        courses: courses(db).await?,
        employments: employments(db).await?,
        libraries: libraries(db).await?,
        municipalities: municipalities
            .into_iter()
            .map(|row| MunicipalityEvidence { code: row.code, name: row.name })
            .collect(),
        programmes: programmes(db).await?,
    })
}

async fn courses(db: &Db) -> Result<Vec<CourseEvidence>> {
    use course::Column;
    let query = course::Entity::find().select_only().columns([Column::Id, Column::Title, Column::DigComp]);
    let rows: Vec<(CourseId, String, String)> = query.into_tuple().all(db.read()).await?;
    let to_course = |(id, title, dig_comp): (CourseId, String, String)| {
        let areas: std::result::Result<BTreeSet<u8>, _> =
            dig_comp.split_whitespace().map(|text| text.parse::<DigComp>().map(|found| found.area)).collect();
        let areas = areas.map_err(|reason| Error::Fault(format!("column course.dig_comp: {reason}")))?;
        Ok(CourseEvidence { id, title, areas })
    };
    rows.into_iter().map(to_course).collect()
}

type EmploymentRow = (EmploymentId, PersonId, LibraryId, StaffCategory, NaiveDate, Option<NaiveDate>);

async fn employments(db: &Db) -> Result<BTreeMap<u32, EmploymentEvidence>> {
    use employment::Column;
    let query = employment::Entity::find()
        .select_only()
        .columns([Column::Id, Column::PersonId, Column::LibraryId, Column::Category])
        .columns([Column::FromDate, Column::ToDate]);
    let rows: Vec<EmploymentRow> = query.into_tuple().all(db.read()).await?;
    let numbers = &mut db.evidence.lock().numbers;
    let numbered = rows.into_iter().map(|(id, person, library_id, category, from, to)| {
        let person = numbers.person(person);
        (numbers.employment(id), EmploymentEvidence { person, library_id, category, from, to })
    });
    Ok(numbered.collect())
}

async fn libraries(db: &Db) -> Result<Vec<LibraryEvidence>> {
    let rows = library::Entity::find().all(db.read()).await?;
    let library = |row: library::Model| LibraryEvidence {
        id: row.id,
        name: row.name,
        municipality_code: row.municipality_code,
        public: row.library_type == LibraryType::Public,
    };
    Ok(rows.into_iter().map(library).collect())
}

async fn programmes(db: &Db) -> Result<Vec<ProgrammeEvidence>> {
    let rows = programme::Entity::find().all(db.read()).await?;
    let programme = |row: programme::Model| ProgrammeEvidence {
        id: row.id,
        name: row.name,
        period: Period { from: row.from_date, to: row.to_date },
    };
    Ok(rows.into_iter().map(programme).collect())
}
