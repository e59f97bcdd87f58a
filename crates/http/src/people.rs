//! Personer och anställningar. / People and employments.

use domain::{
    EmploymentId, LibraryId, PersonId,
    access::Right,
    person::Person,
    protection::{Beholder, SeenPerson},
    values::EmailAddress,
};
use persistence::{
    page::{Page, PageRequest},
    people::{self, Choices, EmploymentChange, PersonChange, PersonFilter},
};
use poem::web::Data;
use poem_openapi::{
    ApiResponse, OpenApi,
    param::{Header, Path, Query},
    payload::Json,
};

use crate::{
    App,
    caller::Caller,
    etag,
    input::{Input, tri},
    list::{self, list_of},
    problem::Problem,
    spec::Tag,
};

mod acts;
mod json;

pub use acts::{add, change_employment, choose, employ};
pub use json::{EmploymentInput, PersonInput};
pub(crate) use json::{EmploymentJson, EmploymentPatch, Me, MePatch, PersonJson, PersonPatch};

list_of!(
    /// Personer. / People.
    PersonList,
    PersonJson
);
list_of!(
    /// Anställningar. / Employments.
    EmploymentList,
    EmploymentJson
);

/// A person added.
#[derive(ApiResponse)]
pub enum PersonAdded {
    /// Personen är tillagd. / The person is added.
    #[oai(status = 201)]
    Created(Json<PersonJson>, #[oai(header = "ETag")] String),
}

/// A person.
#[derive(ApiResponse)]
pub enum PersonFound {
    /// Personen. / The person.
    #[oai(status = 200)]
    Ok(Json<PersonJson>, #[oai(header = "ETag")] String),
}

/// An employment added.
#[derive(ApiResponse)]
pub enum EmploymentAdded {
    /// Anställningen är tillagd. / The employment is added.
    #[oai(status = 201)]
    Created(Json<EmploymentJson>, #[oai(header = "ETag")] String),
}

/// An employment changed.
#[derive(ApiResponse)]
pub enum EmploymentChanged {
    /// Anställningen. / The employment.
    #[oai(status = 200)]
    Ok(Json<EmploymentJson>, #[oai(header = "ETag")] String),
}

fn found(person: SeenPerson) -> PersonFound {
    let tag = etag::of(person.version);
    PersonFound::Ok(Json(person.into()), tag)
}

/// The caller, with her employments.
async fn me(app: &App, caller: &Caller, person: Person) -> Result<Me, Problem> {
    let employments = people::employments(&app.db, person.id).await?;
    let employments = employments.into_iter().map(Into::into).collect();
    let Person { id, name, email, language, reminders, .. } = person;
    Ok(Me { id, name, email, language, reminders, roles: vec![caller.0.role], employments })
}

pub(crate) struct PeopleApi;

#[OpenApi]
impl PeopleApi {
    /// Vem är jag? / Who am I?
    ///
    /// Personen bakom token, med roller och anställningar. / The person behind the token, with roles and employments.
    #[oai(path = "/me", method = "get", operation_id = "getMe", tag = "Tag::Info")]
    async fn me(&self, Data(app): Data<&App>, caller: Caller) -> Result<Json<Me>, Problem> {
        let person = people::chosen(&app.db, caller.0.person).await?;
        Ok(Json(me(app, &caller, person).await?))
    }

    /// Ändra mina val / Change my choices
    ///
    /// Språket i dina mejl, och om du vill ha påminnelser. / The language of your mail, and whether you want reminders.
    #[oai(path = "/me", method = "patch", operation_id = "changeMe", tag = "Tag::Info")]
    async fn change_me(
        &self,
        Data(app): Data<&App>,
        caller: Caller,
        Input(body): Input<MePatch>,
    ) -> Result<Json<Me>, Problem> {
        let choices = Choices { language: body.language, reminders: body.reminders };
        let person = choose(app, &caller, choices).await?;
        Ok(Json(me(app, &caller, person).await?))
    }

    /// Lista personer / List people
    ///
    /// Personer du får se, i namnordning. / People you may see, in order of name.
    #[oai(path = "/people", method = "get", operation_id = "listPeople", tag = "Tag::Register")]
    async fn list_people(
        &self,
        Data(app): Data<&App>,
        caller: Caller,
        #[oai(name = "email")] Query(email): Query<Option<EmailAddress>>,
        #[oai(name = "libraryId")] Query(library_id): Query<Option<LibraryId>>,
        #[oai(name = "limit")] Query(limit): Query<Option<u64>>,
        #[oai(name = "page")] Query(page): Query<Option<u64>>,
    ) -> Result<Json<PersonList>, Problem> {
        let scope = caller.with(Right::ReadPeople)?;
        let asked = list::page(limit, page)?;
        let found = people::list(&app.db, scope, &PersonFilter { email, library_id }, asked, app.clock.now()).await?;
        Ok(Json(PersonList::new(found.map(Into::into), asked)))
    }

