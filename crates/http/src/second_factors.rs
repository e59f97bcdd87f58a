//! Tvåstegsinloggning. / Second factors.

use domain::{PersonId, SecondFactorId, access::Right, second_factor::FactorKind, wall_time::Instant};
use persistence::second_factors::{self, FactorView, Reset};
use poem::web::Data;
use poem_openapi::{
    ApiResponse, Object, OpenApi,
    param::{Header, Path, Query},
    payload::Json,
};

use crate::{
    App,
    caller::Caller,
    list::{self, list_of},
    problem::Problem,
    spec::Tag,
};

/// Något som en person bekräftar med att det är hon. / Something that a person proves herself by.
#[derive(Debug, Clone, Object)]
#[oai(rename_all = "camelCase")]
pub struct SecondFactorJson {
    /// Id.
    pub id: SecondFactorId,
    /// Personens id. / The person's id.
    pub person_id: PersonId,
    /// Vad det är. / What it is.
    pub kind: FactorKind,
    /// När personen lade till det. / When the person added it.
    pub added_at: Instant,
    /// När det senast användes. / When it was last used.
    pub used_at: Instant,
    /// När personen tog bort det. / When the person removed it.
    pub removed_at: Option<Instant>,
}

list_of!(
    /// Det som en person bekräftar med att det är hon. / What a person proves herself by.
    SecondFactorList,
    SecondFactorJson
);

/// Att en person får börja om. / That a person begins anew.
#[derive(Debug, Clone, Object)]
#[oai(rename_all = "camelCase")]
pub struct FactorResetJson {
    /// Personens id. / The person's id.
    pub person_id: PersonId,
    /// Så många sätt att bekräfta hade personen. / The person had so many ways to prove herself.
    pub removed: u64,
}

/// A factor removed.
#[derive(ApiResponse)]
pub enum FactorRemoved {
    /// Det gäller inte längre. / It does not count any more.
    #[oai(status = 201)]
    Done(Json<SecondFactorJson>),
}

/// All factors taken away.
#[derive(ApiResponse)]
pub enum FactorsReset {
    /// Personen får börja om. / The person begins anew.
    #[oai(status = 201)]
    Done(Json<FactorResetJson>),
}

fn json(view: FactorView) -> SecondFactorJson {
    SecondFactorJson {
        id: view.id,
        person_id: view.person_id,
        kind: view.kind,
        added_at: view.added_at.into(),
        used_at: view.used_at.into(),
        removed_at: view.removed_at.map(Into::into),
    }
}

pub(crate) struct SecondFactorsApi;

#[OpenApi]
impl SecondFactorsApi {
    /// Lista sätt att bekräfta / List second factors
    ///
    /// De egna; samordnaren kan välja någon annans. De läggs till på sidan /konto/tvasteg. / One's own; coordinators may
    /// choose somebody else's. They are added on the page /konto/tvasteg.
    #[oai(path = "/second-factors", method = "get", operation_id = "listSecondFactors", tag = "Tag::Access")]
    async fn list(
        &self,
        Data(app): Data<&App>,
        caller: Caller,
        #[oai(name = "personId")] Query(person): Query<Option<PersonId>>,
        #[oai(name = "limit")] Query(limit): Query<Option<u64>>,
        #[oai(name = "page")] Query(page): Query<Option<u64>>,
    ) -> Result<Json<SecondFactorList>, Problem> {
        let asked = list::page(limit, page)?;
        let found = second_factors::list(&app.db, &caller.0, person, asked).await?;
        Ok(Json(SecondFactorList::new(found.map(json), asked)))
    }

    /// Ta bort ett sätt att bekräfta / Remove a second factor
    ///
    /// Ett eget, om du nyss har bekräftat att det är du. Med det sista försvinner reservkoderna. / One's own, if you have
    /// just confirmed that it is you. With the last one go the recovery codes.
    #[oai(
        path = "/second-factors/:secondFactorId/removals",
        method = "post",
        operation_id = "removeSecondFactor",
        tag = "Tag::Access"
    )]
    async fn remove(
        &self,
        Data(app): Data<&App>,
        caller: Caller,
        #[oai(name = "secondFactorId")] Path(id): Path<SecondFactorId>,
        #[oai(name = "Idempotency-Key")] Header(key): Header<Option<String>>,
    ) -> Result<FactorRemoved, Problem> {
        // In person: a token that leaks must not take away what guards its person.
        caller.in_person()?;
        let scope = caller.stepped_up(app)?.clone();
        let ticket = app.ticket(&caller, key, &format!("removeSecondFactor {id}"), &String::new())?;
        let (db, now) = (app.db.clone(), app.clock.now());
        let removed =
            app.write(async move { second_factors::remove(&db, &scope, id, now, ticket.once()).await }).await?;
        Ok(FactorRemoved::Done(Json(json(removed))))
    }

    /// Låt en person börja om / Let a person begin anew
    ///
    /// För samordnaren som nyss har bekräftat att det är hon, när någon har blivit av med sin telefon: allt som personen
    /// bekräftar med försvinner och hennes inloggningar avslutas. Vid nästa inloggning lägger hon till ett nytt sätt. / For
    /// coordinators who have just confirmed who they are, when somebody has lost her telephone: everything that the
    /// person proves herself by goes, and her sign-ins end. When she signs in next, she adds a new one.
    #[oai(
        path = "/people/:personId/second-factor-resets",
        method = "post",
        operation_id = "resetSecondFactors",
        tag = "Tag::Access"
    )]
    async fn reset(
        &self,
        Data(app): Data<&App>,
        caller: Caller,
        #[oai(name = "personId")] Path(id): Path<PersonId>,
        #[oai(name = "Idempotency-Key")] Header(key): Header<Option<String>>,
    ) -> Result<FactorsReset, Problem> {
        caller.with(Right::ManageRoles)?;
        let scope = caller.stepped_up(app)?.clone();
        let ticket = app.ticket(&caller, key, &format!("resetSecondFactors {id}"), &String::new())?;
        let (db, now) = (app.db.clone(), app.clock.now());
        let Reset { person_id, removed } =
            app.write(async move { second_factors::reset(&db, &scope, id, now, ticket.once()).await }).await?;
        Ok(FactorsReset::Done(Json(FactorResetJson { person_id, removed })))
    }
}
