//! What the register keeps of a person.

use std::collections::HashMap;

use domain::{LibraryId, PersonId};
use sea_orm::{ColumnTrait, Condition, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder};

use super::Row;
use crate::{
    Result,
    entity::{
        collaboration, digiteket_profile, employment, library, person, person_correction, person_measure, person_role,
        survey, survey_invitation,
    },
};

pub(super) fn person(own: &person::Model) -> Row {
    Row::default()
        .with("id", own.id)
        .with("name", &own.name)
        .with("email", &own.email)
        .with("language", own.language)
        .with("reminders", own.reminders)
        .with("protectedIdentity", own.protected_identity)
        .maybe_at("restrictedAt", own.restricted_at)
        .maybe_at("pseudonymisedAt", own.pseudonymised_at)
        .maybe_at("disabledAt", own.disabled_at)
        .maybe_at("emailFailedAt", own.email_failed_at)
        .maybe("emailFailure", own.email_failure.as_ref())
}

pub(super) async fn roles(db: &impl ConnectionTrait, me: PersonId) -> Result<Vec<Row>> {
    let found = person_role::Entity::find().filter(person_role::Column::PersonId.eq(me)).all(db).await?;
    Ok(found.into_iter().map(|row| Row::default().with("role", row.role)).collect())
}

pub(super) async fn employments(db: &impl ConnectionTrait, me: PersonId) -> Result<Vec<Row>> {
    let found = employment::Entity::find()
        .filter(employment::Column::PersonId.eq(me))
        .order_by_asc(employment::Column::FromDate)
        .order_by_asc(employment::Column::Id)
        .all(db)
        .await?;
    let libraries = libraries(db, found.iter().map(|row| row.library_id)).await?;
    let row = |row: employment::Model| {
        let library = libraries.get(&row.library_id);
        Row::default()
            .maybe("library", library.map(|library| &library.name))
            .maybe("municipalityCode", library.map(|library| &library.municipality_code))
            .on("from", Some(row.from_date))
            .on("to", row.to_date)
            .with("category", row.category)
    };
    Ok(found.into_iter().map(row).collect())
}

/// Libraries by their identifiers.
pub(super) async fn libraries(
    db: &impl ConnectionTrait,
    ids: impl Iterator<Item = LibraryId>,
) -> Result<HashMap<LibraryId, library::Model>> {
    let found = library::Entity::find().filter(library::Column::Id.is_in(ids)).all(db).await?;
    Ok(found.into_iter().map(|row| (row.id, row)).collect())
}

pub(super) async fn corrections(db: &impl ConnectionTrait, me: PersonId) -> Result<Vec<Row>> {
    let found = person_correction::Entity::find()
        .filter(person_correction::Column::PersonId.eq(me))
        .order_by_asc(person_correction::Column::Id)
        .all(db)
        .await?;
    let row = |row: person_correction::Model| {
        Row::default()
            .with("member", row.member)
            .with("before", row.before_value)
            .at("at", row.corrected_at)
            .with("by", whom(row.corrected_by == me))
    };
    Ok(found.into_iter().map(row).collect())
}

/// Who did it, without saying who.
pub(super) fn whom(herself: bool) -> &'static str {
    if herself { "self" } else { "other" }
}

pub(super) async fn measures(db: &impl ConnectionTrait, me: PersonId) -> Result<Vec<Row>> {
    let found = person_measure::Entity::find()
        .filter(person_measure::Column::PersonId.eq(me))
        .order_by_asc(person_measure::Column::Id)
        .all(db)
        .await?;
    let row = |row: person_measure::Model| {
        Row::default().with("kind", row.kind).with("reason", row.reason).at("decidedAt", row.decided_at)
    };
    Ok(found.into_iter().map(row).collect())
}

pub(super) async fn profile(db: &impl ConnectionTrait, me: PersonId) -> Result<Vec<Row>> {
    let found = digiteket_profile::Entity::find_by_id(me).one(db).await?;
    let row = |row: digiteket_profile::Model| {
        Row::default()
            .with("profile", row.answer)
            .on("since", row.since_date)
            .on("until", row.until_date)
            .with("source", row.source)
            .at("statedAt", row.stated_at)
    };
    Ok(found.into_iter().map(row).collect())
}

pub(super) async fn surveys(db: &impl ConnectionTrait, me: PersonId) -> Result<Vec<Row>> {
    let invited = survey_invitation::Entity::find().filter(survey_invitation::Column::PersonId.eq(me)).all(db).await?;
    let ids = invited.iter().map(|row| row.survey_id);
    let titles = survey::Entity::find().filter(survey::Column::Id.is_in(ids)).all(db).await?;
    let row = |row: survey_invitation::Model| {
        let title = titles.iter().find(|survey| survey.id == row.survey_id).map(|survey| &survey.title);
        Row::default().maybe("title", title).maybe("answer", row.answer).with("reminders", row.reminders)
    };
    Ok(invited.into_iter().map(row).collect())
}

/// Collaborations whose contact is her address or her name: a text that somebody else wrote, and no reference.
pub(super) async fn contacts(db: &impl ConnectionTrait, own: &person::Model) -> Result<Vec<Row>> {
    let contact = collaboration::Column::Contact;
    let named = Condition::any().add(contact.contains(own.name.as_str())).add(contact.contains(own.email.as_str()));
    let found = collaboration::Entity::find().filter(named).order_by_asc(collaboration::Column::Id).all(db).await?;
    let libraries = libraries(db, found.iter().map(|row| row.library_id)).await?;
    let row = |row: collaboration::Model| {
        let library = libraries.get(&row.library_id).map(|library| &library.name);
        Row::default()
            .maybe("library", library)
            .maybe("contact", row.contact)
            .on("from", Some(row.from_date))
            .on("to", row.to_date)
    };
    Ok(found.into_iter().map(row).collect())
}