    /// Lägg till en person / Add a person
    ///
    /// Verksamhetsansvarig och samordnare. / Managers and coordinators.
    #[oai(path = "/people", method = "post", operation_id = "addPerson", tag = "Tag::Register")]
    async fn add_person(
        &self,
        Data(app): Data<&App>,
        caller: Caller,
        #[oai(name = "Idempotency-Key")] Header(key): Header<Option<String>>,
        Input(body): Input<PersonInput>,
    ) -> Result<PersonAdded, Problem> {
        let added = add(app, &caller, key, body).await?;
        let tag = etag::of(added.version);
        // Whoever has just said it all sees it all.
        Ok(PersonAdded::Created(Json(added.seen_by(Beholder::Coordinator).into()), tag))
    }

    /// Visa en person / Show a person
    ///
    /// En person du får se. / A person you may see.
    #[oai(path = "/people/:personId", method = "get", operation_id = "getPerson", tag = "Tag::Register")]
    async fn get_person(
        &self,
        Data(app): Data<&App>,
        caller: Caller,
        #[oai(name = "personId")] Path(id): Path<PersonId>,
    ) -> Result<PersonFound, Problem> {
        Ok(found(people::find(&app.db, &caller.0, id, app.clock.now()).await?))
    }

    /// Ändra en person / Change a person
    ///
    /// Namn, adress, språk eller påminnelser, och om uppgifterna är skyddade. / Name, address, language or reminders, and
    /// whether the identity is protected.
    #[oai(path = "/people/:personId", method = "patch", operation_id = "changePerson", tag = "Tag::Register")]
    async fn change_person(
        &self,
        Data(app): Data<&App>,
        caller: Caller,
        #[oai(name = "personId")] Path(id): Path<PersonId>,
        #[oai(name = "If-Match")] Header(if_match): Header<Option<String>>,
        Input(body): Input<PersonPatch>,
    ) -> Result<PersonFound, Problem> {
        let scope = caller.with(Right::ManagePeople)?.clone();
        let seen = etag::seen(if_match.as_deref());
        let choices = Choices { language: body.language, reminders: body.reminders };
        let change = PersonChange { name: body.name, email: body.email, protected: body.protected_identity, choices };
        let (db, now) = (app.db.clone(), app.clock.now());
        let changed = app.write(async move { people::change(&db, &scope, id, change, seen, now).await }).await?;
        Ok(found(changed.seen_by(Beholder::Coordinator)))
    }

    /// Lista en persons anställningar / List a person's employments
    ///
    /// Alla anställningar, äldst först; inga när personuppgifterna är skyddade för dig. / All employments, oldest first;
    /// none when the identity is protected from you.
    #[oai(
        path = "/people/:personId/employments",
        method = "get",
        operation_id = "listEmployments",
        tag = "Tag::Register"
    )]
    async fn list_employments(
        &self,
        Data(app): Data<&App>,
        caller: Caller,
        #[oai(name = "personId")] Path(id): Path<PersonId>,
    ) -> Result<Json<EmploymentList>, Problem> {
        let shown = people::employments_shown(&app.db, &caller.0, id, app.clock.now()).await?;
        let items: Vec<EmploymentJson> = shown.into_iter().map(Into::into).collect();
        let total = items.len() as u64;
        Ok(Json(EmploymentList::new(Page { items, total }, PageRequest { limit: 100, page: 1 })))
    }

    /// Lägg till en anställning / Add an employment
    ///
    /// Verksamhetsansvarig för sitt bibliotek, samordnaren för alla. / Managers for their library, coordinators for all.
    #[oai(
        path = "/people/:personId/employments",
        method = "post",
        operation_id = "addEmployment",
        tag = "Tag::Register"
    )]
    async fn add_employment(
        &self,
        Data(app): Data<&App>,
        caller: Caller,
        #[oai(name = "personId")] Path(person_id): Path<PersonId>,
        #[oai(name = "Idempotency-Key")] Header(key): Header<Option<String>>,
        Input(body): Input<EmploymentInput>,
    ) -> Result<EmploymentAdded, Problem> {
        let added = employ(app, &caller, key, person_id, body).await?;
        let tag = etag::of(added.version);
        Ok(EmploymentAdded::Created(Json(added.into()), tag))
    }

    /// Ändra eller avsluta en anställning / Change or end an employment
    ///
    /// Anmälningar till kurser efter sista dagen avbokas. / Bookings of sessions after the last day are cancelled.
    #[oai(
        path = "/employments/:employmentId",
        method = "patch",
        operation_id = "changeEmployment",
        tag = "Tag::Register"
    )]
    async fn change_employment(
        &self,
        Data(app): Data<&App>,
        caller: Caller,
        #[oai(name = "employmentId")] Path(id): Path<EmploymentId>,
        #[oai(name = "If-Match")] Header(if_match): Header<Option<String>>,
        Input(body): Input<EmploymentPatch>,
    ) -> Result<EmploymentChanged, Problem> {
        let seen = etag::seen(if_match.as_deref());
        let change = EmploymentChange { to: tri(body.to).map(|to| to.map(|date| date.0)), category: body.category };
        let changed = change_employment(app, &caller, id, seen, change).await?;
        let tag = etag::of(changed.version);
        Ok(EmploymentChanged::Ok(Json(changed.into()), tag))
    }
}
